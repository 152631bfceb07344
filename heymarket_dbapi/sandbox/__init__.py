"""A Heymarket in a box: the REST API in memory, in process or over HTTP, under any reading of its documents."""

from __future__ import annotations

from .authentication import SANDBOX_API_KEY, SANDBOX_SECRET_ID, SANDBOX_SECRET_KEY
from .http import Address, serve
from .mischief import (
    Delay,
    Drop,
    Edit,
    EmptyPage,
    Fail,
    Garble,
    Hang,
    Html,
    Mischief,
    RepeatPage,
    ShortPage,
    Trickle,
    Truncate,
    Wire,
)
from .readings import readings, switches, write_switches
from .replies import Entry, Log, Reply
from .server import Sandbox
from .switches import Reading
from .world import World

__all__ = [
    "SANDBOX_API_KEY",
    "SANDBOX_SECRET_ID",
    "SANDBOX_SECRET_KEY",
    "Address",
    "Delay",
    "Drop",
    "Edit",
    "EmptyPage",
    "Entry",
    "Fail",
    "Garble",
    "Hang",
    "Html",
    "Log",
    "Mischief",
    "Reading",
    "RepeatPage",
    "Reply",
    "Sandbox",
    "ShortPage",
    "Trickle",
    "Truncate",
    "Wire",
    "World",
    "readings",
    "serve",
    "switches",
    "write_switches",
]
