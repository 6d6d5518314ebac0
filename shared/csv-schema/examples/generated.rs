//! Measures detection on generated files: `generated COUNT [clean|surrounded|damaged] [SEED]`.
//! Prints what is read wrong with the seeds, or all about one seed.

#[path = "../tests/generator/mod.rs"]
mod generator;

use csv_schema::{Record, RowReader, sniff};
use generator::{Difficulty, Sample};
use std::{collections::BTreeMap, env, error::Error, io::Write};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let count: u64 = arguments.first().map_or(Ok(2000), |count| count.parse())?;
    let difficulty = match arguments.get(1).map(String::as_str) {
        Some("surrounded") => Difficulty::Surrounded,
        Some("damaged") => Difficulty::Damaged,
        _ => Difficulty::Clean,
    };
    let mut out = std::io::stdout().lock();
    if let Some(seed) = arguments.get(2) {
        let sample = Sample::new(seed.parse()?, difficulty);
        let sniffed = sniff(&sample.bytes, true)?;
        writeln!(out, "{:?}", sample.written)?;
        writeln!(out, "{:#?}\n{:?}", sniffed.evidence, sniffed.dialect)?;
        if let Some(line) = first_difference(&sample, &sniffed) {
            writeln!(out, "{line}")?;
        }
        out.write_all(&sample.bytes)?;
        return Ok(());
    }
    let mut wrong: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for seed in 0..count {
        let sample = Sample::new(seed, difficulty);
        for (what, detail) in mistakes(&sample, difficulty) {
            wrong
                .entry(what)
                .or_default()
                .push(format!("{seed}: {detail}"));
        }
    }
    for (what, seeds) in wrong {
        writeln!(out, "{what}: {} of {count} wrong", seeds.len())?;
        for seed in seeds.iter().take(25) {
            writeln!(out, "    {seed}")?;
        }
    }
    Ok(())
}

fn mistakes(sample: &Sample, difficulty: Difficulty) -> Vec<(&'static str, String)> {
    let sniffed = match sniff(&sample.bytes, true) {
        Ok(sniffed) => sniffed,
        Err(error) => return vec![("delimiter", error.to_string())],
    };
    let dialect = &sniffed.dialect;
    let mut mistakes = Vec::new();
    let found = dialect.delimiter.to_string();
    if found != sample.delimiter() {
        mistakes.push((
            "delimiter",
            format!("{found:?} not {:?}", sample.delimiter()),
        ));
        return mistakes;
    }
    let quoted = |row: &Vec<String>| row.iter().any(|value| value.contains(&found));
    if sample.rows.iter().any(quoted) && dialect.quote.map(char::from) != Some(sample.written.quote)
    {
        mistakes.push((
            "quote",
            format!(
                "{:?} not {:?}",
                dialect.quote.map(char::from),
                sample.written.quote
            ),
        ));
        return mistakes;
    }
    if (sniffed.header.is_some()) != sample.header.is_some() {
        mistakes.push(("header", format!("{:?}", sniffed.header.is_some())));
    } else if difficulty != Difficulty::Damaged
        && let Some(difference) = first_difference(sample, &sniffed)
    {
        mistakes.push(("rows", difference));
    }
    mistakes
}

fn first_difference(sample: &Sample, sniffed: &csv_schema::Sniffed) -> Option<String> {
    let mut reader = RowReader::new(sample.bytes.as_slice(), &sniffed.dialect);
    let mut rows = Vec::new();
    loop {
        match reader.next() {
            Ok(Some(Record::Row(fields))) => {
                rows.push(fields.iter().map(str::to_owned).collect::<Vec<_>>())
            }
            Ok(Some(Record::Rejected(rejected))) => return Some(format!("{rejected:?}")),
            Ok(Some(Record::Skipped(_))) => {}
            Ok(None) => break,
            Err(error) => return Some(error.to_string()),
        }
    }
    let pairs = rows.iter().zip(&sample.rows);
    for (found, expected) in pairs {
        if found != expected {
            return Some(format!("{found:?} not {expected:?}"));
        }
    }
    (rows.len() != sample.rows.len())
        .then(|| format!("{} rows not {}", rows.len(), sample.rows.len()))
}
