"""UPDATE, DELETE, INSERT and RETURNING over local tables do what a plain DuckDB does."""

from __future__ import annotations

import random
from typing import Any

import duckdb
import pytest

COLUMNS = ("id", "a", "b", "s")
TABLES = ("one", "two")


def _statement(chance: random.Random) -> str:
    """A change of one of the tables."""
    table, other = chance.sample(TABLES, 2)
    value = chance.choice(
        ["a + 1", "b", "coalesce(a, 0) * 2", "(SELECT max(b) FROM two)", "CASE WHEN b > 3 THEN 1 END"]
    )
    condition = chance.choice(
        [
            f"a > {chance.randrange(6)}",
            "b IS NULL",
            f"s IN ('x{chance.randrange(4)}', 'x1')",
            f"id IN (SELECT id FROM {other} WHERE b < {chance.randrange(8)})",
            f"EXISTS (SELECT 1 FROM {other} o WHERE o.a = {table}.a)",
            f"NOT (a = b) AND id % {chance.randrange(2, 5)} = 0",
        ]
    )
    returning = chance.choice(["", " RETURNING id, a", " RETURNING *", " RETURNING s || 'r' AS r, id"])
    number = chance.randrange(4)
    if number == 0:
        shift = chance.randrange(1000, 9_000_000)
        query = f"SELECT id + {shift}, {value}, b, s FROM {other} AS {table} WHERE {condition}"
        return f"INSERT INTO {table} {query}{returning}"
    if number == 1:
        return f"UPDATE {table} SET a = {value}, s = s || 'u' WHERE {condition}{returning}"
    if number == 2:
        source = f"(SELECT id, max(a) AS a FROM {other} GROUP BY id) o"
        return f"UPDATE {table} SET b = o.a FROM {source} WHERE o.id = {table}.id{returning}"
    return f"DELETE FROM {table} WHERE {condition} AND id % 3 = {chance.randrange(3)}{returning}"


@pytest.mark.parametrize("seed", range(12))
def test_as_plain_duckdb(seed: int, connection: Any) -> None:
    chance = random.Random(seed)
    plain = duckdb.connect()
    cursor = connection.cursor()
    rows = [
        (number, chance.choice([None, *range(6)]), chance.choice([None, *range(9)]), f"x{chance.randrange(4)}")
        for number in range(40)
    ]
    for table in TABLES:
        create = f"CREATE TABLE {table} (id BIGINT PRIMARY KEY, a BIGINT, b BIGINT, s VARCHAR)"
        plain.execute(create)
        cursor.execute(create)
        chosen = chance.sample(rows, 25)
        plain.executemany(f"INSERT INTO {table} VALUES (?, ?, ?, ?)", chosen)
        cursor.executemany(f"INSERT INTO {table} VALUES (?, ?, ?, ?)", chosen)
    for _ in range(12):
        statement = _statement(chance)
        expected = plain.execute(statement).fetchall()
        cursor.execute(statement)
        if " RETURNING " in statement:
            assert sorted(cursor.fetchall(), key=repr) == sorted(expected, key=repr), statement
        else:
            assert cursor.rowcount == expected[0][0], statement
        for table in TABLES:
            query = f"SELECT * FROM {table} ORDER BY id"
            assert cursor.execute(query).fetchall() == plain.execute(query).fetchall(), statement
    plain.close()
