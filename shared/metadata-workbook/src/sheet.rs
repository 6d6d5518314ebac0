use crate::{ColumnNote, Metric, TableNote};
use calamine::{Data, Range};

/// The rows of a sheet, by its header.
pub(crate) enum Sheet {
    Tables(Vec<TableNote>),
    Columns(Vec<ColumnNote>),
    Metrics(Vec<Metric>),
    Access(Vec<String>),
}

impl Sheet {
    /// The sheet, when its first row is a header that is known.
    pub(crate) fn of(range: &Range<Data>) -> Option<Self> {
        let mut rows = range.rows();
        let header: Vec<String> = rows.next()?.iter().map(title).collect();
        let place = |title: &str| header.iter().position(|known| known == title);
        let rows: Vec<&[Data]> = rows.collect();
        let table = place("tablename");
        if let (Some(table), Some(column), Some(text)) =
            (table, place("columnname"), place("columndescription"))
        {
            return Some(Self::Columns(columns(&rows, table, column, text)));
        }
        if let Some(table) = table
            && (place("tablelabel").is_some() || place("comments").is_some())
        {
            let texts = [place("tablelabel"), place("comments")];
            return Some(Self::Tables(tables(&rows, table, texts)));
        }
        if let (Some(name), Some(text)) = (place("metricname"), place("description")) {
            return Some(Self::Metrics(metrics(&rows, name, text)));
        }
        let is_alone = header.iter().filter(|title| !title.is_empty()).count() == 1;
        match table {
            Some(table) if is_alone => {
                let names = rows.iter().filter_map(|row| text_at(row, table));
                Some(Self::Access(names.map(|name| bare(&name)).collect()))
            }
            _ => None,
        }
    }
}

fn tables(rows: &[&[Data]], table: usize, texts: [Option<usize>; 2]) -> Vec<TableNote> {
    let note = |row: &&[Data]| {
        let parts = texts.iter().flatten().filter_map(|at| text_at(row, *at));
        let description = parts.collect::<Vec<_>>().join(": ");
        Some(TableNote {
            table: text_at(row, table)?,
            description,
        })
    };
    let notes = rows.iter().filter_map(note);
    notes.filter(|note| !note.description.is_empty()).collect()
}

fn columns(rows: &[&[Data]], table: usize, column: usize, text: usize) -> Vec<ColumnNote> {
    let note = |row: &&[Data]| {
        Some(ColumnNote {
            table: text_at(row, table)?,
            column: text_at(row, column)?,
            description: text_at(row, text)?,
        })
    };
    rows.iter().filter_map(note).collect()
}

fn metrics(rows: &[&[Data]], name: usize, text: usize) -> Vec<Metric> {
    let metric = |row: &&[Data]| {
        Some(Metric {
            name: text_at(row, name)?,
            description: text_at(row, text)?,
        })
    };
    rows.iter().filter_map(metric).collect()
}

/// The letters of a header's cell.
fn title(cell: &Data) -> String {
    let letters = cell.to_string();
    let letters = letters.chars().filter(|letter| letter.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}

/// The text of the cell, if there is any.
fn text_at(row: &[Data], at: usize) -> Option<String> {
    let text = row.get(at)?.to_string();
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// The name that the catalogue has for the table.
fn bare(name: &str) -> String {
    name.strip_prefix("public.").unwrap_or(name).to_owned()
}
