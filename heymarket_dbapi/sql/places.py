"""Places in a statement's text: line and column, and excerpts without the literals."""

from __future__ import annotations

import re
from typing import Any

from heymarket_dbapi.errors import ProgrammingError

_REACH = 30
_LITERAL = re.compile(r"\$(\w*)\$.*?\$\1\$|[eEbBxX]?'(?:[^']|'')*'?|\b\d[\w.]*", re.DOTALL)


def place(text: str, at: int) -> tuple[int, int]:
    """The line and column, both from 1, of the offset ``at``."""
    return text.count("\n", 0, at) + 1, at - (text.rfind("\n", 0, at) + 1) + 1


def two_statements(text: str, at: int) -> ProgrammingError:
    """The error of a text that goes on after its statement."""
    return ProgrammingError("the text holds more than one statement; run them one by one", position=place(text, at))


def excerpt(text: str, at: int, end: int | None = None) -> str:
    """The words around ``at`` with it marked; literals, which may be personal data, are cut out."""
    hidden = _LITERAL.sub(_hide, text)
    stop = max(at + 1, end or at + 1)
    before = hidden[max(0, hidden.rfind("\n", 0, at) + 1, at - _REACH) : at]
    after_line = hidden.find("\n", stop)
    after = hidden[stop : min(after_line if after_line >= 0 else len(hidden), stop + _REACH)]
    return f"{before}>>>{hidden[at:stop]}<<<{after}".strip()


def _hide(found: re.Match[str]) -> str:
    """As many dots as the literal had signs, so that offsets stay."""
    return "".join("\n" if sign == "\n" else "·" for sign in found[0])


def node_place(text: str, node: Any) -> tuple[int, int] | None:
    """Where ``node``, or the first part of it that knows, stands in ``text``."""
    starts = [part.meta["start"] for part in node.walk() if isinstance(part.meta.get("start"), int)]
    return place(text, min(starts)) if starts else None
