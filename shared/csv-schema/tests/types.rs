//! Types, NULLs and values of whole columns.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use csv_schema::{Cell, ColumnType, TypeInference};

fn column(values: &[&str]) -> ColumnType {
    let mut inference = TypeInference::new(1);
    values.iter().for_each(|value| inference.observe([*value]));
    inference.finish().remove(0)
}

fn type_of(values: &[&str]) -> String {
    column(values).data_type.to_string()
}

fn cells<'a>(values: &[&'a str]) -> Vec<Cell<'a>> {
    let format = column(values).format;
    values
        .iter()
        .map(|value| format.parse(value).unwrap())
        .collect()
}

#[test]
fn whole_numbers() {
    assert_eq!(type_of(&["1", "-20", "0", "+5"]), "bigint");
    assert_eq!(type_of(&["0", "1", "1"]), "bigint");
    assert_eq!(type_of(&["2010", "2011"]), "bigint");
    assert_eq!(
        type_of(&["9223372036854775807", "-9223372036854775808"]),
        "bigint"
    );
    assert_eq!(type_of(&["9223372036854775808"]), "decimal(38,0)");
    assert_eq!(type_of(&["1", &"9".repeat(38)]), "decimal(38,0)");
    assert_eq!(type_of(&["1", &"9".repeat(39)]), "varchar");
    assert_eq!(
        cells(&["-9223372036854775808", "7"])[0],
        Cell::Int(i64::MIN)
    );
    assert_eq!(cells(&["9223372036854775808", "7"])[1], Cell::Decimal(7));
}

#[test]
fn codes_stay_text() {
    for values in [
        &["00501", "12345"][..],
        &["+4917612345678", "+4917612345679"],
        &["555-1234"],
        &["612 345 678", "699 111 222"],
        &["1E5", "12E3"],
        &["192.168.100.200"],
        &["1.2.3"],
        &["12-34"],
        &["(1)", "(2)"],
        &["1,2,3"],
        &["0x1F"],
        &["5%", "10%"],
    ] {
        assert_eq!(type_of(values), "varchar", "{values:?}");
    }
}

#[test]
fn fractions() {
    assert_eq!(type_of(&["1.5", "2.25", "3"]), "double");
    assert_eq!(type_of(&["1.50", "200.25"]), "decimal(9,2)");
    assert_eq!(type_of(&["0.1234567890123456789"]), "decimal(38,19)");
    assert_eq!(type_of(&["1e5", "2.5E-3"]), "double");
    assert_eq!(type_of(&["1.5", "inf", "NaN"]), "double");
    assert_eq!(
        cells(&["1.50", "-0.05"]),
        [Cell::Decimal(150), Cell::Decimal(-5)]
    );
    assert_eq!(
        cells(&["1.5", ".5"]),
        [Cell::Double(1.5), Cell::Double(0.5)]
    );
}

#[test]
fn thousands_and_decimal_marks_of_the_whole_column() {
    assert_eq!(cells(&["1,234", "12"]), [Cell::Int(1234), Cell::Int(12)]);
    assert_eq!(cells(&["1,234.5", "12"])[0], Cell::Double(1234.5));
    assert_eq!(
        cells(&["1,5", "1234,25"]),
        [Cell::Double(1.5), Cell::Double(1234.25)]
    );
    assert_eq!(cells(&["1.234,5", "12"])[0], Cell::Double(1234.5));
    assert_eq!(
        cells(&["1.234", "1.234.567"]),
        [Cell::Int(1234), Cell::Int(1_234_567)]
    );
    assert_eq!(cells(&["1.234", "2.5"])[0], Cell::Double(1.234));
    assert_eq!(cells(&["1 234,5", "7"])[0], Cell::Double(1234.5));
    assert_eq!(cells(&["1\u{a0}234", "7"])[0], Cell::Int(1234));
    assert_eq!(cells(&["1'234.5", "7"])[0], Cell::Double(1234.5));
    let mixed = column(&["1,234.5", "1.234,5"]);
    assert_eq!(mixed.data_type.to_string(), "varchar");
    assert!(mixed.warnings[0].contains("several ways"));
}

#[test]
fn currency_only_where_all_agree() {
    assert_eq!(type_of(&["$1,234.50", "$5"]), "decimal(9,2)");
    assert_eq!(
        cells(&["$1,234.50", "-$5", "($1.00)"])[1..],
        [Cell::Decimal(-500), Cell::Decimal(-100)]
    );
    assert_eq!(type_of(&["5 €", "7 €"]), "bigint");
    assert_eq!(type_of(&["$5", "€7"]), "varchar");
    assert_eq!(type_of(&["$5", "7"]), "varchar");
}

#[test]
fn booleans_are_words() {
    assert_eq!(type_of(&["true", "FALSE", ""]), "boolean");
    for values in [["T", "F"], ["yes", "no"], ["Y", "N"], ["true", "maybe"]] {
        assert_eq!(type_of(&values), "varchar", "{values:?}");
    }
}

#[test]
fn null_words_count_among_values_that_are_not_text() {
    let numbers = column(&["1", "NA", "-", "", "n/a", "\\N"]);
    assert_eq!(
        (numbers.data_type.to_string(), numbers.nullable),
        ("bigint".into(), true)
    );
    assert_eq!(numbers.format.parse("NA"), Ok(Cell::Null));
    let countries = column(&["NO", "NA", "SE"]);
    assert_eq!(
        (countries.data_type.to_string(), countries.nullable),
        ("varchar".into(), false)
    );
    assert_eq!(countries.format.parse("NA"), Ok(Cell::Text("NA")));
    let clear = column(&["x", "NULL"]);
    assert!(clear.nullable);
    assert_eq!(clear.format.parse("NULL"), Ok(Cell::Null));
    assert_eq!(type_of(&["NA", "", "-"]), "varchar");
    assert!(!column(&["1", "2"]).nullable);
}

#[test]
fn dates_by_one_layout_for_all() {
    assert_eq!(type_of(&["2020-01-05", ""]), "date");
    assert_eq!(cells(&["25/12/2020", "01/02/2020"])[1], Cell::Date(18_293));
    assert_eq!(cells(&["12/25/2020", "01/02/2020"])[1], Cell::Date(18_263));
    let open = column(&["01/02/2020", "03/04/2020"]);
    assert_eq!(open.data_type.to_string(), "varchar");
    assert!(open.warnings[0].contains("day first or month first"));
    let both = column(&["25/12/2020", "12/25/2020"]);
    assert_eq!(both.data_type.to_string(), "varchar");
    assert!(both.warnings[0].contains("several ways"));
    assert_eq!(type_of(&["2021-02-29"]), "varchar");
    assert_eq!(type_of(&["5 Jan 2020", "31 Dec 2020"]), "date");
}

#[test]
fn timestamps_with_a_zone_or_without() {
    assert_eq!(type_of(&["2020-01-05 10:11:12", "2020-01-05"]), "timestamp");
    assert_eq!(
        type_of(&["2020-01-05T10:11:12Z"]),
        "timestamp with time zone"
    );
    let mixed = column(&["2020-01-05T10:11:12Z", "2020-01-05T10:11:12"]);
    assert_eq!(
        (mixed.data_type.to_string(), mixed.warnings.len()),
        ("varchar".into(), 1)
    );
    assert_eq!(
        cells(&["1970-01-01 00:00:01.5"]),
        [Cell::Timestamp(1_500_000)]
    );
    assert_eq!(cells(&["1970-01-01T01:00:00+01:00"]), [Cell::Timestamp(0)]);
}

#[test]
fn one_value_at_the_end_decides_as_much_as_one_at_the_start() {
    let mut values = vec!["1"; 1000];
    values.push("x");
    assert_eq!(type_of(&values), "varchar");
    values.reverse();
    assert_eq!(type_of(&values), "varchar");
}

#[test]
fn columns_that_come_late_or_miss_are_null() {
    let mut inference = TypeInference::default();
    inference.observe(["1"]);
    inference.observe(["2", "3"]);
    let mut other = TypeInference::new(1);
    other.observe(["4"]);
    inference.merge(&other);
    let types = inference.finish();
    assert_eq!((inference.rows(), types.len()), (3, 2));
    assert!(!types[0].nullable && types[1].nullable);
}

#[test]
fn a_text_the_column_has_not_seen_is_an_error() {
    let error = column(&["1"]).format.parse("x").unwrap_err();
    assert_eq!(
        error.to_string(),
        "'x' is not a 64-bit integer in the column's format"
    );
}

#[test]
fn a_line_of_totals_is_told() {
    let days: Vec<String> = (0..40)
        .map(|i| format!("{:02}.03.2024", i % 28 + 1))
        .collect();
    let mut values: Vec<&str> = days.iter().map(String::as_str).collect();
    values.push("Gesamt");
    let dates = column(&values);
    assert_eq!(dates.data_type.to_string(), "varchar");
    assert_eq!(
        dates.warnings,
        [
            "the column's first 40 of 41 values are dates, the next is none (a line of totals?); it stays text"
        ]
    );
    let mut numbers = vec!["7"; 30];
    numbers.push("n. k.");
    assert!(column(&numbers).warnings[0].contains("first 30 of 31 values are numbers"));
    // Text early on, or in a tenth of the values and more, is what the column holds.
    assert!(column(&["7", "a", "7", "7"]).warnings.is_empty());
    numbers.extend(["x"; 9]);
    assert!(column(&numbers).warnings.is_empty());
}

#[test]
fn parts_tell_of_totals_as_the_whole_does() {
    let part = |values: &[&str]| {
        let mut inference = TypeInference::new(1);
        values.iter().for_each(|value| inference.observe([*value]));
        inference
    };
    let mut first = part(&["1"; 25]);
    first.merge(&part(&["2", "3", "total"]));
    let warnings = first.finish().remove(0).warnings;
    assert!(warnings[0].contains("first 27 of 28 values are numbers"));
}
