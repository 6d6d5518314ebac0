#![doc = include_str!("../README.md")]

mod progress;

use contract::{ErrorName, Fault, Upload, UploadStatus, UploadSubmission, UploadTicket};
use jiff::Timestamp;
use ports::{ObjectLinks, Ports};
use std::sync::Arc;
use std::time::Duration;
use step::{ApiRequest, ApiResponse, Endpoint};
use uploads::{UploadKey, UploadName, UploadStore};

/// How long the address of a ticket serves.
const VALID: Duration = Duration::from_secs(15 * 60);
/// Bytes a file may have.
const LARGEST_FILE: u64 = 10 << 30;

/// The function.
#[derive(Debug)]
pub struct UploadCalls;

/// What the function needs.
#[derive(Clone)]
pub struct Deps {
    uploads: UploadStore,
    links: Arc<dyn ObjectLinks>,
}

impl From<&Ports> for Deps {
    fn from(ports: &Ports) -> Self {
        Self {
            uploads: UploadStore::new(ports.objects.clone()),
            links: ports.links.clone(),
        }
    }
}

impl Endpoint for UploadCalls {
    const NAME: &'static str = "upload";
    type Deps = Deps;

    async fn call(request: ApiRequest, deps: &Deps) -> Result<ApiResponse, Fault> {
        match (request.method.as_str(), request.route.as_str()) {
            ("POST", "/v1/uploads") => deps.ticket(request.json()?).await,
            ("GET", "/v1/uploads/{id}") => deps.tell(request.parameter("id")?).await,
            _ => Err(request.not_answered()),
        }
    }
}

impl Deps {
    async fn ticket(&self, submission: UploadSubmission) -> Result<ApiResponse, Fault> {
        check_size(submission.size_bytes)?;
        let name = UploadName::parse(&submission.file_name)?;
        let upload_id = uuid::Uuid::now_v7().to_string();
        let key = UploadKey::of_ticket(&upload_id, &name);
        let link = self
            .links
            .upload(&key, submission.size_bytes, VALID)
            .await?;
        let waiting = Upload {
            upload_id: upload_id.clone(),
            source: name.source().to_owned(),
            status: UploadStatus::Waiting,
            progress: None,
            report: None,
            error: None,
            object_version: None,
            updated_at: Timestamp::now().to_string(),
        };
        self.uploads.put(&waiting).await?;
        // Relative to /v1/uploads: the function does not know what stands before the API's root.
        let location = format!("uploads/{upload_id}");
        let status_url = format!("/v1/uploads/{upload_id}");
        let ticket = UploadTicket {
            upload_id,
            source: waiting.source,
            upload_url: link.url,
            headers: link.headers,
            expires_in_seconds: VALID.as_secs(),
            status_url,
        };
        Ok(ApiResponse::json(201, &ticket)?.with_header("location", location))
    }

    async fn tell(&self, upload_id: &str) -> Result<ApiResponse, Fault> {
        let found = self.uploads.get(upload_id).await?.ok_or_else(|| {
            let message = format!("there is no upload '{}'", upload_id.escape_debug());
            Fault::new(ErrorName::StoreNotFound, message)
        })?;
        let upload = progress::judged(found, Timestamp::now());
        let response = ApiResponse::json(200, &upload)?;
        Ok(match upload.status {
            UploadStatus::Succeeded | UploadStatus::Failed => response,
            UploadStatus::Waiting | UploadStatus::Processing => {
                response.with_header("retry-after", "2")
            }
        })
    }
}

fn check_size(size_bytes: u64) -> Result<(), Fault> {
    if size_bytes == 0 {
        let message = "size_bytes is 0: an empty file makes no table";
        return Err(Fault::new(ErrorName::InvalidInput, message));
    }
    if size_bytes > LARGEST_FILE {
        let message = format!("the file has {size_bytes} bytes; the most are {LARGEST_FILE}");
        return Err(Fault::new(ErrorName::ArchiveLimit, message));
    }
    Ok(())
}
