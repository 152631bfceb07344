"""Reads what CREATE TABLE and ALTER TABLE say of columns and constraints."""

from __future__ import annotations

from dataclasses import replace

from heymarket_dbapi.catalog.relations import ConstraintKind
from heymarket_dbapi.errors import NotSupportedError
from heymarket_dbapi.sql.column_types import read_type
from heymarket_dbapi.sql.definitions import (
    Action,
    AddColumn,
    AddConstraint,
    AlterType,
    ColumnText,
    ConstraintText,
    DropColumn,
    DropConstraint,
    Including,
    LikeText,
    ObjectKind,
    Rename,
    SequenceOptions,
    SetDefault,
    SetNullable,
)
from heymarket_dbapi.sql.words import Words

_CONSTRAINTS = ("CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN", "EXCLUDE")
_AFTER_DEFAULT = ("CONSTRAINT", "NOT", "NULL", "PRIMARY", "UNIQUE", "CHECK", "REFERENCES", "GENERATED", "DEFAULT")
_PRIMARY = ConstraintKind.PRIMARY_KEY


def read_elements(words: Words) -> tuple[tuple[ColumnText | LikeText, ...], tuple[ConstraintText, ...]]:
    """Take the columns and constraints in the parentheses of a CREATE TABLE."""
    columns: list[ColumnText | LikeText] = []
    constraints: list[ConstraintText] = []

    def read() -> None:
        if words.sees_any(*_CONSTRAINTS):
            constraints.append(read_constraint(words))
        elif words.take("LIKE"):
            columns.append(_read_like(words))
        else:
            column, more = read_column(words)
            columns.append(column)
            constraints.extend(more)

    words.expect("(")
    if not words.sees(")"):
        words.several(read)
    words.expect(")")
    return tuple(columns), tuple(constraints)


def _read_like(words: Words) -> LikeText:
    source, including = words.name(), set[Including]()
    while words.sees_any("INCLUDING", "EXCLUDING"):
        is_included = words.word("INCLUDING", "EXCLUDING") == "INCLUDING"
        what = words.any_word()
        meant = {one for one in Including if what in ("ALL", one.value)}
        including = including | meant if is_included else including - meant
    return LikeText(source, frozenset(including))


def read_column(words: Words) -> tuple[ColumnText, list[ConstraintText]]:
    """Take a column with what is said of it."""
    name = words.identifier()
    data_type, is_serial = read_type(words)
    column = ColumnText(name, data_type)
    if is_serial:
        column = replace(column, sequence=SequenceOptions(), is_nullable=False)
    constraints: list[ConstraintText] = []
    while words.next is not None and not words.sees_any(",", ")"):
        named = words.identifier() if words.take("CONSTRAINT") else None
        if words.take("NOT", "NULL"):
            column = replace(column, is_nullable=False)
        elif words.take("NULL"):
            continue
        elif words.take("DEFAULT"):
            column = replace(column, default=words.expression(_AFTER_DEFAULT))
        elif words.take("GENERATED"):
            identity, options = _read_identity(words)
            column = replace(column, sequence=options, identity=identity, is_nullable=False)
        elif words.take("COLLATE"):
            words.dotted()
        else:
            constraints.append(replace(_read_column_constraint(words, name), name=named))
    if any(constraint.kind is _PRIMARY for constraint in constraints):
        column = replace(column, is_nullable=False)
    return column, constraints


def _read_identity(words: Words) -> tuple[str, SequenceOptions]:
    identity = "BY DEFAULT" if words.take("BY", "DEFAULT") else words.word("ALWAYS")
    words.expect("AS")
    if not words.take("IDENTITY"):
        raise NotSupportedError("we have not built generated columns yet; make a view that computes the column")
    options = SequenceOptions()
    if words.take("("):
        options = read_sequence_options(words)
        words.expect(")")
    return identity, options


def _read_column_constraint(words: Words, column: str) -> ConstraintText:
    if words.take("PRIMARY", "KEY"):
        found = ConstraintText(_PRIMARY, columns=(column,))
    elif words.take("UNIQUE"):
        found = ConstraintText(ConstraintKind.UNIQUE, columns=(column,))
    elif words.take("CHECK"):
        found = ConstraintText(ConstraintKind.CHECK, columns=(column,), check=words.enclosed())
    elif words.sees("REFERENCES"):
        found = _read_references(words, (column,))
    else:
        words.fail("a column's constraint is expected")
    _skip_timing(words)
    return found


def read_constraint(words: Words) -> ConstraintText:
    """Take a constraint of a table."""
    name = words.identifier() if words.take("CONSTRAINT") else None
    if words.take("PRIMARY", "KEY"):
        found = ConstraintText(_PRIMARY, columns=words.names())
    elif words.take("UNIQUE"):
        found = ConstraintText(ConstraintKind.UNIQUE, columns=words.names())
    elif words.take("CHECK"):
        found = ConstraintText(ConstraintKind.CHECK, check=words.enclosed())
    elif words.take("FOREIGN", "KEY"):
        found = _read_references(words, words.names())
    else:
        words.fail("PRIMARY KEY, UNIQUE, CHECK or FOREIGN KEY is expected")
    _skip_timing(words)
    return replace(found, name=name)


def _read_references(words: Words, columns: tuple[str, ...]) -> ConstraintText:
    words.expect("REFERENCES")
    target = words.name()
    meant = words.names() if words.sees("(") else ()
    rules = {"UPDATE": "NO ACTION", "DELETE": "NO ACTION"}
    if words.take("MATCH"):
        words.word("SIMPLE", "FULL", "PARTIAL")
    while words.take("ON"):
        event = words.word("UPDATE", "DELETE")
        rules[event] = _read_rule(words)
    return ConstraintText(
        *(ConstraintKind.FOREIGN_KEY, None, columns, None, target, meant), rules["UPDATE"], rules["DELETE"]
    )


def _read_rule(words: Words) -> str:
    first = words.word("NO", "RESTRICT", "CASCADE", "SET")
    if first in ("NO", "SET"):
        return f"{first} {words.word('ACTION', 'NULL', 'DEFAULT')}"
    return first


def _skip_timing(words: Words) -> None:
    """Pass over when a constraint is checked: always at once here."""
    while words.take("DEFERRABLE") or words.take("NOT", "DEFERRABLE") or words.take("NOT", "VALID"):
        pass
    if words.take("INITIALLY"):
        words.word("DEFERRED", "IMMEDIATE")


def read_sequence_options(words: Words) -> SequenceOptions:
    """Take the options of a sequence, in any order."""
    options = SequenceOptions()
    while words.next is not None and not words.sees(")"):
        match words.any_word():
            case "START":
                words.take("WITH")
                options = replace(options, start=words.integer())
            case "INCREMENT":
                words.take("BY")
                options = replace(options, increment=words.integer())
            case "MINVALUE":
                options = replace(options, minimum=words.integer())
            case "MAXVALUE":
                options = replace(options, maximum=words.integer())
            case "CYCLE":
                options = replace(options, cycles=True)
            case "CACHE":
                words.integer()
            case "AS":
                read_type(words)
            case "NO":
                words.word("MINVALUE", "MAXVALUE", "CYCLE", "CACHE")
            case "OWNED":
                words.expect("BY")
                words.dotted()
            case _:
                words.fail("an option of a sequence is expected before this")
    return options


def read_action(words: Words) -> Action:
    """Take one action of an ALTER TABLE."""
    match words.word("ADD", "DROP", "ALTER", "RENAME"):
        case "ADD":
            return _read_add(words)
        case "DROP":
            return _read_drop(words)
        case "ALTER":
            return _read_alter(words)
        case _:
            kind = ObjectKind.CONSTRAINT if words.take("CONSTRAINT") else ObjectKind.COLUMN
            words.take("COLUMN")
            name = words.identifier()
            words.expect("TO")
            return Rename(kind, name, words.identifier())


def _read_add(words: Words) -> Action:
    if words.sees_any(*_CONSTRAINTS):
        return AddConstraint(read_constraint(words))
    words.take("COLUMN")
    may_exist = words.take("IF", "NOT", "EXISTS")
    column, constraints = read_column(words)
    return AddColumn(column, tuple(constraints), may_exist)


def _read_drop(words: Words) -> Action:
    is_constraint = words.take("CONSTRAINT")
    if not is_constraint:
        words.take("COLUMN")
    may_miss = words.take("IF", "EXISTS")
    name = words.identifier()
    cascades = words.take("CASCADE")
    if not cascades:
        words.take("RESTRICT")
    return DropConstraint(name, may_miss) if is_constraint else DropColumn(name, may_miss, cascades)


def _read_alter(words: Words) -> Action:
    words.take("COLUMN")
    name = words.identifier()
    if words.take("TYPE") or words.take("SET", "DATA", "TYPE"):
        data_type, is_serial = read_type(words)
        if is_serial:
            words.fail("a column cannot be made one that numbers its rows; it is made so")
        if words.take("COLLATE"):
            words.dotted()
        return AlterType(name, data_type, words.expression(()) if words.take("USING") else None)
    if words.take("SET", "DEFAULT"):
        return SetDefault(name, words.expression(()))
    if words.take("DROP", "DEFAULT"):
        return SetDefault(name, None)
    if words.take("SET", "NOT", "NULL"):
        return SetNullable(name, False)
    if words.take("DROP", "NOT", "NULL"):
        return SetNullable(name, True)
    return words.fail("TYPE, SET DEFAULT, DROP DEFAULT, SET NOT NULL or DROP NOT NULL is expected")
