"""One DuckDB cursor for one statement: relations in, names and types or rows out."""

from __future__ import annotations

import functools
import os
import re
import threading
from collections import Counter
from collections.abc import Hashable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

from heymarket_dbapi.engine.faults import CANCELLED, translate
from heymarket_dbapi.engine.parameters import bind
from heymarket_dbapi.engine.rows import ResultColumn, in_utc, projection
from heymarket_dbapi.errors import DataError, InterfaceError, OperationalError, ProgrammingError
from heymarket_dbapi.sql.values import fingerprint

if TYPE_CHECKING:
    import duckdb
    import pyarrow

_REPEAT_SECONDS = 0.02
# Every new cursor's.
_USUAL_ZONE = "UTC"

_NAMED = re.compile(r"\$(\w+)")
_COMPARED = re.compile(r"\s(?:=|<>|<|>|<=|>=) \$(\w+)(?=\)|\sAND\s|\Z)")

Columns = tuple[ResultColumn, ...]


class Workbench:
    """A place to compute in, for one thread at a time; different ones work in parallel."""

    def __init__(self, cursor: duckdb.DuckDBPyConnection, timezone: str) -> None:
        self._cursor = cursor
        self._process = os.getpid()
        self._turn = threading.Lock()
        self._state = threading.Lock()
        self._run: object | None = None
        self._cancelled = False
        self._closed = False
        self._waiting: dict[str, pyarrow.Table] = {}  # loaded, and not looked at by the engine yet
        # Types as texts: not all types of older Arrow versions can be hashed.
        self._schemas: dict[str, tuple[str, ...]] = {}
        if timezone == _USUAL_ZONE:
            return
        try:
            self._set("TimeZone", timezone)
        except DataError:
            raise ProgrammingError(
                f"unknown time zone {timezone!r}; write one such as 'UTC' or 'America/New_York'"
            ) from None

    @property
    def handle(self) -> object:
        """The DuckDB cursor."""
        return self._cursor

    def load(self, name: str, table: pyarrow.Table) -> None:
        """Make ``table`` the relation ``name``, in place of an older one."""
        with self._working():
            self._waiting[name] = table
            self._schemas[name] = (*table.schema.names, *map(str, table.schema.types))

    def describe(self, sql: str, parameters: Mapping[str, object]) -> Columns:
        """The names and types of the query's columns, without running it."""
        with self._working():
            memory = self._memory(sql, parameters)
            if not memory:
                relation = self._relation(sql, parameters)
                memory.append(tuple(map(ResultColumn.of, relation.columns, relation.types)))
        return memory[0]

    def recall(self, sql: str, parameters: Mapping[str, object]) -> Columns | None:
        """What ``describe`` gives, where the engine need not be asked: it was, over relations of the same columns."""
        return next(iter(self._memory(sql, parameters)), None)

    def compute(self, sql: str, parameters: Mapping[str, object]) -> pyarrow.Table:
        """The query's rows, all of them; times with a zone are in UTC."""
        with self._working():
            relation = self._relation(sql, parameters)
            columns = tuple(map(ResultColumn.of, relation.columns, relation.types))
            changed = projection(columns)
            if changed is not None:
                relation = relation.project(changed)
            table = relation.to_arrow_table()
        assert table is not None
        return in_utc(table)

    def shape(self, sql: str, parameters: Mapping[str, object]) -> pyarrow.Table:
        """A table without rows in the types that ``compute`` gives."""
        with self._working():
            relation = self._relation(sql, parameters)
            columns = tuple(map(ResultColumn.of, relation.columns, relation.types))
            changed = projection(columns)
            relation = relation.limit(0)
            table = (relation if changed is None else relation.project(changed)).to_arrow_table()
        assert table is not None
        return in_utc(table)

    def interrupt(self) -> None:
        """Make a running ``compute`` raise soon; nothing where none runs. Called from any thread."""
        if self._process != os.getpid():
            return
        with self._state:
            run = self._run
            if run is None:
                return
            self._cancelled = True
            self._cursor.interrupt()
        self._interrupt_later(run)

    def close(self) -> None:
        """End running work and give the cursor back; harmless twice, from any thread."""
        if self._process != os.getpid():
            return
        self._closed = True
        self.interrupt()
        with self._turn:
            self._waiting.clear()
            self._cursor.close()

    def _interrupt_later(self, run: object) -> None:
        # DuckDB forgets an interrupt that comes just before it begins: say it again until the run is over.
        timer = threading.Timer(_REPEAT_SECONDS, self._interrupt_again, (run,))
        timer.daemon = True
        timer.start()

    def _interrupt_again(self, run: object) -> None:
        with self._state:
            if self._run is not run:
                return
            self._cursor.interrupt()
        self._interrupt_later(run)

    def _memory(self, sql: str, parameters: Mapping[str, object]) -> list[Columns]:
        """Where the query's columns are remembered: once they are known, the only element."""
        compared = _compared(sql)
        sizes = {name: _size(value) for name, value in parameters.items() if name in compared and type(value) is int}
        others = fingerprint({name: value for name, value in parameters.items() if name not in sizes})
        if others is None:
            return []
        return _remembered(sql, (tuple(sizes.items()), others), frozenset(self._schemas.items()))

    def _place(self) -> None:
        """Give the engine what was loaded."""
        while self._waiting:
            self._cursor.register(*self._waiting.popitem())

    def _relation(self, sql: str, parameters: Mapping[str, object]) -> duckdb.DuckDBPyRelation:
        self._place()
        statements = self._cursor.extract_statements(sql)
        if len(statements) != 1 or not _is_query(statements[0]):
            raise ProgrammingError("the engine takes one query at a time, and nothing but queries")
        statement = statements[0]
        return self._cursor.sql(
            statement,
            params=bind(sorted(statement.named_parameters), parameters) or None,
        )

    def _set(self, name: str, value: str) -> None:
        with self._working():
            quoted = value.replace("'", "''")
            self._cursor.execute(f"SET {name} = '{quoted}'")

    @contextmanager
    def _working(self) -> Iterator[None]:
        """The cursor for this thread alone, with DuckDB's exceptions made into the tree's."""
        if self._process != os.getpid():
            raise InterfaceError("this result belongs to the parent process; connect again after a fork")
        import duckdb

        with self._turn:
            if self._closed:
                raise InterfaceError("the engine's part of this statement is closed")
            with self._state:
                self._run, self._cancelled = object(), False
            try:
                yield
                if self._cancelled:
                    raise OperationalError(CANCELLED)
            except duckdb.Error as error:
                raise translate(error) from None
            finally:
                with self._state:
                    self._run = None


def _size(value: int) -> tuple[bool, int]:
    """All of an integer that the type of a column may hang on, where the integer is only compared."""
    return value < 0, value.bit_length()


@functools.lru_cache(maxsize=200)
def _compared(sql: str) -> frozenset[str]:
    """The parameters that stand nowhere but behind a comparison's sign."""
    compared, named = (Counter(pattern.findall(sql)) for pattern in (_COMPARED, _NAMED))
    return frozenset(name for name, times in named.items() if compared[name] == times)


@functools.lru_cache(maxsize=200)
def _remembered(sql: str, values: Hashable, relations: Hashable) -> list[Columns]:
    """The one place where the columns of a query are remembered, for all workbenches."""
    return []


def _is_query(statement: duckdb.Statement) -> bool:
    import duckdb

    try:
        return statement.type == duckdb.StatementType.SELECT
    except ValueError:  # kinds of statements that DuckDB's Python side has no name for
        return False
