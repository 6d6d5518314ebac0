//! Objects that arrive, once and again, and what is told of them.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use contract::{Dialect, ErrorName, Fault, Upload, UploadStatus};
use ingest::{IngestDeps, IngestEvents};
use ports::{CatalogStore, ObjectStore};
use step::{UploadConsumer, UploadedObject};
use testkit::{MemoryCatalog, TestPorts};
use uploads::UploadStore;

const KEY: &str = "uploads/u-1/Shop 2024.csv";

async fn kit(key: &str, bytes: &[u8]) -> TestPorts {
    let mut kit = TestPorts::with_catalog(MemoryCatalog::new());
    kit.settings.upload_dialect = Dialect::Athena;
    kit.objects.put(key, bytes).await.unwrap();
    kit
}

async fn arrives(kit: &TestPorts, key: &str, version: &str) -> Result<(), Fault> {
    let object = UploadedObject {
        key: key.into(),
        version: version.into(),
        size_bytes: 1,
    };
    IngestEvents::consume(object, &IngestDeps::from(&kit.ports())).await
}

async fn state(kit: &TestPorts, upload_id: &str) -> Upload {
    let uploads = UploadStore::new(kit.objects.clone());
    uploads.get(upload_id).await.unwrap().unwrap()
}

#[tokio::test]
async fn an_object_becomes_a_source_once_however_often_it_is_told() {
    let kit = kit(KEY, b"id,name\n1,Ada\n2,Grace\n").await;
    arrives(&kit, KEY, "v1").await.unwrap();
    let source = kit.catalog.source("shop_2024").await.unwrap();
    assert_eq!(source.dialect, Dialect::Athena);
    let upload = state(&kit, "u-1").await;
    assert_eq!(upload.status, UploadStatus::Succeeded);
    assert_eq!(upload.report.as_ref().unwrap().tables[0].rows, 2);

    arrives(&kit, KEY, "v1").await.unwrap();
    assert_eq!(kit.catalog.source("shop_2024").await.unwrap(), source);
    assert_eq!(state(&kit, "u-1").await, upload);
}

#[tokio::test]
async fn another_version_under_the_key_is_another_upload() {
    let kit = kit("uploads/shop.csv", b"id\n1\n").await;
    arrives(&kit, "uploads/shop.csv", "v1").await.unwrap();
    kit.objects
        .put("uploads/shop.csv", b"id\n1\n2\n")
        .await
        .unwrap();
    arrives(&kit, "uploads/shop.csv", "v2").await.unwrap();
    assert_eq!(kit.catalog.source("shop").await.unwrap().version, 2);
    // The first one comes again, late: it does not take the second one's place.
    arrives(&kit, "uploads/shop.csv", "v1").await.unwrap();
    assert_eq!(kit.catalog.source("shop").await.unwrap().version, 2);
    let states = kit.objects.list("uploads-state/").await.unwrap();
    assert_eq!(states.len(), 2);
}

#[tokio::test]
async fn a_fault_of_the_upload_is_told_and_not_tried_again() {
    for (key, bytes, name) in [
        (
            "uploads/u-1/shop.zip",
            &b"PK\x03\x04cut"[..],
            ErrorName::ArchiveInvalid,
        ),
        ("uploads/u-1/shop.exe", b"MZ", ErrorName::InvalidInput),
    ] {
        let kit = kit(key, bytes).await;
        arrives(&kit, key, "v1").await.unwrap();
        let upload = state(&kit, "u-1").await;
        assert_eq!(upload.status, UploadStatus::Failed);
        assert_eq!(upload.error.as_ref().unwrap().title, name);
        arrives(&kit, key, "v1").await.unwrap();
        assert_eq!(state(&kit, "u-1").await, upload);
        assert!(kit.catalog.sources().await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn what_may_pass_is_an_error_and_the_next_attempt_goes_on() {
    let kit = kit(KEY, b"id\n1\n").await;
    kit.catalog.fail(Some(ErrorName::StoreUnavailable));
    let fault = arrives(&kit, KEY, "v1").await.unwrap_err();
    assert_eq!(fault.name, ErrorName::StoreUnavailable);
    let upload = state(&kit, "u-1").await;
    assert_eq!(
        upload.status,
        UploadStatus::Failed,
        "in case nobody tries again"
    );
    kit.catalog.fail(None);
    arrives(&kit, KEY, "v1").await.unwrap();
    assert_eq!(state(&kit, "u-1").await.status, UploadStatus::Succeeded);
}

#[tokio::test]
async fn what_is_no_upload_is_left_alone() {
    let kit = kit(KEY, b"id\n1\n").await;
    for key in [
        "uploads/",
        "uploads/u-1/",
        "uploads/a/b/c.csv",
        "tables/x.parquet",
    ] {
        arrives(&kit, key, "v1").await.unwrap();
    }
    assert_eq!(kit.objects.keys(), [KEY]);
}
