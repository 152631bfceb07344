"""The account that is asked: its true rows in plain DuckDB, words from it for the questions, and the least of calls."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from heymarket_dbapi.sandbox import Reading, Sandbox
from tests import oracle

# Rows a page, as the documented reading honours them; tags and templates have no documented `limit`.
PAGES = {"messages": 200, "tags": 30, "templates": 30}
_PAGE = 100
_HISTORY = 50
# Crowds are smaller than a page here: how a larger one is read is a matter of tests, not of prices.
SIZES = {
    "seed": 5,
    "contacts": 3030,
    "messages": 12210,
    "lists": 120,
    "tags": 230,
    "templates": 130,
    "surveys": 240,
    "crowd": 20,
}
SMALL = {**SIZES, "contacts": 330, "messages": 900}
# Listings by page number, against those by time; those whose head can move.
_OFFSET = frozenset({"contacts", "surveys"})
_MOVING = frozenset({"contacts", "conversations", "lists", "tags", "templates"})
_AT_ONCE = {"inboxes": 1, "members": 1, "team": 1, "custom_fields": 1}

_WORDS = {
    "contact": "SELECT id FROM contacts WHERE phone IS NOT NULL ORDER BY id LIMIT 1 OFFSET 37",
    "contacts": "SELECT string_agg(id, ', ') FROM (SELECT id FROM contacts ORDER BY id LIMIT 5 OFFSET 51)",
    "tagged": "SELECT contact_id FROM contact_tags GROUP BY 1 HAVING count(*) = 2 ORDER BY 1 LIMIT 1",
    "phone": "SELECT phone FROM contacts WHERE phone IS NOT NULL ORDER BY id LIMIT 1 OFFSET 23",
    "phones": "SELECT string_agg('''' || phone || '''', ', ') FROM"
    " (SELECT phone FROM contacts WHERE phone IS NOT NULL ORDER BY id LIMIT 8 OFFSET 31)",
    "email": "SELECT email FROM contacts WHERE email IS NOT NULL ORDER BY id LIMIT 1 OFFSET 9",
    "emails": "SELECT string_agg('''' || email || '''', ', ') FROM"
    " (SELECT email FROM contacts WHERE email IS NOT NULL ORDER BY id LIMIT 4 OFFSET 11)",
    "conversation": "SELECT conversation_id FROM messages JOIN conversations c ON c.id = conversation_id"
    " WHERE c.channel = 'sms' AND c.targets IS NULL GROUP BY 1 HAVING count(*) BETWEEN 4 AND 40 ORDER BY 1 LIMIT 1",
    "conversations": "SELECT string_agg(id, ', ') FROM (SELECT c.id FROM messages JOIN conversations c"
    " ON c.id = conversation_id WHERE c.channel = 'sms' AND c.targets IS NULL"
    " GROUP BY 1 HAVING count(*) BETWEEN 4 AND 40 ORDER BY 1 LIMIT 3 OFFSET 1)",
    "met": "SELECT c.id FROM conversations c JOIN contacts p ON p.phone = c.target ORDER BY 1 LIMIT 1 OFFSET 4",
    "target": "SELECT target FROM conversations WHERE id = {conversation}",
    "target_inbox": "SELECT inbox_id FROM conversations WHERE id = {conversation}",
    "list": "SELECT list_id FROM list_members GROUP BY 1 ORDER BY 1 LIMIT 1 OFFSET 3",
    "lists": "SELECT string_agg(id, ', ') FROM (SELECT id FROM lists ORDER BY id LIMIT 3)",
    "tag": "SELECT id FROM tags ORDER BY id LIMIT 1 OFFSET 7",
    "tags": "SELECT string_agg(id, ', ') FROM (SELECT id FROM tags ORDER BY id LIMIT 10)",
    "template": "SELECT id FROM templates ORDER BY id LIMIT 1 OFFSET 5",
    "survey": "SELECT id FROM surveys ORDER BY id LIMIT 1 OFFSET 5",
    "inbox": "SELECT id FROM inboxes ORDER BY id LIMIT 1",
    "inboxes": "SELECT string_agg(id, ', ') FROM (SELECT id FROM inboxes ORDER BY id LIMIT 2)",
    "assigned": "SELECT id FROM conversations WHERE assigned_user_id IS NOT NULL ORDER BY id LIMIT 1",
}


@dataclass(frozen=True)
class Ground:
    """One account, and what its tables cost at least; the formulas are those of the documented reading."""

    sizes: dict[str, Any]

    @cached_property
    def database(self) -> Any:
        """Plain DuckDB over the true rows."""
        return oracle.database(Sandbox(**self.sizes).world, Reading())

    @cached_property
    def words(self) -> dict[str, str]:
        """What stands for the names in braces in a question."""
        found: dict[str, str] = {}
        for name, sql in _WORDS.items():
            found[name] = str(self.number(sql.format(**found)))
        return found

    def number(self, sql: str) -> Any:
        """One value, from the true rows."""
        self.database.execute("SET schema = 'extended'")
        row = self.database.execute(sql).fetchone()
        return row[0] if row else None

    def rows(self, table: str, condition: str = "true") -> int:
        """How many rows a table has of this kind."""
        return int(self.number(f"SELECT count(*) FROM {table} WHERE {condition.format(**self.words)}"))

    def scan(self, table: str) -> int:
        """All rows: the pages, one to prove the end, one where the head can have moved since it was read."""
        if table in _AT_ONCE:
            return _AT_ONCE[table]
        pages = self._read(table, self.rows(table))
        return pages + 1 + self._again(table, pages)

    def part(self, table: str, condition: str) -> int:
        """Rows of a filter that the listing takes: their pages, the end, the head."""
        pages = self.walk(table, self.rows(table, condition))
        return pages + 1 + self._again(table, pages)

    def span(self, table: str, condition: str) -> int:
        """Rows of a range of time: the pages that hold it and a row beyond, which proves the end.

        Where the range is open to the newest: the head once more, or the end of messages, which are walked upwards.
        """
        rows = self.rows(table, condition)
        if "<" in condition or "BETWEEN" in condition:
            return self.walk(table, rows + 1)
        if table not in _MOVING:
            return self.walk(table, rows) + 1
        pages = self.walk(table, rows + 1)
        return pages + self._again(table, pages)

    def first(self, table: str, rows: int) -> int:
        """The first rows of a listing's order, one call more where several pages can move."""
        pages = math.ceil(rows / self.page(table))
        return pages + self._again(table, pages)

    def until(self, table: str, order: str, condition: str, rows: int = 1) -> int:
        """The pages to the row that is so many-eth of a condition in an order."""
        place = self.number(
            f"SELECT place FROM (SELECT *, row_number() OVER (ORDER BY {order}) AS place FROM {table})"
            f" WHERE {condition} ORDER BY place LIMIT 1 OFFSET {rows - 1}"
        )
        return math.ceil(int(place or self.rows(table)) / self.page(table))

    def history(self, conversations: str) -> int:
        """The calls that the histories of conversations need, 50 rows each."""
        rows = self.database.execute(
            f"SELECT count(*) FROM extended.messages WHERE conversation_id IN ({conversations.format(**self.words)})"
            " GROUP BY conversation_id"
        )
        return sum(math.ceil(count / _HISTORY) for (count,) in rows.fetchall())

    def points(self, table: str, keys: int) -> int:
        """Rows by their keys, or the scan where that is less."""
        return min(keys, self.scan(table))

    def page(self, table: str) -> int:
        """Rows a page."""
        return PAGES.get(table, _PAGE)

    def walk(self, table: str, rows: int) -> int:
        """Pages by time that overlap by a row."""
        page = self.page(table)
        return 1 + math.ceil(max(0, rows - page) / (page - 1))

    def _again(self, table: str, pages: int) -> int:
        return int(pages > 1 and table in _MOVING)

    def _read(self, table: str, rows: int) -> int:
        return max(1, math.ceil(rows / self.page(table))) if table in _OFFSET else self.walk(table, rows)
