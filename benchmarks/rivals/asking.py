"""One blocking HTTP client that reads JSON, for whoever asks the API by hand."""

from __future__ import annotations

from typing import Any

import httpx

from benchmarks.served import Served

from .endpoints import Endpoint

MOST_CALLS = 3_000


class TooManyError(Exception):
    """More calls than anybody would wait for."""


class Asking:
    """A client of the sandbox that gives up at some point; it may keep replies, to send no request twice."""

    def __init__(self, place: Served, *, keeps: bool = False) -> None:
        self.client = httpx.Client(base_url=place.url, headers=place.headers)
        self.made = 0
        self.kept: dict[str, Any] | None = {} if keeps else None

    def begin(self) -> None:
        """Forget the statement before."""
        self.made = 0
        self.kept = None if self.kept is None else {}

    def close(self) -> None:
        """Close its connections."""
        self.client.close()

    def ask(self, method: str, path: str, body: Any = None, **query: Any) -> Any:
        """The reply's JSON, or None where there is no such row."""
        if self.kept is None:
            return self._send(method, path, body, query)
        asked = repr((method, path, body, query))
        if asked not in self.kept:
            self.kept[asked] = self._send(method, path, body, query)
        return self.kept[asked]

    def _send(self, method: str, path: str, body: Any, query: dict[str, Any]) -> Any:
        self.made += 1
        if self.made > MOST_CALLS:
            raise TooManyError
        reply = self.client.request(method, path, json=body, params=query or None)
        return reply.raise_for_status().json() if reply.status_code != 404 else None

    def page(self, endpoint: Endpoint, **body: Any) -> list[dict[str, Any]]:
        """One page of a listing; GET has no body."""
        given = self.ask(endpoint.method, endpoint.path, body if endpoint.method == "POST" else None)
        found = given[endpoint.inside] if endpoint.inside else given
        return found if isinstance(found, list) else [found]
