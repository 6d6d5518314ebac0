"""Bootstraps that stand in for the real ones: each writes down what it is called with, so that a test sees who calls whom.

A message of the queue whose job is called `poison` fails; everything else succeeds."""

import json
import stat
import sys
from pathlib import Path

PROGRAM = '''#!{python}
import json, os, urllib.request
api = "http://" + os.environ["AWS_LAMBDA_RUNTIME_API"] + "/2018-06-01/runtime/invocation/"
settings = sorted(name for name in os.environ if name.startswith("ANALYST_"))

def answer(event):
    if isinstance(event, dict) and "ResponseURL" in event:
        told = {{name: event[name] for name in ("StackId", "RequestId", "LogicalResourceId")}}
        told.update(Status="SUCCESS", PhysicalResourceId="{name}")
        urllib.request.urlopen(urllib.request.Request(event["ResponseURL"], json.dumps(told).encode(), method="PUT")).read()
        return {{}}
    records = event.get("Records", []) if isinstance(event, dict) else []
    if records and records[0].get("eventSource") == "aws:sqs":
        poisoned = [r["messageId"] for r in records if "poison" in r["body"]]
        return {{"batchItemFailures": [{{"itemIdentifier": i}} for i in poisoned]}}
    if isinstance(event, dict) and "httpMethod" in event:
        body = json.dumps({{"function": "{name}", "route": event.get("resource")}})
        return {{"statusCode": 200, "headers": {{"content-type": "application/json"}}, "body": body}}
    return {{}}

while True:
    with urllib.request.urlopen(api + "next") as call:
        request = call.headers["Lambda-Runtime-Aws-Request-Id"]
        event = json.load(call)
    with open("{journal}", "a") as journal:
        journal.write(json.dumps({{"function": "{name}", "settings": settings, "event": event}}) + "\\n")
    body = json.dumps(answer(event)).encode()
    urllib.request.urlopen(urllib.request.Request(api + request + "/response", body)).read()
'''


def build(functions: Path, bootstraps: Path, journal: Path) -> None:
    """Writes a bootstrap for each folder of functions."""
    for function in sorted(functions.iterdir()):
        program = bootstraps / function.name / "bootstrap"
        program.parent.mkdir(parents=True, exist_ok=True)
        program.write_text(PROGRAM.format(python=sys.executable, name=function.name, journal=journal))
        program.chmod(program.stat().st_mode | stat.S_IXUSR | stat.S_IXGRP | stat.S_IXOTH)


def calls(journal: Path, function: str) -> list[dict]:
    """What the function was called with so far."""
    if not journal.exists():
        return []
    lines = [json.loads(line) for line in journal.read_text().splitlines()]
    return [line for line in lines if line["function"] == function]
