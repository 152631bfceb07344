"""Comparisons of rows and of documents, and the rest of three-valued logic."""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from heymarket_dbapi.errors import ProgrammingError
from heymarket_dbapi.sql.translate_casts import read_array
from heymarket_dbapi.sql.translate_nodes import FunctionRule, Node, Rule, duck, string_value
from heymarket_dbapi.sql.translate_types import DOCUMENTS, Type, kind

_LARGEST_EXPANSION = 100
_MEANING = "CAST(CAST({} AS JSON) AS VARIANT)"


def row_of(node: Node | None) -> list[Node] | None:
    """The fields of a row constructor, or None."""
    while isinstance(node, exp.Paren):
        node = node.this
    if isinstance(node, exp.Tuple) or (isinstance(node, exp.Anonymous) and str(node.this).upper() == "ROW"):
        return list(node.expressions)
    if isinstance(node, exp.Struct):
        return list(node.expressions)
    return None


def compare(node: exp.Binary) -> Node:
    """Rows compare field by field, documents by meaning."""
    left, right = row_of(node.left), row_of(node.right)
    if left is not None and right is not None:
        if len(left) != len(right):
            raise ProgrammingError("unequal number of entries in row expressions")
        return _compare_rows(type(node), left, right)
    if isinstance(node.right, (exp.Any, exp.All)):
        return _compare_with_literal(node)
    if isinstance(node, (exp.EQ, exp.NEQ)) and DOCUMENTS & {kind(node.left), kind(node.right)}:
        return _compare_documents(node)
    return node


def _compare_with_literal(node: Node) -> Node:
    """ANY and ALL of an array literal, whose elements are of the other side's type."""
    elements = node.right.this
    while isinstance(elements, exp.Paren):
        elements = elements.this
    text = string_value(elements)
    if text is None or kind(node.left) == Type.UNKNOWN:
        return node
    pieces = [exp.null() if piece is None else exp.Literal.string(piece) for piece in read_array(text)]
    target = node.left.type.sql(dialect="duckdb")
    elements.replace(duck(f"CAST({{0}} AS {target}[])", exp.Array(expressions=pieces)))
    return node


def _compare_documents(node: Node) -> Node:
    if any(isinstance(side, exp.Query) for side in (node.left, node.right)):
        return node
    # A document that is null is equal to another one; one that is missing is not.
    operator = "IS NOT DISTINCT FROM" if isinstance(node, exp.EQ) else "IS DISTINCT FROM"
    same = " ".join((_MEANING.format("{0}"), operator, _MEANING.format("{1}")))
    return duck(f"CASE WHEN {{0}} IS NOT NULL AND {{1}} IS NOT NULL THEN {same} END", node.left, node.right)


def _compare_rows(operator: type[exp.Binary], left: Sequence[Node], right: Sequence[Node]) -> Node:
    pairs = list(zip(left, right, strict=True))
    if operator in (exp.EQ, exp.NEQ):
        joined = " AND " if operator is exp.EQ else " OR "
        sign = "=" if operator is exp.EQ else "<>"
        text = joined.join(f"{{{2 * i}}} {sign} {{{2 * i + 1}}}" for i in range(len(pairs)))
    else:
        text = _order_rows(operator, 0, len(pairs))
    return duck(f"({text})", *(side for pair in pairs for side in pair))


def _order_rows(operator: type[exp.Binary], place: int, count: int) -> str:
    last = {exp.LT: "<", exp.LTE: "<=", exp.GT: ">", exp.GTE: ">="}[operator]
    one, other = f"{{{2 * place}}}", f"{{{2 * place + 1}}}"
    if place == count - 1:
        return f"{one} {last} {other}"
    rest = _order_rows(operator, place + 1, count)
    return f"({one} {last[0]} {other} OR ({one} = {other} AND ({rest})))"


def test_null(node: exp.Is) -> Node:
    """A row IS NULL where all its fields are, IS NOT NULL where none is."""
    fields = row_of(node.this)
    if fields is None or not isinstance(node.expression, (exp.Null, exp.Not)):
        return node
    negated = isinstance(node.expression, exp.Not) or bool(node.args.get("negate"))
    inverted = isinstance(node.parent, exp.Not)
    word = "IS NOT NULL" if negated or inverted else "IS NULL"
    tests = " AND ".join(f"{{{i}}} {word}" for i in range(len(fields)))
    # `NOT row IS NULL` is how sqlglot may spell `row IS NOT NULL`: the NOT around it stays and is undone here.
    return duck(f"(NOT ({tests}))" if inverted else f"({tests})", *fields)


def among(node: exp.In) -> Node:
    """A row IN a list of rows."""
    fields = row_of(node.this)
    choices = [row_of(choice) for choice in node.expressions]
    if fields is None or not choices or len(choices) * len(fields) > _LARGEST_EXPANSION:
        return node
    tests = [
        _compare_rows(exp.EQ, [field.copy() for field in fields], choice) for choice in choices if choice is not None
    ]
    return duck("(" + " OR ".join(f"{{{i}}}" for i in range(len(tests))) + ")", *tests)


def between(node: exp.Between) -> Node:
    """BETWEEN SYMMETRIC takes its bounds in either order."""
    if not node.args.get("symmetric"):
        return node
    low, high = node.args["low"], node.args["high"]
    return duck("({0} BETWEEN {1} AND {2} OR {0} BETWEEN {2} AND {1})", node.this, low, high)


def overlaps(node: Node) -> Node:
    """(start, end or length) OVERLAPS (start, end or length)."""
    first, second = row_of(node.this), row_of(node.expression)
    if first is None or second is None or len(first) != 2 or len(second) != 2:
        raise ProgrammingError("OVERLAPS needs two pairs: (start, end) OVERLAPS (start, end)")
    ends = [_end(*first), _end(*second)]
    low, high = "least({%d}, {%d})", "greatest({%d}, {%d})"
    starts = (low % (0, 1), low % (2, 3))
    stops = (high % (0, 1), high % (2, 3))
    test = (
        f"CASE WHEN {starts[0]} > {starts[1]} THEN {starts[0]} < {stops[1]}"
        f" WHEN {starts[0]} < {starts[1]} THEN {starts[1]} < {stops[0]} ELSE true END"
    )
    return duck(f"({test})", first[0], ends[0], second[0], ends[1])


def _end(start: Node, end: Node) -> Node:
    return duck("({0} + {1})", start.copy(), end) if kind(end) == Type.INTERVAL else end


def _count_nulls(word: str) -> FunctionRule:
    def rule(arguments: list[Node], node: Node) -> Node:
        counted = " + ".join(f"CAST({{{i}}} {word} AS INTEGER)" for i in range(len(arguments)))
        return duck(f"({counted})", *arguments)

    return rule


RULES: dict[str, Rule] = {
    **dict.fromkeys(("EQ", "NEQ", "LT", "LTE", "GT", "GTE"), compare),
    "Is": test_null,
    "In": among,
    "Between": between,
    "Overlaps": overlaps,
}
FUNCTIONS: dict[str, FunctionRule | str] = {
    "num_nulls": _count_nulls("IS NULL"),
    "num_nonnulls": _count_nulls("IS NOT NULL"),
}
