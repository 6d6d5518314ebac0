"""The processes of the test: each is started on a free port of this machine and stopped with the test."""

import contextlib
import os
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
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
def emulator(program: Path, folder: Path, **environment: str):
    """Emulated AWS; gives its address. Its functions inherit the environment."""
    port = free_port()
    environment = os.environ | environment | {
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
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


class Postgres:
    """A PostgreSQL server with pgvector, on a port of this machine, that asks for a password."""

    USER = "owner"

    def __init__(self, bin: Path, folder: Path):
        self.port = free_port()
        self.password = secrets.token_urlsafe(12)
        # It refuses to run as root, and the one it runs as has to reach its programs.
        self.user = "nobody" if os.geteuid() == 0 else None
        self.folder = folder
        self.bin = self._reachable(bin) if self.user else bin
        self.process = None

    def _reachable(self, bin: Path) -> Path:
        """A copy of the installation, with the libraries that lie beside its Python package."""
        package = bin.parent.parent
        site = self.folder / "site"
        shutil.copytree(bin.parent, site / package.name / bin.parent.name, symlinks=True)
        libraries = package.with_suffix(".libs")
        if libraries.exists():
            shutil.copytree(libraries, site / libraries.name, symlinks=True)
        return site / package.name / bin.parent.name / bin.name

    def start(self) -> None:
        if self.user:
            shutil.chown(self.folder, self.user)
        secret = self.folder / "password"
        secret.write_text(self.password)
        if self.user:
            shutil.chown(secret, self.user)
        data = self.folder / "data"
        subprocess.run(
            [self.bin / "initdb", f"--username={self.USER}", "--auth=scram-sha-256", f"--pwfile={secret}", "--no-sync",
             "--encoding=UTF8", "--locale=C", "--no-instructions", "--pgdata", data],
            user=self.user, cwd=self.folder, check=True, stdout=subprocess.DEVNULL,
        )
        self.process = subprocess.Popen(
            [self.bin / "postgres", "-D", data, "-k", self.folder, "-p", str(self.port), "-c", "listen_addresses=127.0.0.1",
             "-c", "fsync=off", "-c", "shared_buffers=32MB"],
            user=self.user, cwd=self.folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )
        wait("PostgreSQL", lambda: self._psql("postgres", "SELECT 1").returncode == 0)

    def stop(self) -> None:
        self.process.send_signal(signal.SIGQUIT)
        self.process.wait(20)

    def _psql(self, database: str, sql: str, user: str = "", password: str = "") -> subprocess.CompletedProcess:
        return subprocess.run(
            [self.bin / "psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-h", "127.0.0.1", "-p", str(self.port),
             "-U", user or self.USER, "-d", database, "-f", "-"],
            input=sql, env=os.environ | {"PGPASSWORD": password or self.password}, cwd=self.folder, capture_output=True,
            text=True,
        )

    def sql_as(self, login: dict, database: str, sql: str) -> str:
        """The same with another login: `{"username", "password"}`."""
        done = self._psql(database, sql, login["username"], login["password"])
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def refusal(self, login: dict, database: str, sql: str) -> str:
        """What the server says when it refuses the statement of that login."""
        done = self._psql(database, sql, login["username"], login["password"])
        assert done.returncode != 0, done.stdout
        return done.stderr

    def sql(self, database: str, sql: str) -> str:
        done = self._psql(database, sql)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def create(self, database: str, sql: str = "") -> None:
        self.sql("postgres", f"CREATE DATABASE {database}")
        self.sql(database, sql)

    def login(self, database: str) -> dict:
        """What a secret holds of it."""
        return {
            "host": "127.0.0.1", "port": self.port, "dbname": database,
            "username": self.USER, "password": self.password,
        }


@contextlib.contextmanager
def postgres(bin: Path):
    with tempfile.TemporaryDirectory(prefix="analyst-pg-", dir="/tmp") as folder:
        server = Postgres(bin, Path(folder))
        server.start()
        try:
            yield server
        finally:
            server.stop()


@contextlib.contextmanager
def models(program: Path):
    """The scripted server that speaks as Bedrock does; gives its address."""
    process = subprocess.Popen([program, "--port", "0"], stdout=subprocess.PIPE, text=True)
    try:
        yield process.stdout.readline().split()[-1]
    finally:
        process.terminate()
        process.wait(10)


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
        told = done.stdout.splitlines()
        # The reason stands in the row of what failed, in lines of their own.
        rows = [at for at, line in enumerate(told) if line.startswith(("CREATE_FAILED", "UPDATE_FAILED"))]
        reasons = [line for at in rows for line in told[at:at + 8]]
        raise AssertionError("sam deploy: " + " | ".join(reasons + told[-15:] + done.stderr.splitlines()[-5:]))
