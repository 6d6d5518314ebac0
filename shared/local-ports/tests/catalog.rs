//! Sources: versions given once, swapped at once, replaced ones removed.
#![cfg(feature = "store")]
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use contract::{
    Catalog, Dialect, ErrorName, IngestReport, Limits, Source, SourceKind, ValueSharing,
};
use local_ports::{DataDir, FileObjects, SqliteCatalog};
use ports::{CatalogStore, ObjectStore, Publication};
use std::collections::BTreeMap;
use std::path::Path;

fn open(dir: &Path) -> SqliteCatalog {
    SqliteCatalog::open(DataDir::open(dir).unwrap().database()).unwrap()
}

fn publication(name: &str, version: u64, upload_id: &str) -> Publication {
    Publication {
        source: Source {
            name: name.to_owned(),
            kind: SourceKind::S3,
            dialect: Dialect::Embedded,
            version,
            description: None,
            limits: Limits::default(),
            value_sharing: ValueSharing::default(),
            policies: BTreeMap::new(),
        },
        catalog: Catalog {
            source: name.to_owned(),
            dialect: Dialect::Embedded,
            fingerprint: format!("{name} {version}"),
            tables: vec![],
            metrics: vec![],
        },
        report: IngestReport {
            source: name.to_owned(),
            version,
            tables: vec![],
            files: vec![],
            skipped: vec![],
            warnings: vec![],
            unchanged: false,
        },
        upload_id: upload_id.to_owned(),
    }
}

#[tokio::test]
async fn a_version_is_given_once_whatever_happens() {
    let dir = tempfile::tempdir().unwrap();
    let catalog = open(dir.path());
    assert_eq!(catalog.next_version("a").await.unwrap(), 1);
    assert_eq!(catalog.next_version("a").await.unwrap(), 2);
    assert_eq!(catalog.next_version("b").await.unwrap(), 1);
    drop(catalog);
    assert_eq!(open(dir.path()).next_version("a").await.unwrap(), 3);
}

#[tokio::test]
async fn publishing_swaps_at_once_and_for_good() {
    let dir = tempfile::tempdir().unwrap();
    let catalog = open(dir.path());
    catalog.publish(publication("shop", 1, "u1")).await.unwrap();
    let old = catalog.source("shop").await.unwrap();
    let before = catalog.catalog(&old).await.unwrap();
    catalog.publish(publication("shop", 2, "u2")).await.unwrap();
    let new = catalog.source("shop").await.unwrap();
    assert_eq!((old.version, new.version), (1, 2));
    assert_eq!(catalog.catalog(&new).await.unwrap().fingerprint, "shop 2");
    assert_eq!(
        catalog.catalog(&old).await.unwrap(),
        before,
        "a running question goes on"
    );
    drop(catalog);
    let catalog = open(dir.path());
    assert_eq!(catalog.sources().await.unwrap(), std::slice::from_ref(&new));
    let again = catalog.catalog(&new).await.unwrap();
    assert!(
        std::sync::Arc::ptr_eq(&again, &catalog.catalog(&new).await.unwrap()),
        "kept"
    );
}

#[tokio::test]
async fn the_same_upload_twice_changes_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let catalog = open(dir.path());
    assert_eq!(catalog.published("shop", "u1").await.unwrap(), None);
    catalog.publish(publication("shop", 1, "u1")).await.unwrap();
    catalog.publish(publication("shop", 2, "u1")).await.unwrap();
    assert_eq!(catalog.source("shop").await.unwrap().version, 1);
    assert_eq!(
        catalog
            .published("shop", "u1")
            .await
            .unwrap()
            .unwrap()
            .version,
        1
    );

    catalog.publish(publication("shop", 3, "u2")).await.unwrap();
    assert_eq!(
        catalog.published("shop", "u1").await.unwrap(),
        None,
        "it no longer serves"
    );
    catalog.publish(publication("shop", 4, "u1")).await.unwrap();
    assert_eq!(catalog.source("shop").await.unwrap().version, 4);
}

#[tokio::test]
async fn an_older_upload_does_not_overtake_a_newer() {
    let dir = tempfile::tempdir().unwrap();
    let catalog = open(dir.path());
    catalog
        .publish(publication("shop", 2, "newer"))
        .await
        .unwrap();
    let fault = catalog
        .publish(publication("shop", 1, "older"))
        .await
        .unwrap_err();
    assert_eq!(fault.name, ErrorName::InvalidInput);
    assert_eq!(catalog.source("shop").await.unwrap().version, 2);
}

#[tokio::test]
async fn an_unknown_source_names_those_there_are() {
    let dir = tempfile::tempdir().unwrap();
    let catalog = open(dir.path());
    let fault = catalog.source("x").await.unwrap_err();
    assert_eq!(fault.name, ErrorName::SourceUnknown);
    for name in ["b", "a"] {
        catalog.publish(publication(name, 1, "u")).await.unwrap();
    }
    let fault = catalog.source("x").await.unwrap_err();
    assert!(
        fault.message.ends_with("there are: a, b"),
        "{}",
        fault.message
    );
    let missing = publication("a", 7, "u").source;
    assert_eq!(
        catalog.catalog(&missing).await.unwrap_err().name,
        ErrorName::StoreNotFound
    );
}

#[tokio::test]
async fn garbage_is_what_nobody_can_reach() {
    let dir = tempfile::tempdir().unwrap();
    {
        let catalog = open(dir.path());
        for _ in 0..3 {
            catalog.next_version("shop").await.unwrap();
        }
        catalog.publish(publication("shop", 1, "u1")).await.unwrap();
        catalog.publish(publication("shop", 2, "u2")).await.unwrap();
    }
    let objects = FileObjects::open(dir.path().join("objects")).unwrap();
    let kept = [
        "rejects/shop/v2/a.csv",
        "results/job.json",
        "tables/readme",
        "tables/shop/v2/a.parquet",
        "tables/shop/v4/a.parquet",
    ];
    let removed = [
        "rejects/shop/v1/a.csv",
        "tables/gone/v1/a",
        "tables/shop/v1/a",
        "tables/shop/v3/half",
    ];
    for key in kept.iter().chain(&removed) {
        objects.put(key, b"x").await.unwrap();
    }
    let catalog = open(dir.path());
    assert_eq!(
        catalog.next_version("shop").await.unwrap(),
        4,
        "being written now"
    );
    assert_eq!(
        catalog.collect_garbage(&objects).await.unwrap(),
        removed.len()
    );
    assert_eq!(objects.list("").await.unwrap(), kept);
    assert_eq!(catalog.collect_garbage(&objects).await.unwrap(), 0);
    let old = publication("shop", 1, "u1").source;
    assert_eq!(
        catalog.catalog(&old).await.unwrap_err().name,
        ErrorName::StoreNotFound
    );
}
