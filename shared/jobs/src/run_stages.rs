use contract::Stages;
use ports::{RunEvent, RunEventKind};
use std::collections::HashMap;
use std::time::Duration;

/// The stages that the history of an execution tells of.
pub fn stages_of(history: &[RunEvent]) -> Stages {
    let mut stages = Stages::default();
    let mut entered: HashMap<&str, i64> = HashMap::new();
    for event in history {
        let state = event.state.as_str();
        let duration = entered
            .get(state)
            .and_then(|since| u64::try_from(event.at_ms - since).ok())
            .map(Duration::from_millis)
            .unwrap_or_default();
        match &event.kind {
            RunEventKind::Entered => {
                entered.insert(state, event.at_ms);
                stages.enter(state);
            }
            RunEventKind::Retried => {
                stages.retry(state);
            }
            RunEventKind::Failed(error) => {
                stages.fail(state, error, Some(duration));
            }
            RunEventKind::Exited(document) => {
                stages.leave(state, document, duration);
            }
        }
    }
    stages
}

#[cfg(test)]
mod tests {
    use super::*;
    use contract::StageStatus;
    use serde_json::json;

    fn event(state: &str, at_ms: i64, kind: RunEventKind) -> RunEvent {
        RunEvent {
            state: state.into(),
            at_ms,
            kind,
        }
    }

    #[test]
    fn each_entry_of_a_step_is_a_stage_with_its_own_duration() {
        let usage = json!({"generation": {"usage": {"tokens_in": 5}}});
        let history = [
            event("Generate", 1_000, RunEventKind::Entered),
            event("Generate", 1_200, RunEventKind::Retried),
            event("Generate", 1_500, RunEventKind::Exited(usage)),
            event("RouteGeneration", 1_500, RunEventKind::Entered),
            event("Generate", 2_000, RunEventKind::Entered),
            event(
                "Generate",
                2_040,
                RunEventKind::Failed("Model.BadReply".into()),
            ),
        ];
        let stages = stages_of(&history).into_records();
        assert_eq!(stages.len(), 2);
        assert_eq!(stages[0].duration_ms.0, Duration::from_millis(500));
        assert_eq!((stages[0].retries, stages[0].tokens_in), (1, 5));
        assert_eq!(stages[1].attempt, 2);
        assert_eq!(stages[1].status, StageStatus::Failed);
        assert_eq!(stages[1].duration_ms.0, Duration::from_millis(40));
        assert_eq!(stages[1].error.as_deref(), Some("Model.BadReply"));
    }

    #[test]
    fn a_clock_that_went_back_is_no_duration() {
        let history = [
            event("Execute", 1_000, RunEventKind::Entered),
            event("Execute", 900, RunEventKind::Exited(json!({}))),
        ];
        let stages = stages_of(&history).into_records();
        assert_eq!(stages[0].duration_ms.0, Duration::ZERO);
    }
}
