"""What may stand at the cursor: keywords, tables, and columns of the tables that the text names."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from heymarket_dbapi.errors import Error

if TYPE_CHECKING:
    from heymarket_dbapi.connection import Connection

_WRITTEN = """\
SELECT DISTINCT FROM WHERE GROUP BY HAVING ORDER LIMIT OFFSET FETCH WITH RECURSIVE AS JOIN LEFT RIGHT FULL INNER
CROSS LATERAL ON USING UNION ALL EXCEPT INTERSECT VALUES AND OR NOT IN EXISTS BETWEEN LIKE ILIKE IS NULL TRUE FALSE
CASE WHEN THEN ELSE END CAST ASC DESC NULLS FIRST LAST OVER PARTITION ROWS RANGE FILTER COUNT SUM MIN MAX AVG
COALESCE NULLIF EXTRACT DATE_TRUNC INTERVAL CURRENT_DATE CURRENT_TIMESTAMP NOW EXPLAIN DESCRIBE SHOW SET RESET CALL
INSERT INTO UPDATE DELETE RETURNING CONFLICT DO NOTHING CREATE TABLE DROP BEGIN COMMIT ROLLBACK
"""
KEYWORDS = tuple(_WRITTEN.split())
DEFAULT_SCHEMA = "heymarket"
_NAME = r'(?:\w+|"[^"]*")(?:\.(?:\w+|"[^"]*"))?'
_SOURCE = re.compile(rf"\b(?:from|join|update|into)\s+({_NAME})(?:\s+(?:as\s+)?(\w+))?", re.IGNORECASE)
_AFTER_SOURCE_WORD = re.compile(
    rf"(?:\b(?:from|join|update|into|table|describe)|^\s*\\d)\s+(?:{_NAME}\s*,\s*)*[\w.]*$", re.IGNORECASE
)
_QUALIFIED = re.compile(r"(\w+)\.\w*$")
_WORD = re.compile(r"[\w.]*$")

Tables = Mapping[str, tuple[str, ...]]


def candidates(before: str, whole: str, tables: Tables) -> list[str]:
    """What the word at the end of ``before`` may become, in the text ``whole``; best first."""
    word = word_before(before)
    if _AFTER_SOURCE_WORD.search(before):
        return _beginning(word, tables)
    sources = _sources(whole, tables)
    qualified = _QUALIFIED.search(before)
    if qualified is not None:
        owner = qualified[1]
        columns = sources.get(owner.lower(), ())
        return _beginning(word, [f"{owner}.{name}" for name in columns] or tables)
    columns = tuple(dict.fromkeys(name for names in sources.values() for name in names))
    keywords = KEYWORDS if word.isupper() else tuple(keyword.lower() for keyword in KEYWORDS)
    return _beginning(word, [*columns, *sources, *keywords, *tables]) if word else []


def word_before(text: str) -> str:
    """The word, with its qualifier, that ends at the end of the text; empty where none does."""
    found = _WORD.search(text)
    return found[0] if found else ""


def _beginning(word: str, names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(name for name in names if name.lower().startswith(word.lower())))


def _sources(text: str, tables: Tables) -> dict[str, tuple[str, ...]]:
    """The columns of each table in the text, by its name and its alias."""
    found: dict[str, tuple[str, ...]] = {}
    for name, alias in _SOURCE.findall(text):
        plain = name.replace('"', "").lower().removeprefix(f"{DEFAULT_SCHEMA}.")
        if plain in tables:
            found[plain] = tables[plain]
            if alias and alias.upper() not in KEYWORDS:
                found[alias.lower()] = tables[plain]
    return found


class KnownTables:
    """Tables with their columns, as the driver knows them without a call."""

    def __init__(self, ask: Callable[[str], list[tuple[Any, ...]]]) -> None:
        self._ask = ask
        self._tables: dict[str, tuple[str, ...]] | None = None
        self._is_whole = False

    def tables(self) -> Tables:
        """The tables; custom fields are among the columns once a statement has read them."""
        if not self._is_whole:
            self._tables = self._read() or self._tables or _of_the_catalog()
        return self._tables or {}

    def forget(self) -> None:
        """Look anew the next time: a statement may have made tables."""
        self._is_whole = False

    def _read(self) -> dict[str, tuple[str, ...]] | None:
        try:
            rows = self._ask("SELECT table_schema, table_name, column_name FROM information_schema.columns")
        except Error:
            return None
        self._is_whole = True
        found: dict[str, list[str]] = {}
        for schema, table, column in rows:
            found.setdefault(_spoken(schema, table), []).append(column)
        return {name: tuple(columns) for name, columns in found.items()}


def asking(connection: Connection) -> Callable[[str], list[tuple[Any, ...]]]:
    """What asks a connection, which is one that may make no call."""

    def ask(sql: str) -> list[tuple[Any, ...]]:
        with connection.execute(sql) as cursor:
            return cursor.fetchall()

    return ask


def _of_the_catalog() -> dict[str, tuple[str, ...]]:
    """Heymarket's tables without custom fields, and the driver's own."""
    from heymarket_dbapi.catalog import LOCAL_TABLES, TABLES

    live = {table.name: tuple(column.name for column in table.columns) for table in TABLES}
    own = {_spoken(t.schema, t.name): tuple(column.name for column in t.columns) for t in LOCAL_TABLES}
    return live | own


def _spoken(schema: str, table: str) -> str:
    return table if schema == DEFAULT_SCHEMA else f"{schema}.{table}"
