//! Where a deployment is: account, region and stage; and whether commands are run or only shown.

use super::call::Call;
use anyhow::{Result, ensure};
use clap::Args;
use serde_json::Value;

#[derive(Debug, Clone, Args)]
pub(super) struct Place {
    /// Profile of the AWS command line that names the account.
    #[arg(long, global = true, env = "AWS_PROFILE")]
    profile: Option<String>,
    /// Region; that of the profile when left out.
    #[arg(long, global = true, env = "AWS_REGION")]
    region: Option<String>,
    /// Which of the account's deployments; the stack is `analyst-STAGE`.
    #[arg(long, global = true, default_value = "dev", value_parser = stage)]
    pub(super) stage: String,
    /// Show the commands, one a line, and run none.
    #[arg(long, global = true)]
    pub(super) dry_run: bool,
}

/// The form that the parameter `Stage` of the template has.
fn stage(text: &str) -> Result<String> {
    let mut letters = text.chars();
    let begins = letters.next().is_some_and(|c| c.is_ascii_lowercase());
    let goes_on = letters.all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
    ensure!(
        begins && goes_on && text.len() <= 16,
        "a stage is up to 16 lower case letters, digits and hyphens, a letter first"
    );
    Ok(text.to_owned())
}

impl Place {
    /// Name of the root stack.
    pub(super) fn stack(&self) -> String {
        format!("analyst-{}", self.stage)
    }

    /// A command of the AWS command line at this place.
    pub(super) fn aws<I>(&self, words: I) -> Call
    where
        I: IntoIterator,
        I::Item: Into<String>,
    {
        Call::new("aws", words).and(self.flags())
    }

    /// A command of SAM at this place.
    pub(super) fn sam<I>(&self, words: I) -> Call
    where
        I: IntoIterator,
        I::Item: Into<String>,
    {
        Call::new("sam", words).and(self.flags())
    }

    /// What a command has to be given to be about this place, as a person types it.
    pub(super) fn typed(&self) -> String {
        let stage = (self.stage != "dev").then(|| format!(" --stage {}", self.stage));
        let flags = self.flags().join(" ");
        let space = if flags.is_empty() { "" } else { " " };
        format!("{}{space}{flags}", stage.unwrap_or_default())
    }

    fn flags(&self) -> Vec<String> {
        let named = [("--profile", &self.profile), ("--region", &self.region)];
        let given = named
            .iter()
            .filter_map(|(flag, value)| Some([(*flag).to_owned(), (*value).clone()?]));
        given.flatten().collect()
    }

    /// The region, asked of the AWS command line when nobody gave it.
    pub(super) fn known_region(&self) -> Result<String> {
        if let Some(region) = &self.region {
            return Ok(region.clone());
        }
        let call = self.aws(["configure", "get", "region"]);
        if self.dry_run {
            println!("{call}");
            return Ok("<region>".to_owned());
        }
        let region = call.text().unwrap_or_default().trim().to_owned();
        ensure!(
            !region.is_empty(),
            "no region is known; pass --region, or set one by `aws configure`"
        );
        Ok(region)
    }

    /// Runs a command with this terminal, or shows it.
    pub(super) fn run(&self, call: &Call) -> Result<()> {
        self.show(call);
        if self.dry_run { Ok(()) } else { call.run() }
    }

    /// What a command answers, or `None` when it was only shown.
    pub(super) fn read(&self, call: Call) -> Result<Option<Value>> {
        let call = call.and(["--output", "json"]);
        if self.dry_run {
            println!("{call}");
            return Ok(None);
        }
        call.json().map(Some)
    }

    /// Tells what runs next.
    pub(super) fn show(&self, call: &Call) {
        if self.dry_run {
            println!("{call}");
        } else {
            eprintln!("$ {call}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stages_are_those_that_the_template_takes() {
        assert!(stage("dev").is_ok());
        assert!(stage("team-a2").is_ok());
        for odd in ["", "Dev", "2nd", "a b", "seventeen-letters", "x;rm"] {
            assert!(stage(odd).is_err(), "{odd}");
        }
    }
}
