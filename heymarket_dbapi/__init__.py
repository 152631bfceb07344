"""Heymarket as a database: a PEP 249 driver that turns SQL into calls of the Heymarket REST API.

``connect`` makes a connection; the module's globals, exceptions, type objects and constructors are PEP 249's. Nothing
else is promised.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from heymarket_dbapi.datatypes import (
    BINARY,
    DATETIME,
    NUMBER,
    ROWID,
    STRING,
    Binary,
    Date,
    DateFromTicks,
    Time,
    TimeFromTicks,
    Timestamp,
    TimestampFromTicks,
)
from heymarket_dbapi.errors import (
    DatabaseError,
    DataError,
    Error,
    IncompleteWarning,
    IntegrityError,
    InterfaceError,
    InternalError,
    NotSupportedError,
    OperationalError,
    ProgrammingError,
    Warning,
)

if TYPE_CHECKING:
    from heymarket_dbapi.connection import Connection

__version__ = "0.1.0"

apilevel = "2.0"
threadsafety = 2
paramstyle = "qmark"


def connect(
    dsn: str | None = None,
    *,
    api_key: str | None = None,
    secret_id: str | None = None,
    secret_key: str | None = None,
    base_url: str | None = None,
    tls: bool | None = None,
    acting_member: int | str | None = None,
    suppress_extended_requests: bool | None = None,
    pushdown: bool | None = None,
    metadata_cache_ttl: float | str | None = None,
    metadata_cache: str | None = None,
    read_only: bool | None = None,
    allow_send: bool | None = None,
    max_calls: int | None = None,
    timeout: float | None = None,
    max_affected_rows: int | None = None,
    requests_per_minute: int | None = None,
    concurrency: int | None = None,
    autocommit: bool | None = None,
    timezone: str | None = None,
    reflect_extended_columns: bool | None = None,
    state_dir: str | None = None,
    retries: int | None = None,
    incomplete: str | None = None,
    local: str | None = None,
    media_max_bytes: int | None = None,
    result_cache_ttl: float | None = None,
    journal: str | None = None,
    on_row_error: str | None = None,
    conflicts: str | None = None,
    connect_timeout: float | None = None,
    read_timeout: float | None = None,
    proxy: str | None = None,
    ca_bundle: str | None = None,
    user_agent: str | None = None,
    memory_limit: str | None = None,
    **unknown: object,
) -> Connection:
    """A connection to a Heymarket account; it makes no call.

    ``dsn`` is ``heymarket://[SECRET_ID]:KEY@host/?option=value``, or ``heymarket://sandbox`` for the embedded sandbox.
    Options given here go before those of the DSN, and both before the environment (``HEYMARKET_DSN``,
    ``HEYMARKET_API_KEY``, ``HEYMARKET_SECRET_ID``, ``HEYMARKET_SECRET_KEY``, ``HEYMARKET_BASE_URL``); None means not
    given. The README lists the options with their defaults. Times are in seconds.

    Raises ``InterfaceError`` for an unknown option, a bad value, or no credential; ``NotSupportedError`` for an option
    whose effect is not there yet.
    """
    given: dict[str, Any] = {name: value for name, value in locals().items() if name not in ("dsn", "unknown")}
    from heymarket_dbapi.connection import Connection
    from heymarket_dbapi.options import settings

    return Connection(settings(dsn, **given, **unknown))


def close_all() -> None:
    """Close what the driver keeps in this process: HTTP connections, engines, learned facts, sandboxes."""
    from heymarket_dbapi.account import close_all as close

    close()


__all__ = [
    "BINARY",
    "DATETIME",
    "NUMBER",
    "ROWID",
    "STRING",
    "Binary",
    "DataError",
    "DatabaseError",
    "Date",
    "DateFromTicks",
    "Error",
    "IncompleteWarning",
    "IntegrityError",
    "InterfaceError",
    "InternalError",
    "NotSupportedError",
    "OperationalError",
    "ProgrammingError",
    "Time",
    "TimeFromTicks",
    "Timestamp",
    "TimestampFromTicks",
    "Warning",
    "apilevel",
    "close_all",
    "connect",
    "paramstyle",
    "threadsafety",
]
