//! The lines before a table.

use super::{
    header,
    score::{Field, SampleRow},
};

/// Rows that may be no part of the table although they have its width.
const MOST_LINES: usize = 8;

/// Words from which on a field reads like a sentence.
const SENTENCE: usize = 3;

/// Where the table begins: the first row of the usual width, or a header that is one name short or
/// ends in empty names. Not a title, a sentence that happens to hold the delimiter, or what an empty line
/// parts from a header.
pub(super) fn table_start(rows: &[SampleRow<'_>], width: usize) -> usize {
    let declaration = rows
        .first()
        .filter(|row| declared_delimiter(row.text).is_some());
    let declared = usize::from(declaration.is_some());
    declared + first_row(rows.get(declared..).unwrap_or_default(), width)
}

/// The delimiter that a first line of the kind `sep=;` declares, as Excel writes and reads it.
pub(super) fn declared_delimiter(line: &str) -> Option<char> {
    let line = line.trim_end_matches(['\r', '\n']);
    let bare = line
        .strip_prefix('"')
        .and_then(|line| line.strip_suffix('"'))
        .unwrap_or(line);
    let start = bare
        .get(..4)
        .filter(|start| start.eq_ignore_ascii_case("sep="))?;
    let mut declared = bare.get(start.len()..)?.chars();
    match (declared.next(), declared.next()) {
        (Some(delimiter), None) if delimiter.is_ascii() && !delimiter.is_alphanumeric() => {
            Some(delimiter)
        }
        _ => None,
    }
}

fn first_row(rows: &[SampleRow<'_>], width: usize) -> usize {
    if width == 1 {
        return 0;
    }
    let begins = |index: &usize| {
        let Some(row) = rows.get(*index) else {
            return false;
        };
        let found = row.fields.len();
        let next_fits = || {
            rows.get(index + 1)
                .is_some_and(|next| next.fields.len() == width)
        };
        let named = |fields: &[Field<'_>]| fields.iter().all(|field| !is_empty(field));
        found == width && !is_title(row, width)
            || found + 1 == width && found > 1 && next_fits() && named(&row.fields)
            || found > width && next_fits() && named(row.fields.get(..width).unwrap_or_default())
            || found > width
                && next_fits()
                && header::without_surplus(&row.fields, width).len() == width
    };
    let first = (0..rows.len()).find(begins).unwrap_or(0);
    let block = rows.get(first..).unwrap_or_default();
    first + lines_before_header(block, width)
}

/// Whether the row is a title with the rest of its fields empty, as spreadsheets write it.
fn is_title(row: &SampleRow<'_>, width: usize) -> bool {
    width > 2 && row.fields.iter().skip(1).all(is_empty)
}

fn is_empty(field: &Field<'_>) -> bool {
    field.text.trim().is_empty()
}

/// How many of the first rows are no part of the table.
fn lines_before_header(rows: &[SampleRow<'_>], width: usize) -> usize {
    let sentences = (0..rows.len().min(MOST_LINES))
        .take_while(|index| is_sentence(rows, *index, width))
        .count();
    let rest = rows.get(sentences..).unwrap_or_default();
    sentences + rows_before_gap(rest, width)
}

/// Whether the row is a sentence with the delimiter in it: a space follows the delimiter, other than in
/// the rows below, some part has several words or ends like a sentence, and what follows is set apart.
fn is_sentence(rows: &[SampleRow<'_>], index: usize, width: usize) -> bool {
    let (Some(row), Some([next, data @ ..])) = (rows.get(index), rows.get(index + 1..)) else {
        return false;
    };
    let is_padded = |row: &SampleRow<'_>| {
        let mut inner = row.fields.iter().skip(1);
        inner.any(|field| !field.quoted && field.text.starts_with(' '))
    };
    let reads_on = |field: &Field<'_>| {
        let text = field.text;
        text.contains(": ") || text.ends_with('.') || text.split_whitespace().count() >= SENTENCE
    };
    let is_quoted = |row: &SampleRow<'_>| row.fields.iter().any(|field| field.quoted);
    let padded_below = data.iter().filter(|row| is_padded(row)).count();
    is_padded(row)
        && padded_below * 10 <= data.len()
        && row.fields.iter().any(reads_on)
        && (has_gap(row, next)
            || is_quoted(next) && !is_quoted(row)
            || header::is_clear_header(&next.fields, data, width))
}

/// The rows that an empty line parts from a header: a table of facts about the table (`Region;North`).
fn rows_before_gap(rows: &[SampleRow<'_>], width: usize) -> usize {
    let gap = |pair: &[SampleRow<'_>]| has_gap(&pair[0], &pair[1]);
    let mut gaps = rows.windows(2).enumerate().filter(|(_, pair)| gap(pair));
    let (Some((last, _)), None) = (gaps.next(), gaps.next()) else {
        return 0;
    };
    let before = last + 1;
    let Some([first, data @ ..]) = rows.get(before..) else {
        return 0;
    };
    let is_facts = before < MOST_LINES
        && data.len() > before
        && first.fields.len() == width
        && header::is_clear_header(&first.fields, data, width);
    if is_facts { before } else { 0 }
}

/// Whether there are empty lines between two rows.
fn has_gap(row: &SampleRow<'_>, next: &SampleRow<'_>) -> bool {
    let lines = row.text.lines().count().max(1);
    next.line > row.line + u64::try_from(lines).unwrap_or(u64::MAX)
}
