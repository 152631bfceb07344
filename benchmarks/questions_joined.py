"""Questions over several tables, over histories, and for extended columns."""

from __future__ import annotations

from .question import Question, costs
from .steps import First, Get, History, Since, Statuses, Whole

_RECENT = "'2025-12-15'"

_MESSAGES = (
    Question(
        "history",
        "SELECT id, text FROM messages WHERE conversation_id = {conversation}",
        lambda ground: 1 + ground.history("{conversation}"),
        "the conversation, then its history, 50 rows a call",
    ),
    Question(
        "history",
        "SELECT id, text FROM messages WHERE target = '{target}' AND inbox_id = {target_inbox} AND channel = 'sms'",
        lambda ground: ground.history("{conversation}"),
        "the history, 50 rows a call",
        (History("target", "target_inbox"),),
    ),
    Question(
        "history",
        "SELECT id FROM messages WHERE conversation_id IN ({conversations})",
        lambda ground: 3 + ground.history("{conversations}"),
        "each conversation, then its history",
    ),
    Question(
        "history",
        "SELECT m.id, c.status FROM messages AS m JOIN conversations AS c ON c.id = m.conversation_id"
        " WHERE c.id = {conversation}",
        lambda ground: 1 + ground.history("{conversation}"),
        "the conversation, then its history",
        (Whole("messages"), Get("conversations", "conversation")),
    ),
)

_JOINS = (
    Question(
        "join",
        "SELECT p.first_name, c.id FROM contacts AS p JOIN conversations AS c ON c.target = p.phone"
        " WHERE p.id = {contact}",
        lambda ground: 1 + ground.scan("conversations"),
        "the contact, then the scan of the other, which has no such key",
        (Get("contacts", "contact"), Whole("conversations")),
    ),
    Question(
        "join",
        "SELECT c.id, p.first_name FROM conversations AS c JOIN contacts AS p ON p.phone = c.target WHERE c.id = {met}",
        costs(2),
        "the conversation, then a search for its phone",
    ),
    Question(
        "join",
        "SELECT c.id, p.first_name FROM conversations AS c LEFT JOIN contacts AS p ON p.phone = c.target"
        " WHERE c.id IN ({conversations})",
        costs(4),
        "three conversations, then one search for their phones",
    ),
    Question(
        "join",
        "SELECT c.id, i.name FROM conversations AS c JOIN inboxes AS i ON i.id = c.inbox_id"
        " WHERE c.updated_date > '2025-11-01'",
        lambda ground: ground.span("conversations", "updated_date > '2025-11-01'") + 1,
        "the range, and the inboxes at once",
        (Since("conversations", "2025-11-01"), Whole("inboxes")),
    ),
    Question(
        "join",
        f"SELECT m.id, c.status FROM messages AS m JOIN conversations AS c ON c.id = m.conversation_id"
        f" WHERE m.created_date > {_RECENT}",
        lambda ground: (
            ground.span("messages", f"created_date > {_RECENT}")
            + ground.points(
                "conversations",
                ground.number(f"SELECT count(DISTINCT conversation_id) FROM messages WHERE created_date > {_RECENT}"),
            )
        ),
        "the range, then min(its conversations by id, their scan)",
        (Since("messages", "2025-12-15"), Whole("conversations")),
    ),
    Question(
        "join",
        "SELECT c.id, m.name FROM conversations AS c LEFT JOIN members AS m ON m.id = c.assigned_user_id"
        " WHERE c.id = {assigned}",
        lambda ground: 1 + ground.scan("members"),
        "the conversation, and the members at once",
        (Get("conversations", "assigned"), Whole("members")),
    ),
    Question(
        "join",
        "SELECT t.name FROM contact_tags AS x JOIN tags AS t ON t.id = x.tag_id WHERE x.contact_id = {tagged}",
        costs(3),
        "the contact, then its two tags by id",
        (Get("contacts", "tagged"), Whole("tags")),
    ),
    Question(
        "join",
        "SELECT phone FROM list_members WHERE list_id = {list}",
        costs(1),
        "the list by id",
        (Get("lists", "list"),),
    ),
    Question(
        "subquery",
        "SELECT id FROM contacts WHERE phone IN (SELECT target FROM conversations WHERE id IN ({conversations}))",
        costs(4),
        "three conversations, then one search for their phones",
    ),
    Question(
        "subquery",
        "SELECT p.id FROM contacts AS p WHERE p.id IN ({contacts})"
        " AND EXISTS (SELECT 1 FROM conversations AS c WHERE c.target = p.phone)",
        lambda ground: 5 + ground.scan("conversations"),
        "five contacts, then the scan of the other, which has no such key",
        (Get("contacts", "contacts"), Whole("conversations")),
    ),
    Question(
        "subquery",
        "SELECT id, name FROM tags WHERE id IN (SELECT tag_id FROM contact_tags WHERE contact_id = {tagged})",
        costs(3),
        "the contact, then its two tags by id",
        (Get("contacts", "tagged"), Whole("tags")),
    ),
    Question(
        "twice",
        "SELECT a.id, b.id FROM tags AS a JOIN tags AS b ON a.color = b.color AND a.id < b.id",
        lambda ground: ground.scan("tags"),
        "one scan for both",
        (Whole("tags"),),
    ),
    Question(
        "twice",
        "WITH s AS (SELECT id, type FROM surveys) SELECT s.type, count(*) FROM s"
        " WHERE s.id > (SELECT avg(id) FROM s) GROUP BY s.type",
        lambda ground: ground.scan("surveys"),
        "one scan for both",
        (Whole("surveys"),),
    ),
    Question(
        "twice",
        "SELECT id FROM contacts WHERE first_name LIKE 'A%' UNION SELECT id FROM contacts WHERE last_name LIKE 'B%'",
        lambda ground: ground.scan("contacts"),
        "one scan for both",
        (Whole("contacts"),),
        "SELECT id FROM contacts WHERE first_name GLOB 'A*' UNION SELECT id FROM contacts WHERE last_name GLOB 'B*'",
    ),
    Question(
        "twice",
        "SELECT id FROM contacts WHERE id = {contact} UNION ALL SELECT id FROM contacts WHERE id = {contact}",
        costs(1),
        "one read for both",
        (Get("contacts", "contact"),),
    ),
)

_EXTENDED = (
    Question(
        "extended",
        "SELECT id, is_blocked FROM contacts ORDER BY updated_date DESC LIMIT 1",
        costs(2),
        "the listing, then the status of one row",
        (First("contacts", 1), Statuses()),
    ),
    Question(
        "extended",
        "SELECT id FROM contacts WHERE id = {contact} AND NOT is_blocked",
        costs(2),
        "the row, then its status",
        (Get("contacts", "contact"), Statuses()),
    ),
    Question(
        "extended",
        "SELECT id, is_unsubscribed FROM contacts WHERE updated_date > '2025-12-15'",
        lambda ground: (
            ground.span("contacts", "updated_date > '2025-12-15'")
            + ground.rows("contacts", "updated_date > '2025-12-15'")
        ),
        "the range, then the status of each of its rows",
        (Since("contacts", "2025-12-15"), Statuses()),
    ),
    Question(
        "extended",
        "SELECT id, unread_users FROM conversations WHERE id = {conversation}",
        costs(1),
        "the single read has it",
        (Get("conversations", "conversation"),),
    ),
    Question(
        "extended",
        "SELECT id, length(is_blocked::text) FROM (SELECT id, is_blocked FROM contacts) AS t"
        " WHERE id IN ({contacts}) LIMIT 2",
        costs(7),
        "five contacts, then the status of two",
        (Get("contacts", "contacts"), Statuses()),
        "",
        is_part=True,
    ),
    Question(
        "extended",
        "SELECT count(*) FROM (SELECT id, is_blocked FROM contacts WHERE id = {contact}) AS t",
        costs(1),
        "the column is not needed",
        (Get("contacts", "contact"),),
    ),
)

JOINED = (*_MESSAGES, *_JOINS, *_EXTENDED)
