//! `analyst cache`: what is answered without asking anew.

use super::{Session, print, print_json};
use crate::cli::{CacheArgs, CacheCommand};
use crate::exit::Exit;
use crate::output::table;
use analyst::product::Product;
use anyhow::Result;
use contract::{CachedAnswer, Provenance};

pub(crate) async fn run(session: &Session, args: CacheArgs) -> Result<Exit> {
    let product = Product::open(&session.data_dir).await?;
    let cache = &product.ports().cache;
    match args.command {
        CacheCommand::List { source, limit } => {
            listed(session, &cache.list(source.as_deref(), limit).await?)
        }
        CacheCommand::Clear { source } => {
            let cleared = cache.clear(source.as_deref()).await?;
            if session.json {
                print_json(&serde_json::json!({ "removed": cleared }))?;
            } else {
                print(&format!("{cleared} answers removed"))?;
            }
            Ok(Exit::Answered)
        }
    }
}

fn listed(session: &Session, answers: &[CachedAnswer]) -> Result<Exit> {
    if session.json {
        print_json(&answers)?;
        return Ok(Exit::Answered);
    }
    if answers.is_empty() {
        print("The cache is empty.")?;
        return Ok(Exit::Answered);
    }
    let header = ["stored", "source", "hits", "approved", "question", "SQL"];
    let mut table = table::plain(header.map(str::to_owned));
    for answer in answers {
        let approved = match answer.provenance {
            Provenance::Approved => "yes",
            Provenance::Auto => "",
        };
        table.add_row([
            &answer.created_at,
            &answer.source,
            &answer.hits.to_string(),
            approved,
            &answer.question,
            &answer.sql,
        ]);
    }
    print(&table.to_string())?;
    Ok(Exit::Answered)
}
