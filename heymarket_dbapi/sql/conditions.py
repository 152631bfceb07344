"""Carries the written conditions that speak of one relation alone down to it, whatever they are.

What every row of a relation that matters satisfies: as comparisons are carried in ``narrowing``, but for conditions of
any kind, which an outer join lets through only where they are never true of a row that is not there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sqlglot import exp

from heymarket_dbapi.sql.descent import conjuncts_of, parts_of
from heymarket_dbapi.sql.origins import body_of, is_read_once, optional_numbers, output_types, position
from heymarket_dbapi.sql.passing import is_cut, passing_outputs
from heymarket_dbapi.sql.relations import is_extended
from heymarket_dbapi.sql.scopes import (
    Block,
    Body,
    Bound,
    Combination,
    Joined,
    JoinTree,
    Node,
    Rows,
    Source,
    leaves,
    source_number,
)
from heymarket_dbapi.sql.strictness import is_repeatable, is_strict

Conditions = dict[int, list[Node]]


@dataclass(frozen=True, slots=True)
class _Asked:
    """What an outer query asks of a source's columns."""

    source: Source
    parts: tuple[Node, ...] = ()


def find_conditions(bound: Bound) -> Conditions:
    """Copies of the conditions on each table's columns, by the number of the source."""
    carrying = _Carrying(bound)
    carrying.body(bound.root, None)
    return carrying.found


class _Carrying:
    """The conditions of one query on their way down."""

    def __init__(self, bound: Bound) -> None:
        self._bound = bound
        self.found: Conditions = {}

    def body(self, body: Body, asked: _Asked | None) -> None:
        for cte in body.ctes:
            if cte.body is not None and (cte.is_recursive or len(cte.references) != 1):
                self.body(cte.body, None)
        match body:
            case Block():
                self._block(body, asked)
            case Combination():
                kept = self._of_one_type(body, asked) if asked is not None and not is_cut(body.node) else None
                self.body(body.left, kept)
                self.body(body.right, kept)
            case Rows():
                for subordinate in body.subordinates:
                    self.body(subordinate.body, None)

    def _of_one_type(self, body: Combination, asked: _Asked) -> _Asked:
        """What is asked of outputs that are alike in both branches."""
        kept = []
        for part in asked.parts:
            places = [position(asked.source, column.name) for column in part.find_all(exp.Column)]
            types = [output_types(self._bound, body, at) if at is not None else {None} for at in places]
            if all(len(one) == 1 and None not in one for one in types):
                kept.append(part)
        return _Asked(asked.source, tuple(kept))

    def _block(self, block: Block, asked: _Asked | None) -> None:
        found: Conditions = {}
        own = {source.number for source in block.sources}
        parts = [*conjuncts_of(block), *(_substituted(block, asked) if asked is not None else ())]
        _assign(found, parts, own, optional_numbers(block.tree))
        _assign_joins(found, block.tree)
        for source in block.sources:
            self._descend(source, found.get(source.number, []))
        for subordinate in block.subordinates:
            self.body(subordinate.body, None)

    def _descend(self, source: Source, parts: list[Node]) -> None:
        if source.table is not None:
            kept = [
                part for part in parts if not any(is_extended(source, one.name) for one in part.find_all(exp.Column))
            ]
            self.found.setdefault(source.number, []).extend(part.copy() for part in kept)
            return
        inner = body_of(source)
        if inner is not None and is_read_once(source):
            self.body(inner, _Asked(source, tuple(parts)))


def _substituted(block: Block, asked: _Asked) -> Iterator[Node]:
    """What is asked of the block's outputs, asked of the expressions that they are."""
    passing = passing_outputs(block)
    for part in asked.parts:
        copied = exp.Paren(this=part.copy())
        places = []
        for column in list(copied.find_all(exp.Column)):
            at = position(asked.source, column.name)
            node = block.outputs[at].node if at is not None and at < len(block.outputs) else None
            if not isinstance(node, exp.Alias):
                break
            places.append(at)
            is_plain = isinstance(node.this, exp.Column)
            column.replace(node.this.copy() if is_plain else exp.Paren(this=node.this.copy()))
        else:
            if passing is None or passing.issuperset(places):
                yield copied.this.pop()


def _assign(found: Conditions, parts: Iterable[Node], eligible: set[int], optional: set[int]) -> None:
    """Give each source the conditions that speak of it alone."""
    asked: Conditions = {}
    for part in parts:
        numbers = {source_number(column) for column in part.find_all(exp.Column)}
        number = numbers.pop() if len(numbers) == 1 else None
        if number is not None and number in eligible and is_repeatable(part):
            asked.setdefault(number, []).append(part)
    for number, conditions in asked.items():
        if number not in optional or any(map(is_strict, conditions)):
            found.setdefault(number, []).extend(conditions)


def _assign_joins(found: Conditions, tree: JoinTree | None) -> None:
    """What the conditions of joins ask of the sides that they filter."""
    if not isinstance(tree, Joined):
        return
    _assign_joins(found, tree.left)
    _assign_joins(found, tree.right)
    left, right = ({source.number for source in leaves(side)} for side in (tree.left, tree.right))
    parts = parts_of(tree.node.args.get("on") if tree.node is not None else None)
    optional = optional_numbers(tree.left) | optional_numbers(tree.right)
    match tree.side, tree.kind:
        case (_, "SEMI") | ("", "" | "INNER" | "CROSS"):
            _assign(found, parts, left | right, optional)
        case ("LEFT", _) | (_, "ANTI"):
            _assign(found, parts, right, optional)
        case "RIGHT", _:
            _assign(found, parts, left, optional)
