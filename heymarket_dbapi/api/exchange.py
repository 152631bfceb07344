"""One statement's conversation with the API: asks politely, reads JSON, and asks nothing twice.

What may be repeated is declared per endpoint. 429, 5xx, broken connections and unreadable bodies are asked again within
``retries``, after ``Retry-After`` or a growing pause with jitter; then they are errors. So is a ``Retry-After`` that is
longer than anybody waits for a statement.
"""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from heymarket_dbapi.api import faults
from heymarket_dbapi.api.facts import Facts
from heymarket_dbapi.api.tally import Tally
from heymarket_dbapi.catalog.ways import Repeat
from heymarket_dbapi.effects import Fetch, Flow, NetworkFault, Reply, Request, pause
from heymarket_dbapi.errors import DatabaseError, OperationalError

FIRST_PAUSE = 0.25
LONGEST_PAUSE = 20.0
LONGEST_TOLD_PAUSE = 300.0
WHILE_ANOTHER_ASKS = 0.005


@dataclass(frozen=True, slots=True)
class Answer:
    """A reply whose body was read: ``data`` is its JSON where the status is a success, else None."""

    request: Request
    reply: Reply
    data: Any = None

    @property
    def is_success(self) -> bool:
        """Whether the API did what was asked."""
        return self.reply.is_success

    @property
    def is_gone(self) -> bool:
        """Whether the status says that there is no such endpoint, or no such row."""
        return self.reply.status in faults.GONE

    @property
    def is_bad_request(self) -> bool:
        """Whether the status says that the request should not be phrased so, or means nothing that there is."""
        return self.reply.status in faults.BAD_REQUEST

    def error(self) -> DatabaseError:
        """The error that this answer means."""
        return faults.error(self.request, self.reply)


@dataclass(slots=True)
class Exchange:
    """What the flows of one statement share: bounds, learned facts, and the page store.

    ``pages`` holds the answers of this statement by request; ``kept`` those of earlier statements, where the caller
    asked for that (``result_cache_ttl``). ``keeps_pages``: pages of listings are wanted again, by another relation;
    else they are dropped once they are read, so that a long result needs no memory. ``recorder`` is given the records
    that scans read, by table: a write changes them.
    """

    facts: Facts
    retries: int = 5
    pages: dict[Request, Answer] = field(default_factory=dict)
    kept: Kept | None = None
    keeps_pages: bool = False
    notices: list[str] = field(default_factory=list)
    rows_read: int = 0
    tally: Tally = field(default_factory=Tally)
    _asking: set[Request] = field(default_factory=set)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)
    recorder: Callable[[str, Sequence[dict[str, Any]]], None] | None = None

    def ask(self, request: Request, repeat: Repeat = Repeat.SAFE, *, fresh: bool = False) -> Flow[Answer]:
        """The answer to ``request``; from the page store unless ``fresh``.

        Statuses that say no (400, 403, 404 …) are answers; 401, and whatever does not get better, are errors.
        """
        while not fresh:
            known = self.pages.get(request) or (self.kept.get(request) if self.kept else None)
            if known is not None:
                self.pages[request] = known
                return known
            if self._begin(request):
                break
            # Another flow of the statement asks just that.
            yield from pause(WHILE_ANOTHER_ASKS)
        try:
            answer = yield from self._ask_patiently(request, repeat)
            # A no may be a yes when it is asked anew, so that only what was given is kept.
            self.pages.pop(request, None)
            if answer.is_success:
                self.pages[request] = answer
                if self.kept is not None:
                    self.kept.put(answer)
            return answer
        finally:
            if not fresh:
                self._asking.discard(request)

    def _begin(self, request: Request) -> bool:
        """Whether nobody asks the request at this moment, so that it is asked now."""
        with self._lock:
            if request in self._asking:
                return False
            self._asking.add(request)
            return True

    def drop(self, request: Request) -> None:
        """Let go of a page that was read, unless another relation wants it."""
        if not self.keeps_pages:
            self.pages.pop(request, None)

    def forget(self, path: str) -> None:
        """Drop the answers of this statement to requests of ``path``, so that they are asked anew."""
        self.pages = {request: answer for request, answer in self.pages.items() if request.path != path}
        if self.kept is not None:
            self.kept.clear()

    def _ask_patiently(self, request: Request, repeat: Repeat) -> Flow[Answer]:
        attempt, told_by = 0, None
        while True:
            try:
                reply: Reply = yield Fetch(request)
                self.tally.add(request, reply, is_repeated=attempt > 0)
                answer = read(request, reply)
            except NetworkFault as fault:
                self.tally.has_repeated = True
                told_by = fault.request_id or told_by
                if attempt >= self.retries or (repeat is Repeat.NEVER and fault.was_sent):
                    raise _unanswered(request, attempt + 1, fault.reason, told_by) from None
                wait = growing_pause(attempt)
            else:
                told_by = reply.request_id or told_by
                if reply.status == 401:
                    raise answer.error()
                if reply.status not in faults.TRANSIENT or (repeat is Repeat.NEVER and reply.status != 429):
                    if not answer.is_success and reply.status not in faults.REFUSED:
                        raise answer.error()
                    return answer
                if attempt >= self.retries:
                    raise _named(answer.error(), told_by)
                told = faults.retry_after(reply)
                if told is not None and told > LONGEST_TOLD_PAUSE:
                    raise faults.too_late(request, reply, told)
                wait = growing_pause(attempt) if told is None else told + random.uniform(0, 0.05)
            attempt += 1
            yield from pause(wait)


class Kept:
    """Answers that outlive their statement for ``lifetime`` seconds; safe for threads."""

    def __init__(self, lifetime: float, clock: Callable[[], float] = time.time) -> None:
        self.lifetime = lifetime
        self._clock = clock
        self._lock = threading.Lock()
        self._answers: dict[Request, Answer] = {}

    def get(self, request: Request) -> Answer | None:
        """The kept answer, if it is young enough."""
        with self._lock:
            answer = self._answers.get(request)
        if answer is None or self._clock() - answer.reply.received_at >= self.lifetime:
            return None
        return answer

    def put(self, answer: Answer) -> None:
        """Keep ``answer``, and drop what is too old."""
        with self._lock:
            oldest = answer.reply.received_at - self.lifetime
            self._answers = {key: kept for key, kept in self._answers.items() if kept.reply.received_at > oldest}
            self._answers[answer.request] = answer

    def clear(self) -> None:
        """Drop all answers."""
        with self._lock:
            self._answers.clear()


def read(request: Request, reply: Reply) -> Answer:
    """The answer in ``reply``; a success whose body is no JSON is a fault."""
    import msgspec

    if not reply.is_success:
        return Answer(request, reply)
    try:
        return Answer(request, reply, msgspec.json.decode(reply.body))
    except (msgspec.MsgspecError, UnicodeDecodeError):
        # It may have been cut off, or come from a proxy.
        raise NetworkFault("the body is no readable JSON", request_id=reply.request_id) from None


def _named(error: DatabaseError, request_id: str | None) -> DatabaseError:
    """The error with the request id of an earlier attempt, where the last reply told none."""
    error.request_id = error.request_id or request_id
    return error


def _unanswered(request: Request, attempts: int, reason: str, request_id: str | None) -> OperationalError:
    place = f"{request.method} {request.path.partition('?')[0]}"
    tries = "1 attempt" if attempts == 1 else f"{attempts} attempts"
    return OperationalError(f"no whole reply to {place} after {tries}: {reason}", request_id=request_id)


def growing_pause(attempt: int) -> float:
    """The seconds to wait before the next attempt: doubled each time, with jitter."""
    return float(min(LONGEST_PAUSE, FIRST_PAUSE * 2**attempt)) * random.uniform(0.5, 1.0)
