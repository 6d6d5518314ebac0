#!/usr/bin/env python3
"""Run state machines through moto's Step Functions and print what came out.

Reads case files (see README.md) and prints one JSON line per case and input, in order:
{"case": ..., "status": "SUCCEEDED" | "FAILED" | "TIMED_OUT" | "REFUSED",
 "output": ..., "error": ..., "cause": ..., "calls": {function: [inputs]}, "retry_delays": [...]}

Lambda functions are answered from the case's script inside this process: nothing is invoked, nothing is
sent over a network. Delays before retries are recorded instead of slept.
"""

import argparse
import io
import json
import logging
import os
import re
import sys
import threading
import time
from pathlib import Path
from types import SimpleNamespace

for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
    os.environ[name] = "testing"

import boto3  # noqa: E402
from botocore.exceptions import ClientError  # noqa: E402
from moto import mock_aws  # noqa: E402
from moto.stepfunctions.parser.asl.component.common.retry import retrier_decl  # noqa: E402
from moto.stepfunctions.parser.asl.component.state.exec.state_task import (  # noqa: E402
    lambda_eval_utils,
)
from moto.stepfunctions.parser.models import stepfunctions_parser_backends  # noqa: E402

REGION = "us-east-1"
ACCOUNT = "123456789012"
ROOT = Path(__file__).resolve().parents[2]
ROLE = f"arn:aws:iam::{ACCOUNT}:role/second-engine"


class ScriptedFunction:
    """A Lambda function: its replies in order, the last one again and again."""

    def __init__(self, replies):
        self.replies = replies
        self.inputs = []
        self.lock = threading.Lock()

    def answer(self, payload):
        with self.lock:
            reply = self.replies[min(len(self.inputs), len(self.replies) - 1)]
            self.inputs.append(payload)
        time.sleep(reply.get("delay_seconds", 0))
        if "error" in reply:
            body = {"errorMessage": reply.get("cause", ""), "errorType": reply["error"]}
            return {"StatusCode": 200, "FunctionError": "Unhandled", "Payload": encoded(body)}
        body = payload if reply.get("echo") else reply.get("output")
        return {"StatusCode": 200, "Payload": encoded(body)}


def encoded(body):
    return io.BytesIO(json.dumps(body).encode())


class ScriptedLambda:
    """Stands in for boto3's Lambda client."""

    def __init__(self, functions):
        self.functions = functions

    def invoke(self, FunctionName, Payload=b"null", **_parameters):
        name = FunctionName.split(":function:")[-1].split(":")[0]
        return self.functions[name].answer(json.loads(Payload))


class RetryDelays:
    """Takes the place of the retrier's sleep, and files each delay under its execution."""

    def __init__(self):
        self.by_execution = {}
        self.current = threading.local()
        inner = retrier_decl.RetrierDecl._eval_body

        def evaluate(retrier, env):
            data = env.states.context_object.context_object_data
            self.current.execution = data["Execution"]["Name"]
            inner(retrier, env)

        retrier_decl.RetrierDecl._eval_body = evaluate
        retrier_decl.time = SimpleNamespace(sleep=self.note)

    def note(self, seconds):
        self.by_execution.setdefault(self.current.execution, []).append(seconds)


def product_definition(name):
    """A definition of the product, each `${<step>FunctionArn}` filled in with the function named as the step."""
    text = (ROOT / name).read_text("utf-8")
    return json.loads(re.sub(r"\$\{(\w+)FunctionArn\}", rf"arn:aws:lambda:{REGION}:{ACCOUNT}:function:\1", text))


def one_input_each(path):
    """The cases of a file, those with several inputs as several cases."""
    for case in json.loads(path.read_text("utf-8")):
        if "definition_file" in case:
            case["definition"] = product_definition(case["definition_file"])
        for index, document in enumerate(case["inputs"]):
            yield {**case, "name": f"{case['name']}[{index}]", "input": document}


def own_functions(value, suffix):
    """The definition with function names that belong to one case only."""
    if isinstance(value, dict):
        return {
            key: f"{inner}{suffix}"
            if key == "Resource" and isinstance(inner, str)
            else own_functions(inner, suffix)
            for key, inner in value.items()
        }
    if isinstance(value, list):
        return [own_functions(inner, suffix) for inner in value]
    return value


def start(client, index, case, functions):
    suffix = f"-{index}"
    for name, replies in case.get("tasks", {}).items():
        functions[name + suffix] = ScriptedFunction(replies)
    try:
        machine = client.create_state_machine(
            name=f"machine{suffix}",
            definition=json.dumps(own_functions(case["definition"], suffix)),
            roleArn=ROLE,
        )
        execution = client.start_execution(
            stateMachineArn=machine["stateMachineArn"],
            name=f"execution{suffix}",
            input=json.dumps(case["input"]),
        )
    except ClientError as error:
        return {"status": "REFUSED", "error": error.response["Error"]["Code"], "cause": str(error)}
    return execution["executionArn"]


def outcome(client, arn, deadline):
    while True:
        execution = client.describe_execution(executionArn=arn)
        if execution["status"] != "RUNNING":
            break
        if time.monotonic() > deadline:
            return {"status": "STILL_RUNNING"}
        time.sleep(0.02)
    result = {"status": execution["status"]}
    if execution["status"] == "SUCCEEDED":
        # Not from the description: moto writes a string there without quotes, and null not at all.
        backend = stepfunctions_parser_backends[ACCOUNT][REGION]
        result["output"] = backend.describe_execution(arn).output
    for field in ("error", "cause"):
        if execution.get(field) is not None:
            result[field] = execution[field]
    return result


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("files", nargs="+", type=Path, help="case files, each a JSON array of cases")
    parser.add_argument("--timeout", type=float, default=120, help="seconds for all cases together")
    arguments = parser.parse_args()

    logging.disable(logging.CRITICAL)  # moto tells every failed state with its whole parse tree
    cases = [case for path in arguments.files for case in one_input_each(path)]
    functions = {}
    delays = RetryDelays()
    lambda_eval_utils.boto_client_for = lambda **_parameters: ScriptedLambda(functions)

    with mock_aws(config={"stepfunctions": {"execute_state_machine": True}}):
        client = boto3.client("stepfunctions", region_name=REGION)
        deadline = time.monotonic() + arguments.timeout
        started = [start(client, index, case, functions) for index, case in enumerate(cases)]
        for index, (case, execution) in enumerate(zip(cases, started)):
            done = execution if isinstance(execution, dict) else outcome(client, execution, deadline)
            calls = {name: functions[f"{name}-{index}"].inputs for name in case.get("tasks", {})}
            line = {"case": case["name"], **done, "calls": calls}
            line["retry_delays"] = delays.by_execution.get(f"execution-{index}", [])
            print(json.dumps(line, default=str), flush=True)


if __name__ == "__main__":
    main()
    # moto's worker threads of failed Parallel and Map states may still be running.
    sys.stdout.flush()
    os._exit(0)
