//! Answers to talk: what the source holds and what the product does.

use crate::language::Language;
use crate::number;
use chart::naming;
use contract::{AskState, Catalog, Table};

/// Tables that are listed.
const TABLES: usize = 12;
/// Columns that are listed.
const COLUMNS: usize = 40;

/// A reply from the permitted catalogue.
pub(crate) fn reply(state: &AskState, catalog: &Catalog, language: Language) -> String {
    let question = state.request.question.as_str();
    let words: Vec<String> = naming::words(question);
    let says = |wanted: &[&str]| words.iter().any(|word| wanted.contains(&word.as_str()));
    if let Some(table) = mentioned(&words, catalog) {
        return describe(table, language);
    }
    if says(&["thanks", "thank", "thx", "danke", "bye", "goodbye"]) {
        let welcome = match language {
            Language::English => "You are welcome. Ask whenever you like.",
            Language::German => "Gern. Weitere Fragen sind jederzeit willkommen.",
        };
        return welcome.to_owned();
    }
    let overview = overview(catalog, language);
    if says(&[
        "table", "tables", "column", "columns", "data", "dataset", "schema", "source", "tabelle",
        "tabellen", "spalte", "spalten", "daten", "quelle",
    ]) {
        return overview;
    }
    let abilities = abilities(language);
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
        let hello = match language {
            Language::English => "Hello",
            Language::German => "Hallo",
        };
        return format!("{hello}. {abilities} {overview}");
    }
    format!("{abilities} {overview}")
}

const fn abilities(language: Language) -> &'static str {
    match language {
        Language::English => {
            "I answer questions about this data in plain language: counts, totals, averages, extremes, \
     rankings, comparisons and developments over time, with the SQL, a chart where one helps, and \
     an explanation. I only read; nothing is ever changed."
        }
        Language::German => {
            "Ich beantworte Fragen zu diesen Daten: Anzahlen, Summen, Durchschnitte, Extreme, \
             Ranglisten, Vergleiche und Entwicklungen, mit dem SQL, einem Diagramm, wo es hilft, und \
             einer Erklärung. Ich lese nur; geändert wird nie etwas."
        }
    }
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

fn describe(table: &Table, language: Language) -> String {
    let columns: Vec<String> = table
        .columns
        .iter()
        .take(COLUMNS)
        .map(|column| format!("{} ({})", column.name, column.data_type))
        .collect();
    let size = table.row_count.map(|rows| number::rows(rows, language));
    let several = table.columns.len() != 1;
    let unit = match (language, several) {
        (Language::English, false) => "column",
        (Language::English, true) => "columns",
        (Language::German, false) => "Spalte",
        (Language::German, true) => "Spalten",
    };
    let count = number::whole(table.columns.len() as u64, language);
    let sizes = language.listed(
        &[size, Some(format!("{count} {unit}"))]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>(),
    );
    let name = &table.name;
    let columns = columns.join(", ");
    let more = others(table.columns.len() > COLUMNS, language);
    let mut text = match language {
        Language::English => format!("The table {name} has {sizes}: {columns}{more}."),
        Language::German => format!("Die Tabelle {name} hat {sizes}: {columns}{more}."),
    };
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
            let (to, by) = (&key.references_table, language.listed(&key.columns));
            match language {
                Language::English => format!("{to} through {by}"),
                Language::German => format!("{to} über {by}"),
            }
        })
        .collect();
    if !keys.is_empty() {
        let keys = keys.join(", ");
        text.push_str(&match language {
            Language::English => format!(" It is linked to {keys}."),
            Language::German => format!(" Sie ist verbunden mit {keys}."),
        });
    }
    text
}

/// Told when a list is not whole.
const fn others(are_left: bool, language: Language) -> &'static str {
    match (are_left, language) {
        (false, _) => "",
        (true, Language::English) => ", and others",
        (true, Language::German) => " und weitere",
    }
}

fn overview(catalog: &Catalog, language: Language) -> String {
    let size = |table: &Table| {
        table.row_count.map_or_else(
            || table.name.clone(),
            |rows| format!("{} ({})", table.name, number::rows(rows, language)),
        )
    };
    let source = &catalog.source;
    let tables = &catalog.tables;
    let names: Vec<String> = tables.iter().take(TABLES).map(size).collect();
    let names = names.join(", ");
    let more = others(tables.len() > TABLES, language);
    let count = number::whole(tables.len() as u64, language);
    match (language, tables.len()) {
        (Language::English, 0) => format!("There is no table in {source} that you may read."),
        (Language::English, 1) => format!("The source {source} has one table: {names}."),
        (Language::English, _) => format!("The source {source} has {count} tables: {names}{more}."),
        (Language::German, 0) => format!("In {source} gibt es keine Tabelle, die lesbar wäre."),
        (Language::German, 1) => format!("Die Quelle {source} hat eine Tabelle: {names}."),
        (Language::German, _) => {
            format!("Die Quelle {source} hat {count} Tabellen: {names}{more}.")
        }
    }
}
