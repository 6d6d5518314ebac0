#!/usr/bin/env python3
"""Run the product's state machine on emulated AWS and print what came out, a JSON line per case and input:
{"case": ..., "status": "SUCCEEDED" | "FAILED" | "TIMED_OUT", "output": ..., "error": ..., "cause": ...}

Each function of a case is a Lambda of its own that answers from the case's script. Delays before retries are not slept.

    run_emulator.py --emulator PROGRAM FILE...
"""

import argparse
import io
import json
import re
import sys
import tempfile
import time
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/aws"))

import boto3  # noqa: E402
import parts  # noqa: E402

ROLE = "arn:aws:iam::000000000000:role/second-engine"

# Its replies in order, the last one again and again; errors as the product's own runtime tells them.
PROGRAM = """#!{python}
import json, os, urllib.request
api = "http://" + os.environ["AWS_LAMBDA_RUNTIME_API"] + "/2018-06-01/runtime/invocation/"
replies, calls = {replies!r}, 0
while True:
    with urllib.request.urlopen(api + "next") as call:
        request = call.headers["Lambda-Runtime-Aws-Request-Id"]
        call.read()
    reply = replies[min(calls, len(replies) - 1)]
    calls += 1
    end, body = "response", reply.get("output")
    if "error" in reply:
        end, body = "error", {{"errorMessage": reply.get("cause", ""), "errorType": reply["error"]}}
    url = api + request + "/" + end
    urllib.request.urlopen(urllib.request.Request(url, json.dumps(body).encode())).read()
"""


def package(replies: list) -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as writer:
        bootstrap = zipfile.ZipInfo("bootstrap")
        bootstrap.external_attr = 0o755 << 16
        writer.writestr(bootstrap, PROGRAM.format(python=sys.executable, replies=replies))
    return archive.getvalue()


def cases(path: Path):
    """The cases of a file that are about a definition of the product, those with several inputs as several."""
    for case in json.loads(path.read_text("utf-8")):
        for index, document in enumerate(case["inputs"]):
            if "definition_file" in case:
                yield {**case, "name": f"{case['name']}[{index}]", "input": document}


def start(client, index: int, case: dict) -> str:
    functions = client("lambda")
    for name, replies in case["tasks"].items():
        functions.create_function(
            FunctionName=f"{name}-{index}", Runtime="provided.al2023", Handler="bootstrap", Role=ROLE,
            Code={"ZipFile": package(replies)}, Timeout=30,
        )
    text = (ROOT / case["definition_file"]).read_text("utf-8")
    place = f"arn:aws:lambda:{parts.REGION}:000000000000:function"
    definition = re.sub(r"\$\{(\w+)FunctionArn\}", rf"{place}:\1-{index}", text)
    machines = client("stepfunctions")
    machine = machines.create_state_machine(name=f"machine-{index}", definition=definition, roleArn=ROLE)
    execution = machines.start_execution(
        stateMachineArn=machine["stateMachineArn"], name="execution", input=json.dumps(case["input"])
    )
    return execution["executionArn"]


def outcome(client, index: int, case: dict) -> dict:
    arn = start(client, index, case)
    end = time.monotonic() + 90
    while (execution := client("stepfunctions").describe_execution(executionArn=arn))["status"] == "RUNNING":
        if time.monotonic() > end:
            return {"case": case["name"], "status": "STILL_RUNNING"}
        time.sleep(0.1)
    done = {"case": case["name"], "status": execution["status"]}
    if execution["status"] == "SUCCEEDED":
        done["output"] = json.loads(execution["output"])
    return done | {field: execution[field] for field in ("error", "cause") if execution.get(field) is not None}


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("files", nargs="+", type=Path, help="case files, each a JSON array of cases")
    arguments.add_argument("--emulator", type=Path, required=True, help="the program of emulated AWS")
    given = arguments.parse_args()
    chosen = [case for path in given.files for case in cases(path)]
    with tempfile.TemporaryDirectory(prefix="analyst-asl-") as folder:
        with parts.emulator(given.emulator, Path(folder), SFN_WAIT_SCALE="0") as url:
            session = boto3.Session("test", "test", region_name=parts.REGION)
            clients = {name: session.client(name, endpoint_url=url) for name in ("lambda", "stepfunctions")}
            with ThreadPoolExecutor(4) as pool:
                for line in pool.map(lambda job: outcome(clients.get, *job), enumerate(chosen)):
                    print(json.dumps(line), flush=True)


if __name__ == "__main__":
    main()
