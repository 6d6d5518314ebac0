//! What a query would cost, by EXPLAIN, without running it.

use crate::database::{Database, ReadTransaction};
use crate::failure;
use crate::session::Server;
use contract::Source;
use ports::{EngineError, OverBudget};
use serde_json::Value;
use std::collections::BTreeMap;
use std::time::Duration;
use tokio_postgres::types::Type;

/// What the database expects of a query.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    /// Rows it returns.
    pub rows: f64,
    /// Its cost in the planner's units, of which reading 8 KiB in order is one.
    pub cost: f64,
    /// Bytes of tables it reads, where the database tells.
    pub bytes: Option<u64>,
}

impl From<Estimate> for contract::Estimate {
    fn from(estimate: Estimate) -> Self {
        Self {
            // A cast of a float saturates.
            rows: Some(estimate.rows.round() as u64),
            bytes: estimate.bytes,
        }
    }
}

impl Database {
    /// What the database expects of the statement, which is planned and not run.
    ///
    /// # Errors
    /// The statement does not plan, or the database cannot be asked.
    pub async fn estimate(&self, sql: &str, timeout: Duration) -> Result<Estimate, EngineError> {
        let transaction = self.read(timeout).await?;
        let estimated = estimate(&transaction, sql).await;
        transaction.end().await;
        estimated
    }
}

/// Refuses a statement that would read more than the source allows; asks only where there is a
/// bound.
pub(crate) async fn check(
    transaction: &ReadTransaction,
    sql: &str,
    source: &Source,
) -> Result<(), EngineError> {
    if source.limits.scan_cap_bytes.is_none() {
        return Ok(());
    }
    let estimate = estimate(transaction, sql).await?;
    Ok(OverBudget::check(&estimate.into(), source)?)
}

async fn estimate(transaction: &ReadTransaction, sql: &str) -> Result<Estimate, EngineError> {
    match transaction.server() {
        Server::Postgresql(_) => planned(transaction, sql).await,
        Server::Redshift => first_line(transaction, sql).await,
    }
}

async fn planned(transaction: &ReadTransaction, sql: &str) -> Result<Estimate, EngineError> {
    let failed = |error| failure::of_statement(error, sql);
    let client = transaction.client();
    // Prepared first, so that an error's position counts in the statement itself, and so that one
    // that is several is refused.
    client.prepare(sql).await.map_err(failed)?;
    let explain = format!("EXPLAIN (FORMAT JSON, VERBOSE) {sql}");
    let row = client.query_one(&explain, &[]).await.map_err(failed)?;
    let plan: Value = row.try_get::<_, Json>(0).map_err(failed)?.0;
    let root = plan.get(0).and_then(|first| first.get("Plan"));
    let root = root.unwrap_or(&Value::Null);
    let mut scanned = Scanned::default();
    scanned.add(root);
    let sizes = sizes(transaction, &scanned).await.map_err(failed)?;
    Ok(Estimate {
        rows: number(root, "Plan Rows"),
        cost: number(root, "Total Cost"),
        bytes: Some(scanned.bytes(&sizes)),
    })
}

/// Redshift explains in text: `XN Seq Scan on t  (cost=0.00..1.00 rows=100 width=4)`.
async fn first_line(transaction: &ReadTransaction, sql: &str) -> Result<Estimate, EngineError> {
    let failed = |error| failure::of_statement(error, sql);
    let client = transaction.client();
    client.prepare(sql).await.map_err(failed)?;
    let explain = format!("EXPLAIN {sql}");
    let rows = client.query(&explain, &[]).await.map_err(failed)?;
    let line: String = match rows.first() {
        Some(row) => row.try_get(0).map_err(failed)?,
        None => String::new(),
    };
    let after = |key: &str, until: &[char]| -> f64 {
        line.split_once(key)
            .and_then(|(_, rest)| rest.split(until).next())
            .and_then(|digits| digits.parse().ok())
            .unwrap_or_default()
    };
    Ok(Estimate {
        rows: after("rows=", &[' ']),
        cost: after("..", &[' ']),
        bytes: None,
    })
}

/// The tables that a plan reads.
#[derive(Default)]
struct Scanned {
    /// How often each is read as a whole, by schema and name.
    whole: BTreeMap<(String, String), f64>,
    /// Bytes of rows that indexes find.
    found: f64,
}

impl Scanned {
    fn add(&mut self, node: &Value) {
        let text = |key: &str| node.get(key).and_then(Value::as_str).unwrap_or_default();
        if let Some(table) = node.get("Relation Name").and_then(Value::as_str) {
            if matches!(
                text("Node Type"),
                "Seq Scan" | "Sample Scan" | "Foreign Scan"
            ) {
                let key = (text("Schema").to_owned(), table.to_owned());
                *self.whole.entry(key).or_default() += 1.0;
            } else {
                self.found += number(node, "Plan Rows") * number(node, "Plan Width");
            }
        }
        let children = node.get("Plans").and_then(Value::as_array);
        for child in children.into_iter().flatten() {
            self.add(child);
        }
    }

    fn bytes(&self, sizes: &BTreeMap<(String, String), i64>) -> u64 {
        let whole: f64 = self
            .whole
            .iter()
            .map(|(table, times)| sizes.get(table).map_or(0.0, |size| *size as f64 * times))
            .sum();
        // A cast of a float saturates.
        (whole + self.found) as u64
    }
}

fn number(node: &Value, key: &str) -> f64 {
    node.get(key).and_then(Value::as_f64).unwrap_or_default()
}

/// The sizes of the tables, in one query.
async fn sizes(
    transaction: &ReadTransaction,
    scanned: &Scanned,
) -> Result<BTreeMap<(String, String), i64>, tokio_postgres::Error> {
    if scanned.whole.is_empty() {
        return Ok(BTreeMap::new());
    }
    let (schemas, tables): (Vec<&str>, Vec<&str>) = scanned
        .whole
        .keys()
        .map(|(schema, table)| (schema.as_str(), table.as_str()))
        .unzip();
    let rows = transaction
        .client()
        .query_typed(
            "SELECT n.nspname::text, c.relname::text, pg_catalog.pg_table_size(c.oid)
             FROM unnest($1::text[], $2::text[]) AS wanted (s, t)
             JOIN pg_catalog.pg_namespace n ON n.nspname = wanted.s
             JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid AND c.relname = wanted.t",
            &[(&schemas, Type::TEXT_ARRAY), (&tables, Type::TEXT_ARRAY)],
        )
        .await?;
    rows.iter()
        .map(|row| Ok(((row.try_get(0)?, row.try_get(1)?), row.try_get(2)?)))
        .collect()
}

/// A column of type json.
struct Json(Value);

impl<'a> tokio_postgres::types::FromSql<'a> for Json {
    fn from_sql(_: &Type, raw: &'a [u8]) -> Result<Self, Box<dyn std::error::Error + Sync + Send>> {
        Ok(Self(serde_json::from_slice(raw)?))
    }

    fn accepts(kind: &Type) -> bool {
        *kind == Type::JSON
    }
}
