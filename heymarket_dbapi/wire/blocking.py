"""Flows driven by blocking calls, gathers in threads."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from heymarket_dbapi.effects import Compute, Effect, Fetch, Flow, Gather, NetworkFault, Pause, Reply
from heymarket_dbapi.wire.driving import Course
from heymarket_dbapi.wire.errand import Errand
from heymarket_dbapi.wire.exchange import Counter, Parcel, Wait, deliver
from heymarket_dbapi.wire.governor import WINDOW
from heymarket_dbapi.wire.job import PATIENCE, Job
from heymarket_dbapi.wire.office import Office, office_of, send_to_sandbox
from heymarket_dbapi.wire.settings import WireSettings
from heymarket_dbapi.wire.signal import Abandoned, Signal
from heymarket_dbapi.wire.turnstile import Member

Result = TypeVar("Result")


class Wire:
    """Drives the flows of one connection from the thread that calls; cheap, and safe for threads."""

    def __init__(self, settings: WireSettings, window: float = WINDOW) -> None:
        self._settings = settings
        self._window = window
        self._member = Member(settings)

    def run(self, flow: Flow[Result], errand: Errand) -> Result:
        """The result of ``flow``; raises what it raises, or ``OperationalError`` when the errand is halted."""
        with errand.working():
            result: Result = self._drive(flow, errand, errand.signal)
            return result

    def _drive(self, flow: Flow[Any], errand: Errand, signal: Signal) -> Any:
        course = Course(flow, errand)
        try:
            effect = course.feed(None)
            while effect is not None:
                try:
                    errand.check()
                    signal.check()
                    value = self._perform(effect, errand, signal)
                except Exception as error:  # whatever it is belongs to the flow
                    effect = course.fail(error)
                else:
                    effect = course.feed(value)
            return course.result
        finally:
            course.close()

    def _perform(self, effect: Effect, errand: Errand, signal: Signal) -> Any:
        match effect:
            case Fetch():
                return self._fetch(effect, errand, signal)
            case Gather(flows):
                return self._gather(flows, errand, signal)
            case Pause(seconds):
                return self._wait(Signal(), seconds, errand, signal)
            case Compute(function, None):
                return function()
            case Compute(function, interrupt):
                return self._outside(function, errand, signal, interrupt)

    def _fetch(self, fetch: Fetch, errand: Errand, signal: Signal) -> Reply:
        office = self._office()
        steps = deliver(Counter(self._settings, office.signer, office.turnstile), fetch, errand)
        try:
            step = next(steps)
            while True:
                try:
                    answer = self._step(step, office, errand, signal)
                except NetworkFault as fault:
                    step = steps.throw(fault)
                else:
                    step = steps.send(answer)
        except StopIteration as end:
            reply: Reply = end.value
            return reply
        finally:
            steps.close()

    def _step(self, step: Wait | Parcel, office: Office, errand: Errand, signal: Signal) -> Reply | None:
        match step:
            case Wait(bell, seconds):
                self._wait(bell, seconds, errand, signal)
                return None
            case Parcel():
                send = send_to_sandbox(self._settings, step)
                reply: Reply = self._outside(
                    send or (lambda: office.blocking(self._settings).send(step)), errand, signal
                )
                return reply

    def _gather(self, flows: Sequence[Flow[Any]], errand: Errand, signal: Signal) -> list[Any]:
        with signal.branch() as branch:
            gathering = Gathering(flows, lambda flow: self._drive(flow, errand, branch), branch)
            workers = [
                threading.Thread(target=gathering.work, name="heymarket", daemon=True)
                for _ in range(min(len(flows), self._settings.concurrency))
            ]
            for worker in workers:
                worker.start()
            try:
                for worker in workers:
                    worker.join()
            except BaseException:
                branch.fire()
                for worker in workers:
                    worker.join(PATIENCE)
                raise
            # Flows that were not begun because the errand was halted have no result: the halt is what is to be told.
            errand.check()
            signal.check()
            return gathering.results()

    def _wait(self, bell: Signal, seconds: float, errand: Errand, signal: Signal) -> None:
        """Nothing, after the bell or the seconds; raises when the errand is halted before."""
        woken = threading.Event()
        remaining = errand.remaining()
        longest = min(seconds, threading.TIMEOUT_MAX, threading.TIMEOUT_MAX if remaining is None else remaining)
        with signal.watch(woken.set), bell.watch(woken.set):
            woken.wait(longest)
        errand.check()
        signal.check()

    def _outside(
        self,
        function: Callable[[], Any],
        errand: Errand,
        signal: Signal,
        interrupt: Callable[[], None] | None = None,
    ) -> Any:
        """What ``function`` returns, called in another thread so that this one can let go of it."""
        woken = threading.Event()
        job = Job(function, woken.set)
        try:
            with signal.watch(woken.set):
                woken.wait(errand.remaining())
        finally:
            if interrupt is not None:
                job.interrupt(interrupt)
        if not job.is_done or job.has_failed:
            errand.check()
            signal.check()
        if not job.is_done:
            errand.expire()
        return job.result()

    def _office(self) -> Office:
        office = office_of(self._settings, self._window)
        office.turnstile.join(self._member)
        return office


class Gathering:
    """Flows that several threads run to their ends, one after another as threads come free."""

    def __init__(self, flows: Sequence[Flow[Any]], run: Callable[[Flow[Any]], Any], signal: Signal) -> None:
        self._waiting = list(enumerate(flows))[::-1]
        self._results: list[Any] = [None] * len(flows)
        self._run = run
        self._signal = signal
        self._error: BaseException | None = None
        self._lock = threading.Lock()

    def work(self) -> None:
        """Run flows until none is left or one has failed."""
        while not self._signal.is_fired:
            with self._lock:
                if not self._waiting:
                    return
                place, flow = self._waiting.pop()
            try:
                self._results[place] = self._run(flow)
            except BaseException as error:  # whatever it is belongs to the thread that gathers
                self._fail(error)

    def results(self) -> list[Any]:
        """The results in order; raises the first error."""
        for _, flow in self._waiting:
            flow.close()
        if self._error is not None:
            raise self._error
        return self._results

    def _fail(self, error: BaseException) -> None:
        with self._lock:
            if self._error is None or isinstance(self._error, Abandoned):
                self._error = error
        self._signal.fire()
