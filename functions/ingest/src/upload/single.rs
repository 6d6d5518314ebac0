use super::{UploadKind, UploadedFile, UploadedKind};
use crate::fault;
use archive::Limits;
use contract::{ErrorName, Fault};
use flate2::read::MultiGzDecoder;
use ports::ObjectStore;
use std::io::{self, Read, Seek, SeekFrom};

/// A single delimited text file, as it is or packed by gzip.
pub(super) struct SingleUpload<'a> {
    objects: &'a dyn ObjectStore,
    key: &'a str,
    packed: bool,
    /// Bytes of the upload.
    bytes: u64,
    limits: Limits,
    file: UploadedFile,
}

impl<'a> SingleUpload<'a> {
    pub(super) fn open(
        objects: &'a dyn ObjectStore,
        key: &'a str,
        file_name: &str,
        packed: bool,
        limits: &Limits,
    ) -> Result<Self, Fault> {
        let mut reader = objects.open(key)?;
        let unreadable = |error| fault::of_io(error, "the upload cannot be read");
        let bytes = reader.seek(SeekFrom::End(0)).map_err(unreadable)?;
        let size = if packed {
            unpacked_bytes(&mut reader, bytes).map_err(unreadable)?
        } else {
            bytes
        };
        let file = UploadedFile {
            path: unpacked_name(file_name, packed).to_owned(),
            size,
            kind: UploadedKind::Table,
        };
        Ok(Self {
            objects,
            key,
            packed,
            bytes,
            limits: limits.clone(),
            file,
        })
    }

    pub(super) fn file(&self) -> UploadedFile {
        self.file.clone()
    }

    /// Lets `consume` read the file.
    pub(super) fn with_content<T>(
        &self,
        consume: impl FnOnce(&mut (dyn Read + Send)) -> T,
    ) -> Result<T, Fault> {
        let mut reader = self.objects.open(self.key)?;
        if !self.packed {
            return Ok(consume(&mut reader));
        }
        Ok(consume(&mut Unpacked::new(
            reader,
            self.bytes,
            &self.limits,
        )))
    }
}

/// The name without the endings that say how it is packed.
fn unpacked_name(name: &str, packed: bool) -> &str {
    let without = |ending: &str| {
        let at = name.len().checked_sub(ending.len())?;
        let (stem, found) = name.split_at_checked(at)?;
        (!stem.is_empty() && found.eq_ignore_ascii_case(ending)).then_some(stem)
    };
    let endings: &[&str] = if packed { &[".gz", ".gzip"] } else { &[] };
    endings
        .iter()
        .find_map(|ending| without(ending))
        .unwrap_or(name)
}

/// How long the content is said to be, at the end of the file: exact below 4 GiB and for one member. It only
/// tells how far the work is.
fn unpacked_bytes(reader: &mut (impl Read + Seek), bytes: u64) -> io::Result<u64> {
    let mut length = [0; 4];
    if bytes >= 18 {
        reader.seek(SeekFrom::End(-4))?;
        reader.read_exact(&mut length)?;
    }
    Ok(u64::from(u32::from_le_bytes(length)).max(bytes))
}

/// The text of a file: what gzip unpacks within the default limits of an archive's entry, or the file as it is.
///
/// # Errors
/// When the file cannot be read. The reader itself fails with an [`io::Error`] that holds a [`Fault`] when a
/// limit is passed or the packed content is damaged.
pub fn unpacked<'a>(
    mut file: impl Read + Seek + Send + 'a,
) -> io::Result<Box<dyn Read + Send + 'a>> {
    let is_packed = matches!(UploadKind::of(&mut file)?, UploadKind::Gzip);
    let bytes = file.seek(SeekFrom::End(0))?;
    file.rewind()?;
    if is_packed {
        Ok(Box::new(Unpacked::new(file, bytes, &Limits::default())))
    } else {
        Ok(Box::new(file))
    }
}

/// What gzip unpacks, within the limits of an archive's entry.
struct Unpacked<R> {
    content: MultiGzDecoder<R>,
    packed: u64,
    given: u64,
    limits: Limits,
}

impl<R: Read> Unpacked<R> {
    /// Unpacks a file of so many bytes.
    fn new(file: R, bytes: u64, limits: &Limits) -> Self {
        Self {
            content: MultiGzDecoder::new(file),
            packed: bytes,
            given: 0,
            limits: limits.clone(),
        }
    }
}

impl<R: Read> Read for Unpacked<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.content.read(buffer).map_err(damaged)?;
        self.given = self
            .given
            .saturating_add(u64::try_from(count).unwrap_or(u64::MAX));
        let Limits {
            max_entry_bytes,
            max_ratio,
            ratio_grace_bytes,
            ..
        } = self.limits;
        if self.given > max_entry_bytes {
            let message = format!("The upload unpacks to more than {max_entry_bytes} bytes.");
            return Err(io::Error::other(Fault::new(
                ErrorName::ArchiveLimit,
                message,
            )));
        }
        let most = self.packed.saturating_mul(max_ratio).max(ratio_grace_bytes);
        if self.given > most {
            let message = format!("The upload unpacks to more than {max_ratio} times its size.");
            return Err(io::Error::other(Fault::new(
                ErrorName::ArchiveLimit,
                message,
            )));
        }
        Ok(count)
    }
}

/// A broken stream is the upload's fault, and not that of the store it is read from.
fn damaged(error: io::Error) -> io::Error {
    use io::ErrorKind::{InvalidData, InvalidInput, UnexpectedEof};
    if !matches!(error.kind(), InvalidData | InvalidInput | UnexpectedEof) {
        return error;
    }
    let message = format!("The upload is damaged, gzip says: {error}.");
    io::Error::other(Fault::new(ErrorName::ArchiveInvalid, message))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ending_of_gzip_goes() {
        assert_eq!(unpacked_name("a.csv.gz", true), "a.csv");
        assert_eq!(unpacked_name("A.CSV.GZ", true), "A.CSV");
        assert_eq!(unpacked_name("a.csv.gz", false), "a.csv.gz");
        assert_eq!(unpacked_name(".gz", true), ".gz");
    }

    #[test]
    fn limits_hold_while_it_is_unpacked() {
        use flate2::{Compression, write::GzEncoder};
        use std::io::Write;
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(&vec![b'x'; 4 << 20]).unwrap();
        let packed = encoder.finish().unwrap();
        let read = |limits: &Limits| {
            let bytes = u64::try_from(packed.len()).unwrap();
            let mut content = Unpacked::new(packed.as_slice(), bytes, limits);
            io::copy(&mut content, &mut io::sink()).map_err(|error| error.to_string())
        };
        let wide = Limits {
            max_ratio: 5000,
            ..Limits::default()
        };
        assert_eq!(read(&wide), Ok(4 << 20));
        assert!(read(&Limits::default()).unwrap_err().contains("200 times"));
        let short = Limits {
            max_entry_bytes: 1000,
            ..wide
        };
        assert!(read(&short).unwrap_err().contains("1000 bytes"));
    }
}
