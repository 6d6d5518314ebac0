//! An entry as the database gives it, and vectors as it takes them.

use super::not_stored;
use contract::{ErrorName, Fault, Provenance};
use ports::{CacheEntry, StoredAnswer};
use serde::de::DeserializeOwned;
use std::fmt::Write;
use tokio_postgres::Row;

/// The vector in pgvector's writing, `[0.25,-1]`.
pub(super) fn text_of(vector: &[f32]) -> Result<String, Fault> {
    if vector.is_empty() || !vector.iter().all(|value| value.is_finite()) {
        let message = "an embedding must be a vector of finite numbers";
        return Err(Fault::new(ErrorName::InvalidInput, message));
    }
    let mut text = String::with_capacity(vector.len() * 12);
    for (at, value) in vector.iter().enumerate() {
        // Writing to a text does not fail.
        let _ = write!(text, "{}{value:?}", if at == 0 { '[' } else { ',' });
    }
    text.push(']');
    Ok(text)
}

pub(super) fn stored_answer(row: &Row) -> Result<StoredAnswer, Fault> {
    let approved: bool = cell(row, "approved")?;
    let similarity: f32 = cell(row, "similarity")?;
    Ok(StoredAnswer {
        entry_id: cell(row, "entry_id")?,
        entry: CacheEntry {
            question: cell(row, "question")?,
            slots: document(row, "slots")?,
            embedding: document(row, "embedding")?,
            sql: cell(row, "sql")?,
            tables: document(row, "tables")?,
            columns: document(row, "columns")?,
            provenance: if approved {
                Provenance::Approved
            } else {
                Provenance::Auto
            },
            reading: cell(row, "reading")?,
            plan: cell(row, "plan")?,
        },
        // A vector of zeros has no angle to any other.
        similarity: if similarity.is_nan() {
            0.0
        } else {
            similarity.clamp(-1.0, 1.0)
        },
    })
}

pub(super) fn cell<'a, T: tokio_postgres::types::FromSql<'a>>(
    row: &'a Row,
    name: &str,
) -> Result<T, Fault> {
    row.try_get(name).map_err(|error| not_stored(&error))
}

/// JSON, which the writing of a vector is too.
fn document<T: DeserializeOwned>(row: &Row, name: &str) -> Result<T, Fault> {
    let text: &str = cell(row, name)?;
    serde_json::from_str(text).map_err(|error| not_stored(&error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vectors_are_written_without_loss() {
        let vector = [0.1_f32, -1.0, f32::MIN_POSITIVE, 1.0e20];
        let read: Vec<f32> = serde_json::from_str(&text_of(&vector).unwrap()).unwrap();
        assert_eq!(read, vector);
    }
}
