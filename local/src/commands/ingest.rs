use super::{Session, print, print_json};
use crate::cli::IngestArgs;
use crate::exit::Exit;
use crate::output;
use ::ingest::IngestProgress;
use analyst::product::Product;
use anyhow::{Context, Result};
use contract::{ErrorName, Fault};
use indicatif::{HumanCount, ProgressBar, ProgressStyle};
use std::fs::File;
use std::path::Path;
use std::sync::Arc;

pub(crate) async fn run(session: &Session, args: IngestArgs) -> Result<Exit> {
    let file_name = args
        .file
        .file_name()
        .map(|name| name.to_string_lossy().into_owned());
    let file_name = file_name.context("the path does not name a file")?;
    let source = match &args.name {
        Some(name) => checked_name(name)?,
        None => name_of(&args.file),
    };
    let upload = File::open(&args.file).map_err(|error| {
        let message = format!("{} cannot be read: {error}", args.file.display());
        Fault::new(ErrorName::InvalidInput, message)
    })?;
    let product = Product::open(&session.data_dir).await?;
    let bar = Arc::new(Bar::new(session.json));
    let report = product
        .ingest_file(upload, &file_name, &source, bar.clone())
        .await;
    bar.0.finish_and_clear();
    let report = report?;
    if let Some(workbook) = &args.workbook {
        product.take_workbook(&source, workbook).await?;
    }
    if session.json {
        print_json(&report)?;
    } else {
        print(&output::report::render(&report))?;
    }
    Ok(Exit::Answered)
}

/// The file's name without its endings, made a valid name of a source.
fn name_of(path: &Path) -> String {
    let stem = path
        .file_stem()
        .map(|stem| stem.to_string_lossy().to_lowercase())
        .unwrap_or_default();
    let is_packed = path
        .extension()
        .is_some_and(|ending| ending.eq_ignore_ascii_case("gz"));
    let stem = match stem.rsplit_once('.') {
        Some((stem, _)) if is_packed => stem,
        _ => stem.as_str(),
    };
    let name: String = stem
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() || c == '-' {
                c
            } else {
                '_'
            }
        })
        .take(64)
        .collect();
    if name.chars().any(|c| c.is_ascii_alphanumeric()) {
        name
    } else {
        "upload".to_owned()
    }
}

fn checked_name(name: &str) -> Result<String, Fault> {
    let valid = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_' || c == '-';
    if !name.is_empty() && name.len() <= 64 && name.chars().all(valid) {
        return Ok(name.to_owned());
    }
    let message = format!(
        "'{name}' is no name for a source: use up to 64 lower-case letters, digits, '_' and '-'"
    );
    Err(Fault::new(ErrorName::InvalidInput, message))
}

/// The bytes of the upload's files that were read.
pub(crate) struct Bar(ProgressBar);

impl Bar {
    pub(crate) fn new(quiet: bool) -> Self {
        if quiet {
            return Self(ProgressBar::hidden());
        }
        // A bar draws nothing when standard error is no terminal.
        let style = ProgressStyle::with_template(
            "{msg:28!} {bar:30} {bytes}/{total_bytes} {bytes_per_sec} eta {eta}",
        );
        let bar = ProgressBar::new(0);
        Self(match style {
            Ok(style) => bar.with_style(style),
            Err(_) => bar,
        })
    }

    pub(crate) fn finish(&self) {
        self.0.finish_and_clear();
    }
}

impl IngestProgress for Bar {
    fn total_bytes(&self, total: u64) {
        self.0.set_length(total);
    }

    fn bytes(&self, more: u64) {
        self.0.inc(more);
    }

    fn table(&self, name: &str, rows: u64) {
        self.0
            .set_message(format!("{name}, {} rows", HumanCount(rows)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_files_name_becomes_a_name() {
        assert_eq!(
            name_of(Path::new("/tmp/Sales 2024 (final).zip")),
            "sales_2024__final_"
        );
        assert_eq!(name_of(Path::new("orders.csv.gz")), "orders");
        assert_eq!(name_of(Path::new("###.zip")), "upload");
        assert!(checked_name("a-b_1").is_ok());
        for bad in ["", "A", "a b", "../x", &"x".repeat(65)] {
            assert!(checked_name(bad).is_err(), "{bad}");
        }
    }
}
