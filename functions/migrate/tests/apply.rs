//! When the database is tried again, and what the stack is told.

use contract::{ErrorName, Fault};
use migrate::{Deps, Migrate, Properties};
use ports::{ManagedDatabase, Ports};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use step::CustomResource;
use tokio::time::Instant;

/// A database that fails so many times, with this name.
struct Failing {
    left: AtomicU32,
    name: ErrorName,
}

#[async_trait::async_trait]
impl ManagedDatabase for Failing {
    fn version(&self) -> String {
        "0123".into()
    }

    async fn provision(&self) -> Result<Vec<String>, Fault> {
        let left = self.left.load(Ordering::Relaxed);
        if left == 0 {
            return Ok(vec!["public.t (INSERT)".into()]);
        }
        self.left.store(left - 1, Ordering::Relaxed);
        Err(Fault::new(self.name, "not now"))
    }
}

async fn apply(failures: u32, name: ErrorName) -> Result<BTreeMap<String, String>, Fault> {
    let database = Failing {
        left: failures.into(),
        name,
    };
    let ports = Ports {
        database: Arc::new(database),
        ..Ports::unconfigured()
    };
    let properties = Properties {
        version: "0123".into(),
    };
    Migrate::apply(properties, &Deps::from(&ports)).await
}

#[tokio::test(start_paused = true)]
async fn a_server_that_is_not_there_yet_is_waited_for() {
    let begin = Instant::now();
    let attributes = apply(4, ErrorName::EngineUnavailable).await.unwrap();
    assert_eq!(attributes["Version"], "0123");
    assert_eq!(begin.elapsed().as_secs(), 75);
    let fault = apply(5, ErrorName::EngineUnavailable).await.unwrap_err();
    assert_eq!(fault.name, ErrorName::EngineUnavailable);
}

#[tokio::test(start_paused = true)]
async fn what_waiting_does_not_mend_fails_at_once() {
    let begin = Instant::now();
    let fault = apply(1, ErrorName::EngineFailed).await.unwrap_err();
    assert_eq!(fault.name, ErrorName::EngineFailed);
    assert_eq!(begin.elapsed().as_secs(), 0);
}

#[tokio::test]
async fn without_a_database_it_says_so() {
    let deps = Deps::from(&Ports::unconfigured());
    let properties = Properties {
        version: "0123".into(),
    };
    let fault = Migrate::apply(properties, &deps).await.unwrap_err();
    assert_eq!(fault.name, ErrorName::ConfigMissing);
}
