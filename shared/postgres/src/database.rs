//! A database: its connections, and transactions that change nothing.

use crate::address::Address;
use crate::connection::Connection;
use crate::failure;
use crate::session::{self, Server};
use contract::{ErrorName, Fault};
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::Semaphore;
use tokio_postgres::{Client, Error};

/// Connections at the same time.
const CONNECTIONS: usize = 4;
/// How long giving a connection back may take, before it is closed instead.
const END_TIMEOUT: Duration = Duration::from_secs(2);

/// A database that can be read. Connections are made when they are needed, a few at most; one is
/// kept for the next query.
#[derive(Clone)]
pub struct Database {
    inner: Arc<Inner>,
}

struct Inner {
    address: Address,
    free: Arc<Semaphore>,
    idle: Mutex<Option<Connection>>,
}

impl fmt::Debug for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Database").finish_non_exhaustive()
    }
}

impl Database {
    /// The database at that address. Nothing is connected yet.
    pub fn new(address: Address) -> Self {
        let inner = Inner {
            address,
            free: Arc::new(Semaphore::new(CONNECTIONS)),
            idle: Mutex::default(),
        };
        Self {
            inner: Arc::new(inner),
        }
    }

    /// Begins a read-only transaction in which each statement may take so long.
    pub(crate) async fn read(&self, timeout: Duration) -> Result<ReadTransaction, Fault> {
        let permit = Arc::clone(&self.inner.free)
            .acquire_owned()
            .await
            .map_err(|_| Fault::new(ErrorName::Internal, "the database is closed"))?;
        let mut permit = Some(permit);
        if let Some(mut kept) = self.take_idle() {
            permit.take().into_iter().for_each(|p| kept.occupy(p));
            if begin(&kept, timeout).await.is_ok() {
                return Ok(self.transaction(kept));
            }
            // It died unnoticed, by a restart or a firewall.
            permit = kept.release();
        }
        let mut connection = Connection::open(&self.inner.address).await?;
        permit.into_iter().for_each(|p| connection.occupy(p));
        begin(&connection, timeout)
            .await
            .map_err(failure::of_own_query)?;
        Ok(self.transaction(connection))
    }

    fn transaction(&self, connection: Connection) -> ReadTransaction {
        ReadTransaction {
            connection,
            database: self.clone(),
        }
    }

    fn take_idle(&self) -> Option<Connection> {
        self.idle().take().filter(Connection::is_open)
    }

    fn idle(&self) -> MutexGuard<'_, Option<Connection>> {
        self.inner
            .idle
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

async fn begin(connection: &Connection, timeout: Duration) -> Result<(), Error> {
    let sql = session::begin(connection.server, timeout);
    connection.client.batch_execute(&sql).await
}

/// A connection in a read-only transaction. Dropped, it cancels what runs and closes the
/// connection; ended, it gives the connection back.
pub(crate) struct ReadTransaction {
    connection: Connection,
    database: Database,
}

impl ReadTransaction {
    pub(crate) fn client(&self) -> &Client {
        &self.connection.client
    }

    pub(crate) fn server(&self) -> Server {
        self.connection.server
    }

    /// Takes back whatever the transaction did and keeps the connection for the next one.
    pub(crate) async fn end(self) {
        let Self {
            mut connection,
            database,
        } = self;
        let ending = connection
            .client
            .batch_execute(session::end(connection.server));
        match tokio::time::timeout(END_TIMEOUT, ending).await {
            Ok(Ok(())) => {
                drop(connection.release());
                *database.idle() = Some(connection);
            }
            Ok(Err(error)) => tracing::debug!(%error, "a connection is not kept"),
            Err(_) => tracing::debug!("a connection is not kept: it does not answer"),
        }
    }
}
