//! A deployed API: where it is, and the key that opens it.

use contract::{ErrorName, Fault};
use reqwest::{Client, Method, RequestBuilder, Url};
use std::fmt;
use std::path::Path;
use std::time::Duration;

/// Time to reach it.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// Silence after which a connection is given up; events of a job have a sign of life every 15 seconds.
const READ_TIMEOUT: Duration = Duration::from_secs(60);
/// The header in which API Gateway takes a key.
const KEY_HEADER: &str = "x-api-key";

/// The key of an API, which is never shown.
#[derive(Clone)]
pub struct ApiKey(String);

impl ApiKey {
    /// The key in the text, without white space around it.
    ///
    /// # Errors
    /// `Config.Invalid` when it is empty or cannot stand in a header.
    pub fn new(text: &str) -> Result<Self, Fault> {
        let text = text.trim();
        if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_graphic()) {
            let message = "the API key is empty or has characters that no key has";
            return Err(Fault::new(ErrorName::ConfigInvalid, message));
        }
        Ok(Self(text.to_owned()))
    }

    /// The key that the file holds.
    ///
    /// # Errors
    /// `Config.Missing` when the file cannot be read, else as [`ApiKey::new`].
    pub fn read(path: &Path) -> Result<Self, Fault> {
        let text = std::fs::read_to_string(path).map_err(|error| {
            let message = format!("the key file {} cannot be read", path.display());
            Fault::new(ErrorName::ConfigMissing, message).with_source(error)
        })?;
        Self::new(&text)
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl fmt::Debug for ApiKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ApiKey")
    }
}

/// The API of a deployment, or of another `analyst serve`.
#[derive(Debug, Clone)]
pub struct Deployment {
    client: Client,
    base: Url,
    key: Option<ApiKey>,
}

impl Deployment {
    /// Makes the client; nothing is sent yet. `url` is what `/v1/jobs` is appended to.
    ///
    /// # Errors
    /// `Config.Invalid` when the address is none.
    pub fn new(url: &str, key: Option<ApiKey>) -> Result<Self, Fault> {
        let invalid = |cause: &dyn fmt::Display| {
            let message = format!("the API's address '{url}' cannot be used: {cause}");
            Fault::new(ErrorName::ConfigInvalid, message)
        };
        let base = url.trim_end_matches('/');
        let base = base.strip_suffix("/v1").unwrap_or(base);
        let base = Url::parse(&format!("{base}/")).map_err(|error| invalid(&error))?;
        if !matches!(base.scheme(), "http" | "https") || base.query().is_some() {
            return Err(invalid(&"it must be http:// or https://, without a query"));
        }
        // A provider that is installed already is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = Client::builder()
            .connect_timeout(CONNECT_TIMEOUT)
            .read_timeout(READ_TIMEOUT)
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .map_err(|error| invalid(&error))?;
        Ok(Self { client, base, key })
    }

    /// Where it is.
    pub fn url(&self) -> &str {
        self.base.as_str().trim_end_matches('/')
    }

    pub(crate) fn key(&self) -> Option<&ApiKey> {
        self.key.as_ref()
    }

    /// A call of the API; the path begins with `/v1/` and may have a query.
    ///
    /// # Errors
    /// `Contract.InvalidInput` for a path that leads out of the API.
    pub fn call(&self, method: Method, path: &str) -> Result<RequestBuilder, Fault> {
        let outside = || {
            let message = "the path leads out of the API";
            Fault::new(ErrorName::InvalidInput, message)
        };
        let url = Url::parse(&format!("{}{path}", self.url())).map_err(|_| outside())?;
        let inside = format!("{}v1/", self.base.path());
        if !self.is_here(&url) || !url.path().starts_with(&inside) {
            return Err(outside());
        }
        Ok(self.with_key(self.client.request(method, url)))
    }

    /// A request to an address that the API gave. The key goes to the API and to nobody else.
    ///
    /// # Errors
    /// `Source.Unavailable` when it is no address.
    pub fn follow(&self, method: Method, address: &str) -> Result<RequestBuilder, Fault> {
        let url = self.base.join(address).ok();
        let url = url.filter(|url| matches!(url.scheme(), "http" | "https"));
        let url = url.ok_or_else(|| {
            let message = "the API gave an address that is none";
            Fault::new(ErrorName::SourceUnavailable, message)
        })?;
        let is_here = self.is_here(&url);
        let request = self.client.request(method, url);
        Ok(if is_here {
            self.with_key(request)
        } else {
            request
        })
    }

    fn is_here(&self, url: &Url) -> bool {
        url.origin() == self.base.origin()
    }

    /// API Gateway reads the first header, `analyst serve` the second.
    fn with_key(&self, request: RequestBuilder) -> RequestBuilder {
        match &self.key {
            Some(ApiKey(key)) => request.header(KEY_HEADER, key).bearer_auth(key),
            None => request,
        }
    }

    /// What it means that no answer came.
    pub fn unreached(&self, error: reqwest::Error) -> Fault {
        let message = format!("the API at {} does not answer", self.url());
        Fault::new(ErrorName::SourceUnavailable, message).with_source(error.without_url())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn deployment(url: &str) -> Deployment {
        Deployment::new(url, Some(ApiKey::new(" s3cret\n").unwrap())).unwrap()
    }

    fn built(request: RequestBuilder) -> (String, bool) {
        let request = request.build().unwrap();
        let has_key = request.headers().contains_key(KEY_HEADER);
        (request.url().to_string(), has_key)
    }

    #[test]
    fn calls_stay_below_the_api() {
        for url in ["https://h/prod", "https://h/prod/", "https://h/prod/v1"] {
            let call = deployment(url).call(Method::GET, "/v1/jobs/a?b=c").unwrap();
            let expected = ("https://h/prod/v1/jobs/a?b=c".to_owned(), true);
            assert_eq!(built(call), expected, "{url}");
        }
        let deployment = deployment("https://h/prod");
        for path in [
            "/v1/../../dev/v1/jobs",
            "/v1/%2e%2e/%2E%2e/x",
            "@evil.example/v1/jobs",
            ".evil.example/v1/",
        ] {
            assert!(deployment.call(Method::GET, path).is_err(), "{path}");
        }
    }

    #[test]
    fn the_key_goes_to_the_api_alone_and_is_never_shown() {
        let deployment = deployment("https://h/prod");
        let follow = |address| built(deployment.follow(Method::GET, address).unwrap());
        assert!(follow("/v1/files/1").1);
        assert!(!follow("https://bucket.example/results/1?X-Amz-Signature=2").1);
        assert!(
            deployment
                .follow(Method::GET, "file:///etc/passwd")
                .is_err()
        );
        assert!(!format!("{deployment:?}").contains("s3cret"));
        for bad in ["", " \n", "a b", "é"] {
            assert!(ApiKey::new(bad).is_err(), "{bad}");
        }
        for bad in ["h", "ftp://h", "http://h/?q=1"] {
            assert!(Deployment::new(bad, None).is_err(), "{bad}");
        }
    }
}
