//! What a database holds, in two queries and one more for each table.

mod profile;
mod relation;

use crate::database::{Database, ReadTransaction};
use crate::failure;
use crate::session::Server;
use contract::{Catalog, Dialect, Fault, ValueSharing};
use relation::Relation;
use sha2::{Digest, Sha256};
use std::fmt::Write;
use std::time::{Duration, Instant};
use tokio_postgres::SimpleQueryMessage;

/// How long each of the two queries on the system catalogue may take.
const CATALOG_TIMEOUT: Duration = Duration::from_secs(30);
/// How long looking at the values of one table may take.
const TABLE_TIMEOUT: Duration = Duration::from_secs(5);
/// How long looking at the values of all tables may take; tables after that have no profile.
const PROFILE_TIME: Duration = Duration::from_secs(60);

impl Database {
    /// The catalogue of the database: tables and views that the login may read, their columns,
    /// types, keys, comments, estimated rows, and a profile of the values of a sample.
    ///
    /// Tables of the schema `public` go by their name, those of others by `schema.name`. Two
    /// queries read the system catalogue; one more for each table or view reads at most some
    /// 20,000 of its rows. A table that cannot be sampled in time has no profile, and none has one where
    /// values are never to be shared: nothing of them leaves the database then.
    ///
    /// # Errors
    /// The database cannot be read.
    pub async fn discover(&self, source: &str, values: ValueSharing) -> Result<Catalog, Fault> {
        let transaction = self.read(CATALOG_TIMEOUT).await?;
        let found = relations(&transaction).await;
        let server = transaction.server();
        transaction.end().await;
        let mut relations = found?;
        if values != ValueSharing::Never {
            self.profile_all(server, &mut relations).await;
        }
        let dialect = match server {
            Server::Postgresql(_) => Dialect::Postgresql,
            Server::Redshift => Dialect::Redshift,
        };
        Ok(Catalog {
            source: source.to_owned(),
            dialect,
            fingerprint: fingerprint(&relations),
            tables: relations.into_iter().map(|found| found.table).collect(),
            metrics: Vec::new(),
        })
    }

    async fn profile_all(&self, server: Server, relations: &mut [Relation]) {
        let begin = Instant::now();
        for relation in relations {
            if begin.elapsed() > PROFILE_TIME {
                tracing::warn!(table = relation.table.name, "not sampled: out of time");
                continue;
            }
            if let Err(error) = self.profile(server, relation).await {
                tracing::warn!(table = relation.table.name, %error, "not sampled");
            }
        }
    }

    async fn profile(&self, server: Server, relation: &mut Relation) -> Result<(), Fault> {
        let Some(sql) = profile::query(server, relation) else {
            return Ok(());
        };
        let transaction = self.read(TABLE_TIMEOUT).await?;
        let rows = text_rows(&transaction, &sql).await;
        transaction.end().await;
        profile::fill(relation, &rows?);
        Ok(())
    }
}

async fn relations(transaction: &ReadTransaction) -> Result<Vec<Relation>, Fault> {
    let (columns, keys) = match transaction.server() {
        Server::Postgresql(_) => (
            include_str!("postgresql_columns.sql"),
            include_str!("postgresql_keys.sql"),
        ),
        Server::Redshift => (
            include_str!("redshift_columns.sql"),
            include_str!("redshift_keys.sql"),
        ),
    };
    let mut relations = relation::from_columns(&text_rows(transaction, columns).await?);
    relation::add_keys(&mut relations, &text_rows(transaction, keys).await?);
    Ok(relations)
}

/// A row in the text format.
type TextRow = Vec<Option<String>>;

async fn text_rows(transaction: &ReadTransaction, sql: &str) -> Result<Vec<TextRow>, Fault> {
    let messages = transaction.client().simple_query(sql).await;
    let mut rows = Vec::new();
    for message in messages.map_err(failure::of_own_query)? {
        if let SimpleQueryMessage::Row(row) = message {
            let cells =
                (0..row.len()).map(|at| row.try_get(at).map(|cell| cell.map(str::to_owned)));
            let cells: Result<TextRow, _> = cells.collect();
            rows.push(cells.map_err(failure::of_own_query)?);
        }
    }
    Ok(rows)
}

/// Changes whenever a table, a column or a type does; comments, keys and values do not count.
fn fingerprint(relations: &[Relation]) -> String {
    let mut hasher = Sha256::new();
    // Lengths keep `a, bc` and `ab, c` apart.
    let mut add = |text: &str| {
        hasher.update(text.len().to_le_bytes());
        hasher.update(text);
    };
    for Relation { table, .. } in relations {
        add(&table.name);
        add(&table.columns.len().to_string());
        for column in &table.columns {
            add(&column.name);
            add(&column.data_type.to_string());
        }
    }
    let mut text = String::new();
    for byte in hasher.finalize().iter().take(16) {
        let _ = write!(text, "{byte:02x}");
    }
    text
}
