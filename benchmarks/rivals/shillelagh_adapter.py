"""An adapter of shillelagh (SQLite's virtual tables in Python), written as well as that interface allows.

It reads one row by id and contacts by phone or e-mail, walks a range of time in the order that is asked for, stops when
SQLite has enough rows, asks extended columns only where they are wanted, keeps replies for the statement, and tells
SQLite what each way costs. What it cannot: see a row count, an IN as one batch, a COUNT, the keys of a join at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from importlib import import_module
from typing import Any

from benchmarks.ground import Ground
from benchmarks.question import Question
from benchmarks.served import Served
from tests.oracle import value_of
from tests.oracle_tables import TABLES, OracleColumn

from .asking import Asking
from .endpoints import ENDPOINTS, SOURCES, Endpoint, sources
from .rows import Records, custom_columns, empty, fill, told
from .rows import connection as duckdb

NAME = "shillelagh adapter"
MODULE = "shillelagh"
_STATUS = frozenset({"is_blocked", "is_unsubscribed", "unsubscribed_admin", "unsubscribed_contact"})
_LISTED = frozenset({"last_message", "members"})
_SEARCHED = ("phone", "email")
# Lists, tags and templates sort one way only.
_BOTH_WAYS = frozenset({"contacts", "conversations", "messages"})
_POINT, _SEARCH, _PAGE = 1.0, 2.0, 20.0


class Shillelagh:
    """Answers each question over a connection that has the adapter alone."""

    def __init__(self, place: Served, ground: Ground) -> None:
        self.asking = Asking(place, keeps=True)
        self.words = ground.words
        self.custom: list[OracleColumn] = []

    def answer(self, question: Question) -> list[tuple[Any, ...]]:
        """The rows that SQLite finds."""
        text = question.sql if question.sqlite is None else question.sqlite
        if not text or question.is_own:
            raise NotImplementedError("SQLite has no such thing")
        asking = self.asking
        asking.begin()
        connect = import_module("shillelagh.backends.apsw.db").connect
        registry = import_module("shillelagh.adapters.registry").registry
        registry.loaders.clear()
        registry.add("heymarket", adapter(asking, lambda table: self._columns(asking, question, table)))
        with closing(connect(":memory:", adapters=["heymarket"])) as connection:
            found: list[tuple[Any, ...]] = connection.cursor().execute(text.format(**self.words)).fetchall()
        return found

    def close(self) -> None:
        """Close what was opened."""
        self.asking.close()

    def _columns(self, asking: Asking, question: Question, table: str) -> tuple[OracleColumn, ...]:
        """The columns of a table, the custom fields asked for once; extended ones could not be hidden from ``*``."""
        if table == "contacts" and not self.custom:
            self.custom += custom_columns(asking.page(ENDPOINTS["custom_fields"]))
        columns = [one for one in TABLES[table] if question.kind == "extended" or not one.extended]
        return (*columns, *(self.custom if table == "contacts" else ()))


def adapter(asking: Asking, columns_of: Callable[[str], tuple[OracleColumn, ...]]) -> Any:
    """The adapter's class; it is made where shillelagh is, which not everybody has."""
    base: Any = import_module("shillelagh.adapters.base").Adapter
    fields: Any = import_module("shillelagh.fields")
    filters: Any = import_module("shillelagh.filters")

    class Heymarket(base):  # type: ignore[misc]  # shillelagh is not installed where types are checked
        """One table of Heymarket."""

        safe = True
        supports_requested_columns = True

        def __init__(self, table: str) -> None:
            super().__init__()
            self.reader = Reader(asking, table, columns_of(table))
            self.fields = {one.name: _field(fields, filters, table, one) for one in self.reader.columns}

        @staticmethod
        def supports(uri: str, fast: bool = True, **kwargs: Any) -> bool:
            """Whether there is such a table."""
            return uri in TABLES

        @staticmethod
        def parse_uri(uri: str) -> tuple[str]:
            """The table's name."""
            return (uri,)

        def get_columns(self) -> dict[str, Any]:
            """Its columns."""
            return dict(self.fields)

        def get_cost(self, filtered_columns: list[tuple[str, Any]], order: list[tuple[str, Any]]) -> float:
            """About as many calls as it will make."""
            equal = {name for name, operator in filtered_columns if operator is filters.Operator.EQ}
            ranged = any(name == self.reader.time for name, _ in filtered_columns)
            return self.reader.cost(equal, ranged=ranged)

        def get_data(self, bounds: dict[str, Any], order: list[tuple[str, Any]], **kwargs: Any) -> Iterator[Any]:
            """The rows, page by page."""
            if any(isinstance(one, filters.Impossible) for one in bounds.values()):
                return
            values = {name: one.value for name, one in bounds.items() if isinstance(one, filters.Equal)}
            limits = bounds.get(self.reader.time)
            start, end = (_aware(limits.start), _aware(limits.end)) if limits is not None else (None, None)
            if limits is not None:
                limits.start, limits.end = start, end
            upward = any(sense is fields.Order.ASCENDING for _, sense in order)
            wanted = kwargs.get("requested_columns")
            for row in self.reader.read(values, start, end, upward=upward, wanted=wanted):
                if all(one.check(row[name]) for name, one in bounds.items()):
                    yield row

    return Heymarket


class Reader:
    """Reads one table for the adapter."""

    def __init__(self, asking: Asking, table: str, columns: tuple[OracleColumn, ...]) -> None:
        self.asking = asking
        self.table = table
        self.columns = columns
        self.endpoint: Endpoint | None = ENDPOINTS.get(table)
        self.time = _time_of(table)

    def cost(self, equal: set[str], *, ranged: bool) -> float:
        """Pages, roughly; the interface knows no counts."""
        if self.endpoint is not None and self.endpoint.one and "id" in equal:
            return _POINT
        if self.table == "contacts" and equal & set(_SEARCHED):
            return _SEARCH
        return _PAGE / 4 if ranged else _PAGE

    def read(
        self,
        values: dict[str, Any],
        start: datetime | None,
        end: datetime | None,
        *,
        upward: bool,
        wanted: set[str] | None,
    ) -> Iterator[dict[str, Any]]:
        """Rows in the order asked for; those of the bounds and maybe more."""
        if self.table in SOURCES:
            yield from self._derived(values)
            return
        names = {one.name for one in self.columns} & (wanted or {one.name for one in self.columns})
        records = self._records(values, start, end, upward=upward, by_id=not names & _LISTED)
        for place, record in enumerate(records):
            whole = told(self.table, {**record, **self._status(record)} if names & _STATUS else record)
            yield {"rowid": place, **{one.name: value_of(one, whole) for one in self.columns}}

    def _records(
        self, values: dict[str, Any], start: datetime | None, end: datetime | None, *, upward: bool, by_id: bool = True
    ) -> Iterator[dict[str, Any]]:
        if by_id and self.endpoint is not None and self.endpoint.one and "id" in values:
            row = self.asking.ask("GET", self.endpoint.one.format(values["id"]))
            yield from [row] if row else []
        elif self.table == "contacts" and (kind := next((name for name in _SEARCHED if values.get(name)), None)):
            channels = [{"channel_type": kind, "channel_ids": [values[kind]]}]
            yield from self.asking.ask("POST", "/v2/contacts/search", {"contact_channels": channels})
        elif self.endpoint is not None:
            yield from self._walk(self.endpoint, start, end, upward=upward)

    def _walk(
        self, endpoint: Endpoint, start: datetime | None, end: datetime | None, *, upward: bool
    ) -> Iterator[dict[str, Any]]:
        """Page by page, beginning at a bound where the listing takes one in that direction, to the other bound."""
        body: dict[str, Any] = {"limit": endpoint.limit}
        lower = endpoint.table in ("contacts", "messages")
        ascending = endpoint.table in _BOTH_WAYS and upward
        if endpoint.table in _BOTH_WAYS:
            body["ascending"] = ascending
        bound = start if lower else end
        if bound is not None and endpoint.time:
            moved = bound.timestamp() + (-1 if lower else 1)
            name = "created_at" if endpoint.table == "messages" else "date"
            body[name] = datetime.fromtimestamp(moved, bound.tzinfo).isoformat().replace("+00:00", "Z")
        page = endpoint.base
        while True:
            rows = self.asking.page(endpoint, **(body if page is None else {**body, "page": page}))
            yield from rows
            if page is None or len(rows) < endpoint.limit or self._is_past(rows[-1], start, end, ascending=ascending):
                return
            page += 1

    def _is_past(self, row: dict[str, Any], start: datetime | None, end: datetime | None, *, ascending: bool) -> bool:
        if not self.time or self.endpoint is None or not row.get(self.endpoint.time):
            return False
        moment = datetime.fromisoformat(row[self.endpoint.time])
        return bool((ascending and end and moment > end) or (not ascending and start and moment < start))

    def _derived(self, values: dict[str, Any]) -> Iterator[dict[str, Any]]:
        """Rows that stand inside others': those of one parent, where its id is given."""
        records: Records = empty()
        for source in sources(self.table):
            parent = {"contact_tags": "contact_id", "list_members": "list_id", "template_files": "template_id"}
            key = values.get(parent.get(self.table, ""))
            known = {} if key is None else {"id": key}
            for row in Reader(self.asking, source, ())._records(known, None, None, upward=False):
                records[source][row["id"]] = row
        names = [one.name for one in self.columns]
        with closing(duckdb()) as made:
            fill(made, records, [self.table])
            rows = made.execute(f"SELECT {', '.join(names)} FROM all_{self.table}").fetchall()
        for place, found in enumerate(rows):
            yield {"rowid": place, **dict(zip(names, found, strict=True))}

    def _status(self, record: dict[str, Any]) -> dict[str, Any]:
        found = self.asking.ask("POST", "/v1/contact/status", {"id": record["id"]})
        return {name: value for name, value in found.items() if name not in ("id", "phone")}


def _field(fields: Any, filters: Any, table: str, column: OracleColumn) -> Any:
    """What the interface is told of a column: only what the adapter filters itself is said to be exact."""
    kinds = {"BIGINT": fields.Integer, "BOOLEAN": fields.Boolean, "TIMESTAMPTZ": fields.DateTime, "BLOB": fields.Blob}
    kind = kinds.get(column.sql_type, fields.String)
    if column.name == _time_of(table):
        order = fields.Order.ANY if table in _BOTH_WAYS else fields.Order.DESCENDING
        return kind(filters=[filters.Range], order=order, exact=True)
    keys = {
        "id",
        "conversation_id",
        *(_SEARCHED if table == "contacts" else ()),
        "contact_id",
        "list_id",
        "template_id",
    }
    return kind(filters=[filters.Equal], exact=True) if column.name in keys else kind()


def _time_of(table: str) -> str:
    endpoint = ENDPOINTS.get(table)
    if endpoint is None or endpoint.base is None or not endpoint.time:
        return ""
    return {"date": "created_date"}.get(endpoint.time, "updated_date")


def _aware(moment: datetime | None) -> datetime | None:
    return moment.replace(tzinfo=UTC) if moment is not None and moment.tzinfo is None else moment
