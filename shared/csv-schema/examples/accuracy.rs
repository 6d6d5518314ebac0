//! Measures dialect detection against annotations: `accuracy DIR ANNOTATIONS`.
//!
//! An annotation is a line `file|encoding|delimiter|quote|escape|line ending` with names such as
//! `comma` and `doublequote`. A file that cannot be read counts as wrong.

use csv_schema::{Limits, inspect};
use std::{env, error::Error, fs, fs::File, io::Write, path::Path};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [directory, annotations] = arguments.as_slice() else {
        return Err("usage: accuracy DIR ANNOTATIONS".into());
    };
    let mut out = std::io::stdout().lock();
    let (mut right, mut all) = (0, 0);
    for line in fs::read_to_string(annotations)?.lines() {
        let fields: Vec<&str> = line.split('|').collect();
        let [file, _, delimiter, quote, ..] = fields.as_slice() else {
            continue;
        };
        if line.starts_with('#') || *file == "file_name" {
            continue;
        }
        let path = Path::new(directory).join(file);
        if !path.exists() {
            writeln!(out, "{file}: not in the directory")?;
            continue;
        }
        all += 1;
        match wrong(
            &Path::new(directory).join(file),
            mark(delimiter),
            mark(quote),
        ) {
            None => right += 1,
            Some(why) => writeln!(out, "{file}: {why}")?,
        }
    }
    writeln!(out, "{right} of {all} files: delimiter and quote right")?;
    Ok(())
}

fn wrong(path: &Path, delimiter: &str, quote: &str) -> Option<String> {
    let found = File::open(path)
        .map_err(|error| error.to_string())
        .and_then(|file| inspect(file, &Limits::default()).map_err(|error| error.to_string()));
    let dialect = match found {
        Ok(inspection) => inspection.dialect.describe(),
        Err(error) => return Some(error),
    };
    let found_quote = dialect.quote.unwrap_or_default();
    let is_right = dialect.delimiter == delimiter && found_quote == quote;
    (!is_right).then(|| {
        format!(
            "{:?} and {found_quote:?}, not {delimiter:?} and {quote:?}",
            dialect.delimiter
        )
    })
}

fn mark(name: &str) -> &str {
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
