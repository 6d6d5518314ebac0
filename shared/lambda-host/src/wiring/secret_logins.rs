//! Logins from Secrets Manager.

use super::databases::Logins;
use async_trait::async_trait;
use aws::{DatabaseSecret, S3Catalog, Secrets};
use contract::{Fault, Source};
use std::fmt::Write;
use std::sync::Arc;

/// The secrets that the documents of sources name.
pub(super) struct SecretLogins {
    pub(super) catalog: Arc<S3Catalog>,
    pub(super) secrets: Secrets,
}

#[async_trait]
impl Logins for SecretLogins {
    async fn secret_of(&self, source: &Source) -> Result<String, Fault> {
        self.catalog.database_secret(source).await
    }

    async fn url(&self, secret: &str, anew: bool) -> Result<String, Fault> {
        if anew {
            self.secrets.forget(secret);
        }
        Ok(url(&self.secrets.database(secret).await?))
    }
}

/// The secret as a connection URL.
fn url(secret: &DatabaseSecret) -> String {
    let scheme = match secret.engine.as_deref() {
        Some("redshift") => "redshift",
        _ => "postgresql",
    };
    let (user, password) = (escaped(&secret.username), escaped(&secret.password));
    let host = if secret.host.contains(':') {
        format!("[{}]", secret.host)
    } else {
        escaped(&secret.host)
    };
    let (port, database) = (secret.port, escaped(&secret.dbname));
    let mut url = format!("{scheme}://{user}:{password}@{host}:{port}/{database}");
    let parameters = [
        ("sslmode", &secret.sslmode),
        ("sslrootcert", &secret.sslrootcert),
    ];
    let mut separator = '?';
    for (name, value) in parameters {
        if let Some(value) = value {
            // Writing to a text does not fail.
            let _ = write!(url, "{separator}{name}={}", escaped(value));
            separator = '&';
        }
    }
    url
}

/// The text as a part of a URL: all but letters, digits and `-._~` by their bytes (RFC 3986, 2.3).
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            escaped.push(char::from(byte));
        } else {
            let _ = write!(escaped, "%{byte:02X}");
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_may_bring_its_authorities() {
        let secret = DatabaseSecret {
            host: "db.example.com".into(),
            port: 5432,
            dbname: "shop".into(),
            username: "reader".into(),
            password: "p".into(),
            engine: None,
            sslmode: Some("verify-full".into()),
            sslrootcert: Some("-----BEGIN CERTIFICATE-----\nno base64".into()),
        };
        let error = postgres::Address::parse(&url(&secret)).unwrap_err();
        let said = error.to_string();
        assert!(said.contains("sslrootcert (given as text)"), "{said}");
    }

    #[test]
    fn nothing_of_a_password_is_syntax() {
        assert_eq!(escaped("p@ss:w/rd?%\u{e4}"), "p%40ss%3Aw%2Frd%3F%25%C3%A4");
        assert_eq!(escaped("a-Z_0.~"), "a-Z_0.~");
    }
}
