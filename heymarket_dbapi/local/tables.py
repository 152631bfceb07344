"""Plans how tables come to be, and how they are made anew with another shape: the engine's own ALTER is too narrow."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from heymarket_dbapi.catalog.relations import (
    Attribute,
    Constraint,
    ConstraintKind,
    Index,
    Relation,
    RelationKind,
    SequenceGenerator,
)
from heymarket_dbapi.errors import NotSupportedError, ProgrammingError
from heymarket_dbapi.local.definitions import engine_type, key_of, length_of, quoted
from heymarket_dbapi.local.draft import Draft
from heymarket_dbapi.local.sequences import make_sequence, nextval
from heymarket_dbapi.sql.definitions import ColumnText, ConstraintText, CreateTable, Including, LikeText, Name
from heymarket_dbapi.sql.names import nearest

_ENFORCED = (ConstraintKind.PRIMARY_KEY, ConstraintKind.UNIQUE)
_ENDS = {
    ConstraintKind.PRIMARY_KEY: "pkey",
    ConstraintKind.UNIQUE: "key",
    ConstraintKind.CHECK: "check",
    ConstraintKind.FOREIGN_KEY: "fkey",
}
_ANEW = "~anew"


def create_table(draft: Draft, made: CreateTable) -> None:
    """Plan a table; nothing where it exists and may."""
    schema, name = draft.new_name(made.name)
    if draft.is_taken(schema, name):
        if made.may_exist:
            return
        raise ProgrammingError(f"{made.name} exists already")
    kind = RelationKind.TEMPORARY if made.is_temporary else RelationKind.TABLE
    relation = Relation(schema, name, kind, ())
    sources: list[tuple[Relation, LikeText]] = []
    for column in made.columns:
        if isinstance(column, LikeText):
            sources.append((_source(draft, column.source), column))
            relation = _with_columns_of(draft, relation, *sources[-1])
        else:
            relation = with_column(draft, relation, column)
    for constraint in made.constraints:
        relation = with_constraint(draft, relation, constraint)
    if not relation.attributes:
        raise ProgrammingError(f"{made.name}: a table needs a column; the engine has none without")
    for source, like in sources:
        relation = _with_keys_of(draft, relation, source, like)
    draft.run(f"CREATE {table_text(draft, relation, relation.name)}")
    draft.put(relation)
    for source, like in sources:
        _copy_indexes(draft, relation, source, like)


def _source(draft: Draft, name: Name) -> Relation:
    """The table or view that LIKE means."""
    found = draft.target(name)
    if found.is_live:
        raise NotSupportedError(
            f"we have not built LIKE of a table of Heymarket ({name}); CREATE TABLE … AS SELECT … WITH NO DATA does it"
        )
    return found


def _with_columns_of(draft: Draft, relation: Relation, source: Relation, like: LikeText) -> Relation:
    """The relation with the columns of another one."""
    for one in source.attributes:
        default = one.default if Including.DEFAULTS in like.including else None
        relation = with_column(draft, relation, ColumnText(one.name, one.data_type, one.is_nullable, default))
        if Including.COMMENTS in like.including:
            last = replace(relation.attributes[-1], comment=one.comment)
            relation = replace(relation, attributes=(*relation.attributes[:-1], last))
    return relation


def _with_keys_of(draft: Draft, relation: Relation, source: Relation, like: LikeText) -> Relation:
    """The relation with the checks and keys of another one that are taken over; foreign keys never are."""
    wanted: set[ConstraintKind] = set()
    wanted |= {ConstraintKind.CHECK} if Including.CONSTRAINTS in like.including else set()
    wanted |= {*_ENFORCED} if Including.INDEXES in like.including else set()
    for one in source.constraints:
        if one.kind in wanted:
            name = one.name if one.kind is ConstraintKind.CHECK else None
            relation = with_constraint(draft, relation, ConstraintText(one.kind, name, one.columns, one.check))
    return relation


def _copy_indexes(draft: Draft, relation: Relation, source: Relation, like: LikeText) -> None:
    if Including.INDEXES not in like.including:
        return
    for one in source.indexes:
        plain = ["expr" if column.startswith("(") else column for column in one.columns]
        name = free_name(draft, relation.schema, "_".join((relation.name, *plain, "idx")))
        relation = replace(relation, indexes=(*relation.indexes, replace(one, name=name)))
        create_index(draft, relation, relation.indexes[-1])
        draft.put(relation)


def with_column(draft: Draft, relation: Relation, column: ColumnText) -> Relation:
    """The relation with one more column, and the sequence that it is given numbers by."""
    if any(attribute.name.lower() == column.name.lower() for attribute in relation.attributes):
        raise ProgrammingError(f"column {column.name} is there twice: the engine does not tell case apart")
    if column.name.lower() == "rowid":
        raise ProgrammingError("a column cannot be called rowid: the engine calls the number of a row so")
    default = column.default
    if column.sequence is not None:
        is_temporary = relation.kind is RelationKind.TEMPORARY
        name = free_name(draft, relation.schema, f"{relation.name}_{column.name}_seq")
        owner = (relation.schema, relation.name, column.name)
        default = nextval(make_sequence(draft, relation.schema, name, column.sequence, is_temporary, owner))
    attribute = Attribute(
        column.name, column.data_type, is_nullable=column.is_nullable, default=default, identity=column.identity
    )
    return replace(relation, attributes=(*relation.attributes, attribute))


def with_constraint(draft: Draft, relation: Relation, made: ConstraintText) -> Relation:
    """The relation with one more constraint, named as PostgreSQL would where it has no name."""
    columns = tuple(column_of(relation, name).name for name in made.columns)
    if made.kind is ConstraintKind.CHECK:
        assert made.check is not None
        _, named = draft.expression(made.check, relation, "CHECK")
        columns = columns or named
    if made.kind is ConstraintKind.PRIMARY_KEY:
        if any(one.kind is made.kind for one in relation.constraints):
            raise ProgrammingError(f"{relation.name} has a primary key already")
        relation = replace(
            relation,
            attributes=tuple(
                replace(one, is_nullable=False) if one.name in columns else one for one in relation.attributes
            ),
        )
    target = None
    if made.target is not None:
        target, columns = _key_meant(draft, relation, made, columns)
    name = made.name or _constraint_name(draft, relation, made.kind, columns)
    if any(one.name == name for one in relation.constraints):
        raise ProgrammingError(f"{relation.name} has a constraint {name} already")
    rules = (made.update_rule, made.delete_rule)
    is_enforced = made.kind is not ConstraintKind.FOREIGN_KEY
    constraint = Constraint(name, made.kind, columns, target, made.check, is_enforced, *rules)
    return replace(relation, constraints=(*relation.constraints, constraint))


def _key_meant(
    draft: Draft, relation: Relation, made: ConstraintText, columns: tuple[str, ...]
) -> tuple[tuple[str, str], tuple[str, ...]]:
    """The schema and name of the key that a foreign key means, and its columns in the key's order."""
    assert made.target is not None
    own = Name(relation.schema, relation.name)
    is_own = made.target in (own, Name(None, relation.name) if relation.schema == "heymarket" else own)
    target = relation if is_own else draft.target(made.target)
    wanted = tuple(column_of(target, name).name for name in made.target_columns)
    for key in target.constraints:
        fits = key.columns == wanted if wanted else key.kind is ConstraintKind.PRIMARY_KEY
        if key.kind in _ENFORCED and (fits or (wanted and set(key.columns) == set(wanted))):
            if len(key.columns) != len(columns):
                raise ProgrammingError(f"the foreign key has {len(columns)} columns, the key {len(key.columns)}")
            if wanted:
                columns = tuple(columns[wanted.index(name)] for name in key.columns)
            return (target.schema, key.name), columns
    shown = f" ({', '.join(wanted)})" if wanted else ""
    raise ProgrammingError(f"there is no primary key or unique constraint {target.name}{shown} for the foreign key")


def column_of(relation: Relation, name: str) -> Attribute:
    """The column of that name."""
    exact = [one for one in relation.attributes if one.name == name]
    alike = exact or [one for one in relation.attributes if one.name.lower() == name.lower()]
    if not alike:
        near = nearest(name, [one.name for one in relation.attributes])
        raise ProgrammingError(f"{relation.name} has no column {name}{near}")
    return alike[0]


def _constraint_name(draft: Draft, relation: Relation, kind: ConstraintKind, columns: Sequence[str]) -> str:
    parts = [relation.name, *(columns if kind is not ConstraintKind.PRIMARY_KEY else ()), _ENDS[kind]]
    others = [one for one in draft.now.relations if one.schema == relation.schema]
    taken = {one.name for other in (*others, relation) for one in other.constraints}
    return _numbered("_".join(parts), taken)


def free_name(draft: Draft, schema: str, wanted: str) -> str:
    """The wanted name, with a number where it is taken."""
    taken = {one.name for one in draft.now.relations if one.schema == schema}
    taken |= {one.name for one in draft.now.sequences if one.schema == schema}
    taken |= {index.name for one in draft.now.relations if one.schema == schema for index in one.indexes}
    return _numbered(wanted, taken)


def _numbered(wanted: str, taken: Iterable[str]) -> str:
    name, number = wanted, 0
    while name in taken:
        number += 1
        name = f"{wanted}{number}"
    return name


# The engine's texts ---------------------------------------------------------------------------------------------------


def table_text(draft: Draft, relation: Relation, name: str) -> str:
    """What follows CREATE for the relation under another name."""
    temporary = "TEMPORARY " if relation.kind is RelationKind.TEMPORARY else ""
    place = draft.now.place(replace(relation, name=name))
    parts = [_column_text(draft, attribute) for attribute in relation.attributes]
    for constraint in relation.constraints:
        if constraint.kind in _ENFORCED:
            parts.append(f"{constraint.kind.value} ({', '.join(map(quoted, constraint.columns))})")
        elif constraint.kind is ConstraintKind.CHECK:
            assert constraint.check is not None
            parts.append(f"CHECK ({draft.expression(constraint.check, relation, 'CHECK')[0]})")
    return f"{temporary}TABLE {place} ({', '.join(parts)})"


def _column_text(draft: Draft, attribute: Attribute) -> str:
    text = f"{quoted(attribute.name)} {engine_type(attribute.data_type)}"
    if attribute.default is not None:
        text += f" DEFAULT ({draft.expression(attribute.default, None, 'DEFAULT')[0]})"
    return text if attribute.is_nullable else f"{text} NOT NULL"


def create_index(draft: Draft, relation: Relation, index: Index) -> None:
    """Plan an index in the engine."""
    parts = [
        f"({draft.expression(column[1:-1], relation, 'CREATE INDEX')[0]})" if column.startswith("(") else quoted(column)
        for column in index.columns
    ]
    unique = "UNIQUE " if index.is_unique else ""
    draft.run(f"CREATE {unique}INDEX {quoted(index.name)} ON {draft.now.place(relation)} ({', '.join(parts)})")


def drop_index(draft: Draft, relation: Relation, index: Index) -> None:
    """Plan that an index goes."""
    draft.run(f"DROP INDEX {draft.now.place(replace(relation, name=index.name))}")


def rebuild(draft: Draft, old: Relation, new: Relation, values: Mapping[str, str]) -> None:
    """Plan the table anew with its rows; ``values`` are expressions of the engine for columns that had another name."""
    is_same = (new.schema, new.name) == (old.schema, old.name)
    name = f"{new.name}{_ANEW}" if is_same else new.name
    place = draft.now.place(replace(new, name=name))
    for index in old.indexes:
        drop_index(draft, old, index)
    draft.run(f"CREATE {table_text(draft, new, name)}")
    columns = ", ".join(quoted(attribute.name) for attribute in new.attributes)
    kept = {attribute.name for attribute in old.attributes}
    cells = [
        fitting(new, attribute.name, values.get(attribute.name) or _kept(draft, attribute, kept))
        for attribute in new.attributes
    ]
    draft.run(f"INSERT INTO {place} ({columns}) SELECT {', '.join(cells)} FROM {draft.now.place(old)}")
    draft.run(f"DROP TABLE {draft.now.place(old)}")
    if is_same:
        draft.run(f"ALTER TABLE {place} RENAME TO {quoted(new.name)}")
    draft.reshaped.add(key_of(old))
    draft.remove(old)
    draft.put(new)
    for index in new.indexes:
        create_index(draft, new, index)


def _kept(draft: Draft, attribute: Attribute, kept: Iterable[str]) -> str:
    if attribute.name in kept:
        return quoted(attribute.name)
    return "NULL" if attribute.default is None else draft.expression(attribute.default, None, "DEFAULT")[0]


def fitting(relation: Relation, name: str, cell: str) -> str:
    """The cell, or an error of the engine where a text is too long for its column."""
    length = length_of(column_of(relation, name))
    if length is None:
        return cell
    text = f"CAST({cell} AS VARCHAR)"
    message = f"value too long for column {relation.name}.{name}".replace("'", "''")
    return f"CASE WHEN length({text}) > {length} THEN error('{message}') ELSE {text} END"


def owned_sequences(draft: Draft, relation: Relation, column: str | None = None) -> list[SequenceGenerator]:
    """The sequences that go with the table, or with one column of it."""
    return [
        one
        for one in draft.now.sequences
        if one.owner is not None
        and one.owner[:2] == (relation.schema, relation.name)
        and (column is None or one.owner[2] == column)
    ]
