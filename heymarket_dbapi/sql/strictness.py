"""Which conditions are never true of a row that is not there, whose columns are all NULL; which depend on chance."""

from __future__ import annotations

from sqlglot import exp

from heymarket_dbapi.sql.aggregates import has_aggregate, has_generator, has_window
from heymarket_dbapi.sql.scopes import Node, is_query, source_number

_OF_BOTH = (
    *(exp.EQ, exp.NEQ, exp.LT, exp.LTE, exp.GT, exp.GTE, exp.Like, exp.ILike, exp.RegexpLike, exp.SimilarTo),
    *(exp.Add, exp.Sub, exp.Mul, exp.Div, exp.Mod),
)
_OF_ONE = (exp.Paren, exp.Neg, exp.Not, exp.Cast, exp.Lower, exp.Upper, exp.Length, exp.Trim, exp.Escape, exp.Between)
_TIMES = (exp.TimestampTrunc, exp.DateTrunc, exp.AtTimeZone, exp.Date, exp.TimeToStr)
_VOLATILE = frozenset(
    {
        *("random", "random_normal", "setseed", "nextval", "currval", "gen_random_uuid", "uuid", "uuidv4", "uuidv7"),
        *("timeofday", "ago", "rand", "randn"),
    }
)


def is_strict(node: Node) -> bool:
    """Whether the condition is not true where all columns in it are NULL, for certain."""
    match node:
        case exp.Paren():
            return is_strict(node.this)
        case exp.And():
            return any(is_strict(part) for part in node.flatten())
        case exp.Or():
            return all(is_strict(part) for part in node.flatten())
        case exp.Is():
            return _is_there(node, negated=bool(node.args.get("negate")))
        case exp.Not() if isinstance(node.this, exp.Is):
            return _is_there(node.this, negated=not node.this.args.get("negate"))
    return _is_null(node)


def _is_there(node: Node, *, negated: bool) -> bool:
    """IS NOT NULL, IS TRUE, IS FALSE of what is NULL."""
    return _is_null(node.this) and isinstance(node.expression, exp.Null) == negated


def _is_null(node: Node) -> bool:
    """Whether the expression is NULL where all columns in it are."""
    if source_number(node) is not None:
        return True
    if isinstance(node, _OF_BOTH):
        return _is_null(node.this) or _is_null(node.expression)
    if isinstance(node, (*_OF_ONE, *_TIMES)):
        return _is_null(node.this)
    if isinstance(node, exp.Extract):
        return _is_null(node.expression)
    if isinstance(node, exp.In):
        return bool(node.expressions) and not node.args.get("query") and _is_null(node.this)
    if isinstance(node, (exp.And, exp.Or)):
        return all(_is_null(part) for part in node.flatten())
    return False


def is_repeatable(node: Node) -> bool:
    """Whether the expression has one value for one row, whenever and beside whatever it is computed."""
    if has_aggregate(node) or has_window(node) or has_generator(node):
        return False
    return not any(is_query(part) or _is_volatile(part) for part in node.walk())


def _is_volatile(node: Node) -> bool:
    if isinstance(node, exp.Anonymous):
        return str(node.this).lower() in _VOLATILE
    return isinstance(node, exp.Func) and any(name.lower() in _VOLATILE for name in type(node).sql_names())
