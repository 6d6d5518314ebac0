//! `cleanup`: what a deployment leaves behind.

use super::ask::confirm;
use super::call::Call;
use super::place::Place;
use super::stack::Stack;
use anyhow::{Context, Result, bail};
use clap::{Args, Subcommand};
use serde_json::{Value, json};
use std::io::Write;

/// Objects that S3 takes in one deletion.
const BATCH: &str = "1000";

#[derive(Debug, Args)]
pub(super) struct Cleanup {
    #[command(subcommand)]
    what: What,
    /// The bucket; that of the deployment when left out.
    #[arg(long, global = true)]
    bucket: Option<String>,
    /// Do not ask.
    #[arg(long, global = true)]
    yes: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Subcommand)]
enum What {
    /// Old versions of objects and the marks of deleted ones; what is current stays.
    Versions,
    /// Everything in the bucket, and the bucket itself. There is no way back.
    Bucket,
}

impl Cleanup {
    pub(super) fn run(&self, place: &Place) -> Result<()> {
        let bucket = match &self.bucket {
            Some(bucket) => {
                if self.what == What::Bucket {
                    hold_that_nobody_uses(place, bucket)?;
                }
                bucket.clone()
            }
            None if self.what == What::Bucket => {
                bail!("name the bucket by --bucket; `destroy` tells the one it keeps")
            }
            None => Stack::get(place)?.needed("BucketName", "was it deployed?")?,
        };
        if !self.yes && !place.dry_run {
            confirm(&bucket)?;
        }
        let removed = empty(place, &bucket, self.what)?;
        if self.what == What::Bucket {
            place.run(&place.aws(["s3api", "delete-bucket", "--bucket", &bucket]))?;
        }
        if !place.dry_run {
            println!("{removed} versions of objects are gone from {bucket}");
        }
        Ok(())
    }
}

/// The bucket of a deployment that is there would leave it without data.
fn hold_that_nobody_uses(place: &Place, bucket: &str) -> Result<()> {
    if place.dry_run {
        return Ok(());
    }
    let stack = Stack::find(place)?;
    if stack
        .and_then(|stack| stack.output("BucketName"))
        .as_deref()
        == Some(bucket)
    {
        bail!(
            "{} still uses {bucket}; `destroy` comes first",
            place.stack()
        );
    }
    Ok(())
}

/// Removes page by page; gives how many.
fn empty(place: &Place, bucket: &str, what: What) -> Result<usize> {
    let mut removed = 0;
    let mut token: Option<String> = None;
    loop {
        let words = ["s3api", "list-object-versions", "--bucket", bucket];
        let mut call = place.aws(words).and(["--max-items", BATCH]);
        if let Some(token) = &token {
            call = call.and(["--starting-token", token]);
        }
        let Some(page) = place.read(call)? else {
            let words = ["s3api", "delete-objects", "--bucket", bucket];
            place.show(
                &place
                    .aws(words)
                    .and(["--delete", "file://<what was listed>"]),
            );
            return Ok(0);
        };
        let doomed = doomed(&page, what);
        removed += doomed.len();
        delete(place, bucket, &doomed)?;
        token = page["NextToken"].as_str().map(str::to_owned);
        if token.is_none() {
            return Ok(removed);
        }
    }
}

/// What of a page of versions is to go.
fn doomed(page: &Value, what: What) -> Vec<Value> {
    let listed = |name: &str| page[name].as_array().cloned().unwrap_or_default();
    let mut all = listed("Versions");
    all.extend(listed("DeleteMarkers"));
    all.iter()
        .filter(|version| what == What::Bucket || version["IsLatest"] == json!(false))
        .map(|version| json!({"Key": version["Key"], "VersionId": version["VersionId"]}))
        .collect()
}

fn delete(place: &Place, bucket: &str, doomed: &[Value]) -> Result<()> {
    if doomed.is_empty() {
        return Ok(());
    }
    // A thousand keys are more than one argument of a program may hold.
    let mut file = tempfile::NamedTempFile::new()?;
    write!(file, "{}", json!({"Objects": doomed, "Quiet": true}))?;
    let path = file.path().to_str().context("a path in UTF-8")?;
    let words = ["s3api", "delete-objects", "--bucket", bucket];
    let call: Call = place
        .aws(words)
        .and(["--delete", &format!("file://{path}")]);
    let answer = place.read(call)?.unwrap_or_default();
    let errors = answer["Errors"].as_array().map_or(0, Vec::len);
    if errors > 0 {
        bail!(
            "{errors} objects could not be deleted, the first: {}",
            answer["Errors"][0]
        );
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_current_goes_only_with_the_bucket() {
        let page = json!({
            "Versions": [
                {"Key": "a", "VersionId": "2", "IsLatest": true},
                {"Key": "a", "VersionId": "1", "IsLatest": false}
            ],
            "DeleteMarkers": [{"Key": "b", "VersionId": "9", "IsLatest": true}]
        });
        let old = [json!({"Key": "a", "VersionId": "1"})];
        assert_eq!(doomed(&page, What::Versions), old);
        assert_eq!(doomed(&page, What::Bucket).len(), 3);
    }
}
