"""A walk by time: each page begins at the last row of the page before, so that pages overlap.

The vendor's recipe, passing the last row's time as the next bound, loses rows that share it. Here the bound is put one
step beyond that time, so that inclusive and exclusive bounds agree and the last row comes again: that is the proof that
nothing lies between. A crowd of rows with one time that is larger than a page is read by page number within the bound.
"""

from __future__ import annotations

from collections import Counter

from heymarket_dbapi.api import times
from heymarket_dbapi.api.pages import USUAL_SIZES, Desk, Entry, Page, Refused, check_order
from heymarket_dbapi.api.proof import Contradiction, Obligation, Proof
from heymarket_dbapi.api.records import Key
from heymarket_dbapi.catalog.spec import Bound, ByPage, ByTime, Unit
from heymarket_dbapi.effects import Flow

# How far back the bound goes when a page does not meet the one before it, in nanoseconds.
_RETREATS = (times.SECOND // 1000, times.SECOND, 2 * times.SECOND)

# So often a crowd is read again to see that it stays as it is.
_MOST_REREADS = 5

# So many pages without a new row are walked through where a counter says that there are more rows.
_MOST_DRY = 6


class TimeWalk:
    """The pages of one range of a listing, in the steer's direction.

    ``keys`` are those of the rows that the walk has read, and it adds to them. ``is_part``: the count is of more rows
    than the walk can show. ``start`` and ``stop`` bound the range in nanoseconds (None: open).
    """

    def __init__(
        self,
        desk: Desk,
        steer: ByTime,
        proof: Proof,
        keys: set[Key],
        *,
        is_part: bool = False,
        start: int | None = None,
        stop: int | None = None,
    ) -> None:
        self.desk = desk
        self.steer = steer
        self.proof = proof
        self.keys = keys
        self.is_part = is_part
        self.start = start
        self.stop = stop
        self.pages = 0
        self.is_done = False
        self.has_counted_pages = False  # a crowd was read by page number, where deleted rows hide others
        self.head: tuple[Key, int] | None = None
        self._bound: int | None = start
        self._last: Page | None = None
        self._digits = 0
        self._is_known = False  # the bound was seen to work
        self._lengths: Counter[int] = Counter()  # how often pages were so long: a length that comes again is a cut
        self._was_short = False
        self._hides = False  # a short page had others behind it

    @property
    def opening(self) -> dict[str, object]:
        """The parameters of the first request."""
        return self._position(self.start)

    @property
    def _sign(self) -> int:
        """The direction in which the next bound lies beyond the last time: +1 for an upper bound."""
        return 1 if self.steer.bound is Bound.UPPER else -1

    def next(self) -> Flow[Page | None]:
        """The next page, or None at the end; raises ``Contradiction`` where a reply disproves the steer."""
        if self.is_done:
            return None
        page = yield from self._ask(self._bound)
        if self._last is None:
            return (yield from self._begin(page))
        if not len(page):
            return (yield from self._empty_page())
        if self.keys.isdisjoint(page.keys):
            page = yield from self._retreat(page)
        elif not self._is_known:
            self._is_known = True
            self.desk.learn(f"{self.steer} bounds", True)
        if self._is_counted(page):
            self.is_done = True
            self.desk.learn("has no gaps", not self._hides)
            return self._take_in(page)
        if not self.keys.issuperset(page.keys):
            return (yield from self._advance(page))
        return (yield from self._no_news(page))

    def _position(self, bound: int | None) -> dict[str, object]:
        if bound is None:
            return {self.steer.parameter: times.EPOCH} if self.steer.bound is Bound.LOWER else {}
        return {self.steer.parameter: self._text(bound)}

    def _text(self, bound: int) -> object:
        """The bound as the parameter wants it; seconds are rounded outwards."""
        if self.steer.unit is Unit.SECONDS:
            return -(-bound // times.SECOND) if self._sign > 0 else bound // times.SECOND
        return times.text(max(bound, 0))

    def _ask(self, bound: int | None, *, fresh: bool = False) -> Flow[Page]:
        page = yield from self.desk.ask(self.steer, self._position(bound), fresh=fresh)
        check_order(page, ascending=self.steer.ascending)
        if bound is not None and any((moment - self._slack(bound)) * self._sign > 0 for moment in page.ticks):
            raise Contradiction(f"{self.steer.parameter} does not bound the rows")
        self._digits = max(self._digits, page.digits)
        return page

    def _slack(self, bound: int) -> int:
        """The bound as coarse as a server may compare it: within the second."""
        return bound + self._sign * times.SECOND

    def _begin(self, page: Page) -> Flow[Page | None]:
        if not len(page):
            return (yield from self._nothing())
        self.head = (page.keys[0], page.ticks[0])
        if self._is_counted(page):
            self.is_done = True
            self._last = page
            self.pages = 1
            return self._take_in(page)
        return (yield from self._advance(page))

    def _nothing(self) -> Flow[Page | None]:
        """The first page is empty: an empty table or range, a bound that means the opposite, or a slip."""
        if self.start is not None:
            return (yield from self._open_range())
        if self.proof.count:
            again = yield from self._ask(self._bound, fresh=True)
            if len(again):
                return (yield from self._begin(again))
            raise Contradiction(f"{self.steer.parameter} shows no row although there are some")
        if self.proof.count is None:
            page = yield from self.desk.ask(self.steer, {}, fresh=True)
            if len(page):
                check_order(page, ascending=self.steer.ascending)
                return (yield from self._begin(page))
        self.is_done = True
        return None

    def _open_range(self) -> Flow[Page | None]:
        """Nothing within the bound: so it is, where the bound was seen to work; else walk from the listing's end."""
        self.start = None
        if self.desk.fact(f"{self.steer} bounds"):
            self.is_done = True
            return None
        self._bound = None
        page = yield from self._ask(None)
        return (yield from self._begin(page))

    def _advance(self, page: Page) -> Flow[Page | None]:
        """Take a page with news: set the next bound, or walk through a crowd."""
        bound = page.ticks[-1] + self._sign * times.step(self._digits)
        if self._last is not None and self._bound is not None and (bound - self._bound) * self._sign >= 0:
            page = yield from self._crowd(page)
            bound = page.ticks[-1] + self._sign * times.step(self._digits)
        self._last = page
        self._bound = bound
        self.pages += 1
        self._hides = self._hides or self._was_short
        self._was_short = len(page) < self.desk.largest
        self._lengths[len(page)] += 1
        if self.stop is not None and page.ticks and (page.ticks[-1] - self.stop) * self._sign < 0:
            self.is_done = True
        return self._take_in(page)

    def _take_in(self, page: Page) -> Page:
        self.keys.update(page.keys)
        return page

    def _is_counted(self, page: Page) -> bool:
        """Whether, with this page, as many rows were read as were counted."""
        count = self.proof.count
        return count is not None and len(self.keys) + len(set(page.keys) - self.keys) == count

    @property
    def _is_missing(self) -> bool:
        return not self.is_part and self.proof.count is not None and len(self.keys) < self.proof.count

    def _no_news(self, page: Page) -> Flow[Page | None]:
        """A page of rows that are all known: the end, a crowd as large as a page, or a gap that the server shows."""
        is_full = len(page) >= self.desk.largest and len(page) > 1
        if is_full or self._hides or self._is_missing:
            crowd = yield from self._crowd(page)
            if not self.keys.issuperset(crowd.keys):
                return (yield from self._advance(crowd))
        elif self.proof.count is None and self.desk.walk.takes_pages and not self.desk.fact("has no gaps"):
            behind = yield from self._look_behind()
            if behind is not None:
                return (yield from self._advance(behind))
        self.is_done = True
        return None

    def _look_behind(self) -> Flow[Page | None]:
        """Rows behind more empty places than a page has, where no counter tells of them; looked for once."""
        by_page = next((steer for steer in self.desk.walk.steers if isinstance(steer, ByPage)), None)
        for number in (2, 3) if by_page is not None else ():
            assert by_page is not None
            try:
                position = {**self._position(self._bound), by_page.parameter: number}
                page = yield from self.desk.ask(self.steer, position)
            except Refused:
                break
            if not self.keys.issuperset(page.keys):
                self._hides = True
                return page
        self.desk.learn("has no gaps", not self._hides)
        return None

    def _empty_page(self) -> Flow[Page | None]:
        """Not even the last row came again: it moved, was deleted, or the server slipped."""
        page = yield from self._ask(self._bound, fresh=True)
        if not len(page):
            page = yield from self._retreat(page)
        if not len(page):
            self.proof.fail(Obligation.END)
            self.is_done = True
            return None
        if not self.keys.issuperset(page.keys):
            return (yield from self._advance(page))
        return (yield from self._no_news(page))

    def _retreat(self, page: Page) -> Flow[Page]:
        """A page that meets the one before it, asked for from further back; else the page as it is."""
        assert self._last is not None
        assert self._bound is not None
        middle = self._last.ticks[len(self._last) // 2]
        first = self._last.ticks[0]
        bounds = [self._last.ticks[-1] + self._sign * retreat for retreat in _RETREATS]
        bounds += [moment + self._sign * times.step(self._digits) for moment in (middle, first)]
        for bound in bounds:
            if (bound - self._bound) * self._sign <= 0:
                continue
            wider = yield from self._ask(bound, fresh=True)
            if not self.keys.isdisjoint(wider.keys):
                return wider
            page = wider if len(wider) else page
        if len(page):
            self.proof.fail(Obligation.OVERLAP)
        return page

    def _crowd(self, page: Page) -> Flow[Page]:
        """All rows of a crowd with one time (or none, behind a gap), and the first rows behind it, as one page.

        Raises ``Contradiction`` where the server cannot be brought to show the whole crowd.
        """
        moment = page.ticks[-1]
        taken = {entry[1]: entry for entry in page.entries()}
        is_whole = yield from self._enlarge(taken, moment)
        if not is_whole:
            is_whole = yield from self._number(taken, moment)
            if self.has_counted_pages and self.proof.count is None:
                yield from self._number_again(taken, moment)
        is_cut = len(page) in USUAL_SIZES or self._lengths[len(page)] > 1
        if not is_whole and is_cut:
            raise Contradiction("more rows share one time than a page holds")
        ordered = sorted(taken.values(), key=lambda entry: entry[2], reverse=not self.steer.ascending)
        return Page.of(ordered, self._digits)

    def _take(self, taken: dict[Key, Entry], page: Page, moment: int) -> bool:
        """Add the page's entries; whether one of them lies behind the crowd."""
        for entry in page.entries():
            taken.setdefault(entry[1], entry)
        return any((tick - moment) * self._sign < 0 for tick in page.ticks)

    def _enlarge(self, taken: dict[Key, Entry], moment: int) -> Flow[bool]:
        """Ask for larger pages at the same place while the server gives them; whether the crowd was passed."""
        if self.desk.walk.limit_is_maximum:
            return False
        size = len(taken)
        limit = self.desk.limit or size
        while True:
            limit = 2 * max(limit, size)
            page = yield from self.desk.ask_larger(self.steer, self._position(self._bound), limit)
            if page is None or len(page) <= size:
                return False
            if self._take(taken, page, moment) or len(page) < limit:
                return True
            size = len(page)

    def _number_again(self, taken: dict[Key, Entry], moment: int) -> Flow[None]:
        """Read a crowd's pages until nothing new comes: a row deleted in between hides another, and no count tells."""
        before = -1
        for _ in range(_MOST_REREADS):
            if len(taken) == before:
                return
            before = len(taken)
            first = yield from self._ask(self._bound, fresh=True)
            self._take(taken, first, moment)
            yield from self._number(taken, moment, fresh=True)
        self.proof.fail(Obligation.OVERLAP)

    def _number(self, taken: dict[Key, Entry], moment: int, *, fresh: bool = False) -> Flow[bool]:
        """Ask for page 1, 2, … within the same bound; whether the crowd was passed, or nothing is behind it."""
        is_whole = False
        by_page = next((steer for steer in self.desk.walk.steers if isinstance(steer, ByPage)), None)
        number, dry, last = 0, 0, None
        while by_page is not None and dry < (_MOST_DRY if self._is_missing else 2):
            number += 1
            before = len(taken)
            position = {**self._position(self._bound), by_page.parameter: number}
            try:
                page = yield from self.desk.ask(self.steer, position, fresh=fresh)
            except Refused:
                return False
            if len(page) and page.keys == last:
                return False
            last = page.keys
            is_passed = self._take(taken, page, moment)
            self.has_counted_pages = self.has_counted_pages or len(taken) > before
            if is_passed:
                return True
            dry = dry + 1 if (len(taken) == before and not fresh) or not len(page) else 0
            is_whole = is_whole or not len(page)
        return is_whole
