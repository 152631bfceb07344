"""The members of IN and = ANY, where they are written down: a list, an array, VALUES, a union of constants."""

from __future__ import annotations

from sqlglot import exp

from heymarket_dbapi.sql.scopes import Node

_MORE = ("where", "having", "qualify", "group", "distinct", "limit", "offset", "with_", "joins", "laterals")


def member_nodes(node: exp.In) -> list[Node] | None:
    """The members of IN; None where they are rows of a table. Rows of VALUES are tuples where they are wide."""
    query = node.args.get("query")
    if query is not None:
        return _of_query(query)
    found: list[Node] = []
    for one in node.expressions:
        if isinstance(one, (exp.Values, exp.Subquery, exp.Select, exp.SetOperation)):
            inner = _of_query(one) if len(node.expressions) == 1 else [one]
            if inner is None:
                return None
            found += inner
        else:
            found.append(one)
    return found


def any_members(node: Node) -> list[Node] | None:
    """The members of the array of ANY or SOME; None where it is none that is written down."""
    if isinstance(node, exp.Any):
        inner = node.this
    elif isinstance(node, exp.Anonymous) and str(node.this).lower() in ("any", "some") and len(node.expressions) == 1:
        inner = node.expressions[0]
    else:
        return None
    while isinstance(inner, exp.Paren):
        inner = inner.this
    if isinstance(inner, exp.Cast) and inner.args["to"].args.get("nested"):
        inner = inner.this
    if isinstance(inner, exp.Array):
        return list(inner.expressions)
    return _of_text(str(inner.this)) if isinstance(inner, exp.Literal) and inner.is_string else None


def _of_text(text: str) -> list[Node] | None:
    """The members of an array written as one text, ``{1,2}``: numbers or words without signs."""
    inner = text.strip()
    if not (inner.startswith("{") and inner.endswith("}")):
        return None
    words = [word.strip() for word in inner[1:-1].split(",")]
    if not all(word.replace("-", "a").replace("_", "a").isalnum() and word.upper() != "NULL" for word in words):
        return None
    return [exp.Literal.string(word) for word in words]


def _of_query(node: Node) -> list[Node] | None:
    """The rows of a query of constants."""
    match node:
        case exp.Subquery() | exp.Paren():
            return _of_query(node.this)
        case exp.Values():
            return [row.expressions[0] if _is_single(row) else row for row in node.expressions]
        case exp.Union() if not any(node.args.get(part) for part in _MORE if part != "distinct"):
            left, right = _of_query(node.this), _of_query(node.expression)
            return [*left, *right] if left is not None and right is not None else None
        case exp.Select() if not any(node.args.get(part) for part in _MORE) and len(node.expressions) == 1:
            return _of_select(node)
    return None


def _is_single(row: Node) -> bool:
    return isinstance(row, exp.Tuple) and len(row.expressions) == 1


def _of_select(node: Node) -> list[Node] | None:
    shown = node.expressions[0]
    shown = shown.this if isinstance(shown, exp.Alias) else shown
    clause = node.args.get("from_")
    if clause is None:
        return [shown]
    inner = clause.this
    rows = _of_query(inner) if isinstance(inner, (exp.Values, exp.Subquery)) else None
    is_one_column = isinstance(shown, exp.Column) and not inner.args.get("joins")
    return rows if rows is not None and is_one_column and not any(isinstance(row, exp.Tuple) for row in rows) else None
