use contract::{ErrorName, Execution, Fault, ResultSet};
use ports::ObjectStore;
use std::borrow::Cow;

/// The whole result: the preview where it holds all rows, else the stored object.
///
/// # Errors
///
/// Those of the store; `Store.Corrupt` when the object is not a result.
pub(crate) async fn result<'a>(
    execution: &'a Execution,
    objects: &dyn ObjectStore,
) -> Result<Cow<'a, ResultSet>, Fault> {
    let preview = &execution.preview;
    let whole = preview.row_count <= preview.rows.len() as u64;
    let Some(key) = execution.result_key.as_deref().filter(|_| !whole) else {
        return Ok(Cow::Borrowed(preview));
    };
    let bytes = objects.get(key).await?;
    serde_json::from_slice(&bytes)
        .map(Cow::Owned)
        .map_err(|error| {
            Fault::new(
                ErrorName::StoreCorrupt,
                format!("the object {key} is not a result"),
            )
            .with_source(error)
        })
}
