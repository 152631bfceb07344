"""Faults and moved rows on request: what goes wrong with which request."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from email.utils import formatdate
from enum import StrEnum
from fnmatch import fnmatchcase
from typing import Any

from .calls import Answer
from .presenting import encode
from .world import World


class Wire(StrEnum):
    """How a reply reaches the client: CUT ends in the middle of the body, DROPPED brings nothing, TRICKLED is slow."""

    WHOLE = "whole"
    CUT = "cut"
    DROPPED = "dropped"
    TRICKLED = "trickled"


@dataclass(frozen=True, slots=True)
class Fail:
    """An error status, with Retry-After in seconds or as a date if asked.

    The server did nothing, unless it `acted`, wholly or on the first `rows` of a batch.
    """

    status: int = 500
    retry_after: float | None = None
    dated: bool = False
    body: str | None = None
    acted: bool = False
    rows: int | None = None


@dataclass(frozen=True, slots=True)
class Truncate:
    """A body that ends early although its length was announced; half of it arrives unless told."""

    kept: int | None = None


@dataclass(frozen=True, slots=True)
class Garble:
    """A whole body that is not JSON."""

    body: str = '[{"id": 1, "updated": '
    acted: bool = False
    rows: int | None = None


@dataclass(frozen=True, slots=True)
class Html:
    """A page of a proxy instead of JSON."""

    status: int = 502
    acted: bool = False
    rows: int | None = None


@dataclass(frozen=True, slots=True)
class Drop:
    """A connection that closes without a reply, after the server acted or before."""

    acted: bool = True
    rows: int | None = None


@dataclass(frozen=True, slots=True)
class Delay:
    """A reply that comes late."""

    seconds: float = 0.2


@dataclass(frozen=True, slots=True)
class Hang:
    """A request that is never answered: the connection closes after so many seconds."""

    seconds: float = math.inf
    acted: bool = True
    rows: int | None = None


@dataclass(frozen=True, slots=True)
class Trickle:
    """A body that arrives in small pieces over so many seconds."""

    seconds: float = 1.0


@dataclass(frozen=True, slots=True)
class EmptyPage:
    """A page without rows."""


@dataclass(frozen=True, slots=True)
class RepeatPage:
    """The page that the same path answered before, again."""


@dataclass(frozen=True, slots=True)
class ShortPage:
    """A page that lacks some of its rows: the last ones, or those at its head."""

    lost: int = 1
    head: bool = False


@dataclass(frozen=True, slots=True)
class Edit:
    """A reply whose parsed JSON was changed by a function, which may return a new value."""

    change: Callable[[Any], Any]


Fault = Fail | Truncate | Garble | Html | Drop | Delay | Hang | Trickle | EmptyPage | RepeatPage | ShortPage | Edit
Action = Callable[[World], object]


@dataclass(slots=True)
class Plan:
    """One thing that is to happen to the matching requests from the nth on."""

    does: Fault | Action
    path: str | None = None
    method: str | None = None
    nth: int = 1
    times: float = 1
    seen: int = 0
    done: int = 0

    def takes(self, method: str, path: str) -> bool:
        """Whether this request is one the plan is for; counts it."""
        if self.path is not None and not fnmatchcase(path, self.path):
            return False
        if self.method is not None and self.method != method:
            return False
        self.seen += 1
        if self.seen < self.nth or self.done >= self.times:
            return False
        self.done += 1
        return True


class Mischief:
    """The plans of a sandbox; each request consults them in the order of their making."""

    def __init__(self) -> None:
        self.plans: list[Plan] = []
        self._before: dict[str, Answer] = {}

    def add(
        self, fault: Fault, *, path: str | None = None, method: str | None = None, nth: int = 1, times: float = 1
    ) -> Plan:
        """Let a fault befall the nth matching request from now and the next ones; `path` may hold wildcards."""
        return self._plan(Plan(fault, path, method, nth, times))

    def before(
        self, action: Action, *, path: str | None = None, method: str | None = None, nth: int = 1, times: float = 1
    ) -> Plan:
        """Let something happen to the world just before the nth matching request is answered."""
        return self._plan(Plan(action, path, method, nth, times))

    def script(self, faults: Iterable[Fault | None], *, path: str | None = None) -> None:
        """Let one fault after the other befall the matching requests; None spares one."""
        for place, fault in enumerate(faults, 1):
            if fault is not None:
                self.add(fault, path=path, nth=place)

    def clear(self) -> None:
        """Forget every plan."""
        self.plans.clear()
        self._before.clear()

    def take(self, method: str, path: str, world: World) -> list[Fault]:
        """Run the actions planned for this request and give the faults that befall it."""
        faults: list[Fault] = []
        for plan in list(self.plans):
            if plan.takes(method, path):
                if isinstance(plan.does, Fault):
                    faults.append(plan.does)
                else:
                    plan.does(world)
        return faults

    def bend(self, path: str, answer: Answer, faults: list[Fault]) -> Answer:
        """The answer after the faults that change pages."""
        repeated = self._before.get(path)
        if answer.rows is not None and answer.status == 200:
            self._before[path] = answer
        for fault in faults:
            answer = _bend(answer, fault, repeated)
        return answer

    def _plan(self, plan: Plan) -> Plan:
        self.plans.append(plan)
        return plan


def acted(faults: list[Fault]) -> int | None:
    """How many rows of a batch the server acts on before a fault: none, some, or (as None) all that was asked."""
    for fault in faults:
        if isinstance(fault, Fail | Garble | Html | Drop | Hang) and not (fault.acted and fault.rows is None):
            return fault.rows or 0
    return None


def replaced(faults: list[Fault], now: float) -> Answer | None:
    """The answer that a fault gives in place of the real one."""
    for fault in faults:
        match fault:
            case Fail(status, retry_after, dated, body, _, _):
                return Answer(_failed(status, body), status, headers=_retry_after(retry_after, dated, now))
            case Html(status, _, _):
                page = b"<html><body><h1>Bad Gateway</h1></body></html>"
                return Answer(page, status, "text/html; charset=utf-8")
            case Garble(body, _, _):
                return Answer(body.encode())
            case _:
                continue
    return None


def carriage(faults: list[Fault]) -> tuple[Wire, float, int | None]:
    """How the reply travels: the wire's fault, seconds of delay, bytes that arrive."""
    wire, delay, kept = Wire.WHOLE, 0.0, None
    for fault in faults:
        match fault:
            case Truncate(size):
                wire, kept = Wire.CUT, size
            case Drop(_, _):
                wire = Wire.DROPPED
            case Hang(seconds, _, _):
                wire, delay = Wire.DROPPED, delay + seconds
            case Delay(seconds):
                delay += seconds
            case Trickle(seconds):
                wire, delay = Wire.TRICKLED, delay + seconds
            case _:
                continue
    return wire, delay, kept


def retry_after(seconds: float, dated: bool, now: float) -> str:
    """The value of a Retry-After header."""
    return formatdate(math.ceil(now + seconds), usegmt=True) if dated else str(math.ceil(seconds))


def _bend(answer: Answer, fault: Fault, repeated: Answer | None) -> Answer:
    if isinstance(fault, Edit):
        value = json.loads(answer.body)
        changed = fault.change(value)
        return replace(answer, body=encode(value if changed is None else changed))
    if not answer.body.startswith(b"["):
        return answer
    match fault:
        case EmptyPage():
            return replace(answer, body=b"[]", rows=0)
        case RepeatPage():
            return repeated or answer
        case ShortPage(lost, head):
            rows = json.loads(answer.body)
            rows = rows[lost:] if head else rows[: max(len(rows) - lost, 0)]
            return replace(answer, body=encode(rows), rows=len(rows))
        case _:
            return answer


def _failed(status: int, body: str | None) -> bytes:
    return encode({"message": f"sandbox mischief: status {status}"}) if body is None else body.encode()


def _retry_after(seconds: float | None, dated: bool, now: float) -> tuple[tuple[str, str], ...]:
    return () if seconds is None else (("Retry-After", retry_after(seconds, dated, now)),)
