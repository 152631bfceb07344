"""How wide a range of a listing's order is, in pages: whether its rows are better counted than read."""

from __future__ import annotations

from collections.abc import Iterable

from heymarket_dbapi.catalog.spec import Table
from heymarket_dbapi.catalog.ways import Read
from heymarket_dbapi.plan.span import Span
from heymarket_dbapi.plan.statistics import Statistics, gap_fact
from heymarket_dbapi.sql.query import Conjunct

# A range of so many pages, as rows lay apart elsewhere, is counted without a look at its first page.
WIDE = 8.0


def width(table: Table, read: Read, conjuncts: Iterable[Conjunct], statistics: Statistics) -> float | None:
    """The pages that the range of the conjuncts takes, by how far rows were seen to lie apart; None where unknown."""
    gap = statistics.known.get(gap_fact(table))
    span = Span.of(conjuncts, table.listing_order or "")
    if not gap or span.lower is None or span.upper is None:
        return None
    return float((span.upper - span.lower) / (gap * statistics.page_size(table, read)))


def is_wide(table: Table, read: Read, conjuncts: Iterable[Conjunct], statistics: Statistics) -> bool:
    """Whether the range is known to take many pages."""
    pages = width(table, read, conjuncts, statistics)
    return pages is not None and pages >= WIDE
