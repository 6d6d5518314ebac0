//! `analyst workbook`: what people wrote about a source.

use super::ask::Spinner;
use super::{Session, print, print_json};
use crate::cli::{WorkbookArgs, WorkbookCommand};
use crate::exit::Exit;
use analyst::Taken;
use analyst::product::Product;
use anyhow::{Context, Result};
use serde_json::json;
use std::fs::File;
use std::io::Write;
use std::path::Path;

pub(crate) async fn run(session: &Session, args: WorkbookArgs) -> Result<Exit> {
    let product = Product::open(&session.data_dir).await?;
    match args.command {
        WorkbookCommand::Import { file, source } => {
            let source = product.source_or_only(source.as_deref()).await?;
            let taken = product.take_workbook(&source.name, &file).await?;
            told(session, &taken)
        }
        WorkbookCommand::Draft { source, out } => {
            let source = product.source_or_only(source.as_deref()).await?;
            draft(session, &product, &source.name, &out).await
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

async fn draft(session: &Session, product: &Product, source: &str, out: &Path) -> Result<Exit> {
    // Made first: nobody wants to have paid for what cannot be written.
    let mut file =
        File::create_new(out).with_context(|| format!("{} is not made", out.display()))?;
    let spinner = Spinner::new(session.json);
    let begins = |table: &str| spinner.show(table);
    let drafted = product.draft_workbook(source, &begins).await;
    spinner.end();
    let written = match &drafted {
        Ok(drafted) => file.write_all(&drafted.drafts.workbook()?),
        Err(_) => std::fs::remove_file(out),
    };
    let drafted = drafted?;
    written.with_context(|| format!("{} is not written", out.display()))?;
    let described = drafted.drafts.columns.iter();
    let described = described
        .filter(|column| column.description.is_some())
        .count();
    let (tokens_in, tokens_out) = drafted.tokens;
    if session.json {
        let left: Vec<_> = drafted
            .left
            .iter()
            .map(|(table, reason)| json!({ "table": table, "reason": reason }))
            .collect();
        print_json(&json!({
            "file": out, "columns": described, "left": left,
            "tokens_in": tokens_in, "tokens_out": tokens_out,
        }))?;
    } else {
        print(&format!(
            "{} written: {} tables, {described} columns described; {tokens_in} tokens sent, {tokens_out} answered",
            out.display(),
            drafted.drafts.tables.len(),
        ))?;
        for (table, reason) in &drafted.left {
            print(&format!("{table}: {reason}"))?;
        }
        print("Correct it, empty the Status of what is right, then: analyst workbook import FILE")?;
    }
    Ok(Exit::Answered)
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
