"""Messages: every text, e-mail and comment of the team (messages.md, section 6)."""

from heymarket_dbapi.catalog.reads import EQUALITY
from heymarket_dbapi.catalog.sources import Field, Lacks, Nothing, paths
from heymarket_dbapi.catalog.spec import Column, Table
from heymarket_dbapi.catalog.ways import (
    Bind,
    Bound,
    ByPage,
    ByTime,
    Counter,
    Endpoint,
    Form,
    Hydrate,
    Place,
    Read,
    Slot,
    Through,
    Unit,
    Walk,
)
from heymarket_dbapi.datatypes import DataType

_time = paths("date", "created_at", "created")

MESSAGES = Table(
    name="messages",
    doc="Messages of all conversations, one row a message.",
    key=("id",),
    listing_order="created_date",
    columns=(
        Column("id", DataType.BIGINT, Field(paths("id")), "The message's id.", not_null=True),
        Column(
            "created_date",
            DataType.TIMESTAMP,
            Field(_time),
            "When it was sent or came in; the listing's order.",
            not_null=True,
        ),
        Column(
            "updated_date",
            DataType.TIMESTAMP,
            Field(paths("updated", "updated_at")),
            "When it was last changed, for example its status.",
        ),
        Column("text", DataType.VARCHAR, Field(paths("text")), "The text; HTML in an e-mail."),
        Column("type", DataType.VARCHAR, Field(paths("type")), "Kind of message; its values are not documented."),
        Column("status", DataType.VARCHAR, Field(paths("status")), "State of delivery, for example sent or failed."),
        Column(
            "user_id",
            DataType.BIGINT,
            Field(paths("user", "user_id")),
            "The member who sent it; NULL for one that came in.",
            references="members.id",
        ),
        Column(
            "is_inbound",
            DataType.BOOLEAN,
            Lacks(paths("user", "user_id")),
            "Whether it came in: derived, no member sent it.",
        ),
        Column("author", DataType.VARCHAR, Field(paths("author")), "To whom it is attributed, as free text."),
        Column(
            "target",
            DataType.VARCHAR,
            Field(paths("target", "conversation.target")),
            "The customer's phone (digits) or channel id.",
        ),
        Column(
            "targets",
            DataType.JSON,
            Field(paths("targets")),
            "The customers of a group. For INSERT: an array of phones or addresses.",
        ),
        Column(
            "phone",
            DataType.VARCHAR,
            Field(paths("phone")),
            "The message's phone number: E.164 digits without a plus sign.",
            form=Form.DIGITS,
            is_phone=True,
        ),
        Column("media_url", DataType.VARCHAR, Field(paths("media", "media_url")), "Where the picture or file is."),
        Column(
            "media_file_content",
            DataType.BLOB,
            Field(paths("media", "media_url")),
            "The picture or file itself; NULL where the link no longer works.",
            extended=Hydrate(("media_url",)),
        ),
        Column("link_url", DataType.VARCHAR, Field(paths("link_url")), "A link that belongs to the message."),
        Column("custom", DataType.JSON, Field(paths("custom")), "Data and type of a special message."),
        Column("broadcast_id", DataType.BIGINT, Field(paths("broadcast_id")), "The broadcast of which it is a part."),
        Column("flagged", DataType.BOOLEAN, Field(paths("flagged")), "Whether it is flagged for review."),
        Column("local_id", DataType.VARCHAR, Field(paths("local_id")), "The id that its sender gave it."),
        Column(
            "channel",
            DataType.VARCHAR,
            Field(paths("channel", "conversation.channel")),
            "The channel, for example sms or email.",
        ),
        Column("hidden", DataType.BOOLEAN, Field(paths("hidden")), "Whether it is hidden."),
        Column("raw_error", DataType.VARCHAR, Field(paths("raw_error")), "What the carrier said of a failure."),
        Column(
            "target_errors", DataType.JSON, Field(paths("target_errors")), "Failures: an object from phone to text."
        ),
        Column("super", DataType.BIGINT, Field(paths("super")), "Not explained by the documents."),
        Column("support", DataType.BOOLEAN, Field(paths("support")), "Not explained by the documents."),
        Column(
            "conversation_id",
            DataType.BIGINT,
            Field(paths("conversation_id", "convo_id", "chat_id", "conversation.id")),
            "The conversation.",
            references="conversations.id",
        ),
        Column(
            "inbox_id",
            DataType.BIGINT,
            Field(paths("inbox_id", "inbox", "conversation.inbox", "conversation.inbox_id")),
            "The inbox.",
            references="inboxes.id",
        ),
        Column(
            "conversation",
            DataType.JSON,
            Field(paths("conversation")),
            "The conversation as it was when the reply was made.",
        ),
        Column("is_private", DataType.BOOLEAN, Nothing(), "Whether to write a comment that the customer never sees."),
        Column("list_id", DataType.BIGINT, Nothing(), "The list to which to send.", references="lists.id"),
        Column("template_id", DataType.BIGINT, Nothing(), "The template to send.", references="templates.id"),
        Column("survey_id", DataType.BIGINT, Nothing(), "The survey to send.", references="surveys.id"),
        Column("conv_title", DataType.VARCHAR, Nothing(), "The title of a new e-mail conversation."),
    ),
    reads=(
        Read(
            "history",
            Endpoint("GET", "/v1/messages", "getConversationMessages (documented)"),
            Walk(
                steers=(
                    ByTime("timestamp", Bound.UPPER, ascending=False, unit=Unit.SECONDS),
                    ByTime("timestamp", Bound.UPPER, ascending=False, unit=Unit.MILLISECONDS),
                ),
                time=_time,
                born=_time,
                moves=False,
                limits=(None,),
            ),
            (
                Bind("target", EQUALITY, Slot(Place.QUERY, "phoneNumber"), required=True, form=Form.DIGITS),
                Bind("inbox_id", EQUALITY, Slot(Place.QUERY, "inboxID"), required=True),
            ),
            through=Through("conversation_id", "conversations", ("target", "inbox_id")),
        ),
        Read(
            "list",
            Endpoint("POST", "/v1/messages/all", "listMessages (documented)"),
            Walk(
                steers=(
                    ByTime("created_at", Bound.LOWER, ascending=True),
                    ByTime("created_at", Bound.UPPER, ascending=False),
                    ByTime("date", Bound.UPPER, ascending=False),
                    ByTime("date", Bound.LOWER, ascending=True),
                    ByPage("page", 0, ascending=False),
                ),
                time=_time,
                born=_time,
                moves=False,
                limits=(200, 100, 50, 30, None),
            ),
            body=(("order", "created_at"),),
        ),
    ),
    counter=Counter(
        Endpoint("POST", "/v1/messages/all/count", "countMessages (documented)"), "created_at", Bound.LOWER
    ),
)
