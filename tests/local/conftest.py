"""Connections in both modes to an account whose local store is empty."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

import heymarket_dbapi
from tests.driver.conftest import DSN, mode, sandbox
from tests.driver.modes import Mode

__all__ = ["mode", "sandbox"]


@pytest.fixture
def connect(mode: Mode) -> Iterator[Callable[..., Any]]:
    """Makes connections that are closed after the test; they share local tables, which nobody else sees."""
    heymarket_dbapi.close_all()
    made: list[Any] = []

    def give(**options: Any) -> Any:
        made.append(mode.connect(DSN, **options))
        return made[-1]

    yield give
    for connection in made:
        connection.close()
    heymarket_dbapi.close_all()


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
