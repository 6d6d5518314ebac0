use super::*;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::Field;
use serde_json::json;

const TYPES: [&str; 10] = [
    "boolean",
    "bigint",
    "double",
    "decimal(10,2)",
    "decimal(38,4)",
    "date",
    "timestamp",
    "timestamp with time zone",
    "varchar",
    "json",
];

fn columns(types: &[&str]) -> Vec<ResultColumn> {
    types
        .iter()
        .map(|data_type| ResultColumn {
            name: "c".to_owned(),
            data_type: data_type.parse().unwrap(),
        })
        .collect()
}

fn read(bytes: Vec<u8>) -> Vec<Vec<(String, Field)>> {
    let reader = SerializedFileReader::new(bytes::Bytes::from(bytes)).unwrap();
    let rows = reader.get_row_iter(None).unwrap();
    rows.map(|row| {
        let row = row.unwrap();
        let cells = row.get_column_iter();
        cells
            .map(|(name, cell)| (name.clone(), cell.clone()))
            .collect()
    })
    .collect()
}

#[test]
fn values_come_back_with_their_types() {
    let mut file = ParquetFile::begin(Vec::new(), &columns(&TYPES)).unwrap();
    let row = vec![
        json!(true),
        json!("9007199254740993"),
        json!("-Infinity"),
        json!(12.5),
        json!("-12345678901234567890.5"),
        json!("2013-05-01"),
        json!("2013-05-01T06:00:00.25"),
        json!("2013-05-01T06:00:00Z"),
        json!("=1+1"),
        json!({"a": 1}),
    ];
    file.add(&row).unwrap();
    file.add(&vec![Value::Null; TYPES.len()]).unwrap();
    let rows = read(file.end().unwrap());
    let said: Vec<String> = rows[0].iter().map(|(_, cell)| cell.to_string()).collect();
    assert_eq!(said[..3], ["true", "9007199254740993", "-inf"]);
    assert_eq!(
        said[3..6],
        ["12.50", "-12345678901234567890.5000", "2013-05-01"]
    );
    assert_eq!(rows[0][6].1, Field::TimestampMicros(1_367_388_000_250_000));
    assert_eq!(rows[0][7].1, Field::TimestampMicros(1_367_388_000_000_000));
    assert_eq!(said[8..], ["\"=1+1\"", "\"{\"a\":1}\""]);
    assert!(rows[1].iter().all(|(_, cell)| *cell == Field::Null));
}

#[test]
fn names_are_unique_and_groups_go_on() {
    let mut file = ParquetFile::begin(Vec::new(), &columns(&["bigint", "bigint"])).unwrap();
    for n in 0..GROUP_ROWS + 3 {
        file.add(&vec![json!(n), json!(null)]).unwrap();
    }
    let rows = read(file.end().unwrap());
    assert_eq!(rows.len(), GROUP_ROWS + 3);
    assert_eq!((rows[0][0].0.as_str(), rows[0][1].0.as_str()), ("c", "c_2"));
    assert_eq!(rows[GROUP_ROWS][0].1, Field::Long(65_536));
}

#[test]
fn a_value_of_another_type_is_named_with_its_row() {
    let mut file = ParquetFile::begin(Vec::new(), &columns(&["timestamp"])).unwrap();
    file.add(&vec![json!("2013-05-01T06:00:00")]).unwrap();
    let error = file.add(&vec![json!("infinity")]).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
    assert_eq!(
        error.to_string(),
        "row 2: \"infinity\" in the column 'c' is no timestamp of Parquet"
    );
    assert!(ParquetFile::begin(Vec::new(), &[]).is_err());
}
