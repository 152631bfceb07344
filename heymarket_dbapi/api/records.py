"""Replies as records: the JSON objects of one reply, checked, in snake case.

A page that is not what the specification says is a ``DataError`` with path and field; never a row less, never an end.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from heymarket_dbapi.api import times
from heymarket_dbapi.api.exchange import Answer
from heymarket_dbapi.catalog.sources import Path
from heymarket_dbapi.catalog.spec import Explode, Read, Single, Table
from heymarket_dbapi.errors import DataError

Record = dict[str, Any]
Key = object  # a row's key, or a tuple where it has several columns

FACET = "(facet)"  # under this name a record remembers the facet's filter that returned it
_YEAR_ONE = "0001-"
_CAMEL = re.compile(r"(?<=[a-z0-9])([A-Z]+)")


@dataclass(frozen=True, slots=True)
class Row:
    """What a row is made from: the record, or an entry of one of its fields, and the values it was asked with."""

    record: Record
    element: Any = None
    key: str | None = None
    position: int = 0


def find(record: Any, path: Path) -> Any:
    """The value at ``path``, or None where something on the way is missing."""
    for name in path:
        if not isinstance(record, dict):
            return None
        record = record.get(name)
    return record


def is_empty(value: Any) -> bool:
    """Whether the API's way of saying nothing: null, "", 0, [], {} and the year 1 (schema.md, rule 4)."""
    if value is None or value is False:
        return True
    if isinstance(value, str):
        return not value or (value.startswith(_YEAR_ONE) and "T" in value)
    return not isinstance(value, bool) and value in (0, [], {})


def first(record: Any, found: Sequence[Path]) -> Any:
    """The first of the values at these paths that says something; else None."""
    for path in found:
        value = find(record, path) if path else record
        if not is_empty(value) and (path or not isinstance(value, dict)):
            return value
    return None


def carries(record: Record, found: Sequence[Path]) -> bool:
    """Whether the record has one of these fields at all, empty or not."""
    for path in found:
        inner: Any = record
        for name in path:
            if not isinstance(inner, dict) or name not in inner:
                break
            inner = inner[name]
        else:
            return True
    return False


def records(read: Read, answer: Answer) -> list[Record]:
    """The records of a reply, in its order; an empty or zero object is no record."""
    data = _inside(read, answer)
    if data is None:
        return []
    if isinstance(read.pager, Single):
        if not isinstance(data, dict):
            raise _unexpected(answer, "an object", data)
        record = _snake_case([data])[0]
        return [] if all(is_empty(value) for value in record.values()) or is_empty(record.get("id", 1)) else [record]
    if isinstance(data, dict) and read.rows:
        data = list(data.values())
    if not isinstance(data, list):
        raise _unexpected(answer, "an array", data)
    for number, record in enumerate(data):
        if not isinstance(record, dict):
            raise _unexpected(answer, "an object", record, f"[{number}]")
    return _snake_case(data)


def _inside(read: Read, answer: Answer) -> Any:
    data = answer.data
    for name in read.rows:
        if data is None:
            return None
        if not isinstance(data, dict):
            raise _unexpected(answer, f"an object with {name!r}", data)
        data = data.get(name, data.get(_camel_case(name)))
    return data


def _unexpected(answer: Answer, wanted: str, got: Any, place: str = "") -> DataError:
    return DataError(
        f"{answer.request.method} {answer.request.path}: expected {wanted} at ${place}, got {kind_of(got)}",
        request_id=answer.reply.request_id,
    )


def kind_of(value: Any) -> str:
    """The JSON name of a value's kind, for messages."""
    match value:
        case None:
            return "null"
        case bool():
            return "a boolean"
        case int() | float():
            return "a number"
        case str():
            return "a string"
        case list():
            return "an array"
        case _:
            return "an object"


def _snake_case(found: list[Record]) -> list[Record]:
    """The records with snake-case names; nested names change only where the record's own are in camel case."""
    if not any(map(_CAMEL.search, {name for record in found for name in record})):
        return found
    return [_renamed(record) for record in found]


def _renamed(value: Any) -> Any:
    if isinstance(value, dict):
        return {
            _CAMEL.sub(r"_\1", name).lower() if _CAMEL.search(name) else name: _renamed(v) for name, v in value.items()
        }
    if isinstance(value, list):
        return [_renamed(inner) for inner in value]
    return value


def _camel_case(name: str) -> str:
    head, *rest = name.split("_")
    return head + "".join(part.capitalize() for part in rest)


def key_of(table: Table, record: Record, answer: Answer) -> Key:
    """The record's key, by which a walk knows a row again; a record without one is a ``DataError``."""
    if len(table.key) == 1:
        return _key_value(table, table.key[0], record, answer)
    return tuple(_key_value(table, name, record, answer) for name in table.key)


def _key_value(table: Table, name: str, record: Record, answer: Answer) -> object:
    source = table.by_name[name].source
    for path in getattr(source, "paths", ((name,),)):
        value = find(record, path)
        if value is not None and value != "":
            if isinstance(value, bool) or not isinstance(value, int | str):
                break
            return value
    raise DataError(
        f"{answer.request.method} {answer.request.path}: a record of {table.name} without its key {name!r}",
        request_id=answer.reply.request_id,
    )


def time_of(table: Table, found: Sequence[Path], record: Record, answer: Answer) -> tuple[int, int]:
    """The record's time in the listing's order, in nanoseconds, and how many fraction digits its text shows."""
    value = first(record, found)
    name = ".".join(found[0])
    try:
        return times.ticks(value), times.digits(value)
    except (ValueError, TypeError):
        raise DataError(
            f"{answer.request.method} {answer.request.path}: a record of {table.name} whose {name!r} is no time",
            request_id=answer.reply.request_id,
        ) from None


def rows(found: Iterable[Record], explode: Explode | None) -> Iterator[Row]:
    """The rows of records: one each, or one for each entry of the exploded field."""
    if explode is None:
        yield from (Row(record) for record in found)
        return
    for record in found:
        position = 0
        for path in explode.paths:
            entries = find(record, path)
            if isinstance(entries, dict):
                pairs: Iterable[tuple[str | None, Any]] = entries.items()
            else:
                pairs = ((None, entry) for entry in entries or ())
            for key, entry in pairs:
                yield Row(record, entry, key, position)
                position += 1
