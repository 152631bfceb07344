"""Errors of the HTTP library, each as the fault that it means."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import httpx
import pytest

from heymarket_dbapi.effects import NetworkFault, Request, fetch
from heymarket_dbapi.options import settings
from heymarket_dbapi.wire import AwaitingWire, Errand, Wire, close_all
from heymarket_dbapi.wire.faults import as_network_faults

from .server import Server

KEY = "k3yTh4tNobodySees"
CONTACTS = Request.of("GET", "/v1/contacts")


@pytest.mark.parametrize(
    ("error", "reason", "was_sent"),
    [
        (httpx.ConnectTimeout(""), "no connection in time", False),
        (httpx.ConnectError("refused"), "no connection: refused", False),
        (httpx.ProxyError("407"), "the proxy refused the connection", False),
        (httpx.UnsupportedProtocol(KEY), "the request could not be formed", False),
        (httpx.LocalProtocolError(f"Illegal header value b'Bearer {KEY}'"), "the request could not be formed", False),
        (httpx.InvalidURL(KEY), "the request could not be formed", False),
        (UnicodeEncodeError("ascii", KEY, 0, 1, KEY), "the request could not be formed", False),
        (httpx.PoolTimeout(""), "no reply in time", True),
        (httpx.WriteTimeout(""), "no reply in time", True),
        (httpx.RemoteProtocolError("cut"), "the connection broke: cut", True),
        (httpx.ReadError(""), "the connection broke", True),
        (httpx.StreamClosed(), "the request failed (StreamClosed)", True),
        (ConnectionResetError(KEY), "the request failed (ConnectionResetError)", True),
        (RuntimeError(KEY), "the request failed (RuntimeError)", True),
    ],
    ids=lambda given: type(given).__name__ if isinstance(given, Exception) else "",
)
def test_an_error_is_a_fault_that_shows_nothing(error: Exception, reason: str, was_sent: bool) -> None:
    with pytest.raises(NetworkFault) as caught, as_network_faults():
        raise error
    assert (caught.value.reason, caught.value.was_sent) == (reason, was_sent)
    assert caught.value.__suppress_context__


def test_close_all_closes_the_connections_of_a_loop_that_runs(serve: Callable[..., Server]) -> None:
    server = serve()
    made = settings(None, {}, base_url=server.url, api_key=KEY)

    async def scene() -> None:
        wire = AwaitingWire(made)
        for _ in range(2):
            await wire.run(fetch(CONTACTS), Errand())
            Wire(made).run(fetch(CONTACTS), Errand())
            close_all()
            await asyncio.sleep(0.05)

    asyncio.run(scene())
    assert (len(server.asked), server.connections) == (4, 4)


def test_a_loop_that_ended_without_farewell_is_forgotten(serve: Callable[..., Server]) -> None:
    server = serve()
    made = settings(None, {}, base_url=server.url, api_key=KEY)
    for _ in range(2):
        assert asyncio.run(AwaitingWire(made).run(fetch(CONTACTS), Errand())).status == 200
    assert server.connections == 2
