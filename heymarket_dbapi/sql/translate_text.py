"""Functions of strings and bytes as PostgreSQL has them."""

from __future__ import annotations

import re

from sqlglot import exp

from heymarket_dbapi.errors import ProgrammingError
from heymarket_dbapi.sql.translate_casts import as_text
from heymarket_dbapi.sql.translate_nodes import FunctionRule, Node, Rule, duck, integer_value, refuse, string_value
from heymarket_dbapi.sql.translate_types import DOCUMENTS, FLOATS, TEXTS, Type, kind

_QUOTED = "'''' || replace({0}, '''', '''''') || ''''"
_IDENTIFIER = (
    "CASE WHEN regexp_full_match({0}, '[a-z_][a-z0-9_$]*') THEN {0} ELSE '\"' || replace({0}, '\"', '\"\"') || '\"' END"
)


def _as_output(node: Node) -> Node:
    if kind(node) == Type.BOOLEAN:
        return duck("CASE WHEN {0} THEN 't' WHEN NOT {0} THEN 'f' END", node)
    return as_text(node) if kind(node) in {*FLOATS, Type.INTERVAL} else node


def concatenate(node: exp.Concat | exp.ConcatWs) -> Node:
    """CONCAT and CONCAT_WS write booleans and doubles as PostgreSQL does."""
    node.set("expressions", [_as_output(argument) for argument in node.expressions])
    return node


def join(node: exp.DPipe) -> Node:
    """`||` of texts; that of arrays and documents is told apart by the types."""
    for side in ("this", "expression"):
        operand = node.args[side]
        if kind(operand) in {*FLOATS, Type.INTERVAL}:
            node.set(side, as_text(operand))
    return node


def substring(node: exp.Substring) -> Node:
    """SUBSTRING counts from before the text where the start is not positive."""
    text, start, length = node.this, node.args.get("start"), node.args.get("length")
    start = start or exp.Literal.number(1)
    begin, size = integer_value(start), integer_value(length)
    if length is None:
        return node if begin is not None and begin > 0 else duck("substring({0}, greatest({1}, 1))", text, start)
    if size is not None and size < 0:
        raise ProgrammingError("negative substring length not allowed")
    if begin is not None and begin > 0 and size is not None:
        return duck("substring({0}, {1}, {2})", text, start, length)
    counted = "greatest({2} + least({1}, 1) - 1, 0)"
    checked = f"CASE WHEN {{2}} < 0 THEN error('negative substring length not allowed') ELSE {counted} END"
    kept = counted if size is not None else checked
    return duck(f"substring({{0}}, greatest({{1}}, 1), {kept})", text, start, length)


def split_part(node: exp.SplitPart) -> Node:
    """SPLIT_PART refuses position 0."""
    position = node.args["part_index"]
    if integer_value(position) == 0:
        raise ProgrammingError("split_part: field position must not be zero")
    if integer_value(position) is not None:
        return node
    failed = "error('split_part: field position must not be zero')"
    part = "CASE WHEN {2} = 0 THEN " + failed + " ELSE split_part({0}, {1}, {2}) END"
    return duck(part, node.this, node.args["delimiter"], position)


def pad(node: exp.Pad) -> Node:
    """LPAD and RPAD take an empty filling and a negative length."""
    name = "lpad" if node.args.get("is_left") else "rpad"
    filling = node.args.get("fill_pattern") or exp.Literal.string(" ")
    length = f"{name}({{0}}, CAST(greatest({{1}}, 0) AS INTEGER), {{2}})"
    if string_value(filling):
        return duck(length, node.this, node.expression, filling)
    cut = "left({0}, greatest({1}, 0))"
    return duck(f"CASE WHEN {{2}} = '' THEN {cut} ELSE {length} END", node.this, node.expression, filling)


def _capitalize(arguments: list[Node], node: Node) -> Node:
    words = r"regexp_extract_all(lower({0}), '[\p{{L}}\p{{N}}]+|[^\p{{L}}\p{{N}}]+')"
    return duck(f"array_to_string(list_transform({words}, lambda w: upper(w[1]) || w[2:]), '')", arguments[0])


def replace(node: exp.Replace) -> Node:
    """REPLACE of the empty string changes nothing."""
    if string_value(node.expression):
        return node
    whole = "CASE WHEN {1} = '' THEN {0} ELSE replace({0}, {1}, {2}) END"
    return duck(whole, node.this, node.expression, node.args["replacement"])


def aggregate_text(node: exp.GroupConcat) -> Node:
    """STRING_AGG without a separator joins without one."""
    if isinstance(node.args.get("separator"), exp.Null):
        node.set("separator", exp.Literal.string(""))
    return node


def _split(arguments: list[Node], node: Node) -> Node:
    if isinstance(arguments[1], exp.Null):
        return duck("CASE WHEN {0} = '' THEN [] ELSE string_split({0}, '') END", arguments[0])
    pieces = "CASE WHEN {0} = '' THEN [] ELSE string_split({0}, {1}) END"
    if len(arguments) > 2:
        pieces = f"list_transform({pieces}, lambda piece: nullif(piece, {{2}}))"
    return duck(pieces, *arguments)


def _split_to_rows(arguments: list[Node], node: Node) -> Node:
    return duck("unnest({0})", _split(arguments, node))


def _format(arguments: list[Node], node: Node) -> Node:
    form = string_value(arguments[0])
    if form is None:
        raise refuse("format() with a format that is no literal", "join the parts with ||")
    if "%" not in form and len(arguments) > 1:
        return duck("format(" + ", ".join(f"{{{i}}}" for i in range(len(arguments))) + ")", *arguments)
    pieces: list[Node] = []
    following = 1
    for plain, position, letter in re.findall(r"([^%]+)|%(?:(\d+)\$)?(.)", form):
        if plain or letter == "%":
            pieces.append(exp.Literal.string(plain or "%"))
            continue
        index = int(position) if position else following
        following = index + 1
        pieces.append(_format_one(letter, arguments, index))
    return duck("concat(" + ", ".join(f"{{{i}}}" for i in range(len(pieces))) + ")", *pieces)


def _format_one(letter: str, arguments: list[Node], index: int) -> Node:
    templates = {"s": "{0}", "I": _IDENTIFIER, "L": f"coalesce({_QUOTED}, 'NULL')"}
    if letter not in templates:
        raise refuse("this directive of format()", "%s, %I, %L and %% are")
    if index >= len(arguments):
        raise ProgrammingError("format: too few arguments")
    return duck(templates[letter], duck("CAST({0} AS VARCHAR)", _as_output(arguments[index].copy())))


def _octets(node: Node) -> Node:
    return duck("encode({0})", node) if kind(node) in {*TEXTS, *DOCUMENTS} else node


def _encode(arguments: list[Node], node: Node) -> Node:
    templates = {"hex": "lower(hex({0}))", "base64": "base64({0})"}
    form = (string_value(arguments[1]) if len(arguments) > 1 else "") or ""
    if len(arguments) == 1:
        return duck("encode({0})", arguments[0])
    if form.lower() not in templates:
        raise refuse("encode() but to 'hex' and 'base64'")
    return duck(templates[form.lower()], _octets(arguments[0]))


def _decode(arguments: list[Node], node: Node) -> Node:
    templates = {"hex": "unhex({0})", "base64": "from_base64({0})"}
    form = (string_value(arguments[1]) if len(arguments) > 1 else "") or ""
    if len(arguments) == 1:
        return duck("decode({0})", arguments[0])
    if form.lower() not in templates:
        raise refuse("decode() but from 'hex' and 'base64'")
    return duck(templates[form.lower()], arguments[0])


def _convert(template: str) -> FunctionRule:
    def rule(arguments: list[Node], node: Node) -> Node:
        if (string_value(arguments[-1]) or "").upper().replace("-", "") != "UTF8":
            raise refuse("an encoding other than UTF8")
        return duck(template, arguments[0])

    return rule


def _digest(arguments: list[Node], node: Node) -> Node:
    length = integer_value(node.args.get("length"))
    if length not in (None, 256):
        raise refuse(f"sha{length}()", "sha256() is")
    return duck("unhex(sha256({0}))", _octets(arguments[0]))


def _trim(arguments: list[Node], node: Node) -> Node:
    return duck("trim({0}, {1})" if len(arguments) > 1 else "trim({0})", *arguments)


def _octet_length(arguments: list[Node], node: Node) -> Node:
    known_bytes = kind(arguments[0]) == Type.VARBINARY
    return duck("octet_length({0})" if known_bytes else "strlen({0})", arguments[0])


RULES: dict[str, Rule] = {
    "Concat": concatenate,
    "ConcatWs": concatenate,
    "SplitPart": split_part,
    "Pad": pad,
    "Replace": replace,
    "GroupConcat": aggregate_text,
}
FUNCTIONS: dict[str, FunctionRule | str] = {
    "initcap": _capitalize,
    "string_to_array": _split,
    "string_to_table": _split_to_rows,
    "format": _format,
    "encode": _encode,
    "decode": _decode,
    "convert_from": _convert("decode({0})"),
    "convert_to": _convert("encode({0})"),
    "sha256": _digest,
    "octet_length": _octet_length,
    "btrim": _trim,
    "quote_literal": _QUOTED,
    "quote_nullable": f"coalesce({_QUOTED}, 'NULL')",
    "quote_ident": _IDENTIFIER,
    "normalize": "nfc_normalize({0})",
}
