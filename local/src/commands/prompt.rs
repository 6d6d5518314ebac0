//! The interactive prompt: questions one after the other, each knowing the last ones.

use super::{ask, print};
use crate::output;
use analyst::product::Product;
use anyhow::Result;
use contract::{Approach, Turn};
use rustyline::DefaultEditor;
use rustyline::error::ReadlineError;

/// Turns a follow-up may refer to.
const REMEMBERED: usize = 4;

const HELP: &str = "\
Type a question and press Enter. Or:
  \\sources         list the sources
  \\use SOURCE      ask another source
  \\new             forget the conversation
  \\help            this text
  \\quit            leave (also Ctrl-D)
";

pub(crate) async fn run(product: &Product) -> Result<()> {
    let mut talk = Talk {
        source: super::demo::SOURCE.to_owned(),
        turns: vec![],
    };
    print(&format!("\n{HELP}"))?;
    let mut editor = DefaultEditor::new()?;
    loop {
        let line = match editor.readline(&format!("{}> ", talk.source)) {
            Ok(line) => line,
            Err(ReadlineError::Interrupted) => continue,
            Err(ReadlineError::Eof) => return Ok(()),
            Err(error) => return Err(error.into()),
        };
        let line = line.trim();
        if line.is_empty() {
            continue;
        }
        editor.add_history_entry(line)?;
        if line == "\\quit" {
            return Ok(());
        }
        // An error of one question does not end the conversation.
        if let Err(error) = talk.turn(product, line).await {
            print(&format!("{error:#}"))?;
        }
    }
}

struct Talk {
    source: String,
    turns: Vec<Turn>,
}

impl Talk {
    async fn turn(&mut self, product: &Product, line: &str) -> Result<()> {
        match line.split_once(' ').unwrap_or((line, "")) {
            ("\\help", _) => print(HELP),
            ("\\sources", _) => list(product).await,
            ("\\new", _) => {
                self.turns.clear();
                print("The conversation is forgotten.")
            }
            ("\\use", name) => {
                self.source = product.source_or_only(Some(name.trim())).await?.name;
                self.turns.clear();
                Ok(())
            }
            (command, _) if command.starts_with('\\') => print(&format!(
                "There is no {command}; \\help lists what there is."
            )),
            _ => self.ask(product, line).await,
        }
    }

    async fn ask(&mut self, product: &Product, question: &str) -> Result<()> {
        let question = ask::Question {
            text: question,
            source: &self.source,
            approach: Approach::Auto,
            sql: None,
            use_cache: true,
            conversation: &self.turns,
        };
        let answer = ask::answer(product, question, false).await?;
        print(&output::answer::render(&answer))?;
        self.turns.push(Turn {
            question: answer.question,
            sql: answer.sql,
        });
        let surplus = self.turns.len().saturating_sub(REMEMBERED);
        self.turns.drain(..surplus);
        Ok(())
    }
}

async fn list(product: &Product) -> Result<()> {
    let sources = product.ports().catalog.sources().await?;
    let names: Vec<_> = sources.into_iter().map(|source| source.name).collect();
    print(&names.join("\n"))
}
