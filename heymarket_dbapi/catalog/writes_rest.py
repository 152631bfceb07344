"""How lists, tags, templates, members, schedules and conversations are written (contacts.md 4-6, messages.md 7-10)."""

from heymarket_dbapi.catalog import shapes
from heymarket_dbapi.catalog.ways import Endpoint, Repeat
from heymarket_dbapi.catalog.writes import (
    Action,
    Actions,
    Delete,
    Entries,
    Insert,
    Older,
    Part,
    Put,
    Special,
    Word,
    Writable,
    Writes,
)

LISTS_WRITES = Writes(
    table="lists",
    columns=(
        Writable("name", "title", shapes.filled_text, empty=Special.REFUSED),
        Writable("local_id", "local_id", shapes.filled_text, for_update=False),
        Writable(
            "targets",
            "phones",
            shapes.phones,
            shapes.phones,
            empty=[],
            deltas=("add_phones", "remove_phones"),
            refers=("contacts", "phone"),
        ),
    ),
    inserts=(
        Insert(
            Endpoint("POST", "/v2/lists", "createListV2 (documented)", Repeat.NEVER),
            required=(("name",),),
            local_id="local_id",
        ),
        Insert(
            Endpoint("POST", "/v1/list", "createListV1 (observed)", Repeat.NEVER),
            required=(("name",),),
            local_id="local_id",
            columns=(
                Writable("name", "title", shapes.filled_text),
                Writable("local_id", "local_id", shapes.filled_text),
                Writable("targets", "members", shapes.phones, told=shapes.nameless),
            ),
        ),
    ),
    update=Put(
        Endpoint("PUT", "/v2/lists/{id}", "updateListV2 (documented)"),
        older=Older(
            Endpoint("PUT", "/v1/list/{id}", "updateListV1 (observed)"), ("name",), ("add_phone", "remove_phone")
        ),
    ),
    delete=Delete(
        Endpoint("DELETE", "/v2/lists/{id}", "deleteListV2 (documented)"),
        older=Endpoint("DELETE", "/v1/list/{id}", "deleteListV1 (observed)"),
    ),
    revision=("rev",),
)

LIST_MEMBERS_WRITES = Writes(
    table="list_members",
    columns=(
        Writable("list_id", "list_id", shapes.identity, empty=Special.REFUSED),
        Writable("phone", "phone", shapes.phone, shapes.stored_phone, empty=Special.REFUSED),
    ),
    part=Part("lists", "list_id", "targets", "phone"),
    conflicts=("list_id", "phone"),
)

TAGS_WRITES = Writes(
    table="tags",
    columns=(
        Writable("name", "tag", shapes.filled_text, empty=Special.REFUSED),
        Writable("color", "color", shapes.color),
    ),
    inserts=(Insert(Endpoint("POST", "/v1/tag", "createTagV1 (documented)", Repeat.NEVER), required=(("name",),)),),
    delete=Delete(Endpoint("DELETE", "/v1/tag/{id}", "deleteTagV1 (documented)"), also="it leaves all contacts"),
)

TEMPLATES_WRITES = Writes(
    table="templates",
    columns=(
        Writable("name", "title", shapes.filled_text, empty=Special.REFUSED),
        Writable("content", "content", shapes.content, shapes.content, empty=Special.REFUSED),
        Writable("text", "content.text", shapes.filled_text, empty=Special.REFUSED),
        Writable("local_id", "local_id", shapes.filled_text),
        Writable("is_archived", "archived", shapes.flag, empty=False),
    ),
    inserts=(
        Insert(
            Endpoint("POST", "/v1/template", "createTemplateV1 (documented)", Repeat.NEVER),
            required=(("name",), ("text", "content")),
            local_id="local_id",
        ),
    ),
    update=Put(
        Endpoint("PUT", "/v1/template/{id}", "updateTemplateV1 (documented)"),
        required=("name", "content"),
        carried=("local_id", "is_archived"),
        unsaid=(("attachments", ("content", "attachments")),),
    ),
    delete=Delete(Endpoint("DELETE", "/v1/template/{id}", "deleteTemplateV1 (documented)")),
    revision=("rev",),
)

MEMBERS_WRITES = Writes(
    table="members",
    columns=(
        Writable("first_name", "first_name", shapes.text, empty=""),
        Writable("last_name", "last_name", shapes.text, empty=""),
        Writable("role_id", "role_id", shapes.identity, empty=Special.REFUSED),
    ),
    update=Entries(Endpoint("POST", "/v1/users/update", "updateUsers (documented)"), "users", 100),
)

SCHEDULES_WRITES = Writes(
    table="schedules",
    columns=(
        Writable("inbox_id", "inbox_id", shapes.identity, empty=Special.REFUSED),
        Writable("execute_date", "execute_at", shapes.quarter_ahead, shapes.stored_moment, empty=Special.REFUSED),
        Writable("content", "content", shapes.document, shapes.stored_content, empty=Special.REFUSED),
        Writable("text", "content.text", shapes.filled_text, empty=Special.REFUSED),
        Writable("phone", "phone_number", shapes.phone, for_update=False),
        Writable("conversation_id", "conversation_id", shapes.identity, for_update=False),
        Writable("list_id", "list_id", shapes.identity, for_update=False),
        Writable("campaign_target_phone", "phone_number", shapes.phone, shapes.stored_phone, for_update=False),
        Writable("local_id", "local_id", shapes.filled_text, for_update=False),
        Writable("user_id", "user_id", shapes.identity),
    ),
    inserts=(
        Insert(
            Endpoint("POST", "/v1/schedule", "createSchedule (documented)", Repeat.NEVER),
            required=(
                ("inbox_id",),
                ("execute_date",),
                ("text", "content"),
                ("phone", "conversation_id", "list_id"),
            ),
            local_id="local_id",
        ),
    ),
    # The call replaces the whole, and the documents do not say where a phone is shown: who it is for has to be known.
    update=Put(
        Endpoint("PUT", "/v1/schedule/{id}", "updateSchedule (observed)"),
        required=("inbox_id", "execute_date", "content"),
        carried=("conversation_id", "list_id", "campaign_target_phone", "local_id", "user_id"),
        needs=("conversation_id", "list_id", "campaign_target_phone"),
    ),
    delete=Delete(Endpoint("DELETE", "/v1/schedule/{id}", "deleteSchedule (guessed)")),
)

_WHOM = (("inbox_id", Word.INBOX), ("user_id", Word.ACTING))
_BY_CHAT = (*_WHOM, ("chat_id", Word.CONVERSATION))
_BY_TARGET = (*_WHOM, ("target", Word.TARGETS))


def _state(name: str, operation: str) -> Endpoint:
    return Endpoint("POST", f"/v1/conversations/{name}", f"{operation} (documented)")


CONVERSATIONS_WRITES = Writes(
    table="conversations",
    columns=(
        Writable("inbox_id", "transfer_inbox_id", shapes.identity, empty=Special.REFUSED),
        Writable("is_closed", "is_closed", shapes.flag, empty=False),
        Writable("assigned_user_id", "reassign_id", shapes.identity),
        Writable("is_unread", "is_unread", shapes.flag, empty=False),
    ),
    # What is said first may change what is said later: a transfer the inbox in which it is asked for, and both a
    # transfer and a close to whom it is assigned.
    update=Actions(
        (
            Action(
                "inbox_id",
                _state("transfer", "transferConversation"),
                (("conversation_id", Word.CONVERSATION), ("transfer_inbox_id", Word.VALUE)),
            ),
            Action("is_closed", _state("close", "closeConversation"), _BY_CHAT, off=_state("open", "openConversation")),
            Action(
                "assigned_user_id",
                _state("reassign", "reassignConversation"),
                (
                    *(("inbox_id", Word.INBOX), ("user_id", Word.OWNER)),
                    *(("target", Word.TARGETS), ("reassign_id", Word.VALUE)),
                ),
                nothing=(-1, 0),
            ),
            Action(
                "is_unread",
                _state("unread", "markConversationUnread"),
                _BY_TARGET,
                off=_state("read", "markConversationRead"),
            ),
        )
    ),
)
