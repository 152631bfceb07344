"""Results as Arrow and as data frames, in both modes, mixed with rows."""

from __future__ import annotations

from typing import Any

import pandas
import polars
import pyarrow
import pytest

import heymarket_dbapi
from heymarket_dbapi.sandbox import Sandbox

from .conftest import DSN, pages

IDS = "SELECT id FROM contacts ORDER BY id"
SQL = "SELECT id, first_name, created_date, tags FROM contacts"


def test_a_table_has_all_rows_in_the_types_of_the_columns(cursor: Any, ids: list[int]) -> None:
    table = cursor.execute(SQL).fetch_arrow_table()
    assert sorted(table.column("id").to_pylist()) == ids
    assert table.schema.types[:3] == [pyarrow.int64(), pyarrow.string(), pyarrow.timestamp("us", "UTC")]
    assert cursor.rowcount == len(ids) and cursor.fetchall() == []


@pytest.mark.parametrize("ending", ["", " WHERE FALSE", " LIMIT 0", " WHERE id = 1"])
def test_an_empty_table_has_the_same_types(ending: str, connection: Any) -> None:
    whole = connection.execute(SQL).fetch_arrow_table()
    cursor = connection.execute(SQL + ending)
    if not ending:
        cursor.fetchall()
    table = cursor.fetch_arrow_table()
    assert table.num_rows == 0 and table.schema.equals(whole.schema)
    assert cursor.fetch_arrow_table().schema.equals(whole.schema)


@pytest.mark.parametrize("sql", [IDS, SQL], ids=["blocking plan", "row-wise plan"])
@pytest.mark.parametrize("size", [1, 7, 20, 1000])
def test_record_batches_hold_at_most_so_many_rows(sql: str, size: int, cursor: Any, ids: list[int]) -> None:
    batches = list(cursor.execute(sql).fetch_record_batch(size))
    assert all(1 <= batch.num_rows <= size for batch in batches)
    assert sorted(key for batch in batches for key in batch.column(0).to_pylist()) == ids
    assert cursor.rowcount == len(ids)


def test_record_batches_are_read_page_by_page(cursor: Any, sandbox: Sandbox) -> None:
    cursor.execute(SQL)
    next(iter(cursor.fetch_record_batch(5)))
    assert len(pages(sandbox)) == 1


@pytest.mark.parametrize("size", [0, -1, 2.5, "3", None, True])
def test_a_batch_holds_a_whole_number_of_rows(size: Any, cursor: Any) -> None:
    cursor.execute("SELECT 1")
    with pytest.raises(heymarket_dbapi.ProgrammingError):
        cursor.fetch_record_batch(size)


def test_arrow_goes_on_where_rows_stopped(cursor: Any, ids: list[int]) -> None:
    cursor.execute(IDS)
    rows = [cursor.fetchone(), *cursor.fetchmany(4)]
    table = cursor.fetch_arrow_table()
    assert [key for (key,) in rows] + table.column("id").to_pylist() == ids


def test_data_frames(cursor: Any, ids: list[int]) -> None:
    frame = cursor.execute(IDS).fetch_df()
    assert isinstance(frame, pandas.DataFrame) and frame["id"].tolist() == ids
    polar = cursor.execute(IDS).fetch_polars()
    assert isinstance(polar, polars.DataFrame) and polar["id"].to_list() == ids


def test_two_columns_of_one_name(cursor: Any) -> None:
    sql = "SELECT id, id, first_name AS id FROM contacts"
    assert [column[0] for column in cursor.execute(sql).description] == ["id"] * 3
    assert cursor.fetch_arrow_table().column_names == ["id"] * 3
    assert list(cursor.execute(sql).fetch_df().columns) == ["id"] * 3
    assert all(batch.schema.names == ["id"] * 3 for batch in cursor.execute(sql).fetch_record_batch(10))
    cursor.execute(sql)
    with pytest.raises(heymarket_dbapi.ProgrammingError, match="two columns of one name"):
        cursor.fetch_polars()
    assert len(cursor.fetchall()) == 95  # nothing was lost to the refusal


def test_values_without_a_row_of_their_own_in_arrow(cursor: Any) -> None:
    cursor.execute("SELECT ?, NULL, INTERVAL '1' DAY, 2::HUGEINT, [1, 2], TIMETZ '12:00:00+02:00'", (b"x",))
    assert cursor.fetch_arrow_table().num_rows == 1


def test_other_libraries_read_a_blocking_cursor(sandbox: Sandbox, ids: list[int]) -> None:
    with heymarket_dbapi.connect(DSN) as connection, connection.cursor() as cursor:
        assert pyarrow.table(cursor.execute(IDS)).column("id").to_pylist() == ids
        assert polars.DataFrame(cursor.execute(IDS))["id"].to_list() == ids
        assert pandas.DataFrame.from_records(cursor.execute(IDS), columns=["id"])["id"].tolist() == ids
        assert polars.DataFrame(cursor.execute(f"{IDS} LIMIT 0")).schema == {"id": polars.Int64}


def test_a_reader_awaited_holds_all(sandbox: Sandbox, ids: list[int]) -> None:
    import asyncio

    from heymarket_dbapi import aio

    async def read() -> pyarrow.RecordBatchReader:
        async with aio.connect(DSN) as connection, connection.cursor() as cursor:
            await cursor.execute(IDS)
            return await cursor.fetch_record_batch(30)

    batches = list(asyncio.run(read()))
    assert [key for batch in batches for key in batch.column(0).to_pylist()] == ids
    assert max(batch.num_rows for batch in batches) == 30
