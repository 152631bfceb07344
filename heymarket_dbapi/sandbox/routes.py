"""Which operation a method and a path mean."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from .contract import Operation
from .operations import OPERATIONS

_PARTS = {"id": r"-?[0-9]{1,19}", "uuid": r"[0-9a-fA-F-]{36}", "type": r"[A-Za-z0-9_-]+"}


@dataclass(frozen=True, slots=True)
class Route:
    """Where a request goes: an operation, the media host, or nowhere."""

    operation: Operation | None = None
    parts: Mapping[str, str] = field(default_factory=dict)
    name: str = ""
    status: int = 404


def find_route(method: str, path: str) -> Route:
    """The operation of a request, with what stands in its path."""
    if path.startswith("/media/"):
        return Route(name="media")
    status = 404
    for pattern, by_method in _TABLE:
        found = pattern.fullmatch(path)
        if found is None:
            continue
        if method in by_method:
            return Route(by_method[method], found.groupdict(), by_method[method].name)
        status = 405
    return Route(status=status)


def _pattern(path: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\{(\w+)\}", lambda found: f"(?P<{found[1]}>{_PARTS[found[1]]})", path))


def _table() -> list[tuple[re.Pattern[str], dict[str, Operation]]]:
    paths: dict[str, dict[str, Operation]] = {}
    for operation in OPERATIONS.values():
        paths.setdefault(operation.path, {})[operation.method] = operation
    return [(_pattern(path), by_method) for path, by_method in paths.items()]


_TABLE = _table()
