"""What is left of a statement, computed here: DuckDB, closed off; the only room that imports it."""

from __future__ import annotations

from heymarket_dbapi.engine.arrow import arrow_type, empty_table
from heymarket_dbapi.engine.columns import parameter_table
from heymarket_dbapi.engine.instance import MEMORY, Engine, close_all, keywords
from heymarket_dbapi.engine.rows import ResultColumn, python_rows
from heymarket_dbapi.engine.transaction import TransactionBench
from heymarket_dbapi.engine.workbench import Workbench

__all__ = [
    "MEMORY",
    "Engine",
    "ResultColumn",
    "TransactionBench",
    "Workbench",
    "arrow_type",
    "close_all",
    "empty_table",
    "keywords",
    "parameter_table",
    "python_rows",
]
