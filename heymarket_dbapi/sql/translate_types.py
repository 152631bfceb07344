"""Annotates a tree with the types that PostgreSQL gives its expressions."""

from __future__ import annotations

import datetime
import decimal
import functools
from collections.abc import Mapping
from typing import Any, TypeAlias

from sqlglot import exp
from sqlglot.dialects.postgres import Postgres
from sqlglot.optimizer.annotate_types import annotate_types
from sqlglot.schema import MappingSchema

from heymarket_dbapi.sql.translate_nodes import VALUE, Node

Type = exp.DataType.Type
TypeName: TypeAlias = Any  # an Enum that sqlglot 30 gives as a variable

SMALL_INTEGERS = {Type.TINYINT, Type.SMALLINT, Type.INT, Type.UTINYINT, Type.USMALLINT}
INTEGERS = {*SMALL_INTEGERS, Type.BIGINT, Type.UINT, Type.UBIGINT, Type.INT128, Type.INT256}
DECIMALS = {Type.DECIMAL, Type.BIGDECIMAL, Type.MONEY}
FLOATS = {Type.FLOAT, Type.DOUBLE}
NUMBERS = INTEGERS | DECIMALS | FLOATS
TEXTS = {Type.TEXT, Type.VARCHAR, Type.CHAR, Type.NCHAR, Type.NVARCHAR, Type.BPCHAR, Type.NAME}
INSTANTS = {Type.TIMESTAMP, Type.TIMESTAMPTZ, Type.TIMESTAMPLTZ, Type.TIMESTAMPNTZ, Type.DATETIME}
DOCUMENTS = {Type.JSON, Type.JSONB}


def kind(node: Node | None) -> TypeName:
    """The annotated type's name, UNKNOWN where there is none."""
    if isinstance(node, (exp.Paren, exp.Alias)) and (node.type is None or node.type.this == Type.UNKNOWN):
        return kind(node.this)
    found = node.type.this if node is not None and node.type is not None else None
    return found if isinstance(found, Type) else Type.UNKNOWN


def annotate(tree: Node, schema: Mapping[str, Mapping[str, str]] | None) -> Node:
    """The same tree, each expression with its PostgreSQL type."""
    columns: dict[str, Any] = {
        relation: {name: _type(declared) for name, declared in named.items()}
        for relation, named in (schema or {}).items()
    }
    known = MappingSchema(columns, dialect="postgres", normalize=False)
    return annotate_types(tree, schema=known, expression_metadata=_METADATA, dialect="postgres")


@functools.cache
def _type(declared: str) -> exp.DataType:
    return exp.DataType.build(declared, dialect="duckdb")


def _annotate_sum(annotator: Any, node: Node) -> Node:
    given = kind(node.this)
    if given in SMALL_INTEGERS:
        return _set(annotator, node, Type.BIGINT)
    return _set(annotator, node, Type.DECIMAL if given in INTEGERS else node.this.type)


def _annotate_average(annotator: Any, node: Node) -> Node:
    given = kind(node.this)
    if given in FLOATS:
        return _set(annotator, node, Type.DOUBLE)
    return _set(annotator, node, Type.DECIMAL if given in NUMBERS else node.this.type)


def _annotate_rounding(annotator: Any, node: Node) -> Node:
    given = kind(node.this)
    has_digits = node.args.get("decimals") is not None or node.args.get("expression") is not None
    numeric = given in DECIMALS or (has_digits and given in NUMBERS)
    return _set(annotator, node, Type.DECIMAL if numeric else Type.DOUBLE if given in NUMBERS else Type.UNKNOWN)


def _annotate_literal(annotator: Any, node: exp.Literal) -> Node:
    if node.is_string:
        return _set(annotator, node, Type.VARCHAR)
    if not node.is_int:
        return _set(annotator, node, Type.DECIMAL)
    size = abs(int(node.this))
    return _set(annotator, node, Type.INT if size < 2**31 else Type.BIGINT if size < 2**63 else Type.DECIMAL)


def _annotate_arithmetic(annotator: Any, node: Node) -> Node:
    left, right = kind(node.left), kind(node.right)
    return _set(annotator, node, _combine(node, left, right))


def _combine(node: Node, left: TypeName, right: TypeName) -> TypeName:
    if isinstance(node, exp.Sub) and left in {*INSTANTS, Type.DATE} and right in {*INSTANTS, Type.DATE}:
        return Type.INT if left == right == Type.DATE else Type.INTERVAL
    if Type.DATE in (left, right) and (left in INTEGERS or right in INTEGERS):
        return Type.DATE
    for temporal in (Type.TIMESTAMPTZ, Type.TIMESTAMP, Type.DATE, Type.TIME, Type.INTERVAL):
        if temporal in (left, right):
            return Type.TIMESTAMP if temporal == Type.DATE else temporal
    if Type.JSONB in (left, right) or Type.JSON in (left, right):
        return Type.JSONB
    return _widest(left, right)


def _widest(left: TypeName, right: TypeName) -> TypeName:
    if left in TEXTS and right in NUMBERS:
        left = right
    if right in TEXTS and left in NUMBERS:
        right = left
    if not (left in NUMBERS and right in NUMBERS):
        known = left in {*FLOATS, *DECIMALS} or right in {*FLOATS, *DECIMALS}
        return Type.DOUBLE if known else Type.UNKNOWN
    for family, result in ((FLOATS, Type.DOUBLE), (DECIMALS, Type.DECIMAL)):
        if left in family or right in family:
            return result
    return Type.INT if left in SMALL_INTEGERS and right in SMALL_INTEGERS else Type.BIGINT


def _annotate_power(annotator: Any, node: Node) -> Node:
    given = {kind(node.left), kind(node.right)}
    return _set(annotator, node, Type.DECIMAL if given & DECIMALS and not given & FLOATS else Type.DOUBLE)


def _annotate_like_argument(annotator: Any, node: Node) -> Node:
    return _set(annotator, node, node.this.type if isinstance(node.this, exp.Expression) else None)


def _annotate_by_name(annotator: Any, node: exp.Anonymous) -> Node:
    name = str(node.this).lower()
    if name in _LIKE_FIRST_ARGUMENT and node.expressions:
        return _set(annotator, node, node.expressions[0].type)
    return _set(annotator, node, _NAMED.get(name, Type.UNKNOWN))


def _annotate_truncation(annotator: Any, node: Node) -> Node:
    given = kind(node.this)
    return _set(annotator, node, given if given in {Type.INTERVAL, Type.TIMESTAMP, Type.UNKNOWN} else Type.TIMESTAMPTZ)


def _annotate_zone(annotator: Any, node: Node) -> Node:
    to_local = {Type.TIMESTAMPTZ: Type.TIMESTAMP, Type.DATE: Type.TIMESTAMP, Type.UNKNOWN: Type.UNKNOWN}
    return _set(annotator, node, to_local.get(kind(node.this), Type.TIMESTAMPTZ))


def _annotate_concatenation(annotator: Any, node: Node) -> Node:
    both = (node.left, node.right)
    for side in both:
        if kind(side) in {*DOCUMENTS, Type.ARRAY, Type.LIST, Type.BIT, Type.VARBINARY}:
            return _set(annotator, node, side.type)
    return _set(annotator, node, Type.TEXT)


def _annotate_subscript(annotator: Any, node: exp.Bracket) -> Node:
    given = node.this.type
    if isinstance(node.expressions[0], exp.Slice):
        return _set(annotator, node, given)
    inner = given.expressions[0] if given is not None and given.expressions else Type.UNKNOWN
    return _set(annotator, node, inner)


def _annotate_case(annotator: Any, node: exp.Case) -> Node:
    results = [kind(branch.args["true"]) for branch in node.args["ifs"]]
    if node.args.get("default") is not None:
        results.append(kind(node.args["default"]))
    known = [result for result in results if result not in {Type.NULL, Type.UNKNOWN}]
    if known and all(result in NUMBERS for result in known):
        result = known[0]
        for other in known[1:]:
            result = _widest(result, other)
        return _set(annotator, node, result)
    return _set(annotator, node, known[0] if known else Type.UNKNOWN)


def _set(annotator: Any, node: Node, found: Any) -> Node:
    annotator._set_type(node, found)
    return node


def _annotate_placeholder(annotator: Any, node: exp.Placeholder) -> Node:
    value = node.meta.get(VALUE)
    return _set(annotator, node, next((found for known, found in _OF_VALUES if isinstance(value, known)), None))


_OF_VALUES: tuple[tuple[type, TypeName], ...] = (
    (bool, Type.BOOLEAN),
    (int, Type.BIGINT),
    (float, Type.DOUBLE),
    (decimal.Decimal, Type.DECIMAL),
    (str, Type.VARCHAR),
    (bytes, Type.VARBINARY),
    (datetime.datetime, Type.TIMESTAMPTZ),
    (datetime.date, Type.DATE),
    (datetime.time, Type.TIME),
    (datetime.timedelta, Type.INTERVAL),
)
KNOWN_VALUES = tuple(known for known, _ in _OF_VALUES)


def _each(names: str, **how: Any) -> dict[str, dict[str, Any]]:
    return {name: dict(how) for name in names.split()}


_LIKE_FIRST_ARGUMENT = {"mod", "abs", "trim_scale", "justify_days", "justify_hours", "justify_interval", "any_value"}
_NAMED: dict[str, TypeName] = {
    name: given
    for given, names in (
        (
            Type.INT,
            (
                "char_length character_length octet_length bit_length strpos position array_position cardinality "
                "array_upper array_lower array_ndims json_array_length jsonb_array_length regexp_count "
                "regexp_instr width_bucket num_nulls num_nonnulls ascii grouping scale"
            ),
        ),
        (Type.INTERVAL, "age make_interval"),
        (Type.BIGINT, "gcd lcm"),
        (Type.DECIMAL, "factorial div to_number"),
        (Type.TIMESTAMPTZ, "to_timestamp make_timestamptz clock_timestamp statement_timestamp"),
        (Type.TIMESTAMPTZ, "transaction_timestamp now"),
        (Type.TIMESTAMP, "make_timestamp"),
        (Type.DATE, "make_date to_date"),
        (Type.JSON, "json_build_object json_build_array to_json json_agg json_object_agg row_to_json"),
        (
            Type.JSONB,
            (
                "jsonb_build_object jsonb_build_array to_jsonb jsonb_agg jsonb_object_agg jsonb_set "
                "jsonb_strip_nulls jsonb_extract_path jsonb_path_query_first jsonb_insert"
            ),
        ),
        (
            Type.TEXT,
            (
                "json_typeof jsonb_typeof json_extract_path_text jsonb_extract_path_text to_char encode btrim "
                "overlay format quote_literal to_hex regexp_replace regexp_substr jsonb_pretty"
            ),
        ),
        (Type.DOUBLE, "random pi cot cosd sind"),
        (Type.VARBINARY, "decode convert_to sha256"),
    )
    for name in names.split()
}
_OWN: dict[str, dict[str, Any]] = {
    **_each("Sum", annotator=_annotate_sum),
    **_each("Avg", annotator=_annotate_average),
    **_each("Round Trunc Ceil Floor", annotator=_annotate_rounding),
    **_each("Literal", annotator=_annotate_literal),
    **_each("Add Sub Mul Div Mod IntDiv", annotator=_annotate_arithmetic),
    **_each("Pow", annotator=_annotate_power),
    **_each("Anonymous", annotator=_annotate_by_name),
    **_each("DateTrunc TimestampTrunc", annotator=_annotate_truncation),
    **_each("AtTimeZone", annotator=_annotate_zone),
    **_each("DPipe", annotator=_annotate_concatenation),
    **_each("Bracket", annotator=_annotate_subscript),
    **_each("Case", annotator=_annotate_case),
    **_each("Placeholder", annotator=_annotate_placeholder),
    **_each("Extract", returns=Type.DECIMAL),
    **_each("CurrentTimestamp UnixToTime StrToTime", returns=Type.TIMESTAMPTZ),
    **_each("SHA2 SHA2Digest Decode", returns=Type.VARBINARY),
    **_each("Length StrPosition Unicode WidthBucket", returns=Type.INT),
    **_each("JSONExtractScalar JSONBExtractScalar", returns=Type.TEXT),
    **_each("JSONExtract", annotator=_annotate_like_argument),
    **_each("JSONBExtract", returns=Type.JSONB),
    **_each("Left Right Replace RegexpReplace SplitPart Reverse Pad", returns=Type.TEXT),
    **_each("Mode PercentileDisc Nullif Greatest Least", annotator=_annotate_like_argument),
}
_METADATA: dict[Any, Any] = {
    **Postgres.EXPRESSION_METADATA,
    **{getattr(exp, name): value for name, value in _OWN.items() if hasattr(exp, name)},
}
