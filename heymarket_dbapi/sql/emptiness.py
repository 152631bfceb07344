"""Which sources need no rows, and whether the whole result is empty, provably and without any row."""

from __future__ import annotations

from sqlglot import exp

from heymarket_dbapi.sql.aggregates import has_aggregate
from heymarket_dbapi.sql.folding import Folding
from heymarket_dbapi.sql.narrowing import Narrowing
from heymarket_dbapi.sql.scopes import Block, Body, Bound, Combination, Cte, Joined, JoinTree, Node, Rows, Source


def find_empty(bound: Bound, narrowing: Narrowing, folding: Folding) -> tuple[bool, set[int]]:
    """Whether the result is empty, and the numbers of the sources that need no rows."""
    search = _Search(narrowing, folding)
    is_empty = search.is_empty(bound.root)
    search.mark(bound.root, is_empty)
    return is_empty, {number for number in search.unneeded if number not in search.needed}


class _Search:
    """The emptiness of each body of one query."""

    def __init__(self, narrowing: Narrowing, folding: Folding) -> None:
        self._narrowing = narrowing
        self._folding = folding
        self._known: dict[int, bool] = {}
        self._ctes: dict[int, list[bool]] = {}
        self.unneeded: set[int] = set()
        self.needed: set[int] = set()

    def is_empty(self, body: Body) -> bool:
        """Whether the body gives no row, whatever the tables hold."""
        if id(body) not in self._known:
            self._known[id(body)] = False
            self._known[id(body)] = self._decide(body)
        return self._known[id(body)]

    def _decide(self, body: Body) -> bool:
        if not isinstance(body, Rows) and self._has_no_limit_left(body.node):
            return True
        match body:
            case Combination():
                left, right = self.is_empty(body.left), self.is_empty(body.right)
                if isinstance(body.node, exp.Union):
                    return left and right
                return left or (right and isinstance(body.node, exp.Intersect))
            case Block():
                return not always_gives_a_row(body) and self._gives_no_input(body)
        return False

    def _has_no_limit_left(self, node: Node) -> bool:
        limit = node.args.get("limit")
        bound = limit.args.get("expression") or limit.args.get("count") if limit is not None else None
        constant = self._folding.fold(bound) if bound is not None else None
        return constant is not None and type(constant.value) is int and constant.value == 0

    def _gives_no_input(self, block: Block) -> bool:
        return id(block) in self._narrowing.never or (block.tree is not None and self._is_empty_tree(block.tree))

    def _is_empty_tree(self, tree: JoinTree) -> bool:
        if isinstance(tree, Source):
            return self._is_empty_source(tree)
        left, right = self._is_empty_tree(tree.left), self._is_empty_tree(tree.right)
        match tree.side, tree.kind:
            case (_, "ANTI") | ("LEFT", "" | "OUTER"):
                return left
            case "RIGHT", _:
                return right
            case "FULL", _:
                return left and right
        return left or right

    def _is_empty_source(self, source: Source) -> bool:
        if source.number in self._narrowing.never_sources:
            return True
        if source.table is not None:
            return self._narrowing.narrowed[source.number].is_never
        body = source.cte.body if source.cte is not None else source.body
        return body is not None and not (source.cte is not None and source.cte.is_recursive) and self.is_empty(body)

    # What nobody needs ---------------------------------------------------------------------------------------------

    def mark(self, body: Body, unneeded: bool) -> None:
        """Note of each source in ``body`` whether its rows are needed."""
        match body:
            case Combination():
                self.mark(body.left, unneeded or self.is_empty(body.left))
                self.mark(body.right, unneeded or self.is_empty(body.right))
            case Block():
                nothing = unneeded or self.is_empty(body) or self._gives_no_input(body)
                if body.tree is not None:
                    self._mark_tree(body.tree, nothing)
                for subordinate in body.subordinates:
                    self.mark(subordinate.body, nothing or self.is_empty(subordinate.body))
            case Rows():
                for subordinate in body.subordinates:
                    self.mark(subordinate.body, unneeded)
        for cte in reversed(body.ctes):
            self._mark_cte(cte)

    def _mark_cte(self, cte: Cte) -> None:
        if cte.body is not None:
            reads = self._ctes.get(id(cte), [])
            self.mark(cte.body, bool(reads) and all(reads))

    def _mark_tree(self, tree: JoinTree, nothing: bool) -> None:
        if isinstance(tree, Joined):
            empty = nothing or self._is_empty_tree(tree)
            self._mark_tree(tree.left, empty)
            self._mark_tree(tree.right, empty)
            return
        nothing = nothing or self._is_empty_source(tree)
        if tree.cte is not None:
            self._ctes.setdefault(id(tree.cte), []).append(nothing)
        elif tree.body is not None:
            self.mark(tree.body, nothing)
        else:
            (self.unneeded if nothing else self.needed).add(tree.number)


def always_gives_a_row(block: Block) -> bool:
    """Whether it is an aggregate without groups, which gives a row of nothing; unless HAVING drops it."""
    group = block.clause("group")
    if group is not None:
        # Grouping sets may hold the empty one.
        return any(value for name, value in group.args.items() if name != "expressions") or any(
            not isinstance(one, (exp.Column, exp.Literal))
            and isinstance(one, (exp.Rollup, exp.Cube, exp.GroupingSets, exp.Tuple))
            for one in group.expressions
        )
    aggregates = [output.node for output in block.outputs] + [block.clause("having"), block.clause("order")]
    return block.clause("having") is not None or any(has_aggregate(one) for one in aggregates)
