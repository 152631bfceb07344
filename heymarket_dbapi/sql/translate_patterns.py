"""LIKE, SIMILAR TO and regular expressions as PostgreSQL matches them."""

from __future__ import annotations

import re

from sqlglot import exp

from heymarket_dbapi.sql.translate_nodes import FunctionRule, Node, Rule, duck, refuse, string_value
from heymarket_dbapi.sql.translate_text import substring
from heymarket_dbapi.sql.translate_types import TEXTS, kind

_BOOLEAN_PLACES = (exp.Where, exp.Having, exp.Qualify, exp.Connector, exp.Not, exp.If, exp.Join, exp.Filter, exp.Is)


def like(node: exp.Like | exp.ILike) -> Node:
    """LIKE with the backslash as escape character, and over the elements of an array."""
    if isinstance(node.parent, exp.Escape):
        return node
    operator = "ILIKE" if isinstance(node, exp.ILike) else "LIKE"
    pattern = node.expression
    if isinstance(pattern, (exp.Any, exp.All)):
        # sqlglot 28 reads NOT LIKE ALL as NOT (… LIKE ALL …).
        if "negate" not in node.arg_types and isinstance(node.parent, exp.Not):
            return duck("(NOT {0})", _like_each(node.this, f"NOT {operator}", pattern))
        return _like_each(node.this, f"NOT {operator}" if node.args.get("negate") else operator, pattern)
    operator = f"NOT {operator}" if node.args.get("negate") else operator
    text = string_value(pattern)
    if text is not None and "\\" not in text:
        return node
    return duck(f"({{0}} {operator} {{1}} ESCAPE '\\')", node.this, pattern)


def _like_each(text: Node, operator: str, patterns: exp.Any | exp.All) -> Node:
    elements = patterns.this
    while isinstance(elements, exp.Paren):
        elements = elements.this
    if isinstance(elements, (exp.Query, exp.Subquery)):
        raise refuse(f"{operator} ANY (SELECT …)", "use EXISTS")
    if isinstance(elements, exp.Tuple):
        elements = exp.Array(expressions=elements.expressions)
    combine = "list_bool_or" if isinstance(patterns, exp.Any) else "list_bool_and"
    return duck(
        f"coalesce({combine}(list_transform({{1}}, lambda p: {{0}} {operator} p ESCAPE '\\')), "
        f"CASE WHEN {{1}} IS NOT NULL AND len({{1}}) = 0 THEN {'false' if combine == 'list_bool_or' else 'true'} END)",
        text,
        elements,
    )


def similar(node: exp.SimilarTo) -> Node:
    """SIMILAR TO, as a regular expression."""
    escape = "\\"
    parent = node.parent
    if isinstance(parent, exp.Escape):
        escape = string_value(parent.expression) or ""
    pattern = string_value(node.expression)
    if pattern is None:
        raise refuse("SIMILAR TO with a pattern that is no literal", "use ~ or LIKE")
    return duck("regexp_full_match({0}, {1})", node.this, "(?s)" + _read_similar(pattern, escape))


def escape(node: exp.Escape) -> Node:
    """A LIKE keeps its escape character; a SIMILAR TO has taken it."""
    return node if isinstance(node.this, (exp.Like, exp.ILike)) else node.this


def _read_similar(pattern: str, escape: str) -> str:
    plain = {"%": ".*", "_": ".", ".": r"\.", "^": r"\^", "$": r"\$", "\\": r"\\"}
    found, bracket, position = [], False, 0
    while position < len(pattern):
        letter = pattern[position]
        if escape and letter == escape and position + 1 < len(pattern):
            position += 1
            found.append(re.escape(pattern[position]))
        elif bracket:
            bracket = letter != "]"
            found.append(letter)
        else:
            bracket = letter == "["
            found.append(plain.get(letter, letter))
        position += 1
    return "".join(found)


def expression(pattern: Node, flags: str = "") -> Node:
    """The pattern in the engine's dialect of regular expressions."""
    options = _options(flags)
    text = string_value(pattern)
    if text is None:
        return duck("('" + options + "' || {0})", pattern)
    return exp.Literal.string(options + _read_expression(text))


def _options(flags: str) -> str:
    unknown = set(flags) - set("gicsnmp")
    if unknown:
        raise refuse("this flag of a regular expression", "g, i, c, n and s are")
    by_line = set(flags) & set("nmp")
    return ("(?m)" if by_line else "(?s)") + ("(?i)" if "i" in flags else "")


def _read_expression(pattern: str) -> str:
    if re.search(r"(?<!\\)\(\?<?[=!]", pattern):
        raise refuse("a lookahead or lookbehind in a regular expression")
    if re.search(r"(?<!\\)(?:\\\\)*\\[1-9]", pattern):
        raise refuse("a back reference in a regular expression")
    if pattern.startswith("***"):
        raise refuse("a regular expression that begins with ***")
    escapes = {"m": r"\b", "M": r"\b", "y": r"\b", "Y": r"\B", "Z": r"\z"}
    return re.sub(r"\\(.)", lambda found: escapes.get(found[1], found[0]), pattern, flags=re.DOTALL)


def count_groups(pattern: Node) -> int:
    """How many groups a literal pattern captures."""
    text = string_value(pattern)
    if text is None:
        raise refuse("a regular expression that is no literal, where its groups count")
    return len(re.findall(r"\((?!\?)", re.sub(r"\\.|\[\^?\]?[^\]]*\]", "", text, flags=re.DOTALL)))


def _flags(node: Node | None) -> str:
    if node is None:
        return ""
    text = string_value(node)
    if text is None:
        raise refuse("flags of a regular expression that are no literal")
    return text


def matches(node: exp.RegexpLike | exp.RegexpILike) -> Node:
    """`~`, `~*` and regexp_like."""
    flags = "i" if isinstance(node, exp.RegexpILike) else _flags(node.args.get("flag"))
    return duck("regexp_matches({0}, {1})", node.this, expression(node.expression, flags))


def replace(node: exp.RegexpReplace) -> Node:
    """regexp_replace, with `\\&` for the whole match."""
    replacement, modifiers = node.args.get("replacement"), node.args.get("modifiers")
    if any(node.args.get(name) is not None for name in ("position", "occurrence")):
        if modifiers is None and string_value(node.args.get("position")) is not None:
            modifiers = node.args["position"]
        else:
            raise refuse("regexp_replace() with a start or a number of match")
    flags = _flags(modifiers)
    if (text := string_value(replacement)) is not None:
        replacement = exp.Literal.string(re.sub(r"\\(&|.)", _group, text))
    option = ", 'g'" if "g" in flags else ""
    pattern = expression(node.expression, flags)
    return duck("regexp_replace({0}, {1}, {2}" + option + ")", node.this, pattern, replacement)


def _group(found: re.Match[str]) -> str:
    return r"\0" if found[1] == "&" else found[0] if found[1].isdigit() or found[1] == "\\" else found[1]


def extract(node: exp.Substring) -> Node:
    """SUBSTRING by position, or by a regular expression."""
    pattern = node.args.get("start")
    if kind(pattern) not in TEXTS:
        return substring(node)
    if node.args.get("length") is not None:
        raise refuse("SUBSTRING … FROM pattern FOR escape", "use SUBSTRING(text FROM regular_expression)")
    return _first(node.this, pattern, "", min(count_groups(pattern), 1))


def _first(text: Node, pattern: Node, flags: str, group: int) -> Node:
    found = f"CASE WHEN regexp_matches({{0}}, {{1}}) THEN regexp_extract({{0}}, {{1}}, {group}) END"
    return duck(found, text, expression(pattern, flags))


def _groups(pattern: Node) -> str:
    count = count_groups(pattern)
    numbers = range(1, count + 1) if count else range(1)
    return "[" + ", ".join(f"regexp_extract({{0}}, {{1}}, {number})" for number in numbers) + "]"


def _match(arguments: list[Node], node: Node) -> Node:
    flags = _flags(arguments[2] if len(arguments) > 2 else None)
    found = f"CASE WHEN regexp_matches({{0}}, {{1}}) THEN {_groups(arguments[1])} END"
    return duck(found, arguments[0], expression(arguments[1], flags))


def _all_matches(arguments: list[Node], node: Node) -> Node:
    flags = _flags(arguments[2] if len(arguments) > 2 else None)
    pattern = expression(arguments[1], flags)
    if isinstance(node.parent, _BOOLEAN_PLACES):
        return duck("regexp_matches({0}, {1})", arguments[0], pattern)
    if "g" not in flags:
        rows = f"CASE WHEN regexp_matches({{0}}, {{1}}) THEN [{_groups(arguments[1])}] ELSE [] END"
        return duck(f"unnest({rows})", arguments[0], pattern)
    count = count_groups(arguments[1])
    lists = ", ".join(f"regexp_extract_all({{0}}, {{1}}, {number})" for number in range(1, count + 1))
    if count < 2:
        lists = lists or "regexp_extract_all({0}, {1})"
        return duck(f"unnest(list_transform({lists}, lambda m: [m]))", arguments[0], pattern)
    parts = ", ".join(f"m[{number}]" for number in range(1, count + 1))
    return duck(f"unnest(list_transform(list_zip({lists}), lambda m: [{parts}]))", arguments[0], pattern)


def _split(template: str) -> FunctionRule:
    def rule(arguments: list[Node], node: Node) -> Node:
        flags = _flags(arguments[2] if len(arguments) > 2 else None)
        return duck(template, arguments[0], expression(arguments[1], flags))

    return rule


def _count(arguments: list[Node], node: Node) -> Node:
    if len(arguments) > 2:
        raise refuse("regexp_count() with a start")
    return duck("CAST(len(regexp_extract_all({0}, {1})) AS INTEGER)", arguments[0], expression(arguments[1]))


def _place(arguments: list[Node], node: Node) -> Node:
    if len(arguments) > 2:
        raise refuse("regexp_instr() with a start")
    before = "length(string_split_regex({0}, {1})[1]) + 1"
    found = f"CASE WHEN regexp_matches({{0}}, {{1}}) THEN {before} WHEN {{0}} IS NOT NULL THEN 0 END"
    return duck(f"CAST({found} AS INTEGER)", arguments[0], expression(arguments[1]))


def _piece(arguments: list[Node], node: Node) -> Node:
    if len(arguments) > 2:
        raise refuse("regexp_substr() with a start")
    return _first(arguments[0], arguments[1], "", 0)


RULES: dict[str, Rule] = {
    "Like": like,
    "ILike": like,
    "SimilarTo": similar,
    "Escape": escape,
    "RegexpLike": matches,
    "RegexpILike": matches,
    "RegexpReplace": replace,
    "Substring": extract,
}
FUNCTIONS: dict[str, FunctionRule | str] = {
    "regexp_match": _match,
    "regexp_matches": _all_matches,
    "regexp_split_to_array": _split("string_split_regex({0}, {1})"),
    "regexp_split_to_table": _split("unnest(string_split_regex({0}, {1}))"),
    "regexp_count": _count,
    "regexp_instr": _place,
    "regexp_substr": _piece,
}
