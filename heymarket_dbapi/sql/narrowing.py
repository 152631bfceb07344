"""Carries comparisons from where they are written down to the tables whose rows they concern.

A comparison with a constant is never true of NULL, so that a row which fails it matters nowhere: neither as itself nor,
in an outer join, as the partner whose absence would be seen.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial

from sqlglot import exp

from heymarket_dbapi.sql.comparisons import carry, read_predicate
from heymarket_dbapi.sql.conjuncts import Narrowed, make_conjuncts
from heymarket_dbapi.sql.equalities import share_comparisons
from heymarket_dbapi.sql.folding import Folding
from heymarket_dbapi.sql.implied import UNKNOWN, Comparison, Implied
from heymarket_dbapi.sql.origins import body_of, column_type, is_read_once, output_types, position
from heymarket_dbapi.sql.passing import is_cut, passing_outputs
from heymarket_dbapi.sql.scopes import (
    Block,
    Body,
    Bound,
    Combination,
    Joined,
    JoinTree,
    Rows,
    Source,
    leaves,
    source_number,
)

_INNER = ("", "INNER", "CROSS", "SEMI")
_Inherited = Mapping[int, list[Comparison]]


@dataclass(slots=True)
class Narrowing:
    """What is known of each source and block, by source number and by the block's identity.

    ``never``: the blocks whose WHERE is never true. ``exact``: those whose WHERE is said whole by the comparisons.
    ``present``: the sources of each block of which its WHERE asks something, so that none of their rows is missing.
    """

    narrowed: dict[int, Narrowed] = field(default_factory=dict)
    never: set[int] = field(default_factory=set)
    never_sources: set[int] = field(default_factory=set)
    exact: set[int] = field(default_factory=set)
    present: dict[int, frozenset[int]] = field(default_factory=dict)


def narrow(bound: Bound, folding: Folding) -> Narrowing:
    """The conjuncts that hold for every row that can matter, for each scanned source."""
    carrying = _Carrying(bound, folding)
    carrying.body(bound.root, {})
    for number, source in bound.sources.items():
        if source.table is not None:
            found = make_conjuncts(source.table, carrying.comparisons.get(number, ()), folding.zone)
            carrying.result.narrowed[number] = found
    return carrying.result


class _Carrying:
    """The comparisons of one query on their way down."""

    def __init__(self, bound: Bound, folding: Folding) -> None:
        self._bound = bound
        self._folding = folding
        self.comparisons: dict[int, list[Comparison]] = {}
        self.result = Narrowing()

    def body(self, body: Body, inherited: _Inherited) -> None:
        for cte in body.ctes:
            if cte.body is not None and (cte.is_recursive or len(cte.references) != 1):
                self.body(cte.body, {})
        match body:
            case Block():
                self._block(body, inherited)
            case Combination():
                self._combination(body, inherited)
            case Rows():
                for subordinate in body.subordinates:
                    self.body(subordinate.body, {})

    def _combination(self, body: Combination, inherited: _Inherited) -> None:
        kept = {} if is_cut(body.node) else inherited
        for branch in (body.left, body.right):
            types = {at: output_types(self._bound, body, at) for at in kept}
            self.body(
                branch, {at: found for at, found in kept.items() if len(types[at]) == 1 and None not in types[at]}
            )

    def _block(self, block: Block, inherited: _Inherited) -> None:
        where = block.clause("where")
        implied = read_predicate(where.this if where is not None else None, self._folding)
        found: dict[int, list[Comparison]] = {}
        own = {source.number for source in block.sources}
        self._assign(found, implied.comparisons, own)
        is_whole = self._inherit(found, block, inherited) and all(one.number in own for one in implied.comparisons)
        present = frozenset(found)
        self.result.present[id(block)] = present
        parts = [implied, *self._joins(block.tree, found)]
        share_comparisons(block, found, present, partial(column_type, self._bound))
        if any(part.is_never for part in parts):
            self.result.never.add(id(block))
        if implied.is_exact and is_whole:
            self.result.exact.add(id(block))
        for source in block.sources:
            self._descend(source, found.get(source.number, []))
        for subordinate in block.subordinates:
            self.body(subordinate.body, {})

    def _assign(
        self, found: dict[int, list[Comparison]], comparisons: Iterable[Comparison], eligible: set[int]
    ) -> None:
        for comparison in comparisons:
            if comparison.number in eligible:
                found.setdefault(comparison.number, []).append(comparison)

    def _inherit(self, found: dict[int, list[Comparison]], block: Block, inherited: _Inherited) -> bool:
        """Take what the outer query asks of outputs that are plain columns of own sources; whether that is all."""
        own = {source.number for source in block.sources}
        passing = passing_outputs(block)
        is_whole = True
        for at, comparisons in inherited.items():
            node = block.outputs[at].node if at < len(block.outputs) else None
            number = source_number(node.this) if isinstance(node, exp.Alias) else None
            if passing is not None and at not in passing:
                # The rows that the block takes together, or cuts, are the same whatever is asked afterwards.
                continue
            if number in own and number is not None and node is not None:
                renamed = [replace(one, number=number, column=node.this.name) for one in comparisons]
                found.setdefault(number, []).extend(renamed)
                continue
            carried = [
                carry(one, node.this, self._folding) if isinstance(node, exp.Alias) else UNKNOWN for one in comparisons
            ]
            is_whole = is_whole and all(one.is_exact for one in carried)
            for implied in carried:
                is_whole = is_whole and all(one.number in own for one in implied.comparisons)
                self._assign(found, implied.comparisons, own)
        return is_whole

    def _joins(self, tree: JoinTree | None, found: dict[int, list[Comparison]]) -> list[Implied]:
        """What the conditions of joins ask; those that make the whole block empty are returned."""
        if not isinstance(tree, Joined):
            return []
        left, right = set(_numbers(tree.left)), set(_numbers(tree.right))
        more = [*self._joins(tree.left, found), *self._joins(tree.right, found)]
        condition = tree.node.args.get("on") if tree.node is not None else None
        implied = read_predicate(condition, self._folding)
        match tree.side, tree.kind:
            case "LEFT", "SEMI":
                self._assign(found, implied.comparisons, left | right)
            case ("LEFT", _) | (_, "ANTI"):
                self._assign(found, implied.comparisons, right)
                self.result.never_sources |= right if implied.is_never else set()
            case "RIGHT", _:
                self._assign(found, implied.comparisons, left)
                self.result.never_sources |= left if implied.is_never else set()
            case "", kind if kind in _INNER:
                self._assign(found, implied.comparisons, left | right)
                return [*more, implied]
        # An empty inner join under an outer one empties its side, not the block.
        return []

    def _descend(self, source: Source, comparisons: list[Comparison]) -> None:
        if source.table is not None:
            self.comparisons.setdefault(source.number, []).extend(comparisons)
            return
        inner = body_of(source)
        if inner is None or not is_read_once(source):
            return
        carried: dict[int, list[Comparison]] = {}
        for comparison in comparisons:
            at = position(source, comparison.column)
            if at is not None:
                carried.setdefault(at, []).append(comparison)
        self.body(inner, carried)


def _numbers(tree: JoinTree) -> list[int]:
    return [source.number for source in leaves(tree)]
