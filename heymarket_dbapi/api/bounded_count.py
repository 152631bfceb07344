"""How many rows lie beyond a time, by a counter whose bound was seen to work.

Whether a counter heeds its bound is not documented (messages.md, 6.3). It is believed once it gave, for a bound between
two rows of the listing's first page, the number of rows before it. The bound is put between two ticks of the stored
time, close to the later one: inclusive and exclusive counters agree, and so do those whose replies cut the times that
they compare. Where the replies show times less finely than the engine has them, both kinds of ticks are asked for.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence

from heymarket_dbapi.api import records as reading
from heymarket_dbapi.api import times
from heymarket_dbapi.api.counting import Count, number
from heymarket_dbapi.api.exchange import Exchange
from heymarket_dbapi.api.phrase import phrase
from heymarket_dbapi.api.scan import Scan
from heymarket_dbapi.catalog.spec import Table
from heymarket_dbapi.catalog.ways import Bound, Walk
from heymarket_dbapi.effects import Flow, gather
from heymarket_dbapi.plan.access import Access, Listed, listings
from heymarket_dbapi.plan.edges import Edges, edges
from heymarket_dbapi.plan.statistics import FINEST_DIGITS, counter_fact
from heymarket_dbapi.sql.query import Conjunct

# So often a difference is counted before rows that come and go make it hopeless.
_ROUNDS = 2

# A server's clocks are trusted to be no further apart, and its replies cut theirs to the second; in nanoseconds.
_SKEW = 60 * times.SECOND


def count_satisfying(
    table: Table, conjuncts: Iterable[Conjunct], tables: Mapping[str, Table], exchange: Exchange
) -> Flow[int | None]:
    """The number of rows that satisfy the conjuncts; None where the counter does not tell it."""
    conjuncts = tuple(conjuncts)
    if edges(table, conjuncts, FINEST_DIGITS) is None or not (yield from _is_heeded(table, tables, exchange)):
        return None
    digits = exchange.facts.get(counter_fact(table, "digits"))
    found = edges(table, conjuncts, digits) if digits <= FINEST_DIGITS else None
    if found is None:
        return None
    if not found.beyond:
        counted = yield from _counted(table, found.within, exchange)
        return None if counted is None else counted.rows
    for turn in range(_ROUNDS):
        rows, is_still = yield from _difference(table, found, exchange, exchange.latest if turn else None)
        if is_still:
            return rows
    return None


def _difference(table: Table, found: Edges, exchange: Exchange, since: float | None) -> Flow[tuple[int | None, bool]]:
    """The rows within one edge and not beyond the other; and whether they are as many, or not to be counted so.

    Rows may come or go between two calls. So those beyond are counted before and after: where they are as many as
    they were, the count between says what is within. Where none is beyond a time that is still to come, none comes.
    """
    beyond = yield from _counted(table, found.beyond, exchange, since)
    if beyond is None:
        return None, True
    within = yield from _counted(table, found.within, exchange, beyond.received_at)
    if within is None or within.rows < beyond.rows:
        return None, True
    if not beyond.rows and _is_to_come(table, found.beyond[0], within):
        return within.rows, True
    far = found.beyond[:1] if _is_lower(table) else found.beyond[-1:]
    again = yield from _counted(table, far, exchange, within.received_at)
    return within.rows - beyond.rows, again is None or again.rows == beyond.rows


def _is_to_come(table: Table, edge: int, counted: Count) -> bool:
    """Whether the time was still to come when the server counted, by its own clock."""
    return _is_lower(table) and counted.served_at is not None and counted.served_at + _SKEW < edge


def _is_lower(table: Table) -> bool:
    return table.counter is not None and table.counter.bound is Bound.LOWER


def count_later(table: Table, moment: int, tables: Mapping[str, Table], exchange: Exchange) -> Flow[int | None]:
    """The number of rows later than ``moment``, the time of a row, as a proof of that row's place; None where unknown.

    A row within the nanosecond behind it may be left out: who compares finds another number then, and is not misled.
    """
    assert table.counter is not None
    if table.counter.bound is not Bound.LOWER or not (yield from _is_heeded(table, tables, exchange)):
        return None
    tick = 10 ** (9 - exchange.facts.get(counter_fact(table, "digits")))
    counted = yield from _count(table, moment + max(tick - 1, 1), exchange)
    return None if counted is None else counted.rows


def _is_heeded(table: Table, tables: Mapping[str, Table], exchange: Exchange) -> Flow[bool]:
    """Whether the counter heeds its bound; looked at once."""
    known = exchange.facts.get(counter_fact(table, "heeds its bound"))
    if known is None:
        known = yield from _tells_a_place(table, tables, exchange)
        exchange.facts.learn(counter_fact(table, "heeds its bound"), known)
    return bool(known) and exchange.facts.get(counter_fact(table, "digits")) is not None


def _counted(table: Table, places: Sequence[int], exchange: Exchange, since: float | None = None) -> Flow[Count | None]:
    """The rows within an edge, or all of them where there is none; None where ticks of two kinds tell two numbers.

    ``since``: the moment since which it must have been asked.
    """
    bounds: list[int | None] = [edge - 1 for edge in places] or [None]
    found = yield from gather([_count(table, bound, exchange, since) for bound in bounds])
    counted = [one for one in found if one is not None]
    if len(counted) < len(found) or len({one.rows for one in counted}) > 1:
        return None
    return max(counted, key=lambda one: one.received_at)


def _count(table: Table, bound: int | None, exchange: Exchange, since: float | None = None) -> Flow[Count | None]:
    counter = table.counter
    assert counter is not None
    body = {} if bound is None else {counter.parameter or "": times.text(max(bound, 0))}
    request = phrase(counter.endpoint, (), body)
    answer = yield from exchange.ask(request, counter.endpoint.repeat, fresh=since is not None, since=since)
    rows = number(answer.data) if answer.is_success else None
    return None if rows is None else Count.of(rows, answer.reply)


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
    counted = yield from _count(table, between, exchange)
    return counted is not None and counted.rows == place
