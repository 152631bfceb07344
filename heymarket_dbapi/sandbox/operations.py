"""Every operation of the API: method, path, parameters, body, as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from .contract import Fault, Kind, Operation, Value

INTEGER = Value(Kind.INTEGER)
TEXT = Value(Kind.TEXT)
FLAG = Value(Kind.FLAG)
TIME = Value(Kind.TIME)
PHONE = Value(Kind.TEXT, digits=True)
ANY = Value(Kind.ANY)


def _object(**keys: Value) -> Value:
    return Value(Kind.OBJECT, keys=keys)


def _list(items: Value, smallest: int | None = None, largest: int | None = None) -> Value:
    return Value(Kind.LIST, items=items, smallest=smallest, largest=largest)


def _needed(value: Value) -> Value:
    return replace(value, required=Fault.REQUIRED)


PAGE: Mapping[str, Value] = {
    "date": TIME,
    "limit": INTEGER,
    "page": INTEGER,
    "ascending": FLAG,
    "order": TEXT,
    "filter": TEXT,
    "archived": FLAG,
    "assigned": INTEGER,
    "id": INTEGER,
    "parent_id": INTEGER,
}
PAGINATION = _object(**PAGE)
CURSOR = replace(PAGINATION, undocumented=frozenset(PAGE) - {"date"})
V2_PAGE = _object(
    limit=Value(Kind.INTEGER, smallest=1, largest=100), page=Value(Kind.INTEGER, smallest=0), date=TIME, ascending=FLAG
)
SURVEY_PAGE = _object(limit=Value(Kind.INTEGER, smallest=1), page=Value(Kind.INTEGER, smallest=1, small=Fault.PAGE))
MESSAGE_PAGE = _object(**{**PAGE, "created_at": TIME, "order": Value(Kind.TEXT, choices=("created_at", "updated_at"))})
FILTERS = _object(inboxes=Value(Kind.LIST, items=INTEGER, required=Fault.FILTERS), closed=FLAG, unread=FLAG)
CONVERSATION_PAGE = _object(**{**PAGE, "filters": FILTERS})

CHANNEL_VALUES = _object(channel_type=TEXT, channel_ids=_needed(_list(TEXT)))
SEARCH = _object(contact_channels=_needed(_list(CHANNEL_VALUES)))
SELECTOR = replace(_object(id=INTEGER, phone=PHONE), one_of=("id", "phone"))
LOOKUP = replace(_object(phone=PHONE, id=PHONE), one_of=("phone", "id"))

TAGS = _list(_object(tag_id=_needed(INTEGER)), largest=5)
CHANNEL = _object(channel_type=_needed(TEXT), channel_id=_needed(TEXT), channel_handle=TEXT, info_channel=TEXT)
CONTACT_KEYS: Mapping[str, Value] = {
    "phone": PHONE,
    "first": TEXT,
    "last": TEXT,
    "display_name": TEXT,
    "email": TEXT,
    "custom": Value(Kind.OBJECT, others=replace(TEXT, nullable=True), numbered=True),
    "avatar": TEXT,
    "assignee_id": INTEGER,
    "tags": TAGS,
    "is_opted_out": FLAG,
    "email_suppressions": _list(INTEGER),
}
CONTACT = _object(**{**CONTACT_KEYS, "phone": _needed(PHONE)})
CONTACT_V2 = _object(**{**CONTACT_KEYS, "contact_channels": _needed(_list(CHANNEL, smallest=1))})
CONTACT_BULK = _object(**{**CONTACT_KEYS, "contact_channels": _list(CHANNEL, smallest=1), "contact_id": TEXT})
BULK_DELETE = _object(
    contact_channels=_needed(
        _list(
            _object(
                channel_type=Value(Kind.TEXT, required=Fault.REQUIRED, choices=("id",)),
                channel_ids=_needed(_list(TEXT)),
            ),
            smallest=1,
            largest=1,
        )
    )
)
STATUS = replace(
    _object(
        id=INTEGER,
        phone=PHONE,
        status=Value(
            Kind.TEXT,
            required=Fault.REQUIRED,
            choices=("active", "blocked", "unblocked", "subscribed", "unsubscribed"),
        ),
    ),
    one_of=("id", "phone"),
)

MEMBERS = Value(Kind.OBJECT, others=_object(f=TEXT, l=TEXT))
LIST_V1 = _object(title=_needed(TEXT), local_id=TEXT, add_phone=PHONE, remove_phone=PHONE, members=MEMBERS)
LIST_CREATE = _object(
    title=_needed(TEXT),
    local_id=_needed(TEXT),
    type=TEXT,
    contacts=_list(INTEGER),
    phones=_list(PHONE),
    emails=_list(TEXT),
)
LIST_UPDATE = _object(
    title=TEXT,
    contacts=_list(INTEGER),
    phones=_list(PHONE),
    emails=_list(TEXT),
    add_contacts=_list(INTEGER),
    remove_contacts=_list(INTEGER),
    add_phones=_list(PHONE),
    remove_phones=_list(PHONE),
    add_emails=_list(TEXT),
    remove_emails=_list(TEXT),
)
GALLERY = _list(_object(url=TEXT, original_url=TEXT, annotation_text=TEXT, annotation_position=TEXT))
TEMPLATE = _object(
    title=_needed(TEXT), content=_needed(_object(text=_needed(TEXT), gallery=GALLERY)), local_id=TEXT, archived=FLAG
)
SEND = replace(
    _object(
        inbox_id=_needed(INTEGER),
        creator_id=_needed(INTEGER),
        phone_number=TEXT,
        chat_id=INTEGER,
        list_id=INTEGER,
        targets=_list(TEXT),
        text=TEXT,
        template_id=INTEGER,
        media_url=TEXT,
        survey_id=INTEGER,
        private=FLAG,
        local_id=TEXT,
        activity_id=TEXT,
        author=TEXT,
        creator_email=TEXT,
        conv_name=TEXT,
        channel=TEXT,
    ),
    one_of=("phone_number", "chat_id", "list_id", "targets"),
    exclusive=True,
    needs={"list_id": "local_id"},
)
EMAIL = replace(
    _object(
        creator_id=_needed(INTEGER),
        inbox=_needed(INTEGER),
        text=_needed(TEXT),
        raw_text=TEXT,
        targets=_list(TEXT),
        convo_id=INTEGER,
        conv_title=TEXT,
        local_id=TEXT,
    ),
    one_of=("targets", "convo_id"),
    exclusive=True,
)
TARGET: Mapping[str, Value] = {
    "inbox_id": _needed(INTEGER),
    "user_id": _needed(INTEGER),
    "target": TEXT,
    "targets": _list(TEXT),
}
READ = replace(
    _object(**TARGET, reassign_id=INTEGER), one_of=("target", "targets"), undocumented=frozenset({"reassign_id"})
)
STATE = replace(_object(**TARGET, chat_id=INTEGER), one_of=("chat_id", "target", "targets"))
REASSIGN = replace(_object(**TARGET, reassign_id=_needed(INTEGER)), one_of=("target", "targets"))
TRANSFER = _object(conversation_id=_needed(INTEGER), transfer_inbox_id=_needed(INTEGER))
LOOKUP_USERS = _object(phone=_list(TEXT), email=_list(TEXT))
USERS = _object(users=_needed(_list(_object(id=_needed(INTEGER), first_name=TEXT, last_name=TEXT, role_id=INTEGER))))
SCHEDULE = replace(
    _object(
        inbox_id=_needed(INTEGER),
        execute_at=_needed(TIME),
        content=_needed(
            _object(
                text=TEXT,
                to=TEXT,
                template=ANY,
                attachments=_list(_object(name=TEXT, type=TEXT, url=TEXT)),
                gallery=GALLERY,
                local_day=INTEGER,
                local_time=TEXT,
                offset=INTEGER,
            )
        ),
        phone_number=TEXT,
        targets=_list(ANY),
        conversation_id=INTEGER,
        list_id=INTEGER,
        local_id=TEXT,
        user_id=INTEGER,
    ),
    one_of=("phone_number", "targets", "conversation_id", "list_id"),
    exclusive=True,
)

OVERWRITE: Mapping[str, Value] = {"overwrite": FLAG}
HISTORY: Mapping[str, Value] = {
    "phoneNumber": _needed(PHONE),
    "inboxID": _needed(INTEGER),
    "timestamp": INTEGER,
}


def _read(name: str, method: str, path: str, body: Value | None = None, body_required: bool = True) -> Operation:
    return Operation(name, method, path, body, body_required=body_required)


def _write(
    name: str,
    method: str,
    path: str,
    body: Value | None = None,
    query: Mapping[str, Value] | None = None,
    body_required: bool = True,
) -> Operation:
    return Operation(name, method, path, body, query or {}, reads=False, body_required=body_required)


_ALL = (
    _read("get_contact_v1", "GET", "/v1/contact/{id}"),
    _read("lookup_contact", "POST", "/v1/contact/get", LOOKUP),
    _read("list_contacts_v1", "POST", "/v1/contacts", PAGINATION),
    _read("count_contacts", "POST", "/v1/contacts/count", _object(date=TIME)),
    _read("contact_status", "POST", "/v1/contact/status", SELECTOR),
    _read("list_contact_fields", "POST", "/v1/contact-fields", PAGINATION, body_required=False),
    _read("get_contact_v2", "GET", "/v2/contact/{uuid}"),
    _read("list_contacts_v2", "POST", "/v2/contacts/list", V2_PAGE),
    _read("search_contacts", "POST", "/v2/contacts/search", SEARCH),
    _read("list_channels", "GET", "/v2/contact/{uuid}/channels"),
    _read("get_channel", "GET", "/v2/contact/{uuid}/channel/{type}"),
    _read("list_lists", "POST", "/v1/lists", PAGINATION),
    _read("get_list", "GET", "/v1/list/{id}"),
    _read("list_tags", "POST", "/v1/tags", CURSOR),
    _read("get_tag", "GET", "/v1/tag/{id}"),
    _read("list_templates", "POST", "/v1/templates", CURSOR),
    _read("get_template", "GET", "/v1/template/{id}"),
    _read("list_surveys", "POST", "/v1/surveys", SURVEY_PAGE),
    _read("get_survey", "GET", "/v1/survey/{id}"),
    Operation("message_history", "GET", "/v1/messages", query=HISTORY),
    _read("list_messages", "POST", "/v1/messages/all", MESSAGE_PAGE),
    _read("count_messages", "POST", "/v1/messages/all/count", MESSAGE_PAGE),
    _read("list_conversations", "POST", "/v1/conversations", CONVERSATION_PAGE),
    _read("count_conversations", "POST", "/v1/conversations/count", _object(date=TIME)),
    _read("get_conversation", "GET", "/v1/conversations/{id}"),
    _read("list_inboxes", "GET", "/v1/inboxes"),
    _read("get_team", "GET", "/v1/team"),
    _read("list_users", "GET", "/v1/users"),
    _read("lookup_users", "GET", "/v1/users/get", LOOKUP_USERS, body_required=False),
    _read("get_schedule", "GET", "/v1/schedule/{id}"),
    _write("create_contact_v1", "POST", "/v1/contact", CONTACT),
    _write("update_contact_v1", "PUT", "/v1/contact/{id}", CONTACT, OVERWRITE),
    _write("delete_contact_v1", "DELETE", "/v1/contact/{id}"),
    _write("set_contact_status", "POST", "/v1/contact/set_status", STATUS),
    _write("create_contacts_v1", "POST", "/v1/batch/contacts", _list(CONTACT), OVERWRITE),
    _write("create_contact_fields", "POST", "/v1/contacts/fields", _list(_object(title=_needed(TEXT)))),
    _write("create_contact_v2", "POST", "/v2/contact", CONTACT_V2),
    _write("update_contact_v2", "PUT", "/v2/contact/{uuid}", CONTACT, OVERWRITE),
    _write("delete_contact_v2", "DELETE", "/v2/contact/{uuid}"),
    _write("write_contacts_v2", "POST", "/v2/contacts", _object(contacts=_needed(_list(CONTACT_BULK)))),
    _write("delete_contacts_v2", "DELETE", "/v2/contacts", BULK_DELETE),
    _write("create_channel", "POST", "/v2/contact/{uuid}/channel", CHANNEL),
    _write("update_channel", "PUT", "/v2/contact/{uuid}/channel", CHANNEL),
    _write("delete_channel", "DELETE", "/v2/contact/{uuid}/channel/{type}"),
    _write("create_list_v1", "POST", "/v1/list", LIST_V1),
    _write("update_list_v1", "PUT", "/v1/list/{id}", LIST_V1),
    _write("delete_list_v1", "DELETE", "/v1/list/{id}"),
    _write("create_list_v2", "POST", "/v2/lists", LIST_CREATE),
    _write("update_list_v2", "PUT", "/v2/lists/{id}", LIST_UPDATE),
    _write("delete_list_v2", "DELETE", "/v2/lists/{id}", _object(contact_ids=_list(INTEGER)), body_required=False),
    _write("create_tag", "POST", "/v1/tag", _object(tag=_needed(TEXT), color=TEXT)),
    _write("delete_tag", "DELETE", "/v1/tag/{id}"),
    _write("create_template", "POST", "/v1/template", TEMPLATE),
    _write("update_template", "PUT", "/v1/template/{id}", TEMPLATE),
    _write("delete_template", "DELETE", "/v1/template/{id}"),
    _write("send_message", "POST", "/v1/message/send", SEND),
    _write("send_email", "POST", "/v1/email/send", EMAIL),
    _write("open_conversation", "POST", "/v1/conversations/open", STATE),
    _write("close_conversation", "POST", "/v1/conversations/close", STATE),
    _write("read_conversation", "POST", "/v1/conversations/read", READ),
    _write("unread_conversation", "POST", "/v1/conversations/unread", READ),
    _write("reassign_conversation", "POST", "/v1/conversations/reassign", REASSIGN),
    _write("transfer_conversation", "POST", "/v1/conversations/transfer", TRANSFER),
    _write("update_users", "POST", "/v1/users/update", USERS),
    _write("create_schedule", "POST", "/v1/schedule", SCHEDULE),
    _write("update_schedule", "PUT", "/v1/schedule/{id}", SCHEDULE),
    _write("delete_schedule", "DELETE", "/v1/schedule/{id}"),
)

OPERATIONS: dict[str, Operation] = {operation.name: operation for operation in _ALL}
