"""The copy of the templates for this test: every function calls through the proxy, and nothing has long to wait."""

import json
import re
from pathlib import Path

# What a function and its state may take at most, here; so a fault that hangs costs a cell seconds. A new process, built
# for debugging, takes some of them. The order of the real ones stays: the function gives up before Lambda does, and Lambda
# before the state.
STEP_SECONDS = 10
SERVICES = ["S3", "SQS", "SFN", "SECRETS_MANAGER", "ATHENA", "GLUE", "BEDROCK_RUNTIME"]
# The machine's own bound, which stays.
MACHINE_SECONDS = 1800
# Works while a stack is deployed and for no job; this deployment has no stack of a database.
OF_A_DEPLOYMENT = "migrate"

# How often a state repeats a call here; three times as it is, which shows no more.
REPEATS = 1


def shorten(text: str) -> str:
    """The states' timeouts and repetitions, in definitions that stand as text in a template."""
    def cut(found: re.Match) -> str:
        seconds = int(found[2])
        return found[1] + str(seconds if seconds == MACHINE_SECONDS else min(seconds, STEP_SECONDS))

    text = re.sub(r'(MaxAttempts\\*": )\d+', rf"\g<1>{REPEATS}", text)
    return re.sub(r'(TimeoutSeconds\\*": )(\d+)', cut, text)


def through_proxy(copy: Path, proxy) -> None:
    for path in sorted((copy / "infra-sam").glob("*.yaml")):
        template = json.loads(shorten(path.read_text()))
        for resource in template["Resources"].values():
            if resource["Type"] != "AWS::Lambda::Function":
                continue
            properties = resource["Properties"]
            function = Path(properties["Code"]).name
            if function == OF_A_DEPLOYMENT:
                continue
            port = proxy.ports[function, "aws"]
            variables = properties.setdefault("Environment", {}).setdefault("Variables", {})
            variables |= {f"AWS_ENDPOINT_URL_{service}": f"http://127.0.0.1:{port}" for service in SERVICES}
            properties["Timeout"] = STEP_SECONDS
        path.write_text(json.dumps(template, indent=1))
