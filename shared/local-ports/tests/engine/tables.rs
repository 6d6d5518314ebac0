//! A data directory with a source of two small tables.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use contract::{Catalog, Dialect, IngestReport, Limits, Source, SourceKind, Table};
use datafusion::arrow::array::{
    ArrayRef, BinaryArray, BooleanArray, Date32Array, Decimal128Array, Float64Array, Int64Array,
    RecordBatch, StringArray, TimestampMicrosecondArray,
};
use datafusion::parquet::arrow::ArrowWriter;
use local_ports::{DataDir, DataFusionEngine, SqliteCatalog};
use ports::{CatalogStore, Publication, Query};
use std::fs::{self, File};
use std::path::PathBuf;
use std::sync::Arc;

/// Days from 1970-01-01 to 2024-02-29.
const LEAP_DAY: i32 = 19_782;

pub(crate) struct Fixture {
    pub(crate) dir: tempfile::TempDir,
    pub(crate) engine: Arc<DataFusionEngine>,
    source: Source,
    _data_dir: DataDir,
}

impl Fixture {
    pub(crate) async fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let data_dir = DataDir::open(dir.path()).unwrap();
        let catalog = Arc::new(SqliteCatalog::open(data_dir.database()).unwrap());
        let source = source("shop", catalog.next_version("shop").await.unwrap());
        let fixture = Self {
            engine: Arc::new(DataFusionEngine::new(data_dir.objects(), catalog.clone())),
            dir,
            source: source.clone(),
            _data_dir: data_dir,
        };
        write(&fixture.file("orders"), &orders());
        write(&fixture.file("kinds"), &kinds());
        catalog
            .publish(publication(source, &["kinds", "orders"]))
            .await
            .unwrap();
        fixture
    }

    pub(crate) fn query(&self, sql: &str) -> Query {
        Query {
            job_id: "job".to_owned(),
            source: self.source.clone(),
            sql: sql.to_owned(),
        }
    }

    pub(crate) fn file(&self, table: &str) -> PathBuf {
        self.dir
            .path()
            .join(format!("objects/tables/shop/v1/{table}/rows.parquet"))
    }
}

fn source(name: &str, version: u64) -> Source {
    Source {
        name: name.to_owned(),
        kind: SourceKind::S3,
        dialect: Dialect::Embedded,
        version,
        description: None,
        limits: Limits::default(),
        value_sharing: contract::ValueSharing::default(),
        policies: Default::default(),
    }
}

fn publication(source: Source, tables: &[&str]) -> Publication {
    let table = |name: &&str| Table {
        name: (*name).to_owned(),
        description: None,
        row_count: Some(5),
        columns: vec![],
        primary_key: vec![],
        foreign_keys: vec![],
    };
    Publication {
        catalog: Catalog {
            source: source.name.clone(),
            dialect: source.dialect,
            fingerprint: "f".to_owned(),
            tables: tables.iter().map(table).collect(),
            metrics: vec![],
        },
        report: IngestReport {
            source: source.name.clone(),
            version: source.version,
            tables: vec![],
            files: vec![],
            skipped: vec![],
            warnings: vec![],
            unchanged: false,
        },
        source,
        upload_id: "u".to_owned(),
    }
}

fn write(path: &std::path::Path, batch: &RecordBatch) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    let mut writer =
        ArrowWriter::try_new(File::create(path).unwrap(), batch.schema(), None).unwrap();
    writer.write(batch).unwrap();
    writer.close().unwrap();
}

fn orders() -> RecordBatch {
    let cents = [Some(1025), Some(2025), Some(2025), None, Some(700)];
    let amounts = Decimal128Array::from_iter(cents)
        .with_precision_and_scale(10, 2)
        .unwrap();
    let columns: Vec<(&str, ArrayRef)> = vec![
        ("id", Arc::new(Int64Array::from(vec![1, 2, 3, 4, 5]))),
        (
            "city",
            Arc::new(StringArray::from(vec![
                Some("Bern"),
                Some("Paris"),
                Some("Bern"),
                Some("Rome"),
                None,
            ])),
        ),
        ("amount", Arc::new(amounts)),
        (
            "day",
            Arc::new(Date32Array::from_iter_values(
                (0..5).map(|n| LEAP_DAY + n * 15),
            )),
        ),
        (
            "paid",
            Arc::new(BooleanArray::from(vec![true, false, true, false, true])),
        ),
        (
            "card_number",
            Arc::new(StringArray::from(vec!["1", "2", "3", "4", "5"])),
        ),
    ];
    RecordBatch::try_from_iter(columns).unwrap()
}

/// Edge values of each type.
fn kinds() -> RecordBatch {
    const MOMENT: i64 = 1_357_016_400_000_000;
    let prices = [Some(12_345_678_901_234_567_891), Some(125_000), Some(-1)];
    let prices = Decimal128Array::from_iter(prices)
        .with_precision_and_scale(38, 4)
        .unwrap();
    let blobs: Vec<Option<&[u8]>> = vec![Some(b""), Some(b"\x00\xff"), None];
    let columns: Vec<(&str, ArrayRef)> = vec![
        (
            "n",
            Arc::new(Int64Array::from(vec![i64::MIN, 1 << 53, i64::MAX])),
        ),
        (
            "flag",
            Arc::new(BooleanArray::from(vec![Some(false), Some(true), None])),
        ),
        (
            "ratio",
            Arc::new(Float64Array::from(vec![f64::NEG_INFINITY, 0.1, f64::NAN])),
        ),
        ("price", Arc::new(prices)),
        (
            "day",
            Arc::new(Date32Array::from(vec![-719_162, LEAP_DAY, 2_932_896])),
        ),
        (
            "moment",
            Arc::new(TimestampMicrosecondArray::from(vec![
                Some(-1),
                Some(MOMENT),
                None,
            ])),
        ),
        (
            "instant",
            Arc::new(
                TimestampMicrosecondArray::from(vec![Some(0), Some(MOMENT + 250_000), None])
                    .with_timezone("+02:00"),
            ),
        ),
        (
            "word",
            Arc::new(StringArray::from(vec![
                Some(""),
                Some("grüße \"x\"\n"),
                None,
            ])),
        ),
        ("blob", Arc::new(BinaryArray::from(blobs))),
    ];
    RecordBatch::try_from_iter(columns).unwrap()
}
