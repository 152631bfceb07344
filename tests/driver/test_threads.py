"""Threads and tasks on one connection; cancel, close and timeout from anywhere; the loop that goes on."""

from __future__ import annotations

import asyncio
import itertools
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

import heymarket_dbapi
from heymarket_dbapi import aio
from heymarket_dbapi.sandbox import Delay, Hang, Sandbox

from .conftest import DSN

HEAVY = "SELECT sum(a.n * b.n % 7) FROM generate_series(1, 40000) AS a(n), generate_series(1, 40000) AS b(n)"
SQL = "SELECT id FROM contacts"
LISTING = "/v2/contacts/list"


@pytest.fixture
def connection(sandbox: Sandbox) -> Iterator[heymarket_dbapi.connection.Connection]:
    """A blocking connection."""
    with heymarket_dbapi.connect(DSN) as connection:
        connection.ping()
        yield connection
    sandbox.mischief.clear()


def in_thread(work: Callable[[], Any]) -> tuple[threading.Thread, list[BaseException]]:
    """The work begun in a thread, and a list for what it raises."""
    errors: list[BaseException] = []

    def run() -> None:
        try:
            work()
        except BaseException as error:
            errors.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    return thread, errors


def ended(thread: threading.Thread, within: float = 8.0) -> bool:
    """Whether the thread ends soon."""
    thread.join(within)
    return not thread.is_alive()


# Sharing -------------------------------------------------------------------------------------------------------------


def test_threads_share_a_connection(connection: Any, ids: list[int]) -> None:
    answers: dict[int, list[Any]] = {}

    def read(number: int) -> None:
        for turn in range(3):
            with connection.cursor() as cursor:
                cursor.execute("SELECT id, ? FROM contacts WHERE id >= ?", (number, ids[number + turn]))
                rows = cursor.fetchmany(7) + list(cursor) if number % 2 else cursor.fetchall()
                answers.setdefault(number, []).append(sorted(rows) == [(key, number) for key in ids[number + turn :]])

    threads = [in_thread(lambda number=number: read(number)) for number in range(8)]  # type: ignore[misc]
    assert all(ended(thread, 30) for thread, _ in threads)
    assert [error for _, errors in threads for error in errors] == []
    assert answers == {number: [True] * 3 for number in range(8)}


def test_tasks_share_a_connection(sandbox: Sandbox, ids: list[int]) -> None:
    async def read(connection: aio.AsyncConnection, number: int) -> bool:
        async with connection.cursor() as cursor:
            await cursor.execute("SELECT id, ? FROM contacts WHERE id >= ?", (number, ids[number]))
            rows = await cursor.fetchmany(7) + [row async for row in cursor]
            return sorted(rows) == [(key, number) for key in ids[number:]]

    async def run() -> list[bool]:
        async with aio.connect(DSN) as connection:
            return await asyncio.gather(*(read(connection, number) for number in range(8)))

    assert asyncio.run(run()) == [True] * 8


def test_a_cursor_refuses_two_at_once(connection: Any, sandbox: Sandbox, ids: list[int]) -> None:
    cursor = connection.execute(SQL)
    sandbox.mischief.add(Delay(0.4), path=LISTING, times=float("inf"))
    fetched: list[Any] = []
    thread, errors = in_thread(lambda: fetched.extend(cursor.fetchall()))
    time.sleep(0.2)
    with pytest.raises(heymarket_dbapi.InterfaceError, match="at work"):
        cursor.fetchall()
    sandbox.mischief.clear()
    assert ended(thread, 20) and errors == [] and sorted(fetched) == [(key,) for key in ids]


# The loop ------------------------------------------------------------------------------------------------------------


def test_the_loop_goes_on_while_the_engine_computes(sandbox: Sandbox) -> None:
    async def beat(ticks: list[float]) -> None:
        while True:
            ticks.append(time.monotonic())
            await asyncio.sleep(0.01)

    async def run() -> list[float]:
        ticks: list[float] = []
        async with aio.connect(DSN, timeout=1.0) as connection:
            heart = asyncio.ensure_future(beat(ticks))
            with pytest.raises(heymarket_dbapi.OperationalError, match="timeout"):
                await (await connection.execute(HEAVY)).fetchall()
            heart.cancel()
        return ticks

    ticks = asyncio.run(run())
    assert max(later - earlier for earlier, later in itertools.pairwise(ticks)) < 0.6
    assert len(ticks) > 20


@pytest.mark.parametrize("what", ["engine", "network", "execute"])
def test_a_cancelled_task_leaves_the_connection_usable(what: str, sandbox: Sandbox, ids: list[int]) -> None:
    async def run() -> None:
        async with aio.connect(DSN) as connection:
            await connection.ping()
            cursor = connection.cursor()
            if what != "execute":
                await cursor.execute(HEAVY if what == "engine" else SQL)
            if what != "engine":
                sandbox.mischief.add(Hang(30), path=LISTING, times=float("inf"))
            task = asyncio.ensure_future(cursor.execute(SQL) if what == "execute" else cursor.fetchall())
            await asyncio.sleep(0.3)
            task.cancel()
            begun = time.monotonic()
            with pytest.raises(asyncio.CancelledError):
                await task
            assert time.monotonic() - begun < 6
            sandbox.mischief.clear()
            rows = await (await connection.execute(SQL)).fetchall()
            assert sorted(rows) == [(key,) for key in ids]
            if what == "network":
                assert sorted(await cursor.fetchall()) == [(key,) for key in ids]
            await cursor.execute("SELECT 1")
            assert await cursor.fetchall() == [(1,)]

    asyncio.run(run())


def test_rows_are_not_lost_to_a_task_cancelled_at_any_moment(sandbox: Sandbox, ids: list[int]) -> None:
    async def run() -> None:
        async with aio.connect(DSN, concurrency=1) as connection:
            cursor = await connection.execute(f"{SQL} WHERE first_name IS NOT NULL OR id > 0")
            rows: list[Any] = []
            for number in range(400):
                task = asyncio.ensure_future(cursor.fetchmany(9))
                for _ in range(number % 12):
                    await asyncio.sleep(0)
                task.cancel()
                try:
                    rows += await task
                except asyncio.CancelledError:
                    continue
            rows += await cursor.fetchall()
            assert sorted(rows) == [(key,) for key in ids]

    asyncio.run(run())


# Cancel, close, timeout ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("how", ["cancel", "close cursor", "close connection"])
@pytest.mark.parametrize("what", ["engine", "network", "execute"])
def test_another_thread_ends_running_work(how: str, what: str, connection: Any, sandbox: Sandbox) -> None:
    cursor = connection.cursor()
    if what != "execute":
        cursor.execute(HEAVY if what == "engine" else SQL)
    if what != "engine":
        sandbox.mischief.add(Hang(30), path=LISTING, times=float("inf"))
    thread, errors = in_thread(lambda: cursor.execute(SQL) if what == "execute" else cursor.fetchall())
    time.sleep(0.3)
    {"cancel": cursor.cancel, "close cursor": cursor.close, "close connection": connection.close}[how]()
    assert ended(thread)
    assert [type(error) for error in errors] == [heymarket_dbapi.OperationalError]
    sandbox.mischief.clear()
    if how != "close connection":
        assert connection.execute("SELECT 1").fetchall() == [(1,)]
    if how == "cancel":
        assert cursor.execute("SELECT 2").fetchall() == [(2,)]


@pytest.mark.parametrize("how", ["cancel", "close cursor", "close connection"])
def test_another_task_ends_running_work(how: str, sandbox: Sandbox) -> None:
    async def run() -> None:
        async with aio.connect(DSN) as connection:
            cursor = await connection.execute(HEAVY)
            task = asyncio.ensure_future(cursor.fetchall())
            await asyncio.sleep(0.3)
            if how == "cancel":
                cursor.cancel()
            else:
                await (cursor.close() if how == "close cursor" else connection.close())
            with pytest.raises(heymarket_dbapi.OperationalError):
                await asyncio.wait_for(task, 8)

    asyncio.run(run())


def test_a_cancelled_result_stays_cancelled(connection: Any) -> None:
    cursor = connection.execute(SQL)
    cursor.cancel()
    for _ in range(2):
        with pytest.raises(heymarket_dbapi.OperationalError, match="cancelled"):
            cursor.fetchall()
    cursor.execute("SELECT 1")
    assert cursor.fetchall() == [(1,)]


def test_cancel_without_work_is_harmless(connection: Any) -> None:
    cursor = connection.cursor()
    cursor.cancel()
    cursor.execute("SELECT 1").fetchall()
    cursor.cancel()
    cursor.close()
    cursor.cancel()


@pytest.mark.parametrize("what", ["engine", "network"])
def test_a_timeout_ends_a_statement(what: str, connection: Any, sandbox: Sandbox) -> None:
    connection.execute("SET heymarket.timeout = 0.3")
    if what == "network":
        sandbox.mischief.add(Hang(30), path=LISTING, times=float("inf"))
    begun = time.monotonic()
    with pytest.raises(heymarket_dbapi.OperationalError, match=r"timeout of 0\.3 s"):
        connection.execute(HEAVY if what == "engine" else SQL).fetchall()
    assert time.monotonic() - begun < 6
    sandbox.mischief.clear()
    assert connection.execute("SELECT 1").fetchall() == [(1,)]


def test_the_time_of_the_reader_is_not_counted(connection: Any) -> None:
    connection.execute("SET heymarket.timeout = 2")
    cursor = connection.execute(f"{SQL} ORDER BY id")
    cursor.fetchone()
    time.sleep(2.2)
    assert len(cursor.fetchall()) == 94


def test_closing_from_many_threads_at_once(sandbox: Sandbox) -> None:
    for _ in range(5):
        connection = heymarket_dbapi.connect(DSN)
        readers = [in_thread(lambda: list(connection.execute(SQL))) for _ in range(4)]  # noqa: B023
        time.sleep(0.03)
        closers = [in_thread(connection.close) for _ in range(4)]
        assert all(ended(thread) for thread, _ in readers + closers)
        assert [error for _, errors in closers for error in errors] == []
        assert all(isinstance(error, heymarket_dbapi.Error) for _, errors in readers for error in errors)
