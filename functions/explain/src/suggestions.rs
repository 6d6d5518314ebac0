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
        for question in questions(table, state.standalone_question()) {
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

fn questions(table: &Table, asked: &str) -> Vec<String> {
    let name = spoken(&table.name);
    let groups = || {
        let all = table.columns.iter();
        all.filter(|column| names_groups(table, column))
    };
    // Another grouping than the one that was just seen tells more.
    let group = groups()
        .find(|column| !mentions(asked, &column.name))
        .or_else(|| groups().next());
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
    // Nobody asks how many weather there are.
    if naming::is_plural(&name) {
        questions.push(format!("How many {name} are there?"));
    }
    questions
}

/// Whether the question has every word of the name.
fn mentions(question: &str, name: &str) -> bool {
    let asked = question.to_lowercase();
    let asked: Vec<&str> = asked.split(|c: char| !c.is_alphanumeric()).collect();
    let words = naming::words(name);
    words.iter().all(|word| {
        asked
            .iter()
            .any(|one| one == word || *one == naming::plural(word))
    })
}

fn names_groups(table: &Table, column: &Column) -> bool {
    let few = column
        .profile
        .as_ref()
        .is_some_and(|profile| GROUPS.contains(&profile.distinct));
    // A short foreign key, such as a carrier's letters, groups well; a row's own key does not.
    let own = |name: &String| name.eq_ignore_ascii_case(&column.name);
    let names_rows = naming::is_identifier(&column.name) || table.primary_key.iter().any(own);
    column.data_type.is_text() && few && !names_rows
}

fn measures(table: &Table, column: &Column) -> bool {
    let constant = column
        .profile
        .as_ref()
        .is_some_and(|profile| profile.distinct < 2);
    let words = naming::words(&column.name);
    // Parts of a date, and clocks written as numbers (1830), are numbers that nobody averages.
    let calendar = [
        "year", "quarter", "month", "week", "day", "hour", "minute", "time",
    ];
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
