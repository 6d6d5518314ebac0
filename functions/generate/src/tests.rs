use super::*;
use contract::{
    ErrorName, ExecutionVerdict, ResultSet, SqlOrigin, Usage, ValidationVerdict, ValueSharing,
};
use testkit::{ScriptedModel, TestPorts, fixtures};

const KEY: &str = "schemas/shop/1.json";

async fn ports(model: ScriptedModel) -> TestPorts {
    let ports = TestPorts::shop().with_model(model);
    let bytes = serde_json::to_vec(&fixtures::catalog()).unwrap();
    ports.objects.put(KEY, &bytes).await.unwrap();
    ports
}

fn input(question: &str, approach: Approach) -> GenerateInput {
    GenerateInput {
        request: AskRequest {
            job_id: "job".into(),
            question: question.into(),
            source: "shop".into(),
            role: "analyst".into(),
            approach,
            conversation: vec![],
            use_cache: true,
            sql: None,
            asked_at: "2026-11-22T10:00:00Z".into(),
        },
        classification: None,
        cache: None,
        schema: SchemaReference {
            key: KEY.into(),
            fingerprint: "f".into(),
            tables: 1,
            pruned: false,
            value_sharing: ValueSharing::default(),
        },
        generation: None,
        validation: None,
        execution: None,
    }
}

/// The next attempt after the guard has rejected what came out.
fn rejected(input: GenerateInput, generation: Generation, reason: &str) -> GenerateInput {
    let validation = Validation {
        verdict: ValidationVerdict::Rejected,
        origin: SqlOrigin::Generated,
        sql: None,
        reason: Some(reason.into()),
        tables: vec![],
        columns: vec![],
        findings: vec![],
        text_filters: vec![],
        estimate: None,
    };
    GenerateInput {
        generation: Some(generation),
        validation: Some(validation),
        ..input
    }
}

async fn run(input: GenerateInput, ports: &TestPorts) -> Generation {
    Generate::run(input, &GenerateDeps::from(&ports.ports()))
        .await
        .unwrap()
}

const QUESTION: &str = "How many customers are there?";
const NONSENSE: &str = "Wibble the frumious bandersnatch?";
const REPLY: &str = r#"{"sql": "SELECT 1"}"#;

#[tokio::test]
async fn rules_answer_what_they_understand_and_ask_no_model() {
    let ports = ports(ScriptedModel::new()).await;
    let generation = run(input(QUESTION, Approach::Auto), &ports).await;
    assert_eq!(generation.verdict, GenerationVerdict::Sql);
    assert_eq!(generation.approach, Approach::Rules);
    assert_eq!(
        (generation.attempt, generation.usage),
        (1, Usage::default())
    );
    assert!(generation.reading.is_some() && generation.confidence.unwrap() >= 0.5);
}

#[tokio::test]
async fn auto_asks_the_model_what_rules_do_not_understand() {
    let ports = ports(ScriptedModel::new().reply(REPLY)).await;
    let generation = run(input(NONSENSE, Approach::Auto), &ports).await;
    assert_eq!(generation.approach, Approach::FewShot);
    assert_eq!(generation.sql.as_deref(), Some("SELECT 1"));
    assert!(generation.prompt_version.is_some() && generation.usage.tokens_in > 0);
}

#[tokio::test]
async fn rules_never_give_a_rejected_statement_again() {
    let ports = ports(ScriptedModel::new()).await;
    let first = run(input(QUESTION, Approach::Rules), &ports).await;
    let rejected_sql = first.sql.clone();
    let again = rejected(input(QUESTION, Approach::Rules), first, "no such column");
    let second = run(again, &ports).await;
    assert_eq!(second.attempt, 2);
    assert_ne!(second.sql, rejected_sql);
    assert_eq!(second.tried[0].reason, "no such column");
}

#[tokio::test]
async fn a_model_that_repeats_itself_is_not_asked_a_third_time() {
    let ports = ports(ScriptedModel::new().reply(REPLY).reply(REPLY)).await;
    let first = run(input(QUESTION, Approach::ZeroShot), &ports).await;
    let again = rejected(input(QUESTION, Approach::ZeroShot), first, "refused");
    assert_eq!(run(again, &ports).await.verdict, GenerationVerdict::GaveUp);
}

#[tokio::test]
async fn a_reply_of_another_form_is_no_statement() {
    let ports = ports(ScriptedModel::new().reply("rm -rf /")).await;
    let generation = run(input(QUESTION, Approach::ZeroShot), &ports).await;
    assert_eq!(generation.verdict, GenerationVerdict::Unanswerable);
    assert_eq!(generation.sql, None);
}

#[tokio::test]
async fn close_values_are_offered_once() {
    let ports = ports(ScriptedModel::new().reply(REPLY)).await;
    let first = run(input(QUESTION, Approach::ZeroShot), &ports).await;
    let hint = ValueHint {
        table: "customers".into(),
        column: "country".into(),
        asked: "Norwey".into(),
        closest: vec!["Norway".into()],
    };
    let mut next = input(QUESTION, Approach::ZeroShot);
    next.validation = rejected(input(QUESTION, Approach::ZeroShot), first.clone(), "").validation;
    next.validation.as_mut().unwrap().verdict = ValidationVerdict::Valid;
    next.generation = Some(first);
    next.execution = Some(Execution {
        verdict: ExecutionVerdict::EmptyWithHints,
        preview: ResultSet::default(),
        result_key: None,
        error: None,
        value_hints: vec![hint],
        reused: false,
        usage: Usage::default(),
    });
    assert_eq!(repair::value_hints(&next).len(), 1);
    assert!(repair::tried(&next)[0].reason.contains("'Norway'"));
    next.generation.as_mut().unwrap().used_value_hints = true;
    assert!(repair::value_hints(&next).is_empty());
}

#[tokio::test]
async fn a_schema_that_is_not_there_is_a_fault() {
    let ports = TestPorts::shop();
    let deps = GenerateDeps::from(&ports.ports());
    let fault = Generate::run(input(QUESTION, Approach::Rules), &deps)
        .await
        .unwrap_err();
    assert_eq!(fault.name, ErrorName::StoreNotFound);
}

#[tokio::test]
async fn an_average_is_not_taken_apart_and_that_is_said() {
    let ports = ports(ScriptedModel::new()).await;
    let why = "Why was the average price of products higher in May than in June?";
    let generation = run(input(why, Approach::Rules), &ports).await;
    assert_eq!(generation.verdict, GenerationVerdict::Unanswerable);
    let reason = generation.reason.unwrap();
    assert!(reason.contains("counts and totals"), "{reason}");
}
