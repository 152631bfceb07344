"""What a bound query is made of: sources, blocks and how they are joined.

A *body* is what gives rows: a block (one SELECT), a combination (a set operation) or literal rows. A *source* is what
stands in a FROM: an occurrence of a table, a derived table, a CTE's reference, a function. Every bound column's node
carries its source's number in its ``meta``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlglot import exp

from heymarket_dbapi.catalog.spec import Table
from heymarket_dbapi.sql.names import LocalTable

Node = Any  # sqlglot 28 calls its nodes Expression, sqlglot 30 Expr
SOURCE = "source"
STANDS = "stands"  # in the meta of the node in FROM: the number of the source that it is
NODE: type = getattr(exp, "Expr", exp.Expression)


@dataclass(slots=True)
class Output:
    """One column of a body: the name that is shown, the name it has inside, and its projection."""

    name: str
    actual: str
    node: Node = None


@dataclass(eq=False, slots=True)
class Source:
    """One thing in a FROM. ``columns`` are (visible name, name below), in the order of a star; ``hidden`` are nameable.

    ``is_open``: its columns are not known, any name may be one.
    """

    number: int
    name: str
    node: Node
    columns: list[tuple[str, str]]
    hidden: dict[str, str] = field(default_factory=dict)
    schema: str = ""
    table: Table | LocalTable | None = None
    body: Body | None = None
    cte: Cte | None = None
    is_open: bool = False
    is_aliased: bool = True

    @property
    def is_scanned(self) -> bool:
        """Whether its rows are loaded as a relation."""
        return isinstance(self.table, Table) or (isinstance(self.table, LocalTable) and not self.table.is_stored)

    def find(self, name: str) -> list[str]:
        """The names below of the columns called ``name``: exactly, else whatever the case."""
        every = [*self.columns, *self.hidden.items()]
        exact = [below for visible, below in every if visible == name]
        return exact or [below for visible, below in every if visible.lower() == name.lower()]


@dataclass(eq=False, slots=True)
class Joined:
    """Two join trees, joined; ``side`` and ``kind`` as sqlglot spells them."""

    left: JoinTree
    right: JoinTree
    side: str
    kind: str
    node: Node = None


JoinTree = Source | Joined


@dataclass(eq=False, slots=True)
class Subordinate:
    """A query inside an expression of a block."""

    body: Body
    node: Node
    is_existence: bool


@dataclass(eq=False, slots=True)
class Block:
    """One SELECT. ``named_outputs``: the outputs that its own clauses name, by alias or by number."""

    node: Node
    outputs: list[Output] = field(default_factory=list)
    ctes: list[Cte] = field(default_factory=list)
    sources: list[Source] = field(default_factory=list)
    tree: JoinTree | None = None
    subordinates: list[Subordinate] = field(default_factory=list)
    named_outputs: set[int] = field(default_factory=set)

    def clause(self, name: str) -> Node:
        """sqlglot's node of one clause, or None."""
        return self.node.args.get(name)


@dataclass(eq=False, slots=True)
class Combination:
    """A set operation of two bodies."""

    node: Node
    left: Body
    right: Body
    outputs: list[Output]
    ctes: list[Cte] = field(default_factory=list)
    named_outputs: set[int] = field(default_factory=set)

    @property
    def keeps_all(self) -> bool:
        """Whether it is UNION ALL, in which each row stands for itself."""
        return isinstance(self.node, exp.Union) and not self.node.args.get("distinct")


@dataclass(eq=False, slots=True)
class Rows:
    """Literal rows."""

    node: Node
    outputs: list[Output]
    ctes: list[Cte] = field(default_factory=list)
    subordinates: list[Subordinate] = field(default_factory=list)


Body = Block | Combination | Rows


@dataclass(eq=False, slots=True)
class Cte:
    """A named query of a WITH, and the sources that refer to it."""

    name: str
    node: Node
    body: Body | None
    columns: list[tuple[str, str]]
    is_recursive: bool = False
    references: list[Source] = field(default_factory=list)


@dataclass(slots=True)
class Bound:
    """A query whose names are bound: its root, all its sources by number, and the columns that use each."""

    root: Body
    tree: Node
    sources: dict[int, Source]
    uses: dict[int, list[Node]]


def leaves(tree: JoinTree | None) -> Iterator[Source]:
    """The sources of a join tree, from left to right."""
    match tree:
        case Source():
            yield tree
        case Joined():
            yield from leaves(tree.left)
            yield from leaves(tree.right)
        case None:
            return


def source_number(node: Node) -> int | None:
    """The number of the source of a bound column, None for any other node."""
    if isinstance(node, exp.Column):
        number = node.meta.get(SOURCE)
        return number if isinstance(number, int) else None
    return None


def quoted(name: str) -> exp.Identifier:
    """The name as an identifier that keeps its case."""
    return exp.Identifier(this=name, quoted=True)


def column_node(source: Source, name: str) -> exp.Column:
    """A bound column."""
    node = exp.Column(this=quoted(name), table=quoted(source.name))
    node.meta[SOURCE] = source.number
    return node


def stored_name(table: LocalTable) -> str:
    """The name by which a stored table is known until its place is written: no two tables have the same."""
    return f"{table.schema}.{table.name}" if table.place else table.name


def is_query(node: Node) -> bool:
    """Whether the node is a query inside an expression."""
    return isinstance(node, (exp.Select, exp.SetOperation, exp.Subquery, exp.Values))


def every_block(body: Body) -> Iterator[Block]:
    """All blocks of a body, inner ones and CTEs included."""
    for cte in body.ctes:
        if cte.body is not None:
            yield from every_block(cte.body)
    match body:
        case Combination():
            yield from every_block(body.left)
            yield from every_block(body.right)
        case Block():
            yield body
            for source in body.sources:
                if source.body is not None:
                    yield from every_block(source.body)
            for subordinate in body.subordinates:
                yield from every_block(subordinate.body)
        case Rows():
            for subordinate in body.subordinates:
                yield from every_block(subordinate.body)
