"""What can be written: the table of contents, one line an object."""

from heymarket_dbapi.catalog.writes import Writes
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


def writes_of(table: str) -> Writes:
    """What the table can be told: nothing, where the API has no call for it."""
    return WRITES.get(table) or Writes(table)
