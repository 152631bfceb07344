"""Which extended columns can wait until everything else of the query is done."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from sqlglot import exp

from heymarket_dbapi.catalog.spec import Table
from heymarket_dbapi.sql.aggregates import has_aggregate, is_aggregate, is_generator
from heymarket_dbapi.sql.relations import is_extended
from heymarket_dbapi.sql.scopes import Block, Bound, Node, Source, source_number
from heymarket_dbapi.sql.walking import nodes_of


@dataclass(frozen=True, slots=True)
class Extended:
    """A source with the extended columns that the query uses of it."""

    source: Source
    table: Table
    columns: tuple[str, ...]

    @property
    def inputs(self) -> tuple[str, ...]:
        """The table's key, and what the calls need."""
        needed = [
            name for column in self.columns if (call := self.table.by_name[column].extended) for name in call.inputs
        ]
        return tuple(dict.fromkeys([*self.table.key, *needed]))


def find_extended(bound: Bound, unneeded: Collection[int]) -> list[Extended]:
    """The sources whose extended columns are used; where no row is needed, the columns become NULL."""
    used: dict[int, dict[str, None]] = {}
    for node in list(bound.tree.find_all(exp.Column, bfs=False)):
        source = bound.sources.get(source_number(node) or 0)
        if source is None or not is_extended(source, node.name):
            continue
        if source.number in unneeded:
            node.replace(null_of(source, node.name))
        else:
            used.setdefault(source.number, {})[node.name] = None
    found = []
    for number, names in used.items():
        table = bound.sources[number].table
        assert isinstance(table, Table)
        found.append(Extended(bound.sources[number], table, tuple(names)))
    return found


def null_of(source: Source, name: str) -> Node:
    """NULL of the column's type."""
    assert isinstance(source.table, Table)
    return exp.Cast(this=exp.Null(), to=exp.DataType.build(source.table.by_name[name].type.value, dialect="duckdb"))


@dataclass(slots=True)
class Chain:
    """Where each late column passes: ``late`` are (source number, column) in all queries on the way to the result."""

    owners: dict[int, tuple[Source, Block]]  # by the block's identity: the source that it is, and the block around
    late: dict[tuple[int, str], tuple[int, str]]  # each to the extended column of the table that it is


def find_chain(bound: Bound, extended: list[Extended]) -> Chain | None:
    """The way of the late columns to the result, if all of them do nothing but go there."""
    if not isinstance(bound.root, Block) or not _keeps_rows(bound.root):
        return None
    owners: dict[int, tuple[Source, Block]] = {}
    blocks: dict[int, Block] = {}
    for block, source, around in _derived(bound.root):
        blocks[id(block.node)] = block
        if source is not None and around is not None:
            owners[id(block)] = (source, around)
    chain = Chain(owners, {})
    uses: dict[tuple[int, str], list[Node]] = {}
    for node in nodes_of(bound.tree, exp.Column):
        number = source_number(node)
        if number is not None:
            uses.setdefault((number, node.name), []).append(node)
    for one in extended:
        for name in one.columns:
            start = (one.source.number, name)
            if not _follow(start, start, chain, blocks, uses, bound.root):
                return None
    return chain


def _derived(
    block: Block, source: Source | None = None, around: Block | None = None
) -> Iterator[tuple[Block, Source | None, Block | None]]:
    """The block, and the blocks in its FROM that are read nowhere else, each with the source that it is."""
    yield block, source, around
    for inner in block.sources:
        body = inner.cte.body if inner.cte is not None else inner.body
        if inner.cte is not None and (inner.cte.is_recursive or len(inner.cte.references) != 1):
            continue
        if isinstance(body, Block) and _keeps_rows(body):
            yield from _derived(body, inner, block)


def _keeps_rows(block: Block) -> bool:
    """Whether each row of the block stands for one row of its FROM."""
    if any(block.node.args.get(part) for part in ("group", "having", "distinct")):
        return False
    return not any(has_aggregate(output.node) for output in block.outputs)


def _follow(
    column: tuple[int, str],
    start: tuple[int, str],
    chain: Chain,
    blocks: dict[int, Block],
    uses: dict[tuple[int, str], list[Node]],
    root: Block,
) -> bool:
    """Whether all uses of ``column`` lead to the result and nowhere else."""
    chain.late[column] = start
    for node in uses.get(column, []):
        at, is_whole = _projection(node)
        block = blocks.get(id(node.find_ancestor(exp.Select)))
        if block is None or at is None or at in block.named_outputs:
            return False
        if block is root:
            continue
        owner = chain.owners.get(id(block))
        if owner is None or not is_whole:
            return False
        _, below = owner[0].columns[at]
        if not _follow((owner[0].number, below), start, chain, blocks, uses, root):
            return False
    return True


def _projection(node: Node) -> tuple[int | None, bool]:
    """The output in which ``node`` stands, if it can be computed after all else; and whether ``node`` is all of it."""
    is_whole = isinstance(node.parent, exp.Alias)
    while not isinstance(node.parent, exp.Select):
        node = node.parent
        if node is None or isinstance(node, (exp.Window, exp.Lambda)) or is_aggregate(node) or is_generator(node):
            return None, False
        if node.args.get("query") is not None or isinstance(node.args.get("expression"), (exp.Any, exp.All)):
            return None, False
    return (node.index, is_whole) if node.arg_key == "expressions" else (None, False)
