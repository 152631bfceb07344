"""What Heymarket has: the table of contents, one line an object."""

from heymarket_dbapi.catalog.channels import CONTACT_CHANNELS
from heymarket_dbapi.catalog.contacts import CONTACT_TAGS, CONTACTS
from heymarket_dbapi.catalog.conversations import CONVERSATIONS
from heymarket_dbapi.catalog.custom_fields import CUSTOM_FIELDS
from heymarket_dbapi.catalog.inboxes import INBOX_MEMBERS, INBOXES
from heymarket_dbapi.catalog.information_schema import INFORMATION_SCHEMA
from heymarket_dbapi.catalog.lists import LIST_MEMBERS, LISTS
from heymarket_dbapi.catalog.local import LocalTable
from heymarket_dbapi.catalog.members import MEMBERS
from heymarket_dbapi.catalog.messages import MESSAGES
from heymarket_dbapi.catalog.schedules import SCHEDULES
from heymarket_dbapi.catalog.spec import Table
from heymarket_dbapi.catalog.surveys import SURVEYS
from heymarket_dbapi.catalog.sys import SYS
from heymarket_dbapi.catalog.tags import TAGS
from heymarket_dbapi.catalog.team import TEAM
from heymarket_dbapi.catalog.templates import TEMPLATE_FILES, TEMPLATES
from heymarket_dbapi.catalog.ways import Endpoint

TABLES: tuple[Table, ...] = (
    *(CONTACTS, CONTACT_TAGS, CONTACT_CHANNELS),
    CUSTOM_FIELDS,
    CONVERSATIONS,
    MESSAGES,
    *(LISTS, LIST_MEMBERS),
    TAGS,
    *(TEMPLATES, TEMPLATE_FILES),
    SURVEYS,
    *(INBOXES, INBOX_MEMBERS),
    MEMBERS,
    TEAM,
    SCHEDULES,
)

LOCAL_TABLES: tuple[LocalTable, ...] = (*INFORMATION_SCHEMA, *SYS)

# All endpoints that are read, as they are preferred.
ENDPOINTS: tuple[Endpoint, ...] = tuple(dict.fromkeys(endpoint for table in TABLES for endpoint in table.endpoints))
