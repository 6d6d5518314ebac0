//! Addresses that are signed.

use super::{S3Objects, key};
use async_trait::async_trait;
use aws_sdk_s3::presigning::PresigningConfig;
use contract::{ErrorName, Fault};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use ports::{ObjectLinks, UploadLink};
use std::time::Duration;

/// All but letters, digits and three characters of a file's name (RFC 8187 would allow more).
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_');

#[async_trait]
impl ObjectLinks for S3Objects {
    async fn upload(
        &self,
        key: &str,
        size_bytes: u64,
        valid: Duration,
    ) -> Result<UploadLink, Fault> {
        key::check(key)?;
        let size = i64::try_from(size_bytes).map_err(refused)?;
        let put = self.client.put_object().bucket(&self.bucket).key(key);
        let signed = put.content_length(size).presigned(validity(valid)?).await;
        let signed = signed.map_err(unsigned)?;
        let headers = signed.headers();
        Ok(UploadLink {
            url: signed.uri().to_owned(),
            headers: headers
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .collect(),
        })
    }

    async fn download(&self, key: &str, file_name: &str, valid: Duration) -> Result<String, Fault> {
        key::check(key)?;
        let get = self.client.get_object().bucket(&self.bucket).key(key);
        let get = get.response_content_disposition(attachment(file_name));
        let signed = get.presigned(validity(valid)?).await.map_err(unsigned)?;
        Ok(signed.uri().to_owned())
    }
}

fn validity(valid: Duration) -> Result<PresigningConfig, Fault> {
    PresigningConfig::expires_in(valid).map_err(refused)
}

fn refused(error: impl std::error::Error + Send + Sync + 'static) -> Fault {
    Fault::new(
        ErrorName::InvalidInput,
        "there is no link of such a size or validity",
    )
    .with_source(error)
}

fn unsigned(error: impl std::error::Error + Send + Sync + 'static) -> Fault {
    Fault::new(ErrorName::ConfigInvalid, "no link could be signed").with_source(error)
}

/// A header that names the file twice (RFC 6266): in what every client reads, and in full.
fn attachment(file_name: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || " -._".contains(c);
    let fallback: String = file_name
        .chars()
        .map(|c| if plain(c) { c } else { '_' })
        .collect();
    let whole = utf8_percent_encode(file_name, RESERVED);
    format!("attachment; filename=\"{fallback}\"; filename*=UTF-8''{whole}")
}

#[cfg(test)]
mod tests {
    use super::attachment;

    #[test]
    fn a_file_name_cannot_end_the_header() {
        let header = attachment("a\"; b\r\n\u{fc}.csv");
        let expected =
            "attachment; filename=\"a__ b___.csv\"; filename*=UTF-8''a%22%3B%20b%0D%0A%C3%BC.csv";
        assert_eq!(header, expected);
    }
}
