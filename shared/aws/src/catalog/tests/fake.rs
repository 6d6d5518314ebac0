//! Glue's API over HTTP, with databases in memory.

use crate::AwsConfig;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

type Databases = BTreeMap<String, BTreeMap<String, Value>>;

#[derive(Default)]
struct State {
    databases: Databases,
    /// The operation that fails, and with which error.
    broken: Option<(String, &'static str)>,
}

pub(super) struct FakeGlue {
    server: MockServer,
    state: Arc<Mutex<State>>,
}

impl FakeGlue {
    pub(super) async fn start() -> Self {
        let state = Arc::new(Mutex::new(State::default()));
        let server = MockServer::start().await;
        let answering = Arc::clone(&state);
        Mock::given(any())
            .respond_with(move |request: &Request| answering.lock().unwrap().answer(request))
            .mount(&server)
            .await;
        Self { server, state }
    }

    pub(super) fn config(&self) -> AwsConfig {
        AwsConfig::of_test(&self.server.uri())
    }

    pub(super) fn databases(&self) -> Vec<String> {
        self.state
            .lock()
            .unwrap()
            .databases
            .keys()
            .cloned()
            .collect()
    }

    pub(super) fn tables(&self, database: &str) -> Vec<String> {
        let state = self.state.lock().unwrap();
        state.databases[database].keys().cloned().collect()
    }

    pub(super) fn table(&self, database: &str, table: &str) -> Value {
        self.state.lock().unwrap().databases[database][table].clone()
    }

    pub(super) fn break_with(&self, broken: Option<(&str, &'static str)>) {
        let broken = broken.map(|(operation, error)| (operation.to_owned(), error));
        self.state.lock().unwrap().broken = broken;
    }
}

impl State {
    fn answer(&mut self, request: &Request) -> ResponseTemplate {
        let target = request.headers["x-amz-target"].to_str().unwrap();
        let operation = target.rsplit('.').next().unwrap();
        let broken = self.broken.as_ref().filter(|(name, _)| name == operation);
        let done = match broken {
            Some((_, error)) => Err(*error),
            None => self.apply(operation, &request.body_json().unwrap()),
        };
        match done {
            Ok(()) => ResponseTemplate::new(200).set_body_json(json!({})),
            Err(error) => ResponseTemplate::new(400)
                .set_body_json(json!({ "__type": error, "Message": "because" })),
        }
    }

    fn apply(&mut self, operation: &str, body: &Value) -> Result<(), &'static str> {
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        if operation == "CreateDatabase" {
            let name = text(&body["DatabaseInput"]["Name"]);
            if self.databases.contains_key(&name) {
                return Err("AlreadyExistsException");
            }
            self.databases.insert(name, BTreeMap::new());
            return Ok(());
        }
        let name = if operation == "DeleteDatabase" {
            "Name"
        } else {
            "DatabaseName"
        };
        let database = text(&body[name]);
        let tables = self
            .databases
            .get_mut(&database)
            .ok_or("EntityNotFoundException")?;
        let input = &body["TableInput"];
        match operation {
            "CreateTable" if tables.contains_key(&text(&input["Name"])) => {
                return Err("AlreadyExistsException");
            }
            "CreateTable" | "UpdateTable" => {
                tables.insert(text(&input["Name"]), input.clone());
            }
            "BatchDeleteTable" => {
                for name in body["TablesToDelete"].as_array().unwrap() {
                    tables.remove(name.as_str().unwrap());
                }
            }
            "DeleteDatabase" => {
                assert!(
                    tables.is_empty(),
                    "tables are removed before their database"
                );
                self.databases.remove(&database);
            }
            _ => return Err("InvalidInputException"),
        }
        Ok(())
    }
}
