"""A walk by page numbers whose pages overlap by a row, for a listing that has neither a counter nor a time.

A page number times a page size is where a page begins. By choosing both for each request, the next page can begin at
the last row that was read: that it comes again shows that no row between was deleted or hidden, and that a page with
nothing behind it is the end.
"""

from __future__ import annotations

from heymarket_dbapi.api.pages import Desk, Page
from heymarket_dbapi.api.proof import Contradiction, Obligation, Proof
from heymarket_dbapi.api.records import Key
from heymarket_dbapi.catalog.spec import ByPage
from heymarket_dbapi.effects import Flow

# So many pages without a new row are walked through where the server hides rows.
_MOST_DRY = 3


class OverlapWalk:
    """The pages of a listing from the first one on, each beginning at the last row of the page before."""

    has_counted_pages = False

    def __init__(self, desk: Desk, steer: ByPage, proof: Proof, keys: set[Key]) -> None:
        self.desk = desk
        self.steer = steer
        self.proof = proof
        self.keys = keys
        self.pages = 0
        self.is_done = False
        self.head: tuple[Key, int] | None = None
        self._base: int = desk.fact("first page", 0)
        self._first: Page | None = None
        self._last: Key = None
        self._slice = (0, 0)  # size and number of the page that was last asked for
        self._before = (0, 0)
        self._dry = 0

    @property
    def opening(self) -> dict[str, object]:
        """The parameters of the first request: none, for that is the first page whatever the base."""
        return {}

    def next(self) -> Flow[Page | None]:
        """The next page, or None at the end; raises ``Contradiction`` where page number or size is not heeded."""
        if self.is_done:
            return None
        if self._first is None:
            return (yield from self._begin())
        while True:
            page = yield from self._following(self._first)
            has_met = self._last in page.keys
            if not has_met and not (yield from self._is_still()):
                self.proof.fail(Obligation.OVERLAP)
            if not self.keys.issuperset(page.keys):
                return self._take(page)
            self._dry += 1
            if has_met or self._dry >= _MOST_DRY or self.proof.failed:
                self.is_done = True
                return None

    def _begin(self) -> Flow[Page | None]:
        page = yield from self.desk.ask(self.steer, {})
        if not len(page):
            page = yield from self.desk.ask(self.steer, {}, fresh=True)
        self._first = page
        self._slice = (len(page), 0)
        self.is_done = len(page) < self.desk.walk.whole_below or not len(page)
        return self._take(page) if len(page) else None

    def _following(self, first: Page) -> Flow[Page]:
        """The page that begins at the last row read, or as little before it as the page sizes allow."""
        before, self._slice = self._slice, _slice(self._reached, len(first))
        self._before = before
        size, number = self._slice
        page = yield from self._ask(size, number)
        if self.pages == 1 and self._is_first_again(page, first):
            # Pages count from one more.
            if self._base:
                raise self._unheeded()
            self._base = 1
            page = yield from self._ask(size, number)
            if self._is_first_again(page, first):
                raise self._unheeded()
            self.desk.learn("first page", 1)
        if len(page) > size:
            raise self._unheeded()
        return page

    def _is_first_again(self, page: Page, first: Page) -> bool:
        """Whether the page is the first one, though a row may have moved: it does not begin at the last row read."""
        shared = len(set(page.keys) & set(first.keys))
        return len(page) > 0 and page.keys[0] != self._last and 2 * shared > len(page)

    @property
    def _reached(self) -> int:
        """How far the pages have come, counted in places: a server that hides rows leaves some of them empty."""
        size, number = self._slice
        return size * (number + 1)

    def _is_still(self) -> Flow[bool]:
        """Whether the last row is where it was: the page before, asked for again, still holds it."""
        size, number = self._before
        page = yield from self._ask(size, number, fresh=True)
        return self._last in page.keys

    def _ask(self, size: int, number: int, *, fresh: bool = False) -> Flow[Page]:
        limit, self.desk.limit = self.desk.limit, size
        try:
            return (yield from self.desk.ask(self.steer, {self.steer.parameter: self._base + number}, fresh=fresh))
        finally:
            self.desk.limit = limit

    def _unheeded(self) -> Contradiction:
        self.desk.forget()
        return Contradiction(f"{self.steer.parameter} or the page size is not heeded")

    def _take(self, page: Page) -> Page:
        self.pages += 1
        self._dry = 0
        self.keys.update(page.keys)
        self._last = page.keys[-1]
        return page


def _slice(read: int, most: int) -> tuple[int, int]:
    """The size and number of a page that begins at the last of ``read`` rows or before, and reaches furthest."""
    if most == 1:
        return 1, read
    sizes = range(most, most // 2, -1)
    size = max(sizes, key=lambda candidate: ((read - 1) // candidate + 1) * candidate)
    return size, (read - 1) // size
