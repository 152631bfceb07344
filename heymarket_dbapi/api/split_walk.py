"""A walk by time in several ranges at once: where ranges meet they share a row, as pages do.

Each range is a plain walk that ends where it meets the next one, so that all of them together read what one would, in
less time where replies are slow. Meeting costs at most a call for each range, which bounds their number.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import replace

from heymarket_dbapi.api.pages import NO_GAPS, Desk, Page, Refused, check_order
from heymarket_dbapi.api.proof import Contradiction, Proof
from heymarket_dbapi.api.records import Key
from heymarket_dbapi.api.time_walk import TimeWalk
from heymarket_dbapi.catalog.ways import Bound, ByTime
from heymarket_dbapi.effects import Flow, gather

# Ranges may cost so many calls more than one walk: the larger of a number and a part.
_MORE_CALLS = 2
_MORE_PART = 0.05

# What a meeting costs, in calls, before it is known: between nothing and one.
_MEETING = 0.75

# So many seconds must be saved, and so many pages be left of a range that is split.
_LEAST_SAVING = 0.3
_LEAST_PAGES = 4

# A range is cut where so many times its share is left of it: there are not many cuts.
_WIDE = 1.4

# The name of the fact that the listing does not show its other end.
_ONE_WAY = "shows one end"


class SplitWalk:
    """The pages of a listing, those of up to ``ahead`` ranges at once; they come in no order.

    ``first`` is the walk of the whole listing, which is cut once its count is known and replies are slow enough.
    """

    def __init__(self, first: TimeWalk, ahead: int) -> None:
        self.desk: Desk = first.desk
        self.steer: ByTime = first.steer
        self.proof: Proof = first.proof
        self.keys: set[Key] = first.keys
        self.ahead = ahead
        self.pages = 0
        self.is_done = False
        self._ranges = [first]  # in the walk's direction
        self._waiting: list[Page] = []
        self._wasted = 0.0  # rows that came again where ranges met
        self._is_split = False
        self._beyond: int | None = None  # a time behind which nothing was found

    @property
    def opening(self) -> dict[str, object]:
        """The parameters of the first request."""
        return self._ranges[0].opening

    @property
    def head(self) -> tuple[Key, int] | None:
        """The first row, and its time."""
        return self._ranges[0].head

    @property
    def has_counted_pages(self) -> bool:
        """Whether page numbers showed rows, where deleted rows hide others."""
        return any(one.has_counted_pages for one in self._ranges)

    def next(self) -> Flow[Page | None]:
        """The next page, or None at the end; raises ``Contradiction`` where a reply disproves the steer."""
        while not self._waiting and not self.is_done:
            if not self._is_split and not self._is_worthwhile():
                page = yield from self._ranges[0].next()
                self._waiting = [] if page is None else [page]
                self.is_done = self._ranges[0].is_done
            else:
                yield from self._go_on()
        if not self._waiting:
            return None
        self.pages += 1
        return self._waiting.pop(0)

    # Rounds ----------------------------------------------------------------------------------------------------------

    def _go_on(self) -> Flow[None]:
        """One page of each range that is not read, at the same time."""
        if not self._is_split:
            yield from self._begin()
        else:
            self._split()
            active = self._active()
            for one in active:
                one.is_alone = active == [self._ranges[-1]]
            found = yield from gather([one.next() for one in active])
            self._take(active, found)
        active = self._active()
        self.is_done = not active or (active == [self._ranges[-1]] and self._is_counted(active[0]))

    def _begin(self) -> Flow[None]:
        """The second page, and the last one, which tells how far the listing goes."""
        self._is_split = True
        first = self._ranges[0]
        first.keys = set(self.keys)
        page, last = yield from gather([first.next(), self._last_page()])
        self._take([first], [page])
        if last is None:
            return
        if not len(last) or not self.keys.isdisjoint(last.keys) or (last.ticks[-1] - first.at) * self._sign >= 0:
            self.desk.learn(_ONE_WAY, True)
            self._wasted += self._room
            return
        end = self._range(last.ticks[-1])
        end.head, end.keys, end.is_done = (last.keys[0], last.ticks[0]), set(last.keys), True
        self._ranges.append(end)
        self.keys.update(last.keys)
        self._waiting.append(last)

    def _take(self, ranges: Sequence[TimeWalk], found: Sequence[Page | None]) -> None:
        """Take the pages of a round, and end the ranges that have met the next one; a range without rows is none."""
        for one in self._ranges:
            if one.is_done and not one.keys:
                self._beyond = one.start
        self._ranges = [one for one in self._ranges if one.keys or not one.is_done]
        following = dict(itertools.pairwise(self._ranges))
        for one, page in zip(ranges, found, strict=True):
            if page is None:
                self._wasted += self._room
                continue
            self.keys.update(page.keys)
            self._waiting.append(page)
            if one in following:
                self._wasted += len(following[one].keys.intersection(page.keys))
                one.is_done = one.is_done or self._have_met(page, following[one])

    def _have_met(self, page: Page, following: TimeWalk) -> bool:
        """Whether the page holds a row of the range behind it.

        Rows at that range's start itself prove nothing: of those that share that time it may have shown a part.
        """
        assert following.start is not None
        pairs = zip(page.keys, page.ticks, strict=True)
        return any(key in following.keys and (tick - following.start) * self._sign < 0 for key, tick in pairs)

    def _active(self) -> list[TimeWalk]:
        """The ranges to be read on: the last one rests behind a short page until all others have met theirs."""
        active = [one for one in self._ranges if not one.is_done]
        if len(active) > 1 and active[-1] is self._ranges[-1] and active[-1].was_short:
            active.pop()
        return active

    def _is_counted(self, last: TimeWalk) -> bool:
        """Whether the count says that nothing is left, and may be believed."""
        return len(self.keys) == self.proof.count and self.desk.trusts_count(is_cut=not last.was_short)

    def _last_page(self) -> Flow[Page | None]:
        """The page at the listing's other end; None where the documents or the server do not let it be asked for."""
        other = next(
            (
                one
                for one in self.desk.walk.steers
                if isinstance(one, ByTime) and one.ascending != self.steer.ascending and one.extra == self.steer.extra
            ),
            None,
        )
        if other is None or self.desk.fact(_ONE_WAY):
            return None
        try:
            page = yield from self.desk.ask(replace(other, parameter=self.steer.parameter), {})
            check_order(page, ascending=other.ascending)
        except (Refused, Contradiction):
            return Page([], [], [])
        return page

    # Splitting -------------------------------------------------------------------------------------------------------

    @property
    def _sign(self) -> int:
        return 1 if self.steer.bound is Bound.UPPER else -1

    @property
    def _room(self) -> int:
        """How many new rows a page brings at most."""
        return max(1, self.desk.largest - 1)

    @property
    def _left(self) -> int:
        """How many rows are left to be read, as far as was counted."""
        return max(0, (self.proof.count or 0) - len(self.keys))

    def _is_worthwhile(self) -> bool:
        """Whether reading at once what is left saves more time than a call is worth."""
        first = self._ranges[0]
        if self.proof.count is None or not self.desk.fact(NO_GAPS, True) or first.pages != 1:
            return False
        saved = self._left / self._room * self.desk.latency * (1 - 1 / min(self.ahead, 1 + self._allowed))
        return saved >= _LEAST_SAVING and self._left >= 2 * _LEAST_PAGES * self._room

    @property
    def _allowed(self) -> int:
        """So many calls more than one walk's are allowed."""
        return max(_MORE_CALLS, math.floor(_MORE_PART * (self.proof.count or 0) / self._room))

    @property
    def _cuts(self) -> int:
        """How many cuts more are allowed: by the calls that they may cost, and by the number of workers."""
        meetings = sum(not one.is_done for one in self._ranges[:-1])
        spare = self._allowed - 1 - self._wasted / self._room - _MEETING * meetings
        return min(self.ahead - len(self._active()), 1 + math.floor(spare / _MEETING)) if spare >= 0 else 0

    def _split(self) -> None:
        """Cut the ranges in which most is left, each once: what the parts show tells where to cut next."""
        left = self._estimates()
        for one in sorted(left, key=lambda one: left[one], reverse=True):
            cuts = self._cuts
            if cuts < 1:
                return
            share = self._left / (len(self._active()) + cuts)  # what each range is to have in the end
            if left[one] < max(_LEAST_PAGES * self._room, _WIDE * share):
                return
            parts = max(2, round(left[one] / share))
            self._cut(one, (parts // 2) / parts)

    def _cut(self, one: TimeWalk, part: float) -> None:
        """Make two of a range, the first with this part of its rows."""
        place = self._ranges.index(one)
        near, far = self._density(one), self._density(self._ranges[min(place + 1, len(self._ranges) - 1)])
        start = one.at - self._sign * int(self._length(place) * _place(part, near, far))
        self._ranges.insert(place + 1, self._range(start))

    def _range(self, start: int) -> TimeWalk:
        is_part = self._ranges[0].is_part
        new = TimeWalk(self.desk, self.steer, self.proof, set(), is_part=is_part, start=start, is_inner=True)
        new.total, new.is_alone = self.keys, False
        return new

    def _estimates(self) -> dict[TimeWalk, float]:
        """How many rows are left in each range that has begun: together they are as many as were counted."""
        found = {}
        for place, one in enumerate(self._ranges):
            other = self._ranges[min(place + 1, len(self._ranges) - 1)]
            if not one.is_done and one.pages:
                found[one] = (self._density(one) + self._density(other)) / 2 * self._length(place)
        whole = sum(found.values())
        return {one: self._left * rows / whole for one, rows in found.items()} if whole else {}

    def _density(self, one: TimeWalk) -> float:
        """Rows in a nanosecond, as the range has seen them."""
        length = abs(one.at - one.head[1]) if one.head is not None else 0
        return len(one.keys) / length if length else self._mean

    @property
    def _mean(self) -> float:
        head = self._ranges[0].head
        length = abs(self._ranges[-1].at - head[1]) if head is not None else 0
        return (self.proof.count or 1) / length if length else 1.0

    def _length(self, place: int) -> float:
        """How much time is left to a range; as much as the rows that are left need, where nothing follows."""
        one = self._ranges[place]
        start = self._ranges[place + 1].start if place + 1 < len(self._ranges) else None
        if start is not None:
            return max(0.0, (one.at - start) * self._sign)
        needed = self._left / self._density(one)
        return needed if self._beyond is None else min(needed, max(0.0, (one.at - self._beyond) * self._sign))


def _place(part: float, near: float, far: float) -> float:
    """Where a part of a range's rows ends, where their density goes evenly from ``near`` to ``far``."""
    if math.isclose(near, far, rel_tol=1e-3):
        return part
    return (math.sqrt(near * near + part * (far * far - near * near)) - near) / (far - near)
