//! The verbs of `cargo xtask aws`, by the commands that they run: stand-ins for the programs write down how they are called.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// Writes down its name and arguments, a line a call, and answers what the first matching file in `answers` says. A file
/// is named by the words of its call, joined by hyphens. The shell alone does it: no other program is in reach.
const STAND_IN: &str = r#"#!/bin/sh
here=${0%/*}
name=${0##*/}
told() { while IFS= read -r line || [ -n "$line" ]; do printf '%s\n' "$line"; done < "$1"; }
printf '%s' "$name" >> "$here/calls"
for word in "$@"; do printf ' %s' "$word" >> "$here/calls"; done
echo >> "$here/calls"
answer="$here/answers/$name-$1-$2"
if [ -f "$answer.error" ]; then told "$answer.error" >&2; exit 254; fi
if [ -f "$answer" ]; then told "$answer"; fi
"#;

const STACK: &str = r#"{"Stacks": [{"StackStatus": "UPDATE_COMPLETE",
 "Parameters": [{"ParameterKey": "CreateDatabase", "ParameterValue": "true"},
                {"ParameterKey": "DatabaseProtection", "ParameterValue": "false"}],
 "Outputs": [{"OutputKey": "ApiUrl", "OutputValue": "https://api/v"},
             {"OutputKey": "BucketName", "OutputValue": "the-bucket"},
             {"OutputKey": "QueueUrl", "OutputValue": "https://queue"},
             {"OutputKey": "StateMachineArn", "OutputValue": "arn:machine"},
             {"OutputKey": "RepositoryUri", "OutputValue": "1.dkr/analyst-qa"},
             {"OutputKey": "BastionId", "OutputValue": "i-1"},
             {"OutputKey": "PageHost", "OutputValue": "internal.example"},
             {"OutputKey": "PageUrl", "OutputValue": "http://internal.example"}]}]}"#;

const DESCRIBE: &str =
    "aws cloudformation describe-stacks --stack-name analyst-qa --region eu-west-1 --output json";

struct Stage {
    folder: TempDir,
}

impl Stage {
    fn with(programs: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("answers")).unwrap();
        for program in programs {
            let path = folder.path().join(program);
            fs::write(&path, STAND_IN).unwrap();
            fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
        }
        Self { folder }
    }

    fn whole() -> Self {
        let stage = Self::with(&[
            "aws",
            "sam",
            "docker",
            "git",
            "cargo-lambda",
            "session-manager-plugin",
        ]);
        stage.answer("aws-cloudformation-describe-stacks", STACK);
        stage.answer("git-rev-parse---short=12", "0123456789ab\n");
        stage.answer(
            "aws-ecr-describe-images.error",
            "An error (ImageNotFoundException)",
        );
        stage.answer("aws-ecr-get-login-password", "s3cret-password");
        stage
    }

    fn answer(&self, call: &str, text: &str) {
        fs::write(self.folder.path().join("answers").join(call), text).unwrap();
    }

    fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
        command
            .arg("aws")
            .args(arguments)
            .args(["--stage", "qa", "--region", "eu-west-1"]);
        command
            .env("PATH", self.folder.path())
            .env_remove("AWS_PROFILE")
            .stdin(Stdio::null());
        command
    }

    fn calls(&self) -> Vec<String> {
        let text = fs::read_to_string(self.folder.path().join("calls")).unwrap_or_default();
        text.lines().map(str::to_owned).collect()
    }
}

fn out(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn err(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn deploy(changes: &str, parameters: &str) -> String {
    format!(
        "sam deploy --stack-name analyst-qa --resolve-s3 --s3-prefix analyst-qa --capabilities \
         CAPABILITY_IAM CAPABILITY_AUTO_EXPAND --no-fail-on-empty-changeset {changes} --tags project=analyst stage=qa \
         --region eu-west-1 --parameter-overrides {parameters}"
    )
}

#[test]
fn redeploy_builds_pushes_the_image_and_keeps_parameters() {
    let stage = Stage::whole();
    let output = stage.run(&["redeploy", "--yes"]);
    assert!(output.status.success(), "{}", err(&output));
    let image = "1.dkr/analyst-qa:0123456789ab";
    assert_eq!(
        stage.calls(),
        [
            DESCRIBE.to_owned(),
            "sam build --template-file template.yaml --region eu-west-1".to_owned(),
            "git rev-parse --short=12 HEAD".to_owned(),
            "git status --porcelain".to_owned(),
            "aws ecr describe-images --repository-name analyst-qa --region eu-west-1 --image-ids imageTag=0123456789ab --output json".to_owned(),
            format!("docker build --platform linux/amd64 --file local/Dockerfile --tag {image} ."),
            "aws ecr get-login-password --region eu-west-1".to_owned(),
            "docker login --username AWS --password-stdin 1.dkr".to_owned(),
            format!("docker push {image}"),
            deploy("--no-confirm-changeset", "GluePrefix=analyst_qa Stage=qa WebTag=0123456789ab"),
            DESCRIBE.to_owned(),
        ]
    );
    let said = out(&output) + &err(&output);
    assert!(said.contains("https://api/v"), "{said}");
    assert!(
        said.contains("Next      cargo xtask aws tunnel --stage qa --region eu-west-1"),
        "{said}"
    );
    assert!(
        !said.contains("s3cret-password"),
        "a password is shown: {said}"
    );
}

#[test]
fn without_docker_the_functions_are_deployed_and_the_page_is_left() {
    let stage = Stage::with(&["aws", "sam", "git", "cargo-lambda"]);
    stage.answer("aws-cloudformation-describe-stacks", STACK);
    let output = stage.run(&["redeploy", "--yes"]);
    assert!(output.status.success(), "{}", err(&output));
    assert!(
        out(&output).contains("because Docker is not installed"),
        "{}",
        out(&output)
    );
    assert!(stage.calls().contains(&deploy(
        "--no-confirm-changeset",
        "GluePrefix=analyst_qa Stage=qa"
    )));
}

#[test]
fn a_deployment_takes_what_is_set_and_refuses_what_the_template_has_not() {
    let stage = Stage::whole();
    let output = stage.run(&["deploy", "--no-image", "--set", "LogRetentionDays=90"]);
    assert!(output.status.success(), "{}", err(&output));
    let wanted = deploy(
        "--confirm-changeset",
        "GluePrefix=analyst_qa LogRetentionDays=90 Stage=qa",
    );
    assert!(stage.calls().contains(&wanted), "{:#?}", stage.calls());
    let stage = Stage::whole();
    let output = stage.run(&["deploy", "--set", "LogRetentionDay=90"]);
    assert!(!output.status.success());
    assert!(
        err(&output).contains("no parameter LogRetentionDay"),
        "{}",
        err(&output)
    );
    assert!(stage.calls().is_empty());
}

#[test]
fn nothing_runs_when_it_is_only_shown() {
    for arguments in [
        &["deploy", "--dry-run"][..],
        &["redeploy", "--dry-run"],
        &["destroy", "--dry-run"],
        &["status", "--dry-run"],
        &["validate", "--dry-run"],
        &["logs", "all", "--dry-run"],
        &["tunnel", "--dry-run"],
        &["cleanup", "versions", "--dry-run"],
        &["cleanup", "bucket", "--bucket", "b", "--dry-run"],
        &["cost", "--actual", "--dry-run"],
    ] {
        let stage = Stage::whole();
        let output = stage.run(arguments);
        assert!(output.status.success(), "{arguments:?}: {}", err(&output));
        assert_eq!(stage.calls(), Vec::<String>::new(), "{arguments:?}");
        let shown = out(&output);
        let starts = |line: &str| {
            line.starts_with("aws ") || line.starts_with("sam ") || line.starts_with("docker ")
        };
        assert!(
            !shown.is_empty() && shown.lines().all(starts),
            "{arguments:?}: {shown}"
        );
    }
}

#[test]
fn destroy_asks_and_names_what_is_kept() {
    let stage = Stage::whole();
    let output = stage.run(&["destroy"]);
    assert!(!output.status.success());
    assert!(err(&output).contains("--yes"), "{}", err(&output));
    assert_eq!(stage.calls(), [DESCRIBE]);
    let stage = Stage::whole();
    let output = stage.run(&["destroy", "--yes"]);
    assert!(output.status.success(), "{}", err(&output));
    assert!(
        out(&output).contains("Kept: the bucket the-bucket"),
        "{}",
        out(&output)
    );
    assert!(
        out(&output).contains("snapshot of the database"),
        "{}",
        out(&output)
    );
    let gone = "sam delete --stack-name analyst-qa --no-prompts --region eu-west-1";
    assert_eq!(stage.calls(), [DESCRIBE, gone]);
}

#[test]
fn a_protected_database_stops_a_destruction() {
    let stage = Stage::whole();
    stage.answer(
        "aws-cloudformation-describe-stacks",
        &STACK.replace("\"false\"", "\"true\""),
    );
    let output = stage.run(&["destroy", "--yes"]);
    assert!(!output.status.success());
    assert!(
        err(&output).contains("DatabaseProtection=false"),
        "{}",
        err(&output)
    );
    assert_eq!(stage.calls(), [DESCRIBE]);
}

#[test]
fn the_bucket_of_a_deployment_is_not_emptied() {
    let stage = Stage::whole();
    let output = stage.run(&["cleanup", "bucket", "--bucket", "the-bucket", "--yes"]);
    assert!(
        err(&output).contains("still uses the-bucket"),
        "{}",
        err(&output)
    );
    assert_eq!(stage.calls(), [DESCRIBE]);
}

#[test]
fn old_versions_go_and_current_ones_stay() {
    let stage = Stage::whole();
    let page = r#"{"Versions": [{"Key": "k", "VersionId": "2", "IsLatest": true}, {"Key": "k", "VersionId": "1", "IsLatest": false}]}"#;
    stage.answer("aws-s3api-list-object-versions", page);
    let output = stage.run(&["cleanup", "versions", "--yes"]);
    assert!(output.status.success(), "{}", err(&output));
    let calls = stage.calls();
    assert_eq!(
        calls[1],
        "aws s3api list-object-versions --bucket the-bucket --region eu-west-1 --max-items 1000 --output json"
    );
    let begin = "aws s3api delete-objects --bucket the-bucket --region eu-west-1 --delete file://";
    assert!(calls[2].starts_with(begin), "{calls:?}");
    assert_eq!(calls.len(), 3);
    assert!(out(&output).contains("1 versions"), "{}", out(&output));
}

#[test]
fn logs_of_one_group_are_asked_for_one_job() {
    let stage = Stage::whole();
    let since = "2026-12-01T08:00:00Z";
    let arguments = ["logs", "execute", "--job", "0a1b-2", "--since", since];
    let output = stage.run(&[&arguments[..], &["--no-follow"]].concat());
    assert!(output.status.success(), "{}", err(&output));
    assert_eq!(
        stage.calls(),
        [
            "aws logs filter-log-events --log-group-name /analyst/qa/execute --region eu-west-1 --start-time 1796112000000 \
             --filter-pattern \"0a1b-2\" --output json"
        ]
    );
    let output = stage.run(&["logs", "execute", "--job", "a b"]);
    assert!(err(&output).contains("no id of a job"), "{}", err(&output));
    let output = stage.run(&["logs", "execute", "--since", "yesterday"]);
    assert!(err(&output).contains("is no time"), "{}", err(&output));
}

#[test]
fn logs_of_all_are_those_that_are_there_headed_by_their_origin() {
    let stage = Stage::whole();
    stage.answer(
        "aws-logs-describe-log-groups",
        r#"{"logGroups": [{"logGroupName": "/analyst/qa/execute"}, {"logGroupName": "/analyst/qa/web"}]}"#,
    );
    stage.answer(
        "aws-logs-filter-log-events",
        r#"{"events": [{"eventId": "2", "timestamp": 1796112001500, "message": "later\n"},
                       {"eventId": "1", "timestamp": 1796112000000, "message": "earlier"}]}"#,
    );
    let output = stage.run(&["logs", "all", "--no-follow"]);
    assert!(output.status.success(), "{}", err(&output));
    assert_eq!(
        out(&output).lines().collect::<Vec<_>>(),
        [
            "execute  2026-12-01T08:00:00.000Z earlier",
            "page     2026-12-01T08:00:00.000Z earlier",
            "execute  2026-12-01T08:00:01.500Z later",
            "page     2026-12-01T08:00:01.500Z later",
        ]
    );
}

/// Each look asks for what is new, and a little before that; a line that was shown is not shown again.
#[test]
fn what_is_followed_is_shown_once() {
    let stage = Stage::whole();
    stage.answer(
        "aws-logs-filter-log-events",
        r#"{"events": [{"eventId": "1", "timestamp": 4102444800000, "message": "once"}]}"#,
    );
    let mut child = stage
        .command(&["logs", "execute"])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let deadline = Instant::now() + Duration::from_secs(60);
    while stage.calls().len() < 3 && Instant::now() < deadline {
        std::thread::sleep(Duration::from_millis(50));
    }
    child.kill().unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(out(&output).lines().count(), 1, "{}", out(&output));
    assert!(
        stage.calls()[1].contains("--start-time 4102444785000"),
        "{:?}",
        stage.calls()
    );
}

#[test]
fn the_tunnel_forwards_to_the_page_through_the_bastion() {
    let stage = Stage::whole();
    let output = stage.run(&["tunnel", "--port", "9000", "--no-open"]);
    assert!(output.status.success(), "{}", err(&output));
    assert_eq!(
        stage.calls()[1],
        "aws ssm start-session --target i-1 --document-name AWS-StartPortForwardingSessionToRemoteHost --parameters \
         host=internal.example,portNumber=80,localPortNumber=9000 --region eu-west-1"
    );
}

#[test]
fn status_tells_alarms_queues_and_failures() {
    let stage = Stage::whole();
    stage.answer(
        "aws-cloudwatch-describe-alarms",
        r#"{"MetricAlarms": [{"AlarmName": "analyst-qa-tokens", "StateValue": "ALARM", "AlarmDescription": "More tokens."},
            {"AlarmName": "analyst-qa-slow-api", "StateValue": "OK"}]}"#,
    );
    stage.answer(
        "aws-sqs-get-queue-attributes",
        r#"{"Attributes": {"ApproximateNumberOfMessages": "3", "ApproximateNumberOfMessagesNotVisible": "1"}}"#,
    );
    stage.answer(
        "aws-stepfunctions-list-executions",
        r#"{"executions": [{"name": "job-7", "stopDate": "2026-12-01T08:00:00Z"}]}"#,
    );
    let output = stage.run(&["status"]);
    assert!(output.status.success(), "{}", err(&output));
    let shown = out(&output);
    for wanted in [
        "analyst-qa UPDATE_COMPLETE",
        "alarms    1 of 2 raised",
        "analyst-qa-tokens: More tokens.",
        "3 waiting, 1 being handled",
        "2026-12-01T08:00:00Z  job-7",
    ] {
        assert!(shown.contains(wanted), "{wanted} is not in {shown}");
    }
}

#[test]
fn a_stage_that_is_not_deployed_is_said_to_be_so() {
    let stage = Stage::whole();
    stage.answer(
        "aws-cloudformation-describe-stacks.error",
        "An error occurred (ValidationError): Stack with id analyst-qa does not exist",
    );
    let output = stage.run(&["status"]);
    assert!(!output.status.success());
    let said = err(&output);
    assert!(said.contains("analyst-qa is not deployed here; `cargo xtask aws deploy --stage qa --region eu-west-1`"), "{said}");
}

#[test]
fn a_missing_program_is_named_with_the_way_to_it() {
    let stage = Stage::with(&[]);
    let path = stage.folder.path();
    let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
    let output = command
        .args(["aws", "status"])
        .env("PATH", path)
        .output()
        .unwrap();
    assert!(!output.status.success());
    assert!(
        err(&output).contains("`aws` is not installed; get it by https://"),
        "{}",
        err(&output)
    );
}
