//! Archives that must be refused, and damaged ones that must never do harm.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod forge;

use archive::{Archive, ArchiveError, EntryKind, Limits};
use contract::ErrorName;
use forge::Forged;
use proptest::prelude::*;
use std::io::{Cursor, Read, Write};
use zip::write::SimpleFileOptions;

fn open(bytes: &[u8]) -> Result<Archive<Cursor<&[u8]>>, ArchiveError> {
    Archive::open(Cursor::new(bytes), &Limits::default())
}

fn refusal(entries: &[Forged]) -> ArchiveError {
    open(&forge::archive(entries)).unwrap_err()
}

fn read_all(archive: &mut Archive<Cursor<&[u8]>>, index: usize) -> Result<Vec<u8>, ArchiveError> {
    let mut content = Vec::new();
    archive
        .read(index)?
        .read_to_end(&mut content)
        .map_err(ArchiveError::from_io)?;
    Ok(content)
}

fn deflated(name: &str, content: &[u8]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    writer
        .start_file(name, SimpleFileOptions::default())
        .unwrap();
    writer.write_all(content).unwrap();
    writer.finish().unwrap().into_inner()
}

#[test]
fn an_honest_archive_is_read() {
    let bytes = forge::archive(&[Forged::file("a/b.csv", "x\n1\n"), Forged::file("c/", "")]);
    let mut archive = open(&bytes).unwrap();
    assert_eq!(archive.entries()[0].path, "a/b.csv");
    assert_eq!(archive.entries()[1].kind, EntryKind::Directory);
    assert_eq!(read_all(&mut archive, 0).unwrap(), b"x\n1\n");
    assert!(matches!(
        archive.read(1),
        Err(ArchiveError::NoSuchEntry { index: 1 })
    ));
}

#[test]
fn junk_before_and_after_is_passed_over() {
    let mut bytes = b"#!/bin/sh\n".to_vec();
    bytes.extend(deflated("a.csv", b"x\n1\n"));
    bytes.extend_from_slice(b"trailing junk");
    assert_eq!(read_all(&mut open(&bytes).unwrap(), 0).unwrap(), b"x\n1\n");
}

#[test]
fn names_of_old_archivers() {
    let bytes = forge::archive(&[
        Forged::file(b"caf\x82.csv", ""),
        Forged::file("naïve.csv", ""),
        Forged::file("sales\\2023.csv", ""),
    ]);
    let archive = open(&bytes).unwrap();
    let paths: Vec<_> = archive
        .entries()
        .iter()
        .map(|entry| entry.path.as_str())
        .collect();
    assert_eq!(paths, ["café.csv", "naïve.csv", "sales/2023.csv"]);
}

#[test]
fn a_path_that_leads_out_is_refused() {
    for name in [
        "../a.csv",
        "a/../../b.csv",
        "/etc/passwd",
        "C:\\a.csv",
        "..\\a.csv",
        "a\0.csv",
    ] {
        let error = refusal(&[Forged::file("ok.csv", "x"), Forged::file(name, "x")]);
        assert!(
            matches!(error, ArchiveError::UnsafePath { .. }),
            "{name:?}: {error}"
        );
        assert_eq!(error.name(), ErrorName::ArchiveRefused);
    }
}

#[test]
fn links_and_devices_are_refused() {
    for mode in [0o120_777, 0o020_666, 0o060_666, 0o010_666, 0o140_666] {
        let error = refusal(&[Forged {
            mode,
            ..Forged::file("a.csv", "/etc/passwd")
        }]);
        assert!(
            matches!(error, ArchiveError::SpecialFile { .. }),
            "{mode:o}: {error}"
        );
    }
}

#[test]
fn an_encrypted_entry_is_refused() {
    let error = refusal(&[Forged {
        flags: 1,
        ..Forged::file("a.csv", "secret")
    }]);
    assert!(
        matches!(&error, ArchiveError::Encrypted { entry } if entry == "a.csv"),
        "{error}"
    );
}

#[test]
fn another_method_is_visible_and_typed() {
    let bytes = forge::archive(&[Forged {
        method: 12,
        ..Forged::file("a.csv", "BZh9")
    }]);
    let mut archive = open(&bytes).unwrap();
    assert!(matches!(
        archive.entries()[0].kind,
        EntryKind::Unsupported(_)
    ));
    assert_eq!(
        archive.read(0).unwrap_err().name(),
        ErrorName::ArchiveUnsupported
    );
}

#[test]
fn entries_that_share_bytes_are_refused() {
    let content = vec![b'x'; 5000];
    let entries: Vec<_> = (0..20)
        .map(|i| Forged {
            offset: Some(0),
            ..Forged::file(format!("{i}.csv"), &content)
        })
        .collect();
    let error = refusal(&entries);
    assert!(matches!(error, ArchiveError::Overlap { .. }), "{error}");
}

#[test]
fn an_entry_that_runs_into_the_next_is_refused_when_it_is_read() {
    // The directory's name is shorter than the one in the local header: only the local header
    // tells that the content reaches into the next entry.
    let mut bytes = forge::archive(&[
        Forged::file("a.csv", "x\n1\n"),
        Forged::file("b.csv", "x\n2\n"),
    ]);
    bytes[28] = 4; // the length of the extra field in the first local header
    let error = open(&bytes).unwrap().read(0).unwrap_err();
    assert!(matches!(error, ArchiveError::Overlap { .. }), "{error}");
}

#[test]
fn an_archive_in_the_archive_is_refused_by_name_and_by_content() {
    let inner = deflated("a.csv", b"x\n1\n");
    let error = refusal(&[Forged::file("inner.zip", &inner)]);
    assert!(matches!(error, ArchiveError::Nested { .. }), "{error}");
    let bytes = forge::archive(&[Forged::file("inner.csv", &inner)]);
    let error = open(&bytes).unwrap().read(0).unwrap_err();
    assert!(matches!(error, ArchiveError::Nested { .. }), "{error}");
}

#[test]
fn a_high_ratio_is_refused_before_anything_is_unpacked() {
    let error = open(&deflated("a.csv", &vec![b'0'; 8 << 20])).unwrap_err();
    assert_eq!(error.name(), ErrorName::ArchiveLimit, "{error}");
    assert!(error.to_string().contains("'a.csv'"), "{error}");
}

#[test]
fn a_lie_about_the_size_ends_the_reading() {
    let honest = vec![b'0'; 8 << 20];
    let mut bytes = deflated("a.csv", &honest);
    let directory = bytes.len() - 22 - 46 - 5;
    bytes[directory + 24..directory + 28].copy_from_slice(&1000u32.to_le_bytes());
    let mut archive = open(&bytes).unwrap();
    let error = read_all(&mut archive, 0).unwrap_err();
    assert!(matches!(error, ArchiveError::Damaged { .. }), "{error}");
}

#[test]
fn content_shorter_than_declared_is_damage() {
    let crc = Some(forge::crc32(b"x\n"));
    let entry = Forged {
        declared_size: Some(400),
        crc,
        ..Forged::file("a.csv", "x\n")
    };
    let bytes = forge::archive(&[entry]);
    let error = read_all(&mut open(&bytes).unwrap(), 0).unwrap_err();
    assert_eq!(error.name(), ErrorName::ArchiveInvalid, "{error}");
}

#[test]
fn a_wrong_checksum_is_damage() {
    let bytes = forge::archive(&[Forged {
        crc: Some(7),
        ..Forged::file("a.csv", "x\n1\n")
    }]);
    let error = read_all(&mut open(&bytes).unwrap(), 0).unwrap_err();
    assert!(
        matches!(&error, ArchiveError::Damaged { entry, .. } if entry == "a.csv"),
        "{error}"
    );
}

#[test]
fn a_repeated_path_is_visible() {
    let bytes = forge::archive(&[Forged::file("a.csv", "1"), Forged::file("./a.csv", "2")]);
    let mut archive = open(&bytes).unwrap();
    assert_eq!(archive.entries()[1].repeats, Some(0));
    assert_eq!(read_all(&mut archive, 1).unwrap(), b"2");
}

#[test]
fn limits_on_the_whole_archive() {
    let bytes = forge::archive(&[
        Forged::file("a.csv", "12345"),
        Forged::file("b.csv", "12345"),
    ]);
    for limits in [
        Limits {
            max_entries: 1,
            ..Limits::default()
        },
        Limits {
            max_total_bytes: 9,
            ..Limits::default()
        },
        Limits {
            max_entry_bytes: 4,
            ..Limits::default()
        },
        Limits {
            max_path_bytes: 4,
            ..Limits::default()
        },
        Limits {
            max_directory_bytes: 20,
            ..Limits::default()
        },
    ] {
        let error = Archive::open(Cursor::new(&bytes), &limits).unwrap_err();
        assert_eq!(error.name(), ErrorName::ArchiveLimit, "{limits:?}: {error}");
    }
}

#[test]
fn what_is_no_archive_is_invalid() {
    for bytes in [&b""[..], b"a,b\n1,2\n", b"PK\x03\x04", &[0; 70_000]] {
        assert_eq!(open(bytes).unwrap_err().name(), ErrorName::ArchiveInvalid);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, ..ProptestConfig::default() })]

    /// Whatever bytes are changed, reading ends with content or a typed error.
    #[test]
    fn flipped_bytes_do_no_harm(
        flips in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
        cut in prop::option::of(any::<prop::sample::Index>()),
    ) {
        let mut bytes = deflated("a.csv", &b"id,name\n1,Ada\n2,Bob\n".repeat(20));
        for (at, value) in flips {
            let at = at.index(bytes.len());
            bytes[at] = value;
        }
        if let Some(cut) = cut {
            bytes.truncate(cut.index(bytes.len()));
        }
        if let Ok(mut archive) = open(&bytes) {
            for index in 0..archive.entries().len() {
                let _ = read_all(&mut archive, index);
            }
        }
    }
}
