//! Close values of a column that has no value index: by a query, under the role's own policy.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use contract::{ColumnName, Execution, ExecutionVerdict, Policy, RowFilter};
use execute::Execute;
use serde_json::{Value, json};
use step::Step;
use testkit::{MemoryCatalog, ScriptedEngine, TestPorts, fixtures};

/// The shop without any profile, with that policy for everybody, and an engine that finds nothing
/// first and then these values.
fn kit(policy: Policy, values: &[&str]) -> TestPorts {
    kit_with(policy, vec![], values)
}

/// As [`kit`], with these rows first.
fn kit_with(policy: Policy, found: Vec<Vec<Value>>, values: &[&str]) -> TestPorts {
    let mut source = fixtures::source();
    let role = fixtures::request("").role;
    source.policies.insert(role, policy);
    let mut catalog = fixtures::catalog();
    for table in &mut catalog.tables {
        for column in &mut table.columns {
            column.profile = None;
        }
    }
    let values = values.iter().map(|value| vec![Value::from(*value)]);
    let engine = ScriptedEngine::new()
        .rows(fixtures::rows(&["n"], found))
        .rows(fixtures::rows(&["status"], values.collect()));
    TestPorts::with_catalog(MemoryCatalog::new().with(source, catalog)).with_engine(engine)
}

async fn run(kit: &TestPorts) -> Execution {
    let mut validation = json!(fixtures::validation("SELECT 1", &["orders"]));
    validation["text_filters"] =
        json!([{"table": "orders", "column": "status", "value": "shiped"}]);
    let input = json!({
        "request": fixtures::request("how many orders were shiped?"),
        "validation": validation,
    });
    let input = serde_json::from_value(input).unwrap();
    Execute::run(input, &(&kit.ports()).into()).await.unwrap()
}

#[tokio::test]
async fn a_query_finds_what_the_index_does_not_hold() {
    let kit = kit(Policy::default(), &["shipped", "shopping"]);
    let execution = run(&kit).await;
    assert_eq!(execution.verdict, ExecutionVerdict::EmptyWithHints);
    assert_eq!(execution.value_hints[0].closest[0], "shipped");
    let queries = kit.engine.queries();
    let hint = &queries[1];
    assert!(hint.sql.contains("LIKE '%hip%'"), "{}", hint.sql);
    assert!(hint.sql.ends_with("LIMIT 1000"), "{}", hint.sql);
    assert!(hint.source.limits.timeout_ms <= 5_000);
}

#[tokio::test]
async fn a_count_of_zero_finds_close_values_and_stays_an_answer_without() {
    let zero = || vec![vec![json!(0), Value::Null]];
    let close = run(&kit_with(Policy::default(), zero(), &["shipped"])).await;
    assert_eq!(close.verdict, ExecutionVerdict::EmptyWithHints);
    let none = run(&kit_with(Policy::default(), zero(), &[])).await;
    assert_eq!(none.verdict, ExecutionVerdict::Rows);
    let some = kit_with(Policy::default(), vec![vec![json!(1)]], &["shipped"]);
    assert_eq!(run(&some).await.verdict, ExecutionVerdict::Rows);
    assert_eq!(some.engine.calls(), 1);
}

#[tokio::test]
async fn the_query_keeps_to_the_row_filter() {
    let filter = RowFilter {
        table: "orders".into(),
        condition: "customer_id = 7".into(),
    };
    let policy = Policy {
        row_filters: vec![filter],
        ..Policy::default()
    };
    let kit = kit(policy, &[]);
    assert_eq!(run(&kit).await.verdict, ExecutionVerdict::Empty);
    let queries = kit.engine.queries();
    assert!(
        queries[1].sql.contains("customer_id = 7"),
        "{}",
        queries[1].sql
    );
}

#[tokio::test]
async fn no_value_of_a_denied_column_is_looked_for() {
    let policy = Policy {
        denied_columns: vec![ColumnName {
            table: "orders".into(),
            column: "status".into(),
        }],
        ..Policy::default()
    };
    let kit = kit(policy, &["shipped"]);
    assert_eq!(run(&kit).await.verdict, ExecutionVerdict::Empty);
    assert_eq!(kit.engine.calls(), 1);
}

#[tokio::test]
async fn a_query_that_fails_is_no_failure() {
    let kit = kit(Policy::default(), &[]);
    let engine = ScriptedEngine::new()
        .rows(fixtures::rows(&["n"], vec![]))
        .refuses("canceling statement due to statement timeout");
    let kit = kit.with_engine(engine);
    assert_eq!(run(&kit).await.verdict, ExecutionVerdict::Empty);
}
