"""A listing entered at a row far behind its head: only the pages that hold the wanted rows, and a counter as the proof.

Rows that the server hides shift all behind them. So the place of the first row is asked of the counter: as many rows as
lie beyond it are those that were left out.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence

from heymarket_dbapi.api.bounded_count import count_later
from heymarket_dbapi.api.counting import count
from heymarket_dbapi.api.exchange import Exchange
from heymarket_dbapi.api.pages import Desk, Page, Refused
from heymarket_dbapi.api.records import Record
from heymarket_dbapi.api.scan import Scan
from heymarket_dbapi.catalog.spec import Table
from heymarket_dbapi.catalog.ways import ByPage
from heymarket_dbapi.effects import Flow, gather
from heymarket_dbapi.plan.access import Listed
from heymarket_dbapi.plan.statistics import Statistics


def jump(
    scan: Scan, offset: int, limit: int, tables: Mapping[str, Table], exchange: Exchange
) -> Flow[tuple[int, list[Record]] | None]:
    """The records from the page of row ``offset`` on, ``limit`` rows far, and the number of the first of them.

    None where the listing is better read from its head, or the replies do not prove which rows these are.
    """
    assert isinstance(scan.access.path, Listed)
    table, read = scan.table, scan.access.path.reads[0]
    steer, size = Statistics(exchange.facts).entry(table, read)
    first, last = offset // size, (offset + limit - 1) // size
    # The counter takes a call: one page that is left out saves nothing.
    if steer is None or first < 2:
        return None
    desk = Desk(table, read, exchange)
    desk.limit = size
    try:
        pages = yield from gather([_page(desk, steer, number) for number in range(first, last + 1)])
    except Refused:
        return None
    found = [record for page in pages for record in page.records]
    is_proved = _follow_each_other(pages, size) and (
        yield from _stand_there(table, pages, first * size, size, tables, exchange)
    )
    return (first * size, found) if is_proved else None


def _stand_there(
    table: Table, pages: Sequence[Page], rows: int, size: int, tables: Mapping[str, Table], exchange: Exchange
) -> Flow[bool]:
    """Whether just ``rows`` rows lie before the pages, and none behind them where they show an end."""
    if len(pages[0]):
        before = yield from count_later(table, pages[0].ticks[0], tables, exchange)
        if before != rows or len(pages[-1]) == size:
            return before == rows
    counted = yield from count(table, exchange)
    read = sum(len(page) for page in pages)
    return counted is not None and (counted.rows == rows + read if read else counted.rows <= rows)


def _page(desk: Desk, steer: ByPage, number: int) -> Flow[Page]:
    base = int(desk.fact("first page", 0))
    return (yield from desk.ask(steer, {steer.parameter: base + number}))


def _follow_each_other(pages: Sequence[Page], size: int) -> bool:
    """Whether the pages are full, but for the last ones, and their rows ordered newest first, each once."""
    lengths = [len(page) for page in pages]
    if any(length != size and any(lengths[place + 1 :]) for place, length in enumerate(lengths)):
        return False
    ticks = [moment for page in pages for moment in page.ticks]
    keys = [key for page in pages for key in page.keys]
    return len(set(keys)) == len(keys) and all(before >= after for before, after in itertools.pairwise(ticks))
