"""The driver gives the rows that plain DuckDB gives over the same account, for written and generated queries.

Both modes are asked, each at an account of its own, and make the same calls.
``HEYMARKET_GENERATED`` is the number of generated queries; each is made from its number, so that a failure can be
repeated by the name of its test.
"""

from __future__ import annotations

import os
import random
import re
import zlib
from collections.abc import Iterator
from importlib.metadata import version

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.differential import PAGES, Driver, Oracle, assert_alike, assert_same, driver, dsn
from tests.generated import Generated, generate, queries
from tests.generated_words import Words
from tests.oracle_tables import TABLES
from tests.written import Select, read_all

SELECTS = read_all()
EXAMPLES = int(os.environ.get("HEYMARKET_GENERATED", "120"))


@pytest.fixture(scope="session")
def the_oracle() -> Oracle:
    return Oracle()


@pytest.fixture(scope="session")
def the_driver() -> Iterator[Driver]:
    with driver() as opened:
        yield opened


@pytest.fixture(scope="session")
def words(the_oracle: Oracle) -> Words:
    return Words.of(the_oracle.connection)


_NEWER = frozenset({"windows: frame of groups"})


@pytest.mark.parametrize("select", SELECTS, ids=str)
def test_written(select: Select, the_oracle: Oracle, the_driver: Driver) -> None:
    if str(select) in _NEWER and version("sqlglot").startswith("28."):
        pytest.skip("the parser cannot: sqlglot 28 does not read this")
    values = select.values(the_oracle.connection)
    expected = the_oracle.ask(select.oracle, values, extended=select.extended)
    for found in the_driver.ask_both(_place(str(select)), select.sql, values):
        assert_alike(the_oracle, select, expected, found)


@pytest.mark.parametrize("seed", range(EXAMPLES))
def test_generated(seed: int, words: Words, the_oracle: Oracle, the_driver: Driver) -> None:
    _compare(generate(random.Random(seed).randrange, words.pools, words.sizes), the_oracle, the_driver)


@settings(
    max_examples=max(1, EXAMPLES // 4),
    derandomize=True,
    database=None,
    deadline=None,
    phases=(Phase.generate, Phase.shrink),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_generated_and_made_smaller_where_it_fails(
    data: st.DataObject, words: Words, the_oracle: Oracle, the_driver: Driver
) -> None:
    _compare(data.draw(queries(words.pools, words.sizes)), the_oracle, the_driver)


def test_there_are_enough_selects_and_most_have_rows(the_oracle: Oracle) -> None:
    assert len({str(select) for select in SELECTS}) == len(SELECTS) >= 300
    answers = [
        the_oracle.ask(select.oracle, select.values(the_oracle.connection), extended=select.extended)
        for select in SELECTS
        if select.theme != "empty"
    ]
    assert sum(bool(answer.rows) for answer in answers) > 0.9 * len(answers)


@pytest.mark.parametrize("table", TABLES)
def test_every_column_is_selected_by_name(table: str) -> None:
    texts = [select.sql for select in SELECTS if re.search(rf"\b{table}\b", select.sql)]
    missing = [
        column.name for column in TABLES[table] if not any(re.search(rf"\b{column.name}\b", text) for text in texts)
    ]
    assert not missing


def _compare(query: Generated, the_oracle: Oracle, the_driver: Driver) -> None:
    expected = the_oracle.ask(query.sql, query.parameters)
    for found in the_driver.ask_both(_place(query.sql), query.sql, query.parameters):
        assert found.names == expected.names
        assert_same(expected, found, ordered=query.ordered)


def _place(text: str) -> str:
    """The address for this query: page sizes take turns, and one in four is not pushed down."""
    number = zlib.crc32(text.encode())
    page = PAGES[number % len(PAGES)]
    return dsn(page) if number % 4 else dsn(page, pushdown="false")
