"""What went wrong in DuckDB, said in PEP 249's tree, without the values that it quotes."""

from __future__ import annotations

import re

from heymarket_dbapi import errors

CANCELLED = "cancelled while the engine was computing; run the statement again"

_CLASSES: dict[str, type[errors.DatabaseError]] = {
    "ParserException": errors.ProgrammingError,
    "SyntaxException": errors.ProgrammingError,
    "BinderException": errors.ProgrammingError,
    "CatalogException": errors.ProgrammingError,
    "PermissionException": errors.ProgrammingError,
    "InvalidTypeException": errors.ProgrammingError,
    "DependencyException": errors.ProgrammingError,
    "TypeMismatchException": errors.DataError,
    "ConversionException": errors.DataError,
    "OutOfRangeException": errors.DataError,
    "InvalidInputException": errors.DataError,
    "SequenceException": errors.DataError,
    "SerializationException": errors.DataError,
    "ConstraintException": errors.IntegrityError,
    "InterruptException": errors.OperationalError,
    "OutOfMemoryException": errors.OperationalError,
    "IOException": errors.OperationalError,
    "HTTPException": errors.OperationalError,
    "ConnectionException": errors.OperationalError,
    "NotImplementedException": errors.NotSupportedError,
    "TransactionException": errors.InternalError,
    "ResourceInUseException": errors.InternalError,
    "FatalException": errors.InternalError,
    "InternalException": errors.InternalError,
}

_KIND = re.compile(r"^[A-Za-z ]{3,40}Error: ")
_EXCERPT = re.compile(r"\n\s*\nLINE \d+: ")
_ADVICE = re.compile(
    r"\s*\n\s*(Candidate|Did you mean|Use \"?SET |LINE \d+: )"
    r"|\s+You might need to add explicit| Use TRY\(|\s*Possible solution"
)
_SIGNATURE = re.compile(r"'(?P<call>[^'\s(]{1,60}\([A-Za-z0-9_ ,\[\]()\"\*]*\))'")
_NUMBER = re.compile(r"DECIMAL\(\d+,\s*\d+\)|(?<![\w.])-?\d+(\.\d+)?(e[+-]?\d+)?(?!\w)", re.IGNORECASE)
_LONGEST = 400


def translate(error: Exception) -> errors.DatabaseError:
    """The error of the tree that says what the engine's exception says; raise it ``from None``."""
    name = type(error).__name__
    kind = _CLASSES.get(name, errors.InternalError)
    if name == "InterruptException":
        return kind(CANCELLED)
    if name == "TransactionException" and (found := _lost(str(error))) is not None:
        return found
    if name == "OutOfMemoryException":
        return kind("the engine ran out of memory; raise memory_limit, or select fewer rows or columns")
    if name == "NotImplementedException" and "TimeZone" in str(error):
        return errors.DataError("unknown time zone")
    text = _KIND.sub("", str(error))
    cleaned = _names_only(text) if kind is errors.ProgrammingError else _without_values(text)
    return kind(f"the engine says: {cleaned[:_LONGEST]}")


def _lost(text: str) -> errors.DatabaseError | None:
    """The error of a transaction that met another one's changes."""
    if "constraint" in text:
        return errors.IntegrityError("a key that this transaction wrote was written by another one in the meantime")
    if "onflict" in text or "another transaction" in text:
        return errors.OperationalError(
            "another transaction changed the same rows or tables in the meantime; roll back and run it again"
        )
    return None


def _names_only(text: str) -> str:
    """``text`` without excerpt and advice; what stands in single quotes only if it is a function's signature."""
    head = _first_line(_ADVICE.split(_EXCERPT.split(text)[0])[0])
    kept = _SIGNATURE.sub(lambda match: f"\0{match['call']}\0", head)
    cut = re.sub(r"'[^']*'?", "'…'", kept)
    return cut.replace("\0", "'")


def _without_values(text: str) -> str:
    """``text`` without excerpt, without all that stands in quotes, and without numbers."""
    excerpts = list(_EXCERPT.finditer(text))
    head = (text[: excerpts[-1].start()] if excerpts else text).replace("can't", "cannot")
    first = re.search(r"['\"]", head)
    if first is not None:
        last = max(head.rfind("'"), head.rfind('"'))
        after = head[last + 1 :] if last > first.start() else ""
        head = f"{head[: first.start()]}'…'{after}"
    head = _first_line(_ADVICE.split(head)[0])
    return _NUMBER.sub(lambda match: match[0] if match[0][0] in "dD" else "…", _before_detail(head))


def _before_detail(text: str) -> str:
    """``text`` up to a second colon's detail, where a pattern or an input would be quoted without quotes."""
    return text.split(": ", 1)[0]


def _first_line(text: str) -> str:
    lines = text.strip().splitlines()
    return lines[0].strip() if lines else "no reason given"
