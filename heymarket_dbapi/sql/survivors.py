"""Extended columns that the query needs in its midst: the rows for which they are fetched, all else being equal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlglot import exp

from heymarket_dbapi.catalog.ways import Operator
from heymarket_dbapi.sql.late import Extended
from heymarket_dbapi.sql.narrowing import Narrowing
from heymarket_dbapi.sql.query import Conjunct
from heymarket_dbapi.sql.relations import is_extended
from heymarket_dbapi.sql.scopes import (
    STANDS,
    Block,
    Bound,
    Joined,
    JoinTree,
    Node,
    column_node,
    every_block,
    quoted,
    source_number,
)
from heymarket_dbapi.sql.staging import hydration_name

_OPERATORS: dict[Operator, type[exp.Binary]] = {
    Operator.EQUAL: exp.EQ,
    Operator.LESS: exp.LT,
    Operator.LESS_OR_EQUAL: exp.LTE,
    Operator.GREATER: exp.GT,
    Operator.GREATER_OR_EQUAL: exp.GTE,
}
_CLAUSES = ("group", "having", "qualify", "windows", "order", "limit", "offset")


@dataclass(frozen=True, slots=True)
class Survivors:
    """Makes the queries for the rows whose extended columns are wanted; ``values`` takes new parameters."""

    bound: Bound
    narrowing: Narrowing
    values: dict[str, object]

    def query(self, one: Extended) -> Node:
        """The distinct keys and inputs of the rows that survive what needs no extended column."""
        block = next(block for block in every_block(self.bound.root) if one.source in block.sources)
        return self._by_scope(one, block) or self._by_conjuncts(one)

    def _by_scope(self, one: Extended, block: Block) -> Node | None:
        """The FROM and WHERE of the scope without the conjuncts that need extended columns, if it stands by itself."""
        query = block.node.copy()
        for name in _CLAUSES:
            query.set(name, None)
        query.set("distinct", exp.Distinct())
        query.set("expressions", self._projections(one))
        where = query.args.get("where")
        if where is not None:
            kept = [part for part in _conjuncts(where.this) if self._stands(part, query)]
            query.set("where", exp.Where(this=exp.and_(*(part.copy() for part in kept), copy=False)) if kept else None)
        if _is_inner(block.tree):
            for join in query.args.get("joins") or ():
                self._loosen(join, query)
        self._add_ctes(query, block.node)
        return query if self._stands(query, query) else None

    def _loosen(self, join: Node, query: Node) -> None:
        if join.args.get("on") is not None:
            kept = [part for part in _conjuncts(join.args["on"]) if self._stands(part, query)]
            join.set("on", exp.and_(*(part.copy() for part in kept), copy=False) if kept else exp.true())

    def _stands(self, node: Node, query: Node) -> bool:
        """Whether ``node`` uses no extended column, and no source that is not in ``query``."""
        inside = {part.meta.get(STANDS) for part in query.walk()}
        for column in node.find_all(exp.Column):
            number = source_number(column)
            if number is None:
                continue
            if number not in inside or is_extended(self.bound.sources[number], column.name):
                return False
        return True

    def _add_ctes(self, query: Node, block: Node) -> None:
        """Bring along the CTEs that are read, which stand around the block."""
        around: dict[str, Node] = {}
        recursive = False
        above: Node = block.parent
        while above is not None:
            clause = above.args.get("with_")
            for cte in reversed(clause.expressions if clause is not None else []):
                around.setdefault(cte.alias, cte)
            recursive = recursive or bool(clause is not None and clause.args.get("recursive"))
            above = above.parent
        own = query.args.get("with_")
        found: dict[str, Node] = {}
        pending = _table_names(query) - {cte.alias for cte in (own.expressions if own is not None else ())}
        while pending:
            name = pending.pop()
            if name in around and name not in found:
                found[name] = around[name].copy()
                pending |= _table_names(found[name])
        if not found:
            return
        ordered = [found[name] for name in reversed(around) if name in found]
        mine = list(own.expressions) if own is not None else []
        flag = recursive or bool(own is not None and own.args.get("recursive"))
        query.set("with_", exp.With(expressions=[*ordered, *mine], recursive=flag or None))

    def _by_conjuncts(self, one: Extended) -> Node:
        """The rows of the scan that satisfy its conjuncts."""
        conjuncts = self.narrowing.narrowed[one.source.number].conjuncts
        parts = [as_node(column_node(one.source, conjunct.column), conjunct, self.values) for conjunct in conjuncts]
        table = one.source.node.copy()
        table.set("joins", None)
        return exp.Select(
            distinct=exp.Distinct(),
            expressions=self._projections(one),
            from_=exp.From(this=table),
            where=exp.Where(this=exp.and_(*parts, copy=False)) if parts else None,
        )

    def _projections(self, one: Extended) -> list[Node]:
        return [exp.Alias(this=column_node(one.source, name), alias=quoted(name)) for name in one.inputs]


def as_node(column: Node, conjunct: Conjunct, values: dict[str, object]) -> Node:
    """The conjunct as a condition; ``values`` takes its values as new parameters."""
    placeholders = [_placeholder(value, values) for value in conjunct.values]
    if conjunct.operator is Operator.IN:
        return exp.In(this=column, expressions=placeholders)
    return _OPERATORS[conjunct.operator](this=column, expression=placeholders[0])


def _placeholder(value: object, values: dict[str, object]) -> Node:
    name = f"value_{len(values) + 1}"
    while name in values:
        name += "_"
    values[name] = value
    return exp.Placeholder(this=name)


def hydrate_in_place(at: int, one: Extended, scan: str, wanted: Mapping[str, None]) -> None:
    """Replace the table in the tree by its scan, joined to the fetched columns."""
    name = hydration_name(at)
    columns = [*wanted, *one.columns]
    inner = exp.Select(
        expressions=[
            exp.Alias(
                this=exp.Column(this=quoted(column), table=quoted(name if column in one.columns else scan)),
                alias=quoted(column),
            )
            for column in columns
        ],
        from_=exp.From(this=exp.Table(this=quoted(scan), alias=exp.TableAlias(this=quoted(scan)))),
        joins=[
            exp.Join(
                this=exp.Table(this=quoted(name), alias=exp.TableAlias(this=quoted(name))),
                side="LEFT",
                on=exp.and_(
                    *(
                        exp.EQ(
                            this=exp.Column(this=quoted(key), table=quoted(scan)),
                            expression=exp.Column(this=quoted(key), table=quoted(name)),
                        )
                        for key in one.table.key
                    ),
                    copy=False,
                ),
            )
        ],
    )
    node = one.source.node
    derived = exp.Subquery(this=inner, alias=exp.TableAlias(this=quoted(one.source.name)), joins=node.args.get("joins"))
    node.replace(derived)
    one.source.node = derived


def _conjuncts(node: Node) -> list[Node]:
    while isinstance(node, exp.Paren):
        node = node.this
    return list(node.flatten()) if isinstance(node, exp.And) else [node]


def _is_inner(tree: JoinTree | None) -> bool:
    if not isinstance(tree, Joined):
        return True
    return tree.side == "" and tree.kind in ("", "INNER", "CROSS") and _is_inner(tree.left) and _is_inner(tree.right)


def _table_names(node: Node) -> set[str]:
    return {table.name for table in node.find_all(exp.Table) if not table.args.get("db")}
