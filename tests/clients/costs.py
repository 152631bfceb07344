"""What tools do, and the API calls that it costs: ``python -m tests.clients.costs`` prints the README's table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pandas
from sqlalchemy import Connection, MetaData, inspect
from sqlalchemy.orm import Session

from tests.clients.models import Conversation

Work = Callable[[Connection], Any]


@dataclass(frozen=True, slots=True)
class Cost:
    """The calls of an action: the first of a credential, and another from a new engine."""

    action: str
    first: int
    again: int
    work: Work
    note: str = ""


def _asked(sql: str) -> Work:
    return lambda connection: sorted(map(repr, connection.exec_driver_sql(sql).fetchall()))


def _ping(connection: Connection) -> None:
    raw: Any = connection.connection.dbapi_connection
    connection.dialect.do_ping(raw)


def _reflected(connection: Connection) -> int:
    metadata = MetaData()
    metadata.reflect(connection)
    return len(metadata.tables)


def _synchronized(connection: Connection) -> list[str]:
    """As Superset does it: columns, keys, comment, and the types of an empty answer."""
    inspector = inspect(connection)
    inspector.get_pk_constraint("contacts")
    inspector.get_table_comment("contacts")
    connection.exec_driver_sql("SELECT * FROM contacts WHERE FALSE").fetchall()
    return [column["name"] for column in inspector.get_columns("contacts")]


def _framed(connection: Connection) -> int:
    sql = f"SELECT count(*) AS n FROM messages WHERE created_date > '2025-12-01' OR text = '{'x' * 5000}'"
    return int(pandas.read_sql(sql, connection)["n"][0])


def _got(connection: Connection) -> int:
    with Session(connection) as session:
        return session.get_one(Conversation, 9900009).id


# The account has 120 contacts, which are two pages, and 450 messages, which are three.
COSTS = (
    Cost("`create_engine`, `connect`, `rollback`, `dispose`", 0, 0, lambda connection: None),
    Cost("ping (`pool_pre_ping`); a tool's Test connection", 1, 0, _ping, "so that a wrong key is noticed"),
    Cost("list schemas and tables", 0, 0, lambda connection: inspect(connection).get_table_names()),
    Cost("`has_table`, for any text", 0, 0, lambda connection: inspect(connection).has_table("SELECT 1")),
    Cost("columns of `messages`", 0, 0, lambda connection: len(inspect(connection).get_columns("messages"))),
    Cost(
        "columns of `contacts`",
        1,
        0,
        lambda connection: len(inspect(connection).get_columns("contacts")),
        "custom fields",
    ),
    Cost("`MetaData.reflect`, automap: all tables", 1, 0, _reflected, "custom fields"),
    Cost("dataset sync of `contacts`", 1, 0, _synchronized, "custom fields"),
    Cost("probe: `WHERE FALSE`, `WHERE 1=0`, `LIMIT 0`", 0, 0, _asked("SELECT * FROM messages WHERE 1 = 0")),
    Cost("probe: `SELECT 1 FROM messages LIMIT 1`", 1, 1, _asked("SELECT 1 FROM messages LIMIT 1")),
    Cost("preview: `SELECT * FROM messages LIMIT 100`", 1, 1, _asked("SELECT * FROM messages LIMIT 100")),
    Cost(
        "preview: `SELECT * FROM contacts LIMIT 100`", 2, 1, _asked("SELECT * FROM contacts LIMIT 100"), "custom fields"
    ),
    Cost("count for paging", 1, 1, _asked("SELECT count(*) FROM (SELECT * FROM messages) AS anon_1")),
    Cost(
        "a page: `ORDER BY created_date DESC, id LIMIT 50`",
        *(1, 1),
        _asked("SELECT id FROM messages ORDER BY created_date DESC, id LIMIT 50"),
    ),
    Cost(
        "range of a time filter: `MIN`, `MAX`",
        2,
        2,
        _asked("SELECT min(created_date), max(created_date) FROM messages"),
    ),
    Cost(
        "values of a filter: `SELECT DISTINCT status … LIMIT 10000`",
        *(4, 4),
        _asked("SELECT DISTINCT status FROM messages LIMIT 10000"),
        "every page, and the counter",
    ),
    Cost("ORM: `session.get`", 1, 1, _got),
    Cost("`pandas.read_sql` of a 5,000-character query", 4, 4, _framed, "as any other way to run it"),
    Cost("`pandas.read_sql` of a whole table", 4, 4, _asked("SELECT * FROM messages"), "every page, and the counter"),
)


def markdown() -> str:
    """The table."""
    rows = [(cost.action, str(cost.first), str(cost.again), cost.note) for cost in COSTS]
    lines = [("what a tool does", "calls, first", "again", ""), ("---",) * 4, *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


if __name__ == "__main__":
    print(markdown())
