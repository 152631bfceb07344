"""The rows are those of a plain database under every reading of the vendor's documents, as far as replies hold them.

A core of written SELECTs meets every named reading at every size of page, and every single switch, where
``HEYMARKET_READINGS`` is ``all``; else each of them meets one reading and two switches. Generated queries are asked
under the readings in turn: ``HEYMARKET_GENERATED=120``, as in ``test_differential``, makes 500 in all.
"""

from __future__ import annotations

import os
import random
import re
import zlib
from collections.abc import Iterator
from functools import cache

import duckdb
import pytest

from heymarket_dbapi.errors import Error
from heymarket_dbapi.sandbox import Reading, readings
from tests.conditions import SIZES, Condition, Outcome, concerns, impossible, named, single
from tests.differential import Driver, Mode, Oracle, assert_alike, assert_same, driver
from tests.generated import generate
from tests.generated_words import Words
from tests.oracle_readings import held
from tests.oracle_tables import TABLES
from tests.written import FOLDER, Select, read_all

BY_NAME = {str(select): select for select in read_all()}
CORE = tuple(BY_NAME[name] for name in (FOLDER / "core.txt").read_text().splitlines())
IS_WHOLE = os.environ.get("HEYMARKET_READINGS") == "all"
GENERATED = int(os.environ.get("HEYMARKET_GENERATED", "120")) * 35 // 12
TURNS = [condition for condition in named() if "=12" not in str(condition)]

Case = tuple[Condition, Select]


def rotation() -> list[Case]:
    """Each query under one named reading and two switches; every named reading comes with every size of page."""
    chance = random.Random(9)
    readings = named()
    chance.shuffle(readings)
    cases = [(readings[place % len(readings)], select) for place, select in enumerate(CORE)]
    switches = single()
    chance.shuffle(switches)
    for select in CORE * 2:
        found = next(one for one in switches if concerns(one, select.sql))
        switches.remove(found)
        cases.append((found, select))
    return cases


def everything() -> list[Case]:
    """Each query under each named reading and each switch that concerns it, condition by condition."""
    return [
        (condition, select) for condition in named() + single() for select in CORE if concerns(condition, select.sql)
    ]


@pytest.fixture(scope="module")
def the_driver() -> Iterator[Driver]:
    with driver() as opened:
        yield opened


@pytest.fixture(scope="module")
def words() -> Words:
    return Words.of(oracle_of(held(Reading())).connection)


@cache
def oracle_of(reading: Reading) -> Oracle:
    """The account as the replies of a reading hold it."""
    return Oracle(reading, **SIZES)


@pytest.mark.parametrize(("condition", "select"), everything() if IS_WHOLE else rotation(), ids=str)
def test_the_core(condition: Condition, select: Select, the_driver: Driver) -> None:
    oracle = oracle_of(held(condition.reading))
    mode = list(Mode)[zlib.crc32(f"{condition} {select}".encode()) % len(Mode)]
    reason = impossible(condition.reading, select.sql)
    if reason is not None and reason.outcome is Outcome.ANY:
        pytest.skip(f"the API cannot: {reason.reason}")
    try:
        values = select.values(oracle.connection)
        expected = oracle.ask(select.oracle, values, extended=select.extended)
        found = the_driver.ask(mode, condition.address, select.sql, values)
    except (Error, duckdb.Error) as error:
        if reason is None:
            raise
        pytest.skip(f"the API cannot: {reason.reason}; {type(error).__name__}")
    assert_alike(oracle, select, expected, found)


@pytest.mark.parametrize("seed", range(GENERATED))
def test_generated(seed: int, words: Words, the_driver: Driver) -> None:
    condition = TURNS[seed * len(TURNS) // GENERATED]
    query = generate(random.Random(f"readings {seed}").randrange, words.pools, words.sizes)
    if impossible(condition.reading, query.sql) is not None:
        condition = Condition()
    expected = oracle_of(held(condition.reading)).ask(query.sql, query.parameters)
    found = the_driver.ask(list(Mode)[seed % len(Mode)], condition.address, query.sql, query.parameters)
    assert found.names == expected.names
    assert_same(expected, found, ordered=query.ordered)


def test_every_reading_and_table_takes_part() -> None:
    cases = rotation()
    assert len(set(CORE)) == 60
    assert {condition.name for condition, _ in cases} == set(readings())
    assert all(any(re.search(rf"\b{table}\b", select.sql) for select in CORE) for table in TABLES)
    assert len(set(cases)) == 3 * len(CORE)
