"""ibis takes what a cursor gives as Arrow."""

from __future__ import annotations

import pytest

import heymarket_dbapi
from tests.clients.client import client
from tests.dialect.conftest import Place

ibis = client("ibis")
pytestmark = pytest.mark.filterwarnings("ignore")


def test_an_arrow_table_is_a_table_of_ibis(place: Place) -> None:
    with heymarket_dbapi.connect(f"heymarket://{place.address}") as connection:
        rows = connection.execute("SELECT id, created_date, email FROM contacts").fetch_arrow_table()
    contacts = ibis.memtable(rows)
    assert str(contacts.schema()["created_date"]) == "timestamp('UTC', 6)"
    assert contacts.count().execute() == 120
    by_year = contacts.group_by(contacts.created_date.year()).agg(n=contacts.count()).execute()
    assert by_year["n"].sum() == 120


def test_a_table_is_joined_with_another(place: Place) -> None:
    with heymarket_dbapi.connect(f"heymarket://{place.address}") as connection:
        messages = ibis.memtable(connection.execute("SELECT id, inbox_id FROM messages").fetch_arrow_table())
        inboxes = ibis.memtable(connection.execute("SELECT id AS inbox_id, name FROM inboxes").fetch_arrow_table())
    joined = messages.join(inboxes, "inbox_id").group_by("name").agg(n=lambda rows: rows.count())
    assert joined.execute()["n"].sum() == 450
