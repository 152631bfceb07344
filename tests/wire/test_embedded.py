"""The sandbox in this process, through the same face as a server."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from heymarket_dbapi.effects import Flow, NetworkFault, Request, fetch, gather
from heymarket_dbapi.errors import InterfaceError
from heymarket_dbapi.options import settings
from heymarket_dbapi.sandbox import (
    SANDBOX_API_KEY,
    SANDBOX_SECRET_ID,
    SANDBOX_SECRET_KEY,
    Sandbox,
)
from heymarket_dbapi.sandbox.mischief import Drop, Hang, Truncate
from heymarket_dbapi.wire import Errand, close_all, sandbox_of

from .conftest import Run

INBOXES = Request.of("GET", "/v1/inboxes")
DSN = "heymarket://sandbox/?seed=3&contacts=20&messages=50"
HERE = settings(DSN, {}, read_timeout=0.2)


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    yield sandbox_of(HERE)
    close_all()


def media_link(sandbox: Sandbox) -> str:
    """A link to something that is there."""
    name = next(name for name, media in sandbox.world.media.items() if media.status == 200 and len(media.content) > 1)
    return f"http://sandbox/media/{name}"


def test_it_answers_and_keeps_its_log(run: Run, sandbox: Sandbox) -> None:
    errand = Errand()
    replies = run(HERE, gather([fetch(INBOXES), fetch(INBOXES)]), errand)
    assert [reply.status for reply in replies] == [200, 200]
    assert [entry.path for entry in sandbox.log] == ["/v1/inboxes"] * 2
    assert {call.request_id for call in errand.calls} == {entry.request_id for entry in sandbox.log}


@pytest.mark.parametrize(
    ("user", "status", "calls"),
    [
        (f":{SANDBOX_API_KEY}", 200, 1),
        (f"{SANDBOX_SECRET_ID}:{SANDBOX_SECRET_KEY}", 200, 1),
        (":wrong", 401, 1),
        (f"{SANDBOX_SECRET_ID}:wrong", 401, 2),
    ],
)
def test_it_judges_credentials(run: Run, user: str, status: int, calls: int) -> None:
    made = settings(DSN.replace("sandbox", f"{user}@sandbox"), {})
    errand = Errand()
    assert run(made, fetch(INBOXES), errand).status == status
    assert len(errand.calls) == calls
    close_all()


def test_a_clock_of_its_own_is_learned(run: Run) -> None:
    user = f"{SANDBOX_SECRET_ID}:{SANDBOX_SECRET_KEY}@"
    made = settings(f"heymarket://{user}sandbox/?contacts=5&messages=5&skew=900", {})
    errand = Errand()
    assert run(made, fetch(INBOXES), errand).status == 200
    assert [call.status for call in errand.calls] == [401, 200]
    close_all()


def test_its_media_is_fetched_without_the_credential_and_no_larger_than_allowed(run: Run, sandbox: Sandbox) -> None:
    request = Request("GET", media_link(sandbox))
    assert run(HERE, fetch(request)).status == 200
    assert [(entry.is_media, entry.has_credential) for entry in sandbox.log] == [(True, False)]

    def too_large() -> Flow[bool]:
        try:
            yield from fetch(request, 1)
        except NetworkFault as fault:
            return fault.too_large
        return False

    assert run(HERE, too_large())


def test_its_network_can_fail(run: Run, sandbox: Sandbox) -> None:
    def reason() -> Flow[tuple[str, str | None]]:
        try:
            yield from fetch(INBOXES)
        except NetworkFault as fault:
            assert fault.was_sent
            return fault.reason, fault.request_id
        return "none", None

    started = time.monotonic()
    sandbox.mischief.script([Drop(), Truncate(), Hang(), None])
    reasons = [run(HERE, reason()) for _ in range(4)]
    cut = list(sandbox.log)[-3]
    assert reasons == [
        ("the connection broke", None),
        ("the connection broke", cut.request_id),
        ("no reply in time", None),
        ("none", None),
    ]
    assert time.monotonic() - started < 2


def test_one_world_for_one_set_of_options() -> None:
    def world_of(dsn: str) -> Sandbox:
        return sandbox_of(settings(dsn, {}))

    one = world_of("heymarket://sandbox/?seed=3&contacts=20&messages=50")
    assert world_of("heymarket+aio://sandbox/?messages=50&timeout=5&contacts=20&seed=3") is one
    assert world_of("heymarket://sandbox/?seed=4&contacts=20&messages=50") is not one
    close_all()
    assert world_of(DSN) is not one
    close_all()


@pytest.mark.parametrize("query", ["max_cals=5", "seed=many"])
def test_an_option_that_it_does_not_know_is_refused(query: str) -> None:
    with pytest.raises(InterfaceError, match="max_calls" if query.startswith("max") else "seed"):
        settings(f"heymarket://sandbox/?{query}", {})


def test_a_keyword_reaches_it() -> None:
    made = settings("heymarket://sandbox/?contacts=5&messages=5", {}, seed=9)
    assert made.sandbox_options == (("contacts", "5"), ("messages", "5"), ("seed", "9"))
    assert sandbox_of(made).seed == 9
    close_all()
