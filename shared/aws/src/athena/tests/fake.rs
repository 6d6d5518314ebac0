//! Athena's API over HTTP, with queries whose states are scripted.

use crate::{AthenaEngine, AwsConfig};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

#[derive(Default)]
struct State {
    /// By query, what each look at it finds; the last one stays.
    looks: Vec<Vec<Value>>,
    looked: BTreeMap<String, usize>,
    pages: Vec<Value>,
    /// Ids by token.
    queries: BTreeMap<String, String>,
    refusals: BTreeMap<String, (u16, Value)>,
    delays: BTreeMap<String, Duration>,
    calls: Vec<(String, Value)>,
}

pub(super) struct FakeAthena {
    server: MockServer,
    state: Arc<Mutex<State>>,
}

impl FakeAthena {
    pub(super) async fn start(looks: Vec<Vec<Value>>) -> Self {
        let state = Arc::new(Mutex::new(State {
            looks,
            ..State::default()
        }));
        let server = MockServer::start().await;
        let answering = Arc::clone(&state);
        Mock::given(any())
            .respond_with(move |request: &Request| answering.lock().unwrap().answer(request))
            .mount(&server)
            .await;
        Self { server, state }
    }

    pub(super) fn engine(&self) -> AthenaEngine {
        AthenaEngine::new(
            &AwsConfig::of_test(&self.server.uri()),
            "analysts",
            "analyst",
        )
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    pub(super) fn pages(&self, pages: Vec<Value>) {
        self.state().pages = pages;
    }

    pub(super) fn refuse(&self, operation: &str, status: u16, error: Value) {
        self.state()
            .refusals
            .insert(operation.into(), (status, error));
    }

    pub(super) fn delay(&self, operation: &str, delay: Duration) {
        self.state().delays.insert(operation.into(), delay);
    }

    /// Different queries that were submitted.
    pub(super) fn queries(&self) -> usize {
        self.state().queries.len()
    }

    pub(super) fn calls(&self, operation: &str) -> Vec<Value> {
        let state = self.state();
        let calls = state.calls.iter().filter(|(name, _)| name == operation);
        calls.map(|(_, body)| body.clone()).collect()
    }

    pub(super) async fn until_called(&self, operation: &str) {
        for _ in 0..200 {
            if !self.calls(operation).is_empty() {
                return;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("{operation} was not called");
    }
}

impl State {
    fn answer(&mut self, request: &Request) -> ResponseTemplate {
        let target = request.headers["x-amz-target"].to_str().unwrap();
        let operation = target.rsplit('.').next().unwrap().to_owned();
        let body: Value = request.body_json().unwrap();
        self.calls.push((operation.clone(), body.clone()));
        let delay = self.delays.get(&operation).copied().unwrap_or_default();
        let (status, answer) = match self.refusals.get(&operation) {
            Some(refusal) => refusal.clone(),
            None => (200, self.result(&operation, &body)),
        };
        ResponseTemplate::new(status)
            .set_delay(delay)
            .set_body_json(answer)
    }

    fn result(&mut self, operation: &str, body: &Value) -> Value {
        let id = body["QueryExecutionId"].as_str().unwrap_or_default();
        match operation {
            "StartQueryExecution" => {
                let token = body["ClientRequestToken"].as_str().unwrap().to_owned();
                let next = format!("q{}", self.queries.len());
                json!({ "QueryExecutionId": self.queries.entry(token).or_insert(next) })
            }
            "GetQueryExecution" => {
                let query: usize = id.trim_start_matches('q').parse().unwrap();
                let looks = &self.looks[query.min(self.looks.len() - 1)];
                let looked = self.looked.entry(id.to_owned()).or_default();
                let mut execution = looks[(*looked).min(looks.len() - 1)].clone();
                *looked += 1;
                execution["QueryExecutionId"] = json!(id);
                json!({ "QueryExecution": execution })
            }
            "GetQueryResults" => {
                let at: usize = body["NextToken"]
                    .as_str()
                    .map_or(0, |token| token.parse().unwrap());
                let mut page = self.pages[at].clone();
                if at + 1 < self.pages.len() {
                    page["NextToken"] = json!((at + 1).to_string());
                }
                page
            }
            _ => json!({}),
        }
    }
}

pub(super) fn running() -> Value {
    json!({ "Status": { "State": "RUNNING" }, "StatementType": "DML" })
}

pub(super) fn succeeded(bytes: u64) -> Value {
    json!({
        "Status": { "State": "SUCCEEDED" },
        "StatementType": "DML",
        "Statistics": { "DataScannedInBytes": bytes }
    })
}

/// With the error's category or `null`, and the engine's words.
pub(super) fn failed(error: &Value, reason: &str) -> Value {
    json!({
        "Status": { "State": "FAILED", "StateChangeReason": reason, "AthenaError": error },
        "StatementType": "DML"
    })
}

/// A page of rows; `null` is a cell without a text.
pub(super) fn page(columns: &[(&str, &str)], rows: &Value) -> Value {
    let columns = columns.iter().map(|(name, kind)| {
        json!({ "Name": name, "Label": name, "Type": kind, "Precision": 19, "Scale": 0 })
    });
    let rows = rows.as_array().unwrap().iter().map(|row| {
        let cells = row.as_array().unwrap().iter().map(|cell| match cell {
            Value::Null => json!({}),
            text => json!({ "VarCharValue": text }),
        });
        json!({ "Data": cells.collect::<Vec<_>>() })
    });
    json!({ "ResultSet": {
        "Rows": rows.collect::<Vec<_>>(),
        "ResultSetMetadata": { "ColumnInfo": columns.collect::<Vec<_>>() }
    } })
}
