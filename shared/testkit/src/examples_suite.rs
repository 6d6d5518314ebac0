//! What every [`ExampleStore`] does, whatever it is made of. Each check takes an empty store.

#![expect(clippy::unwrap_used, reason = "a check that fails panics")]

use contract::{ErrorName, ExampleOrigin};
use ports::{ExampleEntry, ExampleStore};
use std::sync::Arc;

/// A pair that is its own identity.
pub fn example(question: &str, embedding: &[f32], origin: ExampleOrigin) -> ExampleEntry {
    ExampleEntry {
        source: "shop".to_owned(),
        question: question.to_owned(),
        identity: question.to_lowercase(),
        sql: format!("SELECT '{question}'"),
        origin,
        space: "s1".to_owned(),
        embedding: embedding.to_vec(),
    }
}

/// All checks. `empty` empties the store.
pub async fn holds(store: &Arc<dyn ExampleStore>, empty: impl AsyncFn()) {
    what_goes_in_comes_out_by_angle(&**store).await;
    empty().await;
    the_same_question_is_merged(&**store).await;
    empty().await;
    a_draft_teaches_nothing_and_yields_to_a_person(&**store).await;
    empty().await;
    removed_is_removed(&**store).await;
    empty().await;
    writers_at_the_same_time_leave_one(store).await;
}

async fn near(store: &dyn ExampleStore, embedding: &[f32]) -> Vec<String> {
    let near = store.nearest("shop", "s1", embedding, 10).await.unwrap();
    near.into_iter().map(|near| near.example.question).collect()
}

async fn what_goes_in_comes_out_by_angle(store: &dyn ExampleStore) {
    let far = example("far", &[0.0, 1.0], ExampleOrigin::Given);
    let close = example("close", &[2.0, 0.0], ExampleOrigin::Approved);
    let elsewhere = ExampleEntry {
        source: "other".to_owned(),
        ..example("elsewhere", &[1.0, 0.0], ExampleOrigin::Given)
    };
    let of_another_space = ExampleEntry {
        space: "s2".to_owned(),
        ..example("of another space", &[1.0, 0.0], ExampleOrigin::Given)
    };
    for entry in [&far, &close, &elsewhere, &of_another_space] {
        assert!(!store.put(entry).await.unwrap().merged);
    }
    let found = store.nearest("shop", "s1", &[1.0, 0.0], 1).await.unwrap();
    assert_eq!(found.len(), 1);
    let first = &found[0].example;
    assert_eq!((&first.question, &first.sql), (&close.question, &close.sql));
    assert_eq!(first.origin, ExampleOrigin::Approved);
    assert!((found[0].similarity - 1.0).abs() < 1e-6);
    assert_eq!(near(store, &[1.0, 0.0]).await, ["close", "far"]);
    let all = store.list(None, 10).await.unwrap();
    assert_eq!(all.len(), 4);
    assert_eq!(all[0].question, "of another space", "newest first");
    assert!(all[0].created_at.starts_with("20"), "{}", all[0].created_at);
    assert_eq!(store.list(Some("other"), 10).await.unwrap().len(), 1);
    assert_eq!(store.list(None, 2).await.unwrap().len(), 2);
    let refused = example("q", &[], ExampleOrigin::Given);
    let fault = store.put(&refused).await.unwrap_err();
    assert_eq!(fault.name, ErrorName::InvalidInput);
}

async fn the_same_question_is_merged(store: &dyn ExampleStore) {
    let first = example("Orders", &[1.0, 0.0], ExampleOrigin::Given);
    let first_id = store.put(&first).await.unwrap().example_id;
    let again = ExampleEntry {
        question: "orders".to_owned(),
        sql: "SELECT 2".to_owned(),
        origin: ExampleOrigin::Approved,
        ..first
    };
    let put = store.put(&again).await.unwrap();
    assert!(put.merged && put.example_id != first_id);
    let all = store.list(Some("shop"), 10).await.unwrap();
    assert_eq!((all.len(), all[0].sql.as_str()), (1, "SELECT 2"));
}

async fn a_draft_teaches_nothing_and_yields_to_a_person(store: &dyn ExampleStore) {
    let draft = example("q", &[1.0, 0.0], ExampleOrigin::Drafted);
    store.put(&draft).await.unwrap();
    assert_eq!(near(store, &[1.0, 0.0]).await, [""; 0]);
    assert_eq!(store.list(None, 10).await.unwrap().len(), 1);
    let given = ExampleEntry {
        origin: ExampleOrigin::Given,
        ..draft.clone()
    };
    let id = store.put(&given).await.unwrap().example_id;
    assert_eq!(near(store, &[1.0, 0.0]).await, ["q"]);
    let put = store.put(&draft).await.unwrap();
    assert_eq!((put.example_id, put.merged), (id, true));
    let all = store.list(None, 10).await.unwrap();
    assert_eq!(all[0].origin, ExampleOrigin::Given);
}

async fn removed_is_removed(store: &dyn ExampleStore) {
    let put = async |question: &str| {
        let entry = example(question, &[1.0, 0.0], ExampleOrigin::Given);
        store.put(&entry).await.unwrap().example_id
    };
    let id = put("a").await;
    put("b").await;
    assert!(store.remove(&id).await.unwrap());
    assert!(!store.remove(&id).await.unwrap());
    assert!(!store.remove("no id at all").await.unwrap());
    assert_eq!(near(store, &[1.0, 0.0]).await, ["b"]);
    store.forget("other", "b").await.unwrap();
    assert_eq!(near(store, &[1.0, 0.0]).await, ["b"]);
    store.forget("shop", "b").await.unwrap();
    store.forget("shop", "b").await.unwrap();
    assert_eq!(near(store, &[1.0, 0.0]).await, [""; 0]);
}

async fn writers_at_the_same_time_leave_one(store: &Arc<dyn ExampleStore>) {
    let writers = (0..4_u8).map(|writer| {
        let store = Arc::clone(store);
        tokio::spawn(async move {
            for n in 0..10_u8 {
                let own = format!("{writer} {n}");
                let own = example(&own, &[1.0, f32::from(n)], ExampleOrigin::Given);
                store.put(&own).await.unwrap();
                let shared = example("shared", &[f32::from(writer) + 1.0], ExampleOrigin::Given);
                store.put(&shared).await.unwrap();
            }
        })
    });
    for writer in writers.collect::<Vec<_>>() {
        writer.await.unwrap();
    }
    assert_eq!(store.list(Some("shop"), 100).await.unwrap().len(), 41);
}
