"""One write told to the API: done, refused, or unknown, and repeated only where that is safe.

A request that never left, or that was refused, changed nothing. One that broke off, or was answered with 5xx, may have
been carried out: where the endpoint may be repeated it is, else the outcome is unknown, and whoever asked has to look.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from typing import Any

from heymarket_dbapi.api import faults
from heymarket_dbapi.api.exchange import LONGEST_TOLD_PAUSE, Exchange, growing_pause
from heymarket_dbapi.catalog.ways import Repeat
from heymarket_dbapi.effects import Effect, Fetch, Flow, NetworkFault, Reply, Request, pause
from heymarket_dbapi.errors import DatabaseError, OperationalError


@dataclass(frozen=True, slots=True)
class Done:
    """The API did it. ``data`` is the reply's JSON, None where it is none; ``is_repeated``: it was told twice."""

    request: Request
    data: Any
    request_id: str | None
    is_repeated: bool = False
    is_gone: bool = False


@dataclass(frozen=True, slots=True)
class Refused:
    """The API did nothing, and says why. ``is_for_all``: it would refuse whatever else is asked, too."""

    request: Request
    error: DatabaseError
    is_for_all: bool = False

    @property
    def status(self) -> int | None:
        """The reply's status."""
        return self.error.status


@dataclass(frozen=True, slots=True)
class Unknown:
    """Whether the API did it is not known."""

    request: Request
    reason: str
    request_id: str | None
    status: int | None = None

    def error(self, look_at: str) -> OperationalError:
        """The error that says so, and where to look."""
        place = f"{self.request.method} {self.request.path}"
        text = f"the outcome of {place} is unknown ({self.reason}): it may have been carried out; look at {look_at}"
        return OperationalError(text, request_id=self.request_id, status=self.status)


Told = Done | Refused | Unknown

# The bare strings with which the documents let calls answer that all of it was done.
_WORDS = frozenset({"ok", "success", "deleted"})


def says_done(data: Any) -> bool:
    """Whether a reply says in a word that all of it was done."""
    return isinstance(data, str) and data.strip().lower() in _WORDS


def tell(request: Request, repeat: Repeat, exchange: Exchange) -> Flow[Told]:
    """What came of a write."""
    attempt, is_unclear, told_by = 0, False, None
    while True:
        retry_after: float | None = None
        try:
            reply: Reply = yield from _fetch(request)
        except NetworkFault as fault:
            told_by = fault.request_id or told_by
            is_unclear = is_unclear or fault.was_sent
            reason, status = fault.reason, None
            may_repeat = not fault.was_sent or repeat is Repeat.SAFE
        else:
            exchange.tally.add(request, reply, is_repeated=attempt > 0)
            told_by = reply.request_id or told_by
            if reply.is_success and _is_readable(reply):
                return Done(request, _data(reply), reply.request_id, is_repeated=is_unclear)
            if not reply.is_success and reply.status not in faults.TRANSIENT:
                return _refused(request, reply, is_unclear=is_unclear)
            is_unclear = is_unclear or reply.status != 429
            reason, status = f"status {reply.status}", reply.status
            if reply.is_success:
                reason, status = "the reply is no readable JSON", None
            may_repeat = reply.status == 429 or repeat is Repeat.SAFE
            retry_after = faults.retry_after(reply)
            if reply.status == 429 and not is_unclear and attempt >= exchange.retries:
                return Refused(request, faults.error(request, reply), is_for_all=True)
        is_late = retry_after is not None and retry_after > LONGEST_TOLD_PAUSE
        if not may_repeat or attempt >= exchange.retries or is_late:
            if is_unclear:
                return Unknown(request, reason, told_by, status)
            error = OperationalError(f"no reply to {request.method} {request.path}: {reason}", request_id=told_by)
            return Refused(request, error, is_for_all=True)
        yield from pause(growing_pause(attempt) if retry_after is None else retry_after)
        attempt += 1


def _fetch(request: Request) -> Generator[Effect, Any, Reply]:
    reply: Reply = yield Fetch(request)
    return reply


def _refused(request: Request, reply: Reply, *, is_unclear: bool) -> Told:
    if is_unclear and request.method == "DELETE" and reply.status in faults.GONE:
        return Done(request, None, reply.request_id, is_repeated=True, is_gone=True)
    error = faults.error(request, reply)
    if is_unclear and request.method != "PUT":
        return Unknown(request, f"status {reply.status} after an attempt without a reply", reply.request_id)
    return Refused(request, error, is_for_all=reply.status == 401)


def _is_readable(reply: Reply) -> bool:
    """Whether the reply is JSON, or plain text, or empty; what is none of these a proxy may have made."""
    kind = (reply.header("content-type") or "").lower()
    return not reply.body.strip() or kind.startswith("text/plain") or _data(reply) is not None or reply.body == b"null"


def _data(reply: Reply) -> Any:
    """The reply's JSON; None where it is none."""
    try:
        return faults.document(reply)
    except ValueError:
        return None
