"""What Apache Superset must know of Heymarket: its engine spec, under the entry point ``superset.db_engine_specs``."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar

from flask import current_app
from sqlalchemy import types
from superset.constants import TimeGrain
from superset.db_engine_specs.base import BaseEngineSpec, DatabaseCategory
from superset.errors import SupersetErrorType
from superset.sql import parse as superset_parse
from superset.utils.core import GenericDataType

# Superset rewrites all SQL; of an engine that it does not know it would take to_char, ->> and ~ for something else.
superset_parse.SQLGLOT_DIALECTS.setdefault("heymarket", superset_parse.SQLGLOT_DIALECTS["postgresql"])

# So often a running query looks whether it was stopped, in seconds.
LOOK_EVERY = 1.0

_TRUNCATED = "DATE_TRUNC('{unit}', {{col}})"
_PARTS = "DATE_TRUNC('{unit}', {{col}}) + INTERVAL '{size} {part}s' * FLOOR(EXTRACT({part} FROM {{col}}) / {size})"
_DAY_LATER = "DATE_TRUNC('week', {col} + INTERVAL '1 day')"

_UNKNOWN_COLUMN = re.compile(r"unknown column (?P<column_name>\S+)")
_UNKNOWN_TABLE = re.compile(r"unknown table (?P<table_name>[^\s;]+)")
_REFUSED = re.compile(r"the API refuses the credential|no credential is given")
_UNREACHED = re.compile(r"no whole reply to GET \S+ after|no whole reply to POST \S+ after")


def _whole(unit: str) -> str:
    return _TRUNCATED.format(unit=unit)


def _part(unit: str, part: str, size: int) -> str:
    return _PARTS.format(unit=unit, part=part, size=size)


class HeymarketEngineSpec(BaseEngineSpec):  # type: ignore[misc]  # Superset has an environment of its own
    """Heymarket in Superset: PostgreSQL's SQL, prices in API calls, queries that can be stopped."""

    engine = "heymarket"
    engine_name = "Heymarket"
    drivers: ClassVar[dict[str, str]] = {"dbapi": "The driver of heymarket-dbapi"}
    default_driver = "dbapi"
    sqlalchemy_uri_placeholder = "heymarket://SECRET_ID:KEY@api.heymarket.com/?result_cache_ttl=300"
    # Files of the machine on which Superset runs are no business of who writes a URL.
    disallow_uri_query_params: ClassVar[dict[str, set[str]]] = {"dbapi": {"local", "journal"}}
    # Local tables are those of one process, and a table of Heymarket takes no file.
    supports_file_upload = False
    supports_multivalues_insert = True
    max_column_name_length = 63
    metadata: ClassVar[dict[str, Any]] = {
        "description": "Contacts, conversations and messages of a Heymarket account, read through its REST API.",
        "homepage_url": "https://www.heymarket.com/",
        "categories": [DatabaseCategory.OTHER],
        "pypi_packages": ["heymarket-dbapi[sqlalchemy]"],
        "connection_string": "heymarket://{secret_id}:{key}@api.heymarket.com/?result_cache_ttl=300",
        "notes": (
            "result_cache_ttl lets the charts of a dashboard share what was read; suppress_extended_requests=true keeps"
            " charts from columns that cost a call for each row."
        ),
    }
    column_type_mappings = (
        (re.compile(r"^(json|uuid|enum)", re.IGNORECASE), types.String(), GenericDataType.STRING),
        (re.compile(r"^(blob|bytea)", re.IGNORECASE), types.LargeBinary(), GenericDataType.STRING),
        (re.compile(r"^.+\[\d*\]$"), types.String(), GenericDataType.STRING),
        (re.compile(r"^u?hugeint|^ubigint", re.IGNORECASE), types.Numeric(), GenericDataType.NUMERIC),
        (re.compile(r"^uinteger", re.IGNORECASE), types.BigInteger(), GenericDataType.NUMERIC),
        (re.compile(r"^u?(tiny|small)int", re.IGNORECASE), types.Integer(), GenericDataType.NUMERIC),
    )
    custom_errors: ClassVar[dict[re.Pattern[str], tuple[str | None, SupersetErrorType, dict[str, Any]]]] = {
        # No words of ours: the driver's say what is meant, where it stands, and what to try.
        _UNKNOWN_COLUMN: (None, SupersetErrorType.COLUMN_DOES_NOT_EXIST_ERROR, {}),
        _UNKNOWN_TABLE: (None, SupersetErrorType.TABLE_DOES_NOT_EXIST_ERROR, {}),
        _REFUSED: (None, SupersetErrorType.CONNECTION_ACCESS_DENIED_ERROR, {"invalid": ["username", "password"]}),
        _UNREACHED: (None, SupersetErrorType.CONNECTION_HOST_DOWN_ERROR, {"invalid": ["host", "port"]}),
    }
    _time_grain_expressions: ClassVar[dict[str | None, str]] = {
        None: "{col}",
        TimeGrain.SECOND: _whole("second"),
        TimeGrain.FIVE_SECONDS: _part("minute", "second", 5),
        TimeGrain.THIRTY_SECONDS: _part("minute", "second", 30),
        TimeGrain.MINUTE: _whole("minute"),
        TimeGrain.FIVE_MINUTES: _part("hour", "minute", 5),
        TimeGrain.TEN_MINUTES: _part("hour", "minute", 10),
        TimeGrain.FIFTEEN_MINUTES: _part("hour", "minute", 15),
        TimeGrain.THIRTY_MINUTES: _part("hour", "minute", 30),
        TimeGrain.HOUR: _whole("hour"),
        TimeGrain.SIX_HOURS: _part("day", "hour", 6),
        TimeGrain.DAY: _whole("day"),
        TimeGrain.WEEK: _whole("week"),
        TimeGrain.WEEK_STARTING_SUNDAY: f"{_DAY_LATER} - INTERVAL '1 day'",
        TimeGrain.WEEK_STARTING_MONDAY: _whole("week"),
        TimeGrain.WEEK_ENDING_SATURDAY: f"{_DAY_LATER} + INTERVAL '5 days'",
        TimeGrain.WEEK_ENDING_SUNDAY: f"{_whole('week')} + INTERVAL '6 days'",
        TimeGrain.MONTH: _whole("month"),
        TimeGrain.QUARTER: _whole("quarter"),
        TimeGrain.YEAR: _whole("year"),
    }

    # Times -----------------------------------------------------------------------------------------------------------

    @classmethod
    def epoch_to_dttm(cls) -> str:
        """The moment of so many seconds since 1970."""
        return "TO_TIMESTAMP({col})"

    @classmethod
    def epoch_ms_to_dttm(cls) -> str:
        """The moment of so many milliseconds since 1970: whole numbers would be divided as such."""
        return "TO_TIMESTAMP({col} / 1000.0)"

    @classmethod
    def convert_dttm(cls, target_type: str, dttm: datetime, db_extra: dict[str, Any] | None = None) -> str | None:
        """A moment as SQL, in the connection's time zone, as the time grains are."""
        kind = cls.get_sqla_column_type(target_type)
        if isinstance(kind, types.Date):
            return f"CAST('{dttm.date().isoformat()}' AS DATE)"
        if isinstance(kind, types.DateTime):
            return f"CAST('{dttm.isoformat(sep=' ', timespec='microseconds')}' AS TIMESTAMP)"
        return None

    # Probes ----------------------------------------------------------------------------------------------------------

    @classmethod
    def get_column_description_limit_size(cls) -> int:
        """No row: a query's columns are known without one, and one row costs a call."""
        return 0

    @classmethod
    def alter_new_orm_column(cls, orm_col: Any) -> None:
        """A column of times says its format, or each sync of a dataset would read a thousand rows to find it."""
        if orm_col.is_dttm:
            orm_col.datetime_format = "%Y-%m-%d" if str(orm_col.type).upper() == "DATE" else "%Y-%m-%d %H:%M:%S"

    @classmethod
    def get_function_names(cls, database: Any) -> list[str]:
        """What SQL Lab offers while one types."""
        from heymarket_dbapi.sql.functions import SCALAR

        return sorted(SCALAR)

    # Prices ----------------------------------------------------------------------------------------------------------

    @classmethod
    def get_allow_cost_estimate(cls, extra: dict[str, Any]) -> bool:
        """EXPLAIN makes no call."""
        return True

    @classmethod
    def estimate_statement_cost(cls, database: Any, statement: str, cursor: Any) -> dict[str, Any]:
        """The calls, rows and seconds that a statement is going to take, as far as EXPLAIN knows them."""
        cursor.execute(f"EXPLAIN (FORMAT JSON) {statement}")
        steps = json.loads(cursor.fetchone()[0])
        return {
            "calls": sum(step["calls"] or 0 for step in steps),
            "is_exact": all(step["exact"] for step in steps),
            "rows": sum(step["rows"] or 0 for step in steps),
            "seconds": sum(step["seconds"] or 0 for step in steps),
            "notes": sorted({step["note"] for step in steps if step["note"]}),
        }

    @classmethod
    def query_cost_formatter(cls, raw_cost: Sequence[Mapping[str, Any]]) -> list[dict[str, str]]:
        """The prices in words."""
        return [_price(cost) for cost in raw_cost]

    # Running and stopping --------------------------------------------------------------------------------------------

    @classmethod
    def fetch_data(cls, cursor: Any, limit: int | None = None) -> list[tuple[Any, ...]]:
        """The rows; none of a statement that has none, as CREATE TABLE AS."""
        try:
            rows: list[tuple[Any, ...]] = super().fetch_data(cursor, limit) if cursor.description else []
        finally:
            _watches.end(cursor)
        return rows

    @classmethod
    def has_implicit_cancel(cls) -> bool:
        """True: who runs a query looks whether it was stopped, on whatever machine it runs."""
        return True

    @classmethod
    def execute_with_cursor(cls, cursor: Any, sql: str, query: Any) -> None:
        """Execute, and watch until the rows are read whether the query was stopped."""
        _watches.begin(cursor, query.id)
        try:
            super().execute_with_cursor(cursor, sql, query)
        except BaseException:
            _watches.end(cursor)
            raise


def _price(cost: Mapping[str, Any]) -> dict[str, str]:
    least = "" if cost["is_exact"] else "at least "
    price = {"API calls": f"{least}{cost['calls']:,}", "Seconds": f"{least}{cost['seconds']:.1f}"}
    if cost["rows"]:
        price["Rows read"] = f"{least}{cost['rows']:,}"
    if cost["notes"]:
        price["Not exact"] = ", ".join(cost["notes"])
    return price


class _Watches:
    """The cursors that are at work, each with a thread that looks whether its query was stopped.

    Where Superset stops a query, it writes so into its own database: a worker on another machine sees that place, too.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._ends: dict[int, threading.Event] = {}

    def begin(self, cursor: Any, query_id: int) -> None:
        """Watch the query until the cursor's work ends."""
        ended = threading.Event()
        with self._lock:
            self._ends[id(cursor)] = ended
        app = current_app._get_current_object()
        threading.Thread(target=_watch, args=(app, query_id, cursor, ended), daemon=True).start()

    def end(self, cursor: Any) -> None:
        """Watch no longer."""
        with self._lock:
            ended = self._ends.pop(id(cursor), None)
        if ended is not None:
            ended.set()


def _watch(app: Any, query_id: int, cursor: Any, ended: threading.Event) -> None:
    while not ended.wait(LOOK_EVERY):
        if _is_stopped(app, query_id):
            cursor.cancel()
            return


def _is_stopped(app: Any, query_id: int) -> bool:
    from superset import db
    from superset.common.db_query_status import QueryStatus
    from superset.models.sql_lab import Query

    with app.app_context():
        try:
            status = db.session.query(Query.status).filter_by(id=query_id).scalar()
        finally:
            db.session.remove()
    return bool(status in (QueryStatus.STOPPED, QueryStatus.TIMED_OUT))


_watches = _Watches()
