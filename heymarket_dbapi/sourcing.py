"""The relations of a query in the order in which they are read, each with what begins its scan."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from heymarket_dbapi.api.counting import count
from heymarket_dbapi.api.ends import Ends
from heymarket_dbapi.api.phrase import phrase
from heymarket_dbapi.api.scan import Scan
from heymarket_dbapi.catalog import LOCAL_TABLES
from heymarket_dbapi.catalog.reads import EQUALITY
from heymarket_dbapi.catalog.spec import Table
from heymarket_dbapi.catalog.ways import Operator
from heymarket_dbapi.context import Context
from heymarket_dbapi.effects import Flow
from heymarket_dbapi.engine import empty_table
from heymarket_dbapi.metadata import Metadata
from heymarket_dbapi.plan.access import choose, enough_of, has_form, wants_count
from heymarket_dbapi.plan.statistics import Statistics
from heymarket_dbapi.plan.turns import Scene, Turn, first, has_both_ends
from heymarket_dbapi.source import Source
from heymarket_dbapi.sql.query import Conjunct, Link, Query, Relation

if TYPE_CHECKING:
    import pyarrow

# The driver's own tables, whose rows cost no scan.
OWN = {(table.schema, table.name): table for table in LOCAL_TABLES}


def sources_of(
    query: Query, stage: Staging, known: Metadata, context: Context, stored: Mapping[str, pyarrow.Table]
) -> list[Source]:
    """The relations in the order in which they are read; ``stored`` are the rows of those that are not live."""
    sources = []
    for turn in stage.turns:
        name = turn.relation.name
        if name in stored:
            sources.append(Source(turn.relation, stored[name].slice(0, 0), [stored[name]]))
        elif name in stage.scene.live:
            sources.append(_live_source(turn, stage.scene, query, known, context))
        else:
            sources.append(Source(turn.relation, empty_of(turn.relation, known)))
    return sources


@dataclass(frozen=True, slots=True)
class Staging:
    """The order of a query's relations, and what it was chosen by."""

    scene: Scene
    turns: list[Turn]


def stage_of(query: Query, known: Metadata, context: Context, stored: Collection[str] = ()) -> Staging:
    """The order in which the query's relations begin; the rows of ``stored`` ones are here."""
    scene = _scene(query, known, context, stored)
    return Staging(scene, scene.take_turns(query))


def _scene(query: Query, known: Metadata, context: Context, stored: Collection[str]) -> Scene:
    live = frozenset(
        relation.name
        for relation in query.relations
        if not query.is_empty
        and not relation.is_empty
        and relation.name not in stored
        and (relation.schema, relation.table) not in OWN
    )
    streamed = query.stream.relation if query.stream is not None and query.stream.limit is not None else None
    return Scene(known.tables, live, Statistics(context.account.facts), streamed, phrase)


def _live_source(turn: Turn, scene: Scene, query: Query, known: Metadata, context: Context) -> Source:
    """The relation with what begins its scan."""
    relation = turn.relation
    table = known.tables[relation.table]
    statistics = replace(scene.statistics, shared=turn.shared)
    may_end_early = relation.name == scene.streamed
    ahead = 1 if may_end_early and enough_of(relation, table) is None else context.settings.concurrency
    columns = relation.columns or table.key
    hydrated = any(hydration.relation == relation.name for hydration in query.hydrations)

    def begin(values: tuple[object, ...] | None) -> Flow[Scan]:
        wanted = relation if values is None or turn.link is None else _carried(relation, turn.link, values, table)
        counted = wants_count(wanted, table, known.tables, statistics)
        if counted is not None:
            yield from count(counted, context.exchange)
        is_whole = not may_end_early and wanted.reach is None

        def scan(asked: Relation) -> Scan:
            access = choose(asked, table, known.tables, statistics, ahead=ahead, is_whole=is_whole)
            sought = {one.column: one.values for one in asked.conjuncts if one.operator in EQUALITY}
            return Scan(
                access,
                columns,
                known.tables,
                context.exchange,
                keeps_records=hydrated,
                shared=turn.shared,
                sought=sought,
            )

        extremes = query.extremes
        if extremes is not None and has_both_ends(wanted, extremes, table):
            whole = choose(wanted, table, known.tables, statistics, ahead=ahead)
            return Ends(
                whole,
                extremes.column,
                lambda up: scan(first(wanted, extremes.column, ascending=up)),
                columns,
                known.tables,
                context.exchange,
            )
        return scan(wanted)

    return Source(relation, empty_of(relation, known), begin=begin, link=turn.link)


def _carried(relation: Relation, link: Link, values: tuple[object, ...], table: Table) -> Relation:
    """The relation narrowed by the values that another one has; what cannot be a value of the column is left out."""
    form = table.by_name[link.column].form
    values = tuple(value for value in values if has_form(form, value))
    return replace(relation, conjuncts=(*relation.conjuncts, Conjunct(link.column, Operator.IN, values)))


def empty_of(relation: Relation, known: Metadata) -> Any:
    own = OWN.get((relation.schema, relation.table))
    columns = own.by_name if own is not None else known.tables[relation.table].by_name
    names = relation.columns or tuple(columns)[:1]
    return empty_table([(name, columns[name].type) for name in names])
