//! Objects in S3.

mod key;
mod links;
mod reader;
mod writer;

use crate::AwsConfig;
use crate::failure::{Call, Failure, fault};
use async_trait::async_trait;
use aws_sdk_s3::Client;
use aws_sdk_s3::config::{Builder, RequestChecksumCalculation};
use aws_sdk_s3::primitives::ByteStream;
use contract::{ErrorName, Fault};
use ports::{ObjectReader, ObjectStore, ObjectWriter};
use std::time::Duration;
use tokio::runtime::Handle;

/// How often a new object is tried while S3 says that others write it.
const ATTEMPTS: u32 = 5;
/// How long to wait after the first of them.
const PAUSE: Duration = Duration::from_millis(100);

/// The objects of one bucket.
#[derive(Debug, Clone)]
pub struct S3Objects {
    client: Client,
    bucket: String,
}

impl S3Objects {
    /// The objects of the bucket.
    pub fn new(config: &AwsConfig, bucket: impl Into<String>) -> Self {
        // Without it, links would carry the checksum of an empty body.
        let builder = Builder::from(config.sdk())
            .request_checksum_calculation(RequestChecksumCalculation::WhenRequired);
        Self {
            client: Client::from_conf(builder.build()),
            bucket: bucket.into(),
        }
    }
}

const fn reading(what: &str) -> Call<'_> {
    Call {
        what,
        permission: "s3:GetObject",
        writes: false,
    }
}

const fn writing(what: &str) -> Call<'_> {
    Call {
        what,
        permission: "s3:PutObject",
        writes: true,
    }
}

/// The runtime of the thread, which may be one for blocking work.
fn runtime() -> Result<Handle, Fault> {
    Handle::try_current().map_err(|error| {
        let message = "objects are opened on a thread of the runtime";
        Fault::new(ErrorName::Internal, message).with_source(error)
    })
}

fn broken(what: &str, error: impl std::error::Error + Send + Sync + 'static) -> Fault {
    let message = format!("could not {what} now; try again a little later");
    Fault::new(ErrorName::StoreUnavailable, message).with_source(error)
}

#[async_trait]
impl ObjectStore for S3Objects {
    async fn get(&self, key: &str) -> Result<Vec<u8>, Fault> {
        key::check(key)?;
        let what = format!("read the object {key}");
        let get = self.client.get_object().bucket(&self.bucket).key(key);
        let got = get
            .send()
            .await
            .map_err(|error| fault(error, reading(&what)))?;
        let body = got
            .body
            .collect()
            .await
            .map_err(|error| broken(&what, error))?;
        Ok(body.to_vec())
    }

    async fn put(&self, key: &str, bytes: &[u8]) -> Result<(), Fault> {
        key::check(key)?;
        let what = format!("write the object {key}");
        let put = self.client.put_object().bucket(&self.bucket).key(key);
        let body = ByteStream::from(bytes.to_vec());
        let sent = put.body(body).send().await;
        sent.map(|_| ())
            .map_err(|error| fault(error, writing(&what)))
    }

    /// When the answer to a write is lost, the SDK's repetition finds the object there, and this is false.
    async fn put_new(&self, key: &str, bytes: &[u8]) -> Result<bool, Fault> {
        key::check(key)?;
        let what = format!("write the object {key}");
        let mut attempt = 1;
        loop {
            let put = self.client.put_object().bucket(&self.bucket).key(key);
            let body = ByteStream::from(bytes.to_vec());
            let Err(error) = put.if_none_match("*").body(body).send().await else {
                return Ok(true);
            };
            match error.raw_response().map(|answer| answer.status().as_u16()) {
                Some(412) => return Ok(false),
                // Another write or delete of it goes on.
                Some(409) if attempt < ATTEMPTS => {
                    tokio::time::sleep(PAUSE * attempt).await;
                    attempt += 1;
                }
                _ => return Err(fault(error, writing(&what))),
            }
        }
    }

    async fn delete(&self, key: &str) -> Result<(), Fault> {
        key::check(key)?;
        let what = format!("delete the object {key}");
        let delete = self.client.delete_object().bucket(&self.bucket).key(key);
        match delete.send().await {
            Ok(_) => Ok(()),
            Err(error) if Failure::of(&error) == Failure::NotFound => Ok(()),
            Err(error) => {
                let permission = "s3:DeleteObject";
                Err(fault(
                    error,
                    Call {
                        what: &what,
                        permission,
                        writes: true,
                    },
                ))
            }
        }
    }

    async fn list(&self, prefix: &str) -> Result<Vec<String>, Fault> {
        key::check_prefix(prefix)?;
        let list = self.client.list_objects_v2().bucket(&self.bucket);
        let mut pages = list.prefix(prefix).into_paginator().send();
        let mut keys = Vec::new();
        while let Some(page) = pages.next().await {
            let page = page.map_err(|error| {
                let what = format!("list the objects of {prefix}");
                let permission = "s3:ListBucket";
                fault(
                    error,
                    Call {
                        what: &what,
                        permission,
                        writes: false,
                    },
                )
            })?;
            let found = page.contents.unwrap_or_default();
            keys.extend(found.into_iter().filter_map(|object| object.key));
        }
        // Markers of folders and the like, which no other call would take.
        keys.retain(|key| key::check(key).is_ok());
        keys.sort_unstable();
        Ok(keys)
    }

    fn open(&self, key: &str) -> Result<ObjectReader, Fault> {
        key::check(key)?;
        let opened = reader::RangedReader::open(self, key, runtime()?)?;
        Ok(Box::new(opened))
    }

    fn create(&self, key: &str) -> Result<Box<dyn ObjectWriter>, Fault> {
        key::check(key)?;
        Ok(Box::new(writer::PartWriter::new(self, key, runtime()?)))
    }
}
