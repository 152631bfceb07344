"""Plans sequences, and finds what is given numbers by them."""

from __future__ import annotations

import re

from heymarket_dbapi.catalog.relations import Attribute, Relation, SequenceGenerator
from heymarket_dbapi.errors import ProgrammingError
from heymarket_dbapi.local.definitions import quoted
from heymarket_dbapi.local.draft import Draft
from heymarket_dbapi.sql.definitions import CreateSequence, SequenceOptions
from heymarket_dbapi.sql.names import DEFAULT_SCHEMA, sequence_key

_MOST = 2**63 - 1
_USE = re.compile(r"\b(?:nextval|currval)\s*\(\s*'((?:''|[^'])*)'", re.IGNORECASE)
_PLAIN = re.compile(r"[a-z_][a-z0-9_]*")


def create_sequence(draft: Draft, made: CreateSequence) -> None:
    """Plan a sequence; nothing where it exists and may."""
    schema, name = draft.new_name(made.name)
    if draft.is_taken(schema, name):
        if made.may_exist:
            return
        raise ProgrammingError(f"{made.name} exists already")
    make_sequence(draft, schema, name, made.options, made.is_temporary, None)


def make_sequence(
    draft: Draft,
    schema: str,
    name: str,
    options: SequenceOptions,
    is_temporary: bool,
    owner: tuple[str, str, str] | None,
) -> SequenceGenerator:
    """Plan a sequence with these options."""
    minimum = options.minimum if options.minimum is not None else (1 if options.increment > 0 else -_MOST)
    maximum = options.maximum if options.maximum is not None else (_MOST if options.increment > 0 else -1)
    start = options.start if options.start is not None else (minimum if options.increment > 0 else maximum)
    sequence = SequenceGenerator(
        *(schema, name, start, minimum, maximum, options.increment, options.cycles, owner, is_temporary)
    )
    temporary = "TEMPORARY " if is_temporary else ""
    cycle = "CYCLE" if sequence.cycles else "NO CYCLE"
    draft.run(
        f"CREATE {temporary}SEQUENCE {draft.now.place(sequence)} INCREMENT BY {sequence.increment}"
        f" MINVALUE {minimum} MAXVALUE {maximum} START WITH {start} {cycle}"
    )
    draft.put(sequence)
    return sequence


def nextval(sequence: SequenceGenerator) -> str:
    """The default that gives a column the next number, as SQL."""
    schema = "" if sequence.schema == DEFAULT_SCHEMA else f"{_written(sequence.schema)}."
    name = f"{schema}{_written(sequence.name)}".replace("'", "''")
    return f"nextval('{name}')"


def _written(name: str) -> str:
    return name if _PLAIN.fullmatch(name) else quoted(name)


def users(draft: Draft, sequence: SequenceGenerator) -> list[tuple[Relation, Attribute]]:
    """The columns whose default is of the sequence."""
    key = (sequence.schema, sequence.name)
    return [
        (relation, attribute)
        for relation in draft.now.relations
        for attribute in relation.attributes
        if any(sequence_key(written.replace("''", "'")) == key for written in _USE.findall(attribute.default or ""))
    ]
