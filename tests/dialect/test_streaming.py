"""Rows come as they are wanted: exact sizes, few pages, and they outlive a commit."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, Executable, column, select, table, text
from sqlalchemy.ext.asyncio import create_async_engine

from .conftest import Ask, Place

ALL: Executable = select(column("id")).select_from(table("messages"))


def test_partitions_have_the_size_that_was_asked_for(ask: Ask) -> None:
    def sizes(connection: Connection) -> list[int]:
        result = connection.execution_options(yield_per=64).execute(ALL)
        return [len(part) for part in result.partitions()]

    assert ask(sizes) == [*[64] * 7, 2]


def test_a_streamed_result_reads_no_further_than_it_is_fetched(ask: Ask) -> None:
    def read(connection: Connection) -> tuple[int, int, int]:
        streamed = connection.execution_options(stream_results=True, max_row_buffer=10)
        before = ask.place.calls
        result = streamed.execute(ALL)
        first = result.fetchmany(3)
        after_first = ask.place.calls - before
        rest = result.fetchall()
        return len(first) + len(rest), after_first, ask.place.calls - before

    rows, calls_of_first, calls = ask(read)
    assert rows == 450
    assert calls_of_first < calls


def test_an_awaited_stream_gives_exact_parts_page_by_page(place: Place) -> None:
    async def read() -> tuple[list[int], int, int]:
        engine = create_async_engine(f"heymarket+aio://{place.address}")
        before = place.calls
        async with engine.connect() as connection:
            result = await connection.stream(ALL, execution_options={"yield_per": 60})
            sizes, first = [], 0
            async for part in result.partitions():
                sizes.append(len(part))
                first = first or place.calls - before
        await engine.dispose()
        return sizes, first, place.calls - before

    sizes, calls_of_first, calls = asyncio.run(read())
    assert sizes == [*[60] * 7, 30]
    assert calls_of_first < calls


def test_a_stream_left_early_leaves_the_connection_usable(place: Place) -> None:
    async def read() -> Any:
        engine = create_async_engine(f"heymarket+aio://{place.address}")
        async with engine.connect() as connection:
            async with connection.stream(text("SELECT id FROM messages")) as result:
                await result.fetchmany(2)
            answer = (await connection.execute(text("SELECT 1"))).scalar()
        await engine.dispose()
        return answer

    assert asyncio.run(read()) == 1


@pytest.mark.parametrize("options", [{}, {"stream_results": True}], ids=["plain", "streamed"])
@pytest.mark.parametrize("end", ["commit", "rollback"])
def test_rows_outlive_the_transaction(ask: Ask, options: dict[str, Any], end: str) -> None:
    def read(connection: Connection) -> int:
        result = connection.execution_options(**options).execute(ALL)
        first = result.fetchmany(2)
        getattr(connection, end)()
        return len(first) + len(result.fetchall())

    assert ask(read) == 450


def test_two_results_of_one_connection_are_read_in_turn(engine: Engine) -> None:
    with engine.connect() as connection:
        one, other = connection.execute(ALL), connection.execute(text("SELECT id FROM contacts"))
        counts = [0, 0]
        for _ in range(450):
            for place, result in enumerate((one, other)):
                counts[place] += result.fetchone() is not None
    assert counts == [450, 120]


def test_all_rows_are_given_in_both_modes_by_the_same_calls(place: Place) -> None:
    used = []
    for is_awaiting in (False, True):
        before = place.calls
        rows = Ask(place, is_awaiting)(lambda connection: connection.execute(ALL).fetchall())
        used.append((rows, place.calls - before))
    assert used[0] == used[1]
