"""Which custom fields a team has, and what each has been called: learned by every reading of their list."""

from __future__ import annotations

import time
from collections.abc import Sequence

from heymarket_dbapi.api.facts import Facts
from heymarket_dbapi.api.records import Record, first
from heymarket_dbapi.catalog.naming import CustomField, custom_names

FIELDS = "custom fields"
HISTORY = "names of custom fields"


def remember(fields: Sequence[CustomField], facts: Facts) -> None:
    """Keep the fields, and since when each has had its title."""
    facts.learn(FIELDS, [[field.id, field.title] for field in fields])
    now = time.time()
    current = {(field.id, field.title): name for field, name in custom_names(fields, remembered(facts)).items()}
    history = [list(entry) for entry in facts.get(HISTORY, [])]
    for entry in history:
        number, title, _, _, until = entry
        if until is None and (number, title) not in current:
            entry[4] = now
    there = {(entry[0], entry[1]) for entry in history if entry[4] is None}
    history += [[n, title, name, now, None] for (n, title), name in current.items() if (n, title) not in there]
    facts.learn(HISTORY, history)


def remembered(facts: Facts) -> dict[CustomField, str]:
    """The names of the fields that are current."""
    return {
        CustomField(number, title): name for number, title, name, _, until in facts.get(HISTORY, []) if until is None
    }


def field_of(record: Record) -> CustomField:
    """The field that a record of their list describes."""
    return CustomField(record["id"], first(record, (("title",), ("name",))))
