"""Rows as CSV (RFC 4180), written as they come."""

from __future__ import annotations

import re

from heymarket_dbapi.shell.output import Output
from heymarket_dbapi.shell.printing.answer import Answer
from heymarket_dbapi.shell.printing.values import plain

_NEEDS_QUOTES = re.compile(r'[",\r\n]|^\s|\s$')


def print_csv(answer: Answer, output: Output) -> int:
    """How many rows were written, after a header; NULL is empty, an empty text is quoted."""
    output.write(_line([_field(name) for name in answer.names]))
    count = 0
    for rows in answer.pages():
        output.write("".join([_line([_field(value) for value in row]) for row in rows]))
        output.flush()
        count += len(rows)
    return count


def _line(fields: list[str]) -> str:
    # A lone empty field would be an empty line, which readers skip.
    return ",".join(fields) + "\r\n" if fields != [""] else '""\r\n'


def _field(value: object) -> str:
    if value is None:
        return ""
    text = plain(value)
    if text and _NEEDS_QUOTES.search(text) is None:
        return text
    return '"' + text.replace('"', '""') + '"'
