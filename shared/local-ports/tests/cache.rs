//! Cached answers: what every cache does, and what only one on a disk can show.
#![cfg(feature = "store")]
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use contract::Provenance;
use local_ports::{DataDir, SqliteCache, SqliteExamples};
use ports::{AnswerCache, CacheEntry, CacheLimits, ExampleStore};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use testkit::cache_suite::{self, entry, questions, scope};
use testkit::{examples_suite, kill_suite};

fn open(dir: &Path) -> SqliteCache {
    SqliteCache::open(DataDir::open(dir).unwrap().database()).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_does_what_every_cache_does() {
    let dir = tempfile::tempdir().unwrap();
    let cache: Arc<dyn AnswerCache> = Arc::new(open(dir.path()));
    let stored = Arc::clone(&cache);
    cache_suite::holds(&cache, async || {
        stored.clear(None).await.unwrap();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn examples_are_kept_as_everywhere() {
    let dir = tempfile::tempdir().unwrap();
    let data_dir = DataDir::open(dir.path()).unwrap();
    let store: Arc<dyn ExampleStore> = Arc::new(SqliteExamples::open(data_dir.database()));
    let stored = Arc::clone(&store);
    examples_suite::holds(&store, async || {
        for example in stored.list(None, 1000).await.unwrap() {
            stored.remove(&example.example_id).await.unwrap();
        }
    })
    .await;
}

#[tokio::test]
async fn a_kill_of_the_writer_loses_nothing_that_was_taken() {
    if let Some(folder) = kill_suite::place() {
        return kill_suite::write(&open(Path::new(&folder))).await;
    }
    let dir = tempfile::tempdir().unwrap();
    let test = "a_kill_of_the_writer_loses_nothing_that_was_taken";
    let taken = kill_suite::killed_writer(test, dir.path().to_str().unwrap());
    kill_suite::nothing_is_lost(&open(dir.path()), &taken).await;
}

#[tokio::test]
async fn what_lay_idle_too_long_goes() {
    let dir = tempfile::tempdir().unwrap();
    let cache = open(dir.path());
    for (question, provenance) in [("a", Provenance::Auto), ("b", Provenance::Approved)] {
        let stored = entry(question, &[1.0, 0.0], provenance);
        cache.put(&scope(), &stored).await.unwrap();
    }
    tokio::time::sleep(Duration::from_millis(20)).await;
    let limits = CacheLimits {
        idle: Duration::from_millis(5),
        ..CacheLimits::default()
    };
    assert_eq!(cache.prune("shop", &limits).await.unwrap(), 1);
    assert_eq!(questions(&cache, &scope(), &[1.0, 0.0]).await, ["b"]);
}

#[tokio::test]
async fn what_goes_in_is_there_after_a_restart() {
    let dir = tempfile::tempdir().unwrap();
    let stored = entry("q", &[0.6, 0.8], Provenance::Approved);
    let id = open(dir.path()).put(&scope(), &stored).await.unwrap();
    let near = open(dir.path())
        .nearest(&scope(), &[1.0, 0.0], 1)
        .await
        .unwrap();
    assert_eq!((&near[0].entry_id, &near[0].entry), (&id, &stored));
}

/// The vectors of a scope are read at its first look-up; a put before it must not be lost on one
/// after it.
#[tokio::test]
async fn a_replacement_holds_for_vectors_in_memory_and_for_those_read_again() {
    for looked_up_before in [true, false] {
        let dir = tempfile::tempdir().unwrap();
        let cache = open(dir.path());
        if looked_up_before {
            questions(&cache, &scope(), &[1.0, 0.0]).await;
        }
        for sql in ["1", "2"] {
            let entry = CacheEntry {
                sql: sql.to_owned(),
                ..entry("q", &[1.0, 0.0], Provenance::Auto)
            };
            cache.put(&scope(), &entry).await.unwrap();
        }
        let near = cache.nearest(&scope(), &[1.0, 0.0], 10).await.unwrap();
        assert_eq!((near.len(), near[0].entry.sql.as_str()), (1, "2"));
    }
}

#[tokio::test]
async fn removed_stays_removed_after_a_restart() {
    let dir = tempfile::tempdir().unwrap();
    let cache = open(dir.path());
    let stored = entry("a", &[1.0, 0.0], Provenance::Auto);
    let id = cache.put(&scope(), &stored).await.unwrap();
    cache.remove(&id).await.unwrap();
    drop(cache);
    let again = open(dir.path());
    assert_eq!(questions(&again, &scope(), &[1.0, 0.0]).await, [""; 0]);
}
