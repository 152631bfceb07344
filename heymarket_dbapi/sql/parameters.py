"""Binds the caller's parameters to a tree's placeholders; a list becomes the members of an IN."""

from __future__ import annotations

import datetime
import decimal
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlglot import exp

from heymarket_dbapi.errors import ProgrammingError
from heymarket_dbapi.sql.parse import ParameterStyle, Parsed
from heymarket_dbapi.sql.scopes import Node
from heymarket_dbapi.sql.walking import nodes_in_order, nodes_of

_COMPARABLE = (bool, int, float, str, bytes, decimal.Decimal, datetime.date, datetime.time, datetime.timedelta)

Given = Sequence[object] | Mapping[str, object] | None


def match_parameters(parsed: Parsed, given: Given) -> dict[str, object]:
    """The value of each placeholder, by its name; an error where the caller gave too few, too many or others."""
    if parsed.style is ParameterStyle.NAMED:
        return _match_named(parsed, given)
    if isinstance(given, Mapping):
        if given:
            raise ProgrammingError(
                "a mapping of parameters was given, but the statement has no :name; give a sequence for ?"
            )
        values: list[object] = []
    else:
        values = _sequence(given)
    if len(values) != len(parsed.parameters):
        raise ProgrammingError(f"the statement has {len(parsed.parameters)} parameters, and {len(values)} were given")
    return dict(zip(parsed.parameters, values, strict=True))


def _match_named(parsed: Parsed, given: Given) -> dict[str, object]:
    if not isinstance(given, Mapping):
        raise ProgrammingError(
            "the statement's parameters have names; give a mapping with " + ", ".join(parsed.parameters)
        )
    missing = [name for name in parsed.parameters if name not in given]
    surplus = [str(name) for name in given if name not in parsed.parameters]
    if missing:
        raise ProgrammingError(f"no value was given for {', '.join(f':{name}' for name in missing)}")
    if surplus:
        raise ProgrammingError(f"the statement has no {', '.join(f':{name}' for name in surplus)}")
    return {name: given[name] for name in parsed.parameters}


def _sequence(given: Sequence[object] | None) -> list[object]:
    if given is None:
        return []
    if isinstance(given, (str, bytes)) or not hasattr(given, "__iter__"):
        raise ProgrammingError("parameters are given as a sequence, such as a tuple, or as a mapping for :name")
    return list(given)


def expand_lists(tree: Node, values: dict[str, object]) -> None:
    """Make lists the members of IN, = ANY and <> ALL; their members are added to ``values``."""
    _Lists(values).expand(tree)


def share_names(tree: Node, values: Mapping[str, object]) -> None:
    """Give placeholders of equal values one name, so that expressions that were written alike are the same."""
    first: dict[tuple[type, object], str] = {}
    for node in nodes_in_order(tree) if values else ():
        if not isinstance(node, exp.Placeholder):
            continue
        value = values.get(node.name)
        if isinstance(value, _COMPARABLE):
            # Equal numbers and times may still differ: 0.0 and -0.0, 1.0 and 1.00, one instant in two zones.
            shown = value if isinstance(value, (str, bytes)) else repr(value)
            node.set("this", first.setdefault((type(value), shown), node.name))


def write_units(tree: Node, values: Mapping[str, object]) -> None:
    """Write the values of parameters that stand for a unit of time, which is a part of a function's meaning."""
    for node in nodes_of(tree, exp.Placeholder) if values else ():
        is_unit = node.arg_key == ("this" if isinstance(node.parent, exp.Extract) else "unit")
        value = values.get(node.name)
        if not is_unit or not isinstance(node.parent, exp.Func) or value is None:
            continue
        if not isinstance(value, str) or not value.isidentifier():
            raise ProgrammingError(f"parameter {node.name} stands for a unit of time, such as 'month', and is none")
        node.replace(exp.Var(this=value.upper()))


class _Lists:
    """The lists among the values of one statement."""

    def __init__(self, values: dict[str, object]) -> None:
        self._values = values

    def expand(self, tree: Node) -> None:
        for node in nodes_of(tree, exp.In, exp.EQ, exp.NEQ) if self._values else ():
            match node:
                case exp.In():
                    self._expand_in(node)
                case exp.EQ():
                    self._expand_quantified(node, ("any", "some"))
                case exp.NEQ():
                    self._expand_quantified(node, ("all",))

    def _expand_in(self, node: exp.In) -> None:
        field = node.args.get("field")
        if isinstance(field, exp.Placeholder):
            if members(self._values.get(field.name)) is None:
                raise ProgrammingError(f"IN without parentheses needs a list as parameter {field.name}")
            self._set_members(node, [field])
        elif any(isinstance(one, exp.Placeholder) and self._is_list(one) for one in node.expressions):
            self._set_members(node, node.expressions)

    def _is_list(self, node: exp.Placeholder) -> bool:
        return members(self._values.get(node.name)) is not None

    def _set_members(self, node: exp.In, nodes: list[Node]) -> None:
        found: list[Node] = []
        for one in nodes:
            is_list = isinstance(one, exp.Placeholder) and self._is_list(one)
            found.extend(self._placeholders(one.name, self._values[one.name]) if is_list else [one])
        if found:
            node.set("field", None)
            node.set("expressions", found)
        else:
            node.replace(exp.false())

    def _placeholders(self, name: str, value: object) -> Iterator[Node]:
        """A placeholder for each member of a list, a row of them for each member that is a list."""
        for number, member in enumerate(members(value) or (), 1):
            inner = f"{name}_{number}"
            while inner in self._values and self._values[inner] is not member:
                inner += "_"
            self._values[inner] = member
            if members(member) is None:
                yield exp.Placeholder(this=inner)
            else:
                yield exp.Tuple(expressions=list(self._placeholders(inner, member)))

    def _expand_quantified(self, node: Node, words: tuple[str, ...]) -> None:
        """``= ANY(?)`` and ``<> ALL(?)`` of a list."""
        inner = _quantified(node.expression, words)
        while isinstance(inner, exp.Paren):
            inner = inner.this
        if not isinstance(inner, exp.Placeholder) or not self._is_list(inner):
            return
        found = list(self._placeholders(inner.name, self._values[inner.name]))
        among: Node = exp.In(this=node.this.copy(), expressions=found) if found else exp.false()
        among = exp.Not(this=among) if isinstance(node, exp.NEQ) else among
        node.replace(exp.Paren(this=among))


def _quantified(node: Node, words: tuple[str, ...]) -> Node | None:
    """What ANY or ALL stands before; sqlglot knows ALL as a function like others."""
    if isinstance(node, exp.Anonymous):
        return node.expressions[0] if node.name.lower() in words and len(node.expressions) == 1 else None
    return node.this if type(node).__name__.lower() in words else None


def members(value: object) -> list[object] | None:
    """The members of a list, tuple, set or array; None for any other value."""
    if isinstance(value, (list, tuple, set, frozenset, range)):
        return list(value)
    made = getattr(value, "tolist", None)
    if callable(made) and getattr(value, "shape", None) != ():
        found = made()
        return found if isinstance(found, list) else None
    return None


def plain(value: Any) -> object:
    """The Python value of a scalar of numpy or pandas; a naive time is in UTC, as everywhere in the driver."""
    if isinstance(value, datetime.datetime):
        if type(value).__name__ == "NaTType":
            return None
        made = getattr(value, "to_pydatetime", None)
        exact: datetime.datetime = made(warn=False) if callable(made) else value
        return exact if exact.tzinfo is not None else exact.replace(tzinfo=datetime.UTC)
    if value is None or isinstance(value, (bool, int, float, str, bytes, datetime.date)):
        return value
    item = getattr(value, "item", None)
    if callable(item) and getattr(value, "shape", None) == ():
        return item()
    return None if type(value).__name__ in ("NAType", "NaTType") else value
