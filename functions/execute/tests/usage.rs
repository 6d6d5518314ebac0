//! What a query took reaches the state document.

use execute::Execute;
use serde_json::json;
use step::Step;
use testkit::{ScriptedEngine, TestPorts, fixtures};

#[tokio::test]
async fn bytes_that_were_scanned_are_told() {
    let rows = fixtures::rows(&["n"], vec![vec![json!(3)]]);
    let kit = TestPorts::shop().with_engine(ScriptedEngine::new().rows(rows).scanning(123_456));
    let input = json!({
        "request": fixtures::request("how many orders are there?"),
        "validation": fixtures::validation("SELECT count(*) AS n FROM orders", &["orders"]),
    });
    let input = serde_json::from_value(input).unwrap();
    let execution = Execute::run(input, &(&kit.ports()).into()).await.unwrap();
    assert_eq!(execution.usage.bytes_scanned, 123_456);
    assert_eq!(execution.preview.rows, [[json!(3)]]);
}
