//! A login in Secrets Manager as a connection URL.

use aws::DatabaseSecret;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use std::fmt::Write;

/// All but letters, digits and what may stand for itself everywhere in a URL (RFC 3986, 2.3).
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// The secret as a connection URL.
pub(super) fn url(secret: &DatabaseSecret) -> String {
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

/// The text as a part of a URL.
fn escaped(text: &str) -> String {
    utf8_percent_encode(text, RESERVED).to_string()
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
