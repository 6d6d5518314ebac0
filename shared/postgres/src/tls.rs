//! TLS with rustls: certificates are always verified.

use crate::address::AddressError;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};
use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use tokio_postgres_rustls::MakeRustlsConnect;

/// Certificate authorities that a source brings along.
pub(crate) enum Roots {
    /// A file of certificates in PEM.
    File(PathBuf),
    /// The certificates themselves, in PEM.
    Pem(String),
}

/// How PEM begins (RFC 7468), which no file name does.
const PEM: &str = "-----BEGIN ";

/// The authorities of Amazon RDS, which are not among those of the web.
const AMAZON_RDS: &str = include_str!("../certificates/amazon_rds.pem");

impl From<String> for Roots {
    fn from(text: String) -> Self {
        if text.trim_start().starts_with(PEM) {
            Self::Pem(text)
        } else {
            Self::File(PathBuf::from(text))
        }
    }
}

impl Roots {
    fn store(&self) -> Result<RootCertStore, AddressError> {
        let certificates = match self {
            Self::File(path) => {
                CertificateDer::pem_file_iter(path).and_then(Iterator::collect::<Result<Vec<_>, _>>)
            }
            Self::Pem(text) => CertificateDer::pem_slice_iter(text.as_bytes()).collect(),
        };
        let mut store = RootCertStore::empty();
        for certificate in certificates.map_err(|error| self.unusable(&error))? {
            store
                .add(certificate)
                .map_err(|error| self.unusable(&error))?;
        }
        if store.is_empty() {
            return Err(self.unusable(&"there is no certificate in it"));
        }
        Ok(store)
    }

    fn unusable(&self, problem: &dyn fmt::Display) -> AddressError {
        let place = match self {
            Self::File(path) => path.display().to_string(),
            Self::Pem(_) => "(given as text)".to_owned(),
        };
        AddressError::RootCertificates {
            place,
            problem: problem.to_string(),
        }
    }
}

/// Trusts these authorities, or else those of the web and, for a server of Amazon RDS, its own.
pub(crate) fn connector(
    roots: Option<Roots>,
    is_on_rds: bool,
) -> Result<MakeRustlsConnect, AddressError> {
    let store = match roots {
        Some(roots) => roots.store()?,
        None => {
            let mut store = if is_on_rds {
                Roots::Pem(AMAZON_RDS.to_owned()).store()?
            } else {
                RootCertStore::empty()
            };
            store.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
            store
        }
    };
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let versions = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|_| AddressError::SslMode)?;
    let config = versions.with_root_certificates(store).with_no_client_auth();
    Ok(MakeRustlsConnect::new(config))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_authority_of_rds_can_be_read() {
        let store = Roots::Pem(AMAZON_RDS.to_owned()).store().unwrap();
        assert_eq!(store.len(), AMAZON_RDS.matches(PEM).count());
        // Each region has three kinds of keys.
        assert_eq!(store.len() % 3, 0);
    }
}
