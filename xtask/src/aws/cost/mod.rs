//! `cost`: what a month costs by arithmetic, or did cost by the bill.

mod bill;
mod estimate;
mod prices;
#[cfg(test)]
mod tests;

use super::place::Place;
use anyhow::Result;
use clap::{Args, Parser};
use estimate::{Line, Load, month};
use prices::Prices;
use std::fmt::Write;
use std::path::PathBuf;

#[derive(Debug, Args)]
pub(super) struct Cost {
    #[command(flatten)]
    load: Load,
    /// Prices to reckon with, in the form of xtask/src/aws/cost/prices.toml.
    #[arg(long)]
    prices: Option<PathBuf>,
    /// What the last 30 days did cost, by service, from Cost Explorer. Needs the cost allocation tag `project`.
    #[arg(long)]
    actual: bool,
}

impl Cost {
    pub(super) fn run(&self, place: &Place) -> Result<()> {
        if self.actual {
            return bill::show(place);
        }
        let prices = Prices::read(self.prices.as_deref())?;
        print!("{}", table(&month(&self.load, &prices)?));
        println!(
            "\nPrices as of {}; those with * are assumptions. No free tier, no tax, no transfer between zones.",
            prices.as_of
        );
        Ok(())
    }
}

/// A month as a table in Markdown, its sum last.
fn table(lines: &[Line]) -> String {
    let mut text = String::from(
        "| what | how much | amount | unit | dollars a month |\n|---|---|--:|---|--:|\n",
    );
    let mut sum = 0.0;
    for line in lines {
        sum += line.dollars;
        let mark = if line.is_assumed { "*" } else { "" };
        let amount = (line.amount * 1000.0).round() / 1000.0;
        // Writing to a text cannot fail.
        let _ = writeln!(
            text,
            "| {} | {} | {amount} | {}{mark} | {:.2} |",
            line.what, line.how, line.unit, line.dollars
        );
    }
    let _ = writeln!(text, "| **all** | | | | **{sum:.2}** |");
    text
}

/// The options of an estimate, without the rest of a command line.
#[derive(Debug, Parser)]
struct Options {
    #[command(flatten)]
    load: Load,
}

/// The tables of docs/COST.md: prices, then idle, 100 and 10,000 questions a day, each for both sizes.
pub(crate) fn tables() -> Result<String> {
    let prices = Prices::read(None)?;
    let mut text = format!("Prices as of {}:\n\n", prices.as_of);
    text.push_str("| price | dollars | for one | looked up at |\n|---|--:|---|---|\n");
    for (name, price) in &prices.of {
        let checked = price
            .checked
            .as_deref()
            .unwrap_or("**assumption, to be replaced**");
        let _ = writeln!(
            text,
            "| `{name}` | {} | {} | {checked} |",
            price.dollars, price.unit
        );
    }
    text.push_str("\nA month in dollars:\n\n| questions a day | services alone | with VPC, database, page, bastion, alarms |\n|--:|--:|--:|\n");
    let mut detailed = String::new();
    for questions in ["0", "100", "10000"] {
        let mut sums = Vec::new();
        for flag in [None, Some("--private")] {
            let arguments = ["cost", "--questions", questions].into_iter().chain(flag);
            let options = Options::try_parse_from(arguments)?;
            let lines = month(&options.load, &prices)?;
            sums.push(lines.iter().map(|line| line.dollars).sum::<f64>());
            if flag.is_some() {
                let _ = writeln!(
                    detailed,
                    "\n### {questions} questions a day, private\n\n`cargo xtask aws cost --questions {questions} --private`\n\n{}",
                    table(&lines).trim_end()
                );
            }
        }
        let _ = writeln!(text, "| {questions} | {:.2} | {:.2} |", sums[0], sums[1]);
    }
    text.push_str(&detailed);
    Ok(text)
}
