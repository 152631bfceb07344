"""Credentials that show nothing, and tokens that the server takes."""

from __future__ import annotations

import copy
import multiprocessing
import pickle
import time
import warnings
from collections.abc import Callable
from email.utils import formatdate

import jwt
import pytest

from heymarket_dbapi.effects import Request, fetch, gather
from heymarket_dbapi.errors import InterfaceError
from heymarket_dbapi.options import Settings, settings
from heymarket_dbapi.wire import Credential, Errand, Signer, Wire

from .conftest import Run
from .server import Answer, Asked, Server

Serve = Callable[..., Server]
SECRET_ID, SECRET_KEY = "0f8e2c1a-1111-2222-3333-444455556666", "abcdEFGH0123abcdEFGH0123abcdEFGH"
CONTACTS = Request.of("GET", "/v1/contacts")


def at(url: str) -> Settings:
    return settings(None, {}, base_url=url, secret_id=SECRET_ID, secret_key=SECRET_KEY)


def issued_at(authorization: str) -> int:
    """The time in a token that a server of the documentation takes."""
    token = authorization.removeprefix("Bearer ")
    assert jwt.get_unverified_header(token) == {"alg": "HS256", "typ": "JWT"}
    payload = jwt.decode(token, f"{SECRET_ID}||{SECRET_KEY}", algorithms=["HS256"], options={"verify_iat": False})
    assert payload.keys() == {"iss", "iat"} and payload["iss"] == SECRET_ID
    issued: int = payload["iat"]
    return issued


class Judge:
    """A server that takes tokens from its past that are younger than five minutes, by a clock of its own."""

    def __init__(self, skew: float, now: Callable[[], float] = time.time) -> None:
        self.skew = skew
        self.now = now

    def takes(self, authorization: str) -> bool:
        age = self.now() + self.skew - issued_at(authorization)
        return 0 <= age < 300

    def respond(self, asked: Asked) -> Answer:
        date = formatdate(self.now() + self.skew, usegmt=True)
        return Answer(200 if self.takes(asked.headers["authorization"]) else 401, headers={"Date": date})


@pytest.mark.parametrize("skew", [-60, 0, 60])
def test_a_token_is_taken_at_all_times_when_the_clocks_differ_by_a_minute(skew: float) -> None:
    now = 1_700_000_000.0
    signer, judge = Signer(Credential.of_secret(SECRET_ID, SECRET_KEY)), Judge(skew, lambda: now)
    tokens = set()
    for _ in range(120):
        now += 7.3
        token = signer.authorization(now)
        tokens.add(token)
        assert judge.takes(token)
    assert len(tokens) <= 11


def test_a_clock_that_differs_more_is_learned_from_a_refusal() -> None:
    now = 1_700_000_000.0
    signer, judge = Signer(Credential.of_secret(SECRET_ID, SECRET_KEY)), Judge(3600, lambda: now)
    refused = signer.authorization(now)
    assert not judge.takes(refused)
    assert signer.renew(formatdate(now + 3600, usegmt=True), refused, now)
    assert judge.takes(signer.authorization(now))


@pytest.mark.parametrize(("skew", "statuses"), [(-60, [200]), (60, [200]), (-3600, [401, 200]), (3600, [401, 200])])
def test_a_server_with_another_clock_is_reached(run: Run, serve: Serve, skew: float, statuses: list[int]) -> None:
    server = serve(Judge(skew).respond)
    errand = Errand()
    run(at(server.url), fetch(CONTACTS), errand)
    run(at(server.url), fetch(CONTACTS), errand)
    assert [call.status for call in errand.calls] == [*statuses, 200]


@pytest.mark.parametrize("date", [None, "", "yesterday"])
def test_a_date_that_is_none_teaches_nothing(date: str | None) -> None:
    signer = Signer(Credential.of_secret(SECRET_ID, SECRET_KEY))
    before = signer.authorization(1000.0)
    assert signer.renew(date, before, 1000.0)
    assert signer.authorization(1000.0) == before


def test_a_refusal_of_an_old_token_does_not_drop_the_new_one() -> None:
    signer = Signer(Credential.of_secret(SECRET_ID, SECRET_KEY))
    old = signer.authorization(1000.0)
    new = signer.authorization(2000.0)
    assert signer.renew(formatdate(9000.0), old, 2000.0)
    assert signer.authorization(2000.0) == new


def test_a_clock_set_back_makes_a_new_token() -> None:
    signer = Signer(Credential.of_secret(SECRET_ID, SECRET_KEY))
    signer.authorization(5000.0)
    assert issued_at(signer.authorization(1000.0)) < 1000


@pytest.mark.parametrize("key", ["x", "schlüssel||||", "k" * 200])
def test_any_secret_signs_as_a_library_checks_it(key: str) -> None:
    token = Signer(Credential.of_secret("ID", key)).authorization(1000.0).removeprefix("Bearer ")
    checker = jwt.PyJWT({"verify_iat": False, "enforce_minimum_key_length": False})
    with warnings.catch_warnings(action="ignore"):
        assert checker.decode(token, f"ID||{key}", algorithms=["HS256"]) == {"iss": "ID", "iat": 925}


def test_a_legacy_key_travels_as_it_is_and_cannot_be_renewed() -> None:
    signer = Signer(Credential.of_legacy_key("key"))
    assert signer.authorization(0.0) == "Bearer key"
    assert not signer.renew(None)


def test_a_refused_token_is_signed_anew_once(run: Run, serve: Serve) -> None:
    answers = iter([401, 200, 401, 401])
    server = serve(lambda asked: Answer(next(answers)))
    errand = Errand()
    assert run(at(server.url), fetch(CONTACTS), errand).status == 200
    assert [call.status for call in errand.calls] == [401, 200]
    assert run(at(server.url), fetch(CONTACTS)).status == 401
    assert len(server.asked) == 4


def test_the_key_never_travels(run: Run, serve: Serve) -> None:
    server = serve()
    run(at(server.url), gather([fetch(CONTACTS), fetch(CONTACTS)]))
    assert all(SECRET_KEY not in str(asked.headers) for asked in server.asked)
    assert abs(time.time() - 75 - issued_at(server.asked[0].headers["authorization"])) < 5


def test_credentials_compare_and_show_nothing() -> None:
    one, same = Credential.of_secret(SECRET_ID, SECRET_KEY), Credential.of_secret(SECRET_ID, SECRET_KEY)
    others = [Credential.of_legacy_key(SECRET_KEY), Credential.of_secret(SECRET_ID, "other")]
    assert one == same and hash(one) == hash(same) and one.fingerprint == same.fingerprint
    assert all(other != one and other.fingerprint != one.fingerprint for other in others)
    assert one != SECRET_KEY
    assert copy.deepcopy(one) is one and copy.copy(one) is one
    for shown in (repr(one), str(one), f"{one}", repr([one]), one.fingerprint):
        assert SECRET_KEY not in shown and SECRET_ID not in shown
    assert repr(one) == "***"
    with pytest.raises(TypeError, match="never pickled") as caught:
        pickle.dumps(one)
    assert SECRET_KEY not in str(caught.value)


@pytest.mark.parametrize("key", ["", "two words", "line\n", "schlüssel"])
def test_a_key_that_cannot_travel_is_refused_without_being_shown(key: str) -> None:
    with pytest.raises(InterfaceError) as caught:
        Credential.of_legacy_key(key)
    assert not key or key not in str(caught.value)


@pytest.mark.skipif("fork" not in multiprocessing.get_all_start_methods(), reason="there is no fork here")
@pytest.mark.filterwarnings("ignore:This process.*is multi-threaded:DeprecationWarning")
def test_a_child_process_has_connections_of_its_own(serve: Serve) -> None:
    server = serve()
    wire = Wire(at(server.url))
    wire.run(fetch(CONTACTS), Errand())
    context = multiprocessing.get_context("fork")
    statuses = context.SimpleQueue()
    child = context.Process(target=lambda: statuses.put(wire.run(fetch(CONTACTS), Errand()).status))
    child.start()
    child.join(10)
    assert statuses.get() == 200
    assert wire.run(fetch(CONTACTS), Errand()).status == 200
    assert (len(server.asked), server.connections) == (3, 2)
