"""Which rows of a table matter only for rows of another one: what a dynamic filter may use."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from sqlglot import exp

from heymarket_dbapi.sql.descent import conjuncts_of, own_numbers
from heymarket_dbapi.sql.emptiness import always_gives_a_row
from heymarket_dbapi.sql.equalities import Equality, equal_columns, equalities_of, have_one_type
from heymarket_dbapi.sql.narrowing import Narrowing
from heymarket_dbapi.sql.origins import (
    base_column,
    body_of,
    column_type,
    expression_of,
    is_read_once,
    output_types,
    position,
)
from heymarket_dbapi.sql.passing import is_cut, passing_outputs
from heymarket_dbapi.sql.relations import is_extended
from heymarket_dbapi.sql.scopes import (
    Block,
    Body,
    Bound,
    Combination,
    Node,
    Subordinate,
    every_block,
    source_number,
)

_Column = tuple[int, str]


def find_links(bound: Bound, narrowing: Narrowing) -> Iterator[Equality]:
    """Equalities of columns of scanned tables: rows of the target matter only for rows of the origin."""
    linking = _Linking(bound)
    for block in every_block(bound.root):
        yield from linking.of_block(block, narrowing.present.get(id(block), frozenset()))


class _Linking:
    """The links of one query."""

    def __init__(self, bound: Bound) -> None:
        self._bound = bound
        self._type = partial(column_type, bound)

    def of_block(self, block: Block, present: frozenset[int]) -> Iterator[Equality]:
        for link in (*equalities_of(block, present), *_correlations(block)):
            if have_one_type(link, self._type):
                yield from self._between(link.origin, self._tables(link.target))
        parts = {id(part) for part in conjuncts_of(block)}
        for subordinate in block.subordinates:
            asking = _asking(subordinate)
            if id(asking) not in parts:
                continue
            if isinstance(asking, exp.Exists):
                yield from self._of_existence(block, subordinate.body)
            elif isinstance(asking, exp.In):
                yield from self._of_membership(block, asking.this, subordinate.body)

    def _of_existence(self, block: Block, body: Body) -> Iterator[Equality]:
        """Rows of the outer query matter only where the inner one finds an equal row."""
        if not isinstance(body, Block) or always_gives_a_row(body):
            return
        outer = own_numbers(block)
        for link in _correlations(body):
            # The correlation read the other way.
            if link.origin[0] in outer and have_one_type(link, self._type):
                yield from self._between(link.target, self._tables(link.origin))

    def _of_membership(self, block: Block, node: Node, body: Body) -> Iterator[Equality]:
        """``column IN (SELECT …)``: rows of either matter only for rows of the other."""
        number = source_number(node)
        if number is None or number not in own_numbers(block):
            return
        kind = self._type(number, node.name)
        if kind is None or output_types(self._bound, body, 0) != {kind}:
            return
        outer = (number, node.name)
        yield from self._between(outer, self._tables_of_output(body, 0))
        column = expression_of(body, 0)
        inner = source_number(column)
        if column is not None and inner is not None:
            yield from self._between((inner, column.name), self._tables(outer))

    def _between(self, origin: _Column, targets: list[_Column]) -> Iterator[Equality]:
        """The links from the table's column that ``origin`` is; what only a call per row delivers comes too late."""
        base = base_column(self._bound, *origin)
        if base is None:
            return
        source, name = base
        for number, column in targets:
            target = self._bound.sources[number]
            is_listed = not is_extended(source, name) and not is_extended(target, column)
            if source.is_scanned and target.is_scanned and source is not target and is_listed:
                yield Equality((source.number, name), (number, column))

    def _tables(self, column: _Column) -> list[_Column]:
        """The tables' columns that may be narrowed where a column of a source is."""
        number, name = column
        source = self._bound.sources[number]
        if source.table is not None:
            return [column]
        inner, at = body_of(source), position(source, name)
        if inner is None or at is None or not is_read_once(source):
            return []
        return self._tables_of_output(inner, at)

    def _tables_of_output(self, body: Body, at: int) -> list[_Column]:
        if isinstance(body, Combination):
            if is_cut(body.node):
                return []
            return [*self._tables_of_output(body.left, at), *self._tables_of_output(body.right, at)]
        column = expression_of(body, at)
        number = source_number(column)
        if not isinstance(body, Block) or column is None or number is None or number not in own_numbers(body):
            return []
        passing = passing_outputs(body)
        return self._tables((number, column.name)) if passing is None or at in passing else []


def _correlations(block: Block) -> Iterator[Equality]:
    """Own columns that the WHERE says to be equal to columns of queries around."""
    own = own_numbers(block)
    where = block.clause("where")
    for one, other in equal_columns(where.this if where is not None else None):
        if one[0] in own and other[0] not in own:
            yield Equality(other, one)
        elif other[0] in own and one[0] not in own:
            yield Equality(one, other)


def _asking(subordinate: Subordinate) -> Node | None:
    """The expression that asks the inner query."""
    node = subordinate.node.parent
    while isinstance(node, (exp.Subquery, exp.Paren)):
        node = node.parent
    return node
