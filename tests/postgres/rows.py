"""Compares answers: values as PostgreSQL writes them, types by family."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Sequence
from datetime import datetime, time
from decimal import Decimal

from tests.postgres.cases import show

_FAMILIES = {
    "smallint": {"INTEGER", "SMALLINT", "BIGINT"},
    "integer": {"INTEGER", "SMALLINT", "BIGINT", "HUGEINT", "UBIGINT", "UINTEGER", "TINYINT"},
    "bigint": {"BIGINT", "INTEGER"},
    "double precision": {"DOUBLE", "BIGINT", "DECIMAL", "TINYINT"},
    "real": {"FLOAT", "DOUBLE"},
    "numeric": {"DECIMAL", "DOUBLE", "HUGEINT", "BIGINT", "INTEGER", "TINYINT"},
    "text": {"VARCHAR", "JSON", '"NULL"'},
    "character varying": {"VARCHAR"},
    "character": {"VARCHAR"},
    "bit": {"BIT"},
    "time without time zone": {"TIME"},
    "boolean": {"BOOLEAN"},
    "date": {"DATE"},
    "timestamp without time zone": {"TIMESTAMP"},
    "timestamp with time zone": {"TIMESTAMP WITH TIME ZONE"},
    "interval": {"INTERVAL"},
    "json": {"JSON"},
    "jsonb": {"JSON"},
    "bytea": {"BLOB"},
}


def parse_answer(text: str) -> tuple[list[str], list[list[str]]]:
    """Types and rows of one line of a case file."""
    types, _, rows = text.partition(": ")
    if rows == "no rows":
        return types.split(", "), []
    return types.split(", "), [row.split(" | ") for row in rows.split(" / ")]


def write_value(value: object, kind: str) -> str:
    """A value of the engine in PostgreSQL's spelling."""
    match value:
        case None:
            return "NULL"
        case bool():
            return "t" if value else "f"
        case float():
            return _write_float(value)
        case datetime():
            text = value.isoformat(" ")
            return re.sub(r"(\.\d*?)0+(?=\+|$)", r"\1", text.replace("+00:00", "+00")).replace(".+", "+")
        case time():
            return re.sub(r"(\.\d*?)0+$", r"\1", value.isoformat())
        case bytes():
            return "\\x" + value.hex()
        case list():
            return "{" + ",".join(_write_element(item, kind) for item in value) + "}"
        case tuple():
            return "(" + ",".join(_write_element(item, kind) for item in value) + ")"
        case _:
            return str(value)


def _write_element(value: object, kind: str) -> str:
    text = write_value(value, kind)
    return f'"{text}"' if isinstance(value, str) and any(mark in text for mark in ' ,"{}') else text


def _write_float(value: float) -> str:
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    return "NaN" if math.isnan(value) else repr(value).removesuffix(".0")


def agree(expected_types: list[str], expected: Sequence[Sequence[str]],
          types: list[str], rows: Sequence[Sequence[str]]) -> bool:  # fmt: skip
    """Whether both answers are the same."""
    if len(expected) != len(rows):
        return False
    if rows and not all(_same_family(*pair) for pair in zip(expected_types, types, strict=True)):
        return False
    return all(
        len(wanted) == len(given) and all(map(_same_value, expected_types, wanted, given))
        for wanted, given in zip(expected, rows, strict=True)
    )


def _same_family(expected: str, given: str) -> bool:
    if expected.endswith("[]"):
        return given.endswith("[]")
    return given.partition("(")[0] in _FAMILIES.get(expected, {given.partition("(")[0]})


def _same_value(kind: str, expected: str, given: str) -> bool:
    if "NULL" in (expected, given):
        return expected == given
    match kind:
        case "numeric" | "double precision" | "real":
            return _same_number(expected, given, 1e-6 if kind == "real" else 1e-14)
        case "json" | "jsonb":
            return bool(json.loads(expected.replace("\\n", " ")) == json.loads(given))
        case "interval":
            return expected == write_interval(given)
        case _:
            return expected == show(given)


def write_interval(text: str) -> str:
    """An interval of the engine in PostgreSQL's spelling."""
    text = text.replace("month", "mon")
    return re.sub(r"-1 (year|mon|day)\b", r"-1 \1s", text)


def _same_number(expected: str, given: str, tolerance: float) -> bool:
    if expected in {"NaN", "Infinity", "-Infinity"} or given in {"NaN", "Infinity", "-Infinity"}:
        return expected == given
    wanted, found = Decimal(expected), Decimal(given)
    return abs(wanted - found) <= abs(wanted) * Decimal(tolerance)
