"""The processes of the test: each is started on a free port of this machine and stopped with the test."""

import contextlib
import os
import signal
import socket
import subprocess
import time
import urllib.request
from pathlib import Path

REGION = "eu-west-1"


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def wait(what: str, ready, seconds: float = 60, pause: float = 0.25):
    """The first truthy answer of `ready`; an error names what did not come."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = ready()
        if found:
            return found
        time.sleep(pause)
    raise AssertionError(f"{what}: not within {seconds:.0f} s")


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2):
            return True
    except OSError:
        return False


@contextlib.contextmanager
def emulator(program: Path, folder: Path):
    """Emulated AWS; gives its address."""
    port = free_port()
    environment = os.environ | {
        "BIND_HOST": "127.0.0.1",
        "GATEWAY_PORT": str(port),
        "STATE_DIR": str(folder / "state"),
        "DOCKER_HOST": "",
        "IOT_MTLS_ENABLED": "0",
        "AWS_DEFAULT_REGION": REGION,
        "MINISTACK_REGION": REGION,
    }
    (folder / "state").mkdir(parents=True, exist_ok=True)
    with open(folder / "emulator.log", "w") as log:
        process = subprocess.Popen(
            [program], cwd=folder, env=environment, stdout=log, stderr=log, start_new_session=True
        )
    try:
        url = f"http://127.0.0.1:{port}"
        wait("emulated AWS", lambda: answers(f"{url}/_ministack/health"))
        yield url
    finally:
        # Its functions are processes of its own group.
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)


def credentials(url: str) -> dict:
    """Of nobody: the emulator takes any."""
    return {
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": REGION,
        "AWS_REGION": REGION,
        "AWS_ENDPOINT_URL": url,
    }


def deploy(sam: Path, copy: Path, url: str, **parameters: str) -> None:
    """`sam deploy` of the translated templates."""
    overrides = [f"{name}={value}" for name, value in parameters.items()]
    done = subprocess.run(
        [
            sam, "deploy", "--template-file", "template.yaml", "--stack-name", "analyst-e2e", "--resolve-s3",
            "--capabilities", "CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND",
            "--no-confirm-changeset", "--no-fail-on-empty-changeset", "--parameter-overrides", *overrides,
        ],
        cwd=copy,
        env=os.environ | credentials(url) | {"SAM_CLI_TELEMETRY": "0"},
        capture_output=True,
        text=True,
    )
    if done.returncode != 0:
        raise AssertionError("sam deploy: " + " | ".join(done.stdout.splitlines()[-15:] + done.stderr.splitlines()[-5:]))
