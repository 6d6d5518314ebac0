//! The rows of a sheet.

use crate::cell::Written;
use crate::error::{CellError, CellProblem};
use crate::header::{Header, Kind};
use crate::{ColumnNote, Metadata, MetricNote, TableNote};
use calamine::{Data, Range};

/// Characters of a name.
const LONGEST_NAME: usize = 200;
/// Characters of any other cell.
const LONGEST_TEXT: usize = 4_000;

/// Adds what a sheet says, and what is wrong with it; tells whether it is one of ours.
pub(crate) fn read(
    name: &str,
    range: &Range<Data>,
    metadata: &mut Metadata,
    problems: &mut Vec<CellError>,
) -> bool {
    let Some(header) = Header::of(name, range) else {
        return false;
    };
    let wrong = header.problems();
    if !wrong.is_empty() {
        problems.extend(wrong);
        return true;
    }
    for (at, cells) in range.rows().enumerate().skip(1) {
        if cells.iter().all(|cell| cell.to_string().trim().is_empty()) {
            continue;
        }
        let row = Row {
            header: &header,
            at,
            cells,
        };
        if let Err(problem) = row.add_to(metadata) {
            problems.push(problem);
        }
    }
    true
}

/// A row that is not empty.
struct Row<'a> {
    header: &'a Header,
    /// How many rows below the header.
    at: usize,
    cells: &'a [Data],
}

impl Row<'_> {
    fn add_to(&self, metadata: &mut Metadata) -> Result<(), CellError> {
        if self.is_draft()? {
            metadata.drafts += 1;
            return Ok(());
        }
        match self.header.kind {
            Kind::Tables => metadata.tables.extend(self.table()?),
            Kind::Columns => metadata.columns.extend(self.column()?),
            Kind::Metrics => metadata.metrics.push(self.metric()?),
            Kind::Access => metadata
                .denied_tables
                .push(self.name("table_name", "it names a table that nobody may read")?),
        }
        Ok(())
    }

    /// Drafts wait for a person; they say nothing yet.
    fn is_draft(&self) -> Result<bool, CellError> {
        match self.text("Status")? {
            None => Ok(false),
            Some(status) if status.is("draft") => Ok(true),
            Some(status) => Err(CellError {
                cell: status.cell,
                problem: CellProblem::Status,
            }),
        }
    }

    /// A table without label and comments is not described.
    fn table(&self) -> Result<Option<TableNote>, CellError> {
        let table = self.name("Table Name", "it names the table that the row is about")?;
        let texts = [self.text("Table Label")?, self.text("Comments")?];
        let texts: Vec<String> = texts.into_iter().flatten().map(|part| part.text).collect();
        Ok((!texts.is_empty()).then(|| TableNote {
            table,
            description: texts.join(": "),
        }))
    }

    /// A column without a description is not described.
    fn column(&self) -> Result<Option<ColumnNote>, CellError> {
        let table = self.name("Table Name", "it names the table that has the column")?;
        let column = self.name("Column Name", "it names the column that the row is about")?;
        let description = self.text("Column Description")?;
        Ok(description.map(|description| ColumnNote {
            table,
            column,
            description: description.text,
        }))
    }

    fn metric(&self) -> Result<MetricNote, CellError> {
        let name = self.name("Metric Name", "it names the metric")?;
        let description = self.text("Description")?;
        let expression = self.text("Expression")?;
        if description.is_none() && expression.is_none() {
            let needed = "a metric has a description, an expression or both";
            return Err(self.missing("Description", "Metric Name", needed));
        }
        let table = match &expression {
            Some(_) => {
                Some(self.name("Table Name", "an expression needs the table of its columns")?)
            }
            None => self.text("Table Name")?,
        };
        let synonyms = self.text("Synonyms")?;
        Ok(MetricNote {
            name,
            description: description.map(|description| description.text),
            synonyms: synonyms.as_ref().map(several).unwrap_or_default(),
            formula: table.zip(expression),
        })
    }

    fn name(&self, header: &'static str, needed: &'static str) -> Result<Written, CellError> {
        let name = self.text(header)?;
        let name = name.ok_or_else(|| self.missing(header, header, needed))?;
        within(name, LONGEST_NAME)
    }

    /// What stands under a header, if there is such a header and anything.
    fn text(&self, header: &str) -> Result<Option<Written>, CellError> {
        let Some(place) = self.header.place(header) else {
            return Ok(None);
        };
        let text = self.cells.get(place).map(ToString::to_string);
        let text = text
            .as_deref()
            .map(str::trim)
            .unwrap_or_default()
            .to_owned();
        if text.is_empty() {
            return Ok(None);
        }
        let cell = self.header.cell(self.at, place);
        within(Written { text, cell }, LONGEST_TEXT).map(Some)
    }

    /// A cell that is missing; without its header the one of `other` is named.
    fn missing(&self, header: &str, other: &str, needed: &'static str) -> CellError {
        let place = self
            .header
            .place(header)
            .or_else(|| self.header.place(other));
        CellError {
            cell: self.header.cell(self.at, place.unwrap_or_default()),
            problem: CellProblem::Missing { needed },
        }
    }
}

/// The parts of a list, written with commas, semicolons or line ends.
fn several(list: &Written) -> Vec<Written> {
    list.text
        .split([',', ';', '\n'])
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .map(|part| Written {
            text: part.to_owned(),
            cell: list.cell.clone(),
        })
        .collect()
}

fn within(written: Written, limit: usize) -> Result<Written, CellError> {
    if written.text.chars().count() <= limit {
        return Ok(written);
    }
    Err(CellError {
        cell: written.cell,
        problem: CellProblem::TooLong { limit },
    })
}
