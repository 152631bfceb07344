"""From a URL to a connection: the key stays whole and unseen, and nothing is asked before it must be."""

from __future__ import annotations

import asyncio
import logging
import pickle
from typing import Any

import pytest
import sqlalchemy
from sqlalchemy import URL, Connection, Engine, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError, ProgrammingError
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import AsyncAdaptedQueuePool, QueuePool

import heymarket_dbapi
from heymarket_dbapi.dsn import parse_dsn
from heymarket_dbapi.options import settings
from heymarket_dbapi.wire import Credential
from sqlalchemy_heymarket.aio import HeymarketDialect_aio
from sqlalchemy_heymarket.dialect import HeymarketDialect

from .conftest import Ask, Place

SECRET = "s3cr3t"
URLS = (
    "heymarket://sandbox",
    "heymarket+dbapi://sandbox?seed=4&contacts=10",
    "heymarket+aio://sandbox",
    f"heymarket://:{SECRET}@api.heymarket.com",
    f"heymarket://ab12:{SECRET}@api.heymarket.com/?timeout=3&timezone=Europe%2FBerlin",
    f"heymarket://ab12:{SECRET}+%2B%40%2F%3A%25%20%C3%BC@localhost:8765/?tls=false",
    f"heymarket://ab12:{SECRET}/?#@[::1]:8765/?user_agent=a+b%2Bc",
    f"heymarket://a%3Ab:{SECRET}@api.heymarket.com",
)


def _dsn(url: str | URL) -> str:
    (dsn,), keywords = HeymarketDialect().create_connect_args(make_url(url))
    assert keywords == {}
    return str(dsn)


@pytest.mark.parametrize("url", URLS)
def test_the_driver_is_given_the_parts_that_the_url_has(url: str) -> None:
    given, meant = parse_dsn(_dsn(url)), parse_dsn(url)
    assert dict(given.query) == dict(meant.query)
    assert (given.user or None, given.password, given.host, given.port, given.database or None) == (
        *(meant.user or None, meant.password, meant.host),
        *(meant.port, meant.database or None),
    )


def test_a_key_without_a_name_stays_a_key() -> None:
    made = settings(_dsn(URL.create("heymarket", password=f"{SECRET}@/%", host="localhost")))
    assert made.credential == Credential.of_legacy_key(f"{SECRET}@/%")


@pytest.mark.parametrize("url", [f"heymarket://{SECRET}@host", f"heymarket://{SECRET}:@host"])
def test_a_forgotten_colon_is_refused_without_an_echo(url: str) -> None:
    with pytest.raises(ArgumentError, match="a colon before it") as caught:
        sqlalchemy.create_engine(url)
    assert SECRET not in str(caught.value)


def test_a_name_alone_is_taken_where_the_environment_has_the_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEYMARKET_SECRET_KEY", SECRET)
    assert settings(_dsn("heymarket://ab12@localhost")).credential == Credential.of_secret("ab12", SECRET)


@pytest.mark.parametrize("name", ["api_key", "secret_id", "secret_key"])
def test_a_key_in_the_query_is_refused_without_an_echo(name: str) -> None:
    with pytest.raises(ArgumentError, match=f"{name} has no place") as caught:
        sqlalchemy.create_engine(f"heymarket://host?{name}={SECRET}")
    assert SECRET not in str(caught.value)


def test_neither_engine_nor_error_nor_log_shows_the_key(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, "sqlalchemy")
    # Nothing listens on the port for discarding.
    engine = sqlalchemy.create_engine(f"heymarket://:{SECRET}@127.0.0.1:9/?tls=false&retries=0", echo_pool="debug")
    with engine.connect() as connection, pytest.raises(OperationalError) as caught:
        connection.exec_driver_sql("SELECT id FROM tags")
    engine.dispose()
    told = [repr(engine), repr(engine.url), str(caught.value), repr(caught.value.__dict__), caplog.text]
    assert not [text for text in told if SECRET in text]
    assert SECRET.encode() not in pickle.dumps(caught.value.orig)


def test_each_dialect_caches_statements_and_has_a_pool_of_its_mode() -> None:
    assert HeymarketDialect()._supports_statement_cache
    assert HeymarketDialect_aio()._supports_statement_cache
    assert sqlalchemy.create_engine("heymarket+dbapi://sandbox").pool.__class__ is QueuePool
    for url in ("heymarket+aio://sandbox", "heymarket://sandbox"):
        engine = create_async_engine(url)
        assert isinstance(engine.dialect, HeymarketDialect_aio)
        assert engine.pool.__class__ is AsyncAdaptedQueuePool


def test_to_connect_costs_no_call(ask_cold: Ask) -> None:
    def look(connection: Connection) -> tuple[Any, ...]:
        dialect = connection.dialect
        return dialect.default_schema_name, dialect.server_version_info, connection.get_isolation_level()

    assert ask_cold(look) == ("heymarket", (15, 0), "REPEATABLE READ")
    assert ask_cold.place.calls == 0


def test_a_ping_costs_one_call_the_first_time(ask_cold: Ask) -> None:
    def ping_twice(connection: Connection) -> None:
        for _ in range(2):
            connection.dialect.do_ping(connection.connection.dbapi_connection)  # type: ignore[arg-type]  # it is there

    ask_cold(ping_twice)
    assert ask_cold.place.calls == 1


def test_a_wrong_key_fails_at_the_ping(ask_cold: Ask) -> None:
    def ping(connection: Connection) -> None:
        connection.dialect.do_ping(connection.connection.dbapi_connection)  # type: ignore[arg-type]  # it is there

    with pytest.raises(Exception, match="credential") as caught:
        ask_cold(ping, connect_args={"api_key": SECRET})
    assert type(caught.value).__name__ == "OperationalError"
    assert SECRET not in str(caught.value)


def test_connect_args_go_before_the_url(ask: Ask) -> None:
    def shown(connection: Connection) -> Any:
        return connection.exec_driver_sql("SHOW heymarket.timeout").scalar()

    assert ask(shown, connect_args={"timeout": 44}) == "44"


def test_an_option_that_does_not_exist_is_an_error_of_the_driver() -> None:
    engine = sqlalchemy.create_engine("heymarket://:k@host?timeuot=3")
    with pytest.raises(DBAPIError, match="did you mean timeout"):
        engine.connect()


def test_parameters_are_hidden_unless_the_caller_asks(ask: Ask, caplog: pytest.LogCaptureFixture) -> None:
    def fail(connection: Connection) -> str:
        with pytest.raises(ProgrammingError) as caught:
            connection.execute(text("SELECT nothing FROM contacts WHERE phone = :phone"), {"phone": "15105553344"})
        return str(caught.value)

    caplog.set_level(logging.INFO, "sqlalchemy.engine")
    assert "15105553344" not in ask(fail)
    assert "15105553344" not in caplog.text
    assert "15105553344" in ask(fail, hide_parameters=False)


def test_isolation_levels_tell_the_truth(ask: Ask) -> None:
    def levels(connection: Connection) -> list[Any]:
        dialect: Any = connection.dialect
        seen: list[Any] = [connection.get_isolation_level()]
        connection.execution_options(isolation_level="AUTOCOMMIT")
        seen.append(connection.get_isolation_level())
        seen.append(dialect.detect_autocommit_setting(connection.connection.dbapi_connection))
        with pytest.raises(ArgumentError, match="SERIALIZABLE"):
            connection.execution_options(isolation_level="SERIALIZABLE")
        return seen

    assert ask(levels) == ["REPEATABLE READ", "AUTOCOMMIT", True]
    assert ask(levels, isolation_level="AUTOCOMMIT") == ["AUTOCOMMIT", "AUTOCOMMIT", True]


def test_a_closed_connection_is_a_disconnect_and_the_pool_makes_another(ask: Ask) -> None:
    def close_and_go_on(connection: Connection) -> Any:
        raw: Any = connection.connection.dbapi_connection
        raw.close()
        with pytest.raises(DBAPIError) as caught:
            connection.exec_driver_sql("SELECT 1")
        assert caught.value.connection_invalidated
        connection.rollback()
        return connection.exec_driver_sql("SELECT 1").scalar()

    assert ask(close_and_go_on) == 1


def test_a_closed_cursor_is_no_disconnect(engine: Engine) -> None:
    with engine.connect() as connection:
        raw: Any = connection.connection
        dialect: Any = engine.dialect
        cursor = raw.cursor()
        cursor.close()
        with pytest.raises(heymarket_dbapi.InterfaceError) as caught:
            cursor.execute("SELECT 1")
        assert not dialect.is_disconnect(caught.value, raw, cursor)
        assert not dialect.is_disconnect(caught.value, None, None)


def test_the_driver_has_the_name_of_each_sqlalchemy() -> None:
    assert HeymarketDialect.dbapi() is HeymarketDialect.import_dbapi() is heymarket_dbapi


def test_an_error_of_a_statement_is_no_disconnect(ask: Ask) -> None:
    def fail_and_go_on(connection: Connection) -> Any:
        with pytest.raises(ProgrammingError) as caught:
            connection.exec_driver_sql("SELECT nothing FROM tags")
        assert not caught.value.connection_invalidated
        return connection.exec_driver_sql("SELECT 1").scalar()

    assert ask(fail_and_go_on) == 1


def test_dispose_closes_what_the_engine_has_and_leaves_what_the_account_knows(ask_cold: Ask) -> None:
    kept: list[Any] = []

    def read(connection: Connection) -> None:
        kept.append(connection.connection.driver_connection)
        connection.exec_driver_sql("SELECT id FROM contacts LIMIT 0")
        connection.dialect.do_ping(connection.connection.dbapi_connection)  # type: ignore[arg-type]  # it is there

    for _ in range(2):
        ask_cold(read)
    assert all(connection.closed for connection in kept)
    assert ask_cold.place.calls == 1


def test_an_awaiting_connection_is_terminated_outside_of_its_loop(place: Place) -> None:
    async def leave() -> Any:
        engine = create_async_engine(f"heymarket+aio://{place.address}")
        async with engine.connect() as connection:
            raw = await connection.get_raw_connection()
            adapted: Any = raw.dbapi_connection
        return engine.dialect, adapted

    dialect, adapted = asyncio.run(leave())
    dialect.do_terminate(adapted)
    assert dialect.get_driver_connection(adapted).closed
