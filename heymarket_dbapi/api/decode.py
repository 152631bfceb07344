"""Records to columns: Arrow tables of just the wanted columns, every value checked.

Empty values are NULL and absent flags are false, whatever way the server has of saying nothing (schema.md, rule 4).
Times keep microseconds: more digits are cut, not rounded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from heymarket_dbapi.api import times
from heymarket_dbapi.api.fields import field_of
from heymarket_dbapi.api.records import FACET, Row, find, finder, is_empty, kind_of
from heymarket_dbapi.catalog.naming import CustomField, custom_names
from heymarket_dbapi.catalog.sources import (
    Asked,
    ElementKey,
    Field,
    Lacks,
    Matches,
    Named,
    Nothing,
    Outer,
    Own,
    Position,
)
from heymarket_dbapi.catalog.spec import Column, Table
from heymarket_dbapi.catalog.ways import Form
from heymarket_dbapi.datatypes import DataType
from heymarket_dbapi.errors import DataError

if TYPE_CHECKING:
    import pyarrow

Getter = Callable[[Row], Any]
_BEYOND = 2**63


def decode(
    found: Sequence[Row],
    table: Table,
    names: Sequence[str],
    asked: Mapping[str, object] | None = None,
    called: Mapping[CustomField, str] | None = None,
) -> pyarrow.Table:
    """An Arrow table of the columns ``names`` of these rows.

    ``asked`` are the values that the rows were asked with, ``called`` what custom fields are called already.
    """
    import pyarrow

    arrays = {}
    for name in names:
        column = table.by_name[name]
        if isinstance(column.source, Named):
            values = _given_names(found, called)
        else:
            values = _values(found, table, column, asked or {})
        arrays[name] = _array(values, column)
    return pyarrow.table(arrays)


def _values(found: Sequence[Row], table: Table, column: Column, asked: Mapping[str, object]) -> list[Any]:
    given = _given(found, table, column, asked)
    try:
        values = _read(given, column)
    except (ValueError, TypeError):
        raise _wrong(table, column, _first_wrong(given, reader(column))) from None
    if column.not_null and None in values:
        raise DataError(f"a row of {table.name} without {column.name!r}, which every row must have")
    return values


def _given(found: Sequence[Row], table: Table, column: Column, asked: Mapping[str, object]) -> list[Any]:
    """The column's raw values."""
    match column.source:
        case Field(((name,),)) if table.explode is None:
            return [row.record.get(name) for row in found]
        case Field(paths) if table.explode is None:
            look = finder(paths)
            return [look(row.record) for row in found]
    return list(map(getter(table, column, asked), found))


def _read(given: Sequence[Any], column: Column) -> list[Any]:
    """The column's values; those that are as most are need no function of their own."""
    read = reader(column)
    match column.type, column.form:
        case DataType.BIGINT, _:
            return [value if type(value) is int and 0 < value < _BEYOND else read(value) for value in given]
        case DataType.TIMESTAMP, _:
            ticks, unit = times.ticks, times.MICROSECOND
            return [
                ticks(value) // unit if type(value) is str and value and value[0] != "0" else read(value)
                for value in given
            ]
        case DataType.BOOLEAN, _:
            return [value is True or read(value) for value in given]
        case DataType.VARCHAR, Form.PLAIN | Form.TEXT:
            return [value if type(value) is str and value else read(value) for value in given]
    return list(map(read, given))


def _first_wrong(given: Sequence[Any], read: Callable[[Any], Any]) -> Any:
    for value in given:
        try:
            read(value)
        except (ValueError, TypeError):
            return value
    raise AssertionError("none of the values is wrong")


def _given_names(found: Sequence[Row], called: Mapping[CustomField, str] | None) -> list[Any]:
    """The SQL names of custom fields: those they have, and for others what no other one is called."""
    fields = [field_of(row.record) for row in found]
    names = custom_names(fields, called)
    return [names[field] for field in fields]


def _wrong(table: Table, column: Column, value: Any) -> DataError:
    paths = getattr(column.source, "paths", ((column.name,),))
    place = " or ".join("$." + ".".join(path) for path in paths)
    return DataError(f"{table.name}.{column.name}: expected {column.type.value} at {place}, got {kind_of(value)}")


def getter(table: Table, column: Column, asked: Mapping[str, object]) -> Getter:
    """The function that finds a column's raw value in a row."""
    exploded = table.explode is not None
    match column.source:
        case Field(((name,),)) if not exploded:
            return lambda row: row.record.get(name)
        case Field(paths):
            look = finder(paths)
            return (lambda row: look(row.element)) if exploded else (lambda row: look(row.record))
        case Outer(paths):
            look = finder(paths)
            return lambda row: look(row.record)
        case ElementKey():
            return lambda row: row.key
        case Position():
            return lambda row: row.position
        case Lacks(paths):
            look = finder(paths)
            return lambda row: look(row.record) is None
        case Matches(path, value):
            return lambda row: _matches(find(row.record, path), value, row.record.get(FACET))
        case Asked():
            return lambda row: asked.get(column.name)
        case Nothing() | Named() | Own():
            return lambda row: None


def _matches(found: Any, value: str, facet: bool | None) -> bool:
    return bool(facet) if is_empty(found) else str(found).casefold() == value


def reader(column: Column) -> Callable[[Any], Any]:
    """The function that turns a raw value into the column's Python value, or raises ``ValueError``."""
    match column.type:
        case DataType.BIGINT:
            return _key_integer if column.not_null else _integer
        case DataType.BOOLEAN:
            return _flag
        case DataType.DOUBLE:
            return _number
        case DataType.TIMESTAMP:
            return _time
        case DataType.JSON:
            return _digits_json if column.form is Form.DIGITS else _json
        case DataType.BLOB:
            return lambda value: value
        case DataType.VARCHAR:
            return {Form.DIGITS: _digits, Form.TEXT: _any_text, Form.PLAIN: _text}[column.form]


def _key_integer(value: Any) -> int | None:
    return None if value is None else _whole(value)


def _integer(value: Any) -> int | None:
    return None if is_empty(value) else _whole(value)


def _whole(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int | float) or value != int(value):
        raise ValueError
    if not -_BEYOND <= value < _BEYOND:
        raise ValueError
    return int(value)


def _number(value: Any) -> float | None:
    if is_empty(value):
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError
    return float(value)


def _flag(value: Any) -> bool:
    if value is True:
        return True
    if is_empty(value):
        return False
    raise ValueError


def _text(value: Any) -> str | None:
    if type(value) is str:
        return value or None
    if is_empty(value):
        return None
    raise ValueError


def _any_text(value: Any) -> str | None:
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value) if value else None
    return _text(value)


def _digits(value: Any) -> str | None:
    text = _text(value)
    return text.lstrip("+") or None if text else None


def _time(value: Any) -> int | None:
    """Microseconds since the epoch."""
    text = _text(value)
    return None if text is None or is_empty(text) else times.ticks(text) // times.MICROSECOND


def _json(value: Any) -> str | None:
    """The JSON text without the members that say nothing, so that it is the same whatever way the server says it."""
    import msgspec

    told = _told(value)
    return None if is_empty(told) else msgspec.json.encode(told).decode()


def _told(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: told for name, inner in value.items() if not is_empty(told := _told(inner)) or _says(name)}
    return [_told(inner) for inner in value] if isinstance(value, list) else value


def _says(name: str) -> bool:
    """Whether a member's name is data, such as the phone of a group or a list, and no field's: it is never left out."""
    return not name.isidentifier()


def _digits_json(value: Any) -> str | None:
    return _json([_digits(inner) for inner in value] if isinstance(value, list) else value)


def _array(values: Iterable[Any], column: Column) -> pyarrow.Array[Any]:
    import pyarrow

    from heymarket_dbapi.engine import arrow_type

    kind = arrow_type(column.type)
    if column.type is DataType.TIMESTAMP:
        # Made of integers first: as times they take fifty times as long.
        return pyarrow.array(values, pyarrow.int64()).cast(kind)
    if column.type is DataType.JSON and isinstance(kind, pyarrow.BaseExtensionType):
        return pyarrow.ExtensionArray.from_storage(kind, pyarrow.array(values, kind.storage_type))
    return pyarrow.array(values, kind)
