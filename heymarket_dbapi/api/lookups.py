"""Calls that show one row each, for an extended column: by the first of its endpoints that finds rows.

A server without the endpoint says the same as one without the row. So "no row" is believed where the endpoint finds
another one of the rows, which all were listed a moment ago; else it is asked for a row that the listing shows now.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from heymarket_dbapi.api import records as reading
from heymarket_dbapi.api.exchange import Answer, Exchange
from heymarket_dbapi.api.phrase import phrase
from heymarket_dbapi.api.records import Record
from heymarket_dbapi.api.scan import sample
from heymarket_dbapi.catalog.sources import Field
from heymarket_dbapi.catalog.spec import Column, Table
from heymarket_dbapi.catalog.ways import Lookup
from heymarket_dbapi.effects import Flow, Request, gather
from heymarket_dbapi.errors import DatabaseError, OperationalError
from heymarket_dbapi.plan.access import listings

Input = tuple[Any, ...]


class Lookups:
    """The lookups of one extended column; ``tables`` are all tables by name."""

    def __init__(self, table: Table, column: Column, tables: Mapping[str, Table], exchange: Exchange) -> None:
        assert column.extended is not None
        assert isinstance(column.source, Field)
        self._table = table
        self._column = column
        self._tables = tables
        self._exchange = exchange
        self._paths = column.source.paths
        self._inputs = column.extended.inputs
        self._lookups = column.extended.lookups
        self._refusals: dict[Request, Answer] = {}
        self._fact = f"{table.name}/{self._lookups[0].endpoint}/row by"

    def find(self, inputs: Sequence[Input]) -> Flow[Sequence[Record | None]]:
        """The record for each input, None where its row is gone; an error where no endpoint shows rows."""
        if not inputs:
            return []
        known = self._exchange.facts.get(self._fact)
        for lookup in self._lookups:
            if str(lookup.endpoint) == known:
                found = yield from self._all(lookup, inputs)
                if any(record is not None for record in found):
                    return found
        lookup = yield from self._working(inputs[0])
        return (yield from self._all(lookup, inputs))

    def _all(self, lookup: Lookup, inputs: Sequence[Input]) -> Flow[Sequence[Record | None]]:
        return (yield from gather([self._record(lookup, given) for given in inputs]))

    def _working(self, first: Input) -> Flow[Lookup]:
        """The preferred one of the lookups that show this row, or else one of those that are listed now."""
        lookup = yield from self._showing(first)
        if lookup is None:
            listed = yield from self._listed()
            if listed is None:
                return self._lookups[0]
            lookup = yield from self._showing(listed)
        if lookup is None:
            raise (yield from self._error(first))
        self._exchange.facts.learn(self._fact, str(lookup.endpoint))
        return lookup

    def _showing(self, given: Input) -> Flow[Lookup | None]:
        for lookup in self._lookups:
            if (yield from self._record(lookup, given)) is not None:
                return lookup
        return None

    def _listed(self) -> Flow[Input | None]:
        """The input of a row that the listing shows now; None where it shows none."""
        for read in listings(self._table):
            self._exchange.forget(read.endpoint.path)
        return (yield from sample(self._table, self._inputs, self._tables, self._exchange))

    def _record(self, lookup: Lookup, given: Input) -> Flow[Record | None]:
        """The row's record; None where the reply shows no row, or another one."""
        answer = yield from self._answer(lookup, given)
        if answer.is_success:
            record = reading.shown(answer, self._paths)
            return None if record is None or self._is_another(record, given) else record
        if answer.is_gone or answer.is_bad_request:
            return None
        raise answer.error()

    def _answer(self, lookup: Lookup, given: Input) -> Flow[Answer]:
        request = phrase(lookup.endpoint, zip(lookup.slots, given, strict=True))
        if request not in self._refusals:
            answer = yield from self._exchange.ask(request, lookup.endpoint.repeat)
            if answer.is_success:
                return answer
            self._refusals[request] = answer
        return self._refusals[request]

    def _is_another(self, record: Record, given: Input) -> bool:
        """Whether the record's own key says that it is not the one that was asked for."""
        told = tuple(record.get(name) for name in self._table.key)
        return self._inputs == self._table.key and None not in told and list(map(str, told)) != list(map(str, given))

    def _error(self, given: Input) -> Flow[DatabaseError]:
        """The error that no endpoint shows rows: what the preferred one says."""
        answer = yield from self._answer(self._lookups[0], given)
        place = f"{self._table.name}.{self._column.name}"
        if answer.is_success:
            return OperationalError(f"{place}: {self._lookups[0].endpoint} does not show rows that are there")
        said = answer.error()
        text = f"{place}: {said.message}; no other endpoint tells it: leave the column out"
        return type(said)(text, request_id=said.request_id, status=said.status)
