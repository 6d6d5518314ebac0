"""Starts a bootstrap against a runtime API on loopback, gives it one event and prints what it took, as a line of JSON.

usage: lambda_runs.py BOOTSTRAP FUNCTION EVENT.json RUNS

Calls to AWS come to the same server and find nothing there: what is measured is the start of the process, the clients
it makes and its way to an answer or a named error.
"""

import json
import os
import subprocess
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

WAIT_SECONDS = 30


class Runtime(ThreadingHTTPServer):
    """A runtime API with one event, and the times at which things happened."""

    def __init__(self, event):
        super().__init__(("127.0.0.1", 0), Handler)
        self.event = event
        self.polled = threading.Event()
        self.posted = threading.Event()
        self.polled_at = 0.0
        self.posted_at = 0.0
        self.outcome = ""


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def answer(self, status, body=b"", headers=()):
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        runtime = self.server
        if not self.path.endswith("/runtime/invocation/next"):
            return self.answer(404)
        if runtime.polled.is_set():
            runtime.posted.wait(WAIT_SECONDS)
            time.sleep(WAIT_SECONDS)
            return self.answer(204)
        runtime.polled_at = time.monotonic()
        runtime.polled.set()
        self.answer(
            200,
            runtime.event,
            [
                ("Lambda-Runtime-Aws-Request-Id", "1"),
                ("Lambda-Runtime-Deadline-Ms", "99999999999999"),
                ("Lambda-Runtime-Invoked-Function-Arn", "arn:aws:lambda:eu-west-1:1:function:f"),
                ("Content-Type", "application/json"),
            ],
        )

    def do_POST(self):
        runtime = self.server
        chunked = self.headers.get("Transfer-Encoding", "").lower() == "chunked"
        body = self.chunks() if chunked else self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if "/runtime/" not in self.path:
            return self.answer(404, b"{}")
        runtime.posted_at = time.monotonic()
        if self.path.endswith("/response"):
            runtime.outcome = "answered"
        else:
            runtime.outcome = json.loads(body or b"{}").get("errorType", "error")
        runtime.posted.set()
        self.answer(202)

    do_PUT = do_DELETE = do_HEAD = lambda self: self.answer(404)

    def chunks(self):
        body = b""
        while size := int(self.rfile.readline(), 16):
            body += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return body


def most_memory(pid):
    with open(f"/proc/{pid}/status", encoding="ascii") as status:
        for line in status:
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    return 0


def run(bootstrap, function, event):
    runtime = Runtime(event)
    threading.Thread(target=runtime.serve_forever, daemon=True).start()
    address = f"127.0.0.1:{runtime.server_port}"
    environment = {
        "PATH": "/usr/bin:/bin",
        "AWS_LAMBDA_RUNTIME_API": address,
        "AWS_LAMBDA_FUNCTION_NAME": function,
        "AWS_LAMBDA_FUNCTION_VERSION": "1",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "512",
        "AWS_LAMBDA_LOG_GROUP_NAME": "g",
        "AWS_LAMBDA_LOG_STREAM_NAME": "s",
        "AWS_REGION": "eu-west-1",
        "AWS_ACCESS_KEY_ID": "loopback",
        "AWS_SECRET_ACCESS_KEY": "loopback",
        "AWS_MAX_ATTEMPTS": "1",
        "AWS_ENDPOINT_URL": f"http://{address}",
        **{name: value for name, value in os.environ.items() if name.startswith("ANALYST_")},
    }
    started = time.monotonic()
    with subprocess.Popen([bootstrap], env=environment, stdout=subprocess.DEVNULL) as process:
        try:
            if not (runtime.polled.wait(WAIT_SECONDS) and runtime.posted.wait(WAIT_SECONDS)):
                sys.exit(f"{function} did not answer in {WAIT_SECONDS} seconds")
            memory = most_memory(process.pid)
        finally:
            process.kill()
    return {
        "start_ms": (runtime.polled_at - started) * 1000,
        "event_ms": (runtime.posted_at - runtime.polled_at) * 1000,
        "rss": memory,
        "outcome": runtime.outcome,
    }


def main():
    bootstrap, function, event_file, runs = sys.argv[1:]
    with open(event_file, "rb") as file:
        event = file.read()
    for _ in range(int(runs)):
        print(json.dumps(run(bootstrap, function, event)), flush=True)


if __name__ == "__main__":
    main()
