"""Which expressions take many rows into one, or give many rows for one."""

from __future__ import annotations

from sqlglot import exp

from heymarket_dbapi.sql.scopes import Node, is_query
from heymarket_dbapi.sql.walking import nodes

# The engine's aggregates that sqlglot knows as functions like others.
_AGGREGATES = frozenset(
    {
        *("any_value", "approx_count_distinct", "approx_quantile", "approx_top_k", "arbitrary", "arg_max"),
        *("arg_max_null", "arg_max_nulls_last", "arg_min", "arg_min_null", "arg_min_nulls_last", "argmax"),
        *("argmin", "array_agg", "avg", "bit_and", "bit_or", "bit_xor", "bitstring_agg", "bool_and", "bool_or"),
        *("corr", "count", "count_if", "countif", "covar_pop", "covar_samp", "cume_dist", "dense_rank", "entropy"),
        *("every", "favg", "first", "fsum", "geomean", "geometric_mean", "group_concat", "grouping", "histogram"),
        *("histogram_exact", "json_agg", "json_arrayagg", "json_group_array", "json_group_object"),
        *("json_group_structure", "json_object_agg", "json_objectagg", "jsonb_agg", "jsonb_object_agg"),
        *("kahan_sum", "kurtosis", "kurtosis_pop", "last", "list", "listagg", "lttb", "mad", "max", "max_by", "mean"),
        *("median", "min", "min_by", "mode", "percent_rank", "percentile_cont", "percentile_disc", "product"),
        *("quantile", "quantile_cont", "quantile_disc", "rank", "regr_avgx", "regr_avgy", "regr_count"),
        *("regr_intercept", "regr_r2", "regr_slope", "regr_sxx", "regr_sxy", "regr_syy", "reservoir_quantile"),
        *("sem", "skewness", "stddev", "stddev_pop", "stddev_samp", "string_agg", "sum", "sum_no_overflow"),
        *("sumkahan", "var_pop", "var_samp", "variance", "wavg", "weighted_avg"),
    }
)
_GENERATORS = frozenset(
    {
        *("explode", "explodinggenerateseries", "generate_series", "generate_subscripts", "generateseries"),
        *("json_array_elements", "json_array_elements_text", "json_each", "json_each_text", "json_object_keys"),
        *("jsonb_array_elements", "jsonb_array_elements_text", "jsonb_each", "jsonb_each_text"),
        *("jsonb_object_keys", "range", "regexp_matches", "regexp_split_to_table", "string_to_table", "unnest"),
    }
)


def _word(node: Node) -> str:
    return str(node.name).lower() if isinstance(node, exp.Anonymous) else type(node).__name__.lower()


def is_aggregate(node: Node) -> bool:
    """Whether the function takes many rows into one."""
    if isinstance(node, (exp.AggFunc, exp.WithinGroup, exp.Filter)):
        return True
    if not isinstance(node, exp.Func):
        return False
    return _word(node) in _AGGREGATES or any(name.lower() in _AGGREGATES for name in _names(node))


def _names(node: Node) -> list[str]:
    return [] if isinstance(node, exp.Anonymous) else list(type(node).sql_names())


def is_generator(node: Node) -> bool:
    """Whether the function gives many rows for one."""
    return isinstance(node, exp.Func) and _word(node) in _GENERATORS


def has_aggregate(node: Node | None) -> bool:
    """Whether the expression, apart from queries in it, aggregates outside windows."""
    return node is not None and any(
        is_aggregate(part) and not _is_windowed(part, node) for part in nodes(node, is_query) if not is_query(part)
    )


def has_window(node: Node | None) -> bool:
    """Whether the expression, apart from queries in it, has a window."""
    return node is not None and any(isinstance(part, exp.Window) for part in nodes(node, is_query))


def has_generator(node: Node | None) -> bool:
    """Whether the expression, apart from queries in it, gives many rows for one."""
    return node is not None and any(is_generator(part) for part in nodes(node, is_query))


def _is_windowed(node: Node, top: Node) -> bool:
    """Whether the function is the one that a window computes, and not an argument of it."""
    while node is not top:
        above = node.parent
        if isinstance(above, exp.Window) and above.this is node:
            return True
        if (
            not isinstance(above, (exp.Filter, exp.WithinGroup, exp.IgnoreNulls, exp.RespectNulls))
            or above.this is not node
        ):
            return False
        node = above
    return False
