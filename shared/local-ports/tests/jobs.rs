//! Jobs: accepted once, worked on once, ended once.
#![cfg(feature = "store")]
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use contract::{
    Approach, AskRequest, ErrorName, JobStatus, Millis, Problem, StageRecord, StageStatus,
};
use local_ports::{DataDir, JobEnd, SqliteJobs};
use std::collections::BTreeSet;
use std::path::Path;

fn open(dir: &Path) -> SqliteJobs {
    let data_dir = DataDir::open(dir).unwrap();
    SqliteJobs::open(data_dir.database()).unwrap()
}

fn request(question: &str) -> AskRequest {
    AskRequest {
        job_id: String::new(),
        question: question.to_owned(),
        source: "shop".to_owned(),
        role: "analyst".to_owned(),
        approach: Approach::Rules,
        conversation: vec![],
        use_cache: true,
        sql: None,
        asked_at: "2026-11-22T00:00:00Z".to_owned(),
    }
}

fn stage(state: &str, attempt: u32, status: StageStatus) -> StageRecord {
    StageRecord {
        state: state.to_owned(),
        status,
        attempt,
        duration_ms: Millis::default(),
        tokens_in: 0,
        tokens_out: 0,
        bytes_scanned: 0,
        retries: 0,
        error: None,
    }
}

fn failure() -> JobEnd {
    JobEnd::Failed(Problem::new(ErrorName::EngineFailed, "no"))
}

#[test]
fn oldest_first_and_each_once() {
    let dir = tempfile::tempdir().unwrap();
    let jobs = open(dir.path());
    let first = jobs.submit(request("one"), None).unwrap();
    let second = jobs.submit(request("two"), None).unwrap();
    assert!(first.job_id < second.job_id, "ids sort by time");
    let job = jobs.claim().unwrap().unwrap();
    assert_eq!(
        (&job.job_id, job.status),
        (&first.job_id, JobStatus::Running)
    );
    assert_eq!(job.request.job_id, first.job_id);
    assert_eq!(jobs.claim().unwrap().unwrap().job_id, second.job_id);
    assert_eq!(jobs.claim().unwrap(), None);
    let listed: Vec<_> = jobs
        .list(10)
        .unwrap()
        .into_iter()
        .map(|job| job.job_id)
        .collect();
    assert_eq!(listed, [second.job_id, first.job_id]);
    assert_eq!(jobs.list(1).unwrap().len(), 1);
}

#[test]
fn threads_never_claim_the_same() {
    let dir = tempfile::tempdir().unwrap();
    let jobs = open(dir.path());
    for n in 0..40 {
        jobs.submit(request(&n.to_string()), None).unwrap();
    }
    let claimed: Vec<String> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..4)
            .map(|_| {
                scope.spawn(|| {
                    std::iter::from_fn(|| jobs.claim().unwrap())
                        .map(|job| job.job_id)
                        .collect()
                })
            })
            .collect();
        workers
            .into_iter()
            .flat_map(|worker| -> Vec<_> { worker.join().unwrap() })
            .collect()
    });
    assert_eq!(claimed.len(), 40);
    assert_eq!(claimed.into_iter().collect::<BTreeSet<_>>().len(), 40);
}

#[test]
fn one_key_one_job() {
    let dir = tempfile::tempdir().unwrap();
    let jobs = open(dir.path());
    let first = jobs.submit(request("one"), Some("key")).unwrap();
    assert!(!first.existing);
    let later = AskRequest {
        asked_at: "2026-11-23T00:00:00Z".to_owned(),
        ..request("one")
    };
    let again = jobs.submit(later, Some("key")).unwrap();
    assert_eq!((again.job_id, again.existing), (first.job_id.clone(), true));
    let fault = jobs.submit(request("two"), Some("key")).unwrap_err();
    assert_eq!(fault.name, ErrorName::JobConflict);
    assert_ne!(
        jobs.submit(request("one"), Some("other")).unwrap().job_id,
        first.job_id
    );
    assert_ne!(
        jobs.submit(request("one"), None).unwrap().job_id,
        first.job_id
    );
}

#[test]
fn what_was_accepted_outlives_the_process() {
    let dir = tempfile::tempdir().unwrap();
    let document = serde_json::json!({"explanation": {"text": "none"}});
    let (queued, running, done) = {
        let jobs = open(dir.path());
        let done = jobs.submit(request("done"), None).unwrap().job_id;
        jobs.claim().unwrap();
        jobs.finish(
            &done,
            failure(),
            &[stage("Classify", 1, StageStatus::Succeeded)],
            Some(&document),
        )
        .unwrap();
        let running = jobs.submit(request("running"), None).unwrap().job_id;
        jobs.claim().unwrap();
        jobs.record_stage(&running, &stage("Classify", 1, StageStatus::Running))
            .unwrap();
        (
            jobs.submit(request("queued"), None).unwrap().job_id,
            running,
            done,
        )
    };
    let jobs = open(dir.path());
    assert_eq!(jobs.requeue_interrupted().unwrap(), 1);
    assert_eq!(jobs.get(&running).unwrap().stages, []);
    assert_eq!(
        jobs.claim().unwrap().unwrap().job_id,
        running,
        "it comes first again"
    );
    assert_eq!(jobs.claim().unwrap().unwrap().job_id, queued);
    assert_eq!(jobs.claim().unwrap(), None);
    assert_eq!(jobs.document(&done).unwrap(), Some(document));
    let done = jobs.get(&done).unwrap();
    assert_eq!((done.status, done.stages.len()), (JobStatus::Failed, 1));
}

#[test]
fn a_job_that_brings_the_program_down_is_given_up() {
    let dir = tempfile::tempdir().unwrap();
    let jobs = open(dir.path());
    let job_id = jobs.submit(request("poison"), None).unwrap().job_id;
    for requeued in [1, 1, 0] {
        assert_eq!(jobs.claim().unwrap().unwrap().job_id, job_id);
        assert_eq!(jobs.requeue_interrupted().unwrap(), requeued);
    }
    assert_eq!(jobs.claim().unwrap(), None);
    let job = jobs.get(&job_id).unwrap();
    assert_eq!(job.status, JobStatus::Failed);
    assert_eq!(job.error.unwrap().title, ErrorName::Internal);
    assert!(job.finished_at.is_some());
}

#[test]
fn stages_are_told_as_they_happen() {
    let dir = tempfile::tempdir().unwrap();
    let jobs = open(dir.path());
    let job_id = jobs.submit(request("q"), None).unwrap().job_id;
    jobs.claim().unwrap();
    for record in [
        stage("Generate", 1, StageStatus::Running),
        stage("Generate", 1, StageStatus::Succeeded),
        stage("Validate", 1, StageStatus::Succeeded),
        stage("Generate", 2, StageStatus::Running),
    ] {
        jobs.record_stage(&job_id, &record).unwrap();
    }
    let job = jobs.get(&job_id).unwrap();
    assert_eq!(job.stage.as_deref(), Some("Generate"));
    let seen: Vec<_> = job
        .stages
        .iter()
        .map(|s| (s.state.as_str(), s.attempt, s.status))
        .collect();
    let expected = [
        ("Generate", 1, StageStatus::Succeeded),
        ("Validate", 1, StageStatus::Succeeded),
        ("Generate", 2, StageStatus::Running),
    ];
    assert_eq!(seen, expected);

    jobs.finish(
        &job_id,
        JobEnd::Cancelled,
        &[stage("Generate", 1, StageStatus::Cancelled)],
        None,
    )
    .unwrap();
    jobs.record_stage(&job_id, &stage("Late", 1, StageStatus::Running))
        .unwrap();
    let job = jobs.get(&job_id).unwrap();
    assert_eq!(
        (job.status, job.stage, job.stages.len()),
        (JobStatus::Cancelled, None, 1)
    );
}

#[test]
fn an_end_is_final() {
    let dir = tempfile::tempdir().unwrap();
    let jobs = open(dir.path());
    let job_id = jobs.submit(request("q"), None).unwrap().job_id;
    assert_eq!(
        jobs.finish(&job_id, failure(), &[], None).unwrap_err().name,
        ErrorName::Internal
    );
    jobs.claim().unwrap();
    assert!(jobs.cancel(&job_id).unwrap());
    assert!(!jobs.cancel(&job_id).unwrap(), "it has ended");
    jobs.finish(&job_id, failure(), &[], None).unwrap();
    let job = jobs.get(&job_id).unwrap();
    assert_eq!((job.status, job.error), (JobStatus::Cancelled, None));
    assert_eq!(jobs.requeue_interrupted().unwrap(), 0);

    let queued = jobs.submit(request("q"), None).unwrap().job_id;
    assert!(jobs.cancel(&queued).unwrap());
    assert_eq!(jobs.claim().unwrap(), None, "a cancelled job is not taken");
}

#[test]
fn unknown_jobs_are_named() {
    let dir = tempfile::tempdir().unwrap();
    let jobs = open(dir.path());
    assert_eq!(jobs.get("x").unwrap_err().name, ErrorName::JobNotFound);
    assert_eq!(jobs.cancel("x").unwrap_err().name, ErrorName::JobNotFound);
    assert_eq!(
        jobs.finish("x", failure(), &[], None).unwrap_err().name,
        ErrorName::JobNotFound
    );
}
