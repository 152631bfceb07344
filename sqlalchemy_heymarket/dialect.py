"""The dialect ``heymarket://``: how SQLAlchemy connects, executes, and what it may expect."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any, ClassVar

from sqlalchemy import util
from sqlalchemy.dialects.postgresql.base import PGExecutionContext
from sqlalchemy.engine import URL, Connection, Engine, default
from sqlalchemy.exc import ArgumentError

from sqlalchemy_heymarket.compiler import (
    HeymarketCompiler,
    HeymarketDDLCompiler,
    HeymarketIdentifierPreparer,
    HeymarketTypeCompiler,
)
from sqlalchemy_heymarket.reflection import DEFAULT_SCHEMA, LIVE_OPTION, Reflection
from sqlalchemy_heymarket.sqltypes import COLUMN_SPECIFICATIONS

# Execution options of a statement, a connection or an engine.
_OPTIONS = (
    *("max_calls", "timeout", "max_affected_rows", "incomplete", "timezone", "suppress_extended_requests"),
    "read_only",
)
_SECRETS = ("api_key", "secret_id", "secret_key")
_LEVEL = "REPEATABLE READ"
_AUTOCOMMIT = "AUTOCOMMIT"


class HeymarketExecutionContext(PGExecutionContext):
    """One execution: each result has a cursor that reads page by page, so a streamed one needs no other."""

    def pre_exec(self) -> None:
        """Give the driver's cursor the execution options that are the driver's: ``max_calls``, ``timeout``, …"""
        postgresql: Any = super()
        postgresql.pre_exec()
        given = {name: self.execution_options[name] for name in _OPTIONS if name in self.execution_options}
        if given:
            cursor: Any = self.cursor
            getattr(cursor, "_cursor", cursor).options = given

    def create_server_side_cursor(self) -> Any:
        """A cursor whose rows are fetched as they are wanted."""
        return self._dbapi_connection.cursor()


class HeymarketDialect(Reflection):
    """Heymarket through the blocking driver."""

    name = "heymarket"
    driver = "dbapi"
    default_paramstyle = "qmark"
    supports_statement_cache = True
    statement_compiler = HeymarketCompiler
    ddl_compiler = HeymarketDDLCompiler
    type_compiler = HeymarketTypeCompiler
    preparer = HeymarketIdentifierPreparer
    execution_ctx_cls = HeymarketExecutionContext
    colspecs = COLUMN_SPECIFICATIONS

    engine_config_types = util.immutabledict({**default.DefaultDialect.engine_config_types, LIVE_OPTION: util.asbool})
    supports_comments = True
    supports_native_boolean = True
    supports_native_decimal = True
    supports_native_uuid = True
    supports_server_side_cursors = True
    returns_native_bytes = True

    supports_alter = True
    supports_default_values = True
    supports_default_metavalue = True
    supports_empty_insert = False
    supports_multivalues_insert = True
    supports_sequences = True
    sequences_optional = True
    supports_identity_columns = True
    preexecute_autoincrement_sequences = True
    postfetch_lastrowid = False
    insert_returning = True
    update_returning = True
    delete_returning = True
    update_returning_multifrom = True
    delete_returning_multifrom = True
    # The driver's executemany is one statement, and gives what RETURNING shows in the order of the sets: nothing has to
    # be sorted by keys, which servers give in any order.
    use_insertmanyvalues = False
    insert_executemany_returning = True
    insert_executemany_returning_sort_by_parameter_order = True
    # SQLAlchemy 1.4's names for them.
    implicit_returning = True
    full_returning = True
    max_identifier_length = 63

    # What PostgreSQL's compilers ask their dialect.
    supports_smallserial = True
    supports_virtual_generated_columns = True
    _supports_create_index_concurrently: ClassVar[bool] = False
    _supports_drop_index_concurrently: ClassVar[bool] = False
    _backslash_escapes: ClassVar[bool] = False
    _supports_jsonb_subscripting: ClassVar[bool] = False

    def __init__(
        self,
        json_serializer: Callable[[Any], str] | None = None,
        json_deserializer: Callable[[str], Any] | None = None,
        hide_parameters: bool = True,
        reflect_live_tables: bool = True,
        **keywords: Any,
    ) -> None:
        # create_engine finds its dialect's arguments only where they are not keyword-only.
        super().__init__(**keywords)
        self._json_serializer = json_serializer
        self._json_deserializer = json_deserializer
        self._hides_parameters = hide_parameters
        self._reflects_live_tables = reflect_live_tables

    @classmethod
    def import_dbapi(cls) -> Any:
        """The driver."""
        import heymarket_dbapi

        return heymarket_dbapi

    @classmethod
    def dbapi(cls) -> Any:  # type: ignore[override]  # SQLAlchemy 1.4's name of import_dbapi
        """The driver."""
        return cls.import_dbapi()

    @classmethod
    def get_async_dialect_cls(cls, url: URL) -> Any:
        """What ``create_async_engine("heymarket://…")`` takes."""
        from sqlalchemy_heymarket.aio import HeymarketDialect_aio

        return HeymarketDialect_aio

    @classmethod
    def engine_created(cls, engine: Engine) -> None:
        """Parameters are personal data: errors and logs hide them, unless ``hide_parameters=False`` was given."""
        engine.hide_parameters = getattr(engine.dialect, "_hides_parameters", True)

    # Connecting ------------------------------------------------------------------------------------------------------

    def create_connect_args(self, url: URL) -> Any:
        """The DSN, as the URL has it; the driver reads it by SQLAlchemy's own rules."""
        if url.username and not url.password and not os.environ.get("HEYMARKET_SECRET_KEY"):
            raise ArgumentError(
                "the URL has a name before the '@' and no key; a legacy key is written heymarket://:KEY@host,"
                " with a colon before it, an API secret heymarket://SECRET_ID:KEY@host"
            )
        for name in _SECRETS:
            if name in url.query:
                raise ArgumentError(
                    f"{name} has no place in the URL's query; give it before the '@' or as connect_args"
                )
        if LIVE_OPTION in url.query:
            # The dialect's own: the driver knows nothing of reflection.
            self._reflects_live_tables = util.asbool(url.query[LIVE_OPTION])
            url = url.difference_update_query([LIVE_OPTION])
        if url.password is not None and url.username is None:
            url = url.set(username="")
        return [url.render_as_string(hide_password=False)], {}

    def do_ping(self, dbapi_connection: Any) -> bool:
        """True; the first of an account asks the API, so that a wrong key fails here."""
        dbapi_connection.ping()
        return True

    def is_disconnect(self, e: Exception, connection: Any, cursor: Any) -> bool:
        """Whether the connection is closed, or its parent process's: then it makes no more cursors."""
        errors: Any = self.dbapi
        if connection is None or not isinstance(e, errors.InterfaceError):
            return False
        try:
            getattr(connection, "driver_connection", connection).cursor()
        except errors.InterfaceError:
            return True
        return False

    def _get_server_version_info(self, connection: Connection) -> tuple[int, ...]:
        """The PostgreSQL whose SQL the driver speaks."""
        return (15, 0)

    def _get_default_schema_name(self, connection: Connection) -> str:
        return DEFAULT_SCHEMA

    # Transactions ----------------------------------------------------------------------------------------------------

    def get_isolation_level_values(self, dbapi_conn: Any) -> list[Any]:
        """What ``isolation_level`` may be."""
        return [_LEVEL, _AUTOCOMMIT]

    def get_isolation_level(self, dbapi_connection: Any) -> Any:
        """AUTOCOMMIT where local tables commit each statement."""
        return _AUTOCOMMIT if dbapi_connection.autocommit else _LEVEL

    def set_isolation_level(self, dbapi_connection: Any, level: str) -> None:
        """Whether local tables commit each statement; Heymarket's own writes do in any case."""
        # SQLAlchemy 1.4 gives its pool's connection, on which an attribute is set in vain.
        connection = getattr(dbapi_connection, "dbapi_connection", dbapi_connection)
        connection.autocommit = level.replace("_", " ").upper() == _AUTOCOMMIT

    def detect_autocommit_setting(self, dbapi_conn: Any) -> bool:
        """Whether local tables commit each statement."""
        return bool(dbapi_conn.autocommit)
