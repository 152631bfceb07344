"""The sandbox over HTTP/1.1 on loopback: one listener for the API, a second origin for media."""

from __future__ import annotations

import contextlib
import socket
import socketserver
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from email.utils import formatdate
from http import HTTPStatus
from typing import Any

from .mischief import Wire
from .replies import Reply
from .server import Sandbox
from .world import MEDIA_BASE

LOOPBACK = "127.0.0.1"
_LONGEST_HEAD = 64 * 1024
_PIECES = 20


@dataclass(frozen=True, slots=True)
class Address:
    """Where a served sandbox listens."""

    url: str
    media_url: str

    @property
    def port(self) -> int:
        """The port of the API."""
        return int(self.url.rpartition(":")[2])


@contextlib.contextmanager
def serve(sandbox: Sandbox, port: int = 0, media_port: int = 0) -> Iterator[Address]:
    """Serve a sandbox until the block ends; port 0 takes a free one."""
    with contextlib.ExitStack() as stack:
        api = stack.enter_context(_listen(sandbox, port, media=False))
        media = stack.enter_context(_listen(sandbox, media_port, media=True))
        sandbox.show_media_at(f"{media}/media/")
        stack.callback(sandbox.show_media_at, MEDIA_BASE)
        yield Address(api, media)


@contextlib.contextmanager
def _listen(sandbox: Sandbox, port: int, *, media: bool) -> Iterator[str]:
    server = _Server((LOOPBACK, port), sandbox, media=media)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), name="sandbox", daemon=True)
    thread.start()
    try:
        yield f"http://{LOOPBACK}:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        server.hang_up()
        thread.join()


class _Server(socketserver.ThreadingTCPServer):
    """A listener that knows its open connections, so that it can close them."""

    allow_reuse_address = True
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], sandbox: Sandbox, *, media: bool) -> None:
        self.sandbox = sandbox
        self.media = media
        self.stopped = threading.Event()
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        super().__init__(address, _Connection)

    def opened(self, connection: socket.socket) -> None:
        """Remember a connection."""
        with self._lock:
            self._open.add(connection)

    def closed(self, connection: socket.socket) -> None:
        """Forget a connection."""
        with self._lock:
            self._open.discard(connection)

    def hang_up(self) -> None:
        """Close every connection and end every delay."""
        self.stopped.set()
        with self._lock:
            for connection in self._open:
                with contextlib.suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: a client that goes away is no error here."""


class _Connection(socketserver.StreamRequestHandler):
    """One client's connection: requests in turn until it closes."""

    server: _Server
    disable_nagle_algorithm = True
    wbufsize = 0

    def setup(self) -> None:
        super().setup()
        self.server.opened(self.connection)

    def finish(self) -> None:
        self.server.closed(self.connection)
        with contextlib.suppress(OSError):
            super().finish()

    def handle(self) -> None:
        with contextlib.suppress(OSError):
            while self._answer():
                pass

    def _answer(self) -> bool:
        head = self._head()
        if head is None:
            return False
        method, target, headers = head
        body = self._body(headers)
        if body is None or self.server.media is not target.startswith("/media/"):
            self._refuse(400 if body is None else 404)
            return body is not None
        reply = self.server.sandbox.handle(method, target, headers, body)
        return self._carry(reply) and headers.get("connection", "").lower() != "close"

    def _head(self) -> tuple[str, str, dict[str, str]] | None:
        line = self.rfile.readline(_LONGEST_HEAD).decode("latin-1").split()
        if len(line) != 3:
            return None
        headers: dict[str, str] = {}
        while True:
            text = self.rfile.readline(_LONGEST_HEAD).decode("latin-1").strip()
            if not text:
                return line[0], line[1], headers
            name, _, value = text.partition(":")
            headers[name.strip().lower()] = value.strip()

    def _body(self, headers: dict[str, str]) -> bytes | None:
        if headers.get("expect", "").lower() == "100-continue":
            self.wfile.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        if headers.get("transfer-encoding", "").lower() == "chunked":
            return self._chunks()
        length = headers.get("content-length", "0")
        return self.rfile.read(int(length)) if length.isdigit() else None

    def _chunks(self) -> bytes:
        body = b""
        while size := int(self.rfile.readline(_LONGEST_HEAD).partition(b";")[0], 16):
            body += self.rfile.read(size)
            self.rfile.readline(_LONGEST_HEAD)
        self.rfile.readline(_LONGEST_HEAD)
        return body

    def _carry(self, reply: Reply) -> bool:
        if reply.wire is Wire.TRICKLED:
            return self._trickle(reply)
        if reply.delay:
            self.server.stopped.wait(min(reply.delay, threading.TIMEOUT_MAX))
        if reply.wire is Wire.DROPPED or self.server.stopped.is_set():
            return False
        self.wfile.write(_head(reply) + reply.body)
        return reply.wire is Wire.WHOLE

    def _trickle(self, reply: Reply) -> bool:
        self.wfile.write(_head(reply))
        size = max(1, -(-len(reply.body) // _PIECES))
        for start in range(0, len(reply.body), size):
            self.server.stopped.wait(reply.delay / _PIECES)
            self.wfile.write(reply.body[start : start + size])
        return True

    def _refuse(self, status: int) -> None:
        self._carry(Reply(status, (("Content-Length", "0"), ("Date", formatdate(usegmt=True))), b""))


def _head(reply: Reply) -> bytes:
    lines = [f"HTTP/1.1 {reply.status} {_phrase(reply.status)}", *(f"{name}: {value}" for name, value in reply.headers)]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Unknown"
