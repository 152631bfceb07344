"""The query in two steps: a stage without the late columns, and the residual that adds them to its rows."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlglot import exp

from heymarket_dbapi.sql.late import Chain, Extended, null_of
from heymarket_dbapi.sql.query import Hydration
from heymarket_dbapi.sql.scopes import Block, Bound, Node, Output, Source, column_node, is_query, quoted, source_number

STAGE = "stage_1"
_ROW = "stage_row"


@dataclass(slots=True)
class Staged:
    """A tree for the stage and one for the residual, with the hydrations between them (``relation`` still missing)."""

    stage: Node
    residual: Node
    hydrations: list[Hydration]
    types: dict[str, dict[str, str]]
    sources: list[int] = field(default_factory=list)


def make_stage(bound: Bound, extended: list[Extended], chain: Chain) -> Staged:
    """Both steps of a query whose extended columns do nothing but go to the result."""
    return _Staging(bound, extended, chain).make()


class _Staging:
    """One query being divided."""

    def __init__(self, bound: Bound, extended: list[Extended], chain: Chain) -> None:
        assert isinstance(bound.root, Block)
        self._root = bound.root
        self._bound = bound
        self._extended = extended
        self._chain = chain
        self._taken = {output.actual.lower() for output in bound.root.outputs} | {_ROW}
        self._parts: dict[tuple[int, str], str] = {}
        self._hydrations: list[Hydration] = []
        self._places: dict[int, int] = {one.source.number: at for at, one in enumerate(extended)}

    def make(self) -> Staged:
        joins = [self._hydrate(at, one) for at, one in enumerate(self._extended)]
        projections = [self._divide(output) for output in list(self._root.outputs)]
        for (number, name), start in self._chain.late.items():
            self._blank(number, name, start)
        ordered = exp.Subquery(this=self._root.node, alias=exp.TableAlias(this=quoted("ordered")))
        numbered = exp.Alias(this=exp.Window(this=exp.RowNumber(), over="OVER"), alias=quoted(_ROW))
        columns = [_plain("ordered", projection.alias) for projection in self._root.node.expressions]
        stage = exp.Select(
            expressions=[*(exp.Alias(this=column, alias=quoted(column.name)) for column in columns), numbered],
            from_=exp.From(this=ordered),
        )
        residual = exp.Select(
            expressions=projections,
            from_=exp.From(this=exp.Table(this=quoted(STAGE), alias=exp.TableAlias(this=quoted(STAGE)))),
            joins=joins,
            order=exp.Order(expressions=[exp.Ordered(this=_plain(STAGE, _ROW), nulls_first=False)]),
        )
        numbers = [one.source.number for one in self._extended]
        return Staged(stage, residual, self._hydrations, self._types(), numbers)

    def _types(self) -> dict[str, dict[str, str]]:
        found: dict[str, dict[str, str]] = {}
        for one, hydration in zip(self._extended, self._hydrations, strict=True):
            names = (*one.table.key, *hydration.columns)
            found[hydration.name] = {name: one.table.by_name[name].type.value for name in names}
        return found

    # Hydrations ----------------------------------------------------------------------------------------------------

    def _hydrate(self, at: int, one: Extended) -> exp.Join:
        """Note the hydration of one source; the join that adds its columns."""
        carried = {name: self._carry(one.source, name) for name in one.inputs}
        columns = [exp.Alias(this=_plain(STAGE, below), alias=quoted(name)) for name, below in carried.items()]
        is_there = [
            exp.Not(this=exp.Is(this=_plain(STAGE, carried[name]), expression=exp.Null())) for name in one.table.key
        ]
        survivors = exp.Select(
            distinct=exp.Distinct(),
            expressions=columns,
            from_=exp.From(this=exp.Table(this=quoted(STAGE), alias=exp.TableAlias(this=quoted(STAGE)))),
            where=exp.Where(this=exp.and_(*is_there, copy=False)),
        )
        name = hydration_name(at)
        self._hydrations.append(
            Hydration(name, "", one.table.name, one.columns, one.inputs, survivors.sql(dialect="duckdb"))
        )
        keys = [exp.EQ(this=_plain(STAGE, carried[key]), expression=_plain(name, key)) for key in one.table.key]
        return exp.Join(
            this=exp.Table(this=quoted(name), alias=exp.TableAlias(this=quoted(name))),
            side="LEFT",
            on=exp.and_(*keys, copy=False),
        )

    def _carry(self, source: Source, name: str) -> str:
        """The name, in the stage, of a column of a source that may stand in an inner query."""
        node: Node = column_node(source, name)
        block = self._block_of(source)
        while block is not self._root:
            label = self._free("carried")
            block.node.append("expressions", exp.Alias(this=node, alias=quoted(label)))
            block.outputs.append(Output(label, label, block.node.expressions[-1]))
            owner, around = self._chain.owners[id(block)]
            owner.columns.append((label, label))
            node, block = column_node(owner, label), around
        return self._export(node, (source.number, name))

    def _block_of(self, source: Source) -> Block:
        blocks = [self._root, *(self._inner_blocks())]
        return next(block for block in blocks if source in block.sources)

    def _inner_blocks(self) -> list[Block]:
        found: list[Block] = []
        for owner, _ in self._chain.owners.values():
            body = owner.cte.body if owner.cte is not None else owner.body
            if isinstance(body, Block):
                found.append(body)
        return found

    # Projections ---------------------------------------------------------------------------------------------------

    def _divide(self, output: Output) -> Node:
        """The residual's projection for an output; what of it needs no late column is computed in the stage."""
        value = output.node.this
        if not self._is_late_in(value):
            return exp.Alias(this=_plain(STAGE, output.actual), alias=quoted(output.actual))
        holder = exp.Alias(this=value.copy(), alias=quoted(output.actual))
        self._split(holder.this)
        output.node.set("this", exp.Null())
        return holder

    def _split(self, node: Node) -> None:
        """Replace late columns by the hydrations', and the largest parts without them by the stage's."""
        key = (source_number(node) or 0, node.name)
        if isinstance(node, exp.Column) and key in self._chain.late:
            number, name = self._chain.late[key]
            node.replace(_plain(hydration_name(self._places[number]), name))
        elif self._is_late_in(node) or not _stands_alone(node):
            for child in list(node.iter_expressions()):
                self._split(child)
        elif any(is_query(part) or source_number(part) is not None for part in node.walk()):
            node.replace(_plain(STAGE, self._export(node.copy(), key if isinstance(node, exp.Column) else None)))

    def _is_late_in(self, node: Node) -> bool:
        return any((source_number(part) or 0, part.name) in self._chain.late for part in node.find_all(exp.Column))

    def _export(self, node: Node, key: tuple[int, str] | None) -> str:
        """The name of a further column of the stage."""
        if key is not None and key in self._parts:
            return self._parts[key]
        label = self._free("part")
        self._root.node.append("expressions", exp.Alias(this=node, alias=quoted(label)))
        if key is not None:
            self._parts[key] = label
        return label

    def _free(self, stem: str) -> str:
        number = 1
        while f"{stem}_{number}" in self._taken:
            number += 1
        self._taken.add(f"{stem}_{number}")
        return f"{stem}_{number}"

    def _blank(self, number: int, name: str, start: tuple[int, str]) -> None:
        """Put NULL where an inner query hands a late column on."""
        for node in list(self._bound.tree.find_all(exp.Column)):
            if source_number(node) == number and node.name == name:
                node.replace(null_of(self._bound.sources[start[0]], start[1]))


def hydration_name(at: int) -> str:
    """The name of a hydration's relation."""
    return f"hydrate_{at + 1}"


def _plain(table: str, name: str) -> exp.Column:
    return exp.Column(this=quoted(name), table=quoted(table))


def _stands_alone(node: Node) -> bool:
    """Whether the node is an expression by itself, and no part of another's syntax."""
    if isinstance(node, exp.If) and isinstance(node.parent, exp.Case):
        return False
    return (is_query(node) or isinstance(node, exp.Condition)) and not isinstance(node, (exp.Tuple, exp.Alias))
