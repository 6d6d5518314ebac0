"""The migration of the database's stack: deployed to emulated AWS, called by its CloudFormation, against a real PostgreSQL.

    database.py --project DIR --sam PROGRAM --emulator PROGRAM --postgres DIR --bootstraps DIR

The emulator makes no databases. The copy of the stack has the function, its role and log, the resource and the secrets; in
place of the instance there is a server of this machine, whose master user is no superuser, as on RDS."""

import argparse
import http.server
import json
import sys
import tempfile
import threading
import time
from pathlib import Path

import boto3
import parts
import translate
from e2e import checked

KEPT = {"Login", "CacheLogin", "ReaderLogin", "Migration", "MigrateFunction", "MigrateLogs", "MigrateRole"}
STACK = "analyst-e2e"
PARAMETERS = {
    "Stage": "e2e", "Architecture": "x86_64", "LogRetentionDays": "1", "LogFilter": "info", "KeyArn": "", "SubnetIds": "subnet-1",
    "SecurityGroupId": "sg-1", "FunctionSubnetIds": "subnet-1", "FunctionsSecurityGroupId": "sg-1", "AlarmTopicArn": "",
    "DatabaseClass": "none", "DatabaseStorage": "20", "DatabaseMultiAz": "false", "DatabaseProtection": "false",
    "DatabaseBackupDays": "1",
}


def with_arns(value):
    """A reference to a secret is its ARN on AWS, and its name in the emulator."""
    if isinstance(value, list):
        return [with_arns(item) for item in value]
    if isinstance(value, dict):
        if set(value) == {"Ref"} and value["Ref"].endswith("Login"):
            return {"Fn::GetAtt": [value["Ref"], "Id"]}
        return {name: with_arns(item) for name, item in value.items()}
    return value


def cut(path: Path, login: dict, version: str | None = None) -> None:
    """Leaves what a migration needs, and puts the login of the server in the place of the one that would be generated."""
    template = json.loads(path.read_text())
    resources = {name: resource for name, resource in template["Resources"].items() if name in KEPT}
    assert set(resources) == KEPT, f"database.yaml has only {sorted(resources)}"
    resources["Migration"].pop("DependsOn")
    if version:
        resources["Migration"]["Properties"]["Version"] = version
    properties = resources["Login"]["Properties"]
    properties.pop("GenerateSecretString")
    properties["SecretString"] = json.dumps(login)
    for secret in ("CacheLogin", "ReaderLogin"):
        generated = resources[secret]["Properties"]["GenerateSecretString"]
        # What an attachment writes into it on AWS.
        attached = {name: login[name] for name in ("host", "port", "dbname")}
        generated["SecretStringTemplate"] = json.dumps(json.loads(generated["SecretStringTemplate"]) | attached)
    template["Resources"] = resources
    # Empty values cannot be given to `sam deploy`.
    for name, parameter in template["Parameters"].items():
        parameter["Default"] = PARAMETERS[name]
    template["Outputs"] = {
        name: {"Value": {"Ref": secret}} for name, secret in (("Cache", "CacheLogin"), ("Reader", "ReaderLogin"))
    }
    path.parent.with_name("stack").mkdir(exist_ok=True)
    (path.parent.with_name("stack") / "template.yaml").write_text(json.dumps(with_arns(template)))


class Receiver(http.server.BaseHTTPRequestHandler):
    """Stands where CloudFormation waits."""

    answers: list[dict] = []

    def do_PUT(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        Receiver.answers.append({"type": self.headers.get("content-type"), "document": json.loads(body)})
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_):
        pass


class Database:
    def __init__(self, given: argparse.Namespace, url: str, server: parts.Postgres, copy: Path):
        self.given, self.url, self.server, self.copy = given, url, server, copy
        session = boto3.Session("test", "test", region_name=parts.REGION)
        self.client = lambda service: session.client(service, endpoint_url=url)
        server.sql("postgres", "CREATE ROLE master LOGIN CREATEROLE CREATEDB PASSWORD 'of-the-master'")
        server.create("analyst", "CREATE EXTENSION vector")
        server.sql("postgres", "ALTER DATABASE analyst OWNER TO master")

    def login(self) -> dict:
        return self.server.login("analyst") | {"username": "master", "password": "of-the-master"}

    def deploy(self, login: dict, version: str | None = None) -> None:
        cut(self.copy / "infra-sam" / "database.yaml", login, version)
        parts.deploy(self.given.sam, self.copy / "stack", self.url, Stage=PARAMETERS["Stage"])

    def secret(self, output: str) -> dict:
        stack = self.client("cloudformation").describe_stacks(StackName=STACK)["Stacks"][0]
        arn = {o["OutputKey"]: o["OutputValue"] for o in stack["Outputs"]}[output]
        return json.loads(self.client("secretsmanager").get_secret_value(SecretId=arn)["SecretString"])

    def logs(self) -> str:
        events = self.client("logs").filter_log_events(logGroupName="/analyst/e2e/migrate")["events"]
        return "\n".join(event["message"] for event in events)

    def owners(self) -> str:
        return self.server.sql("analyst", "SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'analyst_cache'")


def made(database: Database) -> None:
    """a new stack has schema, tables and logins when it is complete"""
    database.deploy(database.login())
    assert database.owners() == "analyst_cache", database.owners()
    cache, reader = database.secret("Cache"), database.secret("Reader")
    assert database.server.sql_as(cache, "analyst", "SELECT count(*) FROM analyst_cache.entries") == "0"
    assert database.server.sql_as(reader, "analyst", "SHOW default_transaction_read_only") == "on"
    denied = database.server.refusal(reader, "analyst", "SELECT * FROM analyst_cache.entries")
    assert "permission denied" in denied, denied


def quiet(database: Database) -> None:
    """no password is in the logs of the function"""
    said = database.logs()
    assert '"outcome":"done"' in said, said
    for password in ("of-the-master", database.secret("Cache")["password"], database.secret("Reader")["password"]):
        assert password not in said


def renewed(database: Database) -> None:
    """another version runs it anew, and mends what an earlier release left"""
    database.server.sql("analyst", "ALTER ROLE analyst_reader PASSWORD 'changed by hand'; DROP TABLE analyst_cache.examples;"
                        "UPDATE analyst_cache.version SET version = 1;"
                        "ALTER TABLE analyst_cache.entries DROP COLUMN plan, DROP COLUMN hits, DROP COLUMN last_hit_at")
    database.deploy(database.login(), "of another release")
    assert database.server.sql("analyst", "SELECT version FROM analyst_cache.version") == "2"
    assert database.server.sql_as(database.secret("Reader"), "analyst", "SELECT 1") == "1"


def refused(database: Database) -> None:
    """a login that is refused fails the deployment at once, by name, and the stack goes back"""
    begin = time.monotonic()
    try:
        database.deploy(database.login() | {"password": "wrong"}, "of a third release")
    except AssertionError as error:
        assert "Config.Invalid" in str(error), error
    else:
        raise AssertionError("it was deployed")
    assert time.monotonic() - begin < 60, "it took too long"
    status = database.client("cloudformation").describe_stacks(StackName=STACK)["Stacks"][0]["StackStatus"]
    assert status == "UPDATE_ROLLBACK_COMPLETE", status


def answered(database: Database) -> None:
    """the answer goes to the address of the request, without a type, and a deletion deletes nothing"""
    server = http.server.HTTPServer(("127.0.0.1", 0), Receiver)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    functions = database.client("lambda").list_functions()["Functions"]
    event = json.loads((database.given.project / "events/migrate/delete.json").read_text())
    event["ResponseURL"] = f"http://127.0.0.1:{server.server_port}/answer"
    database.client("lambda").invoke(FunctionName=functions[0]["FunctionName"], Payload=json.dumps(event))
    server.shutdown()
    [answer] = Receiver.answers
    assert answer["type"] is None, answer
    assert answer["document"]["Status"] == "SUCCESS" and answer["document"]["PhysicalResourceId"] == "migrate", answer
    assert database.owners() == "analyst_cache"


def deleted(database: Database) -> None:
    """the stack can be deleted, and the database is left as it is"""
    cloudformation = database.client("cloudformation")
    cloudformation.delete_stack(StackName=STACK)

    def gone():
        try:
            return cloudformation.describe_stacks(StackName=STACK)["Stacks"][0]["StackStatus"] == "DELETE_COMPLETE"
        except cloudformation.exceptions.ClientError:
            return True

    parts.wait("the end of the stack", gone)
    assert database.owners() == "analyst_cache"


CHECKS = [made, quiet, renewed, refused, answered, deleted]


def run(given: argparse.Namespace) -> int:
    with tempfile.TemporaryDirectory(prefix="analyst-e2e-") as scratch, parts.postgres(given.postgres) as server:
        folder = Path(scratch)
        translate.translate_one(given.project, "database.yaml", given.bootstraps, folder / "copy")
        with parts.emulator(given.emulator, folder, AUTH="true") as url:
            return checked(CHECKS, Database(given, url, server, folder / "copy"))


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("--project", "--sam", "--emulator", "--postgres", "--bootstraps"):
        arguments.add_argument(name, type=Path, required=True)
    failed = run(arguments.parse_args())
    sys.exit(f"{failed} checks failed" if failed else 0)
