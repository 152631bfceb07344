"""The rows that a statement is about: found or given by its query, and checked before any call."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from heymarket_dbapi.changing import Incoming, incoming_rows
from heymarket_dbapi.effects import Flow
from heymarket_dbapi.engine import python_rows
from heymarket_dbapi.errors import Error
from heymarket_dbapi.selecting import load, perform
from heymarket_dbapi.writing.rows import Row, Work
from heymarket_dbapi.writing.values import form_of

if TYPE_CHECKING:
    import pyarrow

    from heymarket_dbapi.engine import ResultColumn


def computed(work: Work, incoming: Incoming) -> Flow[list[tuple[Any, ...]]]:
    """The rows of a query as Python values."""
    desk, ground = work.context.desk, replace(work.ground, is_part=False)

    def run() -> tuple[tuple[ResultColumn, ...], pyarrow.Table]:
        load(incoming.loaded, desk.bench)
        return desk.bench.answer(f"SELECT * FROM {incoming.text}", incoming.parameters)

    columns, table = yield from perform(run, ground, work.context, is_change=False)
    return list(python_rows(table, columns))


def given_rows(work: Work) -> Flow[list[Row]]:
    """The rows of an INSERT, in their forms; those with a wrong value have failed."""
    change = work.live.change
    if change.source is None:
        return [Row(0)]
    incoming = yield from incoming_rows(change.source, work.parameters, work.context, work.ground)
    found = yield from computed(work, incoming)
    names = change.columns[: incoming.width]
    rows = []
    for index, cells in enumerate(found):
        row = Row(index)
        if _take(work, row, dict(zip(names, cells, strict=False)), is_insert=True):
            rows.append(row)
    return rows


def found_rows(work: Work) -> Flow[list[Row]]:
    """The rows that an UPDATE or DELETE meets, each once, with what they are to be."""
    change = work.live.change
    assert change.source is not None
    exchange = work.context.exchange
    exchange.recorder = work.note_records
    incoming = yield from incoming_rows(change.source, work.parameters, work.context, work.ground)
    found = yield from computed(work, incoming)
    met: dict[tuple[Any, ...], tuple[Any, ...]] = {}
    width = len(work.live.keys)
    if change.is_many:
        found.sort(key=lambda cells: cells[-1])
    for cells in found:
        key = tuple(map(_hashable, cells[:width]))
        if change.is_many or key not in met:
            met[key] = cells
    rows = []
    for index, cells in enumerate(met.values()):
        row = Row(index, dict(zip(work.live.keys, cells[:width], strict=True)))
        values = cells[width : width + len(change.columns)]
        first = width + len(change.columns)
        row.others = tuple(cells[first : first + change.others])
        row.record = _record(work, row)
        if _take(work, row, dict(zip(change.columns, values, strict=True)), is_insert=False):
            rows.append(row)
    return rows


def _hashable(value: Any) -> Any:
    return str(value) if isinstance(value, list | dict) else value


def _record(work: Work, row: Row) -> dict[str, Any] | None:
    table = work.table
    if table.explode is not None:
        return None
    record = work.record(table, [row.key[name] for name in table.key])
    return None if record is None else dict(record)


def _take(work: Work, row: Row, cells: Mapping[str, Any], *, is_insert: bool) -> bool:
    """Give the row its values in their forms; whether all of them are right."""
    table, zone = work.table, work.context.settings.timezone
    for name, value in cells.items():
        writable = _writable(work, name, cells)
        try:
            form = form_of(writable, table.by_name[name], table, value, row.place, zone, is_insert=is_insert)
        except Error as error:
            work.fail(row, error)
            return False
        row.given[name] = form
    return True


def _writable(work: Work, name: str, cells: Mapping[str, Any]) -> Any:
    sends = work.writes.sends
    if sends is not None:
        is_mail = str(cells.get(sends.column) or "").lower() == sends.mail_value
        send = sends.mail if is_mail else sends.text
        return next((one for one in send.writables if one.column == name), None)
    return work.writes.by_name.get(name)
