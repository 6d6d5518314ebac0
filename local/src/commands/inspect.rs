use super::{Session, print, print_json};
use crate::cli::InspectArgs;
use crate::exit::Exit;
use crate::output::table;
use anyhow::Result;
use contract::{CsvDialect, DataType, ErrorName, Fault};
use csv_schema::{CsvError, Inspection, Limits};
use serde::Serialize;
use std::fmt::Write;
use std::fs::File;
use std::path::Path;

pub(crate) fn run(session: &Session, args: &InspectArgs) -> Result<Exit> {
    let found = Found::from(inspect(&args.file)?);
    if session.json {
        print_json(&found)?
    } else {
        print(&found.text())?
    }
    Ok(Exit::Answered)
}

fn inspect(path: &Path) -> Result<Inspection, Fault> {
    let unreadable = |name, error: &dyn std::fmt::Display| {
        Fault::new(name, format!("{} cannot be read: {error}", path.display()))
    };
    let file = File::open(path).map_err(|error| unreadable(ErrorName::InvalidInput, &error))?;
    let text =
        ::ingest::unpacked(file).map_err(|error| unreadable(ErrorName::InvalidInput, &error))?;
    csv_schema::inspect(text, &Limits::default()).map_err(|error| match error {
        CsvError::Binary { .. } => {
            let hint =
                format!("{error}; what holds several tables is loaded with `analyst ingest`");
            unreadable(ErrorName::CsvUnreadable, &hint)
        }
        error => unreadable(ErrorName::CsvUnreadable, &error),
    })
}

/// What was found: the shape of `inspect --json`.
#[derive(Debug, Serialize)]
struct Found {
    #[serde(flatten)]
    dialect: CsvDialect,
    columns: Vec<FoundColumn>,
    rows: u64,
    rows_rejected: u64,
    lines_skipped: u64,
    evidence: Vec<FoundEvidence>,
    warnings: Vec<String>,
}

#[derive(Debug, Serialize)]
struct FoundColumn {
    name: String,
    #[serde(rename = "type")]
    data_type: DataType,
    nullable: bool,
}

#[derive(Debug, Serialize)]
struct FoundEvidence {
    finding: String,
    value: String,
    because: String,
}

impl From<Inspection> for Found {
    fn from(found: Inspection) -> Self {
        Self {
            dialect: found.dialect.describe(),
            columns: found
                .columns
                .into_iter()
                .map(|column| FoundColumn {
                    name: column.name,
                    data_type: column.column_type.data_type,
                    nullable: column.column_type.nullable,
                })
                .collect(),
            rows: found.counts.rows,
            rows_rejected: found.counts.rejected,
            lines_skipped: found.counts.skipped,
            evidence: found
                .evidence
                .into_iter()
                .map(|evidence| FoundEvidence {
                    finding: evidence.finding.to_string(),
                    value: evidence.value,
                    because: evidence.because,
                })
                .collect(),
            warnings: found.warnings,
        }
    }
}

impl Found {
    fn text(&self) -> String {
        let mut text = String::new();
        for evidence in &self.evidence {
            let FoundEvidence {
                finding,
                value,
                because,
            } = evidence;
            let _ = writeln!(text, "{finding:<12} {:<12} {because}", shown(value));
        }
        let mut columns = table::plain(["column", "type", "null"].map(str::to_owned));
        for column in &self.columns {
            let null = if column.nullable { "yes" } else { "" };
            columns.add_row([
                column.name.clone(),
                column.data_type.to_string(),
                null.to_owned(),
            ]);
        }
        let _ = writeln!(text, "{columns}");
        let (rejected, skipped) = (self.rows_rejected, self.lines_skipped);
        let _ = writeln!(
            text,
            "{} rows, {rejected} that do not fit, {skipped} other lines",
            self.rows
        );
        for warning in &self.warnings {
            let _ = writeln!(text, "warning: {warning}");
        }
        text
    }
}

/// Control characters as people write them, everything else as it is.
fn shown(value: &str) -> String {
    let plain = |c: char| {
        if c.is_control() {
            c.escape_default().to_string()
        } else {
            c.to_string()
        }
    };
    value.chars().map(plain).collect()
}
