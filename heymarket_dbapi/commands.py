"""Statements that are no query: SET, RESET, SHOW, DESCRIBE, transactions, and what is not there yet."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from heymarket_dbapi.context import Context
from heymarket_dbapi.datatypes import DataType
from heymarket_dbapi.effects import Flow
from heymarket_dbapi.engine import ResultColumn, arrow_type
from heymarket_dbapi.errors import InterfaceError, NotSupportedError, ProgrammingError
from heymarket_dbapi.options import Settings
from heymarket_dbapi.outcome import Outcome, Stored
from heymarket_dbapi.plan.analyze import ANALYZED, AnalyzedPlan
from heymarket_dbapi.plan.explain import COLUMNS, QueryPlan
from heymarket_dbapi.sql.kind import CHANGES, StatementKind, statement_kind
from heymarket_dbapi.sql.names import DEFAULT_SCHEMA, nearest
from heymarket_dbapi.sql.parse import Parsed

# What SET heymarket.NAME may change; read_only only to true, since it protects.
CHANGEABLE = (
    *("max_calls", "timeout", "max_affected_rows", "incomplete", "timezone"),
    *("suppress_extended_requests", "pushdown"),
    "read_only",
)
_PLAN_TYPES = {
    **dict.fromkeys(("step", "rows", "calls", "actual_rows", "actual_calls"), DataType.BIGINT),
    **dict.fromkeys(("seconds", "actual_ms"), DataType.DOUBLE),
    "exact": DataType.BOOLEAN,
}


def run(parsed: Parsed, parameters: Any, context: Context) -> Flow[Outcome]:
    """The outcome of a statement that is no query."""
    values = given_values(parsed, parameters)
    text = plain_text(parsed)
    match parsed.kind:
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


def plain_text(parsed: Parsed) -> str:
    """The statement without comments and the semicolon at its end."""
    return _COMMENT.sub(lambda found: found["kept"] or " ", parsed.text).strip().rstrip(";").rstrip()


def given_values(parsed: Parsed, parameters: Any) -> dict[str, object]:
    """The value of each parameter, by the way it is written or, for ``?``, by its number."""
    if not parsed.parameters and not parameters:
        return {}
    from heymarket_dbapi.sql.parameters import match_parameters

    return match_parameters(parsed, parameters)


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
    _check_protection(name, value)
    try:
        context.set_option(name, value)
    except InterfaceError as error:
        raise ProgrammingError(error.message) from None
    return Outcome()


def _check_protection(name: str, value: object) -> None:
    if name == "read_only" and str(value).lower() not in ("true", "on", "1"):
        raise NotSupportedError("read_only protects: it can be set to true, and only connect sets it to false")


def with_options(settings: Settings, options: Mapping[str, object]) -> Settings:
    """The settings of one statement for which these options were changed, as SET would change them."""
    for name, value in options.items():
        if name not in CHANGEABLE:
            raise ProgrammingError(
                f"{name} cannot be changed for a statement{nearest(name, CHANGEABLE)}; give it to connect"
            )
        if name != "read_only" or not settings.read_only:
            _check_protection(name, value)
            settings = settings.changed(name, value)
    return settings


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


@dataclass(frozen=True, slots=True)
class Explained:
    """The statement that EXPLAIN speaks of, whether it is to be carried out, and whether JSON is wanted."""

    text: str
    is_analyzed: bool
    is_json: bool


def explained(parsed: Parsed) -> Explained:
    """What EXPLAIN asks for."""
    match = _EXPLAIN.fullmatch(parsed.text)
    if match is None:
        raise ProgrammingError("EXPLAIN is written EXPLAIN [ANALYZE] [(FORMAT JSON)] statement")
    options = [" ".join(option.lower().split()) for option in (match["options"] or "").split(",") if option.strip()]
    for option in options:
        if option not in _PLAN_OPTIONS:
            raise ProgrammingError(
                f"EXPLAIN has no option {option!r}; write EXPLAIN [ANALYZE] [(FORMAT JSON)] statement"
            )
    kind = statement_kind(match["inner"])
    is_analyzed = bool(match["analyze"]) or any(option in _ANALYZE for option in options)
    if kind is not StatementKind.QUERY and kind not in CHANGES:
        what = f"EXPLAIN{' ANALYZE' if is_analyzed else ''} of {kind.name}"
        raise NotSupportedError(f"we have not built {what}: EXPLAIN takes SELECT, INSERT, UPDATE and DELETE")
    # What stands before is blanked, so that places in the text stay true.
    blanked = re.sub(r"[^\n]", " ", parsed.text[: match.start("inner")])
    return Explained(blanked + match["inner"], is_analyzed, "format json" in options)


_ANALYZE = ("analyze", "analyze true", "analyze on")
_PLAN_OPTIONS = (*_ANALYZE, "format json", "format text", "verbose", "analyze false", "analyze off")


def plan_outcome(plan: QueryPlan | AnalyzedPlan, *, is_json: bool) -> Outcome:
    """A plan as the rows of EXPLAIN."""
    if is_json:
        return table_outcome(("plan",), [(plan.to_json(),)])
    return table_outcome(ANALYZED if isinstance(plan, AnalyzedPlan) else COLUMNS, plan.rows(), _PLAN_TYPES)


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
