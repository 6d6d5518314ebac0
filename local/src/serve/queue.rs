use async_trait::async_trait;
use contract::{Fault, JobMessage};
use job_start::JobStart;
use ports::{JobQueue, Ports};
use step::QueueConsumer;

/// The queue of one machine. What waits is in the table of jobs, where it outlives the process; a
/// message is consumed as it is sent, by the function that does so in the cloud.
pub(super) struct LocalQueue {
    deps: job_start::Deps,
}

impl LocalQueue {
    pub(super) fn new(ports: &Ports) -> Self {
        Self {
            deps: job_start::Deps::from(ports),
        }
    }
}

#[async_trait]
impl JobQueue for LocalQueue {
    async fn send(&self, job_id: &str) -> Result<(), Fault> {
        let message = JobMessage {
            job_id: job_id.to_owned(),
        };
        JobStart::consume(message, &self.deps).await
    }
}
