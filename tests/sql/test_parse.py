"""From text to a statement: kinds, parameters, one statement only."""

from __future__ import annotations

import subprocess
import sys

import pytest

from heymarket_dbapi.errors import ProgrammingError
from heymarket_dbapi.sql.kind import CHANGES, StatementKind
from heymarket_dbapi.sql.parse import ParameterStyle, parse


@pytest.mark.parametrize(
    ("text", "style", "names"),
    [
        ("SELECT 1", ParameterStyle.NONE, ()),
        ("SELECT ?, ?::date", ParameterStyle.POSITIONAL, ("p1", "p2")),
        ("SELECT a FROM t WHERE b IN ? LIMIT ? OFFSET ?", ParameterStyle.POSITIONAL, ("p1", "p2", "p3")),
        ("SELECT '?', \"?\", $$?$$ -- ?\n/* ? */", ParameterStyle.NONE, ()),
        ("SELECT :a, :b, :a", ParameterStyle.NAMED, ("a", "b")),
        ("SELECT x[1:y], ARRAY[:a, :b], x::text, ':c'", ParameterStyle.NAMED, ("a", "b")),
        ("SELECT :date, :user, :limit", ParameterStyle.NAMED, ("date", "user", "limit")),
        ("SELECT x FROM t FETCH FIRST ? ROWS ONLY", ParameterStyle.POSITIONAL, ("p1",)),
        ("CALL foo(?, 'it''s ?')", ParameterStyle.POSITIONAL, ("p1",)),
        ("CALL foo(:x, E'a\\'?', x::int)", ParameterStyle.NAMED, ("x",)),
        ("INSERT INTO t VALUES (?, ?);", ParameterStyle.POSITIONAL, ("p1", "p2")),
    ],
)
def test_parameters(text: str, style: ParameterStyle, names: tuple[str, ...]) -> None:
    parsed = parse(text)
    assert (parsed.style, parsed.parameters) == (style, names)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("select 1", StatementKind.QUERY),
        ("(select 1)", StatementKind.QUERY),
        ("VALUES (1)", StatementKind.QUERY),
        ("TABLE tags", StatementKind.QUERY),
        ("-- a remark\nWITH a AS (SELECT 1) SELECT * FROM a", StatementKind.QUERY),
        ("EXPLAIN SELECT 1", StatementKind.EXPLAIN),
        ("CALL ping()", StatementKind.CALL),
        ("delete from tags", StatementKind.DELETE),
    ],
)
def test_kind(text: str, kind: StatementKind) -> None:
    parsed = parse(text)
    assert parsed.kind is kind
    assert (parsed.tree is not None) == (kind in (StatementKind.QUERY, *CHANGES))


@pytest.mark.parametrize("text", ["SELECT 1; SELECT 2", "CALL a(); CALL b()", "SELECT 1;; /* x */ SELECT 2"])
def test_one_statement(text: str) -> None:
    with pytest.raises(ProgrammingError, match="more than one statement"):
        parse(text)


@pytest.mark.parametrize("text", ["", "  ", ";", "-- nothing"])
def test_empty(text: str) -> None:
    with pytest.raises(ProgrammingError, match="empty"):
        parse(text)


def test_semicolons_around_are_nothing() -> None:
    assert parse(";SELECT 1;;").tree == parse("SELECT 1").tree


def test_importing_reads_no_sqlglot() -> None:
    code = (
        "import sys; import heymarket_dbapi.sql.parse, heymarket_dbapi.sql.resolve, heymarket_dbapi.sql.names;"
        "assert 'sqlglot' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
