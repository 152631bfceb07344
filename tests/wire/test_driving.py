"""Gather, pause, compute, cancel and deadline, in both modes."""

from __future__ import annotations

import asyncio
import inspect
import os
import signal
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from heymarket_dbapi.effects import (
    Flow,
    NetworkFault,
    Request,
    compute,
    fetch,
    gather,
    pause,
)
from heymarket_dbapi.errors import OperationalError
from heymarket_dbapi.options import Settings, settings
from heymarket_dbapi.wire import AwaitingWire, Errand, Wire

from .conftest import Run
from .server import Answer, Asked, Server

Serve = Callable[..., Server]
CONTACTS = Request.of("GET", "/v1/contacts")
NOWHERE = settings("heymarket://:key@127.0.0.1:9/?tls=false", {})


def at(url: str, **options: object) -> Settings:
    return settings(None, {}, base_url=url, api_key="key", **options)


def value(result: object) -> Flow[object]:
    yield from pause(0)
    return result


def failing(error: Exception, seconds: float = 0.0) -> Flow[None]:
    yield from pause(seconds)
    raise error


class Computation:
    """Something that computes until it is interrupted."""

    def __init__(self) -> None:
        self.interrupted = threading.Event()
        self.ended = threading.Event()
        self.began = threading.Event()

    def compute(self) -> None:
        self.began.set()
        try:
            if self.interrupted.wait(10.0):
                raise ArithmeticError("interrupted")
        finally:
            self.ended.set()


def cancel_soon(errand: Errand, seconds: float = 0.1) -> None:
    threading.Timer(seconds, errand.cancel).start()


def test_results_of_a_gather_are_in_order(run: Run) -> None:
    def late(seconds: float) -> Flow[float]:
        yield from pause(seconds)
        return seconds

    assert run(NOWHERE, gather([late(0.05), late(0.0), late(0.02)])) == [0.05, 0.0, 0.02]
    assert run(NOWHERE, gather([])) == []


def test_gathers_within_gathers_end(run: Run) -> None:
    def nested(depth: int) -> Flow[int]:
        if depth == 0:
            yield from pause(0.001)
            return 1
        return sum((yield from gather([nested(depth - 1) for _ in range(3)])))

    made = settings("heymarket://:key@127.0.0.1:9/?tls=false&concurrency=2", {})
    assert run(made, nested(4)) == 81


def test_a_gather_sends_at_the_same_time_and_no_more_than_allowed(run: Run, serve: Serve) -> None:
    server = serve(lambda asked: Answer(after=0.05))
    run(at(server.url, concurrency=3), gather([fetch(CONTACTS) for _ in range(9)]))
    assert (len(server.asked), server.most_in_flight) == (9, 3)


def test_the_first_error_of_a_gather_is_raised_and_the_others_stop(run: Run) -> None:
    ended = []

    def slow() -> Flow[None]:
        try:
            yield from pause(5.0)
            ended.append("finished")
        except GeneratorExit:
            ended.append("stopped")
            raise

    started = time.monotonic()
    with pytest.raises(ArithmeticError):
        run(NOWHERE, gather([slow(), failing(ArithmeticError(), 0.05), slow()]))
    assert ended == ["stopped", "stopped"]
    assert time.monotonic() - started < 2


def test_a_flow_may_catch_the_error_of_a_gather(run: Run) -> None:
    def careful() -> Flow[object]:
        try:
            yield from gather([failing(NetworkFault("cut")), value(1)])
        except NetworkFault:
            return (yield from gather([value(2), value(3)]))
        return None

    assert run(NOWHERE, careful()) == [2, 3]


def test_errors_of_a_computation_go_into_the_flow(run: Run) -> None:
    def careful() -> Flow[object]:
        try:
            yield from compute(lambda: 1 / 0)
        except ZeroDivisionError:
            return (yield from compute(lambda: 5, lambda: None))
        return None

    assert run(NOWHERE, careful()) == 5


def test_a_cancelled_pause_ends(run: Run) -> None:
    errand = Errand()
    cancel_soon(errand)
    started = time.monotonic()
    with pytest.raises(OperationalError, match="cancelled"):
        run(NOWHERE, pause(10.0), errand)
    assert time.monotonic() - started < 2


def test_a_cancelled_request_ends_and_nothing_follows(run: Run, serve: Serve) -> None:
    server = serve(lambda asked: Answer(after=3.0))
    errand = Errand()
    cancel_soon(errand)

    def many() -> Flow[None]:
        for _ in range(3):
            yield from gather([fetch(CONTACTS), fetch(CONTACTS)])

    started = time.monotonic()
    with pytest.raises(OperationalError, match="cancelled"):
        run(at(server.url), many(), errand)
    assert time.monotonic() - started < 2
    assert len(server.asked) == 2
    assert [call.status for call in errand.calls] == [None, None]
    with pytest.raises(OperationalError, match="cancelled"):
        run(at(server.url), fetch(CONTACTS), errand)
    server.respond = lambda asked: Answer()
    assert run(at(server.url), fetch(CONTACTS)).status == 200


def test_a_cancelled_computation_is_interrupted_and_waited_for(run: Run) -> None:
    work, errand = Computation(), Errand()
    cancel_soon(errand)
    with pytest.raises(OperationalError, match="cancelled"):
        run(NOWHERE, compute(work.compute, work.interrupted.set), errand)
    assert work.ended.is_set()


def test_a_computation_that_ended_is_not_interrupted(run: Run) -> None:
    interrupts: list[int] = []
    errand = Errand()
    run(NOWHERE, compute(lambda: None, lambda: interrupts.append(1)), errand)
    errand.cancel()
    assert interrupts == []


def test_the_timeout_ends_requests_pauses_and_computations(run: Run, serve: Serve) -> None:
    server = serve(lambda asked: Answer(after=3.0))
    work = Computation()
    for flow in (fetch(CONTACTS), pause(5.0), compute(work.compute, work.interrupted.set)):
        started = time.monotonic()
        with pytest.raises(OperationalError, match=r"timeout of 0\.2 s"):
            run(at(server.url), flow, Errand(timeout=0.2))
        assert 0.15 < time.monotonic() - started < 2


def test_the_timeout_does_not_count_what_the_caller_does_in_between(run: Run) -> None:
    errand = Errand(timeout=0.3)
    run(NOWHERE, pause(0.05), errand)
    time.sleep(0.3)
    run(NOWHERE, pause(0.05), errand)
    remaining = errand.remaining()
    assert remaining is not None and 0.0 < remaining < 0.21


@pytest.mark.skipif(os.name == "nt", reason="signals are sent to the process otherwise there")
def test_an_interrupt_from_the_keyboard_ends_a_run(run: Run, serve: Serve) -> None:
    server = serve(lambda asked: Answer(after=3.0))
    work = Computation()
    flows: list[Flow[object]] = [
        fetch(CONTACTS),
        gather([fetch(CONTACTS), pause(5.0)]),
        compute(work.compute, work.interrupted.set),
    ]
    for flow in flows:
        started = time.monotonic()
        threading.Timer(0.1, os.kill, (os.getpid(), signal.SIGINT)).start()
        with pytest.raises(KeyboardInterrupt):
            run(at(server.url), flow)
        assert time.monotonic() - started < 2
        assert inspect.getgeneratorstate(flow) == inspect.GEN_CLOSED
    assert work.ended.is_set()


def test_a_cancelled_task_raises_and_leaves_the_wire_usable(serve: Serve) -> None:
    server = serve(lambda asked: Answer(after=0.0 if asked.target == "/quick" else 3.0))
    work = Computation()

    async def scene() -> int:
        wire = AwaitingWire(at(server.url))
        flows: list[Flow[object]] = [
            gather([fetch(CONTACTS), fetch(CONTACTS)]),
            pause(5.0),
            compute(work.compute, work.interrupted.set),
        ]
        for flow in flows:
            task = asyncio.ensure_future(wire.run(flow, Errand()))
            await asyncio.sleep(0.1)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            assert inspect.getgeneratorstate(flow) == inspect.GEN_CLOSED
        assert work.ended.is_set()
        return (await wire.run(fetch(Request.of("GET", "/quick")), Errand())).status

    assert asyncio.run(scene()) == 200


def test_the_loop_goes_on_while_something_is_computed() -> None:
    async def scene() -> int:
        ticks = 0
        task = asyncio.ensure_future(AwaitingWire(NOWHERE).run(compute(lambda: time.sleep(0.2)), Errand()))
        while not task.done():
            await asyncio.sleep(0.01)
            ticks += 1
        return ticks

    assert asyncio.run(scene()) > 5


def test_threads_share_a_wire(serve: Serve) -> None:
    server = serve()
    wire = Wire(at(server.url))
    with ThreadPoolExecutor(4) as pool:
        replies = list(pool.map(lambda _: wire.run(fetch(CONTACTS), Errand()), range(20)))
    assert [reply.status for reply in replies] == [200] * 20
    assert server.connections <= 4


def test_loops_of_several_threads_share_a_budget(serve: Serve) -> None:
    server = serve(lambda asked: Answer(after=0.02))
    made = at(server.url, concurrency=2)

    def one_loop(_: int) -> None:
        asyncio.run(AwaitingWire(made).run(gather([fetch(CONTACTS) for _ in range(5)]), Errand()))

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(one_loop, range(3)))
    assert (len(server.asked), server.most_in_flight) == (15, 2)


def test_the_budget_of_a_window_is_kept(run: Run, serve: Serve) -> None:
    times: list[float] = []

    def note(asked: Asked) -> Answer:
        times.append(time.monotonic())
        return Answer()

    made = at(serve(note).url, requests_per_minute=5)
    run(made, gather([fetch(CONTACTS) for _ in range(12)]), window=0.3)
    times.sort()
    assert all(later - earlier >= 0.3 for earlier, later in zip(times, times[5:], strict=False))
    assert times[-1] - times[0] < 1.5


def test_a_cancelled_wait_for_the_budget_ends(run: Run, serve: Serve) -> None:
    server = serve()
    made = at(server.url, requests_per_minute=1)
    errand = Errand()
    cancel_soon(errand)
    with pytest.raises(OperationalError, match="cancelled"):
        run(made, gather([fetch(CONTACTS), fetch(CONTACTS)]), errand)
    assert len(server.asked) == 1


def test_a_smaller_budget_counts_only_while_its_connection_lives(serve: Serve) -> None:
    server = serve()
    small, usual = Wire(at(server.url, requests_per_minute=1)), Wire(at(server.url))
    small.run(fetch(CONTACTS), Errand())
    with pytest.raises(OperationalError, match="timeout"):
        usual.run(fetch(CONTACTS), Errand(timeout=0.1))
    del small
    assert usual.run(fetch(CONTACTS), Errand(timeout=5)).status == 200
