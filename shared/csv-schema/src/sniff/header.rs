use super::{
    kind::Kind,
    score::{Field, SampleRow},
};
use crate::Dialect;

/// The sum of votes from which on they decide.
const CLEAR: f64 = 0.2;

/// Whether the first row names the columns, and why.
///
/// Each column votes: for a header when its other values are numbers, dates or booleans and the
/// first is not, or when they all have one length and the first has another; against when the
/// first is of their kind, or comes again. No vote at all means a header if the row reads like names.
pub(super) fn is_header(
    first: &[Field<'_>],
    data: &[SampleRow<'_>],
    width: usize,
) -> (bool, String) {
    let kinds: Vec<Kind> = first.iter().map(|field| Kind::of(field.text)).collect();
    if data.is_empty() {
        let named = kinds
            .iter()
            .all(|kind| matches!(kind, Kind::Token | Kind::Words));
        return (named && width > 1, "the file has a single row".into());
    }
    if years_as_names(first, &kinds) {
        return (
            true,
            "the first row holds names and consecutive years".into(),
        );
    }
    let (score, for_it, against) = votes(first, &kinds, data, width);
    if score.abs() > CLEAR {
        let because = format!("{for_it} columns speak for a header, {against} against");
        return (score > 0.0, because);
    }
    let reads_like_names = reads_like_names(first, &kinds);
    let because = match reads_like_names {
        true => "the first row reads like names, and no column speaks against it",
        false => "the first row does not read like names",
    };
    (reads_like_names, because.into())
}

/// Whether the columns by themselves speak clearly for a header.
pub(super) fn is_clear_header(first: &[Field<'_>], data: &[SampleRow<'_>], width: usize) -> bool {
    let kinds: Vec<Kind> = first.iter().map(|field| Kind::of(field.text)).collect();
    votes(first, &kinds, data, width).0 > CLEAR
}

/// The sum of the votes, how many columns speak for a header and how many against.
fn votes(
    first: &[Field<'_>],
    kinds: &[Kind],
    data: &[SampleRow<'_>],
    width: usize,
) -> (f64, usize, usize) {
    let columns = first.iter().zip(kinds).enumerate();
    columns.fold(
        (0.0, 0, 0),
        |(sum, for_it, against), (column, (field, kind))| {
            let vote = column_vote(field.text, *kind, data, column, width);
            (
                sum + vote,
                for_it + usize::from(vote > 0.0),
                against + usize::from(vote < 0.0),
            )
        },
    )
}

/// -1 to 1.
fn column_vote(name: &str, kind: Kind, data: &[SampleRow<'_>], column: usize, width: usize) -> f64 {
    let fields = data.iter().filter(|row| row.fields.len() == width);
    let values: Vec<&str> = fields
        .filter_map(|row| row.fields.get(column))
        .map(|field| field.text)
        .filter(|text| Kind::of(text) != Kind::Empty)
        .take(200)
        .collect();
    if values.is_empty() {
        return if kind.is_typed() { -0.5 } else { 0.0 };
    }
    let typed = values
        .iter()
        .filter(|text| Kind::of(text).is_typed())
        .count();
    let mostly_typed = typed * 10 >= values.len() * 8;
    if kind.is_typed() {
        return if mostly_typed { -1.0 } else { -0.7 };
    }
    if kind == Kind::Empty {
        return if mostly_typed && column > 0 {
            -0.3
        } else {
            0.0
        };
    }
    if mostly_typed {
        return 1.0;
    }
    if values.contains(&name) {
        return -0.6;
    }
    let mark_vote = mark_vote(name, &values);
    if mark_vote != 0.0 {
        return mark_vote;
    }
    let lengths = |text: &&str| text.chars().count();
    let length = values.first().map_or(0, lengths);
    let one_length = values.len() > 2 && values.iter().all(|text| lengths(text) == length);
    if one_length && name.chars().count() != length {
        0.4
    } else {
        0.0
    }
}

/// What all values contain and names do not: addresses, paths, documents, numbers within words.
fn mark_vote(name: &str, values: &[&str]) -> f64 {
    let every = |has: &dyn Fn(&str) -> bool| {
        values.iter().filter(|text| has(text)).count() * 10 >= values.len() * 9
    };
    for mark in ["://", "@", "\\", "{"] {
        if every(&|text| text.contains(mark)) {
            return if name.contains(mark) { -0.6 } else { 0.6 };
        }
    }
    let has_digit = |text: &str| text.bytes().any(|byte| byte.is_ascii_digit());
    if values.len() > 1 && every(&has_digit) && !has_digit(name) {
        return 0.4;
    }
    0.0
}

/// `country,2010,2011,2012`: a wide table.
fn years_as_names(first: &[Field<'_>], kinds: &[Kind]) -> bool {
    let years: Vec<u32> = first
        .iter()
        .filter(|field| field.text.trim().len() == 4)
        .filter_map(|field| field.text.trim().parse().ok())
        .filter(|year| (1800..2200).contains(year))
        .collect();
    let numbers = kinds.iter().filter(|kind| kind.is_typed()).count();
    let names = kinds
        .iter()
        .filter(|kind| matches!(kind, Kind::Token | Kind::Words))
        .count();
    let steps = || {
        years
            .windows(2)
            .map(|pair| i64::from(pair[1]) - i64::from(pair[0]))
    };
    let even = steps().all(|step| step != 0 && Some(step) == steps().next());
    years.len() > 1 && years.len() == numbers && names > 0 && even
}

fn reads_like_names(first: &[Field<'_>], kinds: &[Kind]) -> bool {
    let mut names: Vec<&str> = first.iter().map(|field| field.text.trim()).collect();
    let like_name = |name: &&str| {
        name.chars()
            .next()
            .is_some_and(|c| c.is_alphabetic() || matches!(c, '_' | '#' | '@' | '$'))
            && name.chars().count() <= 60
    };
    let all_alike = names.iter().all(like_name) && kinds.iter().all(|kind| !kind.is_typed());
    let count = names.len();
    names.sort_unstable();
    names.dedup();
    all_alike && names.len() == count
}

/// Whether a row below the header goes on naming the columns (`kg`, `m/s`): nothing in it is a number or a
/// date, and columns of which every value below is one, two at least, have a word in it.
pub(super) fn is_second_line(row: &[Field<'_>], data: &[SampleRow<'_>], width: usize) -> bool {
    const LEAST_COLUMNS: usize = 2;
    const LEAST_ROWS: usize = 3;
    if row.len() != width
        || data.len() < LEAST_ROWS
        || row.iter().any(|f| Kind::of(f.text).is_typed())
    {
        return false;
    }
    let is_typed = |column: usize| {
        let rows = data.iter().filter(|row| row.fields.len() == width);
        let mut values = rows
            .filter_map(|row| row.fields.get(column))
            .map(|field| Kind::of(field.text))
            .filter(|kind| *kind != Kind::Empty)
            .peekable();
        values.peek().is_some() && values.all(Kind::is_typed)
    };
    let words = row.iter().enumerate().filter(|(column, field)| {
        matches!(Kind::of(field.text), Kind::Token | Kind::Words) && is_typed(*column)
    });
    words.count() >= LEAST_COLUMNS
}

/// The fields of a header that has more than the table: without the empty ones, when as many are left as the
/// table has columns.
pub(super) fn without_surplus<'a>(first: &[Field<'a>], width: usize) -> Vec<Field<'a>> {
    let filled = || first.iter().filter(|field| !field.text.trim().is_empty());
    if first.len() > width && filled().count() == width {
        filled().copied().collect()
    } else {
        first.to_vec()
    }
}

/// The names, as many as the table has columns, from all lines of the header. A header that is one short
/// lacks the name of the row labels in front, as R writes it.
pub(super) fn names(lines: &[Vec<Field<'_>>], dialect: &Dialect) -> Vec<String> {
    let (first, others) = lines
        .split_first()
        .map_or((&[][..], &[][..]), |(first, others)| {
            (first.as_slice(), others)
        });
    let mut names: Vec<String> = first.iter().map(|field| plain(field, dialect)).collect();
    if names.len() + 1 == dialect.width && names.len() > 1 {
        names.insert(0, String::new());
    }
    names.resize(dialect.width, String::new());
    for line in others {
        for (name, field) in names.iter_mut().zip(line) {
            let more = plain(field, dialect);
            if !name.is_empty() && !more.is_empty() {
                name.push(' ');
            }
            name.push_str(&more);
        }
    }
    names
}

/// A name without escapes and white space around it.
fn plain(field: &Field<'_>, dialect: &Dialect) -> String {
    let text = field.text.trim();
    let Some(quote) = dialect.quote.filter(|_| field.quoted).map(char::from) else {
        return text.to_owned();
    };
    let text = text.replace(&format!("{quote}{quote}"), &quote.to_string());
    match dialect.escape.map(char::from) {
        Some(escape) => text.replace(&format!("{escape}{quote}"), &quote.to_string()),
        None => text,
    }
}
