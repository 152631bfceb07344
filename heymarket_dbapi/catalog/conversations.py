"""Conversations: threads with one customer or a group in one inbox (messages.md, section 7)."""

from heymarket_dbapi.catalog.reads import EQUALITY, by_id
from heymarket_dbapi.catalog.sources import Field, Matches, paths
from heymarket_dbapi.catalog.spec import Column, Table
from heymarket_dbapi.catalog.ways import (
    Bind,
    Bound,
    ByPage,
    ByTime,
    Counter,
    Endpoint,
    Facet,
    Hydrate,
    Lookup,
    Operator,
    Place,
    Prerequisite,
    Read,
    Slot,
    Walk,
)
from heymarket_dbapi.datatypes import DataType

GET = Endpoint("GET", "/v1/conversations/{id}", "getConversation (documented)")

_inboxes = Slot(Place.BODY, "filters.inboxes", many=True)
_closed = Slot(Place.BODY, "filters.closed")

CONVERSATIONS = Table(
    name="conversations",
    doc="Threads with customers, one row a conversation.",
    key=("id",),
    listing_order="updated_date",
    columns=(
        Column("id", DataType.BIGINT, Field(paths("id")), "The conversation's id.", not_null=True),
        Column("inbox_id", DataType.BIGINT, Field(paths("inbox", "inbox_id")), "The inbox.", references="inboxes.id"),
        Column("target", DataType.VARCHAR, Field(paths("target")), "The customer's phone (digits) or channel id."),
        Column("targets", DataType.JSON, Field(paths("targets")), "A group's customers, where the reply has them."),
        Column("name", DataType.VARCHAR, Field(paths("name")), "The name that is shown."),
        Column("channel", DataType.VARCHAR, Field(paths("channel")), "The channel, for example sms or email."),
        Column("type", DataType.VARCHAR, Field(paths("type")), "Kind of conversation; its values are not documented."),
        Column("status", DataType.VARCHAR, Field(paths("status")), "The state; its values are not documented."),
        Column(
            "is_closed",
            DataType.BOOLEAN,
            Matches(("status",), "closed"),
            "Whether it is closed: its status, else the filter that returned the row.",
        ),
        Column(
            "assigned_user_id",
            DataType.BIGINT,
            Field(paths("assigned", "assigned_user_id")),
            "The member to whom it is assigned.",
            references="members.id",
        ),
        Column(
            "creator_id",
            DataType.BIGINT,
            Field(paths("creator", "creator_id")),
            "Who began it.",
            references="members.id",
        ),
        Column("created_date", DataType.TIMESTAMP, Field(paths("created", "created_at")), "When it was begun."),
        Column(
            "updated_date",
            DataType.TIMESTAMP,
            Field(paths("updated", "updated_at")),
            "When it was last changed; the listing's order.",
            not_null=True,
        ),
        Column("snooze_till", DataType.TIMESTAMP, Field(paths("snooze_till")), "Until when it is put off."),
        Column(
            "last_inbound",
            DataType.BIGINT,
            Field(paths("last_inbound")),
            "The last message that came in; unit unknown.",
        ),
        Column(
            "last_message", DataType.VARCHAR, Field(paths("last_msg")), "The last message's text; in the listing only."
        ),
        Column("read", DataType.BIGINT, Field(paths("read")), "How far it was read; unit unknown."),
        Column("is_unread", DataType.BOOLEAN, Field(paths("unread")), "Whether the reply calls it unread."),
        Column(
            "unread_users",
            DataType.JSON,
            Field(paths("unread_users")),
            "The members who have not read it: an array of ids.",
            extended=Hydrate(("id",), (Lookup(GET, (Slot(Place.PATH, "id"),)),)),
        ),
        Column("replied", DataType.BOOLEAN, Field(paths("replied")), "Whether it was answered."),
        Column("blocked", DataType.BOOLEAN, Field(paths("blocked")), "Whether the customer is blocked."),
        Column("muted", DataType.BOOLEAN, Field(paths("muted")), "Whether notices of it are muted."),
        Column("email_noti", DataType.BOOLEAN, Field(paths("email_noti")), "Whether notices of it go by e-mail."),
        Column("support", DataType.BOOLEAN, Field(paths("support")), "Not explained by the documents."),
        Column(
            "members",
            DataType.JSON,
            Field(paths("members")),
            "The members who take part: an array of id, name; in the listing only.",
        ),
        Column("local_id", DataType.VARCHAR, Field(paths("local_id")), "The id that its maker gave it."),
        Column("noreply", DataType.VARCHAR, Field(paths("noreply")), "Not explained by the documents."),
        Column("op", DataType.VARCHAR, Field(paths("op")), "The last operation; its values are not documented."),
        Column("super", DataType.BIGINT, Field(paths("super")), "Not explained by the documents."),
    ),
    reads=(
        by_id(GET, lacks=frozenset({"last_message", "members"})),
        Read(
            "list",
            Endpoint("POST", "/v1/conversations", "listConversations (documented)"),
            Walk(
                steers=(
                    ByTime("date", Bound.UPPER, ascending=False),
                    ByTime("date", Bound.LOWER, ascending=True),
                    ByPage("page", 0, ascending=False),
                ),
                time=paths("updated", "updated_at"),
                born=paths("created", "created_at"),
                moves=True,
                limits=(200, 100, 50, 30, None),
                facet=Facet(_closed, "is_closed"),
                prerequisites=(
                    Prerequisite(_inboxes, "inboxes", "id", needed_for=("filters.closed",)),
                    Prerequisite(Slot(Place.BODY, "id"), "inbox_members", "member_id", constant=0),
                ),
            ),
            (
                Bind("inbox_id", EQUALITY, _inboxes),
                Bind("is_closed", frozenset({Operator.EQUAL}), _closed, exact=False),
            ),
        ),
    ),
    counter=Counter(
        Endpoint("POST", "/v1/conversations/count", "countConversations (documented)"), "date", Bound.UPPER
    ),
)
