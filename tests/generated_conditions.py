"""Generated conditions and expressions over the columns of some relations."""

from __future__ import annotations

from collections.abc import Sequence

from tests.generated_words import JOINS, Kind, Pen, Relation, base

COMPARISONS = ("=", "<>", "!=", "<", "<=", ">", ">=")


def column(pen: Pen, relations: Sequence[Relation], *kinds: Kind) -> tuple[Relation, str]:
    """A column of one of these kinds (of any, where none has it)."""
    wanted = kinds or tuple(Kind)
    found = [(one, name) for one in relations for name, kind in one.columns.items() if kind in wanted]
    chosen: tuple[Relation, str] = pen.one_of(*(found or [(relations[0], next(iter(relations[0].columns)))]))
    return chosen


def condition(pen: Pen, relations: Sequence[Relation], depth: int = 2) -> str:
    """A condition: a tree of AND, OR and NOT over simple ones."""
    if depth and pen.chance(45):
        parts = [condition(pen, relations, depth - 1) for _ in range(pen.one_of(2, 2, 3))]
        return "(" + f" {pen.one_of('AND', 'AND', 'OR')} ".join(parts) + ")"
    simple = pen.one_of(
        *(comparison, comparison, listed, missing, between, like, flag, columns_compared, computed),
        *((in_subquery, exists) if depth else ()),
    )(pen, relations)
    return f"NOT ({simple})" if pen.chance(12) else str(simple)


def comparison(pen: Pen, relations: Sequence[Relation]) -> str:
    """A column compared with a value, NULL now and then; sometimes the value stands first."""
    relation, name = column(pen, relations)
    operators = ("=", "<>") if relation.columns[name] is Kind.FLAG else COMPARISONS
    if pen.chance(12):
        operators = ("IS DISTINCT FROM", "IS NOT DISTINCT FROM")
    operator = pen.one_of(*operators)
    value = pen.write(None if pen.chance(4) else pen.value(relation, name))
    left = f"{relation.alias}.{name}"
    if pen.chance(12) and "IS" not in operator:
        return f"{value} {operator} {left}"
    if pen.chance(10) and operator in ("<>", "!="):
        return f"({left} {operator} {value} AND {left} {operator} {pen.write(pen.value(relation, name))})"
    return f"{left} {operator} {value}"


def listed(pen: Pen, relations: Sequence[Relation]) -> str:
    """IN or NOT IN over values, NULL now and then."""
    relation, name = column(pen, relations, Kind.NUMBER, Kind.TEXT, Kind.TIME)
    values = [pen.write(pen.value(relation, name)) for _ in range(pen.one_of(1, 2, 3, 6))]
    if pen.chance(10):
        values.append("NULL")
    return f"{relation.alias}.{name} {pen.one_of('IN', 'IN', 'NOT IN')} ({', '.join(values)})"


def missing(pen: Pen, relations: Sequence[Relation]) -> str:
    """IS NULL or IS NOT NULL."""
    relation, name = column(pen, relations)
    return f"{relation.alias}.{name} IS {pen.one_of('', 'NOT ')}NULL"


def between(pen: Pen, relations: Sequence[Relation]) -> str:
    """BETWEEN two values, in order or not."""
    relation, name = column(pen, relations, Kind.NUMBER, Kind.TEXT, Kind.TIME)
    low, high = pen.value(relation, name), pen.value(relation, name)
    if low > high and pen.chance(85):
        low, high = high, low
    negated = "NOT " if pen.chance(15) else ""
    return f"{relation.alias}.{name} {negated}BETWEEN {pen.write(low)} AND {pen.write(high)}"


def like(pen: Pen, relations: Sequence[Relation]) -> str:
    """LIKE or ILIKE, the wildcards of the value escaped or not."""
    relation, name = column(pen, relations, Kind.TEXT)
    if relation.columns[name] is not Kind.TEXT:
        return missing(pen, relations)
    text = str(pen.value(relation, name))
    start = pen.one_of(0, 0, 1, 3)
    piece = text[start : start + pen.one_of(1, 2, 5, 40)]
    escape = pen.one_of("", "!", "\\")
    if escape:
        piece = "".join(escape + letter if letter in ("%", "_", escape) else letter for letter in piece)
    elif "\\" in piece:
        piece = piece.replace("\\", "_")
    pattern = pen.one_of("{}%", "%{}%", "%{}", "_{}%", "{}").format(piece)
    operator = pen.one_of("LIKE", "LIKE", "NOT LIKE", "ILIKE", "NOT ILIKE")
    return f"{relation.alias}.{name} {operator} {pen.write(pattern)}" + (f" ESCAPE '{escape}'" if escape else "")


def flag(pen: Pen, relations: Sequence[Relation]) -> str:
    """A flag as a condition."""
    relation, name = column(pen, relations, Kind.FLAG)
    if relation.columns[name] is not Kind.FLAG:
        return missing(pen, relations)
    return f"{relation.alias}.{name}" + str(pen.one_of("", "", " IS TRUE", " IS NOT TRUE", " = FALSE", " IS FALSE"))


def columns_compared(pen: Pen, relations: Sequence[Relation]) -> str:
    """Two columns of one kind."""
    relation, name = column(pen, relations, Kind.NUMBER, Kind.TEXT, Kind.TIME)
    other, other_name = column(pen, relations, relation.columns[name])
    return f"{relation.alias}.{name} {pen.one_of('=', '<>', '<', '>=')} {other.alias}.{other_name}"


def computed(pen: Pen, relations: Sequence[Relation]) -> str:
    """An expression compared."""
    relation, name = column(pen, relations)
    place = f"{relation.alias}.{name}"
    match relation.columns[name]:
        case Kind.NUMBER:
            shift = pen.write(pen.value(relation, name))
            return str(pen.one_of(f"{place} % 3 = 1", f"{place} + 1 > {shift}", f"coalesce({place}, 0) <= {shift}"))
        case Kind.TEXT:
            value = pen.write(str(pen.value(relation, name)).lower())
            return str(
                pen.one_of(
                    f"length({place}) > 6",
                    f"lower({place}) = {value}",
                    f"coalesce({place}, '') = ''",
                    f"{place} || 'x' LIKE '%ax'",
                    f"left({place}, 1) IN ('A', 'M', '1')",
                )
            )
        case Kind.TIME:
            return str(
                pen.one_of(
                    f"date_trunc('month', {place}) >= TIMESTAMPTZ '2025-03-01 00:00:00+00'",
                    f"extract(year FROM {place}) = 2024",
                    f"{place}::date < DATE '2025-02-10'",
                    f"{place} + INTERVAL '30 days' > TIMESTAMPTZ '2025-06-15 12:00:00+00'",
                )
            )
    return f"CASE WHEN {place} THEN {comparison(pen, relations)} ELSE {missing(pen, relations)} END"


def in_subquery(pen: Pen, relations: Sequence[Relation]) -> str:
    """IN or NOT IN, or ANY, over a column of another table."""
    found = [
        (relation, here, other)
        for relation in relations
        for one, two in JOINS
        for here, other in ((one, two), (two, one))
        if here.partition(".")[0] == relation.table
    ]
    if not found:
        return missing(pen, relations)
    relation, here, other = pen.one_of(*found)
    table, _, name = other.partition(".")
    inner = base(table, pen.alias("s"))
    operator = pen.one_of("IN", "IN", "NOT IN", "= ANY")
    where = f" WHERE {condition(pen, [inner], 0)}" if pen.chance(70) else ""
    place = f"{relation.alias}.{here.partition('.')[2]}"
    return f"{place} {operator} (SELECT {inner.alias}.{name} FROM {table} AS {inner.alias}{where})"


def exists(pen: Pen, relations: Sequence[Relation]) -> str:
    """EXISTS or NOT EXISTS over a table that belongs to a row here, or a count of its rows."""
    found = [
        (relation, here, other)
        for relation in relations
        for one, two in JOINS
        for here, other in ((one, two), (two, one))
        if here.partition(".")[0] == relation.table
    ]
    if not found:
        return flag(pen, relations)
    relation, here, other = pen.one_of(*found)
    table, _, name = other.partition(".")
    inner = base(table, pen.alias("s"))
    where = f"{inner.alias}.{name} = {relation.alias}.{here.partition('.')[2]}"
    if pen.chance(60):
        where += f" AND {condition(pen, [inner], 0)}"
    body = f"FROM {table} AS {inner.alias} WHERE {where}"
    if pen.chance(25):
        return f"(SELECT count(*) {body}) {pen.one_of('=', '>', '<=')} {pen.one_of(0, 1, 3)}"
    return f"{pen.one_of('', '', 'NOT ')}EXISTS (SELECT 1 {body})"


def expression(pen: Pen, relations: Sequence[Relation]) -> tuple[str, Kind]:
    """Something to select."""
    relation, name = column(pen, relations)
    place, kind = f"{relation.alias}.{name}", relation.columns[name]
    if pen.chance(65):
        return place, kind
    match kind:
        case Kind.NUMBER:
            return str(pen.one_of(f"{place} + 1", f"{place} % 7", f"coalesce({place}, -1)", f"-{place}")), kind
        case Kind.TEXT:
            text = pen.one_of(
                f"lower({place})",
                f"{place} || '-'",
                f"coalesce({place}, 'none')",
                f"left({place}, 3)",
                f"replace({place}, 'a', '%')",
            )
            return str(text), kind
        case Kind.TIME:
            return str(pen.one_of(f"date_trunc('day', {place})", f"{place} + INTERVAL '1 day'")), kind
    if pen.chance(50):
        return f"CASE WHEN {place} THEN 1 ELSE 0 END", Kind.NUMBER
    return f"({comparison(pen, relations)})", Kind.FLAG
