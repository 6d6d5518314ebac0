"""What a person does with a deployment, from outside: uploads, asks, judges, cancels. The functions are the real ones.

The checks run in order; some go on where an earlier one ended."""

import csv
import io
import json
import threading
import time
import urllib.error
import urllib.request
import zipfile

import parts
from wiring import Deployment, waiting

# Two tables that belong together: 40 riders, 1,000 rides.
CITIES = ["Berlin", "Paris", "Rome", "Madrid"]
SHOP = """
    CREATE TABLE customers (customer_id integer PRIMARY KEY, name text NOT NULL, city text NOT NULL);
    CREATE TABLE orders (order_id integer PRIMARY KEY, customer_id integer NOT NULL REFERENCES customers,
        ordered_on date NOT NULL, amount numeric(10, 2) NOT NULL);
    INSERT INTO customers SELECT i, 'Customer ' || i, (ARRAY['Berlin', 'Paris', 'Rome', 'Madrid'])[1 + i % 4]
        FROM generate_series(1, 40) AS i;
    INSERT INTO orders SELECT i, 1 + i % 40, date '2025-01-01' + i % 365, (i % 97) + 0.5 FROM generate_series(1, 1000) AS i;
    CREATE VIEW patience AS SELECT 1 AS patience_id, pg_sleep(120)::text AS slept;
"""


def rides() -> bytes:
    riders = "rider_id,name,city\n" + "".join(f"{i},Rider {i},{CITIES[i % 4]}\n" for i in range(1, 41))
    lines = ["ride_id,rider_id,started_at,kilometres"]
    lines += [f"{i},{1 + i % 40},2025-03-{1 + i % 28:02} 08:{i % 60:02}:00,{(i % 97) + 0.5:.2f}" for i in range(1, 1001)]
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as writer:
        writer.writestr("riders.csv", riders)
        writer.writestr("rides.csv", "\n".join(lines) + "\n")
    return archive.getvalue()


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


class Journey(Deployment):
    """A deployment of the real functions, the database server behind it and the model beside it."""

    def __init__(self, url: str, models: str, database: parts.Postgres):
        super().__init__(url, None)
        self.models = models
        self.database = database

    def api(self, method: str, path: str, body=None, **headers: str):
        """A call with the right key: status, headers, body."""
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.url}/v{path}", method=method, data=data)
        host = f"{self.outputs['ApiId']}.execute-api.localhost"
        for name, value in {"host": host, "x-api-key": self.key, "content-type": "application/json", **headers}.items():
            request.add_header(name, value)
        try:
            with urllib.request.build_opener(NoRedirect).open(request, timeout=60) as response:
                text = response.read()
                return response.status, response.headers, json.loads(text) if text else None
        except urllib.error.HTTPError as error:
            text = error.read()
            return error.code, error.headers, json.loads(text) if text else None

    def submit(self, question: str, source: str, key: str = "", **options):
        headers = {"idempotency-key": key} if key else {}
        status, _, body = self.api("POST", "/v1/jobs", {"question": question, "source": source, "options": options}, **headers)
        return status, body

    def job(self, job_id: str) -> dict:
        status, _, body = self.api("GET", f"/v1/jobs/{job_id}")
        assert status == 200, f"{status} {body}"
        return body

    def ended(self, job_id: str, seconds: float = 60) -> dict:
        def final():
            job = self.job(job_id)
            return job if job["status"] in ("succeeded", "failed", "cancelled") else None

        return parts.wait(f"the end of job {job_id}", final, seconds)

    def ask(self, question: str, source: str, **options) -> dict:
        status, body = self.submit(question, source, **options)
        assert status == 202, f"{status} {body}"
        return self.ended(body["job_id"])

    def answer(self, question: str, source: str, **options) -> dict:
        job = self.ask(question, source, **options)
        assert job["status"] == "succeeded", job.get("error")
        assert job["answer"]["outcome"] == "answered", job["answer"]
        return job["answer"]

    def script(self, *acts: dict) -> None:
        """What the models say from now on; what they were asked is forgotten."""
        for method, path, body in (("PUT", "/script", {"acts": acts}), ("DELETE", "/requests", None)):
            data = None if body is None else json.dumps(body).encode()
            with urllib.request.urlopen(urllib.request.Request(self.models + path, data, method=method)):
                pass

    def model_calls(self) -> list[dict]:
        with urllib.request.urlopen(f"{self.models}/requests") as response:
            return json.load(response)

    def count(self, sql: str) -> int:
        """A number that the database itself knows."""
        return int(self.database.sql("shop", sql))

    def executions(self, job_id: str) -> int:
        client = self.client("stepfunctions")
        pages = client.get_paginator("list_executions").paginate(stateMachineArn=self.outputs["StateMachineArn"])
        return sum(execution["name"] == job_id for page in pages for execution in page["executions"])

    def upload(self, file_name: str, content: bytes) -> dict:
        ticket = {"file_name": file_name, "size_bytes": len(content)}
        status, _, ticket = self.api("POST", "/v1/uploads", ticket)
        assert status == 201, f"{status} {ticket}"
        put = urllib.request.Request(ticket["upload_url"], content, ticket["headers"], method="PUT")
        with urllib.request.urlopen(put):
            pass

        def final():
            _, _, upload = self.api("GET", f"/v1/uploads/{ticket['upload_id']}")
            return upload if upload["status"] in ("succeeded", "failed") else None

        return parts.wait(f"the end of upload {file_name}", final, 90)


def rows(answer: dict) -> list:
    return answer["rows"]


def uploads_become_tables(journey: Journey) -> None:
    """a ZIP put to its address becomes typed Glue tables"""
    upload = journey.upload("bikes.zip", rides())
    assert upload["status"] == "succeeded", upload
    glue = journey.client("glue")
    tables = {t["Name"]: t for t in glue.get_tables(DatabaseName="analyst_e2e_bikes_v1")["TableList"]}
    columns = {name: {c["Name"]: c["Type"] for c in t["StorageDescriptor"]["Columns"]} for name, t in tables.items()}
    assert columns == {
        "riders": {"rider_id": "bigint", "name": "string", "city": "string"},
        "rides": {"ride_id": "bigint", "rider_id": "bigint", "started_at": "timestamp", "kilometres": "decimal(9,2)"},
    }, columns
    status, _, listed = journey.api("GET", "/v1/sources")
    assert status == 200 and "bikes" in [source["name"] for source in listed["sources"]], listed


def bad_uploads_are_told(journey: Journey) -> None:
    """a file that is no archive fails by name, and what served before serves on"""
    upload = journey.upload("bikes.zip", b"PK\x03\x04 and then nothing")
    assert upload["status"] == "failed", upload
    assert upload["error"]["title"].startswith("Archive."), upload["error"]
    assert rows(journey.answer("How many riders are there?", "bikes", approach="rules")) == [[40]]


def uploads_are_asked(journey: Journey) -> None:
    """questions about an upload are answered through Athena"""
    answer = journey.answer("How many rides are there for each city?", "bikes", approach="rules", use_cache=False)
    assert sorted(rows(answer)) == [[city, 250] for city in sorted(CITIES)], answer["rows"]
    assert answer["sql"] and answer["text"], answer


def databases_are_asked(journey: Journey) -> None:
    """questions about a PostgreSQL database are answered there"""
    answer = journey.answer("How many customers are there for each city?", "shop", approach="rules", use_cache=False)
    assert sorted(rows(answer)) == [[city, 10] for city in sorted(CITIES)], answer["rows"]


def results_are_downloaded(journey: Journey) -> None:
    """all rows of an answer are downloaded as CSV, by an address that a browser follows"""
    job = journey.ask("List the name and city of all customers", "shop", approach="rules", use_cache=False)
    assert job["status"] == "succeeded", job
    status, headers, _ = journey.api("GET", f"/v1/jobs/{job['job_id']}/result?format=csv")
    assert status == 303, status
    with urllib.request.urlopen(headers["location"]) as response:
        lines = list(csv.reader(io.StringIO(response.read().decode())))
    assert len(lines) == 41 and lines[1][1] in CITIES, lines[:2]


def same_key_same_job(journey: Journey) -> None:
    """the same idempotency key twice is one execution; with another body it is refused"""
    question = "How many orders are there?"
    (_, first), (_, second) = (journey.submit(question, "shop", "key-1", approach="rules") for _ in range(2))
    assert first["job_id"] == second["job_id"], (first, second)
    journey.ended(first["job_id"])
    assert journey.executions(first["job_id"]) == 1
    status, problem = journey.submit("How many customers are there?", "shop", "key-1", approach="rules")
    assert status == 422 and problem["title"] == "Job.Conflict", (status, problem)


def redelivered(journey: Journey) -> None:
    """a message of the queue that comes twice is one execution"""
    job = journey.ask("How many customers are there?", "shop", approach="rules")
    message = json.dumps({"job_id": job["job_id"]})
    journey.client("sqs").send_message(QueueUrl=journey.outputs["QueueUrl"], MessageBody=message)
    time.sleep(2)
    parts.wait("an empty queue", lambda: waiting(journey, "QueueUrl") == 0)
    assert journey.executions(job["job_id"]) == 1
    assert waiting(journey, "DeadLettersUrl") == 0


def poisoned(journey: Journey) -> None:
    """a message that is no job waits in the dead-letter queue after its attempts, and holds nobody up"""
    queue = journey.client("sqs")
    url = journey.outputs["QueueUrl"]
    hidden = queue.get_queue_attributes(QueueUrl=url, AttributeNames=["VisibilityTimeout"])["Attributes"]
    # Else the attempts take a quarter of an hour.
    queue.set_queue_attributes(QueueUrl=url, Attributes={"VisibilityTimeout": "1"})
    queue.send_message(QueueUrl=url, MessageBody="this is no job")
    journey.answer("How many orders are there?", "shop", approach="rules")
    parts.wait("a dead letter", lambda: waiting(journey, "DeadLettersUrl") == 1, 120)
    queue.set_queue_attributes(QueueUrl=url, Attributes=hidden)


def wrong_key(journey: Journey) -> None:
    """a wrong key is refused"""
    status, _, _ = journey.api("GET", "/v1/sources", **{"x-api-key": "wrong"})
    assert status == 403, status


def throttled(journey: Journey) -> None:
    """a model that is throttled is asked again"""
    journey.script(
        {"times": 2, "fail": "throttle"},
        {"json": {"sql": "SELECT count(*) AS orders FROM orders WHERE amount > 90", "reading": "orders over 90"}},
    )
    answer = journey.answer("How many orders were dear?", "shop", approach="zero_shot")
    assert rows(answer) == [[journey.count("SELECT count(*) FROM orders WHERE amount > 90")]], answer["rows"]
    asked = [call for call in journey.model_calls() if call["kind"] == "converse"]
    assert len(asked) >= 3, asked


def approved(journey: Journey) -> None:
    """an approved answer serves the next same question, and no model is called"""
    journey.script({"json": {"sql": "SELECT max(amount) AS dearest FROM orders", "reading": "the highest amount"}})
    question = "What was the dearest order of all?"
    first = journey.ask(question, "shop", approach="zero_shot")
    assert first["status"] == "succeeded", first
    status, _, problem = journey.api("POST", f"/v1/jobs/{first['job_id']}/feedback", {"verdict": "approve"})
    assert status == 204, (status, problem)
    journey.script({"fail": "access_denied"})
    second = journey.answer(question, "shop", approach="zero_shot")
    assert rows(second) == rows(first["answer"]), second["rows"]
    assert second["cached"] and second["verified"], second
    assert journey.model_calls() == [], journey.model_calls()


def rejected(journey: Journey) -> None:
    """a rejected answer is never served again"""
    journey.script({"json": {"sql": "SELECT min(amount) AS dearest FROM orders", "reading": "wrong"}})
    question = "What was the single dearest order?"
    first = journey.ask(question, "shop", approach="zero_shot")
    status, _, problem = journey.api("POST", f"/v1/jobs/{first['job_id']}/feedback", {"verdict": "reject"})
    assert status == 204, (status, problem)
    journey.script({"json": {"sql": "SELECT max(amount) AS dearest FROM orders", "reading": "right"}})
    second = journey.answer(question, "shop", approach="zero_shot")
    assert rows(second) != rows(first["answer"]), second
    assert len(journey.model_calls()) >= 1


def broken_engine(journey: Journey) -> None:
    """an engine that cannot be reached ends the job by name"""
    job = journey.ask("How many rows are there?", "gone", approach="rules")
    assert job["status"] == "failed", job
    assert job["error"]["title"] in ("Source.Unavailable", "Engine.Unavailable"), job["error"]


def cancelled(journey: Journey) -> None:
    """cancelling ends the job and its query in the database"""
    running = "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'"
    status, body = journey.submit("How long?", "shop", sql="SELECT slept FROM patience")
    assert status == 202, body

    def runs() -> bool:
        job = journey.job(body["job_id"])
        assert job["status"] in ("queued", "running"), job.get("error") or job["answer"]
        return journey.count(running) == 1

    parts.wait("the query", runs, 30)
    status, _, job = journey.api("DELETE", f"/v1/jobs/{body['job_id']}")
    assert status in (200, 202), (status, job)
    assert journey.ended(body["job_id"])["status"] == "cancelled"
    parts.wait("the end of the query", lambda: journey.count(running) == 0, 15)


def many_at_once(journey: Journey) -> None:
    """jobs submitted at once are all answered, each once"""
    ids, lock = [], threading.Lock()

    def one(number: int) -> None:
        _, body = journey.submit(f"How many orders have an amount over {number}?", "shop", approach="rules")
        with lock:
            ids.append((number, body["job_id"]))

    threads = [threading.Thread(target=one, args=(number,)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for number, job_id in ids:
        job = journey.ended(job_id, 120)
        assert job["status"] == "succeeded", job
        expected = journey.count(f"SELECT count(*) FROM orders WHERE amount > {number}")
        assert rows(job["answer"]) == [[expected]], (number, job["answer"]["rows"])
        assert journey.executions(job_id) == 1


CHECKS = [
    uploads_become_tables,
    bad_uploads_are_told,
    uploads_are_asked,
    databases_are_asked,
    results_are_downloaded,
    same_key_same_job,
    redelivered,
    wrong_key,
    throttled,
    approved,
    rejected,
    broken_engine,
    cancelled,
    many_at_once,
    poisoned,
]
