"""Learned facts: how long they live, where, and who may read them."""

from __future__ import annotations

import json
import math
import stat
import threading
from pathlib import Path

import pytest

from heymarket_dbapi.api.facts import Facts

from .driving import Clock


def only_file(folder: Path) -> Path:
    (file,) = folder.iterdir()
    return file


@pytest.mark.parametrize(
    ("lifetime", "after", "known"),
    [(0, 0, False), (60, 0, True), (60, 59, True), (60, 60, False), (math.inf, 10**12, True)],
)
def test_a_fact_lives_so_long(lifetime: float, after: float, known: bool) -> None:
    clock = Clock()
    facts = Facts(lifetime, clock=clock)
    facts.learn("tags/limit", 50)
    clock.now += after
    assert facts.get("tags/limit") == (50 if known else None)
    assert facts.get("tags/limit", 7) == (50 if known else 7)
    assert facts.known() == ({"tags/limit": 50} if known else {})


def test_learning_again_makes_a_fact_young() -> None:
    clock = Clock()
    facts = Facts(60, clock=clock)
    for _ in range(3):
        facts.learn("rows", 5)
        clock.now += 40
    assert facts.get("rows") == 5


def test_facts_are_forgotten_by_the_beginning_of_their_names() -> None:
    facts = Facts()
    for name in ("tags/limit", "tags/steer", "lists/limit"):
        facts.learn(name, 1)
    facts.forget("tags/")
    assert facts.known() == {"lists/limit": 1}
    facts.forget()
    assert facts.known() == {}


def test_a_folder_keeps_facts_for_other_processes_and_for_nobody_else(tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "cache"
    Facts(60, str(folder), "abc").learn("fields", [[1, "Näme"]])
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(only_file(folder).stat().st_mode) == 0o600
    assert only_file(folder).name == "heymarket-abc.json"
    assert Facts(60, str(folder), "abc").get("fields") == [[1, "Näme"]]
    assert Facts(60, str(folder), "another").get("fields") is None


def test_facts_of_a_folder_age_across_processes(tmp_path: Path) -> None:
    clock = Clock()
    Facts(60, str(tmp_path), clock=clock).learn("rows", 5)
    clock.now += 61
    assert Facts(60, str(tmp_path), clock=clock).get("rows") is None
    assert Facts(math.inf, str(tmp_path), clock=clock).get("rows") == 5


def test_what_is_forgotten_is_forgotten_in_the_folder_too(tmp_path: Path) -> None:
    facts = Facts(60, str(tmp_path))
    facts.learn("tags/limit", 50)
    facts.learn("lists/limit", 50)
    facts.forget("tags/")
    assert Facts(60, str(tmp_path)).known() == {"lists/limit": 50}


def test_a_lifetime_of_nothing_leaves_no_file(tmp_path: Path) -> None:
    Facts(0, str(tmp_path)).learn("rows", 5)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "content", ["", "{", "[]", "7", "null", '{"a": 1}', '{"a": [1]}', '{"a": ["x", 1]}', '{"a": [1, 2, 3]}', "\udcff"]
)
def test_a_file_that_is_no_cache_is_an_empty_one(tmp_path: Path, content: str) -> None:
    Facts(60, str(tmp_path)).learn("rows", 5)
    only_file(tmp_path).write_bytes(content.encode("utf-8", "surrogateescape"))
    facts = Facts(60, str(tmp_path))
    assert facts.known() == {}
    facts.learn("rows", 6)
    assert json.loads(only_file(tmp_path).read_text())["rows"][1] == 6


def test_a_folder_that_cannot_be_written_costs_calls_only(tmp_path: Path) -> None:
    obstacle = tmp_path / "file"
    obstacle.write_text("no folder")
    facts = Facts(60, str(obstacle / "cache"))
    facts.learn("rows", 5)
    assert facts.get("rows") == 5


def test_threads_learn_at_the_same_time(tmp_path: Path) -> None:
    facts = Facts(60, str(tmp_path))

    def learn(thread: int) -> None:
        for number in range(20):
            facts.learn(f"{thread}/{number}", number)

    threads = [threading.Thread(target=learn, args=(thread,)) for thread in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(Facts(60, str(tmp_path)).known()) == 80
    assert len(list(tmp_path.iterdir())) == 1
