"""Tables as SQL's own catalog describes them, whatever they are: live, local, of the system."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from heymarket_dbapi.catalog.spec import Column, Table

CATALOG = "heymarket"
LIVE_SCHEMA = "heymarket"


class RelationKind(enum.Enum):
    """What a relation is, in the words of ``information_schema.tables``."""

    TABLE = "BASE TABLE"
    TEMPORARY = "LOCAL TEMPORARY"
    VIEW = "VIEW"
    TEMPORARY_VIEW = "LOCAL TEMPORARY VIEW"
    SYSTEM = "SYSTEM VIEW"

    @property
    def is_view(self) -> bool:
        """Whether CREATE VIEW made it."""
        return self in (RelationKind.VIEW, RelationKind.TEMPORARY_VIEW)

    @property
    def is_temporary(self) -> bool:
        """Whether it belongs to one connection."""
        return self in (RelationKind.TEMPORARY, RelationKind.TEMPORARY_VIEW)


class ConstraintKind(enum.Enum):
    """What a constraint demands, in the words of ``information_schema.table_constraints``."""

    PRIMARY_KEY = "PRIMARY KEY"
    FOREIGN_KEY = "FOREIGN KEY"
    UNIQUE = "UNIQUE"
    CHECK = "CHECK"


@dataclass(frozen=True, slots=True)
class Attribute:
    """A column as it is described: ``data_type`` is SQL text, with lengths where it has them.

    ``identity``: ALWAYS or BY DEFAULT where it is GENERATED so AS IDENTITY.
    """

    name: str
    data_type: str
    comment: str | None = None
    is_nullable: bool = True
    default: str | None = None
    is_extended: bool = False
    is_hint: bool = False
    identity: str | None = None


@dataclass(frozen=True, slots=True)
class Constraint:
    """A constraint of a relation; ``target`` is the (schema, constraint name) of the key that a foreign key means."""

    name: str
    kind: ConstraintKind
    columns: tuple[str, ...]
    target: tuple[str, str] | None = None
    check: str | None = None
    is_enforced: bool = True
    update_rule: str = "NO ACTION"
    delete_rule: str = "NO ACTION"


@dataclass(frozen=True, slots=True)
class Index:
    """An index of a local table; an expression stands in ``columns`` as its text."""

    name: str
    columns: tuple[str, ...]
    is_unique: bool = False


@dataclass(frozen=True, slots=True)
class Relation:
    """A table or view as it is described.

    ``definition`` is a view's query, ``reads`` the schemas and names of what it reads; ``needs_filter`` are columns one
    of which every query must narrow by.
    """

    schema: str
    name: str
    kind: RelationKind
    attributes: tuple[Attribute, ...]
    comment: str | None = None
    constraints: tuple[Constraint, ...] = ()
    indexes: tuple[Index, ...] = ()
    definition: str | None = None
    is_live: bool = False
    needs_filter: tuple[str, ...] = ()
    reads: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class SequenceGenerator:
    """A sequence as it is described; ``owner`` is the (schema, table, column) that it goes with."""

    schema: str
    name: str
    start: int = 1
    minimum: int = 1
    maximum: int = 2**63 - 1
    increment: int = 1
    cycles: bool = False
    owner: tuple[str, str, str] | None = None
    is_temporary: bool = False


def attribute_of(column: Column) -> Attribute:
    """A column of ours as it is described."""
    return Attribute(
        column.name,
        column.type.value,
        column.comment,
        is_nullable=not column.not_null,
        is_extended=column.extended is not None,
        is_hint=column.is_hint,
    )


def relation_of(table: Table) -> Relation:
    """A table of Heymarket as it is described; what was described once is kept, for a table never changes."""
    kept = _described.get(id(table))
    if kept is None or kept[0] is not table:
        if len(_described) >= _MOST_DESCRIBED:
            _described.clear()
        kept = _described[id(table)] = (table, _describe(table))
    return kept[1]


# By identity: to compare two tables takes longer than to describe one.
_described: dict[int, tuple[Table, Relation]] = {}
_MOST_DESCRIBED = 100


def _describe(table: Table) -> Relation:
    return Relation(
        LIVE_SCHEMA,
        table.name,
        RelationKind.TABLE,
        tuple(attribute_of(column) for column in table.columns),
        comment_of(table),
        constraints=(primary_key(table.name, table.key), *_foreign_keys(table)),
        is_live=True,
        needs_filter=table.required,
    )


def comment_of(table: Table) -> str:
    """What reflection shows of a table: what a row is, and the filter that a query needs."""
    if not table.required:
        return table.doc
    return f"{table.doc} Needs a filter: {' or '.join(f'{name} = or IN' for name in table.required)}."


def primary_key(table: str, columns: tuple[str, ...]) -> Constraint:
    """The primary key, named as PostgreSQL would."""
    return Constraint(f"{table}_pkey", ConstraintKind.PRIMARY_KEY, columns)


def _foreign_keys(table: Table) -> tuple[Constraint, ...]:
    return tuple(
        Constraint(
            f"{table.name}_{column.name}_fkey",
            ConstraintKind.FOREIGN_KEY,
            (column.name,),
            target=(LIVE_SCHEMA, f"{column.references.partition('.')[0]}_pkey"),
            is_enforced=False,
        )
        for column in table.columns
        if column.references
    )
