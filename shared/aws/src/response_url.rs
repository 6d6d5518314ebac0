//! Where `CloudFormation` waits for the answer of a custom resource.

use aws_smithy_http_client::Connector;
use aws_smithy_http_client::tls::{Provider, rustls_provider::CryptoMode};
use aws_smithy_runtime_api::client::http::HttpConnector;
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_types::body::SdkBody;
use contract::{ErrorName, Fault};
use std::fmt;
use std::time::Duration;

/// Attempts at one answer.
const ATTEMPTS: u32 = 3;
/// How long one may take.
const TIMEOUT: Duration = Duration::from_secs(4);
/// Pause before the next one.
const PAUSE: Duration = Duration::from_secs(1);

/// Answers `CloudFormation` at the addresses that it signed. All attempts together take less than 15 seconds.
pub struct ResponseUrls {
    connector: Connector,
}

impl fmt::Debug for ResponseUrls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ResponseUrls").finish_non_exhaustive()
    }
}

impl Default for ResponseUrls {
    fn default() -> Self {
        let tls = Provider::Rustls(CryptoMode::Ring);
        Self {
            connector: Connector::builder().tls_provider(tls).build(),
        }
    }
}

impl ResponseUrls {
    /// Puts the document there, once or again until it arrives.
    ///
    /// # Errors
    /// `Store.Unavailable` when it did not arrive, `Contract.InvalidInput` when that is no address. Neither repeats the
    /// address, with which anybody could answer.
    pub async fn put(&self, url: &str, document: &str) -> Result<(), Fault> {
        let mut attempt = 1;
        loop {
            match self.attempt(url, document).await {
                Err(fault) if fault.name.retryable() && attempt < ATTEMPTS => {
                    tracing::warn!(attempt, reason = %fault, "the answer did not arrive");
                    tokio::time::sleep(PAUSE).await;
                    attempt += 1;
                }
                ended => return ended,
            }
        }
    }

    async fn attempt(&self, url: &str, document: &str) -> Result<(), Fault> {
        let mut request = HttpRequest::new(SdkBody::from(document));
        let addressed = request.set_method("PUT").and(request.set_uri(url));
        if addressed.is_err() {
            let message = "the request of CloudFormation has no usable ResponseURL";
            return Err(Fault::new(ErrorName::InvalidInput, message));
        }
        // No content type: the signature of the address is for none.
        let length = document.len().to_string();
        request.headers_mut().insert("content-length", length);
        let answer = tokio::time::timeout(TIMEOUT, self.connector.call(request))
            .await
            .map_err(|_| unavailable("CloudFormation does not take the answer in time".into()))?
            .map_err(|_| unavailable("the address of CloudFormation cannot be reached".into()))?;
        let status = answer.status().as_u16();
        if answer.status().is_success() {
            return Ok(());
        }
        Err(unavailable(format!(
            "CloudFormation refused the answer with the status {status}"
        )))
    }
}

fn unavailable(message: String) -> Fault {
    Fault::new(ErrorName::StoreUnavailable, message)
}

#[cfg(test)]
mod tests {
    use super::*;
    use wiremock::matchers::{body_string, method, path};
    use wiremock::{Mock, MockServer, ResponseTemplate};

    #[tokio::test]
    async fn an_answer_is_put_again_until_it_arrives_and_has_no_type() {
        let server = MockServer::start().await;
        let answer = |status| {
            Mock::given(method("PUT"))
                .and(path("/signed"))
                .and(body_string("{}"))
                .respond_with(ResponseTemplate::new(status))
        };
        answer(503).up_to_n_times(1).mount(&server).await;
        answer(200).expect(1).mount(&server).await;
        let url = format!("{}/signed?Signature=s3cret", server.uri());
        ResponseUrls::default().put(&url, "{}").await.unwrap();
        let requests = server.received_requests().await.unwrap();
        assert_eq!(requests.len(), 2);
        let typed = |request: &wiremock::Request| request.headers.contains_key("content-type");
        assert!(!requests.iter().any(typed));
    }

    #[tokio::test]
    async fn a_place_that_does_not_answer_is_given_up_without_being_named() {
        let server = MockServer::start().await;
        let url = format!("{}/signed?Signature=s3cret", server.uri());
        let fault = ResponseUrls::default().put(&url, "{}").await.unwrap_err();
        assert_eq!(fault.name, ErrorName::StoreUnavailable);
        assert!(fault.message.contains("404") && !fault.message.contains("s3cret"));
        assert_eq!(server.received_requests().await.unwrap().len(), 3);
        let fault = ResponseUrls::default().put("", "{}").await.unwrap_err();
        assert_eq!(fault.name, ErrorName::InvalidInput);
    }
}
