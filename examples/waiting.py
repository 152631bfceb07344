"""Who waits for an answer: open conversations whose last message came from the customer, several questions at once."""

import asyncio

from heymarket_dbapi import aio

WAITING = """
SELECT i.name AS inbox, c.target, m.created_date
FROM conversations AS c
JOIN inboxes AS i ON i.id = c.inbox_id
JOIN LATERAL (
    SELECT created_date, is_inbound FROM messages AS m WHERE m.conversation_id = c.id ORDER BY created_date DESC LIMIT 1
) AS m ON m.is_inbound
WHERE NOT c.is_closed
ORDER BY m.created_date
LIMIT 5
"""
ASSIGNED = "SELECT count(*) FROM conversations WHERE assigned_user_id IS NULL AND NOT is_closed"


async def rows_of(connection: aio.AsyncConnection, sql: str) -> list[tuple[object, ...]]:
    """All rows of one statement."""
    cursor = await connection.execute(sql)
    return await cursor.fetchall()


async def main() -> None:
    """Ask both questions over one connection."""
    async with aio.connect("heymarket://sandbox") as connection:
        waiting, [(unassigned,)] = await asyncio.gather(rows_of(connection, WAITING), rows_of(connection, ASSIGNED))
    for inbox, target, since in waiting:
        print(f"{inbox}: {target} waits since {since:%Y-%m-%d %H:%M}")
    print(f"{unassigned} open conversations have nobody")


asyncio.run(main())
