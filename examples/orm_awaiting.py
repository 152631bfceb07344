"""SQLAlchemy's asyncio: a reflected table, rows streamed as they are wanted, and two statements at once."""

import asyncio
from typing import Any

from sqlalchemy import MetaData, Select, Table, func, select
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine


async def rows_of(engine: AsyncEngine, statement: Select[Any]) -> list[Any]:
    """All rows of one statement, over a connection of its own."""
    async with engine.connect() as connection:
        return list((await connection.execute(statement)).all())


async def main() -> None:
    """Ask."""
    engine = create_async_engine("heymarket+aio://sandbox?contacts=300&messages=2000")
    metadata = MetaData()
    async with engine.connect() as connection:
        messages = await connection.run_sync(
            lambda blocking: Table("messages", metadata, autoload_with=blocking, resolve_fks=False)
        )
        # Pages are read as the loop comes to them: here one, of the ten that there are.
        async with connection.stream(select(messages.c.id, messages.c.created_date)) as result:
            async for number, moment in result:
                print(f"message {number} of {moment:%Y-%m-%d}")
                break
    by_status = select(messages.c.status, func.count()).group_by(messages.c.status)
    newest = select(messages.c.text).order_by(messages.c.created_date.desc()).limit(3)
    for rows in await asyncio.gather(rows_of(engine, by_status), rows_of(engine, newest)):
        print(*rows, sep="\n")
    await engine.dispose()


asyncio.run(main())
