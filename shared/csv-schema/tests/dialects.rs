//! How files are written, found from their text.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use csv_schema::{CsvError, Delimiter, Limits, LineEnding, Sniffed, inspect, sniff};

fn sniffed(text: &str) -> Sniffed {
    sniff(text.as_bytes(), true).unwrap()
}

fn names(text: &str) -> Vec<String> {
    sniffed(text).header.unwrap_or_default()
}

#[test]
fn usual_and_unusual_delimiters() {
    for delimiter in [
        ",", ";", "\t", "|", ":", "~", "^", "\u{1}", "\u{1f}", "§", "||", "::", "#",
    ] {
        let lines = [
            "id,name,city",
            "1,Ada,London",
            "2,Alan,Wilmslow",
            "3,Grace,New York",
        ];
        let text = lines.map(|line| line.replace(',', delimiter)).join("\n");
        let found = sniffed(&text).dialect;
        assert_eq!(found.delimiter.to_string(), delimiter, "{text}");
        assert_eq!((found.width, found.header_rows), (3, 1), "{text}");
    }
}

#[test]
fn semicolons_with_decimal_commas() {
    let found = sniffed("1,5;2,25;a\n3,5;4,75;b\n10,1;7,5;c\n").dialect;
    assert_eq!(found.delimiter, Delimiter::Byte(b';'));
}

#[test]
fn lists_within_cells_do_not_hide_the_delimiter() {
    let text = "id,tags\n1,a;b;c\n2,d;e;f\n3,g;h;i\n";
    assert_eq!(sniffed(text).dialect.delimiter, Delimiter::Byte(b','));
}

#[test]
fn columns_aligned_with_spaces() {
    let text = "name    x     y\nalpha   1.5   2.5\nbe      10.25 3.0\ngamma   3.0   100.0\n";
    let found = sniffed(text);
    assert_eq!(found.dialect.delimiter, Delimiter::Blanks);
    assert_eq!(found.header.unwrap(), ["name", "x", "y"]);
}

#[test]
fn one_column_stays_one() {
    for text in [
        "name\nAda Lovelace\nAlan Turing\n",
        "t\n10:15:00\n11:20:00\n",
        "d\n2020-01-05\n",
    ] {
        assert_eq!(sniffed(text).dialect.width, 1, "{text}");
    }
    let quoted = inspect(
        "n\n\"1,234\"\n\"5,678,901\"\n".as_bytes(),
        &Limits::default(),
    )
    .unwrap();
    assert_eq!(
        quoted.columns[0].column_type.data_type.to_string(),
        "bigint"
    );
}

#[test]
fn quotes_and_escapes() {
    let single = sniffed("a,b\n'x, y',1\n'It''s',2\n").dialect;
    assert_eq!(single.quote, Some(b'\''));
    let escaped = sniffed("a,b\n\"x \\\"y\\\", z\",1\n\"w\",2\n").dialect;
    assert_eq!((escaped.quote, escaped.escape), (Some(b'"'), Some(b'\\')));
    let literal = sniffed("a\tb\n\"Hello\" he said\t1\n\"What\" she\t2\n").dialect;
    assert_eq!(literal.quote, None);
    let apostrophes = sniffed("a,b\n'tis,1\nrock 'n' roll,2\n").dialect;
    assert_eq!(apostrophes.quote, Some(b'"'));
}

#[test]
fn spaces_after_the_delimiter_belong_to_the_layout() {
    let found = sniffed("a, b, c\n1, \"x, y\", z\n2, \"w\", v\n").dialect;
    assert!(found.trim);
    assert_eq!((found.delimiter, found.width), (Delimiter::Byte(b','), 3));
}

#[test]
fn preamble_comment_and_header() {
    let text = "Quarterly report\nGenerated 2024-01-05\n\nid,amount,when\n1,2.50,2024-01-01\n2,3.75,2024-01-02\n3,1.00,2024-01-03\n";
    let found = sniffed(text);
    assert_eq!(found.dialect.preamble_lines, 3);
    assert_eq!(found.header.unwrap(), ["id", "amount", "when"]);
    let text = "# made by hand\na,b\n1,2\n# half way\n3,4\n";
    let found = sniffed(text);
    assert_eq!(found.dialect.comment.as_deref(), Some("#"));
    assert_eq!(found.header.unwrap(), ["a", "b"]);
    assert_eq!(names("#id,name\n1,a\n2,b\n3,c\n"), ["#id", "name"]);
}

#[test]
fn no_header_when_the_first_row_is_data() {
    for text in [
        "1,Ada,36\n2,Alan,41\n3,Grace,85\n",
        "2020-01-05,x\n2020-01-06,y\n",
    ] {
        assert_eq!(sniffed(text).header, None, "{text}");
    }
}

#[test]
fn odd_headers() {
    assert_eq!(
        names("country,2010,2011,2012\nNorway,1,2,3\nPeru,4,5,6\n")[3],
        "2012"
    );
    assert_eq!(names("a,a,\n1,2,3\n4,5,6\n"), ["a", "a", ""]);
    assert_eq!(
        names("x y\n\"r1\" 1 2\n\"r2\" 3 4\n\"r3\" 5 6\n"),
        ["", "x", "y"]
    );
    assert_eq!(names("a,b\n1,2,\n3,4,\n5,6,\n"), ["a", "b"]);
    assert_eq!(
        names("name,city\nAda,London\nAlan,Wilmslow\n"),
        ["name", "city"]
    );
    assert_eq!(
        names("\"say \"\"hi\"\"\",b\n1,2\n3,4\n"),
        ["say \"hi\"", "b"]
    );
}

#[test]
fn headers_of_several_rows_and_with_surplus_fields() {
    let text = "station,height,speed,note\n,m,m/s,\nA,12,1.5,x\nB,15,2.5,y\nC,9,3.5,\n";
    let found = sniffed(text);
    assert_eq!(found.dialect.header_rows, 2);
    assert_eq!(
        found.header.unwrap(),
        ["station", "height m", "speed m/s", "note"]
    );
    // A first row of words above columns that are not all numbers is a row.
    let found = sniffed("a,b,c\nx,low,high\ny,1,2\nz,3,low\nw,4,5\n");
    assert_eq!(found.dialect.header_rows, 1);
    assert_eq!(names("a,,b,c\n1,x,2\n2,y,3\n3,z,4\n"), ["a", "b", "c"]);
}

#[test]
fn a_sentence_or_facts_before_the_table_are_no_rows() {
    let text = "Population, all regions of 2019\n\nname,count\nA,12\nB,15\n";
    let found = sniffed(text);
    assert_eq!(
        (
            found.dialect.preamble_lines,
            found.header.unwrap()[1].as_str()
        ),
        (2, "count")
    );
    let text = "Region;North\nYear;2020\n\nid;amount\n1;2.5\n2;3.5\n3;4.5\n";
    let found = sniffed(text);
    assert_eq!(
        (
            found.dialect.preamble_lines,
            found.header.unwrap()[0].as_str()
        ),
        (3, "id")
    );
}

#[test]
fn a_declared_delimiter_is_taken_and_is_no_row() {
    for (text, delimiter) in [
        ("sep=;\na;b\n1,5;2,5\n3,5;4,5\n", ";"),
        ("\"sep=|\"\r\na|b\r\n1|2\r\n", "|"),
        ("SEP=\t\na\tb\n1\t2\n", "\t"),
    ] {
        let found = sniffed(text);
        assert_eq!(found.dialect.delimiter.to_string(), delimiter, "{text}");
        assert_eq!(found.dialect.preamble_lines, 1, "{text}");
        assert_eq!(found.header.unwrap(), ["a", "b"], "{text}");
    }
}

#[test]
fn nothing_and_no_text_are_refused_by_type() {
    assert!(matches!(sniff(b"", true), Err(CsvError::Empty)));
    assert!(matches!(sniff(b" \r\n\n", true), Err(CsvError::Empty)));
    assert!(matches!(
        sniff(b"\x1F\x8B\x08", true),
        Err(CsvError::Binary { what: "gzip" })
    ));
    let wide = vec![b','; 20_000];
    let refused = inspect(wide.as_slice(), &Limits::default());
    assert!(matches!(
        refused,
        Err(CsvError::TooManyColumns {
            columns: 20_001,
            ..
        })
    ));
}

#[test]
fn encodings_reach_the_reader() {
    let text = "id,größe\n1,5\n2,7\n";
    let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let (latin, ..) = encoding_rs::WINDOWS_1252.encode(text);
    for bytes in [
        utf16,
        latin.into_owned(),
        [b"\xEF\xBB\xBF", text.as_bytes()].concat(),
    ] {
        let inspection = inspect(bytes.as_slice(), &Limits::default()).unwrap();
        assert_eq!(inspection.columns[1].name, "größe");
        assert_eq!(inspection.counts.rows, 2);
    }
}

#[test]
fn line_endings_are_reported() {
    assert_eq!(
        sniffed("a,b\r\n1,2\r\n").dialect.line_ending,
        LineEnding::CrLf
    );
    assert_eq!(
        sniffed("a,b\r1,2\r3,4\r").dialect.line_ending,
        LineEnding::Cr
    );
}
