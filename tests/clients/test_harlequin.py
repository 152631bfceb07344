"""Harlequin finds our adapter by its entry point, and shows an account in its own window."""

from __future__ import annotations

import asyncio
from importlib.metadata import entry_points
from typing import Any

import pytest

from tests.clients.client import client
from tests.dialect.conftest import Place

harlequin = client("harlequin")
exceptions = client("harlequin.exception")
pytestmark = pytest.mark.filterwarnings("ignore")


@pytest.fixture
def adapter() -> Any:
    (point,) = entry_points(group="harlequin.adapter", name="heymarket")
    return point.load()


def test_rows_and_columns_no_further_than_they_are_shown(adapter: Any, place: Place) -> None:
    connection = adapter((f"heymarket://{place.address}",)).connect()
    assert place.calls == 0
    cursor = connection.execute("SELECT id, created_date, text, is_inbound FROM messages")
    assert cursor.columns() == [("id", "##"), ("created_date", "ts"), ("text", "s"), ("is_inbound", "t/f")]
    assert len(cursor.set_limit(10).fetchall()) == 10
    assert place.calls == 2  # a page, and the counter that is to prove the others
    assert connection.execute("SELECT id FROM tags WHERE FALSE").fetchall() is None
    assert connection.execute("CREATE TABLE notes (id integer)") is None
    connection.close()


def test_the_catalog_costs_one_call(adapter: Any, place: Place) -> None:
    connection = adapter((f"heymarket://{place.address}",)).connect()
    first, *others = connection.get_catalog().items
    assert (first.label, {item.label for item in others}) == ("heymarket", {"information_schema", "sys"})
    (contacts,) = [item for item in first.children if item.label == "contacts"]
    assert "account_number" in {item.label for item in contacts.children}
    assert place.calls == 1
    assert connection.execute(f"SELECT count(*) FROM {contacts.query_name}").fetchall() == [(120,)]
    connection.close()


def test_errors_are_harlequins(adapter: Any, place: Place) -> None:
    with pytest.raises(exceptions.HarlequinConnectionError, match="did you mean"):
        adapter(("heymarket://sandbox?timeuot=3",)).connect()
    with pytest.raises(exceptions.HarlequinConfigError):
        adapter(("heymarket://sandbox", "heymarket://sandbox"))
    connection = adapter((f"heymarket://{place.address}",), max_calls="1", timezone=None).connect()
    with pytest.raises(exceptions.HarlequinQueryError, match="nothing"):
        connection.execute("SELECT nothing FROM tags")
    with pytest.raises(exceptions.HarlequinQueryError, match="max_calls"):
        connection.execute("SELECT id FROM messages").fetchall()
    connection.cancel()
    connection.close()


def test_nothing_of_the_key_is_in_the_name_of_its_cache(adapter: Any) -> None:
    assert "s3cr3t" not in adapter(("heymarket://:s3cr3t@localhost/?tls=false",)).connection_id


def test_a_query_in_its_window(adapter: Any, place: Place) -> None:
    async def show() -> Any:
        app = harlequin.Harlequin(adapter((f"heymarket://{place.address}",)))
        async with app.run_test(size=(120, 40)) as pilot:
            for _ in range(100):
                if app.editor is not None and app.connection is not None:
                    break
                await pilot.pause(0.1)
            app.editor.text = "SELECT id, name FROM tags ORDER BY id"
            await pilot.press("ctrl+j")
            for _ in range(100):
                await pilot.pause(0.1)
                if app.results_viewer.tab_count:
                    break
            table = app.results_viewer.get_visible_table()
            return table.row_count

    assert asyncio.run(show()) > 10
