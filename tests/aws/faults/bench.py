"""The deployment under faults: what a person sees of it, and what it wrote about itself."""

import itertools
import json

import parts
from journey import Journey
from wiring import waiting

SQL = "SELECT count(*) AS n FROM orders WHERE amount > {number}"


class Bench(Journey):
    """Asks questions that are each new, so that no answer of an earlier one serves."""

    def __init__(self, url: str, models: str, database: parts.Postgres, proxy):
        super().__init__(url, models, database)
        self.proxy = proxy
        self.numbers = itertools.count(1)
        self.starts = itertools.count(1)
        dead = self.client("sqs").get_queue_url(QueueName="analyst-e2e-ingest-dead")["QueueUrl"]
        self.outputs["IngestDeadLettersUrl"] = dead

    def cold(self, function: str) -> None:
        """The next event of the function finds a new process, which has nothing in memory that would hide a fault."""
        name = self.function(function)["FunctionName"]
        # Another size of memory is another environment, to Lambda and to the emulator.
        self.client("lambda").update_function_configuration(FunctionName=name, MemorySize=512 + next(self.starts))
        # Nor does it find what an earlier one found in the database and shared.
        bucket, key = self.outputs["BucketName"], "catalogs/shop/discovered.json"
        self.client("s3").delete_object(Bucket=bucket, Key=key)

    def question(self, on: str) -> dict:
        """A new question to this source, and the rows that answer it."""
        number = next(self.numbers)
        # Every value of `amount` and `kilometres` is n + 0.5 for an n from 0 to 96, as `journey` fills them.
        most = number % 90
        if on == "bikes":
            rows = [[sum(i % 97 + 0.5 > most for i in range(1, 1001))]]
            return {"question": f"How many rides have kilometres over {most}?", "source": on, "rows": rows,
                    "options": {"approach": "rules", "use_cache": False}}
        self.script(
            {"model": "scripted.sql", "json": {"sql": SQL.format(number=most), "reading": f"orders over {most}"}},
            {"model": "scripted.explain", "reply": "The number of orders is in the table."},
        )
        rows = [[self.count(SQL.format(number=most))]]
        return {"question": f"Case {number}: how many orders are dearer than {most}?", "source": on, "rows": rows,
                "options": {"approach": "zero_shot"}}

    def asked(self, question: dict, key: str = "") -> tuple[int, dict]:
        return self.submit(question["question"], question["source"], key, **question["options"])

    def works(self) -> None:
        """A question is answered now; with the processes that met the fault."""
        question = self.question("shop")
        status, body = self.asked(question)
        assert status == 202, f"after the fault: {status} {body}"
        self.answers(body["job_id"], question)

    def answers(self, job_id: str, question: dict, seconds: float = 60) -> dict:
        """The job ends well, with the right rows, and was run once."""
        job = self.ended(job_id, seconds)
        assert job["status"] == "succeeded" and job["answer"]["outcome"] == "answered", job.get("error") or job["answer"]
        assert job["answer"]["rows"] == question["rows"], f"wrong rows: {job['answer']['rows']}"
        self.once(job_id)
        return job

    def once(self, job_id: str) -> None:
        """Nothing of the job is lost or there twice."""
        assert self.executions(job_id) == 1, f"{self.executions(job_id)} executions"
        found = self.client("s3").list_object_versions(Bucket=self.outputs["BucketName"], Prefix=f"jobs/{job_id}")
        keys = [version["Key"] for version in found.get("Versions", [])]
        assert keys, "the job's record is gone"
        assert len(keys) == len(set(keys)), f"written twice: {keys}"

    def execution(self, job_id: str) -> str:
        """The status of the job's execution, by which Step Functions counts it in a metric."""
        arn = self.outputs["StateMachineArn"].replace(":stateMachine:", ":execution:") + f":{job_id}"
        return self.client("stepfunctions").describe_execution(executionArn=arn)["status"]

    def queue(self, name: str, **attributes: str) -> None:
        self.client("sqs").set_queue_attributes(QueueUrl=self.outputs[name], Attributes=attributes)

    def dead_letters(self, name: str) -> list[dict]:
        """Takes what waits in this queue."""
        queue, url = self.client("sqs"), self.outputs[name]
        messages = queue.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", [])
        for message in messages:
            queue.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
        return messages

    def waiting(self, name: str) -> int:
        return waiting(self, name)

    def lines(self, function: str, since: float) -> list[dict]:
        """The lines with metrics that the function wrote since then, as CloudWatch reads them, oldest first."""
        group = self.function(function)["LoggingConfig"]["LogGroup"]

        def found() -> list[dict]:
            pages = self.client("logs").get_paginator("filter_log_events")
            events = pages.paginate(logGroupName=group, startTime=int(since * 1000))
            texts = [event["message"] for page in events for event in page["events"]]
            told = [json.loads(text) for text in texts if text.startswith('{"_aws"') or '"CloudWatchMetrics"' in text]
            told = [line for line in told if line["_aws"]["Timestamp"] >= since * 1000]
            return sorted(told, key=lambda line: line["_aws"]["Timestamp"])

        return parts.wait(f"metrics of {function}", found, 10)
