//! An object that arrived, as an upload with a state that others can look at.

mod watched;

use crate::{ContentId, IngestDeps, ingest};
use contract::{ErrorName, Fault, IngestReport, IngestRequest, Problem, Upload, UploadStatus};
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use step::{UploadConsumer, UploadedObject};
use uploads::{UploadKey, UploadName, UploadStore};
use watched::Watched;

/// Time between two words on how far an ingest is.
const PAUSE: Duration = Duration::from_secs(2);

/// The function that is told of uploaded objects.
#[derive(Debug, Clone, Copy)]
pub struct IngestEvents;

impl UploadConsumer for IngestEvents {
    const NAME: &'static str = "ingest";
    type Deps = IngestDeps;

    async fn consume(object: UploadedObject, deps: &IngestDeps) -> Result<(), Fault> {
        ingest_object(object, deps).await
    }
}

/// Turns the object into tables and keeps the upload's state up to date. Told of the same object
/// again, it changes nothing; an object that is no upload is left alone.
///
/// # Errors
/// What another attempt may mend, or an operator has to. A fault of the upload itself, such as
/// `Archive.Invalid`, is no error here: its state tells it.
pub async fn ingest_object(object: UploadedObject, deps: &IngestDeps) -> Result<(), Fault> {
    let Some(arrival) = Arrival::of(object) else {
        return Ok(());
    };
    let uploads = UploadStore::new(Arc::clone(&deps.objects));
    let earlier = uploads.get(&arrival.upload_id).await?;
    if earlier.is_some_and(|upload| arrival.is_settled(&upload)) {
        return Ok(());
    }
    uploads
        .put(&arrival.state(UploadStatus::Processing, None))
        .await?;
    match arrival.told(deps, &uploads).await {
        Ok(report) => {
            let succeeded = Upload {
                report: Some(report),
                ..arrival.state(UploadStatus::Succeeded, None)
            };
            uploads.put(&succeeded).await
        }
        Err(fault) => {
            let told = uploads
                .put(&arrival.state(UploadStatus::Failed, Some(&fault)))
                .await;
            if is_of_the_upload(fault.name) {
                told
            } else {
                Err(fault)
            }
        }
    }
}

/// Whether the name tells of the upload itself: the same bytes fail the same way again.
const fn is_of_the_upload(name: ErrorName) -> bool {
    matches!(
        name,
        ErrorName::InvalidInput
            | ErrorName::ArchiveInvalid
            | ErrorName::ArchiveEmpty
            | ErrorName::ArchiveRefused
            | ErrorName::ArchiveLimit
            | ErrorName::ArchiveUnsupported
            | ErrorName::CsvUnreadable
    )
}

/// An upload that arrived.
struct Arrival {
    object: UploadedObject,
    upload_id: String,
    file_name: String,
    name: Result<UploadName, Fault>,
}

impl Arrival {
    fn of(object: UploadedObject) -> Option<Self> {
        let UploadKey {
            upload_id,
            file_name,
        } = UploadKey::parse(&object.key)?;
        Some(Self {
            upload_id: upload_id.unwrap_or_else(|| id_of(&object)),
            name: UploadName::parse(&file_name),
            file_name,
            object,
        })
    }

    /// Whether this very object has had its end already. Another one may come under the same key.
    fn is_settled(&self, upload: &Upload) -> bool {
        let is_ended = match upload.status {
            UploadStatus::Waiting | UploadStatus::Processing => false,
            UploadStatus::Succeeded => true,
            UploadStatus::Failed => upload
                .error
                .as_ref()
                .is_some_and(|problem| is_of_the_upload(problem.title)),
        };
        is_ended && upload.object_version.as_ref() == Some(&self.object.version)
    }

    /// Ingests and keeps telling how far that is.
    async fn told(&self, deps: &IngestDeps, uploads: &UploadStore) -> Result<IngestReport, Fault> {
        let watched = Arc::new(Watched::default());
        let mut ingest = pin!(self.ingest(deps, &watched));
        loop {
            // A word that was begun is ended before the last one is said: none comes after it.
            tokio::select! {
                ended = &mut ingest => return ended,
                () = tokio::time::sleep(PAUSE) => {
                    if let Some(progress) = watched.news() {
                        let told = Upload {
                            progress: Some(progress),
                            ..self.state(UploadStatus::Processing, None)
                        };
                        // The ingest goes on when a word on the way is lost.
                        let _ = uploads.put(&told).await;
                    }
                }
            }
        }
    }

    async fn ingest(
        &self,
        deps: &IngestDeps,
        watched: &Arc<Watched>,
    ) -> Result<IngestReport, Fault> {
        let name = match &self.name {
            Ok(name) => name,
            Err(fault) => return Err(Fault::new(fault.name, fault.message.clone())),
        };
        let request = IngestRequest {
            source: name.source().to_owned(),
            key: self.object.key.clone(),
            file_name: self.file_name.clone(),
            upload_id: format!("{}@{}", self.upload_id, self.object.version),
        };
        ingest(request, deps, watched.clone()).await
    }

    fn state(&self, status: UploadStatus, fault: Option<&Fault>) -> Upload {
        let source = self
            .name
            .as_ref()
            .map_or(&*self.file_name, UploadName::source);
        Upload {
            upload_id: self.upload_id.clone(),
            source: source.to_owned(),
            status,
            progress: None,
            report: None,
            error: fault.map(|fault| Problem::new(fault.name, fault.message.clone())),
            object_version: Some(self.object.version.clone()),
            updated_at: jiff::Timestamp::now().to_string(),
        }
    }
}

/// The id of an upload that got none from a ticket: every version of the key is one of its own.
fn id_of(object: &UploadedObject) -> String {
    let mut id = ContentId::default();
    id.update(object.key.as_bytes());
    id.update(b"\n");
    id.update(object.version.as_bytes());
    id.finish()
}
