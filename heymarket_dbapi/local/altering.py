"""Plans what ALTER TABLE, RENAME, CREATE INDEX and COMMENT change."""

from __future__ import annotations

from dataclasses import replace

from heymarket_dbapi.catalog.relations import Attribute, Constraint, ConstraintKind, Index, Relation
from heymarket_dbapi.errors import NotSupportedError, ProgrammingError
from heymarket_dbapi.local.definitions import engine_type, key_of, quoted
from heymarket_dbapi.local.draft import Draft
from heymarket_dbapi.local.dropping import find_index, keys_to, views_over, without_constraint
from heymarket_dbapi.local.tables import (
    column_of,
    create_index,
    drop_index,
    free_name,
    owned_sequences,
    rebuild,
    with_column,
    with_constraint,
)
from heymarket_dbapi.sql.definitions import (
    Action,
    AddColumn,
    AddConstraint,
    AlterTable,
    AlterType,
    Comment,
    CreateIndex,
    DropColumn,
    DropConstraint,
    MoveObject,
    Name,
    ObjectKind,
    Rename,
    RenameObject,
    SetDefault,
    SetNullable,
)

_OURS = (ConstraintKind.FOREIGN_KEY,)


def alter_table(draft: Draft, wanted: AlterTable) -> None:
    """Plan the actions one after the other."""
    if draft.find(wanted.name, "ALTER TABLE") is None and wanted.may_miss:
        return
    for action in wanted.actions:
        _act(draft, draft.table(wanted.name, "ALTER TABLE"), action)


def _act(draft: Draft, table: Relation, action: Action) -> None:
    match action:
        case AddColumn():
            _add_column(draft, table, action)
        case DropColumn():
            _drop_column(draft, table, action)
        case AlterType(name, data_type, using):
            column = column_of(table, name)
            value = quoted(column.name) if using is None else draft.expression(using, table, "USING")[0]
            new = _with_attribute(table, replace(column, data_type=data_type))
            rebuild(draft, table, new, {column.name: f"CAST({value} AS {engine_type(data_type)})"})
        case SetDefault(name, default):
            rebuild(draft, table, _with_attribute(table, replace(column_of(table, name), default=default)), {})
        case SetNullable(name, is_nullable):
            _set_nullable(draft, table, name, is_nullable=is_nullable)
        case AddConstraint(constraint):
            _change_constraints(draft, table, with_constraint(draft, table, constraint))
        case DropConstraint():
            _drop_constraint(draft, table, action)
        case Rename(ObjectKind.CONSTRAINT, name, to):
            _rename_constraint(draft, table, name, to)
        case Rename(_, name, to):
            _rename_column(draft, table, name, to)


def _add_column(draft: Draft, table: Relation, action: AddColumn) -> None:
    name = action.column.name
    if any(one.name.lower() == name.lower() for one in table.attributes):
        if action.may_exist:
            return
        raise ProgrammingError(f"{table.name} has a column {name} already")
    new = with_column(draft, table, action.column)
    for constraint in action.constraints:
        new = with_constraint(draft, new, constraint)
    rebuild(draft, table, new, {})


def _drop_column(draft: Draft, table: Relation, action: DropColumn) -> None:
    if action.may_miss and not any(one.name.lower() == action.name.lower() for one in table.attributes):
        return
    name = column_of(table, action.name).name
    _refuse_views(draft, table)
    gone = [one.name for one in table.constraints if name in one.columns]
    for other, constraint in keys_to(draft, table, gone):
        if not action.cascades:
            raise ProgrammingError(f"the foreign key {constraint.name} of {other.name} needs {name}; write CASCADE")
        if other.name != table.name:
            draft.put(without_constraint(other, constraint.name))
    new = replace(
        table,
        attributes=tuple(one for one in table.attributes if one.name != name),
        constraints=tuple(one for one in table.constraints if one.name not in gone),
        indexes=tuple(one for one in table.indexes if name not in _columns_of(draft, table, one)),
    )
    if not new.attributes:
        raise NotSupportedError(f"{table.name}: the engine cannot keep a table without columns")
    rebuild(draft, table, new, {})
    for sequence in owned_sequences(draft, table, name):
        draft.run(f"DROP SEQUENCE {draft.now.place(sequence)}")
        draft.remove(sequence)


def _columns_of(draft: Draft, table: Relation, index: Index) -> list[str]:
    return [
        name
        for column in index.columns
        for name in (draft.expression(column[1:-1], table, "index")[1] if column.startswith("(") else (column,))
    ]


def _set_nullable(draft: Draft, table: Relation, name: str, *, is_nullable: bool) -> None:
    column = column_of(table, name)
    keys = [one for one in table.constraints if one.kind is ConstraintKind.PRIMARY_KEY and column.name in one.columns]
    if is_nullable and keys:
        raise ProgrammingError(f"column {column.name} is in the primary key, and cannot be NULL")
    rebuild(draft, table, _with_attribute(table, replace(column, is_nullable=is_nullable)), {})


def _drop_constraint(draft: Draft, table: Relation, action: DropConstraint) -> None:
    found = next((one for one in table.constraints if one.name == action.name), None)
    if found is None:
        if action.may_miss:
            return
        raise ProgrammingError(f"{table.name} has no constraint {action.name}")
    for other, constraint in keys_to(draft, table, [found.name]):
        raise ProgrammingError(f"the foreign key {constraint.name} of {other.name} needs {found.name}; drop it first")
    _change_constraints(draft, table, without_constraint(table, found.name))


def _change_constraints(draft: Draft, old: Relation, new: Relation) -> None:
    """Plan other constraints: those that we keep alone change nothing in the engine."""
    changed = {*old.constraints} ^ {*new.constraints}
    if all(one.kind in _OURS for one in changed):
        draft.put(new)
    else:
        rebuild(draft, old, new, {})


def _rename_constraint(draft: Draft, table: Relation, name: str, to: str) -> None:
    if not any(one.name == name for one in table.constraints):
        raise ProgrammingError(f"{table.name} has no constraint {name}")
    for other, constraint in keys_to(draft, table, [name]):
        current = draft.now.relation(other.schema, other.name) or other
        meant = replace(constraint, target=(table.schema, to))
        draft.put(
            replace(current, constraints=tuple(meant if one == constraint else one for one in current.constraints))
        )
    table = draft.now.relation(table.schema, table.name) or table
    renamed = tuple(replace(one, name=to) if one.name == name else one for one in table.constraints)
    draft.put(replace(table, constraints=renamed))


def _rename_column(draft: Draft, table: Relation, written: str, to: str) -> None:
    name = column_of(table, written).name
    if any(one.name.lower() == to.lower() != name.lower() for one in table.attributes) or to.lower() == "rowid":
        raise ProgrammingError(f"{table.name}: a column cannot be called {to}: the name is taken")
    _refuse_views(draft, table)
    for constraint in table.constraints:
        if constraint.kind is ConstraintKind.CHECK and name in constraint.columns:
            raise NotSupportedError(f"the check {constraint.name} names {name}; drop it, rename, and add it again")
    if any(
        column.startswith("(") and name in _columns_of(draft, table, one)
        for one in table.indexes
        for column in one.columns
    ):
        raise NotSupportedError(f"an index computes with {name}; drop it, rename, and make it again")

    def renamed(columns: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(to if column == name else column for column in columns)

    new = replace(
        table,
        attributes=tuple(replace(one, name=to) if one.name == name else one for one in table.attributes),
        constraints=tuple(replace(one, columns=renamed(one.columns)) for one in table.constraints),
        indexes=tuple(replace(one, columns=renamed(one.columns)) for one in table.indexes),
    )
    for sequence in owned_sequences(draft, table, name):
        draft.put(replace(sequence, owner=(table.schema, table.name, to)))
    rebuild(draft, table, new, {to: quoted(name)})


def rename_object(draft: Draft, wanted: RenameObject) -> None:
    """Plan another name for a table, view, index or sequence."""
    match wanted.kind:
        case ObjectKind.INDEX:
            _rename_index(draft, wanted)
            return
        case ObjectKind.SEQUENCE:
            raise NotSupportedError("ALTER SEQUENCE … RENAME: the engine cannot; make another one")
    relation = draft.find(wanted.name, f"ALTER {wanted.kind.value}")
    if relation is None:
        if wanted.may_miss:
            return
        draft.missing(wanted.kind.value.lower(), wanted.name)
    draft.new_name(replace(wanted.name, schema=relation.schema, name=wanted.to))
    if draft.is_taken(relation.schema, wanted.to) and wanted.to.lower() != relation.name.lower():
        raise ProgrammingError(f"{wanted.to} exists already")
    _refuse_views(draft, relation)
    new = replace(relation, name=wanted.to)
    if relation.kind.is_view:
        draft.remove(relation)
        draft.put(new)
        return
    owned = owned_sequences(draft, relation)
    rebuild(draft, relation, new, {})
    for sequence in owned:
        assert sequence.owner is not None
        draft.put(replace(sequence, owner=(new.schema, new.name, sequence.owner[2])))


def move_object(draft: Draft, wanted: MoveObject) -> None:
    """Plan another schema for a table or view; the numbers that its columns are given stay where they are."""
    relation = draft.find(wanted.name, f"ALTER {wanted.kind.value}")
    if relation is None:
        if wanted.may_miss:
            return
        draft.missing(wanted.kind.value.lower(), wanted.name)
    if relation.kind.is_temporary:
        raise NotSupportedError(f"{relation.name} is temporary: the engine cannot move it to a schema")
    schema, name = draft.new_name(Name(wanted.schema, relation.name))
    if schema == relation.schema:
        return
    if draft.is_taken(schema, name):
        raise ProgrammingError(f"{schema}.{name} exists already")
    _refuse_views(draft, relation)
    new = _with_own_keys(relation, schema)
    if relation.kind.is_view:
        draft.remove(relation)
        draft.put(new)
        return
    keys = keys_to(draft, relation, [one.name for one in relation.constraints])
    owned = owned_sequences(draft, relation)
    rebuild(draft, relation, new, {})
    for other, constraint in keys:
        if key_of(other) != key_of(relation):
            current = draft.now.relation(other.schema, other.name) or other
            draft.put(_with_target(current, constraint, schema))
    for sequence in owned:
        assert sequence.owner is not None
        draft.put(replace(sequence, owner=(schema, new.name, sequence.owner[2])))


def _with_own_keys(relation: Relation, schema: str) -> Relation:
    """The relation in another schema, where its foreign keys to itself follow."""
    names = {one.name for one in relation.constraints}
    moved = replace(relation, schema=schema)
    for one in relation.constraints:
        if one.target is not None and one.target[0] == relation.schema and one.target[1] in names:
            moved = _with_target(moved, one, schema)
    return moved


def _with_target(relation: Relation, constraint: Constraint, schema: str) -> Relation:
    assert constraint.target is not None
    meant = replace(constraint, target=(schema, constraint.target[1]))
    return replace(relation, constraints=tuple(meant if one == constraint else one for one in relation.constraints))


def _rename_index(draft: Draft, wanted: RenameObject) -> None:
    found = find_index(draft, wanted.name)
    if found is None:
        if wanted.may_miss:
            return
        draft.missing("index", wanted.name)
    relation, index = found
    new = replace(index, name=wanted.to)
    drop_index(draft, relation, index)
    create_index(draft, relation, new)
    draft.put(replace(relation, indexes=tuple(new if one is index else one for one in relation.indexes)))


def make_index(draft: Draft, wanted: CreateIndex) -> None:
    """Plan an index; nothing where it exists and may."""
    table = draft.table(wanted.table, "CREATE INDEX")
    columns = tuple(column if column.startswith("(") else column_of(table, column).name for column in wanted.columns)
    plain = ["expr" if column.startswith("(") else column for column in columns]
    name = wanted.name or free_name(draft, table.schema, "_".join((table.name, *plain, "idx")))
    taken = [index.name.lower() for one in draft.now.relations if one.schema == table.schema for index in one.indexes]
    if name.lower() in taken:
        if wanted.may_exist:
            return
        raise ProgrammingError(f"there is an index {name} already")
    index = Index(name, columns, wanted.is_unique)
    create_index(draft, table, index)
    draft.put(replace(table, indexes=(*table.indexes, index)))


def comment_on(draft: Draft, wanted: Comment) -> None:
    """Plan a comment, which we keep."""
    relation = draft.find(wanted.name, f"COMMENT ON {wanted.kind.value}")
    if relation is None:
        draft.missing("table" if wanted.kind is not ObjectKind.VIEW else "view", wanted.name)
    if wanted.column is None:
        draft.put(replace(relation, comment=wanted.text or None))
    else:
        draft.put(_with_attribute(relation, replace(column_of(relation, wanted.column), comment=wanted.text or None)))


def _with_attribute(relation: Relation, attribute: Attribute) -> Relation:
    """The relation with another column of the same name."""
    return replace(
        relation, attributes=tuple(attribute if one.name == attribute.name else one for one in relation.attributes)
    )


def _refuse_views(draft: Draft, relation: Relation) -> None:
    for view in views_over(draft, relation):
        raise NotSupportedError(f"view {view.name} reads {relation.name}; drop it, and make it again afterwards")
