"""Superset's REST API, as far as a dashboard needs it."""

from __future__ import annotations

import http.cookiejar
import json
import time
import urllib.error
import urllib.parse
import urllib.request
from typing import Any


class Refused(Exception):
    """Superset says no; the text is its own."""


class Service:
    """A running Superset at ``address``, asked as one of its users."""

    def __init__(self, address: str, name: str, password: str) -> None:
        self.address = address.rstrip("/")
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
        self._headers: dict[str, str] = {}
        self._person = {"username": name, "password": password}
        token = self.post("security/login", provider="db", refresh=True, **self._person)
        self._headers["Authorization"] = f"Bearer {token['access_token']}"

    def log_in(self) -> None:
        """Take the cookie of the page where people log in: what is older than the REST API wants it."""
        form = urllib.parse.urlencode(self._person).encode()
        self._opener.open(f"{self.address}/login/", form, timeout=60).close()

    def get(self, path: str, **query: Any) -> Any:
        """What Superset has at the path; the query is written as JSON, which is Rison enough."""
        ending = "?" + urllib.parse.urlencode(query) if query else ""
        return self._ask("GET", path + ending)

    def post(self, path: str, **body: Any) -> Any:
        """What Superset answers to the body."""
        return self._ask("POST", path, body)

    def put(self, path: str, **body: Any) -> Any:
        """What Superset answers to the change."""
        return self._ask("PUT", path, body)

    def _ask(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        headers = {**self._headers, "Content-Type": "application/json", "Referer": self.address}
        place = path if path.startswith("/") else f"/api/v1/{path}"
        request = urllib.request.Request(self.address + place, data, headers, method=method)
        try:
            with self._opener.open(request, timeout=300) as reply:
                return json.load(reply)
        except urllib.error.HTTPError as error:
            raise Refused(f"{method} {path}: {error.code} {error.read().decode(errors='replace')}") from None


def wait_for(address: str, seconds: float = 180) -> None:
    """Wait until a Superset answers at the address."""
    until = time.monotonic() + seconds
    while True:
        try:
            with urllib.request.urlopen(f"{address}/health", timeout=5):
                return
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.5)
