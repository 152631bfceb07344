"""One closed DuckDB instance per local store, shared by all connections of the process."""

from __future__ import annotations

import atexit
import functools
import os
import threading
import weakref
from collections.abc import Hashable
from typing import TYPE_CHECKING

from heymarket_dbapi.engine.faults import translate
from heymarket_dbapi.engine.transaction import TransactionBench
from heymarket_dbapi.engine.workbench import Workbench
from heymarket_dbapi.errors import InterfaceError, OperationalError

if TYPE_CHECKING:
    import duckdb

# Open to a cursor although the configuration is locked. User SQL cannot reach it: a workbench takes queries only.
_PER_CURSOR = ["TimeZone"]

_CLOSED_OFF: dict[str, str | bool | int | float | list[str]] = {
    "enable_external_access": "false",
    "autoload_known_extensions": "false",
    "autoinstall_known_extensions": "false",
    "allow_community_extensions": "false",
    "allow_persistent_secrets": "false",
    "python_enable_replacements": "false",
    "ieee_floating_point_ops": "false",  # 1/0 is an error, as in PostgreSQL
    "temp_directory": "",
    "allowed_configs": _PER_CURSOR,
}

# What DuckDB takes only once it is open; the last line shuts the door. A file's commit needs the file system.
_IN_MEMORY_ONLY = "SET GLOBAL disabled_filesystems = 'LocalFileSystem'"
_SHUT = (
    "SET GLOBAL TimeZone = 'UTC'",
    "SET GLOBAL allow_extension_repositories = 'forbidden'",
    _IN_MEMORY_ONLY,
    # It loses a LIMIT behind an outer join (DuckDB 2.0.1).
    "SET GLOBAL disabled_optimizers = 'statistics_propagation'",
    "SET GLOBAL lock_configuration = true",
)
MEMORY = ":memory:"


class _Process:
    """The engines of this process: those by key, and all that are alive."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.engines: dict[Hashable, Engine] = {}
        self.living: weakref.WeakSet[Engine] = weakref.WeakSet()

    def end(self) -> None:
        """Close every engine: a daemon thread that computes while the interpreter ends would abort the process."""
        for engine in list(self.living):
            engine.close()

    def leave_to_the_parent(self) -> None:
        """In a forked child: forget all engines without destroying them, whose threads stayed with the parent.

        Their destructors crash the child, at its exit too; so each gets a reference that is never given back.
        """
        import ctypes

        for engine in self.living:
            for kept in engine.handles():
                ctypes.pythonapi.Py_IncRef(ctypes.py_object(kept))
        _Process.__init__(self)


_process = _Process()
atexit.register(_process.end)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_process.leave_to_the_parent)


class Engine:
    """A closed DuckDB instance; ``open`` gives the one of a key, ``workbench`` a place to compute in it.

    ``path`` is the file in which it keeps its tables, or ``:memory:``; ``database`` is the engine's name of it.
    """

    def __init__(self, memory_limit: str | None = None, path: str = MEMORY) -> None:
        self.memory_limit = memory_limit
        self.path = path
        self._process = os.getpid()
        self._lock = threading.Lock()
        self._workbenches: weakref.WeakSet[Workbench] = weakref.WeakSet()
        self._closed = False
        self._connection = _connect(memory_limit, path)
        self.database = str((self._connection.execute("SELECT current_database()").fetchone() or [""])[0])
        _process.living.add(self)

    @staticmethod
    def open(key: Hashable, memory_limit: str | None = None, path: str = MEMORY) -> Engine:
        """The engine of ``key``, made by the first who asks; its memory limit is the first one's.

        A file has one engine, whoever asks.
        """
        key = key if path == MEMORY else ("file", os.path.realpath(path))
        with _process.lock:
            engine = _process.engines.get(key)
            if engine is None:
                engine = _process.engines[key] = Engine(memory_limit, path)
        if memory_limit is not None and _plain(memory_limit) != _plain(engine.memory_limit or ""):
            raise InterfaceError(
                f"memory_limit={memory_limit!r} differs from {engine.memory_limit or 'the default'!r}, with which this "
                "process opened the same local store; give all connections of one account the same memory_limit"
            )
        return engine

    def workbench(self, timezone: str = "UTC") -> Workbench:
        """A new place to compute in, whose time functions work in ``timezone``."""
        with self._lock:
            workbench = Workbench(self._cursor(), timezone)
            self._workbenches.add(workbench)
        return workbench

    def transactions(self, timezone: str = "UTC") -> TransactionBench:
        """A new place in which a connection reads and changes what is kept here."""
        with self._lock:
            bench = TransactionBench(self._cursor(), timezone)
            self._workbenches.add(bench)
        return bench

    def _cursor(self) -> duckdb.DuckDBPyConnection:
        if self._process != os.getpid():
            raise InterfaceError("this engine belongs to the parent process; connect again after a fork")
        if self._closed:
            raise InterfaceError("the engine was closed by close_all(); connect again")
        return self._connection.cursor()

    def handles(self) -> list[object]:
        """The DuckDB objects that are held here."""
        return [self._connection, *(workbench.handle for workbench in self._workbenches)]

    def close(self) -> None:
        """End running work and drop the instance; harmless twice."""
        if self._process != os.getpid():
            return
        with self._lock:
            self._closed = True
            workbenches = list(self._workbenches)
        for workbench in workbenches:
            workbench.close()
        self._connection.close()


def close_all() -> None:
    """Close every engine of this process; who asks for one of the same key later gets a new one."""
    with _process.lock:
        engines = list(_process.engines.values())
        _process.engines.clear()
    for engine in engines:
        engine.close()


@functools.cache
def keywords() -> frozenset[str]:
    """The words that DuckDB's parser knows, of every category, in lower case."""
    import duckdb

    connection = duckdb.connect(":memory:")
    try:
        rows = connection.execute("SELECT keyword_name FROM duckdb_keywords()").fetchall()
    finally:
        connection.close()
    return frozenset(str(name) for (name,) in rows)


def _connect(memory_limit: str | None, path: str) -> duckdb.DuckDBPyConnection:
    import duckdb

    configuration = dict(_CLOSED_OFF)
    if memory_limit is not None:
        configuration["memory_limit"] = memory_limit
    try:
        connection = duckdb.connect(path, config=configuration)
        for statement in _SHUT:
            if path == MEMORY or statement is not _IN_MEMORY_ONLY:
                connection.execute(statement)
    except duckdb.Error as error:
        if memory_limit is not None and "memory" in str(error).lower() and "lock" not in str(error).lower():
            raise InterfaceError(f"memory_limit={memory_limit!r} is no size; write for example '2GB'") from None
        if path != MEMORY:
            raise _cannot_open(path, error) from None
        raise OperationalError(f"the engine could not be opened: {translate(error).message}") from None
    return connection


def _cannot_open(path: str, error: Exception) -> OperationalError:
    if "lock" in str(error).lower():
        return OperationalError(
            f"local={path!r} is open in another process; a file of local tables is open in one process at a time"
        )
    if not os.path.isdir(os.path.dirname(os.path.abspath(path))):
        return OperationalError(f"local={path!r}: there is no such folder")
    return OperationalError(f"local={path!r} cannot be opened as a file of local tables: {translate(error).message}")


def _plain(memory_limit: str) -> str:
    return "".join(memory_limit.split()).casefold()
