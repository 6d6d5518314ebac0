//! What people upload beside ZIP archives.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use contract::{Catalog, DataType, ErrorName, Fault, IngestReport, IngestRequest};
use flate2::{Compression, write::GzEncoder};
use ingest::{IngestDeps, NoProgress, ingest};
use ports::{CatalogStore, ObjectStore};
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};
use std::io::Write;
use std::sync::Arc;
use testkit::{MemoryCatalog, MemoryObjects};

const KEY: &str = "uploads/x";
const CSV: &str = "id;name;placed\n1;Ada;2024-01-05\n2;\"Bob; Co\";2024-02-06\n";

/// Uploads the bytes under that name, and gives the report and the catalogue.
async fn load(file_name: &str, bytes: &[u8]) -> Result<(IngestReport, Arc<Catalog>), Fault> {
    let objects = Arc::new(MemoryObjects::new());
    objects.put(KEY, bytes).await.unwrap();
    let catalog = Arc::new(MemoryCatalog::new());
    let deps = IngestDeps {
        objects: objects.clone(),
        catalog: catalog.clone(),
        dialect: contract::Dialect::Embedded,
        limits: archive::Limits::default(),
    };
    let request = IngestRequest {
        source: "shop".into(),
        key: KEY.into(),
        file_name: file_name.into(),
        upload_id: "a".into(),
    };
    let report = ingest(request, &deps, Arc::new(NoProgress)).await?;
    let source = catalog.source("shop").await.unwrap();
    Ok((report, catalog.catalog(&source).await.unwrap()))
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn types(catalog: &Catalog, table: &str) -> Vec<(String, String)> {
    let columns = &catalog.table(table).unwrap().columns;
    let pairs = columns
        .iter()
        .map(|c| (c.name.clone(), c.data_type.to_string()));
    pairs.collect()
}

fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    let owned = pairs
        .iter()
        .map(|(a, b)| ((*a).to_owned(), (*b).to_owned()));
    owned.collect()
}

#[tokio::test]
async fn a_single_file_is_a_table_whatever_it_is_called() {
    let expected = pairs(&[("id", "bigint"), ("name", "varchar"), ("placed", "date")]);
    for (name, bytes, table) in [
        ("Orders 2024.csv", CSV.as_bytes().to_vec(), "orders_2024"),
        ("orders.tsv", CSV.as_bytes().to_vec(), "orders"),
        ("orders.csv.gz", gzip(CSV.as_bytes()), "orders"),
        ("orders.data", CSV.as_bytes().to_vec(), "orders"),
        ("misnamed.zip", CSV.as_bytes().to_vec(), "misnamed"),
        ("misnamed.csv", gzip(CSV.as_bytes()), "misnamed"),
    ] {
        let (report, catalog) = load(name, &bytes).await.unwrap();
        assert_eq!(types(&catalog, table), expected, "{name}");
        assert_eq!(
            (report.files[0].rows_loaded, report.files[0].lines_skipped),
            (2, 1)
        );
    }
}

#[tokio::test]
async fn several_members_of_gzip_are_one_file() {
    let packed = [gzip(b"a,b\n1,2\n"), gzip(b"3,4\n")].concat();
    let (report, _) = load("x.csv.gz", &packed).await.unwrap();
    assert_eq!(report.tables[0].rows, 2);
}

#[tokio::test]
async fn what_is_no_table_is_refused_by_name() {
    let bomb = gzip(&vec![b'a'; 8 << 20]);
    let cut = gzip(&CSV.repeat(500).into_bytes());
    let cut = cut[..cut.len() / 2].to_vec();
    let nested = gzip(&gzip(CSV.as_bytes()));
    for (name, bytes, error, said) in [
        (
            "bomb.csv.gz",
            bomb,
            ErrorName::ArchiveLimit,
            "more than 200 times",
        ),
        ("cut.csv.gz", cut, ErrorName::ArchiveInvalid, "damaged"),
        ("nested.csv.gz", nested, ErrorName::ArchiveEmpty, "gzip"),
        (
            "report.pdf",
            b"%PDF-1.7 x".to_vec(),
            ErrorName::ArchiveInvalid,
            "not a ZIP",
        ),
        (
            "letter.zip",
            b"Dear Sir or Madam".to_vec(),
            ErrorName::ArchiveInvalid,
            "not a ZIP",
        ),
        ("empty.csv", Vec::new(), ErrorName::ArchiveEmpty, "empty"),
        (
            "x.parquet",
            b"PAR1 but no more".to_vec(),
            ErrorName::CsvUnreadable,
            "Parquet",
        ),
    ] {
        let fault = load(name, &bytes).await.unwrap_err();
        assert_eq!(fault.name, error, "{name}: {fault}");
        assert!(fault.message.contains(said), "{name}: {fault}");
    }
}

fn workbook() -> Vec<u8> {
    let mut book = Workbook::new();
    let day = Format::new().set_num_format("yyyy-mm-dd");
    let moment = Format::new().set_num_format("yyyy-mm-dd hh:mm:ss");
    let sheet = book.add_worksheet();
    sheet.set_name("Orders 2024").unwrap();
    // A title and an empty row above the table, and an empty column beside it.
    sheet.write(0, 1, "Orders of the year").unwrap();
    for (column, name) in (1..).zip(["id", "code", "placed", "seen", "paid", "total", "note"]) {
        sheet.write(2, column, name).unwrap();
    }
    for row in 0..20_u32 {
        let at = row + 3;
        sheet.write(at, 1, row).unwrap();
        sheet.write(at, 2, format!("{row:05}")).unwrap();
        let placed = ExcelDateTime::from_ymd(2024, 3, 1 + u8::try_from(row).unwrap()).unwrap();
        sheet.write_with_format(at, 3, &placed, &day).unwrap();
        let seen = placed.and_hms(10, 30, 15.0).unwrap();
        sheet.write_with_format(at, 4, &seen, &moment).unwrap();
        sheet.write(at, 5, row % 2 == 0).unwrap();
        let total = Formula::new("=1.25*2").set_result("2.5");
        sheet.write(at, 6, total).unwrap();
        if row % 3 == 0 {
            sheet
                .write(at, 7, "with \"quotes\", commas\nand lines")
                .unwrap();
        }
    }
    let people = book.add_worksheet();
    people.set_name("people").unwrap();
    people.write(0, 0, "name").unwrap();
    people.write(1, 0, "Ada").unwrap();
    people.write(2, 0, "Bob, Jr.").unwrap();
    book.add_worksheet().set_name("blank").unwrap();
    book.add_worksheet()
        .set_name("secret")
        .unwrap()
        .set_hidden(true)
        .write(0, 0, "x")
        .unwrap();
    book.save_to_buffer().unwrap()
}

#[tokio::test]
async fn a_sheet_is_a_table_with_typed_cells() {
    let (report, catalog) = load("shop.xlsx", &workbook()).await.unwrap();
    let expected = pairs(&[
        ("id", "bigint"),
        ("code", "varchar"),
        ("placed", "date"),
        ("seen", "timestamp"),
        ("paid", "boolean"),
        ("total", "double"),
        ("note", "varchar"),
    ]);
    assert_eq!(types(&catalog, "orders_2024"), expected);
    let note = catalog
        .table("orders_2024")
        .unwrap()
        .column("note")
        .unwrap();
    let profile = note.profile.as_ref().unwrap();
    assert_eq!(
        (profile.nulls, profile.values.as_slice()),
        (13, &["with \"quotes\", commas\nand lines".to_owned()][..])
    );
    assert_eq!(catalog.table("orders_2024").unwrap().row_count, Some(20));
    assert_eq!(types(&catalog, "people"), pairs(&[("name", "varchar")]));
    assert_eq!(catalog.table("people").unwrap().row_count, Some(2));
    let skipped: Vec<_> = report
        .skipped
        .iter()
        .map(|s| (s.path.as_str(), s.reason.as_str()))
        .collect();
    assert_eq!(
        skipped,
        [("blank", "an empty sheet"), ("secret", "a hidden sheet")]
    );
}

#[tokio::test]
async fn a_damaged_workbook_is_an_error_and_no_panic() {
    let good = workbook();
    for at in (0..good.len()).step_by(97) {
        let mut bad = good.clone();
        bad[at] ^= 0x55;
        if let Err(fault) = load("shop.xlsx", &bad).await {
            assert_ne!(fault.name, ErrorName::Internal, "at {at}: {fault}");
        }
    }
}

fn parquet() -> Vec<u8> {
    use arrow::array::{
        ArrayRef, Date32Array, Decimal128Array, Int32Array, ListArray, RecordBatch, StringArray,
        UInt64Array,
    };
    use arrow::datatypes::Int32Type;
    use parquet::{arrow::ArrowWriter, basic::Compression, file::properties::WriterProperties};
    let lists = ListArray::from_iter_primitive::<Int32Type, _, _>([Some(vec![Some(1)]), None]);
    let columns: [(&str, ArrayRef); 6] = [
        ("Id", Arc::new(Int32Array::from(vec![1, 2]))),
        (
            "name",
            Arc::new(StringArray::from(vec![Some("NULL"), None])),
        ),
        (
            "price",
            Arc::new(
                Decimal128Array::from(vec![100, 250])
                    .with_precision_and_scale(10, 2)
                    .unwrap(),
            ),
        ),
        ("day", Arc::new(Date32Array::from(vec![0, 19_000]))),
        ("big", Arc::new(UInt64Array::from(vec![u64::MAX, 0]))),
        ("list", Arc::new(lists)),
    ];
    let batch = RecordBatch::try_from_iter(columns).unwrap();
    let properties = WriterProperties::builder()
        .set_compression(Compression::SNAPPY)
        .build();
    let mut writer = ArrowWriter::try_new(Vec::new(), batch.schema(), Some(properties)).unwrap();
    writer.write(&batch).unwrap();
    writer.into_inner().unwrap()
}

#[tokio::test]
async fn parquet_keeps_its_types_and_values() {
    let (report, catalog) = load("Prices 2024.parquet", &parquet()).await.unwrap();
    let expected = pairs(&[
        ("id", "bigint"),
        ("name", "varchar"),
        ("price", "decimal(10,2)"),
        ("day", "date"),
        ("big", "decimal(20,0)"),
    ]);
    assert_eq!(types(&catalog, "prices_2024"), expected);
    let name = catalog.tables[0]
        .column("name")
        .unwrap()
        .profile
        .as_ref()
        .unwrap();
    assert_eq!(
        (name.nulls, name.values.as_slice()),
        (1, &["NULL".to_owned()][..])
    );
    assert_eq!(
        catalog.tables[0].columns[4].data_type,
        DataType::Decimal(20, 0)
    );
    assert!(
        report.warnings[0].starts_with("Column list of Prices 2024.parquet is left out"),
        "{:?}",
        report.warnings
    );
    assert_eq!(report.files[0].rows_loaded, 2);
}

#[tokio::test]
async fn damaged_parquet_is_an_error_and_no_panic() {
    let good = parquet();
    for at in (0..good.len()).step_by(7) {
        let mut bad = good.clone();
        bad[at] ^= 0x55;
        if let Err(fault) = load("x.parquet", &bad).await {
            assert_ne!(fault.name, ErrorName::Internal, "at {at}: {fault}");
        }
    }
}
