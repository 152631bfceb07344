"""How many rows a table has, by its counter, where the server has one."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from typing import Any

from heymarket_dbapi.api import times
from heymarket_dbapi.api.exchange import Exchange
from heymarket_dbapi.api.phrase import phrase
from heymarket_dbapi.catalog.spec import Table
from heymarket_dbapi.effects import Flow, Reply
from heymarket_dbapi.plan.statistics import counter_gone_fact, rows_fact


@dataclass(frozen=True, slots=True)
class Count:
    """A counter's answer, and the server's time at which it was given (nanoseconds, cut to its second), if told.

    ``asked_at`` and ``received_at``: this machine's times at which it was asked for, and had come.
    """

    rows: int
    served_at: int | None
    asked_at: float = field(default=-math.inf, compare=False)
    received_at: float = field(default=-math.inf, compare=False)

    @staticmethod
    def of(rows: int, reply: Reply) -> Count:
        """The count that a reply tells."""
        return Count(rows, served_at(reply), reply.sent_at, reply.received_at)


def count(table: Table, exchange: Exchange, *, fresh: bool = False) -> Flow[Count | None]:
    """The counter's answer; None where there is no counter, or the server does not have it."""
    if table.counter is None:
        return None
    fact = counter_gone_fact(table)
    if exchange.facts.get(fact):
        return None
    request, since = phrase(table.counter.endpoint, (), {}), exchange.latest if fresh else None
    answer = yield from exchange.ask(request, table.counter.endpoint.repeat, fresh=fresh, since=since)
    if answer.is_gone:
        exchange.facts.learn(fact, True)
    rows = number(answer.data) if answer.is_success else None
    if rows is not None:
        exchange.facts.learn(rows_fact(table), rows)
    return None if rows is None else Count.of(rows, answer.reply)


def number(data: Any) -> int | None:
    """The number in a counter's reply: a number, a string of digits, or an object with ``count`` (messages.md, 6.3)."""
    match data:
        case bool():
            return None
        case int() if data >= 0:
            return data
        case str() if data.strip().isascii() and data.strip().isdigit():
            return int(data)
        case {"count": inner} if not isinstance(inner, dict):
            return number(inner)
        case _:
            return None


def served_at(reply: Reply) -> int | None:
    """The server's clock in the reply's Date header, in nanoseconds."""
    try:
        return int(parsedate_to_datetime(reply.header("date") or "").timestamp()) * times.SECOND
    except (ValueError, TypeError):
        return None
