use super::table;
use contract::IngestReport;
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
    for file in report.files.iter().filter(|file| file.rows_rejected > 0) {
        let _ = writeln!(
            out,
            "{}: {} rows do not fit and were set aside in {}",
            file.path,
            file.rows_rejected,
            file.rejects_key.as_deref().unwrap_or("the rejects file")
        );
    }
    for entry in &report.skipped {
        let _ = writeln!(out, "skipped {}: {}", entry.path, entry.reason);
    }
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
