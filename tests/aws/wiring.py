"""Who calls whom, and with which settings: checks on a deployment whose functions are probes."""

import json
import re
import urllib.error
import urllib.request

import boto3
import parts
import probe

# Method, path, and the function that answers there.
ROUTES = [
    ("POST", "/v1/jobs", "job-submit"),
    ("GET", "/v1/jobs/j1", "job-status"),
    ("DELETE", "/v1/jobs/j1", "job-status"),
    ("GET", "/v1/jobs/j1/result?format=csv", "job-status"),
    ("POST", "/v1/jobs/j1/feedback", "feedback"),
    ("POST", "/v1/uploads", "upload"),
    ("GET", "/v1/uploads/u1", "upload"),
    ("GET", "/v1/sources", "sources"),
    ("GET", "/v1/sources/shop", "sources"),
    ("DELETE", "/v1/sources/shop", "sources"),
    ("GET", "/v1/sources/shop/schema", "sources"),
    ("GET", "/v1/health", "sources"),
]

STEPS = ["classify", "cache-check", "schema", "generate", "validate", "execute", "explain", "cache-write"]


class Deployment:
    """What was deployed, as the plain SDK and HTTP see it."""

    def __init__(self, url: str, journal):
        self.url = url
        self.journal = journal
        session = boto3.Session("test", "test", region_name=parts.REGION)
        self.client = lambda service: session.client(service, endpoint_url=url)
        stack = self.client("cloudformation").describe_stacks(StackName="analyst-e2e")["Stacks"][0]
        self.outputs = {output["OutputKey"]: output["OutputValue"] for output in stack["Outputs"]}
        self.functions = self.client("lambda").list_functions()["Functions"]
        gateway = self.client("apigateway")
        self.key = gateway.get_api_key(apiKey=self.outputs["ApiKeyId"], includeValue=True)["value"]

    def function(self, name: str) -> dict:
        found = [f for f in self.functions if f.get("LoggingConfig", {}).get("LogGroup", "").endswith(f"/{name}")]
        assert len(found) == 1, f"{len(found)} functions write to the log group of {name}"
        return found[0]

    def call(self, method: str, path: str, key: str | None, body: bytes = b"{}") -> tuple[int, dict]:
        """An HTTP call of the API, by the host name that its URL has."""
        request = urllib.request.Request(
            f"{self.url}/v{path}",
            method=method,
            data=body if method == "POST" else None,
            headers={"content-type": "application/json"},
        )
        host = f"{self.outputs['ApiId']}.execute-api.{parts.REGION}.amazonaws.com"
        request.add_header("host", host.replace(f"{parts.REGION}.amazonaws.com", "localhost"))
        if key:
            request.add_header("x-api-key", key)
        try:
            with urllib.request.urlopen(request, timeout=30) as response:
                return response.status, json.load(response)
        except urllib.error.HTTPError as error:
            return error.code, {}

    def calls(self, function: str) -> list[dict]:
        return probe.calls(self.journal, function)


def a_role_of_its_own(deployment: Deployment) -> None:
    """every function has a role of its own"""
    roles = [function["Role"] for function in deployment.functions]
    assert len(set(roles)) == len(roles) == 15, sorted(roles)


def substitutions(deployment: Deployment) -> None:
    """each state of the deployed machine calls the function of its name"""
    machine = deployment.client("stepfunctions").describe_state_machine(
        stateMachineArn=deployment.outputs["StateMachineArn"]
    )
    states = json.loads(machine["definition"])["States"]
    called = {re.sub(r"(?<!^)(?=[A-Z])", "-", name).lower(): s["Resource"] for name, s in states.items() if s["Type"] == "Task"}
    assert sorted(called) == sorted(STEPS), sorted(called)
    for name, arn in called.items():
        assert arn == deployment.function(name)["FunctionArn"], f"{name} calls {arn}"


def machine_calls(deployment: Deployment) -> None:
    """an execution calls Classify with the request"""
    given = {"request": {"job_id": "wiring", "question": "how many?"}}
    deployment.client("stepfunctions").start_execution(
        stateMachineArn=deployment.outputs["StateMachineArn"], name="wiring", input=json.dumps(given)
    )
    parts.wait("a call of classify", lambda: deployment.calls("classify"))
    assert deployment.calls("classify")[0]["event"] == given


def one_execution(deployment: Deployment) -> None:
    """a second execution of the same name and input starts nothing"""
    client = deployment.client("stepfunctions")
    machine = deployment.outputs["StateMachineArn"]
    before = len(client.list_executions(stateMachineArn=machine)["executions"])
    given = {"request": {"job_id": "wiring", "question": "how many?"}}
    try:
        client.start_execution(stateMachineArn=machine, name="wiring", input=json.dumps(given))
    except client.exceptions.ExecutionAlreadyExists:
        pass
    assert len(client.list_executions(stateMachineArn=machine)["executions"]) == before


def routes(deployment: Deployment) -> None:
    """each route of the API leads to its function"""
    for method, path, function in ROUTES:
        status, body = deployment.call(method, path, deployment.key)
        assert status == 200, f"{method} {path}: {status}"
        assert body["function"] == function, f"{method} {path} is answered by {body}"


def keys(deployment: Deployment) -> None:
    """without the right key the API answers 403, but tells its health"""
    for key in (None, "wrong"):
        for method, path, _ in ROUTES:
            expected = 200 if path == "/v1/health" else 403
            status, _ = deployment.call(method, path, key)
            assert status == expected, f"{method} {path} with key {key}: {status}"


def uploads_arrive(deployment: Deployment) -> None:
    """an object below uploads/ is an event of ingest, another object is not"""
    store = deployment.client("s3")
    bucket = deployment.outputs["BucketName"]
    store.put_object(Bucket=bucket, Key="results/a.json", Body=b"{}")
    store.put_object(Bucket=bucket, Key="uploads/u1/shop.zip", Body=b"zip")
    parts.wait("a call of ingest", lambda: deployment.calls("ingest"))
    keys = {call["event"]["detail"]["object"]["key"] for call in deployment.calls("ingest")}
    assert keys == {"uploads/u1/shop.zip"}, keys


def queue_starts(deployment: Deployment) -> None:
    """a message of the queue is handled by job-start and gone"""
    queue = deployment.client("sqs")
    queue.send_message(QueueUrl=deployment.outputs["QueueUrl"], MessageBody='{"job_id":"good"}')
    parts.wait("a call of job-start", lambda: deployment.calls("job-start"))
    parts.wait("an empty queue", lambda: waiting(deployment, "QueueUrl") == 0)
    assert waiting(deployment, "DeadLettersUrl") == 0


def poison(deployment: Deployment) -> None:
    """a message that always fails is tried five times and then waits in the dead-letter queue"""
    queue = deployment.client("sqs")
    # Else the five attempts take 15 minutes.
    queue.set_queue_attributes(QueueUrl=deployment.outputs["QueueUrl"], Attributes={"VisibilityTimeout": "1"})
    queue.send_message(QueueUrl=deployment.outputs["QueueUrl"], MessageBody='{"job_id":"poison"}')
    parts.wait("a dead letter", lambda: waiting(deployment, "DeadLettersUrl") == 1, 120)
    attempts = [c for c in deployment.calls("job-start") if "poison" in c["event"]["Records"][0]["body"]]
    assert len(attempts) == 5, f"{len(attempts)} attempts"


def waiting(deployment: Deployment, queue: str) -> int:
    names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
    found = deployment.client("sqs").get_queue_attributes(QueueUrl=deployment.outputs[queue], AttributeNames=names)
    return sum(int(found["Attributes"][name]) for name in names)


def bucket_is_closed(deployment: Deployment) -> None:
    """the bucket is versioned, encrypted and closed to the public"""
    store = deployment.client("s3")
    bucket = deployment.outputs["BucketName"]
    assert store.get_bucket_versioning(Bucket=bucket)["Status"] == "Enabled"
    assert store.get_bucket_encryption(Bucket=bucket)["ServerSideEncryptionConfiguration"]["Rules"]
    public = store.get_public_access_block(Bucket=bucket)["PublicAccessBlockConfiguration"]
    assert all(public.values()) and len(public) == 4, public


CHECKS = [
    a_role_of_its_own,
    substitutions,
    machine_calls,
    one_execution,
    routes,
    keys,
    uploads_arrive,
    queue_starts,
    poison,
    bucket_is_closed,
]
