"""Contact channels: the phones, addresses and handles of one contact (contacts.md, section 2.17)."""

from heymarket_dbapi.catalog.reads import EQUALITY
from heymarket_dbapi.catalog.sources import Asked, Field, paths
from heymarket_dbapi.catalog.spec import Column, Table
from heymarket_dbapi.catalog.ways import Bind, Endpoint, Form, Place, Read, Slot, Whole
from heymarket_dbapi.datatypes import DataType

CONTACT_CHANNELS = Table(
    name="contact_channels",
    doc="How a contact can be reached, one row a channel of a contact.",
    key=("id",),
    columns=(
        Column("id", DataType.VARCHAR, Field(paths("id")), "The channel's id.", form=Form.TEXT, not_null=True),
        Column(
            "contact_uuid",
            DataType.VARCHAR,
            Asked(),
            "The contact, by the uuid with which it was asked for (contacts.uuid).",
        ),
        Column(
            "contact_id",
            DataType.VARCHAR,
            Field(paths("contact_id")),
            "The contact as the reply names it: its uuid or its integer id as text.",
            form=Form.TEXT,
        ),
        Column("team_id", DataType.BIGINT, Field(paths("team_id", "team")), "The team.", references="team.id"),
        Column(
            "channel_type",
            DataType.VARCHAR,
            Field(paths("channel_type")),
            "Kind of channel: phone, email, facebook or another integration.",
        ),
        Column("channel_id", DataType.VARCHAR, Field(paths("channel_id")), "The number, address or handle's id."),
        Column("info_channel", DataType.VARCHAR, Field(paths("info_channel")), "Not explained by the documents."),
        Column("channel_handle", DataType.VARCHAR, Field(paths("channel_handle")), "The handle that is shown."),
        Column("created_date", DataType.TIMESTAMP, Field(paths("created", "created_at")), "When it was made."),
        Column("updated_date", DataType.TIMESTAMP, Field(paths("updated", "updated_at")), "When it was last changed."),
    ),
    reads=(
        Read(
            "channels of a contact",
            Endpoint("GET", "/v2/contact/{contactID}/channels", "listContactChannels (documented)"),
            Whole(),
            (Bind("contact_uuid", EQUALITY, Slot(Place.PATH, "contactID"), required=True, form=Form.UUID),),
        ),
    ),
)
