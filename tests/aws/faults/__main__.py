"""The fault table: prints a line a cell, and fails when one has no outcome that is allowed.

    python -m faults --project DIR --sam PROGRAM --emulator PROGRAM --postgres DIR --models PROGRAM --bootstraps DIR
        [--write FILE] [--only TEXT]

With --write, every cell is run and the table is written. Without it, one mode of each pair of function and dependency
is run, the modes taking turns, so that each of them meets each kind of step.
"""

import argparse
import json
import signal
import sys
import tempfile
import time
from pathlib import Path

import boto3
import journey
import parts
import translate

from . import alarms, cells, copy, replies, table
from .bench import Bench
from .proxy import MODES, Proxy

PREFIX = "analyst_e2e"
# The emulator's waits between attempts, of Step Functions (a factor) and of asynchronous calls (seconds).
WAITS = {"SFN_WAIT_SCALE": "0.05", "LAMBDA_ASYNC_RETRY_BASE_SECONDS": "0.2", "LAMBDA_ASYNC_RETRY_MAX_SECONDS": "1"}


def secret(session, url: str, name: str, login: dict) -> str:
    client = session.client("secretsmanager", endpoint_url=url)
    return client.create_secret(Name=name, SecretString=json.dumps(login))["ARN"]


def normal(bench: Bench) -> None:
    """Everything once without a fault, each function in a new process: what is not called here is not used."""
    upload = bench.upload("bikes.zip", journey.rides())
    assert upload["status"] == "succeeded", upload
    for source in ("bikes", "shop"):
        for function in cells.FUNCTIONS:
            bench.cold(function)
        question = bench.question(source)
        for _ in range(2):
            status, body = bench.asked(question, f"normal-{source}")
            assert status == 202, f"{status} {body}"
            bench.answers(body["job_id"], question)
        status, _, said = bench.api("POST", f"/v1/jobs/{body['job_id']}/feedback", {"verdict": "approve"})
        assert status == 204, f"{status} {said}"
        status, _, said = bench.api("GET", f"/v1/sources/{source}/schema")
        assert status == 200, f"{status} {said}"


def chosen(calls, everything: bool) -> list[tuple[str, str, str]]:
    """The cells to run: all, or one mode of each pair in turn."""
    used = [(f, d) for f in cells.FUNCTIONS for d in replies.DEPENDENCIES if calls[f, d]]
    if everything:
        return [(*pair, mode) for pair in used for mode in MODES]
    return [(*pair, MODES[at % len(MODES)]) for at, pair in enumerate(used)]


def run(given: argparse.Namespace, bench: Bench) -> int:
    normal(bench)
    print("ok      without a fault everything works", flush=True)
    found, failures = {}, 0
    runner = cells.Cells(bench, cells.names(given.project))
    for cell in chosen(bench.proxy.calls, bool(given.write or given.only)):
        said = " / ".join(cell)
        if given.only and given.only not in said:
            continue
        begin = time.monotonic()
        try:
            found[cell] = runner.run(*cell)
            told = f"ok      {said}: {found[cell].outcome} [{found[cell].alarm}]"
        except Exception as error:  # Whatever went wrong, the other cells are told too.
            failures += 1
            found[cell] = "FAILED"
            told = f"FAILED  {said}: {type(error).__name__}: {error}"
        print(f"{told} ({time.monotonic() - begin:.1f} s)", flush=True)
    if given.write and not failures:
        given.write.write_text(table.markdown(found))
    return failures


def main(given: argparse.Namespace) -> int:
    alarms.check(given.project)
    session = boto3.Session("test", "test", region_name=parts.REGION)
    with tempfile.TemporaryDirectory(prefix="analyst-e2e-") as scratch, \
            parts.postgres(given.postgres) as database, parts.models(given.models) as models:
        folder = Path(scratch)
        database.create("cache")
        database.create("shop", journey.SHOP)
        with parts.emulator(given.emulator, folder, AUTH="true", **WAITS) as url:
            proxy = Proxy(cells.FUNCTIONS, url, models, database.port)
            translate.translate(given.project, given.bootstraps, folder / "copy")
            copy.through_proxy(folder / "copy", proxy)
            shop = secret(session, url, "shop", database.login("shop"))
            parts.deploy(
                given.sam, folder / "copy", url, Stage="e2e", GluePrefix=PREFIX, SqlModelId="scripted.sql",
                ExplainModelId="scripted.explain", SourceSecretArns=shop,
                CacheSecretArn=secret(session, url, "cache", database.login("cache")),
            )
            bench = Bench(url, models, database, proxy)
            document = {"name": "shop", "kind": "postgresql", "dialect": "postgresql", "secret_arn": shop}
            bench.client("s3").put_object(
                Bucket=bench.outputs["BucketName"], Key="sources/shop.json", Body=json.dumps(document)
            )
            # A message comes again as soon as its function must be over; two attempts show what five do.
            bench.queue("QueueUrl", VisibilityTimeout=str(copy.STEP_SECONDS + 1), RedrivePolicy=json.dumps(
                {"deadLetterTargetArn": bench.client("sqs").get_queue_attributes(
                    QueueUrl=bench.outputs["DeadLettersUrl"], AttributeNames=["QueueArn"])["Attributes"]["QueueArn"],
                 "maxReceiveCount": 2}))
            return run(given, bench)


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("--project", "--sam", "--emulator", "--postgres", "--models", "--bootstraps"):
        arguments.add_argument(name, type=Path, required=True)
    arguments.add_argument("--write", type=Path, help="run every cell and write the table here")
    arguments.add_argument("--only", help="only cells whose line has this text, of all modes")
    # So that what was started ends with this.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("stopped"))
    told = arguments.parse_args()
    if told.write and told.only:
        arguments.error("a table of some cells is not written")
    failed = main(told)
    sys.exit(f"{failed} cells failed" if failed else 0)
