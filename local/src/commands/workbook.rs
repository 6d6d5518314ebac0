//! `analyst workbook`: what people wrote about a source.

use super::{Session, print, print_json};
use crate::cli::{WorkbookArgs, WorkbookCommand};
use crate::exit::Exit;
use analyst::Taken;
use analyst::product::Product;
use anyhow::Result;

pub(crate) async fn run(session: &Session, args: WorkbookArgs) -> Result<Exit> {
    let product = Product::open(&session.data_dir).await?;
    match args.command {
        WorkbookCommand::Import { file, source } => {
            let source = product.source_or_only(source.as_deref()).await?;
            let taken = product.take_workbook(&source.name, &file).await?;
            told(session, &taken)
        }
        WorkbookCommand::Remove { source } => {
            let source = product.source_or_only(source.as_deref()).await?;
            let had_one = product.remove_workbook(&source.name).await?;
            if !had_one && !session.json {
                print(&format!("{} has no workbook", source.name))?;
            }
            Ok(Exit::Answered)
        }
    }
}

fn told(session: &Session, taken: &Taken) -> Result<Exit> {
    if session.json {
        print_json(taken)?;
        return Ok(Exit::Answered);
    }
    let Taken {
        tables,
        columns,
        metrics,
        denied_tables,
        drafts,
    } = taken;
    print(&format!(
        "taken: {tables} tables, {columns} columns, {metrics} metrics, {denied_tables} denied tables"
    ))?;
    if *drafts > 0 {
        print(&format!(
            "{drafts} rows are drafts and say nothing yet: empty their Status and import again"
        ))?;
    }
    Ok(Exit::Answered)
}
