"""Follows a query down to the one table whose rows it shows, through derived tables that are row-wise in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlglot import exp

from heymarket_dbapi.sql.aggregates import has_aggregate, has_generator, has_window
from heymarket_dbapi.sql.narrowing import Narrowing
from heymarket_dbapi.sql.origins import body_of, comes_from, is_read_once
from heymarket_dbapi.sql.passing import is_cut
from heymarket_dbapi.sql.scopes import Block, Bound, Joined, JoinTree, Node, Source, leaves

_GROUPING = ("group", "having", "distinct", "qualify")


@dataclass(frozen=True, slots=True)
class Descent:
    """The table at the bottom, and the blocks on the way, the outermost first.

    Each row of the table that satisfies every WHERE on the way gives at least one row of the outermost FROM, just one
    where the table ``is_alone``. ``is_whole``: the conjuncts say all those WHEREs.
    """

    source: Source
    blocks: tuple[Block, ...]
    is_alone: bool
    is_whole: bool


def descend(bound: Bound, block: Block, narrowing: Narrowing) -> Descent | None:
    """The way down from the FROM of ``block``, of whose own clauses only the WHERE counts; None where there is none."""
    blocks = list(_way(block))
    source = kept_source(blocks[-1].tree) if blocks else None
    if source is None or not source.is_scanned:
        return None
    for one in blocks:
        where = one.clause("where")
        if where is not None and not comes_from(bound, where.this, source):
            return None
    return Descent(
        source,
        tuple(blocks),
        all(isinstance(one.tree, Source) for one in blocks),
        narrowing.narrowed[source.number].is_exact and all(id(one) in narrowing.exact for one in blocks),
    )


def _way(block: Block) -> Iterator[Block]:
    """The blocks from ``block`` to the table; none where the way ends elsewhere."""
    found = [block]
    while True:
        source = kept_source(found[-1].tree)
        if source is None or any(_changes_rows(output.node) for output in found[-1].outputs):
            return
        if source.table is not None:
            yield from found
            return
        inner = body_of(source)
        if not isinstance(inner, Block) or not is_read_once(source) or not is_row_wise(inner) or is_cut(inner.node):
            return
        found.append(inner)


def _changes_rows(node: Node) -> bool:
    return has_window(node) or has_generator(node)


def kept_source(tree: JoinTree | None) -> Source | None:
    """The leftmost source, if each of its rows is kept: others are joined by LEFT JOIN alone."""
    while isinstance(tree, Joined):
        if tree.side != "LEFT" or tree.kind not in ("", "OUTER"):
            return None
        tree = tree.left
    return tree


def dropped_from(tree: JoinTree | None) -> Iterator[Source]:
    """The sources from one row of which each row of the join comes: more of their rows only give more rows."""
    match tree:
        case Source():
            yield tree
        case Joined(side="LEFT", kind="" | "OUTER"):
            yield from dropped_from(tree.left)
        case Joined(side="", kind="" | "INNER" | "CROSS"):
            yield from dropped_from(tree.left)
            yield from dropped_from(tree.right)


def is_row_wise(block: Block) -> bool:
    """Whether each row of the block comes from one row of its FROM; it may be ordered and cut."""
    if any(block.node.args.get(part) for part in _GROUPING):
        return False
    parts = [*(output.node for output in block.outputs), block.clause("order")]
    return not any(has_window(part) or has_aggregate(part) for part in parts)


def is_aggregate_alone(block: Block) -> bool:
    """Whether the block takes all its rows into one."""
    clauses = [block.clause(part) for part in (*_GROUPING, "windows")]
    return not any(clauses) and all(has_aggregate(output.node) for output in block.outputs)


def conjuncts_of(block: Block) -> list[Node]:
    """What the WHERE of a block asks, each part by itself."""
    where = block.clause("where")
    return parts_of(where.this if where is not None else None)


def parts_of(condition: Node | None) -> list[Node]:
    """What a condition asks, each part by itself."""
    pending, found = [condition] if condition is not None else [], []
    while pending:
        node = pending.pop()
        if isinstance(node, exp.And):
            pending += [node.left, node.right]
        elif isinstance(node, exp.Paren):
            pending.append(node.this)
        else:
            found.append(node)
    return found


def own_numbers(block: Block) -> set[int]:
    """The numbers of the sources of a block's FROM."""
    return {source.number for source in leaves(block.tree)}
