"""A workbench: relations in, rows out; its own time zone; interrupted and closed from other threads."""

from __future__ import annotations

import gc
import threading
import time
import warnings
from collections.abc import Callable

import pyarrow
import pytest

from heymarket_dbapi import errors
from heymarket_dbapi.engine import Engine, Workbench

SLOW = "SELECT sum(a.range * b.range) AS s FROM range(1000000) a, range(1000000) b"


@pytest.fixture
def workbench() -> Workbench:
    return Engine.open("workbench").workbench()


def _table(*values: int) -> pyarrow.Table:
    return pyarrow.table({"id": pyarrow.array(values, pyarrow.int64())})


@pytest.mark.parametrize("name", ["t", "a b", 'x"y', "Öl", "select", "a.b", "messages"])
def test_loaded_relation_is_read_by_its_name(workbench: Workbench, name: str) -> None:
    workbench.load(name, _table(1, 2))
    quoted = name.replace('"', '""')
    assert workbench.compute(f'SELECT sum(id)::BIGINT AS s FROM "{quoted}"', {}).to_pylist() == [{"s": 3}]


def test_loading_again_replaces(workbench: Workbench) -> None:
    workbench.load("t", _table(1))
    workbench.load("t", pyarrow.table({"other": ["x"]}))
    assert workbench.compute("SELECT * FROM t", {}).to_pylist() == [{"other": "x"}]


def test_relations_belong_to_one_workbench(workbench: Workbench) -> None:
    workbench.load("mine", _table(1))
    with pytest.raises(errors.ProgrammingError):
        Engine.open("workbench").workbench().compute("SELECT * FROM mine", {})


def test_describe_runs_nothing(workbench: Workbench) -> None:
    began = time.monotonic()
    (column,) = workbench.describe(SLOW, {})
    assert (column.name, column.type_name) == ("s", "HUGEINT")
    assert time.monotonic() - began < 5


def test_parameters_that_the_statement_does_not_use_are_left_out(workbench: Workbench) -> None:
    assert workbench.compute("SELECT $a AS a", {"a": 1, "b": object()}).to_pylist() == [{"a": 1}]


def test_python_variables_are_no_tables(workbench: Workbench) -> None:
    frame = _table(1)
    with pytest.raises(errors.ProgrammingError, match="frame"):
        workbench.compute("SELECT * FROM frame", {})
    assert frame.num_rows == 1


def test_each_workbench_has_its_time_zone() -> None:
    sql = "SELECT date_trunc('day', TIMESTAMPTZ '2024-01-01 03:00:00+00')::VARCHAR AS day"
    engine = Engine.open("workbench")
    answers = [
        engine.workbench(zone).compute(sql, {}).to_pylist()[0]["day"] for zone in ("UTC", "America/New_York", "UTC")
    ]
    assert answers == ["2024-01-01 00:00:00+00", "2023-12-31 00:00:00-05", "2024-01-01 00:00:00+00"]


def test_times_come_back_in_utc_from_any_zone() -> None:
    table = Engine.open("workbench").workbench("Asia/Tokyo").compute("SELECT now() AS n, [now()] AS l", {})
    assert table.schema.types[0] == pyarrow.timestamp("us", "UTC")
    assert "Tokyo" not in str(table.schema)


@pytest.mark.parametrize("zone", ["Nowhere/At_All", "it's", ""])
def test_unknown_time_zone_is_named(zone: str) -> None:
    with pytest.raises(errors.ProgrammingError, match="unknown time zone"):
        Engine.open("workbench").workbench(zone)


@pytest.mark.parametrize(
    "sql",
    [
        "SET TimeZone = 'Asia/Tokyo'",
        "SET GLOBAL TimeZone = 'Asia/Tokyo'",
        "RESET TimeZone",
        "SET streaming_buffer_size = '1GB'",
        "SELECT 1; SET TimeZone = 'Asia/Tokyo'",
        "SELECT set_config('TimeZone', 'Asia/Tokyo', false)",
    ],
)
def test_sql_cannot_change_settings(workbench: Workbench, sql: str) -> None:
    with pytest.raises(errors.ProgrammingError):
        workbench.compute(sql, {})
    with pytest.raises(errors.ProgrammingError):
        workbench.describe(sql, {})
    later = Engine.open("workbench").workbench()
    for one in (workbench, later):
        assert one.compute("SELECT current_setting('TimeZone') AS z", {}).to_pylist() == [{"z": "UTC"}]


def _run(work: Callable[[], object]) -> tuple[threading.Thread, list[BaseException | None]]:
    ended: list[BaseException | None] = []

    def target() -> None:
        try:
            work()
            ended.append(None)
        except BaseException as error:
            ended.append(error)

    thread = threading.Thread(target=target)
    thread.start()
    return thread, ended


@pytest.mark.parametrize("delay", [0.0, 0.001, 0.05, 0.3])
def test_interrupt_ends_a_running_compute(workbench: Workbench, delay: float) -> None:
    thread, ended = _run(lambda: workbench.compute(SLOW, {}))
    time.sleep(delay)
    deadline = time.monotonic() + 10
    while thread.is_alive() and time.monotonic() < deadline:
        workbench.interrupt()
        thread.join(0.5)
    assert isinstance(ended[0], errors.OperationalError)
    assert "cancelled" in str(ended[0])
    assert workbench.compute("SELECT 1 AS a", {}).to_pylist() == [{"a": 1}]


def test_one_interrupt_is_enough(workbench: Workbench) -> None:
    thread, ended = _run(lambda: workbench.compute(SLOW, {}))
    time.sleep(0.2)
    workbench.interrupt()
    thread.join(10)
    assert isinstance(ended[0], errors.OperationalError)


def test_interrupt_of_an_idle_workbench_is_nothing(workbench: Workbench) -> None:
    workbench.interrupt()
    assert workbench.compute("SELECT count(*) AS n FROM range(1000000)", {}).to_pylist() == [{"n": 1000000}]


def test_close_ends_a_running_compute_and_is_harmless_twice(workbench: Workbench) -> None:
    thread, ended = _run(lambda: workbench.compute(SLOW, {}))
    time.sleep(0.1)
    workbench.close()
    thread.join(10)
    workbench.close()
    workbench.interrupt()
    assert isinstance(ended[0], errors.Error)
    for work in (
        lambda: workbench.compute("SELECT 1", {}),
        lambda: workbench.describe("SELECT 1", {}),
        lambda: workbench.load("t", _table(1)),
    ):
        with pytest.raises(errors.InterfaceError, match="closed"):
            work()


def test_forgotten_workbench_warns_of_nothing_and_frees_its_relations() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        before = pyarrow.total_allocated_bytes()
        workbench = Engine.open("workbench").workbench()
        workbench.load("big", pyarrow.table({"a": pyarrow.array(range(1_000_000), pyarrow.int64())}))
        assert workbench.compute("SELECT count(*) AS n FROM big", {}).to_pylist() == [{"n": 1_000_000}]
        del workbench
        gc.collect()
        assert pyarrow.total_allocated_bytes() - before < 4_000_000


def test_eight_threads_with_a_workbench_each() -> None:
    engine = Engine.open("workbench")
    wrong: list[object] = []

    def work(number: int) -> None:
        workbench = engine.workbench()
        for turn in range(40):
            workbench.load("t", _table(*range(number * 1000, number * 1000 + 50)))
            rows = workbench.compute("SELECT id FROM t WHERE id % 50 = $n", {"n": turn}).to_pylist()
            if rows != [{"id": number * 1000 + turn}]:
                wrong.append((number, turn, rows))

    threads = [_run(lambda number=number: work(number)) for number in range(8)]  # type: ignore[misc]  # lambda default
    for thread, _ in threads:
        thread.join(60)
    assert [ended for _, ended in threads] == [[None]] * 8
    assert wrong == []


def test_one_workbench_in_several_threads_takes_turns(workbench: Workbench) -> None:
    workbench.load("t", _table(*range(100)))
    wrong: list[object] = []

    def work(number: int) -> None:
        for _ in range(25):
            rows = workbench.compute("SELECT id FROM t WHERE id = $n", {"n": number}).to_pylist()
            if rows != [{"id": number}]:
                wrong.append(rows)

    threads = [_run(lambda number=number: work(number)) for number in range(4)]  # type: ignore[misc]  # lambda default
    for thread, _ in threads:
        thread.join(60)
    assert [ended for _, ended in threads] == [[None]] * 4
    assert wrong == []
