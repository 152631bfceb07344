"""Subclasses of sqlglot's classes work where its compiled form is installed, which has none."""

from __future__ import annotations

import sys
from types import ModuleType

import pytest
from sqlglot import exp
from sqlglot.dialects.duckdb import DuckDB
from sqlglot.dialects.postgres import Postgres

from heymarket_dbapi.sql.interpreted import interpreted

CLASSES = [Postgres.Parser, DuckDB.Generator]


@pytest.mark.parametrize("own", CLASSES, ids=["parser", "generator"])
def test_a_class_of_a_source_is_itself(own: type) -> None:
    if not str(sys.modules[own.__module__].__file__).endswith(".py"):
        pytest.skip("the parser cannot: sqlglot is compiled here")
    assert interpreted(own) is own


@pytest.mark.parametrize("own", CLASSES, ids=["parser", "generator"])
def test_a_compiled_class_is_made_from_its_source(own: type) -> None:
    module = sys.modules[own.__module__]
    if "." in own.__qualname__:
        pytest.skip("the parser cannot: an older sqlglot, which is not compiled")
    compiled = ModuleType(own.__module__)
    compiled.__file__ = str(module.__file__).replace(".py", ".cpython-311-x86_64-linux-gnu.so")
    sys.modules[own.__module__] = compiled
    try:
        made = interpreted(own)
    finally:
        sys.modules[own.__module__] = module
    assert made is not own
    assert made.__mro__[1] is not own.__mro__[1], "its base is made from the source, too"
    assert made.__name__ == own.__name__


def test_what_is_made_reads_and_writes() -> None:
    tree = Postgres().parse("SELECT a::text FROM t")[0]
    assert isinstance(tree, exp.Select)
    assert tree.sql(dialect=DuckDB) == "SELECT CAST(a AS TEXT) FROM t"
