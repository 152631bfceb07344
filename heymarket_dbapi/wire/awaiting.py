"""Flows driven by an event loop, gathers in tasks."""

from __future__ import annotations

import asyncio
import contextlib
import math
from collections.abc import Callable, Coroutine, Sequence
from typing import Any, TypeVar

from heymarket_dbapi.effects import Compute, Effect, Fetch, Flow, Gather, NetworkFault, Pause, Reply
from heymarket_dbapi.wire.driving import Course
from heymarket_dbapi.wire.errand import Errand
from heymarket_dbapi.wire.exchange import Counter, Parcel, Wait, deliver
from heymarket_dbapi.wire.governor import WINDOW
from heymarket_dbapi.wire.job import INSISTENCE, PATIENCE, Job
from heymarket_dbapi.wire.office import Office, office_of, send_to_sandbox
from heymarket_dbapi.wire.settings import WireSettings
from heymarket_dbapi.wire.signal import Signal
from heymarket_dbapi.wire.turnstile import Member

Result = TypeVar("Result")


class AwaitingWire:
    """Drives the flows of one connection in the loop that awaits; cheap, and safe for tasks."""

    def __init__(self, settings: WireSettings, window: float = WINDOW) -> None:
        self._settings = settings
        self._window = window
        self._member = Member(settings)

    async def run(self, flow: Flow[Result], errand: Errand) -> Result:
        """The result of ``flow``; raises what it raises, or ``OperationalError`` when the errand is halted."""
        with errand.working():
            result: Result = await self._drive(flow, errand)
            return result

    async def _drive(self, flow: Flow[Any], errand: Errand) -> Any:
        course = Course(flow, errand)
        try:
            effect = course.feed(None)
            while effect is not None:
                try:
                    errand.check()
                    value = await self._perform(effect, errand)
                except Exception as error:  # whatever it is belongs to the flow
                    effect = course.fail(error)
                else:
                    effect = course.feed(value)
            return course.result
        finally:
            course.close()

    async def _perform(self, effect: Effect, errand: Errand) -> Any:
        match effect:
            case Fetch():
                return await self._fetch(effect, errand)
            case Gather(flows):
                return await self._gather(flows, errand)
            case Pause(seconds):
                return await self._wait(Signal(), seconds, errand)
            case Compute(function, interrupt):
                return await _race(_outside(function, interrupt or _wait_only), errand)

    async def _fetch(self, fetch: Fetch, errand: Errand) -> Reply:
        office = office_of(self._settings, self._window)
        office.turnstile.join(self._member)
        steps = deliver(Counter(self._settings, office.signer, office.turnstile), fetch, errand)
        try:
            step = next(steps)
            while True:
                try:
                    answer = await self._step(step, office, errand)
                except NetworkFault as fault:
                    step = steps.throw(fault)
                else:
                    step = steps.send(answer)
        except StopIteration as end:
            reply: Reply = end.value
            return reply
        finally:
            steps.close()

    async def _step(self, step: Wait | Parcel, office: Office, errand: Errand) -> Reply | None:
        match step:
            case Wait(bell, seconds):
                await self._wait(bell, seconds, errand)
                return None
            case Parcel():
                reply: Reply = await _race(self._send(step, office), errand)
                return reply

    async def _send(self, parcel: Parcel, office: Office) -> Reply:
        send = send_to_sandbox(self._settings, parcel)
        if send is not None:
            reply: Reply = await _outside(send, None)
            return reply
        transport = await office.awaiting(self._settings)
        return await transport.send(parcel)

    async def _gather(self, flows: Sequence[Flow[Any]], errand: Errand) -> list[Any]:
        waiting = list(enumerate(flows))[::-1]
        results: list[Any] = [None] * len(flows)

        async def work() -> None:
            while waiting:
                place, flow = waiting.pop()
                results[place] = await self._drive(flow, errand)

        tasks = [asyncio.ensure_future(work()) for _ in range(min(len(flows), self._settings.concurrency))]
        try:
            if tasks:
                await asyncio.wait(tasks, return_when=asyncio.FIRST_EXCEPTION)
            failed = next((task for task in tasks if task.done() and task.exception() is not None), None)
        finally:
            await _end(tasks)
            for _, flow in waiting:
                flow.close()
        if failed is not None:
            failed.result()
        return results

    async def _wait(self, bell: Signal, seconds: float, errand: Errand) -> None:
        """Nothing, after the bell or the seconds; raises when the errand is halted before."""
        loop = asyncio.get_running_loop()
        rung: asyncio.Future[None] = loop.create_future()

        async def pause() -> None:
            await asyncio.wait({rung}, timeout=None if math.isinf(seconds) else seconds)

        with bell.watch(_waker(loop, rung)):
            await _race(pause(), errand)


async def _race(coroutine: Coroutine[Any, Any, Any], errand: Errand) -> Any:
    """What ``coroutine`` returns, unless the errand is halted first: then it is cancelled and the halt is raised."""
    loop = asyncio.get_running_loop()
    stopped: asyncio.Future[None] = loop.create_future()
    task = asyncio.ensure_future(coroutine)
    with errand.signal.watch(_waker(loop, stopped)):
        try:
            await asyncio.wait({task, stopped}, timeout=errand.remaining(), return_when=asyncio.FIRST_COMPLETED)
        finally:
            await _end([task])
    if task.cancelled():
        errand.expire()
    elif task.exception() is not None:
        errand.check()
    return task.result()


async def _outside(function: Callable[[], Any], interrupt: Callable[[], None] | None) -> Any:
    """What ``function`` returns, called in a thread; when this is cancelled it is interrupted and waited for."""
    loop = asyncio.get_running_loop()
    ended: asyncio.Future[None] = loop.create_future()
    job = Job(function, _waker(loop, ended))
    try:
        await asyncio.wait({ended})
    except asyncio.CancelledError:
        until = loop.time() + PATIENCE
        while interrupt is not None and not job.is_done and loop.time() < until:
            interrupt()
            await asyncio.wait({ended}, timeout=INSISTENCE)
        raise
    return job.result()


def _wait_only() -> None:
    """What cannot be interrupted is waited for."""


async def _end(tasks: Sequence[asyncio.Future[Any]]) -> None:
    """Cancel what still runs, and wait until it has ended."""
    running = [task for task in tasks if not task.done()]
    for task in running:
        task.cancel()
    if running:
        await asyncio.wait(running)
    for task in tasks:
        if not task.cancelled():
            task.exception()  # looked at, so that the loop does not report an error nobody waits for


def _waker(loop: asyncio.AbstractEventLoop, future: asyncio.Future[None]) -> Callable[[], None]:
    """A function that settles ``future`` from any thread."""

    def settle() -> None:
        if not future.done():
            future.set_result(None)

    def wake() -> None:
        with contextlib.suppress(RuntimeError):  # the loop was closed: nobody waits any more
            loop.call_soon_threadsafe(settle)

    return wake
