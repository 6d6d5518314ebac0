//! Objects: parts, ranges, pages, links.

use super::emulator::Emulator;
use crate::S3Objects;
use aws_sdk_s3::types::{BucketLocationConstraint, CreateBucketConfiguration};
use contract::ErrorName;
use ports::{ObjectLinks, ObjectStore};
use std::io::{Read, Seek, SeekFrom, Write};
use std::time::Duration;

/// A bucket of the test's own.
async fn objects(emulator: &Emulator, bucket: &str) -> S3Objects {
    let config = emulator.config();
    let client = aws_sdk_s3::Client::new(config.sdk());
    let here = CreateBucketConfiguration::builder()
        .location_constraint(BucketLocationConstraint::EuWest1)
        .build();
    let made = client.create_bucket().bucket(bucket);
    let made = made.create_bucket_configuration(here);
    made.send().await.unwrap();
    S3Objects::new(&config, bucket)
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
    let Some(emulator) = Emulator::shared("an_object_is_written_in_parts_and_read_in_blocks")
    else {
        return;
    };
    let objects = objects(&emulator, "parts").await;
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
    let Some(emulator) = Emulator::shared("a_new_object_is_written_once") else {
        return;
    };
    let objects = objects(&emulator, "once").await;
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
    let Some(emulator) = Emulator::shared("every_page_of_a_list_is_read") else {
        return;
    };
    let objects = objects(&emulator, "pages").await;
    let wanted: Vec<String> = (0..1100).map(|n| format!("many/{n:04}")).collect();
    for key in &wanted {
        objects.put(key, b"").await.unwrap();
    }
    assert_eq!(objects.list("many/").await.unwrap(), wanted);
}

#[tokio::test]
async fn a_link_tells_its_file_and_its_size() {
    let Some(emulator) = Emulator::shared("a_link_tells_its_file_and_its_size") else {
        return;
    };
    let objects = objects(&emulator, "links").await;
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
