"""Rows per second from JSON pages to tuples and to Arrow, against msgspec.decode of the same pages alone."""

from __future__ import annotations

import json
from urllib.parse import urlencode

import msgspec

import heymarket_dbapi
from heymarket_dbapi.options import settings
from heymarket_dbapi.sandbox import SANDBOX_API_KEY, Entry, Sandbox
from heymarket_dbapi.wire import sandbox_of

from .figures import Figure, least_cpu

_SQL = "SELECT id, created_date, updated_date, text, status, is_inbound, target, conversation_id FROM messages"


def throughput(messages: int = 20_000, times: int = 3) -> list[Figure]:
    """All messages of a sandbox in this process, without the time that the sandbox itself needs."""
    dsn = f"heymarket://sandbox?seed=4&contacts=300&messages={messages}&crowd=20&rate_limit=0"
    heymarket_dbapi.close_all()
    sandbox = sandbox_of(settings(dsn))
    with heymarket_dbapi.connect(dsn, requests_per_minute=10_000_000) as connection:
        connection.execute(_SQL).fetchall()
        sandbox.log.clear()
        rows = len(connection.execute(_SQL).fetchall())
        asked = list(sandbox.log)
        tuples = least_cpu(lambda: connection.execute(_SQL).fetchall(), times)
        arrow = least_cpu(lambda: connection.execute(_SQL).fetch_arrow_table(), times)
    answered = least_cpu(lambda: [_again(sandbox, entry) for entry in asked], times)
    bodies = [_again(sandbox, entry) for entry in asked]
    assert sum(map(len, bodies)) > 100 * rows
    alone = least_cpu(lambda: [msgspec.json.decode(body) for body in bodies], times)
    baseline = "msgspec.json.decode alone (rows/s)"
    return [
        Figure("JSON pages to tuples", rows / (tuples - answered), "rows/s", baseline, rows / alone),
        Figure("JSON pages to Arrow", rows / (arrow - answered), "rows/s", baseline, rows / alone),
    ]


def _again(sandbox: Sandbox, entry: Entry) -> bytes:
    """The body of a reply, asked for as it was."""
    path = entry.path + ("?" + urlencode(entry.query) if entry.query else "")
    headers = {"Authorization": f"Bearer {SANDBOX_API_KEY}", "Content-Type": "application/json"}
    body = b"" if entry.body is None else json.dumps(entry.body).encode()
    return sandbox.handle(entry.method, path, headers, body).body
