//! The Schema step: the catalogue of the source as the role may see it, pruned to what the question
//! needs when it is large, stored as an object and handed on by reference.

mod prune;

use contract::{AskRequest, Catalog, Classification, Policy, SchemaReference, StepName};
use ports::{CatalogStore, ObjectStore, Ports};
use serde::Deserialize;
use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, Mutex, PoisonError};
use step::{Step, StepError};

/// Columns a catalogue may have before it is pruned to the question.
const COLUMN_BUDGET: usize = 600;

/// Puts the permitted catalogue within reach of Generate.
pub struct Schema;

/// What the step reads of the state.
#[derive(Debug, Deserialize)]
pub struct SchemaInput {
    request: AskRequest,
    classification: Option<Classification>,
}

/// What the step needs.
pub struct SchemaDeps {
    catalog: Arc<dyn CatalogStore>,
    objects: Arc<dyn ObjectStore>,
    /// Objects this process has written: their keys tell their content, so once is enough.
    written: Mutex<HashSet<String>>,
}

impl From<&Ports> for SchemaDeps {
    fn from(ports: &Ports) -> Self {
        Self {
            catalog: Arc::clone(&ports.catalog),
            objects: Arc::clone(&ports.objects),
            written: Mutex::default(),
        }
    }
}

impl Step for Schema {
    const NAME: StepName = StepName::Schema;
    type Input = SchemaInput;
    type Output = SchemaReference;
    type Deps = SchemaDeps;

    async fn run(input: SchemaInput, deps: &SchemaDeps) -> Result<SchemaReference, StepError> {
        let source = deps.catalog.source(&input.request.source).await?;
        let full = deps.catalog.catalog(&source).await?;
        let policy = source.policy(&input.request.role);
        let question = input
            .classification
            .as_ref()
            .map_or(&input.request.question, |c| &c.question);
        let permitted = full.permitted(&policy);
        let pruned = prune::to_question(&permitted, question, COLUMN_BUDGET);
        let is_pruned = pruned.is_some();
        let catalog = pruned.unwrap_or(permitted);
        let key = object_key(&catalog, &policy);
        deps.write_once(&key, &catalog).await?;
        Ok(SchemaReference {
            key,
            fingerprint: catalog.fingerprint,
            tables: catalog.tables.len() as u64,
            pruned: is_pruned,
            value_sharing: source.value_sharing,
        })
    }
}

impl SchemaDeps {
    async fn write_once(&self, key: &str, catalog: &Catalog) -> Result<(), StepError> {
        if self
            .written
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .contains(key)
        {
            return Ok(());
        }
        let bytes = serde_json::to_vec(catalog).map_err(|error| {
            StepError::new(
                contract::ErrorName::Internal,
                "the catalogue cannot be written as JSON",
            )
            .with_source(error)
        })?;
        self.objects.put(key, &bytes).await?;
        self.written
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(key.to_owned());
        Ok(())
    }
}

/// A key that differs whenever the content does: by fingerprint, policy and chosen tables.
fn object_key(catalog: &Catalog, policy: &Policy) -> String {
    let mut hasher = DefaultHasher::new();
    catalog.fingerprint.hash(&mut hasher);
    format!("{policy:?}").hash(&mut hasher);
    for table in &catalog.tables {
        table.name.hash(&mut hasher);
    }
    format!("schemas/{}/{:016x}.json", catalog.source, hasher.finish())
}

#[cfg(test)]
mod tests {
    use super::*;
    use contract::{ColumnName, Dialect, Table};

    fn catalog() -> Catalog {
        Catalog {
            source: "shop".into(),
            dialect: Dialect::Embedded,
            fingerprint: "f1".into(),
            tables: vec![Table {
                name: "orders".into(),
                description: None,
                row_count: None,
                columns: vec![],
                primary_key: vec![],
                foreign_keys: vec![],
            }],
            metrics: vec![],
        }
    }

    #[test]
    fn the_key_follows_the_content() {
        let open = Policy::default();
        let closed = Policy {
            denied_columns: vec![ColumnName {
                table: "orders".into(),
                column: "card".into(),
            }],
            ..Policy::default()
        };
        let key = object_key(&catalog(), &open);
        assert_eq!(key, object_key(&catalog(), &open));
        assert_ne!(key, object_key(&catalog(), &closed));
        let renamed = Catalog {
            fingerprint: "f2".into(),
            ..catalog()
        };
        assert_ne!(key, object_key(&renamed, &open));
    }
}
