//! The data directory: one process, clear sentences.
#![cfg(feature = "store")]

use contract::ErrorName;
use local_ports::{DataDir, SqliteJobs};
use std::fs;

#[test]
fn a_second_one_is_told_who_has_it() {
    let dir = tempfile::tempdir().unwrap();
    let first = DataDir::open(dir.path()).unwrap();
    let fault = DataDir::open(dir.path()).unwrap_err();
    assert_eq!(fault.name, ErrorName::StoreLocked);
    let process = format!("another analyst (process {}) is using ", std::process::id());
    assert!(fault.message.starts_with(&process), "{}", fault.message);
    assert!(fault.message.contains("--data-dir"), "{}", fault.message);

    // A store that lives on keeps the lock.
    let jobs = SqliteJobs::open(first.database()).unwrap();
    drop(first);
    assert_eq!(
        DataDir::open(dir.path()).unwrap_err().name,
        ErrorName::StoreLocked
    );
    drop(jobs);
    DataDir::open(dir.path()).unwrap();
}

#[test]
fn a_lock_file_without_a_process_means_nothing() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("lock"), "4711, which was killed long ago").unwrap();
    DataDir::open(dir.path()).unwrap();
    let holder = fs::read_to_string(dir.path().join("lock")).unwrap();
    assert_eq!(holder.trim(), std::process::id().to_string());
}

#[test]
fn folders_are_made_and_leftovers_removed() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("new/one");
    drop(DataDir::open(&path).unwrap());
    let leftover = path.join("objects/.unfinished/123-0");
    fs::create_dir_all(leftover.parent().unwrap()).unwrap();
    fs::write(&leftover, "half").unwrap();
    drop(DataDir::open(&path).unwrap());
    assert!(!leftover.exists());
    assert!(path.join("analyst.sqlite").exists());
}

#[test]
fn a_file_is_no_folder() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("file");
    fs::write(&path, "").unwrap();
    assert_eq!(
        DataDir::open(&path).unwrap_err().name,
        ErrorName::ConfigInvalid
    );
    assert_eq!(
        DataDir::open(path.join("below")).unwrap_err().name,
        ErrorName::ConfigInvalid
    );
}

#[test]
fn damage_is_named() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(
        dir.path().join("analyst.sqlite"),
        "no database, but long enough to be read as one",
    )
    .unwrap();
    let fault = DataDir::open(dir.path()).unwrap_err();
    assert_eq!(fault.name, ErrorName::StoreCorrupt);
    assert!(
        fault.message.contains("analyst.sqlite"),
        "{}",
        fault.message
    );
}

#[test]
fn a_database_of_a_newer_program_is_left_alone() {
    let dir = tempfile::tempdir().unwrap();
    drop(DataDir::open(dir.path()).unwrap());
    let database = dir.path().join("analyst.sqlite");
    let connection = rusqlite::Connection::open(&database).unwrap();
    connection.pragma_update(None, "user_version", 99).unwrap();
    drop(connection);
    let fault = DataDir::open(dir.path()).unwrap_err();
    assert_eq!(fault.name, ErrorName::StoreCorrupt);
    assert!(fault.message.contains("newer"), "{}", fault.message);
}
