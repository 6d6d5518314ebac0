//! What an upload is, by its content and never by its name.

use crate::fault;
use archive::Archive;
use contract::Fault;
use std::io::{self, Read, Seek, SeekFrom};

/// Bytes at the end of a ZIP that its directory's end is looked for in: the record and the longest comment.
const ZIP_END_BYTES: u64 = 22 + 65_535;
/// What the end of a ZIP's directory begins with.
const ZIP_END: &[u8] = b"PK\x05\x06";

/// What an upload is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum UploadKind {
    /// A ZIP archive of files.
    Zip,
    /// A ZIP archive that is a workbook of Excel 2007 or later.
    Workbook,
    /// A single file, packed by gzip.
    Gzip,
    /// Anything else: text, if all is well.
    Text,
}

impl UploadKind {
    /// Looks at the beginning and the end. The reader is left at its start.
    pub(crate) fn of(reader: &mut (impl Read + Seek)) -> io::Result<Self> {
        let head = first_bytes(reader)?;
        let kind = match head.as_slice() {
            [0x1F, 0x8B, ..] => Self::Gzip,
            b"PK\x03\x04" | b"PK\x05\x06" => Self::of_zip(reader),
            // An archive may have something else in front of it: a program that unpacks it.
            _ if has_zip_end(reader)? => Self::of_zip(reader),
            _ => Self::Text,
        };
        reader.rewind()?;
        Ok(kind)
    }

    /// Whether the upload is a Parquet file.
    pub(crate) fn is_parquet(reader: &mut (impl Read + Seek)) -> Result<bool, Fault> {
        let head = first_bytes(reader);
        let head = head.map_err(|error| fault::of_io(error, "the upload cannot be read"))?;
        Ok(head == b"PAR1")
    }

    /// A workbook is an archive with a workbook's parts. What cannot be opened is an archive, and
    /// opening it again tells what is wrong.
    fn of_zip(reader: &mut (impl Read + Seek)) -> Self {
        let limits = archive::Limits::default();
        let is_workbook = Archive::open(reader, &limits).is_ok_and(|archive| {
            let has = |path: &str| archive.entries().iter().any(|entry| entry.path == path);
            has("[Content_Types].xml") && has("xl/workbook.xml")
        });
        if is_workbook {
            Self::Workbook
        } else {
            Self::Zip
        }
    }
}

fn first_bytes(reader: &mut (impl Read + Seek)) -> io::Result<Vec<u8>> {
    reader.rewind()?;
    let mut head = Vec::new();
    reader.by_ref().take(4).read_to_end(&mut head)?;
    Ok(head)
}

fn has_zip_end(reader: &mut (impl Read + Seek)) -> io::Result<bool> {
    let length = reader.seek(SeekFrom::End(0))?;
    reader.seek(SeekFrom::Start(length.saturating_sub(ZIP_END_BYTES)))?;
    let mut tail = Vec::new();
    reader.by_ref().take(ZIP_END_BYTES).read_to_end(&mut tail)?;
    Ok(tail.windows(ZIP_END.len()).any(|window| window == ZIP_END))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Cursor;

    #[test]
    fn content_decides() {
        let kind = |bytes: &[u8]| UploadKind::of(&mut Cursor::new(bytes)).unwrap();
        assert_eq!(kind(b"a,b\n1,2\n"), UploadKind::Text);
        assert_eq!(kind(b""), UploadKind::Text);
        assert_eq!(kind(b"\x1F\x8B\x08\x00"), UploadKind::Gzip);
        assert!(UploadKind::is_parquet(&mut Cursor::new(b"PAR1xxxxPAR1")).unwrap());
        assert_eq!(kind(b"PK\x03\x04cut"), UploadKind::Zip);
        assert_eq!(kind(b"junk PK\x05\x06 and a tail"), UploadKind::Zip);
    }
}
