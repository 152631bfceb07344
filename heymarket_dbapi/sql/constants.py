"""What is the same for a whole statement: the moment, the user, the version."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from zoneinfo import ZoneInfo

from sqlglot import exp

from heymarket_dbapi.sql.names import Names
from heymarket_dbapi.sql.scopes import Node, is_query
from heymarket_dbapi.sql.walking import nodes, nodes_of

_MOMENTS = {
    **dict.fromkeys(
        ("currenttimestamp", "now", "transaction_timestamp", "statement_timestamp", "clock_timestamp"), "TIMESTAMPTZ"
    ),
    **dict.fromkeys(("get_current_timestamp", "getdate", "sysdate"), "TIMESTAMPTZ"),
    **dict.fromkeys(("currentdate", "today", "current_date"), "DATE"),
    **dict.fromkeys(("localtimestamp", "currentdatetime", "current_localtimestamp"), "TIMESTAMP"),
    **dict.fromkeys(("localtime", "currenttime", "current_localtime", "current_time", "get_current_time"), "TIME"),
}


def fix_constants(tree: Node, names: Names, moment: datetime.datetime, zone: ZoneInfo) -> bool:
    """Write the constants of the statement in the place of the functions that mean them; whether ``moment`` is one."""
    local = moment.astimezone(zone)
    words: dict[str, Callable[[Node], Node]] = {
        **dict.fromkeys(("currentversion", "version"), lambda _: exp.Literal.string(names.version)),
        **dict.fromkeys(
            ("currentuser", "sessionuser", "current_user", "session_user", "current_role", "user"),
            lambda _: exp.Literal.string(names.user),
        ),
        **dict.fromkeys(("currentschema", "current_schema"), lambda _: exp.Literal.string(names.default_schema)),
        **dict.fromkeys(
            ("currentdatabase", "currentcatalog", "current_database", "current_catalog"),
            lambda _: exp.Literal.string(names.database),
        ),
    }
    is_momentary = False
    for node in nodes_of(tree, exp.Func):
        word = _word(node)
        if word == "age" and isinstance(node, exp.Anonymous) and len(node.expressions) == 1:
            midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
            node.set("expressions", [_written(midnight, "TIMESTAMPTZ"), *node.expressions])
            is_momentary = True
        elif word in _MOMENTS:
            node.replace(_written(_cut(local, node), _MOMENTS[word]))
            is_momentary = True
        elif word in words:
            node.replace(words[word](node))
    return is_momentary


def _word(node: Node) -> str:
    return str(node.name).lower() if isinstance(node, exp.Anonymous) else type(node).__name__.lower()


def _cut(local: datetime.datetime, node: Node) -> datetime.datetime:
    """The moment in the precision that was asked for."""
    precision = node.this if not isinstance(node, exp.Anonymous) else None
    if not isinstance(precision, exp.Literal) or not precision.is_int or int(precision.this) > 5:
        return local
    step = 10 ** (6 - int(precision.this))
    return local.replace(microsecond=local.microsecond // step * step)


def _written(local: datetime.datetime, kind: str) -> Node:
    texts = {
        "TIMESTAMPTZ": local.isoformat(" ", "microseconds"),
        "TIMESTAMP": local.replace(tzinfo=None).isoformat(" ", "microseconds"),
        "DATE": local.date().isoformat(),
        "TIME": local.time().isoformat("microseconds"),
    }
    return exp.Cast(this=exp.Literal.string(texts[kind]), to=exp.DataType.build(kind, dialect="postgres"))


def drop_limit_all(tree: Node) -> None:
    """Take away LIMIT ALL and LIMIT NULL, which limit nothing."""
    for query in [node for node in nodes(tree) if is_query(node)]:
        limit = query.args.get("limit")
        bound = limit.expression if isinstance(limit, exp.Limit) else None
        is_all = isinstance(bound, (exp.Var, exp.Column)) and bound.name.upper() == "ALL"
        if is_all or isinstance(bound, exp.Null):
            query.set("limit", None)
