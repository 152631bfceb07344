"""What CREATE, DROP, ALTER, COMMENT and TRUNCATE say, as values."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from heymarket_dbapi.catalog.relations import ConstraintKind


class ObjectKind(enum.Enum):
    """The kinds of what can be made, by their words."""

    TABLE = "TABLE"
    VIEW = "VIEW"
    SCHEMA = "SCHEMA"
    INDEX = "INDEX"
    SEQUENCE = "SEQUENCE"
    COLUMN = "COLUMN"
    CONSTRAINT = "CONSTRAINT"


@dataclass(frozen=True, slots=True)
class Name:
    """A name as it is written, with its schema where one is."""

    schema: str | None
    name: str

    def __str__(self) -> str:
        return f"{self.schema}.{self.name}" if self.schema else self.name


@dataclass(frozen=True, slots=True)
class SequenceOptions:
    """Where a sequence begins, ends, and how it goes on."""

    start: int | None = None
    increment: int = 1
    minimum: int | None = None
    maximum: int | None = None
    cycles: bool = False


@dataclass(frozen=True, slots=True)
class ColumnText:
    """A column: its type as it is shown, its default as SQL; ``sequence`` where numbers are to be given to it.

    ``identity``: ALWAYS or BY DEFAULT where it is GENERATED so.
    """

    name: str
    data_type: str
    is_nullable: bool = True
    default: str | None = None
    sequence: SequenceOptions | None = None
    identity: str | None = None


class Including(enum.Enum):
    """What a LIKE takes over beside columns that may be NULL or not."""

    DEFAULTS = "DEFAULTS"
    CONSTRAINTS = "CONSTRAINTS"
    INDEXES = "INDEXES"
    COMMENTS = "COMMENTS"


@dataclass(frozen=True, slots=True)
class LikeText:
    """LIKE another table, in a list of columns."""

    source: Name
    including: frozenset[Including]


@dataclass(frozen=True, slots=True)
class ConstraintText:
    """A constraint; a foreign key means ``target`` and its ``target_columns``, or else its primary key."""

    kind: ConstraintKind
    name: str | None = None
    columns: tuple[str, ...] = ()
    check: str | None = None
    target: Name | None = None
    target_columns: tuple[str, ...] = ()
    update_rule: str = "NO ACTION"
    delete_rule: str = "NO ACTION"


@dataclass(frozen=True, slots=True)
class CreateTable:
    """CREATE TABLE with columns."""

    name: Name
    columns: tuple[ColumnText | LikeText, ...]
    constraints: tuple[ConstraintText, ...]
    is_temporary: bool = False
    may_exist: bool = False


@dataclass(frozen=True, slots=True)
class CreateTableAs:
    """CREATE TABLE AS a query; ``query`` is the whole text with all before the query blanked."""

    name: Name
    columns: tuple[str, ...]
    query: str
    is_temporary: bool = False
    may_exist: bool = False
    has_data: bool = True


@dataclass(frozen=True, slots=True)
class CreateView:
    """CREATE VIEW."""

    name: Name
    columns: tuple[str, ...]
    query: str
    may_replace: bool = False
    is_temporary: bool = False


@dataclass(frozen=True, slots=True)
class CreateSchema:
    """CREATE SCHEMA."""

    name: str
    may_exist: bool = False


@dataclass(frozen=True, slots=True)
class CreateIndex:
    """CREATE INDEX over columns and, in parentheses, expressions."""

    name: str | None
    table: Name
    columns: tuple[str, ...]
    is_unique: bool = False
    may_exist: bool = False


@dataclass(frozen=True, slots=True)
class CreateSequence:
    """CREATE SEQUENCE."""

    name: Name
    options: SequenceOptions
    is_temporary: bool = False
    may_exist: bool = False


@dataclass(frozen=True, slots=True)
class Drop:
    """DROP of things of one kind."""

    kind: ObjectKind
    names: tuple[Name, ...]
    may_miss: bool = False
    cascades: bool = False


@dataclass(frozen=True, slots=True)
class AddColumn:
    """ADD COLUMN."""

    column: ColumnText
    constraints: tuple[ConstraintText, ...]
    may_exist: bool = False


@dataclass(frozen=True, slots=True)
class DropColumn:
    """DROP COLUMN."""

    name: str
    may_miss: bool = False
    cascades: bool = False


@dataclass(frozen=True, slots=True)
class AlterType:
    """ALTER COLUMN TYPE; ``using`` is an expression over the old columns."""

    name: str
    data_type: str
    using: str | None = None


@dataclass(frozen=True, slots=True)
class SetDefault:
    """ALTER COLUMN SET DEFAULT, or DROP DEFAULT where it is None."""

    name: str
    default: str | None


@dataclass(frozen=True, slots=True)
class SetNullable:
    """ALTER COLUMN SET NOT NULL or DROP NOT NULL."""

    name: str
    is_nullable: bool


@dataclass(frozen=True, slots=True)
class AddConstraint:
    """ADD CONSTRAINT."""

    constraint: ConstraintText


@dataclass(frozen=True, slots=True)
class DropConstraint:
    """DROP CONSTRAINT."""

    name: str
    may_miss: bool = False


@dataclass(frozen=True, slots=True)
class Rename:
    """RENAME COLUMN or CONSTRAINT."""

    kind: ObjectKind
    name: str
    to: str


Action = AddColumn | DropColumn | AlterType | SetDefault | SetNullable | AddConstraint | DropConstraint | Rename


@dataclass(frozen=True, slots=True)
class AlterTable:
    """ALTER TABLE, action by action."""

    name: Name
    actions: tuple[Action, ...]
    may_miss: bool = False


@dataclass(frozen=True, slots=True)
class RenameObject:
    """ALTER TABLE, VIEW, INDEX or SEQUENCE … RENAME TO."""

    kind: ObjectKind
    name: Name
    to: str
    may_miss: bool = False


@dataclass(frozen=True, slots=True)
class MoveObject:
    """ALTER TABLE or VIEW … SET SCHEMA."""

    kind: ObjectKind
    name: Name
    schema: str
    may_miss: bool = False


@dataclass(frozen=True, slots=True)
class Comment:
    """COMMENT ON; without a text it is taken away."""

    kind: ObjectKind
    name: Name
    column: str | None
    text: str | None


@dataclass(frozen=True, slots=True)
class Truncate:
    """TRUNCATE; sequences of the columns go on."""

    names: tuple[Name, ...]


Definition = (
    CreateTable
    | CreateTableAs
    | CreateView
    | CreateSchema
    | CreateIndex
    | CreateSequence
    | Drop
    | AlterTable
    | RenameObject
    | MoveObject
    | Comment
    | Truncate
)
