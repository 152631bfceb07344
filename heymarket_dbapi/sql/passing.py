"""Which outputs of a query let a comparison through, so that the rows that fail it need not be read below."""

from __future__ import annotations

from sqlglot import exp

from heymarket_dbapi.sql.aggregates import has_aggregate, has_generator, has_window
from heymarket_dbapi.sql.scopes import Block, Node, source_number


def is_cut(node: Node) -> bool:
    """Whether the query gives some of its rows only, by their number."""
    return bool(node.args.get("limit") or node.args.get("offset"))


def passing_outputs(block: Block) -> set[int] | None:
    """The outputs through which a comparison may go down into the block; None means all."""
    node = block.node
    distinct = node.args.get("distinct")
    if is_cut(node) or node.args.get("qualify") or (distinct is not None and distinct.args.get("on") is not None):
        return set()
    if any(has_window(output.node) or has_generator(output.node) for output in block.outputs):
        return set()
    group = node.args.get("group")
    if group is None:
        aggregates = [output.node for output in block.outputs] + [node.args.get("having")]
        return set() if any(has_aggregate(one) for one in aggregates) else None
    return _group_keys(block, group)


def _group_keys(block: Block, group: Node) -> set[int]:
    """The outputs that are keys of a plain GROUP BY."""
    if any(value for name, value in group.args.items() if name != "expressions"):
        return set()
    keys: set[int] = set()
    for one in group.expressions:
        if isinstance(one, exp.Literal) and one.is_int:
            keys.add(int(one.this) - 1)
        elif isinstance(one, exp.Column):
            keys |= {
                at
                for at, output in enumerate(block.outputs)
                if isinstance(output.node, exp.Alias)
                and (_same(output.node.this, one) or (source_number(one) is None and output.actual == one.name))
            }
        elif isinstance(one, (exp.Rollup, exp.Cube, exp.GroupingSets, exp.Tuple)):
            return set()
        else:
            keys |= {
                at for at, output in enumerate(block.outputs) if output.node is not None and output.node.this == one
            }
    return keys


def _same(one: Node, other: Node) -> bool:
    return isinstance(one, exp.Column) and source_number(one) == source_number(other) and one.name == other.name
