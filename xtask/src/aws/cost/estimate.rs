//! A month: how much of what, times its price.

use super::prices::Prices;
use anyhow::Result;
use clap::Args;

/// Hours of a month, as price lists count them.
const HOURS: f64 = 730.0;
/// Days of a month.
const DAYS: f64 = 30.0;

/// What is taken for granted of the questions and of the estate. Each can be given.
#[derive(Debug, Clone, Args)]
pub(super) struct Load {
    /// Questions a day.
    #[arg(long, default_value_t = 100.0, value_parser = count)]
    pub(super) questions: f64,
    /// With VPC, database, page, bastion and alarms.
    #[arg(long)]
    pub(super) private: bool,
    /// Share of questions that the cache answers.
    #[arg(long, default_value_t = 0.3, value_parser = share)]
    pub(super) hits: f64,
    /// Share of questions, of those the cache does not answer, that a model is asked for; the rules answer the others.
    #[arg(long, default_value_t = 1.0, value_parser = share)]
    pub(super) modelled: f64,
    /// Tokens that one of them sends.
    #[arg(long, default_value_t = 3000.0, value_parser = count)]
    pub(super) tokens_in: f64,
    /// Tokens that it is answered with.
    #[arg(long, default_value_t = 300.0, value_parser = count)]
    pub(super) tokens_out: f64,
    /// Gigabytes that Athena scans for a question.
    #[arg(long, default_value_t = 0.1, value_parser = count)]
    pub(super) scanned_gb: f64,
    /// Polls of a job until it has ended.
    #[arg(long, default_value_t = 6.0, value_parser = count)]
    pub(super) polls: f64,
    /// Gigabytes of data in the bucket.
    #[arg(long, default_value_t = 10.0, value_parser = count)]
    pub(super) data_gb: f64,
    /// NAT gateways.
    #[arg(long, default_value_t = 0.0, value_parser = count)]
    pub(super) nats: f64,
    /// Tasks of the page, on average.
    #[arg(long, default_value_t = 1.0, value_parser = count)]
    pub(super) tasks: f64,
}

fn count(text: &str) -> Result<f64, String> {
    let number: f64 = text.parse().map_err(|_| "not a number".to_owned())?;
    if number.is_finite() && number >= 0.0 {
        return Ok(number);
    }
    Err("not a number of 0 or more".to_owned())
}

fn share(text: &str) -> Result<f64, String> {
    let share = count(text)?;
    if share <= 1.0 {
        return Ok(share);
    }
    Err("a share is from 0 to 1".to_owned())
}

/// One line of a month.
#[derive(Debug)]
pub(super) struct Line {
    pub(super) what: &'static str,
    /// How the amount comes about.
    pub(super) how: String,
    pub(super) amount: f64,
    pub(super) unit: String,
    pub(super) dollars: f64,
    pub(super) is_assumed: bool,
}

/// A step that runs for a question: memory in MB, billed seconds, whether a cached answer passes through it as well.
///
/// The memory is that of the templates. The seconds are assumptions, which a deployment's metric `Duration` replaces: steps
/// that wait for a model or for Athena are taken to wait 4 and 3 seconds.
pub(super) const STEPS: &[(&str, f64, f64, bool)] = &[
    ("classify", 256.0, 0.05, true),
    ("cache-check", 512.0, 0.1, true),
    ("schema", 512.0, 0.2, false),
    ("generate", 512.0, 4.0, false),
    ("validate", 256.0, 0.2, true),
    ("execute", 512.0, 3.0, true),
    ("explain", 512.0, 0.2, true),
    ("cache-write", 512.0, 0.1, false),
];

/// States that a question passes on its way when nothing has to be repaired, by name.
pub(super) const MISS: &[&str] = &[
    "RouteRequest",
    "Classify",
    "RouteIntent",
    "CacheCheck",
    "RouteCache",
    "Schema",
    "Generate",
    "RouteGeneration",
    "Validate",
    "RouteValidation",
    "Execute",
    "RouteExecution",
    "Explain",
    "RouteWrite",
    "CacheWrite",
    "Done",
];

/// The same when the cache has the answer.
pub(super) const HIT: &[&str] = &[
    "RouteRequest",
    "Classify",
    "RouteIntent",
    "CacheCheck",
    "RouteCache",
    "Validate",
    "RouteValidation",
    "Execute",
    "RouteExecution",
    "Explain",
    "RouteWrite",
    "Done",
];

/// The calls that start and watch a job: job-submit, job-start and job-status have 256, 256 and 512 MB in the templates.
const SUBMIT_GB_SECONDS: f64 = 0.25 * 0.1 + 0.25 * 0.1;
const POLL_GB_SECONDS: f64 = 0.5 * 0.05;

/// The lines of a month under a load.
pub(super) fn month(load: &Load, prices: &Prices) -> Result<Vec<Line>> {
    let mut lines = Vec::new();
    let mut add = |what, how: String, amount: f64, price: &str| -> Result<()> {
        let price = prices.get(price)?;
        lines.push(Line {
            what,
            how,
            amount,
            unit: price.unit.clone(),
            dollars: amount * price.dollars,
            is_assumed: price.checked.is_none(),
        });
        Ok(())
    };
    add("data", "as given".to_owned(), load.data_gb, "s3_gb_month")?;
    if load.private {
        for (what, how, amount, price) in estate(load) {
            add(what, how, amount, price)?;
        }
    }
    for (what, how, amount, price) in traffic(load) {
        add(what, how, amount, price)?;
    }
    lines.retain(|line| line.amount > 0.0);
    Ok(lines)
}

type Amount = (&'static str, String, f64, &'static str);

/// What a private deployment has whether anybody asks or not.
fn estate(load: &Load) -> Vec<Amount> {
    let hours = |what: &str| format!("{what} x {HOURS} h");
    vec![
        (
            "endpoints",
            hours("15 endpoints x 2 zones"),
            15.0 * 2.0 * HOURS,
            "endpoint_hour",
        ),
        (
            "NAT",
            hours(&format!("{} gateways", load.nats)),
            load.nats * HOURS,
            "nat_hour",
        ),
        ("database", hours("1"), HOURS, "database_hour"),
        (
            "database, storage",
            "20 GB".to_owned(),
            20.0,
            "database_gb_month",
        ),
        (
            "page, processor",
            hours(&format!("{} tasks x 1 vCPU", load.tasks)),
            load.tasks * HOURS,
            "fargate_vcpu_hour",
        ),
        (
            "page, memory",
            hours(&format!("{} tasks x 2 GB", load.tasks)),
            load.tasks * 2.0 * HOURS,
            "fargate_gb_hour",
        ),
        ("load balancer", hours("1"), HOURS, "balancer_hour"),
        ("bastion", hours("1"), HOURS, "bastion_hour"),
        ("bastion, disk", "8 GB".to_owned(), 8.0, "disk_gb_month"),
        ("alarms", "15".to_owned(), 15.0, "alarm_month"),
        ("dashboard", "1".to_owned(), 1.0, "dashboard_month"),
        (
            "secrets",
            "4: three logins of the database, page".to_owned(),
            4.0,
            "secret_month",
        ),
        ("key", "1: alarms".to_owned(), 1.0, "key_month"),
    ]
}

/// What questions take.
fn traffic(load: &Load) -> Vec<Amount> {
    let asked = load.questions * DAYS;
    let hits = asked * load.hits;
    let misses = asked - hits;
    let modelled = misses * load.modelled;
    let calls = asked * (1.0 + load.polls);
    let steps = hits * steps(true) + misses * steps(false);
    let gb_seconds = hits * gb_seconds(true)
        + misses * gb_seconds(false)
        + asked * (SUBMIT_GB_SECONDS + load.polls * POLL_GB_SECONDS);
    let states = hits * states(HIT) + misses * states(MISS);
    let of = |each: &str| format!("{asked} questions x {each}");
    let mixed = |hit: f64, miss: f64| format!("{hits} hits x {hit} + {misses} others x {miss}");
    vec![
        (
            "API",
            of(&format!("(1 + {} polls)", load.polls)),
            calls,
            "api_call",
        ),
        (
            "functions, calls",
            format!(
                "{} + {asked} starts + {calls} calls",
                mixed(self::steps(true), self::steps(false))
            ),
            steps + asked + calls,
            "lambda_call",
        ),
        (
            "functions, time",
            format!(
                "{} + {}",
                mixed(self::gb_seconds(true), self::gb_seconds(false)),
                of(&format!(
                    "({SUBMIT_GB_SECONDS} + {} polls x {POLL_GB_SECONDS})",
                    load.polls
                ))
            ),
            gb_seconds,
            "lambda_gb_second",
        ),
        (
            "states",
            mixed(self::states(HIT), self::states(MISS)),
            states,
            "state_transition",
        ),
        ("queue", of("3"), asked * 3.0, "queue_call"),
        (
            "Athena",
            of(&format!("{} GB", load.scanned_gb)),
            asked * load.scanned_gb / 1000.0,
            "athena_tb",
        ),
        ("bucket, writes", of("4"), asked * 4.0, "s3_write"),
        ("bucket, reads", of("20"), asked * 20.0, "s3_read"),
        ("logs", of("20 KB"), asked * 20.0 / 1e6, "log_gb"),
        ("traces", of("1"), asked, "trace"),
        (
            "model, sent",
            format!("{modelled} questions x {} tokens", load.tokens_in),
            modelled * load.tokens_in / 1e6,
            "model_million_in",
        ),
        (
            "model, answered",
            format!("{modelled} questions x {} tokens", load.tokens_out),
            modelled * load.tokens_out / 1e6,
            "model_million_out",
        ),
    ]
}

fn passes(is_hit: bool) -> impl Iterator<Item = &'static (&'static str, f64, f64, bool)> {
    STEPS
        .iter()
        .filter(move |(_, _, _, always)| *always || !is_hit)
}

fn steps(is_hit: bool) -> f64 {
    passes(is_hit).map(|_| 1.0).sum()
}

/// Rounded to what is written, so that a reader's sum is ours.
fn gb_seconds(is_hit: bool) -> f64 {
    let sum: f64 = passes(is_hit).map(|(_, mb, s, _)| mb / 1024.0 * s).sum();
    (sum * 1000.0).round() / 1000.0
}

/// Starting an execution counts as one more.
fn states(path: &[&str]) -> f64 {
    path.iter().map(|_| 1.0).sum::<f64>() + 1.0
}
