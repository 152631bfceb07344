"""Plans as values: what they print, and that they make no call."""

from __future__ import annotations

import json
from typing import Any

import pytest

from heymarket_dbapi.api.facts import Facts
from heymarket_dbapi.catalog import TABLES
from heymarket_dbapi.catalog.ways import Endpoint, Operator
from heymarket_dbapi.plan.analyze import AnalyzedPlan
from heymarket_dbapi.plan.experience import Run
from heymarket_dbapi.plan.explain import COLUMNS, QueryPlan, plan_query
from heymarket_dbapi.plan.statistics import Statistics
from heymarket_dbapi.plan.turns import Scene
from heymarket_dbapi.sql.query import Conjunct, Hydration, Query, Relation

BY_NAME = {table.name: table for table in TABLES}
TAGS = next(read.endpoint for read in BY_NAME["tags"].reads if read.name == "list")


def whole(table: str, name: str = "r") -> Relation:
    return Relation(name, "heymarket", table, ("id",))


def one(table: str, *ids: int) -> Relation:
    return Relation("r", "heymarket", table, ("id",), (Conjunct("id", Operator.IN, ids),))


def plan(*relations: Relation, facts: dict[str, Any] | None = None, **more: Any) -> QueryPlan:
    known = Facts()
    for name, value in (facts or {}).items():
        known.learn(name, value)
    query = Query(relations, "SELECT 1", {}, **more)
    is_live = not query.is_empty
    live = frozenset(one.name for one in relations if is_live and one.schema == "heymarket" and not one.is_empty)
    return planned(query, Scene(BY_NAME, live, Statistics(known)))


def planned(query: Query, scene: Scene, run: Run | None = None) -> QueryPlan:
    """The plan of a query whose relations take their turns."""
    return plan_query(query, scene, scene.take_turns(query), 120, run)


# Endpoints that were seen to find rows.
FOUND = {"tags/GET /v1/tag/{id}/id/works": True, "conversations/GET /v1/conversations/{id}/id/works": True}

AVATAR = Hydration("h", "r", "contacts", ("avatar_file_name",), ("id",), "SELECT id FROM r")
MEDIA = Hydration("h", "r", "messages", ("media_file_content",), ("id", "media_url"), "SELECT id FROM r")


@pytest.mark.parametrize(
    ("found", "text"),
    [
        (plan(), "no call"),
        (plan(whole("tags"), is_empty=True), "no call"),
        (plan(Relation("r", "heymarket", "tags", ("id",), is_empty=True)), "no call"),
        (plan(Relation("r", "sys", "settings", ("name",))), "no call"),
        (plan(whole("tags")), "1. 1+ × POST /v1/tags  for tags  (no count known)"),
        (plan(one("tags", 7, 8), facts=FOUND), "1. 2 × GET /v1/tag/{id}  for tags  where id IN (2 values)"),
        (plan(one("tags", 7)), "1. 1+ × GET /v1/tag/{id}  for tags  where id = 7  (more where nothing is found)"),
        (plan(whole("inboxes")), "1. 1 × GET /v1/inboxes  for inboxes"),
        (
            plan(whole("tags", "a"), whole("lists", "b")),
            "1. 1+ × POST /v1/tags  for tags  (no count known)\n2. 1+ × POST /v1/lists  for lists  (no count known)",
        ),
        (plan(whole("tags", "a"), whole("tags", "b")), "1. 1+ × POST /v1/tags  for tags  (no count known)"),
        (
            plan(whole("contacts"), hydrations=(AVATAR,)),
            (
                "1. 1 × POST /v1/contacts/count  for contacts\n"
                "2. 1+ × POST /v2/contacts/list  for contacts  (no count known)\n"
                "3. 1+ × GET /v1/contact/{id}  for contacts  (one a row)"
            ),
        ),
        (
            plan(one("conversations", 7), hydrations=(MEDIA,), facts=FOUND),
            (
                "1. 1 × GET /v1/conversations/{id}  for conversations  where id = 7\n"
                "2. 1+ × GET the media's own link  for messages  (one a row)"
            ),
        ),
    ],
    ids=lambda value: value.replace("\n", "; ") if isinstance(value, str) else "",
)
def test_a_plan_prints_as_its_explanation(found: QueryPlan, text: str) -> None:
    assert str(found) == text


def test_what_was_counted_prices_a_walk() -> None:
    facts = {"contacts/rows": 950}
    # The counter, the pages, and a look whether the head moved.
    assert plan(whole("contacts"), facts=facts).calls == 1 + 10 + 1
    facts["contacts/POST /v2/contacts/list/page size"] = 50
    assert plan(whole("contacts"), facts=facts).calls == 1 + 19 + 1
    # By time each page shows the last row of the one before.
    facts |= {"messages/rows": 599, "messages/POST /v1/messages/all/page size": 200}
    assert plan(whole("messages"), facts=facts).calls == 1 + 4


def test_the_last_run_tells_what_sizes_do_not() -> None:
    query = Query((whole("tags"),), "SELECT 1", {})
    scene = Scene(BY_NAME, frozenset({"r"}), Statistics())
    step = planned(query, scene).steps[0]
    assert (step.calls, step.note) == (1, "no count known")
    step = planned(query, scene, Run({step.endpoint: 4}, {"r": 70}, is_settled=True)).steps[0]
    assert (step.calls, step.rows, step.note) == (4, 70, "no count known; as last time")


def test_calls_that_no_step_foresees_are_told_from_the_last_run() -> None:
    query = Query((whole("tags"),), "SELECT 1", {})
    run = Run({TAGS: 1, Endpoint("GET", "/v1/team", ""): 2}, {}, is_settled=True)
    plan = planned(query, Scene(BY_NAME, frozenset({"r"}), Statistics()), run)
    assert [(str(step.endpoint), step.calls) for step in plan.steps] == [("POST /v1/tags", 1), ("GET /v1/team", 2)]


def test_a_plan_stands_beside_what_came_of_it() -> None:
    plan = planned(Query((whole("tags"),), "SELECT 1", {}), Scene(BY_NAME, frozenset({"r"}), Statistics()))
    made = {TAGS: (3, 0.5), Endpoint("GET", "/v1/team", ""): (1, 0.25)}
    rows = AnalyzedPlan(plan, made, {"r": 70}).rows()
    assert [row[-3:] for row in rows] == [(70, 3, 500.0), (None, 1, 250.0)]
    assert json.loads(AnalyzedPlan(plan, made, {"r": 70}).to_json())[1]["note"] == "not foreseen"


def test_a_plan_is_rows() -> None:
    (row,) = plan(one("tags", 7, 8, 9), facts=FOUND).rows()
    assert dict(zip(COLUMNS, row, strict=True)) == {
        **{"step": 1, "relation": "tags", "method": "GET", "path": "/v1/tag/{id}", "body": None},
        **{"narrowing": "id IN (3 values)", "rows": 3, "calls": 3, "seconds": 1.5, "exact": True, "note": ""},
    }


def test_a_plan_is_json() -> None:
    assert json.loads(plan(one("tags", 7)).to_json())[0]["calls"] == 1
    assert json.loads(plan().to_json()) == []
