//! Where the rows of a result go: the first into the state document, all into the object store, as
//! they come. However many there are, few of them are in memory.

use crate::stored::{Part, Stored};
use async_trait::async_trait;
use contract::{Fault, ResultColumn, ResultSet, Row};
use ports::{ObjectStore, RowSink, Settings, Streamed};
use serde_json::Value;
use std::sync::Arc;

/// Takes the rows of one result.
pub(crate) struct Kept {
    /// The leading rows that fit both the row and the byte bound of the settings.
    preview: Vec<Row>,
    preview_is_full: bool,
    bytes: usize,
    most_rows: usize,
    most_bytes: usize,
    /// No row, or nothing but NULL. A count of zero is something.
    holds_nothing: bool,
    /// Nothing but NULL and zeros.
    counts_nothing: bool,
    stored: Stored,
}

impl Kept {
    /// The rows will be the object of that key, once all came.
    pub(crate) fn new(objects: Arc<dyn ObjectStore>, key: &str, settings: &Settings) -> Self {
        Self {
            preview: Vec::new(),
            preview_is_full: false,
            bytes: 0,
            most_rows: settings.preview_rows,
            most_bytes: settings.preview_bytes,
            holds_nothing: true,
            counts_nothing: true,
            stored: Stored::begin(objects, key),
        }
    }

    pub(crate) const fn holds_nothing(&self) -> bool {
        self.holds_nothing
    }

    /// Whether it is what aggregates make of no rows.
    pub(crate) fn counts_nothing(&self) -> bool {
        self.counts_nothing && self.preview.len() <= 1
    }

    /// Makes the object visible and gives what travels on: the first rows, and how many there are.
    pub(crate) async fn finish(self, streamed: Streamed) -> Result<ResultSet, Fault> {
        let Streamed {
            columns, truncated, ..
        } = &streamed;
        self.stored.finish(columns.clone(), *truncated).await?;
        Ok(streamed.with_rows(self.preview))
    }

    fn show(&mut self, row: &Row) {
        if self.preview_is_full {
            return;
        }
        self.bytes += serde_json::to_string(row).map_or(usize::MAX / 2, |text| text.len());
        self.preview_is_full = self.preview.len() >= self.most_rows || self.bytes > self.most_bytes;
        if !self.preview_is_full {
            self.preview.push(row.clone());
        }
    }
}

#[async_trait]
impl RowSink for Kept {
    async fn begin(&mut self, columns: &[ResultColumn]) -> Result<(), Fault> {
        self.stored.send(Part::Columns(columns.to_vec())).await
    }

    async fn take(&mut self, rows: Vec<Row>) -> Result<(), Fault> {
        for row in &rows {
            self.show(row);
            self.holds_nothing &= row.iter().all(Value::is_null);
            self.counts_nothing &= row.iter().all(|cell| cell.is_null() || is_zero(cell));
        }
        self.stored.send(Part::Rows(rows)).await
    }
}

fn is_zero(cell: &Value) -> bool {
    cell.as_f64() == Some(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use testkit::MemoryObjects;

    async fn kept(rows: Vec<Row>) -> (ResultSet, Arc<MemoryObjects>) {
        let objects = Arc::new(MemoryObjects::new());
        let settings = Settings {
            preview_rows: 3,
            preview_bytes: 1000,
            ..Settings::default()
        };
        let mut kept = Kept::new(objects.clone(), "results/j.json", &settings);
        let streamed = Streamed {
            row_count: rows.len() as u64,
            ..Streamed::default()
        };
        kept.begin(&[]).await.unwrap();
        kept.take(rows).await.unwrap();
        (kept.finish(streamed).await.unwrap(), objects)
    }

    #[tokio::test]
    async fn both_bounds_hold_and_the_count_stays() {
        let rows = |count, text: &str| vec![vec![json!(text)]; count];
        let (few, _) = kept(rows(10, "x")).await;
        assert_eq!((few.rows.len(), few.row_count), (3, 10));
        let (long, _) = kept(rows(10, &"x".repeat(400))).await;
        assert_eq!((long.rows.len(), long.row_count), (2, 10));
        assert!(kept(rows(1, &"x".repeat(4000))).await.0.rows.is_empty());
    }

    #[tokio::test]
    async fn all_rows_are_in_the_object() {
        let rows: Vec<Row> = (0..10).map(|n| vec![json!(n)]).collect();
        let (_, objects) = kept(rows.clone()).await;
        let bytes = objects.get("results/j.json").await.unwrap();
        let whole: ResultSet = serde_json::from_slice(&bytes).unwrap();
        assert_eq!((whole.rows, whole.row_count), (rows, 10));
        assert_eq!(objects.keys(), ["results/j.json"]);
    }

    #[tokio::test]
    async fn what_is_not_finished_leaves_no_object() {
        let objects = Arc::new(MemoryObjects::new());
        let mut kept = Kept::new(objects.clone(), "results/j.json", &Settings::default());
        kept.take(vec![vec![json!(1)]]).await.unwrap();
        drop(kept);
        tokio::task::yield_now().await;
        assert!(objects.keys().is_empty());
    }
}
