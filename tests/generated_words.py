"""The words of generated queries: tables, the joins that make sense, and values that occur in the tables."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import duckdb

from tests.oracle_tables import TABLES


class Kind(StrEnum):
    """What an expression is."""

    NUMBER = "BIGINT"
    TEXT = "VARCHAR"
    FLAG = "BOOLEAN"
    TIME = "TIMESTAMPTZ"


Pick = Callable[[int], int]
Pools = Mapping[tuple[str, str], list[Any]]

LEFT_OUT = frozenset({"contact_channels", "schedules"})
KEYS = {
    "contact_tags": ("contact_id", "tag_id"),
    "template_files": ("template_id", "position"),
    "list_members": ("list_id", "phone"),
    "inbox_members": ("inbox_id", "member_id"),
}
JOINS = [
    tuple(line.split())
    for line in """
    messages.conversation_id conversations.id
    messages.inbox_id inboxes.id
    messages.user_id members.id
    messages.target contacts.phone
    conversations.inbox_id inboxes.id
    conversations.assigned_user_id members.id
    conversations.creator_id members.id
    conversations.target contacts.phone
    conversations.created_date messages.created_date
    conversations.last_inbound messages.id
    contacts.creator_id members.id
    contacts.assigned_user_id members.id
    contacts.last_name contacts.last_name
    contact_tags.contact_id contacts.id
    contact_tags.tag_id tags.id
    template_files.template_id templates.id
    list_members.list_id lists.id
    list_members.phone contacts.phone
    list_members.phone conversations.target
    inbox_members.inbox_id inboxes.id
    inbox_members.member_id members.id
    inbox_members.inbox_id conversations.inbox_id
    lists.creator_id members.id
    lists.rev tags.rev
    templates.creator_id members.id
    surveys.id tags.rev
    team.id inboxes.team_id
    custom_fields.id tags.id
    """.strip().splitlines()
]


@dataclass(frozen=True, slots=True)
class Relation:
    """Something in a FROM: its alias, the kinds of its columns, the columns that make a row unique."""

    alias: str
    columns: Mapping[str, Kind]
    keys: tuple[str, ...]
    table: str = ""

    def of_kind(self, kind: Kind) -> list[str]:
        """Its columns of a kind."""
        return [name for name, found in self.columns.items() if found is kind]


def base(table: str, alias: str) -> Relation:
    """A table under an alias."""
    kinds = {"KEY": Kind.NUMBER, "NAME": Kind.TEXT, "PHONE": Kind.TEXT}
    columns = {
        column.name: kinds.get(column.kind) or Kind(column.kind)
        for column in TABLES[table]
        if not column.extended and column.kind in (*kinds, *Kind)
    }
    return Relation(alias, columns, KEYS.get(table, ("id",)), table)


def base_tables() -> list[str]:
    """Tables that need no filter; the large ones come more often."""
    return [*(name for name in TABLES if name not in LEFT_OUT), "messages", "messages", "conversations", "contacts"]


def pools(oracle: duckdb.DuckDBPyConnection) -> Pools:
    """Some values of every column, in an order that does not change."""
    found: dict[tuple[str, str], list[Any]] = {}
    for table in dict.fromkeys(base_tables()):
        for name in base(table, "t").columns:
            rows = oracle.execute(
                f'SELECT v, n FROM (SELECT "{name}" AS v, count(*) AS n FROM {table} GROUP BY 1) '
                "WHERE v IS NOT NULL ORDER BY n DESC, v"
            ).fetchall()
            step = max(1, len(rows) // 12)
            found[table, name] = [row[0] for row in rows[::step]][:14]
    return found


@dataclass(frozen=True, repr=False)
class Words:
    """Values that occur in an account, and how large its tables are."""

    pools: Pools
    sizes: dict[str, int]

    @classmethod
    def of(cls, oracle: duckdb.DuckDBPyConnection) -> Words:
        """Those of the account that the oracle holds."""
        counts = {}
        for table in sorted(set(base_tables())):
            row = oracle.execute(f"SELECT count(*) FROM {table}").fetchone()
            assert row is not None
            counts[table] = row[0]
        return cls(pools(oracle), counts)


@dataclass(slots=True)
class Pen:
    """Writes values into SQL, as literals or as parameters; keeps parameters until their places are known.

    ``pick`` gives a number from 0 and below another: every choice is made by it.
    """

    pick: Pick
    pools: Pools
    given: dict[str, Any] = field(default_factory=dict)
    aliases: int = 0

    def one_of(self, *choices: Any) -> Any:
        """One of these."""
        return choices[self.pick(len(choices))]

    def chance(self, percent: int) -> bool:
        """True so often."""
        return self.pick(100) >= 100 - percent

    def alias(self, letter: str = "t") -> str:
        """A new alias."""
        self.aliases += 1
        return f"{letter}{self.aliases}"

    def value(self, relation: Relation, column: str) -> Any:
        """A value that the column has, or nearly."""
        pool = self.pools.get((relation.table, column), [])
        kind = relation.columns[column]
        if pool and self.chance(80):
            return self.one_of(*pool)
        match kind:
            case Kind.NUMBER:
                return self.one_of(-1, 0, 1, 3, 42, 7003, 999_999_999)
            case Kind.TEXT:
                return self.one_of("", "sms", "a", "x'y", "%", "100% sure", "no such \\ text", "Zoë")
            case Kind.FLAG:
                return self.one_of(True, False)
        return _BEGIN + datetime.timedelta(seconds=self.pick(_SECONDS), microseconds=self.pick(3))

    def write(self, value: Any) -> str:
        """The value as a literal or as a parameter."""
        if self.chance(30):
            mark = f"\0{len(self.given)}\0"
            self.given[mark] = value
            return mark
        return literal(value)

    def finish(self, sql: str) -> tuple[str, list[Any]]:
        """The text with question marks, and the parameters in their order."""
        places = sorted((sql.index(mark), mark) for mark in self.given if mark in sql)
        for _, mark in places:
            sql = sql.replace(mark, "?")
        return sql, [self.given[mark] for _, mark in places]


_BEGIN = datetime.datetime(2023, 12, 1, tzinfo=datetime.UTC)
_SECONDS = 800 * 86_400


def literal(value: Any) -> str:
    """The value as SQL text."""
    match value:
        case None:
            return "NULL"
        case bool():
            return "TRUE" if value else "FALSE"
        case int():
            return str(value)
        case datetime.datetime():
            return f"TIMESTAMPTZ '{value.astimezone(datetime.UTC):%Y-%m-%d %H:%M:%S.%f}+00'"
    return "'" + str(value).replace("'", "''") + "'"
