"""Replies as records: the JSON objects of one reply, checked, in snake case.

A page that is not what the specification says is a ``DataError`` with path and field; never a row less, never an end.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from heymarket_dbapi.api import times
from heymarket_dbapi.api.exchange import Answer
from heymarket_dbapi.catalog.sources import Field, Path
from heymarket_dbapi.catalog.spec import Explode, Table
from heymarket_dbapi.catalog.ways import Endpoint, Read, Single
from heymarket_dbapi.errors import DataError

Record = dict[str, Any]
Key = object  # a row's key, or a tuple where it has several columns

_ONE = Read("one", Endpoint("GET", "", ""), Single())
FACET = "(facet)"  # under this name a record remembers the facet's filter that returned it
_YEAR_ONE = "0001-"
_CAMEL = re.compile(r"(?<=[a-z0-9])([A-Z]+)")


class Row(NamedTuple):  # made faster than a dataclass, and there is one for each row
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
    if not value:
        return True
    return type(value) is str and value.startswith(_YEAR_ONE) and "T" in value


def first(record: Any, found: Sequence[Path]) -> Any:
    """The first of the values at these paths that says something; else None."""
    for path in found:
        value = record
        for name in path:
            if type(value) is not dict:
                value = None
                break
            value = value.get(name)
        if value and (path or type(value) is not dict) and not is_empty(value):
            return value
    return None


@functools.lru_cache(maxsize=1000)
def finder(found: tuple[Path, ...]) -> Callable[[Any], Any]:
    """``first`` for these paths, as a function of the record."""
    names = tuple(path[0] for path in itertools.takewhile(lambda path: len(path) == 1, found))
    rest = found[len(names) :]

    def look(record: Any) -> Any:
        if type(record) is dict:
            for name in names:
                value = record.get(name)
                if value and (type(value) is not str or value[0] != "0" or not is_empty(value)):
                    return value
        return first(record, rest) if rest else None

    return look


def value_of(table: Table, column: str, record: Record) -> Any:
    """What the record itself tells of a column; None where it tells nothing."""
    source = table.by_name[column].source
    return first(record, source.paths) if isinstance(source, Field) else None


def moment_of(record: Record, found: Sequence[Path]) -> int | None:
    """The first of these fields that is a time, in nanoseconds; None where the record tells none."""
    value = first(record, found)
    try:
        return times.ticks(value) if isinstance(value, str) else None
    except ValueError:
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


def shown(answer: Answer, found: Sequence[Path]) -> Record | None:
    """The one record of a reply, where it is one at all or has one of these fields, empty or not."""
    whole = records(_ONE, answer)
    if whole:
        return whole[0]
    if not isinstance(answer.data, dict) or "id" in answer.data:
        return None
    record = _snake_case([answer.data])[0]
    return record if carries(record, found) else None


def _inside(read: Read, answer: Answer) -> Any:
    data = answer.data
    if isinstance(data, list) and read.endpoint.source.endswith("(guessed)"):
        return data  # whether an object is around them is guessed too
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
    if not any(map(_CAMEL.search, set().union(*found))):
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


def keys_of(table: Table, found: Sequence[Record], answer: Answer) -> list[Key]:
    """The keys of the records, as ``key_of`` tells them."""
    source = table.by_name[table.key[0]].source
    paths = getattr(source, "paths", (table.key,))
    if len(table.key) == len(paths) == len(paths[0]) == 1:
        name = paths[0][0]
        keys: list[Key] = [record.get(name) for record in found]
        if set(map(type, keys)) == {int}:
            return keys
    return [key_of(table, record, answer) for record in found]


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


def times_of(table: Table, paths: tuple[Path, ...], found: Sequence[Record], answer: Answer) -> tuple[list[int], int]:
    """The times of the records in the listing's order, and the most fraction digits, as ``time_of`` tells them."""
    texts = list(map(finder(paths), found))
    try:
        return list(map(times.ticks, texts)), times.most_digits(texts)
    except (ValueError, TypeError):
        pairs = [time_of(table, paths, record, answer) for record in found]
    return [moment for moment, _ in pairs], max((shown for _, shown in pairs), default=0)


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
        yield from map(Row, found)
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
