"""The column names of custom fields, by the rules of schema.md."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any


def plain_name(title: str | None) -> str:
    """The title in snake_case ASCII; empty where nothing is left of it."""
    ascii_only = unicodedata.normalize("NFKD", title or "").encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "_", ascii_only.lower()).strip("_")


def column_names(fields: Iterable[Mapping[str, Any]], fixed: Iterable[str]) -> dict[int, str]:
    """The column of each custom field: the lowest id keeps a name, a later one of the same name gets its id."""
    taken = set(fixed)
    names: dict[int, str] = {}
    for field in sorted(fields, key=lambda one: int(one["id"])):
        number = int(field["id"])
        name = plain_name(field.get("title"))
        if name[:1].isdigit():
            name = f"field_{name}"
        if not name:
            name = f"custom_{number}"
        elif name in taken:
            name = f"{name}_custom_{number}"
        taken.add(name)
        names[number] = name
    return names
