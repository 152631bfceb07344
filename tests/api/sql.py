"""Statements asked of the embedded sandbox, with the calls that they took."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import heymarket_dbapi
from heymarket_dbapi.options import settings
from heymarket_dbapi.sandbox import Entry, Sandbox
from heymarket_dbapi.wire import sandbox_of

DSN = (
    "heymarket://sandbox?seed=3&contacts=40&messages=60&conversations=20&crowd=0&lists=12&tags=12&templates=12&surveys=12"
    "&largest_page=20&default_page=20&rate_limit=none&requests_per_minute=1000000&retries=1"
)


@dataclass(slots=True)
class Client:
    """A connection to the sandbox of a DSN, and that sandbox as a witness."""

    connection: Any
    sandbox: Sandbox

    def ask(self, sql: str, parameters: Any = None) -> list[tuple[Any, ...]]:
        """The rows of a statement; the sandbox's log holds its requests and no others."""
        self.sandbox.log.clear()
        with self.connection.cursor() as cursor:
            cursor.execute(sql, parameters)
            rows: list[tuple[Any, ...]] = cursor.fetchall()
            assert len(cursor.api_calls) == len(self.sandbox.log)
            return rows

    @property
    def log(self) -> list[Entry]:
        """The requests of the last statement."""
        return list(self.sandbox.log)

    @property
    def calls(self) -> list[str]:
        """Method and path of the requests of the last statement."""
        return [f"{entry.method} {entry.path}" for entry in self.sandbox.log]

    def ids(self, table: str) -> list[int]:
        """The ids of all rows, ascending."""
        return sorted(row["id"] for row in self.sandbox.world.rows(table))


@contextmanager
def client(options: str = "", dsn: str = DSN, **named: Any) -> Iterator[Client]:
    """A connection to a sandbox in which nothing went wrong yet; ``options`` are more of the DSN."""
    dsn += options
    sandbox = sandbox_of(settings(dsn))
    sandbox.reset()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", heymarket_dbapi.Warning)
        with heymarket_dbapi.connect(dsn, **{"metadata_cache_ttl": 0, **named}) as connection:
            yield Client(connection, sandbox)
