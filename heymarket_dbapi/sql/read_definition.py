"""Reads CREATE, DROP, ALTER, COMMENT and TRUNCATE: what is not listed here is refused."""

from __future__ import annotations

import re

from heymarket_dbapi.errors import NotSupportedError
from heymarket_dbapi.sql.definitions import (
    AlterTable,
    Comment,
    CreateIndex,
    CreateSchema,
    CreateSequence,
    CreateTable,
    CreateTableAs,
    CreateView,
    Definition,
    Drop,
    MoveObject,
    Name,
    ObjectKind,
    RenameObject,
    Truncate,
)
from heymarket_dbapi.sql.read_table import read_action, read_elements, read_sequence_options
from heymarket_dbapi.sql.words import Words

_MADE = "TABLE, VIEW, SCHEMA, INDEX and SEQUENCE"
_AFTER_KEY = ("ASC", "DESC", "NULLS")
_DATA = re.compile(r"\bWITH\s+(?P<no>NO\s+)?DATA\s*;?\s*$", re.IGNORECASE)


def read_definition(text: str) -> Definition:
    """The definition that ``text`` is."""
    words = Words(text)
    match words.word("CREATE", "DROP", "ALTER", "COMMENT", "TRUNCATE"):
        case "CREATE":
            found = _read_create(words)
        case "DROP":
            found = _read_drop(words)
        case "ALTER":
            found = _read_alter(words)
        case "COMMENT":
            found = _read_comment(words)
        case _:
            found = _read_truncate(words)
    words.end()
    return found


def _read_create(words: Words) -> Definition:
    may_replace = words.take("OR", "REPLACE")
    words.take("LOCAL") or words.take("GLOBAL")
    is_temporary = words.take("TEMP") or words.take("TEMPORARY")
    words.take("UNLOGGED")
    is_unique = words.take("UNIQUE")
    kind = words.next.value.upper() if words.next is not None else ""
    if may_replace and kind != "VIEW":
        raise NotSupportedError(f"we have not built CREATE OR REPLACE {kind[:30]}; a VIEW can be replaced")
    if is_unique and kind != "INDEX":
        words.fail("INDEX is expected")
    if is_temporary and kind not in ("TABLE", "VIEW", "SEQUENCE"):
        raise NotSupportedError(f"we have not built CREATE TEMPORARY {kind[:30]}; a TABLE or a VIEW can be temporary")
    match words.any_word():
        case "TABLE":
            return _read_create_table(words, is_temporary)
        case "VIEW":
            return _read_create_view(words, may_replace, is_temporary)
        case "SCHEMA":
            may_exist = words.take("IF", "NOT", "EXISTS")
            return CreateSchema(words.identifier(), may_exist)
        case "INDEX":
            return _read_create_index(words, is_unique)
        case "SEQUENCE":
            may_exist = words.take("IF", "NOT", "EXISTS")
            return CreateSequence(words.name(), read_sequence_options(words), is_temporary, may_exist)
        case "TYPE" | "DOMAIN" as other:
            raise NotSupportedError(
                f"we have not built CREATE {other} yet; write the type out, with a CHECK for an enumeration"
            )
        case other:
            raise NotSupportedError(f"CREATE {other[:30]} is closed off: {_MADE} can be made")


def _read_create_table(words: Words, is_temporary: bool) -> Definition:
    may_exist = words.take("IF", "NOT", "EXISTS")
    name = words.name()
    if words.take("AS"):
        return _read_table_as(words, name, (), is_temporary, may_exist)
    if words.sees_names_before("AS"):
        columns = words.names()
        words.expect("AS")
        return _read_table_as(words, name, columns, is_temporary, may_exist)
    made, constraints = read_elements(words)
    if words.take("ON", "COMMIT"):
        if not words.take("PRESERVE", "ROWS"):
            raise NotSupportedError(
                "ON COMMIT DROP or DELETE ROWS: the engine cannot; a temporary table keeps its rows"
            )
    elif words.sees_any("INHERITS", "PARTITION", "WITH", "TABLESPACE", "USING"):
        raise NotSupportedError(f"CREATE TABLE … {words.any_word()}: the engine cannot; leave it out")
    return CreateTable(name, made, constraints, is_temporary, may_exist)


def _read_table_as(
    words: Words, name: Name, columns: tuple[str, ...], is_temporary: bool, may_exist: bool
) -> CreateTableAs:
    query = words.rest()
    found = _DATA.search(query)
    if found is not None:
        query = query[: found.start()]
    return CreateTableAs(name, columns, query, is_temporary, may_exist, found is None or not found["no"])


def _read_create_view(words: Words, may_replace: bool, is_temporary: bool) -> CreateView:
    if words.take("IF", "NOT", "EXISTS"):
        raise NotSupportedError("we have not built CREATE VIEW IF NOT EXISTS; write CREATE OR REPLACE VIEW")
    name = words.name()
    columns = words.names() if words.sees("(") else ()
    words.expect("AS")
    return CreateView(name, columns, words.rest(), may_replace, is_temporary)


def _read_create_index(words: Words, is_unique: bool) -> CreateIndex:
    words.take("CONCURRENTLY")
    may_exist = words.take("IF", "NOT", "EXISTS")
    name = None if words.sees("ON") else words.identifier()
    words.expect("ON")
    words.take("ONLY")
    table = words.name()
    if words.take("USING"):
        words.word("BTREE", "HASH", "ART")

    def read() -> str:
        if words.sees("("):
            column = f"({words.enclosed()})"
        else:
            column = f"({words.expression(_AFTER_KEY)})" if words.sees_call() else words.identifier()
        words.take("ASC") or words.take("DESC")
        if words.take("NULLS"):
            words.word("FIRST", "LAST")
        return column

    columns = words.listed(read)
    if words.sees("WHERE"):
        raise NotSupportedError("CREATE INDEX … WHERE: the engine cannot make partial indexes")
    return CreateIndex(name, table, columns, is_unique, may_exist)


def _read_drop(words: Words) -> Definition:
    kind = words.any_word()
    if kind not in ("TABLE", "VIEW", "SCHEMA", "INDEX", "SEQUENCE"):
        raise NotSupportedError(f"DROP {kind[:30]} is closed off: {_MADE} can be dropped")
    words.take("CONCURRENTLY")
    may_miss = words.take("IF", "EXISTS")
    names = words.several(words.name)
    cascades = words.take("CASCADE")
    if not cascades:
        words.take("RESTRICT")
    return Drop(ObjectKind[kind], names, may_miss, cascades)


def _read_alter(words: Words) -> Definition:
    kind = words.any_word()
    if kind not in ("TABLE", "VIEW", "INDEX", "SEQUENCE"):
        raise NotSupportedError(f"we have not built ALTER {kind[:30]}: TABLE can be altered, others renamed")
    may_miss = words.take("IF", "EXISTS")
    words.take("ONLY")
    name = words.name()
    if words.take("RENAME", "TO"):
        return RenameObject(ObjectKind[kind], name, words.identifier(), may_miss)
    if words.take("SET", "SCHEMA"):
        if kind not in ("TABLE", "VIEW"):
            raise NotSupportedError(f"ALTER {kind} … SET SCHEMA: the engine cannot; make it anew")
        return MoveObject(ObjectKind[kind], name, words.identifier(), may_miss)
    if kind != "TABLE":
        raise NotSupportedError(f"we have not built more of ALTER {kind} than RENAME TO; make it anew")
    return AlterTable(name, words.several(lambda: read_action(words)), may_miss)


def _read_comment(words: Words) -> Comment:
    words.expect("ON")
    kind = words.any_word()
    if kind not in ("TABLE", "VIEW", "COLUMN"):
        raise NotSupportedError(f"we have not built COMMENT ON {kind[:30]}; TABLE, VIEW and COLUMN have comments")
    column = None
    if kind == "COLUMN":
        parts = words.dotted()
        if len(parts) not in (2, 3):
            words.fail("a column is written table.column before this")
        column = parts.pop()
        name = Name(parts[0] if len(parts) == 2 else None, parts[-1])
    else:
        name = words.name()
    words.expect("IS")
    return Comment(ObjectKind[kind], name, column, words.literal())


def _read_truncate(words: Words) -> Truncate:
    words.take("TABLE")
    words.take("ONLY")
    names = words.several(words.name)
    if words.take("RESTART", "IDENTITY"):
        raise NotSupportedError("we have not built TRUNCATE … RESTART IDENTITY yet; leave it out: numbers go on")
    words.take("CONTINUE", "IDENTITY")
    words.take("CASCADE") or words.take("RESTRICT")
    return Truncate(names)
