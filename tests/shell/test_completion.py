"""Texts with a cursor in, candidates out."""

from __future__ import annotations

from typing import Any

import pytest

from heymarket_dbapi.errors import OperationalError
from heymarket_dbapi.shell.completion import KnownTables, candidates

TABLES = {"tags": ("id", "name", "color"), "templates": ("id", "text"), "sys.settings": ("name", "value")}


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("SEL", "", ["SELECT"]),
        ("sel", "", ["select"]),
        ("", "", []),
        ("SELECT * FROM ta", "", ["tags"]),
        ("SELECT * FROM ", "", ["tags", "templates", "sys.settings"]),
        ("SELECT * FROM tags, te", "", ["templates"]),
        ("SELECT * FROM sys.s", "", ["sys.settings"]),
        ("SELECT * FROM tags t JOIN te", "", ["templates"]),
        ("\\d ta", "", ["tags"]),
        ("SELECT col", " FROM tags", ["color"]),
        ("SELECT t.", " FROM tags AS t", ["t.id", "t.name", "t.color"]),
        ("SELECT T.c", " FROM heymarket.tags T", ["T.color"]),
        ("SELECT tags.na", " FROM tags WHERE", ["tags.name"]),
        ("SELECT sys.", "", ["sys.settings"]),
        ("SELECT * FROM tags WHERE na", "", ["name"]),
    ],
)
def test_candidates(before: str, after: str, expected: list[str]) -> None:
    assert candidates(before, before + after, TABLES) == expected


def test_tables_come_from_the_driver_by_schema() -> None:
    rows = [("heymarket", "tags", "id"), ("heymarket", "tags", "name"), ("sys", "settings", "name")]
    asked: list[str] = []

    def ask(sql: str) -> list[tuple[Any, ...]]:
        asked.append(sql)
        return rows

    known = KnownTables(ask)
    assert known.tables() == {"tags": ("id", "name"), "sys.settings": ("name",)}
    known.tables()
    assert len(asked) == 1
    rows.append(("heymarket", "made", "id"))
    known.forget()
    assert "made" in known.tables()


def test_where_a_call_would_be_needed_the_catalog_serves() -> None:
    def ask(sql: str) -> list[tuple[Any, ...]]:
        raise OperationalError("more than max_calls")

    tables = KnownTables(ask).tables()
    assert "phone" in tables["contacts"]
    assert "sys.settings" in tables
