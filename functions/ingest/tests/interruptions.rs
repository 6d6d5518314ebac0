//! A store that fails in the middle, the same event twice at once, two uploads at once: what served before goes on
//! serving until something whole takes its place, and the next run succeeds.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use async_trait::async_trait;
use contract::{Dialect, ErrorName, Fault, IngestReport, IngestRequest};
use ingest::{IngestDeps, NoProgress, ingest};
use ports::{CatalogStore, ObjectReader, ObjectStore, ObjectWriter};
use proptest::prelude::*;
use std::fmt::Write as _;
use std::io::{self, Cursor, Read, Seek, SeekFrom, Write};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, LazyLock};
use testkit::{MemoryCatalog, MemoryObjects};
use zip::write::SimpleFileOptions;

/// Objects that can be read and written for so many bytes and calls, and fail from then on.
struct Failing {
    objects: MemoryObjects,
    left: Arc<AtomicI64>,
}

const UNLIMITED: i64 = i64::MAX / 2;

fn spend(left: &AtomicI64, bytes: usize) -> Result<(), Fault> {
    let cost = 1 + i64::try_from(bytes).unwrap();
    if left.fetch_sub(cost, Ordering::Relaxed) >= cost {
        return Ok(());
    }
    Err(Fault::new(
        ErrorName::StoreUnavailable,
        "the bucket is gone",
    ))
}

#[async_trait]
impl ObjectStore for Failing {
    async fn get(&self, key: &str) -> Result<Vec<u8>, Fault> {
        spend(&self.left, 0)?;
        self.objects.get(key).await
    }

    async fn put(&self, key: &str, bytes: &[u8]) -> Result<(), Fault> {
        spend(&self.left, bytes.len())?;
        self.objects.put(key, bytes).await
    }

    async fn put_new(&self, key: &str, bytes: &[u8]) -> Result<bool, Fault> {
        spend(&self.left, bytes.len())?;
        self.objects.put_new(key, bytes).await
    }

    /// Deleting fails, too, so what a failed run began may stay behind.
    async fn delete(&self, key: &str) -> Result<(), Fault> {
        spend(&self.left, 0)?;
        self.objects.delete(key).await
    }

    async fn list(&self, prefix: &str) -> Result<Vec<String>, Fault> {
        spend(&self.left, 0)?;
        self.objects.list(prefix).await
    }

    fn open(&self, key: &str) -> Result<ObjectReader, Fault> {
        spend(&self.left, 0)?;
        let inner = self.objects.open(key)?;
        let left = Arc::clone(&self.left);
        Ok(Box::new(FailingReader { inner, left }))
    }

    fn create(&self, key: &str) -> Result<Box<dyn ObjectWriter>, Fault> {
        spend(&self.left, 0)?;
        let inner = self.objects.create(key)?;
        let left = Arc::clone(&self.left);
        Ok(Box::new(FailingWriter { inner, left }))
    }
}

struct FailingReader {
    inner: ObjectReader,
    left: Arc<AtomicI64>,
}

impl Read for FailingReader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        spend(&self.left, read).map_err(io::Error::other)?;
        Ok(read)
    }
}

impl Seek for FailingReader {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.inner.seek(to)
    }
}

struct FailingWriter {
    inner: Box<dyn ObjectWriter>,
    left: Arc<AtomicI64>,
}

impl Write for FailingWriter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        spend(&self.left, bytes.len()).map_err(io::Error::other)?;
        self.inner.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

impl ObjectWriter for FailingWriter {
    fn commit(self: Box<Self>) -> Result<(), Fault> {
        spend(&self.left, 0)?;
        self.inner.commit()
    }
}

struct Bench {
    objects: Arc<Failing>,
    catalog: Arc<MemoryCatalog>,
}

impl Bench {
    /// Uploads of so many rows, under their number as a key.
    async fn new(uploads: &[usize]) -> Self {
        let objects = Failing {
            objects: MemoryObjects::new(),
            left: Arc::new(AtomicI64::new(UNLIMITED)),
        };
        for rows in uploads {
            objects.put(&key(*rows), &archive(*rows)).await.unwrap();
        }
        Self {
            objects: Arc::new(objects),
            catalog: Arc::new(MemoryCatalog::new()),
        }
    }

    fn allow(&self, bytes: i64) {
        self.objects.left.store(bytes, Ordering::Relaxed);
    }

    async fn run(&self, rows: usize) -> Result<IngestReport, Fault> {
        let deps = IngestDeps {
            objects: self.objects.clone(),
            catalog: self.catalog.clone(),
            dialect: Dialect::Embedded,
            limits: archive::Limits::default(),
        };
        let request = IngestRequest {
            source: "shop".into(),
            key: key(rows),
            file_name: "shop.zip".into(),
            upload_id: rows.to_string(),
        };
        ingest(request, &deps, Arc::new(NoProgress)).await
    }

    /// Rows of each table that serves; every object it names is whole.
    async fn serves(&self) -> Vec<u64> {
        let source = self.catalog.source("shop").await.unwrap();
        let catalog = self.catalog.catalog(&source).await.unwrap();
        let folder = format!("tables/shop/v{}/", source.version);
        let keys = self.objects.objects.list(&folder).await.unwrap();
        assert_eq!(keys.len(), catalog.tables.len());
        for key in keys {
            let bytes = self.objects.objects.get(&key).await.unwrap();
            assert!(bytes.ends_with(b"PAR1"), "{key} is not whole");
        }
        let tables = catalog.tables.iter();
        tables.map(|table| table.row_count.unwrap()).collect()
    }
}

fn key(rows: usize) -> String {
    format!("uploads/{rows}.zip")
}

/// Two tables, of so many rows and of one less.
fn archive(rows: usize) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (path, rows) in [("a.csv", rows), ("b.csv", rows - 1)] {
        let mut text = String::from("id,city\n");
        for row in 0..rows {
            let _ = writeln!(text, "{row},city {}", row * 31 % 101);
        }
        writer
            .start_file(path, SimpleFileOptions::default())
            .unwrap();
        writer.write_all(text.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .build()
        .unwrap()
}

/// What the second upload of the test below reads and writes.
static COST: LazyLock<i64> = LazyLock::new(|| {
    runtime().block_on(async {
        let bench = Bench::new(&[20, 300]).await;
        bench.run(20).await.unwrap();
        bench.allow(UNLIMITED);
        bench.run(300).await.unwrap();
        UNLIMITED - bench.objects.left.load(Ordering::Relaxed)
    })
});

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn a_store_that_fails_anywhere_costs_nothing_but_another_run(share in 0_i64..=1000) {
        let bytes = *COST * share / 1000;
        runtime().block_on(async {
            let bench = Bench::new(&[20, 300]).await;
            bench.run(20).await.unwrap();
            bench.allow(bytes);
            let ended = bench.run(300).await;
            bench.allow(UNLIMITED);
            match &ended {
                Ok(_) => assert_eq!(bench.serves().await, [300, 299]),
                Err(fault) => {
                    assert_eq!(fault.name, ErrorName::StoreUnavailable, "{fault}");
                    assert_eq!(bench.serves().await, [20, 19]);
                }
            }
            let again = bench.run(300).await.unwrap();
            assert_eq!(again.unchanged, ended.is_ok());
            assert_eq!(ended.is_ok(), share == 1000, "of {} units {bytes} were enough", *COST);
            assert_eq!(bench.serves().await, [300, 299]);
        });
    }
}

#[test]
fn the_same_event_twice_at_once_is_one_version() {
    for _ in 0..20 {
        runtime().block_on(async {
            let bench = Arc::new(Bench::new(&[300]).await);
            let runs = [(); 2].map(|()| {
                let bench = Arc::clone(&bench);
                tokio::spawn(async move { bench.run(300).await })
            });
            let mut versions = Vec::new();
            for run in runs {
                versions.push(run.await.unwrap().unwrap().version);
            }
            let serving = bench.catalog.source("shop").await.unwrap().version;
            assert_eq!(versions, [serving; 2], "both tell the version that serves");
            assert_eq!(bench.serves().await, [300, 299]);
            let keys = bench.objects.objects.list("tables/").await.unwrap();
            let own = format!("tables/shop/v{serving}/");
            assert!(keys.iter().all(|key| key.starts_with(&own)), "{keys:?}");
        });
    }
}

#[test]
fn of_two_uploads_at_once_the_later_one_serves() {
    for _ in 0..20 {
        runtime().block_on(async {
            let bench = Arc::new(Bench::new(&[200, 300]).await);
            let runs = [200, 300].map(|rows| {
                let bench = Arc::clone(&bench);
                tokio::spawn(async move { bench.run(rows).await })
            });
            let mut published = Vec::new();
            for run in runs {
                match run.await.unwrap() {
                    Ok(report) => published.push(report.version),
                    Err(fault) => {
                        assert_eq!(fault.name, ErrorName::InvalidInput, "{fault}");
                        assert!(fault.message.contains("later upload"), "{fault}");
                    }
                }
            }
            let serving = bench.catalog.source("shop").await.unwrap().version;
            assert_eq!(published.iter().max(), Some(&serving));
            let rows = bench.serves().await;
            assert!(rows == [200, 199] || rows == [300, 299], "{rows:?}");
        });
    }
}
