"""Which parsed queries user SQL may run: nothing that writes, and nothing that leads out of the query."""

from __future__ import annotations

import difflib
from collections.abc import Callable
from typing import Any

from sqlglot import exp

from heymarket_dbapi.errors import DatabaseError, NotSupportedError, ProgrammingError
from heymarket_dbapi.sql import functions
from heymarket_dbapi.sql.kind import StatementKind, permit_statement, statement_kind

__all__ = ["StatementKind", "permit_change", "permit_query", "permit_statement", "statement_kind"]

_ROWS = (exp.Query, exp.Values, exp.Table, exp.Unnest, exp.Lateral)
_SIGNS_OF_A_PATH = frozenset("/\\*?[:")
_SUFFIXES = (".csv", ".tsv", ".txt", ".json", ".jsonl", ".ndjson", ".parquet", ".db", ".duckdb", ".xlsx", ".gz", ".zst")


def permit_query(tree: exp.Expression, text: str = "") -> None:
    """Nothing, if ``tree`` is a query that may run; else an error that names the construct.

    ``text`` is what was parsed: with it, a string where a table must stand is told from a quoted name.
    """
    if not isinstance(tree, (exp.Query, exp.Values)) or isinstance(tree, exp.Table):
        raise ProgrammingError(f"a query must stand here, not {_word(tree)}", position=_position(tree))
    for node in tree.walk():
        for kind, check in _CHECKS:
            if isinstance(node, kind):
                check(node, text)


def permit_change(tree: exp.Expression, text: str = "") -> None:
    """Nothing, if ``tree`` is an INSERT, UPDATE or DELETE all of whose parts may run; else an error that names one."""
    if not isinstance(tree, _CHANGES):
        raise ProgrammingError(f"INSERT, UPDATE or DELETE must stand here, not {_word(tree)}", position=_position(tree))
    for node in tree.walk():
        for kind, check in _CHECKS if node is not tree else ():
            if isinstance(node, kind):
                check(node, text)


def _check_write(node: exp.Expression, _: str) -> None:
    raise NotSupportedError(
        f"{_word(node)} inside a query is not supported; run it as a statement of its own", position=_position(node)
    )


def _check_statement(node: exp.Expression, _: str) -> None:
    raise ProgrammingError(f"{_word(node)} cannot stand inside a query", position=_position(node))


def _check_body(node: exp.Expression, text: str) -> None:
    """A CTE and a subquery hold rows."""
    if isinstance(node.this, _WRITES):
        _check_write(node.this, text)
    if not isinstance(node.this, _ROWS):
        raise ProgrammingError(f"a query must stand here, not {_word(node.this)}", position=_position(node))


def _check_lock(node: exp.Expression, _: str) -> None:
    raise NotSupportedError(
        "FOR UPDATE and FOR SHARE are not supported: the API has no locks; leave them out", position=_position(node)
    )


def _check_into(node: exp.Expression, _: str) -> None:
    raise NotSupportedError("SELECT INTO is not supported; write CREATE TABLE name AS SELECT", position=_position(node))


def _check_pivot(node: exp.Expression, _: str) -> None:
    raise NotSupportedError(
        "PIVOT and UNPIVOT are not supported; write aggregates with FILTER (WHERE …), or UNION ALL",
        position=_position(node),
    )


def _check_history(node: exp.Expression, _: str) -> None:
    raise NotSupportedError("AT (…) after a table is not supported: no table keeps versions", position=_position(node))


def _check_columns(node: exp.Expression, _: str) -> None:
    raise ProgrammingError("COLUMNS(…) is not supported; write the columns, or *", position=_position(node))


def _check_parameter(node: exp.Expression, _: str) -> None:
    raise ProgrammingError("parameters are written ? or :name, not $1, $name or @name", position=_position(node))


def _check_object_name(node: exp.Expression, _: str) -> None:
    raise NotSupportedError(
        f"the type {node.name.lower() or 'regclass'} is not supported; information_schema has the names",
        position=_position(node.parent or node),
    )


def _check_table(node: exp.Expression, text: str) -> None:
    source = node.this
    if isinstance(source, exp.Func):
        _check_table_function(node, source)
    elif isinstance(source, (exp.Placeholder, exp.Parameter)):
        raise ProgrammingError("a table's name cannot be a parameter; write it out", position=_position(node))
    if node.args.get("when") is not None:
        _check_history(node, text)
    if isinstance(node.args.get("catalog"), exp.Expression):
        raise ProgrammingError(
            f"{node.sql(dialect='postgres', comments=False)[:80]}: a table has at most a schema before its name; "
            "there are no other databases",
            position=_position(node),
        )
    for part in (source, node.args.get("db")):
        if isinstance(part, exp.Identifier) and _is_file(part, text):
            raise ProgrammingError(
                "a file or string cannot be read as a table; write a table's name", position=_position(part)
            )


def _check_table_function(node: exp.Expression, function: exp.Func) -> None:
    names = _names(function)
    if node.args.get("db") is not None or not names & functions.TABLE:
        name = min(names, default="it", key=len)
        raise ProgrammingError(
            f"the table function {name} is closed off; allowed are range, generate_series, unnest, json_each, "
            "json_tree, and PostgreSQL's that split arrays, JSON and strings",
            position=_position(function),
        )


def _check_lateral(node: exp.Expression, text: str) -> None:
    if isinstance(node.this, exp.Func) and not isinstance(node.this, (exp.Query, exp.Unnest, exp.Explode)):
        _check_table_function(node, node.this)


def _check_function(node: exp.Expression, _: str) -> None:
    """A function by its written name is on the list; one that sqlglot knows by a class is not among the reaching."""
    names = _names(node)
    for name in names:
        if name.startswith(functions.REACHING) and name not in functions.SCALAR and name not in functions.TABLE:
            raise ProgrammingError(
                f"the function {name} is closed off: it reaches beyond the query", position=_position(node)
            )
    if isinstance(node, exp.Anonymous) and not names & (functions.SCALAR | functions.TABLE):
        raise _unknown_function(node)


def _unknown_function(node: exp.Anonymous) -> DatabaseError:
    name = node.name.lower()
    near = difflib.get_close_matches(name, functions.SCALAR, n=1)
    hint = f"; did you mean {near[0]}?" if near else ""
    return ProgrammingError(f"unknown function {name[:60]}{hint}", position=_position(node))


def _check_dot(node: exp.Expression, _: str) -> None:
    """``schema.function()`` and ``value.function()`` are refused, PostgreSQL's own schema aside."""
    if not isinstance(node.expression, exp.Func):
        return
    if isinstance(node.this, exp.Identifier) and node.this.name.lower() == "pg_catalog":
        return
    raise ProgrammingError(
        "a function is called by its name alone, without a schema or a value before it",
        position=_position(node.expression),
    )


def _names(node: Any) -> frozenset[str]:
    """The names, in lower case, by which this function may be known."""
    if isinstance(node, exp.Anonymous):
        return frozenset({node.name.lower()})
    if isinstance(node, exp.ExplodingGenerateSeries):
        return frozenset({"generate_series"})
    written = [str(name).lower() for name in type(node).sql_names()] if isinstance(node, exp.Func) else []
    return frozenset(written)


def _is_file(part: exp.Identifier, text: str) -> bool:
    start = part.meta.get("start")
    if text and isinstance(start, int):
        return text[start : start + 1] not in ('"', "") and part.quoted
    return part.quoted and (not _SIGNS_OF_A_PATH.isdisjoint(part.name) or part.name.lower().endswith(_SUFFIXES))


def _word(node: object) -> str:
    """The word by which a person knows this construct."""
    return str(getattr(node, "key", "nothing")).upper()


def _position(node: Any) -> tuple[int, int] | None:
    """Where ``node`` begins, as (line, column) from 1, if anything in it knows."""
    for part in node.walk():
        line, end = part.meta.get("line"), part.meta.get("col")
        if isinstance(line, int) and isinstance(end, int):
            width = int(part.meta.get("end", 0)) - int(part.meta.get("start", 0))
            return line, max(1, end - width)
    return None


_Check = Callable[[exp.Expression, str], None]


def _classes(*names: str) -> tuple[type[exp.Expression], ...]:
    """sqlglot's classes of these names, as far as this version has them."""
    return tuple(getattr(exp, name) for name in names if hasattr(exp, name))


_CHANGES = _classes("Insert", "Update", "Delete")
_WRITES = _classes("Insert", "Update", "Delete", "Merge", "Create", "Drop", "Alter", "TruncateTable")

_CHECKS: tuple[tuple[tuple[type[exp.Expression], ...], _Check], ...] = (
    (_WRITES, _check_write),
    (
        _classes(
            *(
                "Command",
                "Copy",
                "Attach",
                "Detach",
                "Install",
                "Pragma",
                "Set",
                "Use",
                "Describe",
                "Show",
                "Summarize",
            ),
            *(
                "Export",
                "LoadData",
                "Analyze",
                "Kill",
                "Comment",
                "Block",
                "Transaction",
                "Commit",
                "Rollback",
                "Cache",
            ),
            *("Uncache", "Refresh", "Declare", "Execute", "Fetch_", "Grant", "Revoke", "Return"),
        ),
        _check_statement,
    ),
    (_classes("CTE", "Subquery"), _check_body),
    (_classes("Lock"), _check_lock),
    (_classes("Into"), _check_into),
    (_classes("Pivot"), _check_pivot),
    (_classes("HistoricalData", "Version"), _check_history),
    (_classes("Columns"), _check_columns),
    (_classes("Parameter", "SessionParameter"), _check_parameter),
    (_classes("ObjectIdentifier", "PseudoType"), _check_object_name),
    (_classes("Table"), _check_table),
    (_classes("Lateral"), _check_lateral),
    (_classes("Func"), _check_function),
    (_classes("Dot"), _check_dot),
)
