"""Plans what DROP takes away, and what depends on it."""

from __future__ import annotations

from dataclasses import replace

from heymarket_dbapi.catalog.relations import Constraint, Index, Relation, SequenceGenerator
from heymarket_dbapi.errors import ProgrammingError
from heymarket_dbapi.local.definitions import Schema, quoted
from heymarket_dbapi.local.draft import Draft
from heymarket_dbapi.local.sequences import users
from heymarket_dbapi.local.tables import drop_index, owned_sequences, rebuild
from heymarket_dbapi.sql.definitions import Drop, Name, ObjectKind
from heymarket_dbapi.sql.names import DEFAULT_SCHEMA


def drop(draft: Draft, wanted: Drop) -> None:
    """Plan that things go; what may be missing is passed over."""
    for name in wanted.names:
        if not _drop_one(draft, wanted, name) and not wanted.may_miss:
            draft.missing(wanted.kind.value.lower(), name)


def _drop_one(draft: Draft, wanted: Drop, name: Name) -> bool:
    """Plan that one thing goes; whether there is one."""
    match wanted.kind:
        case ObjectKind.SCHEMA:
            return _drop_schema(draft, name.name, wanted.cascades)
        case ObjectKind.SEQUENCE:
            sequence = draft.sequence(name)
            if sequence is not None:
                drop_sequence(draft, sequence, cascades=wanted.cascades)
            return sequence is not None
        case ObjectKind.INDEX:
            return _drop_named_index(draft, name)
    found = draft.find(name, f"DROP {wanted.kind.value}")
    if found is None:
        return False
    is_view = found.kind.is_view
    if is_view is not (wanted.kind is ObjectKind.VIEW):
        raise ProgrammingError(
            f"{name} is a {'view' if is_view else 'table'}; write DROP {'VIEW' if is_view else 'TABLE'}"
        )
    drop_relation(draft, found, cascades=wanted.cascades)
    return True


def drop_relation(draft: Draft, relation: Relation, *, cascades: bool) -> None:
    """Plan that a table or view goes, with the views and foreign keys that need it where it cascades."""
    for view in views_over(draft, relation):
        if not cascades:
            raise ProgrammingError(f"view {view.name} reads {relation.name}; drop it first, or write CASCADE")
        if draft.now.relation(view.schema, view.name) is not None:
            drop_relation(draft, view, cascades=True)
    for other, constraint in keys_to(draft, relation, [one.name for one in relation.constraints]):
        if other.name != relation.name or other.schema != relation.schema:
            if not cascades:
                raise ProgrammingError(
                    f"the foreign key {constraint.name} of {other.name} refers to {relation.name};"
                    " drop it first, or write CASCADE"
                )
            draft.put(without_constraint(draft.now.relation(other.schema, other.name) or other, constraint.name))
    if not relation.kind.is_view:
        draft.run(f"DROP TABLE {draft.now.place(relation)}")
        for sequence in owned_sequences(draft, relation):
            draft.run(f"DROP SEQUENCE {draft.now.place(sequence)}")
            draft.remove(sequence)
    draft.remove(relation)


def drop_sequence(draft: Draft, sequence: SequenceGenerator, *, cascades: bool) -> None:
    """Plan that a sequence goes; where it cascades, the defaults that use it too."""
    for relation, attribute in users(draft, sequence):
        if not cascades:
            raise ProgrammingError(
                f"column {attribute.name} of {relation.name} takes its default from {sequence.name};"
                " drop the default first, or write CASCADE"
            )
        current = draft.now.relation(relation.schema, relation.name) or relation
        without = tuple(replace(one, default=None) if one.name == attribute.name else one for one in current.attributes)
        rebuild(draft, current, replace(current, attributes=without), {})
    draft.run(f"DROP SEQUENCE {draft.now.place(sequence)}")
    draft.remove(sequence)


def _drop_schema(draft: Draft, name: str, cascades: bool) -> bool:
    if name in (DEFAULT_SCHEMA, "sys", "information_schema"):
        raise ProgrammingError(f"the schema {name} is Heymarket's or the driver's own, and stays")
    if name not in draft.now.schemas:
        return False
    inside = [one for one in draft.now.relations if one.schema == name]
    sequences = [one for one in draft.now.sequences if one.schema == name]
    if (inside or sequences) and not cascades:
        raise ProgrammingError(f"the schema {name} is not empty; write CASCADE to drop what is in it")
    for relation in inside:
        if draft.now.relation(relation.schema, relation.name) is not None:
            drop_relation(draft, relation, cascades=True)
    for sequence in sequences:
        if draft.now.sequence(sequence.schema, sequence.name) is not None:
            drop_sequence(draft, sequence, cascades=True)
    draft.run(f"DROP SCHEMA {quoted(draft.now.database)}.{quoted(name)}")
    draft.remove(Schema(name))
    return True


def _drop_named_index(draft: Draft, name: Name) -> bool:
    found = find_index(draft, name)
    if found is None:
        return False
    relation, index = found
    drop_index(draft, relation, index)
    draft.put(replace(relation, indexes=tuple(one for one in relation.indexes if one is not index)))
    return True


def find_index(draft: Draft, name: Name) -> tuple[Relation, Index] | None:
    """The index of that name, and its table."""
    schema = name.schema or DEFAULT_SCHEMA
    for relation in draft.now.relations:
        for index in relation.indexes:
            if (relation.schema, index.name) == (schema, name.name):
                return relation, index
    return None


def views_over(draft: Draft, relation: Relation) -> list[Relation]:
    """The views that read a table or view."""
    return [view for view in draft.now.relations if (relation.schema, relation.name) in view.reads]


def keys_to(draft: Draft, relation: Relation, names: list[str]) -> list[tuple[Relation, Constraint]]:
    """The foreign keys that mean one of these keys of a table."""
    meant = {(relation.schema, name) for name in names}
    return [
        (other, constraint)
        for other in draft.now.relations
        for constraint in other.constraints
        if constraint.target in meant
    ]


def without_constraint(relation: Relation, name: str) -> Relation:
    """The relation without a constraint."""
    return replace(relation, constraints=tuple(one for one in relation.constraints if one.name != name))
