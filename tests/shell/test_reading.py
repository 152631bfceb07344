"""Texts in, statements out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heymarket_dbapi.shell.reading import Statement, is_whole, split

CASES = {
    "SELECT 1": ["SELECT 1"],
    "SELECT 1;": ["SELECT 1"],
    "SELECT 1; SELECT 2 ;": ["SELECT 1", "SELECT 2"],
    "": [],
    " ;; ; ": [],
    "-- only a comment; here": [],
    "/* a; /* nested; */ b; */ SELECT 1; /* end */": ["/* a; /* nested; */ b; */ SELECT 1"],
    "SELECT ';' ; SELECT 'it''s;'": ["SELECT ';'", "SELECT 'it''s;'"],
    'SELECT ";" ; SELECT 1': ['SELECT ";"', "SELECT 1"],
    r"SELECT E'\';' ; SELECT 1": [r"SELECT E'\';'", "SELECT 1"],
    r"SELECT '\'; SELECT 1": [r"SELECT '\'", "SELECT 1"],
    "SELECT $$;$$; SELECT $a$ $$;$$ $a$": ["SELECT $$;$$", "SELECT $a$ $$;$$ $a$"],
    "SELECT a$b$, c$b$; SELECT 1": ["SELECT a$b$, c$b$", "SELECT 1"],
    "SELECT 1 -- one; two\n; SELECT 2": ["SELECT 1 -- one; two", "SELECT 2"],
    "SELECT 'open; SELECT 1": ["SELECT 'open; SELECT 1"],
}


@pytest.mark.parametrize("text", CASES)
def test_statements_end_at_semicolons_outside_strings_and_comments(text: str) -> None:
    assert [statement.text for statement in split(text)] == CASES[text]


def test_a_statement_knows_its_place() -> None:
    first, second = split("SELECT 1;\n\n  SELECT\n   x", "a.sql")
    assert (first.line, first.column) == (1, 1)
    assert second == Statement("SELECT\n   x", 3, 3, "a.sql")
    assert second.place((1, 1)) == (3, 3)
    assert second.place((2, 4)) == (4, 4)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("SELECT 1", False),
        ("SELECT 1;", True),
        ("SELECT 1; -- done", True),
        ("SELECT 1; SELECT 2", False),
        ("SELECT ';", False),
        ("SELECT 1 /* ;", False),
        ("-- ;", False),
        ("SELECT $$;", False),
    ],
)
def test_a_text_is_whole_when_its_last_statement_is_ended(text: str, expected: bool) -> None:
    assert is_whole(text) is expected


@given(st.text(alphabet="a';\"$-/*\n E\\", max_size=40))
def test_every_text_is_taken_apart_and_nothing_is_invented(text: str) -> None:
    rest = text
    for statement in split(text):
        before, found, rest = rest.partition(statement.text)
        assert found
        assert not before.strip(" \n;") or before.lstrip(" \n;").startswith(("-", "/"))
