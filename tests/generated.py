"""A strategy of whole queries: joins, filters, groups, windows, sets, derived tables, CTEs, order and limit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from tests.generated_conditions import column, condition, exists, expression
from tests.generated_words import JOINS, Kind, Pen, Pick, Pools, Relation, base, base_tables

SET_OPERATIONS = ("UNION", "UNION ALL", "INTERSECT", "INTERSECT ALL", "EXCEPT", "EXCEPT ALL")
# Answers that may be larger than this get a LIMIT, for the sake of time.
_FEW = 2500
_FEW_TO_CROSS = 60


@dataclass(frozen=True, slots=True)
class Generated:
    """One query: its text, its parameters, whether its order is total."""

    sql: str
    parameters: list[Any]
    ordered: bool


@dataclass(frozen=True, slots=True)
class Source:
    """A FROM: its text, what can be named, how many rows it may have."""

    text: str
    relations: tuple[Relation, ...]
    rows: float


@dataclass(frozen=True, slots=True)
class Body:
    """A SELECT that others may be built on: its text and the kinds of its columns; keys make its rows unique."""

    sql: str
    columns: dict[str, Kind]
    keys: tuple[str, ...] = ()
    ordered: bool = False


def queries(pools: Pools, sizes: dict[str, int]) -> st.SearchStrategy[Generated]:
    """Queries over the tables; ``sizes`` keeps joins from growing out of hand."""

    @st.composite
    def chosen(draw: st.DrawFn) -> Generated:
        return generate(lambda below: draw(st.integers(0, below - 1)), pools, sizes)

    return chosen()


def generate(pick: Pick, pools: Pools, sizes: dict[str, int]) -> Generated:
    """One query, all choices made by ``pick``."""
    pen = Pen(pick, pools)
    make = pen.one_of(plain, plain, plain, grouped, windowed, combined, derived, with_clause, distinct_on, counted)
    body: Body = make(pen, sizes)
    sql, parameters = pen.finish(body.sql)
    return Generated(sql, parameters, body.ordered)


def source(pen: Pen, sizes: dict[str, int], most: int = 3) -> Source:
    """One table, or some joined on keys or on other columns."""
    first = base(pen.one_of(*base_tables()), pen.alias())
    found = Source(f"{first.table} AS {first.alias}", (first,), sizes[first.table])
    for _ in range(pen.one_of(*(0, 0, 1, 1, 2)[: most + 2])):
        found = joined(pen, sizes, found)
    return found


def joined(pen: Pen, sizes: dict[str, int], before: Source) -> Source:
    """The source with one more table."""
    ways = [
        (relation, here.partition(".")[2], *other.split("."))
        for relation in before.relations
        for one, two in JOINS
        for here, other in ((one, two), (two, one))
        if here.startswith(relation.table + ".")
    ]
    if not ways or (before.rows < _FEW_TO_CROSS and pen.chance(8)):
        small = base(pen.one_of("inboxes", "surveys", "team"), pen.alias())
        text = f"{before.text} CROSS JOIN {small.table} AS {small.alias}"
        return Source(text, (*before.relations, small), before.rows * sizes[small.table])
    relation, name, table, other_name = pen.one_of(*ways)
    other = base(table, pen.alias())
    kind = pen.one_of("JOIN", "JOIN", "LEFT JOIN", "LEFT JOIN", "INNER JOIN", "RIGHT JOIN", "FULL JOIN")
    on = f"{relation.alias}.{name} = {other.alias}.{other_name}"
    if kind != "FULL JOIN" and pen.chance(25):
        on += f" AND {condition(pen, [relation, other], 0)}"
    fan = max(1.0, sizes[table] / max(1, len(pen.pools.get((table, other_name), ())) * 4))
    rows = before.rows * (1.0 if other.keys == (other_name,) else fan)
    rows += sizes[table] if kind in ("RIGHT JOIN", "FULL JOIN") else 0
    return Source(f"{before.text} {kind} {table} AS {other.alias} ON {on}", (*before.relations, other), rows)


def where(pen: Pen, relations: Sequence[Relation], percent: int = 75) -> str:
    """A WHERE, or nothing."""
    return f" WHERE {condition(pen, relations)}" if pen.chance(percent) else ""


def total_order(pen: Pen, relations: Sequence[Relation], *, certain: bool, cap: bool) -> tuple[str, bool]:
    """An ORDER BY that leaves no ties, with a LIMIT now and then; whether there is one."""
    if not certain and not pen.chance(45):
        return "", False
    places = []
    for _ in range(pen.one_of(0, 1, 1, 2)):
        relation, name = column(pen, relations)
        places.append(f"{relation.alias}.{name} {_direction(pen)}")
    places += [f"{one.alias}.{key} {_direction(pen)}" for one in relations for key in one.keys]
    return f" ORDER BY {', '.join(places)}{limit(pen, cap=cap)}", True


def limit(pen: Pen, *, cap: bool) -> str:
    """LIMIT, OFFSET or FETCH, or nothing; always a LIMIT where the rows have to be capped."""
    if not cap and not pen.chance(60):
        return ""
    count, skipped = pen.one_of(0, 1, 5, 20, 100), pen.one_of(0, 0, 1, 30, 150)
    if pen.chance(15):
        return (f" OFFSET {skipped} ROWS" if skipped else "") + f" FETCH FIRST {max(count, 1)} ROWS ONLY"
    return f" LIMIT {pen.write(count)}" + (f" OFFSET {pen.write(skipped)}" if skipped else "")


def _direction(pen: Pen) -> str:
    return str(pen.one_of("ASC NULLS LAST", "ASC NULLS FIRST", "DESC NULLS LAST", "DESC NULLS FIRST"))


def plain(pen: Pen, sizes: dict[str, int], most: int = 3) -> Body:
    """Expressions over a source, filtered, ordered, limited."""
    found = source(pen, sizes, most)
    selected = [expression(pen, found.relations) for _ in range(pen.one_of(1, 2, 3, 5))]
    columns = {f"c{number}": kind for number, (_, kind) in enumerate(selected)}
    keys = {
        f"k{number}": f"{one.alias}.{key}"
        for number, (one, key) in enumerate((one, key) for one in found.relations for key in one.keys)
    }
    kinds = {name: _kind(found.relations, place) for name, place in keys.items()}
    listed = [f"{text} AS c{number}" for number, (text, _) in enumerate(selected)]
    listed += [f"{place} AS {name}" for name, place in keys.items()]
    if pen.chance(10):
        number = len(columns)
        listed.append(f"{exists(pen, found.relations)} AS c{number}")
        columns[f"c{number}"] = Kind.FLAG
    many = found.rows > _FEW
    order, ordered = total_order(pen, found.relations, certain=many, cap=many)
    sql = f"SELECT {', '.join(listed)} FROM {found.text}{where(pen, found.relations)}{order}"
    return Body(sql, {**columns, **kinds}, tuple(keys), ordered)


def _kind(relations: Sequence[Relation], place: str) -> Kind:
    alias, _, name = place.partition(".")
    return next(one.columns[name] for one in relations if one.alias == alias)


def grouped(pen: Pen, sizes: dict[str, int], most: int = 3) -> Body:
    """Groups with aggregates, HAVING, grouping sets."""
    found = source(pen, sizes, most)
    chosen = [column(pen, found.relations) for _ in range(pen.one_of(0, 1, 1, 2))]
    places = list(dict.fromkeys(f"{one.alias}.{name}" for one, name in chosen))
    columns = {f"g{number}": _kind(found.relations, place) for number, place in enumerate(places)}
    listed = [f"{place} AS g{number}" for number, place in enumerate(places)]
    for number in range(pen.one_of(1, 2, 3)):
        text, kind = aggregate(pen, found.relations)
        listed.append(f"{text} AS a{number}")
        columns[f"a{number}"] = kind
    sql = f"SELECT {', '.join(listed)} FROM {found.text}{where(pen, found.relations)}"
    if places:
        sets = pen.chance(20)
        how = pen.one_of("ROLLUP ({})", "CUBE ({})", "GROUPING SETS (({}), ())") if sets else "{}"
        sql += " GROUP BY " + how.format(", ".join(places))
        if pen.chance(30):
            sql += f" HAVING {pen.one_of('count(*) > 1', 'count(*) <= 3', f'{places[0]} IS NOT NULL')}"
        if pen.chance(40) and not sets:
            order = ", ".join(f"{place} {_direction(pen)}" for place in places)
            return Body(f"{sql} ORDER BY {order}{limit(pen, cap=False)}", columns, (), ordered=True)
    return Body(sql, columns)


def aggregate(pen: Pen, relations: Sequence[Relation]) -> tuple[str, Kind]:
    """An aggregate, filtered or distinct now and then."""
    relation, name = column(pen, relations)
    place, kind = f"{relation.alias}.{name}", relation.columns[name]
    extra = f" FILTER (WHERE {condition(pen, relations, 0)})" if pen.chance(20) else ""
    distinct = "DISTINCT " if pen.chance(25) else ""
    if pen.chance(45):
        return pen.one_of("count(*)", f"count({distinct}{place})") + extra, Kind.NUMBER
    match kind:
        case Kind.NUMBER:
            text = pen.one_of(f"sum({place})", f"min({place})", f"max({place})", f"avg({distinct}{place})")
            return text + extra, kind
        case Kind.TEXT:
            text = pen.one_of(f"min({place})", f"max({place})", f"string_agg(DISTINCT {place}, '|' ORDER BY {place})")
            return text + extra, kind
        case Kind.TIME:
            return pen.one_of(f"min({place})", f"max({place})") + extra, kind
    return pen.one_of(f"bool_and({place})", f"bool_or({place})") + extra, kind


def windowed(pen: Pen, sizes: dict[str, int], most: int = 2) -> Body:
    """Windows over a source, each with a total order or none."""
    found = source(pen, sizes, min(most, 2))
    keys = [f"{one.alias}.{key}" for one in found.relations for key in one.keys]
    listed = [f"{place} AS k{number}" for number, place in enumerate(keys)]
    columns = {f"k{number}": _kind(found.relations, place) for number, place in enumerate(keys)}
    for number in range(pen.one_of(1, 1, 2)):
        text, kind = window(pen, found.relations, keys)
        listed.append(f"{text} AS w{number}")
        columns[f"w{number}"] = kind
    many = found.rows > _FEW
    order, ordered = total_order(pen, found.relations, certain=many, cap=many)
    return Body(
        f"SELECT {', '.join(listed)} FROM {found.text}{where(pen, found.relations)}{order}",
        columns,
        tuple(f"k{number}" for number in range(len(keys))),
        ordered,
    )


def window(pen: Pen, relations: Sequence[Relation], keys: Sequence[str]) -> tuple[str, Kind]:
    """A window function whose answer does not hang on how ties fall."""
    parted, by = column(pen, relations), column(pen, relations)
    partition = f"PARTITION BY {parted[0].alias}.{parted[1]} " if pen.chance(65) else ""
    order = f"ORDER BY {by[0].alias}.{by[1]} {_direction(pen)}"
    total = f"{order}, " + ", ".join(f"{key} {_direction(pen)}" for key in keys)
    numbers = [f"{one.alias}.{name}" for one in relations for name in one.of_kind(Kind.NUMBER)]
    number = pen.one_of(*numbers)
    frame = pen.one_of("", " ROWS BETWEEN 2 PRECEDING AND CURRENT ROW", " ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING")
    return str(
        pen.one_of(
            f"row_number() OVER ({partition}{total})",
            f"rank() OVER ({partition}{order})",
            f"dense_rank() OVER ({partition}{order})",
            f"lag({number}) OVER ({partition}{total})",
            f"lead({number}, 2, 0) OVER ({partition}{total})",
            f"count(*) OVER ({partition.strip()})",
            f"sum({number}) OVER ({partition}{total}{frame})",
            f"min({number}) OVER ({partition}{total}{frame})",
            f"first_value({number}) OVER ({partition}{total})",
            f"ntile(3) OVER ({partition}{total})",
        )
    ), Kind.NUMBER


def combined(pen: Pen, sizes: dict[str, int], most: int = 2) -> Body:
    """Two or three SELECTs of one column each in a set operation."""
    kind = pen.one_of(Kind.NUMBER, Kind.TEXT, Kind.TIME)
    parts = [_single(pen, sizes, kind) for _ in range(pen.one_of(2, 2, 3))]
    sql = parts[0]
    for part in parts[1:]:
        sql = f"({sql}) {pen.one_of(*SET_OPERATIONS)} ({part})"
    if pen.chance(40) and most:
        return Body(f"{sql} ORDER BY c0 {_direction(pen)}{limit(pen, cap=False)}", {"c0": kind}, (), ordered=True)
    return Body(sql, {"c0": kind})


def _single(pen: Pen, sizes: dict[str, int], kind: Kind) -> str:
    tables = [name for name in base_tables() if base(name, "t").of_kind(kind)]
    relation = base(pen.one_of(*tables), pen.alias())
    name = pen.one_of(*relation.of_kind(kind))
    sql = f"SELECT {relation.alias}.{name} AS c0 FROM {relation.table} AS {relation.alias}{where(pen, [relation])}"
    return sql + (total_order(pen, [relation], certain=True, cap=True)[0] if pen.chance(20) else "")


def derived(pen: Pen, sizes: dict[str, int]) -> Body:
    """A SELECT over a derived table, filtered and grouped outside."""
    inner: Body = pen.one_of(plain, plain, grouped, windowed, combined, distinct_on)(pen, sizes, 1)
    relation = Relation(pen.alias("d"), inner.columns, inner.keys)
    return _over(pen, f"({inner.sql}) AS {relation.alias}", relation)


def with_clause(pen: Pen, sizes: dict[str, int]) -> Body:
    """A CTE, used once, or twice and joined with itself by its keys."""
    inner: Body = pen.one_of(plain, plain, grouped, combined)(pen, sizes, 1)
    name = pen.alias("w")
    clause = f"WITH {name} AS ({inner.sql}) "
    if inner.keys and pen.chance(50):
        on = " AND ".join(f"a.{key} = b.{key}" for key in inner.keys)
        on += f" AND {condition(pen, [Relation('b', inner.columns, inner.keys)], 0)}"
        counts = f"SELECT count(*) AS n, count(b.{inner.keys[0]}) AS m"
        sql = f"{clause}{counts} FROM {name} AS a {pen.one_of('JOIN', 'LEFT JOIN')} {name} AS b ON {on}"
        return Body(sql, {"n": Kind.NUMBER, "m": Kind.NUMBER})
    outer = _over(pen, f"{name} AS d", Relation("d", inner.columns, inner.keys))
    return Body(clause + outer.sql, outer.columns, outer.keys, outer.ordered)


def _over(pen: Pen, text: str, relation: Relation) -> Body:
    if pen.chance(35):
        aggregates = [aggregate(pen, [relation]) for _ in range(2)]
        listed = ", ".join(f"{one} AS a{number}" for number, (one, _) in enumerate(aggregates))
        return Body(f"SELECT {listed} FROM {text}{where(pen, [relation])}", {})
    names = list(relation.columns)
    listed = ", ".join(f"{relation.alias}.{name} AS {name}" for name in names)
    order, ordered = total_order(pen, [relation], certain=False, cap=False) if relation.keys else ("", False)
    return Body(f"SELECT {listed} FROM {text}{where(pen, [relation])}{order}", dict(relation.columns), (), ordered)


def distinct_on(pen: Pen, sizes: dict[str, int], most: int = 1) -> Body:
    """DISTINCT ON a column, the rest decided by a total order; or DISTINCT."""
    relation = base(pen.one_of(*base_tables()), pen.alias())
    text = f"FROM {relation.table} AS {relation.alias}{where(pen, [relation])}"
    _, name = column(pen, [relation])
    kind = relation.columns[name]
    place = f"{relation.alias}.{name}"
    if pen.chance(40):
        sql = f"SELECT DISTINCT {place} AS c0 {text} ORDER BY c0 {_direction(pen)}"
        return Body(sql, {"c0": kind}, (), ordered=True)
    keys = ", ".join(f"{relation.alias}.{key} {_direction(pen)}" for key in relation.keys)
    key = relation.keys[0]
    sql = f"SELECT DISTINCT ON ({place}) {place} AS c0, {relation.alias}.{key} AS c1 {text}"
    sql += f" ORDER BY {place} {_direction(pen)}, {keys}"
    return Body(sql, {"c0": kind, "c1": relation.columns[key]}, (), ordered=True)


def counted(pen: Pen, sizes: dict[str, int]) -> Body:
    """COUNT, MIN and MAX over one table, of the kind that a counter may answer."""
    relation = base(pen.one_of(*base_tables()), pen.alias())
    times = relation.of_kind(Kind.TIME) or list(relation.columns)
    name = f"{relation.alias}.{pen.one_of(*times)}"
    listed = pen.one_of("count(*) AS n", f"min({name}) AS a", f"max({name}) AS a, count(*) AS n", f"count({name}) AS n")
    return Body(f"SELECT {listed} FROM {relation.table} AS {relation.alias}{where(pen, [relation], 60)}", {})
