"""What of a query anybody uses: columns that an outer query drops are taken out, and queries that nobody reads."""

from __future__ import annotations

from collections.abc import Iterable

from sqlglot import exp

from heymarket_dbapi.sql.aggregates import has_aggregate, has_generator, has_window
from heymarket_dbapi.sql.scopes import (
    Block,
    Body,
    Bound,
    Combination,
    Cte,
    Node,
    Rows,
    Source,
    leaves,
    source_number,
)
from heymarket_dbapi.sql.walking import nodes_of


def prune(bound: Bound) -> None:
    """Put NULL for each column of an inner query that nobody uses, and drop CTEs that nobody reads."""
    _Demand(bound).body(bound.root, None)


class _Demand:
    """The uses of each source's columns, as they become fewer."""

    def __init__(self, bound: Bound) -> None:
        self._uses = {number: {id(node): node for node in nodes} for number, nodes in bound.uses.items()}

    def body(self, body: Body, wanted: set[int] | None) -> None:
        """Prune ``body``, of whose outputs ``wanted`` are used; None means all of them."""
        match body:
            case Block():
                self._block(body, wanted)
            case Combination():
                kept = None if wanted is None or not body.keeps_all else wanted | body.named_outputs
                self.body(body.right, kept)
                self.body(body.left, kept)
            case Rows():
                for subordinate in body.subordinates:
                    self.body(subordinate.body, None)
        self._ctes(body)

    def _block(self, block: Block, wanted: set[int] | None) -> None:
        if wanted is not None and not block.clause("distinct"):
            self._drop(block, wanted | block.named_outputs)
        for subordinate in block.subordinates:
            if _is_inside(subordinate.node, block.node):
                self.body(subordinate.body, set() if subordinate.is_existence else None)
        for source in reversed(list(leaves(block.tree))):
            if source.body is not None:
                self.body(source.body, self._used(source.body, [source]))

    def _drop(self, block: Block, kept: set[int]) -> None:
        is_grouped = block.clause("group") is not None
        for at, output in enumerate(block.outputs):
            if at in kept or not isinstance(output.node, exp.Alias):
                continue
            value = output.node.this
            if has_window(value) or has_generator(value) or (has_aggregate(value) and not is_grouped):
                continue
            self._forget(value)
            output.node.set("this", exp.Null())
            # What is gone with the value is no query of the block any more.
        block.subordinates = [one for one in block.subordinates if _is_inside(one.node, block.node)]

    def _forget(self, node: Node) -> None:
        for part in nodes_of(node, exp.Column):
            number = source_number(part)
            if number is not None:
                self._uses.get(number, {}).pop(id(part), None)

    def _used(self, body: Body, sources: Iterable[Source]) -> set[int]:
        """The outputs of ``body`` that are used as columns of ``sources``."""
        used: set[int] = set()
        for source in sources:
            names = {node.name for node in self._uses.get(source.number, {}).values()}
            visible = [below for _, below in source.columns]
            used |= {at for at, below in enumerate(visible) if below in names}
        return used if all(output.name or output.actual for output in body.outputs) else set(range(len(body.outputs)))

    def _ctes(self, body: Body) -> None:
        for cte in reversed(body.ctes):
            cte.references = [source for source in cte.references if _is_inside(source.node, body.node)]
            readers = [source for source in cte.references if not _is_inside(source.node, cte.node)]
            if not readers:
                self._forget(cte.node)
                _remove(cte, body.node)
            elif cte.body is not None:
                self.body(cte.body, None if cte.is_recursive else self._used(cte.body, cte.references))
        body.ctes = [cte for cte in body.ctes if cte.node.parent is not None]


def _remove(cte: Cte, node: Node) -> None:
    clause = node.args["with_"]
    cte.node.pop()
    if not clause.expressions:
        node.set("with_", None)


def _is_inside(node: Node, top: Node) -> bool:
    """Whether ``node`` still hangs below ``top``."""
    while node is not None:
        if node is top:
            return True
        node = node.parent
    return False
