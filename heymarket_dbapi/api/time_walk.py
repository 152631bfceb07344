"""A walk by time: each page begins at the last row of the page before, so that pages overlap.

The vendor's recipe, passing the last row's time as the next bound, loses rows that share it. Here the bound is put one
step beyond that time, so that inclusive and exclusive bounds agree and the last row comes again: that is the proof that
nothing lies between. A crowd of rows with one time that is larger than a page is read by page number within the bound.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from heymarket_dbapi.api import times
from heymarket_dbapi.api.crowd import Crowd
from heymarket_dbapi.api.pages import COUNTS_ALL, NO_GAPS, USUAL_SIZES, Desk, Page, check_order
from heymarket_dbapi.api.proof import Contradiction, Obligation, Proof
from heymarket_dbapi.api.records import Key
from heymarket_dbapi.catalog.ways import Bound, ByTime, Unit
from heymarket_dbapi.effects import Flow

# How far back the bound goes when a page does not meet the one before it, in nanoseconds.
_RETREATS = (times.SECOND // 1000, times.SECOND, 2 * times.SECOND)

# So far behind the last row it is looked for rows behind a gap, in lengths of what was read.
_LEAPS = (1 / 8, 1 / 2)
_SURE_LEAP = 3 * times.SECOND  # a bound within a second of the rows does not tell whether it is heeded (``_slack``)

# So many pages without a new row are walked through where a counter says that there are more rows.
_MOST_DRY = 6

_FLAT = "rows of one time do not show which way they are ordered"
_UNITS = {Unit.SECONDS: times.SECOND, Unit.MILLISECONDS: times.SECOND // 1000}


class TimeWalk:
    """The pages of one range of a listing, in the steer's direction.

    ``keys`` are those of the rows that the walk has read, and it adds to them. ``is_part``: the count is of more rows
    than the walk can show. ``start`` and ``stop`` bound the range in nanoseconds (None: open).
    ``is_inner``: the range was cut out of another one, and may be empty.
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
        is_inner: bool = False,
    ) -> None:
        self.desk = desk
        self.steer = steer
        self.proof = proof
        self.keys = keys
        self.is_part = is_part
        self.start = start
        self.stop = stop
        self.is_inner = is_inner
        self.total = keys  # the rows of all ranges
        self.is_alone = True  # no other range is being read
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
        self.hides_at_first = False  # the opening showed nothing, although there are rows
        self._has_numbers = False  # page numbers within a bound are heeded: one behind the last page was empty
        self._hides = False  # a short page had others behind it

    @property
    def at(self) -> int:
        """The time that was reached."""
        if self._last is None:
            assert self.start is not None
            return self.start
        return self._last.ticks[-1]

    @property
    def was_short(self) -> bool:
        """Whether the last page held fewer rows than a page can."""
        return self._was_short

    @property
    def is_ending(self) -> bool:
        """Whether the last page looks like the last one there is: the first one may be as long as a page can be."""
        asked, largest = self.desk.limit, self.desk.largest
        is_first_short = self.pages == 1 and asked is not None and largest < asked and largest not in USUAL_SIZES
        return self._was_short or is_first_short

    @property
    def opening(self) -> dict[str, object]:
        """The parameters of the first request."""
        return self._position(self.start)

    @property
    def _sign(self) -> int:
        """The direction in which the next bound lies beyond the last time: +1 for an upper bound."""
        return 1 if self.steer.bound is Bound.UPPER else -1

    def join(self) -> None:
        """Begin at a kept page that shows the start, where there is one; what it shows more is left out in the end."""
        if self.start is None:
            return
        start, sign = self.start, self._sign
        places = [
            bound
            for bound, last in self.desk.kept_places(self.steer).items()
            if (start - last) * sign >= 0 and (bound is None or (bound - start) * sign >= 0)
        ]
        if places and start not in places:
            bounds = [bound for bound in places if bound is not None]
            self.start = self._bound = min(bounds, key=lambda bound: bound * sign) if bounds else None

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
            if self._shows_none_behind(page) and (yield from self._stands_still()):
                raise Contradiction(f"{self.steer.parameter} shows none of the rows behind it")
            self._is_known = True
            self.desk.learn(f"{self.steer} bounds", True)
        if self._is_counted(page) and self._is_believed(page):
            self.is_done = True
            self.desk.note_gaps(self._hides)
            return self._take_in(page)
        if not self.keys.issuperset(page.keys):
            return (yield from self._advance(page))
        return (yield from self._no_news(page))

    def _position(self, bound: int | None) -> dict[str, object]:
        if bound is None:
            return {self.steer.parameter: times.EPOCH} if self.steer.bound is Bound.LOWER else {}
        return {self.steer.parameter: self._text(bound)}

    def _text(self, bound: int) -> object:
        """The bound as the parameter wants it; what is coarser is rounded outwards."""
        unit = _UNITS.get(self.steer.unit)
        if unit is not None:
            return -(-bound // unit) if self._sign > 0 else bound // unit
        return times.text(max(bound, 0))

    def _ask(self, bound: int | None, *, fresh: bool = False) -> Flow[Page]:
        page = yield from self.desk.ask(self.steer, self._position(bound), fresh=fresh)
        check_order(page, ascending=self.steer.ascending)
        furthest = (max if self._sign > 0 else min)(page.ticks, default=None)
        if bound is not None and furthest is not None and (furthest - self._slack(bound)) * self._sign > 0:
            raise Contradiction(f"{self.steer.parameter} does not bound the rows")
        self._digits = max(self._digits, page.digits)
        if len(page):
            self.desk.note_place(self.steer, self._position(bound), bound, page.ticks[-1])
        return page

    def _slack(self, bound: int) -> int:
        """The bound as coarse as a server may compare it: within the second."""
        return bound + self._sign * times.SECOND

    def _begin(self, page: Page) -> Flow[Page | None]:
        if not len(page):
            return (yield from self._nothing())
        self.head = (page.keys[0], page.ticks[0])
        if self._is_counted(page) and self._is_believed(page):
            self.is_done = True
            self._last = page
            self.pages = 1
            return self._take_in(page)
        return (yield from self._advance(page))

    def _nothing(self) -> Flow[Page | None]:
        """The first page is empty: an empty table or range, a bound that means the opposite, or a slip."""
        if self.is_inner:
            self.is_done = True  # the range before it reads on
            return None
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
                self.hides_at_first = True
                check_order(page, ascending=self.steer.ascending)
                return (yield from self._begin(page))
        self.is_done = True
        return None

    def _open_range(self) -> Flow[Page | None]:
        """Nothing within the bound: so it is, where the bound was seen to work; else walk from the listing's end."""
        self.start = None
        if self.desk.fact(f"{self.steer} bounds"):
            has_none = self.desk.fact(NO_GAPS)
            if has_none is False or (self.desk.walk.takes_pages and not has_none):
                behind = yield from self._look_behind()
                if behind is not None:
                    return (yield from self._begin(behind))
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
            if self.steer.ascending and self.pages == 1 and len(page) > 1 and page.ticks[0] == page.ticks[-1]:
                raise Contradiction(_FLAT)
        return self._take_in(page)

    def _take_in(self, page: Page) -> Page:
        self.keys.update(page.keys)
        return page

    def _is_counted(self, page: Page) -> bool:
        """Whether, with this page, as many rows were read as were counted."""
        count = self.proof.count
        return count is not None and self.is_alone and len(self.total) + len(set(page.keys) - self.total) == count

    def _is_believed(self, page: Page) -> bool:
        """Whether the count may end the walk: not where the page may be cut just there, until a walk has shown it."""
        is_full = len(page) >= self.desk.largest if self.pages else len(page) in USUAL_SIZES
        return self.desk.trusts_count(is_cut=is_full or len(page) == self.desk.limit)

    @property
    def _is_missing(self) -> bool:
        return not self.is_part and self.proof.count is not None and len(self.total) < self.proof.count

    def _no_news(self, page: Page) -> Flow[Page | None]:
        """A page of rows that are all known: the end, a crowd as large as a page, or a gap that the server shows."""
        if self.is_alone and self.proof.count is not None and len(self.total) == self.proof.count:
            self.desk.learn(COUNTS_ALL, True)
            self.is_done = True
            return None
        is_full = len(page) >= self.desk.largest and len(page) > 1
        is_crowd = is_full or self._hides or (self.is_alone and self._is_missing)
        if is_crowd:
            crowd = yield from self._crowd(page)
            if not self.keys.issuperset(crowd.keys):
                if not is_full:
                    self.desk.note_gaps(True)
                return (yield from self._advance(crowd))
        has_none = self.desk.fact(NO_GAPS)
        has_some = has_none is False or self._hides
        if self.proof.count is None and (has_some or not (is_crowd or has_none)):
            behind = yield from self._look_behind()
            if behind is not None:
                return (yield from self._advance(behind))
        if self.steer.ascending and self.start is None and self._is_flat:
            raise Contradiction(_FLAT)
        self.is_done = True
        return None

    @property
    def _is_flat(self) -> bool:
        """Whether all rows have one time and fill more than a page: nothing shows that it is the listing's near end."""
        return self.head is not None and self.head[1] == self.at and len(self.keys) > self.desk.largest

    def _look_behind(self) -> Flow[Page | None]:
        """Rows behind more empty places than a page has, where no counter tells of them; looked for once."""
        behind: Page | None = None
        if self._last is None:
            behind = yield from self._first_numbered((1, 2, 3))
        elif self.desk.walk.takes_pages:
            behind = yield from self._first_numbered((2, 3))
        if behind is None and self._last is not None and not self._has_numbers:
            behind = yield from self._older(self._last)
        if behind is None:
            self.desk.note_gaps(self._hides)
            return None
        self._hides = True
        self.desk.note_gaps(True)
        if self._last is None:
            return behind
        # What was found may lie behind rows that come first: they are read by all page numbers in turn.
        nearest = yield from self._crowd(self._last)
        if self.keys.issuperset(nearest.keys):
            self.proof.fail(Obligation.END)
            return None
        return nearest

    def _first_numbered(self, numbers: Sequence[int]) -> Flow[Page | None]:
        """The first of these pages within the bound that brings a new row."""
        for number in numbers:
            page = yield from self.desk.ask_numbered(self.steer, self._position(self._bound), number)
            self._has_numbers = page is not None and not len(page)
            if page is None or not self.keys.issuperset(page.keys):
                return page
        return None

    def _older(self, last: Page) -> Flow[Page | None]:
        """Rows some way behind the last one: a bound that lies behind a gap shows them."""
        assert self.head is not None
        length = max(abs(self.head[1] - last.ticks[-1]), times.SECOND)
        leaps = [int(length * part) for part in _LEAPS]
        if leaps[-1] <= times.SECOND:
            leaps.append(_SURE_LEAP)
        for leap in leaps:
            page = yield from self._ask(max(last.ticks[-1] - self._sign * leap, 1))
            if not self.keys.issuperset(page.keys):
                return page
        return None

    def _empty_page(self) -> Flow[Page | None]:
        """Not even the last row came again: it moved, was deleted, or the server slipped."""
        page = yield from self._ask(self._bound, fresh=True)
        if not len(page) and not self._is_known and not self.desk.walk.moves:
            raise Contradiction(f"{self.steer.parameter} shows none of the rows that were there")
        if not len(page):
            page = yield from self._retreat(page)
        if not len(page):
            if not self._is_known and (yield from self._stands_still()):
                raise Contradiction(f"{self.steer.parameter} shows none of the rows that are there")
            self.proof.fail(Obligation.END)
            self.is_done = True
            return None
        if not self.keys.issuperset(page.keys):
            return (yield from self._advance(page))
        return (yield from self._no_news(page))

    def _shows_none_behind(self, page: Page) -> bool:
        """Whether not even the last row came again, but rows before it alone: a bound that means the opposite."""
        return all((tick - self.at) * self._sign > 0 for tick in page.ticks)

    def _stands_still(self) -> Flow[bool]:
        """Whether the last row is where it was; asked where one page was read, and no bound shows its rows again."""
        assert self._last is not None
        if self.pages > 1 or self.hides_at_first:
            return self.hides_at_first
        page = yield from self._ask(self.start, fresh=True)
        return (self._last.keys[-1], self.at) in zip(page.keys, page.ticks, strict=True)

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
        """All rows of a crowd with one time (or none, behind a gap), and the first rows behind it, as one page."""
        crowd = Crowd(
            self.desk,
            self.steer,
            self._position(self._bound),
            page,
            self.proof,
            patience=_MOST_DRY if self._is_missing or self._hides else 2,
            is_cut=len(page) in USUAL_SIZES or self._lengths[len(page)] > 1,
        )
        found = yield from crowd.read()
        self.has_counted_pages = self.has_counted_pages or crowd.has_counted_pages
        return Page.of(found, self._digits)


def wider(steer: ByTime, start: int | None) -> int | None:
    """The bound a second further out, so that a server which compares coarsely gives all rows."""
    if start is None:
        return None
    return start + times.SECOND if steer.bound is Bound.UPPER else start - times.SECOND
