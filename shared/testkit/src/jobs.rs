use crate::switch::{FaultSwitch, lock};
use async_trait::async_trait;
use contract::{ErrorName, Fault};
use ports::{JobQueue, Run, RunEvent, RunEventKind, RunStatus, Workflow};
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::Mutex;

/// A queue that remembers what was sent.
#[derive(Debug, Default)]
pub struct MemoryQueue {
    sent: Mutex<Vec<String>>,
    switch: FaultSwitch,
}

impl MemoryQueue {
    /// The ids of the jobs that were sent, in their order.
    pub fn sent(&self) -> Vec<String> {
        lock(&self.sent).clone()
    }

    /// Makes every call from now on fail; `None` mends it.
    pub fn fail(&self, name: Option<ErrorName>) {
        self.switch.set(name);
    }
}

#[async_trait]
impl JobQueue for MemoryQueue {
    async fn send(&self, job_id: &str) -> Result<(), Fault> {
        self.switch.check()?;
        lock(&self.sent).push(job_id.to_owned());
        Ok(())
    }
}

#[derive(Debug)]
struct Started {
    input: Value,
    run: Run,
    history: Vec<RunEvent>,
}

/// Executions that go on until the test ends them.
#[derive(Debug, Default)]
pub struct MemoryWorkflow {
    started: Mutex<BTreeMap<String, Started>>,
    switch: FaultSwitch,
}

impl MemoryWorkflow {
    /// The ids of the jobs with an execution, sorted, each with its input.
    pub fn inputs(&self) -> Vec<(String, Value)> {
        lock(&self.started)
            .iter()
            .map(|(job_id, started)| (job_id.clone(), started.input.clone()))
            .collect()
    }

    /// Something happens in the job's execution.
    pub fn happens(&self, job_id: &str, state: &str, at_ms: i64, kind: RunEventKind) {
        if let Some(started) = lock(&self.started).get_mut(job_id) {
            started.history.push(RunEvent {
                state: state.to_owned(),
                at_ms,
                kind,
            });
        }
    }

    /// The job's execution ends; nothing happens when there is none.
    pub fn end(&self, job_id: &str, status: RunStatus) {
        if let Some(started) = lock(&self.started).get_mut(job_id) {
            started.run = Run {
                status,
                ended_at: Some("2024-06-01T09:00:05Z".to_owned()),
            };
        }
    }

    /// Makes every call from now on fail; `None` mends it.
    pub fn fail(&self, name: Option<ErrorName>) {
        self.switch.set(name);
    }
}

#[async_trait]
impl Workflow for MemoryWorkflow {
    async fn start(&self, job_id: &str, input: &Value) -> Result<bool, Fault> {
        self.switch.check()?;
        let mut all = lock(&self.started);
        if all.contains_key(job_id) {
            return Ok(false);
        }
        let started = Started {
            input: input.clone(),
            run: Run {
                status: RunStatus::Running,
                ended_at: None,
            },
            history: vec![],
        };
        all.insert(job_id.to_owned(), started);
        Ok(true)
    }

    async fn run(&self, job_id: &str) -> Result<Option<Run>, Fault> {
        self.switch.check()?;
        Ok(lock(&self.started)
            .get(job_id)
            .map(|started| started.run.clone()))
    }

    async fn history(&self, job_id: &str) -> Result<Vec<RunEvent>, Fault> {
        self.switch.check()?;
        Ok(lock(&self.started)
            .get(job_id)
            .map(|started| started.history.clone())
            .unwrap_or_default())
    }

    async fn stop(&self, job_id: &str, _: &str) -> Result<(), Fault> {
        self.switch.check()?;
        let is_running = lock(&self.started)
            .get(job_id)
            .is_some_and(|started| started.run.status == RunStatus::Running);
        if is_running {
            self.end(job_id, RunStatus::Stopped);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[tokio::test]
    async fn an_execution_starts_once_and_keeps_its_end() {
        let workflow = MemoryWorkflow::default();
        assert!(workflow.run("j").await.unwrap().is_none());
        assert!(workflow.start("j", &json!({"n": 1})).await.unwrap());
        assert!(!workflow.start("j", &json!({"n": 2})).await.unwrap());
        assert_eq!(workflow.inputs(), [("j".to_owned(), json!({"n": 1}))]);
        workflow.end("j", RunStatus::TimedOut);
        workflow.stop("j", "too late").await.unwrap();
        let run = workflow.run("j").await.unwrap().unwrap();
        assert_eq!(run.status, RunStatus::TimedOut);
    }
}
