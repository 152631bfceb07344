"""What the columns of a result are called, what a star shows, and when custom fields must be known."""

from __future__ import annotations

import pytest

from heymarket_dbapi.sql.parse import parse
from heymarket_dbapi.sql.query import Query
from heymarket_dbapi.sql.resolve import needs_custom_fields, resolve
from tests.sql.world import MOMENT, NAMES, WITHOUT_CUSTOM_FIELDS


def query(sql: str) -> Query:
    return resolve(parse(sql), NAMES, None, MOMENT, "UTC")


@pytest.mark.parametrize(
    ("selected", "name"),
    [
        ("1", "?column?"),
        ("'x'", "?column?"),
        ("NULL", "?column?"),
        ("true", "bool"),
        ("id", "id"),
        ("t.id", "id"),
        ('id AS "Two Words"', "Two Words"),
        ("id AS Upper", "upper"),
        ("id + 1", "?column?"),
        ("-id", "?column?"),
        ("id IS NULL", "?column?"),
        ("count(*)", "count"),
        ("COUNT(DISTINCT id)", "count"),
        ("sum(id) FILTER (WHERE id > 1)", "sum"),
        ("max(id) OVER ()", "max"),
        ("row_number() OVER (ORDER BY id)", "row_number"),
        ("percentile_cont(0.5) WITHIN GROUP (ORDER BY id)", "percentile_cont"),
        ("coalesce(name, 'a')", "coalesce"),
        ("substr(name, 1)", "substr"),
        ("now()", "now"),
        ("current_timestamp", "current_timestamp"),
        ("current_date", "current_date"),
        ("extract(year FROM updated_date)", "extract"),
        ("date_trunc('month', updated_date)", "date_trunc"),
        ("to_char(updated_date, 'YYYY')", "to_char"),
        ("CASE WHEN id = 1 THEN 2 END", "case"),
        ("CASE WHEN id = 1 THEN 2 ELSE rev END", "rev"),
        ("id::text", "id"),
        ("'a'::text", "text"),
        ("1::bigint", "int8"),
        ("count(*)::int", "count"),
        ("(SELECT max(rev) FROM lists)", "max"),
        ("EXISTS (SELECT 1 FROM lists)", "exists"),
        ("ARRAY[1, 2]", "array"),
        ("updated_date AT TIME ZONE 'UTC'", "timezone"),
        ("DATE '2024-01-01'", "date"),
        ("version()", "version"),
        ("current_user", "current_user"),
    ],
)
def test_names_of_columns(selected: str, name: str) -> None:
    assert query(f"SELECT {selected} FROM tags AS t").names == (name,)


def test_names_may_repeat_and_are_unique_inside() -> None:
    found = query("SELECT id, id, a.id AS ID_2 FROM tags AS a ORDER BY 1, 2")
    assert found.names == ("id", "id", "id_2")
    assert 'AS "id", "a"."id" AS "id_2", "a"."id" AS "id_2_2"' in found.residual


def test_values_and_sets_have_names() -> None:
    assert query("VALUES (1, 2)").names == ("column1", "column2")
    assert query("SELECT * FROM (VALUES (1, 2)) AS v(a)").names == ("a", "column2")
    assert query("SELECT id AS x FROM tags UNION SELECT id FROM lists").names == ("x",)
    assert query("TABLE team").names == query("SELECT * FROM team").names


def test_star_leaves_out_what_costs_and_what_is_written() -> None:
    names = query("SELECT * FROM messages").names
    assert "media_file_content" not in names
    assert "is_private" not in names
    assert {"id", "text", "media_url"} <= set(names)
    assert query("SELECT m.* FROM (SELECT * FROM messages) AS m").names == names
    assert query("SELECT * FROM messages AS m NATURAL JOIN messages AS n").names == names


def test_star_shows_custom_fields() -> None:
    assert query("SELECT * FROM contacts").names[-2:] == ("account_number", "vip")


def test_merged_columns_come_first() -> None:
    sql = "SELECT * FROM (SELECT rev, id AS x FROM tags) AS a JOIN (SELECT id AS y, rev FROM lists) AS b USING (rev)"
    assert query(sql).names == ("rev", "x", "y")


def test_written_columns_read_as_null() -> None:
    found = query("SELECT list_id FROM messages")
    assert 'CAST(NULL AS BIGINT) AS "list_id"' in found.residual


def test_names_fold_and_quoted_names_match_exactly_first() -> None:
    assert query('SELECT ID, "Name" FROM Tags').names == ("id", "Name")
    assert query('SELECT text FROM notes AS "N" WHERE n.ID = 1').names == ("text",)
    assert query("SELECT heymarket.tags.name FROM heymarket.tags").names == ("name",)


@pytest.mark.parametrize(
    ("sql", "needed"),
    [
        ("SELECT id, email FROM contacts", False),
        ("SELECT count(*) FROM contacts", False),
        ("SELECT * FROM contacts", True),
        ("SELECT c.* FROM contacts AS c", True),
        ("SELECT c.id FROM contacts AS c WHERE c.vip = 'a'", True),
        ("SELECT id FROM contacts WHERE \"Account Number\" = 'a'", True),
        ("SELECT * FROM tags", False),
        ("SELECT 1 FROM tags WHERE EXISTS (SELECT * FROM contacts AS c WHERE c.id = tags.id)", False),
        ("SELECT t.id AS x, name FROM contacts AS c JOIN tags AS t ON t.id = c.id ORDER BY x", False),
        ("WITH t AS (SELECT id AS one FROM contacts) SELECT one FROM t", False),
    ],
)
def test_when_custom_fields_are_needed(sql: str, needed: bool) -> None:
    assert needs_custom_fields(parse(sql), WITHOUT_CUSTOM_FIELDS) is needed
    assert not needs_custom_fields(parse(sql), NAMES)
