"""Both ends of a listing: the first row of either direction, where least and greatest value are all that matters."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from heymarket_dbapi.api.exchange import Exchange
from heymarket_dbapi.api.scan import Scan
from heymarket_dbapi.catalog.spec import Table
from heymarket_dbapi.effects import Flow
from heymarket_dbapi.plan.access import Access

if TYPE_CHECKING:
    import pyarrow


class Ends(Scan):
    """The rows of a whole listing, or of the first page from either end where these come in order.

    ``begin`` makes the scan that is ascending, or not.
    """

    def __init__(
        self,
        whole: Access,
        column: str,
        begin: Callable[[bool], Scan],
        columns: Sequence[str],
        tables: Mapping[str, Table],
        exchange: Exchange,
    ) -> None:
        super().__init__(whole, columns, tables, exchange)
        self._column = column
        self._ends = [begin(True), begin(False)]
        self._is_tried = False

    def next(self) -> Flow[pyarrow.Table | None]:
        """The rows of both first pages; of the whole listing, page by page, where they do not come in order."""
        if self._is_tried:
            return (yield from super().next())
        self._is_tried = True
        # One after the other: what the first learns of the listing is of use to the second.
        pages = []
        for scan in self._ends:
            pages.append((yield from scan.next()))
        ends = zip(self._ends, pages, strict=True)
        if not all(page is not None and scan.shows_order(page, self._column) for scan, page in ends):
            return (yield from super().next())
        import pyarrow

        self._is_done = True
        left = []
        for scan in self._ends:
            left.append((yield from scan.leave()))
        return pyarrow.concat_tables([page for page in (*pages, *left) if page is not None])
