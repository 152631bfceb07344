"""Clauses of a query that the engine spells otherwise, or that are refused."""

from __future__ import annotations

from sqlglot import exp

from heymarket_dbapi.sql.translate_nodes import Node, Rule, duck, refuse

_HYPOTHETICAL = (exp.Rank, exp.DenseRank, exp.PercentRank, exp.CumeDist)


def check_select(node: exp.Select) -> Node:
    """A query without what cannot be answered."""
    if node.args.get("locks"):
        raise refuse("FOR UPDATE and FOR SHARE", "rows of the API cannot be locked")
    if node.args.get("sample"):
        raise refuse("TABLESAMPLE")
    return node


def check_table(node: exp.Table) -> Node:
    """A relation, ONLY or not."""
    if node.args.get("sample") or isinstance(node.parent, exp.TableSample):
        raise refuse("TABLESAMPLE")
    if node.args.get("only"):
        node.set("only", None)
    return node


def check_sample(node: exp.TableSample) -> Node:
    """TABLESAMPLE is refused."""
    raise refuse("TABLESAMPLE")


def check_fetch(node: exp.Fetch) -> Node:
    """FETCH FIRST without WITH TIES or PERCENT."""
    options = node.args.get("limit_options") or node
    for name, shown in (("with_ties", "WITH TIES"), ("percent", "PERCENT")):
        if options.args.get(name):
            raise refuse(f"FETCH FIRST … {shown}", "use rank() in a subquery")
    return node


def check_group(node: exp.WithinGroup) -> Node:
    """WITHIN GROUP of an ordered-set aggregate."""
    if isinstance(node.this, _HYPOTHETICAL):
        raise refuse("a hypothetical-set aggregate", "use the window function")
    return node


def unnest(node: exp.Unnest) -> Node:
    """Several arrays unnested side by side."""
    if len(node.expressions) < 2:
        return node
    if node.args.get("offset"):
        raise refuse("unnest() of several arrays WITH ORDINALITY")
    columns = ", ".join(f"unnest({{{place}}})" for place in range(len(node.expressions)))
    alias = node.args.get("alias")
    if alias is None:
        return duck(f"(SELECT {columns})", *node.expressions)
    return duck(f"(SELECT {columns}) AS {{{len(node.expressions)}}}", *node.expressions, alias)


RULES: dict[str, Rule] = {
    "Select": check_select,
    "Table": check_table,
    "TableSample": check_sample,
    "Fetch": check_fetch,
    "WithinGroup": check_group,
    "Unnest": unnest,
}
