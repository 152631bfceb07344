"""Switches of writes of contacts, channels, fields, and of deletes: what each value does."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from heymarket_dbapi.sandbox.moments import read_time

from .scene import ANN, BOB, NEW, Scene, scene

See = Callable[[Scene], Any]
V2 = "/v2/contacts"


def field_after(name: str, **body: Any) -> See:
    def see(at: Scene) -> Any:
        at.put(**body)
        return at.ann[name]

    return see


def left_out(name: str) -> See:
    def see(at: Scene) -> Any:
        if name == "is_opted_out":
            at.put(is_opted_out=True)
        at.put()
        return bool(at.ann[name])

    return see


def assigned(given: int) -> See:
    def see(at: Scene) -> Any:
        at.put(assignee_id=given)
        return at.ann["assigned_user_id"] == at.member

    return see


def no_longer_opted_out(at: Scene) -> bool:
    at.put(is_opted_out=True)
    at.put(is_opted_out=False)
    status = at.world.statuses.get(at.ann["id"])
    assert status["unsubscribed"] is at.ann["is_opted_out"]
    return not at.ann["is_opted_out"]


def tags_after(at: Scene) -> int:
    at.put(tags=[{"tag_id": at.tags()[1]}])
    return len(at.ann["tags"])


def refused_or(name: str, body: dict[str, Any]) -> See:
    def see(at: Scene) -> Any:
        answer = at.put(**body)
        return answer if answer == 400 else at.ann[name]

    return see


def unknown_assignee(at: Scene) -> Any:
    member = at.member
    answer = at.put(assignee_id=1)
    return answer if answer == 400 else "kept" if at.ann["assigned_user_id"] == member else at.ann["assigned_user_id"]


def unknown_tag(at: Scene) -> Any:
    answer = at.put(tags=[{"tag_id": 1}])
    return answer if answer == 400 else at.ann["tags"]


def custom_v2(overwrite: str) -> See:
    def see(at: Scene) -> Any:
        at.call("PUT", f"/v2/contact/{at.ann['uuid']}?overwrite={overwrite}", {"phone": ANN, "custom": {"47": "x"}})
        return sorted(at.ann["custom"])

    return see


def both_ways(at: Scene) -> Any:
    return custom_v2("false")(at), custom_v2("true")(at)


def reply_v2(at: Scene) -> list[str]:
    answer = at.call("PUT", f"/v2/contact/{at.ann['uuid']}", {"phone": ANN, "first": "Ann"})
    return sorted({"first", "uuid"} & answer.keys())


def tail(at: Scene) -> Any:
    at.call(
        "POST",
        "/v2/contact",
        {"contact_channels": [{"channel_type": "phone", "channel_id": NEW}], "is_opted_out": True},
    )
    return at.contact(NEW)["is_opted_out"]  # type: ignore[index]


def known(path: str, body: dict[str, Any]) -> See:
    def see(at: Scene) -> Any:
        answer = at.call("POST", path, body)
        if answer == 409:
            return answer
        return answer["id"] == at.ann["id"], at.count(ANN), at.ann["first"]

    return see


KNOWN = {"updated": (True, 1, "Zed"), "returned": (True, 1, "Ann"), "doubled": (False, 2, "Ann"), "refused": 409}


def taken(at: Scene) -> Any:
    answer = at.put(phone=BOB)
    return answer if answer == 400 else at.count(BOB)


def shape(at: Scene) -> list[str]:
    return sorted(at.call("POST", "/v1/tag", {"tag": "new"}))


def noop(at: Scene) -> bool:
    at.call("PUT", f"/v1/template/{at.world.templates[0]['id']}", {"title": "T", "content": {"text": "x"}})
    row = at.world.templates[0]
    before = row["rev"]
    at.call("PUT", f"/v1/template/{row['id']}", {"title": "T", "content": {"text": "x"}})
    return bool(row["rev"] > before)


def batch_reply(at: Scene) -> Any:
    answer = at.call("POST", "/v1/batch/contacts", [{"phone": NEW, "first": "N"}, {"phone": ANN}])
    return answer if answer == "ok" else [one["phone"] for one in answer]


def batch_custom(path: str) -> See:
    def see(at: Scene) -> Any:
        row = {"phone": ANN, "custom": {"47": "x"}}
        if path == V2:
            at.call("POST", V2, {"contacts": [{"contact_id": at.ann["uuid"], **row}]})
        else:
            at.call("POST", f"{path}?overwrite=true", [row])
        return sorted(at.ann["custom"])

    return see


def batch_left_out(at: Scene) -> Any:
    at.call("POST", "/v1/batch/contacts?overwrite=true", [{"phone": ANN, "last": "Zed"}])
    return at.ann["first"], at.ann["display_name"], at.ann["email"]


def batch_rows(at: Scene) -> Any:
    rows = [{"phone": f"1510555{place:04d}"} for place in range(2000, 2101)]
    return at.call("POST", "/v1/batch/contacts", rows), at.call("POST", V2, {"contacts": rows[:1]}) != 400


def batch_invalid(at: Scene) -> Any:
    rows = [{"phone": NEW}, {"phone": "15105550198", "email": "nobody"}]
    answer = at.call("POST", "/v1/batch/contacts", rows)
    return answer if answer == 400 else [one["phone"] for one in answer], at.count(NEW)


def batch_order(at: Scene) -> Any:
    answer = at.call("POST", V2, {"contacts": [{"phone": NEW}, {"phone": "15105550198"}]})
    return [one["phone"] for one in answer["contacts"]]


def failure(at: Scene) -> Any:
    (failed,) = at.call("POST", V2, {"contacts": [{"contact_id": "nobody", "first": "X"}]})["failed_contacts"]
    assert failed["contact"] == {"contact_id": "nobody", "first": "X"}
    return sorted(failed.keys() - {"contact"})


def deleted(kind: str, path: str) -> See:
    def see(at: Scene) -> Any:
        row = at.ann if kind == "contacts" else at.world.rows(kind)[0]
        answer = at.call("DELETE", path.format(**row))
        return sorted(answer) if isinstance(answer, dict) else answer

    return see


def deletes_alike(at: Scene) -> Any:
    at.asked.sandbox.read_as(delete_reply="null")
    return at.call("DELETE", f"/v1/contact/{at.ann['id']}")


def bulk_delete(at: Scene) -> Any:
    body = {"contact_channels": [{"channel_type": "id", "channel_ids": [at.ann["uuid"], "nobody"]}]}
    return at.call("DELETE", V2, body), at.count(ANN)


def history(at: Scene) -> bool:
    at.call("DELETE", f"/v1/contact/{at.ann['id']}")
    kept = at.world.conversations.get(at.chat["id"]) is not None
    assert kept is any(one["conversation"] is at.chat for one in at.world.messages)
    return kept


def listed(at: Scene) -> bool:
    identity = at.call("POST", "/v2/lists", {"title": "L", "local_id": "l", "contacts": [at.ann["id"]]})["id"]
    at.call("DELETE", f"/v1/contact/{at.ann['id']}")
    return ANN in at.world.lists.get(identity)["targets"]


def active(at: Scene) -> Any:
    status = at.world.statuses.get(at.ann["id"])
    for word in ("unsubscribed", "blocked", "active"):
        at.call("POST", "/v1/contact/set_status", {"phone": ANN, "status": word})
    return status["unsubscribed"], status["blocked"], at.chat["blocked"]


def status_moves(at: Scene) -> bool:
    before = at.ann["updated"]
    at.call("POST", "/v1/contact/set_status", {"id": at.ann["id"], "status": "unsubscribed"})
    return read_time(at.ann["updated"]) > read_time(before)


def known_field(at: Scene) -> Any:
    answer = at.call("POST", "/v1/contacts/fields", [{"title": "Account Number"}])
    return answer if answer == 400 else (answer[0]["id"] == 41, answer[0]["duplicate"], len(at.world.custom_fields))


def channel(at: Scene, method: str, kind: str = "email", value: str = "new@example.com") -> Any:
    body = {"channel_type": kind, "channel_id": value}
    return at.call(method, f"/v2/contact/{at.ann['uuid']}/channel", body)


def channel_reply(at: Scene) -> Any:
    answer = channel(at, "PUT")
    return answer["channel_id"] if isinstance(answer, dict) else len(answer) if isinstance(answer, list) else answer


def channel_known(at: Scene) -> Any:
    answer = channel(at, "POST")
    return answer if answer == 400 else (len(answer), at.ann["email"])


def channel_missing(at: Scene) -> Any:
    answer = channel(at, "PUT", "facebook", "fb")
    return answer if answer == 404 else len(answer)


def channel_moves(at: Scene) -> bool:
    before = at.ann["rev"]
    channel(at, "PUT")
    return bool(at.ann["rev"] > before)


def last_channel(at: Scene) -> Any:
    return at.call("DELETE", f"/v2/contact/{at.bob['uuid']}/channel/phone"), at.bob["phone"]


SWITCHES: dict[str, tuple[See, dict[Any, Any]]] = {
    "names_left_out": (field_after("last", first="Zed"), {"kept": "Lee", "blanked": None}),
    "display_name_left_out": (
        field_after("display_name", first="Zed", last="X"),
        {"rebuilt": "Zed X", "blanked": None, "kept": "Ann Lee"},
    ),
    "email_left_out": (left_out("email"), {"kept": True, "blanked": False}),
    "avatar_left_out": (left_out("avatar"), {"kept": True, "blanked": False}),
    "assignee_left_out": (left_out("assigned_user_id"), {"kept": True, "blanked": False}),
    "tags_left_out": (left_out("tags"), {"kept": True, "blanked": False}),
    "opted_out_left_out": (left_out("is_opted_out"), {"kept": True, "blanked": False}),
    "custom_left_out": (
        field_after("custom", overwrite=True),
        {"kept": {"41": "A", "44": "pro"}, "blanked": None},
    ),
    "empty_text": (field_after("email", email=""), {"blanks": None, "kept": "ann@example.com"}),
    "empty_tags": (lambda at: (at.put(tags=[]), len(at.ann["tags"]))[1], {"blanks": 0, "kept": 1}),
    "false_opt_out": (no_longer_opted_out, {"blanks": True, "kept": False}),
    "assignee_zero": (assigned(0), {"blanks": False, "kept": True}),
    "assignee_minus_one": (assigned(-1), {"blanks": False, "kept": True}),
    "unknown_assignee": (unknown_assignee, {"refused": 400, "dropped": "kept", "stored": 1}),
    "tags_written": (tags_after, {"replaced": 1, "added": 2}),
    "unknown_tag": (unknown_tag, {"refused": 400, "dropped": [], "stored": [{"tag_id": 1}]}),
    "custom_null": (
        refused_or("custom", {"custom": {"44": None}}),
        {
            "removed": {"41": "A"},
            "emptied": {"41": "A", "44": ""},
            "ignored": {"41": "A", "44": "pro"},
            "refused": 400,
        },
    ),
    "custom_empty": (
        field_after("custom", custom={"44": ""}),
        {"stored": {"41": "A", "44": ""}, "removed": {"41": "A"}, "ignored": {"41": "A", "44": "pro"}},
    ),
    "custom_titles": (
        refused_or("custom", {"custom": {"Plan": "free"}}),
        {"dropped": {"41": "A", "44": "pro"}, "refused": 400},
    ),
    "unknown_custom": (
        refused_or("custom", {"custom": {"9": "x"}}),
        {"refused": 400, "dropped": {"41": "A", "44": "pro"}, "stored": {"41": "A", "44": "pro", "9": "x"}},
    ),
    "avatar_stored": (
        lambda at: (at.put(avatar="https://example.com/b.png"), at.ann["avatar"].partition("avatar-")[0])[1],
        {"as_given": "https://example.com/b.png", "rehosted": "http://sandbox/media/"},
    ),
    "overwrite_v2": (
        both_ways,
        {
            "honoured": (["41", "44", "47"], ["47"]),
            "ignored": (["41", "44", "47"], ["41", "44", "47"]),
            "always": (["47"], ["47"]),
        },
    ),
    "update_reply_v2": (reply_v2, {"contact": ["first"], "result": ["uuid"]}),
    "create_v2_tail": (tail, {True: True, False: False}),
    "known_phone": (known("/v1/contact", {"phone": ANN, "first": "Zed"}), KNOWN),
    "known_channel": (
        known("/v2/contact", {"first": "Zed", "contact_channels": [{"channel_type": "phone", "channel_id": ANN}]}),
        KNOWN,
    ),
    "taken_refused": (taken, {True: 400, False: 2}),
    "write_reply": (shape, {"full": ["id", "rev", "uuid"], "no_uuid": ["id", "rev"], "id": ["id"]}),
    "noop_moves": (noop, {True: True, False: False}),
    "batch_reply": (batch_reply, {"failed_or_ok": "ok", "contacts": [NEW]}),
    "batch_skipped_listed": (batch_reply, {False: "ok", True: [ANN]}),
    "batch_custom_merged": (batch_custom("/v1/batch/contacts"), {False: ["47"], True: ["41", "44", "47"]}),
    "bulk_custom_merged": (batch_custom(V2), {False: ["47"], True: ["41", "44", "47"]}),
    "batch_left_out": (
        batch_left_out,
        {"as_update": (None, "Zed", "ann@example.com"), "kept": ("Ann", "Ann Lee", "ann@example.com")},
    ),
    "batch_rows": (batch_rows, {0: ("ok", True), 100: (400, True)}),
    "batch_invalid": (batch_invalid, {"row_fails": (["15105550198"], 1), "all_refused": (400, 0)}),
    "batch_reversed": (batch_order, {False: [NEW, "15105550198"], True: ["15105550198", NEW]}),
    "failure_key": (failure, {"error": ["error"], "reason": ["reason"], "message": ["message"], "absent": []}),
    "delete_reply": (
        deleted("tags", "/v1/tag/{id}"),
        {
            "ok": "ok",
            "success": "success",
            "deleted": ["deleted", "id"],
            "result": ["id", "rev", "uuid"],
            "row": ["color", "created", "id", "rev", "tag", "team_id", "updated"],
            "empty_object": [],
            "null": None,
            "true": True,
            "text": "deleted",
            "empty": "",
            "no_content": "",
        },
    ),
    "delete_text": (
        deleted("contacts", "/v2/contact/{uuid}"),
        {"ok": "ok", "success": "success", "deleted": "deleted", "": ""},
    ),
    "deletes_alike": (deletes_alike, {False: "ok", True: None}),
    "delete_missing": (lambda at: at.call("DELETE", "/v1/tag/1"), {"as_read": 404, "as_deleted": "ok"}),
    "bulk_delete_unknown": (bulk_delete, {"dropped": ("ok", 0), "refused": (400, 1)}),
    "contact_history": (history, {"gone": False, "kept": True}),
    "deleted_contact_listed": (listed, {False: False, True: True}),
    "active_status": (
        active,
        {"both": (False, False, False), "opt_out": (False, True, True), "block": (True, False, False)},
    ),
    "status_moves": (status_moves, {True: True, False: False}),
    "known_field": (known_field, {"returned": (True, True, 7), "doubled": (False, True, 8), "refused": 400}),
    "channel_reply": (
        channel_reply,
        {"channels": 2, "channel": "new@example.com", "ok": "ok", "empty": ""},
    ),
    "channel_known": (
        channel_known,
        {"replaced": (2, "new@example.com"), "doubled": (3, "ann@example.com"), "refused": 400},
    ),
    "channel_missing": (channel_missing, {"missing": 404, "created": 3}),
    "channel_moves": (channel_moves, {True: True, False: False}),
    "last_channel_refused": (last_channel, {False: ("ok", None), True: (400, BOB)}),
}
CASES = [(switch, value, see, wanted) for switch, (see, values) in SWITCHES.items() for value, wanted in values.items()]


@pytest.mark.parametrize(("switch", "value", "see", "wanted"), CASES, ids=[f"{case[0]}={case[1]}" for case in CASES])
def test_a_switch(switch: str, value: Any, see: See, wanted: Any) -> None:
    assert see(scene(**{switch: value})) == wanted
