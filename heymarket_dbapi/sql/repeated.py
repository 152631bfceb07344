"""Finds an INSERT of many rows of parameters that are written alike: it is one row, for many sets of parameters."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

_FEWEST = 20
_INTO = re.compile(r"\s*insert\s+into\s+[^?'();]+(?:\([^?'();]*\)\s*)?values\s*", re.IGNORECASE)
_ROW = re.compile(r"\((?:[^()'?]|\?|\([^()']*\))*\)")


def one_row(text: str, parameters: Any) -> tuple[str, list[Sequence[object]]] | None:
    """The statement with one row, and the parameters of each; None where it is none of that kind."""
    if not isinstance(parameters, Sequence) or len(parameters) < _FEWEST:
        return None
    into = _INTO.match(text)
    row = _ROW.match(text, into.end()) if into is not None else None
    if row is None:
        return None
    width = row[0].count("?")
    rest = re.compile(rf"(?:\s*,\s*{re.escape(row[0])})+").match(text, row.end())
    if rest is None or width == 0 or "?" in text[rest.end() :]:
        return None
    count = text.count("?", row.start()) // width
    if count < _FEWEST or count * width != len(parameters):
        return None
    sets = [parameters[at : at + width] for at in range(0, len(parameters), width)]
    return text[: row.end()] + text[rest.end() :], sets
