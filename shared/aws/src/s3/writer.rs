//! An object written part by part.

use super::{S3Objects, writing};
use crate::failure::fault;
use aws_sdk_s3::primitives::ByteStream;
use aws_sdk_s3::types::{CompletedMultipartUpload, CompletedPart};
use contract::{ErrorName, Fault};
use ports::{ObjectStore, ObjectWriter};
use std::io::{self, Write};
use tokio::runtime::Handle;

/// Bytes of every part but the last. S3 takes 10,000 parts.
const PART: usize = 8 << 20;

/// Collects parts, and sends each when it is full. What fits into one is sent at the end, as a whole.
pub(super) struct PartWriter {
    objects: S3Objects,
    key: String,
    runtime: Handle,
    buffer: Vec<u8>,
    /// Of the upload, once there is one.
    upload: Option<String>,
    parts: Vec<CompletedPart>,
}

impl PartWriter {
    pub(super) fn new(objects: &S3Objects, key: &str, runtime: Handle) -> Self {
        Self {
            objects: objects.clone(),
            key: key.to_owned(),
            runtime,
            buffer: Vec::new(),
            upload: None,
            parts: Vec::new(),
        }
    }

    fn what(&self) -> String {
        format!("write the object {}", self.key)
    }

    async fn begin(&self) -> Result<String, Fault> {
        let create = self.objects.client.create_multipart_upload();
        let create = create.bucket(&self.objects.bucket).key(&self.key);
        let created = create.send().await;
        let created = created.map_err(|error| fault(error, writing(&self.what())))?;
        created.upload_id.ok_or_else(|| {
            let message = "the store began an upload without an id";
            Fault::new(ErrorName::StoreCorrupt, message)
        })
    }

    fn send_part(&mut self) -> Result<(), Fault> {
        let runtime = self.runtime.clone();
        let upload = match &self.upload {
            Some(upload) => upload.clone(),
            None => {
                let upload = runtime.block_on(self.begin())?;
                self.upload.insert(upload).clone()
            }
        };
        let number = i32::try_from(self.parts.len() + 1).unwrap_or(i32::MAX);
        let body = ByteStream::from(std::mem::take(&mut self.buffer));
        let send = self.objects.client.upload_part().upload_id(upload);
        let send = send.bucket(&self.objects.bucket).key(&self.key);
        let sent = runtime.block_on(send.part_number(number).body(body).send());
        let sent = sent.map_err(|error| fault(error, writing(&self.what())))?;
        let part = CompletedPart::builder().part_number(number);
        self.parts.push(part.set_e_tag(sent.e_tag).build());
        Ok(())
    }
}

impl Write for PartWriter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        // Before and not after: the last part stays here, and with it an object of one.
        if self.buffer.len() >= PART {
            self.send_part().map_err(io::Error::other)?;
        }
        let count = bytes.len().min(PART - self.buffer.len());
        self.buffer.extend_from_slice(&bytes[..count]);
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl ObjectWriter for PartWriter {
    fn commit(mut self: Box<Self>) -> Result<(), Fault> {
        let runtime = self.runtime.clone();
        if self.upload.is_none() {
            return runtime.block_on(self.objects.put(&self.key, &self.buffer));
        }
        self.send_part()?;
        let parts = CompletedMultipartUpload::builder();
        let parts = parts
            .set_parts(Some(std::mem::take(&mut self.parts)))
            .build();
        let complete = self.objects.client.complete_multipart_upload();
        let complete = complete.bucket(&self.objects.bucket).key(&self.key);
        let complete = complete.set_upload_id(self.upload.clone());
        let completed = runtime.block_on(complete.multipart_upload(parts).send());
        completed.map_err(|error| fault(error, writing(&self.what())))?;
        self.upload = None;
        Ok(())
    }
}

impl Drop for PartWriter {
    /// Not waited for, because this may be a thread that must not block. What is left is removed by the bucket's rule.
    fn drop(&mut self) {
        let Some(upload) = self.upload.take() else {
            return;
        };
        let abort = self.objects.client.abort_multipart_upload();
        let abort = abort.bucket(&self.objects.bucket).key(&self.key);
        let abort = abort.upload_id(upload).send();
        self.runtime.spawn(async move {
            if let Err(error) = abort.await {
                tracing::warn!(%error, "parts of an unfinished object remain");
            }
        });
    }
}
