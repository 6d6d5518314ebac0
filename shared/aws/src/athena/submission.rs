//! A query in Athena that somebody waits for.

use aws_sdk_athena::Client;
use sha2::{Digest, Sha256};
use std::fmt::Write;
use std::time::Duration;
use tokio::runtime::Handle;

/// How long a query that nobody wants any more is asked to stop.
const STOPPING: Duration = Duration::from_secs(5);

/// A query that was started. It is stopped when this is dropped before [`Submission::ended`].
#[derive(Debug)]
pub(super) struct Submission {
    client: Client,
    id: String,
    running: bool,
}

impl Submission {
    pub(super) fn new(client: Client, id: String) -> Self {
        Self {
            client,
            id,
            running: true,
        }
    }

    pub(super) fn id(&self) -> &str {
        &self.id
    }

    /// The query is over; there is nothing to stop.
    pub(super) fn ended(&mut self) {
        self.running = false;
    }

    /// Stops the query and waits until Athena knows.
    pub(super) async fn stop(mut self) {
        if std::mem::take(&mut self.running) {
            stop(self.client.clone(), self.id.clone()).await;
        }
    }
}

impl Drop for Submission {
    fn drop(&mut self) {
        if !self.running {
            return;
        }
        if let Ok(runtime) = Handle::try_current() {
            runtime.spawn(stop(self.client.clone(), self.id.clone()));
        }
    }
}

async fn stop(client: Client, id: String) {
    let call = client.stop_query_execution().query_execution_id(&id).send();
    match tokio::time::timeout(STOPPING, call).await {
        Ok(Ok(_)) => tracing::info!(query = id, "the query was stopped"),
        Ok(Err(error)) => {
            let error = aws_sdk_athena::error::DisplayErrorContext(error).to_string();
            tracing::warn!(query = id, error, "the query could not be stopped");
        }
        Err(_) => tracing::warn!(query = id, "the query could not be stopped in time"),
    }
}

/// What makes a repeated submission the same one: 64 hexadecimal digits.
pub(super) fn token(job_id: &str, database: &str, sql: &str, attempt: u32) -> String {
    let mut hash = Sha256::new();
    for part in [job_id, database, sql] {
        // With its length, so that no two lists of parts run together to the same bytes.
        hash.update(part.len().to_be_bytes());
        hash.update(part);
    }
    hash.update(attempt.to_be_bytes());
    let mut token = String::with_capacity(64);
    for byte in hash.finalize() {
        // Writing to a string does not fail.
        let _ = write!(token, "{byte:02x}");
    }
    token
}

#[cfg(test)]
mod tests {
    use super::token;

    #[test]
    fn a_token_is_one_for_each_submission() {
        let first = token("job", "db", "SELECT 1", 0);
        assert_eq!(first, token("job", "db", "SELECT 1", 0));
        assert_eq!(first.len(), 64);
        for other in [
            token("job2", "db", "SELECT 1", 0),
            token("job", "db2", "SELECT 1", 0),
            token("job", "db", "SELECT 2", 0),
            token("job", "db", "SELECT 1", 1),
            token("jobd", "b", "SELECT 1", 0),
        ] {
            assert_ne!(first, other);
        }
    }
}
