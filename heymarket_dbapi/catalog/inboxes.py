"""Inboxes: the numbers and addresses of the team, and who works with them (messages.md, section 8)."""

from heymarket_dbapi.catalog.sources import Field, Outer, paths
from heymarket_dbapi.catalog.spec import Column, Explode, Table
from heymarket_dbapi.catalog.ways import Endpoint, Form, Read, Whole
from heymarket_dbapi.datatypes import DataType

INBOXES = Table(
    name="inboxes",
    doc="The team's inboxes, one row an inbox.",
    key=("id",),
    columns=(
        Column("id", DataType.BIGINT, Field(paths("id")), "The inbox's id.", not_null=True),
        Column("name", DataType.VARCHAR, Field(paths("name")), "The inbox's name."),
        Column("team_id", DataType.BIGINT, Field(paths("team", "team_id")), "The team.", references="team.id"),
        Column(
            "members",
            DataType.JSON,
            Field(paths("members")),
            "The members of the inbox: an array of ids; see inbox_members.",
        ),
        Column(
            "phone",
            DataType.VARCHAR,
            Field(paths("phone")),
            "The inbox's phone number: E.164 digits without a plus sign.",
            form=Form.DIGITS,
            is_phone=True,
        ),
        Column(
            "phones",
            DataType.JSON,
            Field(paths("phones")),
            "All phone numbers of the inbox: an array of digits without a plus sign.",
            form=Form.DIGITS,
        ),
        Column(
            "auto_assignable",
            DataType.BOOLEAN,
            Field(paths("auto_assignable")),
            "Whether conversations can be assigned by themselves.",
        ),
        Column("bco_chats", DataType.BOOLEAN, Field(paths("bco_chats")), "Not explained by the documents."),
        Column(
            "forward_number",
            DataType.VARCHAR,
            Field(paths("forward_number")),
            "Where calls are forwarded to: digits without a plus sign.",
            form=Form.DIGITS,
            is_phone=True,
        ),
        Column(
            "invited",
            DataType.JSON,
            Field(paths("invited")),
            "Who is invited: a boolean by one document, an array of texts by another.",
        ),
        Column("op", DataType.VARCHAR, Field(paths("op")), "The last operation; its values are not documented."),
        Column("rev", DataType.BIGINT, Field(paths("rev")), "Goes up with each write."),
        Column("widget_code", DataType.VARCHAR, Field(paths("widget_code")), "The code of the web widget."),
        Column(
            "allowed_domains",
            DataType.JSON,
            Field(paths("allowed_domains")),
            "The domains that may show the widget: an array of texts.",
        ),
        Column(
            "widget_settings",
            DataType.JSON,
            Field(paths("widget_settings")),
            "Colours, texts and switches of the web widget.",
        ),
        Column("created_date", DataType.TIMESTAMP, Field(paths("created_at", "created")), "When it was made."),
        Column("updated_date", DataType.TIMESTAMP, Field(paths("updated_at", "updated")), "When it was last changed."),
        Column(
            "ai_agent_auto_assign",
            DataType.BOOLEAN,
            Field(paths("ai_agent_auto_assign")),
            "Whether the AI agent is assigned by itself.",
        ),
        Column(
            "auto_close", DataType.BOOLEAN, Field(paths("auto_close")), "Whether conversations close by themselves."
        ),
        Column(
            "force_assign", DataType.BOOLEAN, Field(paths("force_assign")), "Whether a conversation must be assigned."
        ),
        Column(
            "high_throughput", DataType.BOOLEAN, Field(paths("high_throughput")), "Whether the number may send fast."
        ),
        Column(
            "ignore_inc_call_notif",
            DataType.BOOLEAN,
            Field(paths("ignore_inc_call_notif")),
            "Whether notices of incoming calls are left out.",
        ),
        Column("is_bandwidth", DataType.BOOLEAN, Field(paths("is_bandwidth")), "Not explained by the documents."),
        Column(
            "is_business_hours",
            DataType.BOOLEAN,
            Field(paths("is_business_hours")),
            "Whether business hours are in use.",
        ),
        Column("is_quiet_hours", DataType.BOOLEAN, Field(paths("is_quiet_hours")), "Whether quiet hours are in use."),
        Column("ittc", DataType.BIGINT, Field(paths("ittc")), "Not explained by the documents."),
        Column("notify_all", DataType.BOOLEAN, Field(paths("notify_all")), "Whether all members are notified."),
        Column(
            "notify_after_inbound_idle",
            DataType.BIGINT,
            Field(paths("notify_after_inbound_idle")),
            "After how long an unanswered message is notified; unit unknown.",
        ),
        Column(
            "notify_after_outbound_idle",
            DataType.BIGINT,
            Field(paths("notify_after_outbound_idle")),
            "After how long a silent customer is notified; unit unknown.",
        ),
        Column(
            "notify_on_inbound_idle",
            DataType.BOOLEAN,
            Field(paths("notify_on_inbound_idle")),
            "Whether unanswered messages are notified.",
        ),
        Column(
            "notify_on_outbound_idle",
            DataType.BOOLEAN,
            Field(paths("notify_on_outbound_idle")),
            "Whether silent customers are notified.",
        ),
        Column(
            "notify_on_chat_assignment",
            DataType.BOOLEAN,
            Field(paths("notify_on_chat_assignment")),
            "Whether assignments are notified.",
        ),
        Column(
            "email_on_inbound_idle",
            DataType.BOOLEAN,
            Field(paths("email_on_inbound_idle")),
            "Whether unanswered messages are notified by e-mail.",
        ),
        Column(
            "email_on_outbound_idle",
            DataType.BOOLEAN,
            Field(paths("email_on_outbound_idle")),
            "Whether silent customers are notified by e-mail.",
        ),
        Column(
            "promote_inbound_idle_to_top",
            DataType.BOOLEAN,
            Field(paths("promote_inbound_idle_to_top")),
            "Whether unanswered conversations move to the top.",
        ),
        Column(
            "promote_outbound_idle_to_top",
            DataType.BOOLEAN,
            Field(paths("promote_outbound_idle_to_top")),
            "Whether conversations with silent customers move to the top.",
        ),
        Column(
            "show_waiting_indicator",
            DataType.BOOLEAN,
            Field(paths("show_waiting_indicator")),
            "Whether waiting customers are marked.",
        ),
        Column(
            "unassign_on_close",
            DataType.BOOLEAN,
            Field(paths("unassign_on_close")),
            "Whether closing a conversation unassigns it.",
        ),
        Column(
            "business_hours",
            DataType.JSON,
            Field(paths("business_hours")),
            "Hours and minutes of weekdays and weekends.",
        ),
    ),
    reads=(Read("list", Endpoint("GET", "/v1/inboxes", "listInboxes (documented)"), Whole()),),
)

INBOX_MEMBERS = Table(
    name="inbox_members",
    doc="Who works with an inbox, one row a member of an inbox.",
    key=("inbox_id", "member_id"),
    columns=(
        Column("inbox_id", DataType.BIGINT, Outer(paths("id")), "The inbox.", references="inboxes.id", not_null=True),
        Column(
            "member_id",
            DataType.BIGINT,
            Field(paths("", "id", "member_id")),
            "The member.",
            references="members.id",
            not_null=True,
        ),
    ),
    explode=Explode("inboxes", paths("members")),
)
