//! The bundled demo data.

use super::ingest::Bar;
use analyst::product::Product;
use anyhow::Result;
use std::io::Cursor;
use std::sync::Arc;

/// Its source.
pub(crate) const SOURCE: &str = "flights";

/// A question it answers.
pub(crate) const QUESTION: &str = "How many flights are there for each carrier?";

const ARCHIVE: &[u8] = include_bytes!("../../demo/flights.zip");

/// Loads the demo data unless a source of its name is there. Tells whether it did.
pub(crate) async fn load(product: &Product, quiet: bool) -> Result<bool> {
    if product
        .ports()
        .catalog
        .sources()
        .await?
        .iter()
        .any(|source| source.name == SOURCE)
    {
        return Ok(false);
    }
    let bar = Arc::new(Bar::new(quiet));
    let archive = Cursor::new(ARCHIVE);
    let report = product
        .ingest(archive, "flights.zip", SOURCE, bar.clone())
        .await;
    bar.finish();
    report?;
    Ok(true)
}
