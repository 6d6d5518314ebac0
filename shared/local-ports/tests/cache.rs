//! Cached answers: found by angle, within their scope only.
#![cfg(feature = "store")]
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use contract::{ErrorName, Provenance, Slots};
use local_ports::{DataDir, SqliteCache};
use ports::{AnswerCache, CacheEntry, CacheScope};
use std::path::Path;

fn open(dir: &Path) -> SqliteCache {
    SqliteCache::open(DataDir::open(dir).unwrap().database()).unwrap()
}

fn scope() -> CacheScope {
    CacheScope {
        source: "shop".to_owned(),
        role: "analyst".to_owned(),
        fingerprint: "f1".to_owned(),
        space: "s1".to_owned(),
    }
}

fn entry(question: &str, embedding: &[f32], provenance: Provenance) -> CacheEntry {
    CacheEntry {
        question: question.to_owned(),
        slots: Slots {
            numbers: vec!["3".to_owned()],
            ..Slots::default()
        },
        embedding: embedding.to_vec(),
        sql: format!("SELECT '{question}'"),
        tables: vec!["orders".to_owned()],
        columns: vec!["orders.id".to_owned()],
        provenance,
        reading: Some("read so".to_owned()),
    }
}

async fn questions(cache: &SqliteCache, scope: &CacheScope, embedding: &[f32]) -> Vec<String> {
    let near = cache.nearest(scope, embedding, 10).await.unwrap();
    near.into_iter()
        .map(|answer| answer.entry.question)
        .collect()
}

#[tokio::test]
async fn what_goes_in_comes_out_also_after_a_restart() {
    let dir = tempfile::tempdir().unwrap();
    let stored = entry("q", &[0.6, 0.8], Provenance::Approved);
    let id = open(dir.path()).put(&scope(), &stored).await.unwrap();
    let near = open(dir.path())
        .nearest(&scope(), &[1.0, 0.0], 1)
        .await
        .unwrap();
    assert_eq!((&near[0].entry_id, &near[0].entry), (&id, &stored));
    assert!((near[0].similarity - 0.6).abs() < 1e-6);
}

#[tokio::test]
async fn each_part_of_the_scope_separates() {
    let dir = tempfile::tempdir().unwrap();
    let cache = open(dir.path());
    cache
        .put(&scope(), &entry("q", &[1.0, 0.0], Provenance::Auto))
        .await
        .unwrap();
    assert_eq!(questions(&cache, &scope(), &[1.0, 0.0]).await, ["q"]);
    for other in [
        CacheScope {
            source: "other".to_owned(),
            ..scope()
        },
        CacheScope {
            role: "other".to_owned(),
            ..scope()
        },
        CacheScope {
            fingerprint: "other".to_owned(),
            ..scope()
        },
        CacheScope {
            space: "other".to_owned(),
            ..scope()
        },
    ] {
        assert_eq!(questions(&cache, &other, &[1.0, 0.0]).await, [""; 0]);
    }
}

/// The same with the vectors in memory and with those read again.
#[tokio::test]
async fn the_same_question_is_replaced_unless_that_would_unlearn() {
    for looked_up_before in [true, false] {
        let dir = tempfile::tempdir().unwrap();
        let cache = open(dir.path());
        if looked_up_before {
            questions(&cache, &scope(), &[1.0, 0.0]).await;
        }
        let put = async |sql: &str, provenance| {
            let entry = CacheEntry {
                sql: sql.to_owned(),
                ..entry("q", &[1.0, 0.0], provenance)
            };
            cache.put(&scope(), &entry).await.unwrap()
        };
        let first = put("1", Provenance::Auto).await;
        let second = put("2", Provenance::Auto).await;
        assert_ne!(
            first, second,
            "a verdict on the first must not strike the second"
        );
        let approved = put("3", Provenance::Approved).await;
        assert_eq!(put("4", Provenance::Auto).await, approved);
        let near = cache.nearest(&scope(), &[1.0, 0.0], 10).await.unwrap();
        let found: Vec<_> = near
            .iter()
            .map(|a| (&a.entry_id, a.entry.sql.as_str()))
            .collect();
        assert_eq!(found, [(&approved, "3")]);
        put("5", Provenance::Approved).await;
        let near = cache.nearest(&scope(), &[1.0, 0.0], 10).await.unwrap();
        assert_eq!((near.len(), near[0].entry.sql.as_str()), (1, "5"));
    }
}

#[tokio::test]
async fn removed_is_removed() {
    let dir = tempfile::tempdir().unwrap();
    let cache = open(dir.path());
    let id = cache
        .put(&scope(), &entry("a", &[1.0, 0.0], Provenance::Auto))
        .await
        .unwrap();
    cache
        .put(&scope(), &entry("b", &[0.9, 0.1], Provenance::Auto))
        .await
        .unwrap();
    assert_eq!(questions(&cache, &scope(), &[1.0, 0.0]).await, ["a", "b"]);
    cache.remove(&id).await.unwrap();
    cache.remove(&id).await.unwrap();
    assert_eq!(questions(&cache, &scope(), &[1.0, 0.0]).await, ["b"]);
    drop(cache);
    assert_eq!(
        questions(&open(dir.path()), &scope(), &[1.0, 0.0]).await,
        ["b"]
    );
}

#[tokio::test]
async fn only_vectors_go_in() {
    let dir = tempfile::tempdir().unwrap();
    let cache = open(dir.path());
    for vector in [&[][..], &[f32::NAN], &[f32::INFINITY, 0.0]] {
        let fault = cache
            .put(&scope(), &entry("q", vector, Provenance::Auto))
            .await
            .unwrap_err();
        assert_eq!(fault.name, ErrorName::InvalidInput);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn writers_at_the_same_time_lose_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let cache = open(dir.path());
    let writers = (0..4_u8).map(|writer| {
        let cache = cache.clone();
        tokio::spawn(async move {
            for n in 0..10_u8 {
                let embedding = [f32::from(writer) + 1.0, f32::from(n)];
                let entry = entry(&format!("{writer} {n}"), &embedding, Provenance::Auto);
                cache.put(&scope(), &entry).await.unwrap();
                cache.nearest(&scope(), &embedding, 1).await.unwrap();
            }
        })
    });
    for writer in writers.collect::<Vec<_>>() {
        writer.await.unwrap();
    }
    assert_eq!(
        cache
            .nearest(&scope(), &[1.0, 0.0], 100)
            .await
            .unwrap()
            .len(),
        40
    );
}
