"""The names that PostgreSQL gives to columns without an alias."""

from __future__ import annotations

from sqlglot import exp

from heymarket_dbapi.sql.scopes import Node

_UNKNOWN = "?column?"
_TRANSPARENT = (
    exp.Paren,
    exp.Window,
    exp.Filter,
    exp.WithinGroup,
    exp.IgnoreNulls,
    exp.RespectNulls,
    exp.Collate,
    exp.Bracket,
)
_WORDS = {
    "AtTimeZone": "timezone",
    "Extract": "extract",
    "Exists": "exists",
    "Interval": "interval",
    "Boolean": "bool",
    "Array": "array",
    "Trim": "btrim",
    "CurrentTimestamp": "current_timestamp",
    "TimestampTrunc": "date_trunc",
    "If": "case",
    "GroupConcat": "string_agg",
    "StrPosition": "position",
}
_TYPES = {
    "INT": "int4",
    "BIGINT": "int8",
    "SMALLINT": "int2",
    "DOUBLE": "float8",
    "FLOAT": "float4",
    "DECIMAL": "numeric",
    "BOOLEAN": "bool",
    "CHAR": "bpchar",
    "VARBINARY": "bytea",
}


def label(node: Node, text: str) -> str:
    """The name of the column that the projection ``node`` gives; ``text`` is the statement."""
    return _figure(node, text)[0]


def _figure(node: Node, text: str) -> tuple[str, int]:
    """The name and how strong it is: 2 a name that was written, 1 a type's or construct's, 0 none."""
    match node:
        case exp.Column() | exp.Dot():
            return _field(node), 2
        case exp.Cast():
            return _cast(node, text)
        case exp.Case():
            return _case(node, text)
        case exp.Subquery() | exp.Select() | exp.SetOperation():
            return _subquery(node, text)
    if isinstance(node, _TRANSPARENT):
        return _figure(node.this, text)
    if isinstance(node, exp.Func) and not (isinstance(node, exp.Binary) and "start" not in node.meta):
        return _function(node, text), 2
    if type(node).__name__ in _WORDS:
        return _WORDS[type(node).__name__], 1
    return _UNKNOWN, 0


def _field(node: Node) -> str:
    last = node.this if isinstance(node, exp.Column) else node.expression
    if not isinstance(last, exp.Identifier):
        return _UNKNOWN
    return str(last.name) if last.quoted else str(last.name).lower()


def _cast(node: Node, text: str) -> tuple[str, int]:
    name, strength = _figure(node.this, text)
    if strength > 1:
        return name, strength
    kind = node.args["to"].this
    word = getattr(kind, "name", str(kind))
    return _TYPES.get(word, word.lower()), 1


def _case(node: Node, text: str) -> tuple[str, int]:
    otherwise = node.args.get("default")
    name, strength = _figure(otherwise, text) if otherwise is not None else ("case", 0)
    return (name, strength) if strength > 1 else ("case", 1)


def _subquery(node: Node, text: str) -> tuple[str, int]:
    while not isinstance(node, exp.Select):
        if not isinstance(node, (exp.Subquery, exp.SetOperation)):
            return _UNKNOWN, 0
        node = node.this
    first = node.expressions[0] if node.expressions else None
    if isinstance(first, exp.Alias):
        return str(first.alias) if first.args["alias"].quoted else str(first.alias).lower(), 2
    return (_figure(first, text)[0], 2) if first is not None else (_UNKNOWN, 0)


def _function(node: Node, text: str) -> str:
    """The function's name as it was written; sqlglot's own where it was written in another way."""
    start, end = node.meta.get("start"), node.meta.get("end")
    if isinstance(start, int) and isinstance(end, int) and text[start : end + 1].replace("_", "a").isalnum():
        return text[start : end + 1].lower()
    word = _WORDS.get(type(node).__name__)
    if word is not None:
        return word
    if isinstance(node, exp.Anonymous):
        return str(node.name).lower()
    return str(node.sql_name()).lower()
