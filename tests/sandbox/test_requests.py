"""Who is let in, and which requests are refused: credentials, rate limit, contract, options."""

from __future__ import annotations

from typing import Any

import pytest

from heymarket_dbapi.sandbox import SANDBOX_SECRET_ID, SANDBOX_SECRET_KEY, Sandbox, switches, write_switches
from heymarket_dbapi.sandbox.authentication import sign

from .asking import Client, client, own_client


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.time = 1_800_000_000.0

    def __call__(self) -> float:
        return self.time


def knock(sandbox: Sandbox, authorization: str | None) -> int:
    headers = {} if authorization is None else {"Authorization": authorization}
    return sandbox.handle("GET", "/v1/team", headers).status


@pytest.mark.parametrize(
    "header", [None, "", "Bearer", "Bearer wrong", "Basic c2FuZGJveA==", "Bearer a.b.c", "Bearer ä"]
)
def test_a_bad_credential_is_refused(header: str | None) -> None:
    assert knock(Sandbox(contacts=1, messages=1), header) == 401


@pytest.mark.parametrize(("age", "status"), [(0, 200), (299, 200), (301, 401), (-60, 200), (-301, 401)])
def test_a_token_lives_five_minutes(age: int, status: int) -> None:
    clock = Clock()
    sandbox = Sandbox(contacts=1, messages=1, clock=clock)
    assert knock(sandbox, "Bearer " + sign(SANDBOX_SECRET_ID, SANDBOX_SECRET_KEY, int(clock.time) - age)) == status


def test_the_server_clock_may_be_off() -> None:
    clock = Clock()
    token = "Bearer " + sign(SANDBOX_SECRET_ID, SANDBOX_SECRET_KEY, int(clock.time))
    assert knock(Sandbox(contacts=1, messages=1, clock=clock, skew=60), token) == 200
    assert knock(Sandbox(contacts=1, messages=1, clock=clock, skew=-60, future_iat=False), token) == 401


def test_keys_and_secrets_rotate() -> None:
    sandbox = Sandbox(contacts=1, messages=1)
    now = int(sandbox.clock())
    sandbox.credentials.rotate_key("next")
    assert (knock(sandbox, "Bearer next"), knock(sandbox, "Bearer sandbox-team-key-6f1d2c")) == (200, 401)
    sandbox.credentials.add_secret("second", "abc")
    assert knock(sandbox, "Bearer " + sign("second", "abc", now)) == 200
    assert knock(sandbox, "Bearer " + sign("second", "abd", now)) == 401
    with pytest.raises(ValueError, match="two"):
        sandbox.credentials.add_secret("third", "abc")
    sandbox.credentials.remove_secret(SANDBOX_SECRET_ID)
    assert knock(sandbox, "Bearer " + sign(SANDBOX_SECRET_ID, SANDBOX_SECRET_KEY, now)) == 401
    sandbox.credentials.denied = True
    assert knock(sandbox, "Bearer next") == 403
    assert "abc" not in repr(sandbox.credentials)


def test_the_window_slides() -> None:
    clock = Clock()
    asked = Client(Sandbox(contacts=1, messages=1, clock=clock, rate_limit=3, rate_window=6))
    statuses = []
    for _ in range(5):
        statuses.append(asked.send("GET", "/v1/team").status)
        clock.time += 1
    assert statuses == [200, 200, 200, 429, 429]
    clock.time += 1
    assert [asked.send("GET", "/v1/team").status for _ in range(2)] == [200, 429]


@pytest.mark.parametrize(
    ("form", "value"), [("absent", None), ("seconds", "6"), ("date", "Fri, 15 Jan 2027 08:00:06 GMT")]
)
def test_retry_after(form: str, value: str | None) -> None:
    asked = Client(Sandbox(contacts=1, messages=1, clock=Clock(), rate_limit=1, rate_window=6, retry_after=form))
    asked.send("GET", "/v1/team")
    assert asked.send("GET", "/v1/team").header("retry-after") == value


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/v1/contacts", {"limit": "30"}),
        ("/v1/contacts", {"limit": 1.5}),
        ("/v1/contacts", {"limit": True}),
        ("/v1/contacts", {"date": "yesterday"}),
        ("/v1/contacts", {"date": 1}),
        ("/v1/contacts", {"ascending": "true"}),
        ("/v1/contacts", {"date": None}),
        ("/v1/contacts", []),
        ("/v1/contacts", 1),
        ("/v2/contacts/list", {"limit": 101}),
        ("/v2/contacts/list", {"limit": 0}),
        ("/v2/contacts/list", {"page": -1}),
        ("/v2/contacts/search", {}),
        ("/v2/contacts/search", {"contact_channels": [{"channel_type": "phone"}]}),
        ("/v2/contacts/search", {"contact_channels": [{"channel_ids": [15105550000]}]}),
        ("/v1/messages/all", {"order": "date"}),
        ("/v1/messages/all", {"created_at": "2024-01-01"}),
        ("/v1/conversations", {"filters": {"inboxes": ["42"]}}),
        ("/v1/conversations", {"filters": []}),
        ("/v1/contact/status", {}),
        ("/v1/contact/get", {}),
        ("/v1/contact/get", {"phone": "+15105550000"}),
        ("/v1/surveys", {"page": 0}),
    ],
)
def test_what_breaks_the_contract_is_refused_and_noted(path: str, body: Any) -> None:
    asked = client(contacts=5, messages=5)
    assert asked.send("POST", path, body).status == 400
    assert asked.sandbox.log[-1].violations


@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b'{"limit": NaN}'])
def test_a_body_must_be_json(body: bytes) -> None:
    asked = client(contacts=1, messages=1)
    assert asked.sandbox.handle("POST", "/v1/contacts", asked.headers, body).status == 400


@pytest.mark.parametrize(
    "query", ["", "?phoneNumber=15105550000", "?phoneNumber=%2B15&inboxID=42", "?phoneNumber=1&inboxID=x"]
)
def test_history_needs_a_phone_and_an_inbox(query: str) -> None:
    assert client(contacts=1, messages=1).send("GET", f"/v1/messages{query}").status == 400


def test_options_from_text() -> None:
    texts = {"seed": "3", "contacts": "50", "reading": "strict", "rate_limit": "off", "tags_largest_page": "5"}
    sandbox = Sandbox.from_options(texts)
    assert sandbox.seed == 3 and len(sandbox.world.contacts) == 50 and sandbox.limit.budget == 0
    assert sandbox.reading.tags.largest_page == 5 and sandbox.reading.status_shown is False


@pytest.mark.parametrize(
    ("options", "hint"),
    [
        ({"sed": "1"}, "'seed'"),
        ({"reading": "strickt"}, "'strict'"),
        ({"page_bas": "zero"}, "'page_base'"),
        ({"page_base": "zeroo"}, "'zero'"),
        ({"contacts": "many"}, "whole number"),
        ({"contacts": "-1"}, "whole number"),
        ({"gone": "list_tagz"}, "'list_tags'"),
        ({"time_digits": "12"}, "0 to 9"),
        ({"world": "x"}, "unknown option"),
        ({"status_shown": "perhaps"}, "known are"),
        ({"latency": "slow"}, "seconds"),
        ({"largest_page": "0"}, "from 1"),
        ({"until": "soon"}, "RFC 3339"),
    ],
)
def test_wrong_options_name_the_nearest(options: dict[str, str], hint: str) -> None:
    with pytest.raises(ValueError, match=hint):
        Sandbox.from_options(options)


def test_every_switch_can_be_set_to_each_of_its_values() -> None:
    sandbox = Sandbox(contacts=3, messages=3)
    for name, values in {**switches(), **write_switches()}.items():
        for value in values:
            sandbox.read_as("documented", **{name: value})


def test_reset_makes_everything_as_it_was() -> None:
    asked = own_client()
    before = list(asked.sandbox.world.contacts)
    asked.sandbox.world.delete("contacts", before[0]["id"])
    asked.sandbox.read_as("strict")
    asked.sandbox.credentials.rotate_key("other")
    asked.sandbox.reset()
    assert list(asked.sandbox.world.contacts) == before and len(asked.sandbox.log) == 0
    assert asked.get("/v1/team")
