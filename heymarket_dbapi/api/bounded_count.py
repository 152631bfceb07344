"""How many rows lie beyond a time, by a counter whose bound was seen to work.

Whether a counter heeds its bound is not documented (messages.md, 6.3). It is believed once it gave, for a bound between
two rows of the listing's first page, the number of rows before it. The bound is put between two ticks of the stored
time, close to the later one: inclusive and exclusive counters agree, and so do those whose replies cut the times that
they compare. Where the replies show times less finely than the engine has them, both kinds of ticks are asked for.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping

from heymarket_dbapi.api import records as reading
from heymarket_dbapi.api import times
from heymarket_dbapi.api.counting import number
from heymarket_dbapi.api.exchange import Exchange
from heymarket_dbapi.api.phrase import phrase
from heymarket_dbapi.api.scan import Scan
from heymarket_dbapi.catalog.spec import Table
from heymarket_dbapi.catalog.ways import Bound, Walk
from heymarket_dbapi.effects import Flow, gather
from heymarket_dbapi.plan.access import Access, Listed, listings
from heymarket_dbapi.plan.edges import edges
from heymarket_dbapi.plan.statistics import FINEST_DIGITS, counter_fact
from heymarket_dbapi.sql.query import Conjunct


def count_satisfying(
    table: Table, conjuncts: Iterable[Conjunct], tables: Mapping[str, Table], exchange: Exchange
) -> Flow[int | None]:
    """The number of rows that satisfy the conjuncts; None where the counter does not tell it."""
    conjuncts = tuple(conjuncts)
    if edges(table, conjuncts, FINEST_DIGITS) is None or not (yield from _is_heeded(table, tables, exchange)):
        return None
    digits = exchange.facts.get(counter_fact(table, "digits"))
    if digits > FINEST_DIGITS:
        return None
    found = edges(table, conjuncts, digits) or ()
    counted = yield from gather([_count(table, edge - 1, exchange) for edge in sorted(found)])
    return counted[0] if len(set(counted)) == 1 else None


def count_later(table: Table, moment: int, tables: Mapping[str, Table], exchange: Exchange) -> Flow[int | None]:
    """The number of rows later than ``moment``, the time of a row, as a proof of that row's place; None where unknown.

    A row within the nanosecond behind it may be left out: who compares finds another number then, and is not misled.
    """
    assert table.counter is not None
    if table.counter.bound is not Bound.LOWER or not (yield from _is_heeded(table, tables, exchange)):
        return None
    tick = 10 ** (9 - exchange.facts.get(counter_fact(table, "digits")))
    return (yield from _count(table, moment + max(tick - 1, 1), exchange))


def _is_heeded(table: Table, tables: Mapping[str, Table], exchange: Exchange) -> Flow[bool]:
    """Whether the counter heeds its bound; looked at once."""
    known = exchange.facts.get(counter_fact(table, "heeds its bound"))
    if known is None:
        known = yield from _tells_a_place(table, tables, exchange)
        exchange.facts.learn(counter_fact(table, "heeds its bound"), known)
    return bool(known) and exchange.facts.get(counter_fact(table, "digits")) is not None


def _count(table: Table, bound: int, exchange: Exchange) -> Flow[int | None]:
    counter = table.counter
    assert counter is not None
    request = phrase(counter.endpoint, (), {counter.parameter or "": times.text(max(bound, 0))})
    answer = yield from exchange.ask(request, counter.endpoint.repeat)
    return number(answer.data) if answer.is_success else None


def _tells_a_place(table: Table, tables: Mapping[str, Table], exchange: Exchange) -> Flow[bool]:
    """Whether the counter tells the place of a row on the page that lies beyond all others."""
    assert table.counter is not None
    reads = listings(table)
    path = Listed(reads, is_whole=False, ascending=table.counter.bound is Bound.UPPER)
    scan = Scan(Access(table, path), table.key, tables, exchange, keeps_records=True)
    yield from scan.next()
    if not scan.records or not scan.is_in_order:
        return False
    walk = reads[0].pager
    assert isinstance(walk, Walk)
    texts = [str(reading.first(record, walk.time)) for record in scan.records]
    exchange.facts.learn(counter_fact(table, "digits"), max(map(times.digits, texts)))
    ticks = [times.ticks(text) for text in texts]
    gaps = [(abs(after - before), place) for place, (before, after) in enumerate(itertools.pairwise(ticks), 1)]
    apart = [gap for gap in gaps if gap[0] > 1]
    if not apart:
        return False
    _, place = min(apart)
    between = (ticks[place - 1] + ticks[place]) // 2
    return (yield from _count(table, between, exchange)) == place
