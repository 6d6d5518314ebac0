//! The shell of what takes messages from SQS: each message ends for itself.

use crate::host::{Answered, Shell, log_job};
use aws_lambda_events::sqs::{SqsEvent, SqsMessage};
use contract::{ErrorName, Fault};
use ports::Ports;
use serde_json::{Value, json};
use std::marker::PhantomData;
use step::QueueConsumer;

/// A consumer with its ports.
pub(crate) struct QueueShell<C: QueueConsumer> {
    deps: C::Deps,
    consumer: PhantomData<fn() -> C>,
}

impl<C: QueueConsumer> QueueShell<C> {
    pub(crate) fn new(ports: &Ports) -> Self {
        Self {
            deps: C::Deps::from(ports),
            consumer: PhantomData,
        }
    }

    async fn consume(&self, message: &SqsMessage) -> Result<(), Fault> {
        let malformed = |what: String| {
            let message = format!("a message of the queue {what}");
            Fault::new(ErrorName::InvalidInput, message)
        };
        let body = message.body.as_deref().unwrap_or_default();
        let body: Value = serde_json::from_str(body)
            .map_err(|error| malformed(format!("is not JSON: {error}")))?;
        let job_id = body.get("job_id").and_then(Value::as_str);
        log_job(job_id.unwrap_or_default());
        let body = serde_json::from_value(body)
            .map_err(|error| malformed(format!("does not have its form: {error}")))?;
        C::consume(body, &self.deps).await
    }
}

impl<C: QueueConsumer> Shell for QueueShell<C> {
    fn name(&self) -> &'static str {
        C::NAME
    }

    /// The messages that failed come again, and in the end go where the queue puts what it gives up.
    async fn answer(&self, event: Value) -> Result<Answered, Fault> {
        let event: SqsEvent = serde_json::from_value(event).map_err(|error| {
            let message = format!("the event is not a batch of a queue: {error}");
            Fault::new(ErrorName::InvalidInput, message)
        })?;
        let mut failed = Vec::new();
        for message in &event.records {
            let Err(fault) = self.consume(message).await else {
                continue;
            };
            let Some(id) = &message.message_id else {
                // Nobody could name it among the failures, so the whole batch is one.
                return Err(fault);
            };
            let cause = std::error::Error::source(&fault).map(ToString::to_string);
            tracing::error!(
                message_id = id, error = %fault.name, reason = %fault, cause,
                "a message failed"
            );
            failed.push(json!({ "itemIdentifier": id }));
        }
        let outcome = if failed.is_empty() { "done" } else { "failed" };
        Ok(Answered::new(
            json!({ "batchItemFailures": failed }),
            outcome,
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use contract::JobMessage;

    struct Jobs;

    struct Nothing;

    impl From<&Ports> for Nothing {
        fn from(_: &Ports) -> Self {
            Self
        }
    }

    impl QueueConsumer for Jobs {
        const NAME: &'static str = "jobs";
        type Message = JobMessage;
        type Deps = Nothing;

        async fn consume(message: JobMessage, _: &Nothing) -> Result<(), Fault> {
            match message.job_id.as_str() {
                "stuck" => Err(Fault::new(ErrorName::StoreUnavailable, "later")),
                _ => Ok(()),
            }
        }
    }

    async fn answer(event: Value) -> Result<Value, Fault> {
        let shell = QueueShell::<Jobs>::new(&Ports::unconfigured());
        shell.answer(event).await.map(|answered| answered.value)
    }

    #[tokio::test]
    async fn the_sample_batch_is_consumed() {
        let event = include_str!("../../../events/job-start/queue.json");
        let value = answer(serde_json::from_str(event).unwrap()).await.unwrap();
        assert_eq!(value, json!({ "batchItemFailures": [] }));
    }

    #[tokio::test]
    async fn only_the_messages_that_failed_come_again() {
        let record = |id: &str, body: &str| json!({ "messageId": id, "body": body });
        let event = json!({ "Records": [
            record("1", r#"{"job_id": "a"}"#),
            record("2", r#"{"job_id": "stuck"}"#),
            record("3", "not json"),
            record("4", r#"{"job": "a"}"#),
            record("5", r#"{"job_id": "b"}"#),
            json!({ "messageId": "6" }),
        ]});
        let failed = ["2", "3", "4", "6"].map(|id| json!({ "itemIdentifier": id }));
        assert_eq!(
            answer(event).await.unwrap(),
            json!({ "batchItemFailures": failed })
        );
    }

    #[tokio::test]
    async fn what_cannot_be_named_fails_the_batch() {
        assert_eq!(
            answer(json!({ "records": [] })).await.unwrap_err().name,
            ErrorName::InvalidInput
        );
        let nameless = json!({ "Records": [{ "body": r#"{"job_id": "stuck"}"# }] });
        assert_eq!(
            answer(nameless).await.unwrap_err().name,
            ErrorName::StoreUnavailable
        );
    }
}
