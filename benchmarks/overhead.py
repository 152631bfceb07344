"""What the driver adds here: reading, planning and computing of a point query, and the time that its import takes."""

from __future__ import annotations

import sqlite3
import statistics
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import httpx

import heymarket_dbapi

from .figures import Figure, median_cpu
from .ground import Ground
from .served import Served

_ROOT = Path(__file__).parents[1]


def overheads(ground: Ground, place: Served, times: int = 40, processes: int = 9) -> list[Figure]:
    """The driver's work for a point query without that of the request, which is measured beside it."""
    number = int(ground.words["contact"])
    client = httpx.Client(base_url=place.url, headers=place.headers)
    request = median_cpu(lambda: client.get(f"/v1/contact/{number}").json(), times)
    heymarket_dbapi.close_all()
    with heymarket_dbapi.connect(**place.options()) as connection:

        def ask(sql: str) -> Callable[[], object]:
            return lambda: connection.execute(sql, [number]).fetchall()

        one = "SELECT id, first_name, phone FROM contacts WHERE id = ?"
        ask(one)()
        warm = median_cpu(ask(one), times)
        texts = iter(range(10**6))
        new = median_cpu(lambda: ask(f"{one} AND {next(texts)} < 1000000000")(), times)
    small = sqlite3.connect(":memory:")
    small.execute("CREATE TABLE contacts (id INTEGER PRIMARY KEY, first_name TEXT, phone TEXT)")
    numbers = iter(range(10**6))
    plain = median_cpu(
        lambda: small.execute(
            f"SELECT id, first_name, phone FROM contacts WHERE id = ? AND {next(numbers)} < 1000000000", [number]
        ).fetchall(),
        times,
    )
    small.close()
    alone = ("the request alone, by httpx (ms)", request * 1000)
    own = ("point query, warm: the driver's own", "point query, new text: the driver's own")
    return [
        Figure("point query, warm: whole", warm * 1000, "ms", *alone),
        Figure(own[0], (warm - request) * 1000, "ms", *alone, "5 ms"),
        Figure(own[1], (new - request) * 1000, "ms", *alone, "15 ms"),
        Figure(own[1], (new - request) * 1000, "ms", "the same in sqlite3 (ms)", plain * 1000),
        *imports(processes),
    ]


def imports(times: int = 9) -> list[Figure]:
    """The import in fresh processes: the processor's work, files in the system's cache."""
    own, httpx_time, json_time = (_import(name, times) for name in ("heymarket_dbapi", "httpx", "json"))
    return [
        Figure("import heymarket_dbapi", own, "ms", "import json (ms)", json_time, "150 ms"),
        Figure("import heymarket_dbapi", own, "ms", "import httpx (ms)", httpx_time),
    ]


def _import(module: str, times: int) -> float:
    text = f"import time; begin = time.process_time(); import {module}; print(time.process_time() - begin)"
    found = [
        subprocess.run([sys.executable, "-c", text], capture_output=True, text=True, check=True, cwd=_ROOT).stdout
        for _ in range(times)
    ]
    return statistics.median(map(float, found)) * 1000
