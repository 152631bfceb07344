"""How a read and its bound values are phrased as a request."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote

from heymarket_dbapi.catalog.ways import Endpoint, Place, Slot
from heymarket_dbapi.effects import Request

Filled = tuple[Slot, object]


def phrase(endpoint: Endpoint, filled: Iterable[Filled] = (), body: Mapping[str, Any] | None = None) -> Request:
    """The request to ``endpoint`` with each value in its slot; ``body`` is what the body holds anyway.

    A POST has a body even where nothing is to be said (messages.md, section 5: "send {}").
    """
    path = endpoint.path
    query: list[tuple[str, object]] = []
    content: dict[str, Any] = copy.deepcopy(dict(body or {}))
    for slot, value in filled:
        shaped = slot.shape(value) if slot.shape else value
        match slot.place:
            case Place.PATH:
                path = path.replace("{" + slot.name + "}", quote(str(shaped), safe=""))
            case Place.QUERY:
                query.append((slot.name, shaped))
            case Place.BODY:
                put(content, slot.name, shaped)
    has_body = endpoint.method != "GET" or body is not None
    return Request.of(endpoint.method, path, query, content if has_body else None)


def put(content: dict[str, Any], name: str, value: object) -> None:
    """Set the value at a dotted name, making the objects on the way."""
    *outer, last = name.split(".")
    for part in outer:
        content = content.setdefault(part, {})
    content[last] = value
