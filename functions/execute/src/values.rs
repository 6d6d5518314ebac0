//! Where the real values of a column come from: the value index of the catalogue, or a small query
//! under the role's own policy.

use contract::{Catalog, Dialect, Limits, Policy, Source, TextFilter};
use ports::{Query, QueryEngine};
use serde_json::Value;
use sql_guard::Guard;
use std::fmt::Write;

/// Values that are looked at.
const MOST_VALUES: u64 = 1_000;
/// Milliseconds that looking for them may take.
const TIMEOUT_MS: u64 = 5_000;
/// Words of the value asked for, and pieces of each, that values are looked for by.
const WORDS: usize = 3;
const PIECES: usize = 4;

/// Who asks for values, of what.
pub(crate) struct Lookup<'a> {
    pub(crate) engine: &'a dyn QueryEngine,
    pub(crate) job_id: &'a str,
    pub(crate) source: &'a Source,
    /// What the role may see of the source.
    pub(crate) catalog: &'a Catalog,
    pub(crate) policy: &'a Policy,
}

impl Lookup<'_> {
    /// Values of the column that may be what was asked for; none when that cannot be told in time.
    pub(crate) async fn values(&self, filter: &TextFilter) -> Vec<String> {
        let Some(table) = self.catalog.table(&filter.table) else {
            return Vec::new();
        };
        let Some(column) = table.column(&filter.column) else {
            return Vec::new();
        };
        match &column.profile {
            Some(profile) if !profile.values.is_empty() => profile.values.clone(),
            _ => self
                .queried(&table.name, &column.name, &filter.value)
                .await
                .unwrap_or_default(),
        }
    }

    /// The values by a query that the guard passes, as it passes everybody's. A hint that cannot be
    /// had is no failure.
    async fn queried(&self, table: &str, column: &str, asked: &str) -> Option<Vec<String>> {
        let source = self.source;
        let guard = Guard {
            dialect: source.dialect,
            catalog: Some(self.catalog),
            policy: self.policy,
            row_cap: Some(MOST_VALUES),
        };
        let sql = statement(source.dialect, table, column, asked)?;
        let limits = Limits {
            row_cap: MOST_VALUES,
            timeout_ms: source.limits.timeout_ms.min(TIMEOUT_MS),
            ..source.limits.clone()
        };
        let query = Query {
            job_id: self.job_id.to_owned(),
            source: Source {
                limits,
                ..source.clone()
            },
            sql: guard.check(&sql).ok()?.sql,
        };
        let found = self.engine.execute(&query).await.ok()?;
        let text = |row: Vec<Value>| match row.into_iter().next() {
            Some(Value::String(text)) => Some(text),
            _ => None,
        };
        Some(found.rows.into_iter().filter_map(text).collect())
    }
}

/// Distinct values that share the beginning of a word, or three letters in a row, with the one that
/// was asked for.
fn statement(dialect: Dialect, table: &str, column: &str, asked: &str) -> Option<String> {
    let patterns = patterns(asked);
    if patterns.is_empty() {
        return None;
    }
    let column = quoted(column);
    // What only looks like text, an enum, has no `lower` of its own.
    let text = match dialect {
        Dialect::Postgresql => format!("lower(CAST({column} AS text))"),
        Dialect::Redshift | Dialect::Athena | Dialect::Embedded => format!("lower({column})"),
    };
    let table = table.split('.').map(quoted).collect::<Vec<_>>().join(".");
    let mut sql = format!("SELECT DISTINCT {column} FROM {table} WHERE ");
    for (at, pattern) in patterns.iter().enumerate() {
        let or = if at == 0 { "" } else { " OR " };
        let _ = write!(sql, "{or}{text} LIKE '{pattern}'");
    }
    Some(sql)
}

/// Patterns of letters and digits only.
fn patterns(asked: &str) -> Vec<String> {
    let asked = asked.to_lowercase();
    let words = asked.split(|letter: char| !letter.is_alphanumeric());
    let mut patterns = Vec::new();
    for word in words.filter(|word| !word.is_empty()).take(WORDS) {
        let letters: Vec<char> = word.chars().collect();
        let beginning: String = letters.iter().take(2).collect();
        patterns.push(format!("{beginning}%"));
        patterns.push(format!("% {beginning}%"));
        for piece in letters.windows(3).skip(1).take(PIECES) {
            patterns.push(format!("%{}%", piece.iter().collect::<String>()));
        }
    }
    patterns
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_the_asked_value_but_letters_is_in_the_statement() {
        let sql = statement(Dialect::Embedded, "s.t", "a\"b", "x'; DROP %_--é").unwrap();
        assert_eq!(
            sql,
            "SELECT DISTINCT \"a\"\"b\" FROM \"s\".\"t\" WHERE lower(\"a\"\"b\") LIKE 'x%' OR \
             lower(\"a\"\"b\") LIKE '% x%' OR lower(\"a\"\"b\") LIKE 'dr%' OR lower(\"a\"\"b\") LIKE '% dr%' OR \
             lower(\"a\"\"b\") LIKE '%rop%' OR lower(\"a\"\"b\") LIKE 'é%' OR lower(\"a\"\"b\") LIKE '% é%'"
        );
        assert_eq!(statement(Dialect::Embedded, "t", "c", "--"), None);
    }
}
