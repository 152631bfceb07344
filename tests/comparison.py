"""Compares two answers: rows as multisets or in order, floats nearly, JSON by value, times as moments."""

from __future__ import annotations

import datetime
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

NUMERIC = frozenset({"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "FLOAT", "DOUBLE", "DECIMAL", "BOOLEAN"})
MOMENTS = frozenset({"DATE", "TIME", "TIMESTAMP", "TIMESTAMP WITH TIME ZONE", "INTERVAL"})


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: column names, type codes, rows."""

    names: tuple[str, ...]
    types: tuple[str, ...]
    rows: list[tuple[Any, ...]]

    def arranged(self, names: Sequence[str]) -> Answer:
        """The same with its columns in another order."""
        places = [self.names.index(name) for name in names]
        return Answer(
            tuple(names),
            tuple(self.types[place] for place in places),
            [tuple(row[place] for place in places) for row in self.rows],
        )


def family(code: str) -> str:
    """The PEP 249 type object to which the engine's type belongs, by its name."""
    base = str(code).partition("(")[0]
    if base in NUMERIC:
        return "NUMBER"
    if base in MOMENTS:
        return "DATETIME"
    return {"VARCHAR": "STRING", "JSON": "STRING", "BLOB": "BINARY"}.get(base, "")


def plain_rows(answer: Answer, json_columns: Sequence[bool]) -> list[tuple[Any, ...]]:
    """The rows with every value in one comparable form."""
    return [
        tuple(plain(value, is_json=is_json) for value, is_json in zip(row, json_columns, strict=True))
        for row in answer.rows
    ]


def plain(value: Any, *, is_json: bool = False) -> Any:
    """A value in comparable form."""
    match value:
        case str() if is_json:
            return _essence(json.loads(value))
        case bool() | None | int() | str():
            return value
        case Decimal():
            return int(value) if value == value.to_integral_value() else float(value)
        case float():
            return int(value) if value.is_integer() and abs(value) < 2**53 else value
        case datetime.datetime():
            return value.replace(tzinfo=datetime.UTC) if value.tzinfo is None else value.astimezone(datetime.UTC)
        case bytearray() | memoryview():
            return bytes(value)
        case Mapping():
            return {str(name): plain(item) for name, item in value.items()}
        case Sequence() if not isinstance(value, bytes):
            return [plain(item) for item in value]
    return value


def difference(expected: Sequence[tuple[Any, ...]], found: Sequence[tuple[Any, ...]], *, ordered: bool) -> str:
    """What differs between two plain answers, in words; empty where nothing does."""
    if not ordered:
        expected, found = sorted(expected, key=_sortable), sorted(found, key=_sortable)
    if len(expected) != len(found):
        known, seen = {_sortable(row) for row in expected}, {_sortable(row) for row in found}
        missing = [row for row in expected if _sortable(row) not in seen][:3]
        extra = [row for row in found if _sortable(row) not in known][:3]
        return f"{len(found)} rows instead of {len(expected)}; missing {missing}, too many {extra}"
    for number, (wanted, given) in enumerate(zip(expected, found, strict=True)):
        if not _alike(wanted, given):
            return f"row {number} is {given} instead of {wanted}"
    return ""


def is_part(found: Sequence[tuple[Any, ...]], whole: Sequence[tuple[Any, ...]]) -> bool:
    """Whether every row found is among the whole, as often as there."""
    rest = sorted(whole, key=_sortable)
    keys = [_sortable(row) for row in rest]
    for key in map(_sortable, found):
        if key not in keys:
            return False
        keys.remove(key)
    return True


def _alike(a: Any, b: Any) -> bool:
    if isinstance(a, (list, tuple)) and isinstance(b, (list, tuple)):
        return len(a) == len(b) and all(_alike(one, other) for one, other in zip(a, b, strict=True))
    if isinstance(a, float) or isinstance(b, float):
        numbers = isinstance(a, (int, float)) and isinstance(b, (int, float))
        return numbers and math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-9)
    return bool(a == b) and isinstance(a, bool) == isinstance(b, bool)


def _essence(value: Any) -> Any:
    """JSON without members that mean no value, which one reading of the API writes and another leaves out."""
    if isinstance(value, dict):
        inner = {name: _essence(item) for name, item in value.items()}
        return {name: item for name, item in inner.items() if item not in (None, "", 0, [], {})}
    return [_essence(item) for item in value] if isinstance(value, list) else value


def _sortable(row: Any) -> str:
    if isinstance(row, (list, tuple)):
        return "(" + ", ".join(map(_sortable, row)) + ")"
    if isinstance(row, float):
        return f"{row:.6g}"
    return json.dumps(row, sort_keys=True, default=str)
