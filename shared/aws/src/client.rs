use aws_config::{BehaviorVersion, SdkConfig};
use aws_smithy_http_client::Builder;
use aws_smithy_http_client::tls::{Provider, rustls_provider::CryptoMode};
use aws_smithy_types::timeout::TimeoutConfig;
use std::time::Duration;

/// How long a connection may take.
const CONNECT: Duration = Duration::from_secs(3);
/// How long the first byte of an answer may take, after which the SDK asks again. It is less than every function
/// has, so that one answer that never comes costs no job. Without it the SDK waits for ever.
const FIRST_BYTE: Duration = Duration::from_secs(8);

/// How AWS is reached: region, credentials and endpoints from the environment that Lambda and the SDKs of
/// every language share, one HTTP client for all services. Cheap to clone.
#[derive(Debug, Clone)]
pub struct AwsConfig(SdkConfig);

impl AwsConfig {
    /// Reads the environment. Nothing is called before a service is.
    pub async fn from_environment() -> Self {
        let http = Builder::new()
            .tls_provider(Provider::Rustls(CryptoMode::Ring))
            .build_https();
        let timeouts = TimeoutConfig::builder()
            .connect_timeout(CONNECT)
            .read_timeout(FIRST_BYTE)
            .build();
        let config = aws_config::defaults(BehaviorVersion::latest())
            .http_client(http)
            .timeout_config(timeouts)
            .load()
            .await;
        Self(config)
    }

    /// What the clients of the SDK are made from.
    #[cfg_attr(
        not(any(
            feature = "athena",
            feature = "bedrock",
            feature = "glue",
            feature = "s3",
            feature = "secrets",
            feature = "sfn",
            feature = "sqs"
        )),
        expect(dead_code, reason = "without a feature there is no client")
    )]
    pub(crate) const fn sdk(&self) -> &SdkConfig {
        &self.0
    }

    /// For tests: a server on this machine, with credentials that open nothing.
    #[cfg(all(
        test,
        any(
            feature = "athena",
            feature = "bedrock",
            feature = "glue",
            feature = "s3"
        )
    ))]
    pub(crate) fn of_test(endpoint: &str) -> Self {
        use aws_credential_types::{Credentials, provider::SharedCredentialsProvider};
        let credentials = Credentials::new("test", "test", None, None, "test");
        let config = SdkConfig::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(aws_config::Region::new("eu-west-1"))
            .credentials_provider(SharedCredentialsProvider::new(credentials))
            .endpoint_url(endpoint)
            .http_client(Builder::new().build_http())
            .sleep_impl(aws_smithy_async::rt::sleep::TokioSleep::new())
            .build();
        Self(config)
    }
}

#[cfg(all(test, feature = "s3"))]
mod tests {
    use super::{AwsConfig, CONNECT, FIRST_BYTE};

    #[tokio::test]
    async fn no_call_waits_for_ever() {
        let config = AwsConfig::from_environment().await;
        let timeouts = config.sdk().timeout_config().unwrap();
        assert_eq!(timeouts.connect_timeout(), Some(CONNECT));
        assert_eq!(timeouts.read_timeout(), Some(FIRST_BYTE));
    }
}
