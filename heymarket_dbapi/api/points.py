"""Reads by key: one call a key, or one for a batch of values, and what an answer without the row means.

A server without the endpoint, or one that does not heed a search, says the same as one without the row. So "no row" is
believed where the endpoint was seen to find a row; else it is asked once for a row that the listing shows.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from heymarket_dbapi.api import records as reading
from heymarket_dbapi.api.exchange import Answer, Exchange
from heymarket_dbapi.api.phrase import Filled, phrase
from heymarket_dbapi.api.records import Record
from heymarket_dbapi.catalog.sources import Field
from heymarket_dbapi.catalog.spec import Table
from heymarket_dbapi.catalog.ways import Bind, Read
from heymarket_dbapi.effects import Flow, gather
from heymarket_dbapi.plan.statistics import Statistics, points_fact

Sample = Callable[[str], Flow[Any]]


class Unusable(Exception):
    """The endpoint does not find rows that are there: another way has to be taken."""


@dataclass(frozen=True, slots=True)
class Found:
    """The records of one request, and the values by which they were asked for."""

    records: Sequence[Record]
    asked: dict[str, object]


class Points:
    """Single reads of one table by one read; ``sample`` gives a value of a column that some row has, or None."""

    def __init__(self, table: Table, read: Read, binds: Sequence[Bind], exchange: Exchange, sample: Sample) -> None:
        self.table = table
        self.read = read
        self.binds = tuple(binds)
        self._exchange = exchange
        self._sample = sample
        self._fact = points_fact(table, read, self.binds)
        self._is_fresh = False

    def find(self, points: Sequence[tuple[object, ...]], *, fresh: bool = False) -> Flow[list[Found]]:
        """What the API has for each point, all asked for at the same time; raises ``Unusable``.

        ``fresh``: what this statement was told before is asked again.
        """
        self._is_fresh = fresh
        if self._exchange.facts.get(self._fact + "is unusable"):
            raise Unusable
        try:
            return (yield from self._find(points))
        except Unusable:
            self._exchange.facts.learn(self._fact + "is unusable", True)
            raise

    def _find(self, points: Sequence[tuple[object, ...]]) -> Flow[list[Found]]:
        if len(self.binds) == 1 and self.binds[0].slot.many:
            return (yield from self._search([values[0] for values in points]))
        found = yield from gather([self._get(values) for values in points])
        if self.binds and any(not one.records for one in found) and any(one.records for one in found):
            self._exchange.facts.learn(self._fact + "works", True)
        if self.binds and any(not one.records for one in found):
            yield from self._check_that_it_works()
        return found

    # One row a call --------------------------------------------------------------------------------------------------

    def _get(self, values: tuple[object, ...]) -> Flow[Found]:
        asked = {bind.column: value for bind, value in zip(self.binds, values, strict=True)}
        answer = yield from self._ask(list(zip(self.binds, values, strict=True)))
        if answer.is_success:
            found = self._records(answer)
            self._fill_in(found, asked)
            if found and self.binds:
                self._exchange.facts.learn(self._fact + "works", True)
            return Found(found, asked)
        if not self.binds or not _says_absent(answer):
            raise answer.error()
        return Found([], asked)

    def _records(self, answer: Answer) -> list[Record]:
        """The records of a reply, each row once."""
        return _once(reading.records(self.read, answer), self.table)

    def _ask(self, bound: Sequence[tuple[Bind, object]]) -> Flow[Answer]:
        filled: list[Filled] = [(bind.slot, value) for bind, value in bound]
        body = dict(self.read.body) if self.read.body is not None else None
        request = phrase(self.read.endpoint, filled, body)
        since = self._exchange.latest if self._is_fresh else None
        return (yield from self._exchange.ask(request, self.read.endpoint.repeat, fresh=self._is_fresh, since=since))

    def _fill_in(self, found: Sequence[Record], asked: dict[str, object]) -> None:
        """Give records the values that they were asked by, where the reply leaves them out (a contact's uuid)."""
        for name, value in asked.items():
            source = self.table.by_name[name].source
            if isinstance(source, Field) and len(source.paths[0]) == 1:
                for record in found:
                    if reading.first(record, source.paths) is None:
                        record[source.paths[0][0]] = value

    # Many values a call ----------------------------------------------------------------------------------------------

    def _search(self, values: Sequence[object]) -> Flow[list[Found]]:
        facts, bind = self._exchange.facts, self.binds[0]
        size = Statistics(facts).batch(self.table, self.read, self.binds)
        batches = [list(values[place : place + size]) for place in range(0, len(values), size)]
        found = yield from gather([self._search_batch(batch) for batch in batches])
        if not values:
            return found
        found = [Found(_once([record for one in found for record in one.records], self.table), {})]
        seen = {self._value(record, bind) for one in found for record in one.records}
        if seen.intersection(values):
            facts.learn(self._fact + "works", True)
        if not seen.issuperset(values):
            yield from self._check_that_it_works()
        return found

    def _search_batch(self, batch: Sequence[object]) -> Flow[Found]:
        answer = yield from self._ask([(self.binds[0], list(batch))])
        if answer.is_success:
            return Found(self._records(answer), {})
        if answer.is_gone or len(batch) == 1:
            raise Unusable
        half = len(batch) // 2
        self._exchange.facts.learn(self._fact + "batch", half)
        parts = yield from gather([self._search_batch(batch[:half]), self._search_batch(batch[half:])])
        return Found([record for part in parts for record in part.records], {})

    def _value(self, record: Record, bind: Bind) -> object:
        value = reading.value_of(self.table, bind.column, record)
        return value.lstrip("+") if isinstance(value, str) else value

    # What "no row" means ---------------------------------------------------------------------------------------------

    def _check_that_it_works(self) -> Flow[None]:
        """Raise ``Unusable`` unless the endpoint finds a row that the listing shows."""
        if self._exchange.facts.get(self._fact + "works"):
            return
        values = []
        for bind in self.binds:
            values.append((yield from self._sample(bind.column)))
        if None in values:
            return
        shaped = [[value] if bind.slot.many else value for bind, value in zip(self.binds, values, strict=True)]
        answer = yield from self._ask(list(zip(self.binds, shaped, strict=True)))
        if not answer.is_success or not reading.records(self.read, answer):
            self._exchange.facts.forget(self._fact)
            raise Unusable
        self._exchange.facts.learn(self._fact + "works", True)


def _once(found: list[Record], table: Table) -> list[Record]:
    """The records without those whose key came before: a value, or a reply, may find a row again."""
    if table.explode is not None or len(table.key) > 1 or len(found) < 2:
        return found
    known: dict[object, Record] = {}
    for place, record in enumerate(found):
        key = reading.value_of(table, table.key[0], record)
        known.setdefault(place if key is None else (key,), record)
    return list(known.values())


def _says_absent(answer: Answer) -> bool:
    return answer.is_gone or answer.reply.status == 400
