"""What the API can do for a query, as rows: derived from the reads and counters of the tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from heymarket_dbapi.catalog.sources import Field, Outer
from heymarket_dbapi.catalog.spec import Column, Table
from heymarket_dbapi.catalog.ways import Bind, Bound, ByTime, Operator, Read, Walk

EXACT, NARROWING = "exact", "narrowing"


@dataclass(frozen=True, slots=True)
class Pushdown:
    """One thing that the API can do: for a column and an operator, how far, by which endpoint.

    ``operator`` and ``effect`` are None where the row says something of a column that no filter is about.
    """

    table: str
    column: str | None
    operator: str | None
    effect: str | None
    endpoint: str | None
    note: str | None = None


def pushdowns(tables: Sequence[Table]) -> list[Pushdown]:
    """All that the API can do for queries of these tables."""
    by_name = {table.name: table for table in tables}
    found: list[Pushdown] = []
    for table in tables:
        parent = by_name[table.records_of]
        found += _of_reads(table, parent)
        found += _of_counter(table)
        found += _of_columns(table)
    return found


def inherited_columns(table: Table, parent: Table) -> dict[str, str]:
    """The names of the parent's columns that an exploded table shows, each with its name there."""
    if table is parent:
        return {column.name: column.name for column in table.columns}
    outer = {column.source.paths: column.name for column in table.columns if isinstance(column.source, Outer)}
    return {
        column.name: outer[column.source.paths]
        for column in parent.columns
        if isinstance(column.source, Field) and column.source.paths in outer
    }


def _of_reads(table: Table, parent: Table) -> Iterator[Pushdown]:
    names = inherited_columns(table, parent)
    for read in parent.reads:
        for bind in read.binds:
            if bind.column in names:
                yield from _of_bind(table.name, names[bind.column], read, bind)
        if isinstance(read.pager, Walk):
            yield from _of_walk(table.name, names, parent, read, read.pager)


def _of_bind(table: str, column: str, read: Read, bind: Bind) -> Iterator[Pushdown]:
    effect = EXACT if bind.exact else NARROWING
    for operator in sorted(bind.operators, key=lambda operator: operator.value):
        calls = "one call for many values" if bind.slot.many else "one call for each value"
        note = _joined(_company(read, bind.column), calls if operator is Operator.IN else None)
        yield Pushdown(table, column, operator.value, effect, str(read.endpoint), note)


def _of_walk(table: str, names: dict[str, str], parent: Table, read: Read, walk: Walk) -> Iterator[Pushdown]:
    endpoint, company = str(read.endpoint), _company(read, None)
    if parent.listing_order not in names or not walk.time:
        return
    column = names[parent.listing_order]
    for bound, operators in ((Bound.UPPER, ("<", "<=")), (Bound.LOWER, (">", ">="))):
        parameters = [s.parameter for s in walk.steers if isinstance(s, ByTime) and s.bound is bound]
        how = f"begins at the bound ({parameters[0]})" if parameters else "ends at the bound"
        for operator in operators:
            yield Pushdown(table, column, operator, NARROWING, endpoint, _joined(company, f"the listing {how}"))
    yield Pushdown(table, column, "ORDER BY", EXACT, endpoint, _joined(company, "with LIMIT: stops early"))


def _of_counter(table: Table) -> Iterator[Pushdown]:
    counter = table.counter
    if counter is None:
        return
    endpoint = str(counter.endpoint)
    yield Pushdown(table.name, None, "COUNT(*)", EXACT, endpoint, "without a filter")
    if counter.bound is not None:
        operators = (">", ">=") if counter.bound is Bound.LOWER else ("<", "<=")
        for operator in operators:
            note = f"COUNT(*) only, once the counter was seen to keep to its bound ({counter.parameter})"
            yield Pushdown(table.name, table.listing_order, operator, EXACT, endpoint, note)


def _of_columns(table: Table) -> Iterator[Pushdown]:
    for column in table.columns:
        if column.extended:
            yield Pushdown(table.name, column.name, None, None, _price(column), "extended: one more call for each row")
        if column.unseen:
            yield Pushdown(table.name, column.name, None, None, None, column.unseen)


def _price(column: Column) -> str:
    endpoint = column.extended.endpoint if column.extended else None
    return str(endpoint) if endpoint else "GET of the link"


def _company(read: Read, column: str | None) -> str | None:
    others = [bind.column for bind in read.required if bind.column != column]
    return f"together with {', '.join(others)}" if others else None


def _joined(*notes: str | None) -> str | None:
    return "; ".join(note for note in notes if note) or None
