"""The driver in its process: what is forgotten warns, a fork never hangs, the interpreter ends without a word."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import warnings
from typing import Any

import pytest

import heymarket_dbapi
from heymarket_dbapi.sandbox import Sandbox

from .conftest import DSN
from .modes import Mode

SCRIPTS = {
    "blocking": (
        "import threading\n"
        "c = heymarket_dbapi.connect(DSN); unread = c.execute(SQL); unread.fetchone()\n"
        "t = threading.Thread(target=lambda: c.execute(SQL).fetchall()); t.start(); t.join()\n"
        "with heymarket_dbapi.connect(DSN) as other: other.execute(SQL).fetchmany(3)\n"
        "c.close()"
    ),
    "awaiting": (
        "import asyncio\nfrom heymarket_dbapi import aio\n"
        "async def main():\n"
        "    async with aio.connect(DSN) as c:\n"
        "        await (await c.execute(SQL)).fetchmany(3)\n"
        "asyncio.run(main())"
    ),
    "http": (
        "import asyncio\nfrom heymarket_dbapi import aio\n"
        "from heymarket_dbapi.sandbox import SANDBOX_API_KEY, Sandbox, serve\n"
        "async def main(options):\n"
        "    async with aio.connect(**options) as c:\n"
        "        await (await c.execute(SQL)).fetchmany(3)\n"
        "with serve(Sandbox(contacts=50, messages=9)) as a:\n"
        "    options = dict(base_url=a.url, api_key=SANDBOX_API_KEY)\n"
        "    with heymarket_dbapi.connect(**options) as c: c.execute(SQL).fetchall()\n"
        "    asyncio.run(main(options))\n"
        "heymarket_dbapi.close_all()"
    ),
}


def run(script: str) -> subprocess.CompletedProcess[str]:
    """What an interpreter that makes errors of warnings says of a script."""
    text = f"import heymarket_dbapi\nDSN = {DSN!r}\nSQL = 'SELECT id FROM contacts'\n{script}\n"
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", text], capture_output=True, text=True, timeout=60, check=False
    )


@pytest.mark.parametrize("script", SCRIPTS.values(), ids=SCRIPTS)
def test_the_interpreter_ends_without_a_word(script: str) -> None:
    ended = run(script)
    assert (ended.returncode, ended.stderr) == (0, "")


def test_the_interpreter_ends_with_work_running() -> None:
    ended = run(
        "import threading, time\n"
        "c = heymarket_dbapi.connect(DSN)\n"
        "q = 'SELECT sum(a.n*b.n) FROM generate_series(1, 90000) AS a(n), generate_series(1, 90000) AS b(n)'\n"
        "def work():\n"
        "    try: c.execute(q).fetchall()\n"
        "    except heymarket_dbapi.Error: print('ended')\n"
        "t = threading.Thread(target=work); t.start(); time.sleep(0.5); c.close(); t.join()"
    )
    assert (ended.returncode, ended.stderr, ended.stdout) == (0, "", "ended\n")


def test_importing_the_package_imports_no_heavy_library() -> None:
    ended = run(
        "import sys; print([m for m in ('duckdb','pyarrow','sqlglot','httpx','pandas','polars') if m in sys.modules])"
    )
    assert (ended.stdout, ended.stderr) == ("[]\n", "")


def test_a_forgotten_connection_warns_and_is_closed(mode: Mode, sandbox: Sandbox) -> None:
    connection: Any = mode.connect(DSN)
    session = getattr(connection, "target", connection)._session
    forget = [connection]
    del connection
    with pytest.warns(ResourceWarning, match=r"unclosed .* open"):
        forget.clear()
    assert session.is_closed


def test_nothing_else_that_is_forgotten_warns(mode: Mode, sandbox: Sandbox) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with mode.connect(DSN) as connection:
            connection.cursor()
            connection.execute("SELECT id FROM contacts")
            connection.execute("SELECT id FROM contacts").fetchone()
            iter(connection.execute("SELECT id FROM contacts"))
            connection.execute("SELECT id FROM contacts").fetch_record_batch(3)
            gc.collect()
        gc.collect()


def test_a_forgotten_cursor_takes_its_unread_rows_with_it(sandbox: Sandbox) -> None:
    with heymarket_dbapi.connect(DSN) as connection:
        for _ in range(5):
            connection.execute("SELECT id FROM contacts").fetchone()
        gc.collect()
        assert len(connection._session._running) == 0


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork on this system")
def test_a_child_does_not_hang() -> None:
    ended = run(
        "import os, warnings, sys\n"
        "warnings.simplefilter('ignore', DeprecationWarning)\n"
        "c = heymarket_dbapi.connect(DSN)\n"
        "cursor = c.execute(SQL); cursor.fetchone()\n"
        "pid = os.fork()\n"
        "if pid == 0:\n"
        "    for use in (cursor.fetchone, cursor.fetchall, c.cursor, c.ping, lambda: c.execute('SELECT 1')):\n"
        "        try: use()\n"
        "        except heymarket_dbapi.InterfaceError as error: print('refused', flush=True)\n"
        "    cursor.cancel(); cursor.close(); c.close()\n"
        "    with heymarket_dbapi.connect(DSN) as own: print(len(own.execute(SQL).fetchall()), flush=True)\n"
        "    sys.exit(0)\n"
        "assert os.waitpid(pid, 0)[1] == 0\n"
        "print(1 + len(cursor.fetchall())); c.close()"
    )
    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout.split() == ["refused"] * 5 + ["95", "95"]
