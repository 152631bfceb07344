"""Takes INSERT, UPDATE and DELETE of Heymarket's tables apart: as those of local ones, but rows go by their keys."""

from __future__ import annotations

from typing import Any

from sqlglot import exp

from heymarket_dbapi.catalog.spec import Table
from heymarket_dbapi.sql.change import Change
from heymarket_dbapi.sql.kind import StatementKind
from heymarket_dbapi.sql.live_change import EXCLUDED, PAIR, STORED, LiveChange, as_local
from heymarket_dbapi.sql.names import LocalColumn, LocalTable, Names
from heymarket_dbapi.sql.parse import Parsed
from heymarket_dbapi.sql.read_change import ChangeReader, find_column, take_apart
from heymarket_dbapi.sql.scopes import Node, quoted


def live_target(parsed: Parsed, names: Names) -> Table | None:
    """The table of Heymarket that the statement is to change; None where it changes another one."""
    tree: Any = parsed.tree
    table = tree.this.this if isinstance(tree.this, exp.Schema) else tree.this
    if not isinstance(table, exp.Table) or not isinstance(table.this, exp.Identifier):
        return None
    schema = table.args.get("db")
    found = names.find(None if schema is None else _folded(schema), _folded(table.this))
    return found[1] if found is not None and isinstance(found[1], Table) else None


def shows_more(parsed: Parsed, table: Table) -> bool:
    """Whether RETURNING has a star, or a name that no fixed column of the table explains."""
    tree: Any = parsed.tree
    shown = tree.args.get("returning")
    if shown is None:
        return False
    columns = shown.find_all(exp.Column)
    return bool(shown.find(exp.Star)) or any(_folded(one.this) not in table.by_name for one in columns)


def read_write(parsed: Parsed, names: Names, table: Table, inputs: tuple[str, ...]) -> LiveChange:
    """The change of ``table`` that ``parsed`` means; rows are found by their key and ``inputs``."""
    tree: Any = parsed.tree
    keys = tuple(dict.fromkeys((*table.key, *inputs)))
    reader = _LiveReader(parsed, tree.copy(), names, table, keys)
    change = take_apart(reader, tree)
    is_narrowed = parsed.kind is StatementKind.INSERT or tree.args.get("where") is not None
    return LiveChange(change, table, keys, reader.copied, is_narrowed)


class _LiveReader(ChangeReader):
    """One statement being taken apart that changes a table of Heymarket."""

    def __init__(self, parsed: Parsed, tree: Node, names: Names, table: Table, keys: tuple[str, ...]) -> None:
        self._table_of_api = table
        self._keys = keys
        self._shown = [one.name for one in table.columns if one.extended is None and not one.is_hint]
        self.copied: frozenset[str] = frozenset()
        super().__init__(parsed, tree, names)

    def _known_target(self, schema: str | None, name: str) -> LocalTable:
        return as_local(self._table_of_api)

    def insert(self) -> Change:
        if not isinstance(self._tree.this, exp.Schema):
            listed = [exp.Identifier(this=name, quoted=True) for name in self._shown]
            query = self._tree.args.get("expression")
            if isinstance(query, exp.Values) and query.expressions:
                listed = listed[: max(len(_cells(row)) for row in query.expressions)]
            elif isinstance(query, exp.Select) and not any(query.find_all(exp.Star)):
                listed = listed[: len(query.expressions)]
            if query is not None:
                self._tree.set("this", exp.Schema(this=self._tree.this, expressions=listed))
        return super().insert()

    def _value(self, node: Node, column: LocalColumn) -> Node:
        if isinstance(node, (exp.Var, exp.Column)) and str(node.name).upper() == "DEFAULT":
            identifier = node.this if isinstance(node, exp.Column) else None
            if not isinstance(identifier, exp.Identifier) or not identifier.args.get("quoted"):
                return exp.Null()
        return node

    def _finding(self, selected: list[Node], others: list[Node]) -> Node:
        keys = [
            exp.Alias(this=exp.Column(this=quoted(name), table=quoted(self._alias)), alias=quoted(f"key {at}"))
            for at, name in enumerate(self._keys)
        ]
        query = exp.Select(
            expressions=[*keys, *selected],
            from_=exp.From(this=self._table(self._alias)),
            joins=[exp.Join(this=other) for other in others] or None,
            where=self._tree.args.get("where"),
        )
        return self._with(query)

    def _returning(self) -> Parsed | None:
        clause = self._tree.args.get("returning")
        if clause is not None:
            clause.set("expressions", [one for item in clause.expressions for one in self._spread(item)])
        return super()._returning()

    def _take_others(self) -> list[Node]:
        if self._parsed.kind is StatementKind.DELETE and self._tree.args.get("returning") is not None:
            return super()._take_others()
        if self._parsed.kind is StatementKind.UPDATE:
            return super()._take_others()
        return []

    def delete(self) -> Change:
        # Extended columns of rows that are about to go are read with them.
        using = self._tree.args.get("using") or []
        wanted = self._take_others()
        query = self._finding(wanted, list(using))
        change = Change(StatementKind.DELETE, self._target, self._alias, (), self._query(query))
        made = self._returning()
        return Change(
            change.kind,
            change.target,
            change.alias,
            (),
            change.source,
            returning=made,
            is_joined=bool(using),
            others=len(wanted),
        )

    def _spread(self, item: Node) -> list[Node]:
        """Stars show what a SELECT shows."""
        is_all = isinstance(item, exp.Column) and isinstance(item.this, exp.Star) and super()._is_own(item)
        if is_all or (isinstance(item, exp.Star) and not any(item.args.values())):
            return [exp.Column(this=quoted(name), table=quoted(self._alias)) for name in self._shown]
        return [item]

    def _is_own(self, column: Node) -> bool:
        is_own = super()._is_own(column)
        if is_own and self._parsed.kind is StatementKind.DELETE and isinstance(column, exp.Column):
            found = self._find(column)
            known = self._table_of_api.by_name.get(found.name) if found is not None else None
            return known is None or known.extended is None
        return is_own

    def _conflicting(self, assigned: list[tuple[LocalColumn, Node]], where: Node | None) -> Node:
        if where is None and all(_copies(column, value) for column, value in assigned):
            self.copied = frozenset(column.name for column, _ in assigned)
        pair = [exp.Column(this=quoted(PAIR), table=quoted(alias)) for alias in (self._alias, "excluded")]
        together = exp.EQ(this=pair[0], expression=pair[1])
        return exp.Select(
            expressions=[
                exp.Alias(this=pair[0].copy(), alias=quoted(PAIR)),
                *(exp.Alias(this=value, alias=quoted(f"value_{at}")) for at, (_, value) in enumerate(assigned)),
            ],
            from_=exp.From(this=_given(STORED, self._alias)),
            joins=[exp.Join(this=_given(EXCLUDED, "excluded"), on=together)],
            where=where,
        )

    def _find(self, node: Node) -> LocalColumn | None:
        found = super()._find(node)
        if found is not None:
            return found
        identifier = node.this if isinstance(node, exp.Column) else node
        titles = self._names.titles.get(self._table_of_api.name, {})
        name = titles.get(str(identifier.name)) if isinstance(identifier, exp.Identifier) else None
        return None if name is None else find_column(self._target, name)


def _copies(column: LocalColumn, value: Node) -> bool:
    """Whether the value is just what the row that is excluded has in the column."""
    if not isinstance(value, exp.Column) or value.args.get("table") is None:
        return False
    return str(value.args["table"].name).lower() == "excluded" and str(value.name).lower() == column.name.lower()


def _given(key: tuple[str, str], alias: str) -> exp.Table:
    table = exp.Table(this=quoted(key[1]), db=quoted(key[0]))
    table.set("alias", exp.TableAlias(this=quoted(alias)))
    return table


def _cells(row: Node) -> list[Any]:
    return list(row.expressions) if isinstance(row, exp.Tuple) else [row]


def _folded(identifier: Node) -> str:
    return str(identifier.name) if identifier.args.get("quoted") else str(identifier.name).lower()
