//! Files of question-SQL pairs: CSV and workbooks with the columns `question` and `queries`, and JSON
//! lines with these fields. `sql` and `query` are read for `queries`, too.

use anyhow::{Context, Result, bail};
use calamine::{Data, Reader, Xlsx};
use contract::{CuratedExample, DataType, GivenExample, ResultColumn, Row};
use result_files::{CsvFile, XlsxFile};
use serde_json::{Value, json};
use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::Path;

/// What the columns are called, the first one is written.
const QUESTION: [&str; 1] = ["question"];
const SQL: [&str; 3] = ["queries", "sql", "query"];

/// The pairs of the file; its ending tells what it is.
///
/// # Errors
/// For a file that cannot be read or has no column with statements.
pub(super) fn read(path: &Path) -> Result<Vec<GivenExample>> {
    let pairs = match ending(path).as_str() {
        "csv" => from_csv(path),
        "xlsx" => from_workbook(path),
        "jsonl" => from_json_lines(path),
        other => bail!("a file of pairs ends in .csv, .xlsx or .jsonl, not in .{other}"),
    };
    pairs.with_context(|| format!("{} cannot be read", path.display()))
}

/// Writes the pairs; the file's ending tells how.
///
/// # Errors
/// For a file that cannot be written.
pub(super) fn write(path: &Path, examples: &[CuratedExample]) -> Result<()> {
    let ending = ending(path);
    if !matches!(ending.as_str(), "csv" | "xlsx" | "jsonl") {
        bail!("a file of pairs ends in .csv, .xlsx or .jsonl, not in .{ending}");
    }
    let file = File::create(path).with_context(|| format!("{} is not made", path.display()))?;
    let mut out = BufWriter::new(file);
    let rows = examples
        .iter()
        .map(|example| -> Row { vec![json!(example.question), json!(example.sql)] });
    let columns = [QUESTION[0], SQL[0]].map(|name| ResultColumn {
        name: name.to_owned(),
        data_type: DataType::Varchar,
    });
    match ending.as_str() {
        "csv" => {
            let mut file = CsvFile::begin(&mut out, &columns)?;
            for row in rows {
                file.add(&row)?;
            }
            file.end()?;
        }
        "xlsx" => {
            let mut file = XlsxFile::begin(&mut out, &columns)?;
            for row in rows {
                file.add(&row)?;
            }
            file.end()?;
        }
        _ => {
            for example in examples {
                let line = json!({ QUESTION[0]: example.question, SQL[0]: example.sql });
                writeln!(out, "{line}")?;
            }
        }
    }
    out.flush().context("the file is not written to its end")
}

fn ending(path: &Path) -> String {
    let ending = path.extension().unwrap_or_default();
    ending.to_string_lossy().to_lowercase()
}

fn from_csv(path: &Path) -> Result<Vec<GivenExample>> {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_path(path)?;
    // Excel begins a file with a mark of its encoding.
    let header: Vec<String> = reader
        .headers()?
        .iter()
        .map(|name| name.trim_start_matches('\u{feff}').to_owned())
        .collect();
    let columns = Columns::of(&header)?;
    let mut pairs = Vec::new();
    for record in reader.records() {
        let record = record?;
        pairs.extend(columns.pair(|at| record.get(at).unwrap_or_default().to_owned()));
    }
    Ok(pairs)
}

fn from_workbook(path: &Path) -> Result<Vec<GivenExample>> {
    let mut book: Xlsx<_> = calamine::open_workbook(path)?;
    let sheets = book.worksheets();
    let mut pairs = Vec::new();
    let mut found = false;
    for (_, sheet) in sheets {
        let mut rows = sheet.rows();
        let Some(header) = rows.next() else { continue };
        let header: Vec<String> = header.iter().map(Data::to_string).collect();
        let Ok(columns) = Columns::of(&header) else {
            continue;
        };
        found = true;
        let cell = |row: &[Data], at: usize| row.get(at).map_or(String::new(), Data::to_string);
        pairs.extend(rows.filter_map(|row| columns.pair(|at| cell(row, at))));
    }
    if !found {
        bail!("no sheet has the columns question and queries");
    }
    Ok(pairs)
}

fn from_json_lines(path: &Path) -> Result<Vec<GivenExample>> {
    let mut pairs = Vec::new();
    for (number, line) in (1..).zip(BufReader::new(File::open(path)?).lines()) {
        let line = line?;
        if line.trim().is_empty() {
            continue;
        }
        let value: Value =
            serde_json::from_str(&line).with_context(|| format!("line {number} is no JSON"))?;
        let text = |names: &[&str]| {
            let found = names.iter().find_map(|name| value.get(name)?.as_str());
            found.unwrap_or_default().trim().to_owned()
        };
        let sql = text(&SQL);
        if sql.is_empty() {
            bail!("line {number} has no {}", SQL[0]);
        }
        let question = Some(text(&QUESTION)).filter(|question| !question.is_empty());
        pairs.push(GivenExample { question, sql });
    }
    Ok(pairs)
}

/// Where the two columns are.
struct Columns {
    question: Option<usize>,
    sql: usize,
}

impl Columns {
    fn of(header: &[String]) -> Result<Self> {
        let place = |names: &[&str]| {
            header.iter().position(|name| {
                let name = name.trim().to_lowercase();
                names.contains(&name.as_str())
            })
        };
        Ok(Self {
            question: place(&QUESTION),
            sql: place(&SQL).context("there is no column queries")?,
        })
    }

    /// The pair of a row; `None` for a row without a statement.
    fn pair(&self, cell: impl Fn(usize) -> String) -> Option<GivenExample> {
        let sql = cell(self.sql).trim().to_owned();
        let question = self.question.map(|at| cell(at).trim().to_owned());
        (!sql.is_empty()).then(|| GivenExample {
            question: question.filter(|question| !question.is_empty()),
            sql,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use contract::ExampleOrigin;

    fn example(question: &str, sql: &str) -> CuratedExample {
        CuratedExample {
            example_id: "1".into(),
            source: "shop".into(),
            question: question.into(),
            sql: sql.into(),
            origin: ExampleOrigin::Given,
            created_at: String::new(),
        }
    }

    #[test]
    fn what_is_written_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let examples = [
            example(
                "How many \"big\" orders, in 2023?",
                "SELECT count(*)\nFROM orders",
            ),
            example("Größe", "SELECT 'a,b;c'''"),
        ];
        for name in ["pairs.csv", "pairs.xlsx", "PAIRS.JSONL"] {
            let path = folder.path().join(name);
            write(&path, &examples).unwrap();
            let read = read(&path).unwrap();
            let read: Vec<_> = read
                .iter()
                .map(|pair| {
                    (
                        pair.question.as_deref().unwrap_or_default(),
                        pair.sql.as_str(),
                    )
                })
                .collect();
            let written: Vec<_> = examples
                .iter()
                .map(|example| (example.question.as_str(), example.sql.as_str()))
                .collect();
            assert_eq!(read, written, "{name}");
        }
    }

    #[test]
    fn other_forms_are_read_or_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("pairs.csv");
        std::fs::write(&path, "\u{feff}SQL, Question\nSELECT 1,one?\n,\nSELECT 2\n").unwrap();
        let pairs = read(&path).unwrap();
        assert_eq!(pairs.len(), 2);
        assert_eq!(pairs[0].question.as_deref(), Some("one?"));
        assert_eq!(
            (pairs[1].question.as_deref(), pairs[1].sql.as_str()),
            (None, "SELECT 2")
        );
        std::fs::write(&path, "a,b\n1,2\n").unwrap();
        assert!(read(&path).is_err());
        assert!(read(&folder.path().join("pairs.txt")).is_err());
        let lines = folder.path().join("pairs.jsonl");
        std::fs::write(&lines, "{\"question\": \"q\"}\n").unwrap();
        assert!(read(&lines).is_err());
    }
}
