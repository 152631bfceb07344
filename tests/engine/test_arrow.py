"""The engine sees each column type as the catalog names it, with and without rows."""

from __future__ import annotations

import pyarrow
import pytest

from heymarket_dbapi.datatypes import DataType
from heymarket_dbapi.engine import Engine, arrow_type, empty_table


@pytest.mark.parametrize("datatype", DataType)
def test_engine_sees_the_type_of_an_empty_column(datatype: DataType) -> None:
    workbench = Engine.open("arrow").workbench()
    workbench.load("t", empty_table([("c", datatype)]))
    (column,) = workbench.describe("SELECT c FROM t", {})
    assert column.type_name == datatype.value


def test_empty_table_has_names_and_no_rows() -> None:
    table = empty_table([("id", DataType.BIGINT), ("text", DataType.VARCHAR)])
    assert (table.schema.names, table.num_rows) == (["id", "text"], 0)


def test_json_column_works_with_json_operators() -> None:
    workbench = Engine.open("arrow").workbench()
    column = pyarrow.array(['{"a": "x"}', None], pyarrow.string()).cast(arrow_type(DataType.JSON))
    workbench.load("t", pyarrow.table({"j": column}))
    assert workbench.compute("SELECT j ->> 'a' AS a FROM t", {}).to_pylist() == [{"a": "x"}, {"a": None}]


def test_json_pages_append() -> None:
    page = empty_table([("j", DataType.JSON)])
    assert pyarrow.concat_tables([page, page]).schema == page.schema


@pytest.mark.parametrize("datatype", DataType)
def test_a_schema_is_a_key_of_what_is_remembered(datatype: DataType) -> None:
    one, two = (empty_table([("c", datatype)]).schema for _ in range(2))
    assert {one: "known"}[two] == "known"
