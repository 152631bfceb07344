"""Casts as PostgreSQL makes them, and values written as its text."""

from __future__ import annotations

import datetime
import re

from sqlglot import exp

from heymarket_dbapi.sql.translate_nodes import Node, Rule, duck, integer_value, refuse, string_value
from heymarket_dbapi.sql.translate_types import (
    DECIMALS,
    DOCUMENTS,
    FLOATS,
    INTEGERS,
    NUMBERS,
    TEXTS,
    Type,
    TypeName,
    kind,
)

_DATE_FORMATS = ("%Y%m%d", "%B %d, %Y", "%b %d, %Y", "%d %b %Y", "%d %B %Y", "%d-%b-%Y")
_DATE_WORDS = {
    "today": "current_date",
    "now": "current_date",
    "yesterday": "(current_date - 1)",
    "tomorrow": "(current_date + 1)",
    "epoch": "DATE '1970-01-01'",
}
# The engine wants seconds where a zone follows.
_SHORT_TIME = re.compile(r"\s*(\d\d?:\d\d)\s*([+-]\d\d?(?::?\d\d)?|Z)\s*")
_NO_INTEGER = "error('invalid input syntax for type integer')"
_LARGEST_PRECISION = 38
# PostgreSQL's plain NUMERIC has no bound; this much is kept of what is not a literal.
_PLAIN_SCALE = 12


def cast(node: exp.Cast) -> Node:
    """A cast to the type, with PostgreSQL's rounding, cutting and refusing."""
    target = node.to.this
    if target in TEXTS:
        return _cast_to_text(node)
    if target in INTEGERS:
        return _cast_to_integer(node)
    rule = _RULES_BY_TYPE.get(target)
    return rule(node) if rule is not None else node


def _length(node: exp.Cast) -> int | None:
    sizes = node.to.expressions
    return integer_value(sizes[0].this) if sizes and isinstance(sizes[0], exp.DataTypeParam) else None


def _cast_to_text(node: exp.Cast) -> Node:
    text = as_text(node.this)
    length = _length(node)
    if length is None and node.to.this in {Type.CHAR, Type.NCHAR} and not node.to.expressions:
        length = 1
    if node.to.this in {Type.CHAR, Type.NCHAR}:
        return duck("rtrim(left({0}, {1}))", text, length)
    return text if length is None else duck("left({0}, {1})", text, length)


def as_text(node: Node) -> Node:
    """The value as PostgreSQL writes it when it is cast to text."""
    given = kind(node)
    if given in FLOATS:
        return duck(r"regexp_replace(CAST({0} AS VARCHAR), '\.0$', '')", node)
    if given == Type.INTERVAL:
        return _interval_as_text(node)
    if given in {Type.ARRAY, Type.LIST}:
        return _array_as_text(node)
    return duck("CAST({0} AS VARCHAR)", node)


def _interval_as_text(node: Node) -> Node:
    words = r"regexp_replace(CAST({0} AS VARCHAR), 'month(s?)', 'mon\1')"
    return duck(rf"regexp_replace({words}, '-1 (year|mon|day)\b', '-1 \1s', 'g')", node)


def _array_as_text(node: Node) -> Node:
    inner = node.type.expressions[0] if node.type is not None and node.type.expressions else None
    if inner is None or inner.this not in NUMBERS:
        raise refuse("a cast of an array to text", "use array_to_string(array, ',')")
    return duck(
        "('{{' || array_to_string(list_transform({0}, lambda e: coalesce(CAST(e AS VARCHAR), 'NULL')), ',') || '}}')",
        node,
    )


def _cast_to_integer(node: exp.Cast) -> Node:
    inner = node.this
    if isinstance(inner, (exp.BitString, exp.HexString)):
        return node
    if kind(inner) not in TEXTS or isinstance(inner, exp.Null):
        return _half_even(node) if kind(inner) in FLOATS else node
    target = node.to.sql(dialect="duckdb")
    if (literal := string_value(inner)) is not None and re.fullmatch(r"\s*[-+]?\d+\s*", literal):
        return node
    checked = r"CASE WHEN {0} IS NULL OR regexp_full_match({0}, '\s*[-+]?\d+\s*') THEN {0} ELSE " + _NO_INTEGER + " END"
    return duck(f"CAST({checked} AS {target})", inner)


def _half_even(node: exp.Cast) -> Node:
    target = node.to.sql(dialect="duckdb")
    # A constant double is read as an exact decimal by the engine, whose halves go away from zero.
    return duck(f"CAST(round_even(CAST({{0}} AS DOUBLE), 0) AS {target})", node.this)


def _cast_to_boolean(node: exp.Cast) -> Node:
    if kind(node.this) not in TEXTS:
        return node
    return duck(
        "CASE lower(trim({0})) WHEN 'on' THEN true WHEN 'off' THEN false ELSE CAST(trim({0}) AS BOOLEAN) END", node.this
    )


def _cast_to_decimal(node: exp.Cast) -> Node:
    sizes = [integer_value(size.this) for size in node.to.expressions if isinstance(size, exp.DataTypeParam)]
    if sizes and sizes[0] is not None:
        if sizes[0] > _LARGEST_PRECISION:
            raise refuse(f"NUMERIC of more than {_LARGEST_PRECISION} digits")
        return _to_decimal(node.this, sizes[0], sizes[1] or 0 if len(sizes) > 1 else 0)
    inner = node.this
    text = string_value(inner)
    if text is None and isinstance(inner, exp.Literal):
        text = str(inner.this)
    if text is not None:
        scale = len(text.partition(".")[2].strip()) if re.fullmatch(r"\s*[-+]?\d*\.?\d*\s*", text) else _PLAIN_SCALE
        return _to_decimal(inner, _LARGEST_PRECISION, min(scale, _LARGEST_PRECISION))
    return plain_decimal(inner)


def plain_decimal(node: Node) -> Node:
    """The value as a NUMERIC without declared digits."""
    if kind(node) in INTEGERS:
        return _to_decimal(node, _LARGEST_PRECISION, 0)
    if isinstance(node, exp.Column) and kind(node) in DECIMALS:
        return node
    return _to_decimal(node, _LARGEST_PRECISION, _PLAIN_SCALE)


def _to_decimal(node: Node, precision: int, scale: int) -> Node:
    inner = duck("trim({0})", node) if kind(node) in TEXTS and string_value(node) is None else node
    return duck(f"CAST({{0}} AS DECIMAL({precision}, {scale}))", inner)


def _cast_to_date(node: exp.Cast) -> Node:
    text = (string_value(node.this) or "").strip()
    if text.lower() in _DATE_WORDS:
        return duck(_DATE_WORDS[text.lower()])
    for form in _DATE_FORMATS:
        try:
            day = datetime.datetime.strptime(text, form).date()
        except ValueError:
            continue
        return duck("CAST({0} AS DATE)", day.isoformat())
    return node


def _cast_to_instant(node: exp.Cast) -> Node:
    text = (string_value(node.this) or "").strip().lower()
    name = "TIMESTAMP" if node.to.this in {Type.TIMESTAMP, Type.TIMESTAMPNTZ, Type.DATETIME} else "TIMESTAMPTZ"
    if text in _DATE_WORDS:
        word = "current_timestamp" if text == "now" else _DATE_WORDS[text]
        return duck(f"CAST({word} AS {name})")
    digits = _length(node)
    if digits is None or digits >= 6:
        return duck(f"CAST({{0}} AS {name})", node.this) if digits is not None else node
    part = {0: "second", 3: "milliseconds"}.get(digits)
    if part is None:
        raise refuse(f"{name}({digits})", f"{name}(0), (3) and (6) are")
    half = 500_000 if digits == 0 else 500
    return duck(f"date_trunc('{part}', CAST({{0}} AS {name}) + to_microseconds({half}))", node.this)


def _cast_to_time(node: exp.Cast) -> Node:
    text = string_value(node.this)
    found = _SHORT_TIME.fullmatch(text) if text is not None else None
    if found is None:
        return node
    written = f"{found[1]}:00{'+00' if found[2] == 'Z' else found[2]}"
    return duck(f"CAST({{0}} AS {node.to.sql(dialect='duckdb')})", written)


def _cast_to_bytes(node: exp.Cast) -> Node:
    if kind(node.this) not in TEXTS:
        return node
    text = string_value(node.this)
    if text is None:
        return duck(r"CASE WHEN starts_with({0}, '\x') THEN unhex(substring({0}, 3)) ELSE encode({0}) END", node.this)
    if text.startswith("\\x"):
        return duck("unhex({0})", re.sub(r"\s", "", text[2:]))
    octets = re.sub(rb"\\(\\|[0-3][0-7]{2})", _octet, text.encode())
    return duck("unhex({0})", octets.hex())


def _octet(found: re.Match[bytes]) -> bytes:
    return b"\\" if found[1] == b"\\" else bytes([int(found[1], 8)])


def _cast_to_array(node: exp.Cast) -> Node:
    target = node.to.sql(dialect="duckdb")
    text = string_value(node.this)
    if text is not None and text.strip().startswith("{"):
        elements = [_element(piece) for piece in read_array(text)]
        return duck(f"CAST({{0}} AS {target})", exp.Array(expressions=elements))
    if kind(node.this) in TEXTS:
        pieces = "string_split(trim({0}, '{{}} '), ',')"
        return duck(f"CAST(CASE WHEN trim({{0}}, '{{{{}}}} ') = '' THEN [] ELSE {pieces} END AS {target})", node.this)
    return node


def _element(piece: str | None) -> Node:
    return exp.null() if piece is None else exp.Literal.string(piece)


def read_array(text: str) -> list[str | None]:
    """The elements of an array literal of one dimension, such as `{a,"b c",NULL}`."""
    inner = text.strip()[1:-1]
    if "{" in inner.replace('\\"', "") and '"' not in inner:
        raise refuse("an array literal of more than one dimension", "use ARRAY[ARRAY[…], …]")
    pieces: list[str | None] = []
    for quoted, plain in re.findall(r'\s*(?:"((?:[^"\\]|\\.)*)"|([^",]+))\s*(?:,|$)', inner):
        if plain:
            pieces.append(None if plain.strip().upper() == "NULL" else plain.strip())
        else:
            pieces.append(re.sub(r"\\(.)", r"\1", quoted))
    return pieces


def _cast_to_bits(node: exp.Cast) -> Node:
    length = _length(node)
    if kind(node.this) in INTEGERS and length is not None:
        return duck("CAST(right(CAST(CAST({0} AS BIT) AS VARCHAR), {1}) AS BIT)", node.this, length)
    return duck("CAST({0} AS BIT)", node.this)


def _cast_to_document(node: exp.Cast) -> Node:
    return node.this if kind(node.this) in DOCUMENTS and isinstance(node.this, exp.Column) else node


def bits(node: exp.BitString) -> Node:
    """A bit string literal; sqlglot makes a number of it."""
    return duck("CAST({0} AS BIT)", _bit_digits(str(node.this), 2))


def hexadecimal_bits(node: exp.HexString) -> Node:
    """A hexadecimal bit string literal; sqlglot makes bytes of it."""
    return duck("CAST({0} AS BIT)", _bit_digits(str(node.this), 16))


def _bit_digits(text: str, base: int) -> str:
    if base == 2:
        return text
    return "".join(f"{int(digit, 16):04b}" for digit in text)


_RULES_BY_TYPE: dict[TypeName, Rule] = {
    Type.BOOLEAN: _cast_to_boolean,
    **dict.fromkeys(DECIMALS, _cast_to_decimal),
    Type.DATE: _cast_to_date,
    Type.TIMESTAMP: _cast_to_instant,
    Type.TIMESTAMPTZ: _cast_to_instant,
    Type.TIME: _cast_to_time,
    Type.TIMETZ: _cast_to_time,
    Type.VARBINARY: _cast_to_bytes,
    Type.ARRAY: _cast_to_array,
    Type.BIT: _cast_to_bits,
    Type.JSON: _cast_to_document,
    Type.JSONB: _cast_to_document,
}
RULES: dict[str, Rule] = {"Cast": cast, "BitString": bits, "HexString": hexadecimal_bits}
