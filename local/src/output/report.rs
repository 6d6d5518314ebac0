use super::table;
use contract::{FileReport, IngestReport};
use std::collections::BTreeMap;
use std::fmt::Write;

/// What an ingest did, for a person.
pub(crate) fn render(report: &IngestReport) -> String {
    let mut out = String::new();
    if report.unchanged {
        let _ = writeln!(
            out,
            "This very file was loaded before; nothing has changed."
        );
    }
    let _ = writeln!(out, "Source {}, version {}", report.source, report.version);
    let mut tables = table::plain(["table", "rows", "columns"].map(str::to_owned));
    for made in &report.tables {
        let columns: Vec<_> = made
            .columns
            .iter()
            .map(|column| format!("{} {}", column.name, column.data_type))
            .collect();
        tables.add_row([made.name.clone(), made.rows.to_string(), columns.join(", ")]);
    }
    let _ = writeln!(out, "{tables}");
    files(&mut out, report);
    skipped(&mut out, report);
    for warning in &report.warnings {
        let _ = writeln!(out, "warning: {warning}");
    }
    let _ = write!(
        out,
        "\nAsk it: analyst ask \"how many {}\" --source {}",
        report.tables.first().map_or("rows", |made| &made.name),
        report.source
    );
    out
}

/// How many files are shown one by one.
const MOST_FILES: usize = 20;

/// How each file was read, where that is worth a look: in another way than most, or not to the last line.
fn files(out: &mut String, report: &IngestReport) {
    let notable = |file: &&FileReport| {
        let usual = matches!(file.dialect.delimiter.as_str(), "," | "") && file.dialect.has_header;
        !usual
            || file.dialect.preamble_lines > 0
            || file.rows_rejected > 0
            || file.lines_skipped > 1
            || !matches!(file.dialect.encoding.as_str(), "UTF-8" | "Parquet")
    };
    let files: Vec<&FileReport> = report.files.iter().filter(notable).collect();
    for file in files.iter().take(MOST_FILES) {
        let _ = writeln!(out, "read {}: {}", file.path, how(file));
    }
    if files.len() > MOST_FILES {
        let _ = writeln!(
            out,
            "read {} more files (all of them: --json)",
            files.len() - MOST_FILES
        );
    }
}

fn how(file: &FileReport) -> String {
    let dialect = &file.dialect;
    let delimiter = match dialect.delimiter.as_str() {
        "" => "one column".to_owned(),
        "\t" => "tabs".to_owned(),
        " " => "spaces".to_owned(),
        delimiter => format!("'{}'", delimiter.escape_default()),
    };
    let header = if dialect.has_header {
        "a header"
    } else {
        "no header"
    };
    let mut parts = vec![
        delimiter,
        header.to_owned(),
        dialect.encoding.clone(),
        format!("{} rows", file.rows_loaded),
    ];
    if file.rows_rejected > 0 {
        parts.push(format!("{} set aside", file.rows_rejected));
    }
    if file.lines_skipped > u64::from(dialect.has_header) {
        parts.push(format!("{} lines that are no rows", file.lines_skipped));
    }
    parts.join(", ")
}

/// What was not read, a line for each reason.
fn skipped(out: &mut String, report: &IngestReport) {
    const NAMED: usize = 3;
    let mut by_reason: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for entry in &report.skipped {
        by_reason
            .entry(&entry.reason)
            .or_default()
            .push(&entry.path);
    }
    for (reason, paths) in by_reason {
        let named = paths
            .iter()
            .take(NAMED)
            .copied()
            .collect::<Vec<_>>()
            .join(", ");
        let more = match paths.len() {
            0..=NAMED => String::new(),
            all => format!(" and {} more", all - NAMED),
        };
        let _ = writeln!(out, "skipped {named}{more}: {reason}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use contract::{CsvDialect, SkippedEntry};

    fn file(path: &str, delimiter: &str, rejected: u64, skipped: u64) -> FileReport {
        FileReport {
            path: path.into(),
            table: "t".into(),
            rows_loaded: 5,
            rows_rejected: rejected,
            lines_skipped: skipped,
            rejects_key: None,
            dialect: CsvDialect {
                encoding: "UTF-8".into(),
                delimiter: delimiter.into(),
                quote: None,
                escape: None,
                line_ending: "\\n".into(),
                has_header: true,
                preamble_lines: 0,
            },
        }
    }

    #[test]
    fn only_files_that_are_worth_a_look_are_shown() {
        let skipped = |path: &str| SkippedEntry {
            path: path.into(),
            reason: "hidden file".into(),
        };
        let report = IngestReport {
            source: "s".into(),
            version: 1,
            tables: Vec::new(),
            files: vec![
                file("plain.csv", ",", 0, 1),
                file("tabs.tsv", "\t", 0, 1),
                file("bad.csv", ",", 2, 4),
            ],
            skipped: [".a", ".b", ".c", ".d"].map(skipped).into(),
            warnings: Vec::new(),
            unchanged: false,
        };
        let text = render(&report);
        assert!(!text.contains("plain.csv"), "{text}");
        assert!(
            text.contains("read tabs.tsv: tabs, a header, UTF-8, 5 rows\n"),
            "{text}"
        );
        assert!(
            text.contains("read bad.csv: ',', a header, UTF-8, 5 rows, 2 set aside, 4 lines that are no rows\n"),
            "{text}"
        );
        assert!(
            text.contains("skipped .a, .b, .c and 1 more: hidden file\n"),
            "{text}"
        );
    }
}
