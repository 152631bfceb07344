"""Questions for ranges of time, for the first rows, and for part of a table."""

from __future__ import annotations

from .question import Question, costs
from .steps import First, Since, Whole

_RANGE = "the pages that hold the range and a row beyond"
_OPEN = "the pages that hold the range and a row beyond, and the head again where they are several"
_UPWARD = "the pages that hold the range, and one to prove the end"
_AGAIN = "ceil(k/p), and one to see that the head is unchanged"
_FIRST = "ceil(k/p)"
_RECENT = "updated_date > '2025-10-01'"


def _span(
    table: str, condition: str, sql: str = "", by_hand: Since | None = None, sqlite: str | None = None
) -> Question:
    """A question for a range, as its condition stands there or as other SQL says it."""
    column = "created_date" if table == "messages" else "updated_date"
    text = sql or f"SELECT id, {column} FROM {table} WHERE {condition}"
    steps = (by_hand,) if by_hand is not None else (Whole(table),)
    is_open = "<" not in condition and "BETWEEN" not in condition
    why = (_UPWARD if table == "messages" else _OPEN) if is_open else _RANGE
    return Question("range", text, lambda ground: ground.span(table, condition), why, steps, sqlite)


_RANGES = (
    _span("contacts", _RECENT, by_hand=Since("contacts", "2025-10-01")),
    _span("contacts", "updated_date BETWEEN '2025-03-01' AND '2025-08-01'", by_hand=Since("contacts", "2025-03-01")),
    _span("contacts", "updated_date < '2024-08-01'"),
    _span(
        "contacts",
        "updated_date > '2025-09-30'",
        "SELECT id FROM contacts WHERE updated_date + INTERVAL '1 day' > '2025-10-01'",
        Since("contacts", "2025-09-30"),
        "SELECT id FROM contacts WHERE datetime(updated_date, '+1 day') > '2025-10-01 00:00:00'",
    ),
    _span("conversations", "updated_date >= '2025-09-01'", by_hand=Since("conversations", "2025-09-01")),
    _span(
        "conversations",
        "updated_date BETWEEN '2025-02-01' AND '2025-06-01'",
        by_hand=Since("conversations", "2025-02-01"),
    ),
    _span("tags", "updated_date >= '2025-06-01'", by_hand=Since("tags", "2025-06-01")),
    _span("lists", "updated_date > '2025-11-01'", by_hand=Since("lists", "2025-11-01")),
    _span("templates", "updated_date >= '2025-10-01'", by_hand=Since("templates", "2025-10-01")),
    _span("messages", "created_date > '2025-11-01'", by_hand=Since("messages", "2025-11-01")),
    _span("messages", "created_date BETWEEN '2025-03-01' AND '2025-05-01'", by_hand=Since("messages", "2025-03-01")),
    _span(
        "messages",
        "created_date >= '2025-11-01' AND created_date < '2025-12-01'",
        "SELECT id FROM messages WHERE date_trunc('month', created_date) = '2025-11-01'",
        Since("messages", "2025-11-01"),
        "SELECT id FROM messages WHERE strftime('%Y-%m', created_date) = '2025-11'",
    ),
    _span(
        "messages",
        "created_date >= '2025-11-12' AND created_date < '2025-11-13'",
        "SELECT id FROM messages WHERE CAST(created_date AS DATE) = '2025-11-12'",
        Since("messages", "2025-11-12"),
        "SELECT id FROM messages WHERE date(created_date) = '2025-11-12'",
    ),
    _span(
        "messages",
        "created_date >= '2025-12-17'",
        "SELECT id FROM messages WHERE created_date >= TIMESTAMP '2025-12-31' - INTERVAL '14 days'",
        Since("messages", "2025-12-17"),
        "SELECT id FROM messages WHERE created_date >= '2025-12-17'",
    ),
    _span(
        "messages",
        "created_date >= '2025-01-01'",
        "SELECT count(*) FROM messages WHERE extract(year FROM created_date) = 2025",
        Since("messages", "2025-01-01"),
        "SELECT count(*) FROM messages WHERE strftime('%Y', created_date) = '2025'",
    ),
    _span(
        "messages",
        "created_date >= '2025-10-01' AND created_date < '2025-11-01'",
        "SELECT day, count(*) AS n FROM (SELECT CAST(created_date AS DATE) AS day, status FROM (SELECT * FROM messages"
        " WHERE created_date >= '2025-10-01 00:00:00') AS inner_table WHERE created_date < '2025-11-01 00:00:00')"
        " AS virtual_table GROUP BY day",
        Since("messages", "2025-10-01"),
        "SELECT day, count(*) AS n FROM (SELECT date(created_date) AS day FROM messages"
        " WHERE created_date >= '2025-10-01' AND created_date < '2025-11-01') GROUP BY day",
    ),
)

_FIRSTS = (
    Question(
        "first",
        "SELECT id, updated_date FROM contacts ORDER BY updated_date DESC LIMIT 10",
        lambda ground: ground.first("contacts", 10),
        _FIRST,
        (First("contacts", 10),),
    ),
    Question(
        "first",
        "SELECT id, updated_date FROM contacts ORDER BY updated_date DESC LIMIT 150",
        lambda ground: ground.first("contacts", 150),
        _AGAIN,
        (First("contacts", 150),),
    ),
    Question(
        "first",
        "SELECT id, updated_date FROM contacts ORDER BY updated_date LIMIT 10",
        lambda ground: ground.first("contacts", 10),
        _FIRST,
    ),
    Question(
        "first",
        "SELECT id, updated_date FROM conversations ORDER BY updated_date DESC LIMIT 20",
        lambda ground: ground.first("conversations", 20),
        _FIRST,
        (First("conversations", 20),),
    ),
    Question(
        "first",
        "SELECT id, created_date FROM messages ORDER BY created_date DESC LIMIT 50",
        lambda ground: ground.first("messages", 50),
        _FIRST,
        (First("messages", 50),),
    ),
    Question(
        "first",
        "SELECT id, created_date FROM messages ORDER BY created_date DESC LIMIT 500",
        lambda ground: ground.first("messages", 500),
        _FIRST,
        (First("messages", 500),),
    ),
    Question(
        "first",
        "SELECT id, created_date FROM messages ORDER BY created_date LIMIT 20",
        lambda ground: ground.first("messages", 20),
        _FIRST,
    ),
    Question(
        "first",
        "SELECT id, name, updated_date FROM tags ORDER BY updated_date DESC LIMIT 5",
        lambda ground: ground.first("tags", 5),
        _FIRST,
        (First("tags", 5),),
    ),
    Question(
        "first",
        "SELECT id, name, updated_date FROM lists ORDER BY updated_date DESC LIMIT 3 OFFSET 2",
        lambda ground: ground.first("lists", 5),
        _FIRST,
        (First("lists", 5),),
    ),
    Question(
        "first",
        "SELECT id, updated_date FROM contacts ORDER BY updated_date DESC LIMIT 10 OFFSET 200",
        lambda ground: 2,
        "the page that holds the rows, and the counter",
        (First("contacts", 210),),
    ),
    Question(
        "limit",
        "SELECT id, first_name FROM contacts LIMIT 10",
        lambda ground: ground.first("contacts", 10),
        _FIRST,
        (First("contacts", 10),),
        is_part=True,
    ),
    Question(
        "limit",
        "SELECT * FROM contacts LIMIT 101",
        lambda ground: 2,
        _FIRST,
        (First("contacts", 101),),
        is_part=True,
    ),
    Question(
        "limit",
        "SELECT id, text FROM messages LIMIT 300",
        lambda ground: 2,
        _FIRST,
        (First("messages", 300),),
        is_part=True,
    ),
    Question(
        "limit",
        "SELECT id, first_name FROM contacts WHERE first_name LIKE 'A%' LIMIT 3",
        lambda ground: ground.until("contacts", "updated_date DESC, id", "first_name LIKE 'A%'", 3),
        "page by page until the third is found",
        sqlite="SELECT id, first_name FROM contacts WHERE first_name GLOB 'A*' LIMIT 3",
        is_part=True,
    ),
    Question(
        "exists",
        "SELECT EXISTS (SELECT 1 FROM messages WHERE created_date > '2025-12-01')",
        costs(1),
        "one page of the range",
        (First("messages", 1),),
    ),
)


def _part(condition: str) -> Question:
    """A question for conversations of some inboxes, or open or closed ones."""
    text = f"SELECT id, status FROM conversations WHERE {condition}"
    reason = "only their pages, the end, the head"
    return Question("filter", text, lambda ground: ground.part("conversations", condition), reason)


_PARTS = (
    _part("inbox_id = {inbox}"),
    _part("inbox_id IN ({inboxes})"),
    _part("is_closed"),
    _part("NOT is_closed AND inbox_id = {inbox}"),
)

RANGED = (*_RANGES, *_FIRSTS, *_PARTS)
