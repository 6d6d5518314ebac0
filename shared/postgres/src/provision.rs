//! What a deployment makes in the database that it created: the cache with its login, and a login that can only read.

use crate::address::Address;
use crate::cache::migrations;
use crate::connection::Connection;
use crate::failure;
use contract::{ErrorName, Fault};
use postgres_protocol::password::scram_sha_256;
use sha2::{Digest, Sha256};
use std::fmt::Write;
use tokio_postgres::SimpleQueryMessage;

/// The login of the functions, which owns the cache.
pub const CACHE_LOGIN: &str = "analyst_cache";
/// The login for questions about what else is in the database.
pub const READER_LOGIN: &str = "analyst_reader";

/// The schema that questions may be about; the cache is in one of its own, which the reader does not see.
const SCHEMA: &str = "public";

const CACHE_ROLE: &str = include_str!("../sql/cache_role.sql");
const CACHE_OWNER: &str = include_str!("../sql/cache_owner.sql");
const READ_ONLY_ROLE: &str = include_str!("../sql/read_only_role.sql");

/// The passwords that the two logins are given. It shows nothing of itself: it has no `Debug`.
pub struct Passwords {
    /// Of [`CACHE_LOGIN`].
    pub cache: String,
    /// Of [`READER_LOGIN`].
    pub reader: String,
}

/// Makes or renews extension, schema, tables and logins, in one transaction and under the lock under which functions make
/// the tables. Doing it again changes nothing but the form in which the server keeps the passwords.
///
/// The login of `address` is the owner of the database and may make roles; it need not be a superuser. Passwords are sent
/// as SCRAM verifiers, so that neither a log of statements nor the server ever has them.
///
/// Gives what the reader may change in spite of all, as `schema.relation (privilege)`: what somebody else granted.
///
/// # Errors
/// As those of a query: `Config.Invalid` when the login is refused, `Engine.Unavailable` when the server cannot be
/// reached, `Engine.Failed` with the server's words when a statement fails. Nothing has changed then.
pub async fn provision(address: &Address, passwords: &Passwords) -> Result<Vec<String>, Fault> {
    let connection = Connection::open(address).await?;
    let made = make(&connection, passwords).await;
    if made.is_err() {
        // The server does it when the connection is gone; this only spares it the wait.
        let _ = connection.client.batch_execute("ROLLBACK").await;
    }
    made
}

async fn make(connection: &Connection, passwords: &Passwords) -> Result<Vec<String>, Fault> {
    migrations::begin(connection).await?;
    run(connection, &filled(CACHE_ROLE, &passwords.cache)?).await?;
    migrations::advance(connection).await?;
    let writable = run(connection, &filled(READ_ONLY_ROLE, &passwords.reader)?).await?;
    run(connection, CACHE_OWNER).await?;
    run(connection, "COMMIT").await?;
    Ok(writable)
}

/// The script with what psql would put in place of its variables.
fn filled(script: &str, password: &str) -> Result<String, Fault> {
    if password.is_empty() {
        let message = "the secret of a login holds no password";
        return Err(Fault::new(ErrorName::ConfigInvalid, message));
    }
    // A verifier has no quotes (base64, digits, `$` and `:`).
    let verifier = scram_sha_256(password.as_bytes());
    Ok(script
        .replace(":'password'", &format!("'{verifier}'"))
        .replace(":\"schema\"", &format!("\"{SCHEMA}\"")))
}

/// Runs the statements; gives the rows of those that have any.
async fn run(connection: &Connection, sql: &str) -> Result<Vec<String>, Fault> {
    let messages = connection.client.simple_query(sql).await;
    let rows = messages.map_err(failure::of_own_query)?;
    Ok(rows
        .iter()
        .filter_map(|message| match message {
            SimpleQueryMessage::Row(row) => Some(row),
            _ => None,
        })
        .map(|row| {
            let cell = |at| row.get(at).unwrap_or_default();
            format!("{}.{} ({})", cell(0), cell(1), cell(2))
        })
        .collect())
}

/// What [`provision`] makes, as a name that is another one whenever it would make something else: 12 hexadecimal digits. A
/// template gives it to the resource, so that a deployment runs it anew.
pub fn provision_version() -> String {
    let mut hash = Sha256::new();
    for script in [CACHE_ROLE, CACHE_OWNER, READ_ONLY_ROLE, migrations::FIRST]
        .into_iter()
        .chain(migrations::MIGRATIONS)
    {
        hash.update(script);
        hash.update([0]);
    }
    let mut version = String::new();
    for byte in hash.finalize().iter().take(6) {
        // Writing to a text does not fail.
        let _ = write!(version, "{byte:02x}");
    }
    version
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_variable_and_no_password_is_left_in_a_script() {
        for script in [CACHE_ROLE, READ_ONLY_ROLE] {
            let filled = filled(script, "s3cret'; DROP").unwrap();
            let statements = filled.lines().filter(|line| !line.starts_with("--"));
            let statements: Vec<_> = statements.collect();
            let statements = statements.join("\n");
            assert!(statements.contains("PASSWORD 'SCRAM-SHA-256$4096:"));
            assert!(!statements.contains("s3cret"));
            assert!(!statements.contains(":'") && !statements.contains(":\""));
        }
        let fault = filled(CACHE_ROLE, "").unwrap_err();
        assert_eq!(fault.name, ErrorName::ConfigInvalid);
    }
}
