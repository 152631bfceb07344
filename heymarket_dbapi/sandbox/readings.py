"""Named readings, and how switches are set by name."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import fields, replace
from enum import StrEnum
from functools import cache
from typing import Any, get_type_hints

from .named import NAMED
from .operations import OPERATIONS
from .switches import Counter, Listing, Reading
from .switches_writing import Writing

LISTINGS = tuple(item.name for item in fields(Reading) if isinstance(getattr(Reading(), item.name), Listing))
COUNTERS = tuple(item.name for item in fields(Reading) if isinstance(getattr(Reading(), item.name), Counter))

WRITES = frozenset(item.name for item in fields(Writing))

Values = Mapping[str, Any]


def readings() -> dict[str, Reading]:
    """Every named reading."""
    return {name: read(name) for name in NAMED}


def read(name: str, changes: Values | None = None) -> Reading:
    """The named reading with some switches changed."""
    if name not in NAMED:
        raise ValueError(unknown("reading", name, NAMED))
    return change(change(Reading(), NAMED[name]), changes or {})


def change(reading: Reading, changes: Values) -> Reading:
    """The reading with switches set: those for all listings first, then those for one."""
    for name in sorted(changes, key=lambda switch: len(_places(switch)), reverse=True):
        for place, switch in _places(name):
            part: Any = getattr(reading, place) if place else reading
            part = _replaced(part, switch, _value(type(part), switch, name, changes[name]))
            reading = _replaced(reading, place, part) if place else part
    return reading


def switches() -> dict[str, tuple[Any, ...]]:
    """Every switch of reads with the values worth trying; one of listings or counters is there for all and for each."""
    found: dict[str, tuple[Any, ...]] = {}
    for group, owner in ((LISTINGS, Listing), (COUNTERS, Counter)):
        for item in fields(owner):
            values = _values(owner, item.name)
            found[item.name] = values
            found.update({f"{place.removesuffix('_count')}_{item.name}": values for place in group})
    for item in fields(Reading):
        if item.name in _SINGLE:
            found[item.name] = _values(Reading, item.name)
    return found


def write_switches() -> dict[str, tuple[Any, ...]]:
    """Every switch of writes with the values worth trying; they change nothing that reads show of what was there."""
    return {item.name: _values(Writing, item.name) for item in fields(Writing)}


def unknown(what: str, name: object, known: Iterable[str]) -> str:
    """A sentence that says what is unknown and names the nearest known ones."""
    known = sorted(known)
    near = difflib.get_close_matches(str(name), known, n=3, cutoff=0.5)
    hint = "did you mean " + " or ".join(repr(one) for one in near) if near else "known are " + ", ".join(known)
    return f"unknown {what} {str(name)!r}; {hint}"


@cache
def _hints(owner: type) -> dict[str, Any]:
    return get_type_hints(owner)


def _replaced(whole: Any, name: str, value: Any) -> Any:
    return replace(whole, **{name: value})


def _places(name: str) -> list[tuple[str, str]]:
    for group, owner in ((LISTINGS, Listing), (COUNTERS, Counter)):
        own = {item.name for item in fields(owner)}
        if name in own:
            return [(place, name) for place in group]
        for place in group:
            switch = name.removeprefix(place.removesuffix("_count") + "_")
            if switch != name and switch in own:
                return [(place, switch)]
    if name in WRITES:
        return [("writes", name)]
    if name in _SINGLE:
        return [("", name)]
    raise ValueError(unknown("option or switch", name, {**switches(), **write_switches()}))


def _value(owner: type, switch: str, name: str, given: Any) -> Any:
    kind = _hints(owner)[switch]
    if kind is bool:
        return _flag(name, given)
    if kind is int:
        return _count(switch, name, given)
    if kind == frozenset[str]:
        return _operations(name, given)
    assert issubclass(kind, StrEnum)
    text = _PAGE_BASES.get(str(given), str(given)) if switch == "page_base" else str(given)
    try:
        return kind(text)
    except ValueError:
        raise ValueError(unknown(f"value of {name}", given, [str(one) for one in kind])) from None


def _flag(name: str, given: object) -> bool:
    found = _FLAGS.get(str(given).lower())
    if found is None:
        raise ValueError(unknown(f"value of {name}", given, _FLAGS))
    return found


def _count(switch: str, name: str, given: object) -> int:
    text = str(given)
    if not text.isascii() or not text.isdigit():
        raise ValueError(f"{name} is a whole number from 0, not {text!r}")
    if switch == "time_digits" and int(text) > 9:
        raise ValueError(f"{name} is a number of digits from 0 to 9, not {text}")
    if switch in ("default_page", "largest_page") and int(text) < 1:
        raise ValueError(f"{name} is a number of rows from 1, not {text}")
    return int(text)


def _operations(name: str, given: Any) -> frozenset[str]:
    names = [one.strip() for one in given.split(",") if one.strip()] if isinstance(given, str) else list(given)
    for one in names:
        if one not in OPERATIONS:
            raise ValueError(unknown(f"operation in {name}", one, OPERATIONS))
    return frozenset(names)


def _values(owner: type, switch: str) -> tuple[Any, ...]:
    kind = _hints(owner)[switch]
    if kind is bool:
        return (False, True)
    if kind is int:
        return _NUMBERS[switch]
    if kind == frozenset[str]:
        return tuple((one.name,) for one in OPERATIONS.values() if one.reads)
    return tuple(kind)


_SINGLE = frozenset(item.name for item in fields(Reading)) - {*LISTINGS, *COUNTERS, "writes"}
_PAGE_BASES = {"0": "zero", "1": "one"}
_FLAGS = {"true": True, "yes": True, "on": True, "1": True, "false": False, "no": False, "off": False, "0": False}
_NUMBERS: dict[str, tuple[int, ...]] = {
    "default_page": (20, 30),
    "largest_page": (30, 50, 100, 200),
    "short_pages": (0, 3, 10),
    "time_digits": (0, 3, 6, 9),
    "search_values": (0, 10, 50),
    "batch_rows": (0, 100),
    "sends_appear_after": (0, 3),
}
