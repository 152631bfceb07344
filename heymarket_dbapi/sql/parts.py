"""Expressions as the engine reads them, apart from the query in which their names were bound."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from sqlglot import exp

from heymarket_dbapi.errors import NotSupportedError, ProgrammingError
from heymarket_dbapi.sql.binding import bind_names
from heymarket_dbapi.sql.constants import fix_constants
from heymarket_dbapi.sql.names import LocalTable, Names
from heymarket_dbapi.sql.parameters import Given, expand_lists, match_parameters
from heymarket_dbapi.sql.parse import Parsed
from heymarket_dbapi.sql.scopes import Bound, Node, quoted, stored_name
from heymarket_dbapi.sql.sequences import name_sequences
from heymarket_dbapi.sql.syntax import parse_query
from heymarket_dbapi.sql.translate import translate_parts


@dataclass(frozen=True, slots=True)
class Parts:
    """The selected expressions and the condition of a query, as the engine's texts, with their parameters."""

    selected: tuple[str, ...]
    condition: str | None
    parameters: Mapping[str, object]


def translate_select(parsed: Parsed, names: Names, given: Given, moment: datetime.datetime, timezone: str) -> Parts:
    """The parts of a SELECT over stored tables."""
    values = match_parameters(parsed, given)
    tree: Any = parsed.tree
    bound = bind_names(tree.copy(), parsed.text, names)
    _refuse_queries(bound, "ON CONFLICT")
    expand_lists(bound.tree, values)
    fix_constants(bound.tree, names, moment, ZoneInfo(timezone))
    name_sequences(bound.tree, parsed.text, names)
    has_condition = bound.tree.args.get("where") is not None
    texts = translate_parts(bound.tree, _types(bound), values, _selected_and_condition)
    used = {name: value for name, value in values.items() if any(f"${name}" in text for text in texts)}
    return Parts(tuple(texts[:-1] if has_condition else texts), texts[-1] if has_condition else None, used)


def translate_expression(text: str, table: LocalTable | None, names: Names, what: str) -> tuple[str, tuple[str, ...]]:
    """An expression over a table's columns as the engine reads it, and the columns that it names."""
    try:
        tree, written = parse_query(f"SELECT {text}")
    except ProgrammingError as error:
        raise ProgrammingError(f"{what}: {error.message}") from None
    node: Any = tree
    if written or len(node.expressions) != 1 or any(node.args.get(part) for part in ("from_", "where", "order")):
        raise ProgrammingError(f"{what} is one expression without parameters")
    if table is not None:
        from_table = exp.Table(this=quoted(table.name), db=quoted(table.schema))
        node.set("from_", exp.From(this=from_table))
        names = names.with_local([table])
    bound = bind_names(node, "", names)
    _refuse_queries(bound, what)
    name_sequences(bound.tree, "", names)
    columns = tuple(dict.fromkeys(column.name for column in bound.tree.find_all(exp.Column)))
    (engine_text,) = translate_parts(bound.tree, _types(bound), {}, _bare)
    return engine_text, columns


def named_tables(parsed: Parsed, names: Names) -> list[tuple[str, str]]:
    """The tables and views that a query names, by schema and name."""
    tree: Any = parsed.tree
    found: dict[tuple[str, str], None] = {}
    for node in tree.find_all(exp.Table):
        if isinstance(node.this, exp.Identifier):
            schema = _folded(node.args["db"]) if node.args.get("db") else None
            known = names.find(schema, _folded(node.this))
            if known is not None:
                found[known[0], known[1].name] = None
    return list(found)


def _folded(identifier: Node) -> str:
    return str(identifier.name) if identifier.args.get("quoted") else str(identifier.name).lower()


def _refuse_queries(bound: Bound, what: str) -> None:
    if any(getattr(bound.root, "subordinates", ())):
        raise NotSupportedError(f"a query inside {what}: the engine cannot")


def _types(bound: Bound) -> dict[str, Mapping[str, str]]:
    return {
        stored_name(source.table): {column.name: column.type for column in source.table.columns}
        for source in bound.sources.values()
        if isinstance(source.table, LocalTable)
    }


def _selected_and_condition(select: Node) -> list[Node]:
    where = select.args.get("where")
    return [_inner(node) for node in select.expressions] + ([where.this] if where is not None else [])


def _bare(select: Node) -> list[Node]:
    found = _inner(select.expressions[0])
    for column in [found] if isinstance(found, exp.Column) else found.find_all(exp.Column):
        column.set("table", None)
    return [found]


def _inner(node: Node) -> Node:
    return node.this if isinstance(node, exp.Alias) else node
