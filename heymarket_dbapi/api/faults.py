"""Replies that are no success, as errors of the tree: tolerant of every shape of body that clients have seen.

The shape of an error body is not documented (messages.md, section 3): an object with ``message``, ``error`` or
``detail``, a bare string, plain text, HTML from a proxy, or nothing.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from heymarket_dbapi.effects import Reply, Request
from heymarket_dbapi.errors import DatabaseError, OperationalError, ProgrammingError

TRANSIENT = frozenset({429, 500, 502, 503, 504})
REFUSED = frozenset({400, 403, 404, 405, 410, 422, 501})
GONE = frozenset({404, 405, 410, 501})
BAD_REQUEST = frozenset({400, 422})
_LONGEST_REASON = 200
_PERSONAL = re.compile(r"\+?\d{7,}|[\w.+-]+@[\w.-]+|\"[^\"]*\"|'[^']*'")


def document(reply: Reply) -> Any:
    """The JSON of a reply; ValueError where it is none, or nested deeper than anything that the API sends."""
    import msgspec

    try:
        return msgspec.json.decode(reply.body)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        raise ValueError("the body is no readable JSON") from None


def reason(reply: Reply) -> str:
    """What the body of an error says, in one short line without numbers of phones, addresses or quoted texts."""
    try:
        data = document(reply)
    except ValueError:
        data = reply.body.decode("utf-8", "replace")
    if isinstance(data, dict):
        data = next((data[key] for key in ("message", "error", "detail", "error_code") if data.get(key)), "")
    said = " ".join(str(data).split()) if isinstance(data, str | int) else ""
    if said.startswith(("<", "{")):
        said = ""
    return _PERSONAL.sub("…", said)[:_LONGEST_REASON]


def error(request: Request, reply: Reply) -> DatabaseError:
    """The error that a reply which is no success means for the statement."""
    said = reason(reply)
    ending = f": {said}" if said else ""
    place = f"{request.method} {request.path.partition('?')[0]}"
    match reply.status:
        case 401:
            text = f"the API refuses the credential ({place} answered 401){ending}; check the key or the secret's id"
            kind: type[DatabaseError] = OperationalError
        case 403:
            text = f"the API denies {place} to this credential (403){ending}"
            kind = ProgrammingError
        case 429:
            text = f"the API's rate limit was exceeded at {place} (429){ending}; lower requests_per_minute"
            kind = OperationalError
        case status if status in REFUSED:
            text = f"the API refuses {place} ({status}){ending}"
            kind = ProgrammingError
        case status:
            text = f"the API failed at {place} ({status}){ending}"
            kind = OperationalError
    return kind(text, request_id=reply.request_id, status=reply.status)


def too_late(request: Request, reply: Reply, seconds: float) -> OperationalError:
    """The error that a ``Retry-After`` means which is longer than a statement waits."""
    text = f"{error(request, reply).message}; it asks to wait {seconds:.0f} s, longer than a statement does"
    return OperationalError(text, request_id=reply.request_id, status=reply.status)


def retry_after(reply: Reply) -> float | None:
    """The seconds that ``Retry-After`` asks for, in either of its forms; None where it is absent or unreadable."""
    value = (reply.header("retry-after") or "").strip()
    if re.fullmatch(r"\d+(\.\d+)?", value):
        return float(value)
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, TypeError):
        return None
    try:
        now = parsedate_to_datetime(reply.header("date") or "")
    except (ValueError, TypeError):
        now = datetime.fromtimestamp(reply.received_at, UTC)
    if moment.tzinfo is None or now.tzinfo is None:
        return None
    return max(0.0, (moment - now).total_seconds())
