"""How a message comes into a conversation, and what a send answers."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .calls import Answer, Call, Refusal
from .changing import refuse_unless
from .choices_rest import LocalIdScope, Recipient, Repeated, SendReply, TemplateText
from .moments import read_time
from .presenting import encode
from .rows import Row
from .threads import Threads

_TOKEN = re.compile(r"\{\{\s*([^{}]+?)\s*\}\}")


@dataclass(frozen=True, slots=True)
class Content:
    """What a message says, before it is made out to somebody."""

    text: str
    kind: str = "text"
    media: str | None = None
    author: str | None = None
    local_id: str | None = None
    broadcast: int = 0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a message: its row, and why the recipient does not get it."""

    row: Row
    refused: str = ""


def content_of(call: Call) -> Content:
    """What a send says: a text, a template, a picture, a survey or a private comment."""
    keys, kind = call.keys, "text"
    text, media = keys.get("text") or "", keys.get("media_url")
    if "template_id" in keys:
        template = call.world.templates.get(int(keys["template_id"]))
        refuse_unless(template, "template_id: no such template")
        body = (template or {}).get("content") or {}
        media = media or next((one["url"] for one in body.get("gallery") or ()), None)
        text = text if text and call.writes.template_text is TemplateText.TEXT else body.get("text") or ""
    if "survey_id" in keys:
        survey = call.world.surveys.get(int(keys["survey_id"]))
        refuse_unless(survey, "survey_id: no such survey")
        text, kind = text or (survey or {}).get("question") or "", "survey"
    refuse_unless(text or media or kind == "survey", "text, template_id, media_url or survey_id is required")
    kind = "note" if keys.get("private") else "image" if media and kind == "text" else kind
    return Content(text, kind, media, keys.get("author"), keys.get("local_id"))


def deliver(call: Call, threads: Threads, conversation: Row, content: Content, member: int) -> Outcome:
    """Put a message into a conversation, at once or, under some readings, a few requests later."""
    targets, refused, rule = list(conversation["targets"] or (conversation["target"],)), "", Recipient.FAILED
    if content.kind != "note":
        refused, rule = refuse_recipients(call, threads, targets)
    row = _message(call, threads, conversation, content, member, refused)
    if refused and rule is Recipient.DROPPED:
        return Outcome(row, refused)

    def appear() -> None:
        if call.world.conversations.get(conversation["id"]) is not None:
            call.world.messages.put(row)
            _move(call, conversation, row)

    if call.writes.sends_appear_after:
        call.world.later(call.number + call.writes.sends_appear_after, appear)
    else:
        appear()
    return Outcome(row, refused)


def refuse_recipients(call: Call, threads: Threads, targets: list[str]) -> tuple[str, Recipient]:
    """Why the targets do not get a message, and what then happens; some readings refuse the call."""
    for target in targets:
        contact = threads.contact(target)
        status = (contact and call.world.statuses.get(contact["id"])) or {}
        for name, rule in (
            ("blocked", call.writes.blocked_recipient),
            ("unsubscribed", call.writes.opted_out_recipient),
        ):
            if not status.get(name):
                continue
            if rule in (Recipient.REFUSED, Recipient.DENIED):
                raise Refusal(403 if rule is Recipient.DENIED else 400, f"bad_data: the recipient is {name}")
            return name, rule
    return "", Recipient.FAILED


def reply(call: Call, identity: int, outcome: Outcome, conversation: Row, *, email: bool = False) -> Answer:
    """What a send answers."""
    row, form = outcome.row, call.writes.send_reply
    shown: Row = {"id": identity, "date": call.presenter.time(row["date"])}
    if form is not SendReply.OBSERVED and not email:
        shown["gallery_url"] = row["media"] or ""
    if form is not SendReply.DOCUMENTED or email:
        results = {conversation["target"]: outcome.refused} if outcome.refused else {}
        shown |= {"convo_id": conversation["id"], "queued": not outcome.refused, "compliance_results": results}
    return Answer(encode(call.presenter.loose(shown)))


def answered(call: Call, kind: str, inbox: int, rule: Repeated) -> Answer | None:
    """The answer that a send with this `local_id` had before, where the reading minds that it is repeated."""
    if not call.keys.get("local_id") or rule is Repeated.IGNORED:
        return None
    found: Answer | None = call.world.answered.get(_key(call, kind, inbox))
    if found is not None and rule is Repeated.REFUSED:
        raise Refusal(409, "local_id was used before")
    return found


def remember(call: Call, kind: str, inbox: int, answer: Answer) -> Answer:
    """The answer, kept for a second send with the same `local_id`."""
    if call.keys.get("local_id"):
        call.world.answered[_key(call, kind, inbox)] = answer
    return answer


def _key(call: Call, kind: str, inbox: int) -> tuple[str, int, str]:
    scope = inbox if call.writes.local_id_scope is LocalIdScope.INBOX else 0
    return kind, scope, str(call.keys["local_id"])


def _message(call: Call, threads: Threads, conversation: Row, content: Content, member: int, refused: str) -> Row:
    group, email = conversation["targets"], conversation["channel"] == "email"
    note = content.kind == "note"
    return call.world.make(
        "messages",
        text=_filled(call, content.text, threads.contact(conversation["target"].partition(",")[0])),
        type=content.kind,
        status="sent" if note else "failed" if refused else str(call.writes.send_status),
        user=member,
        author=content.author,
        target=conversation["target"],
        targets=group,
        phone=None if email or group else conversation["target"],
        media=content.media,
        link_url="",
        broadcast_id=content.broadcast,
        flagged=False,
        local_id=content.local_id if call.writes.local_id_kept else None,
        channel=conversation["channel"],
        hidden=False,
        raw_error=refused or None,
        target_errors={conversation["target"]: refused} if refused else None,
        super=0,
        support=False,
        conversation=conversation,
    )


def _filled(call: Call, text: str, contact: Row | None) -> str:
    known = contact or {}
    values = {"first_name": known.get("first"), "last_name": known.get("last")}
    custom = known.get("custom") or {}

    def fill(found: re.Match[str]) -> str:
        name = found[1]
        if name in values:
            return values[name] or ""
        fields = [str(one["id"]) for one in call.world.custom_fields if one["title"] == name]
        return next((custom[one] or "" for one in fields if one in custom), "")

    return _TOKEN.sub(fill, text) if "{{" in text else text


def _move(call: Call, conversation: Row, row: Row) -> None:
    if row["type"] == "note" and not call.writes.note_moves:
        return
    status = "open" if call.writes.send_reopens and row["type"] != "note" else conversation["status"]
    replied = conversation["replied"] if row["type"] == "note" else True
    values = {"last_msg": row["text"][:120], "status": status, "replied": replied, "op": "update"}
    latest = max(row["date"], conversation["updated"], key=read_time)
    call.world.touch("conversations", conversation["id"], at=latest, **values)
