"""What an INSERT, UPDATE or DELETE of Heymarket's tables says, as values."""

from __future__ import annotations

from dataclasses import dataclass

from heymarket_dbapi.catalog.spec import Table
from heymarket_dbapi.errors import NotSupportedError
from heymarket_dbapi.sql.change import Change
from heymarket_dbapi.sql.names import DEFAULT_SCHEMA, UNWRITABLE, LocalColumn, LocalTable

# The schemas and names of the rows that an INSERT meets, and of those that it was to make; they go by pairs.
STORED = (UNWRITABLE, "stored rows")
EXCLUDED = (UNWRITABLE, "excluded rows")
PAIR = "pair"


@dataclass(frozen=True, slots=True)
class LiveChange:
    """An INSERT, UPDATE or DELETE of one of Heymarket's tables.

    The first columns of ``change.source`` are ``keys``, where it finds rows. ``copied``: the columns that DO UPDATE
    sets to what the row that is excluded has, where it does nothing else. ``is_narrowed``: it has a WHERE.
    """

    change: Change
    table: Table
    keys: tuple[str, ...]
    copied: frozenset[str] = frozenset()
    is_narrowed: bool = True


def as_local(table: Table) -> LocalTable:
    """The table as one whose rows the driver gives."""
    columns = tuple(LocalColumn(column.name, column.type.value) for column in table.columns)
    return LocalTable(DEFAULT_SCHEMA, table.name, columns, is_stored=False)


def refuse_what_is_not(verb: str, table: str, verbs: str) -> NotSupportedError:
    """The error that the API has no call for the verb."""
    can = f"it can {verbs}" if verbs != "nothing" else "it can only be read"
    return NotSupportedError(f"the API cannot {verb} {table}: {can}")
