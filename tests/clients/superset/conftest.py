"""A Superset of its own, from nothing, over a sandbox whose log tells what its steps cost."""

from __future__ import annotations

import importlib.util
import socket
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from examples.superset.dashboard import Made, make
from examples.superset.service import Service
from examples.superset.start import NAME, Home, with_options
from heymarket_dbapi.sandbox import SANDBOX_API_KEY, Sandbox
from heymarket_dbapi.sandbox.http import serve

collect_ignore_glob = [] if importlib.util.find_spec("superset") else ["test_*.py"]


@dataclass(slots=True)
class Tool:
    """A running Superset, and the sandbox that it is connected to; ``spent`` is what making all took."""

    service: Service
    sandbox: Sandbox
    address: str
    password: str
    url: str
    made: Made
    spent: int
    _read: int = field(default=0)

    def calls(self) -> list[Any]:
        """The calls since this was asked last."""
        entries = self.sandbox.log[self._read :]
        self._read += len(entries)
        return list(entries)

    def execute(self, sql: str, name: str = "", limit: int = 1000, **more: Any) -> dict[str, Any]:
        """What SQL Lab answers to a statement."""
        body = {"database_id": self.made.database, "sql": sql, "schema": "heymarket", "queryLimit": limit, **more}
        answer: dict[str, Any] = self.service.post("sqllab/execute/", runAsync=False, client_id=name, **body)
        return answer

    def run(self, sql: str, **more: Any) -> list[dict[str, Any]]:
        """The rows that SQL Lab shows."""
        rows: list[dict[str, Any]] = self.execute(sql, **more)["data"]
        return rows


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A folder with a Superset that nobody has used."""
    made = Home(tmp_path_factory.mktemp("superset"), sys.executable)
    made.prepare()
    return made


@pytest.fixture(scope="session")
def tool(home: Home) -> Iterator[Tool]:
    """A Superset with a database, datasets, charts and a dashboard."""
    sandbox = Sandbox(contacts=1100, messages=3000)
    with serve(sandbox) as place, home.serve(free_port()) as address:
        service = Service(address, NAME, home.password)
        url = with_options(f"heymarket://:{SANDBOX_API_KEY}@127.0.0.1:{place.port}/?tls=false")
        made = make(service, url)
        tool = Tool(service, sandbox, address, home.password, url, made, len(sandbox.log))
        tool.calls()
        yield tool


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
