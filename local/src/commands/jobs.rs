use super::{Session, print, print_json};
use crate::cli::JobsArgs;
use crate::exit::Exit;
use crate::output::table;
use analyst::product::Product;
use anyhow::Result;

pub(crate) async fn run(session: &Session, args: &JobsArgs) -> Result<Exit> {
    let product = Product::open(&session.data_dir).await?;
    let jobs = product.jobs().list(args.limit)?;
    if session.json {
        print_json(&jobs)?;
        return Ok(Exit::Answered);
    }
    if jobs.is_empty() {
        print("Nothing has been asked yet.")?;
        return Ok(Exit::Answered);
    }
    let mut table =
        table::plain(["asked", "status", "outcome", "source", "question"].map(str::to_owned));
    for job in jobs {
        let outcome = match (&job.answer, &job.error) {
            (Some(answer), _) => answer.outcome.as_str().to_owned(),
            (None, Some(error)) => error.title.to_string(),
            (None, None) => String::new(),
        };
        let status = job.status.as_str().to_owned();
        table.add_row([
            job.created_at,
            status,
            outcome,
            job.request.source,
            job.request.question,
        ]);
    }
    print(&table.to_string())?;
    Ok(Exit::Answered)
}
