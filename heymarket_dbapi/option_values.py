"""How the values of options are read, from the text of a DSN or from Python."""

from __future__ import annotations

import enum
import math
import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import urlsplit

Kind = TypeVar("Kind", bound=enum.Enum)

_SIZE = re.compile(r"(?P<number>\d+(?:\.\d+)?)\s*(?P<unit>B|[KMGT]i?B)?", re.IGNORECASE)
_POWERS = {"k": 1, "m": 2, "g": 3, "t": 4}
_NOTHING = ("", "none")


@dataclass(frozen=True, slots=True)
class Value:
    """How one kind of value is read; ``read`` raises ``ValueError`` for what is not ``expected``."""

    expected: str
    read: Callable[[object], Any]


def whole(minimum: int) -> Value:
    """A whole number that is at least ``minimum``."""

    def read(value: object) -> int:
        if isinstance(value, bool) or not isinstance(value, (int, str)):
            raise ValueError
        number = int(value)
        if number < minimum:
            raise ValueError
        return number

    return Value(f"a whole number, at least {minimum}", read)


def seconds(*, zero: bool = False, infinite: bool = False) -> Value:
    """A length of time."""

    def read(value: object) -> float:
        if isinstance(value, bool) or not isinstance(value, (int, float, str)):
            raise ValueError
        number = float(value)
        if math.isnan(number) or number < 0 or (number == 0 and not zero) or (math.isinf(number) and not infinite):
            raise ValueError
        return number

    least = "at least 0" if zero else "more than 0"
    return Value(f"a number of seconds, {least}" + (", or inf" if infinite else ""), read)


def one_of(kind: type[Kind]) -> Value:
    """One of the values of an enum."""

    def read(value: object) -> Kind:
        return value if isinstance(value, kind) else kind(value)

    return Value(" or ".join(str(member.value) for member in kind), read)


def optional(value: Value) -> Value:
    """The same, or nothing."""

    def read(given: object) -> Any:
        if given is None or (isinstance(given, str) and given.lower() in _NOTHING):
            return None
        return value.read(given)

    return Value(f"{value.expected}, or none", read)


def _flag(value: object) -> bool:
    match value:
        case bool():
            return value
        case str() if value.lower() in ("true", "1", "yes", "on"):
            return True
        case str() if value.lower() in ("false", "0", "no", "off"):
            return False
        case int() if value in (0, 1):
            return bool(value)
    raise ValueError


def _name(value: object) -> str:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else _text(value)


def _text(value: object) -> str:
    if not isinstance(value, (str, os.PathLike)) or not os.fspath(value):
        raise ValueError
    return str(os.fspath(value))


def _header_text(value: object) -> str:
    text = _text(value)
    if not (text.isascii() and text.isprintable()):
        raise ValueError
    return text


def _file(value: object) -> str:
    path = os.path.expanduser(_text(value))
    if not os.path.isfile(path):
        raise ValueError
    return path


def _folder(value: object) -> str:
    text = _text(value)
    if text == "memory":
        return text
    path = os.path.abspath(os.path.expanduser(text))
    if os.path.isfile(path):
        raise ValueError
    return path


def _size(value: object) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and value > 0:
        return value
    found = _SIZE.fullmatch(value.strip()) if isinstance(value, str) else None
    if found is None:
        raise ValueError
    unit = (found["unit"] or "b").lower()
    size = int(float(found["number"]) * (1024 if "i" in unit else 1000) ** _POWERS.get(unit[0], 0))
    if size <= 0:
        raise ValueError
    return size


def _memory(value: object) -> str:
    size = _size(value)
    return f"{size}B" if isinstance(value, int) else _text(value).strip()


def _zone(value: object) -> str:
    import zoneinfo

    name = _text(value)
    try:
        return zoneinfo.ZoneInfo(name).key
    except (zoneinfo.ZoneInfoNotFoundError, OSError):
        raise ValueError from None


def _proxy(value: object) -> str:
    text = _text(value)
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https", "socks5", "socks5h") or not parts.hostname:
        raise ValueError
    _ = parts.port  # raises ValueError where it is no port
    return text


FLAG = Value("true or false", _flag)
TEXT = Value("a text", _text)
NAME = Value("an id or a text", _name)
HEADER_TEXT = Value("a text of ASCII characters", _header_text)
FOLDER = Value("the path of a folder, or memory", _folder)
FILE = Value("the path of a file that exists", _file)
SIZE = Value("a size, such as 25MiB or a number of bytes", _size)
MEMORY = Value("a size, such as 2GB", _memory)
ZONE = Value("the name of a time zone, such as Europe/Berlin", _zone)
PROXY = Value("the address of a proxy, such as http://proxy.example:3128", _proxy)
