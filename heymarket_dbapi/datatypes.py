"""Column types by name, and PEP 249's type objects and constructors."""

from __future__ import annotations

import datetime
import enum
import time
from collections.abc import Iterator


class DataType(enum.Enum):
    """The types that columns of Heymarket's tables have, by the name that reflection shows."""

    BIGINT = "BIGINT"
    VARCHAR = "VARCHAR"
    BOOLEAN = "BOOLEAN"
    TIMESTAMP = "TIMESTAMP WITH TIME ZONE"
    JSON = "JSON"
    BLOB = "BLOB"
    DOUBLE = "DOUBLE"


class TypeObject(frozenset[str]):
    """A PEP 249 type object: equal to every type code that it names."""

    def __new__(cls, name: str, *codes: str) -> TypeObject:
        made = super().__new__(cls, codes)
        made.name = name
        return made

    name: str

    def __eq__(self, other: object) -> bool:
        if isinstance(other, TypeObject):
            return frozenset.__eq__(self, other)
        if isinstance(other, TypeCode):
            return other.base in self
        return isinstance(other, str) and other in self

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return frozenset.__hash__(self)

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(frozenset.__iter__(self)))

    def __repr__(self) -> str:
        return self.name

    def __reduce__(self) -> tuple[type[TypeObject], tuple[str, ...]]:
        return TypeObject, (self.name, *self)


class TypeCode(str):
    """A column's type code: the engine's name of its type, comparable with the PEP 249 type objects."""

    __slots__ = ()

    @property
    def base(self) -> str:
        """The name without precision, length or element type: ``DECIMAL`` for ``DECIMAL(18,3)``."""
        return self.partition("(")[0].strip()

    def __eq__(self, other: object) -> bool:
        if isinstance(other, TypeObject):
            return other == self
        return str.__eq__(self, other) if isinstance(other, str) else NotImplemented

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return str.__hash__(self)


STRING = TypeObject("STRING", "VARCHAR", "CHAR", "TEXT", "JSON", "UUID", "ENUM")
BINARY = TypeObject("BINARY", "BLOB", "BYTEA", "BIT")
NUMBER = TypeObject(
    "NUMBER",
    *("BIGINT", "INTEGER", "SMALLINT", "TINYINT", "HUGEINT", "BIGNUM"),
    *("UBIGINT", "UINTEGER", "USMALLINT", "UTINYINT", "UHUGEINT"),
    *("DOUBLE", "FLOAT", "DECIMAL", "BOOLEAN"),
)
DATETIME = TypeObject(
    "DATETIME",
    *("DATE", "TIME", "TIMESTAMP", "TIMESTAMP WITH TIME ZONE", "TIME WITH TIME ZONE", "INTERVAL"),
    *("TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS", "TIME_NS"),
)
ROWID = TypeObject("ROWID", "ROWID")

Date = datetime.date
Time = datetime.time
Timestamp = datetime.datetime
Binary = bytes


def DateFromTicks(ticks: float) -> datetime.date:
    """The local date of ``ticks`` seconds since the epoch."""
    return datetime.date(*time.localtime(ticks)[:3])


def TimeFromTicks(ticks: float) -> datetime.time:
    """The local time of day of ``ticks`` seconds since the epoch."""
    return datetime.time(*time.localtime(ticks)[3:6])


def TimestampFromTicks(ticks: float) -> datetime.datetime:
    """The local date and time of ``ticks`` seconds since the epoch."""
    return datetime.datetime(*time.localtime(ticks)[:6])
