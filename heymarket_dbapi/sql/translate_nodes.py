"""Builds nodes that print as exact DuckDB text, and prints trees of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar, TypeAlias

from sqlglot import exp
from sqlglot.dialects.duckdb import DuckDB
from sqlglot.errors import ErrorLevel

from heymarket_dbapi.errors import NotSupportedError
from heymarket_dbapi.sql.interpreted import interpreted

Node: TypeAlias = Any  # sqlglot 28 calls its nodes Expression, sqlglot 30 Expr
Rule: TypeAlias = Callable[[Any], Node]
FunctionRule: TypeAlias = Callable[[list[Node], Node], Node]

VALUE = "parameter value"
PLACE = "place in the engine"
_TEMPLATE = "duckdb template"
_OPERATORS = (exp.Binary, exp.Not, exp.Neg, exp.Between, exp.In, exp.Case, exp.AtTimeZone, exp.Interval)

_GENERATOR = interpreted(DuckDB.Generator)


class HeymarketDuckDB(DuckDB):
    """DuckDB as it is written here: templates are filled in, placeholders are named."""

    class Generator(_GENERATOR):  # type: ignore[misc, valid-type]  # a class that is chosen when it runs
        TRANSFORMS: ClassVar[dict[Any, Any]] = {
            **_GENERATOR.TRANSFORMS,
            # sqlglot[c] has a function here that takes its own generators alone.
            exp.ApproxDistinct: lambda self, node: self.func("APPROX_COUNT_DISTINCT", node.this),
        }

        def anonymous_sql(self, expression: exp.Anonymous) -> str:
            if _TEMPLATE in expression.meta:
                return str(expression.this).format(*(self.sql(argument) for argument in expression.expressions))
            return str(super().anonymous_sql(expression))

        def table_parts(self, expression: exp.Table) -> str:
            return str(expression.meta.get(PLACE) or super().table_parts(expression))

        def placeholder_sql(self, expression: exp.Placeholder) -> str:
            return f"${expression.name}" if expression.name else "?"


def duck(template: str, *arguments: Node | str | int | None) -> Node:
    """A node that prints as the template, with `{0}`, `{1}`, … filled by the arguments."""
    nodes = [_operand(argument) for argument in arguments]
    node = exp.Anonymous(this=template, expressions=nodes)
    node.meta[_TEMPLATE] = True
    return node


def _operand(argument: Node | str | int | None) -> Node:
    if argument is None:
        return exp.null()
    if isinstance(argument, str):
        return exp.Literal.string(argument)
    if isinstance(argument, int):
        return exp.Literal.number(argument)
    return exp.Paren(this=argument) if isinstance(argument, _OPERATORS) else argument


def is_template(node: Node) -> bool:
    """Whether the node is already DuckDB text."""
    return _TEMPLATE in node.meta


def around_aggregate(node: Node, template: str) -> Node:
    """Wraps an aggregate together with its WITHIN GROUP, FILTER and OVER; returns the aggregate itself."""
    top = node
    while isinstance(top.parent, (exp.WithinGroup, exp.Filter, exp.Window, exp.IgnoreNulls)) and top.arg_key == "this":
        top = top.parent
    wrapper = duck(template)
    if top.type is not None:
        wrapper.type = top.type
    top.replace(wrapper)
    wrapper.append("expressions", top)
    return node


def string_value(node: Node | None) -> str | None:
    """The text of a string literal, or of a parameter whose value is known; else None."""
    if isinstance(node, exp.Literal) and node.is_string:
        return str(node.this)
    if isinstance(node, exp.ByteString):
        return str(node.this)
    value = node.meta.get(VALUE) if isinstance(node, exp.Placeholder) else None
    return value if isinstance(value, str) else None


def integer_value(node: Node | None) -> int | None:
    """The value of an integer literal, or of a parameter whose value is known; else None."""
    if isinstance(node, exp.Neg):
        value = integer_value(node.this)
        return None if value is None else -value
    if isinstance(node, exp.Paren):
        return integer_value(node.this)
    if isinstance(node, exp.Literal) and node.is_int:
        return int(node.this)
    value = node.meta.get(VALUE) if isinstance(node, exp.Placeholder) else None
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def refuse(name: str, instead: str = "") -> NotSupportedError:
    """The error for what the engine cannot answer as PostgreSQL does."""
    advice = f"; {instead}" if instead else ""
    return NotSupportedError(f"{name} is not supported in a query{advice}")


def write(tree: Node) -> str:
    """The DuckDB text of a rewritten tree."""
    # Not copied once more: a value that a placeholder carries may be one that cannot be.
    return str(tree.sql(dialect=HeymarketDuckDB, copy=False, unsupported_level=ErrorLevel.IGNORE, comments=False))
