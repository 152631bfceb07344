"""Over HTTP: what hangs is ended from anywhere, the loop goes on meanwhile, and a fork in the middle does no harm."""

from __future__ import annotations

import asyncio
import itertools
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

import heymarket_dbapi
from heymarket_dbapi import aio
from heymarket_dbapi.sandbox import Delay, Hang, Trickle
from tests.driver.test_threads import HEAVY, ended, in_thread

from .account import CONTACTS, OVER_HTTP, Account
from .relay import relay

FOR_EVER = float("inf")
SOON = 5.0
SLOW: dict[str, Any] = {"hanging": Hang(), "trickling": Trickle(60)}


@pytest.fixture
def served(accounts: dict[str, Account]) -> Iterator[Account]:
    """The account behind its server."""
    accounts[OVER_HTTP].begin()
    yield accounts[OVER_HTTP]
    accounts[OVER_HTTP].sandbox.mischief.clear()


def until(condition: Callable[[], bool]) -> None:
    """Wait until something has happened."""
    end = time.monotonic() + 10
    while not condition() and time.monotonic() < end:
        time.sleep(0.01)
    assert condition()


@pytest.mark.parametrize("fault", SLOW.values(), ids=SLOW)
@pytest.mark.parametrize("how", ["cancel", "close cursor", "close connection"])
@pytest.mark.parametrize("where", ["execute", "fetch"])
def test_another_thread_ends_a_request(how: str, where: str, fault: Any, served: Account) -> None:
    with heymarket_dbapi.connect(**served.options()) as connection:
        connection.ping()
        cursor = connection.cursor()
        if where == "fetch":
            cursor.execute(CONTACTS.sql)
        served.sandbox.mischief.add(fault, path=CONTACTS.path, times=FOR_EVER)
        work = cursor.fetchall if where == "fetch" else lambda: cursor.execute(CONTACTS.sql)
        thread, errors = in_thread(work)
        until(lambda: len(served.bent) > 0)
        {"cancel": cursor.cancel, "close cursor": cursor.close, "close connection": connection.close}[how]()
        assert ended(thread, SOON)
        assert [type(error) for error in errors] == [heymarket_dbapi.OperationalError]
        assert len(served.bent) == 1
        served.sandbox.mischief.clear()
        if how != "close connection":
            assert sorted(connection.execute(CONTACTS.sql).fetchall()) == CONTACTS.rows(served.sandbox)
    with heymarket_dbapi.connect(**served.options()) as another:
        assert sorted(another.execute(CONTACTS.sql).fetchall()) == CONTACTS.rows(served.sandbox)


@pytest.mark.parametrize("fault", SLOW.values(), ids=SLOW)
@pytest.mark.parametrize("where", ["execute", "fetch"])
def test_a_cancelled_task_leaves_all_usable(where: str, fault: Any, served: Account) -> None:
    async def run() -> None:
        async with aio.connect(**served.options()) as connection:
            await connection.ping()
            cursor = connection.cursor()
            if where == "fetch":
                await cursor.execute(CONTACTS.sql)
            served.sandbox.mischief.add(fault, path=CONTACTS.path, times=FOR_EVER)
            task = asyncio.ensure_future(cursor.fetchall() if where == "fetch" else cursor.execute(CONTACTS.sql))
            while not served.bent:
                await asyncio.sleep(0.01)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await asyncio.wait_for(asyncio.shield(task), SOON)
            served.sandbox.mischief.clear()
            rows = await (await connection.execute(CONTACTS.sql)).fetchall()
            assert sorted(rows) == CONTACTS.rows(served.sandbox)
            if where == "fetch":
                assert sorted(await cursor.fetchall()) == CONTACTS.rows(served.sandbox)

    asyncio.run(run())


@pytest.mark.parametrize("how", ["cancel", "close cursor", "close connection"])
def test_another_task_ends_a_request(how: str, served: Account) -> None:
    async def run() -> None:
        async with aio.connect(**served.options()) as connection:
            cursor = await connection.execute(CONTACTS.sql)
            served.sandbox.mischief.add(Hang(), path=CONTACTS.path, times=FOR_EVER)
            task = asyncio.ensure_future(cursor.fetchall())
            while not served.bent:
                await asyncio.sleep(0.01)
            if how == "cancel":
                cursor.cancel()
            else:
                await (cursor.close() if how == "close cursor" else connection.close())
            with pytest.raises(heymarket_dbapi.OperationalError):
                await asyncio.wait_for(task, SOON)

    asyncio.run(run())


async def longest_silence(work: Any) -> float:
    """The longest time for which the loop did nothing else while it awaited something."""
    beats = [time.monotonic()]

    async def beat() -> None:
        while True:
            await asyncio.sleep(0.01)
            beats.append(time.monotonic())

    heart = asyncio.ensure_future(beat())
    await work
    heart.cancel()
    return max(later - earlier for earlier, later in itertools.pairwise([*beats, time.monotonic()]))


@pytest.mark.parametrize("what", ["hanging", "trickling", "late", "engine"])
def test_the_loop_goes_on(what: str, served: Account) -> None:
    fault = {**SLOW, "late": Delay(0.9)}.get(what)

    async def run() -> float:
        async with aio.connect(**served.options()) as connection:
            await connection.ping()
            await connection.execute("SET heymarket.timeout = 1.2")
            if fault is not None:
                served.sandbox.mischief.add(fault, path=CONTACTS.path, times=FOR_EVER)

            async def read() -> None:
                with pytest.raises(heymarket_dbapi.OperationalError, match="timeout"):
                    await (await connection.execute(HEAVY if what == "engine" else CONTACTS.sql)).fetchall()

            return await longest_silence(read())

    assert asyncio.run(run()) < 0.8


FORK = """
import os, sys, warnings
warnings.simplefilter("ignore", DeprecationWarning)  # newer versions warn of threads beside a fork
import heymarket_dbapi
from heymarket_dbapi.sandbox import SANDBOX_API_KEY
options = dict(base_url=sys.argv[1], api_key=SANDBOX_API_KEY, requests_per_minute=10**6, concurrency=1)
sql = "SELECT id FROM contacts"
connection = heymarket_dbapi.connect(**options)
cursor = connection.execute(sql)
rows = cursor.fetchmany(30)
child = os.fork()
if child == 0:
    for use in (cursor.fetchone, cursor.fetchall, connection.cursor, connection.ping, lambda: connection.execute(sql)):
        try:
            use()
        except heymarket_dbapi.InterfaceError:
            print("refused", flush=True)
    cursor.cancel(); cursor.close(); connection.close()
    with heymarket_dbapi.connect(**options) as own:
        print(len(own.execute(sql).fetchall()), flush=True)
    sys.exit(0)
if sys.argv[2] == "before":
    assert os.waitpid(child, 0)[1] == 0
rows += cursor.fetchall()
if sys.argv[2] != "before":
    assert os.waitpid(child, 0)[1] == 0
print(len(set(rows)), len(connection.execute(sql).fetchall()))
connection.close()
"""


@pytest.mark.skipif(not hasattr(__import__("os"), "fork"), reason="no fork on this system")
@pytest.mark.parametrize("order", ["before", "meanwhile"])
def test_a_fork_in_the_middle_of_a_result(order: str, served: Account) -> None:
    """The child is refused the parent's connection and has its own; the parent goes on, meanwhile or afterwards."""
    with relay(int(served.address["base_url"].rpartition(":")[2])) as way_there:
        command = [sys.executable, "-W", "error", "-c", FORK, way_there.url, order]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
        assert way_there.accepted == 2  # one of the parent's, one of the child's
    assert (done.returncode, done.stderr) == (0, "")
    assert sorted(done.stdout.split()) == sorted(["refused"] * 5 + ["95"] * 3)
