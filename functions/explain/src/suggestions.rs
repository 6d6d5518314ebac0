//! Follow-up questions made of the source's own tables and columns, worded so that the parser
//! without a model understands them too.

use chart::naming;
use contract::{AskState, Catalog, Column, Table};

/// Questions suggested.
const COUNT: usize = 3;
/// Different values a column of groups may have.
const GROUPS: std::ops::RangeInclusive<u64> = 2..=50;

/// Up to three questions, about the tables the answer read or, where it read none, about the
/// largest ones. Never the question that was asked.
pub(crate) fn of(state: &AskState, catalog: &Catalog) -> Vec<String> {
    let read = state
        .validation
        .as_ref()
        .map(|v| v.tables.as_slice())
        .unwrap_or_default();
    let mut tables: Vec<&Table> = read.iter().filter_map(|name| catalog.table(name)).collect();
    let mut others: Vec<&Table> = catalog.tables.iter().collect();
    others.sort_by_key(|table| std::cmp::Reverse(table.row_count));
    tables.extend(others);
    let asked = letters(state.standalone_question());
    let mut found: Vec<String> = Vec::new();
    for table in tables {
        for question in questions(table) {
            if found.len() == COUNT {
                return found;
            }
            if letters(&question) != asked && !found.contains(&question) {
                found.push(question);
            }
        }
    }
    found
}

fn questions(table: &Table) -> Vec<String> {
    let name = spoken(&table.name);
    let group = table
        .columns
        .iter()
        .find(|column| names_groups(table, column));
    let measure = table.columns.iter().find(|column| measures(table, column));
    let mut questions = Vec::new();
    if let Some(group) = group {
        let group = spoken(&group.name);
        questions.push(format!("How many {name} are there for each {group}?"));
        if let Some(measure) = measure {
            questions.push(format!(
                "What is the average {} by {group}?",
                spoken(&measure.name)
            ));
        }
    }
    if let Some(measure) = measure {
        questions.push(format!(
            "What is the highest {} of {name}?",
            spoken(&measure.name)
        ));
    }
    questions.push(format!("How many {name} are there?"));
    questions
}

fn names_groups(table: &Table, column: &Column) -> bool {
    let few = column
        .profile
        .as_ref()
        .is_some_and(|profile| GROUPS.contains(&profile.distinct));
    column.data_type.is_text() && few && !is_key(table, column)
}

fn measures(table: &Table, column: &Column) -> bool {
    let constant = column
        .profile
        .as_ref()
        .is_some_and(|profile| profile.distinct < 2);
    let words = naming::words(&column.name);
    // Parts of a date are numbers that nobody averages.
    let calendar = ["year", "quarter", "month", "week", "day", "hour", "minute"];
    column.data_type.is_numeric()
        && !constant
        && !is_key(table, column)
        && !words
            .last()
            .is_some_and(|last| calendar.contains(&last.as_str()))
}

fn is_key(table: &Table, column: &Column) -> bool {
    let is = |name: &String| name.eq_ignore_ascii_case(&column.name);
    naming::is_identifier(&column.name)
        || table.primary_key.iter().any(is)
        || table
            .foreign_keys
            .iter()
            .any(|key| key.columns.iter().any(is))
}

/// The words of a name, as the parser splits them too.
fn spoken(name: &str) -> String {
    let words = naming::words(name);
    if words.is_empty() {
        name.to_owned()
    } else {
        words.join(" ")
    }
}

fn letters(question: &str) -> String {
    question
        .chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}
