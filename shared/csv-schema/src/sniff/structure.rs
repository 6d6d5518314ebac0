use super::{
    Evidence, Finding, Sniffed, header, preamble,
    score::{SampleRow, rows, usual_width},
};
use crate::Dialect;

/// Rows of the sample that preamble, comments, width and header are found from.
const MOST_ROWS: usize = 2_000;

/// Rows that together name the columns: a name, a unit, a remark.
const MOST_HEADER_ROWS: usize = 3;

/// Marks that comments in the middle of a table start with.
const COMMENT_MARKS: [&str; 3] = ["#", "//", "--"];

/// Finds what is not in a single row: comments, preamble, header and width.
pub(super) fn complete(text: &str, mut dialect: Dialect, mut evidence: Vec<Evidence>) -> Sniffed {
    let mut rows = rows(text, &dialect, MOST_ROWS);
    let width = usual_width(&rows).unwrap_or(1);
    if let Some((mark, count)) = comment_mark(&rows, width) {
        let because = format!("{count} lines start with it and are no rows");
        evidence.push(Evidence {
            finding: Finding::Comment,
            value: mark.into(),
            because,
        });
        dialect.comment = Some(mark.into());
        rows.retain(|row| !row.text.starts_with(mark));
    }
    rows.retain(|row| !row.text.trim().is_empty() || row.fields.len() == width && width > 1);
    let start = preamble::table_start(&rows, width);
    let preamble = rows.get(start).map_or(0, |row| row.line);
    if start > 0 {
        dialect.preamble_lines = preamble;
        let value = format!("{preamble} lines");
        let because = format!(
            "the first line with {width} fields is line {}",
            preamble + 1
        );
        evidence.push(Evidence {
            finding: Finding::Preamble,
            value,
            because,
        });
    }
    let table = rows.get(start..).unwrap_or_default();
    let (first, mut data) = match table.split_first() {
        Some((first, data)) => (header::without_surplus(&first.fields, width), data),
        None => (Vec::new(), &[][..]),
    };
    let (is_header, mut because) = header::is_header(&first, data, width);
    let mut lines = vec![first];
    while is_header
        && lines.len() < MOST_HEADER_ROWS
        && let Some((next, rest)) = data.split_first()
        && header::is_second_line(&next.fields, rest, width)
    {
        lines.push(next.fields.clone());
        data = rest;
    }
    if lines.len() > 1 {
        because.push_str(&format!(
            "; so do the next {} rows, above columns of numbers or dates",
            lines.len() - 1
        ));
    }
    let value = if is_header { "yes" } else { "no" }.to_owned();
    evidence.push(Evidence {
        finding: Finding::Header,
        value,
        because,
    });
    dialect.header_rows = match is_header {
        true => u64::try_from(lines.len()).unwrap_or(1),
        false => 0,
    };
    let names = lines.first().map_or(0, Vec::len);
    dialect.width = table_width(names, data, width, is_header);
    let header = is_header.then(|| header::names(&lines, &dialect));
    Sniffed {
        dialect,
        header,
        evidence,
    }
}

/// The mark whose lines do not fit the table, and how many there are.
fn comment_mark(rows: &[SampleRow<'_>], width: usize) -> Option<(&'static str, usize)> {
    COMMENT_MARKS.into_iter().find_map(|mark| {
        let marked = || rows.iter().filter(|row| row.text.starts_with(mark));
        let fitting = marked().filter(|row| row.fields.len() == width).count();
        // In a table of one column every line fits: only those at the top are surely comments.
        let at_top = || {
            rows.iter()
                .take_while(|row| row.text.starts_with(mark))
                .count()
        };
        let count = marked().count();
        let are_comments = if width == 1 {
            mark == "#" && at_top() == count && count < rows.len()
        } else {
            fitting == 0
        };
        (count > 0 && are_comments).then_some((mark, count))
    })
}

/// How many fields a row has: as many as most rows after the header, but for a last field that is
/// always empty and has no name.
fn table_width(names: usize, data: &[SampleRow<'_>], usual: usize, is_header: bool) -> usize {
    if usual == 1 || data.is_empty() {
        return if is_header { names.max(1) } else { usual };
    }
    let width = usual_width(data).unwrap_or(usual);
    let last_is_empty = || {
        let mut rows = data.iter().filter(|row| row.fields.len() == width);
        rows.all(|row| row.fields.last().is_none_or(|field| field.text.is_empty()))
    };
    if is_header && names + 1 == width && last_is_empty() {
        names
    } else {
        width
    }
}
