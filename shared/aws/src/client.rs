use aws_config::{BehaviorVersion, SdkConfig};
use aws_smithy_http_client::Builder;
use aws_smithy_http_client::tls::{Provider, rustls_provider::CryptoMode};

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
        let config = aws_config::defaults(BehaviorVersion::latest())
            .http_client(http)
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
