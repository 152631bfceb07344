"""Whether a query speaks of custom fields, known before they are."""

from __future__ import annotations

from sqlglot import exp

from heymarket_dbapi.catalog.spec import Table
from heymarket_dbapi.sql.names import LocalTable, Names, View
from heymarket_dbapi.sql.scopes import Node
from heymarket_dbapi.sql.syntax import parse_query


def speaks_of_custom_fields(tree: Node, names: Names) -> bool:
    """Whether a star, or a name that nothing else explains, may mean a custom field of a table in the query."""
    tables = _tables(tree, names, [])
    if not any(isinstance(table, Table) and table.custom is not None for table in tables):
        return False
    known = {column.name for table in tables if not isinstance(table, View) for column in table.columns}
    trees = [tree, *(parse_query(table.text)[0] for table in tables if isinstance(table, View))]
    for one in trees:
        known |= {_folded(node) for node in one.find_all(exp.Identifier) if not isinstance(node.parent, exp.Column)}
    return any(_has_star(one) or _has_other_name(one, known) for one in trees)


def _tables(tree: Node, names: Names, seen: list[str]) -> list[Table | LocalTable | View]:
    """The tables and views in the query, and those in the views."""
    found: list[Table | LocalTable | View] = []
    for node in tree.find_all(exp.Table):
        if not isinstance(node.this, exp.Identifier):
            continue
        schema = _folded(node.args["db"]) if node.args.get("db") else None
        match names.find(schema, _folded(node.this)):
            case (_, View() as view) if view.name not in seen:
                found += [view, *_tables(parse_query(view.text)[0], names, [*seen, view.name])]
            case (_, (Table() | LocalTable()) as table):
                found.append(table)
    return found


def _has_star(tree: Node) -> bool:
    """Whether a select list has a star; of EXISTS nobody reads it."""
    for star in tree.find_all(exp.Star):
        above = star.parent if not isinstance(star.parent, exp.Column) else star.parent.parent
        if isinstance(above, exp.Select) and not isinstance(above.parent, exp.Exists):
            return True
    return False


def _has_other_name(tree: Node, known: set[str]) -> bool:
    return any(
        _folded(column.this) not in known
        for column in tree.find_all(exp.Column)
        if isinstance(column.this, exp.Identifier)
    )


def _folded(identifier: Node) -> str:
    return str(identifier.name) if identifier.args.get("quoted") else str(identifier.name).lower()
