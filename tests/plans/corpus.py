"""The corpus: files of queries, each followed by what the planner is given for it, as comments.

``python -m tests.plans`` writes the comments anew.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from heymarket_dbapi.api.phrase import phrase
from heymarket_dbapi.catalog import LOCAL_TABLES
from heymarket_dbapi.errors import DatabaseError
from heymarket_dbapi.plan.explain import plan_query
from heymarket_dbapi.plan.statistics import Statistics
from heymarket_dbapi.plan.turns import Scene
from heymarket_dbapi.sql.parse import parse
from heymarket_dbapi.sql.query import Query, Relation
from heymarket_dbapi.sql.resolve import resolve
from tests.sql.world import LIVE, LOCAL, MOMENT, NAMES

FOLDER = Path(__file__).parent
_GIVEN = "-- given: "
_PLAN = "--> "


@dataclass(frozen=True, slots=True)
class Case:
    """One query of a file: its text with the comments before it, its parameters, the expected lines."""

    text: str
    given: str
    expected: tuple[str, ...]

    @property
    def sql(self) -> str:
        """The statement without the comments before it."""
        return "\n".join(line for line in self.text.splitlines() if not line.startswith("--"))


def files() -> list[Path]:
    """The files of the corpus."""
    return sorted(FOLDER.glob("*.sql"))


def read(path: Path) -> list[Case]:
    """The queries of a file; blank lines stand between them."""
    return [_case(block) for block in re.split(r"\n\s*\n", path.read_text().strip()) if _has_statement(block)]


def _has_statement(block: str) -> bool:
    return any(not line.startswith("--") for line in block.splitlines())


def _case(block: str) -> Case:
    lines = block.splitlines()
    expected = tuple(line.removeprefix(_PLAN) for line in lines if line.startswith(_PLAN))
    given = [line.removeprefix(_GIVEN) for line in lines if line.startswith(_GIVEN)]
    text = [line for line in lines if not line.startswith((_PLAN, _GIVEN))]
    return Case("\n".join(text), given[0] if given else "", expected)


def plan(case: Case) -> tuple[str, ...]:
    """What is known of a query before the first call, a line for each thing."""
    given = eval(case.given, {"datetime": datetime}) if case.given else None
    try:
        query = resolve(parse(case.sql), NAMES, given, MOMENT, "UTC")
    except DatabaseError as error:
        return (f"{type(error).__name__}: {error}".splitlines()[0],)
    return (*(_short(line) for line in _describe(query)), *_priced(query))


# A large account: 90,000 contacts, 45,000 conversations and 250,000 messages, all endpoints seen to work.
_ROWS = {
    **{"contacts": 90_000, "conversations": 45_000, "messages": 250_000},
    **{"lists": 40, "tags": 60, "templates": 50, "surveys": 30},
}


class _Account:
    """What was learned about a large account."""

    def get(self, name: str, default: Any = None) -> Any:
        """The value of a fact."""
        table, _, rest = name.partition("/")
        if rest == "rows":
            return _ROWS.get(table)
        if rest.endswith("/page size"):
            return 200 if table in ("messages", "conversations") else 100
        if rest.endswith(("/works", " bounds", "/heeds its bound")):
            return True
        return 6 if rest.endswith("/digits") else default


def _priced(query: Query) -> Iterator[str]:
    """The calls that the query makes, as EXPLAIN tells them for a large account."""
    own = {(table.schema, table.name) for table in LOCAL_TABLES} | {(table.schema, table.name) for table in LOCAL}
    live = frozenset(
        relation.name
        for relation in query.relations
        if not (query.is_empty or relation.is_empty or (relation.schema, relation.table) in own)
    )
    streamed = query.stream.relation if query.stream is not None and query.stream.limit is not None else None
    scene = Scene({table.name: table for table in LIVE}, live, Statistics(_Account()), streamed, phrase)
    try:
        found = plan_query(query, scene, scene.take_turns(query), 500)
    except DatabaseError as error:
        yield f"{type(error).__name__}: {error}".splitlines()[0]
        return
    yield from (f"$ {line}" for line in str(found).splitlines())


def _describe(query: Query) -> Iterator[str]:
    for relation in query.relations:
        yield from _describe_relation(relation)
    if query.stream is not None:
        stream = query.stream
        limit = f" limit {stream.limit}" if stream.limit is not None else ""
        yield f"stream {stream.relation}{limit}" + (f" offset {stream.offset}" if stream.offset else "")
    if query.stage is not None:
        yield "stage, then rows of extended columns"
    for hydration in query.hydrations:
        yield f"hydrate {', '.join(hydration.columns)} of {hydration.relation}"
    for word in ("count", "extremes", "skip"):
        found = getattr(query, word)
        if found is not None:
            yield f"{word} {found}"
    if query.is_empty:
        yield "empty"


def _describe_relation(relation: Relation) -> Iterator[str]:
    yield f"{relation}" + (" whole" if relation.whole_predicate else "")
    if relation.order is not None:
        yield f"  order {relation.order}"
    for link in relation.links:
        yield f"  link {link}"
    if relation.predicate is not None:
        yield f"  predicate {relation.predicate}"


_MOMENT = re.compile(
    r"datetime\.datetime\((\d+), (\d+), (\d+), (\d+), (\d+)((?:, \d+)*), tzinfo=datetime\.timezone\.utc\)"
)


def _short(line: str) -> str:
    """The line with times as a person writes them."""

    def written(found: re.Match[str]) -> str:
        numbers = [int(number) for number in [*found.groups()[:5], *found[6].split(",")[1:]]]
        return repr(str(datetime.datetime(*numbers)))  # type: ignore[arg-type]  # numbers, and no zone

    return _MOMENT.sub(written, line)


def write(path: Path) -> None:
    """Write the comments of a file anew."""
    blocks = []
    for block in re.split(r"\n\s*\n", path.read_text().strip()):
        if not _has_statement(block):
            blocks.append(block)
            continue
        case = _case(block)
        given = [f"{_GIVEN}{case.given}"] if case.given else []
        blocks.append("\n".join([case.text, *given, *(f"{_PLAN}{line}" for line in plan(case))]))
    path.write_text("\n\n".join(blocks) + "\n")
