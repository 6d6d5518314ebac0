"""One cell: a function whose dependency misbehaves, what comes of it, and what that has to satisfy."""

import json
import time
import urllib.request
import uuid
from pathlib import Path
from typing import NamedTuple

import journey
import parts

from . import replies
from .bench import Bench

STEPS = {
    "classify": "Classify", "cache-check": "CacheCheck", "schema": "Schema", "generate": "Generate",
    "validate": "Validate", "execute": "Execute", "explain": "Explain", "cache-write": "CacheWrite",
}
OTHERS = ["job-submit", "job-start", "job-status", "upload", "ingest", "feedback", "sources"]
FUNCTIONS = [*STEPS, *OTHERS]
# Seconds in which every job must be over: eight steps, one of them with its first call and three repetitions.
BOUND = 60


class Cell(NamedTuple):
    outcome: str
    alarm: str


def names(project: Path) -> set[str]:
    """Every name that a failure may have: each has its page."""
    return {path.stem for path in (project / "docs/errors").glob("*.md")} - {"README"}


class Cells:
    def __init__(self, bench: Bench, known: set[str]):
        self.bench = bench
        self.known = known

    def run(self, function: str, dependency: str, mode: str) -> Cell:
        """Lets it misbehave, sees what comes of it, and that everything works again."""
        self.bench.cold(function)
        run = self.step if function in STEPS else getattr(self, function.replace("-", "_"))
        since = time.time()
        try:
            cell = run(function, dependency, mode, since)
            assert self.bench.proxy.struck, "nothing met the fault"
        finally:
            self.bench.proxy.behave()
        self.bench.works()
        return cell

    def fault(self, function: str, dependency: str, mode: str) -> None:
        self.bench.proxy.misbehave(function, dependency, mode)

    def named(self, title: str) -> str:
        assert title in self.known and title != "Internal.Error", f"no name: {title}"
        return title

    def step(self, function: str, dependency: str, mode: str, since: float) -> Cell:
        question = self.bench.question("bikes" if dependency == "Athena" else "shop")
        self.fault(function, dependency, mode)
        status, body = self.bench.asked(question)
        assert status == 202, f"{status} {body}"
        job = self.bench.ended(body["job_id"], BOUND)
        self.bench.once(body["job_id"])
        if job["status"] == "failed":
            title = self.named(job["error"]["title"])
            assert self.bench.execution(body["job_id"]) == "FAILED"
            assert self.bench.lines(function, since)[-1]["Outcome"] == title, f"no metric says {title}"
            return Cell(f"failed {title}", "FailedJobsAlarm")
        outcome = job["answer"]["outcome"]
        if outcome == "answered":
            assert job["answer"]["rows"] == question["rows"], f"wrong rows: {job['answer']['rows']}"
        # By what the function wrote of each of its calls, oldest first; the alarm of the cache looks at the same.
        lines = self.bench.lines(function, since)
        if lines[-1]["Faults"]:
            assert function in ("cache-check", "cache-write"), f"{function} failed, and the job did not"
            return Cell(f"{outcome} without cache, {self.named(lines[-1]['Outcome'])}", "CacheAlarm")
        return Cell(f"{outcome} after retries" if any(line["Faults"] for line in lines) else outcome, "-")

    def problem(self, status: int, body) -> Cell:
        """A call of the API that was not answered as it should."""
        assert status >= 500 and body, f"{status} {body}"
        return Cell(f"{status} {self.named(body['title'])}", "ApiErrorsAlarm")

    def job_submit(self, function: str, dependency: str, mode: str, _: float) -> Cell:
        """The caller repeats the call with its key, as the API's description asks for."""
        key = str(uuid.uuid4())
        question = self.bench.question("shop")
        if dependency == "Step Functions":
            # It is asked when a call is repeated.
            self.bench.asked(question, key)
        self.fault(function, dependency, mode)
        status, body = self.bench.asked(question, key)
        self.bench.proxy.behave()
        cell = Cell("accepted", "-") if status == 202 else self.problem(status, body)
        status, body = self.bench.asked(question, key)
        assert status == 202, f"the repeated call: {status} {body}"
        self.bench.answers(body["job_id"], question)
        return cell

    def job_start(self, function: str, dependency: str, mode: str, _: float) -> Cell:
        """The message comes again, is a dead letter at last, and is put back by a person."""
        question = self.bench.question("shop")
        self.fault(function, dependency, mode)
        _, body = self.bench.asked(question)

        def over():
            dead = self.bench.waiting("DeadLettersUrl")
            return dead or self.bench.job(body["job_id"])["status"] != "queued"

        parts.wait("a start or a dead letter", over, BOUND)
        self.bench.proxy.behave()
        dead = self.bench.dead_letters("DeadLettersUrl")
        for message in dead:
            self.bench.client("sqs").send_message(QueueUrl=self.bench.outputs["QueueUrl"], MessageBody=message["Body"])
        self.bench.answers(body["job_id"], question)
        if dead:
            return Cell("dead letter, answered when put back", "DeadLettersAlarm")
        return Cell("answered", "-")

    def asked_before(self) -> tuple[str, dict]:
        question = self.bench.question("shop")
        _, body = self.bench.asked(question)
        self.bench.answers(body["job_id"], question)
        return body["job_id"], question

    def call(self, function: str, dependency: str, mode: str, *request) -> Cell:
        """One call of the API under the fault, and the same afterwards."""
        # Whatever asked before left a process that remembers.
        self.bench.cold(function)
        self.fault(function, dependency, mode)
        status, _, body = self.bench.api(*request)
        self.bench.proxy.behave()
        again, _, said = self.bench.api(*request)
        assert again < 400, f"the repeated call: {again} {said}"
        if status < 400:
            assert body == said, f"another answer: {body}"
            return Cell(str(status), "-")
        return self.problem(status, body)

    def job_status(self, function: str, dependency: str, mode: str, _: float) -> Cell:
        job_id, _ = self.asked_before()
        return self.call(function, dependency, mode, "GET", f"/v1/jobs/{job_id}")

    def feedback(self, function: str, dependency: str, mode: str, _: float) -> Cell:
        job_id, _ = self.asked_before()
        return self.call(function, dependency, mode, "POST", f"/v1/jobs/{job_id}/feedback", {"verdict": "approve"})

    def sources(self, function: str, dependency: str, mode: str, _: float) -> Cell:
        source = "shop" if dependency in (replies.SOURCE, "Secrets Manager") else "bikes"
        return self.call(function, dependency, mode, "GET", f"/v1/sources/{source}/schema")

    def ticket(self, name: str, content: bytes) -> dict:
        status, _, ticket = self.bench.api("POST", "/v1/uploads", {"file_name": name, "size_bytes": len(content)})
        assert status == 201, f"{status} {ticket}"
        return ticket

    def put(self, ticket: dict, content: bytes) -> None:
        # By the address that does not misbehave: the fault is the function's, not the caller's.
        with urllib.request.urlopen(
            urllib.request.Request(ticket["upload_url"], content, ticket["headers"], method="PUT")
        ):
            pass

    def tell_of(self, ticket: dict) -> None:
        """The emulator's EventBridge calls a function once and forgets; a call of its own has Lambda's attempts and the
        queue after them."""
        store, bucket = self.bench.client("s3"), self.bench.outputs["BucketName"]
        found = store.list_object_versions(Bucket=bucket, Prefix=f"uploads/{ticket['upload_id']}/")["Versions"][0]
        event = {"key": found["Key"], "version": found["VersionId"], "size_bytes": found["Size"]}
        self.bench.client("lambda").invoke(
            FunctionName=self.bench.function("ingest")["FunctionName"], InvocationType="Event", Payload=json.dumps(event)
        )

    def upload(self, function: str, dependency: str, mode: str, _: float) -> Cell:
        ticket = self.ticket("later.zip", journey.rides())
        return self.call(function, dependency, mode, "GET", f"/v1/uploads/{ticket['upload_id']}")

    def ingest(self, function: str, dependency: str, mode: str, _: float) -> Cell:
        """The event comes again, is a dead letter at last, and a person has the object looked at again."""
        content = journey.rides()
        ticket = self.ticket(f"{mode}.zip", content)
        self.fault(function, dependency, mode)
        self.put(ticket, content)
        self.tell_of(ticket)
        state = lambda: self.bench.api("GET", f"/v1/uploads/{ticket['upload_id']}")[2]  # noqa: E731

        # It says that it failed between its attempts, too.
        def over():
            return self.bench.waiting("IngestDeadLettersUrl") or state()["status"] == "succeeded"

        parts.wait("tables or a dead letter", over, BOUND)
        self.bench.proxy.behave()
        dead = self.bench.dead_letters("IngestDeadLettersUrl")
        if not dead:
            return Cell("tables", "-")
        for message in dead:
            event = json.loads(message["Body"])
            self.bench.client("lambda").invoke(
                FunctionName=self.bench.function("ingest")["FunctionName"], InvocationType="Event",
                Payload=json.dumps(event.get("requestPayload", event)),
            )
        parts.wait("the tables", lambda: state()["status"] == "succeeded", BOUND)
        return Cell("dead letter, tables when put back", "IngestFailedAlarm")
