use contract::{ErrorName, Execution, Fault, ResultSet};
use ports::ObjectStore;
use result_files::JsonRows;
use std::borrow::Cow;
use std::io::{self, BufReader};
use std::sync::Arc;

/// Rows, and bytes of them, up to which a result is read whole to be told and drawn. No picture shows
/// more, and all of them are in memory at once.
const MOST_ROWS: u64 = 50_000;
const MOST_BYTES: u64 = 16 << 20;

/// The whole result: the preview where it holds all rows, else the stored object. Of one that is too
/// large, the preview, which says how many rows there are.
///
/// # Errors
///
/// Those of the store; `Store.Corrupt` when the object is not a result.
pub(crate) async fn result<'a>(
    execution: &'a Execution,
    objects: &Arc<dyn ObjectStore>,
) -> Result<Cow<'a, ResultSet>, Fault> {
    let preview = &execution.preview;
    let whole = preview.row_count <= preview.rows.len() as u64;
    let Some(key) = execution.result_key.clone().filter(|_| !whole) else {
        return Ok(Cow::Borrowed(preview));
    };
    if preview.row_count > MOST_ROWS {
        return Ok(Cow::Borrowed(preview));
    }
    let objects = Arc::clone(objects);
    let read = tokio::task::spawn_blocking(move || read(&*objects, &key)).await;
    let read = read.unwrap_or_else(|error| {
        let message = "reading the result stopped unexpectedly";
        Err(Fault::new(ErrorName::Internal, message).with_source(error))
    })?;
    Ok(read.map_or(Cow::Borrowed(preview), Cow::Owned))
}

/// All rows; `None` when they are too many bytes.
fn read(objects: &dyn ObjectStore, key: &str) -> Result<Option<ResultSet>, Fault> {
    let unread = |error: io::Error| {
        let name = match error.get_ref().and_then(|inner| inner.downcast_ref()) {
            Some(Fault { name, .. }) => *name,
            None if error.kind() == io::ErrorKind::InvalidData => ErrorName::StoreCorrupt,
            None => ErrorName::StoreUnavailable,
        };
        Fault::new(name, format!("the result {key} cannot be read")).with_source(error)
    };
    let mut stored = JsonRows::open(BufReader::new(objects.open(key)?)).map_err(unread)?;
    let mut rows = Vec::new();
    while let Some(row) = stored.next_row().map_err(unread)? {
        if stored.position() > MOST_BYTES {
            return Ok(None);
        }
        rows.push(row);
    }
    let head = stored.head().clone();
    Ok(Some(ResultSet {
        columns: head.columns,
        rows,
        row_count: head.row_count,
        truncated: head.truncated,
    }))
}
