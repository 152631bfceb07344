"""What a request must look like: operations, their parameters and bodies, and a check that lists every breach."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from .moments import read_time


class Kind(StrEnum):
    """The JSON type of a value in a request."""

    INTEGER = "integer"
    TEXT = "text"
    FLAG = "flag"
    TIME = "time"
    LIST = "list"
    OBJECT = "object"
    ANY = "any"


class Fault(StrEnum):
    """What is wrong with a request."""

    BODY = "body"
    TYPE = "type"
    QUOTED = "quoted"
    REQUIRED = "required"
    ONE_OF = "one_of"
    MANY = "many"
    KEY = "key"
    ENUM = "enum"
    RANGE = "range"
    PAGE = "page"
    FILTERS = "filters"
    UNKNOWN = "unknown"
    UNDOCUMENTED = "undocumented"
    CONTENT_TYPE = "content_type"


@dataclass(frozen=True, slots=True)
class Violation:
    """One breach of the contract: where, and why."""

    fault: Fault
    place: str
    message: str

    def __str__(self) -> str:
        return f"{self.place}: {self.message}"


@dataclass(frozen=True, slots=True)
class Value:
    """What a value in a request may be; `required` and `small` are the faults of a missing and of a small one.

    Of the keys in `one_of` one must be there, and only one where they are `exclusive`; a key of `needs` needs another.
    The other keys of a `numbered` object are whole numbers.
    """

    kind: Kind
    required: Fault | None = None
    choices: tuple[str, ...] = ()
    smallest: int | None = None
    largest: int | None = None
    small: Fault = Fault.RANGE
    items: Value | None = None
    keys: Mapping[str, Value] = field(default_factory=dict)
    others: Value | None = None
    undocumented: frozenset[str] = frozenset()
    one_of: tuple[str, ...] = ()
    exclusive: bool = False
    needs: Mapping[str, str] = field(default_factory=dict)
    digits: bool = False
    nullable: bool = False
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class Operation:
    """One method on one path."""

    name: str
    method: str
    path: str
    body: Value | None = None
    query: Mapping[str, Value] = field(default_factory=dict)
    reads: bool = True
    body_required: bool = True


_ANYTHING = Value(Kind.ANY)
_INTEGER = re.compile(r"-?[0-9]{1,19}", re.ASCII)


def check(value: Value, given: Any, place: str) -> Iterator[Violation]:
    """Every breach in a value that was parsed from JSON."""
    match value.kind, given:
        case Kind.ANY, _:
            return
        case _, None if value.nullable:
            return
        case Kind.INTEGER, int() if not isinstance(given, bool):
            yield from _check_range(value, given, place)
        case Kind.INTEGER, str() if _INTEGER.fullmatch(given):
            yield Violation(Fault.QUOTED, place, "an integer must be a JSON number, not a string")
            yield from _check_range(value, int(given), place)
        case Kind.FLAG, bool():
            return
        case Kind.TEXT, str():
            yield from _check_text(value, given, place)
        case Kind.TIME, str():
            yield from _check_time(given, place)
        case Kind.LIST, list():
            yield from _check_list(value, given, place)
        case Kind.OBJECT, dict():
            yield from _check_object(value, given, place)
        case _:
            yield Violation(Fault.TYPE, place, f"must be {value.kind}, not {_name(given)}")


def check_query(query: Mapping[str, Value], given: Mapping[str, str]) -> Iterator[Violation]:
    """Every breach in a query string, whose values are texts."""
    for name, value in query.items():
        if name not in given and value.required:
            yield Violation(value.required, name, "is required")
    for name, text in given.items():
        if name not in query:
            yield Violation(Fault.UNKNOWN, name, "unknown parameter")
        elif query[name].kind is Kind.INTEGER and not _INTEGER.fullmatch(text):
            yield Violation(Fault.TYPE, name, "must be an integer")
        elif query[name].kind is Kind.FLAG and text not in ("true", "false"):
            yield Violation(Fault.TYPE, name, "must be true or false")
        elif query[name].digits and not (text.isascii() and text.isdigit()):
            yield Violation(Fault.TYPE, name, "must be digits without a plus sign")


def _check_range(value: Value, given: int, place: str) -> Iterator[Violation]:
    if value.smallest is not None and given < value.smallest:
        yield Violation(value.small, place, f"must be at least {value.smallest}")
    if value.largest is not None and given > value.largest:
        yield Violation(Fault.RANGE, place, f"must be at most {value.largest}")
    if not -(2**63) <= given < 2**63:
        yield Violation(Fault.TYPE, place, "does not fit 64 bits")


def _check_text(value: Value, given: str, place: str) -> Iterator[Violation]:
    if value.choices and given not in value.choices:
        yield Violation(Fault.ENUM, place, f"must be one of {', '.join(value.choices)}")
    if value.digits and not (given.isascii() and given.isdigit()):
        yield Violation(Fault.TYPE, place, "must be digits without a plus sign")


def _check_time(given: str, place: str) -> Iterator[Violation]:
    try:
        read_time(given)
    except ValueError:
        yield Violation(Fault.TYPE, place, "must be an RFC 3339 time")


def _check_list(value: Value, given: list[Any], place: str) -> Iterator[Violation]:
    if value.smallest is not None and len(given) < value.smallest:
        yield Violation(Fault.RANGE, place, f"must have at least {value.smallest} items")
    if value.largest is not None and len(given) > value.largest:
        yield Violation(Fault.RANGE, place, f"must have at most {value.largest} items")
    for index, item in enumerate(given):
        yield from check(value.items or _ANYTHING, item, f"{place}[{index}]")


def _check_object(value: Value, given: dict[str, Any], place: str) -> Iterator[Violation]:
    for name, known in value.keys.items():
        if name in given:
            yield from check(known, given[name], f"{place}.{name}".lstrip("."))
        elif known.required:
            yield Violation(known.required, f"{place}.{name}".lstrip("."), "is required")
    yield from _check_families(value, given, place)
    for name, item in given.items():
        where = f"{place}.{name}".lstrip(".")
        if name in value.undocumented:
            yield Violation(Fault.UNDOCUMENTED, where, "not on this operation's page")
        elif name not in value.keys and value.others is not None:
            if value.numbered and not (name.isascii() and name.isdigit()):
                yield Violation(Fault.KEY, where, "the key must be an id in digits")
            yield from check(value.others, item, where)
        elif name not in value.keys:
            yield Violation(Fault.UNKNOWN, where, "unknown key")


def _check_families(value: Value, given: dict[str, Any], place: str) -> Iterator[Violation]:
    chosen = [name for name in value.one_of if name in given]
    if value.one_of and not chosen:
        yield Violation(Fault.ONE_OF, place or "body", f"one of {', '.join(value.one_of)} is required")
    if value.exclusive and len(chosen) > 1:
        yield Violation(Fault.MANY, place or "body", f"only one of {', '.join(chosen)} may be given")
    for name, other in value.needs.items():
        if name in given and other not in given:
            yield Violation(Fault.REQUIRED, f"{place}.{other}".lstrip("."), f"is required with {name}")


def _name(given: object) -> str:
    match given:
        case None:
            return "null"
        case bool():
            return "a flag"
        case int() | float():
            return "a number"
        case str():
            return "a string"
        case list():
            return "a list"
        case _:
            return "an object"
