//! `status`: how a deployment is, on one screen.

use super::place::Place;
use super::stack::Stack;
use anyhow::Result;
use serde_json::Value;

/// Failed jobs that are shown.
const FAILURES: &str = "5";

pub(super) fn run(place: &Place) -> Result<()> {
    let stack = Stack::get(place)?;
    if !place.dry_run {
        println!("{} {}", place.stack(), stack.status);
    }
    nested(place)?;
    for (name, value) in stack.outputs() {
        println!("  {name:<18}{value}");
    }
    alarms(place)?;
    for (label, output) in [("queue", "QueueUrl"), ("dead letters", "DeadLettersUrl")] {
        if let Some(url) = stack.output(output) {
            queue(place, label, &url)?;
        }
    }
    match stack.output("StateMachineArn") {
        Some(machine) => failures(place, &machine),
        None => Ok(()),
    }
}

/// The nested stacks that are not as they should be, or their number.
fn nested(place: &Place) -> Result<()> {
    let words = ["cloudformation", "list-stack-resources", "--stack-name"];
    let Some(answer) = place.read(place.aws(words).and([place.stack()]))? else {
        return Ok(());
    };
    for resource in items(&answer["StackResourceSummaries"]) {
        if resource["ResourceType"] == "AWS::CloudFormation::Stack" {
            let name = text(&resource["LogicalResourceId"]);
            println!("  {name:<18}{}", text(&resource["ResourceStatus"]));
        }
    }
    Ok(())
}

fn alarms(place: &Place) -> Result<()> {
    let prefix = format!("{}-", place.stack());
    let words = ["cloudwatch", "describe-alarms", "--alarm-name-prefix"];
    let Some(answer) = place.read(place.aws(words).and([prefix]))? else {
        return Ok(());
    };
    let all = items(&answer["MetricAlarms"]);
    let raised: Vec<_> = all
        .iter()
        .filter(|alarm| alarm["StateValue"] == "ALARM")
        .collect();
    println!("alarms    {} of {} raised", raised.len(), all.len());
    for alarm in raised {
        let name = text(&alarm["AlarmName"]);
        println!("  {name}: {}", text(&alarm["AlarmDescription"]));
    }
    Ok(())
}

fn queue(place: &Place, label: &str, url: &str) -> Result<()> {
    let words = ["sqs", "get-queue-attributes", "--queue-url", url];
    let call = place.aws(words).and([
        "--attribute-names",
        "ApproximateNumberOfMessages",
        "ApproximateNumberOfMessagesNotVisible",
    ]);
    if let Some(answer) = place.read(call)? {
        let of = |name: &str| text(&answer["Attributes"][name]).to_owned();
        println!(
            "{label:<14}{} waiting, {} being handled",
            of("ApproximateNumberOfMessages"),
            of("ApproximateNumberOfMessagesNotVisible")
        );
    }
    Ok(())
}

fn failures(place: &Place, machine: &str) -> Result<()> {
    let words = ["stepfunctions", "list-executions", "--state-machine-arn"];
    let call = place
        .aws(words)
        .and([machine, "--status-filter", "FAILED"])
        .and(["--max-items", FAILURES]);
    let Some(answer) = place.read(call)? else {
        return Ok(());
    };
    let failed = items(&answer["executions"]);
    if failed.is_empty() {
        println!("failed jobs   none");
        return Ok(());
    }
    println!("failed jobs, the last:");
    for execution in failed {
        // A time is a text or a number, by the version of the command line.
        let when = match &execution["stopDate"] {
            Value::String(when) => when.clone(),
            other => other.to_string(),
        };
        println!("  {when}  {}", text(&execution["name"]));
    }
    println!(
        "What happened to one: cargo xtask aws logs all --since 3d --no-follow --job JOB{}",
        place.typed()
    );
    Ok(())
}

fn items(list: &Value) -> &[Value] {
    list.as_array().map_or(&[], Vec::as_slice)
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or("?")
}
