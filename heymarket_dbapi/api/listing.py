"""A listing read as a whole or in part: the walks it takes, and what is proved when they end.

A listing has several reads (endpoints), each with several steers, in the catalog's order of preference. The first that
the server's replies do not contradict is walked; what was read before a contradiction is kept. When a walk ends, its
obligations are looked at: the head is read again where rows can move to it, and the count is compared.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from heymarket_dbapi.api.aim import Aim, falls_short
from heymarket_dbapi.api.counting import Count, count
from heymarket_dbapi.api.exchange import Exchange
from heymarket_dbapi.api.filling import Values, fill
from heymarket_dbapi.api.overlap_walk import OverlapWalk
from heymarket_dbapi.api.page_walk import PageWalk
from heymarket_dbapi.api.pages import NO_GAPS, USUAL_SIZES, Desk, Page, Refused
from heymarket_dbapi.api.proof import Contradiction, Obligation, Proof
from heymarket_dbapi.api.records import FACET, Key, Record
from heymarket_dbapi.api.split_walk import SplitWalk
from heymarket_dbapi.api.time_walk import TimeWalk
from heymarket_dbapi.api.walkers import Walker, begin
from heymarket_dbapi.catalog.spec import Table
from heymarket_dbapi.catalog.ways import Read, Steer, Walk
from heymarket_dbapi.effects import Flow, gather, pause
from heymarket_dbapi.plan.span import fitting
from heymarket_dbapi.plan.statistics import contradicted_fact, page_fact, rows_fact, steer_fact

_MOST_PASSES = 4
_PATIENT_PASS = 3  # from this one on it is waited until rows made meanwhile are older than the second of the next count


class Listing:
    """Batches of records of one listing, each row once.

    ``values`` gives what a prerequisite needs; ``births`` holds the rows that were read before: their keys, and when
    each was made.
    """

    def __init__(
        self,
        table: Table,
        reads: Sequence[Read],
        exchange: Exchange,
        values: Values,
        aim: Aim,
        births: dict[Key, int | None] | None = None,
    ) -> None:
        self.table = table
        self.exchange = exchange
        self.aim = aim
        self.proof = Proof()
        self.is_done = False
        self.was_refused = False
        self.births: dict[Key, int | None] = {} if births is None else births
        self.prepare: Callable[[Sequence[Record]], Any] | None = None  # what is made of each page as it comes
        self.prepared: Any = None  # of the records that were given last, where they are a whole page
        self._reads = list(reads)
        self._values = values
        self._passes = 1
        self._first: Proof | None = None
        self._moved: set[Key] = set()  # rows that were found at the head when it was looked at again
        self._head: tuple[Key, int] | None = None  # what was at the head when it was last looked at
        self.is_thorough = False  # a page full of known rows does not end a probe: others may stand behind it
        self._was_still = False  # nothing came to the head since before the last count
        self._has_news = False
        self._is_mixed = False  # rows of a walk that was given up came before those of another
        is_whole = aim.is_whole or falls_short(aim, table, exchange.facts)
        self._is_counted = not (is_whole and aim.counts)
        self._is_counted_late = False
        self._steers: list[Steer] = []
        self._level: int | None = None
        # Where no counter tells whether rows are missing, pages by number overlap to show it.
        self._is_overlapping = is_whole and (table.counter is None or not aim.counts)
        self._desk: Desk | None = None
        self._walker: Walker | None = None

    def follow(self, other: Listing) -> None:
        """Ask as ``other`` has come to ask: the same endpoint, page size, steers and prerequisites."""
        if other._steers:
            self._reads, self._steers, self._level = list(other._reads), list(other._steers), other._level
            self._desk = copy.copy(other._desk)
            if self._desk is not None:
                self._desk.proof = self.proof

    def next(self) -> Flow[list[Record] | None]:
        """The next records that were not seen before, or None when the listing was read."""
        while not self.is_done:
            news: list[Record] = []
            page = yield from self._page()
            if page is not None:
                self._learn_size()
                news = self._news(page)
                self.prepared = page.prepared if len(news) == len(page) else None
                self.is_done = self._is_answered(page, news)
                self._has_news = True
            elif self._walker is not None:
                news, self.prepared = (yield from self._settle(self._walker)), None
            if news:
                return news
        return None

    def _is_answered(self, page: Page, news: Sequence[Record]) -> bool:
        """Whether a probe is over: nothing new came, and no other rows can stand behind a page of known ones."""
        is_cut = len(page) < len(self.births) or len(page) == self.desk.limit or len(page) in USUAL_SIZES
        may_go_on = self.is_thorough and is_cut and len(page) >= self.desk.largest
        return self.aim.is_probe and not news and not self._has_news and not may_go_on

    # Walking ---------------------------------------------------------------------------------------------------------

    def _page(self) -> Flow[Page | None]:
        while not self.is_done:
            try:
                if self._walker is None:
                    yield from self._open()
                assert self._walker is not None
                self._walker.desk.step(self._walker.steer)
                yield from self._count_at_end(self._walker)
                return (yield from self._walker.next())
            except Contradiction as contradiction:
                self._turn(contradiction.reason)
            except Refused as refused:
                self._refuse(refused)
        return None

    def _count_at_end(self, walker: Walker) -> Flow[None]:
        """Ask the counter, where it was not, once a page looks like the last one: it saves a call for nothing."""
        aim = self.aim
        if aim.is_whole or aim.is_probe or not aim.counts or self.proof.count is not None or self._is_counted_late:
            return
        if isinstance(walker, TimeWalk | PageWalk) and walker.is_ending and walker.desk.fact(NO_GAPS, True):
            self._is_counted_late = True
            self._note((yield from count(self.table, self.exchange)))
            walker.is_done = walker.is_done or len(walker.keys) == self.proof.count

    def _open(self) -> Flow[None]:
        """Begin a walk: the count, and the first page at the same time."""
        read = self._reads[0]
        assert isinstance(read.pager, Walk)
        if self._desk is None or self._desk.read is not read:
            self._desk = Desk(self.table, read, self.exchange, proof=self.proof, prepare=self.prepare)
            learned = self._desk.fact(steer_fact(self.aim.ascending))
            steers = fitting(read.pager.steers, self.aim.span, self.aim.ascending, learned)
            self._steers = sorted(steers, key=lambda steer: bool(self.desk.fact(contradicted_fact(steer))))
        if self._level is None:
            self._level = int(self._desk.fact("level", 0))
        self._drop_filter(read.pager)
        self._desk.filled = yield from fill(self.aim, read.pager, self._level or 0, self._values)
        walker = self._walk(self._desk)
        if not self._is_counted or self.proof.is_late:
            self._is_counted = True
            opening = self._desk.prefetch(self._steers[0], walker.opening)
            counted, _ = yield from gather([count(self.table, self.exchange), opening])
            self._note(counted)
            if counted is None and not self._is_overlapping and isinstance(walker, PageWalk):
                self._is_overlapping = True
                walker = self._walk(self._desk)
        self._desk.begin(self._steers[0])
        self._walker = walker

    def _walk(self, desk: Desk) -> Walker:
        return begin(
            desk,
            self._steers[0],
            self.aim,
            self.proof,
            is_overlapping=self._is_overlapping,
            is_last=len(self._steers) == 1,
            is_first=self._passes == 1,
        )

    def _news(self, page: Page) -> list[Record]:
        news = []
        for record, key, _, birth in page.entries():
            if key not in self.births:
                self.births[key] = birth
                if self.aim.facet is not None:
                    record[FACET] = self.aim.facet
                news.append(record)
        return news

    def _learn_size(self) -> None:
        """Remember how many rows a page holds, where a second page or a page as long as asked for shows it."""
        walker, desk = self._walker, self._desk
        if walker is not None and desk is not None and (walker.pages > 1 or desk.largest == desk.limit):
            self.exchange.facts.learn(page_fact(self.table, desk.read), desk.largest)

    @property
    def has_rows(self) -> bool:
        """Whether the replies showed rows, known before or not."""
        return self._walker is not None and bool(self._walker.keys)

    @property
    def is_at_end(self) -> bool:
        """Whether the walk has nothing left to ask for."""
        return self.is_done or (self._walker is not None and self._walker.is_done)

    @property
    def hides_at_first(self) -> bool:
        """Whether the opening shows nothing, although there are rows, so that another one's shows nothing either."""
        return isinstance(self._walker, TimeWalk) and self._walker.hides_at_first

    @property
    def desk(self) -> Desk:
        """The desk of the read that is walked."""
        assert self._desk is not None
        return self._desk

    @property
    def is_in_order(self) -> bool:
        """Whether the rows come in the order that is wanted, all that the listing has."""
        walker = self._walker
        if self._is_mixed:
            return False
        return walker is not None and self._passes == 1 and bool(walker.steer.ascending) == self.aim.ascending

    def leave(self) -> Flow[list[Record]]:
        """The walk is left early, its first rows being all that is wanted: those that came to the head meanwhile."""
        walker, self.is_done = self._walker, True
        return [] if walker is None else (yield from self._look_at_head(walker))

    # What replies contradict -----------------------------------------------------------------------------------------

    def _turn(self, reason: str) -> None:
        """Go on by the next steer, or the next read; where none is left the end cannot be shown."""
        assert self._desk is not None
        # What a walk in the wanted order has shown is what the next one begins with.
        self._is_mixed = self._is_mixed or (bool(self.births) and not self.is_in_order)
        was_overlapping = isinstance(self._walker, OverlapWalk)
        was_guess = isinstance(self._walker, PageWalk) and self._walker.is_guessed
        self._walker = None
        if was_overlapping:
            self._is_overlapping = False
            return
        if was_guess and len(self._steers) > 1:
            self._steers.append(self._steers.pop(0))  # when nothing else is left
            return
        self._desk.learn(contradicted_fact(self._steers.pop(0)), True)
        if self._steers:
            self._desk.learn(steer_fact(self.aim.ascending), str(self._steers[0]))
            return
        self._desk.forget()
        if len(self._reads) > 1:
            self._reads.pop(0)
            return
        self.proof.reason = f"{self._desk.read.endpoint}: {reason}"
        self.proof.fail(Obligation.END)
        self.is_done = True

    def _refuse(self, refused: Refused) -> None:
        """Go on with more prerequisites, another steer or another read; the API's error where nothing is left."""
        assert self._desk is not None
        self._walker = None
        answer = refused.answer
        if self.aim.is_probe and answer.is_bad_request:
            self.is_done = self.was_refused = not self._raise_level(self._desk)
            return
        if not answer.is_gone and self._rephrase(self._desk, refused):
            return
        self._desk.forget()
        if len(self._reads) > 1:
            self._reads.pop(0)
            self._level = None
            return
        raise answer.error()

    def _rephrase(self, desk: Desk, refused: Refused) -> bool:
        """Phrase the request otherwise: what the error blames first, else prerequisites, page sizes, steers."""
        blames_limit = refused.blames(desk.walk.limit_parameter)
        if blames_limit and desk.shrink():
            return True
        if self._raise_level(desk):
            return True
        if not blames_limit and desk.shrink():
            self._level = 0
            return True
        if len(self._steers) > 1:
            self._steers.pop(0)
            return True
        return False

    def _drop_filter(self, walk: Walk) -> None:
        """Read without the caller's filter where all prerequisites are sent, a member's name among them.

        In a member's name some rows may not be shown, and only without a filter the count tells.
        """
        if self.aim.filled and walk.prerequisites and self._level == len(walk.prerequisites):
            self.aim = replace(self.aim, filled=())
            self._is_counted = not (self.aim.is_whole and self.aim.counts)

    def _raise_level(self, desk: Desk) -> bool:
        """Send one prerequisite more than before; whether there is one."""
        level = self._level or 0
        if level >= len(desk.walk.prerequisites):
            return False
        self._level = level + 1
        desk.learn("level", self._level)
        return True

    # Proving ---------------------------------------------------------------------------------------------------------

    def _settle(self, walker: Walker) -> Flow[list[Record]]:
        """The walk has ended: the records that only the proof found; decides whether the listing is done."""
        news = yield from self._look_at_head(walker)
        is_asked = self.proof.is_late or self._is_counted_late
        if self.proof.count is None and not is_asked and walker.pages and self.aim.counts:
            # It was not meant to be read to its end; now that it is, the count tells whether it is the end.
            self._note((yield from count(self.table, self.exchange)))
        yield from self._compare_count(walker)
        if isinstance(walker, PageWalk) and walker.is_guessed and not self.births.keys() <= walker.keys:
            # A walk that was given up saw rows that this one does not reach.
            self.proof.fail(Obligation.END)
        if not self.proof.failed or self.aim.is_part or self._passes >= _MOST_PASSES:
            self.is_done = True
            if self.aim.counts and not self.proof.failed and not self.aim.is_part:
                self.exchange.facts.learn(rows_fact(self.table), len(self.births))
        else:
            yield from self._repeat(walker.desk)
        return news

    def _look_at_head(self, walker: Walker) -> Flow[list[Record]]:
        """Read the head again where rows can jump to it: the records that did."""
        desk, steer = walker.desk, walker.steer
        if not desk.walk.moves or walker.pages < 2 or steer.ascending or walker.head is None:
            return []
        if self.aim.span.upper is not None:
            return []  # a row that moves to the head leaves the span
        _, moment = walker.head
        page = yield from desk.ask(steer, {}, fresh=True)
        head = (page.keys[0], page.ticks[0]) if len(page) else walker.head
        self._was_still = head == walker.head == self._head
        self._head = head
        if head == walker.head:
            return []
        news = self._news(page)
        self._moved = set(page.keys)
        if walker.has_counted_pages or (isinstance(walker, OverlapWalk) and page.ticks[-1] > moment):
            self.proof.fail(Obligation.HEAD)
        while isinstance(walker, TimeWalk | SplitWalk) and len(page) and page.ticks[-1] > moment:
            # More rows moved than a page holds: walk down from the new head to the old one, and look at it again.
            between = TimeWalk(desk, walker.steer, Proof(), set(), is_part=True, stop=moment)
            while (further := (yield from between.next())) is not None:
                news += self._news(further)
            moment = page.ticks[0]
            page = yield from desk.ask(steer, {}, fresh=True)
            news += self._news(page)
            self._moved |= between.keys | set(page.keys)
        return news

    def _note(self, counted: Count | None) -> None:
        """Remember a count; the first one of all is what all walks together have to cover."""
        self.proof.note(*(() if counted is None else (counted.rows, counted.served_at, counted.asked_at)))

    def _compare_count(self, walker: Walker) -> Flow[None]:
        """Whether the count that was taken before exceeds what was read.

        Deleted rows lower the count. They cannot hide others from a walk by time, but from pages by number they can:
        there, as many rows as were counted must have been seen that existed when they were counted.
        """
        proof = self.proof
        if proof.count is None:
            return
        if walker.head is not None and not walker.steer.ascending:
            proof.head_at = walker.head[1]
        if self._first is None:
            self._first = replace(proof, failed=set())
        is_covered = self._was_still and len(walker.keys) >= proof.count
        if is_covered or proof.covers(walker.keys, self.births) or self._first.covers(self.births, self.births):
            proof.failed.clear()
            return
        if not walker.has_counted_pages:
            read = len(walker.keys | self._moved)
            if read >= proof.count:
                return
            again = yield from count(self.table, self.exchange, fresh=True)
            if again is not None and read >= again.rows:
                proof.count = again.rows
                return
        proof.fail(Obligation.COUNT)

    def _repeat(self, desk: Desk) -> Flow[None]:
        """Walk again from the start, keeping what was read, and trusting nothing that was learned."""
        if self._passes > 1 and Obligation.COUNT in self.proof.failed:
            self._steers.append(self._steers.pop(0))  # this one shows no more
        self._passes += 1
        self.proof.failed.clear()
        desk.forget()
        self.exchange.forget(desk.read.endpoint.path)
        if self.table.counter is not None:
            self.exchange.forget(self.table.counter.endpoint.path)
        self._raise_level(desk)
        self._is_counted = False
        self._walker = None
        self._moved = set()
        if self._passes >= _PATIENT_PASS:
            yield from pause(1.1)
