use crate::directory::Ratio;
use crate::{ArchiveError, Entry};
use std::io::{self, Read};
use zip::read::ZipFile;

/// Signatures a ZIP archive begins with: an entry, or the end of an empty one.
const ZIP_SIGNATURES: [[u8; 4]; 2] = [*b"PK\x03\x04", *b"PK\x05\x06"];

/// Streams the content of one entry.
///
/// Reading fails with an [`io::Error`] that holds an [`ArchiveError`] (see
/// [`ArchiveError::from_io`]) when the content is not as long as declared, when its checksum is
/// wrong, when it grows past the ratio, or when the bytes under the archive cannot be read.
#[derive(Debug)]
pub struct EntryReader<'a, R: Read> {
    content: ZipFile<'a, R>,
    entry: &'a Entry,
    ratio: Ratio,
    head: Head,
    bytes_out: u64,
}

/// The first bytes, read ahead to see what the content is.
#[derive(Debug, Default)]
struct Head {
    bytes: [u8; 4],
    length: usize,
    given: usize,
}

impl<'a, R: Read> EntryReader<'a, R> {
    pub(crate) fn new(
        content: ZipFile<'a, R>,
        entry: &'a Entry,
        ratio: Ratio,
    ) -> Result<Self, ArchiveError> {
        let mut reader = Self {
            content,
            entry,
            ratio,
            head: Head::default(),
            bytes_out: 0,
        };
        reader.read_head().map_err(ArchiveError::from_io)?;
        if ZIP_SIGNATURES.contains(&reader.head.bytes) {
            return Err(ArchiveError::Nested {
                entry: entry.path.clone(),
            });
        }
        Ok(reader)
    }

    /// The entry this reads.
    pub fn entry(&self) -> &'a Entry {
        self.entry
    }

    fn read_head(&mut self) -> io::Result<()> {
        let mut bytes = [0; 4];
        let mut length = 0;
        while length < bytes.len() {
            match self.read_content(&mut bytes[length..])? {
                0 => break,
                count => length += count,
            }
        }
        self.head = Head {
            bytes,
            length,
            given: 0,
        };
        Ok(())
    }

    fn read_content(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = loop {
            match self.content.read(buffer) {
                Ok(count) => break count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => {
                    let error = ArchiveError::from_content(error, &self.entry.path);
                    return Err(io::Error::other(error));
                }
            }
        };
        self.bytes_out += u64::try_from(count).unwrap_or(u64::MAX);
        if self.bytes_out > self.entry.size || (count == 0 && self.bytes_out < self.entry.size) {
            let entry = self.entry.path.clone();
            let reason = format!(
                "its content is not the declared {} bytes long",
                self.entry.size
            );
            return Err(io::Error::other(ArchiveError::Damaged { entry, reason }));
        }
        if self.ratio.is_passed(self.bytes_out, self.entry.compressed) {
            return Err(io::Error::other(self.ratio.error(&self.entry.path)));
        }
        Ok(count)
    }
}

impl<R: Read> Read for EntryReader<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        let head = &self.head.bytes[self.head.given..self.head.length];
        if head.is_empty() {
            return self.read_content(buffer);
        }
        let count = head.len().min(buffer.len());
        buffer[..count].copy_from_slice(&head[..count]);
        self.head.given += count;
        Ok(count)
    }
}
