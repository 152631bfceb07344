"""Replies that are no success: which error they are, and what of their body may be repeated."""

from __future__ import annotations

import json
from typing import Any

import pytest

from heymarket_dbapi.api.faults import error, reason, retry_after
from heymarket_dbapi.effects import Request
from heymarket_dbapi.errors import DatabaseError, OperationalError, ProgrammingError

from .driving import reply

ASKED = Request.of("POST", "/v1/tags", (), {"limit": 100})


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"message": "no such tag"}, "no such tag"),
        ({"error": "no such tag"}, "no such tag"),
        ({"detail": "no such tag"}, "no such tag"),
        ({"error_code": "bad_data"}, "bad_data"),
        ({"error_code": "bad_data", "message": "no such tag"}, "no such tag"),
        ({"message": "", "error": "no such tag"}, "no such tag"),
        ({"message": None, "detail": "no such tag"}, "no such tag"),
        ({"message": {"text": "deep"}}, ""),
        ({"message": 17}, "17"),
        ({"other": "unknown"}, ""),
        ({}, ""),
        ("no such tag", "no such tag"),
        (["no", "such"], ""),
        (None, ""),
        (b"no such tag", "no such tag"),
        (b"  no\n such\ttag ", "no such tag"),
        (b"", ""),
        (b"<html><body><h1>Bad Gateway</h1></body></html>", ""),
        (b"  <!DOCTYPE html><title>502</title>", ""),
        (b"\xff\xfe broken", "�� broken"),
        (b'{"message": "cut of', ""),
        ({"message": "x " * 500}, ("x " * 500)[:200]),
    ],
)
def test_what_a_body_says(body: Any, said: str) -> None:
    assert reason(reply(body, 400)).strip() == said.strip()


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        ("no contact with phone 15105553344", "no contact with phone …"),
        ("no contact with phone +15105553344!", "no contact with phone …!"),
        ("address ann.lee+x@example.org is taken", "address … is taken"),
        ('text "call me at noon" is too long', "text … is too long"),
        ("text 'call me at noon' is too long", "text … is too long"),
        ("limit must be at most 100", "limit must be at most 100"),
    ],
)
@pytest.mark.parametrize("shape", ["message", "string", "text"])
def test_personal_data_is_not_repeated(told: str, kept: str, shape: str) -> None:
    body: Any = {"message": {"message": told}, "string": told, "text": told.encode()}[shape]
    assert reason(reply(body, 400)) == kept
    assert kept in str(error(ASKED, reply(body, 400)))


@pytest.mark.parametrize(
    ("status", "kind", "words"),
    [
        (400, ProgrammingError, "the API refuses POST /v1/tags (400): because"),
        (401, OperationalError, "the API refuses the credential (POST /v1/tags answered 401): because; check the key"),
        (403, ProgrammingError, "the API denies POST /v1/tags to this credential (403): because"),
        (404, ProgrammingError, "the API refuses POST /v1/tags (404): because"),
        (405, ProgrammingError, "the API refuses POST /v1/tags (405): because"),
        (422, ProgrammingError, "the API refuses POST /v1/tags (422): because"),
        (429, OperationalError, "rate limit was exceeded at POST /v1/tags (429): because; lower requests_per_minute"),
        (500, OperationalError, "the API failed at POST /v1/tags (500): because"),
        (502, OperationalError, "the API failed at POST /v1/tags (502): because"),
        (302, OperationalError, "the API failed at POST /v1/tags (302): because"),
        (418, OperationalError, "the API failed at POST /v1/tags (418): because"),
    ],
)
def test_a_status_is_an_error_of_one_kind(status: int, kind: type[DatabaseError], words: str) -> None:
    found = error(ASKED, reply({"message": "because"}, status, X_Request_Id="r-17"))
    assert type(found) is kind
    assert words in str(found)
    assert (found.status, found.request_id) == (status, "r-17")
    assert str(found).endswith("[request id r-17]")


def test_the_query_stays_out_of_an_error() -> None:
    asked = Request.of("GET", "/v1/messages?phoneNumber=15105553344", [("inboxID", 5)])
    assert "1510" not in str(error(asked, reply(b"", 500)))


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"Retry_After": "7"}, 7),
        ({"Retry_After": " 7 "}, 7),
        ({"Retry_After": "0.5"}, 0.5),
        ({"Retry_After": "0"}, 0),
        ({"Retry_After": "-3"}, None),
        ({"Retry_After": "soon"}, None),
        ({"Retry_After": ""}, None),
        ({"Retry_After": "Tue, 24 Nov 2026 10:00:30 GMT", "Date": "Tue, 24 Nov 2026 10:00:00 GMT"}, 30),
        ({"Retry_After": "Tue, 24 Nov 2026 09:00:00 GMT", "Date": "Tue, 24 Nov 2026 10:00:00 GMT"}, 0),
        ({"Retry_After": "Thu, 01 Jan 1970 00:01:10 GMT"}, 10),
        ({"Retry_After": "Thu, 01 Jan 1970 00:01:10 GMT", "Date": "never"}, 10),
    ],
)
def test_how_long_to_wait(headers: dict[str, str], seconds: float | None) -> None:
    assert retry_after(reply(b"", 429, at=60.0, **headers)) == seconds


def test_the_headers_case_does_not_matter() -> None:
    assert retry_after(reply(json.loads("null"), 429, RETRY_AFTER="4")) == 4
