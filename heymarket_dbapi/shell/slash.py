"""The commands of the prompt that are no SQL: they begin with a backslash."""

from __future__ import annotations

import re
from dataclasses import dataclass

HELP = """\
SQL ends with ; and may take several lines. Tab completes, Ctrl-C cancels, Ctrl-D leaves.
  \\d          tables
  \\d TABLE    columns of a table
  \\?          this help
  \\q          leave
"""
TABLES = (
    "SELECT table_schema, table_name, table_comment FROM information_schema.tables"
    " ORDER BY table_schema <> 'heymarket', table_schema, table_name"
)
_COLUMNS = (
    "SELECT column_name, data_type, is_nullable, column_comment FROM information_schema.columns"
    " WHERE table_schema = ? AND table_name = ? ORDER BY ordinal_position"
)
_NAME = re.compile(r'(?:(?P<schema>\w+|"[^"]+")\.)?(?P<table>\w+|"[^"]+")')


@dataclass(frozen=True, slots=True)
class Leave:
    """The prompt ends."""


@dataclass(frozen=True, slots=True)
class Say:
    """A text is shown."""

    text: str


@dataclass(frozen=True, slots=True)
class Ask:
    """A statement is carried out; ``check`` is one that fails, without a call, where the first has no answer."""

    sql: str
    parameters: tuple[str, ...] = ()
    check: str | None = None


Command = Leave | Say | Ask


def read_command(line: str) -> Command:
    """What a line that begins with a backslash asks for."""
    word, _, rest = line.strip().rstrip(";").partition(" ")
    name = rest.strip()
    match word:
        case "\\q" if not name:
            return Leave()
        case "\\?":
            return Say(HELP)
        case "\\d" if not name:
            return Ask(TABLES)
        case "\\d" if (found := _NAME.fullmatch(name)) is not None:
            schema = "heymarket" if found["schema"] is None else _folded(found["schema"])
            return Ask(_COLUMNS, (schema, _folded(found["table"])), f"DESCRIBE {name}")
    return Say(f"there is no command {word}, or it is not written so\n{HELP}")


def _folded(name: str) -> str:
    return name[1:-1] if name.startswith('"') else name.lower()
