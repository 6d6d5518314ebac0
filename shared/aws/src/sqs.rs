//! The queue of jobs in SQS.

use crate::AwsConfig;
use crate::failure::{Call, fault};
use async_trait::async_trait;
use aws_sdk_sqs::Client;
use contract::{ErrorName, Fault, JobMessage};
use ports::JobQueue;

/// Jobs as messages of one queue.
#[derive(Debug, Clone)]
pub struct SqsQueue {
    client: Client,
    url: String,
}

impl SqsQueue {
    /// The queue at the URL.
    pub fn new(config: &AwsConfig, url: impl Into<String>) -> Self {
        Self {
            client: Client::new(config.sdk()),
            url: url.into(),
        }
    }
}

#[async_trait]
impl JobQueue for SqsQueue {
    async fn send(&self, job_id: &str) -> Result<(), Fault> {
        let message = JobMessage {
            job_id: job_id.to_owned(),
        };
        let body = serde_json::to_string(&message).map_err(|error| {
            Fault::new(ErrorName::Internal, "a message cannot be written").with_source(error)
        })?;
        let send = self.client.send_message().queue_url(&self.url);
        match send.message_body(body).send().await {
            Ok(_) => Ok(()),
            Err(error) => Err(fault(
                error,
                Call {
                    what: "put the job into its queue",
                    permission: "sqs:SendMessage",
                    writes: false,
                },
            )),
        }
    }
}
