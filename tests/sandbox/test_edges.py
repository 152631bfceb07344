"""What lies at the edges: odd sizes, odd bodies, odd tokens, odd switches."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from heymarket_dbapi.sandbox import SANDBOX_SECRET_ID, Sandbox, serve
from heymarket_dbapi.sandbox.__main__ import main
from heymarket_dbapi.sandbox.contract import check, check_query
from heymarket_dbapi.sandbox.moments import read_time, write_time
from heymarket_dbapi.sandbox.operations import OPERATIONS

from .asking import client, flat, ids, own_client


def test_more_conversations_than_contacts() -> None:
    world = Sandbox(contacts=3, conversations=60, messages=300).world
    pairs = [(row["inbox"], row["target"]) for row in world.conversations]
    assert len(pairs) == len(set(pairs)) == 60


def test_an_account_without_members_or_lists() -> None:
    world = Sandbox(contacts=30, messages=200, members=0, lists=0, tags=0, surveys=0, templates=0, schedules=0).world
    assert len(world.members) == len(world.lists) == 0
    assert len(world.messages) == 200
    assert "30 contacts" in repr(world)
    assert repr(world.contacts) == "Rows('contacts', 30 rows)"


def test_an_account_of_groups_only_has_no_broadcast() -> None:
    world = Sandbox(contacts=0, conversations=0, messages=40).world
    assert len(world.conversations) == len(world.messages) == 0


def test_large_accounts_have_more_broadcasts() -> None:
    world = Sandbox(contacts=100, messages=9000).world
    assert len({row["broadcast_id"] for row in world.messages}) > 4


@pytest.mark.parametrize("size", [-1, "many", 1.5])
def test_sizes_are_whole_numbers(size: Any) -> None:
    with pytest.raises(ValueError, match="whole number"):
        Sandbox(contacts=size)


def token(header: object, claims: object) -> str:
    parts = [base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in (header, claims)]
    return ".".join([*parts, "AAAA"])


GOOD = {"alg": "HS256", "typ": "JWT"}


@pytest.mark.parametrize(
    ("header", "claims"),
    [
        ({"alg": "none", "typ": "JWT"}, {"iss": SANDBOX_SECRET_ID, "iat": 1}),
        (GOOD, []),
        (GOOD, {"iat": 1}),
        (GOOD, {"iss": SANDBOX_SECRET_ID}),
        (GOOD, {"iss": SANDBOX_SECRET_ID, "iat": "1"}),
        (GOOD, {"iss": SANDBOX_SECRET_ID, "iat": True}),
    ],
)
def test_odd_tokens_are_refused(header: object, claims: object) -> None:
    sandbox = Sandbox(contacts=1, messages=1)
    assert sandbox.handle("GET", "/v1/team", {"authorization": f"Bearer {token(header, claims)}"}).status == 401


@pytest.mark.parametrize(
    ("operation", "body", "message"),
    [
        ("list_contacts_v1", {"limit": 2**63}, "limit: does not fit 64 bits"),
        ("list_contacts_v1", {"limit": "--5"}, "limit: must be integer, not a string"),
        ("list_contacts_v1", {"limit": []}, "limit: must be integer, not a list"),
        ("list_contacts_v1", {"limit": {}}, "limit: must be integer, not an object"),
        ("set_contact_status", {"id": 1, "status": "gone"}, "status: must be one of active, blocked, unblocked, "),
        ("delete_contacts_v2", {"contact_channels": []}, "contact_channels: must have at least 1 items"),
        ("create_contact_v1", {"phone": "1", "tags": [{"tag_id": 1}] * 6}, "tags: must have at most 5 items"),
        ("create_contact_v1", {"phone": "1", "tags": [{}]}, "tags[0].tag_id: is required"),
        ("create_list_v1", {"title": "x", "members": {"1": {"f": 2}}}, "members.1.f: must be text, not a number"),
    ],
)
def test_the_contract_says_what_is_wrong(operation: str, body: Any, message: str) -> None:
    contract = OPERATIONS[operation].body
    assert contract is not None
    assert any(str(one).startswith(message) for one in check(contract, body, ""))


def test_what_the_contract_lets_pass() -> None:
    contract = OPERATIONS["create_contact_v1"].body
    assert contract is not None
    assert not list(check(contract, {"phone": "15105550000", "custom": {"41": None}, "is_opted_out": False}, ""))


def test_query_flags() -> None:
    query = OPERATIONS["update_contact_v1"].query
    assert not list(check_query(query, {"overwrite": "true"}))
    assert [one.place for one in check_query(query, {"overwrite": "1", "other": "1"})] == ["overwrite", "other"]


def test_deep_bodies_are_no_json() -> None:
    asked = client(contacts=1, messages=1)
    assert asked.sandbox.handle("POST", "/v1/contacts", asked.headers, b"[" * 100_000).status == 400


def test_channels_of_nobody() -> None:
    nobody = "00000000-0000-4000-8000-000000000000"
    asked = client(contacts=1, messages=1)
    assert asked.send("GET", f"/v2/contact/{nobody}/channels").status == 404
    asked.sandbox.read_as(missing="empty_object")
    assert asked.get(f"/v2/contact/{nobody}") == {}


def test_unknown_users_and_scopes_of_conversations() -> None:
    asked = client()
    assert asked.status("/v1/conversations", id=1) == 403
    world = asked.sandbox.world
    member = next(one["id"] for one in world.members if one["id"] not in world.inboxes[0]["members"])
    asked.sandbox.read_as(conversation_scope="ignored")
    body = {"id": member, "filters": {"inboxes": [world.inboxes[0]["id"]]}}
    assert asked.post("/v1/conversations", **body)
    asked.sandbox.read_as(conversation_user="optional", conversation_scope="refused")
    unread = flat(asked.pages("/v1/conversations", first=1, id=world.members[0]["id"], filters={"unread": True}))
    assert set(unread) == {row["id"] for row in world.conversations if world.members[0]["id"] in row["unread_users"]}


def test_limits_below_zero() -> None:
    assert client().status("/v1/contacts", limit=-1) == 400


@pytest.mark.parametrize(
    ("bound", "inclusive", "side"),
    [("lower", True, 1), ("upper", False, -1), ("follows", False, -1), ("ignored", True, 0)],
)
def test_messages_by_updated_with_a_bound_on_date(bound: str, inclusive: bool, side: int) -> None:
    asked = client(message_bound="date", messages_bound=bound, messages_inclusive=inclusive)
    messages = sorted(asked.sandbox.world.messages, key=lambda row: read_time(row["date"]))
    date = messages[1700]["date"]
    body = {"order": "updated_at", "limit": 200, "created_at": date}
    seen = set(flat(asked.pages("/v1/messages/all", first=1, **body)))
    moment = read_time(date)
    wanted = {
        row["id"]
        for row in messages
        if side == 0 or (read_time(row["date"]) - moment) * side > 0 or (inclusive and row["date"] == date)
    }
    assert seen == wanted


def test_odd_switch_values() -> None:
    sandbox = Sandbox(contacts=1, messages=1)
    odd: list[dict[str, Any]] = [{"short_pages": "x"}, {"count_replies": "string"}, {"default_page": 0}]
    for changes in odd:
        with pytest.raises(ValueError, match=next(iter(changes))):
            sandbox.read_as(**changes)
    assert repr(sandbox).startswith("Sandbox(seed=1, World(1 contacts")
    assert sandbox.now() > 0


@pytest.mark.parametrize("options", [{"latency": "inf"}, {"skew": "soon"}, {"rate_limit": "few"}])
def test_odd_numbers(options: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=next(iter(options))):
        Sandbox.from_options(options)
    assert Sandbox.from_options({"latency": "0.5", "contacts": "1", "messages": "1"}).latency == 0.5


def test_touching_at_a_given_time_and_a_row_without_revision() -> None:
    asked = own_client()
    world = asked.sandbox.world
    moment = write_time(read_time("2030-01-01T00:00:00Z"))
    assert world.touch("surveys", world.surveys[0]["id"], at=moment)["updated"] == moment
    assert "updated" not in world.touch("members", world.members[0]["id"], name="Renamed")
    assert world.touch("inboxes", world.inboxes[0]["id"])["updated_at"] > "2026"
    assert world.insert("custom_fields", title="New")["title"] == "New"


def test_log_slices_and_counts() -> None:
    asked = client(contacts=1, messages=1)
    for _ in range(3):
        asked.get("/v1/team")
    assert [entry.number for entry in asked.sandbox.log[1:]] == [2, 3]
    assert repr(asked.sandbox.log) == "Log(3 requests)"
    assert ids(list(asked.sandbox.world.inboxes)[:1]) == [42]


def test_the_command_in_process(capsys: pytest.CaptureFixture[str]) -> None:
    def interrupt() -> None:
        raise KeyboardInterrupt

    small = ["--contacts", "1", "--messages", "1"]
    assert main(["--port", "0", *small], lambda: None) == 0
    assert main(["--port", "0", *small, "--switch", "page_base=zero"], interrupt) == 0
    with serve(Sandbox(contacts=1, messages=1)) as address:
        assert main(["--port", str(address.port), *small], lambda: None) == 1
    assert main(["--switch", "page_base"], lambda: None) == 2
    captured = capsys.readouterr()
    assert "heymarket://:" in captured.out
    assert "NAME=VALUE" in captured.err
