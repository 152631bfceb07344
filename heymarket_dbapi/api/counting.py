"""How many rows a table has, by its counter, where the server has one."""

from __future__ import annotations

from typing import Any

from heymarket_dbapi.api.exchange import Exchange
from heymarket_dbapi.api.phrase import phrase
from heymarket_dbapi.catalog.spec import Table
from heymarket_dbapi.effects import Flow


def count(table: Table, exchange: Exchange, *, fresh: bool = False) -> Flow[int | None]:
    """The counter's answer; None where there is no counter, or the server does not have it."""
    if table.counter is None:
        return None
    fact = f"{table.name}/{table.counter.endpoint}/is gone"
    if exchange.facts.get(fact):
        return None
    answer = yield from exchange.ask(phrase(table.counter.endpoint, (), {}), table.counter.endpoint.repeat, fresh=fresh)
    if answer.is_gone:
        exchange.facts.learn(fact, True)
    return number(answer.data) if answer.is_success else None


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
