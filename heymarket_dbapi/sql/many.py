"""Makes one change of many: its parameters become the columns of a table, where each set's work stands for itself."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlglot import exp

from heymarket_dbapi.sql.change import NUMBER, SETS, Change
from heymarket_dbapi.sql.kind import StatementKind
from heymarket_dbapi.sql.parameters import members, plain
from heymarket_dbapi.sql.parse import ParameterStyle
from heymarket_dbapi.sql.read_change import find_column
from heymarket_dbapi.sql.scopes import Node, quoted


def over_many(change: Change, values: Sequence[Mapping[str, object]]) -> Change | None:
    """The change over the table of all sets; None where one set's work may matter to another's."""
    if change.source is None or change.source.tree is None:
        return None
    shown: Any = change.returning.tree if change.returning is not None else None
    if shown is not None and shown.find(exp.Placeholder):
        return None
    tree: Any = change.source.tree.copy()
    match change.kind:
        case StatementKind.INSERT:
            made = _insert(change, tree, values)
        case StatementKind.UPDATE:
            made = _update(change, tree, values)
        case _:
            made = None if list(tree.find_all(exp.Select))[1:] else _joined(tree)
    if made is None or change.others:
        return None
    for placeholder in list(made.find_all(exp.Placeholder)):
        placeholder.replace(exp.Column(this=quoted(placeholder.name), table=quoted(SETS[1])))
    source = replace(change.source, tree=made, style=ParameterStyle.NONE, parameters=())
    returning = change.returning and replace(change.returning, style=ParameterStyle.NONE, parameters=())
    conflict = change.conflict
    if conflict is not None and conflict.update is not None:
        update = replace(conflict.update, style=ParameterStyle.NONE, parameters=())
        conflict = replace(conflict, update=update)
    is_joined = change.kind is not StatementKind.INSERT
    return replace(change, source=source, returning=returning, conflict=conflict, is_joined=is_joined, is_many=True)


def lists_told_whole(change: Change, values: Sequence[Mapping[str, object]]) -> list[dict[str, object]] | None:
    """The sets with each list as the JSON text of a column's value; None where a list is one of alternatives."""
    held = {name for one in values for name, value in one.items() if members(value) is not None}
    tree: Any = change.source.tree if change.source is not None else None
    if held and tree is None:
        return None
    for placeholder in [] if tree is None else tree.find_all(exp.Placeholder):
        if placeholder.name in held and not isinstance(placeholder.parent, exp.Tuple | exp.Alias | exp.Select):
            return None
    return [{name: _told(value) for name, value in one.items()} for one in values]


def _told(value: object) -> object:
    found = members(value)
    return value if found is None else json.dumps([plain(one) for one in found], default=str)


def _insert(change: Change, tree: Node, values: Sequence[Mapping[str, object]]) -> Node | None:
    if not isinstance(tree, exp.Values) or len(tree.expressions) != 1 or list(tree.find_all(exp.Select)):
        return None
    cells = tree.expressions[0].expressions
    conflict = change.conflict
    if conflict is not None and conflict.update is not None:
        updated: Any = conflict.update.tree
        keys = [cells[change.columns.index(name)] for name in conflict.columns if name in change.columns]
        is_plain = bool(keys) and all(isinstance(key, exp.Placeholder) for key in keys)
        if updated.find(exp.Placeholder) or not is_plain:
            return None
        found = {tuple(one[key.name] for key in keys) for one in values}
        if len(found) < len(values):
            return None
    selected = [exp.Alias(this=cell, alias=quoted(f"column{at}")) for at, cell in enumerate(cells, 1)]
    return exp.Select(expressions=selected, from_=exp.From(this=_sets()))


def _update(change: Change, tree: Node, values: Sequence[Mapping[str, object]]) -> Node | None:
    """Where no condition or value speaks of a column that is set, the last set that meets a row decides.

    Values may speak of it where no two sets can meet one row.
    """
    assigned = {name.lower() for name in change.columns}
    where = tree.args.get("where")
    if list(tree.find_all(exp.Select))[1:] or assigned & (set() if where is None else _spoken(where)):
        return None
    if assigned & _spoken(tree) and (change.is_joined or not _meets_each_once(change, where, values)):
        return None
    return _joined(tree)


def _spoken(tree: Node) -> set[str]:
    return {column.name.lower() for column in tree.find_all(exp.Column)}


def _meets_each_once(change: Change, where: Node | None, values: Sequence[Mapping[str, object]]) -> bool:
    """Whether the condition demands another value of one column from each set."""
    conditions = list(where.this.flatten()) if where is not None and isinstance(where.this, exp.And) else []
    if where is not None and not conditions:
        conditions = [where.this]
    return any(_tells_sets_apart(change, condition, values) for condition in conditions)


def _tells_sets_apart(change: Change, condition: Node, values: Sequence[Mapping[str, object]]) -> bool:
    if not isinstance(condition, exp.EQ):
        return False
    column, given = condition.this, condition.expression
    if isinstance(column, exp.Placeholder):
        column, given = given, column
    if not isinstance(column, exp.Column) or not isinstance(given, exp.Placeholder):
        return False
    known = find_column(change.target, column.name)
    wanted = None if known is None else _PLAIN.get(known.type)
    found = [one[given.name] for one in values]
    # Values of another type may be equal for the engine though they are not here, such as 1 and '01'.
    return wanted is not None and all(type(value) is wanted for value in found) and len(set(found)) == len(found)


_PLAIN: dict[str, type] = {
    **dict.fromkeys(("SMALLINT", "INTEGER", "BIGINT", "HUGEINT"), int),
    "VARCHAR": str,
}


def _joined(tree: Node) -> Node:
    tree.set("joins", [*(tree.args.get("joins") or []), exp.Join(this=_sets())])
    number = exp.Column(this=quoted(NUMBER), table=quoted(SETS[1]))
    tree.append("expressions", exp.Alias(this=number, alias=quoted(NUMBER)))
    return tree


def _sets() -> exp.Table:
    return exp.Table(this=quoted(SETS[1]), db=quoted(SETS[0]))
