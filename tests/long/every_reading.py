"""The written SELECTs have the same rows under every named reading of the vendor's documents.

Too long for every change; ``.ci/run-all`` runs it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

import heymarket_dbapi
from heymarket_dbapi.connection import Connection
from heymarket_dbapi.sandbox import readings
from tests.comparison import Answer, difference, is_part, plain_rows
from tests.differential import Oracle, Parameters, dsn
from tests.written import Select, read_all

PAGE = 100
SELECTS = read_all()


@pytest.fixture(scope="session")
def the_oracle() -> Oracle:
    """The account in plain DuckDB."""
    return Oracle()


@pytest.fixture(scope="session", params=readings())
def connection(request: pytest.FixtureRequest) -> Iterator[Connection]:
    """A connection to the account on a sandbox of this reading."""
    text = dsn(PAGE, reading=request.param)
    with heymarket_dbapi.connect(text, requests_per_minute=10_000_000) as opened:
        yield opened


@pytest.mark.parametrize("select", SELECTS, ids=str)
def test_same_rows(select: Select, connection: Connection, the_oracle: Oracle) -> None:
    values = select.values(the_oracle.connection)
    expected = the_oracle.ask(select.oracle, values, extended=select.extended)
    found = _ask(connection, select.sql, values)
    if select.columns == "any":
        found = found.arranged(expected.names)
    is_json = [code == "JSON" for code in expected.types]
    rows, wanted = plain_rows(found, is_json), plain_rows(expected, is_json)
    if select.check == "rows":
        assert not difference(wanted, rows, ordered=select.ordered)
        return
    assert len(rows) == len(wanted)
    if select.check == "subset":
        text = re.sub(r"(?i)\s+LIMIT \d+( OFFSET \d+)?\s*$", "", select.oracle)
        assert is_part(rows, plain_rows(the_oracle.ask(text, values, extended=select.extended), is_json))


def _ask(connection: Connection, sql: str, parameters: Parameters) -> Answer:
    with connection.cursor() as cursor:
        rows = cursor.execute(sql, parameters).fetchall()
        assert cursor.description is not None
        columns = [(entry[0], entry[1]) for entry in cursor.description]
    return Answer(tuple(name for name, _ in columns), tuple(code for _, code in columns), rows)
