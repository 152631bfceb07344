"""How values become requests."""

from __future__ import annotations

from typing import Any

import pytest

from heymarket_dbapi.api.phrase import phrase
from heymarket_dbapi.catalog.ways import Endpoint, Place, Slot

GET = Endpoint("GET", "/v1/contact/{id}", "test")
FIND = Endpoint("GET", "/v1/messages", "test")
LIST = Endpoint("POST", "/v1/conversations", "test")
SEARCH = Slot(Place.BODY, "channels", many=True, shape=lambda values: [{"ids": values}])


@pytest.mark.parametrize(
    ("endpoint", "filled", "body", "text"),
    [
        (GET, [(Slot(Place.PATH, "id"), 17)], None, "GET /v1/contact/17"),
        (GET, [(Slot(Place.PATH, "id"), "a/b?c#d e%")], None, "GET /v1/contact/a%2Fb%3Fc%23d%20e%25"),
        (FIND, [(Slot(Place.QUERY, "phone"), "1+5&x=ü")], None, "GET /v1/messages?phone=1%2B5%26x%3D%C3%BC"),
        (FIND, [(Slot(Place.QUERY, "b"), 2), (Slot(Place.QUERY, "a"), 1)], None, "GET /v1/messages?b=2&a=1"),
        (FIND, [], {}, "GET /v1/messages {}"),
        (LIST, [], None, "POST /v1/conversations {}"),
        (LIST, [], {"b": 1, "a": 2}, 'POST /v1/conversations {"a":2,"b":1}'),
        (
            LIST,
            [(Slot(Place.BODY, "filters.inboxes"), [5])],
            None,
            'POST /v1/conversations {"filters":{"inboxes":[5]}}',
        ),
        (
            LIST,
            [(Slot(Place.BODY, "filters.inboxes"), [5]), (Slot(Place.BODY, "filters.closed"), True)],
            {"limit": 9, "filters": {"unread": True}},
            'POST /v1/conversations {"filters":{"closed":true,"inboxes":[5],"unread":true},"limit":9}',
        ),
        (LIST, [(SEARCH, ["1", "2"])], None, 'POST /v1/conversations {"channels":[{"ids":["1","2"]}]}'),
    ],
)
def test_a_request_is_phrased(endpoint: Endpoint, filled: Any, body: Any, text: str) -> None:
    assert str(phrase(endpoint, filled, body)) == text


def test_the_given_body_stays_as_it_was() -> None:
    body: dict[str, Any] = {"filters": {"unread": True}}
    phrase(LIST, [(Slot(Place.BODY, "filters.closed"), True)], body)
    assert body == {"filters": {"unread": True}}
