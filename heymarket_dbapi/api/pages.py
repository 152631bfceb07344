"""One page of a listing, asked for and checked: what both kinds of walk stand on.

A ``Desk`` asks for pages of one listing. It knows what every request's body must hold, finds out what page size the
server takes, and remembers both for the credential.
"""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from heymarket_dbapi.api import records as reading
from heymarket_dbapi.api.exchange import Answer, Exchange
from heymarket_dbapi.api.phrase import Filled, phrase
from heymarket_dbapi.api.proof import Contradiction, Proof
from heymarket_dbapi.api.records import Key, Record
from heymarket_dbapi.catalog.spec import Table
from heymarket_dbapi.catalog.ways import ByPage, Place, Read, Slot, Steer, Walk
from heymarket_dbapi.effects import Flow, Request
from heymarket_dbapi.plan.statistics import listing_fact

# Page sizes that servers cut at; a full page of any other size is no cut.
USUAL_SIZES = frozenset({10, 20, 25, 30, 40, 50, 60, 75, 80, 100, 120, 125, 150, 200, 250, 300, 400, 500, 1000})

# The name of the fact that a listing ended where the counter said, and that the listing itself showed it.
COUNTS_ALL = "counts all"

# The name of the fact that the server leaves no places of a page empty: false once it was seen to do so.
NO_GAPS = "has no gaps"

Entry = tuple[Record, Key, int, int | None]


@dataclass(frozen=True, slots=True)
class Page:
    """The records of one reply with their keys and times (nanoseconds; empty where the listing has no time).

    ``births`` are the times at which the rows were made, where the records tell them. ``prepared``: what was made of
    the records when they came.
    """

    records: Sequence[Record]
    keys: Sequence[Key]
    ticks: Sequence[int]
    digits: int = 0
    births: Sequence[int | None] = ()
    prepared: Any = None

    def __len__(self) -> int:
        return len(self.records)

    def entries(self) -> list[Entry]:
        """The records one by one, each with its key and time."""
        none = [None] * len(self.records)
        births = self.births or none
        return list(zip(self.records, self.keys, self.ticks or [0] * len(none), births, strict=True))

    @staticmethod
    def of(entries: Sequence[Entry], digits: int) -> Page:
        """A page of these entries."""
        return Page(
            [entry[0] for entry in entries],
            [entry[1] for entry in entries],
            [entry[2] for entry in entries],
            digits,
            [entry[3] for entry in entries],
        )


class Refused(Exception):
    """The server refuses the request as it was phrased; ``answer`` says how."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.reply.status)
        self.answer = answer

    def blames(self, word: str) -> bool:
        """Whether the error's body names a parameter."""
        return re.search(rb"\b" + re.escape(word.encode()) + rb"\b", self.answer.reply.body.lower()) is not None


@dataclass(slots=True)
class Desk:
    """Asks for pages of one listing; ``filled`` are the values that every request carries.

    ``prepare`` makes of a page's records what is wanted of them, while other pages are on their way.
    """

    table: Table
    read: Read
    exchange: Exchange
    filled: tuple[Filled, ...] = ()
    limit: int | None = None
    proof: Proof = field(default_factory=Proof)
    prepare: Callable[[Sequence[Record]], Any] | None = None
    largest: int = field(default=0)  # rows of the largest page seen
    latency: float = field(default=0.0)  # seconds that the fastest reply took
    cut: int = field(default=0)  # rows of a page behind which the server has more, and does not show them
    floor: float = field(default=-math.inf)  # the moment since which a kept page must be
    _sent: float = field(default=-math.inf)  # when the last page was asked for
    _received: float = field(default=-math.inf)  # when it had come

    def __post_init__(self) -> None:
        self.limit = self.fact("limit", self.walk.limits[0])
        self.cut = self.fact("cut", 0)

    @property
    def walk(self) -> Walk:
        """The read's pager."""
        assert isinstance(self.read.pager, Walk)
        return self.read.pager

    def _fact(self, name: str) -> str:
        return listing_fact(self.table, self.read, name)

    def fact(self, name: str, default: Any = None) -> Any:
        """What was learned about this listing under ``name``."""
        return self.exchange.facts.get(self._fact(name), default)

    def learn(self, name: str, value: Any) -> None:
        """Remember something about this listing."""
        self.exchange.facts.learn(self._fact(name), value)

    def forget(self) -> None:
        """Drop what was learned about this listing, since a reply contradicts it."""
        self.exchange.facts.forget(self._fact(""))

    def trusts_count(self, *, is_cut: bool) -> bool:
        """Whether a count that agrees with what was read ends the listing.

        A last page that ``is_cut`` does not show an end itself: a count that is too small would hide the rest. So it is
        believed once a listing has shown that it ends where the counter says; a page that is not cut shows that.
        """
        if not is_cut:
            self.learn(COUNTS_ALL, True)
        return not is_cut or bool(self.fact(COUNTS_ALL))

    def note_gaps(self, has_gaps: bool) -> None:
        """Remember whether the server leaves places empty; that a part has none does not outweigh one that had some."""
        if has_gaps or self.fact(NO_GAPS) is None:
            self.learn(NO_GAPS, not has_gaps)

    def note_cut(self, page: Page) -> None:
        """Remember that there are more rows than a page of this length shows, however it was asked for."""
        self.cut = len(page)
        self.learn("cut", self.cut)

    def begin(self, steer: Steer) -> None:
        """A walk begins: no kept page may be older than the count, or than a page that was read before."""
        if self._must_follow(steer):
            self.floor = max(self._sent, self.proof.asked_at)

    def step(self, steer: Steer) -> None:
        """What is asked next lies behind what was read: no kept page of an earlier moment may follow."""
        if self._must_follow(steer):
            self.floor = max(self._sent, self.floor)

    def _must_follow(self, steer: Steer) -> bool:
        """Not so in walks by time from which no row flees: there, an earlier page shows all that a later one would."""
        return isinstance(steer, ByPage) or (self.walk.moves and steer.ascending)

    def ask(
        self, steer: Steer, position: Mapping[str, object], *, fresh: bool = False, since: float | None = None
    ) -> Flow[Page]:
        """The page at ``position`` (the steer's parameters); raises ``Refused`` where the server says no.

        ``since``: the moment since which a kept page must be, where that is not the ``floor``.
        """
        since = self._received if fresh else self.floor if since is None else since
        answer = yield from self.exchange.ask(self._request(steer, position), fresh=fresh, since=since)
        self._sent = max(self._sent, answer.reply.sent_at)
        self._received = max(self._received, answer.reply.received_at)
        if self.exchange.kept is not None:
            self.proof.see(answer.reply.received_at)
        if not answer.is_success:
            raise Refused(answer)
        if position:
            self.exchange.drop(answer.request)
        # Else it is kept: where the way on proves to be wrong, another one begins at the same first page.
        took = answer.reply.received_at - answer.reply.sent_at
        self.latency = min(self.latency or took, took)
        return self._page(answer)

    def note_place(self, steer: Steer, position: Mapping[str, object], bound: int | None, last: int) -> None:
        """Remember what the page of a time bound shows, where replies are kept."""
        if self.exchange.kept is not None:
            request = self._request(steer, position)
            self.exchange.kept.note_place(self._request(steer, {}), bound, request, last)

    def kept_places(self, steer: Steer) -> Mapping[int | None, int]:
        """How far each kept page shows the listing, by its time bound."""
        return {} if self.exchange.kept is None else self.exchange.kept.places(self._request(steer, {}))

    def prefetch(self, steer: Steer, position: Mapping[str, object]) -> Flow[None]:
        """Have the reply in the page store, whatever it says."""
        yield from self.exchange.ask(self._request(steer, position))

    def ask_larger(self, steer: Steer, position: Mapping[str, object], limit: int) -> Flow[Page | None]:
        """The page at ``position`` with another page size than usual; None where the server refuses it."""
        request = self._request(steer, {**position, self.walk.limit_parameter: limit})
        answer = yield from self.exchange.ask(request, fresh=True, since=self._received)
        return self._page(answer) if answer.is_success else None

    def ask_numbered(
        self, steer: Steer, position: Mapping[str, object], number: int, *, fresh: bool = False
    ) -> Flow[Page | None]:
        """A page by its number within a position; None where the server refuses it, or the listing has no numbers."""
        by_page = next((one for one in self.walk.steers if isinstance(one, ByPage)), None)
        if by_page is None:
            return None
        try:
            place = {**position, by_page.parameter: number}
            return (yield from self.ask(steer, place, fresh=fresh, since=self._sent))
        except Refused:
            return None

    def shrink(self) -> bool:
        """Ask for smaller pages from now on; whether there is a smaller size to try."""
        limits = self.walk.limits
        smaller = [one for one in limits if self.limit is not None and (one is None or one < self.limit)]
        if not smaller:
            return False
        self.limit = smaller[0]
        self.learn("limit", self.limit)
        return True

    def _request(self, steer: Steer, position: Mapping[str, object]) -> Request:
        body = {**dict(self.read.body or ()), **dict(steer.extra), **position}
        if steer.ascending:
            body["ascending"] = True
        if self.limit is not None and self.walk.limit_parameter not in position:
            body[self.walk.limit_parameter] = self.limit
        if self.read.endpoint.method == "GET":
            slots = tuple((Slot(Place.QUERY, name), value) for name, value in body.items())
            return phrase(self.read.endpoint, self.filled + slots)
        return phrase(self.read.endpoint, self.filled, body)

    def _page(self, answer: Answer) -> Page:
        found = reading.records(self.read, answer)
        keys = reading.keys_of(self.table, found, answer)
        ticks, digits = reading.times_of(self.table, self.walk.time, found, answer) if self.walk.time else ([], 0)
        is_alike = self.walk.born == self.walk.time
        births = ticks if is_alike else self._births(found, ticks)
        self.largest = max(self.largest, len(found))
        self.exchange.rows_read += len(found)
        return Page(found, keys, ticks, digits, births, self.prepare(found) if self.prepare is not None else None)

    def _births(self, found: Sequence[Record], ticks: Sequence[int]) -> list[int | None]:
        """When the rows were made; one that was changed before that, by what it tells, was there at the change."""
        told = [reading.moment_of(record, self.walk.born) for record in found]
        if not ticks:
            return told
        return [None if birth is None else min(birth, tick) for birth, tick in zip(told, ticks, strict=True)]


def check_order(page: Page, *, ascending: bool) -> None:
    """Raise ``Contradiction`` unless the page's times go one way, the one that is expected."""
    if any(map(operator.lt if ascending else operator.gt, page.ticks[1:], page.ticks)):
        raise Contradiction("the rows are not ordered " + ("oldest first" if ascending else "newest first"))
