"""The values of a row that is to be written: checked before any call, in the form in which they are compared."""

from __future__ import annotations

import datetime
import decimal
import json
from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from heymarket_dbapi.catalog.sources import Field, Path
from heymarket_dbapi.catalog.spec import Column, Table
from heymarket_dbapi.catalog.writes import Special, Writable, Writes
from heymarket_dbapi.datatypes import DataType
from heymarket_dbapi.errors import DataError, Error, IntegrityError, NotSupportedError

Form = Any  # what a column is to be, as its ``Writable`` has it; None is NULL


def custom_key(table: Table, column: str) -> str | None:
    """The id of the custom field whose column it is, as the API names it; None where it is none."""
    source = table.by_name[column].source
    if table.custom is None or not isinstance(source, Field):
        return None
    path = source.paths[0]
    depth = len(table.custom)
    return path[depth] if path[:depth] == table.custom and len(path) == depth + 1 else None


def check_columns(writes: Writes, table: Table, columns: tuple[str, ...], *, is_insert: bool) -> None:
    """An error that names the first column that cannot be written."""
    for name in columns:
        if custom_key(table, name) is not None and writes.custom is not None:
            continue
        writable = writes.by_name.get(name)
        if writable is None or not (writable.for_insert if is_insert else writable.for_update):
            known = [one.column for one in writes.columns if (one.for_insert if is_insert else one.for_update)]
            more = " and the custom fields" if writes.custom is not None else ""
            raise NotSupportedError(
                f"the API cannot write {table.name}.{name}; what can be written is {', '.join(known)}{more}"
            )


def form_of(
    writable: Writable | None, column: Column, table: Table, value: object, place: str, zone: str, *, is_insert: bool
) -> Form:
    """The value in its form; ``writable`` is None for a custom field. An error names the row and the column."""
    try:
        plain = _typed(column, value, zone)
        if plain is None:
            if writable is not None and writable.empty is Special.REFUSED and not is_insert:
                raise _null(place, column.name)
            return None
        shaped = plain if writable is None else writable.shape(plain)
    except (ValueError, TypeError, OverflowError) as error:
        said = str(error) if str(error).startswith(("is ", "has ")) else f"is no {column.type.value}"
        raise DataError(f"{place}, column {column.name} of {table.name}: the value {said}") from None
    return shaped


def _null(place: str, column: str) -> IntegrityError:
    return IntegrityError(f"{place}, column {column}: NULL cannot be written, the API needs a value")


def _typed(column: Column, value: object, zone: str) -> Any:
    """The value as the column's type has it; None where it says nothing."""
    if value is None or (isinstance(value, float) and value != value):
        return None
    match column.type:
        case DataType.BIGINT:
            return _whole(value)
        case DataType.BOOLEAN:
            return _flag(value)
        case DataType.TIMESTAMP:
            return _moment(value, zone)
        case DataType.JSON:
            return value
        case _:
            return _text(value)


def _whole(value: Any) -> int:
    if isinstance(value, bool):
        raise ValueError
    if isinstance(value, str):
        return int(value.strip())
    if isinstance(value, int | float | decimal.Decimal) and value == int(value):
        return int(value)
    raise ValueError


_FLAGS = {**dict.fromkeys(("t", "true", "1", "yes", "on"), True), **dict.fromkeys(("f", "false", "0", "no", "off"))}


def _flag(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    text = str(value).strip().lower()
    if text not in _FLAGS:
        raise ValueError
    return bool(_FLAGS[text])


def _moment(value: Any, zone: str) -> datetime.datetime:
    match value:
        case datetime.datetime():
            return value if value.tzinfo else value.replace(tzinfo=datetime.UTC)
        case datetime.date():
            return datetime.datetime(value.year, value.month, value.day, tzinfo=ZoneInfo(zone))
        case str():
            read = datetime.datetime.fromisoformat(value.strip())
            return read if read.tzinfo else read.replace(tzinfo=ZoneInfo(zone))
    raise ValueError


def _text(value: Any) -> str:
    match value:
        case str():
            return value
        case bool():
            return "true" if value else "false"
        case int() | float() | decimal.Decimal() | datetime.date() | datetime.time():
            return str(value)
        case list() | dict():
            return json.dumps(value, ensure_ascii=False)
    raise ValueError


def stored_form(writable: Writable, raw: object) -> Form:
    """What is stored, in the form of a value; None where nothing is, or nothing that could be written."""
    if raw is None:
        return None
    try:
        return writable.stored(raw)
    except (ValueError, TypeError, AttributeError):
        return None


def source_paths(table: Table, column: str) -> tuple[Path, ...]:
    """Where a record holds the column's value."""
    source = table.by_name[column].source
    return source.paths if isinstance(source, Field) else ()


def is_same(stored: Form, wanted: Form) -> bool:
    """Whether both mean the same: of entries, in whatever order."""
    if isinstance(stored, list) or isinstance(wanted, list):
        return sorted(map(str, stored or ())) == sorted(map(str, wanted or ()))
    if isinstance(wanted, bool):
        return bool(stored) is wanted
    return bool(stored == wanted)


def failures(found: Mapping[int, Error], count: int, done: int, table: str) -> Error:
    """One error for the rows of a statement that failed; that of the only row itself."""
    first = min(found)
    error = found[first]
    if count == 1:
        return error
    kind = IntegrityError if isinstance(error, IntegrityError) else type(error)
    rest = f", and {len(found) - 1} more" if len(found) > 1 else ""
    text = (
        f"{len(found)} of {count} rows of {table} failed, {done} were written:"
        f" {error.message}{rest}; cursor.row_results tells what came of each"
    )
    return kind(text, request_id=error.request_id, status=error.status)
