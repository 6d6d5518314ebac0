//! The adapters against emulated AWS. `ANALYST_AWS_ENDPOINT` names its address; without it nothing is tried, and that is said.
#![cfg(all(feature = "s3", feature = "sqs", feature = "secrets"))]
#![expect(clippy::unwrap_used, reason = "a test may panic")]
#![expect(
    clippy::print_stdout,
    reason = "a skip is told to whoever runs the tests"
)]

use aws::{AwsConfig, S3Objects};
use contract::ErrorName;
use ports::{ObjectLinks, ObjectStore};
use std::io::{Read, Seek, SeekFrom, Write};
use std::time::Duration;

const BUCKET: &str = "adapters";

/// The objects of a bucket that is there already, or `None` without an emulator.
async fn objects() -> Option<S3Objects> {
    if std::env::var_os("ANALYST_AWS_ENDPOINT").is_none() {
        println!("SKIPPED: ANALYST_AWS_ENDPOINT names no emulator");
        return None;
    }
    Some(S3Objects::new(&AwsConfig::from_environment().await, BUCKET))
}

fn bytes(length: usize) -> Vec<u8> {
    let mut state = 7_u32;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8
    };
    (0..length).map(|_| next()).collect()
}

#[tokio::test]
async fn an_object_is_written_in_parts_and_read_in_blocks() {
    let Some(objects) = objects().await else {
        return;
    };
    let content = bytes(19 << 20);
    let written = content.clone();
    let store = objects.clone();
    // Called as the steps call it: from a blocking thread of a runtime with one thread.
    let read = tokio::task::spawn_blocking(move || {
        let mut writer = store.create("parts/a").unwrap();
        for chunk in written.chunks(777_777) {
            writer.write_all(chunk).unwrap();
        }
        assert!(store.open("parts/a").is_err(), "seen before its commit");
        writer.commit().unwrap();
        let mut reader = store.open("parts/a").unwrap();
        let mut end = [0; 22];
        reader.seek(SeekFrom::End(-22)).unwrap();
        reader.read_exact(&mut end).unwrap();
        assert_eq!(end, written[written.len() - 22..]);
        reader.seek(SeekFrom::Start(0)).unwrap();
        let mut all = Vec::new();
        reader.read_to_end(&mut all).unwrap();
        all
    });
    assert!(
        read.await.unwrap() == content,
        "the object differs from what was written"
    );
}

#[tokio::test]
async fn a_new_object_is_written_once() {
    let Some(objects) = objects().await else {
        return;
    };
    objects.delete("new/a").await.unwrap();
    assert!(objects.put_new("new/a", b"first").await.unwrap());
    assert!(!objects.put_new("new/a", b"second").await.unwrap());
    assert_eq!(objects.get("new/a").await.unwrap(), b"first");
    let missing = objects.get("new/none").await.unwrap_err();
    assert_eq!(missing.name, ErrorName::StoreNotFound);
    assert_eq!(
        objects.put("../a", b"").await.unwrap_err().name,
        ErrorName::InvalidInput
    );
}

#[tokio::test]
async fn every_page_of_a_list_is_read() {
    let Some(objects) = objects().await else {
        return;
    };
    let wanted: Vec<String> = (0..1100).map(|n| format!("many/{n:04}")).collect();
    for key in &wanted {
        objects.put(key, b"").await.unwrap();
    }
    assert_eq!(objects.list("many/").await.unwrap(), wanted);
}

#[tokio::test]
async fn a_link_tells_its_file_and_its_size() {
    let Some(objects) = objects().await else {
        return;
    };
    let valid = Duration::from_secs(60);
    let upload = objects.upload("uploads/1/a.zip", 123, valid).await.unwrap();
    assert!(upload.url.contains("X-Amz-Signature"), "{}", upload.url);
    assert!(upload.url.contains("content-length"), "{}", upload.url);
    let download = objects
        .download("results/1.csv", "who \"is\" it\r\n.csv", valid)
        .await
        .unwrap();
    assert!(
        download.contains("response-content-disposition"),
        "{download}"
    );
    assert!(!download.contains("%0D%0A"), "{download}");
}
