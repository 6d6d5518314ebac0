//! Objects as files.
#![cfg(feature = "files")]
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use contract::ErrorName;
use local_ports::FileObjects;
use ports::ObjectStore;
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::PathBuf;

fn store() -> (tempfile::TempDir, FileObjects) {
    let dir = tempfile::tempdir().unwrap();
    let objects = FileObjects::open(dir.path()).unwrap();
    (dir, objects)
}

/// Every file below the directory, objects or not.
fn files(dir: &tempfile::TempDir) -> Vec<PathBuf> {
    let mut folders = vec![dir.path().to_owned()];
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                files.push(path);
            }
        }
    }
    files
}

#[tokio::test]
async fn put_get_replace_delete() {
    let (_dir, objects) = store();
    assert_eq!(
        objects.get("a/b").await.unwrap_err().name,
        ErrorName::StoreNotFound
    );
    objects.put("a/b", b"one").await.unwrap();
    objects.put("a/b", b"two").await.unwrap();
    assert_eq!(objects.get("a/b").await.unwrap(), b"two");
    objects.delete("a/b").await.unwrap();
    objects.delete("a/b").await.unwrap();
    objects.delete("never/there").await.unwrap();
    assert_eq!(
        objects.get("a/b").await.unwrap_err().name,
        ErrorName::StoreNotFound
    );
}

#[tokio::test]
async fn a_folder_is_no_object() {
    let (_dir, objects) = store();
    objects.put("a/b", b"x").await.unwrap();
    assert_eq!(
        objects.get("a").await.unwrap_err().name,
        ErrorName::StoreNotFound
    );
    assert_eq!(
        objects.get("a/b/c").await.unwrap_err().name,
        ErrorName::StoreNotFound
    );
    assert!(
        objects
            .open("a")
            .is_err_and(|fault| fault.name == ErrorName::StoreNotFound)
    );
    objects.delete("a").await.unwrap();
    assert_eq!(objects.get("a/b").await.unwrap(), b"x");
}

#[tokio::test]
async fn list_takes_any_prefix_and_sorts() {
    let (_dir, objects) = store();
    for key in ["t/s/v2/b", "t/s/v10/a", "t/s2/v1/a", "t/s", "u"]
        .into_iter()
        .filter(|k| *k != "t/s")
    {
        objects.put(key, b"").await.unwrap();
    }
    let unfinished = objects.create("t/s/v3/c").unwrap();
    assert_eq!(
        objects.list("").await.unwrap(),
        ["t/s/v10/a", "t/s/v2/b", "t/s2/v1/a", "u"]
    );
    assert_eq!(
        objects.list("t/s").await.unwrap(),
        ["t/s/v10/a", "t/s/v2/b", "t/s2/v1/a"]
    );
    assert_eq!(
        objects.list("t/s/").await.unwrap(),
        ["t/s/v10/a", "t/s/v2/b"]
    );
    assert_eq!(objects.list("t/s/v1").await.unwrap(), ["t/s/v10/a"]);
    assert_eq!(objects.list("x/y").await.unwrap(), Vec::<String>::new());
    assert_eq!(
        objects.list("t/../").await.unwrap_err().name,
        ErrorName::InvalidInput
    );
    drop(unfinished);
}

#[tokio::test]
async fn an_object_is_there_whole_or_not_at_all() {
    let (dir, objects) = store();
    objects.put("a/b", b"old").await.unwrap();

    let mut writer = objects.create("a/b").unwrap();
    writer.write_all(b"half").unwrap();
    writer.flush().unwrap();
    assert_eq!(objects.get("a/b").await.unwrap(), b"old");
    drop(writer);
    assert_eq!(objects.get("a/b").await.unwrap(), b"old");
    assert_eq!(files(&dir), [dir.path().join("a/b")], "nothing remains");

    let mut writer = objects.create("a/b").unwrap();
    writer.write_all(b"new").unwrap();
    writer.commit().unwrap();
    assert_eq!(objects.get("a/b").await.unwrap(), b"new");
    assert_eq!(files(&dir), [dir.path().join("a/b")]);
}

#[tokio::test]
async fn what_a_killed_process_left_is_removed() {
    let (dir, objects) = store();
    let mut writer = objects.create("a").unwrap();
    writer.write_all(b"half").unwrap();
    std::mem::forget(writer);
    assert_eq!(files(&dir).len(), 1);
    objects.remove_unfinished().unwrap();
    assert_eq!(files(&dir).len(), 0);
    objects.put("a", b"whole").await.unwrap();
}

#[tokio::test]
async fn open_reads_in_place() {
    let (_dir, objects) = store();
    objects.put("zip", b"0123456789").await.unwrap();
    let mut reader = objects.open("zip").unwrap();
    reader.seek(SeekFrom::End(-3)).unwrap();
    let mut text = String::new();
    reader.read_to_string(&mut text).unwrap();
    assert_eq!(text, "789");
}

#[tokio::test]
async fn no_key_leads_out() {
    let (dir, objects) = store();
    for key in [
        "../x",
        "a/../../x",
        "/tmp/x",
        "",
        "a//b",
        ".unfinished/x",
        "a\0",
    ] {
        assert_eq!(
            objects.put(key, b"x").await.unwrap_err().name,
            ErrorName::InvalidInput
        );
        assert_eq!(
            objects.get(key).await.unwrap_err().name,
            ErrorName::InvalidInput
        );
        assert_eq!(
            objects.delete(key).await.unwrap_err().name,
            ErrorName::InvalidInput
        );
        assert!(
            objects
                .create(key)
                .is_err_and(|fault| fault.name == ErrorName::InvalidInput)
        );
    }
    assert_eq!(files(&dir).len(), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn readers_never_see_half() {
    let (_dir, objects) = store();
    let (zeros, ones) = (vec![0_u8; 100_000], vec![1_u8; 100_000]);
    objects.put("k", &zeros).await.unwrap();
    let writing = {
        let objects = objects.clone();
        tokio::spawn(async move {
            for _ in 0..20 {
                objects.put("k", &ones).await.unwrap();
                objects.put("k", &zeros).await.unwrap();
            }
        })
    };
    while !writing.is_finished() {
        let bytes = objects.get("k").await.unwrap();
        assert!(bytes.len() == 100_000 && bytes.iter().all(|byte| *byte == bytes[0]));
    }
    writing.await.unwrap();
}
