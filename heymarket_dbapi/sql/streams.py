"""Finds the relation whose pages may be computed as they arrive, because the query is row-wise in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from heymarket_dbapi.sql.aggregates import has_aggregate, has_generator, has_window
from heymarket_dbapi.sql.folding import Folding
from heymarket_dbapi.sql.narrowing import Narrowing
from heymarket_dbapi.sql.scopes import Block, Body, Joined, JoinTree, Node, Source, every_block

_LEFTWARD = {
    ("", ""),
    ("", "INNER"),
    ("", "CROSS"),
    ("LEFT", ""),
    ("LEFT", "OUTER"),
    ("", "SEMI"),
    ("", "ANTI"),
    ("LEFT", "SEMI"),
    ("LEFT", "ANTI"),
}


@dataclass(frozen=True, slots=True)
class Course:
    """The leftmost source of a row-wise query, with LIMIT and OFFSET; ``is_plain``: it alone decides on its rows."""

    source: Source
    limit: int | None
    offset: int
    is_plain: bool


@dataclass(frozen=True, slots=True)
class Cut:
    """A constant LIMIT and OFFSET."""

    limit: int | None
    offset: int


def find_course(root: Body, narrowing: Narrowing, folding: Folding) -> Course | None:
    """The course of a query that can be streamed, or None."""
    if not isinstance(root, Block) or not is_row_wise(root):
        return None
    cut = read_cut(root.node, folding)
    if cut is None:
        return None
    found = leftmost(root, narrowing)
    return Course(found[0], cut.limit, cut.offset, found[1]) if found is not None else None


def is_row_wise(block: Block) -> bool:
    """Whether each row of the result comes from one row of the FROM, in any order."""
    node = block.node
    if any(node.args.get(part) for part in ("group", "having", "distinct", "order", "windows", "qualify")):
        return False
    return not any(has_window(output.node) or has_aggregate(output.node) for output in block.outputs)


def read_cut(node: Node, folding: Folding) -> Cut | None:
    """The LIMIT and OFFSET of a query; None where they are not constants that can be counted to."""
    limit, offset = node.args.get("limit"), node.args.get("offset")
    options = limit.args.get("limit_options") if limit is not None else None
    if options is not None and (options.args.get("with_ties") or options.args.get("percent")):
        return None
    numbers: list[int | None] = []
    for clause in (limit, offset):
        bound = (clause.args.get("expression") or clause.args.get("count")) if clause is not None else None
        constant = folding.fold(bound) if bound is not None else None
        if clause is not None and (constant is None or not _is_count(constant.value)):
            return None
        numbers.append(constant.value if constant is not None else None)
    return Cut(numbers[0], numbers[1] or 0)


def _is_count(value: object) -> bool:
    return value is None or (type(value) is int and value >= 0)


def leftmost(block: Block, narrowing: Narrowing) -> tuple[Source, bool] | None:
    """The table at the left end of a row-wise block, and whether nothing but its own conjuncts decides on its rows."""
    is_alone = isinstance(block.tree, Source) and not any(has_generator(output.node) for output in block.outputs)
    is_plain = is_alone and id(block) in narrowing.exact
    tree: JoinTree | None = block.tree
    while isinstance(tree, Joined):
        if (tree.side, tree.kind) not in _LEFTWARD:
            return None
        tree = tree.left
    if tree is None:
        return None
    if tree.table is not None:
        return tree, is_plain and narrowing.narrowed[tree.number].is_exact
    inner = tree.cte.body if tree.cte is not None else tree.body
    if tree.cte is not None and (tree.cte.is_recursive or len(tree.cte.references) != 1):
        return None
    if not isinstance(inner, Block) or not is_row_wise(inner):
        return None
    if inner.node.args.get("limit") or inner.node.args.get("offset"):
        return None
    found = leftmost(inner, narrowing)
    return (found[0], found[1] and is_plain) if found is not None else None


def find_proofs(root: Body, narrowing: Narrowing, folding: Folding) -> Iterator[Source]:
    """The sources of which any one row that satisfies the conjuncts is enough: EXISTS asks for no more."""
    for block in every_block(root):
        for subordinate in block.subordinates:
            inner = subordinate.body
            if not subordinate.is_existence or not isinstance(inner, Block) or not is_row_wise(inner):
                continue
            cut = read_cut(inner.node, folding)
            found = leftmost(inner, narrowing)
            if found is not None and found[1] and cut is not None and cut.offset == 0 and cut.limit != 0:
                yield found[0]


def take_cut(node: Node) -> None:
    """Take LIMIT and OFFSET out of the query: they are counted elsewhere."""
    for part in ("limit", "offset"):
        node.set(part, None)
