"""What a row refers to has to be there: servers refuse, drop or keep what is not, as they like."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from heymarket_dbapi.catalog.writes import Writable
from heymarket_dbapi.catalog.writing import writes_of
from heymarket_dbapi.effects import Flow
from heymarket_dbapi.errors import IntegrityError
from heymarket_dbapi.writing import bodies
from heymarket_dbapi.writing.lookups import select
from heymarket_dbapi.writing.rows import Row, Work


def check_references(work: Work, rows: Sequence[Row]) -> Flow[list[Row]]:
    """The rows all of whose references are there; the others fail."""
    left = list(rows)
    for writable in work.writes.columns:
        if writable.refers is not None:
            left = yield from _check(work, writable, left)
    return left


def _check(work: Work, writable: Writable, rows: Sequence[Row]) -> Flow[list[Row]]:
    assert writable.refers is not None
    new = {row.index: _new_entries(work, writable, row) for row in rows}
    wanted = list(dict.fromkeys(one for entries in new.values() for one in entries))
    missing = yield from missing_values(work, writable.refers, wanted)
    left = []
    for row in rows:
        lost = [one for one in new[row.index] if one in missing]
        if lost:
            work.fail(row, no_such(row, work.table.name, writable, lost))
        else:
            left.append(row)
    return left


def no_such(row: Row, table: str, writable: Writable, lost: Sequence[Any]) -> IntegrityError:
    """The error that a row refers to what is not there."""
    assert writable.refers is not None
    other, column = writable.refers
    shown = ", ".join(str(one) for one in lost[:3]) if column == "id" else f"{len(lost)} of its values"
    return IntegrityError(f"{row.place}, column {writable.column} of {table}: {shown} is no {column} of {other}")


def missing_values(work: Work, refers: tuple[str, str], wanted: Sequence[Any]) -> Flow[set[Any]]:
    """Those of the values that no row of the other table has."""
    if not wanted:
        return set()
    name, column = refers
    table = work.known.tables[name]
    rows = yield from select(work, table, (column,), column, wanted)
    other = writes_of(name).by_name.get(column)
    there = {other.stored(row[0]) if other is not None else row[0] for row in rows if row[0] is not None}
    return {one for one in wanted if one not in there}


def _new_entries(work: Work, writable: Writable, row: Row) -> list[Any]:
    form = row.given.get(writable.column)
    if form is None:
        return []
    entries = form if isinstance(form, list) else [form]
    before = bodies.stored(work.table, writable, row.record) if row.record is not None else None
    held = before if isinstance(before, list) else [before]
    return [one for one in entries if one not in held]
