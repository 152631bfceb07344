"""RETURNING: its expressions over the rows that were touched, with the values that the API stored."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from heymarket_dbapi.api.decode import decode
from heymarket_dbapi.api.records import rows as record_rows
from heymarket_dbapi.catalog.spec import Column
from heymarket_dbapi.changing import other_columns
from heymarket_dbapi.datatypes import DataType
from heymarket_dbapi.effects import Flow, compute
from heymarket_dbapi.engine import ResultColumn, arrow_type
from heymarket_dbapi.errors import NotSupportedError
from heymarket_dbapi.outcome import Outcome, RowOutcome, Stored
from heymarket_dbapi.selecting import named
from heymarket_dbapi.sql.change import OTHER
from heymarket_dbapi.sql.kind import StatementKind
from heymarket_dbapi.sql.live_change import as_local
from heymarket_dbapi.sql.names import LocalColumn
from heymarket_dbapi.sql.query import Query
from heymarket_dbapi.sql.resolve import resolve
from heymarket_dbapi.writing.lookups import select_by_name
from heymarket_dbapi.writing.rows import CLOCKS_APART, Row, Work

if TYPE_CHECKING:
    import pyarrow

Cells = dict[str, Any]
TOUCHED = frozenset(
    {
        *(RowOutcome.INSERTED, RowOutcome.PRESENT, RowOutcome.UPDATED, RowOutcome.UNCHANGED),
        *(RowOutcome.DELETED, RowOutcome.SENT, RowOutcome.CONFLICT),
    }
)


def resolved(work: Work) -> Flow[tuple[Query, tuple[LocalColumn, ...]] | None]:
    """RETURNING as a query over the rows that were touched, and the other relations' columns; None without it."""
    change, context = work.live.change, work.context
    if change.returning is None:
        return None
    others = yield from other_columns(change, work.parameters, context, work.ground)
    copy = as_local(work.table)
    copy = replace(copy, columns=(*copy.columns, *others))
    names = work.known.names.with_local([copy])
    query = resolve(change.returning, names, work.parameters, context.moment, context.settings.timezone)
    foreign = [one for one in query.relations if (one.schema, one.table) != (copy.schema, copy.name)]
    if foreign or query.hydrations:
        raise NotSupportedError("we have not built RETURNING over other tables than the one that is written")
    return query, others


def returned(work: Work, rows: Sequence[Row], query: Query, others: tuple[LocalColumn, ...]) -> Flow[Outcome]:
    """The outcome of RETURNING."""
    touched = [row for row in rows if work.results[row.index].outcome in TOUCHED]
    wanted = list(dict.fromkeys(name for one in query.relations for name in one.columns))
    own = [name for name in wanted if name in work.table.by_name]
    cells = yield from _cells(work, touched, own)
    table = _table(work, touched, cells, own, others)
    bench = work.context.account.engine.workbench(work.context.settings.timezone)

    def run() -> tuple[tuple[ResultColumn, ...], pyarrow.Table]:
        for relation in query.relations:
            bench.load(relation.name, table.select([name for name in relation.columns if name in table.column_names]))
        return bench.describe(query.residual, query.parameters), bench.compute(query.residual, query.parameters)

    try:
        columns, found = yield from compute(run, bench.interrupt)
    finally:
        bench.close()
    columns = named(columns, query)
    found = found.rename_columns([column.name for column in columns])
    return Outcome(columns, Stored(found), rowcount=len(touched))


def _cells(work: Work, rows: Sequence[Row], wanted: Sequence[str]) -> Flow[list[Cells]]:
    """The values of the wanted columns of each row."""
    if work.live.change.kind is StatementKind.DELETE:
        return [_deleted(work, row, wanted) for row in rows]
    known = [_told(work, row) for row in rows]
    if all(name in cells for cells in known for name in wanted) or not rows:
        return known
    table = work.known.tables[work.table.records_of]
    stored = yield from _read_back(work, rows, wanted)
    # No reading of rows shows what replies to writes alone tell.
    for row, cells, found in zip(rows, known, stored, strict=True):
        # What no reply shows is as it was written, and so is a row that listings do not show yet.
        is_shown = bool(found)
        shown = {
            name: form
            for name, form in row.given.items()
            if name in table.by_name and not (is_shown and work.is_carried(table, name))
        }
        for name, form in shown.items():
            if found.get(name) in (None, False) and not isinstance(form, list | dict):
                found[name] = form
        for name, value in cells.items():
            if found.get(name) is None:
                found[name] = value
    return stored


def _told(work: Work, row: Row) -> Cells:
    """What replies to writes have told of a row."""
    table = work.table
    key = {name: row.key[name] for name in table.key if row.key.get(name) is not None}
    if work.writes.part is not None:
        key = {name: row.given.get(name, row.key.get(name)) for name in table.key}
    more: Cells = {name: row.made[name] for name in ("rev", "uuid") if name in row.made and name in table.by_name}
    return more | key


def _read_back(work: Work, rows: Sequence[Row], wanted: Sequence[str]) -> Flow[list[Cells]]:
    """The rows as the API shows them now: by their keys, or by what tells them apart."""
    table = work.table
    by = table.key[0] if not table.required or table.key[0] in table.required else table.required[0]
    if by == table.key[0] and any(row.key.get(by) is None and row.given.get(by) is None for row in rows):
        by = next(one.unique for one in work.writes.inserts if one.unique is not None)
    values = [_value(row, by) for row in rows]
    columns = [*dict.fromkeys((by, *table.key, *_needed(work, wanted)))]
    sends = work.writes.sends
    since = {sends.found_by[2]: work.began - CLOCKS_APART} if sends is not None else {}
    shown = yield from select_by_name(work, table, columns, by, values, since)
    result = []
    for row, value in zip(rows, values, strict=True):
        same = [one for one in shown if str(one[by]) == str(value) and _is_of(work, row, one)]
        result.append(same[-1] if same else {})
    return result


def _is_of(work: Work, row: Row, cells: Cells) -> bool:
    """Whether the cells are the row's, where a part of its key does not tell."""
    known = {name: row.key.get(name, row.given.get(name)) for name in work.table.key}
    return all(str(cells[name]) == str(value) for name, value in known.items() if value is not None)


def _needed(work: Work, wanted: Sequence[str]) -> list[str]:
    return [name for name in wanted if not work.table.by_name[name].is_hint]


def _value(row: Row, by: str) -> Any:
    if row.key.get(by) is not None:
        return row.key[by]
    return row.mark if row.mark is not None else row.given.get(by)


def _deleted(work: Work, row: Row, wanted: Sequence[str]) -> Cells:
    """The row as it was."""
    table = work.table
    parent = work.known.tables[table.records_of]
    part = work.writes.part
    key = [row.key[name] for name in table.key]
    record = work.record(parent, key if part is None else (row.key[part.owner],))
    names = list(dict.fromkeys((*table.key, *wanted)))
    if record is None:
        return dict(row.key)
    found = decode(list(record_rows([record], table.explode)), table, names, row.key).to_pylist()
    same = [one for one in found if all(str(one[name]) == str(row.key[name]) for name in table.key)]
    return dict(same[0]) if same else dict(row.key)


def _table(
    work: Work, rows: Sequence[Row], cells: Sequence[Cells], wanted: Sequence[str], others: Sequence[LocalColumn]
) -> Any:
    import pyarrow

    arrays: dict[str, Any] = {}
    for name in wanted or work.table.key:
        column = work.table.by_name[name]
        arrays[name] = pyarrow.array([_plain(column, one.get(name)) for one in cells], arrow_type(column.type))
    for at, _ in enumerate(others):
        arrays[f"{OTHER} {at}"] = pyarrow.array([row.others[at] for row in rows])
    return pyarrow.table(arrays)


def _plain(column: Column, value: Any) -> Any:
    if column.type is DataType.JSON and value is not None and not isinstance(value, str):
        return json.dumps(value)
    if column.type is DataType.VARCHAR and value is not None:
        return str(value)
    return value
