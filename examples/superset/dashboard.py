"""A database, two datasets, six charts and a dashboard, made through Superset's REST API."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from examples.superset.service import Service

SCHEMA = "heymarket"
COUNT = {"expressionType": "SQL", "sqlExpression": "COUNT(*)", "label": "count"}
NO_FILTER = "No filter"


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart of a dataset: how Superset shows it, and what it asks.

    ``times`` and ``grain`` are those of a series over time; ``groups`` are columns by which is counted.
    """

    name: str
    dataset: str
    kind: str
    groups: tuple[str, ...] = ()
    times: str | None = None
    grain: str | None = None

    @property
    def form(self) -> dict[str, Any]:
        """The settings of the chart, as Superset's explorer keeps them."""
        form: dict[str, Any] = {"viz_type": self.kind, "adhoc_filters": [], "time_range": NO_FILTER, "row_limit": 1000}
        match self.kind:
            case "big_number_total":
                return {**form, "metric": COUNT}
            case "pie":
                return {**form, "metric": COUNT, "groupby": list(self.groups)}
            case "table":
                return {**form, "query_mode": "aggregate", "metrics": [COUNT], "groupby": list(self.groups)}
        series = {"metrics": [COUNT], "groupby": list(self.groups)}
        return {**form, **series, "x_axis": self.times, "time_grain_sqla": self.grain, "x_axis_sort_asc": True}

    @property
    def query(self) -> dict[str, Any]:
        """What it asks, as Superset's data API takes it."""
        columns: list[Any] = list(self.groups)
        if self.times is not None:
            axis = {"columnType": "BASE_AXIS", "sqlExpression": self.times, "label": self.times}
            columns.insert(0, {**axis, "expressionType": "SQL", "timeGrain": self.grain})
        order = [] if self.kind == "big_number_total" else [[COUNT, False]]
        extras = {} if self.grain is None else {"time_grain_sqla": self.grain}
        return {"columns": columns, "metrics": [COUNT], "orderby": order, "row_limit": 1000, "extras": extras}


CHARTS = (
    Chart("Messages per week", "messages", "echarts_timeseries_line", times="created_date", grain="P1W"),
    Chart(
        "Messages in and out per month", "messages", "echarts_timeseries_bar", ("is_inbound",), "created_date", "P1M"
    ),
    Chart("Messages by inbox", "messages", "pie", ("inbox_id",)),
    Chart("Contacts", "contacts", "big_number_total"),
    Chart("New contacts per month", "contacts", "echarts_timeseries_line", times="created_date", grain="P1M"),
    Chart("Contacts by consent", "contacts", "table", ("is_opted_out",)),
)


@dataclass(frozen=True, slots=True)
class Made:
    """What was made in Superset: its ids."""

    database: int
    datasets: Mapping[str, int]
    charts: Mapping[str, int]
    dashboard: int


def make(service: Service, url: str, name: str = "Heymarket") -> Made:
    """Add the database at a SQLAlchemy URL, and all that stands on it."""
    service.post("database/test_connection/", database_name=name, sqlalchemy_uri=url)
    database = service.post(
        "database/",
        database_name=name,
        sqlalchemy_uri=url,
        expose_in_sqllab=True,
        allow_ctas=True,
        extra=json.dumps({"cost_estimate_enabled": True}),
    )["id"]
    names = sorted({chart.dataset for chart in CHARTS})
    datasets = {table: add_dataset(service, database, table) for table in names}
    dashboard = service.post("dashboard/", dashboard_title="Heymarket", published=True)["id"]
    charts = {chart.name: _add_chart(service, chart, datasets[chart.dataset], dashboard) for chart in CHARTS}
    service.put(f"dashboard/{dashboard}", json_metadata=json.dumps({"positions": _places(list(charts.items()))}))
    return Made(database, datasets, charts, dashboard)


def add_dataset(service: Service, database: int, table: str) -> int:
    """A dataset of a table, with the team's custom fields as its columns."""
    return int(service.post("dataset/", database=database, schema=SCHEMA, table_name=table)["id"])


def ask(service: Service, chart: Chart, dataset: int, *, force: bool = False) -> Any:
    """The rows of a chart, past Superset's own cache where ``force``."""
    source = {"id": dataset, "type": "table"}
    queries = [{**chart.query, "time_range": NO_FILTER}]
    reply = service.post("chart/data", datasource=source, queries=queries, force=force, result_format="json")
    return reply["result"][0]["data"]


def _add_chart(service: Service, chart: Chart, dataset: int, dashboard: int) -> int:
    source = {"id": dataset, "type": "table"}
    context = {"datasource": source, "queries": [chart.query], "form_data": chart.form, "result_format": "json"}
    return int(
        service.post(
            "chart/",
            slice_name=chart.name,
            viz_type=chart.kind,
            datasource_id=dataset,
            datasource_type="table",
            params=json.dumps({**chart.form, "datasource": f"{dataset}__table"}),
            query_context=json.dumps(context),
            dashboards=[dashboard],
        )["id"]
    )


def _places(charts: Sequence[tuple[str, int]]) -> dict[str, Any]:
    """The charts in rows of three."""
    places: dict[str, Any] = {"DASHBOARD_VERSION_KEY": "v2", "ROOT_ID": _box("ROOT", "ROOT_ID", ["GRID_ID"])}
    rows = [charts[start : start + 3] for start in range(0, len(charts), 3)]
    places["GRID_ID"] = _box("GRID", "GRID_ID", [f"ROW-{number}" for number in range(len(rows))], ["ROOT_ID"])
    for number, row in enumerate(rows):
        parents = ["ROOT_ID", "GRID_ID"]
        places[f"ROW-{number}"] = _box("ROW", f"ROW-{number}", [f"CHART-{chart}" for _, chart in row], parents)
        places[f"ROW-{number}"]["meta"] = {"background": "BACKGROUND_TRANSPARENT"}
        for name, chart in row:
            box = _box("CHART", f"CHART-{chart}", [], [*parents, f"ROW-{number}"])
            places[f"CHART-{chart}"] = {
                **box,
                "meta": {"chartId": chart, "sliceName": name, "width": 4, "height": 50},
            }
    return places


def _box(kind: str, name: str, children: Sequence[str], parents: Sequence[str] = ()) -> dict[str, Any]:
    return {"type": kind, "id": name, "children": list(children), "parents": list(parents)}
