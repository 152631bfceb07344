"""Reads a FROM: what stands in it, how it is joined, and which columns that makes visible."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlglot import exp

from heymarket_dbapi.catalog.spec import Table
from heymarket_dbapi.errors import ProgrammingError
from heymarket_dbapi.sql.frames import Columns, Frame, Visible
from heymarket_dbapi.sql.names import LocalTable, Names, View
from heymarket_dbapi.sql.scopes import (
    NODE,
    STANDS,
    Block,
    Body,
    Cte,
    Joined,
    JoinTree,
    Node,
    Source,
    quoted,
    stored_name,
)
from heymarket_dbapi.sql.translate_nodes import PLACE


@dataclass(slots=True)
class Sources:
    """Makes sources of what stands in a FROM; ``read_body`` and ``read_expression`` read what is inside."""

    names: Names
    columns: Columns
    fail: Callable[[Node, str], ProgrammingError]
    read_body: Callable[[Node, Frame | None, Mapping[str, Cte]], Body]
    read_expression: Callable[[Node, Frame], None]
    parse_view: Callable[[View], Node]
    known: dict[int, Source] = field(default_factory=dict)

    def read_from(self, block: Block, frame: Frame) -> None:
        """Fill ``frame`` and ``block`` with the FROM of the block."""
        clause = block.clause("from_")
        if clause is None:
            return
        trees: list[JoinTree] = []
        visible: list[Visible] = []
        tree, seen = self._item(clause.this, frame)
        frame.visible = seen
        for join in list(block.clause("joins") or ()):
            if _is_comma(join):
                trees.append(tree)
                visible.extend(seen)
                tree, seen = self._item(join.this, frame)
            else:
                tree, seen = self._join(tree, seen, join, frame)
            frame.visible = [*visible, *seen]
        for before in reversed(trees):
            tree = Joined(before, tree, "", "CROSS")
        block.tree = tree
        block.sources = list(frame.sources)

    def _item(self, node: Node, frame: Frame) -> tuple[JoinTree, list[Visible]]:
        """What one item of a FROM gives, with the joins that hang on it."""
        inner = node.this if isinstance(node, exp.Subquery) else None
        if isinstance(inner, exp.Table) and not node.args.get("alias"):
            tree, seen = self._item(inner, frame)
        else:
            source = self._source(node, frame)
            tree, seen = source, _visible(source)
        for join in list(node.args.get("joins") or ()):
            tree, seen = self._join(tree, seen, join, frame)
        return tree, seen

    def _join(self, left: JoinTree, seen: list[Visible], join: Node, frame: Frame) -> tuple[JoinTree, list[Visible]]:
        right, more = self._item(join.this, frame)
        side, kind, method = (str(join.args.get(part) or "").upper() for part in ("side", "kind", "method"))
        if method not in ("", "NATURAL"):
            raise self.fail(join, f"{method} JOIN is not supported; write the condition in ON")
        names = [identifier.name for identifier in join.args.get("using") or ()]
        if method == "NATURAL":
            names = [one.name for one in seen if one.name and any(other.name == one.name for other in more)]
        if names or method:
            merged, seen, more = self._merge(join, names, seen, more, side)
        else:
            merged = []
        if join.args.get("on") is not None:
            self.read_expression(
                join.args["on"], Frame(frame.block, frame.outer, frame.ctes, [*merged, *seen, *more], frame.sources)
            )
        shown = [*merged, *seen] if kind in ("SEMI", "ANTI") else [*merged, *seen, *more]
        return Joined(left, right, side, kind, join), shown

    def _merge(
        self, join: Node, names: list[str], left: list[Visible], right: list[Visible], side: str
    ) -> tuple[list[Visible], list[Visible], list[Visible]]:
        """The merged columns of USING and what is left of both sides; the join gets an ON instead."""
        merged: list[Visible] = []
        conditions: list[exp.Expression] = []
        for name in names:
            one, other = self._single(join, name, left), self._single(join, name, right)
            left = [column for column in left if column is not one]
            right = [column for column in right if column is not other]
            condition = exp.EQ(this=self.columns.note(one.node()), expression=self.columns.note(other.node()))
            conditions.append(condition)
            parts = {"FULL": one.parts + other.parts, "RIGHT": other.parts}.get(side, one.parts)
            merged.append(Visible(one.name, parts))
        for part in ("using", "method"):
            join.set(part, None)
        join.set("on", exp.and_(*conditions, copy=False) if conditions else exp.true())
        return merged, left, right

    def _single(self, join: Node, name: str, columns: list[Visible]) -> Visible:
        found = [one for one in columns if one.name == name]
        found = found or [one for one in columns if one.name.lower() == name.lower()]
        if len(found) != 1:
            what = "is ambiguous" if found else "does not exist"
            raise self.fail(join, f"column {name} of USING {what} on one side of the join")
        return found[0]

    # One source --------------------------------------------------------------------------------------------------

    def _source(self, node: Node, frame: Frame) -> Source:
        if isinstance(node, exp.Table) and isinstance(node.this, exp.Identifier):
            source = self._named(node, frame)
        elif isinstance(node, exp.Lateral) and isinstance(node.this, exp.Subquery):
            source = self._derived(node, node.this.this, self._lateral(frame), frame)
        elif isinstance(node, exp.Subquery):
            source = self._derived(node, self._joins_as_query(node), frame.outer, frame)
        elif isinstance(node, exp.Values):
            source = self._derived(node, node, frame.outer, frame)
        else:
            source = self._function(node, frame)
        if any(other.name == source.name for other in frame.sources):
            raise self.fail(node, f"table name {source.name} stands twice in one FROM; give one of them another alias")
        frame.sources.append(source)
        self.known[source.number] = source
        source.node.meta[STANDS] = source.number
        return source

    def _lateral(self, frame: Frame) -> Frame:
        return Frame(frame.block, frame.outer, frame.ctes, list(frame.visible), list(frame.sources))

    def _joins_as_query(self, node: Node) -> Node:
        """The query of a subquery; joins in parentheses under an alias are one too."""
        if isinstance(node.this, exp.Table):
            inner = node.this
            joins = inner.args.get("joins") or []
            inner.set("joins", None)
            node.set("this", exp.Select(expressions=[exp.Star()], from_=exp.From(this=inner), joins=joins))
        return node.this

    def _named(self, node: Node, frame: Frame) -> Source:
        """A table, a view or a CTE."""
        schema = _folded(node.args.get("db"))
        name = _folded(node.this) or ""
        cte = frame.ctes.get(name) if schema is None else None
        if cte is not None:
            return self._reference(node, cte)
        found = self.names.find(schema, name)
        if found is None:
            raise self._unknown_table(node, schema, name)
        found_schema, named = found
        if isinstance(named, View):
            return self._view(node, named, frame, found_schema)
        source = Source(len(self.known) + 1, "", node, _own_columns(named), _hidden(named), found_schema, named)
        self._rename(source, node, named.name)
        if source.is_scanned:
            node.set("db", None)
        elif isinstance(named, LocalTable) and named.place:
            node.set("db", None)
            node.set("this", quoted(stored_name(named)))
            node.meta[PLACE] = named.place
        else:
            node.set("db", quoted(found_schema))
            node.set("this", quoted(named.name))
        return source

    def _unknown_table(self, node: Node, schema: str | None, name: str) -> ProgrammingError:
        near = self.names.nearest_tables(schema, name)
        hint = f"; did you mean {' or '.join(near)}?" if near else "; information_schema.tables lists what there is"
        return self.fail(node, f"unknown table {schema + '.' if schema else ''}{name}{hint}")

    def _reference(self, node: Node, cte: Cte) -> Source:
        source = Source(len(self.known) + 1, "", node, list(cte.columns), cte=cte)
        source.body = None
        self._rename(source, node, cte.name)
        node.set("this", quoted(cte.name))
        cte.references.append(source)
        return source

    def _view(self, node: Node, view: View, frame: Frame, schema: str) -> Source:
        own = node.args.get("alias")
        alias = own or exp.TableAlias(this=quoted(view.name))
        derived = exp.Subquery(this=self.parse_view(view), alias=alias)
        if view.columns and not alias.columns:
            alias.set("columns", [quoted(name) for name in view.columns])
        derived.set("joins", node.args.get("joins"))
        node.replace(derived)
        source = self._derived(derived, derived.this, None, Frame(None, None, {}))
        if own is None:
            source.schema, source.is_aliased = schema, False
        return source

    def _derived(self, node: Node, query: Node, outer: Frame | None, frame: Frame) -> Source:
        number = len(self.known) + 1
        body = self.read_body(query, outer, frame.ctes)
        # The body may have known sources of its own since.
        number = len(self.known) + 1
        source = Source(number, "", node, [(output.name, output.actual) for output in body.outputs], body=body)
        self._rename(source, node, f"derived_{number}", keep_columns=True)
        return source

    def _function(self, node: Node, frame: Frame) -> Source:
        """A function in FROM, or LATERAL: it sees what stands to its left."""
        function = node.this if isinstance(node, (exp.Table, exp.Lateral)) else node
        if isinstance(node, exp.Lateral):
            function.set("alias", None)
        lateral = self._lateral(frame)
        for argument in list(_arguments(function)):
            self.read_expression(argument, lateral)
        source = Source(len(self.known) + 1, "", node, [], is_open=True)
        default = function.name.lower() if isinstance(function, exp.Anonymous) else _function_name(function)
        self._rename(source, node, default, keep_columns=True)
        if _alias_columns(node):
            offset = node.args.get("offset")
            names = _alias_columns(node) + ([_folded(offset)] if isinstance(offset, exp.Identifier) else [])
            source.columns = [(name, name) for name in names if name]
            source.is_open = False
        return source

    def _rename(self, source: Source, node: Node, default: str, keep_columns: bool = False) -> None:
        """Give the source its alias, and its columns the names of the alias's list."""
        alias = node.args.get("alias")
        source.is_aliased = alias is not None and isinstance(alias.this, exp.Identifier)
        source.name = (_folded(alias.this) if source.is_aliased else None) or default
        columns = _alias_columns(node)
        if len(columns) > len(source.columns) and not source.is_open:
            raise self.fail(node, f"{source.name} has {len(source.columns)} columns, and {len(columns)} are named")
        renamed = [
            (name, name if keep_columns else below) for name, (_, below) in zip(columns, source.columns, strict=False)
        ]
        source.columns = [*renamed, *source.columns[len(columns) :]]
        kept = [quoted(name) for name in columns] if keep_columns else None
        node.set("alias", exp.TableAlias(this=quoted(source.name), columns=kept))


def _is_comma(join: Node) -> bool:
    return not any(join.args.get(part) for part in ("side", "kind", "method", "on", "using"))


def _visible(source: Source) -> list[Visible]:
    if source.is_open:
        return [Visible("", ((source, "*"),))]
    return [Visible(name, ((source, below),)) for name, below in source.columns]


def _folded(identifier: Any) -> str | None:
    if not isinstance(identifier, exp.Identifier):
        return None
    return str(identifier.name) if identifier.quoted else str(identifier.name).lower()


def _alias_columns(node: Node) -> list[str]:
    alias = node.args.get("alias")
    columns = alias.args.get("columns") if isinstance(alias, exp.TableAlias) else None
    named = [column.this if isinstance(column, exp.ColumnDef) else column for column in columns or ()]
    return [name for column in named if (name := _folded(column)) is not None]


def _function_name(function: Node) -> str:
    names = {"ExplodingGenerateSeries": "generate_series", "GenerateSeries": "generate_series", "Explode": "unnest"}
    return names.get(type(function).__name__, type(function).__name__.lower())


def _arguments(function: Node) -> list[Node]:
    """The nodes right under a function; its alias is none."""
    found: list[Node] = []
    for key, value in function.args.items():
        if key != "alias":
            found.extend(one for one in (value if isinstance(value, list) else [value]) if isinstance(one, NODE))
    return found


def _own_columns(table: Table | LocalTable) -> list[tuple[str, str]]:
    """The columns that a star shows: all but extended ones and those that are only written."""
    if isinstance(table, LocalTable):
        return [(column.name, column.name) for column in table.columns]
    return [(column.name, column.name) for column in table.columns if not column.extended and not column.is_hint]


def _hidden(table: Table | LocalTable) -> dict[str, str]:
    if isinstance(table, LocalTable):
        return {f"?{column.name}": column.name for column in table.hidden}
    return {column.name: column.name for column in table.columns if column.extended or column.is_hint}
