"""Scan time against the latency bound: pages over concurrency, times the latency of one call."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import httpx

import heymarket_dbapi
from heymarket_dbapi import aio

from .figures import Figure
from .served import Served, served

LATENCY = 0.05
CONCURRENCY = 8
# The best of so many is what the driver takes; the others are what else the machine does.
_REPEATS = 3
_QUERIES = {
    "100 pages by number": ("SELECT id, first_name, phone FROM contacts", "at most 1.5"),
    "100 pages by time": ("SELECT id, text, created_date FROM messages", "at most 3"),
}


def scans(pages: int = 100, latency: float = LATENCY) -> list[Figure]:
    """Each scan in both modes, on a credential that has learned; so many pages of each kind."""
    sizes = {"seed": 3, "contacts": 100 * pages, "messages": 199 * pages, "crowd": 20}
    with served(**sizes, latency=latency) as place:
        found = []
        for what, (sql, aim) in _QUERIES.items():
            for mode, run in (("sync", _blocking), ("async", _awaiting)):
                name = f"scan of {what.replace('100', str(pages))}, {mode}"
                found.append(_figure(name, aim, place, sql, run, latency))
        found.append(_bare(place, pages, latency))
        return found


def _bare(place: Served, pages: int, latency: float) -> Figure:
    """What the machine gives: the same pages by bare httpx in as many threads, nothing made of them."""
    with httpx.Client(base_url=place.url, headers=place.headers) as client, ThreadPoolExecutor(CONCURRENCY) as pool:

        def page(number: int) -> int:
            return len(client.post("/v2/contacts/list", json={"limit": 100, "page": number}).content)

        list(pool.map(page, range(CONCURRENCY)))
        seconds = min(_timed(lambda: list(pool.map(page, range(pages)))) for _ in range(_REPEATS))
    return Figure(
        f"bare httpx, {CONCURRENCY} threads, {pages} pages",
        seconds,
        "s",
        _bound(pages, latency),
        _least(pages, latency),
    )


def _timed(work: Callable[[], object]) -> float:
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def _bound(calls: int, latency: float) -> str:
    return f"{calls} calls / {CONCURRENCY} × {latency} s"


def _least(calls: int, latency: float) -> float:
    return calls / CONCURRENCY * latency


def _figure(
    name: str, aim: str, place: Served, sql: str, run: Callable[[Served, str], tuple[float, int]], latency: float
) -> Figure:
    heymarket_dbapi.close_all()
    seconds, calls = run(place, sql)
    return Figure(name, seconds, "s", _bound(calls, latency), _least(calls, latency), aim)


def _blocking(place: Served, sql: str) -> tuple[float, int]:
    with heymarket_dbapi.connect(**place.options(concurrency=CONCURRENCY)) as connection:
        connection.execute(sql).fetchall()
        taken = []
        for _ in range(_REPEATS):
            place.clear()
            taken.append(_timed(lambda: connection.execute(sql).fetchall()))
        return min(taken), place.calls()


def _awaiting(place: Served, sql: str) -> tuple[float, int]:
    async def run() -> tuple[float, int]:
        async with aio.connect(**place.options(concurrency=CONCURRENCY)) as connection:
            await (await connection.execute(sql)).fetchall()
            taken = []
            for _ in range(_REPEATS):
                place.clear()
                begin = time.perf_counter()
                await (await connection.execute(sql)).fetchall()
                taken.append(time.perf_counter() - begin)
            return min(taken), place.calls()

    return asyncio.run(run())
