"""How messages are sent (messages.md, sections 6.5 and 6.6)."""

from heymarket_dbapi.catalog import shapes
from heymarket_dbapi.catalog.contacts import STATUS
from heymarket_dbapi.catalog.ways import Endpoint, Repeat
from heymarket_dbapi.catalog.writes import Send, Sends, Writable, Writes

_ACTING = ("user_id", "creator_id")

_COLUMNS = (
    Writable("inbox_id", "inbox_id", shapes.identity),
    Writable("user_id", "creator_id", shapes.identity),
    Writable("phone", "phone_number", shapes.phone),
    Writable("target", "phone_number", shapes.phone),
    Writable("conversation_id", "chat_id", shapes.identity),
    Writable("list_id", "list_id", shapes.identity),
    Writable("targets", "targets", shapes.group),
    Writable("text", "text", shapes.filled_text),
    Writable("template_id", "template_id", shapes.identity),
    Writable("media_url", "media_url", shapes.link),
    Writable("survey_id", "survey_id", shapes.identity),
    Writable("is_private", "private", shapes.flag),
    Writable("local_id", "local_id", shapes.filled_text),
    Writable("author", "author", shapes.text),
)

_MAIL_COLUMNS = (
    Writable("inbox_id", "inbox", shapes.identity),
    Writable("user_id", "creator_id", shapes.identity),
    Writable("target", "targets", shapes.mail_recipient),
    Writable("targets", "targets", shapes.mail_recipients),
    Writable("conversation_id", "convo_id", shapes.identity),
    Writable("text", "text", shapes.filled_text),
    Writable("conv_title", "conv_title", shapes.text),
    Writable("local_id", "local_id", shapes.filled_text),
)

MESSAGES_WRITES = Writes(
    table="messages",
    sends=Sends(
        text=Send(
            Endpoint("POST", "/v1/message/send", "sendMessage (documented)", Repeat.NEVER),
            _COLUMNS,
            targets=("phone", "target", "conversation_id", "list_id", "targets"),
            content=("text", "template_id", "media_url", "survey_id"),
            acting=_ACTING,
            direct=("phone", "target", "targets"),
        ),
        mail=Send(
            Endpoint("POST", "/v1/email/send", "sendEmail (documented)", Repeat.NEVER),
            _MAIL_COLUMNS,
            targets=("target", "targets", "conversation_id"),
            content=("text",),
            acting=_ACTING,
            direct=("target", "targets"),
        ),
        column="channel",
        mail_value="email",
        status=STATUS,
        refusing=("unsubscribed", "blocked"),
        found_by=("local_id", "local_id", "created_date"),
    ),
)
