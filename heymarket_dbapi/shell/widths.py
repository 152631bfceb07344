"""How wide texts stand on a terminal, and texts that cannot move its cursor."""

from __future__ import annotations

import re
import unicodedata

# Control signs, line and paragraph separators, and signs that turn the direction of writing: what a stranger's
# message may hold must neither steer the terminal nor break a table.
_HARMFUL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_NAMED = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}


def harmless(text: str) -> str:
    """The text with control signs written as escapes."""
    return _HARMFUL.sub(_escape, text)


def display_width(text: str) -> int:
    """The columns that the text takes on a terminal."""
    return len(text) if text.isascii() else sum(map(_sign_width, text))


def _escape(found: re.Match[str]) -> str:
    sign = found[0]
    return _NAMED.get(sign) or (f"\\x{ord(sign):02x}" if ord(sign) < 0x100 else f"\\u{ord(sign):04x}")


def _sign_width(sign: str) -> int:
    if unicodedata.combining(sign) or unicodedata.category(sign) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(sign) in ("W", "F") else 1
