"""Both modes of the wire behind one face, and servers that end with their test."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from heymarket_dbapi.effects import Flow
from heymarket_dbapi.options import Settings
from heymarket_dbapi.wire import AwaitingWire, Errand, Wire, close_all

from .server import Respond, Server

Run = Callable[..., Any]


def _blocking(settings: Settings, flow: Flow[Any], errand: Errand | None = None, window: float = 60.0) -> Any:
    return Wire(settings, window).run(flow, errand or Errand())


def _awaiting(settings: Settings, flow: Flow[Any], errand: Errand | None = None, window: float = 60.0) -> Any:
    return asyncio.run(AwaitingWire(settings, window).run(flow, errand or Errand()))


@pytest.fixture(params=[_blocking, _awaiting], ids=["blocking", "awaiting"])
def run(request: pytest.FixtureRequest) -> Run:
    """Runs a flow to its end in one mode, then in the other."""
    drive: Run = request.param
    return drive


@pytest.fixture
def serve() -> Iterator[Callable[..., Server]]:
    """Starts servers."""
    servers: list[Server] = []

    def start(respond: Respond | None = None) -> Server:
        servers.append(Server(respond))
        return servers[-1]

    yield start
    close_all()
    for server in servers:
        server.close()
