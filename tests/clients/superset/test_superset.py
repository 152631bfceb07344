"""What people do with a Heymarket account in Superset, and the calls that it costs."""

from __future__ import annotations

import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest

from examples.superset.dashboard import CHARTS, Chart, ask
from examples.superset.service import Refused

from .conftest import Tool

TREND = CHARTS[0]


def ask_all(tool: Tool) -> list[Any]:
    """The rows of all charts, asked for at the same time, as a browser does."""
    with ThreadPoolExecutor(len(CHARTS)) as crew:
        asked = [crew.submit(ask, tool.service, one, tool.made.datasets[one.dataset], force=True) for one in CHARTS]
        return [one.result() for one in asked]


def ordered(rows: list[dict[str, Any]]) -> list[str]:
    """The rows in an order of their own: of equal counts any may be first."""
    return sorted(map(str, rows))


def pages(entries: list[Any]) -> Counter[str]:
    """How often each request was made."""
    return Counter(f"{entry.method} {entry.path} {entry.query} {entry.body}" for entry in entries)


# The order matters: first the dashboard, whose pages are kept then.


def test_all_is_made_with_one_call(tool: Tool) -> None:
    assert tool.spent <= 1  # the custom fields


def test_a_dashboard_reads_each_page_once(tool: Tool) -> None:
    shown = ask_all(tool)
    asked = pages(tool.calls())
    again = {request: times for request, times in asked.items() if times > 1}
    # Contacts can move: once it is looked whether their first page is as it was.
    assert sum(again.values()) <= 2 and all("/v2/contacts/list" in request for request in again)
    messages, contacts = (sum(entry["count"] for entry in shown[place]) for place in (0, 4))
    assert (messages, contacts) == (len(tool.sandbox.world.rows("messages")), len(tool.sandbox.world.rows("contacts")))
    assert shown[3] == [{"count": contacts}]
    assert [ordered(rows) for rows in ask_all(tool)] == [ordered(rows) for rows in shown]
    assert tool.calls() == []


def test_custom_fields_are_columns(tool: Tool) -> None:
    found = tool.service.get(f"dataset/{tool.made.datasets['contacts']}")["result"]["columns"]
    columns = {column["column_name"]: column for column in found}
    assert {"account_number", "plan", "citta_d_origine"} <= columns.keys()
    assert columns["created_date"]["is_dttm"] and not columns["plan"]["is_dttm"]


def test_a_sync_of_a_dataset_costs_no_call(tool: Tool) -> None:
    for dataset in tool.made.datasets.values():
        tool.service.put(f"dataset/{dataset}/refresh")
    assert tool.calls() == []


GRAINS = """
PT1S PT5S PT30S PT1M PT5M PT10M PT15M PT30M PT1H PT6H P1D P1W P1M P3M P1Y
1969-12-28T00:00:00Z/P1W 1969-12-29T00:00:00Z/P1W P1W/1970-01-03T00:00:00Z P1W/1970-01-04T00:00:00Z
""".split()


@pytest.mark.parametrize("grain", GRAINS)
def test_time_grains_count_the_same_messages(tool: Tool, grain: str) -> None:
    rows = ask(tool.service, replace(TREND, grain=grain), tool.made.datasets["messages"])
    assert sum(row["count"] for row in rows) <= len(tool.sandbox.world.rows("messages"))
    assert len({row["created_date"] for row in rows}) == len(rows) > 1
    assert tool.calls() == []


RANGE = {"col": "created_date", "op": "TEMPORAL_RANGE", "val": "2024-03-01 : 2024-06-01"}


def ask_filtered(tool: Tool, filters: list[dict[str, Any]], chart: Chart = TREND) -> list[dict[str, Any]]:
    """The rows of a chart over what the filters leave."""
    source = {"id": tool.made.datasets[chart.dataset], "type": "table"}
    queries = [{**chart.query, "filters": filters, "granularity": "created_date"}]
    reply = tool.service.post("chart/data", datasource=source, queries=queries, force=True)
    rows: list[dict[str, Any]] = reply["result"][0]["data"]
    return rows


def test_a_range_of_time_is_read_alone(tool: Tool) -> None:
    whole = ask(tool.service, replace(TREND, grain="P1M"), tool.made.datasets["messages"])
    part = ask_filtered(tool, [RANGE], replace(TREND, grain="P1M"))
    assert len(part) == 3
    assert all(row in whole for row in part)


def test_filters_are_taken(tool: Tool) -> None:
    by_inbox = {row["inbox_id"]: row["count"] for row in ask(tool.service, CHARTS[2], tool.made.datasets["messages"])}
    inbox, count = next(iter(by_inbox.items()))
    shown = ask_filtered(tool, [{"col": "inbox_id", "op": "IN", "val": [inbox]}])
    assert sum(row["count"] for row in shown) == count


def test_samples_show_the_first_page_alone(tool: Tool) -> None:
    tool.calls()
    query = {"datasource_id": tool.made.datasets["contacts"], "datasource_type": "table", "per_page": 50, "page": 1}
    tool.service.log_in()
    path = "&".join(f"{name}={value}" for name, value in query.items())
    reply = tool.service.post(f"/datasource/samples?force=true&{path}")
    assert (len(reply["result"]["data"]), reply["result"]["total_count"]) == (50, 1100)
    assert len(tool.calls()) <= 2


def test_sql_lab_previews_a_hundred_rows(tool: Tool) -> None:
    assert len(tool.run("SELECT * FROM contacts", limit=100)) == 100
    assert tool.calls() == []  # the dashboard has read them


@pytest.mark.parametrize(
    ("sql", "value"),
    [
        ("SELECT to_char(TIMESTAMP '2024-03-05 00:00:00', 'YYYY-MM') AS v", "2024-03"),
        ("""SELECT '{"a": {"b": 7}}'::json -> 'a' ->> 'b' AS v""", "7"),
        ("SELECT 'abc' ~ '^a' AS v", True),
        ("SELECT count(*) FILTER (WHERE x > 1) AS v FROM generate_series(1, 3) AS t(x)", 2),
        ("SELECT NOW() AT TIME ZONE 'UTC' > TIMESTAMP '2020-01-01' AS v", True),
        ("SELECT date_trunc('month', TIMESTAMP '2024-03-05 01:02:03') = TIMESTAMP '2024-03-01' AS v", True),
        ("SELECT string_agg(x, ', ' ORDER BY x) AS v FROM (VALUES ('b'), ('a')) AS t(x)", "a, b"),
        ("SELECT DISTINCT ON (x) y AS v FROM (VALUES (1, 'b'), (1, 'a')) AS t(x, y) ORDER BY x, y", "a"),
        ("WITH m AS (SELECT 7 AS v) SELECT v FROM m", 7),
    ],
)
def test_sql_comes_through_supersets_own_parser(tool: Tool, sql: str, value: object) -> None:
    assert tool.run(sql) == [{"v": value}]


def test_a_mistake_is_told_with_a_hint_and_spoils_nothing(tool: Tool) -> None:
    with pytest.raises(Refused, match="unknown column nam of"):
        tool.run("SELECT i.nam FROM inboxes AS i")
    with pytest.raises(Refused, match="unknown table"):
        tool.run("SELECT 1 FROM messagez")
    assert tool.run("SELECT 1 AS v") == [{"v": 1}]


def test_a_table_that_was_made_stays_for_later_connections(tool: Tool) -> None:
    tool.run("SELECT id, name FROM inboxes", select_as_cta=True, ctas_method="TABLE", tmp_table_name="mine")
    tool.calls()
    kept = tool.run("SELECT count(*) AS v FROM mine")
    assert kept == [{"v": len(tool.sandbox.world.rows("inboxes"))}]
    assert tool.calls() == []


def test_the_price_is_told_without_a_call(tool: Tool) -> None:
    tool.calls()
    price = tool.service.post(
        "sqllab/estimate/", database_id=tool.made.database, sql="SELECT text FROM messages", schema="heymarket"
    )["result"]
    assert int(price[0]["API calls"].split()[-1]) >= 15
    assert tool.calls() == []


def test_a_virtual_dataset_is_described_without_a_call(tool: Tool) -> None:
    sql = "SELECT id, created_date, plan FROM contacts WHERE is_opted_out"
    made = tool.service.post(
        "dataset/", database=tool.made.database, schema="heymarket", table_name="opted out", sql=sql
    )
    columns = tool.service.get(f"dataset/{made['id']}")["result"]["columns"]
    assert [(one["column_name"], one["is_dttm"]) for one in columns] == [
        ("id", False),
        ("created_date", True),
        ("plan", False),
    ]
    assert tool.calls() == []


def test_a_wrong_key_fails_the_test_of_the_connection(tool: Tool) -> None:
    wrong = tool.url.replace("sandbox-team-key", "another-key")
    with pytest.raises(Refused, match="credential"):
        tool.service.post("database/test_connection/", database_name="wrong", sqlalchemy_uri=wrong)
    assert len(tool.calls()) <= 1


def test_a_file_of_the_server_is_no_place_for_tables(tool: Tool) -> None:
    with pytest.raises(Refused, match="local"):
        tool.service.post("database/test_connection/", database_name="file", sqlalchemy_uri=tool.url + "&local=/tmp/x")


def test_a_query_is_stopped(tool: Tool) -> None:
    tool.sandbox.latency = 0.5
    try:
        with ThreadPoolExecutor(1) as crew:
            running = crew.submit(tool.execute, "SELECT count(DISTINCT inbox_id) AS v FROM conversations", "long")
            time.sleep(2)
            tool.service.post("query/stop", client_id="long")
            assert running.result(60)["status"] == "stopped"
    finally:
        tool.sandbox.latency = 0
    asked = len(tool.calls())
    time.sleep(1)
    assert asked > 0 and tool.calls() == []
