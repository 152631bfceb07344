"""Contacts: people, with their custom fields (contacts.md, section 2)."""

from heymarket_dbapi.catalog.reads import EQUALITY, by_id, by_update
from heymarket_dbapi.catalog.sources import Field, Outer, paths
from heymarket_dbapi.catalog.spec import Column, Explode, Table
from heymarket_dbapi.catalog.ways import (
    Bind,
    Bound,
    ByPage,
    ByTime,
    Counter,
    Endpoint,
    Form,
    Hydrate,
    Lookup,
    Place,
    Read,
    Single,
    Slot,
    Walk,
    Whole,
)
from heymarket_dbapi.datatypes import DataType

GET = Endpoint("GET", "/v1/contact/{id}", "getContactV1 (documented)")
LOOKUP = Endpoint("POST", "/v1/contact/get", "lookupContactV1 (documented)")
STATUS = Endpoint("POST", "/v1/contact/status", "getContactStatusV1 (documented)")

_single = Hydrate(
    ("id",), (Lookup(GET, (Slot(Place.PATH, "id"),)), Lookup(LOOKUP, (Slot(Place.BODY, "id", shape=str),)))
)
_status = Hydrate(("id",), (Lookup(STATUS, (Slot(Place.BODY, "id"),)),))


def _channels(kind: str) -> Slot:
    """The slot of /v2/contacts/search that takes many values of one kind of channel."""
    return Slot(
        Place.BODY,
        "contact_channels",
        many=True,
        shape=lambda values: [{"channel_type": kind, "channel_ids": values}],
    )


CONTACTS = Table(
    name="contacts",
    doc="People, one row a contact; the team's custom fields are columns too.",
    key=("id",),
    listing_order="updated_date",
    custom=("custom",),
    columns=(
        Column("id", DataType.BIGINT, Field(paths("id")), "The contact's integer id.", not_null=True),
        Column(
            "uuid",
            DataType.VARCHAR,
            Field(paths("uuid")),
            "The id that v2 paths take.",
            unseen="Documented in replies to writes only; NULL where no reply carried it.",
        ),
        Column("display_name", DataType.VARCHAR, Field(paths("display_name")), "The name that is shown."),
        Column("first_name", DataType.VARCHAR, Field(paths("first")), "First name."),
        Column("last_name", DataType.VARCHAR, Field(paths("last")), "Last name."),
        Column("email", DataType.VARCHAR, Field(paths("email")), "E-mail address."),
        Column(
            "phone",
            DataType.VARCHAR,
            Field(paths("phone")),
            "Phone number: E.164 digits without a plus sign.",
            form=Form.DIGITS,
            is_phone=True,
        ),
        Column(
            "avatar_file_name",
            DataType.VARCHAR,
            Field(paths("avatar")),
            "The picture's name or address.",
            extended=_single,
        ),
        Column("team_id", DataType.BIGINT, Field(paths("team_id", "team")), "The team.", references="team.id"),
        Column("creator_id", DataType.BIGINT, Field(paths("creator_id")), "Who made it.", references="members.id"),
        Column(
            "assigned_user_id",
            DataType.BIGINT,
            Field(paths("assigned_user_id")),
            "The member to whom the contact is assigned.",
            references="members.id",
        ),
        Column("tags", DataType.JSON, Field(paths("tags")), "The contact's tags, at most five; see contact_tags."),
        Column("shared", DataType.BOOLEAN, Field(paths("shared")), "Whether the team shares the contact."),
        Column("created_date", DataType.TIMESTAMP, Field(paths("created", "created_at")), "When it was made."),
        Column(
            "updated_date",
            DataType.TIMESTAMP,
            Field(paths("updated", "updated_at")),
            "When it was last changed; the listing's order.",
            not_null=True,
        ),
        Column("rev", DataType.BIGINT, Field(paths("rev")), "Goes up with each write."),
        Column("op", DataType.VARCHAR, Field(paths("op")), "The last operation; its values are not documented."),
        Column(
            "is_opted_out",
            DataType.BOOLEAN,
            Field(paths("is_opted_out")),
            "Whether the contact object says that the person opted out.",
            unseen="Newer documents leave it out of replies: false may mean not told; is_unsubscribed asks the status.",
        ),
        Column("external_id", DataType.VARCHAR, Field(paths("external_id")), "Id in another system."),
        Column("external_ref", DataType.VARCHAR, Field(paths("external_ref")), "Reference in another system."),
        Column("inbox_id", DataType.BIGINT, Field(paths("inbox_id", "inbox")), "The inbox.", references="inboxes.id"),
        Column("parent_id", DataType.BIGINT, Field(paths("parent_id")), "Not explained by the documents."),
        Column("type", DataType.VARCHAR, Field(paths("type")), "Kind of contact; its values are not documented."),
        Column("notes", DataType.JSON, Field(paths("note")), "Notes: an array of date, id, name, text, user_id."),
        Column(
            "contact_channels",
            DataType.JSON,
            Field(paths("contact_channels")),
            "The contact's channels, where the reply has them; see contact_channels.",
            unseen="Described by one document only.",
        ),
        Column(
            "is_blocked", DataType.BOOLEAN, Field(paths("blocked")), "Whether the contact is blocked.", extended=_status
        ),
        Column(
            "is_unsubscribed",
            DataType.BOOLEAN,
            Field(paths("unsubscribed")),
            "Whether the contact is unsubscribed.",
            extended=_status,
        ),
        Column(
            "unsubscribed_admin",
            DataType.BOOLEAN,
            Field(paths("unsubscribed_admin")),
            "Whether a member unsubscribed the contact.",
            extended=_status,
            unseen="Named by one public reference only.",
        ),
        Column(
            "unsubscribed_contact",
            DataType.BOOLEAN,
            Field(paths("unsubscribed_contact")),
            "Whether the contact unsubscribed itself.",
            extended=_status,
            unseen="Named by one public reference only.",
        ),
    ),
    reads=(
        by_id(GET),
        Read(
            "get by uuid",
            Endpoint("GET", "/v2/contact/{contactID}", "getContactV2 (documented)"),
            Single(),
            (Bind("uuid", EQUALITY, Slot(Place.PATH, "contactID"), required=True, form=Form.UUID),),
        ),
        Read(
            "search by phone",
            Endpoint("POST", "/v2/contacts/search", "searchContactsV2 (documented)"),
            Whole(),
            (Bind("phone", EQUALITY, _channels("phone"), exact=False, required=True),),
        ),
        Read(
            "search by email",
            Endpoint("POST", "/v2/contacts/search", "searchContactsV2 (documented)"),
            Whole(),
            (Bind("email", EQUALITY, _channels("email"), exact=False, required=True),),
        ),
        Read(
            "list",
            Endpoint("POST", "/v2/contacts/list", "listContactsV2 (documented)"),
            Walk(
                steers=(
                    ByPage("page", 0, ascending=False),
                    ByTime("date", Bound.LOWER, ascending=True),
                    ByTime("date", Bound.UPPER, ascending=False),
                ),
                time=paths("updated", "updated_at"),
                born=paths("created", "created_at"),
                moves=True,
                limits=(100, 50, 30, None),
                limit_is_maximum=True,
            ),
        ),
        by_update(
            "list v1", Endpoint("POST", "/v1/contacts", "listContactsV1 (documented)"), limits=(100, 50, 30, None)
        ),
    ),
    counter=Counter(Endpoint("POST", "/v1/contacts/count", "countContactsV1 (documented)"), "date", Bound.LOWER),
)

CONTACT_TAGS = Table(
    name="contact_tags",
    doc="Which tags a contact has, one row a tag of a contact.",
    key=("contact_id", "tag_id"),
    columns=(
        Column(
            "contact_id",
            DataType.BIGINT,
            Outer(paths("id")),
            "The contact.",
            references="contacts.id",
            not_null=True,
        ),
        Column(
            "tag_id",
            DataType.BIGINT,
            Field(paths("tag_id", "id", "")),
            "The tag.",
            references="tags.id",
            not_null=True,
        ),
    ),
    explode=Explode("contacts", paths("tags")),
)
