"""Every way to read a result to its end; what was read before an error is kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Rows = list[tuple[Any, ...]]
Reader = Callable[[Any, Rows], None]


def _one_by_one(cursor: Any, rows: Rows) -> None:
    while (row := cursor.fetchone()) is not None:
        rows.append(row)


def _some_by_some(cursor: Any, rows: Rows) -> None:
    while more := cursor.fetchmany(7):
        rows.extend(more)


def _by_iteration(cursor: Any, rows: Rows) -> None:
    for row in cursor:
        rows.append(row)


def _at_once(cursor: Any, rows: Rows) -> None:
    rows.extend(cursor.fetchall())


def _by_batches(cursor: Any, rows: Rows) -> None:
    for batch in cursor.fetch_record_batch(15):
        rows.extend(zip(*(column.to_pylist() for column in batch.columns), strict=True))


def _as_table(cursor: Any, rows: Rows) -> None:
    rows.extend(zip(*(column.to_pylist() for column in cursor.fetch_arrow_table().columns), strict=True))


def _as_frame(cursor: Any, rows: Rows) -> None:
    rows.extend(cursor.fetch_df().itertuples(index=False, name=None))


def _as_polars(cursor: Any, rows: Rows) -> None:
    rows.extend(cursor.fetch_polars().rows())


READERS: dict[str, Reader] = {
    "fetchone": _one_by_one,
    "fetchmany": _some_by_some,
    "iteration": _by_iteration,
    "batches": _by_batches,
    "fetchall": _at_once,
    "data frame": _as_frame,
    "table": _as_table,
    "polars": _as_polars,
}
