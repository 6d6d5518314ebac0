//! One connection, and how it is given up.

use crate::address::Address;
use crate::failure;
use crate::session::{self, Server};
use contract::Fault;
use std::time::Duration;
use tokio::runtime::Handle;
use tokio::sync::OwnedSemaphorePermit;
use tokio::task::JoinHandle;
use tokio_postgres::{CancelToken, Client};
use tokio_postgres_rustls::MakeRustlsConnect;

/// How often a query that nobody waits for is told to stop.
const CANCEL_EVERY: Duration = Duration::from_millis(250);
/// How many times, before the connection is cut.
const CANCEL_TIMES: usize = 20;

/// A connection to a database. Dropped while it is busy, it stops whatever the server still does
/// for it.
pub(crate) struct Connection {
    pub(crate) client: Client,
    pub(crate) server: Server,
    /// The right to be one of the database's connections, as long as a query uses this one.
    busy: Option<OwnedSemaphorePermit>,
    driver: Option<JoinHandle<()>>,
    tls: MakeRustlsConnect,
    /// Where to spawn from `drop`.
    runtime: Handle,
}

impl Connection {
    pub(crate) async fn open(address: &Address) -> Result<Self, Fault> {
        let connected = address.config.connect(address.tls.clone()).await;
        let (client, connection) = connected.map_err(failure::of_connecting)?;
        let server = Server::from_version(connection.parameter("server_version"));
        let driver = tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!(%error, "a database connection ended");
            }
        });
        if let Some(watch) = session::watch(server)
            && let Err(error) = client.batch_execute(watch).await
        {
            // Not every operating system can watch a connection; the timeouts stay.
            tracing::debug!(%error, "the server does not watch its connections");
        }
        Ok(Self {
            client,
            server,
            busy: None,
            driver: Some(driver),
            tls: address.tls.clone(),
            runtime: Handle::current(),
        })
    }

    pub(crate) fn is_open(&self) -> bool {
        !self.client.is_closed()
    }

    pub(crate) fn occupy(&mut self, permit: OwnedSemaphorePermit) {
        self.busy = Some(permit);
    }

    pub(crate) fn release(&mut self) -> Option<OwnedSemaphorePermit> {
        self.busy.take()
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        let (Some(permit), Some(driver)) = (self.busy.take(), self.driver.take()) else {
            return;
        };
        let token = self.client.cancel_token();
        let stopping = stop(token, self.tls.clone(), driver);
        self.runtime.spawn(async move {
            stopping.await;
            drop(permit);
        });
    }
}

/// Cancels until the connection has ended, which it does once the server has answered whatever it
/// was asked; in the end cuts it.
async fn stop(token: CancelToken, tls: MakeRustlsConnect, mut driver: JoinHandle<()>) {
    for _ in 0..CANCEL_TIMES {
        let cancelled = tokio::time::timeout(CANCEL_EVERY, token.cancel_query(tls.clone()));
        if let Ok(Err(error)) = cancelled.await {
            tracing::debug!(%error, "a query could not be cancelled");
        }
        if tokio::time::timeout(CANCEL_EVERY, &mut driver)
            .await
            .is_ok()
        {
            return;
        }
    }
    driver.abort();
}
