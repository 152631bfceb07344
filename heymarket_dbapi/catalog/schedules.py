"""Schedules: messages that wait for their time; no endpoint lists them (messages.md, section 10)."""

from heymarket_dbapi.catalog.reads import by_id
from heymarket_dbapi.catalog.sources import Field, Nothing, paths
from heymarket_dbapi.catalog.spec import Column, Table
from heymarket_dbapi.catalog.ways import Endpoint, Form
from heymarket_dbapi.datatypes import DataType

SCHEDULES = Table(
    name="schedules",
    doc="Messages that wait for their time, one row a schedule.",
    key=("id",),
    columns=(
        Column("id", DataType.BIGINT, Field(paths("id")), "The schedule's id.", not_null=True),
        Column("execute_date", DataType.TIMESTAMP, Field(paths("execute", "execute_at")), "When it is to be sent."),
        Column("inbox_id", DataType.BIGINT, Field(paths("inbox_id", "inbox")), "The inbox.", references="inboxes.id"),
        Column("local_id", DataType.VARCHAR, Field(paths("local_id")), "The id that its maker gave it."),
        Column("created_date", DataType.TIMESTAMP, Field(paths("created", "created_at")), "When it was made."),
        Column("updated_date", DataType.TIMESTAMP, Field(paths("updated", "updated_at")), "When it was last changed."),
        Column("op", DataType.VARCHAR, Field(paths("op")), "The last operation; its values are not documented."),
        Column("rev", DataType.BIGINT, Field(paths("rev")), "Goes up with each write."),
        Column("meta", DataType.JSON, Field(paths("meta")), "What is to be sent, and to whom, as one object."),
        Column("team_id", DataType.BIGINT, Field(paths("team_id", "team")), "The team.", references="team.id"),
        Column("user_id", DataType.BIGINT, Field(paths("user_id", "user")), "The sender.", references="members.id"),
        Column("text", DataType.VARCHAR, Field(paths("meta.content.text")), "The text."),
        Column("content", DataType.JSON, Field(paths("meta.content")), "Text, template, gallery and attachments."),
        Column(
            "conversation_id",
            DataType.BIGINT,
            Field(paths("meta.conversation_id")),
            "The conversation to which it is to be sent.",
            references="conversations.id",
        ),
        Column(
            "list_id",
            DataType.BIGINT,
            Field(paths("meta.list_id")),
            "The list to which it is to be sent.",
            references="lists.id",
        ),
        Column("campaign_id", DataType.BIGINT, Field(paths("meta.campaign_id")), "The campaign."),
        Column("campaign_step_id", DataType.BIGINT, Field(paths("meta.campaign_step_id")), "The campaign's step."),
        Column(
            "campaign_target_phone",
            DataType.VARCHAR,
            Field(paths("meta.campaign_target_phone")),
            "The phone number to which the campaign sends.",
            form=Form.DIGITS,
            is_phone=True,
        ),
        Column("phone", DataType.VARCHAR, Nothing(), "The phone number to which it is to be sent.", is_phone=True),
    ),
    reads=(by_id(Endpoint("GET", "/v1/schedule/{id}", "getSchedule (documented)")),),
)
