"""In whose name the API is asked to act: the member that a statement names, or that the connection was told."""

from __future__ import annotations

from heymarket_dbapi.effects import Flow
from heymarket_dbapi.errors import ProgrammingError
from heymarket_dbapi.writing.lookups import select
from heymarket_dbapi.writing.rows import Work

_MEMBERS = "members"


def acting_member(work: Work, *, what: str) -> Flow[int]:
    """The id of the member in whose name ``what`` is done; an e-mail address is looked up once."""
    told = work.context.settings.acting_member
    if told is None:
        raise ProgrammingError(
            f"{what} is done in the name of a member: connect with acting_member (an id or an e-mail address),"
            " or give the statement's user_id where it has one"
        )
    if told.isdecimal():
        return int(told)
    facts = work.context.exchange.facts
    fact = f"{_MEMBERS}/id of {told.lower()}"
    known = facts.get(fact)
    if isinstance(known, int):
        return known
    rows = yield from select(work, work.known.tables[_MEMBERS], ("id", "email"), "email", [told])
    if not rows:
        raise ProgrammingError("acting_member: no member of the team has this e-mail address; give the member's id")
    facts.learn(fact, int(rows[0][0]))
    return int(rows[0][0])
