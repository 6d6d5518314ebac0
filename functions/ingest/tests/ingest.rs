//! Whole uploads, from the bytes of a ZIP to what is published.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use contract::{Catalog, DataType, ErrorName, Fault, IngestReport, IngestRequest, SourceKind};
use ingest::{IngestDeps, IngestProgress, NoProgress, ingest};
use ports::{CatalogStore, ObjectStore};
use proptest::prelude::*;
use std::io::{Cursor, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use testkit::{MemoryCatalog, MemoryObjects};
use zip::write::SimpleFileOptions;

const UPLOAD: &str = "uploads/shop.zip";

struct Bench {
    objects: Arc<MemoryObjects>,
    catalog: Arc<MemoryCatalog>,
}

impl Bench {
    fn new(files: &[(&str, &str)]) -> Self {
        let bench = Self {
            objects: Arc::new(MemoryObjects::new()),
            catalog: Arc::new(MemoryCatalog::new()),
        };
        bench.upload(&packed(files));
        bench
    }

    fn upload(&self, bytes: &[u8]) {
        let writer = self.objects.create(UPLOAD);
        let mut writer = writer.unwrap();
        writer.write_all(bytes).unwrap();
        writer.commit().unwrap();
    }

    fn deps(&self) -> IngestDeps {
        IngestDeps {
            objects: self.objects.clone(),
            catalog: self.catalog.clone(),
            dialect: contract::Dialect::Embedded,
            limits: archive::Limits::default(),
        }
    }

    async fn run(&self, upload_id: &str) -> Result<IngestReport, Fault> {
        ingest(request(upload_id), &self.deps(), Arc::new(NoProgress)).await
    }

    async fn served(&self) -> Arc<Catalog> {
        let source = self.catalog.source("shop").await.unwrap();
        self.catalog.catalog(&source).await.unwrap()
    }
}

fn request(upload_id: &str) -> IngestRequest {
    IngestRequest {
        source: "shop".into(),
        key: UPLOAD.into(),
        file_name: "shop.zip".into(),
        upload_id: upload_id.into(),
    }
}

fn packed(files: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (path, content) in files {
        if path.ends_with('/') {
            writer
                .add_directory(*path, SimpleFileOptions::default())
                .unwrap();
        } else {
            writer
                .start_file(*path, SimpleFileOptions::default())
                .unwrap();
            writer.write_all(content.as_bytes()).unwrap();
        }
    }
    writer.finish().unwrap().into_inner()
}

#[tokio::test]
async fn folders_become_typed_tables_with_keys() {
    let bench = Bench::new(&[
        ("customers/", ""),
        (
            "customers/customers.csv",
            "CustomerID,Full Name,Zip\n1,Ada,00501\n2,Bob,10115\n",
        ),
        (
            "orders/2023.csv",
            "id,customer_id,placed,total\n10,1,2023-01-05,9.50\n",
        ),
        (
            "orders/2024.csv",
            "id,customer_id,placed,total\n11,2,2024-02-06,12.25\n12,1,,1.00\n",
        ),
        ("readme.md", "hello"),
        ("__MACOSX/._orders.csv", "x"),
        ("orders/.hidden.csv", "x"),
    ]);
    let report = bench.run("a").await.unwrap();
    assert_eq!((report.version, report.unchanged), (1, false));
    let tables: Vec<_> = report
        .tables
        .iter()
        .map(|t| (t.name.as_str(), t.rows))
        .collect();
    assert_eq!(tables, [("customers", 2), ("orders", 3)]);
    let skipped: Vec<_> = report
        .skipped
        .iter()
        .map(|entry| entry.path.as_str())
        .collect();
    assert_eq!(
        skipped,
        ["readme.md", "__MACOSX/._orders.csv", "orders/.hidden.csv"]
    );

    let catalog = bench.served().await;
    let customers = catalog.table("customers").unwrap();
    assert_eq!(customers.columns[0].name, "customerid");
    assert_eq!(customers.columns[0].synonyms, ["CustomerID"]);
    assert_eq!(customers.columns[1].name, "full_name");
    assert_eq!(
        customers.column("zip").unwrap().data_type,
        DataType::Varchar
    );
    assert_eq!(customers.primary_key, ["customerid"]);
    let orders = catalog.table("orders").unwrap();
    assert_eq!(orders.column("placed").unwrap().data_type, DataType::Date);
    assert!(orders.column("placed").unwrap().nullable);
    assert_eq!(
        orders.column("total").unwrap().data_type,
        DataType::Decimal(9, 2)
    );
    assert_eq!(orders.foreign_keys.len(), 1);
    assert_eq!(orders.foreign_keys[0].references_table, "customers");
    assert_eq!(
        bench.catalog.source("shop").await.unwrap().kind,
        SourceKind::S3
    );
    let keys = bench.objects.list("tables/shop/v1/").await.unwrap();
    assert_eq!(
        keys,
        [
            "tables/shop/v1/customers/rows.parquet",
            "tables/shop/v1/orders/rows.parquet"
        ]
    );
}

#[tokio::test]
async fn files_of_different_columns_stay_apart() {
    let bench = Bench::new(&[
        ("db/Cities.csv", "id,name\n1,Rome\n"),
        ("db/sales_2023.csv", "id,city_id,amount\n1,1,5\n"),
        ("db/sales_2024.csv", "id,city_id,amount\n2,1,6\n"),
        ("order.csv", "a,b\n1,2\n"),
        ("order.tsv", "a,b\n1,2\n"),
    ]);
    let report = bench.run("a").await.unwrap();
    let names: Vec<_> = report
        .tables
        .iter()
        .map(|table| table.name.as_str())
        .collect();
    assert_eq!(names, ["cities", "order", "order_2", "sales"]);
    assert!(
        report
            .warnings
            .iter()
            .any(|w| w.contains("'db' have different columns"))
    );
    assert!(
        report
            .warnings
            .iter()
            .any(|w| w.contains("order is called like a word of SQL"))
    );
}

#[tokio::test]
async fn partition_folders_become_columns() {
    let bench = Bench::new(&[
        ("sales/year=2023/region=North%20East/a.csv", "id,x\n1,2\n"),
        ("sales/year=2024/region=West/a.csv", "id,x\n2,3\n"),
    ]);
    let report = bench.run("a").await.unwrap();
    assert_eq!(report.tables[0].name, "sales");
    let catalog = bench.served().await;
    let year = catalog.tables[0].column("year").unwrap();
    assert_eq!(year.data_type, DataType::Bigint);
    let region = catalog.tables[0].column("region").unwrap();
    assert_eq!(
        region.profile.as_ref().unwrap().values,
        ["North East", "West"]
    );
}

#[tokio::test]
async fn tables_of_the_same_name_are_told_apart() {
    let bench = Bench::new(&[
        ("north/data/x.csv", "a,b\n1,2\n"),
        ("south/data/x.csv", "a,b,c\n1,2,3\n"),
        ("dup/dup.csv", "Total,total,\n1,2,3\n"),
    ]);
    let report = bench.run("a").await.unwrap();
    let names: Vec<_> = report
        .tables
        .iter()
        .map(|table| table.name.as_str())
        .collect();
    assert_eq!(names, ["data", "dup", "south_data"]);
    let columns: Vec<_> = report.tables[1]
        .columns
        .iter()
        .map(|c| c.name.as_str())
        .collect();
    assert_eq!(columns, ["total", "total_2", "column_3"]);
    assert_eq!(
        report
            .warnings
            .iter()
            .filter(|w| w.contains("is called"))
            .count(),
        2
    );
}

#[tokio::test]
async fn rows_that_do_not_fit_are_kept_apart() {
    let bench = Bench::new(&[(
        "t/t.csv",
        "id,name\n1,Ada\n2,Bob,extra\n3,Cy\n4\n5,Eve\n6,Flo\n7,Gus\n",
    )]);
    let report = bench.run("a").await.unwrap();
    let file = &report.files[0];
    assert_eq!(
        (file.rows_loaded, file.rows_rejected, file.lines_skipped),
        (5, 2, 1)
    );
    assert_eq!(file.rejects_key.as_deref(), Some("rejects/shop/v1/t.csv"));
    let rejects = bench.objects.get("rejects/shop/v1/t.csv").await.unwrap();
    let rejects = String::from_utf8(rejects).unwrap();
    assert!(
        rejects.starts_with("file,line,column,reason,raw\nt/t.csv,3,,"),
        "{rejects}"
    );
    assert!(rejects.contains("\"2,Bob,extra\""), "{rejects}");
    assert!(
        report
            .warnings
            .iter()
            .any(|w| w.starts_with("2 rows do not fit in 't/t.csv'")
                && w.contains("line 3: 3 fields where the table has 2 columns; line 5"))
    );
}

#[tokio::test]
async fn a_table_may_be_without_rows() {
    let bench = Bench::new(&[("t/t.csv", "id,name\n"), ("e/e.csv", "")]);
    let report = bench.run("a").await.unwrap();
    assert_eq!(report.tables.len(), 1);
    assert_eq!(
        (report.tables[0].rows, report.tables[0].columns.len()),
        (0, 2)
    );
    assert_eq!(report.skipped[0].path, "e/e.csv");
}

#[tokio::test]
async fn the_same_event_twice_changes_nothing() {
    let bench = Bench::new(&[("t/t.csv", "id,x\n1,2\n")]);
    let first = bench.run("a").await.unwrap();
    let keys = bench.objects.keys();
    let second = bench.run("a").await.unwrap();
    assert_eq!(
        second,
        IngestReport {
            unchanged: true,
            ..first
        }
    );
    assert_eq!(bench.objects.keys(), keys);
}

#[tokio::test]
async fn a_new_upload_is_a_new_version() {
    let bench = Bench::new(&[("t/t.csv", "id,x\n1,2\n")]);
    bench.run("a").await.unwrap();
    let before = bench.served().await;
    bench.upload(&packed(&[("t/t.csv", "id,x\n1,2\n2,3\n")]));
    let report = bench.run("b").await.unwrap();
    assert_eq!(report.version, 2);
    let after = bench.served().await;
    assert_eq!(after.tables[0].row_count, Some(2));
    assert_ne!(before.fingerprint, after.fingerprint);
}

#[tokio::test]
async fn a_failure_leaves_the_old_version_and_nothing_else() {
    let bench = Bench::new(&[("t/t.csv", "id,x\n1,2\n")]);
    bench.run("a").await.unwrap();
    let keys = bench.objects.keys();
    let good = packed(&[
        ("a/a.csv", "id,x\n1,2\n"),
        ("b/b.csv", &"id,x\n1,2\n".repeat(50)),
    ]);
    // The content of the last file is damaged, so that the first table is written already.
    let at = good.windows(7).rposition(|w| w == b"b/b.csv").unwrap();
    let mut damaged = good.clone();
    let first = good.windows(7).position(|w| w == b"b/b.csv").unwrap();
    assert!(first < at);
    damaged[first + 10] ^= 0xFF;
    bench.upload(&damaged);
    let fault = bench.run("b").await.unwrap_err();
    assert_eq!(fault.name, ErrorName::ArchiveInvalid, "{fault}");
    assert!(fault.message.contains("b/b.csv"), "{fault}");
    assert_eq!(bench.objects.keys(), keys);
    assert_eq!(bench.catalog.source("shop").await.unwrap().version, 1);

    bench.upload(&good);
    bench.objects.fail_writes(Some(ErrorName::StoreFull));
    assert_eq!(bench.run("c").await.unwrap_err().name, ErrorName::StoreFull);
    bench.objects.fail_writes(None);
    assert_eq!(bench.objects.keys(), keys);
    assert_eq!(bench.run("c").await.unwrap().tables.len(), 2);
}

#[tokio::test]
async fn what_cannot_be_loaded_is_said_in_a_sentence() {
    let cases: [(Vec<u8>, ErrorName, &str); 5] = [
        (
            b"this is no archive\n".to_vec(),
            ErrorName::ArchiveInvalid,
            "is not a ZIP archive",
        ),
        (
            packed(&[]),
            ErrorName::ArchiveEmpty,
            "shop.zip has no CSV file to load: it is empty.",
        ),
        (
            packed(&[("a.pdf", "x")]),
            ErrorName::ArchiveEmpty,
            "it holds only a.pdf",
        ),
        (packed(&[("a.csv", "")]), ErrorName::ArchiveEmpty, "a.csv"),
        (
            packed(&[("in.zip", "x")]),
            ErrorName::ArchiveRefused,
            "'in.zip' is itself an archive",
        ),
    ];
    for (bytes, name, text) in cases {
        let bench = Bench::new(&[]);
        bench.upload(&bytes);
        let fault = bench.run("a").await.unwrap_err();
        assert_eq!(fault.name, name, "{fault}");
        assert!(fault.message.contains(text), "{fault}");
        assert_eq!(bench.objects.keys(), [UPLOAD]);
    }
}

#[tokio::test]
async fn a_source_name_that_leads_elsewhere_is_refused() {
    let bench = Bench::new(&[("t/t.csv", "id,x\n1,2\n")]);
    for source in ["", "../x", "A", "a/b"] {
        let request = IngestRequest {
            source: source.into(),
            ..request("a")
        };
        let fault = ingest(request, &bench.deps(), Arc::new(NoProgress))
            .await
            .unwrap_err();
        assert_eq!(fault.name, ErrorName::InvalidInput);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn progress_ends_at_its_total() {
    #[derive(Default)]
    struct Counter {
        total: AtomicU64,
        read: AtomicU64,
    }
    impl IngestProgress for Counter {
        fn total_bytes(&self, total: u64) {
            self.total.store(total, Ordering::Relaxed);
        }
        fn bytes(&self, more: u64) {
            self.read.fetch_add(more, Ordering::Relaxed);
        }
        fn table(&self, _: &str, _: u64) {}
    }
    let rows: String = (0..200_000).map(|i| format!("{i},{}\n", i * 7)).collect();
    let bench = Bench::new(&[
        ("big/big.csv", &format!("id,x\n{rows}")),
        ("s.csv", "a,b\n1,2\n"),
    ]);
    let counter = Arc::new(Counter::default());
    let report = ingest(request("a"), &bench.deps(), counter.clone())
        .await
        .unwrap();
    assert_eq!(report.tables[0].rows, 200_000);
    let total = counter.total.load(Ordering::Relaxed);
    assert_eq!(
        (total > 0, counter.read.load(Ordering::Relaxed)),
        (true, total)
    );
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    /// Whatever is done to a file, each of its records is loaded, rejected or skipped, and both
    /// passes agree on which.
    #[test]
    fn nothing_is_lost_of_a_damaged_file(
        damage in prop::collection::vec((any::<prop::sample::Index>(), 0..6_u8), 0..12),
    ) {
        let mut text: Vec<u8> = b"id,name,when,amount\n".to_vec();
        for i in 0..60 {
            text.extend(format!("{i},\"Name, {i}\",2024-01-{:02},{}.50\n", i % 28 + 1, i).bytes());
        }
        for (at, kind) in damage {
            let at = at.index(text.len());
            match kind {
                0 => text.insert(at, b'"'),
                1 => text.insert(at, b','),
                2 => text.insert(at, b'\n'),
                3 => text[at] = b'x',
                4 => { text.remove(at); }
                _ => text.truncate(at.max(30)),
            }
        }
        let text = String::from_utf8(text).unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            let bench = Bench::new(&[("t/t.csv", &text)]);
            let Ok(report) = bench.run("a").await else { return };
            let file = &report.files[0];
            assert_eq!(file.rows_loaded, report.tables[0].rows);
            let lines = text.lines().count() as u64;
            let records = file.rows_loaded + file.rows_rejected + file.lines_skipped;
            // A record may span lines between quotation marks, and never less than one line.
            assert!(records <= lines && records > 0, "{records} records of {lines} lines");
            if let Some(key) = &file.rejects_key {
                let rejects = bench.objects.get(key).await.unwrap();
                assert!(rejects.len() > 20);
            }
            assert_eq!(file.rejects_key.is_some(), file.rows_rejected > 0);
        });
    }
}
