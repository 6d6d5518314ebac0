//! The sets of files that `cargo xtask bench csv` measures on.

use anyhow::{Context, Result};
use csv_schema::{Limits, Record, RowReader, inspect, sniff};
use serde_json::{Map, Value};
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::Instant;

/// What is known of a file.
#[derive(Debug)]
pub(super) struct Expected {
    pub(super) path: PathBuf,
    pub(super) delimiter: String,
    pub(super) quote: String,
}

/// The annotated files that are there.
pub(super) fn annotated(folder: &Path, annotations: &Path) -> Result<Vec<Expected>> {
    let text = fs::read_to_string(annotations)?;
    let lines = text
        .lines()
        .filter(|line| !line.starts_with('#') && !line.starts_with("file_name"));
    let mut files = Vec::new();
    for line in lines {
        let fields: Vec<&str> = line.split('|').collect();
        let [file, _, delimiter, quote, ..] = fields.as_slice() else {
            continue;
        };
        let Some(path) = find(folder, file) else {
            println!("not in the folder: {file}");
            continue;
        };
        files.push(Expected {
            path,
            delimiter: character(delimiter).to_owned(),
            quote: character(quote).to_owned(),
        });
    }
    Ok(files)
}

/// The file, in the folder or in one below it.
fn find(folder: &Path, name: &str) -> Option<PathBuf> {
    let below = fs::read_dir(folder)
        .ok()?
        .flatten()
        .map(|entry| entry.path());
    let mut paths = std::iter::once(folder.to_owned()).chain(below);
    paths.find_map(|folder| Some(folder.join(name)).filter(|path| path.exists()))
}

/// The character that an annotation names.
fn character(name: &str) -> &str {
    match name {
        "comma" => ",",
        "semicolon" => ";",
        "tab" => "\t",
        "space" => " ",
        "vslash" | "pipe" => "|",
        "colon" => ":",
        "nsign" => "#",
        "slash" => "/",
        "backslash" => "\\",
        "caret" => "^",
        "tilde" => "~",
        "ampersand" => "&",
        "doublequote" => "\"",
        "singlequote" => "'",
        "none" => "",
        other => other,
    }
}

/// How many files of csv-spectrum give the values of the JSON beside them.
pub(super) fn spectrum(folder: &Path) -> Result<String> {
    let (mut right, mut all, mut remarks) = (0, 0, Vec::new());
    for entry in fs::read_dir(folder.join("csvs"))? {
        let path = entry?.path();
        let stem = path
            .file_stem()
            .context("a file has a name")?
            .to_string_lossy()
            .into_owned();
        let json = fs::read_to_string(folder.join("json").join(format!("{stem}.json")))?;
        let expected = match serde_json::from_str(&json)? {
            Value::Array(rows) => rows,
            row => vec![row],
        };
        let bytes = fs::read(&path)?;
        let found = rows(&bytes)?;
        let absent = absent_values(&expected, &String::from_utf8_lossy(&bytes));
        all += 1;
        if found.len() == expected.len()
            && found
                .iter()
                .zip(&expected)
                .all(|(a, b)| agrees(a, b, &absent))
        {
            right += 1;
        } else {
            remarks.push(format!("; {stem} is wrong"));
        }
        if !absent.is_empty() {
            remarks.push(format!(
                "; of {stem}, {absent:?} is in the JSON and nowhere in the CSV"
            ));
        }
    }
    Ok(format!(
        "{right} of {all} files have the values of their JSON{}",
        remarks.concat()
    ))
}

fn rows(bytes: &[u8]) -> Result<Vec<Map<String, Value>>> {
    let sniffed = sniff(bytes, true)?;
    let names = sniffed.header.unwrap_or_default();
    let mut reader = RowReader::new(bytes, &sniffed.dialect);
    let mut rows = Vec::new();
    while let Some(record) = reader.next()? {
        if let Record::Row(fields) = record {
            rows.push(
                names
                    .iter()
                    .cloned()
                    .zip(fields.iter().map(Value::from))
                    .collect(),
            );
        }
    }
    Ok(rows)
}

/// Expected values of which the file has no trace, not even an escaped one: no reader could find them.
fn absent_values(expected: &[Value], csv: &str) -> Vec<String> {
    let words = |text: &str| {
        text.split(|c: char| !c.is_alphanumeric())
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    let values = expected
        .iter()
        .filter_map(Value::as_object)
        .flat_map(Map::values);
    let texts = values.filter_map(Value::as_str);
    let absent = texts.filter(|text| words(text).iter().any(|word| !csv.contains(word.as_str())));
    absent.map(str::to_owned).collect()
}

fn agrees(found: &Map<String, Value>, expected: &Value, absent: &[String]) -> bool {
    let Some(expected) = expected.as_object() else {
        return false;
    };
    found.len() == expected.len()
        && expected.iter().all(|(name, value)| {
            let is_absent = value
                .as_str()
                .is_some_and(|text| absent.iter().any(|a| a == text));
            found
                .get(name)
                .is_some_and(|found| found == value || is_absent)
        })
}

/// Reads every file of a folder, and says how that ended.
pub(super) fn read_all(folder: &Path) -> Result<String> {
    let (mut read, mut refused) = (0, 0);
    let mut slowest = (0.0, PathBuf::new());
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let start = Instant::now();
            match inspect(File::open(&path)?, &Limits::default()) {
                Ok(_) => read += 1,
                Err(_) => refused += 1,
            }
            let seconds = start.elapsed().as_secs_f64();
            if seconds > slowest.0 {
                slowest = (seconds, path);
            }
        }
    }
    let (seconds, path) = slowest;
    Ok(format!(
        "{read} files read, {refused} refused with a typed error, none crashed; the slowest took {seconds:.2} s ({})",
        path.display()
    ))
}
