"""What a walk of a listing costs in calls, from what is known of its size."""

from __future__ import annotations

from dataclasses import dataclass

from heymarket_dbapi.catalog.spec import Table
from heymarket_dbapi.catalog.ways import Walk
from heymarket_dbapi.plan.access import Listed, pages
from heymarket_dbapi.plan.statistics import Statistics
from heymarket_dbapi.sql.query import Relation

NO_COUNT = "no count known"
STALE = "stale count"
SELECTIVITY = "selectivity unknown"
NO_PAGE_SIZE = "page size not seen yet"
NOT_DRIVEN = "the listing was not walked that way yet"
OTHERWISE = "the server pages otherwise than it is documented"


@dataclass(frozen=True, slots=True)
class Price:
    """So many calls of the listing itself, and whether the counter is asked too; ``rows``: how many it reads, or None.

    ``is_exact``: a log may be held against it; else ``note`` says why not.
    """

    rows: int | None
    calls: int
    note: str = ""
    counts: bool = False

    @property
    def is_exact(self) -> bool:
        """Whether nothing but what is asked now decides the number."""
        return not self.note


def listing_price(
    relation: Relation, path: Listed, source: Table, statistics: Statistics, *, is_streamed: bool = False
) -> Price:
    """The calls of a walk, the proof of its end included; ``is_streamed``: it is read as far as rows are wanted."""
    read = path.reads[0]
    assert isinstance(read.pager, Walk)
    size = statistics.page_size(source, read)
    sized = "" if statistics.is_page_size_known(source, read) else NO_PAGE_SIZE
    if statistics.is_otherwise(source, read):
        sized = OTHERWISE
    wanted, rows = _wanted(relation, path), statistics.rows(source)
    falls_short = path.enough is not None and rows is not None and path.enough > rows
    if wanted is not None and (rows is None or wanted <= rows):
        if wanted <= size:
            return Price(wanted, 1, sized)
        if not sized and not statistics.is_driven(source, read, path.span, path.ascending):
            sized = NOT_DRIVEN
        head = int(relation.order is not None and read.pager.moves)
        return Price(wanted, pages(wanted, size, read) + head, sized)
    is_part = not path.span.is_open or path.filled or relation.order is not None
    if is_part or (is_streamed and not falls_short):
        return Price(None, 1, SELECTIVITY)
    counts = (path.is_whole or falls_short) and statistics.can_count(source)
    if rows is None:
        return Price(None, 1, NO_COUNT, counts)
    walked = pages(rows, size, read)
    moved = int(read.pager.moves and walked > 1)
    end = int(not statistics.can_count(source))
    return Price(rows, walked + moved + end, STALE, counts)


def _wanted(relation: Relation, path: Listed) -> int | None:
    """So many rows of the listing are enough, where that is known before they are read."""
    if relation.order is None or relation.conjuncts:
        return path.enough
    return relation.order.limit if relation.is_headed else None
