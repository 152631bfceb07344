"""Measures what the README says about speed and calls: python -m tests.long.figures."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable

import heymarket_dbapi
from heymarket_dbapi.connection import Connection, Cursor

MESSAGES = 20_000
DSN = f"heymarket://sandbox?seed=5&contacts=2000&messages={MESSAGES}&rate_limit=10000000"
JOIN = """
SELECT i.name, count(*) FROM messages AS m JOIN conversations AS c ON c.id = m.conversation_id
JOIN inboxes AS i ON i.id = c.inbox_id GROUP BY i.name
"""
QUESTIONS = (
    ("`SELECT * FROM messages LIMIT 10`", "SELECT * FROM messages LIMIT 10"),
    ("one contact by id", "SELECT * FROM contacts WHERE id = 17"),
    ("messages of one day", "SELECT * FROM messages WHERE created_date >= now() - INTERVAL '1 day'"),
    ("the join and group of the README", JOIN),
)


def main() -> None:
    """Print the figures as the README's table has them."""
    print("| what | calls | seconds |\n| --- | --- | --- |")
    print(f"| `import heymarket_dbapi` | 0 | {_import_time():.2f} |")
    with heymarket_dbapi.connect(DSN, requests_per_minute=10_000_000) as connection:
        connection.execute("SELECT * FROM team").fetchall()  # the sandbox makes its account
        for name, sql in QUESTIONS:
            calls, seconds, _ = _timed(connection, sql, lambda cursor: cursor.fetchall())
            print(f"| {name} | {calls} | {seconds:.2f} |")
        whole = "SELECT * FROM messages"
        for name, fetch in (("tuples", _tuples), ("Arrow", _arrow)):
            calls, seconds, rows = _timed(connection, whole, fetch)
            print(f"| all {rows} messages as {name}, {rows / seconds:,.0f} rows a second | {calls} | {seconds:.2f} |")


def _tuples(cursor: Cursor) -> int:
    return len(cursor.fetchall())


def _arrow(cursor: Cursor) -> int:
    return cursor.fetch_arrow_table().num_rows


def _timed(connection: Connection, sql: str, fetch: Callable[[Cursor], object]) -> tuple[int, float, int]:
    begin = time.perf_counter()
    with connection.execute(sql) as cursor:
        fetch(cursor)
        return len(cursor.api_calls), time.perf_counter() - begin, cursor.rowcount


def _import_time() -> float:
    begin = time.perf_counter()
    subprocess.run([sys.executable, "-c", "import heymarket_dbapi"], check=True)
    return time.perf_counter() - begin


if __name__ == "__main__":
    main()
