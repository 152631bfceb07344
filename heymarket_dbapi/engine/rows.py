"""Arrow columns of a result, made into rows of Python values."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow
    from duckdb.sqltypes import DuckDBPyType

_UTC = datetime.UTC
_EPOCH = datetime.datetime(1970, 1, 1)
_EPOCH_UTC = datetime.datetime(1970, 1, 1, tzinfo=_UTC)

# By Arrow's name of the unit: what a tick must be multiplied and divided by.
_MICROSECONDS = {"s": (1_000_000, 1), "ms": (1_000, 1), "us": (1, 1), "ns": (1, 1_000)}

# Types whose Arrow form loses something (an offset, bits, digits): they cross as text.
_AS_TEXT = frozenset({"TIME WITH TIME ZONE", "BIT", "BIGNUM", "VARIANT", "GEOMETRY"})


@dataclass(frozen=True, slots=True)
class ResultColumn:
    """A column of a result: its name and the engine's name of its type, with digits where it is a DECIMAL."""

    name: str
    type_name: str
    precision: int | None = None
    scale: int | None = None

    @classmethod
    def of(cls, name: str, engine_type: DuckDBPyType) -> ResultColumn:
        """The column that the engine describes so."""
        type_name = str(engine_type).strip('"')
        if engine_type.id != "decimal":
            return cls(name, type_name)
        digits = dict(engine_type.children)
        return cls(name, type_name, int(str(digits["precision"])), int(str(digits["scale"])))


def projection(columns: Sequence[ResultColumn]) -> str | None:
    """The select list that makes text of what Arrow cannot carry, or None where nothing need change."""
    if not any(column.type_name in _AS_TEXT for column in columns):
        return None
    return ", ".join(_expression(position, column) for position, column in enumerate(columns, 1))


def in_utc(table: pyarrow.Table) -> pyarrow.Table:
    """``table`` with every time that has a zone in UTC."""
    import pyarrow

    fields = [field.with_type(_type_in_utc(field.type)) for field in table.schema]
    if all(new.type == old.type for new, old in zip(fields, table.schema, strict=True)):
        return table
    return table.cast(pyarrow.schema(fields))


def python_rows(table: pyarrow.Table, columns: Sequence[ResultColumn]) -> list[tuple[object, ...]]:
    """The rows of a computed table, as Python values of the types that PEP 249 and ``description`` promise.

    An INTERVAL is a ``timedelta`` in which a month counts 30 days, as in psycopg; integers of any width are
    ``int``; JSON is ``str``; a time before the year 1 or after 9999 (infinity too) is the nearest that Python has.
    """
    values = [_values(table.column(position), column) for position, column in enumerate(columns)]
    return list(zip(*values, strict=True)) if values else [()] * table.num_rows


def _expression(position: int, column: ResultColumn) -> str:
    quoted = column.name.replace('"', '""')
    cast = "::VARCHAR" if column.type_name in _AS_TEXT else ""
    return f'#{position}{cast} AS "{quoted}"'


def _type_in_utc(arrow: Any) -> Any:
    import pyarrow

    types = pyarrow.types
    if types.is_timestamp(arrow):
        return arrow if arrow.tz in (None, "UTC") else pyarrow.timestamp(arrow.unit, "UTC")
    if types.is_list(arrow):
        return pyarrow.list_(arrow.value_field.with_type(_type_in_utc(arrow.value_type)))
    if types.is_fixed_size_list(arrow):
        return pyarrow.list_(arrow.value_field.with_type(_type_in_utc(arrow.value_type)), arrow.list_size)
    if types.is_struct(arrow):
        return pyarrow.struct([field.with_type(_type_in_utc(field.type)) for field in arrow])
    return arrow


def _values(column: pyarrow.ChunkedArray[Any], described: ResultColumn) -> list[Any]:
    import pyarrow

    types = pyarrow.types
    if types.is_timestamp(column.type):
        return _moments(column)
    if types.is_date(column.type):
        return _dates(column)
    convert = _converter(described.type_name, column.type)
    values = column.to_pylist()
    if convert is None:
        return values
    return [None if value is None else convert(value) for value in values]


def _moments(column: pyarrow.ChunkedArray[Any]) -> list[datetime.datetime | None]:
    """Instants as ``datetime``; pyarrow's own way is slow, gives other zones, and fails outside Python's years."""
    import pyarrow

    epoch = _EPOCH if column.type.tz is None else _EPOCH_UTC
    ticks = column.cast(pyarrow.int64()).to_pylist()
    multiplied, divided = _MICROSECONDS[column.type.unit]
    duration = datetime.timedelta
    try:
        if multiplied == divided == 1:
            return [None if tick is None else epoch + duration(0, 0, tick) for tick in ticks]
        return [None if tick is None else epoch + duration(0, 0, tick * multiplied // divided) for tick in ticks]
    except OverflowError:
        return [None if tick is None else _nearest_moment(tick * multiplied // divided, epoch) for tick in ticks]


def _nearest_moment(microseconds: int, epoch: datetime.datetime) -> datetime.datetime:
    try:
        return epoch + datetime.timedelta(0, 0, microseconds)
    except OverflowError:
        return (datetime.datetime.min if microseconds < 0 else datetime.datetime.max).replace(tzinfo=epoch.tzinfo)


def _dates(column: pyarrow.ChunkedArray[Any]) -> list[datetime.date | None]:
    try:
        return list(column.to_pylist())
    except (OverflowError, ValueError):
        import pyarrow

        days = column.cast(pyarrow.int32()).to_pylist()
        return [None if day is None else _nearest_moment(day * 86_400_000_000, _EPOCH).date() for day in days]


def _converter(type_name: str, arrow: pyarrow.DataType) -> Callable[[Any], object] | None:
    """What makes the promised Python value of pyarrow's, or None where they are the same."""
    import pyarrow

    types = pyarrow.types
    match type_name:
        case "UUID":
            return uuid.UUID
        case "HUGEINT" | "UHUGEINT" | "BIGNUM":
            return int
        case "TIME WITH TIME ZONE":
            return _time_with_offset
        case "INTERVAL":
            return _duration
    if types.is_list(arrow) or types.is_fixed_size_list(arrow):
        return _list_of(_converter(type_name[: type_name.rfind("[")], arrow.value_type))
    if types.is_map(arrow):
        return dict
    if types.is_struct(arrow):
        fields = _struct_of([(field.name, _converter("", field.type)) for field in arrow])
        return _tuple_after(fields) if type_name.startswith("TUPLE(") else fields
    if types.is_timestamp(arrow) and arrow.tz is not None:
        return _instant
    return None


def _list_of(convert: Callable[[Any], object] | None) -> Callable[[Any], object] | None:
    if convert is None:
        return None
    return lambda values: [None if value is None else convert(value) for value in values]


def _struct_of(
    fields: Sequence[tuple[str, Callable[[Any], object] | None]],
) -> Callable[[Any], object] | None:
    converted = [(name, convert) for name, convert in fields if convert is not None]
    if not converted:
        return None

    def convert_fields(value: dict[str, Any]) -> dict[str, Any]:
        changed = {name: convert(value[name]) for name, convert in converted if value[name] is not None}
        return {**value, **changed}

    return convert_fields


def _tuple_after(convert: Callable[[Any], Any] | None) -> Callable[[Any], object]:
    return lambda value: tuple((value if convert is None else convert(value)).values())


def _instant(value: datetime.datetime) -> datetime.datetime:
    return value.astimezone(_UTC)


def _time_with_offset(text: str) -> datetime.time:
    value = datetime.time.fromisoformat(text)
    return value.replace(tzinfo=_UTC) if value.utcoffset() == datetime.timedelta(0) else value


def _duration(value: Any) -> datetime.timedelta:
    months, days, nanoseconds = value
    return datetime.timedelta(days=30 * months + days, microseconds=nanoseconds // 1000)
