use crate::Deps;
use contract::{Answer, ErrorName, Fault, Job, JobRecord, JobStatus, Problem, StageStatus};
use jobs::{End, end_of, stages_of};
use ports::Run;

/// The job as it stands.
///
/// # Errors
/// `Job.NotFound` when there is none, and what the ports fail with.
pub(crate) async fn of(deps: &Deps, job_id: &str) -> Result<Job, Fault> {
    let record = deps.jobs.record(job_id).await?;
    match deps.workflow.run(job_id).await? {
        Some(run) => with_run(deps, record, run).await,
        None if deps.jobs.is_cancelled(job_id).await? => Ok(job(record, JobStatus::Cancelled)),
        None => Ok(job(record, JobStatus::Queued)),
    }
}

async fn with_run(deps: &Deps, record: JobRecord, run: Run) -> Result<Job, Fault> {
    let history = deps.workflow.history(&record.request.job_id).await?;
    let mut stages = stages_of(&history);
    let Some(end) = end_of(run.status) else {
        let stages = stages.into_records();
        let runs = |stage: &&contract::StageRecord| stage.status == StageStatus::Running;
        return Ok(Job {
            stage: stages.iter().rev().find(runs).map(|s| s.state.clone()),
            stages,
            ..job(record, JobStatus::Running)
        });
    };
    stages.close();
    let ended = Job {
        stages: stages.into_records(),
        finished_at: run.ended_at,
        ..job(record, end.status())
    };
    Ok(match end {
        End::Cancelled => ended,
        End::Failed(problem) => failed(ended, problem),
        End::Succeeded(state) => match Answer::from_state(&state, ended.stages.clone()) {
            Some(answer) => Job {
                answer: Some(answer),
                ..ended
            },
            None => {
                let detail = "the machine ended in success without an explanation";
                failed(ended, Problem::new(ErrorName::Internal, detail))
            }
        },
    })
}

fn failed(job: Job, problem: Problem) -> Job {
    Job {
        status: JobStatus::Failed,
        error: Some(problem),
        ..job
    }
}

fn job(record: JobRecord, status: JobStatus) -> Job {
    Job {
        job_id: record.request.job_id.clone(),
        request: record.request,
        status,
        stage: None,
        stages: vec![],
        answer: None,
        error: None,
        created_at: record.created_at,
        finished_at: None,
    }
}
