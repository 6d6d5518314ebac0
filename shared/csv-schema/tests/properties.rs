//! What holds for every table, every dialect and every damage.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use csv_schema::{
    Delimiter, Dialect, Limits, LineEnding, Record, RowReader, TypeInference, inspect,
};
use proptest::prelude::*;

/// Texts that are numbers, dates, NULL words or nearly so, as well as any text.
fn value() -> impl Strategy<Value = String> {
    prop_oneof![
        "[+-]?[0-9]{1,20}",
        "-?[0-9]{1,5}[.,][0-9]{1,4}([eE][+-]?[0-9]{1,3})?",
        "[$€(]?-?[0-9]{1,3}([., '\u{a0}][0-9]{3}){0,3}([.,][0-9]{1,3})?[)%€]?",
        "[0-9]{1,2}[-/.][0-9]{1,2}[-/.]([0-9]{2}|20[0-9]{2})( [0-9]{1,2}:[0-9]{2}(:[0-9]{2})?)?",
        "20[0-9]{2}-[01][0-9]-[0-3][0-9](T[0-2][0-9]:[0-5][0-9](:[0-5][0-9](\\.[0-9]{1,6})?)?(Z|[+-]0[0-9]:?00)?)?",
        "[0-9]{1,2}[ -](Jan|FEB|march|Dec)[ -][0-9]{2,4}",
        Just(String::new()),
        "(NA|null|\\\\N|-|NaN|inf|true|False|T|F| +)",
        "[ -~é日]{0,12}",
    ]
}

/// A column of values, often all of one sort.
fn column() -> impl Strategy<Value = Vec<String>> {
    prop_oneof![
        prop::collection::vec(value(), 0..8),
        prop::collection::vec("(-?[0-9]{1,20}|NA|)", 0..8),
        prop::collection::vec("[0-9]{1,3}([.,][0-9]{3}){0,2}([.,][0-9]{1,3})?", 0..8),
        prop::collection::vec(
            "[0-3]?[0-9]/[0-3]?[0-9]/(19|20)?[0-9]{2}( 1[0-9]:00)?",
            0..8
        ),
        prop::collection::vec("-?[0-9]{1,4}\\.[0-9]{2}|inf|[0-9]{1,20}", 0..8),
    ]
}

fn infer(values: &[String]) -> TypeInference {
    let mut inference = TypeInference::new(1);
    values
        .iter()
        .for_each(|value| inference.observe([value.as_str()]));
    inference
}

fn dialect() -> impl Strategy<Value = Dialect> {
    let delimiter = prop::sample::select(vec![
        Delimiter::Byte(b','),
        Delimiter::Byte(b';'),
        Delimiter::Byte(b'\t'),
        Delimiter::Byte(b'|'),
        Delimiter::Byte(1),
        Delimiter::Text("||".into()),
        Delimiter::Text("§".into()),
    ]);
    let ending = prop::sample::select(vec![LineEnding::Lf, LineEnding::CrLf, LineEnding::Cr]);
    let encoding = prop::sample::select(vec![encoding_rs::UTF_8, encoding_rs::UTF_16LE]);
    (
        delimiter,
        prop::sample::select(vec![b'"', b'\'']),
        any::<bool>(),
        ending,
        encoding,
    )
        .prop_map(
            |(delimiter, quote, escaped, line_ending, encoding)| Dialect {
                delimiter,
                quote: Some(quote),
                escape: escaped.then_some(b'\\'),
                line_ending,
                encoding,
                header_rows: 0,
                ..Dialect::default()
            },
        )
}

/// Writes a table with every field quoted.
fn write(table: &[Vec<String>], dialect: &Dialect) -> Vec<u8> {
    let quote = char::from(dialect.quote.unwrap());
    let ending = match dialect.line_ending {
        LineEnding::Cr => "\r",
        LineEnding::CrLf => "\r\n",
        _ => "\n",
    };
    let mut text = String::new();
    for row in table {
        let fields: Vec<String> = row
            .iter()
            .map(|field| match dialect.escape {
                None => field.replace(quote, &format!("{quote}{quote}")),
                Some(_) => field
                    .replace('\\', "\\\\")
                    .replace(quote, &format!("\\{quote}")),
            })
            .map(|field| format!("{quote}{field}{quote}"))
            .collect();
        text.push_str(&fields.join(&dialect.delimiter.to_string()));
        text.push_str(ending);
    }
    if dialect.encoding == encoding_rs::UTF_8 {
        return text.into_bytes();
    }
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

fn table() -> impl Strategy<Value = Vec<Vec<String>>> {
    (2usize..5).prop_flat_map(|width| {
        let field = "[a-z0-9,;|\"'\\\\ \n\r\t§é日]{0,8}";
        prop::collection::vec(prop::collection::vec(field, width), 1..8)
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn a_value_that_was_observed_never_fails_to_parse(values in column()) {
        let column = &infer(&values).finish()[0];
        for value in &values {
            let cell = column.format.parse(value);
            prop_assert!(cell.is_ok(), "{value:?} as {} in {values:?}", column.data_type);
            prop_assert!(cell != Ok(csv_schema::Cell::Null) || column.nullable, "{value:?}");
        }
    }

    #[test]
    fn merging_is_observing_in_any_order(a in column(), b in column(), c in column()) {
        let whole = infer(&[a.clone(), b.clone(), c.clone()].concat()).finish();
        let merged = |parts: [&Vec<String>; 3]| {
            let mut inference = infer(parts[0]);
            inference.merge(&infer(parts[1]));
            inference.merge(&infer(parts[2]));
            inference.finish()
        };
        prop_assert_eq!(&merged([&a, &b, &c]), &whole);
        prop_assert_eq!(&merged([&c, &a, &b]), &whole);
        let mut right = infer(&b);
        right.merge(&infer(&c));
        let mut left = infer(&a);
        left.merge(&right);
        prop_assert_eq!(&left.finish(), &whole);
        let mut reversed = [a, b, c].concat();
        reversed.reverse();
        prop_assert_eq!(&infer(&reversed).finish(), &whole);
    }

    #[test]
    fn a_written_table_reads_back_equal(table in table(), dialect in dialect()) {
        let bytes = write(&table, &dialect);
        let mut reader = RowReader::new(bytes.as_slice(), &dialect);
        let mut read = Vec::new();
        while let Some(record) = reader.next().unwrap() {
            let Record::Row(fields) = record else {
                return Err(TestCaseError::fail(format!("{record:?}")));
            };
            read.push(fields.iter().map(str::to_owned).collect::<Vec<_>>());
        }
        prop_assert_eq!(read, table);
    }

    #[test]
    fn nothing_is_lost_by_damage(
        table in table(),
        dialect in dialect(),
        damage in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..10),
    ) {
        let mut bytes = write(&table, &dialect);
        for (at, byte) in damage {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        let dialect = Dialect { width: table[0].len(), ..dialect };
        let mut reader = RowReader::new(bytes.as_slice(), &dialect);
        let mut records = 0;
        let mut last_line = 0;
        while let Some(record) = reader.next().unwrap() {
            records += 1;
            let line = match record {
                Record::Row(fields) => fields.line,
                Record::Rejected(rejected) => rejected.line,
                Record::Skipped(skipped) => skipped.line,
            };
            prop_assert!(line > last_line, "line {line} after {last_line}");
            last_line = line;
        }
        let counts = reader.counts();
        prop_assert_eq!(counts.rows + counts.rejected + counts.skipped, records);
    }

    #[test]
    fn every_line_is_a_row_a_reject_or_skipped(lines in prop::collection::vec("[a-z\"', ;#]{0,9}", 1..20)) {
        // Single-line fields only: then lines can be counted without knowing the dialect.
        let text = lines.iter().map(|line| format!("{}\n", line.replace('"', ""))).collect::<String>();
        if let Ok(inspection) = inspect(text.as_bytes(), &Limits::default()) {
            let quoted_over_lines = inspection.dialect.quote == Some(b'\'');
            let counts = inspection.counts;
            let sum = counts.rows + counts.rejected + counts.skipped;
            prop_assert!(sum == lines.len() as u64 || quoted_over_lines, "{counts:?}");
        }
    }

    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let _ = inspect(bytes.as_slice(), &Limits::default());
    }

    #[test]
    fn no_text_makes_it_panic(text in "[a-z0-9,;|\"'\\\\\n\r\t #.:§-]{0,300}") {
        let _ = inspect(text.as_bytes(), &Limits { record_bytes: 64, ..Limits::default() });
    }
}
