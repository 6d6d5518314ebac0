//! Types found in CSV beside those that a database declares for the same tables.
//!
//! `DECLARED_TYPES_ZIPS` and `DECLARED_TYPES_SQLITE` name folders of `<name>.zip` and `<name>.sqlite`. Without
//! them there is nothing to compare. `cargo test -p ingest --test declared_types -- --nocapture` prints the
//! comparison.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use contract::{Catalog, Column, DataType, IngestRequest};
use ingest::{IngestDeps, NoProgress, ingest};
use ports::{CatalogStore, ObjectStore};
use rusqlite::{Connection, OpenFlags};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use testkit::{MemoryCatalog, MemoryObjects};

/// How a type found compares with the one declared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verdict {
    Same,
    /// Text was declared, and every value is of the type found.
    MoreExact,
    /// The declared type is not that of the values stored.
    DeclaredInVain,
    Worse,
}

#[tokio::test]
async fn types_found_are_as_good_as_those_declared() {
    let folder = |name: &str| std::env::var_os(name).map(PathBuf::from);
    let (Some(zips), Some(databases)) = (
        folder("DECLARED_TYPES_ZIPS"),
        folder("DECLARED_TYPES_SQLITE"),
    ) else {
        println!("skipped: DECLARED_TYPES_ZIPS and DECLARED_TYPES_SQLITE are not set");
        return;
    };
    let (mut same, mut worse) = (0, Vec::new());
    for entry in std::fs::read_dir(databases).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let catalog = load(&zips.join(format!("{name}.zip"))).await;
        let database =
            Connection::open_with_flags(&path, OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
        for (table, column, declared) in declarations(&database) {
            let Some(found) = find(&catalog, &table, &column) else {
                worse.push(format!("{name}: no column {table}.{column}"));
                continue;
            };
            let stored = stored_types(&database, &table, &column);
            let verdict = compare(&declared, &found.data_type, &stored);
            match verdict {
                Verdict::Same => same += 1,
                _ => println!(
                    "{name}: {table}.{column} declared {declared}, stored as {stored:?}, found {}: {verdict:?}",
                    found.data_type
                ),
            }
            if verdict == Verdict::Worse {
                worse.push(format!("{name}: {table}.{column}"));
            }
        }
    }
    println!("{same} columns of the same type");
    assert!(worse.is_empty(), "{worse:?}");
}

fn compare(declared: &str, found: &DataType, stored: &[String]) -> Verdict {
    let declared = declared.to_uppercase();
    let is = |words: &[&str]| words.iter().any(|word| declared.contains(word));
    let holds_text = stored.iter().any(|stored| stored == "text");
    match found {
        DataType::Varchar if is(&["CHAR", "TEXT", "CLOB"]) || declared.is_empty() => Verdict::Same,
        DataType::Bigint if is(&["INT", "NUMBER", "NUMERIC"]) => Verdict::Same,
        DataType::Double if is(&["REAL", "FLOA", "DOUB"]) => Verdict::Same,
        DataType::Decimal(..) if is(&["DECIMAL", "NUMERIC", "NUMBER"]) => Verdict::Same,
        DataType::Decimal(..) if is(&["REAL", "FLOA", "DOUB"]) => Verdict::MoreExact,
        DataType::Boolean if is(&["BOOL"]) => Verdict::Same,
        DataType::Date if is(&["DATE"]) => Verdict::Same,
        DataType::Timestamp | DataType::TimestampTz if is(&["DATE", "TIME"]) => Verdict::Same,
        DataType::Varchar if holds_text => Verdict::DeclaredInVain,
        DataType::Varchar => Verdict::Worse,
        _ if is(&["CHAR", "TEXT"]) => Verdict::MoreExact,
        DataType::Bigint if stored.iter().all(|stored| stored != "real") => Verdict::MoreExact,
        _ => Verdict::Worse,
    }
}

async fn load(zip: &Path) -> Arc<Catalog> {
    const KEY: &str = "uploads/x.zip";
    let objects = Arc::new(MemoryObjects::new());
    objects
        .put(KEY, &std::fs::read(zip).unwrap())
        .await
        .unwrap();
    let catalog = Arc::new(MemoryCatalog::new());
    let deps = IngestDeps {
        objects,
        catalog: catalog.clone(),
        dialect: contract::Dialect::Embedded,
        limits: archive::Limits::default(),
    };
    let request = IngestRequest {
        source: "x".into(),
        key: KEY.into(),
        file_name: "x.zip".into(),
        upload_id: "a".into(),
    };
    ingest(request, &deps, Arc::new(NoProgress)).await.unwrap();
    let source = catalog.source("x").await.unwrap();
    catalog.catalog(&source).await.unwrap()
}

fn find<'a>(catalog: &'a Catalog, table: &str, column: &str) -> Option<&'a Column> {
    let table = catalog.table(&uploads::identifier(table)?)?;
    table.column(&uploads::identifier(column)?)
}

/// Table, column and declared type of every column.
fn declarations(database: &Connection) -> Vec<(String, String, String)> {
    let query = "SELECT m.name, c.name, c.type FROM sqlite_master m, pragma_table_info(m.name) c \
                 WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' ORDER BY 1, c.cid";
    let mut statement = database.prepare(query).unwrap();
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)));
    rows.unwrap().map(Result::unwrap).collect()
}

/// The types of the values that are stored: SQLite keeps any type in any column.
fn stored_types(database: &Connection, table: &str, column: &str) -> Vec<String> {
    let query = format!(
        "SELECT DISTINCT typeof(\"{column}\") FROM \"{table}\" WHERE \"{column}\" IS NOT NULL ORDER BY 1"
    );
    let mut statement = database.prepare(&query).unwrap();
    let rows = statement.query_map([], |row| row.get(0));
    rows.unwrap().map(Result::unwrap).collect()
}
