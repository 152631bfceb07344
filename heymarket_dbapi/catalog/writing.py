"""What can be written: the table of contents, one line an object."""

from heymarket_dbapi.catalog import TABLES
from heymarket_dbapi.catalog.spec import Table
from heymarket_dbapi.catalog.writes import Actions, Put, Writes
from heymarket_dbapi.catalog.writes_contacts import (
    CONTACT_CHANNELS_WRITES,
    CONTACT_TAGS_WRITES,
    CONTACTS_WRITES,
    CUSTOM_FIELDS_WRITES,
)
from heymarket_dbapi.catalog.writes_messages import MESSAGES_WRITES
from heymarket_dbapi.catalog.writes_rest import (
    CONVERSATIONS_WRITES,
    LIST_MEMBERS_WRITES,
    LISTS_WRITES,
    MEMBERS_WRITES,
    SCHEDULES_WRITES,
    TAGS_WRITES,
    TEMPLATES_WRITES,
)

WRITES: dict[str, Writes] = {
    writes.table: writes
    for writes in (
        *(CONTACTS_WRITES, CONTACT_TAGS_WRITES, CONTACT_CHANNELS_WRITES),
        CUSTOM_FIELDS_WRITES,
        CONVERSATIONS_WRITES,
        MESSAGES_WRITES,
        *(LISTS_WRITES, LIST_MEMBERS_WRITES),
        TAGS_WRITES,
        TEMPLATES_WRITES,
        MEMBERS_WRITES,
        SCHEDULES_WRITES,
    )
}


def check(writes: Writes, table: Table) -> None:
    """An error that names the table where it has not a column that is to be written."""
    named = [one.column for one in writes.columns]
    named += [*writes.inputs, *writes.conflicts]
    if writes.sends is not None:
        named += [one.column for send in (writes.sends.text, writes.sends.mail) for one in send.writables]
    if isinstance(writes.update, Put):
        named += [*writes.update.required, *writes.update.carried, *(one.column for one in writes.update.untold)]
    if writes.delete is not None and writes.delete.together is not None:
        named += [writes.delete.together.column, writes.delete.together.seen_by]
    if isinstance(writes.update, Actions):
        named += [action.column for action in writes.update.actions]
    unknown = sorted({name for name in named if name not in table.by_name})
    if unknown:
        raise ValueError(f"table {table.name}: what is written of it names unknown columns {', '.join(unknown)}")


for _table in TABLES:
    if _table.name in WRITES:
        check(WRITES[_table.name], _table)


def writes_of(table: str) -> Writes:
    """What the table can be told: nothing, where the API has no call for it."""
    return WRITES.get(table) or Writes(table)
