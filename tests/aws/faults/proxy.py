"""Stands between the functions and what they call: passes everything on and counts it, until it is told to misbehave.

Each function has a port of its own for the services of AWS, and one for each database. So a fault meets one function,
which is one step, and nothing has to be known of what the function sends."""

import asyncio
import collections
import contextlib
import re
import threading
from urllib.parse import urlsplit

from . import replies

MODES = ["down", "slow", "throttling", "lying"]
SCOPE = re.compile(rb"Credential=[^/]+/\d{8}/[^/]+/([a-z0-9-]+)/aws4_request")
# Connections that PostgreSQL's clients ask for before the first message: TLS and GSSAPI.
ASKS = {80877103, 80877104}


class Proxy:
    """Runs in a thread of its own. The functions' names are the folders of `functions/`."""

    def __init__(self, functions: list[str], upstream: str, models: str, postgres_port: int):
        self.upstream, self.models = urlsplit(upstream), urlsplit(models)
        self.postgres_port = postgres_port
        self.calls = collections.Counter()  # (function, dependency) -> calls
        self.struck = 0  # calls that met the fault
        self.fault = None  # (function, dependency, mode)
        self.ports = {}  # (function, "aws" or a database) -> port
        self._links = collections.defaultdict(set)  # (function, database) -> open connections
        self._lifted = None
        self.loop = asyncio.new_event_loop()
        threading.Thread(target=self.loop.run_forever, daemon=True).start()
        asyncio.run_coroutine_threadsafe(self._listen(functions), self.loop).result(30)

    async def _listen(self, functions: list[str]) -> None:
        self._lifted = asyncio.Event()
        for function in functions:
            for kind in ("aws", replies.CACHE, replies.SOURCE):
                serve = self._http if kind == "aws" else self._postgres
                server = await asyncio.start_server(
                    lambda r, w, f=function, k=kind, s=serve: self._safely(s, r, w, f, k), "127.0.0.1", 0, limit=2**26
                )
                self.ports[function, kind] = server.sockets[0].getsockname()[1]

    async def _safely(self, serve, reader, writer, function, kind) -> None:
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            await serve(reader, writer, function, kind)
        writer.close()

    def misbehave(self, function: str, dependency: str, mode: str) -> None:
        """From now on, until `behave`, for this function and dependency alone."""
        self.struck = 0
        self.fault = (function, dependency, mode)
        # A connection that a warm function keeps would hide the fault from it.
        for writer in list(self._links[function, dependency]):
            self.loop.call_soon_threadsafe(writer.transport.abort)

    def behave(self) -> None:
        self.fault = None
        self.loop.call_soon_threadsafe(lambda: (self._lifted.set(), self._lifted.clear()))

    def _mode(self, function: str, dependency: str) -> str | None:
        """How the call is met, which is counted."""
        self.calls[function, dependency] += 1
        if self.fault and self.fault[:2] == (function, dependency):
            self.struck += 1
            return self.fault[2]
        return None

    async def _http(self, reader, writer, function: str, _: str) -> None:
        head, body = await _request(reader, writer)
        found = SCOPE.search(head) or re.search(rb"X-Amz-Credential=.*?%2F([a-z0-9]+)%2Faws4_request", head)
        service = found[1].decode() if found else "s3"
        if service not in replies.SERVICES:
            raise OSError(f"a call of {service}")
        dependency = replies.SERVICES[service]
        mode = self._mode(function, dependency)
        if mode == "down":
            writer.transport.abort()
            return
        if mode == "throttling":
            writer.write(replies.throttled(dependency))
            return
        # What is slow or lies has done what it was asked for: the harder case of both.
        response = await self._pass_on(head, body, self.models if dependency == "Bedrock" else self.upstream)
        if mode == "slow":
            await self._lifted.wait()
        elif mode == "lying":
            response = replies.lied(response)
        elif dependency == "Secrets Manager":
            response = self._with_ports(response, function)
        writer.write(response)
        await writer.drain()

    def _with_ports(self, response: bytes, function: str) -> bytes:
        """Secrets tell the function its own port of the database; all ports have five digits."""
        database = replies.CACHE if b'dbname\\": \\"cache' in response else replies.SOURCE
        return response.replace(b"%d" % self.postgres_port, b"%d" % self.ports[function, database])

    async def _pass_on(self, head: bytes, body: bytes, upstream) -> bytes:
        reader, writer = await asyncio.open_connection(upstream.hostname, upstream.port, limit=2**26)
        lines = [line for line in head.split(b"\r\n") if not line.lower().startswith((b"connection:", b"expect:"))]
        writer.write(b"\r\n".join([lines[0], b"connection: close", *lines[1:]]) + b"\r\n\r\n" + body)
        response = await reader.read(-1)
        writer.close()
        return response

    async def _postgres(self, reader, writer, function: str, database: str) -> None:
        mode = self._mode(function, database)
        if mode == "down":
            writer.transport.abort()
            return
        first = await _startup(reader, writer)
        if mode in ("throttling", "lying"):
            writer.write(replies.POSTGRES_THROTTLED if mode == "throttling" else replies.POSTGRES_LIE)
            await writer.drain()
            # A client that waits for the rest of a lie is left waiting.
            await (reader.read(1) if mode == "lying" else asyncio.sleep(0))
            return
        if mode == "slow":
            await self._lifted.wait()
        links = self._links[function, database]
        links.add(writer)
        try:
            server = await asyncio.open_connection("127.0.0.1", self.postgres_port)
            server[1].write(first)
            await asyncio.wait(
                [asyncio.ensure_future(_pump(reader, server[1])), asyncio.ensure_future(_pump(server[0], writer))],
                return_when=asyncio.FIRST_COMPLETED,
            )
            server[1].close()
        finally:
            links.discard(writer)


async def _request(reader, writer) -> tuple[bytes, bytes]:
    """The head of an HTTP request, and its body as it was sent."""
    head = (await reader.readuntil(b"\r\n\r\n"))[:-4]
    low = head.lower()
    if b"\r\nexpect: 100-continue" in low:
        writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
    length = re.search(rb"\r\ncontent-length: *(\d+)", low)
    if length:
        return head, await reader.readexactly(int(length[1]))
    body = b""
    if b"\r\ntransfer-encoding: chunked" in low:
        while not body.endswith(b"0\r\n\r\n"):
            size = await reader.readuntil(b"\r\n")
            body += size + await reader.readexactly(int(size.split(b";")[0], 16) + 2)
    return head, body


async def _startup(reader, writer) -> bytes:
    """The first message of a PostgreSQL client; what it asks before is declined."""
    while True:
        length = await reader.readexactly(4)
        message = await reader.readexactly(int.from_bytes(length) - 4)
        if int.from_bytes(message[:4]) not in ASKS:
            return length + message
        writer.write(b"N")


async def _pump(reader, writer) -> None:
    with contextlib.suppress(OSError):
        while data := await reader.read(2**16):
            writer.write(data)
            await writer.drain()
