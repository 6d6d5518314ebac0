use super::{Session, print, print_json, remote};
use crate::exit::Exit;
use crate::output::table;
use analyst::deployment::Deployment;
use analyst::product::Product;
use anyhow::Result;
use contract::{Catalog, Fault, Source};
use std::sync::Arc;

/// Who knows the sources.
enum Catalogs<'a> {
    Here(Box<Product>),
    Far(&'a Deployment),
}

impl Catalogs<'_> {
    async fn sources(&self) -> Result<Vec<Source>, Fault> {
        match self {
            Self::Here(product) => product.ports().catalog.sources().await,
            Self::Far(deployment) => remote::sources(deployment).await,
        }
    }

    async fn of(&self, source: &Source) -> Result<Arc<Catalog>, Fault> {
        match self {
            Self::Here(product) => product.ports().catalog.catalog(source).await,
            Self::Far(deployment) => remote::schema(deployment, &source.name).await.map(Arc::new),
        }
    }
}

pub(crate) async fn run(session: &Session) -> Result<Exit> {
    let catalogs = match &session.deployment {
        Some(deployment) => Catalogs::Far(deployment),
        None => Catalogs::Here(Box::new(Product::open(&session.data_dir).await?)),
    };
    let sources = catalogs.sources().await?;
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
        let catalog = catalogs.of(&source).await?;
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
