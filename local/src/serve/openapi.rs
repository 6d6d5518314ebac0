//! The document of the API, made from the contract's types. It is kept beside as `openapi.json`, so that
//! the program itself needs no generator: with `UPDATE_OPENAPI=1` this test writes it anew.

use contract::{
    Catalog, ExampleList, ExampleSubmission, ExamplesTaken, Feedback, Job, JobAccepted,
    JobSubmission, Problem, ResultSet, Source, SourceList, Upload, UploadSubmission, UploadTicket,
};
use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, SchemaGenerator};
use serde_json::{Map, Value, json};
use std::path::Path;

/// A media type with the schema of what has it.
type Content = (&'static str, Value);

/// What a call takes and gives.
struct Call {
    method: &'static str,
    path: &'static str,
    summary: &'static str,
    parameters: Vec<Value>,
    takes: Option<Value>,
    /// Statuses with their descriptions and bodies.
    gives: Vec<(u16, &'static str, Option<Content>)>,
    is_open: bool,
}

fn call(method: &'static str, path: &'static str, summary: &'static str) -> Call {
    Call {
        method,
        path,
        summary,
        parameters: path
            .split('/')
            .filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'))
            .map(|name| json!({ "name": name, "in": "path", "required": true, "schema": { "type": "string" } }))
            .collect(),
        takes: None,
        gives: vec![],
        is_open: false,
    }
}

impl Call {
    fn takes(mut self, schema: &Value) -> Self {
        self.takes = Some(json!({
            "required": true,
            "content": { "application/json": { "schema": schema } },
        }));
        self
    }

    fn gives(self, status: u16, description: &'static str, schema: Value) -> Self {
        self.gives_as(status, description, Some(("application/json", schema)))
    }

    fn gives_as(mut self, status: u16, description: &'static str, body: Option<Content>) -> Self {
        self.gives.push((status, description, body));
        self
    }

    fn asks(mut self, place: &str, name: &str, schema: &Value) -> Self {
        self.parameters
            .push(json!({ "name": name, "in": place, "required": false, "schema": schema }));
        self
    }

    fn open(mut self) -> Self {
        self.is_open = true;
        self
    }

    fn written(self, problem: &Value) -> Value {
        let mut responses = Map::new();
        for (status, description, body) in self.gives {
            let mut response = json!({ "description": description });
            if let Some((kind, schema)) = body {
                response["content"] = json!({ kind: { "schema": schema } });
            }
            responses.insert(status.to_string(), response);
        }
        responses.insert(
            "default".to_owned(),
            json!({
                "description": "A problem (RFC 9457).",
                "content": { "application/problem+json": { "schema": problem } },
            }),
        );
        let mut written = json!({ "summary": self.summary, "responses": responses });
        if !self.parameters.is_empty() {
            written["parameters"] = self.parameters.into();
        }
        if let Some(body) = self.takes {
            written["requestBody"] = body;
        }
        if self.is_open {
            written["security"] = json!([]);
        }
        written
    }
}

fn job_calls(schemas: &mut SchemaGenerator) -> Vec<Call> {
    let job = of::<Job>(schemas);
    let rows = of::<ResultSet>(schemas);
    let number = json!({ "type": "integer", "minimum": 0, "maximum": 4_294_967_295_u32 });
    vec![
        call(
            "post",
            "/v1/jobs",
            "Ask a question, or run an edited statement",
        )
        .asks(
            "header",
            "Idempotency-Key",
            &json!({ "type": "string", "pattern": "^[!-~]{1,255}$" }),
        )
        .takes(&of::<JobSubmission>(schemas))
        .gives(
            202,
            "The job was accepted, now or before.",
            of::<JobAccepted>(schemas),
        ),
        call("get", "/v1/jobs/{id}", "How a job stands").gives(200, "The job.", job.clone()),
        call("delete", "/v1/jobs/{id}", "Cancel a job").gives(200, "The job, ended.", job),
        call(
            "get",
            "/v1/jobs/{id}/events",
            "The stages of a job as they happen",
        )
        .gives_as(
            200,
            "Events `stage` with a StageEvent, in the end `job` with the Job.",
            Some(("text/event-stream", json!({ "type": "string" }))),
        ),
        call(
            "get",
            "/v1/jobs/{id}/result",
            "The rows, whole or a page of them",
        )
        .asks(
            "query",
            "format",
            &json!({ "enum": ["json", "csv", "parquet", "xlsx"], "type": "string" }),
        )
        .asks("query", "offset", &number)
        .asks(
            "query",
            "limit",
            &json!({ "type": "integer", "minimum": 1, "maximum": 1000 }),
        )
        .asks("query", "sort", &json!({ "type": "string" }))
        .asks(
            "query",
            "order",
            &json!({ "enum": ["asc", "desc"], "type": "string" }),
        )
        .gives(200, "The page.", rows)
        .gives_as(303, "Where all rows are.", None),
        call("post", "/v1/jobs/{id}/feedback", "Judge an answer")
            .takes(&of::<Feedback>(schemas))
            .gives_as(204, "It was kept.", None),
    ]
}

fn example_calls(schemas: &mut SchemaGenerator) -> Vec<Call> {
    vec![
        call("get", "/v1/examples", "The curated pairs, newest first")
            .asks("query", "source", &json!({ "type": "string" }))
            .gives(200, "The pairs.", of::<ExampleList>(schemas)),
        call("post", "/v1/examples", "Give question-SQL pairs")
            .takes(&of::<ExampleSubmission>(schemas))
            .gives(200, "What became of each.", of::<ExamplesTaken>(schemas)),
        call("delete", "/v1/examples/{id}", "Take a pair back").gives_as(
            204,
            "It is gone, and so is what its question was answered with.",
            None,
        ),
    ]
}

fn other_calls(schemas: &mut SchemaGenerator) -> Vec<Call> {
    vec![
        call("post", "/v1/uploads", "Announce a file")
            .takes(&of::<UploadSubmission>(schemas))
            .gives(201, "Where to PUT the file.", of::<UploadTicket>(schemas)),
        call("get", "/v1/uploads/{id}", "How an upload stands").gives(
            200,
            "The upload.",
            of::<Upload>(schemas),
        ),
        call("get", "/v1/sources", "The sources").gives(
            200,
            "All of them.",
            of::<SourceList>(schemas),
        ),
        call("get", "/v1/sources/{name}", "One source").gives(
            200,
            "The source.",
            of::<Source>(schemas),
        ),
        call("delete", "/v1/sources/{name}", "Remove an uploaded source").gives_as(
            204,
            "It is gone.",
            None,
        ),
        call("get", "/v1/sources/{name}/schema", "What a source holds").gives(
            200,
            "Its tables.",
            of::<Catalog>(schemas),
        ),
        call("get", "/v1/health", "Whether the server answers")
            .gives(200, "It does.", json!({ "type": "object" }))
            .open(),
        call("get", "/v1/openapi.json", "This document")
            .gives(200, "It.", json!({ "type": "object" }))
            .open(),
    ]
}

fn of<T: JsonSchema>(schemas: &mut SchemaGenerator) -> Value {
    schemas.subschema_for::<T>().to_value()
}

fn document() -> Value {
    let mut schemas = SchemaSettings::draft2020_12()
        .with(|settings| settings.definitions_path = "/components/schemas".into())
        .into_generator();
    let mut calls = job_calls(&mut schemas);
    calls.extend(example_calls(&mut schemas));
    calls.extend(other_calls(&mut schemas));
    // A fault of ours, or what HTTP itself refuses; the second has no name from the closed list.
    let ours = of::<Problem>(&mut schemas);
    let problem = json!({ "anyOf": [ours, {
        "type": "object",
        "required": ["type", "title", "status", "detail"],
        "properties": {
            "type": { "const": "about:blank" },
            "title": { "type": "string" },
            "status": { "type": "integer" },
            "detail": { "type": "string" },
        },
    }] });
    let mut paths = Map::new();
    for call in calls {
        let path = paths.entry(call.path).or_insert_with(|| json!({}));
        let method = call.method;
        path[method] = call.written(&problem);
    }
    json!({
        "openapi": "3.1.0",
        "info": { "title": "analyst", "version": env!("CARGO_PKG_VERSION") },
        "security": [{}, { "token": [] }],
        "paths": paths,
        "components": {
            "schemas": schemas.take_definitions(true),
            "securitySchemes": { "token": { "type": "http", "scheme": "bearer" } },
        },
    })
}

#[test]
fn the_document_is_that_of_the_types() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/serve/openapi.json");
    let document = document();
    if std::env::var_os("UPDATE_OPENAPI").is_some() {
        let text = serde_json::to_string_pretty(&document).unwrap() + "\n";
        std::fs::write(&path, text).unwrap();
    }
    let kept: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
    assert_eq!(
        kept, document,
        "run the test with UPDATE_OPENAPI=1 and look at the difference"
    );
}
