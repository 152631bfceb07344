"""The dialect that SQL text is read in: sqlglot's PostgreSQL, with what that one loses put back.

Give ``Reading`` to ``sqlglot.parse`` and ``qualify``, and ``name_columns`` the tree before ``qualify`` sees it.
"""

from __future__ import annotations

from typing import Any, ClassVar

from sqlglot import TokenType, exp
from sqlglot.dialects.postgres import Postgres

from heymarket_dbapi.sql.interpreted import interpreted
from heymarket_dbapi.sql.scopes import Node

_PARSER = interpreted(Postgres.Parser)
_FUNCTIONS = _PARSER.FUNCTIONS
_TRUNCATE = _FUNCTIONS["DATE_TRUNC"]
# What a function in FROM calls its column, where that is not the alias.
_COLUMN_NAMES = {
    name: "value" for stem in ("json", "jsonb") for name in (f"{stem}_array_elements", f"{stem}_array_elements_text")
}
_SINGLE = 24  # binary digits of the smaller type of floating numbers
_RECORDS = {"json_each", "jsonb_each", "json_each_text", "jsonb_each_text"}
_SCALARS = {
    "regexp_split_to_table", "string_to_table", "regexp_matches", "generate_subscripts", "json_object_keys",
    "jsonb_object_keys", "unnest", "generate_series", "range", *_COLUMN_NAMES,
}  # fmt: skip


def _read_truncation(arguments: list[Any]) -> Node:
    if len(arguments) == 3:
        return exp.Anonymous(this="date_trunc", expressions=arguments)
    read: Node = _TRUNCATE(arguments)
    return read


def _read_time(arguments: list[Any]) -> Node:
    read = exp.UnixToTime if len(arguments) == 1 else exp.StrToTime
    return read.from_arg_list(arguments)


class Reading(Postgres):
    """PostgreSQL with formats, intervals and typed literals kept as they were written."""

    class Parser(_PARSER):  # type: ignore[misc, valid-type]  # a class that is chosen when it runs
        # sqlglot reads f(a -> 'b') as a call with a lambda.
        LAMBDAS: ClassVar[dict[Any, Any]] = {
            token: read for token, read in _PARSER.LAMBDAS.items() if token is not TokenType.ARROW
        }
        FUNCTIONS: ClassVar[dict[str, Any]] = {
            **_FUNCTIONS,
            "DATE_TRUNC": _read_truncation,
            # sqlglot turns their letters into strftime's, and loses the case and what is quoted.
            "TO_CHAR": exp.TimeToStr.from_arg_list,
            "TO_DATE": exp.StrToDate.from_arg_list,
            "TO_TIMESTAMP": _read_time,
        }

        def _parse_type(self, *arguments: Any, **named: Any) -> Any:
            # sqlglot reads DATE '2024-01-01'::text as CAST('2024-01-01'::text AS DATE).
            first = self._curr
            found = super()._parse_type(*arguments, **named)
            if isinstance(found, exp.Cast) and first.token_type in self.TYPE_TOKENS:
                return _cast_first(found)
            return found

        def _parse_types(self, *arguments: Any, **named: Any) -> Any:
            # The digits in FLOAT(24) say which of two types is meant, and belong to neither.
            found = super()._parse_types(*arguments, **named)
            digits = found.expressions[0].name if isinstance(found, exp.DataType) and found.expressions else ""
            if digits.isdigit() and found.this in (exp.DataType.Type.FLOAT, exp.DataType.Type.DOUBLE):
                return exp.DataType.build("REAL" if int(digits) <= _SINGLE else "DOUBLE", dialect="duckdb")
            return found

        def _parse_interval(self, *arguments: Any, **named: Any) -> Any:
            # sqlglot reads INTERVAL '1 day 02:00' as INTERVAL '1 day'.
            following = self._next
            found = super()._parse_interval(*arguments, **named)
            if isinstance(found, exp.Interval) and following and following.token_type == TokenType.STRING:
                after = self._prev
                if after is following and len(str(following.text).split()) > 2:
                    return exp.Interval(this=exp.Literal.string(following.text))
            return found


# sqlglot 28 takes LOCALTIMESTAMP and its like from a dialect that it does not know by name.
Reading.parser_class.NO_PAREN_FUNCTIONS = Postgres.parser_class.NO_PAREN_FUNCTIONS


def _cast_first(found: exp.Cast) -> Node:
    literal: Node = found
    while isinstance(literal, exp.Cast):
        literal = literal.this
    if not (isinstance(literal, exp.Literal) and literal.is_string) or literal is found.this:
        return found
    literal.replace(exp.Cast(this=literal.copy(), to=found.args["to"].copy()))
    result: Node = found.this
    return result.pop()


def name_columns(tree: Node) -> Node:
    """The same tree; functions in FROM name their columns, as PostgreSQL does and `qualify` does not."""
    for node in tree.find_all(exp.Unnest, exp.Table, exp.Lateral):
        names = _column_names(node)
        alias = node.args.get("alias")
        if names is None or (alias is not None and alias.args.get("columns")):
            continue
        if alias is None:
            alias = exp.TableAlias(this=exp.to_identifier(_function_name(node)))
            node.set("alias", alias)
        if names == [""]:
            names = [alias.name]
        alias.set("columns", [exp.to_identifier(name) for name in names])
    return tree


def _column_names(node: Node) -> list[str] | None:
    if isinstance(node, exp.Unnest):
        count = len(node.expressions) + bool(node.args.get("offset"))
        return [""] if count == 1 else None
    name = _function_name(node)
    if name in _COLUMN_NAMES and node.args.get("alias") is None:
        return [_COLUMN_NAMES[name]]
    if name in _RECORDS:
        return ["key", "value"]
    if name in _COLUMN_NAMES:
        # An alias that is then used as e.value means the table, one used as e the column: PostgreSQL allows both.
        return ["value"] if _is_qualifier(node) else [""]
    return [""] if name in _SCALARS else None


def _function_name(node: Node) -> str:
    if isinstance(node, exp.Unnest):
        return "unnest"
    function = node.this
    if isinstance(function, exp.Anonymous):
        return str(function.this).lower()
    if isinstance(function, (exp.ExplodingGenerateSeries, exp.GenerateSeries)):
        return "generate_series"
    return "unnest" if isinstance(function, exp.Explode) else ""


def _is_qualifier(node: Node) -> bool:
    alias = node.args["alias"].name
    select = node.find_ancestor(exp.Select)
    return select is not None and any(
        column.table == alias and column.name == "value" for column in select.find_all(exp.Column)
    )
