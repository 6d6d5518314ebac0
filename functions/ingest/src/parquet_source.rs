//! A stored object as the Parquet reader wants it: by ranges.

use crate::fault;
use contract::Fault;
use parquet::errors::{ParquetError, Result as ParquetResult};
use parquet::file::reader::{ChunkReader, Length};
use ports::{ObjectReader, ObjectStore};
use std::io::{BufReader, Read, Seek, SeekFrom};
use std::sync::Arc;

/// An object that is read in several places.
pub(crate) struct ObjectChunks {
    objects: Arc<dyn ObjectStore>,
    key: String,
    bytes: u64,
}

impl ObjectChunks {
    pub(crate) fn open(objects: &Arc<dyn ObjectStore>, key: &str) -> Result<Self, Fault> {
        let end = objects.open(key)?.seek(SeekFrom::End(0));
        let bytes = end.map_err(|error| fault::of_io(error, "the upload cannot be read"))?;
        Ok(Self {
            objects: Arc::clone(objects),
            key: key.to_owned(),
            bytes,
        })
    }

    /// Bytes of the object.
    pub(crate) fn bytes(&self) -> u64 {
        self.bytes
    }

    fn at(&self, start: u64) -> ParquetResult<ObjectReader> {
        let reader = self.objects.open(&self.key);
        let mut reader = reader.map_err(|fault| ParquetError::External(Box::new(fault)))?;
        reader.seek(SeekFrom::Start(start))?;
        Ok(reader)
    }
}

impl Length for ObjectChunks {
    fn len(&self) -> u64 {
        self.bytes
    }
}

impl ChunkReader for ObjectChunks {
    type T = BufReader<ObjectReader>;

    fn get_read(&self, start: u64) -> ParquetResult<Self::T> {
        Ok(BufReader::new(self.at(start)?))
    }

    fn get_bytes(&self, start: u64, length: usize) -> ParquetResult<bytes::Bytes> {
        let wanted = u64::try_from(length).unwrap_or(u64::MAX);
        if start.saturating_add(wanted) > self.bytes {
            return Err(ParquetError::EOF("the file ends too early".to_owned()));
        }
        let mut content = Vec::with_capacity(length);
        self.at(start)?.take(wanted).read_to_end(&mut content)?;
        if content.len() < length {
            return Err(ParquetError::EOF("the file ends too early".to_owned()));
        }
        Ok(content.into())
    }
}
