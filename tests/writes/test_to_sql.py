"""``DataFrame.to_sql`` into Heymarket's tables: batches, types, and what the server holds afterwards."""

from __future__ import annotations

from typing import Any

import numpy
import pandas
import pytest
import sqlalchemy as sa
from pandas.errors import DatabaseError

from .engines import EngineScene
from .models import Contact
from .stored import Scene
from .test_core import PHONE

ROWS = 5000


def frame(count: int) -> pandas.DataFrame:
    """So many people."""
    numbers = range(count)
    return pandas.DataFrame(
        {
            "phone": [f"1510{5_550_000 + number:07}" for number in numbers],
            "first_name": [f"N{number}" for number in numbers],
            "account_number": [None if number % 3 else f"A{number}" for number in numbers],
        }
    )


def load(scene: EngineScene, people: pandas.DataFrame, table: str = "contacts", **options: Any) -> None:
    """Append a frame to a table."""

    def append(connection: sa.Connection) -> None:
        people.to_sql(table, connection, if_exists="append", index=False, **options)

    scene.core(append)


def stored(scene: Scene) -> list[tuple[Any, ...]]:
    """The people whom a frame has brought."""
    rows = [row for row in scene.world.contacts if str(row["phone"]).startswith("1510555")]
    rows += [row for row in scene.world.contacts if str(row["phone"]).startswith("1510556")]
    return [(row["phone"], row["first"], (row["custom"] or {}).get("41")) for row in rows]


def as_rows(people: pandas.DataFrame) -> list[tuple[Any, ...]]:
    """What a frame holds, in the order of the phones."""
    plain = people.astype(object).where(people.notna(), None)
    return sorted(plain.itertuples(index=False, name=None))


def test_five_thousand_rows_go_in_batches(engine_scene: EngineScene) -> None:
    people = frame(ROWS)
    load(engine_scene, people)
    calls = engine_scene.counted
    assert calls["POST /v1/batch/contacts"] == ROWS / 100
    assert calls["POST /v2/contacts/search"] == ROWS / 100 + 1  # one finds out that a search is heeded
    assert calls.total() <= 2 * ROWS / 100 + 20  # reflection asks for little
    assert sorted(stored(engine_scene)) == as_rows(people)


@pytest.mark.parametrize("reading", ["documented", "new", "bare"])
@pytest.mark.parametrize("options", [{"chunksize": 200}, {"method": "multi", "chunksize": 200}], ids=str)
def test_ways_to_load_agree(reading: str, options: dict[str, Any], engine_scene_of: Any) -> None:
    scene = engine_scene_of(reading)
    people = frame(500)
    load(scene, people, **options)
    assert scene.counted["POST /v1/batch/contacts"] == 5
    assert sorted(stored(scene)) == as_rows(people)


def test_values_of_pandas_are_those_of_the_api(engine_scene: EngineScene) -> None:
    scene = engine_scene
    tag = int(scene.world.tags[0]["id"])
    people = pandas.DataFrame(
        {
            "phone": pandas.array([15105550100, 15105550101], dtype="int64"),
            "first_name": ["Ann", float("nan")],
            "email": pandas.array(["ann@example.com", pandas.NA], dtype="string"),
            "assigned_user_id": pandas.array([scene.member, pandas.NA], dtype="Int64"),
            "is_opted_out": numpy.array([True, False]),
            "tags": [[tag], None],
            "account_number": [pandas.Timestamp("2024-02-29"), pandas.NaT],
        }
    )
    people["phone"] = people["phone"].astype(str)
    load(scene, people, dtype={"tags": sa.JSON(none_as_null=True)})
    one, two = (next(row for row in scene.world.contacts if row["phone"] == phone) for phone in (PHONE, "15105550101"))
    assert (one["first"], one["email"], one["assigned_user_id"]) == ("Ann", "ann@example.com", scene.member)
    assert (one["is_opted_out"], one["tags"], one["custom"]) == (
        True,
        [{"tag_id": tag}],
        {"41": "2024-02-29 00:00:00+00:00"},
    )
    assert not any(two[name] for name in ("first", "email", "assigned_user_id", "is_opted_out", "tags", "custom"))


def test_times_and_numbers(engine_scene: EngineScene) -> None:
    scene = engine_scene
    when = pandas.Timestamp("2100-01-01 15:00", tz="UTC")
    later = pandas.DataFrame(
        {
            "inbox_id": numpy.array([42], dtype="int32"),
            "execute_date": [when],
            "text": ["Soon"],
            "phone": [PHONE],
        }
    )
    before = scene.snapshot()
    load(scene, later, "schedules")
    ((identity, made),) = before.changes()["schedules"].items()
    assert made["inbox_id"] == 42
    assert scene.executed(sa.text("SELECT execute_date FROM schedules WHERE id = :id"), {"id": identity}) == [
        (when.to_pydatetime(),)
    ]


def test_other_tables(engine_scene: EngineScene) -> None:
    scene = engine_scene
    load(scene, pandas.DataFrame({"name": ["hot", "cold"], "color": ["#ff0000", None]}), "tags")
    load(scene, pandas.DataFrame({"name": ["T"], "text": ["Hi"]}), "templates")
    assert {"hot", "cold"} <= {row["tag"] for row in scene.world.tags}
    assert "T" in {row["name"] for row in scene.world.templates}


def test_known_phone_stops_all_before_the_first_write(engine_scene: EngineScene) -> None:
    scene = engine_scene
    people = frame(300)
    people.loc[299, "phone"] = scene.full["phone"]
    before = scene.snapshot()
    with pytest.raises(DatabaseError, match="row 300 of contacts: there is one with this phone"):
        load(scene, people)
    assert before.changes() == {}
    assert scene.executed(sa.select(sa.func.count()).where(Contact.first_name == "N1")) == [(0,)]
