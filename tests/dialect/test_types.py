"""The type of each column that ``information_schema`` can describe."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy.exc import SAWarning
from sqlalchemy.types import NullType

from sqlalchemy_heymarket.dialect import HeymarketDialect
from sqlalchemy_heymarket.sqltypes import column_type

# data_type, length, precision, scale: as it is written in SQL
CASES = [
    (("BIGINT", None, 64, 0), "BIGINT"),
    (("UTINYINT", None, 8, 0), "SMALLINT"),
    (("USMALLINT", None, 16, 0), "INTEGER"),
    (("UINTEGER", None, 32, 0), "BIGINT"),
    (("UBIGINT", None, 64, 0), "NUMERIC(20, 0)"),
    (("HUGEINT", None, 128, 0), "NUMERIC(39, 0)"),
    (("UHUGEINT", None, 128, 0), "NUMERIC(39, 0)"),
    (("DOUBLE", None, 53, None), "DOUBLE PRECISION"),
    (("FLOAT", None, 24, None), "REAL"),
    (("DECIMAL", None, 18, 3), "NUMERIC(18, 3)"),
    (("DECIMAL(9,2)", None, None, None), "NUMERIC(9, 2)"),
    (("VARCHAR", None, None, None), "TEXT"),
    (("VARCHAR", 40, None, None), "VARCHAR(40)"),
    (("CHAR", 3, None, None), "CHAR(3)"),
    (("ENUM('a', 'b')", None, None, None), "VARCHAR"),
    (("BOOLEAN", None, None, None), "BOOLEAN"),
    (("JSON", None, None, None), "JSON"),
    (("BLOB", None, None, None), "BYTEA"),
    (("UUID", None, None, None), "UUID"),
    (("DATE", None, None, None), "DATE"),
    (("TIME", None, None, None), "TIME WITHOUT TIME ZONE"),
    (("TIME WITH TIME ZONE", None, None, None), "TIME WITH TIME ZONE"),
    (("TIMESTAMP", None, None, None), "TIMESTAMP WITHOUT TIME ZONE"),
    (("TIMESTAMP WITH TIME ZONE", None, None, None), "TIMESTAMP WITH TIME ZONE"),
    (("INTERVAL", None, None, None), "INTERVAL"),
    (("BIGINT[]", None, None, None), "BIGINT[]"),
    (("DECIMAL(9,2)[][3]", None, None, None), "NUMERIC(9, 2)[][]"),
]


@pytest.mark.parametrize(("described", "written"), CASES, ids=[case[0][0] for case in CASES])
def test_a_described_type_is_written_again(described: tuple[Any, ...], written: str) -> None:
    assert column_type(*described).compile(dialect=HeymarketDialect()) == written


def test_a_type_that_sqlalchemy_lacks_is_told() -> None:
    with pytest.warns(SAWarning, match="STRUCT"):
        assert isinstance(column_type("STRUCT(a INTEGER)"), NullType)
