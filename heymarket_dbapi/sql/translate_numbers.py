"""Numbers as PostgreSQL computes them: division, rounding, sums."""

from __future__ import annotations

from sqlglot import exp

from heymarket_dbapi.sql.translate_casts import plain_decimal
from heymarket_dbapi.sql.translate_nodes import FunctionRule, Node, Rule, around_aggregate, duck
from heymarket_dbapi.sql.translate_types import DECIMALS, FLOATS, NUMBERS, SMALL_INTEGERS, Type, kind

# Intervals have no sum in the engine; microseconds have, and days are taken out of them again.
_FROM_MICROSECONDS = (
    "list_transform([CAST({0} AS BIGINT)], lambda us: to_days(CAST(us // 86400000000 AS INTEGER))"
    " + to_microseconds(us % 86400000000))[1]"
)


def divide(node: exp.Div) -> Node:
    """DuckDB's `//` truncates integers and divides everything else, as PostgreSQL's `/` does."""
    exact = {kind(node.left), kind(node.right)} & {*DECIMALS, *FLOATS, Type.INTERVAL}
    return duck("({0} / {1})" if exact else "({0} // {1})", node.left, node.right)


def add_up(node: exp.Sum) -> Node:
    """SUM(integer) is a bigint; SUM(interval) an interval."""
    if kind(node.this) in SMALL_INTEGERS:
        return around_aggregate(node, "CAST({0} AS BIGINT)")
    return _of_intervals(node) if kind(node.this) == Type.INTERVAL else node


def average(node: exp.Avg) -> Node:
    """AVG(interval) is an interval."""
    return _of_intervals(node) if kind(node.this) == Type.INTERVAL else node


def _of_intervals(node: Node) -> Node:
    around_aggregate(node, _FROM_MICROSECONDS)
    node.set("this", duck("epoch_us({0})", node.this))
    return node


def round_off(node: exp.Round) -> Node:
    """Halves of a double go to the even neighbour, those of a numeric away from zero."""
    digits = node.args.get("decimals")
    if digits is None and kind(node.this) in FLOATS:
        return duck("round_even(CAST({0} AS DOUBLE), 0)", node.this)
    if digits is not None and kind(node.this) in NUMBERS:
        return duck("round({0}, {1})", plain_decimal(node.this), digits)
    return duck("round({0})", plain_decimal(node.this)) if kind(node.this) in DECIMALS else node


def _width_bucket(arguments: list[Node], node: Node) -> Node:
    if len(arguments) == 2:
        return duck("CAST(len(list_filter({1}, lambda bound: bound <= {0})) AS INTEGER)", *arguments)
    within = "CAST(floor(({0} - {1}) * {3} * 1.0 / ({2} - {1})) AS INTEGER) + 1"
    return duck(f"CASE WHEN {{0}} < {{1}} THEN 0 WHEN {{0}} >= {{2}} THEN {{3}} + 1 ELSE {within} END", *arguments)


RULES: dict[str, Rule] = {"Div": divide, "Sum": add_up, "Avg": average, "Round": round_off}
FUNCTIONS: dict[str, FunctionRule | str] = {
    "width_bucket": _width_bucket,
    "every": "bool_and({0})",
    "to_hex": "lower(to_hex({0}))",
}
