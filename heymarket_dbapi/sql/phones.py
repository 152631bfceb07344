"""Phone numbers are compared as digits: the constant beside a phone column is written as digits alone."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sqlglot import exp

from heymarket_dbapi.catalog.spec import Table
from heymarket_dbapi.sql.folding import Folding
from heymarket_dbapi.sql.scopes import Block, Body, Bound, Combination, Node, source_number
from heymarket_dbapi.sql.walking import nodes_of

_OTHERS = re.compile(r"\D")


def digits(text: str) -> str:
    """The digits of a phone number."""
    return _OTHERS.sub("", text)


def normalise_phones(bound: Bound, folding: Folding, values: dict[str, object]) -> None:
    """Replace the constants that are compared with phone columns; new parameters are added to ``values``."""
    phones = _Phones(bound)
    for node in nodes_of(bound.tree, exp.EQ, exp.NEQ, exp.In, exp.NullSafeEQ, exp.NullSafeNEQ):
        if isinstance(node, exp.In):
            constants = node.expressions if phones.is_phone(node.this) else []
        elif phones.is_phone(node.this):
            constants = [node.expression]
        else:
            constants = [node.this] if phones.is_phone(node.expression) else []
        for constant in list(constants):
            _replace(constant, folding, values)


def _replace(node: Node, folding: Folding, values: dict[str, object]) -> None:
    found = folding.fold(node)
    if found is None or isinstance(found.value, bool) or not isinstance(found.value, (str, int)):
        return
    text = digits(str(found.value))
    inner = node
    while isinstance(inner, exp.Paren):
        inner = inner.this
    if isinstance(inner, exp.Placeholder):
        name = f"{inner.name}_digits"
        while values.get(name, text) != text:
            name += "_"
        values[name] = text
        node.replace(exp.Placeholder(this=name))
    else:
        node.replace(exp.Literal.string(text))


@dataclass(slots=True)
class _Phones:
    """Which columns hold phone numbers."""

    bound: Bound

    def is_phone(self, node: Node, depth: int = 0) -> bool:
        """Whether ``node`` is a phone column, perhaps by way of inner queries."""
        while isinstance(node, exp.Paren):
            node = node.this
        number = source_number(node)
        if number is None or number not in self.bound.sources or depth > 50:
            return False
        source = self.bound.sources[number]
        if isinstance(source.table, Table):
            column = source.table.by_name.get(node.name)
            return column is not None and column.is_phone
        body = source.cte.body if source.cte is not None else source.body
        at = next((at for at, (_, below) in enumerate(source.columns) if below == node.name), None)
        return body is not None and at is not None and self._is_output(body, at, depth + 1)

    def _is_output(self, body: Body, at: int, depth: int) -> bool:
        match body:
            case Block() if at < len(body.outputs) and isinstance(body.outputs[at].node, exp.Alias):
                return self.is_phone(body.outputs[at].node.this, depth)
            case Combination():
                return self._is_output(body.left, at, depth) and self._is_output(body.right, at, depth)
        return False
