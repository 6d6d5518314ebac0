//! Files written in random dialects: what is found and read is what was written.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod generator;

use csv_schema::{Record, RowReader, Sniffed, sniff};
use generator::{Difficulty, Sample};
use proptest::prelude::*;

/// Files of each difficulty; the example `generated` measures many more.
const FILES: u64 = 250;

/// How many of the files may be misread, in thousandths: some cannot be told apart, such as a table of two
/// columns of which the second has a comma in every value.
struct Allowed {
    delimiter: usize,
    quote: usize,
    rows: usize,
}

fn check(difficulty: Difficulty, allowed: &Allowed) {
    let mut wrong: [Vec<u64>; 3] = Default::default();
    for seed in 0..FILES {
        let sample = Sample::new(seed, difficulty);
        let found = sniff(&sample.bytes, true).unwrap();
        let [delimiter, quote, rows] = &mut wrong;
        if has_wrong_delimiter(&sample, &found) {
            delimiter.push(seed);
        } else if has_wrong_quote(&sample, &found) {
            quote.push(seed);
        } else if is_misread(&sample, &found) {
            rows.push(seed);
        }
    }
    let [delimiter, quote, rows] = wrong;
    for (what, wrong, thousandths) in [
        ("delimiter", delimiter, allowed.delimiter),
        ("quote", quote, allowed.quote),
        ("header and rows", rows, allowed.rows),
    ] {
        let is_allowed = wrong.len() * 1000 <= usize::try_from(FILES).unwrap() * thousandths;
        assert!(
            is_allowed,
            "{what} wrong in {} of {FILES}, seeds {wrong:?}",
            wrong.len()
        );
    }
}

fn has_wrong_delimiter(sample: &Sample, found: &Sniffed) -> bool {
    found.dialect.delimiter.to_string() != sample.delimiter()
}

/// Whether the marks that quote something are not found.
fn has_wrong_quote(sample: &Sample, found: &Sniffed) -> bool {
    let delimiter = sample.delimiter();
    let quotes = sample
        .rows
        .iter()
        .flatten()
        .any(|value| value.contains(&delimiter));
    quotes && found.dialect.quote.map(char::from) != Some(sample.written.quote)
}

fn rows(sample: &Sample, found: &Sniffed) -> Vec<Vec<String>> {
    let mut reader = RowReader::new(sample.bytes.as_slice(), &found.dialect);
    let mut rows = Vec::new();
    while let Some(record) = reader.next().unwrap() {
        if let Record::Row(fields) = record {
            rows.push(fields.iter().map(str::to_owned).collect());
        }
    }
    rows
}

fn is_misread(sample: &Sample, found: &Sniffed) -> bool {
    found.header.is_some() != sample.header.is_some() || rows(sample, found) != sample.rows
}

#[test]
fn clean_files_are_read_as_they_were_written() {
    let allowed = Allowed {
        delimiter: 15,
        quote: 8,
        rows: 15,
    };
    check(Difficulty::Clean, &allowed);
}

#[test]
fn titles_footers_and_comments_are_no_rows() {
    let allowed = Allowed {
        delimiter: 20,
        quote: 8,
        rows: 25,
    };
    check(Difficulty::Surrounded, &allowed);
}

#[test]
fn damaged_rows_do_not_hide_the_delimiter() {
    let allowed = Allowed {
        delimiter: 35,
        quote: 8,
        rows: 1000,
    };
    check(Difficulty::Damaged, &allowed);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn nothing_of_a_damaged_file_is_lost(seed in any::<u64>()) {
        let sample = Sample::new(seed, Difficulty::Damaged);
        let found = sniff(&sample.bytes, true).unwrap();
        let mut reader = RowReader::new(sample.bytes.as_slice(), &found.dialect);
        let (mut records, mut last_line) = (0, 0);
        while let Some(record) = reader.next().unwrap() {
            let line = match record {
                Record::Row(fields) => fields.line,
                Record::Rejected(rejected) => rejected.line,
                Record::Skipped(skipped) => skipped.line,
            };
            prop_assert!(line > last_line, "line {line} after {last_line}, seed {seed}");
            (records, last_line) = (records + 1, line);
        }
        let counts = reader.counts();
        prop_assert_eq!(counts.rows + counts.rejected + counts.skipped, records);
    }
}
