"""PEP 249 by enumeration: globals, the tree of errors, type objects, constructors, and what each class must have."""

from __future__ import annotations

import builtins
import datetime
import inspect
import pickle
import time

import pytest

import heymarket_dbapi
from heymarket_dbapi import aio, connection
from heymarket_dbapi.datatypes import DataType, TypeCode

TREE = {
    "Warning": builtins.Exception,
    "Error": builtins.Exception,
    "InterfaceError": heymarket_dbapi.Error,
    "DatabaseError": heymarket_dbapi.Error,
    "DataError": heymarket_dbapi.DatabaseError,
    "OperationalError": heymarket_dbapi.DatabaseError,
    "IntegrityError": heymarket_dbapi.DatabaseError,
    "InternalError": heymarket_dbapi.DatabaseError,
    "ProgrammingError": heymarket_dbapi.DatabaseError,
    "NotSupportedError": heymarket_dbapi.DatabaseError,
}
TYPE_OBJECTS = ("STRING", "BINARY", "NUMBER", "DATETIME", "ROWID")
CONNECTION = ("close", "commit", "rollback", "cursor")
CURSOR = (
    *("callproc", "close", "execute", "executemany", "fetchone", "fetchmany", "fetchall", "nextset"),
    *("setinputsizes", "setoutputsize", "description", "rowcount", "arraysize"),
    *("rownumber", "connection", "messages", "lastrowid"),
)
CLASSES = ((connection.Connection, connection.Cursor), (aio.AsyncConnection, aio.AsyncCursor))


def test_globals() -> None:
    assert heymarket_dbapi.apilevel == "2.0"
    assert heymarket_dbapi.threadsafety == 2
    assert heymarket_dbapi.paramstyle == "qmark"
    assert callable(heymarket_dbapi.connect)


def test_all_that_is_promised_is_there() -> None:
    for name in heymarket_dbapi.__all__:
        assert hasattr(heymarket_dbapi, name), name


@pytest.mark.parametrize(("name", "parent"), TREE.items(), ids=TREE)
def test_the_tree_of_errors(name: str, parent: type[Exception]) -> None:
    kind = getattr(heymarket_dbapi, name)
    assert issubclass(kind, parent)
    assert not issubclass(kind, heymarket_dbapi.Error) or name != "Warning"
    for holder, _ in CLASSES:
        assert getattr(holder, name) is kind


@pytest.mark.parametrize("name", [*TREE, "IncompleteWarning"])
def test_errors_survive_a_pickle(name: str) -> None:
    kind = getattr(heymarket_dbapi, name)
    given = {} if issubclass(kind, builtins.Warning) else {"position": (2, 5), "request_id": "r-1", "status": 500}
    error = kind("what is wrong", **given)
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is kind
    assert str(again) == str(error)
    assert vars(again) == vars(error)


@pytest.mark.parametrize("name", TYPE_OBJECTS)
def test_type_objects_survive_a_pickle_and_differ(name: str) -> None:
    made = getattr(heymarket_dbapi, name)
    assert pickle.loads(pickle.dumps(made)) == made
    assert [other for other in TYPE_OBJECTS if getattr(heymarket_dbapi, other) == made] == [name]


def test_every_column_type_equals_one_type_object() -> None:
    for data_type in DataType:
        code = TypeCode(data_type.value)
        equal = [name for name in TYPE_OBJECTS if code == getattr(heymarket_dbapi, name)]
        assert len(equal) == 1, data_type
        assert getattr(heymarket_dbapi, equal[0]) == code
        assert not code != getattr(heymarket_dbapi, equal[0])
        assert pickle.loads(pickle.dumps(code)) == getattr(heymarket_dbapi, equal[0])


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("DECIMAL(18,3)", "NUMBER"),
        ("HUGEINT", "NUMBER"),
        ("BOOLEAN", "NUMBER"),
        ("ENUM('a', 'b')", "STRING"),
        ("UUID", "STRING"),
        ("BLOB", "BINARY"),
        ("INTERVAL", "DATETIME"),
        ("DATE", "DATETIME"),
    ],
)
def test_the_engines_types_equal_type_objects(code: str, name: str) -> None:
    assert TypeCode(code) == getattr(heymarket_dbapi, name)
    assert TypeCode(code) == code and TypeCode(code) != "VARCHAR(3)"


def test_constructors() -> None:
    assert heymarket_dbapi.Date(2024, 2, 29) == datetime.date(2024, 2, 29)
    assert heymarket_dbapi.Time(23, 59, 58) == datetime.time(23, 59, 58)
    assert heymarket_dbapi.Timestamp(2024, 2, 29, 1, 2, 3) == datetime.datetime(2024, 2, 29, 1, 2, 3)
    assert heymarket_dbapi.Binary(b"\x00\xff") == b"\x00\xff"


@pytest.mark.parametrize("ticks", [0, 1_700_000_000, 1_700_000_000.75])
def test_constructors_from_ticks(ticks: float) -> None:
    local = datetime.datetime(*time.localtime(ticks)[:6])
    assert heymarket_dbapi.DateFromTicks(ticks) == local.date()
    assert heymarket_dbapi.TimeFromTicks(ticks) == local.time()
    assert heymarket_dbapi.TimestampFromTicks(ticks) == local


@pytest.mark.parametrize(("connecting", "cursing"), CLASSES, ids=["blocking", "awaiting"])
def test_what_connections_and_cursors_have(connecting: type, cursing: type) -> None:
    assert [name for name in CONNECTION if not hasattr(connecting, name)] == []
    assert [name for name in CURSOR if not hasattr(cursing, name)] == []


def test_both_faces_connect_alike() -> None:
    blocking, awaiting = inspect.signature(heymarket_dbapi.connect), inspect.signature(aio.connect)
    assert blocking.parameters == awaiting.parameters


def test_both_modes_have_the_same_names() -> None:
    for blocking, awaiting in zip(*CLASSES, strict=True):
        names, others = ({name for name in dir(kind) if not name.startswith("_")} for kind in (blocking, awaiting))
        assert names == others
