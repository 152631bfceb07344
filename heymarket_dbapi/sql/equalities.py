"""Carries comparisons across equal columns: with a.id = b.id, what is asked of a.id is asked of b.id too."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Set
from dataclasses import dataclass, replace

from sqlglot import exp

from heymarket_dbapi.datatypes import DataType
from heymarket_dbapi.sql.implied import Comparison
from heymarket_dbapi.sql.scopes import Block, Joined, JoinTree, Node, leaves, source_number

_Column = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Equality:
    """What is asked of ``origin`` is asked of ``target``, for they are equal wherever rows of the target matter."""

    origin: _Column
    target: _Column


def share_comparisons(
    block: Block,
    found: dict[int, list[Comparison]],
    present: Set[int],
    type_of: Callable[[int, str], DataType | None],
) -> None:
    """Add to ``found``, by source number, what follows from equalities of columns of one type.

    ``present``: the sources that have a row in each row of the result, since the WHERE asks something of it.
    """
    links = [link for link in equalities_of(block, present) if have_one_type(link, type_of)]
    known = {comparison for comparisons in found.values() for comparison in comparisons}
    pending = list(known)
    while pending and links:
        comparison = pending.pop()
        for link in links:
            if link.origin != (comparison.number, comparison.column):
                continue
            shared = replace(comparison, number=link.target[0], column=link.target[1])
            if shared not in known:
                known.add(shared)
                pending.append(shared)
                found.setdefault(shared.number, []).append(shared)


def have_one_type(link: Equality, type_of: Callable[[int, str], DataType | None]) -> bool:
    """Whether both columns have the same known type, so that a value of one is a value of the other."""
    kind = type_of(*link.origin)
    return kind is not None and kind is type_of(*link.target)


def equalities_of(block: Block, present: Set[int]) -> Iterator[Equality]:
    """The equalities of columns of the block's sources, in its WHERE and its joins."""
    own = {source.number for source in block.sources}
    where = block.clause("where")
    yield from _both_ways(where.this if where is not None else None, own)
    yield from _of_joins(block.tree, present)


def _of_joins(tree: JoinTree | None, present: Set[int]) -> Iterator[Equality]:
    """The links of conditions of joins: an outer join's go from its kept side to the other, if that may be absent."""
    if not isinstance(tree, Joined):
        return
    yield from _of_joins(tree.left, present)
    yield from _of_joins(tree.right, present)
    left, right = ({source.number for source in leaves(side)} for side in (tree.left, tree.right))
    condition = tree.node.args.get("on") if tree.node is not None else None
    match tree.side, tree.kind:
        case _, "ANTI":
            yield from _from_to(condition, left, right)
        case "LEFT", _:
            yield from _both_ways(condition, left | right) if right & present else _from_to(condition, left, right)
        case "RIGHT", _:
            yield from _both_ways(condition, left | right) if left & present else _from_to(condition, right, left)
        case "", _:
            yield from _both_ways(condition, left | right)


def _both_ways(condition: Node | None, own: set[int]) -> Iterator[Equality]:
    for one, other in equal_columns(condition):
        if one[0] in own and other[0] in own:
            yield Equality(one, other)
            yield Equality(other, one)


def _from_to(condition: Node | None, kept: set[int], other: set[int]) -> Iterator[Equality]:
    for link in _both_ways(condition, kept | other):
        if link.target[0] in other:
            yield link


def equal_columns(condition: Node | None) -> Iterator[tuple[_Column, _Column]]:
    """The pairs of columns that a condition says to be equal."""
    if condition is None:
        return
    for part in condition.flatten() if isinstance(condition, exp.And) else [condition]:
        while isinstance(part, exp.Paren):
            part = part.this
        if isinstance(part, exp.And):
            yield from equal_columns(part)
        elif isinstance(part, exp.EQ):
            numbers = source_number(part.this), source_number(part.expression)
            if numbers[0] is not None and numbers[1] is not None:
                yield (numbers[0], part.this.name), (numbers[1], part.expression.name)
