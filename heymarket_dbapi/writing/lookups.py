"""Rows that a write has to know: found as a SELECT finds them, and read anew."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from heymarket_dbapi.api.records import Record
from heymarket_dbapi.catalog.spec import Table
from heymarket_dbapi.changing import all_rows
from heymarket_dbapi.effects import Flow
from heymarket_dbapi.local.definitions import quoted
from heymarket_dbapi.plan.access import FEW_POINTS
from heymarket_dbapi.plan.statistics import LARGEST_BATCH
from heymarket_dbapi.selecting import open_query, prepare
from heymarket_dbapi.sql.parse import parse
from heymarket_dbapi.writing.rows import Work

# Of so many values no plan asks first how many rows there are.
MOST_VALUES = FEW_POINTS * LARGEST_BATCH


def find(
    work: Work, table: Table, column: str, values: Sequence[Any], since: Mapping[str, Any] | None = None
) -> Flow[list[Record]]:
    """The records of the rows that have one of the values in the column; asked anew, and remembered.

    ``since``: no rows are wanted whose value of this column is less.
    """
    rows = yield from select(work, table, table.key, column, values, since)
    records = [work.record(table, row) for row in rows]
    return [record for record in records if record is not None]


def select(
    work: Work,
    table: Table,
    columns: Sequence[str],
    column: str,
    values: Sequence[Any],
    since: Mapping[str, Any] | None = None,
) -> Flow[list[tuple[Any, ...]]]:
    """The columns of the rows that have one of the values in the column."""
    found = yield from select_by_name(work, table, columns, column, values, since)
    return [tuple(row.values()) for row in found]


def select_by_name(
    work: Work,
    table: Table,
    columns: Sequence[str],
    column: str,
    values: Sequence[Any],
    since: Mapping[str, Any] | None = None,
) -> Flow[list[dict[str, Any]]]:
    """The same by the columns' names."""
    wanted, found = list(dict.fromkeys(values)), list[dict[str, Any]]()
    for at in range(0, len(wanted), MOST_VALUES):
        found += yield from _select(work, table, columns, column, wanted[at : at + MOST_VALUES], since or {})
    return found


def _select(
    work: Work,
    table: Table,
    columns: Sequence[str],
    column: str,
    values: Sequence[Any],
    since: Mapping[str, Any],
) -> Flow[list[dict[str, Any]]]:
    forget_pages(work)
    listed = ", ".join(quoted(name) for name in dict.fromkeys(columns))
    marks = ", ".join("?" for _ in values)
    text = f"SELECT {listed} FROM heymarket.{quoted(table.name)} WHERE {quoted(column)} IN ({marks})"
    text += "".join(f" AND {quoted(name)} >= ?" for name in since)
    context = work.context
    query, known = yield from prepare(
        parse(text), (*values, *since.values()), context, replace(work.ground, is_part=True)
    )
    context.exchange.recorder = work.note_records
    outcome = yield from open_query(query, known, context)
    assert outcome.rows is not None
    found = yield from all_rows(outcome.rows)
    shown: list[dict[str, Any]] = found.rename_columns(list(dict.fromkeys(columns))).to_pylist()
    return shown


def forget_pages(work: Work) -> None:
    """Read anew what the statement read before."""
    exchange = work.context.exchange
    exchange.pages = {}
    if exchange.kept is not None:
        exchange.kept.clear()
