"""Takes INSERT, UPDATE and DELETE apart: the query that gives new rows or finds old ones, and the rest."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlglot import exp

from heymarket_dbapi.catalog.spec import Table
from heymarket_dbapi.errors import NotSupportedError, ProgrammingError
from heymarket_dbapi.sql.change import OTHER, ROW, Change, Conflict
from heymarket_dbapi.sql.kind import StatementKind
from heymarket_dbapi.sql.names import LocalColumn, LocalTable, Names, View, nearest
from heymarket_dbapi.sql.parse import Parsed
from heymarket_dbapi.sql.places import node_place
from heymarket_dbapi.sql.scopes import Node, quoted
from heymarket_dbapi.sql.syntax import parse_query

_TEXTS = ("VARCHAR", "JSON")


def read_change(parsed: Parsed, names: Names) -> Change:
    """The change that ``parsed`` means; ``names`` must hold its target."""
    tree: Any = parsed.tree
    return take_apart(ChangeReader(parsed, tree.copy(), names), tree)


def take_apart(reader: ChangeReader, tree: Any) -> Change:
    """The change that the reader's statement means."""
    match tree:
        case exp.Insert():
            return reader.insert()
        case exp.Update():
            return reader.update()
        case _:
            return reader.delete()


def target_of(names: Names, schema: str | None, name: str, verb: str) -> LocalTable:
    """The local table of that name; an error that says why it cannot be changed where it is none."""
    found = names.find(schema, name)
    shown = f"{schema}.{name}" if schema else name
    if found is None:
        near = names.nearest_tables(schema, name)
        raise ProgrammingError(f"unknown table {shown}{f'; did you mean {near[0]}?' if near else ''}")
    match found[1]:
        case LocalTable() as table if table.is_stored:
            return table
        case Table():
            raise NotSupportedError(
                f"we have not built {verb} of a table of Heymarket yet ({shown}); local tables can be"
            )
        case View():
            raise NotSupportedError(f"{verb}: {shown} is a view; change the tables that it reads")
        case _:
            raise NotSupportedError(f"{verb}: {shown} is the driver's own and cannot be changed")


class ChangeReader:
    """One statement being taken apart; its tree is its own."""

    def __init__(self, parsed: Parsed, tree: Node, names: Names) -> None:
        self._parsed = parsed
        self._tree = tree
        table = tree.this.this if isinstance(tree.this, exp.Schema) else tree.this
        if not isinstance(table, exp.Table) or not isinstance(table.this, exp.Identifier):
            raise ProgrammingError(f"{parsed.kind.name} needs a table's name")
        _refuse_others(tree, _PARTS)
        _refuse_others(table, _TABLE_PARTS)
        schema = _folded(table.args["db"]) if table.args.get("db") else None
        self._names = names
        self._target = self._known_target(schema, _folded(table.this))
        alias = table.args.get("alias")
        written = alias.this if alias is not None else None
        self._alias = self._target.name if written is None else _folded(written)
        if written is None:
            self._drop_schemas()

    def _drop_schemas(self) -> None:
        """Let ``schema.table.column`` of the target be ``table.column``: in the queries it has an alias."""
        for column in self._tree.find_all(exp.Column):
            schema, table = column.args.get("db"), column.args.get("table")
            if schema is None or column.args.get("catalog") is not None:
                continue
            if (_folded(schema), _folded(table)) == (self._target.schema, self._target.name):
                column.set("db", None)

    def _known_target(self, schema: str | None, name: str) -> LocalTable:
        return target_of(self._names, schema, name, self._parsed.kind.name)

    def insert(self) -> Change:
        """An INSERT."""
        tree, target = self._tree, self._target
        for part in ("overwrite", "by_name", "partition", "ignore", "exists", "where"):
            if tree.args.get(part):
                raise ProgrammingError(f"INSERT has no {part.replace('_', ' ').upper()} here")
        named = tree.this.expressions if isinstance(tree.this, exp.Schema) else []
        columns = [self._column(node) for node in named] or list(target.columns)
        if len({column.name for column in columns}) < len(columns):
            raise self._fail(tree.this, "a column is named twice")
        query = tree.args.get("expression")
        if query is not None:
            while isinstance(query, exp.Subquery) and not query.args.get("with_"):
                query = query.this
            if isinstance(query, exp.Values):
                self._give_values(query, columns, is_named=bool(named))
            elif named:
                for node, column in zip(named, columns, strict=True):
                    self._refuse_generated(node, column)
            query = self._with(query)
        change = Change(StatementKind.INSERT, target, self._alias, tuple(c.name for c in columns), self._query(query))
        return replace(change, conflict=self._conflict(), returning=self._returning())

    def update(self) -> Change:
        """An UPDATE."""
        assigned = self._assignments(self._tree.expressions)
        selected = [exp.Alias(this=value, alias=quoted(f"value_{at}")) for at, (_, value) in enumerate(assigned)]
        clause = self._tree.args.get("from_")
        others = [clause.this] if clause is not None else []
        wanted = self._take_others() if others else []
        query = self._finding([*selected, *wanted], others)
        columns = tuple(column.name for column, _ in assigned)
        change = Change(StatementKind.UPDATE, self._target, self._alias, columns, self._query(query))
        return replace(change, returning=self._returning(), is_joined=bool(others), others=len(wanted))

    def delete(self) -> Change:
        """A DELETE."""
        using = self._tree.args.get("using") or []
        wanted = self._take_others() if using else []
        query = self._finding(wanted, list(using))
        change = Change(StatementKind.DELETE, self._target, self._alias, (), self._query(query))
        return replace(change, returning=self._returning(), is_joined=bool(using), others=len(wanted))

    # Parts -----------------------------------------------------------------------------------------------------------

    def _finding(self, selected: list[Node], others: list[Node]) -> Node:
        """The query that finds the rows, and computes what is ``selected``."""
        row = exp.Column(this=quoted("?rowid"), table=quoted(self._alias))
        joins = [exp.Join(this=other) for other in others]
        query = exp.Select(
            expressions=[exp.Alias(this=row, alias=quoted(ROW)), *selected],
            from_=exp.From(this=self._table(self._alias)),
            joins=joins or None,
            where=self._tree.args.get("where"),
        )
        return self._with(query)

    def _table(self, alias: str) -> exp.Table:
        table = exp.Table(this=quoted(self._target.name), db=quoted(self._target.schema))
        table.set("alias", exp.TableAlias(this=quoted(alias)))
        return table

    def _with(self, query: Node) -> Node:
        """The query with the statement's WITH."""
        clause = self._tree.args.get("with_")
        if clause is None:
            return query
        if isinstance(query, exp.Values):
            query = exp.Select(expressions=[exp.Star()], from_=exp.From(this=query))
        own = query.args.get("with_")
        if own is not None:
            clause.set("expressions", [*clause.expressions, *own.expressions])
        query.set("with_", clause)
        return query

    def _query(self, tree: Node | None) -> Parsed | None:
        return None if tree is None else replace(self._parsed, kind=StatementKind.QUERY, tree=tree)

    def _returning(self) -> Parsed | None:
        clause = self._tree.args.get("returning")
        if clause is None:
            return None
        return self._query(exp.Select(expressions=clause.expressions, from_=exp.From(this=self._table(self._alias))))

    def _take_others(self) -> list[Node]:
        """The columns of other relations that RETURNING names; there they become columns of the table."""
        clause = self._tree.args.get("returning")
        taken: dict[Node, Node] = {}
        if clause is not None:
            clause.set("expressions", [one for item in clause.expressions for one in self._spread(item)])
        for item in clause.expressions if clause is not None else ():
            for column in [item] if isinstance(item, exp.Column) else [*item.find_all(exp.Column, exp.Star)]:
                if self._is_own(column):
                    continue
                if isinstance(column, exp.Star) or isinstance(column.this, exp.Star):
                    raise NotSupportedError(
                        "we have not built RETURNING .* of another relation than the changed table; name its columns"
                    )
                name = quoted(f"{OTHER} {len(taken)}")
                found = taken.setdefault(column.copy(), exp.Alias(this=column.copy(), alias=name))
                new = exp.Column(this=found.args["alias"].copy(), table=quoted(self._alias))
                # A column that is given alone keeps its name.
                column.replace(exp.Alias(this=new, alias=column.this.copy()) if column is item else new)
        return list(taken.values())

    def _spread(self, item: Node) -> list[Node]:
        """The changed table's columns where all of them are meant, as by * alone in the engine; else the item."""
        is_all = isinstance(item, exp.Column) and isinstance(item.this, exp.Star) and self._is_own(item)
        if not is_all and not (isinstance(item, exp.Star) and not any(item.args.values())):
            return [item]
        alias = self._alias
        return [exp.Column(this=quoted(column.name), table=quoted(alias)) for column in self._target.columns]

    def _is_own(self, column: Node) -> bool:
        """Whether a column that RETURNING names is the changed table's, or of a query inside it."""
        if column.find_ancestor(exp.Select) is not None:
            return True
        if isinstance(column, exp.Star):
            return isinstance(column.parent, (exp.Column, exp.Count))
        qualifier = column.args.get("table")
        if qualifier is not None:
            return _folded(qualifier) == self._alias
        return self._find(column) is not None

    def _conflict(self) -> Conflict | None:
        clause = self._tree.args.get("conflict")
        if clause is None:
            return None
        if clause.args.get("index_where") is not None:
            raise NotSupportedError("ON CONFLICT (…) WHERE: the engine cannot make partial indexes")
        keys = [key.this if isinstance(key, exp.Ordered) else key for key in clause.args.get("conflict_keys") or ()]
        columns = tuple(self._column(key).name for key in keys)
        constraint = clause.args.get("constraint")
        named = None if constraint is None else _folded(constraint)
        if "UPDATE" not in str(clause.args["action"].name).upper():
            return Conflict(columns, named)
        if not columns and named is None:
            raise self._fail(clause, "ON CONFLICT DO UPDATE needs the key's columns: ON CONFLICT (column)")
        assigned = self._assignments(clause.expressions)
        query = self._conflicting(assigned, clause.args.get("where"))
        # A bare name means the row that is there.
        for column in [*query.find_all(exp.Column)]:
            if not column.args.get("table") and self._find(column) is not None and not _within_query(column, query):
                column.set("table", quoted(self._alias))
        return Conflict(columns, named, tuple(column.name for column, _ in assigned), self._query(query))

    def _conflicting(self, assigned: list[tuple[LocalColumn, Node]], where: Node | None) -> Node:
        """The query of the values that a row gets which is there, over it and the one that is excluded."""
        return exp.Select(
            expressions=[exp.Alias(this=value, alias=quoted(f"value_{at}")) for at, (_, value) in enumerate(assigned)],
            from_=exp.From(this=self._table(self._alias)),
            joins=[exp.Join(this=self._table("excluded"))],
            where=where,
        )

    def _give_values(self, values: Node, columns: list[LocalColumn], *, is_named: bool) -> None:
        """Check the width of the rows, write defaults out, and let literals be of the columns' types."""
        width = None
        for row in values.expressions:
            cells = row.expressions if isinstance(row, exp.Tuple) else [row]
            if width not in (None, len(cells)):
                raise self._fail(row, "VALUES lists must all be the same length")
            width = len(cells)
            if width > len(columns) or (is_named and width < len(columns)):
                raise self._fail(row, f"INSERT of {width} values into {len(columns)} columns")
            made = [self._value(cell, column) for cell, column in zip(cells, columns, strict=False)]
            row.replace(exp.Tuple(expressions=made)) if not isinstance(row, exp.Tuple) else row.set("expressions", made)
        del columns[width or 0 :]

    def _value(self, node: Node, column: LocalColumn) -> Node:
        if isinstance(node, (exp.Var, exp.Column)) and str(node.name).upper() == "DEFAULT" and not _is_quoted(node):
            return _default(column)
        self._refuse_generated(node, column)
        if isinstance(node, exp.Literal) and node.is_string and not column.type.startswith(_TEXTS):
            return exp.Cast(this=node, to=exp.DataType.build(column.type, dialect="duckdb"))
        return node

    def _refuse_generated(self, node: Node, column: LocalColumn) -> None:
        if column.is_generated:
            raise self._fail(
                node, f"column {column.name} is GENERATED ALWAYS AS IDENTITY: it can be left out, or get DEFAULT"
            )

    def _assignments(self, nodes: list[Node]) -> list[tuple[LocalColumn, Node]]:
        """The columns that are set, with their values; ``(a, b) = (x, y)`` is two."""
        found: list[tuple[LocalColumn, Node]] = []
        for node in nodes:
            if not isinstance(node, exp.EQ):
                raise self._fail(node, "SET takes column = value")
            left, right = node.this, node.expression
            if isinstance(left, (exp.Tuple, exp.Paren)):
                found += self._assign_row(node, left, right)
            else:
                column = self._column(left)
                found.append((column, self._value(right, column)))
        if len({column.name for column, _ in found}) < len(found):
            raise self._fail(nodes[0], "a column is set twice")
        return found

    def _assign_row(self, node: Node, left: Node, right: Node) -> list[tuple[LocalColumn, Node]]:
        columns = [self._column(one) for one in (left.expressions if isinstance(left, exp.Tuple) else [left.this])]
        if isinstance(right, exp.Subquery):
            selected = right.this.expressions
            values = []
            for at in range(len(selected)):
                one = right.copy()
                one.this.set("expressions", [one.this.expressions[at]])
                values.append(one)
        else:
            values = list(right.expressions) if isinstance(right, exp.Tuple) else [right]
        if len(values) != len(columns):
            raise self._fail(node, f"{len(values)} values for {len(columns)} columns")
        return [(column, self._value(value, column)) for column, value in zip(columns, values, strict=True)]

    def _column(self, node: Node) -> LocalColumn:
        """The column of the target that the node names."""
        found = self._find(node)
        if found is None:
            near = nearest(str(node.name), [column.name for column in self._target.columns])
            raise self._fail(node, f"unknown column {node.name} of {self._target.name}{near}")
        return found

    def _find(self, node: Node) -> LocalColumn | None:
        identifier = node.this if isinstance(node, exp.Column) else node
        if not isinstance(identifier, exp.Identifier):
            return None
        return find_column(self._target, _folded(identifier))

    def _fail(self, node: Node, message: str) -> ProgrammingError:
        return ProgrammingError(message, position=node_place(self._parsed.text, node))


def _refuse_others(node: Node, known: frozenset[str]) -> None:
    """An error where a part is written that this reader does not take up: it must not be passed over."""
    for part, value in node.args.items():
        if value and part not in known:
            word = "OR REPLACE or OR IGNORE" if part == "alternative" else part.replace("_", " ").upper()
            raise NotSupportedError(
                f"{word} of {node.key.upper() if node.key != 'table' else 'the table that is changed'}:"
                " PostgreSQL has none; write a condition, FROM or USING, or ON CONFLICT"
            )


_PARTS = frozenset(
    {
        *("this", "expression", "expressions", "from_", "using", "where", "returning", "with_", "conflict", "default"),
        # Refused by names of their own.
        *("overwrite", "by_name", "partition", "ignore", "exists"),
    }
)
_TABLE_PARTS = frozenset({"this", "db", "alias", "only"})


def find_column(table: LocalTable, name: str) -> LocalColumn | None:
    """The column of that name: exactly, else whatever the case."""
    exact = [column for column in table.columns if column.name == name]
    folded = [column for column in table.columns if column.name.lower() == name.lower()]
    return next(iter(exact or folded), None)


def _default(column: LocalColumn) -> Node:
    if column.default is None:
        return exp.Cast(this=exp.Null(), to=exp.DataType.build(column.type, dialect="duckdb"))
    tree, _ = parse_query(f"SELECT {column.default}")
    node: Any = tree
    return node.expressions[0]


def _within_query(column: Node, query: Node) -> bool:
    above = column.find_ancestor(exp.Select)
    return above is not None and above is not query


def _folded(identifier: Node) -> str:
    name = str(identifier.name)
    return name if _is_quoted(identifier) else name.lower()


def _is_quoted(node: Node) -> bool:
    identifier = node.this if isinstance(node, exp.Column) else node
    return isinstance(identifier, exp.Identifier) and bool(identifier.args.get("quoted"))
