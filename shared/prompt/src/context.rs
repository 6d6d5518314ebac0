//! The schema as a model sees it, within a budget.

use crate::PromptInput;
use crate::escape;
use contract::{Column, ColumnProfile, ForeignKey, Table, ValueSharing};
use std::collections::BTreeSet;

/// A column with more distinct values than this is not of low cardinality.
const LOW_CARDINALITY: u64 = 20;
/// A number column with more distinct values than this holds quantities rather than codes.
const CODES: u64 = 6;
/// Values shown of a column.
const VALUES: usize = 20;

/// How much is shown of a table, from all to little.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Detail {
    /// Columns with types, descriptions and values.
    Values,
    /// Columns with types and descriptions.
    Descriptions,
    /// Columns with types.
    Columns,
    /// Key columns and columns the question names.
    Keys,
}

/// All tables, each in as much detail as fits. Tables the question does not name lose their detail
/// first, level by level; then those it names do, the ones with the fewest words in common first.
pub(crate) fn schema_context(input: &PromptInput<'_>) -> String {
    let words = words_of(input.question);
    let tables = &input.catalog.tables;
    let mut shown: Vec<String> = tables
        .iter()
        .map(|table| render(table, Detail::Values, &words, input))
        .collect();
    let mut size: usize = shown.iter().map(|text| text.chars().count()).sum();
    let scores: Vec<usize> = tables.iter().map(|table| score(table, &words)).collect();
    let mut farthest_first: Vec<usize> = (0..tables.len()).collect();
    farthest_first.sort_by_key(|index| scores.get(*index));
    let (strange, named): (Vec<usize>, Vec<usize>) = farthest_first
        .iter()
        .partition(|index| scores.get(**index) == Some(&0));
    for group in [strange, named] {
        for detail in [Detail::Descriptions, Detail::Columns, Detail::Keys] {
            for index in &group {
                if size <= input.schema_budget {
                    break;
                }
                if let (Some(table), Some(text)) = (tables.get(*index), shown.get_mut(*index)) {
                    let less = render(table, detail, &words, input);
                    size = (size + less.chars().count()).saturating_sub(text.chars().count());
                    *text = less;
                }
            }
        }
    }
    let dropped = drop_farthest(&mut shown, &farthest_first, size, input.schema_budget);
    let mut context = shown.concat();
    if dropped > 0 {
        context.push_str(&format!("({dropped} more tables are not shown)\n"));
    }
    context
}

/// Empties the farthest tables until the rest fits, and counts them. One always stays.
fn drop_farthest(
    shown: &mut [String],
    farthest_first: &[usize],
    mut size: usize,
    budget: usize,
) -> usize {
    let mut dropped = 0;
    for index in farthest_first
        .iter()
        .take(farthest_first.len().saturating_sub(1))
    {
        if size <= budget {
            break;
        }
        if let Some(text) = shown.get_mut(*index) {
            size = size.saturating_sub(text.chars().count());
            text.clear();
            dropped += 1;
        }
    }
    dropped
}

/// The question's words and their singulars, in lower case.
fn words_of(question: &str) -> BTreeSet<String> {
    let lower = question.to_lowercase();
    let words = lower
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| word.len() > 2);
    words
        .flat_map(|word| [word.to_owned(), word.trim_end_matches('s').to_owned()])
        .collect()
}

/// How many of the question's words the table and its columns have in their names.
fn score(table: &Table, words: &BTreeSet<String>) -> usize {
    let columns = table
        .columns
        .iter()
        .filter(|column| is_named(&column.name, words))
        .count();
    3 * usize::from(is_named(&table.name, words)) + columns
}

fn is_named(name: &str, words: &BTreeSet<String>) -> bool {
    let lower = name.to_lowercase();
    lower
        .split(|c: char| !c.is_alphanumeric())
        .any(|part| words.contains(part) || words.contains(part.trim_end_matches('s')))
}

fn render(
    table: &Table,
    detail: Detail,
    words: &BTreeSet<String>,
    input: &PromptInput<'_>,
) -> String {
    let mut text = format!("table {}", escape::line(&table.name));
    if let Some(rows) = table.row_count {
        text.push_str(&format!(" ({rows} rows)"));
    }
    if let Some(description) = shown_description(table.description.as_deref(), detail) {
        text.push_str(&format!(": {description}"));
    }
    text.push('\n');
    let keys = key_columns(table, input);
    let mut left_out = 0;
    for column in &table.columns {
        let is_key = keys.contains(&column.name.to_ascii_lowercase());
        if detail == Detail::Keys && !is_key && !is_named(&column.name, words) {
            left_out += 1;
            continue;
        }
        // The values of a key tell nothing.
        let detail = if is_key {
            detail.max(Detail::Descriptions)
        } else {
            detail
        };
        text.push_str(&render_column(column, detail, input.value_sharing));
    }
    if left_out > 0 {
        text.push_str(&format!("  ({left_out} more columns)\n"));
    }
    text.push_str(&render_keys(table));
    text
}

fn shown_description(description: Option<&str>, detail: Detail) -> Option<String> {
    let shown = description
        .filter(|_| detail <= Detail::Descriptions)
        .map(escape::line);
    shown.filter(|text| !text.is_empty())
}

/// The columns of the table's own keys, and those that other tables' keys point at.
fn key_columns(table: &Table, input: &PromptInput<'_>) -> BTreeSet<String> {
    let own = table.foreign_keys.iter().flat_map(|key| &key.columns);
    let pointed_at = input
        .catalog
        .tables
        .iter()
        .flat_map(|other| &other.foreign_keys)
        .filter(|key| key.references_table.eq_ignore_ascii_case(&table.name))
        .flat_map(|key| &key.references_columns);
    let all = table.primary_key.iter().chain(own).chain(pointed_at);
    all.map(|column| column.to_ascii_lowercase()).collect()
}

fn render_column(column: &Column, detail: Detail, sharing: ValueSharing) -> String {
    let mut text = format!(
        "  {} {}",
        escape::line(&column.name),
        escape::line(&column.data_type.to_string())
    );
    if !column.nullable {
        text.push_str(" not null");
    }
    if let Some(description) = shown_description(column.description.as_deref(), detail) {
        text.push_str(&format!(" -- {description}"));
    }
    if detail <= Detail::Descriptions && !column.synonyms.is_empty() {
        let synonyms: Vec<String> = column
            .synonyms
            .iter()
            .take(5)
            .map(|word| escape::line(word))
            .collect();
        text.push_str(&format!(" (also: {})", synonyms.join(", ")));
    }
    if detail == Detail::Values
        && let Some(values) = column
            .profile
            .as_ref()
            .and_then(|p| values_of(column, p, sharing))
    {
        text.push_str(&format!(" [{values}]"));
    }
    text.push('\n');
    text
}

/// What may be shown of a column's values: texts and codes as a list, else the least and greatest.
fn values_of(column: &Column, profile: &ColumnProfile, sharing: ValueSharing) -> Option<String> {
    let few = profile.distinct <= LOW_CARDINALITY && profile.distinct_exact;
    match sharing {
        ValueSharing::Never => return None,
        ValueSharing::LowCardinality if !few => return None,
        ValueSharing::LowCardinality | ValueSharing::Always => {}
    }
    let is_code = column.data_type.is_numeric() && profile.distinct <= CODES && few;
    if column.data_type.is_text() || is_code {
        return value_list(column, profile);
    }
    let ordered = column.data_type.is_numeric() || column.data_type.is_temporal();
    match (&profile.min, &profile.max) {
        (Some(min), Some(max)) if ordered => {
            Some(format!("{} to {}", escape::line(min), escape::line(max)))
        }
        _ => None,
    }
}

/// The most frequent values, then others, and whether there are more.
fn value_list(column: &Column, profile: &ColumnProfile) -> Option<String> {
    let frequent = profile
        .frequent
        .iter()
        .map(|frequent| frequent.value.as_str());
    let rest = profile.values.iter().map(String::as_str);
    let mut listed: Vec<&str> = Vec::new();
    for value in frequent.chain(rest) {
        if listed.len() < VALUES && !listed.contains(&value) {
            listed.push(value);
        }
    }
    let all = usize::try_from(profile.distinct).is_ok_and(|distinct| distinct <= listed.len());
    let shown = |value: &&str| {
        if column.data_type.is_text() {
            escape::literal(value)
        } else {
            escape::line(value)
        }
    };
    let mut shown: Vec<String> = listed.iter().map(shown).collect();
    if !all {
        shown.push("...".to_owned());
    }
    (!listed.is_empty()).then(|| shown.join(", "))
}

fn render_keys(table: &Table) -> String {
    let mut text = String::new();
    if !table.primary_key.is_empty() {
        let columns: Vec<String> = table
            .primary_key
            .iter()
            .map(|name| escape::line(name))
            .collect();
        text.push_str(&format!("  primary key ({})\n", columns.join(", ")));
    }
    for key in &table.foreign_keys {
        text.push_str(&format!("  join: {}\n", condition(table, key)));
    }
    text
}

/// The join of a key as it stands in SQL: written so, it is copied instead of derived.
fn condition(table: &Table, key: &ForeignKey) -> String {
    let pairs = key.columns.iter().zip(&key.references_columns);
    let equations: Vec<String> = pairs
        .map(|(own, other)| {
            format!(
                "{}.{} = {}.{}",
                escape::line(&table.name),
                escape::line(own),
                escape::line(&key.references_table),
                escape::line(other)
            )
        })
        .collect();
    equations.join(" AND ")
}
