//! Tables written, read back and profiled.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use contract::DataType;
use csv_schema::Cell;
use parquet::file::reader::{FileReader, SerializedFileReader};
use proptest::prelude::*;
use table_files::{BatchBuilder, ColumnSpec, TableFile, TableProfile, TableWriter, WriterSettings};

fn column(name: &str, data_type: DataType) -> ColumnSpec {
    ColumnSpec {
        name: name.into(),
        data_type,
    }
}

fn write(
    columns: &[ColumnSpec],
    rows: &[Vec<Cell<'_>>],
    settings: &WriterSettings,
) -> (Vec<u8>, TableProfile) {
    let all: Vec<usize> = (0..columns.len()).collect();
    let mut writer = TableWriter::new(Vec::new(), columns, &[all], settings).unwrap();
    let mut batch = BatchBuilder::new(columns, 16).unwrap();
    for rows in rows.chunks(3) {
        for row in rows {
            for (column, cell) in row.iter().enumerate() {
                batch.push(column, *cell).unwrap();
            }
            batch.end_row();
        }
        writer.write(&batch.finish().unwrap()).unwrap();
    }
    writer.finish().unwrap()
}

fn reread(file: &[u8]) -> Vec<String> {
    let reader = SerializedFileReader::new(bytes(file)).unwrap();
    reader
        .get_row_iter(None)
        .unwrap()
        .map(|row| row.unwrap().to_string())
        .collect()
}

fn bytes(file: &[u8]) -> std::fs::File {
    use std::io::{Seek, Write};
    let mut temporary = tempfile::tempfile().unwrap();
    temporary.write_all(file).unwrap();
    temporary.rewind().unwrap();
    temporary
}

#[test]
fn every_type_is_written_and_profiled() {
    let columns = [
        column("flag", DataType::Boolean),
        column("id", DataType::Bigint),
        column("price", DataType::Decimal(10, 2)),
        column("ratio", DataType::Double),
        column("day", DataType::Date),
        column("at", DataType::Timestamp),
        column("instant", DataType::TimestampTz),
        column("name", DataType::Varchar),
    ];
    let row = |i: i64, name| {
        vec![
            Cell::Bool(i % 2 == 0),
            Cell::Int(i),
            Cell::Decimal(i128::from(i) * 150),
            Cell::Double(0.5),
            Cell::Date(15_000),
            Cell::Timestamp(i),
            Cell::Timestamp(-i),
            name,
        ]
    };
    let rows: Vec<_> = vec![
        row(1, Cell::Text("Zoë")),
        row(2, Cell::Null),
        row(3, Cell::Text("Ada")),
        row(4, Cell::Text("Ada")),
    ];
    let (file, profile) = write(&columns, &rows, &WriterSettings::default());
    let reread = reread(&file);
    assert_eq!(reread.len(), 4);
    assert!(
        reread[0].contains("price: 1.50") && reread[0].contains("Zoë"),
        "{}",
        reread[0]
    );
    assert!(reread[1].contains("name: null"), "{}", reread[1]);

    assert_eq!(profile.rows, 4);
    let of = |i: usize| &profile.columns[i].profile;
    assert_eq!(
        (of(2).min.as_deref(), of(2).max.as_deref()),
        (Some("1.50"), Some("6.00"))
    );
    assert_eq!(of(4).min.as_deref(), Some("2011-01-26"));
    assert_eq!(of(4).distinct, 1);
    assert_eq!(of(5).min.as_deref(), Some("1970-01-01T00:00:00.000001"));
    assert_eq!((of(7).nulls, of(7).distinct), (1, 2));
    assert_eq!(of(7).values, ["Ada", "Zoë"]);
    assert!(of(7).values_complete);
    assert_eq!(
        (of(7).frequent[0].value.as_str(), of(7).frequent[0].count),
        ("Ada", 2)
    );
    assert!(of(1).is_unique(profile.rows) && !of(7).is_unique(profile.rows));
    assert_eq!(profile.columns[1].range, Some((1, 4)));
    assert!(profile.unique_sets.is_empty(), "the set holds a NULL");
}

#[test]
fn a_table_without_rows_is_a_table() {
    let (file, profile) = write(
        &[column("a", DataType::Varchar)],
        &[],
        &WriterSettings::default(),
    );
    assert!(reread(&file).is_empty());
    assert_eq!((profile.rows, profile.columns[0].profile.distinct), (0, 0));
}

#[test]
fn ascending_values_are_unique_beyond_the_bound() {
    let settings = WriterSettings {
        exact_distinct: 300,
        ..WriterSettings::default()
    };
    let columns = [
        column("up", DataType::Bigint),
        column("down", DataType::Bigint),
    ];
    let rows: Vec<_> = (0..5000)
        .map(|i| vec![Cell::Int(i), Cell::Int(-i)])
        .collect();
    let (_, profile) = write(&columns, &rows, &settings);
    let (up, down) = (&profile.columns[0], &profile.columns[1]);
    assert!(up.profile.is_unique(5000));
    assert!(!down.profile.distinct_exact && down.no_repeats);
    assert!(
        (4000..6000).contains(&down.profile.distinct),
        "{}",
        down.profile.distinct
    );
    assert_eq!(profile.unique_sets, [vec![0, 1]]);
}

#[test]
fn a_cell_of_another_type_is_an_error() {
    let mut batch = BatchBuilder::new(&[column("a", DataType::Bigint)], 1).unwrap();
    let error = batch.push(0, Cell::Text("x")).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the column 'a' was given a cell of another type"
    );
    assert!(batch.push(1, Cell::Null).is_err());
}

proptest! {
    #[test]
    fn profiles_agree_with_a_count(values in prop::collection::vec(prop::option::of(-20_i64..20), 0..200)) {
        let columns = [column("n", DataType::Bigint)];
        let rows: Vec<_> =
            values.iter().map(|value| vec![value.map_or(Cell::Null, Cell::Int)]).collect();
        let (file, profile) = write(&columns, &rows, &WriterSettings::default());
        prop_assert_eq!(reread(&file).len(), values.len());
        let present: Vec<i64> = values.iter().flatten().copied().collect();
        let distinct: std::collections::BTreeSet<_> = present.iter().collect();
        let found = &profile.columns[0].profile;
        prop_assert_eq!(found.distinct, distinct.len() as u64);
        prop_assert_eq!(found.nulls as usize, values.len() - present.len());
        prop_assert_eq!(found.min.clone(), distinct.first().map(ToString::to_string));
        prop_assert_eq!(found.max.clone(), distinct.last().map(ToString::to_string));
        for frequent in &found.frequent {
            let value: i64 = frequent.value.parse().unwrap();
            let count = present.iter().filter(|other| **other == value).count();
            prop_assert_eq!(frequent.count, count as u64);
        }
    }
}

/// A disk of so many bytes.
struct Disk(usize);

impl std::io::Write for Disk {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0 = self
            .0
            .checked_sub(bytes.len())
            .ok_or(std::io::ErrorKind::StorageFull)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_full_disk_is_told_wherever_the_file_reaches_its_end() {
    let columns = [
        column("id", DataType::Bigint),
        column("name", DataType::Varchar),
    ];
    let settings = WriterSettings {
        row_group_rows: 100,
        ..WriterSettings::default()
    };
    let names: Vec<String> = (0..300).map(|i| format!("name {i}")).collect();
    let run = |disk: usize| {
        let mut file = TableFile::new(Disk(disk), &columns, &settings)?;
        let mut batch = BatchBuilder::new(&columns, 50)?;
        for (i, names) in names.chunks(50).enumerate() {
            for name in names {
                batch.push(0, Cell::Int(i as i64))?;
                batch.push(1, Cell::Text(name))?;
                batch.end_row();
            }
            file.write(&batch.finish()?)?;
        }
        file.finish()
    };
    let whole = 1 << 20;
    let size = whole - run(whole).ok().unwrap().0;
    for disk in (0..size).step_by(7) {
        let error = run(disk).err().unwrap();
        let kind = error.io_error().map(std::io::Error::kind);
        assert_eq!(
            kind,
            Some(std::io::ErrorKind::StorageFull),
            "{disk}: {error}"
        );
    }
}
