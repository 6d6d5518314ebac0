//! `cargo xtask aws`: a deployment from the first command to the last, each verb a few commands of `sam` and `aws`.

mod ask;
mod call;
mod cleanup;
mod cost;
mod deploy;
mod destroy;
mod image;
mod logs;
mod parameters;
mod place;
mod stack;
mod status;
mod tunnel;
mod validate;

use anyhow::Result;
use clap::{Args, Subcommand};
use place::Place;

pub(crate) use cost::tables;

/// A deployment on AWS, from the first command to the last.
#[derive(Debug, Args)]
#[command(after_long_help = AWAY)]
pub(crate) struct Aws {
    #[command(flatten)]
    place: Place,
    #[command(subcommand)]
    verb: Verb,
}

/// The whole way, for `cargo xtask aws --help`.
const AWAY: &str = "\
From nothing to an answer and back:
  cargo xtask aws validate                       are the templates sound, and which account is this?
  cargo xtask aws deploy --private --dry-run     what would run
  cargo xtask aws deploy --private               a VPC, a database, the page, a way in, alarms
  cargo xtask aws status                         is all well?
  cargo xtask aws tunnel                         the page, at http://localhost:8080
  cargo xtask aws logs all --job JOB             what happened to one question
  cargo xtask aws cost --questions 100           what a month costs
  cargo xtask aws destroy                        all of it away but the data
  cargo xtask aws cleanup bucket --bucket NAME   the data as well

`--stage`, `--profile`, `--region` and `--dry-run` go with each of them.
What to set: docs/CONFIGURATION.md. What an alarm means: docs/runbook.";

#[derive(Debug, Subcommand)]
enum Verb {
    /// Build, deploy, push the page's image, and tell the address.
    ///
    /// Settings are parameters of template.yaml: those of samconfig.toml for the stage, then those of `--private`, then
    /// those of `--set`. What was set before and is not set now stays.
    #[command(after_long_help = "\
Examples:
  cargo xtask aws deploy                                      functions, queue, state machine, API, bucket
  cargo xtask aws deploy --private                            the same inside a VPC of its own, with database, page, bastion, alarms
  cargo xtask aws deploy --private --set NatGateways=one      the same with a way to the internet
  cargo xtask aws deploy --set SqlModelId=eu.anthropic.claude-sonnet-4-20250514-v1:0
  cargo xtask aws deploy --stage prod --yes                   without being asked, as in a pipeline")]
    Deploy(deploy::Deploy),
    /// Build and deploy the code anew; every parameter stays as it is.
    #[command(after_long_help = "\
Examples:
  cargo xtask aws redeploy --yes             after a change of code
  cargo xtask aws redeploy --no-image        the functions, not the page")]
    Redeploy(deploy::Redeploy),
    /// Take a deployment down. It asks, and names what is kept.
    #[command(after_long_help = "\
Kept: the data bucket with all uploads, tables and results, and a last snapshot of the database.
A protected database stops it before anything is gone: `deploy --set DatabaseProtection=false` first.

Examples:
  cargo xtask aws destroy
  cargo xtask aws destroy --stage test --yes")]
    Destroy(destroy::Destroy),
    /// Tell how a deployment is: stacks, addresses, alarms, queues, the last failures.
    Status,
    /// Lint the templates and tell which account and region the next command would be about.
    Validate,
    /// Remove what a deployment leaves: old versions of objects, or the kept bucket.
    #[command(after_long_help = "\
Examples:
  cargo xtask aws cleanup versions                 old versions of objects that the lifecycle rule has not ended yet
  cargo xtask aws cleanup bucket --bucket NAME     everything in the bucket that `destroy` kept, and the bucket")]
    Cleanup(cleanup::Cleanup),
    /// Follow logs: of a function, of the state machine, of the API, of the page, of the network, or of all.
    #[command(after_long_help = "\
Examples:
  cargo xtask aws logs all                          everything, each line with its origin
  cargo xtask aws logs execute --since 1h           one function
  cargo xtask aws logs all --job 6f1c… --no-follow  all that was said of one job
  cargo xtask aws logs machine                      the steps of all jobs")]
    Logs(logs::Logs),
    /// Open the page of a private deployment on this machine, through Session Manager.
    ///
    /// Nothing listens on the internet for it: the bastion has no public address and no inbound rule.
    #[command(after_long_help = "\
Examples:
  cargo xtask aws tunnel                    and the page opens at http://localhost:8080
  cargo xtask aws tunnel --port 9000 --no-open")]
    Tunnel(tunnel::Tunnel),
    /// Estimate what a month costs, with the arithmetic; or read what it did cost.
    #[command(after_long_help = "\
Examples:
  cargo xtask aws cost --questions 100                     functions and services alone
  cargo xtask aws cost --questions 100 --private           with VPC, database, page, bastion, alarms
  cargo xtask aws cost --questions 10000 --tokens-in 4000 --tokens-out 400
  cargo xtask aws cost --prices my-prices.toml             with the prices of your region or contract
  cargo xtask aws cost --actual                            from Cost Explorer, by service (a call costs a cent)")]
    Cost(cost::Cost),
}

pub(crate) fn run_aws(aws: &Aws) -> Result<()> {
    let place = &aws.place;
    match &aws.verb {
        Verb::Deploy(deploy) => deploy.run(place),
        Verb::Redeploy(redeploy) => redeploy.run(place),
        Verb::Destroy(destroy) => destroy.run(place),
        Verb::Status => status::run(place),
        Verb::Validate => validate::run(place),
        Verb::Cleanup(cleanup) => cleanup.run(place),
        Verb::Logs(logs) => logs.run(place),
        Verb::Tunnel(tunnel) => tunnel.run(place),
        Verb::Cost(cost) => cost.run(place),
    }
}
