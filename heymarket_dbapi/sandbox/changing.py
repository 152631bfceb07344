"""How a write changes a row: `updated` and `rev` move, or stay where nothing changes."""

from __future__ import annotations

from typing import Any

from .calls import Call, Refusal
from .rows import Row


def change(call: Call, kind: str, row: Row, **values: Any) -> Row:
    """The row with new values; one that has them already moves only if the reading lets it."""
    if not call.writes.noop_moves and all(row[name] == value for name, value in values.items()):
        return row
    if "op" in row:
        values["op"] = "update"
    return call.world.touch(kind, row["id"], **values)


def refuse_unless(right: object, message: str, status: int = 400) -> None:
    """Refuse a request that is not right."""
    if not right:
        raise Refusal(status, message if status != 400 else f"bad_data: {message}")
