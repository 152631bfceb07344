"""Lists: groups of people to whom one broadcast goes, and their members (contacts.md, section 4)."""

from heymarket_dbapi.catalog.reads import ARCHIVED, by_id, by_update
from heymarket_dbapi.catalog.sources import ElementKey, Field, Outer, paths
from heymarket_dbapi.catalog.spec import Column, Explode, Table
from heymarket_dbapi.catalog.ways import Endpoint, Form
from heymarket_dbapi.datatypes import DataType

LISTS = Table(
    name="lists",
    doc="Lists of people, one row a list.",
    key=("id",),
    listing_order="updated_date",
    columns=(
        Column("id", DataType.BIGINT, Field(paths("id")), "The list's id.", not_null=True),
        Column("name", DataType.VARCHAR, Field(paths("name", "title")), "The list's name."),
        Column("local_id", DataType.VARCHAR, Field(paths("local_id")), "The id that its maker gave it."),
        Column(
            "targets",
            DataType.JSON,
            Field(paths("targets")),
            "The members: an object from phone to first (f) and last (l) name; see list_members.",
        ),
        Column("team_id", DataType.BIGINT, Field(paths("team_id", "team")), "The team.", references="team.id"),
        Column(
            "creator_id",
            DataType.BIGINT,
            Field(paths("creator_id", "creator")),
            "Who made it.",
            references="members.id",
        ),
        Column("shared", DataType.BOOLEAN, Field(paths("shared")), "Whether the team shares the list."),
        Column("created_date", DataType.TIMESTAMP, Field(paths("created", "created_at")), "When it was made."),
        Column(
            "updated_date",
            DataType.TIMESTAMP,
            Field(paths("updated", "updated_at")),
            "When it was last changed; the listing's order.",
            not_null=True,
        ),
        Column("rev", DataType.BIGINT, Field(paths("rev")), "Goes up with each write."),
        Column("is_archived", DataType.BOOLEAN, Field(paths("archived")), "Whether the list is archived."),
    ),
    reads=(
        by_id(Endpoint("GET", "/v1/list/{id}", "getListV1 (observed)")),
        by_update(
            "list", Endpoint("POST", "/v1/lists", "listListsV1 (observed)"), limits=(100, 50, 30, None), facet=ARCHIVED
        ),
    ),
)

LIST_MEMBERS = Table(
    name="list_members",
    doc="Who is in a list, one row a phone number of a list.",
    key=("list_id", "phone"),
    columns=(
        Column("list_id", DataType.BIGINT, Outer(paths("id")), "The list.", references="lists.id", not_null=True),
        Column(
            "phone",
            DataType.VARCHAR,
            ElementKey(),
            "Phone number: E.164 digits without a plus sign. API field: the keys of targets.",
            form=Form.DIGITS,
            is_phone=True,
            not_null=True,
        ),
        Column("first_name", DataType.VARCHAR, Field(paths("f", "first")), "First name."),
        Column("last_name", DataType.VARCHAR, Field(paths("l", "last")), "Last name."),
    ),
    explode=Explode("lists", paths("targets")),
)
