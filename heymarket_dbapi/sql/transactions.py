"""Which forms of BEGIN, COMMIT and ROLLBACK there are: what they ask for beyond is refused, not passed over."""

from __future__ import annotations

from heymarket_dbapi.errors import NotSupportedError
from heymarket_dbapi.sql.words import Words

_LEVELS = ("SERIALIZABLE", "REPEATABLE", "READ")


def permit_transaction(text: str) -> None:
    """Nothing, if the engine can do what ``text`` says; else an error."""
    words = Words(text)
    first = words.any_word()
    words.take("WORK") or words.take("TRANSACTION")
    if first in ("BEGIN", "START"):
        while words.next is not None:
            _read_mode(words)
            words.take(",")
        return
    if words.sees("TO"):
        raise NotSupportedError("the engine cannot do savepoints; use BEGIN, COMMIT and ROLLBACK")
    if words.sees("PREPARED"):
        raise NotSupportedError("the engine cannot prepare a transaction; use COMMIT and ROLLBACK alone")
    if words.sees("AND", "CHAIN"):
        raise NotSupportedError("we have not built AND CHAIN: the next statement begins a transaction by itself")
    words.take("AND", "NO", "CHAIN")
    words.end()


def _read_mode(words: Words) -> None:
    """Take one mode of a transaction: each sees what was committed when it began, and what it did itself."""
    if words.sees("READ", "ONLY"):
        raise NotSupportedError("we have not built READ ONLY transactions of local tables; leave it out")
    if words.take("READ", "WRITE") or words.take("NOT", "DEFERRABLE") or words.take("DEFERRABLE"):
        return
    words.expect("ISOLATION", "LEVEL")
    match words.word(*_LEVELS):
        case "REPEATABLE":
            words.expect("READ")
        case "READ":
            words.word("COMMITTED", "UNCOMMITTED")
        case _:
            pass
