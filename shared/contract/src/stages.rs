use crate::{Millis, StageRecord, StageStatus, StepName, Usage};
use serde_json::Value;
use std::time::Duration;

/// Turns what happens to the states of an execution into the stages of a job: one for each time a
/// step's state is entered. Choices and the like are no stages.
///
/// Every change gives the stage as it stands now, and `None` when it concerns no stage.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Stages(Vec<StageRecord>);

impl Stages {
    /// The stages so far, in the order they were entered.
    pub fn records(&self) -> &[StageRecord] {
        &self.0
    }

    /// The stages, in the order they were entered.
    pub fn into_records(self) -> Vec<StageRecord> {
        self.0
    }

    /// The state was entered.
    pub fn enter(&mut self, state: &str) -> Option<&StageRecord> {
        state.parse::<StepName>().ok()?;
        let earlier = self.0.iter().filter(|stage| stage.state == state).count();
        self.0.push(StageRecord {
            state: state.to_owned(),
            status: StageStatus::Running,
            attempt: u32::try_from(earlier).unwrap_or(u32::MAX).saturating_add(1),
            duration_ms: Millis::default(),
            tokens_in: 0,
            tokens_out: 0,
            bytes_scanned: 0,
            retries: 0,
            error: None,
        });
        self.0.last()
    }

    /// A call of the state failed and is made again.
    pub fn retry(&mut self, state: &str) -> Option<&StageRecord> {
        self.change(state, |stage| {
            stage.retries = stage.retries.saturating_add(1)
        })
    }

    /// The state failed, whether or not the error is caught. A failure stays one when the state is
    /// left after it.
    pub fn fail(
        &mut self,
        state: &str,
        error: &str,
        duration: Option<Duration>,
    ) -> Option<&StageRecord> {
        self.change(state, |stage| {
            stage.status = StageStatus::Failed;
            stage.error = Some(error.to_owned());
            if let Some(duration) = duration {
                stage.duration_ms = Millis(duration);
            }
        })
    }

    /// The state was left; `document` is the state document as it was then.
    pub fn leave(
        &mut self,
        state: &str,
        document: &Value,
        duration: Duration,
    ) -> Option<&StageRecord> {
        let usage = usage(state, document);
        self.change(state, |stage| {
            stage.duration_ms = Millis(duration);
            if stage.status == StageStatus::Running {
                stage.status = StageStatus::Succeeded;
                stage.tokens_in = usage.tokens_in;
                stage.tokens_out = usage.tokens_out;
                stage.bytes_scanned = usage.bytes_scanned;
            }
        })
    }

    /// The execution has ended: what still runs was cancelled with it.
    pub fn close(&mut self) {
        let running = |stage: &&mut StageRecord| stage.status == StageStatus::Running;
        for stage in self.0.iter_mut().filter(running) {
            stage.status = StageStatus::Cancelled;
        }
    }

    /// Changes the stage that the state was entered for last.
    fn change(
        &mut self,
        state: &str,
        change: impl FnOnce(&mut StageRecord),
    ) -> Option<&StageRecord> {
        let stage = self.0.iter_mut().rev().find(|stage| stage.state == state)?;
        change(stage);
        Some(stage)
    }
}

/// What the step itself says it used, beside its result.
fn usage(state: &str, document: &Value) -> Usage {
    state
        .parse::<StepName>()
        .ok()
        .and_then(StepName::result_field)
        .and_then(|field| document.get(field)?.get("usage"))
        .and_then(|usage| serde_json::from_value(usage.clone()).ok())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn a_stage_for_each_time_a_step_is_entered() {
        let mut stages = Stages::default();
        assert!(stages.enter("RouteRequest").is_none(), "no step");
        stages.enter("Generate");
        stages.leave(
            "Generate",
            &json!({"generation": {"usage": {"tokens_in": 7, "tokens_out": 2}}}),
            SECOND,
        );
        stages.enter("Generate");
        let seen: Vec<_> = stages
            .records()
            .iter()
            .map(|stage| (stage.attempt, stage.status, stage.tokens_in))
            .collect();
        assert_eq!(
            seen,
            [(1, StageStatus::Succeeded, 7), (2, StageStatus::Running, 0)]
        );
        assert_eq!(stages.records()[0].duration_ms, Millis(SECOND));
    }

    #[test]
    fn a_caught_error_stays_a_failure() {
        let mut stages = Stages::default();
        stages.enter("CacheCheck");
        assert_eq!(stages.retry("CacheCheck").unwrap().retries, 1);
        stages.fail("CacheCheck", "Cache.Unavailable", None);
        let left = stages.leave("CacheCheck", &json!({}), SECOND).unwrap();
        assert_eq!(left.status, StageStatus::Failed);
        assert_eq!(left.error.as_deref(), Some("Cache.Unavailable"));
        assert_eq!(left.duration_ms, Millis(SECOND));
    }

    #[test]
    fn what_runs_when_the_job_ends_was_cancelled() {
        let mut stages = Stages::default();
        stages.enter("Execute");
        stages.close();
        assert_eq!(stages.records()[0].status, StageStatus::Cancelled);
    }
}
