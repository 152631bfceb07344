"""A walk by page numbers: pages do not overlap, so a walk that met moving rows is done again.

Whether the first page is 0 or 1, whether the page number is heeded at all, and how many rows a page holds is seen in
the replies. Once the number of rows is known, pages are asked for at the same time.
"""

from __future__ import annotations

from collections.abc import Sequence

from heymarket_dbapi.api.pages import COUNTS_ALL, USUAL_SIZES, Desk, Page, check_order
from heymarket_dbapi.api.proof import Contradiction, Obligation, Proof
from heymarket_dbapi.api.records import Key
from heymarket_dbapi.catalog.ways import ByPage
from heymarket_dbapi.effects import Flow, gather

# So many pages for each worker are asked for before one is taken; as many as these where the reader waits for all.
_ROUNDS = 2
_MOST_DRAINED = 128


class PageWalk:
    """The pages of a listing from the first one on; ``ahead`` pages may be asked for at once.

    ``keys`` are those of the rows that the walk has read, and it adds to them. ``stop``: the time behind which no row
    is wanted, in nanoseconds. ``is_ordered``: the rows must come in the steer's order. ``may_guess``: the first page is
    taken for all where nothing leads on and it is not cut. ``enough``: so many rows are.
    """

    has_counted_pages = True

    def __init__(
        self,
        desk: Desk,
        steer: ByPage,
        proof: Proof,
        keys: set[Key],
        ahead: int = 1,
        *,
        stop: int | None = None,
        is_ordered: bool = False,
        may_guess: bool = True,
        enough: int | None = None,
    ) -> None:
        self.desk = desk
        self.steer = steer
        self.proof = proof
        self.keys = keys
        self.ahead = ahead
        self.stop = stop
        self.is_ordered = is_ordered or stop is not None
        self.may_guess = may_guess
        self.enough = enough
        self.pages = 0
        self.is_done = False
        self.head: tuple[Key, int] | None = None
        self._base: int = desk.fact("first page", 0)
        self._first: Page | None = None
        self._waiting: list[Page] = []
        self._is_short = False  # the last page held fewer rows than it could
        self._hides = False  # a short page had others behind it
        self.is_guessed = False  # the first page is taken for all, since nothing leads on
        self._is_last = False  # the page that was just read holds all that is left

    def next(self) -> Flow[Page | None]:
        """The next page, or None at the end; raises ``Contradiction`` where page numbers are not heeded."""
        if self.is_done:
            return None
        if self._first is None:
            return (yield from self._begin())
        page = yield from self._following()
        if self.pages == 1 and len(page) and page.keys[0] == self._first.keys[0]:
            page = yield from self._shift()
        if self.is_done:
            return None
        if not any(key not in self.keys for key in page.keys):
            return (yield from self._no_news())
        return self._take(page)

    def _ask(self, number: int, *, fresh: bool = False) -> Flow[Page]:
        position = {self.steer.parameter: self._base + number}
        return (yield from self.desk.ask(self.steer, position, fresh=fresh))

    @property
    def is_ending(self) -> bool:
        """Whether the last page that was asked for looks like the last one there is."""
        return self._is_short and not self._waiting

    @property
    def opening(self) -> dict[str, object]:
        """The parameters of the first request: none, for that is the first page whatever the base.

        Where no counter would tell that a learned base became false, the first page is asked for by it.
        """
        return {self.steer.parameter: self._base} if self._base and self.proof.count is None else {}

    def _begin(self) -> Flow[Page | None]:
        asked = self.desk.limit
        page = yield from self.desk.ask(self.steer, self.opening)
        if self.opening:
            page = yield from self._confirm(page)
        if not len(page) and self.proof.count != 0:
            page = yield from self.desk.ask(self.steer, {}, fresh=True)
        self._first = page
        if not len(page):
            self.is_done = True
            return None
        self.desk.learn("first key", page.keys[0])
        self.head = (page.keys[0], page.ticks[0] if page.ticks else 0)
        self._is_short = self.desk.limit is not None and len(page) < self.desk.limit and len(page) not in USUAL_SIZES
        if asked is not None and not self._holds_all(page):
            # A server that gives fewer rows than asked may count its pages either way; asking for what it
            # gives makes both ways the same.
            self.desk.limit = len(page)
        taken = self._take(page)
        is_whole = len(page) < self.desk.walk.whole_below and len(page) not in USUAL_SIZES
        self.is_done = self.is_done or is_whole
        return taken

    def _holds_all(self, page: Page) -> bool:
        return self.proof.count is not None and len(page) >= self.proof.count and self._is_believed(page)

    def _is_believed(self, page: Page) -> bool:
        """Whether the count may end the walk: not where the page may be cut just there, until a walk has shown it."""
        is_full = len(page) >= self.desk.largest if self.pages else len(page) in USUAL_SIZES
        return self.desk.trusts_count(is_cut=is_full or len(page) == self.desk.limit)

    def _confirm(self, page: Page) -> Flow[Page]:
        """The true first page, where a learned base is all that says so and another row than last time leads."""
        if len(page) and page.keys[0] == self.desk.fact("first key"):
            return page
        true = yield from self.desk.ask(self.steer, {}, fresh=True)
        if true.keys != page.keys:
            self.desk.forget()
            self._base = 0
        return true

    def _following(self) -> Flow[Page]:
        if not self._waiting:
            flows = [self._ask(number) for number in range(self.pages, self.pages + self._reach())]
            found: Sequence[Page] = yield from gather(flows)
            self._waiting = list(found)
        return self._waiting.pop(0)

    def _reach(self) -> int:
        """How many pages to ask for: no more than are known to be wanted, some for each worker, so that none waits."""
        known = [number for number in (self.proof.count, self.enough) if number is not None]
        if not known or not self.desk.largest:
            return 1
        left = -(-(min(known) - len(self.keys)) // self.desk.largest)
        most = _ROUNDS * self.ahead if self.ahead > 1 else 1
        if self.desk.exchange.is_drained and most > 1:
            most = max(most, _MOST_DRAINED)
        return max(1, min(most, left))

    def _shift(self) -> Flow[Page]:
        """The second page is the first one again: pages count from one more, or their number is not heeded."""
        assert self._first is not None
        if not self._base:
            self._base = 1
            page = yield from self._following()
            if not len(page) or page.keys[0] != self._first.keys[0]:
                self.desk.learn("first page", self._base)
                return page
        self.desk.forget()
        return (yield from self._by_size(self._first))

    def _by_size(self, first: Page) -> Flow[Page]:
        """All rows in one page, asked for with larger page sizes where the page number is not heeded."""
        size, limit = len(first), max(len(first), self.desk.limit or 0)
        while not self.desk.walk.limit_is_maximum:
            limit *= 4
            page = yield from self.desk.ask_larger(self.steer, {}, limit)
            if page is None or len(page) <= size:
                break
            size = len(page)
            if size < limit and size not in USUAL_SIZES and size != self.desk.cut:
                self._is_last = True
                return page
        if size > len(first) or len(first) == self.desk.cut or (not self._is_short and not self.desk.walk.whole_below):
            raise Contradiction(f"{self.steer.parameter} is not heeded")
        self.is_guessed = True
        if not self.may_guess:
            raise Contradiction(f"{self.steer.parameter} is not heeded, and another way may show more rows")
        self.is_done = True
        return first

    def _take(self, page: Page) -> Page:
        if self.is_ordered:
            check_order(page, ascending=bool(self.steer.ascending))
        self.keys.update(page.keys)
        is_counted = len(self.keys) == self.proof.count and self._is_believed(page)
        if self.pages:
            self._hides = self._hides or self._is_short
            self._is_short = len(page) < self.desk.largest
        self.pages += 1
        if self._is_last or is_counted or self._is_past(page):
            self.is_done = True
            self._waiting = []
        return page

    def _is_past(self, page: Page) -> bool:
        if self.stop is None or not page.ticks:
            return False
        return page.ticks[-1] > self.stop if self.steer.ascending else page.ticks[-1] < self.stop

    def _no_news(self) -> Flow[Page | None]:
        """An empty or repeated page: the end, where a counter or a short page agrees; else it is asked again."""
        self._waiting = []
        missing = self.proof.count is not None and len(self.keys) < self.proof.count
        if len(self.keys) == self.proof.count:
            self.desk.learn(COUNTS_ALL, True)
        elif missing or self._hides or not self._is_short:
            for number in (self.pages, self.pages + 1) if missing else (self.pages,):
                page = yield from self._ask(number, fresh=True)
                if any(key not in self.keys for key in page.keys):
                    self.pages = number
                    return self._take(page)
        if missing:
            self.proof.fail(Obligation.COUNT)
        self.is_done = True
        return None
