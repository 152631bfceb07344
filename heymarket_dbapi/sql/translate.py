"""Turns a qualified PostgreSQL tree into DuckDB text that answers as PostgreSQL would."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sqlglot import exp

from heymarket_dbapi.sql import (
    translate_arrays,
    translate_casts,
    translate_documents,
    translate_formats,
    translate_logic,
    translate_numbers,
    translate_patterns,
    translate_queries,
    translate_text,
    translate_times,
)
from heymarket_dbapi.sql.translate_nodes import VALUE, FunctionRule, Node, Rule, duck, is_template, write
from heymarket_dbapi.sql.translate_types import KNOWN_VALUES, annotate
from heymarket_dbapi.sql.walking import nodes_in_order, nodes_of

_RULES: dict[type[Node], Rule] = {
    getattr(exp, name): rule
    for room in (
        translate_text,
        translate_patterns,
        translate_numbers,
        translate_casts,
        translate_times,
        translate_formats,
        translate_documents,
        translate_arrays,
        translate_logic,
        translate_queries,
    )
    for name, rule in room.RULES.items()
    if hasattr(exp, name)
}
_FUNCTIONS: dict[str, FunctionRule | str] = {
    **translate_text.FUNCTIONS,
    **translate_patterns.FUNCTIONS,
    **translate_numbers.FUNCTIONS,
    **translate_times.FUNCTIONS,
    **translate_documents.FUNCTIONS,
    **translate_arrays.FUNCTIONS,
    **translate_logic.FUNCTIONS,
}
# sqlglot versions differ in which functions they know; these go by name all the same.
_KNOWN: dict[str, tuple[str, tuple[str, ...]]] = {
    "Initcap": ("initcap", ("this",)),
    "Hex": ("to_hex", ("this",)),
    "StringToArray": ("string_to_array", ("this", "expression", "null")),
    "Format": ("format", ("this", "expressions")),
    "Encode": ("encode", ("this", "charset")),
    "Decode": ("decode", ("this", "charset")),
    "SHA2": ("sha256", ("this",)),
    "SHA2Digest": ("sha256", ("this",)),
    "ByteLength": ("octet_length", ("this",)),
    "ArrayRemove": ("array_remove", ("this", "expression")),
    "Normalize": ("normalize", ("this",)),
    "RegexpCount": ("regexp_count", ("this", "expression", "position")),
    "RegexpInstr": ("regexp_instr", ("this", "expression", "position")),
    "RegexpSubstr": ("regexp_substr", ("this", "expression", "position")),
    "WidthBucket": ("width_bucket", ("this", "threshold", "min_value", "max_value", "num_buckets")),
}
_NAMES = {getattr(exp, name): known for name, known in _KNOWN.items() if hasattr(exp, name)}


def translate(
    tree: Node,
    schema: Mapping[str, Mapping[str, str]] | None = None,
    values: Mapping[str, object] | None = None,
) -> str:
    """The DuckDB text of a qualified tree.

    ``schema`` gives each relation's columns and their DuckDB types. ``values`` gives the values of placeholders, by
    name: their types count, and where the engine needs a constant (a format, a path into a document), the value
    itself is written, and the placeholder does not occur in the text.
    """
    return write(_rewrite(annotate(_with_values(tree, values or {}), schema)))


def translate_parts(
    tree: Node,
    schema: Mapping[str, Mapping[str, str]],
    values: Mapping[str, object],
    parts: Callable[[Node], list[Node]],
) -> list[str]:
    """The DuckDB texts of some parts of a qualified tree, which ``parts`` picks out of it once it is rewritten."""
    return [write(part) for part in parts(_rewrite(annotate(_with_values(tree, values), schema)))]


def _with_values(tree: Node, values: Mapping[str, object]) -> Node:
    """A copy of the tree in which placeholders know their values, as far as these tell anything."""
    copied = tree.copy()
    for placeholder in nodes_of(copied, exp.Placeholder) if values else ():
        value = values.get(placeholder.name)
        if isinstance(value, KNOWN_VALUES):
            placeholder.meta[VALUE] = value
    return copied


def _rewrite(tree: Node) -> Node:
    root = exp.Tuple(expressions=[tree])
    for node in reversed(nodes_in_order(tree)):
        if not is_template(node):
            _swap(node, _apply(node))
    found: Node = root.expressions[0]
    return found.pop()


def _apply(node: Node) -> Node:
    if isinstance(node, exp.Anonymous):
        return _call(str(node.this).lower(), list(node.expressions), node)
    known = _NAMES.get(type(node))
    if known is not None:
        values = [node.args.get(name) for name in known[1]]
        flat = [item for value in values for item in (value if isinstance(value, list) else [value])]
        return _call(known[0], [item for item in flat if item is not None], node)
    rule = _RULES.get(type(node))
    return node if rule is None else rule(node)


def _call(name: str, arguments: list[Node], node: Node) -> Node:
    rule = _FUNCTIONS.get(name)
    if rule is None:
        return node
    return duck(rule, *arguments) if isinstance(rule, str) else rule(arguments, node)


def _swap(node: Node, rewritten: Node) -> None:
    if rewritten is node or (rewritten.parent is not None and rewritten.parent is not node):
        return
    if rewritten.type is None and node.type is not None:
        rewritten.type = node.type
    node.replace(rewritten)
