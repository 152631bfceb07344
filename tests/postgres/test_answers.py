"""Statements are answered as PostgreSQL answers them."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.metadata import version

import duckdb
import pytest
import sqlglot
from sqlglot.optimizer.qualify import qualify

from heymarket_dbapi.errors import NotSupportedError, ProgrammingError
from heymarket_dbapi.sql.reading import Reading, name_columns
from heymarket_dbapi.sql.translate import translate
from tests.postgres.cases import ANSWERS, SCHEMA, SETUP, Case, read
from tests.postgres.rows import agree, parse_answer, write_value

TOPICS = sorted(path.stem for path in ANSWERS.glob("*.txt"))


@pytest.fixture(scope="module")
def engine() -> Iterator[duckdb.DuckDBPyConnection]:
    """A DuckDB with the settings of the driver's own."""
    with duckdb.connect(config={"ieee_floating_point_ops": "false", "enable_external_access": "false"}) as connection:
        connection.execute("SET GLOBAL TimeZone='UTC'")
        connection.execute(SETUP)
        yield connection


def answer(engine: duckdb.DuckDBPyConnection, case: Case) -> tuple[list[str], list[list[str]]]:
    """The types and the rows that the engine gives for the translated statement."""
    tree = qualify(name_columns(sqlglot.parse_one(case.sql, read=Reading)), schema=SCHEMA, dialect=Reading)
    text = translate(tree, SCHEMA)
    types = [str(found) for found in engine.sql(text).types]
    names = [f"c{position}" for position in range(len(types))]
    shown = ", ".join(
        f"CAST({name} AS VARCHAR)" if "INTERVAL" in found else name for name, found in zip(names, types, strict=True)
    )
    rows = engine.sql(f"SELECT {shown} FROM ({text}) AS answer({', '.join(names)})").fetchall()
    return types, [[write_value(value, found) for value, found in zip(row, types, strict=True)] for row in rows]


@pytest.mark.parametrize("case", [case for topic in TOPICS for case in read(topic)], ids=lambda case: case.text)
def test_answer(engine: duckdb.DuckDBPyConnection, case: Case) -> None:
    if case.topic == "newer_sqlglot" and version("sqlglot").startswith("28."):
        pytest.skip("the parser cannot: sqlglot 28 does not read this")
    if case.answer.startswith("error"):
        with pytest.raises((duckdb.Error, NotSupportedError, ProgrammingError)):
            answer(engine, case)
        return
    expected_types, expected = parse_answer(case.answer)
    types, rows = answer(engine, case)
    assert agree(expected_types, expected, types, rows), f"{types} {rows}"
