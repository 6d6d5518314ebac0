"""The templates, deployed to emulated AWS and driven from outside; one line a check.

First with stand-ins for the functions, which shows who calls whom; then with the real ones, a database, and models that
speak as Bedrock does.

    e2e.py --project DIR --sam PROGRAM --emulator PROGRAM --postgres DIR --models PROGRAM [--bootstraps DIR] [--sabotage]
           [--memory FILE]

Without --bootstraps, the functions are built by `sam build`, in debug mode. With --sabotage, the deployment is broken in
several ways afterwards, and it is an error when nobody notices. With --memory, the most memory of each function is
written to the file.
"""

import argparse
import contextlib
import json
import sys
import tempfile
import time
from pathlib import Path

import boto3
import journey
import memory
import parts
import probe
import sabotage
import sam_build
import translate
import wiring

PREFIX = "analyst_e2e"


def checked(checks, deployment) -> int:
    """Runs the checks in order; gives how many failed."""
    failures = 0
    for check in checks:
        said = check.__doc__.splitlines()[0]
        begin = time.monotonic()
        try:
            check(deployment)
            print(f"ok      {said} ({time.monotonic() - begin:.1f} s)", flush=True)
        except Exception as error:  # Whatever went wrong, the other checks are told too.
            failures += 1
            print(f"FAILED  {said}: {type(error).__name__}: {error}", flush=True)
    return failures


def check_wiring(project: Path, sam: Path, emulator: Path, folder: Path) -> int:
    """Who calls whom, with functions that only write down what they are called with."""
    log = folder / "journal.jsonl"
    probe.build(project / "functions", folder / "bootstraps", log)
    translate.translate(project, folder / "bootstraps", folder / "copy")
    with parts.emulator(emulator, folder) as url:
        parts.deploy(sam, folder / "copy", url, Stage="e2e", GluePrefix=PREFIX)
        print("ok      the templates deploy", flush=True)
        return checked(wiring.CHECKS, wiring.Deployment(url, log))


def secret(client, name: str, value: dict) -> str:
    return client.create_secret(Name=name, SecretString=json.dumps(value))["ARN"]


def check_journey(given: argparse.Namespace, project: Path, bootstraps: Path, folder: Path, only: list[str]) -> int:
    """What a person does, with the real functions; all checks, or these."""
    translate.translate(project, bootstraps, folder / "copy")
    with parts.postgres(given.postgres) as database, parts.models(given.models) as models:
        database.create("cache")
        database.create("shop", journey.SHOP)
        with parts.emulator(given.emulator, folder, AUTH="true", AWS_ENDPOINT_URL_BEDROCK_RUNTIME=models) as url:
            session = boto3.Session("test", "test", region_name=parts.REGION)
            secrets = session.client("secretsmanager", endpoint_url=url)
            shop = secret(secrets, "shop", database.login("shop"))
            gone = secret(secrets, "gone", database.login("shop") | {"port": parts.free_port()})
            parts.deploy(
                given.sam, folder / "copy", url, Stage="e2e", GluePrefix=PREFIX, SqlModelId="scripted.sql",
                CacheSecretArn=secret(secrets, "cache", database.login("cache")), SourceSecretArns=f"{shop},{gone}",
            )
            print("ok      the templates deploy with the real functions", flush=True)
            deployment = journey.Journey(url, models, database)
            for name, arn in (("shop", shop), ("gone", gone)):
                document = {"name": name, "kind": "postgresql", "dialect": "postgresql", "secret_arn": arn}
                deployment.client("s3").put_object(
                    Bucket=deployment.outputs["BucketName"], Key=f"sources/{name}.json", Body=json.dumps(document)
                )
            return checked([check for check in journey.CHECKS if not only or check.__name__ in only], deployment)


def check_sabotage(given: argparse.Namespace, project: Path, bootstraps: Path) -> int:
    """Whether a check notices each of the things that can be broken; gives how many went unnoticed."""
    unnoticed = 0
    for broken in sabotage.SABOTAGES:
        print(f"\nbroken on purpose: {broken.said}", flush=True)
        with tempfile.TemporaryDirectory(prefix="analyst-e2e-") as folder:
            copy = sabotage.copy(project, broken, Path(folder))
            failures = check_journey(given, copy, bootstraps, Path(folder), [broken.noticed_by])
        unnoticed += failures == 0
        print("ok      it was noticed" if failures else "FAILED  nobody noticed", flush=True)
    return unnoticed


def run(given: argparse.Namespace) -> int:
    project = given.project.resolve()
    only = given.only.split(",") if given.only else []
    failures = 0
    with tempfile.TemporaryDirectory(prefix="analyst-e2e-") as built:
        if not only:
            with tempfile.TemporaryDirectory(prefix="analyst-e2e-") as folder:
                failures += check_wiring(project, given.sam, given.emulator, Path(folder))
        bootstraps = given.bootstraps or sam_build.build(given.sam, project, Path(built))
        with tempfile.TemporaryDirectory(prefix="analyst-e2e-") as folder:
            with memory.watched() if given.memory else contextlib.nullcontext() as most:
                failures += check_journey(given, project, bootstraps, Path(folder), only)
        if given.memory:
            given.memory.write_text(json.dumps(most))
        if given.sabotage:
            failures += check_sabotage(given, project, bootstraps)
    return failures


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--only", help="only these checks of the journey, separated by commas")
    for name in ("--project", "--sam", "--emulator", "--postgres", "--models"):
        arguments.add_argument(name, type=Path, required=True)
    arguments.add_argument("--bootstraps", type=Path, help="folder with a folder for each function")
    arguments.add_argument("--memory", type=Path, help="file for the most bytes that each function took")
    arguments.add_argument("--sabotage", action="store_true", help="break things and see that it is noticed")
    failed = run(arguments.parse_args())
    sys.exit(f"{failed} checks failed" if failed else 0)
