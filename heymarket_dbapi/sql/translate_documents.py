"""JSON: PostgreSQL's operators and functions on the engine's documents."""

from __future__ import annotations

import json
import re
from typing import Any

from sqlglot import exp

from heymarket_dbapi.errors import ProgrammingError
from heymarket_dbapi.sql.translate_casts import read_array
from heymarket_dbapi.sql.translate_nodes import (
    FunctionRule,
    Node,
    Rule,
    around_aggregate,
    duck,
    integer_value,
    refuse,
    string_value,
)
from heymarket_dbapi.sql.translate_types import DOCUMENTS, INSTANTS, INTEGERS, kind

_DEEPEST = 2
_POINTER = "'/' || replace(replace(key, '~', '~0'), '/', '~1')"
_TYPES = (
    "CASE json_type({0}) WHEN 'OBJECT' THEN 'object' WHEN 'ARRAY' THEN 'array' WHEN 'VARCHAR' THEN 'string' "
    "WHEN 'BOOLEAN' THEN 'boolean' WHEN 'NULL' THEN 'null' ELSE CASE WHEN {0} IS NOT NULL THEN 'number' END END"
)
_TOP_KEYS = (
    "CASE json_type({0}) WHEN 'OBJECT' THEN json_keys({0}) WHEN 'ARRAY' THEN list_transform(list_filter("
    "json_extract({0}, '$[*]'), lambda e: json_type(e) = 'VARCHAR'), lambda e: json_extract_string(e, '$')) "
    "WHEN 'VARCHAR' THEN [json_extract_string({0}, '$')] ELSE CASE WHEN {0} IS NOT NULL THEN [] END END"
)
_PAIR = f"CAST(to_json(key) AS VARCHAR) || ':' || CAST(json_extract({{%d}}, {_POINTER}) AS VARCHAR)"
_OTHERS = "list_filter(json_keys({0}), lambda key: NOT list_contains(%s, key))"
_KEPT = f"list_transform({_OTHERS}, lambda key: {_PAIR % 0})"
# The cast is for a document known to be missing: its elements are no list then.
_ELEMENTS = (
    "CASE json_type({%d}) WHEN 'ARRAY' THEN CAST(json_extract({%d}, '$[*]') AS JSON[]) ELSE [CAST({%d} AS JSON)] END"
)
_OBJECT = "CAST('{{' || array_to_string(%s, ',') || '}}' AS JSON)"
_JOINED = (
    "CASE WHEN json_type({0}) = 'OBJECT' AND json_type({1}) = 'OBJECT' THEN "
    + _OBJECT % f"list_concat({_KEPT % 'json_keys({1})'}, list_transform(json_keys({{1}}), lambda key: {_PAIR % 1}))"
    + f" WHEN {{0}} IS NOT NULL AND {{1}} IS NOT NULL THEN to_json(list_concat({_ELEMENTS % (0, 0, 0)}, "
    + f"{_ELEMENTS % (1, 1, 1)})) END"
)
_WITHOUT_KEY = (
    "CASE json_type({0}) WHEN 'OBJECT' THEN "
    + _OBJECT % (_KEPT % "[{1}]")
    + " WHEN 'ARRAY' THEN to_json(list_filter(json_extract({0}, '$[*]'), "
    "lambda e: json_type(e) <> 'VARCHAR' OR json_extract_string(e, '$') <> {1})) END"
)
_WITHOUT_PLACE = (
    "to_json(list_filter(json_extract({0}, '$[*]'), lambda e, place: place <> "
    "CASE WHEN {1} < 0 THEN json_array_length({0}) + {1} + 1 ELSE {1} + 1 END))"
)


def as_document(node: Node) -> Node:
    """The value as PostgreSQL puts it into a document: times in ISO 8601."""
    given = kind(node)
    if given in INSTANTS:
        written = "replace(CAST({0} AS VARCHAR), ' ', 'T')"
        return duck(rf"regexp_replace({written}, '([+-]\d\d)$', '\1:00')", node)
    return node


def _path(node: exp.JSONPath) -> str:
    steps = []
    for part in node.expressions:
        if isinstance(part, exp.JSONPathKey) and isinstance(part.this, str):
            steps.append(part.this)
        elif isinstance(part, exp.JSONPathSubscript) and isinstance(part.this, int):
            steps.append(str(part.this) if part.this >= 0 else f"#{part.this}")
        elif not isinstance(part, exp.JSONPathRoot):
            raise refuse("this path into a document")
    return _write_path(steps, [isinstance(part, exp.JSONPathSubscript) for part in node.expressions[1:]])


def _write_path(steps: list[str], places: list[bool]) -> str:
    if any('"' in step for step in steps):
        return "".join("/" + step.replace("~", "~0").replace("/", "~1") for step in steps)
    return "$" + "".join(f"[{step}]" if place else f'."{step}"' for step, place in zip(steps, places, strict=True))


def _getter(node: Node) -> str:
    as_text = isinstance(node, (exp.JSONExtractScalar, exp.JSONBExtractScalar))
    return "json_extract_string" if as_text else "json_extract"


def get(node: exp.JSONExtract | exp.JSONExtractScalar) -> Node:
    """`->` and `->>`: a key or a place."""
    step = node.expression
    place = integer_value(step)
    if place is not None:
        step = exp.Literal.string(_write_path([str(place) if place >= 0 else f"#{place}"], [True]))
    elif isinstance(step, exp.JSONPath):
        step = exp.Literal.string(_path(step))
    elif string_value(step) is not None:
        step = exp.Literal.string(_write_path([string_value(step) or ""], [False]))
    return duck(f"{_getter(node)}({{0}}, {{1}})", node.this, step)


def get_deep(node: exp.JSONBExtract | exp.JSONBExtractScalar) -> Node:
    """`#>` and `#>>`: a path of keys and places."""
    return duck(f"{_getter(node)}({{0}}, {{1}})", node.this, _pointer(node.expression))


def _pointer(node: Node) -> Node:
    keys = read_array(string_value(node) or "") if string_value(node) is not None else None
    if keys is None and isinstance(node, exp.Array) and all(string_value(key) is not None for key in node.expressions):
        keys = [string_value(key) for key in node.expressions]
    if keys is None:
        escaped = "list_transform({0}, lambda key: replace(replace(key, '~', '~0'), '/', '~1'))"
        return duck(f"('/' || array_to_string({escaped}, '/'))", node)
    if not keys:
        return exp.Literal.string("$")
    return exp.Literal.string("".join("/" + (key or "").replace("~", "~0").replace("/", "~1") for key in keys))


def _get_path(name: str) -> FunctionRule:
    def rule(arguments: list[Node], node: Node) -> Node:
        return duck(f"{name}({{0}}, {{1}})", arguments[0], _pointer(exp.Array(expressions=arguments[1:])))

    return rule


def contain(node: Node) -> Node:
    """`@>` and `<@` of documents."""
    outer, inner = node.this, node.expression
    if type(node).__name__ == "ArrayContainedBy":
        outer, inner = inner, outer
    if not DOCUMENTS & {kind(outer), kind(inner)}:
        return node
    constant = inner.this if isinstance(inner, exp.Cast) else inner
    text = string_value(constant)
    if text is None:
        return _contain_unknown(outer, inner)
    try:
        wanted = json.loads(text)
    except ValueError:
        raise ProgrammingError("@> needs a document: its text is not JSON") from None
    tests = _contains("{0}", wanted, top=True)
    return duck(f"CASE WHEN {{0}} IS NOT NULL THEN coalesce({tests}, false) END", duck("CAST({0} AS JSON)", outer))


def _contains(place: str, wanted: Any, *, top: bool = False) -> str:
    if isinstance(wanted, dict):
        tests = [f"json_type({place}) = 'OBJECT'"]
        for key, value in wanted.items():
            pointer = _quote("/" + key.replace("~", "~0").replace("/", "~1"))
            tests.append(_contains(f"json_extract({place}, {pointer})", value))
        return "(" + " AND ".join(tests) + ")"
    if isinstance(wanted, list):
        tests = [f"json_type({place}) = 'ARRAY'"]
        tests += [_any_element(place, value) for value in wanted]
        return "(" + " AND ".join(tests) + ")"
    if wanted is None:
        return f"(json_type({place}) = 'NULL')"
    same = f"CAST({place} AS VARIANT) = CAST(CAST({_quote(json.dumps(wanted))} AS JSON) AS VARIANT)"
    # PostgreSQL lets an array contain a bare value, at the top only.
    return f"(({same}) OR (json_type({place}) = 'ARRAY' AND {_any_element(place, wanted)}))" if top else f"({same})"


def _any_element(place: str, value: Any) -> str:
    depth = place.count("lambda") + place.count("e")
    name = f"e{depth}"
    test = _contains(name, value)
    return f"coalesce(list_bool_or(list_transform(json_extract({place}, '$[*]'), lambda {name}: {test})), false)"


def _quote(text: str) -> str:
    doubled = text.replace("'", "''").replace("{", "{{").replace("}", "}}")
    return f"'{doubled}'"


def _contain_unknown(outer: Node, inner: Node) -> Node:
    # A merge that changes nothing: right for objects and values, unknown to arrays and nulls, which are refused.
    failed = "error('@> with an array or null in a document that is no literal is not supported')"
    arrays = "regexp_matches(CAST({1} AS VARCHAR), '[\\[]|null') OR json_type({0}) = 'ARRAY'"
    same = "CAST(json_merge_patch({0}, {1}) AS VARIANT) = CAST({0} AS VARIANT)"
    both = [duck("CAST({0} AS JSON)", side) for side in (outer, inner)]
    return duck(f"CASE WHEN {arrays} THEN {failed} ELSE {same} END", *both)


def has_key(node: Node) -> Node:
    """`?`: a key of an object, a text in an array."""
    return duck(f"list_contains({_TOP_KEYS}, {{1}})", duck("CAST({0} AS JSON)", node.this), node.expression)


def has_keys(function: str) -> Rule:
    """`?|` and `?&`."""

    def rule(node: Node) -> Node:
        return duck(f"{function}({_TOP_KEYS}, {{1}})", duck("CAST({0} AS JSON)", node.this), node.expression)

    return rule


def joined(node: exp.DPipe) -> Node:
    """`||` of documents."""
    return duck(_JOINED, *(duck("CAST({0} AS JSON)", side) for side in (node.left, node.right)))


def without(node: exp.Sub) -> Node:
    """`-` of a document and a key or a place."""
    if kind(node.left) not in DOCUMENTS:
        return node
    document = duck("CAST({0} AS JSON)", node.left)
    return duck(_WITHOUT_PLACE if kind(node.right) in INTEGERS else _WITHOUT_KEY, document, node.right)


def without_path(node: Node) -> Node:
    """`#-` of a literal path of keys."""
    keys = _keys(node.expression, "#-")
    return _without_deep(duck("CAST({0} AS JSON)", node.this), keys)


def _keys(path: Node, name: str) -> list[str]:
    text = string_value(path)
    keys = read_array(text) if text is not None else []
    found = [key for key in keys if key is not None and not key.lstrip("-").isdigit()]
    if not 1 <= len(found) == len(keys) <= _DEEPEST:
        raise refuse(f"{name} but with a literal path of one or two keys")
    return found


def _without_deep(document: Node, keys: list[str]) -> Node:
    if len(keys) == 1:
        return duck(_WITHOUT_KEY, document, keys[0])
    return _within(document, keys, _without_deep(_inner(document, keys[0]), keys[1:]))


def _set_deep(document: Node, keys: list[str], value: Node) -> Node:
    if len(keys) == 1:
        return duck(_JOINED, document, duck("json_object({0}, CAST({1} AS JSON))", keys[0], value))
    return _within(document, keys, _set_deep(_inner(document, keys[0]), keys[1:], value))


def _inner(document: Node, key: str) -> Node:
    return duck("json_extract({0}, {1})", document.copy(), _write_path([key], [False]))


def _within(document: Node, keys: list[str], changed: Node) -> Node:
    # The engine mistakes a lambda's variable for that of a lambda around it with the same name.
    outer = re.sub(r"\bkey\b", f"key{len(keys)}", _JOINED)
    joined_again = duck(outer, document.copy(), duck("json_object({0}, {1})", keys[0], changed))
    changing = "CASE WHEN json_type({1}) = 'OBJECT' THEN {2} ELSE {0} END"
    return duck(changing, document, _inner(document, keys[0]), joined_again)


def gather(node: Node) -> Node:
    """json_agg and jsonb_agg."""
    argument = node.this if not isinstance(node, exp.Anonymous) else node.expressions[0]
    order = node.args.get("order")
    if isinstance(argument, exp.Order):
        order, argument = argument, argument.this
    distinct = isinstance(argument, exp.Distinct)
    value = argument.expressions[0] if isinstance(argument, exp.Distinct) else argument
    listed = duck(f"list({'DISTINCT ' if distinct else ''}{{0}}{'{1}' if order else ''})", as_document(value))
    if isinstance(order, exp.Order):
        order.set("this", None)
        listed.append("expressions", order)
    node.replace(listed)
    return around_aggregate(listed, "to_json({0})")


def gather_named(node: Node) -> Node:
    """json_object_agg and jsonb_object_agg."""
    arguments = [*node.expressions] or [node.this, node.expression]
    order = None
    if isinstance(arguments[-1], exp.Order):
        order = arguments[-1]
        arguments[-1] = order.this
        order.set("this", None)
    pair = "CAST(to_json(CAST({0} AS VARCHAR)) AS VARCHAR) || ':' || coalesce(CAST(to_json({1}) AS VARCHAR), 'null')"
    text = duck(f"string_agg({pair}, ','{'{2}' if order else ''})", arguments[0], as_document(arguments[1]))
    if order is not None:
        text.append("expressions", order)
    node.replace(text)
    return around_aggregate(text, "CAST('{{' || {0} || '}}' AS JSON)")


def _build_object(arguments: list[Node], node: Node) -> Node:
    pieces = [f"{{{i}}}" if i % 2 else f"CAST({{{i}}} AS VARCHAR)" for i in range(len(arguments))]
    return duck(f"json_object({', '.join(pieces)})", *map(as_document, arguments))


def _build_array(arguments: list[Node], node: Node) -> Node:
    return duck(f"json_array({', '.join(f'{{{i}}}' for i in range(len(arguments)))})", *map(as_document, arguments))


def _to_document(arguments: list[Node], node: Node) -> Node:
    return duck("to_json({0})", as_document(arguments[0]))


def _set_key(arguments: list[Node], node: Node) -> Node:
    if len(arguments) != 3:
        raise refuse("jsonb_set() with four arguments")
    return _set_deep(duck("CAST({0} AS JSON)", arguments[0]), _keys(arguments[1], "jsonb_set()"), arguments[2])


def _no_function(name: str) -> FunctionRule:
    def rule(arguments: list[Node], node: Node) -> Node:
        raise refuse(f"{name}()")

    return rule


RULES: dict[str, Rule] = {
    "JSONExtract": get,
    "JSONExtractScalar": get,
    "JSONBExtract": get_deep,
    "JSONBExtractScalar": get_deep,
    "JSONBContains": has_key,
    "JSONBContainsTopKey": has_key,
    "JSONBContainsAnyTopKeys": has_keys("list_has_any"),
    "JSONBContainsAllTopKeys": has_keys("list_has_all"),
    "JSONBDeleteAtPath": without_path,
    "JSONArrayAgg": gather,
    "JSONObjectAgg": gather_named,
    "JSONBObjectAgg": gather_named,
    "Sub": without,
}
FUNCTIONS: dict[str, FunctionRule | str] = {}
for _stem in ("json", "jsonb"):
    FUNCTIONS |= {
        f"{_stem}_agg": lambda arguments, node: gather(node),
        f"{_stem}_object_agg": lambda arguments, node: gather_named(node),
        f"{_stem}_build_object": _build_object,
        f"{_stem}_build_array": _build_array,
        f"to_{_stem}": _to_document,
        f"{_stem}_typeof": _TYPES,
        f"{_stem}_array_length": "CAST(json_array_length({0}) AS INTEGER)",
        f"{_stem}_array_elements": "unnest(json_extract({0}, '$[*]'))",
        f"{_stem}_array_elements_text": "unnest(json_extract_string({0}, '$[*]'))",
        f"{_stem}_object_keys": "unnest(json_keys({0}))",
        f"{_stem}_each": "(SELECT key, value FROM json_each({0}))",
        f"{_stem}_each_text": "(SELECT key, json_extract_string(value, '$') AS value FROM json_each({0}))",
        f"{_stem}_extract_path": _get_path("json_extract"),
        f"{_stem}_extract_path_text": _get_path("json_extract_string"),
        f"{_stem}_pretty": "json_pretty({0})",
        f"{_stem}_set": _set_key,
        **{
            f"{_stem}_{name}": _no_function(f"{_stem}_{name}")
            for name in ("strip_nulls", "insert", "populate_record", "populate_recordset", "to_record", "to_recordset")
        },
    }
FUNCTIONS |= {
    name: _no_function(name)
    for name in ("jsonb_path_query", "jsonb_path_query_first", "jsonb_path_query_array", "jsonb_path_exists")
}
