//! What a sheet is, by its first row.

use crate::cell::Cell;
use crate::error::{CellError, CellProblem};
use calamine::{Data, Range};
use std::sync::Arc;

/// What the rows of a sheet are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Tables,
    Columns,
    Metrics,
    Access,
}

impl Kind {
    /// The headers it may have, those that it needs first.
    const fn headers(self) -> (&'static [&'static str], &'static [&'static str]) {
        match self {
            Self::Tables => (&["Table Name"], &["Table Label", "Comments", "Status"]),
            Self::Columns => (
                &["Table Name", "Column Name", "Column Description"],
                &["Status"],
            ),
            Self::Metrics => (
                &["Metric Name"],
                &[
                    "Description",
                    "Expression",
                    "Table Name",
                    "Synonyms",
                    "Status",
                ],
            ),
            Self::Access => (&["table_name"], &[]),
        }
    }

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Tables => "tables",
            Self::Columns => "columns",
            Self::Metrics => "metrics",
            Self::Access => "denied tables",
        }
    }

    /// The kind whose header this is, if it is near enough to one to be meant as one.
    fn of(titles: &[String]) -> Option<Self> {
        let has = |title: &str| titles.iter().any(|known| known == title);
        if has("metricname") {
            Some(Self::Metrics)
        } else if has("columnname") {
            Some(Self::Columns)
        } else if !has("tablename") {
            None
        } else if titles.iter().filter(|title| !title.is_empty()).count() == 1 {
            Some(Self::Access)
        } else {
            Some(Self::Tables)
        }
    }
}

/// The first row of a sheet that is known.
pub(crate) struct Header {
    pub(crate) kind: Kind,
    sheet: Arc<str>,
    /// The row, and the column of the first title, as a spreadsheet counts from 0.
    row: u32,
    first: u32,
    /// Each title as it is compared, and as it is written.
    titles: Vec<(String, Arc<str>)>,
}

impl Header {
    /// The header of a sheet, when it is one of ours.
    pub(crate) fn of(sheet: &str, range: &Range<Data>) -> Option<Self> {
        let (row, first) = range.start()?;
        let cells = range.rows().next()?;
        let titles: Vec<_> = cells
            .iter()
            .map(|cell| {
                let written = cell.to_string();
                (squeezed(&written), Arc::from(written.trim()))
            })
            .collect();
        let compared: Vec<String> = titles.iter().map(|(title, _)| title.clone()).collect();
        Some(Self {
            kind: Kind::of(&compared)?,
            sheet: Arc::from(sheet),
            row,
            first,
            titles,
        })
    }

    /// Titles that are missing, strange or there twice.
    pub(crate) fn problems(&self) -> Vec<CellError> {
        let (needed, more) = self.kind.headers();
        let mut problems = Vec::new();
        for (at, (title, _)) in self.titles.iter().enumerate() {
            let known = needed.iter().chain(more).any(|own| squeezed(own) == *title);
            let repeated = self.titles.iter().take(at).any(|(other, _)| other == title);
            let problem = match (title.is_empty(), known, repeated) {
                (true, ..) | (_, true, false) => continue,
                (_, _, true) => CellProblem::RepeatedHeader,
                (_, false, _) => CellProblem::Header {
                    sheet: self.kind.name(),
                    expected: [needed, more].concat().join(", "),
                },
            };
            problems.push(CellError {
                cell: self.cell(0, at),
                problem,
            });
        }
        for header in needed {
            if self.place(header).is_none() {
                let end = self.titles.len();
                problems.push(CellError {
                    cell: Cell {
                        title: Arc::from(*header),
                        ..self.cell(0, end)
                    },
                    problem: CellProblem::MissingHeader {
                        sheet: self.kind.name(),
                        header,
                    },
                });
            }
        }
        problems
    }

    /// Where a title stands, from the left.
    pub(crate) fn place(&self, header: &str) -> Option<usize> {
        let wanted = squeezed(header);
        self.titles.iter().position(|(title, _)| *title == wanted)
    }

    /// The cell of a row, 0 being the header's, and a place.
    pub(crate) fn cell(&self, row: usize, place: usize) -> Cell {
        let offset = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        let title = self
            .titles
            .get(place)
            .map(|(_, written)| Arc::clone(written));
        Cell {
            sheet: Arc::clone(&self.sheet),
            row: self.row.saturating_add(1).saturating_add(offset(row)),
            column: self.first.saturating_add(offset(place)),
            title: title.unwrap_or_else(|| Arc::from("")),
        }
    }
}

/// The letters of a title; case, blanks and `_` do not count.
fn squeezed(title: &str) -> String {
    let letters = title.chars().filter(|letter| letter.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}
