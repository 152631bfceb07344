"""Which breaches of the contract a request has, and which of them a reading refuses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from .choices_contacts import Unheard
from .contract import Fault, Operation, Violation, check, check_query
from .switches import ConversationFilters, Reading, UnknownKeys

_ALWAYS = frozenset({Fault.BODY, Fault.TYPE, Fault.REQUIRED, Fault.ONE_OF, Fault.ENUM, Fault.RANGE})


def violations(
    operation: Operation, query: Mapping[str, str], value: Any, body: bytes, headers: Mapping[str, str]
) -> list[Violation]:
    """Every breach of the contract."""
    found = list(check_query(operation.query, query))
    if operation.body is None:
        return found
    if not body:
        if operation.body_required:
            found.append(Violation(Fault.BODY, "body", "is required, at least {}"))
        return found
    if headers.get("content-type", "").partition(";")[0].strip() != "application/json":
        found.append(Violation(Fault.CONTENT_TYPE, "Content-Type", "must be application/json"))
    found.extend(check(operation.body, value, ""))
    return found


def refused(found: Iterable[Violation], reading: Reading) -> str:
    """The first breach that the reading refuses, or nothing."""
    return next((str(one).removeprefix(": ") for one in found if _refuses(one, reading)), "")


def _refuses(violation: Violation, reading: Reading) -> bool:
    match violation.fault:
        case Fault.QUOTED:
            return not reading.quoted_integers
        case Fault.UNKNOWN:
            return reading.unknown_keys is not UnknownKeys.IGNORED
        case Fault.UNDOCUMENTED:
            return reading.unknown_keys is UnknownKeys.REFUSED_STRICTLY
        case Fault.CONTENT_TYPE:
            return reading.content_type_required
        case Fault.FILTERS:
            return reading.conversation_filters is ConversationFilters.INBOXES_REQUIRED
        case Fault.PAGE:
            return False
        case Fault.MANY:
            return reading.writes.many_targets_refused
        case Fault.KEY:
            return reading.writes.custom_titles is Unheard.REFUSED
        case fault:
            return fault in _ALWAYS
