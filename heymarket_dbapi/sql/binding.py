"""Binds a query: every name gets its meaning, every star its columns, every column its name."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sqlglot import exp

from heymarket_dbapi.errors import ProgrammingError
from heymarket_dbapi.sql.frames import Columns, Frame, Visible, name_output
from heymarket_dbapi.sql.labels import label
from heymarket_dbapi.sql.names import Names, View
from heymarket_dbapi.sql.places import node_place
from heymarket_dbapi.sql.scopes import (
    Block,
    Body,
    Bound,
    Combination,
    Cte,
    Node,
    Output,
    Rows,
    Subordinate,
    is_query,
    quoted,
    source_number,
)
from heymarket_dbapi.sql.sources import Sources
from heymarket_dbapi.sql.syntax import parse_query
from heymarket_dbapi.sql.walking import nodes

_WITH_ALIASES = ("group", "having", "qualify")
_PLAIN = ("where", "windows", "limit", "offset")


def bind_names(tree: Node, text: str, names: Names) -> Bound:
    """The query with its names bound; ``tree`` is changed."""
    binding = _Binding(text, names)
    holder = exp.Tuple(expressions=[tree])
    root = binding.body(tree, None, {})
    assert holder is not None
    return Bound(root, root.node, binding.sources.known, binding.columns.uses)


class _Binding:
    """The names of one statement being bound."""

    def __init__(self, text: str, names: Names) -> None:
        self.text = text
        self.columns = Columns(names.titles, self.fail)
        self.sources = Sources(names, self.columns, self.fail, self.body, self.expression, self.view)

    def fail(self, node: Node, message: str) -> ProgrammingError:
        """An error at the place of ``node``."""
        return ProgrammingError(message, position=node_place(self.text, node))

    def view(self, view: View) -> Node:
        """The tree of a view's text, without places, since those would be places of another text."""
        tree, _ = parse_query(view.text)
        for select in tree.find_all(exp.Select):
            for projection in list(select.expressions):
                if not isinstance(projection, (exp.Alias, exp.Star)) and not projection.is_star:
                    name = quoted(label(projection, view.text))
                    projection.replace(exp.Alias(this=projection.copy(), alias=name))
        for node in tree.walk():
            for key in ("line", "col", "start", "end"):
                node.meta.pop(key, None)
        return tree

    # Bodies ------------------------------------------------------------------------------------------------------

    def body(self, node: Node, outer: Frame | None, ctes: Mapping[str, Cte]) -> Body:
        """The body of a query's node."""
        while isinstance(node, exp.Subquery):
            node = _without_parentheses(node)
        match node:
            case exp.Select():
                return self._block(node, outer, ctes)
            case exp.SetOperation():
                return self._combination(node, outer, ctes)
            case exp.Values():
                return self._rows(node, outer, ctes)
            case _:
                raise self.fail(node, "a query must stand here")

    def _ctes(self, node: Node, outer: Frame | None, ctes: Mapping[str, Cte]) -> tuple[list[Cte], dict[str, Cte]]:
        clause = node.args.get("with_")
        known, made = dict(ctes), list[Cte]()
        for one in clause.expressions if clause is not None else ():
            cte = self._cte(one, outer, known, bool(clause.args.get("recursive")))
            if any(other.name == cte.name for other in made):
                raise self.fail(one, f"the name {cte.name} stands twice in one WITH")
            known[cte.name] = cte
            made.append(cte)
        return made, known

    def _cte(self, node: Node, outer: Frame | None, known: dict[str, Cte], recursive: bool) -> Cte:
        name = _folded(node.args["alias"].this)
        cte = Cte(name, node, None, [])
        renamed = [_folded(column) for column in node.args["alias"].args.get("columns") or ()]
        node.set("alias", exp.TableAlias(this=quoted(name), columns=[quoted(column) for column in renamed] or None))

        def settle(outputs: list[Output]) -> None:
            cte.columns = [(output.name, output.actual) for output in outputs]
            cte.columns[: len(renamed)] = [(column, column) for column in renamed]

        if recursive and isinstance(node.this, exp.SetOperation) and _names(node.this, name):
            cte.is_recursive = True

            def begin(outputs: list[Output]) -> dict[str, Cte]:
                settle(outputs)
                return {name: cte}

            cte.body = self._combination(node.this, outer, known, begin)
        else:
            cte.body = self.body(node.this, outer, known)
            settle(cte.body.outputs)
            if isinstance(cte.body, Rows):
                node.args["alias"].set("columns", [quoted(column) for column, _ in cte.columns])
        return cte

    def _combination(
        self,
        node: Node,
        outer: Frame | None,
        ctes: Mapping[str, Cte],
        begin: Callable[[list[Output]], dict[str, Cte]] | None = None,
    ) -> Combination:
        made, known = self._ctes(node, outer, ctes)
        left = self.body(node.this, outer, known)
        more = begin(left.outputs) if begin is not None else {}
        right = self.body(node.expression, outer, {**known, **more})
        if len(left.outputs) != len(right.outputs):
            raise self.fail(
                node, f"{type(node).__name__.upper()} of {len(left.outputs)} and {len(right.outputs)} columns"
            )
        outputs = [Output(output.name, output.actual) for output in left.outputs]
        body = Combination(node, left, right, outputs, made)
        naming = Block(node, outputs)
        for item in _items(node.args.get("order")):
            self._order_item(item, Frame(None, None, known), naming)
        for part in ("limit", "offset"):
            if node.args.get(part) is not None:
                self.expression(node.args[part], Frame(naming, outer, known))
        body.named_outputs = naming.named_outputs
        return body

    def _rows(self, node: Node, outer: Frame | None, ctes: Mapping[str, Cte]) -> Rows:
        """Literal rows; PostgreSQL calls their columns column1, column2, …"""
        block = Block(node)
        for row in node.expressions:
            self.expression(row, Frame(block, outer, ctes))
        first = node.expressions[0]
        width = len(first.expressions) if isinstance(first, exp.Tuple) else 1
        alias = node.args.get("alias") or exp.TableAlias()
        renamed = [_folded(column) for column in alias.args.get("columns") or ()]
        names = [*renamed, *(f"column{number}" for number in range(len(renamed) + 1, width + 1))]
        if isinstance(node.parent, (exp.From, exp.Join, exp.Lateral)):
            alias.set("columns", [quoted(name) for name in names])
            node.set("alias", alias)
        return Rows(node, [Output(name, name) for name in names], subordinates=block.subordinates)

    def _block(self, node: Node, outer: Frame | None, ctes: Mapping[str, Cte]) -> Block:
        made, known = self._ctes(node, outer, ctes)
        block = Block(node, ctes=made)
        frame = Frame(block, outer, known)
        self.sources.read_from(block, frame)
        self._projections(block, frame)
        for name in _WITH_ALIASES:
            if node.args.get(name) is not None:
                self.expression(node.args[name], frame, block)
        _number_outputs(block)
        for name in _PLAIN:
            value = node.args.get(name)
            for part in value if isinstance(value, list) else [value]:
                if part is not None:
                    self.expression(part, frame)
        for item in [*_items(node.args.get("order")), *_distinct_items(node)]:
            self._order_item(item, frame, block)
        return block

    # Clauses -----------------------------------------------------------------------------------------------------

    def _projections(self, block: Block, frame: Frame) -> None:
        """Expand the stars, bind what is selected, and give each column a name that no other has."""
        nodes: list[Node] = []
        if not block.node.expressions:
            raise self.fail(block.node, "the select list is empty")
        for node in block.node.expressions:
            nodes.extend(self._star(node, frame) if _is_star(node) else [node])
        block.node.set("expressions", nodes)
        taken: set[str] = set()
        for at, node in enumerate(nodes):
            is_alias = isinstance(node, exp.Alias)
            name = _folded(node.args["alias"]) if is_alias else label(node, self.text)
            self.expression(node, frame)
            node = block.node.expressions[at]
            if _is_star(node):
                block.outputs.append(Output("", "", node))
                continue
            actual = _unique(name, taken)
            if is_alias:
                node.set("alias", quoted(actual))
            else:
                wrapped = exp.Alias(alias=quoted(actual))
                node.replace(wrapped)
                wrapped.set("this", node)
                node = wrapped
            block.outputs.append(Output(name, actual, node))

    def _star(self, node: Node, frame: Frame) -> list[Node]:
        """The columns that a star means; of a function whose columns are not known, its own star."""
        star = node if isinstance(node, exp.Star) else node.this
        if any(star.args.get(part) for part in ("except", "except_", "replace", "rename")):
            raise self.fail(node, "* EXCLUDE, REPLACE and RENAME are not supported; write the columns")
        visible = frame.visible
        if not isinstance(node, exp.Star):
            source = self.columns.source(node, frame)
            visible = [Visible(name, ((source, below),)) for name, below in source.columns]
            visible = visible or [Visible("", ((source, "*"),))]
        elif not frame.sources:
            raise self.fail(node, "* needs a FROM")
        return [self._column(one) for one in visible]

    def _column(self, one: Visible) -> Node:
        if not one.name:
            return exp.Column(this=exp.Star(), table=quoted(one.parts[0][0].name))
        return exp.Alias(this=self.columns.note(one.node()), alias=quoted(one.name))

    def _order_item(self, item: Node, frame: Frame, block: Block) -> None:
        """One item of ORDER BY or DISTINCT ON: a bare name means an output first, a number always does."""
        inner = item.this if isinstance(item, exp.Ordered) else item
        if isinstance(inner, exp.Literal) and inner.is_int:
            self._number(inner, block)
        elif not (_is_bare(inner) and name_output(inner, _folded(inner.this), block)):
            self.expression(item, frame)

    def _number(self, literal: Node, block: Block) -> None:
        at = int(literal.this)
        if not 1 <= at <= len(block.outputs):
            raise self.fail(literal, f"there is no column number {at} in the select list")
        block.named_outputs.add(at - 1)

    def expression(self, node: Node, frame: Frame, aliases: Block | None = None) -> None:
        """Bind the columns and queries in an expression."""
        columns: list[Node] = []
        queries: list[Node] = []
        for part in nodes(node, is_query):
            if is_query(part):
                queries.append(part)
            elif isinstance(part, exp.Column) and source_number(part) is None:
                columns.append(part)
        for column in columns:
            if isinstance(column.this, exp.Star):
                if not isinstance(column.parent, exp.Select):
                    raise self.fail(column, "a table's star cannot stand inside an expression; write a column")
                continue
            self.columns.bind(column, frame, aliases)
        for query in queries:
            body = self.body(query, frame, frame.ctes)
            if frame.block is not None:
                # A star of nothing but existence, and the parentheses around it, are gone by now: ask the parent.
                parent = body.node.find_ancestor(exp.Exists, exp.Select, exp.SetOperation)
                frame.block.subordinates.append(Subordinate(body, body.node, isinstance(parent, exp.Exists)))


def _without_parentheses(node: Node) -> Node:
    """The query in parentheses; what hangs on the parentheses (ORDER BY, LIMIT, WITH) moves onto it."""
    inner = node.this
    moved = {part: node.args[part] for part in ("with_", "order", "limit", "offset") if node.args.get(part)}
    if not moved:
        return inner
    if isinstance(inner, exp.Subquery) or any(inner.args.get(part) for part in ("with_", "order", "limit", "offset")):
        wrapped = exp.Subquery(this=inner, alias=exp.TableAlias(this=quoted("inner_query")))
        inner = exp.Select(expressions=[exp.Star()], from_=exp.From(this=wrapped))
        node.set("this", inner)
    for part, value in moved.items():
        node.set(part, None)
        inner.set(part, value)
    return inner


def _number_outputs(block: Block) -> None:
    """Note which outputs GROUP BY means by number; GROUP BY ALL means all of them."""
    group = block.clause("group")
    if group is None:
        return
    if group.args.get("all"):
        block.named_outputs.update(range(len(block.outputs)))
    for literal in group.find_all(exp.Literal):
        at = int(literal.this) - 1 if literal.is_int else -1
        if 0 <= at < len(block.outputs):
            block.named_outputs.add(at)


def _unique(name: str, taken: set[str]) -> str:
    """``name``, with a number where the engine, which ignores case, has it already."""
    actual, number = name, 1
    while actual.lower() in taken:
        number += 1
        actual = f"{name}_{number}"
    taken.add(actual.lower())
    return actual


def _items(order: Node) -> list[Node]:
    return list(order.expressions) if order is not None else []


def _distinct_items(node: Node) -> list[Node]:
    distinct = node.args.get("distinct")
    on = distinct.args.get("on") if isinstance(distinct, exp.Distinct) else None
    return list(on.expressions) if isinstance(on, exp.Tuple) else [on] if on is not None else []


def _is_star(node: Node) -> bool:
    return isinstance(node, exp.Star) or (isinstance(node, exp.Column) and isinstance(node.this, exp.Star))


def _is_bare(node: Node) -> bool:
    return isinstance(node, exp.Column) and node.args.get("table") is None and isinstance(node.this, exp.Identifier)


def _folded(identifier: Node) -> str:
    return str(identifier.name) if identifier.args.get("quoted") else str(identifier.name).lower()


def _names(node: Node, name: str) -> bool:
    """Whether a table of that name, without a schema, stands in the query."""
    return any(
        isinstance(table.this, exp.Identifier) and not table.args.get("db") and _folded(table.this) == name
        for table in node.find_all(exp.Table)
    )
