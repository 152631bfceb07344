"""A fake driver of flows: no socket, no thread, and a clock that only moves when a flow asks or waits."""

from __future__ import annotations

import json
from collections.abc import Callable, Generator, Iterable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from heymarket_dbapi.effects import Compute, Effect, Fetch, Flow, Gather, NetworkFault, Pause, Reply, Request
from heymarket_dbapi.wire import Errand
from heymarket_dbapi.wire.driving import Course

Result = TypeVar("Result")
Respond = Callable[[Fetch], Reply]

TURN = 0.02  # seconds that one request takes


@dataclass(slots=True)
class Clock:
    """Seconds since 1970, moved by hand."""

    now: float = 1_780_000_000.0

    def __call__(self) -> float:
        return self.now


@dataclass(slots=True)
class Trace:
    """What flows asked of the world: requests in their order, and seconds waited."""

    requests: list[Request] = field(default_factory=list)
    pauses: list[float] = field(default_factory=list)


def drive(flow: Flow[Result], respond: Respond, trace: Trace | None = None, clock: Clock | None = None) -> Result:
    """The result of ``flow``; flows that are gathered take turns, one request each."""
    steps = _steps(flow, respond, trace or Trace(), clock or Clock())
    while True:
        try:
            next(steps)
        except StopIteration as end:
            result: Result = end.value
            return result


def _steps(flow: Flow[Any], respond: Respond, trace: Trace, clock: Clock) -> Generator[None, None, Any]:
    """Carries out the effects of a flow, with a stop before each request."""
    course = Course(flow, Errand())
    effect = course.feed(None)
    while effect is not None:
        try:
            value = yield from _perform(effect, respond, trace, clock)
        except NetworkFault as fault:
            effect = course.fail(fault)
        else:
            effect = course.feed(value)
    return course.result


def _perform(effect: Effect, respond: Respond, trace: Trace, clock: Clock) -> Generator[None, None, Any]:
    match effect:
        case Fetch(request):
            yield
            trace.requests.append(request)
            clock.now += TURN
            return respond(effect)
        case Gather(flows):
            return (yield from _in_turns([_steps(inner, respond, trace, clock) for inner in flows]))
        case Pause(seconds):
            trace.pauses.append(seconds)
            clock.now += seconds
            yield  # the others take their turn: what is waited for may be theirs to do
        case Compute(function):
            return function()


def _in_turns(courses: list[Generator[None, None, Any]]) -> Generator[None, None, list[Any]]:
    results: dict[int, Any] = {}
    while len(results) < len(courses):
        for place, course in enumerate(courses):
            if place not in results:
                try:
                    next(course)
                except StopIteration as end:
                    results[place] = end.value
        yield
    return [results[place] for place in range(len(courses))]


def reply(data: Any = None, status: int = 200, at: float = 0.0, **headers: str) -> Reply:
    """A reply whose body is ``data``: bytes as they are, else as JSON; underscores in names of headers are hyphens."""
    body = data if isinstance(data, bytes) else json.dumps(data).encode()
    named = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    return Reply(status, named, body, at, at)


class Script:
    """Gives the replies in their order; a fault is raised, and one request more than there are replies is an error."""

    def __init__(self, replies: Iterable[Reply | NetworkFault]) -> None:
        self.left = list(replies)

    def __call__(self, fetch: Fetch) -> Reply:
        assert self.left, f"one request too many: {fetch.request}"
        given = self.left.pop(0)
        if isinstance(given, NetworkFault):
            raise given
        return given
