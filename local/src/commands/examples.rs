//! `analyst examples`: question-SQL pairs in and out of files.

mod pair_file;

use super::{Session, print, print_json};
use crate::cli::{ExamplesArgs, ExamplesCommand};
use crate::exit::Exit;
use crate::output::table;
use analyst::product::Product;
use anyhow::Result;
use contract::{CuratedExample, ExampleSubmission, ExamplesTaken, GivenExample};
use feedback::Deps;
use std::path::Path;

/// Pairs given to the store at once.
const AT_ONCE: usize = 100;

pub(crate) async fn run(session: &Session, args: ExamplesArgs) -> Result<Exit> {
    let product = Product::open(&session.data_dir).await?;
    let deps = Deps::from(product.ports());
    match args.command {
        ExamplesCommand::Import { file, source } => {
            let source = product.source_or_only(source.as_deref()).await?;
            let pairs = pair_file::read(&file)?;
            let taken = import(&deps, &source.name, pairs).await?;
            told(session, &taken)
        }
        ExamplesCommand::Export { file, source } => {
            let examples = deps.listed(source.as_deref()).await?.examples;
            export(session, &file, &examples)
        }
        ExamplesCommand::List { source } => {
            listed(session, &deps.listed(source.as_deref()).await?.examples)
        }
        ExamplesCommand::Remove { example_id } => {
            deps.unlearn(&example_id).await?;
            Ok(Exit::Answered)
        }
    }
}

async fn import(deps: &Deps, source: &str, pairs: Vec<GivenExample>) -> Result<ExamplesTaken> {
    let mut all = ExamplesTaken::default();
    for (part, pairs) in pairs.chunks(AT_ONCE).enumerate() {
        let submission = ExampleSubmission {
            source: source.to_owned(),
            question: None,
            sql: None,
            examples: pairs.to_vec(),
        };
        let taken = deps.learn(&submission).await?;
        all.added += taken.added;
        all.merged += taken.merged;
        all.drafted += taken.drafted;
        let before = (part * AT_ONCE) as u64;
        all.refused
            .extend(taken.refused.into_iter().map(|mut refused| {
                refused.index += before;
                refused
            }));
    }
    Ok(all)
}

fn told(session: &Session, taken: &ExamplesTaken) -> Result<Exit> {
    if session.json {
        print_json(taken)?;
    } else {
        print(&format!(
            "{} added, {} in the place of the same question, {} drafted, {} refused",
            taken.added,
            taken.merged,
            taken.drafted,
            taken.refused.len()
        ))?;
        for refused in &taken.refused {
            print(&format!("pair {}: {}", refused.index + 1, refused.reason))?;
        }
    }
    Ok(if taken.refused.is_empty() {
        Exit::Answered
    } else {
        Exit::NotAnswered
    })
}

fn export(session: &Session, file: &Path, examples: &[CuratedExample]) -> Result<Exit> {
    pair_file::write(file, examples)?;
    if !session.json {
        let count = examples.len();
        print(&format!("{count} pairs written to {}", file.display()))?;
    }
    Ok(Exit::Answered)
}

fn listed(session: &Session, examples: &[CuratedExample]) -> Result<Exit> {
    if session.json {
        print_json(&examples)?;
        return Ok(Exit::Answered);
    }
    if examples.is_empty() {
        print("There are no examples yet. Approve an answer, or: analyst examples import FILE")?;
        return Ok(Exit::Answered);
    }
    let mut table = table::plain(["id", "source", "origin", "question", "SQL"].map(str::to_owned));
    for example in examples {
        table.add_row([
            &example.example_id,
            &example.source,
            example.origin.as_str(),
            &example.question,
            &example.sql,
        ]);
    }
    print(&table.to_string())?;
    Ok(Exit::Answered)
}
