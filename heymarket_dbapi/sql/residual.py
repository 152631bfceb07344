"""Takes a query apart: scans, conjuncts, stream, late columns, and the residual's text."""

from __future__ import annotations

import datetime
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from functools import partial
from zoneinfo import ZoneInfo

from sqlglot import exp

from heymarket_dbapi.sql.binding import bind_names
from heymarket_dbapi.sql.conditions import Conditions, find_conditions
from heymarket_dbapi.sql.constants import drop_limit_all, fix_constants
from heymarket_dbapi.sql.demand import prune
from heymarket_dbapi.sql.emptiness import find_empty
from heymarket_dbapi.sql.folding import Folding
from heymarket_dbapi.sql.hints import Hints, find_hints
from heymarket_dbapi.sql.late import Chain, Extended, find_chain, find_extended
from heymarket_dbapi.sql.names import LocalTable, Names
from heymarket_dbapi.sql.narrowing import Narrowing, narrow
from heymarket_dbapi.sql.origins import is_never_null, plain_type
from heymarket_dbapi.sql.parameters import expand_lists, plain, share_names, write_units
from heymarket_dbapi.sql.parse import Parsed
from heymarket_dbapi.sql.phones import normalise_phones
from heymarket_dbapi.sql.predicates import Predicates
from heymarket_dbapi.sql.query import Hydration, Query, Stage, Stream
from heymarket_dbapi.sql.relations import Scans, make_scans, used_columns
from heymarket_dbapi.sql.scopes import Bound, Node, stored_name
from heymarket_dbapi.sql.sequences import name_sequences
from heymarket_dbapi.sql.staging import STAGE, hydration_name, make_stage
from heymarket_dbapi.sql.streams import Course, find_course, take_cut
from heymarket_dbapi.sql.survivors import Survivors, hydrate_in_place
from heymarket_dbapi.sql.translate import translate, translate_parts

_OFFSET = "skipped_rows"
_PARAMETER = re.compile(r"\$(\w+)")


def make_query(
    parsed: Parsed, names: Names, values: dict[str, object], moment: datetime.datetime, timezone: str
) -> tuple[Query, bool]:
    """The query that ``parsed`` means with the values of its placeholders, and whether it means ``moment`` too."""
    assert parsed.tree is not None
    zone = ZoneInfo(timezone)
    tree = parsed.tree.copy()
    drop_limit_all(tree)
    bound = bind_names(tree, parsed.text, names)
    expand_lists(bound.tree, values)
    share_names(bound.tree, values)
    write_units(bound.tree, values)
    is_momentary = fix_constants(bound.tree, names, moment, zone)
    uses_sequences = name_sequences(bound.tree, parsed.text, names)
    folding = Folding(values, zone, partial(plain_type, bound), partial(is_never_null, bound))
    normalise_phones(bound, folding, values)
    prune(bound)
    narrowing = narrow(bound, folding)
    is_empty, unneeded = find_empty(bound, narrowing, folding)
    extended = find_extended(bound, unneeded)
    hints = find_hints(bound, narrowing, folding)
    conditions = find_conditions(bound) if hints.links else {}
    step = _Step(bound, narrowing, folding, values, unneeded, hints, conditions, is_empty, uses_sequences)
    if not extended:
        return step.plain(), is_momentary
    chain = find_chain(bound, extended)
    return (step.staged(extended, chain) if chain is not None else step.in_place(extended)), is_momentary


@dataclass(frozen=True, slots=True)
class _Step:
    """All that is known of a query when its texts are written."""

    bound: Bound
    narrowing: Narrowing
    folding: Folding
    values: dict[str, object]
    unneeded: Collection[int]
    hints: Hints
    conditions: Conditions
    is_empty: bool
    uses_sequences: bool

    def plain(self) -> Query:
        """The query without extended columns: streamed where it is row-wise."""
        course = self._course()
        scans = make_scans(self.bound, self.narrowing, self.unneeded, {})
        if course is not None and (not course.source.is_scanned or scans.is_shared(course.source.number)):
            course = None
        stream = None
        if course is not None:
            stream = Stream(scans.names[course.source.number], course.limit, course.offset)
            take_cut(self.bound.root.node)
        else:
            self._give_offset()
        residual = self._write(self.bound.tree, self._types(scans, {}))
        return self._query(scans, residual, stream=stream)

    def staged(self, extended: list[Extended], chain: Chain) -> Query:
        """The query whose extended columns are added to the rows of its result."""
        names = output_names(self.bound)
        self._give_offset()
        staged = make_stage(self.bound, extended, chain)
        self.bound.tree = staged.stage
        scans = make_scans(self.bound, self.narrowing, self.unneeded, {})
        hydrations = tuple(
            replace(hydration, relation=scans.names[number])
            for hydration, number in zip(staged.hydrations, staged.sources, strict=True)
        )
        types = self._types(scans, staged.types)
        query = self._query(
            scans,
            self._write(staged.residual, types),
            stage=Stage(STAGE, self._write(staged.stage, types)),
            hydrations=hydrations,
        )
        return replace(query, names=names)

    def in_place(self, extended: list[Extended]) -> Query:
        """The query that needs extended columns in its midst."""
        survivors = Survivors(self.bound, self.narrowing, self.values)
        self._give_offset()
        more = {one.source.number: one.inputs for one in extended}
        scans = make_scans(self.bound, self.narrowing, self.unneeded, more)
        used = used_columns(self.bound)
        queries = [survivors.query(one) for one in extended]
        hydrations, types = [], {}
        for at, (one, query) in enumerate(zip(extended, queries, strict=True)):
            scan, name = scans.names[one.source.number], hydration_name(at)
            text = self._write(query, self._types(scans, {}))
            hydrations.append(Hydration(name, scan, one.table.name, one.columns, one.inputs, text))
            keys = (*one.table.key, *one.columns)
            types[name] = {column: one.table.by_name[column].type.value for column in keys}
            wanted = [column for column in used[one.source.number] if column not in one.columns]
            hydrate_in_place(at, one, scan, dict.fromkeys([*wanted, *one.table.key]))
        residual = self._write(self.bound.tree, self._types(scans, types))
        return self._query(scans, residual, hydrations=tuple(hydrations))

    def _give_offset(self) -> None:
        """Make the OFFSET of a query whose first rows need not be loaded a parameter of its own."""
        skipped = self.hints.skipped
        if skipped is None:
            return
        name = _OFFSET
        while name in self.values:
            name += "_"
        self.values[name] = skipped.cut.offset
        skipped.node.args["offset"].set("expression", exp.Placeholder(this=name))

    def _offset(self) -> str | None:
        """The name of that parameter, where there is one."""
        clause = self.hints.skipped.node.args.get("offset") if self.hints.skipped is not None else None
        return str(clause.expression.name) if clause is not None else None

    def _course(self) -> Course | None:
        return None if self.is_empty else find_course(self.bound.root, self.folding)

    def _write(self, tree: Node, types: Mapping[str, Mapping[str, str]]) -> str:
        return translate(tree, types, {name: plain(value) for name, value in self.values.items()})

    def _types(self, scans: Scans, more: Mapping[str, Mapping[str, str]]) -> dict[str, Mapping[str, str]]:
        stored = {
            stored_name(source.table): {
                column.name: column.type for column in (*source.table.columns, *source.table.hidden)
            }
            for source in self.bound.sources.values()
            if isinstance(source.table, LocalTable) and source.table.is_stored
        }
        return {**stored, **scans.types(), **more}

    def _query(
        self,
        scans: Scans,
        residual: str,
        *,
        stream: Stream | None = None,
        stage: Stage | None = None,
        hydrations: tuple[Hydration, ...] = (),
    ) -> Query:
        relations = self._predicates().add(self.hints.apply(scans), scans)
        texts = [residual, *(stage.sql for stage in [stage] if stage), *(one.survivors for one in hydrations)]
        texts += [one.predicate for one in relations if one.predicate is not None]
        named = {name for text in texts for name in _PARAMETER.findall(text)}
        used = {name: value for name, value in self.values.items() if name in named}
        return Query(
            *(relations, residual, used, stream, stage, hydrations),
            is_empty=self.is_empty,
            names=output_names(self.bound),
            count=self.hints.counting(scans),
            extremes=self.hints.extreme(scans),
            skip=self.hints.skip(scans, self._offset()),
            stored=self._stored(),
            uses_sequences=self.uses_sequences,
        )

    def _predicates(self) -> Predicates:
        return Predicates(self.bound, self.narrowing, self.folding, self.conditions, self.values, self._write_condition)

    def _write_condition(self, select: Node, types: Mapping[str, Mapping[str, str]]) -> str:
        values = {name: plain(value) for name, value in self.values.items()}
        (text,) = translate_parts(select, types, values, lambda rewritten: [rewritten.args["where"].this])
        return text

    def _stored(self) -> tuple[tuple[str, str], ...]:
        """The stored tables that are read, each once."""
        tables = [source.table for source in self.bound.sources.values()]
        stored = [(one.schema, one.name) for one in tables if isinstance(one, LocalTable) and one.is_stored]
        return tuple(dict.fromkeys(stored))


def output_names(bound: Bound) -> tuple[str, ...]:
    """The names of the result's columns; none where a function's columns are not known."""
    outputs = bound.root.outputs
    return tuple(output.name for output in outputs) if all(output.actual for output in outputs) else ()
