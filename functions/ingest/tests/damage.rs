//! Whatever is done to an upload: no row is lost, nothing hangs, and a failure has a name.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "../../../shared/csv-schema/tests/generator/mod.rs"]
#[expect(dead_code, reason = "what was written is compared where it is read")]
mod generator;

use contract::{ErrorName, Fault, FileReport, IngestReport, IngestRequest};
use csv_schema::{Counts, Limits, inspect};
use flate2::{Compression, write::GzEncoder};
use generator::{Difficulty, Sample};
use ingest::{IngestDeps, NoProgress, ingest};
use ports::ObjectStore;
use proptest::prelude::*;
use std::io::{Cursor, Write};
use std::sync::Arc;
use std::time::{Duration, Instant};
use testkit::{MemoryCatalog, MemoryObjects};
use zip::write::SimpleFileOptions;

const KEY: &str = "uploads/x";

/// What may be done to bytes.
#[derive(Debug, Clone)]
enum Damage {
    Flip(prop::sample::Index, u8),
    Insert(prop::sample::Index, u8),
    Delete(prop::sample::Index),
    /// A mark that delimited text is made of.
    Mark(prop::sample::Index, u8),
    /// A part comes twice.
    Repeat(prop::sample::Index, u8),
    Cut(prop::sample::Index),
}

impl Damage {
    fn apply(&self, bytes: &mut Vec<u8>) {
        let at = |index: &prop::sample::Index| index.index(bytes.len().max(1));
        match self {
            _ if bytes.is_empty() => {}
            Self::Flip(index, mask) => {
                let at = at(index);
                bytes[at] ^= mask;
            }
            Self::Insert(index, byte) | Self::Mark(index, byte) => bytes.insert(at(index), *byte),
            Self::Delete(index) => {
                bytes.remove(at(index));
            }
            Self::Repeat(index, length) => {
                let at = at(index);
                let end = (at + usize::from(*length)).min(bytes.len());
                let part = bytes[at..end].to_vec();
                bytes.splice(at..at, part);
            }
            Self::Cut(index) => bytes.truncate(at(index)),
        }
    }
}

fn damage() -> impl Strategy<Value = Vec<Damage>> {
    let index = || any::<prop::sample::Index>();
    let mark = prop::sample::select(b"\"',;\t\n\r\\\0#".to_vec());
    let one = prop_oneof![
        3 => (index(), 1..=255_u8).prop_map(|(at, mask)| Damage::Flip(at, mask)),
        3 => (index(), any::<u8>()).prop_map(|(at, byte)| Damage::Insert(at, byte)),
        3 => index().prop_map(Damage::Delete),
        6 => (index(), mark).prop_map(|(at, byte)| Damage::Mark(at, byte)),
        2 => (index(), any::<u8>()).prop_map(|(at, length)| Damage::Repeat(at, length)),
        1 => index().prop_map(Damage::Cut),
    ];
    prop::collection::vec(one, 0..10)
}

/// Loads an upload; the report and the rejects file.
fn load(file_name: &str, bytes: &[u8]) -> Result<(IngestReport, Vec<u8>), Fault> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    runtime.block_on(async {
        let objects = Arc::new(MemoryObjects::new());
        objects.put(KEY, bytes).await.unwrap();
        let deps = IngestDeps {
            objects: objects.clone(),
            catalog: Arc::new(MemoryCatalog::new()),
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
        let key = report
            .files
            .first()
            .and_then(|file| file.rejects_key.clone());
        let rejects = match key {
            Some(key) => objects.get(&key).await?,
            None => Vec::new(),
        };
        Ok((report, rejects))
    })
}

fn counts(file: &FileReport) -> Counts {
    Counts {
        rows: file.rows_loaded,
        rejected: file.rows_rejected,
        skipped: file.lines_skipped,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(120))]

    /// Rows in are rows loaded, rows rejected (each in the rejects file, in order) and lines skipped.
    #[test]
    fn every_record_of_a_damaged_file_is_accounted_for(seed in any::<u64>(), damage in damage()) {
        let mut bytes = Sample::new(seed, Difficulty::Damaged).bytes;
        damage.iter().for_each(|damage| damage.apply(&mut bytes));
        let found = inspect(bytes.as_slice(), &Limits::default());
        let start = Instant::now();
        let loaded = load("x.csv", &bytes);
        prop_assert!(start.elapsed() < Duration::from_secs(10));
        let (report, rejects) = match (loaded, found.is_ok()) {
            (Ok(loaded), _) => loaded,
            (Err(fault), was_readable) => {
                prop_assert!(!was_readable || bytes.starts_with(b"PK") || fault.name != ErrorName::Internal, "{}", fault);
                prop_assert_ne!(fault.name, ErrorName::Internal);
                return Ok(());
            }
        };
        let file = &report.files[0];
        prop_assert_eq!(report.tables[0].rows, file.rows_loaded);
        prop_assert_eq!(counts(file), found.unwrap().counts);
        let mut rejects = csv::Reader::from_reader(rejects.as_slice());
        let mut last_line = 0;
        let mut rejected = 0;
        for record in rejects.records() {
            let line: u64 = record.unwrap()[1].parse().unwrap();
            prop_assert!(line > last_line);
            (last_line, rejected) = (line, rejected + 1);
        }
        prop_assert_eq!(rejected, file.rows_rejected);
    }

    /// Without quotation marks every line is a record.
    #[test]
    fn every_line_is_accounted_for(lines in prop::collection::vec("[a-z0-9,; #.:-]{0,14}", 1..40)) {
        let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
        if let Ok((report, _)) = load("x.csv", text.as_bytes()) {
            let Counts { rows, rejected, skipped } = counts(&report.files[0]);
            prop_assert_eq!(rows + rejected + skipped, u64::try_from(lines.len()).unwrap());
        }
    }

    /// Archives and packed files, damaged anywhere.
    #[test]
    fn a_damaged_upload_ends_in_rows_or_in_a_named_error(
        seed in any::<u64>(),
        kind in 0..3_u8,
        damage in damage(),
    ) {
        let mut bytes = match kind {
            0 => archive_of(seed),
            1 => packed(&Sample::new(seed, Difficulty::Clean).bytes),
            _ => seed.to_le_bytes().repeat(8),
        };
        damage.iter().for_each(|damage| damage.apply(&mut bytes));
        let start = Instant::now();
        let ended = load("shop.zip", &bytes);
        prop_assert!(start.elapsed() < Duration::from_secs(10));
        if let Err(fault) = ended {
            prop_assert!(fault.name != ErrorName::Internal, "{}", fault);
            prop_assert!(!fault.name.retryable(), "{}", fault);
        }
    }
}

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn archive_of(seed: u64) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, seed) in [("a/a.csv", seed), ("b.csv", seed ^ 1)] {
        writer
            .start_file(name, SimpleFileOptions::default())
            .unwrap();
        let sample = Sample::new(seed, Difficulty::Clean);
        writer.write_all(&sample.bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}
