"""A small HTTP server on this machine that answers as a test says, and remembers what it was asked."""

from __future__ import annotations

import http.server
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Asked:
    """One request as it arrived."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True)
class Answer:
    """What is sent back; ``announced`` is the length that the header tells, ``after`` the seconds before it."""

    status: int = 200
    body: bytes = b"[]"
    headers: dict[str, str] = field(default_factory=dict)
    announced: int | None = None
    after: float = 0.0
    hang_up: bool = False


Respond = Callable[[Asked], Answer]


class Server:
    """Serves until closed; ``asked`` grows with each request."""

    def __init__(self, respond: Respond | None = None) -> None:
        self.respond: Respond = respond or (lambda asked: Answer())
        self.asked: list[Asked] = []
        self.in_flight = 0
        self.most_in_flight = 0
        self.connections = 0
        self.closing = threading.Event()
        self.lock = threading.Lock()
        self._httpd = _Listener(("127.0.0.1", 0), _handler(self))
        self._httpd.owner = self
        self._thread = threading.Thread(target=self._httpd.serve_forever, args=(0.01,), daemon=True)
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._httpd.server_address[1]}"

    def close(self) -> None:
        self.closing.set()
        self._httpd.shutdown()
        self._httpd.server_close()


class _Listener(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64
    owner: Server

    def process_request(self, request: Any, client_address: Any) -> None:
        self.owner.connections += 1
        super().process_request(request, client_address)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Clients that let go of a request are what some tests are about."""


def _handler(owner: Server) -> type[http.server.BaseHTTPRequestHandler]:
    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002  # the base has this name
            pass

        def handle_one_request(self) -> None:
            self.raw_requestline = self.rfile.readline(65537)
            if not self.raw_requestline or not self.parse_request():
                self.close_connection = True
                return
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            headers = {name.lower(): value for name, value in self.headers.items()}
            asked = Asked(self.command, self.path, headers, body)
            with owner.lock:
                owner.asked.append(asked)
                owner.in_flight += 1
                owner.most_in_flight = max(owner.most_in_flight, owner.in_flight)
            try:
                answer = owner.respond(asked)
                owner.closing.wait(answer.after)
            finally:
                with owner.lock:
                    owner.in_flight -= 1
            self.send(answer)

        def send(self, answer: Answer) -> None:
            if answer.hang_up:
                self.close_connection = True
                return
            self.send_response_only(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(answer.announced or len(answer.body)))
            self.end_headers()
            self.wfile.write(answer.body)
            self.wfile.flush()
            if answer.announced is not None:
                self.close_connection = True

    return Handler


def closed_port() -> int:
    """A port of this machine at which nobody listens."""
    with socket.socket() as opened:
        opened.bind(("127.0.0.1", 0))
        port: int = opened.getsockname()[1]
        return port
