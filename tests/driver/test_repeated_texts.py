"""One text again and again on one connection, while values, fields, tables, options and the rows change."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from heymarket_dbapi.sandbox import Sandbox


def test_other_values_give_other_rows(cursor: Any, ids: list[int]) -> None:
    text = "SELECT id, ? AS n FROM contacts WHERE id = ?"
    for number in (*ids[:3], ids[0], 1):
        expected = [(number, 7)] if number in ids else []
        assert cursor.execute(text, [7, number]).fetchall() == expected
    kinds = []
    for value in (7, 7.5, "x", None, True, 2**40):
        assert cursor.execute(text, [value, ids[0]]).fetchall() == [(ids[0], value)]
        kinds.append(cursor.description[1][1])
    assert len(set(kinds)) >= 4


def test_rows_are_those_of_now(cursor: Any, sandbox: Sandbox, ids: list[int]) -> None:
    text = "SELECT first_name FROM contacts WHERE id = ?"
    before = cursor.execute(text, [ids[1]]).fetchall()
    sandbox.world.touch("contacts", ids[1], first="Zadie")
    assert cursor.execute(text, [ids[1]]).fetchall() == [("Zadie",)]
    sandbox.world.touch("contacts", ids[1], first=before[0][0])
    assert cursor.execute(text, [ids[1]]).fetchall() == before


def test_a_table_that_was_made_anew_has_its_own_columns(cursor: Any) -> None:
    joined = "SELECT t.*, c.id IS NULL AS alone FROM twice t LEFT JOIN contacts c ON c.id = t.a ORDER BY t.a"
    for text, end in (("SELECT * FROM twice ORDER BY a", ()), (joined, (True,))):
        cursor.execute("CREATE TABLE twice (a INTEGER)")
        cursor.execute("INSERT INTO twice VALUES (1)")
        assert cursor.execute(text).fetchall() == [(1, *end)]
        numbers = [column[:2] for column in cursor.description]
        cursor.execute("DROP TABLE twice")
        cursor.execute("CREATE TABLE twice (b TEXT, a BIGINT)")
        cursor.execute("INSERT INTO twice VALUES ('x', 2)")
        assert cursor.execute(text).fetchall() == [("x", 2, *end)]
        assert [column[:2] for column in cursor.description] != numbers
        cursor.execute("DROP TABLE twice")


def test_the_zone_may_change(cursor: Any) -> None:
    text = "SELECT extract(hour FROM TIMESTAMPTZ '2025-06-01 12:00:00+00') AS h, created_date FROM messages LIMIT 1"
    hours = []
    for zone in ("UTC", "Asia/Tokyo", "America/New_York", "UTC"):
        cursor.execute(f"SET heymarket.timezone = '{zone}'")
        hours.append(int(cursor.execute(text).fetchall()[0][0]))
    assert hours == [12, 21, 8, 12]


def test_now_is_the_statements(cursor: Any) -> None:
    text = "SELECT now() AS at, (SELECT count(*) FROM contacts WHERE updated_date > now()) AS n"
    first, second = (cursor.execute(text).fetchall()[0] for _ in range(2))
    assert first[0] < second[0]
    assert first[1] == second[1] == 0


def test_fields_may_be_made(connect: Callable[..., Any], sandbox: Sandbox) -> None:
    cursor = connect(metadata_cache_ttl=0).cursor()
    text = "SELECT * FROM contacts LIMIT 1"
    cursor.execute(text)
    before = [column[0] for column in cursor.description]
    made = sandbox.world.insert("custom_fields", title="Shoe Size")
    cursor.execute(text)
    after = [column[0] for column in cursor.description]
    sandbox.world.delete("custom_fields", made["id"])
    assert sorted(after) == sorted([*before, "shoe_size"])
    cursor.execute(text)
    assert [column[0] for column in cursor.description] == before
