"""A small client of the sandbox for its own tests, and walks that read a listing to its end."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from heymarket_dbapi.sandbox import SANDBOX_API_KEY, Reply, Sandbox, World

Rows = list[dict[str, Any]]


@dataclass(slots=True)
class Client:
    """Asks a sandbox in process and reads JSON."""

    sandbox: Sandbox
    headers: dict[str, str] = field(
        default_factory=lambda: {"authorization": f"Bearer {SANDBOX_API_KEY}", "content-type": "application/json"}
    )

    def send(self, method: str, path: str, body: Any = None) -> Reply:
        """The raw reply."""
        return self.sandbox.handle(method, path, self.headers, b"" if body is None else json.dumps(body).encode())

    def get(self, path: str) -> Any:
        """The JSON of a reply that must be a success."""
        return self._read(self.send("GET", path))

    def post(self, path: str, **body: Any) -> Any:
        """The JSON of a reply that must be a success."""
        return self._read(self.send("POST", path, body))

    def put(self, path: str, **body: Any) -> Any:
        """The JSON of a reply that must be a success."""
        return self._read(self.send("PUT", path, body))

    def delete(self, path: str, body: Any = None) -> Reply:
        """The raw reply to a DELETE."""
        return self.send("DELETE", path, body)

    def status(self, path: str, **body: Any) -> int:
        """The status of a POST."""
        return self.send("POST", path, body).status

    def pages(self, path: str, *, first: int, **body: Any) -> list[Rows]:
        """Pages by number until two empty ones follow each other."""
        pages: list[Rows] = []
        while len(pages) < 2 or pages[-1] or pages[-2]:
            pages.append(self.post(path, **{**body, "page": first + len(pages)}))
        return pages[:-2]

    def _read(self, reply: Reply) -> Any:
        assert reply.status == 200, reply
        return json.loads(reply.body)


def client(contacts: int = 300, messages: int = 3000, crowd: int = 150, **options: Any) -> Client:
    """A client of a sandbox without a rate limit, over a world that tests share and must not change."""
    return Client(Sandbox(world=_world(contacts, messages, crowd), **{"rate_limit": 0, **options}))


def own_client(**options: Any) -> Client:
    """A client of a small sandbox that a test may change."""
    return Client(Sandbox(contacts=5, messages=5, **{"rate_limit": 0, **options}))


def writer(**options: Any) -> Client:
    """A client of an account of its own, large enough to write to, where time goes on from its newest row."""
    return Client(Sandbox(contacts=40, messages=80, **{"rate_limit": 0, **options}))


@lru_cache
def _world(contacts: int, messages: int, crowd: int) -> World:
    return Sandbox(contacts=contacts, messages=messages, crowd=crowd).world


def ids(rows: Rows) -> list[int]:
    """The ids of rows."""
    return [row["id"] for row in rows]


def flat(pages: list[Rows]) -> list[int]:
    """The ids of all pages."""
    return [row["id"] for page in pages for row in page]
