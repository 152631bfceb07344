"""How many rows satisfy conjuncts on a listing's time, where a counter takes fewer calls than pages do."""

from __future__ import annotations

from collections.abc import Mapping

from heymarket_dbapi.api.bounded_count import count_satisfying
from heymarket_dbapi.api.exchange import Exchange
from heymarket_dbapi.api.scan import Scan
from heymarket_dbapi.catalog.spec import Table
from heymarket_dbapi.effects import Flow
from heymarket_dbapi.plan.access import choose, listings
from heymarket_dbapi.plan.edges import Edges, edges
from heymarket_dbapi.plan.ranges import is_wide, width
from heymarket_dbapi.plan.statistics import FINEST_DIGITS, Statistics, counter_fact, gap_fact
from heymarket_dbapi.sql.query import Relation


def count_rows(relation: Relation, table: Table, tables: Mapping[str, Table], exchange: Exchange) -> Flow[int | None]:
    """The number of rows of the relation; None where the counter does not tell it, or reading them takes less."""
    found = edges(table, relation.conjuncts, FINEST_DIGITS)
    if found is None or exchange.facts.get(counter_fact(table, "heeds its bound")) is False:
        return None
    if found.beyond and (yield from _is_narrow(relation, table, tables, exchange, found)):
        return None
    return (yield from count_satisfying(table, relation.conjuncts, tables, exchange))


def _is_narrow(
    relation: Relation, table: Table, tables: Mapping[str, Table], exchange: Exchange, found: Edges
) -> Flow[bool]:
    """Whether the pages that are left behind the first one take no more calls than the counter.

    That page is kept, so that it costs nothing where the range is read on.
    """
    statistics, read = Statistics(exchange.facts), listings(table)[0]
    if is_wide(table, read, relation.conjuncts, statistics):
        return False
    order = table.listing_order or ""
    columns = tuple(dict.fromkeys([*(relation.columns or table.key), order]))
    scan = Scan(choose(relation, table, tables, statistics), columns, tables, exchange)
    keeps, exchange.keeps_pages = exchange.keeps_pages, True
    try:
        page = yield from scan.next()
    finally:
        exchange.keeps_pages = keeps
    if page is None or scan.is_at_end or not page.num_rows:
        return True
    first, last = page.column(order)[0].as_py(), page.column(order)[page.num_rows - 1].as_py()
    gap = int(abs((last - first).total_seconds()) * 1e9 / page.num_rows)
    exchange.facts.learn(gap_fact(table), gap)
    pages = width(table, read, relation.conjuncts, statistics)
    return pages is not None and pages - 1 <= found.calls
