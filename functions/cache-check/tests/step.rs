//! The step over an in-memory cache.

#![expect(
    clippy::unwrap_used,
    reason = "what a fake cannot do is a defect of the test"
)]

use cache_check::{CacheCheck, Deps, Input};
use contract::{
    AskRequest, CacheDecision, CacheVerdict, Classification, ErrorName, Provenance, Source,
};
use ports::{AnswerCache, CacheEntry, CacheScope, Embedder};
use step::Step;
use testkit::{TestPorts, fixtures};

async fn entry(kit: &TestPorts, question: &str) -> CacheEntry {
    let text = question_slots::canonical_text(question);
    let vectors = kit.embedder.embed(&[&text]).await.unwrap();
    CacheEntry {
        slots: question_slots::extract(question),
        sql: format!("SELECT '{question}'"),
        ..fixtures::entry(question, &vectors[0])
    }
}

async fn store(kit: &TestPorts, questions: &[&str]) {
    for question in questions {
        let entry = entry(kit, question).await;
        kit.cache.put(&fixtures::scope(), &entry).await.unwrap();
    }
}

fn input(request: AskRequest) -> Input {
    let classification = Classification {
        slots: question_slots::extract(&request.question),
        ..fixtures::classification(&request.question)
    };
    Input {
        request,
        classification,
    }
}

async fn check(kit: &TestPorts, request: AskRequest) -> CacheDecision {
    CacheCheck::run(input(request), &Deps::from(&kit.ports()))
        .await
        .unwrap()
}

#[tokio::test]
async fn a_paraphrase_is_served_and_a_changed_number_is_not() {
    let kit = TestPorts::shop();
    store(
        &kit,
        &[
            "How many orders over 100 are there?",
            "How many orders over 200 are there?",
        ],
    )
    .await;
    let decision = check(&kit, fixtures::request("Count the orders above 100.")).await;
    assert_eq!(decision.verdict, CacheVerdict::Hit);
    let hit = decision.hit.unwrap();
    assert_eq!(hit.question, "How many orders over 100 are there?");
    assert!(hit.similarity > 0.999);
    assert_eq!(
        decision.examples.len(),
        1,
        "what is near and not served teaches"
    );

    let decision = check(&kit, fixtures::request("Count the orders above 300.")).await;
    assert_eq!((decision.verdict, decision.hit), (CacheVerdict::Miss, None));
    assert_eq!(decision.examples.len(), 2);
}

#[tokio::test]
async fn a_negation_is_never_served_however_near() {
    let mut kit = TestPorts::shop();
    kit.settings.cache_threshold = -1.0;
    store(&kit, &["customers who have orders"]).await;
    let decision = check(&kit, fixtures::request("customers who do not have orders")).await;
    assert_eq!(decision.verdict, CacheVerdict::Miss);
}

#[tokio::test]
async fn the_threshold_holds_even_for_equal_slots_but_not_for_the_same_words() {
    let mut kit = TestPorts::shop();
    kit.settings.cache_threshold = 1.1;
    store(&kit, &["How many orders are there?"]).await;
    let paraphrase = check(&kit, fixtures::request("number of orders")).await;
    assert_eq!(paraphrase.verdict, CacheVerdict::Miss);
    let same = check(&kit, fixtures::request("How many  orders are there")).await;
    assert_eq!(same.verdict, CacheVerdict::Hit);
}

#[tokio::test]
async fn other_scopes_are_not_looked_at() {
    let kit = TestPorts::shop();
    let question = "How many orders are there?";
    let entry = entry(&kit, question).await;
    let scope = fixtures::scope();
    for other in [
        CacheScope {
            role: "intern".into(),
            ..scope.clone()
        },
        CacheScope {
            source: "other".into(),
            ..scope.clone()
        },
        CacheScope {
            fingerprint: "shop-0".into(),
            ..scope.clone()
        },
        CacheScope {
            space: "another".into(),
            ..scope
        },
    ] {
        kit.cache.put(&other, &entry).await.unwrap();
    }
    let decision = check(&kit, fixtures::request(question)).await;
    assert_eq!(decision.verdict, CacheVerdict::Miss);
    assert!(decision.examples.is_empty());
}

#[tokio::test]
async fn without_the_cache_there_are_still_examples() {
    let kit = TestPorts::shop();
    store(&kit, &["How many orders are there?"]).await;
    let request = AskRequest {
        use_cache: false,
        ..fixtures::request("How many orders are there?")
    };
    let decision = check(&kit, request).await;
    assert_eq!(decision.verdict, CacheVerdict::Miss);
    assert_eq!(decision.examples.len(), 1);
}

#[tokio::test]
async fn an_approved_pair_goes_before_a_nearer_one() {
    let mut kit = TestPorts::shop();
    kit.settings.cache_threshold = 0.5;
    store(&kit, &["number of orders"]).await;
    let mut approved = entry(&kit, "count of orders").await;
    approved.provenance = Provenance::Approved;
    approved.embedding[0] += 0.5;
    kit.cache.put(&fixtures::scope(), &approved).await.unwrap();
    let decision = check(&kit, fixtures::request("how many orders")).await;
    assert_eq!(decision.hit.unwrap().provenance, Provenance::Approved);
}

#[tokio::test]
async fn examples_are_bounded_in_number_and_distance() {
    let mut kit = TestPorts::shop();
    kit.settings.example_count = 2;
    store(
        &kit,
        &[
            "orders over 1",
            "orders over 2",
            "orders over 3",
            "cities of customers",
        ],
    )
    .await;
    let decision = check(&kit, fixtures::request("orders over 4")).await;
    assert_eq!(decision.examples.len(), 2);
    assert!(
        decision
            .examples
            .iter()
            .all(|example| example.question.starts_with("orders"))
    );
}

#[tokio::test]
async fn last_month_is_never_a_hit() {
    let kit = TestPorts::shop();
    store(&kit, &["orders last month"]).await;
    let decision = check(&kit, fixtures::request("orders last month")).await;
    assert_eq!(decision.verdict, CacheVerdict::Miss);
}

#[tokio::test]
async fn faults_keep_their_names() {
    let kit = TestPorts::shop();
    let unknown = AskRequest {
        source: "nowhere".into(),
        ..fixtures::request("how many orders")
    };
    let deps = Deps::from(&kit.ports());
    let fault = CacheCheck::run(input(unknown), &deps).await.unwrap_err();
    assert_eq!(fault.name, ErrorName::SourceUnknown);
    kit.cache.fail(Some(ErrorName::CacheUnavailable));
    let asked = input(fixtures::request("how many orders"));
    let fault = CacheCheck::run(asked, &deps).await.unwrap_err();
    assert_eq!(fault.name, ErrorName::CacheUnavailable);
}

#[tokio::test]
async fn a_new_fingerprint_leaves_old_pairs_behind() {
    let kit = TestPorts::shop();
    let question = "How many orders are there?";
    store(&kit, &[question]).await;
    let mut catalog = fixtures::catalog();
    catalog.fingerprint = "shop-2".into();
    kit.catalog.set(
        Source {
            version: 2,
            ..fixtures::source()
        },
        catalog,
    );
    let decision = check(&kit, fixtures::request(question)).await;
    assert_eq!(decision.verdict, CacheVerdict::Miss);
}
