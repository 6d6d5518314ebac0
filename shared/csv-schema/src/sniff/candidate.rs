use super::{
    Evidence, Finding,
    preamble::declared_delimiter,
    score::{Score, rows},
};
use crate::{Delimiter, Dialect, LineEnding};

/// Bytes of the sample that every candidate is scored on.
const SCORED: usize = 64 * 1024;

/// Delimiters that need not be on every line to be tried.
const USUAL: [char; 6] = [',', ';', '\t', '|', ':', ' '];

/// Never delimiters: they quote, escape or open something.
const NEVER: [char; 11] = ['"', '\'', '\\', '(', ')', '[', ']', '{', '}', '<', '>'];

/// The dialect with the best score.
///
/// A file of one column has no delimiter, so that a comma deep in the file is text. Only when the
/// sample is the whole file and holds no comma is it said to be the usual dialect.
pub(super) fn best(
    text: &str,
    whole_file: bool,
    line_ending: LineEnding,
    evidence: &mut Vec<Evidence>,
) -> Dialect {
    let (table, tried) = table_and_delimiters(beginning(text));
    let one_column = Dialect {
        delimiter: Delimiter::None,
        line_ending,
        ..Dialect::default()
    };
    let mut best = (Score::of_one_column(table), one_column);
    let mut runner_up: Option<Candidate> = None;
    for delimiter in tried {
        let Some(candidate) = best_quoting(table, &delimiter, line_ending) else {
            continue;
        };
        if is_better(&candidate.0, &best.0) {
            runner_up = Some(std::mem::replace(&mut best, candidate));
        } else if runner_up
            .as_ref()
            .is_none_or(|(score, _)| candidate.0.total > score.total)
        {
            runner_up = Some(candidate);
        }
    }
    let (score, dialect) = best;
    let dialect = match dialect.delimiter {
        Delimiter::None => of_one_column(dialect, table, whole_file.then_some(text)),
        _ => of_columns(dialect, &score),
    };
    evidence.push(delimiter_evidence(&score, &dialect, runner_up.as_ref()));
    evidence.push(quote_evidence(&score, &dialect));
    dialect
}

/// A dialect and how well it fits.
type Candidate = (Score, Dialect);

/// Better by more than what the order of additions makes.
fn is_better(score: &Score, than: &Score) -> bool {
    score.total > than.total + 1e-9
}

/// The text without a line that declares the delimiter, and the delimiters to try: the declared one alone.
fn table_and_delimiters(text: &str) -> (&str, Vec<Delimiter>) {
    let first_line = text.split(['\n', '\r']).next().unwrap_or_default();
    let declared = declared_delimiter(first_line).and_then(|declared| u8::try_from(declared).ok());
    match declared {
        Some(byte) => {
            let table = text.get(first_line.len()..).unwrap_or_default();
            (table, vec![Delimiter::Byte(byte)])
        }
        None => (text, delimiters(text)),
    }
}

/// The best way to quote with that delimiter; the first of equals.
fn best_quoting(text: &str, delimiter: &Delimiter, line_ending: LineEnding) -> Option<Candidate> {
    let mut best: Option<Candidate> = None;
    for dialect in quotings(text, delimiter, line_ending) {
        let Some(score) = Score::of(text, &dialect) else {
            continue;
        };
        // A quotation mark that quotes nothing is the default one or none.
        let idle = score.quoted == 0 && dialect.quote.is_some_and(|quote| quote != b'"');
        if !idle
            && best
                .as_ref()
                .is_none_or(|(best, _)| is_better(&score, best))
        {
            best = Some((score, dialect));
        }
    }
    best
}

/// The dialect of a file that nothing cuts into columns. `whole` is its text, when all of it is known.
fn of_one_column(mut dialect: Dialect, table: &str, whole: Option<&str>) -> Dialect {
    dialect.quote = Some(b'"').filter(|_| lines_are_quoted(table, &dialect));
    if whole.is_some_and(|text| commas_are_quoted(text, &dialect)) {
        dialect.delimiter = Delimiter::Byte(b',');
        dialect.width = 1;
    }
    dialect
}

/// The dialect with what its columns say about it.
fn of_columns(mut dialect: Dialect, score: &Score) -> Dialect {
    dialect.width = score.width;
    let is_blank = matches!(
        dialect.delimiter,
        Delimiter::Byte(b' ' | b'\t') | Delimiter::Blanks
    );
    dialect.trim |= score.padded >= 0.9 && !is_blank;
    dialect
}

/// Whole lines from the start of the sample.
fn beginning(text: &str) -> &str {
    let Some(head) = text.get(..text.floor_char_boundary(SCORED)) else {
        return text;
    };
    if head.len() == text.len() {
        return text;
    }
    let end = head.rfind(['\n', '\r']).map_or(head.len(), |end| end + 1);
    &head[..end]
}

/// What may separate fields, the most usual first.
fn delimiters(text: &str) -> Vec<Delimiter> {
    let lines: Vec<&str> = text
        .split(['\n', '\r'])
        .filter(|line| !line.trim().is_empty())
        .take(200)
        .collect();
    let mut characters: Vec<char> = USUAL.into_iter().filter(|c| text.contains(*c)).collect();
    let mut others: Vec<char> = lines.iter().flat_map(|line| line.chars()).collect();
    others.sort_unstable();
    others.dedup();
    others.retain(|character| {
        let on = lines
            .iter()
            .filter(|line| line.contains(*character))
            .count();
        let may_separate = !character.is_alphanumeric()
            && !NEVER.contains(character)
            && !USUAL.contains(character)
            && *character != char::REPLACEMENT_CHARACTER;
        may_separate && on * 3 > lines.len()
    });
    characters.extend(others);
    let mut delimiters: Vec<Delimiter> = Vec::new();
    for character in characters {
        let run = common_run(&lines, character);
        if run > 1 {
            delimiters.push(Delimiter::Text(character.to_string().repeat(run).into()));
            continue;
        }
        delimiters.push(match u8::try_from(character) {
            Ok(byte) if byte.is_ascii() => Delimiter::Byte(byte),
            _ => Delimiter::Text(character.to_string().into()),
        });
        let twice = character.to_string().repeat(2);
        let on = lines.iter().filter(|line| line.contains(&twice)).count();
        let may_be_doubled = matches!(character, ':' | '|' | '^' | '~' | '#' | '&' | '*');
        if may_be_doubled && on * 2 > lines.len() {
            delimiters.push(Delimiter::Text(twice.into()));
        }
    }
    let aligned = |line: &&&str| line.trim().contains("  ");
    if lines.iter().filter(aligned).count() * 2 > lines.len() {
        delimiters.push(Delimiter::Blanks);
    }
    delimiters
}

/// The usual delimiters are never repeated: there an empty field is between them.
fn is_never_repeated(character: char) -> bool {
    matches!(character, ',' | ';' | '\t' | ' ')
}

/// How often the character is repeated wherever it stands: 2 or 3 when every run of it is a multiple of
/// that (`a||b||||c`), 1 otherwise.
fn common_run(lines: &[&str], character: char) -> usize {
    if is_never_repeated(character) {
        return 1;
    }
    let mut run = 0;
    for line in lines {
        let mut rest = *line;
        while let Some(at) = rest.find(character) {
            let after = rest.get(at..).unwrap_or_default();
            let tail = after.trim_start_matches(character);
            run = common_divisor(run, (after.len() - tail.len()) / character.len_utf8());
            if run == 1 {
                return 1;
            }
            rest = tail;
        }
    }
    match run {
        2 | 3 => run,
        run if run > 0 && run % 2 == 0 => 2,
        run if run > 0 && run % 3 == 0 => 3,
        _ => 1,
    }
}

fn common_divisor(a: usize, b: usize) -> usize {
    if b == 0 { a } else { common_divisor(b, a % b) }
}

/// The ways to quote that are worth a try with a delimiter.
fn quotings(text: &str, delimiter: &Delimiter, line_ending: LineEnding) -> Vec<Dialect> {
    let separator = delimiter.to_string();
    let escaped_separator = text.contains(&format!("\\{separator}"));
    let base = Dialect {
        delimiter: delimiter.clone(),
        line_ending,
        ..Dialect::default()
    };
    let mut quotings = Vec::new();
    if !text.contains('"') {
        quotings.push(base.clone());
    }
    for quote in ['"', '\'', '~', '`'] {
        // The last two are seldom meant so: only between fields can they not be anything else.
        let is_seldom = matches!(quote, '~' | '`');
        let marks = match is_seldom {
            true => format!("{quote}{separator}{quote}"),
            false => quote.to_string(),
        };
        if !text.contains(&marks) || separator.contains(quote) {
            continue;
        }
        let quoted = Dialect {
            quote: u8::try_from(quote).ok(),
            ..base.clone()
        };
        let escaped = text.contains(&format!("\\{quote}")).then(|| Dialect {
            escape: Some(b'\\'),
            ..quoted.clone()
        });
        // Of equally good ones the first wins.
        if quotes_are_escaped(text, quote, &separator) {
            quotings.extend(escaped);
            quotings.push(quoted.clone());
        } else {
            quotings.push(quoted.clone());
            quotings.extend(escaped);
        }
        if separator != " " && text.contains(&format!("{separator} {quote}")) {
            quotings.push(Dialect {
                trim: true,
                ..quoted
            });
        }
    }
    if text.contains('"') {
        quotings.push(Dialect {
            quote: None,
            ..base.clone()
        });
    }
    if escaped_separator {
        quotings.push(Dialect {
            escape: Some(b'\\'),
            ..base
        });
    }
    quotings
}

/// Whether more quotation marks within a text have a backslash before them than are doubled.
fn quotes_are_escaped(text: &str, quote: char, separator: &str) -> bool {
    let within = |mark: &str| {
        let places = text.match_indices(mark);
        let inner = places.filter(|(at, _)| {
            let before = text.get(..*at).unwrap_or_default();
            let after = text.get(at + mark.len()..).unwrap_or_default();
            let opens =
                before.is_empty() || before.ends_with(separator) || before.ends_with(['\n', '\r']);
            let closes =
                after.is_empty() || after.starts_with(separator) || after.starts_with(['\n', '\r']);
            !opens && !closes && !after.starts_with(quote)
        });
        inner.count()
    };
    within(&format!("\\{quote}")) > within(&format!("{quote}{quote}"))
}

/// Whether quotation marks at the ends of lines quote, and nothing contradicts it.
fn lines_are_quoted(text: &str, dialect: &Dialect) -> bool {
    rows(text, dialect, usize::MAX)
        .iter()
        .all(|row| !row.fields.is_empty())
}

/// Whether the comma as a delimiter would make no difference.
fn commas_are_quoted(text: &str, dialect: &Dialect) -> bool {
    let usual = Dialect {
        delimiter: Delimiter::Byte(b','),
        ..dialect.clone()
    };
    rows(text, &usual, usize::MAX)
        .iter()
        .all(|row| row.fields.len() == 1)
}

fn delimiter_evidence(score: &Score, dialect: &Dialect, runner_up: Option<&Candidate>) -> Evidence {
    let mut because = match dialect.delimiter {
        _ if score.width == 1 => "no delimiter cuts the lines into a regular table".to_owned(),
        _ => format!(
            "{} of {} rows in the sample have {} fields",
            score.regular, score.rows, score.width
        ),
    };
    if let Some((second, other)) = runner_up {
        because.push_str(&format!(
            "; score {:.2}, next best {:?} with {:.2}",
            score.total,
            other.delimiter.to_string(),
            second.total
        ));
    }
    let value = format!("{:?}", dialect.delimiter.to_string());
    Evidence {
        finding: Finding::Delimiter,
        value,
        because,
    }
}

fn quote_evidence(score: &Score, dialect: &Dialect) -> Evidence {
    let value = dialect
        .quote
        .map_or("none".to_owned(), |quote| char::from(quote).to_string());
    let because = match (dialect.quote, score.quoted, dialect.escape) {
        (None, ..) => "quotation marks are part of the text".to_owned(),
        (_, 0, _) => "nothing is quoted in the sample; this is the usual mark".to_owned(),
        (_, quoted, None) => format!("{quoted} fields are quoted"),
        (_, quoted, Some(escape)) => {
            format!(
                "{quoted} fields are quoted, marks within escaped by {}",
                char::from(escape)
            )
        }
    };
    Evidence {
        finding: Finding::Quote,
        value,
        because,
    }
}
