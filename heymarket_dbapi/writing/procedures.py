"""What CALL can do: sends, actions on conversations, a contact's status, lookups, and what the driver remembers."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from heymarket_dbapi.account import forget_metadata
from heymarket_dbapi.catalog.local import Procedure
from heymarket_dbapi.catalog.shapes import phone as phone_number
from heymarket_dbapi.catalog.writes_contacts import SET_STATUS
from heymarket_dbapi.commands import given_values, plain_text, table_outcome
from heymarket_dbapi.context import Context
from heymarket_dbapi.datatypes import DataType
from heymarket_dbapi.effects import Flow, Request
from heymarket_dbapi.errors import DataError, IntegrityError, NotSupportedError, ProgrammingError
from heymarket_dbapi.local.definitions import quoted
from heymarket_dbapi.outcome import Outcome
from heymarket_dbapi.selecting import Ground, known_now, select
from heymarket_dbapi.sql.names import nearest
from heymarket_dbapi.sql.parse import Parsed, parse
from heymarket_dbapi.writing.journal import Planned
from heymarket_dbapi.writing.keeping import make_calls
from heymarket_dbapi.writing.resuming import COLUMNS, resume_journal, undo
from heymarket_dbapi.writing.statement import write

Arguments = Mapping[str, Any]
STATUSES = ("active", "blocked", "unblocked", "subscribed", "unsubscribed")


@dataclass(frozen=True, slots=True)
class CallableProcedure:
    """A procedure: its arguments in calling order, how many of them are needed, and the flow that carries it out."""

    name: str
    arguments: tuple[str, ...]
    doc: str
    needed: int
    run: Callable[[Context, Arguments], Flow[Outcome]]


# Reading the call -----------------------------------------------------------------------------------------------------

_CALL = re.compile(r"call\s+(?P<name>[\w.]+)\s*(?:\((?P<arguments>.*)\))?", re.IGNORECASE | re.DOTALL)
_ARGUMENT = re.compile(
    r"\s*(?:(?P<name>[A-Za-z_]\w*)\s*(?:=>|:=)\s*)?"
    r"(?:(?P<text>[eE]?'(?:''|[^'])*')|(?P<number>[+-]?\d+(?:\.\d+)?)|(?P<word>true|false|null)\b"
    r"|(?P<mark>\?)|:(?P<parameter>[A-Za-z_]\w*))\s*(?P<end>,|$)",
    re.IGNORECASE,
)
_WORDS: dict[str, Any] = {"true": True, "false": False, "null": None}


def call(parsed: Parsed, parameters: Any, context: Context) -> Flow[Outcome]:
    """The outcome of a CALL."""
    match = _CALL.fullmatch(plain_text(parsed))
    if match is None:
        raise ProgrammingError("CALL is written CALL name(argument, …)")
    name = match["name"].lower().removeprefix("sys.").removeprefix("heymarket.")
    procedure = next((one for one in PROCEDURES if one.name == name), None)
    if procedure is None:
        raise ProgrammingError(f"there is no procedure {name!r}{nearest(name, [one.name for one in PROCEDURES])}")
    given = _arguments(procedure, match["arguments"] or "", given_values(parsed, parameters))
    return (yield from procedure.run(context, given))


def _arguments(procedure: CallableProcedure, text: str, values: Mapping[str, object]) -> dict[str, Any]:
    positional: list[Any] = []
    named: dict[str, Any] = {}
    at, marks = 0, 0
    while text.strip():
        found = _ARGUMENT.match(text, at)
        if found is None:
            raise ProgrammingError(
                f"CALL {procedure.name}: an argument is a literal, ?, :name, or name => one of these"
            )
        if found["mark"]:
            marks += 1
        value = _value(found, values, marks)
        if found["name"]:
            named[found["name"].lower()] = value
        elif named:
            raise ProgrammingError(f"CALL {procedure.name}: named arguments come last")
        else:
            positional.append(value)
        at = found.end()
        if not found["end"]:
            break
    return _matched(procedure, positional, named)


def _value(found: re.Match[str], values: Mapping[str, object], marks: int) -> Any:
    if found["text"]:
        return found["text"].lstrip("eE")[1:-1].replace("''", "'")
    if found["number"]:
        return float(found["number"]) if "." in found["number"] else int(found["number"])
    if found["word"]:
        return _WORDS[found["word"].lower()]
    return values[f"p{marks}"] if found["mark"] else values[found["parameter"]]


def _matched(procedure: CallableProcedure, positional: Sequence[Any], named: Mapping[str, Any]) -> dict[str, Any]:
    names, count = procedure.arguments, len(positional) + len(named)
    shown = f"{procedure.name}({', '.join(names)})"
    if unknown := [name for name in named if name not in names]:
        raise ProgrammingError(f"{shown} has no argument {unknown[0]}{nearest(unknown[0], names)}")
    if twice := [name for name in named if name in names[: len(positional)]]:
        raise ProgrammingError(f"{shown}: {twice[0]} is given twice")
    given = {**dict(zip(names, positional, strict=False)), **named}
    missing = [name for name in names[: procedure.needed] if given.get(name) is None]
    if len(positional) > len(names) or missing:
        takes = f"{procedure.needed}" if procedure.needed == len(names) else f"{procedure.needed} to {len(names)}"
        lacks = f"; {', '.join(missing)} is missing" if missing and count else ""
        raise ProgrammingError(f"{shown} takes {takes} arguments, {count} are given{lacks}")
    return {name: given.get(name) for name in names}


# Sends and actions ----------------------------------------------------------------------------------------------------


def _insert(context: Context, table: str, given: Arguments) -> Flow[Outcome]:
    told = {name: value for name, value in given.items() if value is not None}
    columns, marks = ", ".join(map(quoted, told)), ", ".join("?" for _ in told)
    text = f"INSERT INTO heymarket.{quoted(table)} ({columns}) VALUES ({marks})"
    return (yield from write(parse(text), tuple(told.values()), context))


def _send_message(context: Context, given: Arguments) -> Flow[Outcome]:
    return (yield from _insert(context, "messages", given))


def _send_email(context: Context, given: Arguments) -> Flow[Outcome]:
    return (yield from _insert(context, "messages", {**given, "channel": "email"}))


def _set(column: str, value: Any = None, argument: str | None = None) -> Callable[[Context, Arguments], Flow[Outcome]]:
    """The flow that sets a column of one conversation, in the name of ``user_id`` where it is given."""

    def run(context: Context, given: Arguments) -> Flow[Outcome]:
        identity, acting = given["conversation_id"], given.get("user_id")
        if acting is not None:
            context = replace(context, settings=context.settings.changed("acting_member", str(acting)))
        wanted = value if argument is None else given[argument]
        text = f'UPDATE heymarket.conversations SET {quoted(column)} = ? WHERE "id" = ?'
        outcome = yield from write(parse(text), (wanted, identity), context, is_forced=True)
        if not outcome.row_results:
            raise IntegrityError(f"there is no conversation {identity}")
        return outcome

    return run


def _set_contact_status(context: Context, given: Arguments) -> Flow[Outcome]:
    if context.settings.read_only:
        raise NotSupportedError("read_only: this connection changes nothing, so no status of a contact")
    status = str(given["status"]).lower()
    if status not in STATUSES:
        raise ProgrammingError(f"set_contact_status takes one of {', '.join(STATUSES)}{nearest(status, STATUSES)}")
    try:
        phone = phone_number(given["phone"])
    except ValueError as error:
        raise DataError(f"set_contact_status: the value of phone {error}") from None
    request = Request.of(SET_STATUS.method, SET_STATUS.path, (), {"phone": phone, "status": status})
    rows = ({"index": 0, "key": {"phone": phone}, "by": None},)
    contacts = known_now(context, Ground(context.desk.definitions)).tables["contacts"]
    made = yield from make_calls(context, contacts, "UPDATE", [Planned(SET_STATUS, request, rows)])
    return Outcome(rowcount=1, journal_entry=made)


# What is remembered ---------------------------------------------------------------------------------------------------


def _refresh_metadata(context: Context, given: Arguments) -> Flow[Outcome]:
    forget_metadata(context.account)
    context.exchange.forget("/v1/contact-fields")
    if context.exchange.kept is not None:
        context.exchange.kept.clear()
    yield from ()
    return Outcome()


def _lookup(context: Context, given: Arguments) -> Flow[Outcome]:
    """The rows of a table with one value in a column, as a SELECT finds them."""
    schema, _, table = str(given["table"]).rpartition(".")
    place = f"{quoted(schema)}.{quoted(table)}" if schema else quoted(table)
    text = f"SELECT * FROM {place} WHERE {quoted(str(given['column']))} = ?"
    return (yield from select(parse(text), (given["value"],), context))


def _resume_journal(context: Context, given: Arguments) -> Flow[Outcome]:
    lines = yield from resume_journal(context)
    shown = [(*line[:3], None if line[3] is None else str(line[3]), line[4]) for line in lines]
    return table_outcome(COLUMNS, shown, {"index": DataType.BIGINT, "id": DataType.VARCHAR})


def _undo(context: Context, given: Arguments) -> Flow[Outcome]:
    return (yield from undo(context, str(given["journal_entry"])))


_CHAT = ("conversation_id", "user_id")
PROCEDURES = (
    CallableProcedure(
        "send_message",
        ("inbox_id", "target", "text", "user_id"),
        "Send a text to a phone number; the connection needs allow_send.",
        3,
        _send_message,
    ),
    CallableProcedure(
        "send_email",
        ("inbox_id", "target", "text", "user_id", "conv_title"),
        "Send an e-mail to an address; the connection needs allow_send.",
        3,
        _send_email,
    ),
    CallableProcedure("close_conversation", _CHAT, "Close a conversation.", 1, _set("is_closed", value=True)),
    CallableProcedure("reopen_conversation", _CHAT, "Open a closed conversation.", 1, _set("is_closed", value=False)),
    CallableProcedure(
        "reassign_conversation",
        ("conversation_id", "assigned_user_id", "user_id"),
        "Give a conversation to a member of its inbox.",
        2,
        _set("assigned_user_id", argument="assigned_user_id"),
    ),
    CallableProcedure(
        "transfer_conversation",
        ("conversation_id", "inbox_id"),
        "Move a conversation to another inbox.",
        2,
        _set("inbox_id", argument="inbox_id"),
    ),
    CallableProcedure("mark_read", _CHAT, "Mark a conversation read for a member.", 1, _set("is_unread", value=False)),
    CallableProcedure("mark_unread", _CHAT, "Mark a conversation unread.", 1, _set("is_unread", value=True)),
    CallableProcedure(
        "set_contact_status",
        ("phone", "status"),
        f"Set what may be sent to a contact: {', '.join(STATUSES)}.",
        2,
        _set_contact_status,
    ),
    CallableProcedure(
        "refresh_metadata",
        (),
        "Forget what was learned about the account: custom fields, page sizes and the like.",
        0,
        _refresh_metadata,
    ),
    CallableProcedure(
        "resume_journal", (), "Finish what the journal holds open, or tell what is known of it.", 0, _resume_journal
    ),
    CallableProcedure("undo", ("journal_entry",), "Undo a write, where the API allows it.", 1, _undo),
    CallableProcedure(
        "lookup", ("table", "column", "value"), "The rows of a table with a value in a column.", 3, _lookup
    ),
)

# The procedures as sys.procedures lists them.
LISTED = tuple(Procedure(one.name, ", ".join(one.arguments), one.doc) for one in PROCEDURES)
