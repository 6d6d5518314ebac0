//! The stages of a job as server-sent events.

use super::running::Change;
use super::{Served, call, job_calls, problem};
use axum::extract::{Request, State};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use contract::{Job, StageEvent};
use futures::stream::{self, Stream};
use serde::Serialize;
use std::collections::VecDeque;
use std::convert::Infallible;
use std::sync::Arc;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;

pub(super) async fn stream(State(served): State<Arc<Served>>, request: Request) -> Response {
    let request = match call::read(request).await {
        Ok(request) => request,
        Err(refusal) => return refusal,
    };
    // Watched before it is looked at: no change falls between.
    let changes = served.running.watch();
    match job_calls::found(&served, request.parameter("id")).await {
        Ok(job) => Sse::new(events(Watch::of(served, changes, &job)))
            .keep_alive(KeepAlive::default())
            .into_response(),
        Err(fault) => problem::told(&fault),
    }
}

/// One who watches a job.
struct Watch {
    served: Arc<Served>,
    changes: Receiver<Change>,
    job_id: String,
    /// What is yet to be told.
    ready: VecDeque<Event>,
    over: bool,
}

fn events(watch: Watch) -> impl Stream<Item = Result<Event, Infallible>> {
    stream::unfold(watch, async |mut watch| {
        let event = watch.next().await?;
        Some((Ok(event), watch))
    })
}

impl Watch {
    fn of(served: Arc<Served>, changes: Receiver<Change>, job: &Job) -> Self {
        let mut watch = Self {
            served,
            changes,
            job_id: job.job_id.clone(),
            ready: VecDeque::new(),
            over: false,
        };
        watch.look(job);
        watch
    }

    /// Tells the stages so far, and the end when the job has ended.
    fn look(&mut self, job: &Job) {
        for stage in &job.stages {
            let event = StageEvent {
                job_id: job.job_id.clone(),
                stage: stage.clone(),
            };
            self.ready.extend(named("stage", &event));
        }
        if job.status.is_final() {
            self.over = true;
            self.ready.extend(named("job", job));
        }
    }

    async fn next(&mut self) -> Option<Event> {
        loop {
            if let Some(event) = self.ready.pop_front() {
                return Some(event);
            }
            if self.over {
                return None;
            }
            match self.changes.recv().await {
                Ok(change) if change.job_id() != self.job_id => (),
                Ok(Change::Stage(event)) => self.ready.extend(named("stage", &event)),
                // The end, or more changes than were kept for this watcher: the job tells all.
                Ok(Change::Ended(_)) | Err(RecvError::Lagged(_)) => {
                    let job = job_calls::found(&self.served, Ok(&self.job_id))
                        .await
                        .ok()?;
                    if job.status.is_final() {
                        self.over = true;
                        self.ready.extend(named("job", &job));
                    } else {
                        self.look(&job);
                    }
                }
                Err(RecvError::Closed) => return None,
            }
        }
    }
}

fn named(name: &str, data: &impl Serialize) -> Option<Event> {
    let data = serde_json::to_string(data).ok()?;
    Some(Event::default().event(name).data(data))
}
