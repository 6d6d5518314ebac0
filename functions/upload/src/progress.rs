use contract::{ErrorName, Problem, Upload, UploadStatus};
use jiff::{SignedDuration, Timestamp};

/// After so long without a word an ingest is dead: a function lives 15 minutes at most, and the
/// next attempt comes within a few.
const SILENCE: SignedDuration = SignedDuration::from_mins(30);

/// The upload as a caller is told of it: one whose ingest was killed has failed.
pub(crate) fn judged(upload: Upload, now: Timestamp) -> Upload {
    let is_silent = upload
        .updated_at
        .parse::<Timestamp>()
        .is_ok_and(|last| now.duration_since(last) > SILENCE);
    if upload.status != UploadStatus::Processing || !is_silent {
        return upload;
    }
    let detail = "the upload was not turned into tables in time; upload it again";
    Upload {
        status: UploadStatus::Failed,
        progress: None,
        error: Some(Problem::new(ErrorName::StepTimeout, detail)),
        ..upload
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_processes_without_a_word_has_failed() {
        let now: Timestamp = "2024-06-01T10:00:00Z".parse().unwrap();
        for (status, updated_at, expected) in [
            (
                UploadStatus::Processing,
                "2024-06-01T09:29:00Z",
                UploadStatus::Failed,
            ),
            (
                UploadStatus::Processing,
                "2024-06-01T09:31:00Z",
                UploadStatus::Processing,
            ),
            (
                UploadStatus::Waiting,
                "2024-05-01T09:00:00Z",
                UploadStatus::Waiting,
            ),
            (
                UploadStatus::Succeeded,
                "2024-05-01T09:00:00Z",
                UploadStatus::Succeeded,
            ),
        ] {
            let upload = Upload {
                upload_id: "u".into(),
                source: "shop".into(),
                status,
                progress: None,
                report: None,
                error: None,
                object_version: None,
                updated_at: updated_at.into(),
            };
            assert_eq!(
                judged(upload, now).status,
                expected,
                "{status:?} {updated_at}"
            );
        }
    }
}
