"""A load by dlt's rest_api source into a DuckDB file, then SQL there: each question loads the tables that it names.

Tables are loaded once in a run, and each question is charged with the loads that it needs, since rows change between
questions. Pages go by number to the first empty one: the paginator that loses nothing.
"""

from __future__ import annotations

import logging
import os
import tempfile
import time
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import duckdb

from benchmarks.ground import Ground
from benchmarks.question import Question
from benchmarks.served import Served
from tests.oracle_tables import TABLES, OracleColumn

from .endpoints import ENDPOINTS, Endpoint, sources
from .rows import custom_columns

NAME = "dlt load, then SQL"
MODULE = "dlt"
_STATUSES = "statuses"


@dataclass(frozen=True, slots=True)
class Load:
    """What one load cost."""

    calls: int
    seconds: float


class Dlt:
    """Answers each question from loaded tables."""

    def __init__(self, place: Served, ground: Ground) -> None:
        self.place = place
        self.words = ground.words
        self.folder = tempfile.TemporaryDirectory()
        self.loads: dict[str, Load] = {}
        os.environ["RUNTIME__DLTHUB_TELEMETRY"] = "false"
        os.environ["DLT_DATA_DIR"] = self.folder.name
        logging.getLogger("dlt").setLevel(logging.ERROR)
        self._load("custom_fields")
        self.custom = self._custom()

    def answer(self, question: Question) -> list[tuple[Any, ...]]:
        """The rows that DuckDB finds after the loads."""
        if question.is_own:
            raise NotImplementedError("there is no such thing")
        for source in self._needed(question):
            self._load(source)
        with duckdb.connect(str(self._file)) as database:
            database.execute("SET TimeZone = 'UTC'")
            for table in question.tables:
                database.execute(self._view(database, table, extended=question.kind == "extended"))
            return database.execute((question.plain or question.sql).format(**self.words)).fetchall()

    def charge(self, question: Question) -> Load:
        """What the loads of a question cost."""
        found = [self.loads[source] for source in self._needed(question)]
        return Load(sum(one.calls for one in found), sum(one.seconds for one in found))

    def close(self) -> None:
        """Drop what was loaded."""
        self.folder.cleanup()

    @property
    def _file(self) -> Path:
        return Path(self.folder.name) / "heymarket.duckdb"

    def _needed(self, question: Question) -> list[str]:
        found = dict.fromkeys(source for table in question.tables for source in sources(table))
        asked = "is_blocked" in question.sql or "is_unsubscribed" in question.sql
        return [*found, *([_STATUSES] if asked else ())]

    def _load(self, source: str) -> None:
        if source in self.loads:
            return
        if source == _STATUSES:
            self._load("contacts")
        before, begin = self.place.calls(), time.perf_counter()
        dlt: Any = import_module("dlt")
        destination = dlt.destinations.duckdb(str(self._file))
        pipeline = dlt.pipeline(f"heymarket_{source}", destination=destination, dataset_name="loaded")
        resource = self._statuses(dlt) if source == _STATUSES else self._resource(source)
        resource.max_table_nesting = 0
        pipeline.run(resource, write_disposition="replace")
        self.loads[source] = Load(self.place.calls() - before, time.perf_counter() - begin)

    def _resource(self, source: str) -> Any:
        """The endpoint as dlt's configuration says it."""
        rest_api: Any = import_module("dlt.sources.rest_api")
        endpoint = ENDPOINTS[source]
        config = {
            "client": {"base_url": self.place.url, "headers": self.place.headers, "paginator": "single_page"},
            "resources": [{"name": source, "endpoint": _endpoint(endpoint)}],
        }
        return rest_api.rest_api_source(config).resources[source]

    def _statuses(self, dlt: Any) -> Any:
        """The status of each contact, one call each."""
        requests: Any = import_module("dlt.sources.helpers.requests")
        with duckdb.connect(str(self._file)) as database:
            numbers = [number for (number,) in database.execute("SELECT id FROM loaded.contacts").fetchall()]
        url, headers = f"{self.place.url}/v1/contact/status", self.place.headers

        def statuses() -> Any:
            for number in numbers:
                yield requests.post(url, json={"id": number}, headers=headers).json()

        return dlt.resource(statuses, name=_STATUSES)

    def _custom(self) -> tuple[OracleColumn, ...]:
        with duckdb.connect(str(self._file)) as database:
            rows = database.execute("SELECT id, title FROM loaded.custom_fields").fetchall()
        return custom_columns([{"id": number, "title": title} for number, title in rows])

    def _view(self, database: duckdb.DuckDBPyConnection, table: str, *, extended: bool) -> str:
        """The table's columns over what dlt made of the records."""
        given = _columns(database, table)
        columns = [one for one in TABLES[table] if extended or not one.extended]
        columns += self.custom if table == "contacts" else ()
        body = _BODIES.get(table, f"loaded.{table} AS t")
        if table == "custom_fields":
            titles = ", ".join(f"({one.path[1]}, '{one.name}')" for one in self.custom)
            body = f"(SELECT c.*, n.name AS column_name FROM loaded.custom_fields c JOIN (VALUES {titles}) n(id, name)"
            body, given = f"{body} USING (id)) AS t", given | {"column_name"}
        if extended and table == "contacts" and _STATUSES in self.loads:
            joined = f"loaded.contacts c JOIN loaded.{_STATUSES} s USING (id)"
            body = f"(SELECT c.*, s.* EXCLUDE (id, phone) FROM {joined}) AS t"
            given |= _columns(database, _STATUSES)
        shown = ", ".join(f'{_expression(table, one, given)} AS "{one.name}"' for one in columns)
        return f"CREATE OR REPLACE VIEW {table} AS SELECT {shown} FROM {body}"


# Tables whose rows stand inside others', and whose columns are all named there.
_TAGS = """(SELECT id AS contact_id, (x.unnest->>'tag_id')::BIGINT AS tag_id
    FROM loaded.contacts, unnest(tags::JSON[]) AS x) AS t"""
_PHONES = """(SELECT id AS list_id, k.unnest AS phone, targets->k.unnest->>'f' AS f, targets->k.unnest->>'l' AS l
    FROM loaded.lists, unnest(json_keys(targets)) AS k) AS t"""
_MEMBERS = """(SELECT m.unnest->>'id' AS id, m.unnest->>'name' AS name, m.unnest->>'role' AS role,
    u.user_created_at AS user_created_at FROM loaded.team, unnest(members::JSON[]) AS m
    LEFT JOIN loaded.users AS u ON u.id = (m.unnest->>'id')::BIGINT) AS t"""
_BODIES = {"contact_tags": _TAGS, "list_members": _PHONES, "members": _MEMBERS}
_MEMBER_COLUMNS = frozenset({"id", "name", "role", "user_created_at"})
_DERIVED = {
    ("conversations", "is_closed"): "coalesce(status = 'closed', false)",
    ("messages", "is_inbound"): '("user" IS NULL)',
    ("messages", "channel"): "conversation->>'channel'",
}


def _columns(database: duckdb.DuckDBPyConnection, table: str) -> set[str]:
    sql = "SELECT column_name FROM information_schema.columns WHERE table_schema = 'loaded' AND table_name = ?"
    return {name for (name,) in database.execute(sql, [table]).fetchall()}


def _expression(table: str, column: OracleColumn, given: set[str]) -> str:
    """How a column is found: dlt makes none of a field that it never saw."""
    if derived := _DERIVED.get((table, column.name)):
        return derived
    first, *rest = column.path
    if table not in _BODIES and first not in given:
        return "false" if column.kind == "BOOLEAN" else f"NULL::{column.sql_type}"
    found = f'"{first}"' + "".join(f"->>'{step}'" for step in rest)
    if table == "members" and first not in _MEMBER_COLUMNS:
        return f"NULL::{column.sql_type}"
    found = f"({found})::{column.sql_type}"
    return f"coalesce({found}, false)" if column.kind == "BOOLEAN" else found


def _endpoint(endpoint: Endpoint) -> dict[str, Any]:
    selector = endpoint.inside or "$"
    found: dict[str, Any] = {"path": endpoint.path, "method": endpoint.method, "data_selector": selector}
    if endpoint.base is not None:
        found["json"] = {"limit": endpoint.limit}
        found["paginator"] = {
            "type": "page_number",
            "base_page": endpoint.base,
            "page_param": None,
            "page_body_path": "page",
            "total_path": None,
            "stop_after_empty_page": True,
        }
    elif endpoint.method == "POST":
        found["json"] = {}
    return found
