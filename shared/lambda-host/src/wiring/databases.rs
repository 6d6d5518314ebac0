//! Databases by the secrets that tell how they are reached.

use async_trait::async_trait;
use contract::{ErrorName, Fault, Source};
use postgres::{Address, Database};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// How databases are reached.
#[async_trait]
pub(super) trait Logins: Send + Sync {
    /// The name of the secret of the source's database.
    async fn secret_of(&self, source: &Source) -> Result<String, Fault>;

    /// The connection URL in the secret; `anew` when the one that is remembered was rejected.
    async fn url(&self, secret: &str, anew: bool) -> Result<String, Fault>;
}

/// The databases that were reached so far. Each keeps a connection from event to event, and makes a
/// new one when that is gone.
pub(super) struct Databases {
    logins: Arc<dyn Logins>,
    /// By secret, with the URL that each was opened with.
    open: Mutex<HashMap<String, (String, Database)>>,
}

impl Databases {
    pub(super) fn new(logins: Arc<dyn Logins>) -> Self {
        Self {
            logins,
            open: Mutex::default(),
        }
    }

    /// The database of the source.
    pub(super) async fn of(&self, source: &Source) -> Result<Database, Fault> {
        self.at(&self.logins.secret_of(source).await?, false).await
    }

    /// The same after its login was rejected, with what the secret says now.
    pub(super) async fn of_anew(&self, source: &Source) -> Result<Database, Fault> {
        self.at(&self.logins.secret_of(source).await?, true).await
    }

    async fn at(&self, secret: &str, anew: bool) -> Result<Database, Fault> {
        let url = self.logins.url(secret, anew).await?;
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((known, database)) = open.get(secret)
            && *known == url
        {
            return Ok(database.clone());
        }
        let database = Database::new(Address::parse(&url)?);
        open.insert(secret.to_owned(), (url, database.clone()));
        Ok(database)
    }
}

/// Whether the database did not let the login in: its password was changed since the secret was read.
pub(super) fn is_rejected(fault: &Fault) -> bool {
    fault.name == ErrorName::ConfigInvalid
}

#[cfg(test)]
pub(super) mod fake {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpListener;

    /// A secret whose value changes when it is read anew.
    pub(in crate::wiring) struct Rotated {
        pub(in crate::wiring) port: u16,
        pub(in crate::wiring) read_anew: AtomicUsize,
    }

    #[async_trait]
    impl Logins for Rotated {
        async fn secret_of(&self, source: &Source) -> Result<String, Fault> {
            Ok(format!("secret of {}", source.name))
        }

        async fn url(&self, _: &str, anew: bool) -> Result<String, Fault> {
            let count = self
                .read_anew
                .fetch_add(usize::from(anew), Ordering::Relaxed);
            let (port, user) = (self.port, count + usize::from(anew));
            Ok(format!("postgresql://u{user}:p@127.0.0.1:{port}/d"))
        }
    }

    /// A server that lets nobody in, and the logins that lead to it.
    pub(in crate::wiring) async fn closed_database() -> Arc<Rotated> {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let mut startup = [0; 1024];
                let _ = stream.read(&mut startup).await;
                let fields = b"SFATAL\0VFATAL\0C28P01\0Mpassword authentication failed\0\0";
                let length = u32::try_from(fields.len() + 4).unwrap();
                let mut message = vec![b'E'];
                message.extend(length.to_be_bytes());
                message.extend(fields);
                let _ = stream.write_all(&message).await;
            }
        });
        Arc::new(Rotated {
            port,
            read_anew: AtomicUsize::new(0),
        })
    }

    #[tokio::test]
    async fn a_database_is_opened_once_for_each_login() {
        let logins = closed_database().await;
        let databases = Databases::new(logins);
        let source = testkit::fixtures::source();
        databases.of(&source).await.unwrap();
        let opened = || databases.open.lock().unwrap()["secret of shop"].0.clone();
        let first = opened();
        databases.of(&source).await.unwrap();
        assert_eq!(opened(), first);
        databases.of_anew(&source).await.unwrap();
        assert_ne!(opened(), first);
    }
}
