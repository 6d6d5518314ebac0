//! A catalogue of two tables, one of them denied to the role `guest`, and a map of objects.

use async_trait::async_trait;
use contract::{
    Catalog, ErrorName, Explanation, Fault, IngestReport, ResultColumn, ResultSet, Row, Source,
};
use ports::{CatalogStore, ObjectReader, ObjectStore, ObjectWriter, Ports, Publication};
use result_files::JsonFile;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::Cursor;
use std::sync::Arc;
use step::Step;

pub(crate) struct InMemory {
    objects: BTreeMap<String, Vec<u8>>,
}

#[async_trait]
impl CatalogStore for InMemory {
    async fn sources(&self) -> Result<Vec<Source>, Fault> {
        Ok(vec![self.source("air").await?])
    }

    async fn source(&self, name: &str) -> Result<Source, Fault> {
        if name != "air" {
            return Err(Fault::new(ErrorName::SourceUnknown, "there is only air"));
        }
        Ok(serde_json::from_value(json!({
            "name": "air", "kind": "s3", "dialect": "embedded",
            "policies": {"guest": {"denied_tables": ["pilots"]}},
        }))
        .unwrap())
    }

    async fn catalog(&self, _: &Source) -> Result<Arc<Catalog>, Fault> {
        let column = |name: &str, data_type: &str, distinct: u64| {
            json!({"name": name, "type": data_type, "nullable": false,
                   "profile": {"nulls": 0, "distinct": distinct, "distinct_exact": true}})
        };
        Ok(Arc::new(
            serde_json::from_value(json!({
                "source": "air", "dialect": "embedded", "fingerprint": "f",
                "tables": [
                    {"name": "flights", "row_count": 336_776, "columns": [
                        column("flight_id", "bigint", 336_776), column("year", "bigint", 1),
                        column("carrier", "varchar", 16), column("dep_delay", "double", 500),
                    ]},
                    {"name": "pilots", "row_count": 1, "columns": [column("salary", "bigint", 9)]},
                ],
            }))
            .unwrap(),
        ))
    }

    async fn published(&self, _: &str, _: &str) -> Result<Option<IngestReport>, Fault> {
        Ok(None)
    }

    async fn next_version(&self, _: &str) -> Result<u64, Fault> {
        Ok(1)
    }

    async fn publish(&self, _: Publication) -> Result<(), Fault> {
        Ok(())
    }

    async fn remove(&self, _: &str) -> Result<(), Fault> {
        Ok(())
    }
}

#[async_trait]
impl ObjectStore for InMemory {
    async fn get(&self, key: &str) -> Result<Vec<u8>, Fault> {
        let missing = || Fault::new(ErrorName::StoreNotFound, "no such object");
        self.objects.get(key).cloned().ok_or_else(missing)
    }

    async fn put(&self, _: &str, _: &[u8]) -> Result<(), Fault> {
        Err(Fault::new(ErrorName::StoreReadOnly, "only for reading"))
    }

    async fn put_new(&self, _: &str, _: &[u8]) -> Result<bool, Fault> {
        Err(Fault::new(ErrorName::StoreReadOnly, "only for reading"))
    }

    async fn delete(&self, _: &str) -> Result<(), Fault> {
        Ok(())
    }

    async fn list(&self, _: &str) -> Result<Vec<String>, Fault> {
        Ok(Vec::new())
    }

    fn open(&self, key: &str) -> Result<ObjectReader, Fault> {
        let missing = || Fault::new(ErrorName::StoreNotFound, "no such object");
        let bytes = self.objects.get(key).cloned().ok_or_else(missing)?;
        Ok(Box::new(Cursor::new(bytes)))
    }

    fn create(&self, _: &str) -> Result<Box<dyn ObjectWriter>, Fault> {
        Err(Fault::new(ErrorName::StoreReadOnly, "only for reading"))
    }
}

/// The result as Execute stores it.
fn stored(result: &ResultSet) -> Vec<u8> {
    let mut file = JsonFile::begin(Vec::new()).unwrap();
    result.rows.iter().for_each(|row| file.add(row).unwrap());
    file.end(&result.columns, result.truncated).unwrap()
}

/// Runs the step over a state; the request is filled in where the state has none.
pub(crate) fn try_explain(
    state: Value,
    objects: &[(&str, &ResultSet)],
) -> Result<Explanation, Fault> {
    let mut whole = json!({"request": {
        "job_id": "j", "question": "How many flights?", "source": "air", "asked_at": "2026-01-01T00:00:00Z",
    }});
    for (name, part) in state.as_object().unwrap() {
        if name == "request" {
            whole["request"]
                .as_object_mut()
                .unwrap()
                .extend(part.as_object().unwrap().clone());
        } else {
            whole[name] = part.clone();
        }
    }
    let objects = objects
        .iter()
        .map(|(key, result)| ((*key).to_owned(), stored(result)))
        .collect();
    let memory = Arc::new(InMemory { objects });
    let ports = Ports {
        catalog: memory.clone(),
        objects: memory,
        ..Ports::unconfigured()
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    runtime.block_on(explain::Explain::run(
        serde_json::from_value(whole).unwrap(),
        &(&ports).into(),
    ))
}

pub(crate) fn explain(state: Value) -> Explanation {
    try_explain(state, &[]).unwrap()
}

/// A whole result from `(name, type)` pairs and rows written as JSON.
pub(crate) fn result(columns: &[(&str, &str)], rows: Value) -> ResultSet {
    let rows: Vec<Row> = serde_json::from_value(rows).unwrap();
    let column = |(name, data_type): &(&str, &str)| ResultColumn {
        name: (*name).to_owned(),
        data_type: data_type.parse().unwrap(),
    };
    ResultSet {
        columns: columns.iter().map(column).collect(),
        row_count: rows.len() as u64,
        rows,
        truncated: false,
    }
}

/// The state after a valid statement brought this result.
pub(crate) fn state_with(question: &str, intent: &str, preview: &ResultSet) -> Value {
    json!({
        "classification": {"intent": intent, "question": question, "rewritten": false, "slots": {}},
        "generation": {"verdict": "sql", "sql": "SELECT 1", "approach": "rules", "attempt": 1},
        "validation": {"verdict": "valid", "origin": "generated", "sql": "SELECT 1"},
        "execution": {"verdict": "rows", "preview": preview},
    })
}
