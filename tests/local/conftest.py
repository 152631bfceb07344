"""Connections in both modes to an account whose local store is empty."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

import heymarket_dbapi
from heymarket_dbapi.account import account_of
from heymarket_dbapi.catalog.relations import Relation, RelationKind, SequenceGenerator
from heymarket_dbapi.local.definitions import Schema, quoted
from heymarket_dbapi.local.store import Store
from heymarket_dbapi.options import settings
from tests.driver.conftest import DSN, mode, sandbox
from tests.driver.modes import Mode

__all__ = ["mode", "sandbox"]


@pytest.fixture
def connect(mode: Mode) -> Iterator[Callable[..., Any]]:
    """Makes connections that are closed after the test; they share local tables, which nobody else sees."""
    drop_all()
    made: list[Any] = []

    def give(**options: Any) -> Any:
        made.append(mode.connect(DSN, **options))
        return made[-1]

    yield give
    for connection in made:
        connection.close()
    drop_all()


def drop_all() -> None:
    """Drop what was committed to the account's local store: opening another account takes far longer."""
    store = Store.made(account_of(settings(DSN)).engine)
    if store is None or not store.committed.entries:
        return
    with heymarket_dbapi.connect(DSN, autocommit=True) as connection:
        for entry in store.committed.entries.values():
            match entry:
                case Relation(schema, name, kind):
                    word = "VIEW" if kind is RelationKind.VIEW else "TABLE"
                    connection.execute(f"DROP {word} IF EXISTS {quoted(schema)}.{quoted(name)} CASCADE")
                case SequenceGenerator(schema, name):
                    connection.execute(f"DROP SEQUENCE IF EXISTS {quoted(schema)}.{quoted(name)} CASCADE")
                case Schema(name):
                    connection.execute(f"DROP SCHEMA IF EXISTS {quoted(name)} CASCADE")
    assert not store.committed.entries


@pytest.fixture
def connection(connect: Callable[..., Any]) -> Any:
    """A connection in one mode, then in the other."""
    return connect()


@pytest.fixture
def run(connection: Any) -> Callable[..., list[tuple[Any, ...]]]:
    """Runs statements on one connection, and gives the rows of the last."""
    return runner(connection)


def runner(connection: Any) -> Callable[..., list[tuple[Any, ...]]]:
    """Runs statements on the connection, and gives the rows of the last, or nothing."""
    cursor = connection.cursor()

    def give(*statements: str, given: Any = None) -> list[tuple[Any, ...]]:
        for statement in statements:
            cursor.execute(statement, given)
        return list(cursor.fetchall()) if cursor.description else []

    return give
