"""pandas reads through an engine and a plain connection, and writes local tables."""

from __future__ import annotations

from contextlib import nullcontext
from typing import Any

import pandas
import pytest
from pandas.testing import assert_frame_equal
from sqlalchemy import text
from sqlalchemy.engine import Engine
from sqlalchemy.exc import DBAPIError

import heymarket_dbapi
from tests.dialect.conftest import Place

MESSAGES = "SELECT id, created_date, text FROM messages"


def test_the_ways_to_read_agree(engine: Engine) -> None:
    frames = [
        pandas.read_sql(MESSAGES, engine),
        pandas.read_sql_query(MESSAGES, engine),
        pandas.read_sql_table("messages", engine, columns=["id", "created_date", "text"]),
        pandas.concat(pandas.read_sql(MESSAGES, engine, chunksize=64)),
    ]
    first, *others = [frame.sort_values("id", ignore_index=True) for frame in frames]
    assert first.shape == (450, 3)
    for frame in others:
        assert_frame_equal(frame, first)


def test_rows_by_engine_connection_and_driver_agree_and_cost_the_same(engine: Engine, place: Place) -> None:
    used = []
    with engine.connect() as connection, heymarket_dbapi.connect(f"heymarket://{place.address}") as plain:
        sources: tuple[Any, ...] = (engine, connection, plain)
        for source in sources:
            before = place.calls
            with pytest.warns(UserWarning, match="only supports") if source is plain else nullcontext():
                frame = pandas.read_sql("SELECT id, text FROM messages ORDER BY id", source)
            used.append((frame.shape, frame["id"].tolist(), place.calls - before))
    assert used[0] == used[1] == used[2]


def test_chunks_are_read_as_they_are_wanted(engine: Engine, place: Place) -> None:
    with engine.connect().execution_options(stream_results=True) as connection:
        parts = pandas.read_sql(MESSAGES, connection, chunksize=50)
        assert len(next(parts)) == 50
        begun = place.calls
        assert [len(part) for part in parts] == [50] * 8
    assert begun < place.calls


@pytest.mark.parametrize(
    ("sql", "parameters"),
    [
        ("SELECT id FROM messages WHERE is_inbound = ? AND created_date < ?", (True, pandas.Timestamp("2025-06-01"))),
        (text("SELECT id FROM messages WHERE id IN (:one, :other)"), {"one": 1, "other": 2}),
        ("SELECT id FROM messages WHERE text LIKE '%a%'", None),
    ],
    ids=["marks", "names", "percent"],
)
def test_parameters(engine: Engine, sql: Any, parameters: Any) -> None:
    assert list(pandas.read_sql(sql, engine, params=parameters).columns) == ["id"]


def test_times_and_types(engine: Engine) -> None:
    frame = pandas.read_sql("SELECT id, CAST(created_date AS text) AS made FROM messages", engine, parse_dates=["made"])
    assert isinstance(frame["made"].dtype, pandas.DatetimeTZDtype)
    frame = pandas.read_sql(MESSAGES, engine, dtype={"id": "float64"}, index_col="id")
    assert str(frame.index.dtype) == "float64"


@pytest.mark.parametrize("backend", ["pyarrow", "numpy_nullable"])
def test_backends(engine: Engine, backend: Any) -> None:
    frame = pandas.read_sql("SELECT id, is_inbound, user_id, created_date FROM messages", engine, dtype_backend=backend)
    kinds = [str(kind) for kind in frame.dtypes]
    expected = (
        ["int64[pyarrow]", "bool[pyarrow]", "int64[pyarrow]"] if backend == "pyarrow" else ["Int64", "boolean", "Int64"]
    )
    assert kinds[:3] == expected


def test_a_statement_that_is_no_table_is_not_looked_for_at_the_server(engine: Engine, place: Place) -> None:
    pandas.read_sql(f"SELECT 1 AS one, '{'x' * 5000}' AS text", engine)
    assert place.calls == 0


def test_an_empty_answer_has_its_columns(engine: Engine, place: Place) -> None:
    frame = pandas.read_sql("SELECT id, created_date, is_inbound FROM messages WHERE FALSE", engine)
    assert frame.empty
    assert list(frame.columns) == ["id", "created_date", "is_inbound"]
    assert place.calls == 0


@pytest.mark.parametrize("method", [None, "multi"])
def test_frames_become_local_tables(engine: Engine, place: Place, method: Any) -> None:
    moments = pandas.date_range("2025-01-01", periods=300, freq="h", tz="UTC")
    frame = pandas.DataFrame(
        {"n": range(300), "f": [number / 4 for number in range(300)], "s": "a", "b": True, "at": moments}
    )
    frame.loc[3, "s"] = None
    assert frame.to_sql("made", engine, index=False, method=method, chunksize=100) in (300, None)
    back = pandas.read_sql_table("made", engine)
    assert_frame_equal(back.sort_values("n", ignore_index=True), frame, check_dtype=False)
    frame.to_sql("made", engine, index=False, if_exists="append")
    with pytest.raises(ValueError, match="already exists"):
        frame.to_sql("made", engine)
    frame.head(2).to_sql("made", engine, if_exists="replace", index_label="row")
    assert pandas.read_sql("SELECT count(*) AS n FROM made", engine)["n"].tolist() == [2]
    assert place.calls == 0


def test_a_local_table_is_joined_with_a_live_one(engine: Engine) -> None:
    tags = pandas.read_sql("SELECT id FROM tags ORDER BY id LIMIT 3", engine)
    tags.assign(goal=[1, 2, 3]).to_sql("goals", engine, index=False)
    joined = pandas.read_sql("SELECT g.goal, t.name FROM goals g JOIN tags t ON t.id = g.id ORDER BY goal", engine)
    assert joined["goal"].tolist() == [1, 2, 3]
    assert joined["name"].notna().all()


def test_a_live_table_is_not_replaced(engine: Engine) -> None:
    frame = pandas.DataFrame({"id": [1]})
    with pytest.raises(DBAPIError) as caught:
        frame.to_sql("tags", engine, if_exists="replace", index=False)
    assert isinstance(caught.value.orig, heymarket_dbapi.NotSupportedError)
