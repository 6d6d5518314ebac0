//! Where a database is and how to log in.

use crate::tls::{self, Roots};
use contract::{ErrorName, Fault};
use std::fmt;
use std::time::Duration;
use thiserror::Error;
use tokio_postgres::Config;
use tokio_postgres::config::{Host, SslMode};
use tokio_postgres_rustls::MakeRustlsConnect;

/// How long a connection may take to be made.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// Where Redshift listens unless it is told otherwise.
const REDSHIFT_PORT: u16 = 5439;

/// Where a database is and how to log in: a connection URL, read. It shows nothing of itself in
/// `Debug`, for it holds a password.
#[derive(Clone)]
pub struct Address {
    pub(crate) config: Config,
    pub(crate) tls: MakeRustlsConnect,
}

/// Why a connection URL cannot be used. It never repeats the URL.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum AddressError {
    /// The text is not of the form `postgresql://user:password@host:port/database?...`.
    #[error("the connection URL is not of the form postgresql://user:password@host:port/database")]
    Form,
    /// `sslmode` has an unknown value.
    #[error("sslmode must be disable, prefer, require, verify-ca or verify-full")]
    SslMode,
    /// What `sslrootcert` names or holds cannot be read as certificates.
    #[error("sslrootcert {place} holds no certificates: {problem}")]
    RootCertificates {
        /// The file, or that there is none.
        place: String,
        /// What is wrong with it.
        problem: String,
    },
}

impl From<AddressError> for Fault {
    fn from(error: AddressError) -> Self {
        Self::new(ErrorName::ConfigInvalid, error.to_string())
    }
}

impl Address {
    /// Reads a connection URL as libpq knows it: `postgresql://user:password@host:port/database`,
    /// `redshift://...` likewise, a socket's folder as `?host=/path`.
    ///
    /// Of the parameters, `sslmode` and `sslrootcert` differ from libpq's in that a server's
    /// certificate is always verified when TLS is used, against `sslrootcert` (a file, or the PEM
    /// itself) or else the certificate authorities of the web, and those of Amazon RDS for a host of it. Without `sslmode`, TLS is required of
    /// every host but this machine.
    ///
    /// # Errors
    /// The URL cannot be used.
    pub fn parse(url: &str) -> Result<Self, AddressError> {
        let rest = ["postgresql://", "postgres://", "redshift://"]
            .iter()
            .find_map(|scheme| url.strip_prefix(scheme))
            .ok_or(AddressError::Form)?;
        let (place, parameters) = rest.split_once('?').unwrap_or((rest, ""));
        let mut kept = Vec::new();
        let (mut mode, mut roots) = (None, None);
        for parameter in parameters.split('&').filter(|text| !text.is_empty()) {
            match parameter.split_once('=') {
                Some(("sslmode", value)) => mode = Some(ssl_mode(value)?),
                Some(("sslrootcert", value)) => {
                    roots = Some(Roots::from(unescaped(value).ok_or(AddressError::Form)?));
                }
                _ => kept.push(parameter),
            }
        }
        let place = if url.starts_with("redshift:") {
            with_port(place, REDSHIFT_PORT)
        } else {
            place.to_owned()
        };
        let mut config: Config = format!("postgresql://{place}?{}", kept.join("&"))
            .parse()
            .map_err(|_| AddressError::Form)?;
        if config.get_hosts().is_empty() && config.get_hostaddrs().is_empty() {
            return Err(AddressError::Form);
        }
        config.ssl_mode(mode.unwrap_or_else(|| default_ssl_mode(&config)));
        config.connect_timeout(CONNECT_TIMEOUT);
        if config.get_application_name().is_none() {
            config.application_name("analyst");
        }
        Ok(Self {
            tls: tls::connector(roots, is_on_rds(&config))?,
            config,
        })
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Address").finish_non_exhaustive()
    }
}

/// `user@host/database` with a port if it has none.
fn with_port(place: &str, port: u16) -> String {
    let (authority, database) = place
        .split_once('/')
        .map_or((place, String::new()), |(before, after)| {
            (before, format!("/{after}"))
        });
    let host = authority.rsplit(['@', ']']).next().unwrap_or_default();
    if host.contains(':') {
        place.to_owned()
    } else {
        format!("{authority}:{port}{database}")
    }
}

fn ssl_mode(value: &str) -> Result<SslMode, AddressError> {
    match value {
        "disable" => Ok(SslMode::Disable),
        "allow" | "prefer" => Ok(SslMode::Prefer),
        "require" | "verify-ca" | "verify-full" => Ok(SslMode::Require),
        _ => Err(AddressError::SslMode),
    }
}

fn default_ssl_mode(config: &Config) -> SslMode {
    let here = |host: &Host| match host {
        Host::Tcp(name) => matches!(name.as_str(), "localhost" | "127.0.0.1" | "::1"),
        #[cfg(unix)]
        Host::Unix(_) => true,
    };
    let away = config
        .get_hostaddrs()
        .iter()
        .any(|address| !address.is_loopback());
    if !away && config.get_hosts().iter().all(here) {
        SslMode::Disable
    } else {
        SslMode::Require
    }
}

/// Whether every host is one of Amazon RDS by its name, which a certificate of its authorities has to prove.
fn is_on_rds(config: &Config) -> bool {
    let hosts = config.get_hosts();
    let of_rds = |host: &Host| match host {
        Host::Tcp(name) => name.to_ascii_lowercase().ends_with(".rds.amazonaws.com"),
        #[cfg(unix)]
        Host::Unix(_) => false,
    };
    !hosts.is_empty() && hosts.iter().all(of_rds)
}

/// The text of a part of a URL, `%20` and its like read.
fn unescaped(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let digit = |byte: Option<u8>| char::from(byte?).to_digit(16);
            let (high, low) = (digit(rest.next())?, digit(rest.next())?);
            bytes.push(u8::try_from(high * 16 + low).ok()?);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_of_rds_is_one_by_the_end_of_its_name() {
        let on_rds = |url| is_on_rds(&Address::parse(url).unwrap().config);
        assert!(on_rds("postgresql://u@a.b.eu-west-1.rds.amazonaws.com/d"));
        for other in [
            "postgresql://u@rds.amazonaws.com.example.com/d",
            "postgresql://u@a.eu-west-1.rds.amazonaws.com,elsewhere.example.com/d",
            "redshift://u@a.eu-west-1.redshift.amazonaws.com/d",
        ] {
            assert!(!on_rds(other), "{other}");
        }
    }

    fn mode(url: &str) -> SslMode {
        Address::parse(url).unwrap().config.get_ssl_mode()
    }

    #[test]
    fn tls_is_required_of_other_machines() {
        assert_eq!(mode("postgresql://u:p@db.example.com/d"), SslMode::Require);
        assert_eq!(
            mode("redshift://u:p@db.example.com:5439/d"),
            SslMode::Require
        );
        assert_eq!(mode("postgresql://u:p@localhost/d"), SslMode::Disable);
        assert_eq!(mode("postgresql://u@%2Ftmp%2Fs/d"), SslMode::Disable);
        assert_eq!(mode("postgresql://u@h/d?sslmode=disable"), SslMode::Disable);
        assert_eq!(
            mode("postgresql://u@localhost/d?sslmode=verify-full"),
            SslMode::Require
        );
    }

    #[test]
    fn redshift_has_a_port_of_its_own() {
        let ports = |url| Address::parse(url).unwrap().config.get_ports().to_vec();
        assert_eq!(ports("redshift://u@h/d"), [5439]);
        assert_eq!(ports("redshift://u:p@h:1234/d"), [1234]);
        assert_eq!(ports("redshift://u:p@h"), [5439]);
    }

    #[test]
    fn nothing_of_the_url_is_shown() {
        let url = "postgresql://me:hunter2@db.example.com/sales";
        let shown = format!("{:?}", Address::parse(url).unwrap());
        assert!(
            !shown.contains("hunter2") && !shown.contains("me"),
            "{shown}"
        );
        for url in [
            "hunter2",
            "mysql://me:hunter2@h/d",
            "postgresql://me:hunter2@h:hunter2/d",
            "postgresql://me:hunter2@h/d?hunter2=1",
            "postgresql://me:hunter2@h/d?sslmode=hunter2",
        ] {
            let error = Address::parse(url).unwrap_err();
            assert!(!format!("{error} {error:?}").contains("hunter2"), "{error}");
        }
    }

    #[test]
    fn root_certificates_are_read_from_a_file() {
        let url = "postgresql://u@h/d?sslrootcert=/no/such%20file";
        let error = Address::parse(url).unwrap_err();
        assert!(error.to_string().contains("/no/such file"), "{error}");
    }
}
