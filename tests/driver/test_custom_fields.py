"""The table of custom fields names the columns that contacts shows, whatever happened to the fields meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

import heymarket_dbapi
from heymarket_dbapi.catalog.contacts import CONTACTS
from heymarket_dbapi.options import settings
from heymarket_dbapi.sandbox import Sandbox
from heymarket_dbapi.wire import sandbox_of

from .modes import Mode

DSN = "heymarket://sandbox?seed=31&contacts=4&messages=4&rate_limit=none&retries=0"
Change = Callable[[Sandbox, dict[str, int]], object]

# What befalls the fields; "twin" is a field called Size that is older or younger than the one called Size first.
CHANGES: list[tuple[str, list[Change]]] = [
    ("nothing", []),
    ("renamed", [lambda box, ids: box.world.touch("custom_fields", ids["Size"], title="Length")]),
    ("added", [lambda box, ids: box.world.insert("custom_fields", title="Colour")]),
    ("a twin with a higher id", [lambda box, ids: box.world.insert("custom_fields", title="Size", id=9_000)]),
    ("a twin with a lower id", [lambda box, ids: box.world.insert("custom_fields", title="size", id=1)]),
    ("deleted", [lambda box, ids: box.world.delete("custom_fields", ids["Size"])]),
    (
        "names exchanged",
        [
            lambda box, ids: box.world.insert("custom_fields", title="SIZE", id=2),
            lambda box, ids: box.world.touch("custom_fields", ids["Size"], title="Other"),
            lambda box, ids: box.world.insert("custom_fields", title="Size", id=3),
        ],
    ),
]


@pytest.fixture
def box() -> Iterator[Sandbox]:
    """A sandbox of its own, new for each test."""
    heymarket_dbapi.close_all()
    box = sandbox_of(settings(DSN))
    box.world.insert("custom_fields", title="Size", id=8_000)
    yield box
    heymarket_dbapi.close_all()


def named(cursor: Any) -> list[str]:
    """The columns that the table of custom fields names."""
    return sorted(name for (name,) in cursor.execute("SELECT column_name FROM custom_fields").fetchall())


def shown(cursor: Any) -> list[str]:
    """The columns that contacts shows beyond those that every account has."""
    cursor.execute("SELECT * FROM contacts LIMIT 1")
    return sorted(column[0] for column in cursor.description if column[0] not in CONTACTS.by_name)


@pytest.mark.parametrize("ttl", ["3600", "0"])
@pytest.mark.parametrize("contacts_first", [False, True])
@pytest.mark.parametrize("changes", [case[1] for case in CHANGES], ids=[case[0] for case in CHANGES])
def test_both_tables_agree(changes: list[Change], contacts_first: bool, ttl: str, mode: Mode, box: Sandbox) -> None:
    connection = mode.connect(DSN, metadata_cache_ttl=ttl)
    cursor = connection.cursor()
    if contacts_first:
        assert "size" in shown(cursor)
    assert "size" in named(cursor)
    for change in changes:
        change(box, {"Size": 8_000})
        # The list of fields is always read anew, and what it teaches holds for contacts from then on.
        assert named(cursor) == shown(cursor)
        cursor.execute("SELECT id, title, column_name FROM custom_fields ORDER BY id")
        for number, _, name in cursor.fetchall():
            key = str(number)
            (values,) = zip(*cursor.execute(f'SELECT "{name}" FROM contacts ORDER BY id').fetchall(), strict=True)
            wanted = [
                (row["custom"] or {}).get(key) or None for row in sorted(box.world.contacts, key=lambda r: r["id"])
            ]
            assert list(values) == wanted
    connection.close()


def test_one_field_alone_keeps_its_name(mode: Mode, box: Sandbox) -> None:
    connection = mode.connect(DSN)
    cursor = connection.cursor()
    cursor.execute("SELECT column_name FROM custom_fields WHERE id = 8000")
    assert cursor.fetchall() == [("size",)]
    box.world.insert("custom_fields", title="Size", id=1)
    assert cursor.execute("SELECT column_name FROM custom_fields WHERE id = 8000").fetchall() == [("size",)]
    assert cursor.execute("SELECT column_name FROM custom_fields WHERE id = 1").fetchall() == [("size_custom_1",)]
    connection.close()
