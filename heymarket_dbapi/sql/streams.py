"""Finds the relation whose pages may be computed as they arrive, because the query is row-wise in it."""

from __future__ import annotations

from dataclasses import dataclass

from heymarket_dbapi.sql.descent import is_row_wise
from heymarket_dbapi.sql.folding import Folding
from heymarket_dbapi.sql.origins import body_of, is_read_once
from heymarket_dbapi.sql.passing import is_cut
from heymarket_dbapi.sql.scopes import Block, Body, Joined, JoinTree, Node, Source

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
    """The leftmost source of a row-wise query, with LIMIT and OFFSET."""

    source: Source
    limit: int | None
    offset: int


@dataclass(frozen=True, slots=True)
class Cut:
    """A constant LIMIT and OFFSET."""

    limit: int | None
    offset: int


def find_course(root: Body, folding: Folding) -> Course | None:
    """The course of a query that can be streamed, or None."""
    if not isinstance(root, Block) or not _is_unordered(root):
        return None
    cut = read_cut(root.node, folding)
    source = _leftmost(root)
    return Course(source, cut.limit, cut.offset) if cut is not None and source is not None else None


def _is_unordered(block: Block) -> bool:
    """Whether each row of the result comes from one row of the FROM, in any order."""
    return is_row_wise(block) and block.clause("order") is None


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


def _leftmost(block: Block) -> Source | None:
    """The table at the left end of a row-wise block."""
    tree: JoinTree | None = block.tree
    while isinstance(tree, Joined):
        if (tree.side, tree.kind) not in _LEFTWARD:
            return None
        tree = tree.left
    if tree is None or tree.table is not None:
        return tree
    inner = body_of(tree)
    if not isinstance(inner, Block) or not is_read_once(tree) or not _is_unordered(inner) or is_cut(inner.node):
        return None
    return _leftmost(inner)


def take_cut(node: Node) -> None:
    """Take LIMIT and OFFSET out of the query: they are counted elsewhere."""
    for part in ("limit", "offset"):
        node.set(part, None)
