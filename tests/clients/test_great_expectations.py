"""Great Expectations on a query and on a table."""

from __future__ import annotations

from typing import Any

import pytest

from tests.clients.client import client
from tests.dialect.conftest import Place

gx = client("great_expectations")
pytestmark = pytest.mark.filterwarnings("ignore")
QUERY = "SELECT id, created_date, is_inbound, text FROM messages"


@pytest.fixture
def source(place: Place) -> Any:
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    return context.data_sources.add_sql("heymarket", connection_string=f"heymarket://{place.address}")


def _batch(asset: Any) -> Any:
    return asset.add_batch_definition_whole_table("all").get_batch()


def test_expectations_of_a_query(source: Any) -> None:
    batch, expect = _batch(source.add_query_asset("q", query=QUERY)), gx.expectations
    for expectation in (
        expect.ExpectColumnValuesToBeUnique(column="id"),
        expect.ExpectTableRowCountToEqual(value=450),
        expect.ExpectColumnValuesToNotBeNull(column="created_date"),
        expect.ExpectColumnValuesToBeBetween(column="id", min_value=0),
        expect.ExpectColumnMeanToBeBetween(column="id", min_value=1),
        expect.ExpectColumnDistinctValuesToBeInSet(column="is_inbound", value_set=[True, False]),
        expect.ExpectTableColumnsToMatchSet(column_set=["id", "created_date", "is_inbound", "text"]),
    ):
        assert batch.validate(expectation).success, type(expectation).__name__


def test_what_is_not_so_is_told(source: Any) -> None:
    batch = _batch(source.add_query_asset("q", query=QUERY))
    found = batch.validate(gx.expectations.ExpectColumnValuesToBeInSet(column="is_inbound", value_set=[True]))
    assert not found.success
    assert 0 < found.result["unexpected_count"] < 450


def test_expectations_of_a_table(source: Any) -> None:
    batch = _batch(source.add_table_asset("t", table_name="tags"))
    assert batch.validate(gx.expectations.ExpectColumnToExist(column="name")).success
    assert batch.validate(gx.expectations.ExpectColumnValuesToBeUnique(column="id")).success
