"""Classes of the whole account by automap, none of them written; a relationship is named after the column it goes by.

By automap's own names, ``conversations.members``, the list of who takes part, would stand where the relationship with
the table ``members`` wants to.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Engine, create_engine, select
from sqlalchemy.ext.automap import automap_base
from sqlalchemy.orm import Session


def by_column(base: Any, here: Any, there: Any, key: Any) -> str:
    """``inboxes_by_inbox_id`` of a conversation, and ``conversations_by_inbox_id`` of an inbox."""
    return f"{there.__name__}_by_{'_'.join(key.column_keys)}"


def classes(engine: Engine | Connection) -> Any:
    """The classes by the names of their tables."""
    base = automap_base()
    base.prepare(
        autoload_with=engine,
        name_for_scalar_relationship=by_column,
        name_for_collection_relationship=by_column,
    )
    return base.classes


def main() -> None:
    """Print what the inboxes have."""
    engine = create_engine("heymarket://sandbox")
    inboxes = classes(engine).inboxes
    with Session(engine) as session:
        for inbox in session.scalars(select(inboxes).order_by(inboxes.name)):
            print(inbox.name, len(inbox.conversations_by_inbox_id))
    engine.dispose()


if __name__ == "__main__":
    main()
