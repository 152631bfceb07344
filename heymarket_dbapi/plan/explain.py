"""What a query will ask the API, as a value that prints as its own EXPLAIN."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from heymarket_dbapi.catalog.custom_fields import CUSTOM_FIELDS
from heymarket_dbapi.catalog.pushdown import inherited_columns
from heymarket_dbapi.catalog.spec import Table
from heymarket_dbapi.catalog.ways import Bind, Endpoint, Place, Read, Slot, Walk
from heymarket_dbapi.plan.access import Listed, Pointed, Walked, choose, listings, wants_count
from heymarket_dbapi.plan.edges import edges
from heymarket_dbapi.plan.experience import Run
from heymarket_dbapi.plan.price import SELECTIVITY, STALE, listing_price
from heymarket_dbapi.plan.ranges import is_wide
from heymarket_dbapi.plan.span import Span
from heymarket_dbapi.plan.statistics import Statistics
from heymarket_dbapi.plan.turns import Scene, Turn, has_both_ends, keys_of
from heymarket_dbapi.sql.query import Counting, Link, Query, Relation

COLUMNS = ("step", "relation", "method", "path", "body", "narrowing", "rows", "calls", "seconds", "exact", "note")


@dataclass(frozen=True, slots=True)
class Step:
    """A group of like calls. ``note``: why their number is not known exactly, or nothing: then a log may be held
    against it. ``name``: the relation in the query. ``is_whole``: it reads a whole listing, which others may share.
    """

    relation: str
    endpoint: Endpoint
    body: str | None
    narrowing: str
    rows: int | None
    calls: int
    note: str
    name: str = ""
    is_whole: bool = False

    @property
    def is_exact(self) -> bool:
        """Whether the number of calls is known."""
        return not self.note

    @property
    def is_told(self) -> bool:
        """Whether sizes, or the last time, tell the number of calls."""
        return not self.note.startswith(KEPT) and (
            self.is_exact or self.note.startswith(STALE) or self.note.endswith(LAST_TIME)
        )

    def with_kept(self) -> Step:
        """The same, where kept replies may answer instead."""
        return replace(self, note=f"{KEPT}; {self.note}" if self.note else KEPT)

    def row(self, number: int, requests_per_minute: int) -> tuple[object, ...]:
        """The values of the columns ``COLUMNS``; seconds are those that the rate limit takes."""
        seconds = round(self.calls * 60 / requests_per_minute, 3)
        asked = (self.endpoint.method, self.endpoint.path, self.body, self.narrowing)
        return (number, self.relation, *asked, self.rows, self.calls, seconds, self.is_exact, self.note)


# Until an endpoint has found a row, its "there is none" is not believed.
UNPROVED = "more where nothing is found"

# Why a number of calls is thought to be right that sizes do not tell.
LAST_TIME = "as last time"

# Why a step may make fewer calls than it says, down to none.
KEPT = "kept replies may answer"

# The counter has one bound: what lies beyond the other is counted too, twice, and taken away.
COUNTED_RANGE = "more where rows come or go meanwhile"

# What a query spends first whose names or stars may mean custom fields, where these are not remembered.
CUSTOM_FIELDS_STEP = Step(
    "custom_fields",
    CUSTOM_FIELDS.reads[0].endpoint,
    "{}",
    "",
    None,
    1,
    "custom fields are not known without this call, nor what follows where a name means one",
)


@dataclass(frozen=True, slots=True)
class QueryPlan:
    """The steps of a query, in the order in which they begin."""

    steps: tuple[Step, ...]
    requests_per_minute: int

    @property
    def calls(self) -> int:
        """How many calls are expected."""
        return sum(step.calls for step in self.steps)

    @property
    def least(self) -> int:
        """How many calls are made at least, by what is known of sizes."""
        return sum(step.calls for step in self.steps if step.is_exact or step.note.startswith(STALE))

    @property
    def expected(self) -> int | None:
        """How many calls are expected, where sizes or the last time tell them all; else None."""
        return self.calls if all(step.is_told for step in self.steps) else None

    def with_kept(self, is_kept: Callable[[Endpoint], bool]) -> QueryPlan:
        """The same, where replies of the endpoints that ``is_kept`` names need not be asked for again."""
        return replace(self, steps=tuple(step.with_kept() if is_kept(step.endpoint) else step for step in self.steps))

    def rows(self) -> list[tuple[object, ...]]:
        """The plan as rows of the columns ``COLUMNS``."""
        return [step.row(number, self.requests_per_minute) for number, step in enumerate(self.steps, 1)]

    def to_json(self) -> str:
        """The plan as a JSON array of objects."""
        return json.dumps([dict(zip(COLUMNS, row, strict=True)) for row in self.rows()], indent=2)

    def __str__(self) -> str:
        lines = [
            f"{number}. {step.calls}{'' if step.is_exact else '+'} × {step.endpoint}  for {step.relation}"
            + (f"  where {step.narrowing}" if step.narrowing else "")
            + (f"  ({step.note})" if step.note else "")
            for number, step in enumerate(self.steps, 1)
        ]
        return "\n".join(lines) or "no call"


def plan_query(
    query: Query, scene: Scene, turns: Sequence[Turn], requests_per_minute: int, run: Run | None = None
) -> QueryPlan:
    """The calls that a query will make, as far as they can be known without one; ``run``: those of the last time."""
    steps: list[Step] = []
    if query.count is not None and (counted := _count_alone(query, query.count, scene)):
        return QueryPlan(tuple(_as_last_time(counted, run) if run is not None else counted), requests_per_minute)
    for turn in turns:
        if turn.relation.name in scene.live:
            steps += [step for step in _of_turn(turn, scene, query) if not _is_shared(step, steps)]
    for hydration in query.hydrations:
        endpoint = _endpoint(scene.tables[hydration.table], hydration.columns)
        steps.append(Step(hydration.table, endpoint, None, "", None, 1, "one a row"))
    if run is not None:
        steps = _as_last_time(steps, run)
    return QueryPlan(tuple(steps), requests_per_minute)


def _count_alone(query: Query, counting: Counting, scene: Scene) -> list[Step]:
    """The counter, where it answers; none where rows are read."""
    relation = query.relation(counting.relation)
    table = scene.tables.get(relation.table)
    if table is None or relation.name not in scene.live or not scene.statistics.can_count(table):
        return []
    if not relation.conjuncts:
        return [_count(table)]
    digits = scene.statistics.bounded_digits(table)
    found = edges(table, relation.conjuncts, digits) if digits is not None else None
    if found is None:
        return []
    narrowing = str(Span.of(relation.conjuncts, table.listing_order or ""))
    counted = replace(_count(table), narrowing=narrowing, calls=found.calls)
    if not found.beyond:
        return [counted]
    counted, read = replace(counted, note=COUNTED_RANGE), listings(table)[0]
    if is_wide(table, read, relation.conjuncts, scene.statistics):
        return [counted]
    return [Step(table.name, read.endpoint, "{}", narrowing, None, 1, "all of them where they are few"), counted]


def _count(table: Table) -> Step:
    assert table.counter is not None
    return Step(table.name, table.counter.endpoint, "{}", "", 1, 1, "")


def _as_last_time(steps: Sequence[Step], run: Run) -> list[Step]:
    """The steps with the calls that the query made when it was last asked, where sizes do not tell them."""
    if not run.is_settled and all(step.is_exact for step in steps):
        return list(steps)
    left = dict(run.calls)
    last = {step.endpoint: step for step in steps}
    told = []
    for step in steps:
        calls = left.get(step.endpoint, 0)
        if last[step.endpoint] is not step or (step.is_exact and not run.is_settled):
            calls = min(step.calls, calls)
        left[step.endpoint] = left.get(step.endpoint, 0) - calls
        if calls != step.calls or not step.is_exact:
            note = f"{step.note}; {LAST_TIME}" if step.note else LAST_TIME
            step = replace(step, calls=calls, rows=run.rows.get(step.name, step.rows), note=note)
        told.append(step)
    more = {endpoint: calls for endpoint, calls in left.items() if calls > 0}
    return told + [Step("", endpoint, None, "", None, calls, LAST_TIME) for endpoint, calls in more.items()]


def _is_shared(step: Step, before: Sequence[Step]) -> bool:
    """Whether the pages of the step, or its count, are those of one before it."""
    return step.is_whole and any(step.endpoint == other.endpoint and other.is_whole for other in before)


def _of_turn(turn: Turn, scene: Scene, query: Query) -> list[Step]:
    relation, table = turn.relation, scene.tables[turn.relation.table]
    statistics = replace(scene.statistics, shared=turn.shared)
    if turn.link is not None:
        return [_carried(turn.link, relation, scene, query.relation(turn.link.relation).table)]
    steps = []
    counted = wants_count(relation, table, scene.tables, statistics)
    if counted is not None:
        steps.append(_count(counted))
    access = choose(relation, table, scene.tables, statistics)
    match access.path:
        case Pointed(read, binds, points) as path:
            note = "" if counted is None else "the counter decides between keys and listing"
            if binds and not statistics.works(scene.source(relation), read, binds):
                note = note or UNPROVED
            body, narrowing = _body(scene, read, _first(path)), _narrowing(binds, points)
            step = Step(relation.table, read.endpoint, body, narrowing, len(points), path.asked, note)
            steps.append(replace(step, is_whole=not binds))
            if path.completed_by:
                steps += _found_again(relation, path, scene.source(relation), scene)
        case Walked(read, _, points, keys) as path:
            narrowing = read.through.column if keys and read.through else ", ".join(b.column for b in read.required)
            note = f"{SELECTIVITY}: two calls or more for each of {len(points) or len(keys)}"
            if path.times:
                narrowing, note = "the times at which the rows were seen", "the listing where a row is not there"
            steps.append(Step(relation.table, read.endpoint, None, narrowing, None, path.calls, note))
        case Listed() as path:
            steps += _listed(relation, path, scene, statistics, query)
    steps += _completed(relation, table)
    return [replace(step, name=relation.name) for step in steps]


def _found_again(relation: Relation, path: Pointed, source: Table, scene: Scene) -> list[Step]:
    """The pages on which the listing shows the rows that were read by key."""
    read = path.completed_by[0]
    note = "one for each row that is found, where it stands at its time"
    found = Step(relation.table, read.endpoint, "{}", "their times", len(path.points), len(path.points), note)
    return [*_prerequisites(source, read, (), scene), found]


def _prerequisites(source: Table, read: Read, bound: Sequence[str], scene: Scene) -> list[Step]:
    """The calls for values that the listing was seen to need."""
    steps: list[Step] = []
    for prerequisite in scene.statistics.prerequisites(source, read):
        needed = scene.tables[scene.tables[prerequisite.table].records_of]
        endpoint = needed.reads[0].endpoint
        if prerequisite.slot.name not in bound and not any(step.endpoint == endpoint for step in steps):
            steps.append(Step(needed.name, endpoint, None, "", None, 1, ""))
    return steps


def _completed(relation: Relation, table: Table) -> list[Step]:
    """The call for columns that only a second source has."""
    if table.complete is None or not table.complete.columns.intersection(relation.columns):
        return []
    note = "where the first reply does not tell them"
    return [Step(relation.table, table.complete.reads[0].endpoint, None, "", None, 1, note)]


def _carried(link: Link, relation: Relation, scene: Scene, origin: str) -> Step:
    """Reads by the values that another relation has."""
    source = scene.source(relation)
    names = {own: name for name, own in inherited_columns(scene.tables[relation.table], source).items()}
    column = names[link.column]
    read = next(read for read in source.reads if column in keys_of(read))
    note = f"{SELECTIVITY}: by the values of {origin}.{link.other}, or a listing where that is less"
    return Step(relation.table, read.endpoint, None, link.column, None, 1, note, name=relation.name)


def _endpoint(table: Table, columns: Sequence[str]) -> Endpoint:
    hydration = table.by_name[columns[0]].extended
    if hydration is None or hydration.endpoint is None:
        return Endpoint("GET", "the media's own link", "a link in the row")
    return hydration.endpoint


def _listed(relation: Relation, path: Listed, scene: Scene, statistics: Statistics, query: Query) -> list[Step]:
    read, source = path.reads[0], scene.source(relation)
    entered = _entered(relation, path, scene, query)
    if entered:
        return entered
    if query.extremes is not None and has_both_ends(relation, query.extremes, scene.tables[relation.table]):
        return [Step(relation.table, read.endpoint, "{}", "both ends", 2, 2, "where the listing goes both ways")]
    price = listing_price(relation, path, source, statistics, is_streamed=relation.name == scene.streamed)
    assert isinstance(read.pager, Walk)
    size = statistics.page_size(source, read)
    limit = [(Slot(Place.BODY, read.pager.limit_parameter), size)] if read.pager.takes_pages else []
    body = _body(scene, read, [*path.filled, *limit])
    narrowing = " and ".join(part for part in (str(path.span), *(slot.name for slot, _ in path.filled)) if part)
    steps = [Step(relation.table, read.endpoint, body, narrowing, price.rows, price.calls, price.note)]
    if price.counts:
        steps.insert(0, replace(_count(source), relation=relation.table))
    steps = [*_prerequisites(source, read, [slot.name for slot, _ in path.filled], scene), *steps]
    is_whole = path.is_whole and relation.reach is None
    return [replace(step, is_whole=is_whole) for step in steps]


def _first(path: Pointed) -> list[tuple[Slot, object]]:
    """What the first of the requests is filled with."""
    values = path.points[: path.batch]
    return [
        (bind.slot, [point[place] for point in values] if bind.slot.many else values[0][place])
        for place, bind in enumerate(path.binds)
        if values
    ]


def _narrowing(binds: Sequence[Bind], points: Sequence[Sequence[object]]) -> str:
    return " and ".join(
        f"{bind.column} = {points[0][place]!r}" if len(points) == 1 else f"{bind.column} IN ({len(points)} values)"
        for place, bind in enumerate(binds)
    )


def _body(scene: Scene, read: Read, filled: Sequence[tuple[Slot, object]]) -> str | None:
    """The body of the first request, where it has one."""
    return scene.phrase(read.endpoint, filled, dict(read.body) if read.body is not None else None).body


def _entered(relation: Relation, path: Listed, scene: Scene, query: Query) -> list[Step]:
    """The pages of the rows behind an OFFSET, and the count that proves them."""
    skip, read, table = query.skip, path.reads[0], scene.tables[relation.table]
    if skip is None or skip.relation != relation.name or skip.limit is None or not path.span.is_open:
        return []
    steer, size = scene.statistics.entry(table, read)
    if steer is None or skip.offset // size < 2 or table.counter is None:
        return []
    calls = (skip.offset + skip.limit - 1) // size - skip.offset // size + 1
    note = "from the head where the counter does not prove the place"
    return [
        Step(relation.table, read.endpoint, "{}", f"from row {skip.offset}", skip.limit, calls, note),
        replace(_count(table), note=note),
    ]
