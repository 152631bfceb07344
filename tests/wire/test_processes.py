"""One budget for all processes of a machine, over HTTP: no 429, evenly served, and nothing locked by one that died."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

import pytest

from heymarket_dbapi.effects import fetch
from heymarket_dbapi.options import settings
from heymarket_dbapi.sandbox import SANDBOX_API_KEY
from heymarket_dbapi.wire import Errand, Wire

from .race import await_readiness, race, racer, start
from .racer import INBOXES
from .server import Answer, Asked, Server

Serve = Callable[..., Server]

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="processes are killed by a signal")


def wait_until(happened: Callable[[], bool]) -> None:
    """Wait, but not for ever."""
    until = time.monotonic() + 20
    while not happened() and time.monotonic() < until:
        time.sleep(0.01)
    assert happened()


@pytest.mark.parametrize(("calls", "budget", "window"), [(25, 50, 6.0), (20, 20, 1.0)])
def test_four_processes_are_served_evenly(calls: int, budget: int, window: float) -> None:
    done = race(calls, budget, window)
    assert done.codes == {f"racer{number}": 0 for number in range(4)}
    assert done.refused == 0
    assert sum(len(entries) for entries in done.log.values()) == 4 * calls
    assert done.shares[0] >= 0.5 * calls
    assert (-(-4 * calls // budget) - 1) * window <= done.seconds < 12


def test_a_killed_process_leaves_nothing_locked() -> None:
    done = race(20, 20, 1.0, kill_after=0.7)
    assert sorted(done.codes.values(), key=str) == [0, 0, 0, None]
    assert done.refused == 0
    assert done.seconds < 12


def test_what_a_killed_process_had_in_flight_is_free_a_window_later(serve: Serve) -> None:
    server = serve(lambda asked: Answer(after=30.0 if asked.headers["user-agent"] == "racer" else 0.0))
    with racer(server.url, "racer", "blocking", 8, 8, 1.5) as killed:
        await_readiness(killed)
        start(killed)
        wait_until(lambda: server.in_flight == 8)
        killed.kill()
        begin = time.monotonic()
        made = settings(None, {}, base_url=server.url, api_key=SANDBOX_API_KEY, requests_per_minute=8)
        assert Wire(made, 1.5).run(fetch(INBOXES), Errand(timeout=20)).status == 200
    assert 1.4 <= time.monotonic() - begin < 5


def test_a_retry_after_holds_for_all_processes(serve: Serve) -> None:
    times: list[float] = []

    def respond(asked: Asked) -> Answer:
        times.append(time.monotonic())
        return Answer(429, headers={"Retry-After": "2"}) if len(times) == 1 else Answer()

    server = serve(respond)
    made = settings(None, {}, base_url=server.url, api_key=SANDBOX_API_KEY)
    with racer(server.url, "racer", "awaiting", 2, 500, 60.0) as other:
        await_readiness(other)
        assert Wire(made).run(fetch(INBOXES), Errand()).status == 429
        told = time.monotonic()
        start(other)
        assert other.wait(20) == 0
    assert len(times) == 3
    assert all(1.9 <= moment - told < 10 for moment in times[1:])
