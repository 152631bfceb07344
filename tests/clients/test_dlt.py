"""dlt's sql_database source loads tables into DuckDB, whole and by increments."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.clients.client import client
from tests.dialect.conftest import Place

dlt = client("dlt")
pytestmark = pytest.mark.filterwarnings("ignore")
COUNTS = {"contacts": 120, "messages": 450}


@pytest.fixture
def pipeline(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv("RUNTIME__DLTHUB_TELEMETRY", "false")
    destination = dlt.destinations.duckdb(str(tmp_path / "warehouse.duckdb"))
    return dlt.pipeline("p", pipelines_dir=str(tmp_path), destination=destination, dataset_name="loaded")


def _count(folder: Path, table: str) -> int:
    with duckdb.connect(str(folder / "warehouse.duckdb"), read_only=True) as connection:
        row = connection.execute(f"SELECT count(*) FROM loaded.{table}").fetchone()
    return int(row[0]) if row else 0


@pytest.mark.parametrize("backend", ["sqlalchemy", "pyarrow"])
def test_tables_are_loaded(pipeline: Any, place: Place, backend: str, tmp_path: Path) -> None:
    source = client("dlt.sources.sql_database").sql_database(
        f"heymarket://{place.address}", table_names=list(COUNTS), backend=backend, chunk_size=100
    )
    pipeline.run(source)
    assert {name: _count(tmp_path, name) for name in COUNTS} == COUNTS


def test_an_increment_reads_what_is_new(pipeline: Any, place: Place, tmp_path: Path) -> None:
    def load() -> int:
        before = place.calls
        table = client("dlt.sources.sql_database").sql_table(
            f"heymarket://{place.address}",
            table="messages",
            incremental=dlt.sources.incremental("created_date", row_order="asc"),
            included_columns=["id", "created_date", "text"],
        )
        pipeline.run(table, write_disposition="merge", primary_key="id")
        return place.calls - before

    assert load() > load()
    assert _count(tmp_path, "messages") == COUNTS["messages"]
