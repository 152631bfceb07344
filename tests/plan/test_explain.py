"""Plans as values: what they print, and that they make no call."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import pytest

from heymarket_dbapi.api.facts import Facts
from heymarket_dbapi.catalog import TABLES
from heymarket_dbapi.catalog.spec import Operator
from heymarket_dbapi.plan.explain import COLUMNS, QueryPlan, plan_query
from heymarket_dbapi.sql.query import Conjunct, Hydration, Query, Relation

BY_NAME = {table.name: table for table in TABLES}


@dataclass(frozen=True, slots=True)
class Budget:
    requests_per_minute: int = 120
    concurrency: int = 8


def whole(table: str, name: str = "r") -> Relation:
    return Relation(name, "heymarket", table, ("id",))


def one(table: str, *ids: int) -> Relation:
    return Relation("r", "heymarket", table, ("id",), (Conjunct("id", Operator.IN, ids),))


def plan(*relations: Relation, facts: dict[str, Any] | None = None, **more: Any) -> QueryPlan:
    known = Facts()
    for name, value in (facts or {}).items():
        known.learn(name, value)
    return plan_query(Query(relations, "SELECT 1", {}, **more), BY_NAME, Budget(), known)


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
        (plan(one("tags", 7, 8)), "1. 2 × GET /v1/tag/{id}  for tags  where id"),
        (plan(whole("inboxes")), "1. 1 × GET /v1/inboxes  for inboxes"),
        (
            plan(whole("tags", "a"), whole("lists", "b")),
            "1. 1+ × POST /v1/tags  for tags  (no count known)\n2. 1+ × POST /v1/lists  for lists  (no count known)",
        ),
        (plan(whole("tags", "a"), whole("tags", "b")), "1. 1+ × POST /v1/tags  for tags  (no count known)"),
        (
            plan(whole("contacts"), hydrations=(AVATAR,)),
            (
                "1. 1+ × POST /v2/contacts/list  for contacts  (no count known)\n"
                "2. 1+ × GET /v1/contact/{id}  for contacts  (one a row)"
            ),
        ),
        (
            plan(one("conversations", 7), hydrations=(MEDIA,)),
            (
                "1. 1 × GET /v1/conversations/{id}  for conversations  where id\n"
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
    assert plan(whole("contacts"), facts=facts).calls == 10
    facts["contacts/POST /v2/contacts/list/limit"] = 50
    assert plan(whole("contacts"), facts=facts).calls == 19


def test_a_plan_is_rows() -> None:
    (row,) = plan(one("tags", 7, 8, 9)).rows()
    assert dict(zip(COLUMNS, row, strict=True)) == {
        **{"step": 1, "relation": "tags", "method": "GET", "path": "/v1/tag/{id}", "body": None, "narrowing": "id"},
        **{"rows": 3, "calls": 3, "seconds": 1.5, "exact": True, "note": ""},
    }


def test_a_plan_is_json() -> None:
    assert json.loads(plan(one("tags", 7)).to_json())[0]["calls"] == 1
    assert json.loads(plan().to_json()) == []
