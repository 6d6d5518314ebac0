use super::*;
use calamine::{Data, Reader, Xlsx};
use serde_json::{Value, json};
use std::io::Cursor;

fn columns(types: &[&str]) -> Vec<ResultColumn> {
    types
        .iter()
        .map(|data_type| ResultColumn {
            name: format!("<{data_type}>"),
            data_type: data_type.parse().unwrap(),
        })
        .collect()
}

fn book(bytes: Vec<u8>) -> Xlsx<Cursor<Vec<u8>>> {
    Xlsx::new(Cursor::new(bytes)).unwrap()
}

#[test]
fn a_spreadsheet_reads_what_was_written() {
    let types = [
        "varchar",
        "bigint",
        "bigint",
        "decimal(10,2)",
        "boolean",
        "date",
        "timestamp",
        "double",
        "varchar",
    ];
    let mut file = XlsxFile::begin(Vec::new(), &columns(&types)).unwrap();
    let row = vec![
        json!(" =1+1 & <b>\n"),
        json!(-42),
        json!("9007199254740993"),
        json!("12.50"),
        json!(true),
        json!("2013-05-01"),
        json!("2013-05-01T06:00:00"),
        json!("NaN"),
        Value::Null,
    ];
    file.add(&row).unwrap();
    file.add(&vec![Value::Null; 9]).unwrap();
    assert!(file.add(&vec![Value::Null]).is_err());
    let mut book = book(file.end().unwrap());
    assert_eq!(book.sheet_names(), ["Result"]);
    let sheet = book.worksheet_range("Result").unwrap();
    assert_eq!(sheet.get((0, 0)), Some(&Data::String("<varchar>".into())));
    let cells: Vec<&Data> = sheet.rows().nth(1).unwrap().iter().collect();
    assert_eq!(cells[0], &Data::String(" =1+1 & <b>\n".into()));
    assert_eq!(cells[1].to_string(), "-42");
    assert_eq!(cells[2], &Data::String("9007199254740993".into()));
    assert_eq!(cells[3].to_string(), "12.5");
    assert_eq!(cells[4], &Data::Bool(true));
    let moment = |cell: &Data| match cell {
        Data::DateTime(moment) => moment.as_f64(),
        other => panic!("{other:?} is no date"),
    };
    assert_eq!(moment(cells[5]), 41_395.0);
    assert_eq!(moment(cells[6]), 41_395.25);
    assert_eq!(cells[7], &Data::String("NaN".into()));
}

#[test]
fn rows_beyond_a_sheet_go_on_in_the_next() {
    let mut file = XlsxFile::with_sheets_of(3, Vec::new(), &columns(&["bigint"])).unwrap();
    (0..5).for_each(|n| file.add(&vec![json!(n)]).unwrap());
    let mut book = book(file.end().unwrap());
    assert_eq!(book.sheet_names(), ["Result", "Result 2", "Result 3"]);
    let of = |book: &mut Xlsx<_>, name: &str| -> Vec<String> {
        let sheet = book.worksheet_range(name).unwrap();
        sheet.rows().map(|row| row[0].to_string()).collect()
    };
    assert_eq!(of(&mut book, "Result"), ["<bigint>", "0", "1"]);
    assert_eq!(of(&mut book, "Result 3"), ["<bigint>", "4"]);
}

#[test]
fn a_text_beyond_a_cell_is_cut_and_says_so() {
    let mut file = XlsxFile::begin(Vec::new(), &columns(&["varchar"])).unwrap();
    file.add(&vec![json!("é".repeat(32_767))]).unwrap();
    file.add(&vec![json!("𝄞".repeat(20_000))]).unwrap();
    let mut book = book(file.end().unwrap());
    let sheet = book.worksheet_range("Result").unwrap();
    let whole = sheet.get((1, 0)).unwrap().to_string();
    let cut = sheet.get((2, 0)).unwrap().to_string();
    assert_eq!(whole.chars().count(), 32_767);
    assert!(cut.ends_with("characters]") && cut.encode_utf16().count() <= 32_767);
}

#[test]
fn a_result_may_be_empty_but_not_too_wide() {
    let file = XlsxFile::begin(Vec::new(), &[]).unwrap();
    assert_eq!(book(file.end().unwrap()).sheet_names(), ["Result"]);
    let wide = columns(&vec!["bigint"; 16_385]);
    assert!(XlsxFile::begin(Vec::new(), &wide).is_err());
}
