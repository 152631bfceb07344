"""Arrays as PostgreSQL has them, on the engine's lists."""

from __future__ import annotations

from sqlglot import exp

from heymarket_dbapi.sql.translate_documents import contain, joined
from heymarket_dbapi.sql.translate_nodes import FunctionRule, Node, Rule, duck, integer_value, refuse
from heymarket_dbapi.sql.translate_text import join
from heymarket_dbapi.sql.translate_types import DOCUMENTS, Type, kind

_LISTS = {Type.ARRAY, Type.LIST}


def concatenate(node: exp.DPipe) -> Node:
    """`||` of arrays, of documents, or of texts."""
    left, right = kind(node.left), kind(node.right)
    if {left, right} & DOCUMENTS:
        return joined(node)
    if left in _LISTS and right in _LISTS:
        return duck("list_concat({0}, {1})", node.left, node.right)
    if left in _LISTS:
        return duck("list_append({0}, {1})", node.left, node.right)
    if right in _LISTS:
        return duck("list_prepend({0}, {1})", node.left, node.right)
    return join(node)


def subscript(node: exp.Bracket) -> Node:
    """No element stands before the first."""
    if node.args.get("offset") and kind(node.this) in _LISTS and not isinstance(node.expressions[0], exp.Slice):
        return duck("{0}[greatest({1}, 0)]", exp.Paren(this=node.this), node.expressions[0])
    place = integer_value(node.expressions[0]) if len(node.expressions) == 1 else None
    # sqlglot counts from 0 in the tree.
    if place is not None and place < 0:
        return duck("{0}[0]", exp.Paren(this=node.this))
    return node


def length(node: exp.ArraySize) -> Node:
    """array_length is NULL for an empty array."""
    dimension = integer_value(node.args.get("expression"))
    if dimension == 2:
        return duck("CAST(nullif(len({0}[1]), 0) AS INTEGER)", node.this)
    if dimension is None and node.args.get("expression") is not None:
        raise refuse("array_length() with a dimension that is no literal")
    return duck("CAST(nullif(len({0}), 0) AS INTEGER)", node.this)


def write_array(node: exp.ArrayToString) -> Node:
    """array_to_string leaves NULLs out, or writes the text given for them."""
    nothing = node.args.get("null")
    if nothing is None:
        return duck("array_to_string({0}, {1})", node.this, node.expression)
    filled = "list_transform({0}, lambda e: coalesce(CAST(e AS VARCHAR), {2}))"
    return duck(f"array_to_string({filled}, {{1}})", node.this, node.expression, nothing)


def _no_function(name: str) -> FunctionRule:
    def rule(arguments: list[Node], node: Node) -> Node:
        raise refuse(f"{name}()")

    return rule


def _fill(arguments: list[Node], node: Node) -> Node:
    size = arguments[1]
    if len(arguments) > 2 or not isinstance(size, exp.Array) or len(size.expressions) != 1:
        raise refuse("array_fill() but with one dimension: array_fill(value, ARRAY[length])")
    return duck("list_transform(range({1}), lambda place: {0})", arguments[0], size.expressions[0])


RULES: dict[str, Rule] = {
    "DPipe": concatenate,
    "Bracket": subscript,
    "ArraySize": length,
    "ArrayToString": write_array,
    "ArrayContainsAll": contain,
    "ArrayContainedBy": contain,
}
FUNCTIONS: dict[str, FunctionRule | str] = {
    "cardinality": "CAST(len({0}) AS INTEGER)",
    "array_upper": "CAST(nullif(len({0}), 0) AS INTEGER)",
    "array_lower": "CASE WHEN len({0}) > 0 THEN 1 END",
    "array_replace": "list_transform({0}, lambda e: CASE WHEN e IS NOT DISTINCT FROM {1} THEN {2} ELSE e END)",
    "array_positions": "list_filter(range(1, len({0}) + 1), lambda place: {0}[place] IS NOT DISTINCT FROM {1})",
    "array_dims": "CASE WHEN len({0}) > 0 THEN '[1:' || CAST(len({0}) AS VARCHAR) || ']' END",
    "trim_array": "{0}[1:len({0}) - {1}]",
    "array_remove": "list_filter({0}, lambda e: e IS DISTINCT FROM {1})",
    "array_fill": _fill,
    "array_ndims": _no_function("array_ndims"),
}
