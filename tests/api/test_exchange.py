"""One statement's conversation: what is asked again, after which pause, and what is never asked twice."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from heymarket_dbapi.api.exchange import FIRST_PAUSE, LONGEST_PAUSE, Answer, Exchange, growing_pause
from heymarket_dbapi.api.facts import Facts
from heymarket_dbapi.api.kept import Kept
from heymarket_dbapi.catalog.ways import Repeat
from heymarket_dbapi.effects import Flow, NetworkFault, Reply, Request
from heymarket_dbapi.errors import OperationalError

from .driving import Clock, Script, Trace, drive, reply

TAGS = Request.of("POST", "/v1/tags", (), {"limit": 100})
LISTS = Request.of("POST", "/v1/lists", (), {})
GOOD = reply([{"id": 1}])
BROKEN = NetworkFault("the connection broke")
UNSENT = NetworkFault("connection refused", was_sent=False)
CUT = reply(b'[{"id": 1}, {"id"', X_Request_Id="r-9")
Given = Reply | NetworkFault


def ask(replies: Sequence[Given], repeat: Repeat = Repeat.SAFE, retries: int = 5) -> tuple[Answer, Trace]:
    """The answer to one request, and what it took."""
    trace = Trace()
    answer = drive(Exchange(Facts(), retries).ask(TAGS, repeat), Script(replies), trace)
    assert trace.requests == [TAGS] * len(replies)
    return answer, trace


@pytest.mark.parametrize("bad", [reply(b"", status) for status in (429, 500, 502, 503, 504)] + [BROKEN, UNSENT, CUT])
@pytest.mark.parametrize("times", [1, 5])
def test_what_may_get_better_is_asked_again_after_a_growing_pause(bad: Given, times: int) -> None:
    answer, trace = ask([bad] * times + [GOOD])
    assert answer.data == [{"id": 1}]
    assert len(trace.pauses) == times
    for attempt, seconds in enumerate(trace.pauses):
        assert 0.5 * FIRST_PAUSE * 2**attempt <= seconds <= FIRST_PAUSE * 2**attempt


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        (reply({"error": "busy"}, 503, X_Request_Id="r-7"), r"failed at POST /v1/tags \(503\): busy .*r-7"),
        (reply(b"<html>", 502), r"failed at POST /v1/tags \(502\)$"),
        (reply(b"", 429), r"rate limit was exceeded at POST /v1/tags \(429\)"),
        (BROKEN, r"no whole reply to POST /v1/tags after 4 attempts: the connection broke"),
        (CUT, r"no whole reply to POST /v1/tags after 4 attempts: .*no readable JSON .*r-9"),
    ],
)
def test_what_does_not_get_better_is_an_error_after_the_retries(bad: Given, words: str) -> None:
    with pytest.raises(OperationalError, match=words):
        ask([bad] * 4, retries=3)


@pytest.mark.parametrize("last", [BROKEN, UNSENT, NetworkFault("cut off"), reply(b"<html>", 502)])
@pytest.mark.parametrize("told", [reply(b"", 503, X_Request_Id="r-7"), NetworkFault("cut off", request_id="r-7")])
def test_the_error_names_the_request_id_that_any_attempt_told(last: Given, told: Given) -> None:
    with pytest.raises(OperationalError, match="r-7") as raised:
        ask([told, last], retries=1)
    assert raised.value.request_id == "r-7"


@pytest.mark.parametrize("bad", [reply(b"", 500), reply(b"", 429), BROKEN, CUT])
def test_no_retries_are_none(bad: Given) -> None:
    with pytest.raises(OperationalError):
        ask([bad], retries=0)


def test_the_server_says_how_long_to_wait() -> None:
    dated: dict[str, Any] = {"Retry_After": "Tue, 24 Nov 2026 10:00:09 GMT", "Date": "Tue, 24 Nov 2026 10:00:00 GMT"}
    bad = [reply(b"", 429, Retry_After="3"), reply(b"", 503, **dated), reply(b"", 429, Retry_After="0")]
    _, trace = ask([*bad, GOOD])
    assert [round(seconds) for seconds in trace.pauses] == [3, 9, 0]
    assert all(seconds >= wanted for seconds, wanted in zip(trace.pauses, (3, 9, 0), strict=True))


def test_a_pause_has_an_end() -> None:
    assert LONGEST_PAUSE / 2 <= growing_pause(500) <= LONGEST_PAUSE


@pytest.mark.parametrize("status", [400, 403, 404, 405, 410, 422, 501])
def test_a_no_is_an_answer_at_once(status: int) -> None:
    answer, trace = ask([reply({"message": "no"}, status)])
    assert (answer.is_success, answer.data, trace.pauses) == (False, None, [])
    assert answer.is_gone is (status in (404, 405, 410, 501))
    assert answer.error().status == status


@pytest.mark.parametrize("status", [401, 302, 418])
def test_what_cannot_be_an_answer_is_an_error_at_once(status: int) -> None:
    with pytest.raises(OperationalError) as raised:
        ask([reply({"message": "no"}, status)])
    assert raised.value.status == status


@pytest.mark.parametrize("repeat", [Repeat.NEVER, Repeat.KEYED, Repeat.SAFE])
@pytest.mark.parametrize("bad", [UNSENT, reply(b"", 429)])
def test_what_never_left_or_was_refused_is_always_asked_again(repeat: Repeat, bad: Given) -> None:
    answer, trace = ask([bad, GOOD], repeat)
    assert answer.is_success and len(trace.pauses) == 1


@pytest.mark.parametrize("bad", [BROKEN, CUT, reply(b"", 500), reply(b"", 503, Retry_After="1")])
def test_what_may_have_been_done_is_not_done_again(bad: Given) -> None:
    with pytest.raises(OperationalError):
        ask([bad], Repeat.NEVER)


@pytest.mark.parametrize(
    ("body", "data"), [([], []), ({}, {}), (None, None), (7, 7), ("7", "7"), (b" [1] ", [1]), ({"a": "ü"}, {"a": "ü"})]
)
def test_a_success_is_read_as_json(body: Any, data: Any) -> None:
    assert ask([reply(body)])[0].data == data


@pytest.mark.parametrize("body", [b"", b"OK", b"<html></html>", b"[1", b"[1]]", b'"\xff"', b"NaN"])
def test_a_success_without_json_is_broken(body: bytes) -> None:
    with pytest.raises(OperationalError, match="no readable JSON"):
        ask([reply(body)], retries=0)


# The page store --------------------------------------------------------------------------------------------------


def twice(exchange: Exchange, first: Request, second: Request, *, fresh: bool = False) -> Flow[list[Any]]:
    one = yield from exchange.ask(first)
    two = yield from exchange.ask(second, fresh=fresh)
    return [one.data, two.data]


def test_one_statement_asks_nothing_twice() -> None:
    exchange, trace = Exchange(Facts()), Trace()
    same = Request.of("POST", "/v1/tags", (), {"limit": 100})
    assert drive(twice(exchange, TAGS, same), Script([reply(1)]), trace) == [1, 1]
    assert trace.requests == [TAGS]


@pytest.mark.parametrize("status", [400, 403, 404, 422])
@pytest.mark.parametrize("keeps", [False, True])
def test_a_no_is_never_answered_from_the_store(status: int, keeps: bool) -> None:
    exchange = Exchange(Facts(), keeps_pages=keeps, kept=Kept(60))
    assert drive(twice(exchange, TAGS, TAGS), Script([reply(b"", status), reply(2)])) == [None, 2]


def test_a_fresh_no_takes_the_place_of_what_was_kept() -> None:
    exchange = Exchange(Facts())
    assert drive(twice(exchange, TAGS, TAGS, fresh=True), Script([reply(1), reply(b"", 404)])) == [1, None]
    assert drive(exchange.ask(TAGS), Script([reply(3)])).data == 3


def test_other_requests_are_other_pages() -> None:
    assert drive(twice(Exchange(Facts()), TAGS, LISTS), Script([reply(1), reply(2)])) == [1, 2]


def test_what_must_be_fresh_is_asked_again_and_kept() -> None:
    exchange = Exchange(Facts())
    assert drive(twice(exchange, TAGS, TAGS, fresh=True), Script([reply(1), reply(2)])) == [1, 2]
    assert drive(exchange.ask(TAGS), Script([])).data == 2


@pytest.mark.parametrize(("keeps", "calls"), [(False, 2), (True, 1)])
def test_a_page_that_was_read_is_dropped_unless_another_relation_wants_it(keeps: bool, calls: int) -> None:
    exchange, trace = Exchange(Facts(), keeps_pages=keeps), Trace()
    drive(exchange.ask(TAGS), Script([GOOD]), trace)
    exchange.drop(TAGS)
    drive(exchange.ask(TAGS), Script([GOOD]), trace)
    assert len(trace.requests) == calls


def test_the_pages_of_one_path_are_forgotten() -> None:
    exchange = Exchange(Facts())
    drive(twice(exchange, TAGS, LISTS), Script([reply(1), reply(2)]))
    exchange.forget("/v1/tags")
    assert drive(twice(exchange, LISTS, TAGS), Script([reply(3)])) == [2, 3]


@pytest.mark.parametrize(("after", "calls"), [(0, 1), (59, 1), (61, 2)])
def test_answers_are_kept_for_later_statements(after: float, calls: int) -> None:
    clock, trace = Clock(), Trace()
    kept = Kept(60, clock)
    drive(Exchange(Facts(), kept=kept).ask(TAGS), Script([reply(1, at=clock.now)]), trace)
    clock.now += after
    drive(Exchange(Facts(), kept=kept).ask(TAGS), Script([reply(1, at=clock.now)]), trace)
    assert len(trace.requests) == calls


def test_only_good_answers_are_kept_and_old_ones_make_room() -> None:
    clock, trace = Clock(), Trace()
    kept = Kept(60, clock)
    drive(Exchange(Facts(), kept=kept).ask(TAGS), Script([reply(b"", 404, at=clock.now)]), trace)
    assert kept.get(TAGS) is None
    drive(Exchange(Facts(), kept=kept).ask(TAGS), Script([reply(1, at=clock.now)]), trace)
    clock.now += 61
    drive(Exchange(Facts(), kept=kept).ask(LISTS), Script([reply(2, at=clock.now)]), trace)
    clock.now -= 61
    assert kept.get(TAGS) is None and kept.get(LISTS) is not None
    kept.clear()
    assert kept.get(LISTS) is None
