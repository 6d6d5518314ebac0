//! What a session is set to before a query and after it.

use std::fmt::Write;
use std::time::Duration;

/// How long a query waits for a table that somebody has locked.
const LOCK_TIMEOUT: Duration = Duration::from_secs(5);
/// How much later than ours the server's own limits are.
const GRACE: Duration = Duration::from_secs(1);

/// What kind of server it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Server {
    /// PostgreSQL, by its major version.
    Postgresql(u32),
    Redshift,
}

impl Server {
    /// From `server_version`: `17.2 (Debian ...)`, `8.0.2` for Redshift.
    pub(crate) fn from_version(version: Option<&str>) -> Self {
        let major = version
            .and_then(|text| text.split(|c: char| !c.is_ascii_digit()).next())
            .and_then(|digits| digits.parse().ok());
        match major {
            Some(8) => Self::Redshift,
            Some(major) => Self::Postgresql(major),
            None => Self::Postgresql(0),
        }
    }
}

/// Begins a read-only transaction with settings of its own: limits, and the one form in which
/// values are written.
pub(crate) fn begin(server: Server, timeout: Duration) -> String {
    let mut sql = String::from("BEGIN READ ONLY");
    let mut set = |name: &str, value: &str| {
        let _ = write!(sql, "; SET LOCAL {name} = {value}");
    };
    set("statement_timeout", &milliseconds(timeout));
    set("datestyle", "'ISO, YMD'");
    set("timezone", "'UTC'");
    set("extra_float_digits", "1");
    if let Server::Postgresql(major) = server {
        // pg_temp is searched first unless it is named.
        set("search_path", "pg_catalog, public, pg_temp");
        set("lock_timeout", &milliseconds(LOCK_TIMEOUT.min(timeout)));
        let idle = milliseconds(timeout + GRACE);
        set("idle_in_transaction_session_timeout", &idle);
        if major >= 17 {
            set("transaction_timeout", &idle);
        }
        for (name, value) in [
            ("intervalstyle", "'iso_8601'"),
            ("bytea_output", "'hex'"),
            ("lc_monetary", "'C'"),
            ("standard_conforming_strings", "on"),
            ("transform_null_equals", "off"),
            ("row_security", "on"),
            // All rows are wanted, so the plan for all rows is.
            ("cursor_tuple_fraction", "1.0"),
        ] {
            set(name, value);
        }
    } else {
        set("search_path", "public");
    }
    sql
}

/// Ends the transaction with whatever it did, settings included, and gives locks of the session
/// back.
pub(crate) const fn end(server: Server) -> &'static str {
    match server {
        Server::Postgresql(_) => "ROLLBACK; SELECT pg_catalog.pg_advisory_unlock_all()",
        Server::Redshift => "ROLLBACK",
    }
}

/// Makes the server notice within a second that nobody listens any more.
pub(crate) const fn watch(server: Server) -> Option<&'static str> {
    match server {
        Server::Postgresql(14..) => Some("SET client_connection_check_interval = '1s'"),
        _ => None,
    }
}

/// 0 would mean no limit.
fn milliseconds(time: Duration) -> String {
    let most = u128::try_from(i32::MAX).unwrap_or(u128::MAX);
    time.as_millis().clamp(1, most).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn servers_by_version() {
        assert_eq!(
            Server::from_version(Some("17.2 (Debian)")),
            Server::Postgresql(17)
        );
        assert_eq!(
            Server::from_version(Some("18beta1")),
            Server::Postgresql(18)
        );
        assert_eq!(Server::from_version(Some("8.0.2")), Server::Redshift);
        assert_eq!(Server::from_version(None), Server::Postgresql(0));
    }

    #[test]
    fn no_limit_is_ever_off() {
        let sql = begin(Server::Postgresql(17), Duration::ZERO);
        assert!(sql.contains("statement_timeout = 1;"), "{sql}");
        assert!(sql.contains("lock_timeout = 1;"), "{sql}");
    }
}
