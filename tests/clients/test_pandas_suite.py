"""pandas' own tests of SQL, against local tables; what fails asks for PostgreSQL's own driver."""

from __future__ import annotations

import os

import pytest

from tests.clients.pandas_suite import run_suite

CONNECTABLES = ("engine", "conn")
LEAST = 328
# By what stands before the name of the connection.
NEEDS_PSYCOPG = {
    "test_read_iris_query_string_with_parameter[": "%s for a parameter",
    "test_read_sql_iris_parameter[": "%s for a parameter",
    "test_read_sql_iris_named_parameter[": "%(name)s for a parameter",
    "test_copy_from_callable_insertion_method[2-": "psycopg's COPY",
    "test_copy_from_callable_insertion_method[Success!-": "psycopg's COPY",
    "test_read_view_postgres[": "several statements in one text, which are refused",
}


@pytest.mark.skipif(
    "HEYMARKET_CLIENT" not in os.environ,
    reason="we have not installed it here: python -m tests.clients.environments does",
)
def test_what_fails_needs_another_driver() -> None:
    outcome = run_suite("--tb=short")
    others = [name for name in outcome.failed if not name.startswith(tuple(NEEDS_PSYCOPG))]
    assert not others, outcome.text
    assert len(outcome.failed) == len(NEEDS_PSYCOPG) * len(CONNECTABLES)
    assert outcome.passed >= LEAST, outcome.text
