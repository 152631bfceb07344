"""One request: what is sent, what comes back, and what may go wrong on the way."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Callable
from typing import Any

import pytest

from heymarket_dbapi.effects import Flow, NetworkFault, Reply, Request, fetch, gather
from heymarket_dbapi.errors import InterfaceError, OperationalError
from heymarket_dbapi.options import Settings, settings
from heymarket_dbapi.wire import ApiCall, Errand, close_all

from .conftest import Run
from .server import Answer, Asked, Server, closed_port

Serve = Callable[..., Server]
KEY = "k3yTh4tNobodySees"
CONTACTS = Request.of("GET", "/v1/contacts")


def at(url: str, **options: object) -> Settings:
    return settings(None, {}, base_url=url, api_key=KEY, **options)


def fault_of(request: Request, maximum_bytes: int | None = None) -> Flow[NetworkFault]:
    """The fault that a request meets."""
    try:
        yield from fetch(request, maximum_bytes)
    except NetworkFault as fault:
        return fault
    raise AssertionError("there was no fault")


def test_a_request_arrives_with_its_body_and_the_credential(run: Run, serve: Serve) -> None:
    server = serve(lambda asked: Answer(201, b'{"a":1}', {"X-Request-Id": "abc"}))
    request = Request.of("GET", "/v1/users/get", [("phoneNumber", "1 5")], {"phone": ["15105553344"]})
    reply: Reply = run(at(server.url, user_agent="tester"), fetch(request))
    assert (reply.status, reply.body, reply.request_id) == (201, b'{"a":1}', "abc")
    assert 0 < reply.sent_at <= reply.received_at
    (asked,) = server.asked
    assert (asked.method, asked.target, asked.body) == (
        "GET",
        "/v1/users/get?phoneNumber=1+5",
        b'{"phone":["15105553344"]}',
    )
    assert asked.headers["authorization"] == f"Bearer {KEY}"
    assert asked.headers["accept"] == "application/json"
    assert asked.headers["content-type"] == "application/json"
    assert asked.headers["user-agent"] == "tester"


def test_a_request_without_body_names_no_content_type(run: Run, serve: Serve) -> None:
    server = serve()
    run(at(server.url), fetch(CONTACTS))
    assert "content-type" not in server.asked[0].headers


def test_a_redirect_of_the_api_is_returned(run: Run, serve: Serve) -> None:
    server = serve(lambda asked: Answer(302, b"", {"Location": "/elsewhere"}))
    assert run(at(server.url), fetch(CONTACTS)).status == 302
    assert len(server.asked) == 1


def test_an_address_with_a_path_is_kept(run: Run, serve: Serve) -> None:
    server = serve()
    run(at(server.url + "/proxied/"), fetch(CONTACTS))
    assert server.asked[0].target == "/proxied/v1/contacts"


def test_a_connection_is_used_again(run: Run, serve: Serve) -> None:
    server = serve()

    def twice() -> Flow[None]:
        yield from fetch(CONTACTS)
        yield from fetch(CONTACTS)

    run(at(server.url), twice())
    assert (len(server.asked), server.connections) == (2, 1)


def test_a_refused_connection_was_not_sent(run: Run) -> None:
    errand = Errand(max_calls=1)
    fault = run(at(f"http://127.0.0.1:{closed_port()}"), fault_of(CONTACTS), errand)
    assert not fault.was_sent
    assert errand.calls == []


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (Answer(hang_up=True), "the connection broke"),
        (Answer(body=b"[1,", announced=100), "the connection broke"),
        (Answer(headers={"Content-Encoding": "gzip"}, body=b"no gzip"), "compression"),
        (Answer(after=5.0), "no reply in time"),
    ],
    ids=["no reply", "cut off", "compression", "late"],
)
def test_a_reply_that_is_not_whole_is_a_fault(run: Run, serve: Serve, answer: Answer, reason: str) -> None:
    errand = Errand()
    fault = run(at(serve(lambda asked: answer).url, read_timeout=0.3), fault_of(CONTACTS), errand)
    assert reason in fault.reason
    assert fault.was_sent and not fault.too_large
    assert [call.status for call in errand.calls] == [None]


def test_a_kept_connection_that_the_server_dropped_is_a_fault_and_the_next_one_is_new(run: Run, serve: Serve) -> None:
    answers = iter([Answer(), Answer(hang_up=True), Answer()])
    server = serve(lambda asked: next(answers))

    def thrice() -> Flow[tuple[bool, int]]:
        yield from fetch(CONTACTS)
        fault = yield from fault_of(CONTACTS)
        reply = yield from fetch(CONTACTS)
        return fault.was_sent, reply.status

    assert run(at(server.url), thrice()) == (True, 200)


def test_requests_and_media_go_through_the_proxy(run: Run, serve: Serve) -> None:
    proxy = serve(lambda asked: Answer(body=b"by proxy"))
    made = at("http://127.0.0.1:9", proxy=proxy.url)
    assert run(made, fetch(CONTACTS)).body == b"by proxy"
    assert run(made, fetch(Request("GET", "http://media.example/a"))).body == b"by proxy"
    assert [asked.target for asked in proxy.asked] == ["http://127.0.0.1:9/v1/contacts", "http://media.example/a"]


def test_a_certificate_that_nobody_trusts_is_a_fault_before_anything_was_sent(run: Run, serve: Serve) -> None:
    server = serve()
    fault = run(at(server.url.replace("http://", "https://")), fault_of(CONTACTS))
    assert not fault.was_sent and "no connection" in fault.reason
    assert server.asked == []


def test_certificates_that_cannot_be_loaded_are_named(run: Run, serve: Serve) -> None:
    with pytest.raises(InterfaceError, match="ca_bundle"):
        run(at("https://127.0.0.1:9", ca_bundle=__file__), fetch(CONTACTS))


def test_a_large_body_is_not_read(run: Run, serve: Serve) -> None:
    server = serve(lambda asked: Answer(body=b"x" * 1001))
    assert run(at(server.url), fault_of(CONTACTS, 1000)).too_large
    assert len(run(at(server.url), fetch(CONTACTS, 1001)).body) == 1001


def test_media_is_fetched_without_the_credential_across_redirects(run: Run, serve: Serve) -> None:
    media = serve(
        lambda asked: Answer(body=b"picture") if asked.target == "/b.png" else Answer(302, b"", {"Location": "/b.png"})
    )
    errand = Errand()
    link = Request("GET", f"{media.url}/a.png?signature=secret")
    assert run(at(serve().url), fetch(link), errand).body == b"picture"
    assert [asked.target for asked in media.asked] == ["/a.png?signature=secret", "/b.png"]
    assert not any("authorization" in asked.headers for asked in media.asked)
    assert [call.path for call in errand.calls] == [f"{media.url}/a.png", f"{media.url}/b.png"]


def test_media_on_the_host_of_the_api_is_fetched_without_the_credential_too(run: Run, serve: Serve) -> None:
    server = serve()
    run(at(server.url), fetch(Request("GET", f"{server.url}/media/1")))
    assert "authorization" not in server.asked[0].headers


@pytest.mark.parametrize(
    ("location", "reason"),
    [("file:///etc/passwd", "neither"), ("/again", "redirects more than 5"), ("http://[", "neither")],
)
def test_a_bad_redirect_of_media_is_a_fault(run: Run, serve: Serve, location: str, reason: str) -> None:
    server = serve(lambda asked: Answer(302, b"", {"Location": location}))
    assert reason in run(at(server.url), fault_of(Request("GET", f"{server.url}/media"))).reason
    assert len(server.asked) == (6 if location == "/again" else 1)


@pytest.mark.parametrize("link", ["ftp://host/a", "file:///etc/passwd", "gopher", "http://[", "http://a\nb/"])
def test_a_link_that_is_no_address_is_a_fault_and_no_call(run: Run, serve: Serve, link: str) -> None:
    errand = Errand()
    assert not run(at(serve().url), fault_of(Request("GET", link)), errand).was_sent
    assert errand.calls == []


def test_calls_are_counted_and_told(run: Run, serve: Serve) -> None:
    told: list[ApiCall] = []
    errand = Errand(on_call=told.append)
    run(at(serve(lambda asked: Answer(body=b"[1]")).url), gather([fetch(CONTACTS), fetch(CONTACTS)]), errand)
    assert [(call.number, call.method, call.path, call.status, call.bytes) for call in errand.calls] == [
        (1, "GET", "/v1/contacts", 200, 3),
        (2, "GET", "/v1/contacts", 200, 3),
    ]
    assert len(told) == 2
    assert errand.as_of == min(call.sent_at for call in errand.calls)


def test_the_call_beyond_max_calls_is_not_made(run: Run, serve: Serve) -> None:
    server = serve()

    def greedy() -> Flow[None]:
        for _ in range(5):
            yield from fetch(CONTACTS)

    with pytest.raises(OperationalError, match=r"max_calls = 2; 2 calls were made"):
        run(at(server.url), greedy(), Errand(max_calls=2))
    assert len(server.asked) == 2


def test_a_halt_cannot_be_swallowed(run: Run, serve: Serve) -> None:
    server = serve()

    def stubborn() -> Flow[str]:
        for _ in range(5):
            with contextlib.suppress(OperationalError):
                yield from fetch(CONTACTS)
        return "done"

    def forgiving() -> Flow[str]:
        try:
            yield from fetch(CONTACTS)
        except OperationalError:
            return "half done"
        return "done"

    def telling() -> Flow[str]:
        try:
            yield from fetch(CONTACTS)
        except OperationalError as error:
            raise OperationalError(f"{error.message}; nothing was done") from error
        return "done"

    for flow, message in ((stubborn(), "max_calls"), (forgiving(), "max_calls"), (telling(), "nothing was done")):
        with pytest.raises(OperationalError, match=message):
            run(at(server.url), flow, Errand(max_calls=0))
    assert server.asked == []


def test_the_log_holds_verbs_and_no_values(run: Run, serve: Serve, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    server = serve()
    link = Request("GET", f"{server.url}/picture?signature=hidden")
    request = Request.of("POST", "/v1/messages", [("phoneNumber", "15105553344")], {"text": "private words"})

    def both() -> Flow[None]:
        yield from fetch(request)
        yield from fetch(link)

    run(at(server.url), both())
    ours = [record.getMessage() for record in caplog.records if record.name == "heymarket_dbapi.http"]
    assert ours[0].startswith("POST /v1/messages -> 200, ")
    for secret in (KEY, "15105553344", "private words", "hidden"):
        assert secret not in caplog.text


def test_errors_of_a_callback_are_raised(run: Run, serve: Serve) -> None:
    def fail(call: ApiCall) -> None:
        raise ArithmeticError(call.number)

    with pytest.raises(ArithmeticError):
        run(at(serve().url), fetch(CONTACTS), Errand(on_call=fail))


def test_after_close_all_a_connection_goes_on(run: Run, serve: Serve) -> None:
    server = serve()
    made = at(server.url)
    run(made, fetch(CONTACTS))
    close_all()
    assert run(made, fetch(CONTACTS)).status == 200


def test_a_key_is_in_no_error(run: Run, serve: Serve) -> None:
    def refuse(asked: Asked) -> Answer:
        return Answer(401, b"who are you")

    errand: Any = Errand()
    made = at(serve(refuse).url)
    reply = run(made, fetch(CONTACTS), errand)
    assert reply.status == 401
    for shown in (repr(reply), str(errand.calls), repr(made), repr(made.credential), str(made.credential)):
        assert KEY not in shown
    assert len(errand.calls) == 1
