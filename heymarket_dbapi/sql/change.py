"""What INSERT, UPDATE and DELETE say, as values: a query that gives or finds rows, and what is done with them."""

from __future__ import annotations

from dataclasses import dataclass

from heymarket_dbapi.sql.kind import StatementKind
from heymarket_dbapi.sql.names import UNWRITABLE, LocalTable
from heymarket_dbapi.sql.parse import Parsed

# In the query of an UPDATE or DELETE: the engine's number of the row that is meant, and the values it gets.
ROW = "row"
# The schema and name of a table of parameter sets, and of its column that is a set's place.
SETS = (UNWRITABLE, "parameter sets")
NUMBER = "number"
# In the query of an UPDATE or DELETE: what RETURNING wants of the other relations, with a number after it.
OTHER = "other column"


@dataclass(frozen=True, slots=True)
class Conflict:
    """What an INSERT does with a row whose key is there: nothing, or an UPDATE.

    The key is of ``columns``, or that of ``constraint``, or any. ``update`` is a SELECT of the new values of
    ``assigned`` over the row that is there and the one that is ``excluded``, WHERE it is to be done.
    """

    columns: tuple[str, ...]
    constraint: str | None
    assigned: tuple[str, ...] = ()
    update: Parsed | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """An INSERT, UPDATE or DELETE of a local table.

    ``source`` gives for an INSERT the values of ``columns``; for an UPDATE the row's number and the values of
    ``columns``; for a DELETE the row's number. It is None for DEFAULT VALUES. ``returning`` is a SELECT over the
    table as if it held nothing but the rows that were touched. ``is_joined``: one row may be met several times;
    ``is_many``: by sets of parameters, whose number is the last column of ``source``. ``others``: how many columns of
    other relations RETURNING names; they are the last of ``source``, and of the table in ``returning``.
    """

    kind: StatementKind
    target: LocalTable
    alias: str
    columns: tuple[str, ...]
    source: Parsed | None
    conflict: Conflict | None = None
    returning: Parsed | None = None
    is_joined: bool = False
    is_many: bool = False
    others: int = 0
