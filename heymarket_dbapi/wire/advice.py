"""What a reply says of the server's rate limit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

from heymarket_dbapi.api.faults import retry_after
from heymarket_dbapi.effects import Reply

Number = TypeVar("Number", int, float)

MINUTE = 60.0
# What is larger is a moment in Unix seconds.
_LONGEST_SPAN = 10**8


@dataclass(frozen=True, slots=True)
class Advice:
    """Send nothing for ``pause`` seconds; ``limit`` is the budget, where the server named it."""

    pause: float = 0.0
    limit: int | None = None


NONE = Advice()


def advice(reply: Reply) -> Advice:
    """What to heed after ``reply``.

    Neither ``Retry-After`` nor ``X-RateLimit-*`` is documented; they are heeded where they come. What
    is not within a minute is not about a budget of one.
    """
    told = retry_after(reply) if reply.status == 429 else None
    pause = 0.0 if told is None or told > MINUTE else told
    limit = _number(int, reply.header("x-ratelimit-limit"))
    left = _number(int, reply.header("x-ratelimit-remaining"))
    reset = _number(float, reply.header("x-ratelimit-reset"))
    if reset is not None and reset > _LONGEST_SPAN:
        reset -= reply.received_at
    if left == 0 and reset is not None and 0 < reset <= MINUTE:
        pause = max(pause, reset)
    is_of_a_minute = reset is None or 1 < reset <= MINUTE
    if limit is None or limit < 1 or not is_of_a_minute:
        return Advice(pause) if pause else NONE
    return Advice(pause, limit)


def _number(kind: type[Number], text: str | None) -> Number | None:
    try:
        return None if text is None else kind(text)
    except ValueError:
        return None
