//! The one connection of the cache, made when it is needed and made again when it is gone.

use super::migrations;
use crate::address::Address;
use crate::connection::Connection;
use crate::failure;
use contract::{ErrorName, Fault};
use std::fmt;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Mutex;
use tokio_postgres::types::ToSql;
use tokio_postgres::{Error, Row};

/// How long one call may take. The answer of a question waits for it.
const TIMEOUT: Duration = Duration::from_secs(5);

/// What a session is set to. The index goes on until it has enough entries of the scope; with three times
/// the entries it looks at by default, the nearest of a million is found more surely (`cargo xtask bench recall`).
const SESSION: &str = "
    SET statement_timeout = '5s'; SET lock_timeout = '5s'; SET datestyle = 'ISO, YMD';
    SET extra_float_digits = 1; SET hnsw.iterative_scan = strict_order; SET hnsw.ef_search = 120";

/// A connection that is shared, and its address.
pub(super) struct Link {
    address: Address,
    open: Mutex<Option<Arc<Connection>>>,
}

impl fmt::Debug for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Link").finish_non_exhaustive()
    }
}

impl Link {
    pub(super) fn new(address: Address) -> Self {
        Self {
            address,
            open: Mutex::default(),
        }
    }

    /// Runs one statement. One on a connection that was gone is run again on a new one: the
    /// statements of the cache may be repeated.
    pub(super) async fn query(
        &self,
        sql: &str,
        parameters: &[&(dyn ToSql + Sync)],
    ) -> Result<Vec<Row>, Fault> {
        self.with(|connection| async move { connection.client.query(sql, parameters).await })
            .await
    }

    /// Runs a statement without parameters that gives no rows.
    pub(super) async fn execute(&self, sql: &str) -> Result<(), Fault> {
        self.with(|connection| async move { connection.client.batch_execute(sql).await })
            .await
    }

    async fn with<T, F>(&self, call: impl Fn(Arc<Connection>) -> F) -> Result<T, Fault>
    where
        F: Future<Output = Result<T, Error>>,
    {
        let work = async {
            let connection = self.connection().await?;
            match call(Arc::clone(&connection)).await {
                Err(_) if !connection.is_open() => {
                    let connection = self.connection().await?;
                    call(connection).await.map_err(failed)
                }
                ended => ended.map_err(failed),
            }
        };
        tokio::time::timeout(TIMEOUT, work)
            .await
            .unwrap_or_else(|_| Err(unavailable("the cache's database does not answer in time")))
    }

    async fn connection(&self) -> Result<Arc<Connection>, Fault> {
        let mut open = self.open.lock().await;
        if let Some(connection) = open.as_ref().filter(|connection| connection.is_open()) {
            return Ok(Arc::clone(connection));
        }
        let connection = Connection::open(&self.address).await.map_err(named)?;
        migrations::migrate(&connection).await.map_err(named)?;
        let set = connection.client.batch_execute(SESSION).await;
        set.map_err(failed)?;
        let connection = Arc::new(connection);
        *open = Some(Arc::clone(&connection));
        Ok(connection)
    }
}

fn failed(error: Error) -> Fault {
    named(failure::of_own_query(error))
}

/// What is a failure of an engine elsewhere is one of the cache here; it keeps no question from being
/// answered. A login that is refused stays what it is.
fn named(fault: Fault) -> Fault {
    match fault.name {
        ErrorName::ConfigInvalid | ErrorName::CacheUnavailable => fault,
        _ => {
            let message = format!("the cache's database: {}", fault.message);
            Fault::new(ErrorName::CacheUnavailable, message).with_source(fault)
        }
    }
}

fn unavailable(message: &str) -> Fault {
    Fault::new(ErrorName::CacheUnavailable, message)
}
