//! What is a row, what is rejected, what is skipped.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use csv_schema::{Delimiter, Dialect, Limits, LineEnding, Record, RowReader};

/// A record in short: `row:a|b`, `rejected 3:raw`, `skipped footer:raw`.
fn read_bytes(bytes: &[u8], dialect: &Dialect, limits: &Limits) -> Vec<String> {
    let mut reader = RowReader::with_limits(bytes, dialect, limits);
    let mut records = Vec::new();
    while let Some(record) = reader.next().unwrap() {
        records.push(match record {
            Record::Row(fields) => format!("row:{}", fields.iter().collect::<Vec<_>>().join("|")),
            Record::Rejected(rejected) => {
                format!(
                    "rejected {}:{}",
                    rejected.line,
                    String::from_utf8_lossy(rejected.raw)
                )
            }
            Record::Skipped(skipped) => {
                format!(
                    "skipped {}:{}",
                    skipped.why,
                    String::from_utf8_lossy(skipped.raw)
                )
            }
        });
    }
    records
}

fn read(text: &str, dialect: &Dialect) -> Vec<String> {
    read_bytes(text.as_bytes(), dialect, &Limits::default())
}

fn of_width(width: usize) -> Dialect {
    Dialect {
        header_rows: 0,
        width,
        ..Dialect::default()
    }
}

#[test]
fn quotes_newlines_and_doubled_marks() {
    let text = "1,\"a \"\"b\"\", c\"\r\n2,\"two\nlines\"\r\n3,\"\"\r\n";
    assert_eq!(
        read(text, &of_width(2)),
        ["row:1|a \"b\", c", "row:2|two\nlines", "row:3|"]
    );
}

#[test]
fn an_unclosed_quote_costs_its_own_line_alone() {
    let text = "1,a\n2,\"b\n3,c\n4,d\n";
    assert_eq!(
        read(text, &of_width(2)),
        ["row:1|a", "rejected 2:2,\"b", "row:3|c", "row:4|d"]
    );
}

#[test]
fn two_stray_quotes_do_not_swallow_the_rows_between() {
    let text = "1,\"a\n2,b\n3,c\n4,\"d\n5,e\n";
    let expected = [
        "rejected 1:1,\"a",
        "row:2|b",
        "row:3|c",
        "rejected 4:4,\"d",
        "row:5|e",
    ];
    assert_eq!(read(text, &of_width(2)), expected);
}

#[test]
fn loose_quotes_are_text_when_the_record_fits() {
    let text = "1,\"a \"b\" c\"\n2,\"bad\"end\n3,c\n";
    assert_eq!(
        read(text, &of_width(2)),
        ["row:1|a \"b\" c", "rejected 2:2,\"bad\"end", "row:3|c"]
    );
}

#[test]
fn a_quote_within_an_unquoted_field_is_text() {
    assert_eq!(read("1,5\" pipe\n", &of_width(2)), ["row:1|5\" pipe"]);
}

#[test]
fn field_counts_are_kept_but_for_empty_fields_at_the_end() {
    let text = "1,a\n2\n3,c,,\n4,d,x\n";
    assert_eq!(
        read(text, &of_width(2)),
        ["row:1|a", "rejected 2:2", "row:3|c", "rejected 4:4,d,x"]
    );
}

#[test]
fn preamble_comments_header_and_empty_lines_are_skipped_in_order() {
    let dialect = Dialect {
        preamble_lines: 2,
        comment: Some("#".into()),
        width: 2,
        ..Dialect::default()
    };
    let expected = [
        "skipped preamble:Report",
        "skipped preamble:",
        "skipped header:a,b",
        "skipped comment:# x",
        "row:1|2",
        "skipped empty:",
        "row:3|4",
    ];
    assert_eq!(read("Report\n\na,b\n# x\n1,2\n\n3,4", &dialect), expected);
}

#[test]
fn a_footer_is_no_reject_but_a_line_in_the_middle_is() {
    let rows = "1,a\n2,b\n";
    let footer = "\nTotal: 2 rows\n(printed today)\n";
    let expected = [
        "row:1|a",
        "row:2|b",
        "skipped empty:",
        "skipped footer:Total: 2 rows",
        "skipped footer:(printed today)",
    ];
    assert_eq!(read(&format!("{rows}{footer}"), &of_width(2)), expected);
    let expected = [
        "row:1|a",
        "skipped empty:",
        "rejected 3:Total: 2 rows",
        "rejected 4:(printed today)",
        "row:2|b",
    ];
    assert_eq!(read(&format!("1,a\n{footer}2,b\n"), &of_width(2)), expected);
}

#[test]
fn a_row_cut_short_at_the_end_is_a_reject() {
    assert_eq!(
        read("1,a\n2,b\n3", &of_width(2)).last().unwrap(),
        "rejected 3:3"
    );
}

#[test]
fn escapes_mean_the_character_and_leave_other_backslashes() {
    let dialect = Dialect {
        escape: Some(b'\\'),
        ..of_width(2)
    };
    let text = "1,\"a \\\"b\\\"\"\n2,a\\,b\n3,\\N\nC:\\new,\"x\\\\y\"\n";
    assert_eq!(
        read(text, &dialect),
        [
            "row:1|a \"b\"",
            "row:2|a,b",
            "row:3|\\N",
            "row:C:\\new|x\\y"
        ]
    );
}

#[test]
fn every_line_ending() {
    for (ending, name) in [
        ("\n", LineEnding::Lf),
        ("\r\n", LineEnding::CrLf),
        ("\r", LineEnding::Cr),
    ] {
        let text = ["1,a", "2,\"b\"", "3,c"].join(ending);
        let dialect = Dialect {
            line_ending: name,
            ..of_width(2)
        };
        assert_eq!(
            read(&text, &dialect),
            ["row:1|a", "row:2|b", "row:3|c"],
            "{name:?}"
        );
    }
    let mixed = Dialect {
        line_ending: LineEnding::Mixed,
        ..of_width(2)
    };
    assert_eq!(read("1,a\r2,b\n3,c\r\n4,d", &mixed).len(), 4);
}

#[test]
fn delimiters_of_several_characters_and_of_blanks() {
    let double = Dialect {
        delimiter: Delimiter::Text("||".into()),
        ..of_width(2)
    };
    assert_eq!(
        read("1||a|b\n2||\"c||d\"\n", &double),
        ["row:1|a|b", "row:2|c||d"]
    );
    let blanks = Dialect {
        delimiter: Delimiter::Blanks,
        ..of_width(3)
    };
    assert_eq!(
        read("  1   a \t b  \n22  \"c d\" e\n", &blanks),
        ["row:1|a|b", "row:22|c d|e"]
    );
}

#[test]
fn invalid_bytes_reject_their_record_alone() {
    let records = read_bytes(b"1,a\n2,\xFF\n3,c\n", &of_width(2), &Limits::default());
    assert_eq!(records, ["row:1|a", "rejected 2:2,\u{FFFD}", "row:3|c"]);
}

#[test]
fn utf16_and_windows_text_becomes_utf8() {
    let text = "1,naïve\n2,日本\n";
    let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let marked = [&[0xFF, 0xFE], utf16.as_slice()].concat();
    let dialect = Dialect {
        encoding: encoding_rs::UTF_16LE,
        ..of_width(2)
    };
    assert_eq!(
        read_bytes(&marked, &dialect, &Limits::default()),
        ["row:1|naïve", "row:2|日本"]
    );
    let dialect = Dialect {
        encoding: encoding_rs::WINDOWS_1252,
        ..of_width(2)
    };
    assert_eq!(
        read_bytes(b"1,na\xEFve\n", &dialect, &Limits::default()),
        ["row:1|naïve"]
    );
}

#[test]
fn a_lone_surrogate_rejects_its_record() {
    let mut bytes: Vec<u8> = "1,a\n2,"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    bytes.extend([0x00, 0xD8]);
    bytes.extend("\n3,c\n".encode_utf16().flat_map(u16::to_le_bytes));
    let dialect = Dialect {
        encoding: encoding_rs::UTF_16LE,
        ..of_width(2)
    };
    let records = read_bytes(&bytes, &dialect, &Limits::default());
    assert_eq!(records.len(), 3);
    assert!(records[1].starts_with("rejected 2:"), "{records:?}");
}

#[test]
fn a_line_that_is_too_long_is_rejected_and_the_next_is_read() {
    let limits = Limits {
        record_bytes: 1000,
        ..Limits::default()
    };
    for long in [
        "x".repeat(2_000_000),
        format!("2,\"{}", "y\"\"".repeat(700_000)),
    ] {
        let text = format!("1,a\n{long}\n3,c\n");
        let records = read_bytes(text.as_bytes(), &of_width(2), &limits);
        assert_eq!(
            (records.len(), &*records[0], &*records[2]),
            (3, "row:1|a", "row:3|c")
        );
        assert!(records[1].starts_with("rejected 2:") && records[1].len() < 1100);
    }
}

#[test]
fn broken_quotes_on_every_line_take_linear_time() {
    let mut text = String::new();
    for line in 0..200_000 {
        text.push_str(["\"\"\"x,1\n", "\"a,\"\"\n", "a,\"b\n"][line % 3]);
    }
    let start = std::time::Instant::now();
    assert_eq!(read(&text, &of_width(2)).len(), 200_000);
    assert!(start.elapsed().as_secs() < 10);
}

#[test]
fn a_reader_that_gives_one_byte_at_a_time_gives_the_same() {
    struct OneByOne<'a>(&'a [u8]);
    impl std::io::Read for OneByOne<'_> {
        fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
            std::io::Read::read(&mut self.0, &mut into[..1])
        }
    }
    let text = "\u{FEFF}1,\"a\r\nb\"\r\n2,c\r\n";
    let mut reader = RowReader::new(OneByOne(text.as_bytes()), &of_width(2));
    let mut rows = Vec::new();
    while let Some(record) = reader.next().unwrap() {
        let Record::Row(fields) = record else {
            panic!("{record:?}")
        };
        rows.push(fields.iter().collect::<Vec<_>>().join("|"));
    }
    assert_eq!(rows, ["1|a\r\nb", "2|c"]);
}
