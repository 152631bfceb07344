"""A walk by page numbers whose pages overlap by a row, for a listing that has no counter.

A page number times a page size is where a page begins. By choosing both for each request, the next page can begin at
the last row that was read: that it comes again shows that no row between was deleted or hidden, and that a page with
nothing behind it is the end.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from heymarket_dbapi.api.pages import NO_GAPS, USUAL_SIZES, Desk, Page
from heymarket_dbapi.api.proof import Contradiction, Obligation, Proof
from heymarket_dbapi.api.records import Key
from heymarket_dbapi.catalog.ways import ByPage
from heymarket_dbapi.effects import Flow

# The first page is known again by a row that stood among its first ones.
_HEAD = 3

# So many pages without a new row are walked through where the server hides rows.
_MOST_DRY = 3


@dataclass(frozen=True, slots=True)
class Slice:
    """The places that a page stands for: ``size`` of them from ``size * number`` on."""

    size: int
    number: int

    @property
    def start(self) -> int:
        """Its first place."""
        return self.size * self.number

    @property
    def stop(self) -> int:
        """The place behind its last one."""
        return self.start + self.size

    @staticmethod
    def at(place: int, most: int) -> Slice:
        """The slice that begins at ``place`` or a little before, and reaches furthest with at most ``most`` places."""
        sizes = range(most, most // 2, -1)
        size = max(sizes, key=lambda candidate: (place // candidate + 1) * candidate)
        return Slice(size, place // size)


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
        self._slice = Slice(1, 0)  # the slice of the last page that brought news
        self._keys: Sequence[Key] = ()  # its rows
        self._has_gaps = False  # the server leaves places empty

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
        following = Slice.at(self._slice.start + len(self._keys) - 1, len(self._first))
        page = yield from self._following(following, self._first)
        if self._keys[-1] not in page.keys:
            return (yield from self._unmet(self._first))
        if self.keys.issuperset(page.keys):
            if self._is_pushed_back(page, following):
                self._slice, self._keys = following, page.keys
                return (yield from self.next())
            return (yield from self._end(following, self._first))
        return self._take(page, following)

    def _is_pushed_back(self, page: Page, place: Slice) -> bool:
        """Whether rows that came before have pushed the last row to its page's end: what is behind it is not shown.

        Each time the walk goes a page further, so that it ends.
        """
        expected = self._slice.start + len(self._keys) - 1 - place.start
        is_full = len(page) >= place.size > 1 and page.keys[-1] == self._keys[-1]
        return is_full and expected < len(page) - 1 and place.start > self._slice.start

    def _end(self, last: Slice, first: Page) -> Flow[Page | None]:
        """Nothing came behind the last row: the end, unless the server leaves more places empty than a page has.

        That is looked for once, and remembered.
        """
        if len(first) > 1 and not self.desk.fact(NO_GAPS):
            for _ in range(2):
                last = Slice.at(last.stop, len(first))
                page = yield from self._ask(last)
                if not self.keys.issuperset(page.keys):
                    self._has_gaps = True
                    return self._take(page, last)
            self.desk.note_gaps(self._has_gaps)
        self.is_done = True
        return None

    def _begin(self) -> Flow[Page | None]:
        page = yield from self.desk.ask(self.steer, {})
        if not len(page):
            page = yield from self.desk.ask(self.steer, {}, fresh=True)
        self._first = page
        if len(page):
            self.head = (page.keys[0], page.ticks[0] if page.ticks else 0)
        is_whole = len(page) < self.desk.walk.whole_below and len(page) not in USUAL_SIZES
        self.is_done = is_whole or not len(page)
        return self._take(page, Slice(len(page), 0)) if len(page) else None

    def _following(self, wanted: Slice, first: Page) -> Flow[Page]:
        """The page of the slice, once it is clear from where pages count."""
        page = yield from self._ask(wanted)
        if self.pages == 1 and self._is_first_again(page, first):
            if self._base:
                raise self._unheeded()
            self._base = 1
            page = yield from self._ask(wanted)
            if page.keys == first.keys and len(page) > wanted.size and len(first) not in USUAL_SIZES:
                return page  # neither number nor size is heeded, and nothing is cut: these are all
            if self._is_first_again(page, first):
                raise self._unheeded()
            self.desk.learn("first page", 1)
        if len(page) > wanted.size:
            raise self._unheeded()
        return page

    def _is_first_again(self, page: Page, first: Page) -> bool:
        """Whether the page is the first one, though a row may have moved: it does not begin at the last row read."""
        if not len(page) or page.keys[0] == self._keys[-1]:
            return False
        if page.keys[0] in first.keys[:_HEAD]:
            return True
        # Rows that came to the head hide it; once pages count from one more, overlapping far is no sign.
        return not self._base and 2 * len(set(page.keys) & set(first.keys)) > len(page)

    def _unmet(self, first: Page) -> Flow[Page | None]:
        """The last row did not come again: it moved, or the server hides rows and leaves their places empty."""
        before = yield from self._ask(self._slice, fresh=True)
        if before.keys != self._keys:
            self.proof.fail(Obligation.OVERLAP)
        following = Slice.at(self._slice.stop - 1, len(first))
        for _ in range(_MOST_DRY):
            page = yield from self._ask(following)
            if not self.keys.issuperset(page.keys):
                self._has_gaps = True
                return self._take(page, following)
            following = Slice.at(following.stop, len(first))
        self.is_done = True
        return None

    def _ask(self, wanted: Slice, *, fresh: bool = False) -> Flow[Page]:
        limit, self.desk.limit = self.desk.limit, wanted.size
        try:
            position = {self.steer.parameter: self._base + wanted.number}
            return (yield from self.desk.ask(self.steer, position, fresh=fresh))
        finally:
            self.desk.limit = limit

    def _unheeded(self) -> Contradiction:
        self.desk.forget()
        return Contradiction(f"{self.steer.parameter} or the page size is not heeded")

    def _take(self, page: Page, place: Slice) -> Page:
        self.pages += 1
        self.keys.update(page.keys)
        self._slice, self._keys = place, page.keys
        return page
