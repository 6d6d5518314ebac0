//! `logs`: what functions, the state machine, the API, the page and the network say.

mod events;

use super::call::need;
use super::place::Place;
use crate::package::functions;
use anyhow::{Context, Result, bail, ensure};
use clap::Args;
use events::Events;
use jiff::Timestamp;
use serde_json::Value;

/// What has logs beside the functions, and how its group is called after `/analyst/STAGE/`.
const OTHERS: &[(&str, &str)] = &[("api", "api"), ("page", "web"), ("network", "flow")];

#[derive(Debug, Args)]
pub(super) struct Logs {
    /// A function such as `execute`, or `machine`, `api`, `page`, `network`, `all`.
    what: String,
    /// Only what speaks of this job.
    #[arg(long)]
    job: Option<String>,
    /// How far back: 30s, 10m, 2h, 3d, or a time in ISO 8601.
    #[arg(long, default_value = "10m")]
    since: String,
    /// End after what is there.
    #[arg(long)]
    no_follow: bool,
}

/// A log group and what its lines are headed with.
#[derive(Debug, PartialEq, Eq)]
struct Group {
    name: String,
    label: String,
}

impl Logs {
    pub(super) fn run(&self, place: &Place) -> Result<()> {
        let filter = self.job.as_deref().map(filter).transpose()?;
        let since = events::since(&self.since, Timestamp::now())?;
        let mut groups = named(&self.what, &place.stage)?;
        if !place.dry_run {
            need("aws")?;
        }
        if self.what == "all" && !place.dry_run {
            groups = those_there(place, groups)?;
        }
        let events = Events {
            place,
            groups: &groups,
            filter: filter.as_deref(),
            since,
        };
        if groups.is_empty() {
            bail!("{} has no logs yet", place.stack());
        }
        if place.dry_run {
            events.show();
            return Ok(());
        }
        events.print(!self.no_follow)
    }
}

/// The pattern of lines that hold the job's id as a word.
fn filter(job: &str) -> Result<String> {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    ensure!(
        !job.is_empty() && job.len() <= 80 && job.chars().all(is_plain),
        "{job:?} is no id of a job; `POST /v1/jobs` answers with one"
    );
    Ok(format!("\"{job}\""))
}

fn named(what: &str, stage: &str) -> Result<Vec<Group>> {
    let machine = Group {
        name: format!("/aws/vendedlogs/states/analyst-{stage}-ask"),
        label: "machine".to_owned(),
    };
    let of = |label: &str, end: &str| Group {
        name: format!("/analyst/{stage}/{end}"),
        label: label.to_owned(),
    };
    let functions = functions()?;
    let others = || OTHERS.iter().map(|(label, end)| of(label, end));
    if what == "all" {
        let mut all: Vec<_> = functions.iter().map(|name| of(name, name)).collect();
        all.extend(others());
        all.push(machine);
        return Ok(all);
    }
    if what == "machine" {
        return Ok(vec![machine]);
    }
    if functions.iter().any(|name| name == what) {
        return Ok(vec![of(what, what)]);
    }
    let found = others().find(|group| group.label == what);
    let found = found.with_context(|| {
        format!(
            "there are no logs of {what}; there are: all, machine, api, page, network, {}",
            functions.join(", ")
        )
    })?;
    Ok(vec![found])
}

/// Those groups that this deployment has: not every one has a page or a network.
fn those_there(place: &Place, groups: Vec<Group>) -> Result<Vec<Group>> {
    let mut there = Vec::new();
    for prefix in [
        format!("/analyst/{}/", place.stage),
        format!("/aws/vendedlogs/states/analyst-{}-", place.stage),
    ] {
        let words = [
            "logs",
            "describe-log-groups",
            "--log-group-name-prefix",
            &prefix,
        ];
        let answer = place.read(place.aws(words))?.unwrap_or_default();
        let found = answer["logGroups"].as_array().cloned().unwrap_or_default();
        there.extend(found.iter().filter_map(|group| {
            let name: &Value = &group["logGroupName"];
            name.as_str().map(str::to_owned)
        }));
    }
    Ok(groups
        .into_iter()
        .filter(|group| there.contains(&group.name))
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_taken_and_a_pattern_is_not() {
        assert_eq!(filter("0a-b_9").unwrap(), "\"0a-b_9\"");
        for odd in ["", "a b", "\"", "{ $.x = 1 }", &"x".repeat(81)] {
            assert!(filter(odd).is_err(), "{odd}");
        }
    }

    #[test]
    fn each_kind_of_logs_has_its_group() {
        let name = |what| named(what, "qa").unwrap().remove(0).name;
        assert_eq!(name("execute"), "/analyst/qa/execute");
        assert_eq!(name("page"), "/analyst/qa/web");
        assert_eq!(name("machine"), "/aws/vendedlogs/states/analyst-qa-ask");
        let said = named("exectue", "qa").unwrap_err().to_string();
        assert!(said.contains("execute"), "{said}");
    }
}
