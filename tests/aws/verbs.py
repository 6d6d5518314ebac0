"""The verbs of `cargo xtask aws` as a person types them, one after the other: from nothing to a private deployment and back.

    verbs.py --project DIR --sam PROGRAM --aws PROGRAM --emulator PROGRAM --xtask PROGRAM

The AWS command line and SAM are the real ones, against emulated AWS. Two things are in between: `sam build` gives the copy of the
templates that the emulator can deploy, with stand-ins for the functions, and `sam deploy` deploys that; `sam delete`, which cannot
read the emulator's addresses of S3, deletes the stack by the AWS command line. What the emulator does
not know is left out of the copy, as in `estate.py`: there is no bastion to tunnel through and no cost explorer. It cannot change
a parameter of a nested stack either, so the database is unprotected from the start; what these verbs run, and that a protected
database stops `destroy`, is in `xtask/tests/aws.rs`."""

import argparse
import os
import stat
import subprocess
import sys
import tempfile
from pathlib import Path

import boto3
import estate
import parts
import probe
import translate
from e2e import checked

SAM = """#!/bin/sh
case "$1" in
build) exec '{python}' '{here}/verbs.py' --copy '{folder}' --project '{project}' ;;
deploy) cd '{folder}/copy' ;;
delete) aws cloudformation delete-stack --stack-name "$3" && exec aws cloudformation wait stack-delete-complete --stack-name "$3" ;;
esac
exec '{sam}' "$@"
"""


# Version 1 takes the endpoint of SQS from no variable.
AWS = """#!/bin/sh
case "$1" in sqs) exec '{aws}' --endpoint-url '{url}' "$@" ;; esac
exec '{aws}' "$@"
"""


def copy(project: Path, folder: Path) -> None:
    """What `sam build` leaves."""
    probe.build(project / "functions", folder / "bootstraps", folder / "journal.jsonl")
    translate.translate(project, folder / "bootstraps", folder / "copy")
    estate.cut(folder / "copy")


class Terminal:
    """Somebody at the root of a clone."""

    def __init__(self, given: argparse.Namespace, url: str, folder: Path):
        self.given, self.url, self.folder = given, url, folder
        programs = folder / "programs"
        programs.mkdir()
        shim = programs / "sam"
        shim.write_text(SAM.format(python=sys.executable, here=Path(__file__).parent, folder=folder, project=given.project, sam=given.sam))
        # Nothing is compiled, so nothing of it is called.
        (programs / "cargo-lambda").write_text("#!/bin/sh\\nexit 1\\n")
        (programs / "aws").write_text(AWS.format(aws=given.aws, url=url))
        for program in programs.iterdir():
            program.chmod(program.stat().st_mode | stat.S_IXUSR)
        (programs / "git").symlink_to("/usr/bin/git")
        self.environment = {
            "PATH": f"{programs}:/usr/bin:/bin", "HOME": str(folder), "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_MAX_ATTEMPTS": "2", **parts.credentials(url),
        }
        session = boto3.Session("test", "test", region_name=parts.REGION)
        self.client = lambda service: session.client(service, endpoint_url=url)

    def types(self, *words: str, fails: bool = False) -> str:
        """Types `cargo xtask aws ...`; gives what is on the screen then."""
        done = subprocess.run(
            [self.given.xtask, "aws", *words, "--stage", "e2e"], cwd=self.given.project, env=self.environment,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )
        assert (done.returncode != 0) == fails, f"{words}: {done.returncode}\n{done.stdout[-3000:]}"
        return done.stdout

    def bucket(self) -> str:
        return next(line.split()[1] for line in self.types("status").splitlines() if line.strip().startswith("BucketName"))


def holds(screen: str, *wanted: str) -> None:
    for words in wanted:
        assert words in screen, f"{words!r} is not on the screen:\n{screen[-3000:]}"


def before(terminal: Terminal) -> None:
    """validate: the templates are sound, and the account and region are told"""
    holds(terminal.types("validate"), "account   000000000000", f"region    {parts.REGION}", "stack     analyst-e2e")


def nothing_yet(terminal: Terminal) -> None:
    """status, logs, tunnel and destroy say that nothing is deployed, and how to deploy"""
    for words in (["status"], ["destroy"], ["redeploy", "--yes"], ["cleanup", "versions"]):
        holds(terminal.types(*words, fails=True), "not deployed here; `cargo xtask aws deploy --stage e2e")
    holds(terminal.types("logs", "all", "--no-follow", fails=True), "analyst-e2e has no logs yet")
    holds(terminal.types("tunnel", fails=True), "`session-manager-plugin` is not installed; get it by https://")


def deployed(terminal: Terminal) -> None:
    """deploy --private: one command, and it ends with what to do next"""
    screen = terminal.types("deploy", "--private", "--yes", "--set", "S3PrefixListId=pl-1", "--set", "DatabaseProtection=false")
    holds(screen, "API       http", "Page      ", "Database  migrated", "Docker is not installed", "Next      cargo xtask aws ")


def told(terminal: Terminal) -> None:
    """status: stacks, addresses, alarms, queues, failures on one screen"""
    screen = terminal.types("status")
    holds(screen, "analyst-e2e", "COMPLETE", "ApiUrl", "alarms    0 of ", "queue         0 waiting", "failed jobs   none")
    for stack in ("Network", "Database", "Web", "Access", "Observability", "Ask", "Jobs", "Ingest", "Storage"):
        assert any(stack in line and "COMPLETE" in line for line in screen.splitlines()), stack


def logged(terminal: Terminal) -> None:
    """logs: of one function, of all, of one job"""
    logs = terminal.client("logs")
    for group, job in (("execute", "job-1"), ("explain", "job-2")):
        name = f"/analyst/e2e/{group}"
        logs.create_log_stream(logGroupName=name, logStreamName="s")
        event = {"timestamp": 1796112000000, "message": f'{{"level":"INFO","job_id":"{job}"}}'}
        logs.put_log_events(logGroupName=name, logStreamName="s", logEvents=[event])
    since = ["--since", "2026-12-01T07:00:00Z", "--no-follow"]
    assert "job-1" in terminal.types("logs", "execute", *since)
    screen = terminal.types("logs", "all", *since)
    holds(screen, "execute", "job-1", "explain", "job-2")
    screen = terminal.types("logs", "all", "--job", "job-2", *since)
    assert "job-2" in screen and "job-1" not in screen, screen


def again(terminal: Terminal) -> None:
    """redeploy: the same with every parameter as it was"""
    terminal.types("redeploy", "--yes", "--no-image")
    stack = terminal.client("cloudformation").describe_stacks(StackName="analyst-e2e")["Stacks"][0]
    parameters = {p["ParameterKey"]: p["ParameterValue"] for p in stack["Parameters"]}
    assert parameters["CreateDatabase"] == "true" and parameters["S3PrefixListId"] == "pl-1", parameters


def reckoned(terminal: Terminal) -> None:
    """cost: a month, with prices of one's own"""
    holds(terminal.types("cost", "--questions", "100", "--private"), "database", "| ")


def cleaned(terminal: Terminal) -> None:
    """cleanup versions: what is current stays"""
    store, bucket = terminal.client("s3"), terminal.bucket()
    for body in (b"old", b"new"):
        store.put_object(Bucket=bucket, Key="sources/x.json", Body=body)
    holds(terminal.types("cleanup", "versions", "--yes"), "1 versions")
    assert store.get_object(Bucket=bucket, Key="sources/x.json")["Body"].read() == b"new"
    assert len(store.list_object_versions(Bucket=bucket, Prefix="sources/")["Versions"]) == 1


def gone(terminal: Terminal) -> None:
    """destroy, then cleanup bucket: nothing is left"""
    bucket = terminal.bucket()
    holds(terminal.types("cleanup", "bucket", "--bucket", bucket, "--yes", fails=True), f"still uses {bucket}")
    screen = terminal.types("destroy", "--yes")
    holds(screen, f"Kept: the bucket {bucket}", f"cargo xtask aws cleanup bucket --bucket {bucket} --stage e2e")
    holds(terminal.types("status", fails=True), "not deployed here")
    store = terminal.client("s3")
    if bucket not in [b["Name"] for b in store.list_buckets()["Buckets"]]:
        # The emulator deletes what a nested stack retains.
        store.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": parts.REGION})
        store.put_object(Bucket=bucket, Key="sources/x.json", Body=b"kept")
    terminal.types("cleanup", "bucket", "--bucket", bucket, "--yes")
    assert bucket not in [b["Name"] for b in store.list_buckets()["Buckets"]]


CHECKS = [before, nothing_yet, deployed, told, logged, again, reckoned, cleaned, gone]


def run(given: argparse.Namespace) -> int:
    with tempfile.TemporaryDirectory(prefix="analyst-e2e-") as scratch:
        with parts.emulator(given.emulator, Path(scratch)) as url:
            return checked(CHECKS, Terminal(given, url, Path(scratch)))


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--project", type=lambda text: Path(text).resolve(), required=True)
    arguments.add_argument("--copy", type=Path, help=argparse.SUPPRESS)
    for name in ("--sam", "--aws", "--emulator", "--xtask"):
        arguments.add_argument(name, type=lambda text: Path(os.path.abspath(text)))
    what = arguments.parse_args()
    if what.copy:
        copy(what.project, what.copy)
    else:
        failed = run(what)
        sys.exit(f"{failed} checks failed" if failed else 0)
