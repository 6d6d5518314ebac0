//! What every [`AnswerCache`] does, whatever it is made of. Each check takes an empty cache.

#![expect(clippy::unwrap_used, reason = "a check that fails panics")]

use contract::{ErrorName, Provenance, Slots};
use ports::{AnswerCache, CacheEntry, CacheLimits, CacheScope};
use std::sync::Arc;

/// Where the checks put their entries.
pub fn scope() -> CacheScope {
    CacheScope {
        source: "shop".to_owned(),
        role: "analyst".to_owned(),
        fingerprint: "f1".to_owned(),
        space: "s1".to_owned(),
    }
}

/// An entry with something in each field.
pub fn entry(question: &str, embedding: &[f32], provenance: Provenance) -> CacheEntry {
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
        plan: Some(format!("plan of {question}")),
    }
}

/// The stored questions of the scope, nearest first.
pub async fn questions(
    cache: &dyn AnswerCache,
    scope: &CacheScope,
    embedding: &[f32],
) -> Vec<String> {
    let near = cache.nearest(scope, embedding, 10).await.unwrap();
    near.into_iter()
        .map(|answer| answer.entry.question)
        .collect()
}

/// All checks that need one cache only. `empty` empties it.
pub async fn holds(cache: &Arc<dyn AnswerCache>, empty: impl AsyncFn()) {
    what_goes_in_comes_out(&**cache).await;
    empty().await;
    each_part_of_the_scope_separates(&**cache).await;
    empty().await;
    nearest_is_by_angle(&**cache).await;
    empty().await;
    equally_near_ones_are_in_order(&**cache).await;
    empty().await;
    the_same_question_is_replaced_unless_that_would_unlearn(&**cache).await;
    empty().await;
    removed_is_removed(&**cache).await;
    empty().await;
    only_vectors_go_in(&**cache).await;
    empty().await;
    the_same_plan_is_found_however_far(&**cache).await;
    empty().await;
    a_question_is_forgotten_in_every_scope(&**cache).await;
    empty().await;
    hits_are_counted_and_shown(&**cache).await;
    empty().await;
    what_is_beyond_the_limits_goes_and_approved_stays(&**cache).await;
    empty().await;
    writers_at_the_same_time_lose_nothing(cache).await;
}

async fn what_goes_in_comes_out(cache: &dyn AnswerCache) {
    let long = format!(
        "{} \u{1f4c8} \"quoted\" '; DROP TABLE x; --",
        "word ".repeat(900)
    );
    for question in ["q", &long] {
        let stored = entry(question, &[0.6, 0.8], Provenance::Approved);
        let id = cache.put(&scope(), &stored).await.unwrap();
        let near = cache.nearest(&scope(), &[1.0, 0.0], 1).await.unwrap();
        assert_eq!((&near[0].entry_id, &near[0].entry), (&id, &stored));
        assert!((near[0].similarity - 0.6).abs() < 1e-6);
    }
}

async fn each_part_of_the_scope_separates(cache: &dyn AnswerCache) {
    let stored = entry("q", &[1.0, 0.0], Provenance::Auto);
    cache.put(&scope(), &stored).await.unwrap();
    assert_eq!(questions(cache, &scope(), &[1.0, 0.0]).await, ["q"]);
    let other = || "other".to_owned();
    for elsewhere in [
        CacheScope {
            source: other(),
            ..scope()
        },
        CacheScope {
            role: other(),
            ..scope()
        },
        CacheScope {
            fingerprint: other(),
            ..scope()
        },
        CacheScope {
            space: other(),
            ..scope()
        },
    ] {
        assert_eq!(questions(cache, &elsewhere, &[1.0, 0.0]).await, [""; 0]);
    }
}

async fn nearest_is_by_angle(cache: &dyn AnswerCache) {
    for (question, embedding) in [
        ("right", [10.0, 0.0]),
        ("up", [0.0, 0.1]),
        ("left", [-1.0, 0.0]),
    ] {
        let stored = entry(question, &embedding, Provenance::Auto);
        cache.put(&scope(), &stored).await.unwrap();
    }
    let near = cache.nearest(&scope(), &[3.0, 1.0], 2).await.unwrap();
    let found: Vec<_> = near.iter().map(|a| a.entry.question.as_str()).collect();
    assert_eq!(found, ["right", "up"]);
    assert!((near[0].similarity - 3.0 / 10.0_f32.sqrt()).abs() < 1e-6);
    // A vector of another length is of no use, and near to nothing.
    assert_eq!(questions(cache, &scope(), &[1.0, 0.0, 0.0]).await, [""; 0]);
    let of_zeros = cache.nearest(&scope(), &[0.0, 0.0], 1).await.unwrap();
    assert_eq!(of_zeros[0].similarity, 0.0);
}

async fn equally_near_ones_are_in_order(cache: &dyn AnswerCache) {
    for (question, provenance) in [
        ("old", Provenance::Auto),
        ("approved", Provenance::Approved),
        ("new", Provenance::Auto),
    ] {
        let stored = entry(question, &[1.0, 0.0], provenance);
        cache.put(&scope(), &stored).await.unwrap();
    }
    let found = questions(cache, &scope(), &[1.0, 0.0]).await;
    assert_eq!(found, ["approved", "new", "old"]);
}

async fn the_same_question_is_replaced_unless_that_would_unlearn(cache: &dyn AnswerCache) {
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

async fn removed_is_removed(cache: &dyn AnswerCache) {
    let put = async |question: &str, embedding: &[f32]| {
        let stored = entry(question, embedding, Provenance::Auto);
        cache.put(&scope(), &stored).await.unwrap()
    };
    let id = put("a", &[1.0, 0.0]).await;
    put("b", &[0.9, 0.1]).await;
    assert_eq!(questions(cache, &scope(), &[1.0, 0.0]).await, ["a", "b"]);
    cache.remove(&id).await.unwrap();
    cache.remove(&id).await.unwrap();
    cache.remove("no id at all").await.unwrap();
    assert_eq!(questions(cache, &scope(), &[1.0, 0.0]).await, ["b"]);
}

async fn only_vectors_go_in(cache: &dyn AnswerCache) {
    for vector in [&[][..], &[f32::NAN], &[f32::INFINITY, 0.0]] {
        let refused = entry("q", vector, Provenance::Auto);
        let fault = cache.put(&scope(), &refused).await.unwrap_err();
        assert_eq!(fault.name, ErrorName::InvalidInput);
    }
}

async fn the_same_plan_is_found_however_far(cache: &dyn AnswerCache) {
    let read_as = |question: &str, plan: Option<&str>, provenance| CacheEntry {
        plan: plan.map(str::to_owned),
        ..entry(question, &[0.0, 1.0], provenance)
    };
    for stored in [
        read_as("first", Some("1:p"), Provenance::Auto),
        read_as("approved", Some("1:p"), Provenance::Approved),
        read_as("last", Some("1:p"), Provenance::Auto),
        read_as("other", Some("1:q"), Provenance::Auto),
        read_as("unread", None, Provenance::Auto),
    ] {
        cache.put(&scope(), &stored).await.unwrap();
    }
    let found = async |scope: &CacheScope, plan: &str, limit| {
        let alike = cache.read_alike(scope, plan, &[1.0, 0.0], limit).await;
        let questions = alike.unwrap().into_iter().map(|a| {
            assert!(a.similarity.abs() < 1e-6, "{}", a.similarity);
            a.entry.question
        });
        questions.collect::<Vec<_>>()
    };
    assert_eq!(
        found(&scope(), "1:p", 9).await,
        ["approved", "last", "first"]
    );
    assert_eq!(found(&scope(), "1:p", 1).await, ["approved"]);
    assert_eq!(found(&scope(), "1:r", 9).await, [""; 0]);
    let elsewhere = CacheScope {
        role: "other".to_owned(),
        ..scope()
    };
    assert_eq!(found(&elsewhere, "1:p", 9).await, [""; 0]);
}

async fn a_question_is_forgotten_in_every_scope(cache: &dyn AnswerCache) {
    let elsewhere = [
        CacheScope {
            role: "other".to_owned(),
            ..scope()
        },
        CacheScope {
            fingerprint: "other".to_owned(),
            ..scope()
        },
        scope(),
    ];
    let another = CacheScope {
        source: "other".to_owned(),
        ..scope()
    };
    for scope in elsewhere.iter().chain([&another]) {
        for question in ["a", "b"] {
            let stored = entry(question, &[1.0, 0.0], Provenance::Approved);
            cache.put(scope, &stored).await.unwrap();
        }
        assert_eq!(questions(cache, scope, &[1.0, 0.0]).await, ["b", "a"]);
    }
    cache.forget("shop", "a").await.unwrap();
    cache.forget("shop", "no such question").await.unwrap();
    for scope in &elsewhere {
        assert_eq!(questions(cache, scope, &[1.0, 0.0]).await, ["b"]);
    }
    assert_eq!(questions(cache, &another, &[1.0, 0.0]).await, ["b", "a"]);
}

async fn hits_are_counted_and_shown(cache: &dyn AnswerCache) {
    let other = CacheScope {
        source: "other".to_owned(),
        ..scope()
    };
    let first = entry("a", &[1.0, 0.0], Provenance::Approved);
    let id = cache.put(&scope(), &first).await.unwrap();
    let second = entry("b", &[1.0, 0.0], Provenance::Auto);
    cache.put(&other, &second).await.unwrap();
    for _ in 0..3 {
        cache.count_hit(&id).await.unwrap();
    }
    cache.count_hit("no id at all").await.unwrap();
    let all = cache.list(None, 10).await.unwrap();
    let shown: Vec<_> = all
        .iter()
        .map(|a| (a.source.as_str(), a.question.as_str(), a.hits))
        .collect();
    assert_eq!(shown, [("other", "b", 0), ("shop", "a", 3)]);
    assert_eq!((&all[1].entry_id, &all[1].sql), (&id, &first.sql));
    assert_eq!(all[1].provenance, Provenance::Approved);
    assert_eq!(all[1].role, "analyst");
    assert!(all[0].created_at.starts_with("20"), "{}", all[0].created_at);
    assert_eq!(all[0].last_hit_at, None);
    assert_eq!(cache.list(Some("shop"), 10).await.unwrap().len(), 1);
    assert_eq!(cache.list(None, 1).await.unwrap().len(), 1);
    assert_eq!(cache.clear(Some("shop")).await.unwrap(), 1);
    assert_eq!(questions(cache, &scope(), &[1.0, 0.0]).await, [""; 0]);
    assert_eq!(cache.clear(None).await.unwrap(), 1);
    assert_eq!(cache.list(None, 10).await.unwrap(), []);
}

async fn what_is_beyond_the_limits_goes_and_approved_stays(cache: &dyn AnswerCache) {
    let other = CacheScope {
        source: "other".to_owned(),
        ..scope()
    };
    cache
        .put(&other, &entry("elsewhere", &[1.0, 0.0], Provenance::Auto))
        .await
        .unwrap();
    for (question, provenance) in [
        ("approved", Provenance::Approved),
        ("1", Provenance::Auto),
        ("2", Provenance::Auto),
        ("3", Provenance::Auto),
    ] {
        let stored = entry(question, &[1.0, 0.0], provenance);
        cache.put(&scope(), &stored).await.unwrap();
    }
    let limits = CacheLimits {
        entries: 2,
        ..CacheLimits::default()
    };
    assert_eq!(cache.prune("shop", &limits).await.unwrap(), 1);
    assert_eq!(cache.prune("shop", &limits).await.unwrap(), 0);
    let left = questions(cache, &scope(), &[1.0, 0.0]).await;
    assert_eq!(left, ["approved", "3", "2"]);
    assert_eq!(questions(cache, &other, &[1.0, 0.0]).await, ["elsewhere"]);
}

async fn writers_at_the_same_time_lose_nothing(cache: &Arc<dyn AnswerCache>) {
    let writers = (0..4_u8).map(|writer| {
        let cache = Arc::clone(cache);
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
    let near = cache.nearest(&scope(), &[1.0, 0.0], 100).await.unwrap();
    assert_eq!(near.len(), 40);
}
