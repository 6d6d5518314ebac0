//! Answers to talk: what the source holds and what the product does.

use crate::number;
use chart::naming;
use contract::{AskState, Catalog, Table};

/// Tables that are listed.
const TABLES: usize = 12;
/// Columns that are listed.
const COLUMNS: usize = 40;

/// A reply from the permitted catalogue.
pub(crate) fn reply(state: &AskState, catalog: &Catalog) -> String {
    let question = state.request.question.as_str();
    let words: Vec<String> = naming::words(question);
    let says = |wanted: &[&str]| words.iter().any(|word| wanted.contains(&word.as_str()));
    if let Some(table) = mentioned(&words, catalog) {
        return describe(table);
    }
    if says(&["thanks", "thank", "thx", "danke", "bye", "goodbye"]) {
        return "You are welcome. Ask whenever you like.".to_owned();
    }
    let overview = overview(catalog);
    if says(&[
        "table", "tables", "column", "columns", "data", "dataset", "schema", "source",
    ]) {
        return overview;
    }
    let abilities = abilities();
    if says(&[
        "hello",
        "hi",
        "hey",
        "hallo",
        "morning",
        "afternoon",
        "evening",
        "greetings",
    ]) {
        return format!("Hello. {abilities} {overview}");
    }
    format!("{abilities} {overview}")
}

fn abilities() -> String {
    "I answer questions about this data in plain language: counts, totals, averages, extremes, \
     rankings, comparisons and developments over time, with the SQL, a chart where one helps, and \
     an explanation. I only read; nothing is ever changed."
        .to_owned()
}

/// The table whose name, in the singular or plural, the question says; the longest such name.
fn mentioned<'a>(words: &[String], catalog: &'a Catalog) -> Option<&'a Table> {
    let stem = |word: &str| word.strip_suffix('s').unwrap_or(word).to_owned();
    let said: Vec<String> = words.iter().map(|word| stem(word)).collect();
    let named = |table: &&Table| {
        let name: Vec<String> = naming::words(&table.name)
            .iter()
            .map(|word| stem(word))
            .collect();
        !name.is_empty() && said.windows(name.len()).any(|window| window == name)
    };
    catalog
        .tables
        .iter()
        .filter(named)
        .max_by_key(|table| table.name.len())
}

fn describe(table: &Table) -> String {
    let columns: Vec<String> = table
        .columns
        .iter()
        .take(COLUMNS)
        .map(|column| format!("{} ({})", column.name, column.data_type))
        .collect();
    let size = table
        .row_count
        .map_or_else(String::new, |rows| format!("{} and ", number::rows(rows)));
    let unit = if table.columns.len() == 1 {
        "column"
    } else {
        "columns"
    };
    let count = number::whole(table.columns.len() as u64);
    let more = if table.columns.len() > COLUMNS {
        ", and others"
    } else {
        ""
    };
    let mut text = format!(
        "The table {} has {size}{count} {unit}: {}{more}.",
        table.name,
        columns.join(", ")
    );
    if let Some(description) = table.description.as_deref().map(str::trim)
        && !description.is_empty()
    {
        let stop = if description.ends_with('.') { "" } else { "." };
        text.push_str(&format!(" {description}{stop}"));
    }
    let keys: Vec<String> = table
        .foreign_keys
        .iter()
        .map(|key| {
            format!(
                "{} through {}",
                key.references_table,
                key.columns.join(" and ")
            )
        })
        .collect();
    if !keys.is_empty() {
        text.push_str(&format!(" It is linked to {}.", keys.join(", ")));
    }
    text
}

fn overview(catalog: &Catalog) -> String {
    let size = |table: &Table| {
        table.row_count.map_or_else(
            || table.name.clone(),
            |rows| format!("{} ({})", table.name, number::rows(rows)),
        )
    };
    match catalog.tables.as_slice() {
        [] => format!("There is no table in {} that you may read.", catalog.source),
        [only] => format!(
            "The source {} has one table: {}.",
            catalog.source,
            size(only)
        ),
        tables => {
            let names: Vec<String> = tables.iter().take(TABLES).map(size).collect();
            let more = if tables.len() > TABLES {
                ", and others"
            } else {
                ""
            };
            let count = number::whole(tables.len() as u64);
            format!(
                "The source {} has {count} tables: {}{more}.",
                catalog.source,
                names.join(", ")
            )
        }
    }
}
