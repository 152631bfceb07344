"""Where the columns of derived tables come from: the tables' own columns, and their types."""

from __future__ import annotations

from sqlglot import exp

from heymarket_dbapi.catalog.spec import Table
from heymarket_dbapi.datatypes import DataType
from heymarket_dbapi.sql.scopes import (
    Block,
    Body,
    Bound,
    Combination,
    Joined,
    JoinTree,
    Node,
    Source,
    every_block,
    is_query,
    leaves,
    source_number,
)


def body_of(source: Source) -> Body | None:
    """The query that the source is, if it is a derived table or a CTE's reference."""
    return source.cte.body if source.cte is not None else source.body


def is_read_once(source: Source) -> bool:
    """Whether nothing but this source reads the query that it is."""
    return source.cte is None or (not source.cte.is_recursive and len(source.cte.references) == 1)


def position(source: Source, name: str) -> int | None:
    """The number of the output that the source's column is."""
    return next((at for at, (_, below) in enumerate(source.columns) if below == name), None)


def expression_of(body: Body | None, at: int | None) -> Node | None:
    """The expression of an output of a block."""
    if not isinstance(body, Block) or at is None or at >= len(body.outputs):
        return None
    node = body.outputs[at].node
    return node.this if isinstance(node, exp.Alias) else None


def base_column(bound: Bound, number: int, name: str) -> tuple[Source, str] | None:
    """The table's column that a source's column is, whatever queries it passes on the way."""
    source = bound.sources[number]
    if source.table is not None:
        return source, name
    if source.cte is not None and source.cte.is_recursive:
        return None
    column = expression_of(body_of(source), position(source, name))
    inner = source_number(column)
    return base_column(bound, inner, column.name) if column is not None and inner is not None else None


def comes_from(bound: Bound, node: Node, table: Source) -> bool:
    """Whether an expression uses nothing but columns of one table, through whatever queries, and no query."""
    for part in node.walk():
        if is_query(part):
            return False
        number = source_number(part)
        if number is None or number == table.number:
            continue
        source = bound.sources[number]
        inner = expression_of(body_of(source), position(source, part.name)) if source.table is None else None
        if inner is None or (source.cte is not None and source.cte.is_recursive) or not comes_from(bound, inner, table):
            return False
    return True


def column_type(bound: Bound, number: int, name: str) -> DataType | None:
    """The type of a source's column; None where it is not one plain column of a table."""
    source = bound.sources[number]
    if isinstance(source.table, Table):
        return source.table.by_name[name].type
    if source.cte is not None and source.cte.is_recursive:
        return None
    inner, at = body_of(source), position(source, name)
    types = output_types(bound, inner, at) if inner is not None and at is not None else {None}
    return types.pop() if len(types) == 1 else None


def output_types(bound: Bound, body: Body, at: int) -> set[DataType | None]:
    """The types of the columns that an output comes from; None among them where one is not a plain column."""
    if isinstance(body, Combination):
        return output_types(bound, body.left, at) | output_types(bound, body.right, at)
    column = expression_of(body, at)
    number = source_number(column)
    return {column_type(bound, number, column.name)} if column is not None and number is not None else {None}


def plain_type(bound: Bound, node: Node) -> DataType | None:
    """The type of an expression that is a column; None for others."""
    number = source_number(node)
    return column_type(bound, number, node.name) if number is not None and number in bound.sources else None


def is_never_null(bound: Bound, node: Node) -> bool:
    """Whether the expression is a column that has a value in each row, where it stands."""
    number = source_number(node)
    source = bound.sources.get(number) if number is not None else None
    if source is None or is_optional(bound, source):
        return False
    if isinstance(source.table, Table):
        column = source.table.by_name.get(node.name)
        return column is not None and column.not_null
    if source.cte is not None and source.cte.is_recursive:
        return False
    inner = expression_of(body_of(source), position(source, node.name))
    return inner is not None and is_never_null(bound, inner)


def is_optional(bound: Bound, source: Source) -> bool:
    """Whether an outer join may show the source without a row of it; where it stands in no join, it does not."""
    tree = next((block.tree for block in every_block(bound.root) if source in block.sources), None)
    return tree is None or source.number in optional_numbers(tree)


def optional_numbers(tree: JoinTree | None) -> set[int]:
    """The numbers of the sources whose columns are NULL in some rows of a join, for want of a row."""
    if not isinstance(tree, Joined):
        return set()
    left, right = ({source.number for source in leaves(side)} for side in (tree.left, tree.right))
    inner = optional_numbers(tree.left) | optional_numbers(tree.right)
    match tree.side, tree.kind:
        case (_, "SEMI" | "ANTI"):
            return inner
        case "LEFT", _:
            return inner | right
        case "RIGHT", _:
            return inner | left
        case "FULL", _:
            return inner | left | right
    return inner
