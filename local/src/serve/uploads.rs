//! Files that arrive here, and their way to the ingest.

use super::links::Awaited;
use super::workflow::off_thread;
use super::{Served, call, problem};
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use contract::{ErrorName, Fault};
use futures::StreamExt;
use ingest::{ContentId, IngestDeps};
use local_ports::FileObjects;
use ports::ObjectStore;
use std::io::{Read, Write};
use std::sync::Arc;
use step::{ApiResponse, UploadedObject};
use tokio::sync::mpsc;
use uploads::UploadKey;

/// Pieces of a body that wait for the disk.
const AHEAD: usize = 8;

/// Takes the file of a ticket, exactly as long as it was announced, and begins its ingest.
pub(super) async fn receive(State(served): State<Arc<Served>>, request: Request) -> Response {
    let (mut parts, body) = request.into_parts();
    let upload_id = match call::parameter(&mut parts, "id").await {
        Ok(upload_id) => upload_id,
        Err(refusal) => return refusal,
    };
    let Some(awaited) = served.links.take_awaited(&upload_id) else {
        let detail = "no file is awaited here; ask for an upload with POST /v1/uploads";
        return problem::refused(StatusCode::NOT_FOUND, detail);
    };
    match store(&served, &awaited, body).await {
        Ok(object) => {
            begin(&served, object);
            accepted()
        }
        Err(fault) => {
            served.links.give_back(&upload_id, awaited);
            problem::told(&fault)
        }
    }
}

fn accepted() -> Response {
    match ApiResponse::json(200, &serde_json::json!({})) {
        Ok(response) => call::response(response),
        Err(fault) => problem::told(&fault),
    }
}

/// Writes the body to the object as it comes.
async fn store(served: &Served, awaited: &Awaited, body: Body) -> Result<UploadedObject, Fault> {
    let (pieces, received) = mpsc::channel(AHEAD);
    let (objects, to) = (Arc::clone(served.product.objects()), awaited.clone());
    let written = tokio::task::spawn_blocking(move || write(&objects, to, received));
    let mut body = body.into_data_stream();
    while let Some(piece) = body.next().await {
        let is_broken = piece.is_err();
        // The writer stops early when it has a fault, which it gives below.
        if pieces.send(piece.ok()).await.is_err() || is_broken {
            break;
        }
    }
    drop(pieces);
    written.await.unwrap_or_else(|error| {
        Err(Fault::new(ErrorName::Internal, "storing the file panicked").with_source(error))
    })
}

fn write(
    objects: &FileObjects,
    to: Awaited,
    mut received: mpsc::Receiver<Option<Bytes>>,
) -> Result<UploadedObject, Fault> {
    let mut writer = objects.create(&to.key)?;
    let (mut id, mut length) = (ContentId::default(), 0_u64);
    while let Some(piece) = received.blocking_recv() {
        let piece = piece.ok_or_else(|| wrong_length(length, to.size_bytes))?;
        length += piece.len() as u64;
        if length > to.size_bytes {
            break;
        }
        id.update(&piece);
        writer.write_all(&piece).map_err(local_ports::io_fault)?;
    }
    if length != to.size_bytes {
        return Err(wrong_length(length, to.size_bytes));
    }
    writer.commit()?;
    Ok(UploadedObject {
        key: to.key,
        version: id.finish(),
        size_bytes: length,
    })
}

fn wrong_length(length: u64, announced: u64) -> Fault {
    let message = if length > announced {
        format!("the file has more than the {announced} bytes that were announced")
    } else {
        format!("the file ended after {length} of the {announced} bytes that were announced")
    };
    Fault::new(ErrorName::InvalidInput, message)
}

/// Turns the object into tables beside all else. Its state is told by `GET /v1/uploads/{id}`.
fn begin(served: &Arc<Served>, object: UploadedObject) {
    let served = Arc::clone(served);
    tokio::spawn(async move {
        let key = object.key.clone();
        let deps = IngestDeps::from(&served.ports);
        let ended = match ingest::ingest_object(object, &deps).await {
            Ok(()) => served.ports.objects.delete(&key).await,
            // What lies there is taken up by the next start.
            Err(fault) => Err(fault),
        };
        if let Err(fault) = ended {
            tracing::error!(%fault, key, "an upload could not be worked on");
        }
    });
}

/// Begins again with files that arrived and whose ingest was cut off by the end of the process.
pub(super) async fn take_up(served: &Arc<Served>) -> Result<(), Fault> {
    for key in served.ports.objects.list("uploads/").await? {
        let has_ticket = UploadKey::parse(&key).is_some_and(|key| key.upload_id.is_some());
        if has_ticket {
            let objects = Arc::clone(served.product.objects());
            let object = off_thread(move || read(&objects, key)).await?;
            begin(served, object);
        }
    }
    Ok(())
}

fn read(objects: &FileObjects, key: String) -> Result<UploadedObject, Fault> {
    let mut reader = objects.open(&key)?;
    let (mut id, mut size_bytes) = (ContentId::default(), 0);
    let mut buffer = vec![0; 256 << 10];
    loop {
        let length = reader.read(&mut buffer).map_err(local_ports::io_fault)?;
        if length == 0 {
            break;
        }
        id.update(buffer.get(..length).unwrap_or_default());
        size_bytes += length as u64;
    }
    Ok(UploadedObject {
        key,
        version: id.finish(),
        size_bytes,
    })
}
