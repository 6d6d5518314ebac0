//! `destroy`: the stack goes, the data stays.

use super::ask::confirm;
use super::place::Place;
use super::stack::Stack;
use anyhow::{Result, bail};
use clap::Args;

#[derive(Debug, Args)]
pub(super) struct Destroy {
    /// Do not ask.
    #[arg(long)]
    yes: bool,
}

impl Destroy {
    pub(super) fn run(&self, place: &Place) -> Result<()> {
        let stack = Stack::get(place)?;
        let typed = place.typed();
        let has_database = stack.parameter("CreateDatabase") == Some("true");
        if has_database && stack.parameter("DatabaseProtection") != Some("false") {
            bail!(
                "the database is protected; `cargo xtask aws deploy{typed} --set DatabaseProtection=false` lets it go"
            );
        }
        let bucket = stack.output("BucketName").unwrap_or_default();
        if !place.dry_run {
            println!(
                "{} goes, with its functions, queues and logs.",
                place.stack()
            );
            println!("Kept: the bucket {bucket} with all uploads, tables and results.");
            if has_database {
                println!("Kept: a last snapshot of the database.");
            }
            if !self.yes {
                confirm(&place.stack())?;
            }
        }
        let call = place.sam(["delete", "--stack-name", &place.stack(), "--no-prompts"]);
        place.run(&call)?;
        if !place.dry_run {
            println!("The data as well: cargo xtask aws cleanup bucket --bucket {bucket}{typed}");
        }
        Ok(())
    }
}
