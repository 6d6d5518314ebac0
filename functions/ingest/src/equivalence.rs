//! A load that learns the types on its way does what a survey of all rows before the load leads to.

use crate::build::Build;
use crate::{IngestDeps, NoProgress};
use contract::{Dialect, IngestReport, IngestRequest, Source, SourceKind};
use ports::ObjectStore;
use proptest::prelude::*;
use std::io::{Cursor, Write};
use std::sync::Arc;
use testkit::{MemoryCatalog, MemoryObjects};

const UPLOAD: &str = "uploads/a.zip";

fn value() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "-?[0-9]{1,4}",
        4 => "-?[0-9]{1,4}\\.[0-9]{2}",
        2 => "[0-9]{1,3}\\.[0-9]{1,4}",
        4 => "20[0-9]{2}-0[1-9]-[0-2][1-8]",
        1 => "[0-9]{15,22}",
        1 => "[0-3]?[0-9]/[0-3]?[0-9]/20[0-9]{2}",
        1 => "\"[0-9]{1,3}(,[0-9]{3}){0,2}\"",
        1 => "(NA|NULL|-|inf|true|False| |0012|)",
        2 => "[a-z]{1,6}",
        1 => "\"[a-z]{0,3}\"\"?[,\n]?[a-z]{0,3}\"",
    ]
}

/// Values mostly of one sort, so that their beginning promises what the rest may not keep.
fn column() -> impl Strategy<Value = Vec<String>> {
    let alike = prop_oneof![
        prop::collection::vec("-?[0-9]{1,4}", 12),
        prop::collection::vec("[0-9]{1,8}\\.[0-9]{2}", 12),
        prop::collection::vec("20[0-9]{2}-0[1-9]-[0-2][1-8]", 12),
        prop::collection::vec("0?[1-9]/[0-3]?[0-9]/2020", 12),
        prop::collection::vec("\"[1-9],[0-9]{3}\"", 12),
        prop::collection::vec("(|NA|[0-9])", 12),
        prop::collection::vec("[a-z]{0,6}", 12),
    ];
    (alike, prop::collection::vec((0..40_usize, value()), 2)).prop_map(|(mut column, others)| {
        for (at, other) in others {
            if let Some(value) = column.get_mut(at) {
                *value = other;
            }
        }
        column
    })
}

fn file() -> impl Strategy<Value = String> {
    (
        prop::collection::vec(column(), 3),
        0..14_usize,
        any::<bool>(),
    )
        .prop_map(|(columns, rows, torn)| {
            let mut text = "id,first thing,other\n".to_owned();
            for row in 0..rows.min(12) {
                let fields: Vec<&str> = columns.iter().map(|column| column[row].as_str()).collect();
                text.push_str(&fields.join(","));
                text.push_str(if torn && row == 7 { ",more,\n" } else { "\n" });
            }
            text
        })
}

fn pack(files: &[(String, String)]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (path, content) in files {
        let options = zip::write::SimpleFileOptions::default();
        writer.start_file(path.as_str(), options).unwrap();
        writer.write_all(content.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// The report, the catalogue as text and all objects, without those a failure or a second load
/// leaves to be removed.
type Outcome = Result<(IngestReport, String, Vec<(String, Vec<u8>)>), String>;

fn outcome(archive: &[u8], surveyed_bytes: u64) -> Outcome {
    let objects = Arc::new(MemoryObjects::new().with(UPLOAD, archive));
    let deps = IngestDeps {
        objects: objects.clone(),
        catalog: Arc::new(MemoryCatalog::new()),
        dialect: Dialect::Embedded,
        limits: archive::Limits::default(),
    };
    let request = IngestRequest {
        source: "a".into(),
        key: UPLOAD.into(),
        file_name: "a.zip".into(),
        upload_id: "1".into(),
    };
    let source = Source {
        name: "a".into(),
        kind: SourceKind::S3,
        dialect: Dialect::Embedded,
        version: 1,
        description: None,
        limits: contract::Limits::default(),
        value_sharing: contract::ValueSharing::default(),
        policies: std::collections::BTreeMap::default(),
    };
    let build =
        Build::new(&request, &source, &deps, Arc::new(NoProgress)).surveying(surveyed_bytes);
    let built = build.run().map_err(|fault| fault.to_string())?;
    let begun = build.begun();
    let leftovers: Vec<_> = begun.difference(&built.keys).collect();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    let kept = objects
        .keys()
        .into_iter()
        .filter(|key| !leftovers.contains(&key));
    let stored = kept
        .map(|key| {
            let bytes = runtime.block_on(objects.get(&key)).unwrap();
            (key, bytes)
        })
        .collect();
    Ok((built.report, format!("{:?}", built.catalog), stored))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn types_learnt_on_the_way_are_those_of_all_rows(
        files in prop::collection::vec((0..3_u8, file()), 1..4),
        surveyed_bytes in prop::sample::select(vec![0, 1, 40, 100]),
    ) {
        let named = |(at, (folder, text)): (usize, &(u8, String))| {
            (format!("t{folder}/part_{at}.csv"), text.clone())
        };
        let files: Vec<_> = files.iter().enumerate().map(named).collect();
        let archive = pack(&files);
        prop_assert_eq!(outcome(&archive, surveyed_bytes), outcome(&archive, u64::MAX));
    }
}

/// What a row far beyond the beginning refutes, in a table of several files and batches.
#[test]
fn a_late_row_changes_the_type_of_its_column() {
    let rows = |from: u32, count: u32| -> String {
        let lines = (from..from + count).map(|i| format!("{i},2024-01-{:02},7\n", i % 12 + 1));
        lines.collect()
    };
    let late = format!("id,day,x\n{}100.5,13/01/2024,\n", rows(0, 70_000));
    let files = [
        ("t/a.csv".to_owned(), format!("id,day,x\n{}", rows(5, 100))),
        ("t/b.csv".to_owned(), late),
        ("t/c.csv".to_owned(), "id,day,x\n1,2024-01-01,\n".to_owned()),
    ];
    let archive = pack(&files);
    let learnt = outcome(&archive, 1000).unwrap();
    assert_eq!(learnt.0.tables[0].rows, 70_102);
    let types: Vec<String> = learnt.0.tables[0]
        .columns
        .iter()
        .map(|column| column.data_type.to_string())
        .collect();
    assert_eq!(types, ["double", "varchar", "bigint"]);
    assert!(learnt == outcome(&archive, u64::MAX).unwrap());
}
