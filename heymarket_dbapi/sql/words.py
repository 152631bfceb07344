"""Reads the text of a definition word by word: names, numbers, texts, and expressions as they are written."""

from __future__ import annotations

import enum
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import NoReturn, TypeVar

from heymarket_dbapi.errors import ProgrammingError
from heymarket_dbapi.sql.definitions import Name
from heymarket_dbapi.sql.places import excerpt, place

Result = TypeVar("Result")

_WORD = re.compile(
    r"(?P<skip>\s+|\ufeff|--[^\n]*|/\*.*?\*/)|(?P<quoted>\"(?:\"\"|[^\"])*\")"
    r"|(?P<text>[eE]'(?:''|\\.|[^'\\])*'|'(?:''|[^'])*'|\$(?P<tag>(?:[^\W\d]\w*)?)\$.*?\$(?P=tag)\$)"
    r"|(?P<number>\d+(?:\.\d*)?)|(?P<plain>\w+)|(?P<sign>::|<=|>=|<>|!=|\S)",
    re.DOTALL,
)
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}
_OPENING, _CLOSING = ("(", "["), (")", "]")


class WordKind(enum.Enum):
    """What a word is."""

    PLAIN = "plain"
    QUOTED = "quoted"
    TEXT = "text"
    NUMBER = "number"
    SIGN = "sign"


@dataclass(frozen=True, slots=True)
class Word:
    """A word and where it stands; ``value`` is a name or text without its quotes."""

    kind: WordKind
    value: str
    start: int
    end: int

    def says(self, *words: str) -> bool:
        """Whether it is one of these keywords or signs."""
        return self.kind in (WordKind.PLAIN, WordKind.SIGN) and self.value.upper() in words


_NAMES = (WordKind.PLAIN, WordKind.QUOTED)


class Words:
    """The words of one statement, taken from left to right."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._words = _split(text)
        self._at = 0

    # Looking ---------------------------------------------------------------------------------------------------------

    @property
    def next(self) -> Word | None:
        """The next word, or None at the end."""
        return self._words[self._at] if self._at < len(self._words) else None

    def sees(self, *words: str) -> bool:
        """Whether these keywords or signs come next, in this order."""
        coming = self._words[self._at : self._at + len(words)]
        return len(coming) == len(words) and all(word.says(one) for word, one in zip(coming, words, strict=True))

    def sees_any(self, *words: str) -> bool:
        """Whether one of these keywords or signs comes next."""
        return self.next is not None and self.next.says(*words)

    def sees_call(self) -> bool:
        """Whether a function's name and its opening parenthesis come next."""
        coming = self._words[self._at : self._at + 2]
        return len(coming) == 2 and coming[0].kind is WordKind.PLAIN and coming[1].says("(")

    def sees_names_before(self, word: str) -> bool:
        """Whether names in parentheses come next, and then this keyword."""
        at = self._at + 1
        while at + 1 < len(self._words) and self._words[at].kind in _NAMES and self._words[at + 1].says(","):
            at += 2
        coming = self._words[at : at + 3]
        return (
            self.sees("(")
            and len(coming) == 3
            and coming[0].kind in _NAMES
            and coming[1].says(")")
            and coming[2].says(word)
        )

    # Taking ----------------------------------------------------------------------------------------------------------

    def take(self, *words: str) -> bool:
        """Take these keywords or signs where they come next; whether they did."""
        if not self.sees(*words):
            return False
        self._at += len(words)
        return True

    def expect(self, *words: str) -> None:
        """Take these keywords or signs; an error where something else stands."""
        if not self.take(*words):
            self.fail(f"{' '.join(words)} is expected")

    def word(self, *words: str) -> str:
        """Take one of these keywords."""
        word = self.next
        if word is None or not word.says(*words):
            self.fail(f"{' or '.join(words)} is expected")
        self._at += 1
        return word.value.upper()

    def any_word(self) -> str:
        """Take a keyword, whichever it is."""
        word = self.next
        if word is None or word.kind is not WordKind.PLAIN:
            self.fail("a word is expected")
        self._at += 1
        return word.value.upper()

    def identifier(self) -> str:
        """Take one name: folded to lower case unless it is quoted."""
        word = self.next
        if word is None or word.kind not in _NAMES:
            self.fail("a name is expected")
        self._at += 1
        return word.value if word.kind is WordKind.QUOTED else word.value.lower()

    def name(self) -> Name:
        """Take a name with or without a schema."""
        parts = self.dotted()
        if len(parts) > 2:
            self.fail("a name has at most a schema before it; there are no other databases")
        return Name(parts[0] if len(parts) == 2 else None, parts[-1])

    def dotted(self) -> list[str]:
        """Take names with dots between them."""
        parts = [self.identifier()]
        while self.take("."):
            parts.append(self.identifier())
        return parts

    def names(self) -> tuple[str, ...]:
        """Take names in parentheses."""
        return self.listed(self.identifier)

    def listed(self, read: Callable[[], Result]) -> tuple[Result, ...]:
        """Take what ``read`` takes, in parentheses, with commas between."""
        self.expect("(")
        found = self.several(read)
        self.expect(")")
        return found

    def several(self, read: Callable[[], Result]) -> tuple[Result, ...]:
        """Take what ``read`` takes, with commas between."""
        found = [read()]
        while self.take(","):
            found.append(read())
        return tuple(found)

    def integer(self) -> int:
        """Take a whole number."""
        is_negative = self.take("-")
        word = self.next
        if word is None or word.kind is not WordKind.NUMBER or not word.value.isdigit():
            self.fail("a whole number is expected")
        self._at += 1
        return -int(word.value) if is_negative else int(word.value)

    def literal(self) -> str | None:
        """Take a text, or NULL."""
        if self.take("NULL"):
            return None
        word = self.next
        if word is None or word.kind is not WordKind.TEXT:
            self.fail("a text in quotes, or NULL, is expected")
        self._at += 1
        return word.value

    def enclosed(self) -> str:
        """Take what stands in parentheses, as it is written, without them."""
        first = self.next
        self.expect("(")
        start = self.next.start if self.next is not None else 0
        inner = self.expression(())
        last = self.next
        self.expect(")")
        if not inner:
            self.fail("an expression is expected")
        assert first is not None and last is not None
        return self.text[start : last.start].strip()

    def expression(self, until: tuple[str, ...]) -> str:
        """Take words up to a comma, a closing parenthesis or one of these keywords, as they are written."""
        depth, first, last = 0, self.next, None
        while (word := self.next) is not None:
            if depth == 0 and (word.says(",", ")") or (last is not None and word.says(*until))):
                break
            depth += word.says(*_OPENING) - word.says(*_CLOSING)
            last = word
            self._at += 1
        if first is None or last is None:
            self.fail("an expression is expected")
        return self.text[first.start : last.end]

    def rest(self) -> str:
        """The whole text with all that was taken blanked, so that places in it stay true."""
        start = self.next.start if self.next is not None else len(self.text)
        self._at = len(self._words)
        return re.sub(r"[^\n]", " ", self.text[:start]) + self.text[start:]

    def end(self) -> None:
        """An error where something is left."""
        if self.next is not None:
            self.fail("the statement should end here")

    def fail(self, message: str) -> NoReturn:
        """Raise the error at the next word."""
        word = self.next
        start, end = (word.start, word.end) if word is not None else (len(self.text), len(self.text))
        raise ProgrammingError(f"{message} near {excerpt(self.text, start, end)}", position=place(self.text, start))


def _split(text: str) -> list[Word]:
    words = []
    for found in _WORD.finditer(text):
        kind = found.lastgroup or ""
        if kind == "skip" or (kind == "sign" and found[0] == ";"):
            continue
        words.append(Word(WordKind(kind), _value(kind, found[0]), found.start(), found.end()))
    return words


def _text(written: str) -> str:
    """What a text in quotes, in quotes with backslashes, or between dollars means."""
    match written[0]:
        case "$":
            ends = written.index("$", 1) + 1
            return written[ends:-ends]
        case "'":
            return written[1:-1].replace("''", "'")
        case _:
            plain = written[2:-1].replace("''", "'")
            return re.sub(r"\\(.)", lambda found: _ESCAPES.get(found[1], found[1]), plain, flags=re.DOTALL)


def _value(kind: str, written: str) -> str:
    if kind == "text":
        return _text(written)
    return written[1:-1].replace('""', '"') if kind == "quoted" else written
