"""Questions for single rows, for counts, for nothing, and for all rows."""

from __future__ import annotations

from .question import Question, costs
from .steps import Count, First, Get, Search

_ONE = "one read by id"
_DIGITS = "SELECT id, phone FROM contacts WHERE phone = '{phone}'"

_POINTS = (
    Question("key", "SELECT * FROM contacts WHERE id = {contact}", costs(1), _ONE, (Get("contacts", "contact"),)),
    Question(
        "key",
        "SELECT first_name, phone FROM (SELECT * FROM contacts) AS c WHERE c.id = {contact}",
        costs(1),
        _ONE,
        (Get("contacts", "contact"),),
    ),
    Question("key", "SELECT id FROM contacts WHERE id = 1", costs(1), "one read that finds nothing"),
    Question(
        "key",
        "SELECT id, status, inbox_id FROM conversations WHERE id = {conversation}",
        costs(1),
        _ONE,
        (Get("conversations", "conversation"),),
    ),
    Question(
        "key",
        "SELECT id, last_message FROM conversations WHERE id = {conversation}",
        costs(2),
        "the row, then its own page of the listing, which alone has last_message",
    ),
    Question("key", "SELECT id, name FROM lists WHERE id = {list}", costs(1), _ONE, (Get("lists", "list"),)),
    Question("key", "SELECT id, name, color FROM tags WHERE id = {tag}", costs(1), _ONE, (Get("tags", "tag"),)),
    Question(
        "key", "SELECT id, text FROM templates WHERE id = {template}", costs(1), _ONE, (Get("templates", "template"),)
    ),
    Question(
        "key", "SELECT id, question FROM surveys WHERE id = {survey}", costs(1), _ONE, (Get("surveys", "survey"),)
    ),
    Question(
        "keys",
        "SELECT id, first_name FROM contacts WHERE id IN ({contacts})",
        lambda ground: ground.points("contacts", 5),
        "min(5 reads by id, scan)",
        (Get("contacts", "contacts"),),
    ),
    Question(
        "keys",
        "SELECT id FROM contacts WHERE id = {contact} OR id = {tagged}",
        costs(2),
        "two reads by id",
        (Get("contacts", "contact"), Get("contacts", "tagged")),
    ),
    Question(
        "keys",
        "SELECT id, status FROM conversations WHERE id IN ({conversations})",
        lambda ground: ground.points("conversations", 3),
        "min(3 reads by id, scan)",
        (Get("conversations", "conversations"),),
    ),
    Question(
        "keys",
        "SELECT id, name FROM tags WHERE id IN ({tags})",
        lambda ground: ground.points("tags", 10),
        "min(10 reads by id, scan)",
        (Get("tags", "tags"),),
    ),
    Question(
        "keys",
        "SELECT id, name FROM lists WHERE id IN ({lists})",
        lambda ground: ground.points("lists", 3),
        "min(3 reads by id, scan)",
        (Get("lists", "lists"),),
    ),
    Question("search", _DIGITS, costs(1), "one search", (Search("phone"),)),
    Question(
        "search",
        "SELECT id, phone FROM contacts WHERE phone = '+{phone}'",
        costs(1),
        "one search, for the digits",
        (Search("phone"),),
        _DIGITS,
        plain=_DIGITS,
    ),
    Question(
        "search",
        "SELECT id, phone FROM contacts WHERE phone IN ({phones})",
        costs(1),
        "one search for the batch",
        (Search("phones"),),
    ),
    Question(
        "search", "SELECT id, email FROM contacts WHERE email = '{email}'", costs(1), "one search", (Search("email"),)
    ),
    Question(
        "search",
        "SELECT id, email FROM contacts WHERE email IN ({emails})",
        costs(1),
        "one search for the batch",
        (Search("emails"),),
    ),
)

_COUNTS = (
    Question("count", "SELECT count(*) FROM contacts", costs(1), "the counter", (Count("contacts"),)),
    Question("count", "SELECT count(*) AS n FROM messages", costs(1), "the counter", (Count("messages"),)),
    Question("count", "SELECT count(*) FROM conversations", costs(1), "the counter", (Count("conversations"),)),
    Question("count", "SELECT count(1) FROM (SELECT id FROM contacts) AS t", costs(1), "the counter"),
    Question("exists", "SELECT EXISTS (SELECT 1 FROM contacts)", costs(1), "one page", (First("contacts", 1),)),
    Question("exists", "SELECT 1 FROM messages LIMIT 1", costs(1), "one page", (First("messages", 1),)),
    Question("edge", "SELECT max(updated_date) FROM contacts", costs(1), "the first page of the order"),
    Question("edge", "SELECT max(created_date) FROM messages", costs(1), "the first page of the order"),
    Question("edge", "SELECT min(created_date) FROM messages", costs(1), "the first page of the other order"),
    Question(
        "edge",
        "SELECT min(updated_date), max(updated_date) FROM conversations",
        costs(2),
        "the first page of each order",
    ),
)

_NOTHING = tuple(
    Question("empty", sql, costs(0), why, ())
    for sql, why in (
        ("SELECT id, first_name FROM contacts WHERE FALSE", "no row can be"),
        ("SELECT id FROM messages WHERE 1 = 0", "no row can be"),
        ("SELECT id, created_date FROM messages LIMIT 0", "no row is wanted"),
        ("SELECT id FROM contacts WHERE id > 5 AND id < 3", "no number is both"),
        ("SELECT id FROM conversations WHERE id = NULL", "nothing is equal to NULL"),
        (
            "SELECT id FROM messages WHERE created_date > '2025-06-01' AND created_date < '2025-05-01'",
            "no moment is both",
        ),
        ("SELECT 1 + 1", "no table"),
    )
) + tuple(
    Question("own", sql, costs(0), why, ())
    for sql, why in (
        ("SELECT table_name FROM information_schema.tables", "known without asking"),
        ("SELECT column_name, data_type FROM information_schema.columns WHERE table_name = 'messages'", "known"),
        ("SELECT * FROM sys.pushdown", "known without asking"),
        ("SELECT name, value FROM sys.settings", "known without asking"),
    )
)

_SCANS = (
    Question(
        "scan", "SELECT id, first_name, phone FROM contacts", lambda g: g.scan("contacts"), "ceil(n/p), count, head"
    ),
    Question(
        "scan",
        "SELECT inbox_id, count(*) FROM conversations GROUP BY inbox_id",
        lambda g: g.scan("conversations"),
        "1 + ceil((n-p)/(p-1)), count, head",
    ),
    Question(
        "scan",
        "SELECT status, count(*) FROM messages GROUP BY status",
        lambda g: g.scan("messages"),
        "1 + ceil((n-p)/(p-1)), count",
    ),
    Question(
        "scan",
        "SELECT id, text FROM messages WHERE text LIKE '%thank%'",
        lambda g: g.scan("messages"),
        "1 + ceil((n-p)/(p-1)), count",
        sqlite="SELECT id, text FROM messages WHERE text GLOB '*thank*'",
    ),
    Question("scan", "SELECT id, name FROM lists", lambda g: g.scan("lists"), "1 + ceil((n-p)/(p-1)), end, head"),
    Question("scan", "SELECT id, name FROM tags", lambda g: g.scan("tags"), "1 + ceil((n-p)/(p-1)), end, head"),
    Question(
        "scan", "SELECT id, name FROM templates", lambda g: g.scan("templates"), "1 + ceil((n-p)/(p-1)), end, head"
    ),
    Question("scan", "SELECT id, name FROM surveys", lambda g: g.scan("surveys"), "ceil(n/p), end"),
    Question("scan", "SELECT id, name, phone FROM inboxes", costs(1), "all at once"),
    Question("scan", "SELECT id, name, role FROM members", costs(1), "the team has these columns"),
    Question("scan", "SELECT id, name, user_created_at FROM members", costs(2), "the team, and the users beside it"),
    Question("scan", "SELECT id, title FROM custom_fields", costs(1), "all at once"),
)

SINGLE = (*_POINTS, *_COUNTS, *_NOTHING, *_SCANS)
