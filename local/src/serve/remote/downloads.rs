//! Results: as files, whose addresses are followed from here, and as pages, which are cut here when
//! the API gives whole results only.

use super::{Remote, pass};
use crate::serve::rows::Page;
use crate::serve::workflow::off_thread;
use crate::serve::{call, problem};
use axum::body::Bytes;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use contract::{ErrorName, Fault};
use local_ports::FileObjects;
use ports::ObjectStore;
use reqwest::Method;
use std::collections::{BTreeMap, VecDeque};
use std::io::Write;
use std::sync::{Arc, Mutex, PoisonError};
use step::ApiResponse;
use tempfile::TempDir;
use tokio::sync::mpsc;

/// Results whose rows are kept at once.
const KEPT: usize = 8;
/// Pieces of a download that wait for the disk.
const AHEAD: usize = 8;

/// Whole results in a folder for temporary files.
pub(super) struct Kept {
    objects: Arc<FileObjects>,
    keys: Mutex<VecDeque<String>>,
    _folder: TempDir,
}

impl Kept {
    pub(super) fn new() -> Result<Self, Fault> {
        let folder = tempfile::tempdir().map_err(local_ports::io_fault)?;
        Ok(Self {
            objects: Arc::new(FileObjects::open(folder.path())?),
            keys: Mutex::default(),
            _folder: folder,
        })
    }

    fn has(&self, key: &str) -> bool {
        let keys = self.keys.lock().unwrap_or_else(PoisonError::into_inner);
        keys.iter().any(|kept| kept == key)
    }

    /// Remembers the object; gives those that are one too many.
    fn add(&self, key: &str) -> Vec<String> {
        let mut keys = self.keys.lock().unwrap_or_else(PoisonError::into_inner);
        keys.retain(|kept| kept != key);
        keys.push_front(key.to_owned());
        let most = KEPT.min(keys.len());
        keys.split_off(most).into()
    }
}

pub(super) async fn result(State(remote): State<Arc<Remote>>, request: Request) -> Response {
    let (mut parts, _) = request.into_parts();
    let job_id = match call::parameter(&mut parts, "id").await {
        Ok(job_id) => job_id,
        Err(refusal) => return refusal,
    };
    let query: BTreeMap<String, String> =
        form_urlencoded::parse(parts.uri.query().unwrap_or_default().as_bytes())
            .into_owned()
            .collect();
    let page = match Page::wished(&query) {
        Ok(page) => page,
        Err(fault) => return problem::told(&fault),
    };
    let key = format!("results/{job_id}.json");
    if let Some(page) = page.clone().filter(|_| remote.kept.has(&key)) {
        return told(paged(&remote, key, page).await);
    }
    let path = pass::path(&parts.uri);
    let answer = remote
        .asked(Method::GET, path, &parts.headers, Bytes::new())
        .await;
    let answer = match answer {
        Ok(answer) if answer.status() == StatusCode::SEE_OTHER => answer,
        Ok(answer) => return pass::streamed(answer).await,
        Err(fault) => return problem::told(&fault),
    };
    let file = match remote.behind(&answer).await {
        Ok(file) => file,
        Err(fault) => return problem::told(&fault),
    };
    match page {
        None => {
            let format = query.get("format").map_or("json", String::as_str);
            whole(file, &job_id, format).await
        }
        Some(page) => {
            let kept = remote.keep(&key, file).await;
            told(match kept {
                Ok(()) => paged(&remote, key, page).await,
                Err(fault) => Err(fault),
            })
        }
    }
}

fn told(answer: Result<ApiResponse, Fault>) -> Response {
    match answer {
        Ok(answer) => call::response(answer),
        Err(fault) => problem::told(&fault),
    }
}

/// The file as a download of that name.
async fn whole(file: reqwest::Response, job_id: &str, format: &str) -> Response {
    let mut response = pass::streamed(file).await;
    pass::no_store(&mut response);
    let name = format!("attachment; filename=\"{job_id}.{format}\"");
    let headers = response.headers_mut();
    if let Ok(name) = HeaderValue::from_str(&name) {
        headers.entry(header::CONTENT_DISPOSITION).or_insert(name);
    }
    response
}

async fn paged(remote: &Arc<Remote>, key: String, page: Page) -> Result<ApiResponse, Fault> {
    let remote = Arc::clone(remote);
    off_thread(move || {
        let rows = remote.results.page(&remote.kept.objects, &key, &page)?;
        Ok(ApiResponse::json(200, &rows)?.with_header("cache-control", "no-store"))
    })
    .await
}

impl Remote {
    /// What is behind the address of an answer.
    async fn behind(&self, answer: &reqwest::Response) -> Result<reqwest::Response, Fault> {
        let unreadable = |what: &str| Fault::new(ErrorName::SourceUnavailable, what);
        let address = answer.headers().get(header::LOCATION);
        let address = address.and_then(|address| address.to_str().ok());
        let address = address.ok_or_else(|| unreadable("the API leads to no address"))?;
        let file = self.deployment.follow(Method::GET, address)?.send().await;
        let file = file.map_err(|error| self.deployment.unreached(error))?;
        if !file.status().is_success() {
            return Err(unreadable("the object store does not give the file"));
        }
        Ok(file)
    }

    /// Writes the file to the folder as it comes.
    async fn keep(&self, key: &str, mut file: reqwest::Response) -> Result<(), Fault> {
        let (pieces, mut received) = mpsc::channel::<Bytes>(AHEAD);
        let (objects, to) = (Arc::clone(&self.kept.objects), key.to_owned());
        let written = tokio::spawn(off_thread(move || {
            let mut writer = objects.create(&to)?;
            while let Some(piece) = received.blocking_recv() {
                if piece.is_empty() {
                    return writer.commit();
                }
                writer.write_all(&piece).map_err(local_ports::io_fault)?;
            }
            let message = "the result ended in the middle";
            Err(Fault::new(ErrorName::SourceUnavailable, message))
        }));
        // An empty piece is the end; a connection that breaks sends none.
        loop {
            let piece = match file.chunk().await {
                Ok(Some(piece)) if piece.is_empty() => continue,
                Ok(Some(piece)) => piece,
                Ok(None) => Bytes::new(),
                Err(_) => break,
            };
            let is_last = piece.is_empty();
            if pieces.send(piece).await.is_err() || is_last {
                break;
            }
        }
        drop(pieces);
        written.await.unwrap_or_else(|error| {
            Err(Fault::new(ErrorName::Internal, "keeping a result panicked").with_source(error))
        })?;
        for old in self.kept.add(key) {
            self.kept.objects.delete(&old).await?;
        }
        Ok(())
    }
}
