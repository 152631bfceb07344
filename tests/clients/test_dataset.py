"""dataset: live tables are found and filtered, local ones are made, widened and changed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.clients.client import client
from tests.dialect.conftest import Place

dataset = client("dataset")
pytestmark = pytest.mark.filterwarnings("ignore")


@pytest.fixture
def database(place: Place) -> Iterator[Any]:
    made = dataset.connect(f"heymarket://{place.address}")
    yield made
    made.close()


def test_live_tables(database: Any, place: Place) -> None:
    assert {"contacts", "conversations", "messages"} <= set(database.tables)
    assert "account_number" in database["contacts"].columns
    assert place.calls == 1
    assert len(database["contacts"]) == 120
    assert place.calls == 2
    newest = list(database["messages"].find(is_inbound=True, _limit=5, order_by="-created_date"))
    assert [row["created_date"] for row in newest] == sorted((row["created_date"] for row in newest), reverse=True)
    assert [row["n"] for row in database.query("SELECT count(*) AS n FROM messages")] == [450]


def test_one_row(database: Any) -> None:
    first = database["tags"].find_one(order_by="id")
    assert database["tags"].find_one(id=first["id"])["name"] == first["name"]
    assert database["tags"].find_one(id=1) is None


def test_local_tables_grow_and_change(database: Any) -> None:
    notes = database["notes"]
    notes.insert({"contact": 1, "body": "x"})
    notes.insert_many([{"contact": number, "body": str(number), "score": number / 2} for number in range(10)])
    notes.upsert({"contact": 3, "body": "new"}, ["contact"])
    assert notes.update({"contact": 4, "body": "u"}, ["contact"]) == 1
    assert (notes.find_one(contact=3)["body"], notes.find_one(contact=4)["score"]) == ("new", 2.0)
    assert notes.delete(contact=5)
    assert notes.count() == 10
    notes.create_index(["contact"])
    assert notes.has_index(["contact"])


def test_a_transaction_is_rolled_back(database: Any) -> None:
    database["notes"].insert({"contact": 1})
    with pytest.raises(ZeroDivisionError), database as transaction:
        transaction["notes"].insert({"contact": 2})
        _ = 1 / 0
    assert database["notes"].count() == 1
