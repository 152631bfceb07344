"""pandas reads through an engine."""

from __future__ import annotations

from typing import Any

import pandas
import pytest
from sqlalchemy import Engine, MetaData, Table, func, select, text

from .conftest import Place


def test_sql(engine: Engine) -> None:
    frame = pandas.read_sql("SELECT id, created_date, email FROM contacts", engine)
    assert frame.shape == (120, 3)
    assert str(frame.dtypes["created_date"]).endswith("UTC]")


def test_a_long_statement_costs_no_more_than_itself(engine: Engine, place: Place) -> None:
    pandas.read_sql("SELECT count(*) FROM tags", engine)
    calls = place.calls
    pandas.read_sql(f"SELECT count(*) FROM tags WHERE name <> '{'x' * 5000}'", engine)
    long = place.calls - calls
    with engine.connect() as connection:
        connection.exec_driver_sql("SELECT count(*) FROM tags WHERE name <> 'x'").fetchall()
    assert place.calls - calls == 2 * long


@pytest.mark.parametrize(
    ("sql", "parameters"),
    [
        ("SELECT name FROM inboxes WHERE id = ?", (42,)),
        (text("SELECT name FROM inboxes WHERE id = :id"), {"id": 42}),
        (text("SELECT name FROM inboxes WHERE :since < created_date AND id = 42"), {"since": pandas.Timestamp(0)}),
    ],
    ids=["marks", "names", "timestamp"],
)
def test_parameters(engine: Engine, sql: Any, parameters: Any) -> None:
    assert len(pandas.read_sql(sql, engine, params=parameters)) == 1


def test_a_table_has_its_columns_without_extended_ones(engine: Engine) -> None:
    frame = pandas.read_sql_table("contacts", engine)
    assert len(frame) == 120
    assert "account_number" in frame.columns
    assert "is_blocked" not in frame.columns
    assert isinstance(frame["tags"].dropna().iloc[0], list)
    assert frame.shape == pandas.read_sql("contacts", engine).shape


def test_columns_and_index_of_a_table(engine: Engine) -> None:
    frame = pandas.read_sql_table("messages", engine, index_col="id", columns=["text"])
    assert frame.shape == (450, 1)


def test_chunks(engine: Engine) -> None:
    assert [len(part) for part in pandas.read_sql("SELECT id FROM messages", engine, chunksize=200)] == [200, 200, 50]


def test_a_select(engine: Engine) -> None:
    tags = Table("tags", MetaData(), autoload_with=engine)
    frame = pandas.read_sql(select(func.count().label("n")).select_from(tags), engine)
    assert frame["n"].tolist() == [len(pandas.read_sql_table("tags", engine))]


def test_arrow_types(engine: Engine) -> None:
    frame = pandas.read_sql("SELECT id FROM tags", engine, dtype_backend="pyarrow")
    assert str(frame.dtypes["id"]) == "int64[pyarrow]"
