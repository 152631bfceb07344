"""Statements that are no query: CALL, SET, RESET, SHOW, DESCRIBE, transactions, and what is not there yet."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from heymarket_dbapi.account import forget_metadata
from heymarket_dbapi.catalog.local import Procedure
from heymarket_dbapi.context import Context
from heymarket_dbapi.datatypes import DataType
from heymarket_dbapi.effects import Flow
from heymarket_dbapi.engine import ResultColumn, arrow_type
from heymarket_dbapi.errors import InterfaceError, NotSupportedError, ProgrammingError
from heymarket_dbapi.outcome import Outcome, Stored
from heymarket_dbapi.plan.explain import COLUMNS, QueryPlan
from heymarket_dbapi.sql.kind import StatementKind, statement_kind
from heymarket_dbapi.sql.names import DEFAULT_SCHEMA, nearest
from heymarket_dbapi.sql.parse import Parsed

# What SET heymarket.NAME may change; read_only only to true, since it protects.
CHANGEABLE = (
    *("max_calls", "timeout", "max_affected_rows", "incomplete", "timezone", "suppress_extended_requests"),
    "read_only",
)
_PLAN_TYPES = {
    **dict.fromkeys(("step", "rows", "calls"), DataType.BIGINT),
    "seconds": DataType.DOUBLE,
    "exact": DataType.BOOLEAN,
}


@dataclass(frozen=True, slots=True)
class CallableProcedure:
    """A procedure of ``CALL``: how many arguments it takes, and the flow that carries it out."""

    name: str
    arguments: str
    doc: str
    arity: int
    run: Callable[[Context, Sequence[object]], Flow[Outcome]]


def _refresh_metadata(context: Context, arguments: Sequence[object]) -> Flow[Outcome]:
    forget_metadata(context.account)
    context.exchange.forget("/v1/contact-fields")
    if context.exchange.kept is not None:
        context.exchange.kept.clear()
    yield from ()
    return Outcome()


PROCEDURES = (
    CallableProcedure(
        "refresh_metadata",
        "",
        "Forget what was learned about the account: custom fields, page sizes and the like.",
        0,
        _refresh_metadata,
    ),
)


# The procedures as sys.procedures lists them.
LISTED = tuple(Procedure(procedure.name, procedure.arguments, procedure.doc) for procedure in PROCEDURES)


def run(parsed: Parsed, parameters: Any, context: Context) -> Flow[Outcome]:
    """The outcome of a statement that is no query."""
    values = _values(parsed, parameters)
    text = _COMMENT.sub(lambda found: found["kept"] or " ", parsed.text).strip().rstrip(";").rstrip()
    match parsed.kind:
        case StatementKind.CALL:
            return (yield from _call(text, values, context))
        case StatementKind.SET:
            return _set(text, values, context)
        case StatementKind.RESET:
            return _reset(text, context)
        case StatementKind.SHOW:
            return _show(text, context)
        case StatementKind.BEGIN | StatementKind.COMMIT | StatementKind.ROLLBACK:
            return Outcome()
        case StatementKind.SAVEPOINT:
            raise NotSupportedError("the engine cannot do savepoints; use BEGIN, COMMIT and ROLLBACK")
        case StatementKind.DESCRIBE:
            return (yield from _describe(text, context))
        case kind:
            raise NotSupportedError(f"we have not built {kind.name} yet; see the README")


# Texts ---------------------------------------------------------------------------------------------------------------

_COMMENT = re.compile(r"(?P<kept>'(?:''|[^'])*'|\"(?:\"\"|[^\"])*\")|--[^\n]*|/\*.*?\*/", re.DOTALL)
_CALL = re.compile(r"call\s+(?P<name>[\w.]+)\s*(?:\((?P<arguments>.*)\))?", re.IGNORECASE | re.DOTALL)
_SET = re.compile(
    r"set\s+(?:session\s+|local\s+)?(?P<name>time\s+zone(?=\s)|[\w.]+)\s*(?:=|\bto\b|(?<=zone))\s*(?P<value>.+)",
    re.IGNORECASE | re.DOTALL,
)
_RESET = re.compile(r"reset\s+(?P<name>time\s+zone|[\w.]+)", re.IGNORECASE)
_SHOW = re.compile(r"show\s+(?P<name>[\w.]+(?:\s+\w+)*)", re.IGNORECASE)
_DESCRIBE = re.compile(r"desc(?:ribe)?\s+(?:table\s+)?(?P<name>[\w.\"]+)", re.IGNORECASE)
_EXPLAIN = re.compile(
    r"(?:[\s;\ufeff]+|--[^\n]*|/\*.*?\*/)*explain\s+(?P<analyze>analyze\s+)?(?:verbose\s+)?"
    r"(?:\(\s*(?P<options>(?!(?:select|with|values|table|from)\b)\w[^()]*)\)\s*)?(?P<inner>.+)",
    re.IGNORECASE | re.DOTALL,
)


def _values(parsed: Parsed, parameters: Any) -> dict[str, object]:
    """The value of each parameter, by the way it is written or, for ``?``, by its number."""
    if not parsed.parameters and not parameters:
        return {}
    from heymarket_dbapi.sql.parameters import match_parameters

    return match_parameters(parsed, parameters)


def _call(text: str, values: dict[str, object], context: Context) -> Flow[Outcome]:
    match = _CALL.fullmatch(text)
    if match is None:
        raise ProgrammingError("CALL is written CALL name(argument, …)")
    name = match["name"].lower()
    procedure = next((p for p in PROCEDURES if p.name == name), None)
    if procedure is None:
        raise ProgrammingError(f"there is no procedure {name!r}{nearest(name, [p.name for p in PROCEDURES])}")
    written = [part for part in (match["arguments"] or "").split(",") if part.strip()]
    if len(written) != procedure.arity:
        raise ProgrammingError(f"{name} takes {procedure.arity} arguments, {len(written)} are given")
    return (yield from procedure.run(context, list(values.values())))


def _option(written: str) -> str:
    name = "timezone" if "".join(written.lower().split()) == "timezone" else written.lower()
    plain = name.removeprefix("heymarket.")
    if plain == name != "timezone":
        raise NotSupportedError(
            f"SET {name} is closed off: the engine's settings are not the user's; "
            f"SET heymarket.NAME takes {', '.join(CHANGEABLE)}"
        )
    if plain not in CHANGEABLE:
        raise ProgrammingError(f"heymarket.{plain} cannot be set here{nearest(plain, CHANGEABLE)}; give it to connect")
    return plain


def _set(text: str, values: dict[str, object], context: Context) -> Outcome:
    match = _SET.fullmatch(text)
    if match is None:
        raise ProgrammingError("SET is written SET heymarket.NAME = value")
    name = _option(match["name"])
    value: object = match["value"]
    if match["value"][0] in "?:" and values:
        (value,) = values.values()
    elif match["value"][0] == match["value"][-1] == "'" != match["value"]:
        value = match["value"][1:-1].replace("''", "'")
    if name == "read_only" and str(value).lower() not in ("true", "on", "1"):
        raise NotSupportedError("read_only protects: it can be set to true, and only connect sets it to false")
    try:
        context.set_option(name, value)
    except InterfaceError as error:
        raise ProgrammingError(error.message) from None
    return Outcome()


def _reset(text: str, context: Context) -> Outcome:
    match = _RESET.fullmatch(text)
    if match is None:
        raise ProgrammingError("RESET is written RESET heymarket.NAME")
    name = _option(match["name"])
    if name == "read_only":
        raise NotSupportedError("read_only protects: only connect sets it to false")
    context.reset_option(name)
    return Outcome()


_SHOWN = {
    "server_version": "15.0",
    "server_encoding": "UTF8",
    "client_encoding": "UTF8",
    "search_path": "heymarket",
    "transaction isolation level": "repeatable read",
    "transaction_isolation": "repeatable read",
    "default_transaction_isolation": "repeatable read",
    "standard_conforming_strings": "on",
    "datestyle": "ISO, YMD",
}


def _show(text: str, context: Context) -> Outcome:
    match = _SHOW.fullmatch(text)
    if match is None:
        raise ProgrammingError("SHOW is written SHOW name, SHOW heymarket.name, SHOW ALL or SHOW TABLES")
    name = " ".join(match["name"].lower().split())
    shown = {option.name: value for option, value in context.settings.shown()}
    if name == "all":
        return table_outcome(("name", "setting"), [(f"heymarket.{n}", v) for n, v in shown.items()])
    if name == "tables":
        from heymarket_dbapi import metadata

        live = metadata.known(context.account.facts).tables
        made = [one.name for one in context.desk.definitions.relations if one.schema == DEFAULT_SCHEMA]
        return table_outcome(("name",), [(table,) for table in sorted({*live, *made})])
    plain = name.removeprefix("heymarket.")
    value = shown.get(plain) or shown.get(plain.replace("time zone", "timezone")) or _SHOWN.get(name)
    if plain not in shown and value is None:
        raise ProgrammingError(f"there is nothing to show as {name!r}{nearest(plain, [*shown, *_SHOWN])}")
    return table_outcome((plain,), [(value,)])


def _describe(text: str, context: Context) -> Flow[Outcome]:
    """The columns of a table; custom fields as far as they are remembered."""
    from heymarket_dbapi import metadata

    match = _DESCRIBE.fullmatch(text)
    if match is None:
        raise ProgrammingError("DESCRIBE is written DESCRIBE table")
    name = match["name"].replace('"', "")
    schema, _, plain = name.rpartition(".")
    known = metadata.known(context.account.facts)
    names = known.names.with_local(context.desk.definitions.named)
    found = names.find(schema or None, plain)
    if found is None:
        near = names.nearest_tables(schema or None, plain)
        hint = f"; did you mean {' or '.join(near)}?" if near else ""
        raise ProgrammingError(f"there is no table {name!r}{hint}")
    yield from ()
    relations = context.snapshot(known).relations
    relation = next(r for r in relations if (r.schema, r.name) == (found[0], found[1].name))
    rows = [(a.name, a.data_type, "YES" if a.is_nullable else "NO", a.comment) for a in relation.attributes]
    return table_outcome(("column_name", "column_type", "null", "comment"), rows)


def explained(parsed: Parsed) -> tuple[str, bool]:
    """The statement that EXPLAIN speaks of, and whether its plan is wanted as JSON."""
    match = _EXPLAIN.fullmatch(parsed.text)
    if match is None:
        raise ProgrammingError("EXPLAIN is written EXPLAIN [(FORMAT JSON)] statement")
    options = [" ".join(option.lower().split()) for option in (match["options"] or "").split(",") if option.strip()]
    if match["analyze"] or any(option in ("analyze", "analyze true", "analyze on") for option in options):
        raise NotSupportedError("we have not built EXPLAIN ANALYZE yet; EXPLAIN shows the plan without running it")
    for option in options:
        if option not in ("format json", "format text", "verbose", "analyze false", "analyze off"):
            raise ProgrammingError(f"EXPLAIN has no option {option!r}; write EXPLAIN [(FORMAT JSON)] statement")
    kind = statement_kind(match["inner"])
    if kind is not StatementKind.QUERY:
        raise NotSupportedError(f"we have not built EXPLAIN of {kind.name} yet: this version explains a SELECT")
    # What stands before is blanked, so that places in the text stay true.
    return re.sub(r"[^\n]", " ", parsed.text[: match.start("inner")]) + match["inner"], "format json" in options


def plan_outcome(plan: QueryPlan, *, is_json: bool) -> Outcome:
    """A plan as the rows of EXPLAIN."""
    if is_json:
        return table_outcome(("plan",), [(plan.to_json(),)])
    return table_outcome(COLUMNS, plan.rows(), _PLAN_TYPES)


def table_outcome(
    names: Sequence[str], rows: Sequence[Sequence[object]], types: dict[str, DataType] | None = None
) -> Outcome:
    """Rows that are known already as an outcome; columns are text but where ``types`` says otherwise."""
    import pyarrow

    kinds = {name: (types or {}).get(name, DataType.VARCHAR) for name in names}
    arrays = [pyarrow.array([row[place] for row in rows], arrow_type(kinds[name])) for place, name in enumerate(names)]
    table = pyarrow.table(arrays, names=list(names))
    columns = tuple(ResultColumn(name, kinds[name].value, None, None) for name in names)
    return Outcome(columns=columns, rows=Stored(table), rowcount=len(rows))
