"""marimo's SQL cells over an engine, and what its panel of data sources shows."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from tests.clients.client import client

marimo = client("marimo")
pytestmark = pytest.mark.filterwarnings("ignore")


def test_a_cell_gives_a_frame(engine: Engine) -> None:
    frame = marimo.sql("SELECT id, name FROM tags ORDER BY id", engine=engine, output=False)
    assert len(frame) > 10
    assert list(frame.columns) == ["id", "name"]


def test_a_cell_fills_in_values(engine: Engine) -> None:
    least = 0
    frame = marimo.sql(f"SELECT count(*) AS n FROM messages WHERE id > {least}", engine=engine, output=False)
    assert frame["n"].to_list() == [450]


def test_the_panel_shows_tables_and_columns(engine: Engine) -> None:
    own = client("marimo._sql.engines.sqlalchemy").SQLAlchemyEngine(engine, engine_name="engine")
    tables = own.get_tables_in_schema(schema="heymarket", database="", include_table_details=False)
    assert {"contacts", "messages"} <= {table.name for table in tables}
    columns = own.get_table_details(table_name="contacts", schema_name="heymarket", database_name="").columns
    assert "account_number" in {column.name for column in columns}
