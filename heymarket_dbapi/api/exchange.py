"""One statement's conversation with the API: asks politely, reads JSON, and asks nothing twice.

What may be repeated is declared per endpoint. 429, 5xx, broken connections and unreadable bodies are asked again within
``retries``, after ``Retry-After`` or a growing pause with jitter; then they are errors. So is a ``Retry-After`` that is
longer than anybody waits for a statement.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from heymarket_dbapi.api import faults
from heymarket_dbapi.api.facts import Facts
from heymarket_dbapi.api.kept import Asking, Kept
from heymarket_dbapi.api.tally import Tally
from heymarket_dbapi.catalog.ways import Repeat
from heymarket_dbapi.effects import Fetch, Flow, NetworkFault, Reply, Request, pause
from heymarket_dbapi.errors import DatabaseError, OperationalError

if TYPE_CHECKING:
    from heymarket_dbapi.api.told import Told

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

    ``pages`` holds the answers of this statement by request; ``kept`` the replies of earlier statements, where the
    caller asked for that (``result_cache_ttl``); ``earliest`` and ``latest`` are when the first answer that was taken
    was asked for, and when the last one had come. ``keeps_pages``: pages of listings are wanted again, by another
    relation; else they are dropped once they are read, so that a long result needs no memory. ``recorder`` is given the
    records that scans read, by table: a write changes them. ``told``: what replies to writes have told of rows.
    ``is_drained``: all that is left of the result is taken at once, so that no reader is to be waited for.
    """

    facts: Facts
    retries: int = 5
    pages: dict[Request, Answer] = field(default_factory=dict)
    kept: Kept | None = None
    keeps_pages: bool = False
    is_drained: bool = False
    notices: list[str] = field(default_factory=list)
    rows_read: int = 0
    tally: Tally = field(default_factory=Tally)
    earliest: float = math.inf
    latest: float = -math.inf
    _asking: Asking = field(default_factory=Asking, repr=False)
    recorder: Callable[[str, Sequence[dict[str, Any]]], None] | None = None
    told: Told | None = None

    def ask(
        self, request: Request, repeat: Repeat = Repeat.SAFE, *, fresh: bool = False, since: float | None = None
    ) -> Flow[Answer]:
        """The answer to ``request``; from the page store unless ``fresh``.

        ``since``: a kept reply must have come since that moment; to be as good as a fresh one, it must have been asked
        for since then. Statuses that say no (400, 403, 404 …) are answers; 401, and whatever does not get better, are
        errors.
        """
        kept = self.kept if repeat is Repeat.SAFE and not (fresh and since is None) else None
        asking = self._asking if kept is None else kept.asking
        while kept is not None or not fresh:
            known = None if fresh else self._paged(request, since)
            known = known or self._kept(request, kept, since, fresh=fresh)
            if known is not None:
                return self._taken(known)
            if asking.begin(request):
                break
            # Another flow, or another statement, asks just that.
            yield from pause(WHILE_ANOTHER_ASKS)
        try:
            answer = yield from self._ask_patiently(request, repeat)
            # A no may be a yes when it is asked anew, so that only what was given is kept.
            self.pages.pop(request, None)
            if answer.is_success:
                if self.kept is not None and repeat is Repeat.SAFE:
                    self.kept.put(request, answer.reply)
                self._taken(answer)
            return answer
        finally:
            if kept is not None or not fresh:
                asking.end(request)

    def _paged(self, request: Request, since: float | None) -> Answer | None:
        """The answer that this statement has; what it took of an earlier one's may be too old."""
        known = self.pages.get(request)
        is_old = known is not None and self.kept is not None and known.reply.received_at < (since or -math.inf)
        return None if is_old else known

    def _kept(self, request: Request, kept: Kept | None, since: float | None, *, fresh: bool) -> Answer | None:
        """A kept reply, read anew: what a statement does to its records is no other one's business."""
        if kept is None:
            return None
        moment = -math.inf if since is None else since
        reply = kept.get(request, sent_from=moment) if fresh else kept.get(request, received_from=moment)
        if reply is None:
            return None
        self.tally.has_kept = True
        return read(request, reply)

    def _taken(self, answer: Answer) -> Answer:
        self.pages[answer.request] = answer
        self.earliest = min(self.earliest, answer.reply.sent_at)
        self.latest = max(self.latest, answer.reply.received_at)
        return answer

    def drop(self, request: Request) -> None:
        """Let go of a page that was read, unless another relation wants it."""
        if not self.keeps_pages:
            self.pages.pop(request, None)

    def withdraw(self, beginning: str) -> None:
        """Take back the notices that begin so: what they tell of is found in another way."""
        self.notices[:] = [notice for notice in self.notices if not notice.startswith(beginning)]

    def forget(self, path: str) -> None:
        """Drop the answers of this statement to requests of ``path``, so that they are asked anew."""
        self.pages = {request: answer for request, answer in self.pages.items() if request.path != path}
        if self.kept is not None:
            self.kept.forget(path)

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


def read(request: Request, reply: Reply) -> Answer:
    """The answer in ``reply``; a success whose body is no JSON is a fault."""
    if not reply.is_success:
        return Answer(request, reply)
    try:
        return Answer(request, reply, faults.document(reply))
    except ValueError as error:
        # It may have been cut off, or come from a proxy.
        raise NetworkFault(str(error), request_id=reply.request_id) from None


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
