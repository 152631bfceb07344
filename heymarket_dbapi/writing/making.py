"""An INSERT planned: which rows are new, which are there, and by which calls each of them goes."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol, runtime_checkable

from heymarket_dbapi.api.decode import decode
from heymarket_dbapi.api.records import Record
from heymarket_dbapi.api.records import Row as RecordRow
from heymarket_dbapi.catalog.writes import Batch, Insert, Put
from heymarket_dbapi.changing import incoming_rows
from heymarket_dbapi.datatypes import DataType
from heymarket_dbapi.effects import Flow, Request
from heymarket_dbapi.engine import arrow_type
from heymarket_dbapi.errors import Error, IntegrityError, NotSupportedError, ProgrammingError
from heymarket_dbapi.outcome import RowOutcome
from heymarket_dbapi.selecting import Ground
from heymarket_dbapi.sql.change import Conflict
from heymarket_dbapi.sql.live_change import EXCLUDED, PAIR, STORED
from heymarket_dbapi.sql.names import LocalColumn, LocalTable
from heymarket_dbapi.writing import bodies
from heymarket_dbapi.writing.batches import Batches
from heymarket_dbapi.writing.inserts import Inserts, refuse_doubles, values_by_row, way_of
from heymarket_dbapi.writing.lookups import find
from heymarket_dbapi.writing.parts import Parts
from heymarket_dbapi.writing.puts import Puts
from heymarket_dbapi.writing.reading import computed
from heymarket_dbapi.writing.references import check_references
from heymarket_dbapi.writing.rows import Call, Row, Work
from heymarket_dbapi.writing.values import custom_key, form_of

# Of so few rows it is asked which are there, so that it is known how many were made.
FEW = 10


class Maker(Protocol):
    """What writes single rows."""

    def call(self, row: Row) -> Call: ...

    def write(self, row: Row) -> Flow[None]: ...


class Reversing(Protocol):
    """What knows how a row was."""

    def reverse(self, row: Row) -> Request | None: ...


class Verifier(Protocol):
    """What has to look afterwards."""

    def verify(self) -> Flow[None]: ...


@runtime_checkable
class LooksAgain(Protocol):
    """What foresees of which rows replies may leave open what was stored."""

    def looks_again(self, row: Row) -> bool: ...


@dataclass(slots=True)
class Plan:
    """The calls of a statement as far as they are known, the flows that make them, and what looks at them after."""

    calls: list[Call] = field(default_factory=list)
    flows: list[Flow[None]] = field(default_factory=list)
    after: list[Verifier] = field(default_factory=list)
    reversing: dict[int, Reversing] = field(default_factory=dict)

    def reverse(self, call: Call) -> Request | None:
        """The call that undoes it; None where the API has none, or it is known only afterwards."""
        made = self.reversing.get(id(call))
        return None if made is None else made.reverse(call.rows[0])

    def close(self) -> None:
        """Make none of the calls."""
        for flow in self.flows:
            flow.close()

    def add_single(self, maker: Maker, rows: Sequence[Row]) -> None:
        """One call for each row."""
        made = [maker.call(row) for row in rows]
        if isinstance(maker, Puts | Parts):
            self.reversing |= {id(call): maker for call in made}
        self.calls += made
        self.flows += maker.flows(rows) if isinstance(maker, Puts | Parts) else [maker.write(row) for row in rows]

    def add_batches(self, batches: Batches, rows: Sequence[Row]) -> None:
        """As few calls as the rows need."""
        made = batches.calls(rows)
        self.calls += made
        self.flows += [batches.write(call) for call in made]
        self.after.append(batches)


def plan_insert(work: Work, rows: Sequence[Row]) -> Flow[Plan]:
    """The plan of an INSERT."""
    conflict = work.live.change.conflict
    _check_conflict(work, conflict)
    plan = Plan()
    rows = yield from check_references(work, rows)
    if conflict is not None and conflict.columns == ("id",):
        yield from _plan_by_id(work, rows, conflict, plan)
        return plan
    groups: dict[int, tuple[Insert, list[Row]]] = {}
    for row in rows:
        try:
            insert = way_of(work, row)
        except IntegrityError as error:
            work.fail(row, error)
            continue
        groups.setdefault(id(insert), (insert, []))[1].append(row)
    for insert, members in groups.values():
        yield from _plan_group(work, insert, members, conflict, plan)
    return plan


def _check_conflict(work: Work, conflict: Conflict | None) -> None:
    if conflict is None:
        return
    table, keys = work.table.name, work.writes.conflicts
    if conflict.constraint is not None:
        raise NotSupportedError(f"ON CONFLICT ON CONSTRAINT: name the column; {table} knows {' or '.join(keys)}")
    if conflict.columns and (len(conflict.columns) > 1 or conflict.columns[0] not in keys):
        known = f"it can be one of {', '.join(keys)}" if keys else "it has none that the API tells apart"
        raise ProgrammingError(f"ON CONFLICT ({', '.join(conflict.columns)}): no key of {table}; {known}")
    if conflict.update is not None and not isinstance(work.writes.update, Put):
        raise NotSupportedError(f"ON CONFLICT DO UPDATE: the API cannot update {table}")


def _plan_group(work: Work, insert: Insert, rows: Sequence[Row], conflict: Conflict | None, plan: Plan) -> Flow[None]:
    unique, batch = insert.unique, insert.batch
    if conflict is None:
        rows = refuse_doubles(work, rows, unique) if unique is not None else list(rows)
        there = yield from _there(work, rows, unique)
        for row in rows:
            if row.index in there:
                text = f"{row.place} of {work.table.name}: there is one with this {unique} already"
                work.fail(row, IntegrityError(f"{text}; ON CONFLICT ({unique}) says what to do with it"))
        _add_new(work, insert, [row for row in rows if row.index not in there], plan)
    elif conflict.update is None:
        rows = _once(work, rows, unique)
        yield from _plan_unless_there(work, insert, rows, plan)
    else:
        rows = refuse_doubles(work, rows, unique) if unique is not None else list(rows)
        if batch is not None and batch.overwriting and _covers(work, batch):
            full = [row for row in rows if all(row.given.get(name) is not None for name in work.live.copied)]
            whole = Batches(work, insert, batch, overwrites=True, is_whole=True, is_known=False)
            plan.add_batches(whole, full)
            rows = [row for row in rows if row not in full]
        there = yield from _there(work, rows, unique)
        yield from _plan_upsert(work, insert, rows, there, conflict, plan)


def _plan_unless_there(work: Work, insert: Insert, rows: Sequence[Row], plan: Plan) -> Flow[None]:
    """Rows that are there are left as they are; a batch does so itself, and need not tell which they are."""
    batch = insert.batch if insert.batch is not None and insert.batch.overwriting else None
    is_asked = len(rows) <= FEW or work.live.change.returning is not None
    if batch is not None:
        batches = Batches(work, insert, batch, is_known=False, passes_over=True)
        if batches.tells or not is_asked:
            plan.add_batches(batches, rows)
            return
    there = yield from _there(work, rows, insert.unique)
    for row in rows:
        if row.index in there:
            work.settle(row, RowOutcome.SKIPPED, there[row.index].get("id"))
    new = [row for row in rows if row.index not in there]
    if batch is None:
        _add_new(work, insert, new, plan)
    else:
        # Also of one row: it would be left alone if somebody made it meanwhile.
        plan.add_batches(Batches(work, insert, batch, passes_over=True), new)


def _once(work: Work, rows: Sequence[Row], unique: str | None) -> list[Row]:
    """The first row of each value; the others are passed over."""
    seen: set[Any] = set()
    left = []
    for row in rows:
        value = row.given.get(unique) if unique is not None else None
        if value is not None and value in seen:
            work.settle(row, RowOutcome.SKIPPED)
        else:
            left.append(row)
        seen.add(value)
    return left


def _covers(work: Work, batch: Batch) -> bool:
    """Whether DO UPDATE sets all that can be written, so that nothing of the row that is there is left."""
    custom = {name for name in work.table.by_name if custom_key(work.table, name) is not None}
    return work.known.fields is not None and {*work.writes.by_name, *custom} - {batch.key} <= work.live.copied


def _there(work: Work, rows: Sequence[Row], unique: str | None) -> Flow[dict[int, Record]]:
    """The records of rows that are there already, by the number of the row that was to be made."""
    if unique is None or not rows:
        return {}
    records = yield from find(work, work.table, unique, [row.given[unique] for row in rows])
    by_value = values_by_row(work, records, unique)
    return {
        row.index: min(by_value[row.given[unique]], key=lambda record: str(record.get("id")).zfill(20))
        for row in rows
        if row.given[unique] in by_value
    }


def _add_new(work: Work, insert: Insert, rows: Sequence[Row], plan: Plan) -> None:
    """Rows that are not there."""
    if insert.batch is not None and (len(rows) > 1 or insert.endpoint is None) and rows:
        plan.add_batches(Batches(work, insert, insert.batch), rows)
    else:
        singles = Inserts(work)
        plan.add_single(singles, rows)
        plan.after.append(singles)


# ON CONFLICT DO UPDATE ------------------------------------------------------------------------------------------------


def _plan_upsert(
    work: Work,
    insert: Insert,
    rows: Sequence[Row],
    there: dict[int, Record],
    conflict: Conflict,
    plan: Plan,
) -> Flow[None]:
    known = [row for row in rows if row.index in there]
    new = [row for row in rows if row.index not in there]
    changed = yield from _updates(work, known, there, conflict)
    assert isinstance(work.writes.update, Put)
    puts = Puts(work, work.writes.update)
    changed = yield from puts.prepare(changed)
    batch = insert.batch
    together = [row for row in changed if batch is not None and batch.overwriting and _says_all(work, row, insert)]
    if batch is None or len(new) + len(together) < 2:
        together = []
    yield from puts.prepare_for_others(together, len(changed))
    indices = {row.index for row in together}
    alone = [row for row in changed if row.index not in indices]
    if batch is not None and (together or len(new) > 1):
        batches = Batches(work, insert, batch, overwrites=bool(together))
        for row in together:
            batches.bodies_of[row.index] = _carrying(work, puts, row)
        plan.add_batches(batches, [*new, *together])
    else:
        _add_new(work, insert, new, plan)
    plan.add_single(puts, alone)
    plan.after.append(puts)


def _says_all(work: Work, row: Row, insert: Insert) -> bool:
    """Whether the row can go in a batch: nothing is taken away, and its key stays as it is."""
    assert row.record is not None and insert.unique is not None
    if any(form is None or form is False for form in row.given.values()) or insert.unique in row.given:
        return False
    tags = [name for name, form in row.given.items() if isinstance(form, list)]
    return not tags


def _carrying(work: Work, puts: Puts, row: Row) -> bodies.Body:
    """What a batch says of a row that is there: all that it has, with what is set."""
    body: bodies.Body = json.loads(puts.call(row).request.body or "{}")
    if work.writes.custom is not None and row.record is not None:
        custom = {**bodies.stored_custom(work.table, row.record), **bodies.custom_values(work.table, row.given)}
        if custom:
            body[work.writes.custom.name] = custom
    return body


def _plan_by_id(work: Work, rows: Sequence[Row], conflict: Conflict, plan: Plan) -> Flow[None]:
    """Rows that name their id: they have to be there."""
    left = []
    for row in rows:
        if row.given.get("id") is None:
            work.fail(row, IntegrityError(f"{row.place} of {work.table.name}: ON CONFLICT (id) needs the id"))
        else:
            left.append(row)
    records = yield from find(work, work.table, "id", [row.given["id"] for row in left])
    by_id = {str(record.get("id")): record for record in records}
    there = {row.index: by_id[str(row.given["id"])] for row in left if str(row.given["id"]) in by_id}
    for row in left:
        if row.index not in there:
            text = f"{row.place} of {work.table.name}: there is no row with this id, and the API gives ids itself"
            work.fail(row, IntegrityError(f"{text}; leave the id out"))
    known = refuse_doubles(work, [row for row in left if row.index in there], "id")
    if conflict.update is None:
        for row in known:
            work.settle(row, RowOutcome.SKIPPED, row.given["id"])
        return
    assert isinstance(work.writes.update, Put)
    puts = Puts(work, work.writes.update)
    changed = yield from _updates(work, known, there, conflict)
    changed = yield from puts.prepare(changed)
    plan.add_single(puts, changed)
    plan.after.append(puts)


def _updates(work: Work, rows: Sequence[Row], there: dict[int, Record], conflict: Conflict) -> Flow[list[Row]]:
    """The rows that are there with what DO UPDATE gives them; those that its WHERE leaves out are passed over."""
    assert conflict.update is not None
    if not rows:
        return []
    stored = decode([RecordRow(there[row.index]) for row in rows], work.table, [c.name for c in work.table.columns])
    excluded = _excluded(work, rows)
    columns = tuple(LocalColumn(column.name, column.type.value) for column in work.table.columns)
    pair = LocalColumn(PAIR, DataType.BIGINT.value)
    tables = tuple(LocalTable(*key, (*columns, pair), is_stored=False) for key in (STORED, EXCLUDED))
    pairs = _pairs(len(rows))
    given = {
        STORED: stored.append_column(PAIR, pairs),
        EXCLUDED: excluded.append_column(PAIR, pairs),
    }
    ground: Ground = replace(work.ground, tables=tables, rows=given)
    incoming = yield from incoming_rows(conflict.update, work.parameters, work.context, ground)
    found = yield from computed(work, incoming)
    changed = []
    for pair_of, *values in found:
        row = rows[pair_of]
        error = _set(work, row, there[row.index], conflict.assigned, values)
        if error is not None:
            work.fail(row, error)
        else:
            changed.append(row)
    for row in rows:
        if row not in changed and row.index not in work.results:
            work.settle(row, RowOutcome.SKIPPED, there[row.index].get("id"))
    return changed


def _set(work: Work, row: Row, record: Record, assigned: Sequence[str], values: Sequence[Any]) -> Error | None:
    table, zone = work.table, work.context.settings.timezone
    row.record = dict(record)
    row.key = {name: record.get(name) for name in work.live.keys}
    given = {}
    for name, value in zip(assigned, values, strict=True):
        writable = work.writes.by_name.get(name)
        try:
            given[name] = form_of(writable, table.by_name[name], table, value, row.place, zone, is_insert=False)
        except Error as error:
            return error
    batch = work.writes.inserts[0].batch if work.writes.inserts else None
    row.mark = row.given.get(batch.key) if batch is not None and batch.key is not None else None
    row.given = given
    return None


def _pairs(count: int) -> Any:
    import pyarrow

    return pyarrow.array(range(count), pyarrow.int64())


def _excluded(work: Work, rows: Sequence[Row]) -> Any:
    """The rows that were to be made, as a table."""
    import pyarrow

    arrays = {}
    for column in work.table.columns:
        cells = [row.given.get(column.name) for row in rows]
        if column.type is DataType.JSON:
            cells = [None if cell is None else json.dumps(cell) for cell in cells]
        is_text = column.type is DataType.TIMESTAMP
        arrays[column.name] = pyarrow.array(cells, pyarrow.string() if is_text else arrow_type(column.type))
    return pyarrow.table(arrays)
