"""What each service says when it throttles and when it lies, in its own form."""

import json
import struct

# The service, by the name in the scope of a request's signature, and how the table calls it.
SERVICES = {
    "s3": "S3",
    "sqs": "SQS",
    "states": "Step Functions",
    "secretsmanager": "Secrets Manager",
    "athena": "Athena",
    "glue": "Glue",
    "bedrock": "Bedrock",
}
CACHE, SOURCE = "PostgreSQL (cache)", "PostgreSQL (source)"
DEPENDENCIES = ["Bedrock", CACHE, SOURCE, "Athena", "Glue", "S3", "SQS", "Step Functions", "Secrets Manager"]

# Code and status of a throttled call: the "common errors" of each service's API reference.
THROTTLES = {
    "SQS": ("RequestThrottled", 403),
    "Step Functions": ("ThrottlingException", 400),
    "Secrets Manager": ("ThrottlingException", 400),
    "Athena": ("TooManyRequestsException", 400),
    "Glue": ("ThrottlingException", 400),
    "Bedrock": ("ThrottlingException", 429),
}


def http(status: int, body: bytes, **headers: str) -> bytes:
    """A response after which the connection is closed."""
    lines = [f"HTTP/1.1 {status} Said", f"content-length: {len(body)}", "connection: close"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def throttled(dependency: str) -> bytes:
    if dependency == "S3":
        body = b"<?xml version='1.0'?><Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>"
        return http(503, body, content_type="application/xml")
    code, status = THROTTLES[dependency]
    body = json.dumps({"__type": code, "message": "Rate exceeded"}).encode()
    return http(status, body, content_type="application/x-amz-json-1.1", x_amzn_errortype=code)


def lied(response: bytes) -> bytes:
    """The response with half of its body, and a length that fits: whole to HTTP, and not what was said.

    What has no body to halve, such as the answer to a write, is garbage with the status 200."""
    head, _, body = response.partition(b"\r\n\r\n")
    status = int(head.split(b" ", 2)[1])
    if status >= 300 or len(body) < 2:
        return http(200, b'{"lies": [', content_type="application/json", etag='"none"')
    kept = [line for line in head.split(b"\r\n") if not line.lower().startswith((b"content-length", b"transfer-encoding"))]
    half = body[: len(body) // 2]
    return b"\r\n".join([*kept, b"content-length: %d" % len(half)]) + b"\r\n\r\n" + half


# PostgreSQL's frontend/backend protocol, version 3: an ErrorResponse is 'E', its length, and fields ended by zeros.
TOO_MANY = b"SFATAL\0VFATAL\0C53300\0Msorry, too many clients already\0\0"
POSTGRES_THROTTLED = b"E" + struct.pack("!i", len(TOO_MANY) + 4) + TOO_MANY
# A row where the login should be answered, with a length that never ends.
POSTGRES_LIE = b"D" + struct.pack("!i", 2**30) + b"\xff" * 64
