"""What replies say of the rate limit."""

from __future__ import annotations

import pytest

from heymarket_dbapi.effects import Reply
from heymarket_dbapi.wire.advice import NONE, Advice, advice


@pytest.mark.parametrize(
    ("status", "headers", "expected"),
    [
        (200, {}, NONE),
        (429, {}, NONE),
        (429, {"Retry-After": "2"}, Advice(2.0)),
        (429, {"Retry-After": "60"}, Advice(60.0)),
        (429, {"Retry-After": "3600"}, NONE),
        (503, {"Retry-After": "2"}, NONE),
        (200, {"X-RateLimit-Limit": "100"}, Advice(limit=100)),
        (200, {"X-RateLimit-Limit": "100", "X-RateLimit-Reset": "30"}, Advice(limit=100)),
        (200, {"X-RateLimit-Limit": "9000", "X-RateLimit-Reset": "3000"}, NONE),
        (200, {"X-RateLimit-Limit": "10", "X-RateLimit-Reset": "1"}, NONE),
        (200, {"X-RateLimit-Limit": "0"}, NONE),
        (200, {"X-RateLimit-Limit": "many", "X-RateLimit-Remaining": "", "X-RateLimit-Reset": "soon"}, NONE),
        (200, {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "7"}, Advice(7.0)),
        (200, {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "1700000009"}, Advice(9.0)),
        (200, {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "nan"}, NONE),
        (200, {"X-RateLimit-Remaining": "5", "X-RateLimit-Reset": "7"}, NONE),
    ],
)
def test_what_is_heeded(status: int, headers: dict[str, str], expected: Advice) -> None:
    assert advice(Reply(status, tuple(headers.items()), b"", received_at=1.7e9)) == expected
