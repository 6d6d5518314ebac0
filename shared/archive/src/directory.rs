use crate::entry::Method;
use crate::path::{names_archive, normalise, shown};
use crate::{ArchiveError, Entry, EntryKind, EntryReader, Limits};
use std::borrow::Cow;
use std::collections::HashMap;
use std::io::{Read, Seek};
use zip::CompressionMethod;
use zip::ZipReadOptions;
use zip::read::{Config, OwnedZipFileEntry, ZipFileEntry};
use zip::unstable::read::ZipIterable;

/// Bytes of a local header before its name.
const LOCAL_HEADER_BYTES: u64 = 30;

/// The checked directory of an archive.
#[derive(Debug)]
pub(crate) struct Directory {
    entries: Vec<Entry>,
    ratio: Ratio,
}

/// How much an entry may grow when it is unpacked.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ratio {
    max: u64,
    grace_bytes: u64,
}

impl Ratio {
    pub(crate) fn is_passed(self, size: u64, compressed: u64) -> bool {
        size > self.grace_bytes && size > compressed.saturating_mul(self.max)
    }

    pub(crate) fn error(self, entry: &str) -> ArchiveError {
        let what = "times its packed size when it is unpacked";
        ArchiveError::EntryLimit {
            entry: entry.to_owned(),
            what,
            limit: self.max,
        }
    }
}

impl Directory {
    pub(crate) fn read<R: Read + Seek>(
        reader: &mut R,
        limits: &Limits,
    ) -> Result<Self, ArchiveError> {
        let mut records = ZipIterable::try_new(reader, Config::default())
            .map_err(ArchiveError::from_directory)?;
        if records.len() > limits.max_entries {
            let limit = u64::try_from(limits.max_entries).unwrap_or(u64::MAX);
            return Err(ArchiveError::ArchiveLimit {
                what: "entries",
                limit,
            });
        }
        let mut checks = Checks::new(limits);
        let mut entries = Vec::with_capacity(records.len());
        for record in records.files().map_err(ArchiveError::from_directory)? {
            let record = record.map_err(ArchiveError::from_directory)?;
            entries.push(checks.entry(record, entries.len())?);
        }
        if let Some(directory_start) = checks.directory_start {
            bound_entries(&mut entries, directory_start)?;
        }
        Ok(Self {
            entries,
            ratio: checks.ratio,
        })
    }

    pub(crate) fn entries(&self) -> &[Entry] {
        &self.entries
    }

    pub(crate) fn open_entry<'a, R: Read + Seek>(
        &'a self,
        reader: &'a mut R,
        index: usize,
    ) -> Result<EntryReader<'a, R>, ArchiveError> {
        let no_such_entry = ArchiveError::NoSuchEntry { index };
        let entry = self.entries.get(index).ok_or(no_such_entry)?;
        match &entry.kind {
            EntryKind::File => {}
            EntryKind::Directory => return Err(ArchiveError::NoSuchEntry { index }),
            EntryKind::Unsupported(method) => {
                let method = method.to_string();
                return Err(ArchiveError::Unsupported {
                    entry: entry.path.clone(),
                    method,
                });
            }
        }
        let content = entry
            .record
            .as_ref()
            .with_reader(reader, ZipReadOptions::new())
            .map_err(|error| ArchiveError::from_entry(error, &entry.path))?;
        // The header before the content may be longer than the directory could tell.
        let end = content
            .data_start()
            .and_then(|start| start.checked_add(entry.compressed));
        if end.is_none_or(|end| end > entry.bound) {
            let other = "what follows it".to_owned();
            return Err(ArchiveError::Overlap {
                entry: entry.path.clone(),
                other,
            });
        }
        EntryReader::new(content, entry, self.ratio)
    }
}

/// What is checked while the directory is read, entry by entry.
struct Checks<'a> {
    limits: &'a Limits,
    ratio: Ratio,
    directory_start: Option<u64>,
    total_bytes: u64,
    positions: HashMap<String, usize>,
}

impl<'a> Checks<'a> {
    fn new(limits: &'a Limits) -> Self {
        let ratio = Ratio {
            max: limits.max_ratio,
            grace_bytes: limits.ratio_grace_bytes,
        };
        Self {
            limits,
            ratio,
            directory_start: None,
            total_bytes: 0,
            positions: HashMap::new(),
        }
    }

    fn entry(
        &mut self,
        record: ZipFileEntry<'static>,
        position: usize,
    ) -> Result<Entry, ArchiveError> {
        let start = *self
            .directory_start
            .get_or_insert(record.central_header_start());
        let directory_bytes = record.central_header_start().saturating_sub(start);
        if directory_bytes > self.limits.max_directory_bytes {
            let limit = self.limits.max_directory_bytes;
            return Err(ArchiveError::ArchiveLimit {
                what: "bytes in its directory",
                limit,
            });
        }
        let path = normalise(&written_name(&record), self.limits)?;
        let kind = kind_of(&record, &path)?;
        let size = record.size();
        if kind != EntryKind::Directory {
            self.file(&path, size, record.compressed_size())?;
        }
        let repeats = self.positions.get(&path).copied();
        if repeats.is_none() {
            self.positions.insert(path.clone(), position);
        }
        Ok(Entry {
            path,
            kind,
            size,
            compressed: record.compressed_size(),
            repeats,
            record: OwnedZipFileEntry::from(record),
            bound: 0,
        })
    }

    fn file(&mut self, path: &str, size: u64, compressed: u64) -> Result<(), ArchiveError> {
        if names_archive(path) {
            return Err(ArchiveError::Nested {
                entry: path.to_owned(),
            });
        }
        if size > self.limits.max_entry_bytes {
            let what = "bytes when it is unpacked";
            let limit = self.limits.max_entry_bytes;
            return Err(ArchiveError::EntryLimit {
                entry: path.to_owned(),
                what,
                limit,
            });
        }
        if self.ratio.is_passed(size, compressed) {
            return Err(self.ratio.error(path));
        }
        self.total_bytes = self.total_bytes.saturating_add(size);
        if self.total_bytes > self.limits.max_total_bytes {
            let limit = self.limits.max_total_bytes;
            return Err(ArchiveError::ArchiveLimit {
                what: "bytes when it is unpacked",
                limit,
            });
        }
        Ok(())
    }
}

/// The name as its writer meant it. Many archivers write UTF-8 without saying so; what is no
/// UTF-8 is code page 437, as the format's first specification has it.
fn written_name<'a>(record: &'a ZipFileEntry<'_>) -> Cow<'a, str> {
    match str::from_utf8(record.name_raw()) {
        Ok(name) => Cow::Borrowed(name),
        Err(_) => record
            .name()
            .unwrap_or_else(|_| String::from_utf8_lossy(record.name_raw())),
    }
}

fn kind_of(record: &ZipFileEntry<'_>, path: &str) -> Result<EntryKind, ArchiveError> {
    let entry = || shown(path);
    if record.encrypted() {
        return Err(ArchiveError::Encrypted { entry: entry() });
    }
    if let Some(kind) = special_file(record.unix_mode()) {
        return Err(ArchiveError::SpecialFile {
            entry: entry(),
            kind,
        });
    }
    if record.is_dir() || record.name_raw().ends_with(b"\\") {
        return Ok(EntryKind::Directory);
    }
    Ok(match record.compression() {
        CompressionMethod::Stored | CompressionMethod::Deflated => EntryKind::File,
        other => EntryKind::Unsupported(Method(other.to_string())),
    })
}

/// What the file type bits of a Unix mode say, unless it is a regular file or a directory. An
/// archive from elsewhere has no such bits.
fn special_file(mode: Option<u32>) -> Option<&'static str> {
    match mode? & 0o170_000 {
        0o120_000 => Some("symbolic link"),
        0o020_000 => Some("character device"),
        0o060_000 => Some("block device"),
        0o010_000 => Some("pipe"),
        0o140_000 => Some("socket"),
        _ => None,
    }
}

/// Tells each entry where its bytes must end, and refuses entries that share bytes: that is how a
/// small archive unpacks to petabytes (Fifield, "A better zip bomb", 2019).
fn bound_entries(entries: &mut [Entry], directory_start: u64) -> Result<(), ArchiveError> {
    let mut order: Vec<usize> = (0..entries.len()).collect();
    order.sort_by_key(|&index| entries[index].record.header_start());
    for (place, &index) in order.iter().enumerate() {
        let next = order.get(place + 1).copied();
        let bound = next.map_or(directory_start, |next| entries[next].record.header_start());
        let entry = &entries[index];
        let least_end = entry
            .record
            .header_start()
            .checked_add(LOCAL_HEADER_BYTES)
            .and_then(|end| end.checked_add(entry.compressed));
        if least_end.is_none_or(|end| end > bound) {
            let other = next.map_or_else(
                || "the directory".to_owned(),
                |next| entries[next].path.clone(),
            );
            return Err(ArchiveError::Overlap {
                entry: entry.path.clone(),
                other,
            });
        }
        entries[index].bound = bound;
    }
    Ok(())
}
