//! Small databases from CSV files, in memory, and rows as a judge compares them.

use rusqlite::types::ValueRef;
use rusqlite::{Connection, functions::FunctionFlags};
use std::path::Path;

/// A database of one table a CSV file; an empty field is NULL.
pub(crate) fn database(folder: &Path) -> Connection {
    let connection = Connection::open_in_memory().expect("an empty database");
    for part in ["year", "month", "day"] {
        date_part(&connection, part);
    }
    for entry in std::fs::read_dir(folder).expect("a folder of data") {
        let path = entry.expect("a file").path();
        if path.extension().is_some_and(|extension| extension == "csv") {
            load(&connection, &path);
        }
    }
    connection
}

/// `date_year('2024-05-01')` and the like: what EXTRACT does elsewhere.
fn date_part(connection: &Connection, part: &'static str) {
    let (start, end) = match part {
        "year" => (0, 4),
        "month" => (5, 7),
        _ => (8, 10),
    };
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC;
    let name = format!("date_{part}");
    connection
        .create_scalar_function(name.as_str(), 1, flags, move |context| {
            let text: Option<String> = context.get(0)?;
            Ok(text.and_then(|text| text.get(start..end)?.parse::<i64>().ok()))
        })
        .expect("a function");
}

fn load(connection: &Connection, path: &Path) {
    let table = path
        .file_stem()
        .and_then(|stem| stem.to_str())
        .expect("a name");
    let text = std::fs::read_to_string(path).expect("a readable file");
    let mut lines = text.lines();
    let header: Vec<&str> = lines.next().expect("a header").split(',').collect();
    let rows: Vec<Vec<&str>> = lines.map(|line| line.split(',').collect()).collect();
    let kind = |column: usize| {
        let values = || {
            rows.iter()
                .map(|row| row[column])
                .filter(|value| !value.is_empty())
        };
        if values().all(|value| value.parse::<i64>().is_ok()) {
            "INTEGER"
        } else if values().all(|value| value.parse::<f64>().is_ok()) {
            "REAL"
        } else {
            "TEXT"
        }
    };
    let columns: Vec<String> = (0..header.len())
        .map(|column| format!("\"{}\" {}", header[column], kind(column)))
        .collect();
    let create = format!("CREATE TABLE \"{table}\" ({})", columns.join(", "));
    connection.execute(&create, []).expect("a table");
    let places = vec!["?"; header.len()].join(", ");
    let insert = format!("INSERT INTO \"{table}\" VALUES ({places})");
    for row in &rows {
        let values = row
            .iter()
            .map(|value| (!value.is_empty()).then_some(*value));
        connection
            .execute(&insert, rusqlite::params_from_iter(values))
            .expect("a row");
    }
}

/// A statement of the embedded engine as SQLite writes it.
fn for_sqlite(sql: &str) -> String {
    let mut sql = sql.replace("DATE '", "'").replace("TRY_CAST(", "CAST(");
    for part in ["year", "month", "day"] {
        sql = sql.replace(&format!("EXTRACT({part} FROM "), &format!("date_{part}("));
    }
    sql
}

/// The rows of a statement as text; numbers to five significant digits.
pub(crate) fn rows(
    connection: &Connection,
    sql: &str,
) -> Result<Vec<Vec<String>>, rusqlite::Error> {
    let mut statement = connection.prepare(&for_sqlite(sql))?;
    let width = statement.column_count();
    let mut rows = statement.query([])?;
    let mut result = Vec::new();
    while let Some(row) = rows.next()? {
        let fields = (0..width).map(|column| row.get_ref(column).map(field));
        result.push(fields.collect::<Result<_, _>>()?);
    }
    Ok(result)
}

fn field(value: ValueRef<'_>) -> String {
    #[expect(clippy::cast_precision_loss, reason = "numbers of a test")]
    match value {
        ValueRef::Null => "NULL".to_owned(),
        ValueRef::Integer(number) => format!("{:.4e}", number as f64),
        ValueRef::Real(number) => format!("{number:.4e}"),
        ValueRef::Text(text) | ValueRef::Blob(text) => {
            format!("'{}'", String::from_utf8_lossy(text))
        }
    }
}

/// Whether rows are the same: columns in any order, rows in any order unless one is asked for.
pub(crate) fn same(gold: &[Vec<String>], rows: &[Vec<String>], ordered: bool) -> bool {
    let width = gold.first().map_or(0, Vec::len);
    if gold.len() != rows.len() || rows.first().map_or(0, Vec::len) != width {
        return false;
    }
    permutations(width).any(|order| {
        let mut turned: Vec<Vec<&String>> = rows
            .iter()
            .map(|row| order.iter().map(|&column| &row[column]).collect())
            .collect();
        let mut gold: Vec<Vec<&String>> = gold.iter().map(|row| row.iter().collect()).collect();
        if !ordered {
            turned.sort();
            gold.sort();
        }
        turned == gold
    })
}

/// All orders of some columns.
fn permutations(width: usize) -> impl Iterator<Item = Vec<usize>> {
    let mut orders: Vec<Vec<usize>> = vec![Vec::new()];
    for column in 0..width {
        orders = orders
            .into_iter()
            .flat_map(|order| {
                (0..=order.len()).map(move |at| {
                    let mut order = order.clone();
                    order.insert(at, column);
                    order
                })
            })
            .collect();
    }
    orders.into_iter()
}
