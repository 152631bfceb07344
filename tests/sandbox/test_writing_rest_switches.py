"""Switches of writes of everything but contacts: what each value does, and that every switch has its test."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from heymarket_dbapi.sandbox import write_switches
from heymarket_dbapi.sandbox.moments import read_time

from .scene import ANN, BOB, CID, INBOX, NEW, Scene, scene
from .test_writing_contact_switches import SWITCHES as CONTACTS

See = Callable[[Scene], Any]
SOON = "2100-01-01T15:00:00Z"


def made_twice(kind: str, method: Callable[[Scene], Any]) -> See:
    """How a second call with one `local_id` ends: the same id, another, or a refusal."""

    def see(at: Scene) -> Any:
        count = len(at.world.rows(kind))
        first, second = method(at), method(at)
        if second == 409:
            return second
        assert (len(at.world.rows(kind)) - count == 1) is (first["id"] == second["id"])
        return first["id"] == second["id"]

    return see


TWICE = {"returned": True, "ignored": False, "refused": 409}


def new_list(at: Scene, **body: Any) -> Any:
    return at.call("POST", "/v2/lists", {"title": "L", "local_id": "l", **body})


def new_template(at: Scene, **body: Any) -> Any:
    return at.call("POST", "/v1/template", {"title": "T", "content": {"text": "Hi"}, "local_id": "t", **body})


def new_schedule(at: Scene, **body: Any) -> Any:
    whole = {"inbox_id": INBOX, "execute_at": SOON, "content": {"text": "Hi"}, "phone_number": ANN, "local_id": "s"}
    return at.call("POST", "/v1/schedule", {**whole, **body})


def to_list(at: Scene, **body: Any) -> Any:
    """A send to a list of Ann and Bob; the list is made where there is none."""
    known = next((row for row in at.world.lists if row["local_id"] == "people"), None)
    if known is None:
        new_list(at, local_id="people", phones=[ANN, BOB])
        known = at.newest("lists")
    return at.send(list_id=known["id"], local_id="b", **body)


def targets(path: str, body: dict[str, Any]) -> See:
    def see(at: Scene) -> Any:
        new_list(at, phones=[ANN])
        row = at.newest("lists")
        at.call("PUT", path.format(**row), {"title": "L", **body})
        return sorted(row["targets"])

    return see


def list_size(at: Scene) -> Any:
    at.world.team["list_size"] = 1
    return new_list(at, phones=[ANN, BOB]) == 400


def list_delete(at: Scene) -> Any:
    new_list(at, phones=[ANN, BOB])
    row = at.newest("lists")
    at.call("DELETE", f"/v2/lists/{row['id']}", {"contact_ids": [at.ann["id"]]})
    found = at.world.lists.get(row["id"])
    return sorted(found["targets"]) if found else None


def contact_list(at: Scene) -> Any:
    new_list(at, type="contacts", contacts=[at.ann["id"], at.bob["id"]])
    row = at.newest("lists")
    at.call("PUT", f"/v2/lists/{row['id']}", {"remove_contacts": [at.bob["id"]], "add_emails": ["ann@example.com"]})
    sent = at.send(list_id=row["id"], local_id="b")
    assert at.newest("messages")["broadcast_id"] == sent["id"] and at.newest("messages")["target"] == ANN
    return sorted(row["targets"])


def new_number(at: Scene) -> Any:
    answer = new_list(at, phones=[NEW])
    return answer if answer == 400 else (sorted(at.newest("lists")["targets"]), at.count(NEW))


def unknown_member(at: Scene) -> Any:
    answer = new_list(at, contacts=[1, at.ann["id"]])
    return answer if answer == 400 else sorted(at.newest("lists")["targets"])


def known_tag(at: Scene) -> Any:
    label, count = at.world.tags[0]["tag"], len(at.world.tags)
    answer = at.call("POST", "/v1/tag", {"tag": label})
    return answer if answer == 409 else (answer["id"] == at.tags()[0], len(at.world.tags) - count)


def deleted_tag(at: Scene) -> int:
    at.call("DELETE", f"/v1/tag/{at.tags()[0]}")
    return len(at.ann["tags"])


def template_after(name: str) -> See:
    def see(at: Scene) -> Any:
        new_template(at, archived=True)
        row = at.newest("templates")
        row["content"].update(gallery=[{"url": "https://example.com/a"}], attachments=[{"name": "a"}])
        at.call("PUT", f"/v1/template/{row['id']}", {"title": "T", "content": {"text": "Hi"}})
        return len(row["content"][name]) if name in row["content"] else row[name]

    return see


def local_id_kept(at: Scene) -> Any:
    at.send(local_id="m")
    return at.newest("messages")["local_id"]


def scope(at: Scene) -> bool:
    other = next(one["id"] for one in at.world.inboxes if one["id"] != INBOX)
    return bool(at.send(local_id="m")["id"] == at.send(local_id="m", inbox_id=other)["id"])


def broadcast_local_ids(at: Scene) -> Any:
    new_list(at, local_id="people", phones=[ANN, NEW])
    at.send(list_id=at.newest("lists")["id"], local_id="b")
    return [row["local_id"] for row in list(at.world.messages)[-2:]]


def broadcast_reply(at: Scene) -> Any:
    answer, last = to_list(at), at.newest("messages")
    return answer["id"] == last["broadcast_id"], answer["id"] == last["id"]


def sender(at: Scene) -> Any:
    answer = at.send(creator_id=at.stranger)
    return answer if isinstance(answer, int) else at.newest("messages")["user"] == at.stranger


def recipient(phone: str) -> See:
    def see(at: Scene) -> Any:
        count = len(at.world.messages)
        answer = at.send(phone_number=phone)
        if isinstance(answer, int):
            assert len(at.world.messages) == count
            return answer
        last = at.newest("messages")
        return last["status"] if len(at.world.messages) > count else "nothing"

    return see


def many_targets(at: Scene) -> Any:
    answer = at.send(phone_number=BOB, chat_id=at.chat["id"])
    return answer if answer == 400 else at.newest("messages")["target"]


def appear(at: Scene) -> list[bool]:
    identity, seen = at.send(text="late")["id"], []
    for _ in range(4):
        rows = at.call("POST", "/v1/messages/all", {"limit": 1})
        seen.append(rows[0]["id"] == identity)
        assert (at.chat["last_msg"] == "late") is seen[-1]
    return seen


def reopens(at: Scene) -> str:
    at.act("close")
    at.send()
    return str(at.chat["status"])


def note_moves(at: Scene) -> Any:
    at.send(private=True, text="between us")
    assert at.newest("messages")["type"] == "note"
    return at.chat["last_msg"]


def template_text(at: Scene) -> str:
    at.call("POST", "/v1/template", {"title": "T", "content": {"text": "Dear {{first_name}} on {{Account Number}}"}})
    at.send(template_id=at.newest("templates")["id"], text="Hi {{last_name}}")
    return str(at.newest("messages")["text"])


def email_thread(at: Scene) -> bool:
    return bool(at.mail()["convo_id"] == at.mail(local_id="e")["convo_id"])


def missing_action(at: Scene) -> Any:
    return at.act("close", target="15105550177")


def moves(name: str) -> See:
    def see(at: Scene) -> bool:
        before = at.chat["updated"]
        assert at.act(name) == "ok"
        return read_time(at.chat["updated"]) > read_time(before)

    return see


def unread(at: Scene) -> Any:
    at.act("unread")
    readers = at.chat["unread_users"]
    assert at.chat["unread"] is True
    at.act("read")
    return readers == [at.member], at.chat["unread_users"]


def reassign_checked(at: Scene) -> Any:
    other = at.world.inboxes.get(INBOX)["members"][1]
    return at.act("reassign", reassign_id=other), at.act("reassign", reassign_id=at.member)


def reassign_none(at: Scene) -> Any:
    answers = []
    for nobody in (-1, 0):
        at.act("reassign", reassign_id=at.member)
        answers.append((at.act("reassign", reassign_id=nobody), bool(at.chat["assigned"])))
    return answers


def close_unassigns(at: Scene) -> bool:
    at.world.inboxes.get(INBOX)["unassign_on_close"] = True
    at.act("reassign", reassign_id=at.member)
    at.act("close")
    return bool(at.chat["assigned"])


def transfer(at: Scene) -> bool:
    inside = next(one for one in at.world.inboxes if one["id"] != INBOX)
    other = next(one for one in at.world.inboxes.get(INBOX)["members"] if one not in inside["members"])
    at.act("reassign", reassign_id=other)
    body = {"conversation_id": at.chat["id"], "transfer_inbox_id": inside["id"]}
    assert at.call("POST", "/v1/conversations/transfer", body) == "ok"
    assert [one["id"] for one in at.chat["members"]] == inside["members"]
    return bool(at.chat["assigned"])


def users(at: Scene) -> int:
    return len(at.call("POST", "/v1/users/update", {"users": [{"id": at.member, "last_name": "X"}]})["memberships"])


def unknown_user(at: Scene) -> Any:
    answer = at.call("POST", "/v1/users/update", {"users": [{"id": 1}, {"id": at.member, "role_id": 1}]})
    return answer if answer == 400 else [one["role_id"] for one in answer["memberships"]]


def schedule_times(at: Scene) -> Any:
    return [
        new_schedule(at, execute_at=f"{day}T15:{rest}Z") == 400
        for day, rest in (("2100-01-01", "07:00"), ("2020-01-01", "15:00"))
    ]


def schedule_phone(at: Scene) -> Any:
    meta = at.call("GET", f"/v1/schedule/{new_schedule(at)['id']}")["meta"]
    return meta.get("campaign_target_phone"), meta["content"].get("to")


def schedule_after(at: Scene) -> Any:
    other = at.world.members[1]["id"]
    identity = new_schedule(at, user_id=other)["id"]
    body = {"inbox_id": INBOX, "execute_at": SOON, "content": {"text": "New"}, "phone_number": ANN}
    at.call("PUT", f"/v1/schedule/{identity}", body)
    row = at.world.schedules.get(identity)
    return row["local_id"], row["user_id"] == other, row["rev"], row["meta"]["content"]["text"]


REFUSALS = {"refused": 400, "denied": 403, "failed": "failed", "dropped": "nothing"}
OBSERVED = ["compliance_results", "convo_id", "date", "id", "queued"]
OK, NO = ("ok", False), (400, True)
SWITCHES: dict[str, tuple[See, dict[Any, Any]]] = {
    "list_local_id": (made_twice("lists", new_list), TWICE),
    "list_members": (targets("/v1/list/{id}", {"members": {BOB: {}}}), {"replaced": [BOB], "added": [ANN, BOB]}),
    "list_phones": (targets("/v2/lists/{id}", {"phones": [BOB]}), {"replaced": [BOB], "added": [ANN, BOB]}),
    "list_size_refused": (list_size, {True: True, False: False}),
    "list_delete_members_only": (list_delete, {False: None, True: [BOB]}),
    "contact_list_targets": (contact_list, {True: [ANN], False: []}),
    "new_numbers": (
        new_number,
        {"created": ([NEW], 1), "listed": ([NEW], 0), "dropped": ([], 0), "refused": 400},
    ),
    "unknown_member": (unknown_member, {"dropped": [ANN], "refused": 400}),
    "known_tag": (known_tag, {"doubled": (False, 1), "returned": (True, 0), "refused": 409}),
    "deleted_tag_kept": (deleted_tag, {False: 0, True: 1}),
    "template_local_id": (made_twice("templates", new_template), TWICE),
    "archived_left_out": (template_after("archived"), {"kept": True, "blanked": False}),
    "gallery_left_out": (template_after("gallery"), {"kept": 1, "blanked": 0}),
    "attachments_left_out": (template_after("attachments"), {"kept": 1, "blanked": 0}),
    "local_id_left_out": (template_after("local_id"), {"kept": "t", "blanked": None}),
    "message_local_id": (made_twice("messages", lambda at: at.send(local_id="m")), TWICE),
    "email_local_id": (made_twice("messages", lambda at: at.mail(local_id="m")), TWICE),
    "broadcast_local_id": (made_twice("messages", to_list), TWICE),
    "local_id_kept": (local_id_kept, {True: "m", False: None}),
    "local_id_scope": (scope, {"team": True, "inbox": False}),
    "broadcast_local_ids": (
        broadcast_local_ids,
        {"same": ["b", "b"], "numbered": ["b-0", "b-1"], "absent": [None, None]},
    ),
    "broadcast_reply": (broadcast_reply, {"broadcast": (True, False), "first_message": (False, True)}),
    "sender": (sender, {"denied": 403, "refused": 400, "accepted": True}),
    "opted_out_recipient": (recipient(BOB), REFUSALS),
    "blocked_recipient": (recipient(CID), REFUSALS),
    "many_targets_refused": (many_targets, {True: 400, False: ANN}),
    "send_reply": (
        lambda at: sorted(at.send(media_url="https://example.com/a.png", local_id="m")),
        {
            "documented": ["date", "gallery_url", "id"],
            "observed": [one for one in OBSERVED if one != "compliance_results"],
            "union": ["convo_id", "date", "gallery_url", "id", "queued"],
        },
    ),
    "send_status": (
        lambda at: (at.send(), at.newest("messages")["status"])[1],
        {"queued": "queued", "sent": "sent", "accepted": "accepted"},
    ),
    "sends_appear_after": (appear, {0: [True] * 4, 3: [False, False, True, True]}),
    "send_makes_contact": (lambda at: (at.send(phone_number=NEW), at.count(NEW))[1], {True: 1, False: 0}),
    "send_reopens": (reopens, {True: "open", False: "closed"}),
    "note_moves": (note_moves, {True: "between us", False: "Hello"}),
    "template_text": (template_text, {"template": "Dear Ann on A", "text": "Hi Lee"}),
    "email_thread": (email_thread, {"new": False, "joined": True}),
    "action_reply": (lambda at: at.act("open"), {"ok": "ok", "success": "success"}),
    "action_missing": (missing_action, {"not_found": 404, "bad_request": 400, "ok": "ok"}),
    "state_moves": (moves("close"), {True: True, False: False}),
    "read_moves": (moves("unread"), {True: True, False: False}),
    "unread_scope": (unread, {"user": (True, []), "all": (False, [])}),
    "reassign_checked": (reassign_checked, {False: ("ok", "ok"), True: ("ok", 400)}),
    "reassign_none": (
        reassign_none,
        {
            "minus_one": [OK, NO],
            "zero": [NO, OK],
            "both": [OK, OK],
            "refused": [NO, NO],
            "ignored": [("ok", True), ("ok", True)],
        },
    ),
    "close_unassigns": (close_unassigns, {False: True, True: False}),
    "transfer_unassigns": (transfer, {True: False, False: True}),
    "users_reply": (users, {"updated": 1, "all": 12}),
    "unknown_user": (unknown_user, {"refused": 400, "dropped": [1]}),
    "schedule_local_id": (made_twice("schedules", new_schedule), TWICE),
    "schedule_time_refused": (schedule_times, {True: [True, True], False: [False, False]}),
    "schedule_phone": (schedule_phone, {"campaign": (ANN, None), "to": (None, ANN), "hidden": (None, None)}),
    "schedule_left_out": (schedule_after, {"blanked": (None, False, 2, "New"), "kept": ("s", True, 2, "New")}),
}
CASES = [(switch, value, see, wanted) for switch, (see, values) in SWITCHES.items() for value, wanted in values.items()]


@pytest.mark.parametrize(("switch", "value", "see", "wanted"), CASES, ids=[f"{case[0]}={case[1]}" for case in CASES])
def test_a_switch(switch: str, value: Any, see: See, wanted: Any) -> None:
    assert see(scene(**{switch: value})) == wanted


def test_every_value_of_every_switch_is_tried() -> None:
    tried = {name: set(values) for name, (_, values) in (CONTACTS | SWITCHES).items()}
    assert tried == {name: set(values) for name, values in write_switches().items()}
