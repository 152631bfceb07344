"""polars reads by engine, connection and cursor, and takes a cursor for a stream of Arrow."""

from __future__ import annotations

import polars
import pytest
from polars.testing import assert_frame_equal
from sqlalchemy.engine import Engine

import heymarket_dbapi
from tests.dialect.conftest import Place

MESSAGES = "SELECT id, created_date, text, is_inbound FROM messages ORDER BY id"


def test_the_ways_to_read_agree_and_cost_the_same(engine: Engine, place: Place) -> None:
    frames, calls = [], []
    with heymarket_dbapi.connect(f"heymarket://{place.address}") as plain, engine.connect() as connection:
        plain.execute(MESSAGES).fetchall()
        for read in (
            lambda: polars.read_database(MESSAGES, connection),
            lambda: polars.read_database(MESSAGES, engine),
            lambda: polars.read_database(MESSAGES, plain),
            lambda: polars.read_database(MESSAGES, plain.cursor()),
            lambda: polars.DataFrame(plain.execute(MESSAGES)),
            lambda: plain.execute(MESSAGES).fetch_polars(),
        ):
            before = place.calls
            frames.append(read())
            calls.append(place.calls - before)
    for frame in frames:
        assert_frame_equal(frame, frames[-1])
    assert frames[0].schema["created_date"] == polars.Datetime("us", "UTC")
    assert len(set(calls)) == 1


def test_batches(engine: Engine) -> None:
    with engine.connect() as connection:
        parts = polars.read_database(MESSAGES, connection, iter_batches=True, batch_size=200)
        assert [len(part) for part in parts] == [200, 200, 50]


@pytest.mark.parametrize("table", ["contacts", "messages", "team"])
def test_an_empty_answer_keeps_its_columns(engine: Engine, place: Place, table: str) -> None:
    frame = polars.read_database(f"SELECT * FROM {table} WHERE FALSE", engine)
    assert frame.height == 0
    assert "id" in frame.columns
    assert place.calls <= 1


def test_parameters(engine: Engine) -> None:
    frame = polars.read_database(
        "SELECT count(*) AS n FROM messages WHERE id > :least", engine, execute_options={"parameters": {"least": 0}}
    )
    assert frame["n"].to_list() == [450]


def test_a_frame_becomes_a_local_table(engine: Engine) -> None:
    frame = polars.DataFrame({"n": [1, 2], "s": ["a", None]})
    assert frame.write_database("made", engine) in (2, -1)
    assert_frame_equal(polars.read_database("SELECT n, s FROM made ORDER BY n", engine), frame)
