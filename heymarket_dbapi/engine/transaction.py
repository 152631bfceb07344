"""One DuckDB cursor for all that a connection does with local tables: queries and changes, in transactions."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from typing import TYPE_CHECKING

from heymarket_dbapi.engine.parameters import bind
from heymarket_dbapi.engine.rows import ResultColumn, in_utc, projection
from heymarket_dbapi.engine.workbench import Columns, Workbench
from heymarket_dbapi.errors import Error

if TYPE_CHECKING:
    import duckdb
    import pyarrow


class TransactionBench(Workbench):
    """A workbench that outlives its statements and may change what the engine keeps; its SQL is the driver's own."""

    def __init__(self, cursor: duckdb.DuckDBPyConnection, timezone: str) -> None:
        super().__init__(cursor, timezone)
        self._timezone = timezone
        self._loaded: dict[str, None] = {}

    def work_in(self, timezone: str) -> None:
        """Let time functions work in ``timezone`` from now on."""
        if timezone != self._timezone:
            self._set("TimeZone", timezone)
            self._timezone = timezone

    def begin(self) -> None:
        """Begin a transaction."""
        self.change("BEGIN TRANSACTION")

    def commit(self) -> None:
        """Commit the transaction; where that fails, it is over all the same."""
        self.clear()
        self.change("COMMIT")

    def rollback(self) -> None:
        """Roll the transaction back."""
        self._loaded.clear()
        self.change("ROLLBACK")

    def load(self, name: str, table: pyarrow.Table) -> None:
        """Make ``table`` the relation ``name`` until ``clear``."""
        super().load(name, table)
        self._loaded[name] = None
        with self._working():
            self._place()

    def clear(self) -> None:
        """Forget the relations that were loaded."""
        for name in list(self._loaded):
            # An aborted transaction can drop nothing, and takes them with it.
            with contextlib.suppress(Error), self._working():
                self._cursor.unregister(name)
        self._loaded.clear()

    def change(self, sql: str, parameters: Mapping[str, object] | None = None) -> int:
        """Carry out one statement; how many rows it touched, or -1."""
        with self._working():
            statement, values = self._prepared(sql, parameters or {})
            row = self._cursor.execute(statement, values).fetchone()
        return int(row[0]) if row else -1

    def changed(self, sql: str, parameters: Mapping[str, object] | None = None) -> pyarrow.Table:
        """Carry out one statement with RETURNING; the rows that it returns."""
        with self._working():
            statement, values = self._prepared(sql, parameters or {})
            relation = self._cursor.sql(statement, params=values)
            changed = projection(tuple(map(ResultColumn.of, relation.columns, relation.types)))
            table = (relation if changed is None else relation.project(changed)).to_arrow_table()
        assert table is not None
        return in_utc(table)

    def answer(self, sql: str, parameters: Mapping[str, object]) -> tuple[tuple[ResultColumn, ...], pyarrow.Table]:
        """The query's columns and its rows, evaluated once: a sequence goes on by one number a row."""
        with self._working():
            statement, values = self._prepared(sql, parameters)
            relation = self._cursor.sql(statement, params=values)
            columns = tuple(map(ResultColumn.of, relation.columns, relation.types))
            changed = projection(columns)
            table = (relation if changed is None else relation.project(changed)).to_arrow_table()
        assert table is not None
        return columns, in_utc(table)

    def _memory(self, sql: str, parameters: Mapping[str, object]) -> list[Columns]:
        """Nothing is remembered: what the engine keeps may have other columns by now."""
        return []

    def _prepared(
        self, sql: str, parameters: Mapping[str, object]
    ) -> tuple[duckdb.Statement, dict[str, object] | None]:
        (statement,) = self._cursor.extract_statements(sql)
        return statement, bind(sorted(statement.named_parameters), parameters) or None
