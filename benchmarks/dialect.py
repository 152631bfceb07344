"""What SQLAlchemy adds: ``pandas.read_sql`` against the driver's own frame, and its work for a cached statement."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pandas
import sqlalchemy

import heymarket_dbapi

from .figures import Figure, median_cpu
from .served import Served, served

_SQL = "SELECT id, created_date, updated_date, text, status, is_inbound, target, conversation_id FROM messages"


def dialect(messages: int = 100_000, times: int = 3, statements: int = 300) -> list[Figure]:
    """Both figures; the first over HTTP, from a credential of which nothing is known."""
    with served(seed=6, contacts=300, messages=messages, crowd=20) as place:
        native = _least(lambda: _native(place), times)
        framed = _least(lambda: _framed(place), times)
    added, alone = _added(statements)
    return [
        Figure(f"{messages:,} rows by pandas.read_sql", framed, "s", "fetch_df of the driver (s)", native, "2 times"),
        Figure("a cached statement: the dialect's own", added * 1000, "ms", "the driver's (ms)", alone * 1000, "1 ms"),
    ]


def _least(work: Callable[[], int], times: int) -> float:
    found = []
    for _ in range(times):
        heymarket_dbapi.close_all()
        begin = time.perf_counter()
        assert work() > 0
        found.append(time.perf_counter() - begin)
    return min(found)


def _native(place: Served) -> int:
    with heymarket_dbapi.connect(**place.options()) as connection:
        return len(connection.execute(_SQL).fetch_df())


def _framed(place: Served) -> int:
    engine = sqlalchemy.create_engine("heymarket://", connect_args=place.options())
    rows = len(pandas.read_sql(_SQL, engine))
    engine.dispose()
    return rows


def _added(times: int) -> tuple[float, float]:
    """The work for a statement of a local table through SQLAlchemy's Core beyond the driver's, and that."""
    engine = sqlalchemy.create_engine("heymarket://sandbox?contacts=10&messages=10&seed=6")
    numbers = sqlalchemy.Table(
        *("numbers", sqlalchemy.MetaData()),
        sqlalchemy.Column("id", sqlalchemy.Integer, primary_key=True),
        sqlalchemy.Column("name", sqlalchemy.String),
    )
    with engine.connect() as connection:
        numbers.create(connection)
        connection.execute(numbers.insert(), [{"id": number, "name": str(number)} for number in range(100)])
        statement = sqlalchemy.select(numbers.c.id, numbers.c.name).where(numbers.c.id == sqlalchemy.bindparam("id"))
        text = str(statement.compile(engine))
        driver: Any = connection.connection.driver_connection
        whole = median_cpu(lambda: connection.execute(statement, {"id": 7}).all(), times)
        alone = median_cpu(lambda: _rows(driver.cursor(), text), times)
    engine.dispose()
    return whole - alone, alone


def _rows(cursor: Any, text: str) -> list[Any]:
    """As SQLAlchemy does it: a cursor for a statement, closed at once."""
    cursor.execute(text, [7])
    rows: list[Any] = cursor.fetchall()
    cursor.close()
    return rows
