"""A crowd of rows with one time that fills a page: read whole, by larger pages or by page numbers within one bound."""

from __future__ import annotations

from collections.abc import Mapping

from heymarket_dbapi.api.pages import Desk, Entry, Page
from heymarket_dbapi.api.proof import Contradiction, Obligation, Proof
from heymarket_dbapi.api.records import Key
from heymarket_dbapi.catalog.ways import ByTime
from heymarket_dbapi.effects import Flow

# So often a crowd is read again to see that it stays as it is.
_MOST_REREADS = 5

# No server cuts at fewer rows where they are all that it has.
_SMALLEST_CUT = 10


class Crowd:
    """The rows that share the time of the last row of ``page``, and the first rows behind them.

    ``position`` are the parameters with which the page was asked for; ``patience``: so many pages without a new row
    are walked through; ``is_cut``: the page is of a length at which the server cuts.
    """

    def __init__(
        self,
        desk: Desk,
        steer: ByTime,
        position: Mapping[str, object],
        page: Page,
        proof: Proof,
        *,
        patience: int,
        is_cut: bool,
    ) -> None:
        self.desk = desk
        self.steer = steer
        self.position = position
        self.page = page
        self.proof = proof
        self.patience = patience
        self.is_cut = is_cut
        self.has_counted_pages = False  # page numbers showed rows, where deleted rows hide others
        self._taken: dict[Key, Entry] = {entry[1]: entry for entry in page.entries()}

    def read(self) -> Flow[list[Entry]]:
        """All entries in the steer's order; raises ``Contradiction`` where the server does not show all."""
        is_whole = yield from self._enlarge()
        if not is_whole:
            is_whole = yield from self._number()
            if self.has_counted_pages and self.proof.count is None:
                yield from self._number_again()
        if not is_whole and (yield from self._is_cut()):
            self.desk.note_cut(self.page)
            raise Contradiction("more rows share one time than a page holds")
        return sorted(self._taken.values(), key=lambda entry: entry[2], reverse=not self.steer.ascending)

    def _is_cut(self) -> Flow[bool]:
        """Whether the page may be cut: it is as long as pages are, and its rows are not all that there is."""
        if self.is_cut or len(self.page) < self.desk.largest:
            return self.is_cut
        head = yield from self.desk.ask(self.steer, {})
        if len(head) > len(self.page):
            return False
        return len(self.page) >= _SMALLEST_CUT or not self._taken.keys() >= set(head.keys)

    def _take(self, page: Page) -> bool:
        """Add the page's entries; whether one of them lies behind the crowd."""
        for entry in page.entries():
            self._taken.setdefault(entry[1], entry)
        moment = self.page.ticks[-1]
        return any(tick > moment if self.steer.ascending else tick < moment for tick in page.ticks)

    def _enlarge(self) -> Flow[bool]:
        """Ask for larger pages at the same place while the server gives them; whether the crowd was passed."""
        if self.desk.walk.limit_is_maximum:
            return False
        size = len(self._taken)
        limit = self.desk.limit or size
        while True:
            limit = 2 * max(limit, size)
            page = yield from self.desk.ask_larger(self.steer, self.position, limit)
            if page is None or len(page) <= size:
                return False
            if self._take(page) or len(page) < self.desk.largest:
                return True
            size = len(page)

    def _number_again(self) -> Flow[None]:
        """Read a crowd's pages until nothing new comes: a row deleted in between hides another, and no count tells."""
        before = -1
        for _ in range(_MOST_REREADS):
            if len(self._taken) == before:
                return
            before = len(self._taken)
            first = yield from self.desk.ask(self.steer, self.position, fresh=True)
            self._take(first)
            yield from self._number(fresh=True)
        self.proof.fail(Obligation.OVERLAP)

    def _number(self, *, fresh: bool = False) -> Flow[bool]:
        """Ask for page 1, 2, … within the same bound; whether the crowd was passed, or nothing is behind it."""
        is_whole = False
        number, dry, last = 0, 0, None
        while dry < self.patience:
            number += 1
            before = len(self._taken)
            page = yield from self.desk.ask_numbered(self.steer, self.position, number, fresh=fresh)
            if page is None or (len(page) and page.keys == last):
                return False
            last = page.keys
            is_passed = self._take(page)
            self.has_counted_pages = self.has_counted_pages or len(self._taken) > before
            if is_passed:
                return True
            dry = dry + 1 if (len(self._taken) == before and not fresh) or not len(page) else 0
            is_whole = is_whole or not len(page)
        return is_whole
