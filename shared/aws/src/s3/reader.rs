//! An object read in place, block by block.

use super::{S3Objects, broken, reading};
use crate::failure::fault;
use contract::{ErrorName, Fault};
use std::collections::VecDeque;
use std::io::{self, Read, Seek, SeekFrom};
use tokio::runtime::Handle;

/// Bytes of a block.
const BLOCK: u64 = 2 << 20;
/// Blocks that are kept: the directory at the end of an archive, and where it is read.
const KEPT: usize = 4;

/// Reads the object as it was when it was opened; once another is in its place, reading fails.
pub(super) struct RangedReader {
    objects: S3Objects,
    key: String,
    runtime: Handle,
    etag: String,
    size: u64,
    position: u64,
    /// By number, the last used first.
    blocks: VecDeque<(u64, Vec<u8>)>,
}

impl RangedReader {
    pub(super) fn open(objects: &S3Objects, key: &str, runtime: Handle) -> Result<Self, Fault> {
        let what = format!("open the object {key}");
        let head = objects
            .client
            .head_object()
            .bucket(&objects.bucket)
            .key(key);
        let head = runtime.block_on(head.send());
        let head = head.map_err(|error| fault(error, reading(&what)))?;
        let size = head
            .content_length()
            .and_then(|size| u64::try_from(size).ok());
        let (Some(size), Some(etag)) = (size, head.e_tag()) else {
            let message = format!("the store does not tell the size and the ETag of {key}");
            return Err(Fault::new(ErrorName::StoreCorrupt, message));
        };
        Ok(Self {
            objects: objects.clone(),
            key: key.to_owned(),
            runtime,
            etag: etag.to_owned(),
            size,
            position: 0,
            blocks: VecDeque::with_capacity(KEPT),
        })
    }

    fn block(&mut self, number: u64) -> Result<&[u8], Fault> {
        let kept = self.blocks.iter().position(|(kept, _)| *kept == number);
        let block = match kept.and_then(|index| self.blocks.remove(index)) {
            Some(block) => block,
            None => (number, self.runtime.block_on(self.fetch(number))?),
        };
        self.blocks.truncate(KEPT - 1);
        self.blocks.push_front(block);
        Ok(&self.blocks[0].1)
    }

    async fn fetch(&self, number: u64) -> Result<Vec<u8>, Fault> {
        let what = format!("read the object {}", self.key);
        let first = number * BLOCK;
        let last = (first + BLOCK).min(self.size) - 1;
        let get = self.objects.client.get_object();
        let get = get.bucket(&self.objects.bucket).key(&self.key);
        let get = get
            .range(format!("bytes={first}-{last}"))
            .if_match(&self.etag);
        let got = get.send().await.map_err(|error| {
            match error.raw_response().map(|answer| answer.status().as_u16()) {
                Some(412) => self.replaced(),
                _ => fault(error, reading(&what)),
            }
        })?;
        let body = got
            .body
            .collect()
            .await
            .map_err(|error| broken(&what, error))?;
        let bytes = body.to_vec();
        if bytes.len() as u64 == last - first + 1 {
            Ok(bytes)
        } else {
            Err(self.replaced())
        }
    }

    fn replaced(&self) -> Fault {
        let message = format!("the object {} was replaced while it was read", self.key);
        Fault::new(ErrorName::StoreUnavailable, message)
    }
}

impl Read for RangedReader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.position >= self.size || buffer.is_empty() {
            return Ok(0);
        }
        let (number, offset) = (self.position / BLOCK, self.position % BLOCK);
        let block = self.block(number).map_err(io::Error::other)?;
        let rest = usize::try_from(offset)
            .ok()
            .and_then(|offset| block.get(offset..));
        let count = rest.unwrap_or_default().read(buffer)?;
        self.position += count as u64;
        Ok(count)
    }
}

impl Seek for RangedReader {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let position = match to {
            SeekFrom::Start(position) => Some(position),
            SeekFrom::End(offset) => self.size.checked_add_signed(offset),
            SeekFrom::Current(offset) => self.position.checked_add_signed(offset),
        };
        self.position = position.ok_or(io::ErrorKind::InvalidInput)?;
        Ok(self.position)
    }
}
