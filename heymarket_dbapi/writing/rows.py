"""Rows on their way through a write, and what its parts share."""

from __future__ import annotations

import datetime
import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from heymarket_dbapi.api.records import Record, carries
from heymarket_dbapi.api.telling import Done, Refused, Told, Unknown, tell
from heymarket_dbapi.catalog.spec import Table
from heymarket_dbapi.catalog.ways import Endpoint
from heymarket_dbapi.catalog.writes import Writes
from heymarket_dbapi.context import Context
from heymarket_dbapi.effects import Flow, Request
from heymarket_dbapi.errors import Error, OperationalError
from heymarket_dbapi.metadata import Metadata
from heymarket_dbapi.outcome import RowOutcome, RowResult
from heymarket_dbapi.selecting import Ground
from heymarket_dbapi.sql.live_change import LiveChange
from heymarket_dbapi.writing.values import Form, source_paths

# The clock of the server may be behind ours.
CLOCKS_APART = datetime.timedelta(minutes=10)


@dataclass(slots=True)
class Row:
    """One row: its number in the statement, its key where it is there, and the forms of what it is to be.

    ``record`` is what the API showed of it; ``others`` are the columns of other relations that RETURNING names.
    ``made`` is what replies told of a row that was written; ``mark`` the value by which a batch's reply names it.
    ``parts``: the rows of the statement that are entries of this one, which is another table's.
    """

    index: int
    key: dict[str, Any] = field(default_factory=dict)
    given: dict[str, Form] = field(default_factory=dict)
    record: Record | None = None
    others: tuple[Any, ...] = ()
    made: dict[str, Any] = field(default_factory=dict)
    mark: Any = None
    parts: tuple[Row, ...] = ()

    @property
    def place(self) -> str:
        """How messages name it."""
        told = ", ".join(f"{name} {value}" for name, value in self.key.items() if value is not None)
        return f"row {self.index + 1}" + (f" ({told})" if told else "")


@dataclass(frozen=True, slots=True)
class Call:
    """One call of a write, and the rows that it is about; ``is_making``: none of them is there before.

    What is not known to make rows cannot be undone by taking them away.
    """

    endpoint: Endpoint
    request: Request
    rows: tuple[Row, ...]
    is_making: bool = True


class Keeper(Protocol):
    """What notes calls before and after they are made."""

    @property
    def identity(self) -> str: ...

    def start(self, call: Call) -> int: ...

    def finish(self, number: int, told: Told) -> None: ...


@dataclass(slots=True)
class Work:
    """One statement's writes: what it is about, the records that it has seen, and what came of each row."""

    context: Context
    known: Metadata
    live: LiveChange
    writes: Writes
    parameters: Any
    ground: Ground
    records: dict[str, dict[Any, Record]] = field(default_factory=dict)
    results: dict[int, RowResult] = field(default_factory=dict)
    is_forced: bool = False  # the API is asked to do also what seems to be done
    is_preview: bool = False  # nothing is told to the API
    has_stopped: bool = False
    rows: list[Row] = field(default_factory=list)
    in_flight: dict[int, Row] = field(default_factory=dict)
    keeper: Keeper | None = None
    began: datetime.datetime = field(default_factory=lambda: datetime.datetime.now(datetime.UTC))
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def table(self) -> Table:
        """The table that is written."""
        return self.known.tables[self.live.table.name]

    @property
    def may_go_on(self) -> bool:
        """Whether rows are written after one has failed."""
        return self.context.settings.on_row_error.value == "continue"

    # Records ---------------------------------------------------------------------------------------------------------

    def note_records(self, table: str, found: Sequence[Record]) -> None:
        """Remember what the API showed."""
        key = self.known.tables[table].key
        with self._lock:
            held = self.records.setdefault(table, {})
            for record in found:
                held[tuple(_as_key(record.get(name)) for name in key)] = record

    def record(self, table: Table, key: Iterable[Any]) -> Record | None:
        """What the API showed of one row."""
        return self.records.get(table.name, {}).get(tuple(map(_as_key, key)))

    def is_carried(self, table: Table, column: str) -> bool:
        """Whether any reply that was read carries the column, so that a record without it has no value."""
        paths = source_paths(table, column)
        if not paths:
            return False
        return any(carries(record, paths) for record in self.records.get(table.name, {}).values())

    # Results ---------------------------------------------------------------------------------------------------------

    def tell(self, call: Call) -> Flow[Told]:
        """What came of one call, which is noted in the journal before and after."""
        number = self.keeper.start(call) if self.keeper is not None else 0
        self.in_flight.update({row.index: row for row in call.rows})
        is_heard = True  # also where it is not known: what stops a statement may come after the call
        try:
            told = yield from tell(call.request, call.endpoint.repeat, self.context.exchange)
            is_heard = not isinstance(told, Refused)
        except OperationalError as error:
            # A call beyond the limit is stopped before it leaves.
            if "max_calls" in error.message:
                is_heard = False
                self._land(call)
            raise
        finally:
            self.context.desk.has_told_api |= is_heard
        self._land(call)
        if self.keeper is not None:
            self.keeper.finish(number, told)
        return told

    def _land(self, call: Call) -> None:
        for row in call.rows:
            self.in_flight.pop(row.index, None)

    def settle(self, row: Row, outcome: RowOutcome, identity: object = None) -> None:
        """Note what came of a row."""
        shown = identity if identity is not None else _only(row.key)
        self.results[row.index] = RowResult(row.index, outcome, shown)

    def fail(self, row: Row, error: Error, outcome: RowOutcome = RowOutcome.FAILED) -> None:
        """Note that a row failed, and stop unless failures are to be passed over."""
        told = type(error)(f"{row.place}: {error.message}", request_id=error.request_id, status=error.status)
        if row.place.split(" (")[0] in error.message:
            told = error
        self.results[row.index] = RowResult(row.index, outcome, _only(row.key), told)
        self.has_stopped = self.has_stopped or not self.may_go_on

    def judge(self, told: Told, rows: Sequence[Row], look_at: str) -> Done | None:
        """The reply where the call was carried out; else its rows are noted as failed or unknown."""
        match told:
            case Done():
                return told
            case Refused(_, error, is_for_all):
                for row in rows:
                    self.fail(row, error)
                self.has_stopped = self.has_stopped or is_for_all
            case Unknown():
                for row in rows:
                    self.fail(row, told.error(look_at), RowOutcome.UNKNOWN)
        return None


def _as_key(value: Any) -> Any:
    return str(value) if value is not None else None


def _only(key: Mapping[str, Any]) -> object:
    return next(iter(key.values()), None)
