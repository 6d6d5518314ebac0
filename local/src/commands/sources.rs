use super::{Session, print, print_json};
use crate::exit::Exit;
use crate::output::table;
use analyst::product::Product;
use anyhow::Result;

pub(crate) async fn run(session: &Session) -> Result<Exit> {
    let product = Product::open(&session.data_dir).await?;
    let ports = product.ports();
    let sources = ports.catalog.sources().await?;
    if session.json {
        print_json(&sources)?;
        return Ok(Exit::Answered);
    }
    if sources.is_empty() {
        print("There is no source yet. Make one with: analyst ingest FILE.zip")?;
        return Ok(Exit::Answered);
    }
    let header = ["source", "version", "tables", "rows", "description"].map(str::to_owned);
    let mut table = table::plain(header);
    for source in sources {
        let catalog = ports.catalog.catalog(&source).await?;
        let rows: u64 = catalog
            .tables
            .iter()
            .filter_map(|table| table.row_count)
            .sum();
        table.add_row([
            source.name,
            source.version.to_string(),
            catalog.tables.len().to_string(),
            rows.to_string(),
            source.description.unwrap_or_default(),
        ]);
    }
    print(&table.to_string())?;
    Ok(Exit::Answered)
}
