"""EXPLAIN says before how many calls a query makes: what it predicts is what the sandbox's log has.

The queries of ``tests/predicted.sql`` and generated ones are asked until nothing is left to learn; then the plan is
asked for, without a call, and the query again. With ``HEYMARKET_READINGS=all`` every query meets every named reading at
every size of page, else one of them; ``HEYMARKET_GENERATED=120`` makes 500 generated queries.
"""

from __future__ import annotations

import os
import random
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from heymarket_dbapi.errors import Error, OperationalError
from heymarket_dbapi.sandbox import Reading, readings
from tests.api.sql import Client, client
from tests.conditions import SIZES as GENERATED_SIZES
from tests.differential import address
from tests.generated import generate
from tests.generated_words import Words
from tests.oracle_readings import held
from tests.test_readings_differential import oracle_of

ACCOUNT = (
    "heymarket://sandbox?seed=11&contacts=330&messages=900&conversations=60&crowd=0&lists=50&tags=45&templates=50"
    "&surveys=50&rate_limit=none&requests_per_minute=1000000&retries=1"
)
SIZES = ("", "&largest_page=20&default_page=20", "&largest_page=100")
QUERIES = [
    line for line in (Path(__file__).parent / "predicted.sql").read_text().splitlines() if not line.startswith("--")
]
IS_WHOLE = os.environ.get("HEYMARKET_READINGS") == "all"
GENERATED = int(os.environ.get("HEYMARKET_GENERATED", "120")) * 25 // 6
CHUNK = 25
CASES = [(reading, size) for reading in readings() for size in SIZES]
# So often a query is asked before its plan is: what a run learns may make the next one do otherwise.
MOST_RUNS, ALIKE = 8, 3


@dataclass(frozen=True, slots=True)
class Prediction:
    """A query with the calls that its plan says, and those that it made."""

    sql: str
    said: int
    made: int
    is_exact: bool

    @property
    def is_right(self) -> bool:
        return self.said == self.made


def predict(asked: Client, sql: str, parameters: Any = None) -> Prediction:
    """What EXPLAIN says of a query that has nothing left to learn, and what the log has then."""
    made: list[int] = []
    while len(made) < MOST_RUNS and (len(made) < ALIKE or len(set(made[-ALIKE:])) > 1):
        asked.ask(sql, parameters)
        made.append(len(asked.calls))
    plan = asked.ask(f"EXPLAIN {sql}", parameters)
    assert asked.calls == []
    asked.ask(sql, parameters)
    return Prediction(sql, sum(step[7] for step in plan), len(asked.calls), all(step[9] for step in plan))


def values(asked: Client) -> dict[str, object]:
    """The values of the account that the queries name."""
    found: dict[str, object] = {}
    for table in ("contacts", "conversations", "messages", "lists", "tags", "templates", "surveys"):
        found |= {f"{table}{place}": number for place, number in enumerate(asked.ids(table)[:5])}
    phones = [row["phone"] for row in asked.sandbox.world.rows("contacts") if row.get("phone")]
    found |= {f"phone{place}": phone for place, phone in enumerate(phones[:3])}
    for name, table, column, place in (
        ("ctime", "contacts", "updated_date", 40),
        ("mtime", "messages", "created_date", 60),
        ("vtime", "conversations", "updated_date", 30),
    ):
        found[name] = asked.ask(f"SELECT {column} FROM {table} ORDER BY 1 DESC LIMIT 1 OFFSET {place}")[0][0]
    return found


@pytest.mark.parametrize(("reading", "size"), CASES)
def test_predicted_calls_are_those_of_the_log(reading: str, size: str) -> None:
    place = CASES.index((reading, size))
    wanted = QUERIES if IS_WHOLE else QUERIES[place % len(CASES) :: len(CASES) // 3]
    with client(f"&reading={reading}{size}", ACCOUNT, metadata_cache_ttl=3600, incomplete="warn") as asked:
        known = values(asked)
        wrong = [one for one in (predict(asked, sql.format(**known)) for sql in wanted) if not one.is_right]
    assert not wrong


def test_most_numbers_are_known_before_the_first_run() -> None:
    """Sizes alone tell them: a plan that is exact is right for a query that was never asked."""
    with client("", ACCOUNT, metadata_cache_ttl=3600) as asked:
        known = values(asked)
        for table in ("contacts", "conversations", "messages", "lists", "tags", "templates", "surveys"):
            for _ in range(2):
                asked.ask(f"SELECT id FROM {table}")
        asked.ask("SELECT id FROM contacts WHERE phone = ?", [known["phone0"]])
        exact = 0
        for sql in (one.format(**known) for one in QUERIES):
            plan = asked.ask(f"EXPLAIN {sql}")
            if all(step[9] for step in plan):
                exact += 1
                asked.ask(sql)
                assert (sql, sum(step[7] for step in plan)) == (sql, len(asked.calls))
    assert exact > len(QUERIES) // 3


def test_too_many_calls_are_refused_before_the_first() -> None:
    with client("", ACCOUNT, metadata_cache_ttl=3600) as asked:
        for _ in range(2):
            asked.ask("SELECT id FROM contacts")
        made = len(asked.calls)
        asked.connection.execute(f"SET heymarket.max_calls = {made - 1}")
        words = f"takes {made} calls, more than max_calls = {made - 1} allows; none"
        with pytest.raises(OperationalError, match=words):
            asked.ask("SELECT id FROM contacts")
        assert asked.calls == []
        asked.connection.execute(f"SET heymarket.max_calls = {made}")
        assert len(asked.ask("SELECT id FROM contacts")) == 330


def test_progress_tells_the_calls_that_are_expected() -> None:
    told = []
    with client("", ACCOUNT, metadata_cache_ttl=3600) as asked:
        for _ in range(3):
            asked.ask("SELECT id FROM messages")
        asked.connection.on_progress = lambda *progress: told.append(progress)
        asked.ask("SELECT id FROM messages")
        assert told[-1][::2] == (len(asked.calls), len(asked.calls))


@pytest.fixture(scope="module")
def words() -> Words:
    return Words.of(oracle_of(held(Reading())).connection)


@pytest.mark.parametrize("chunk", range(GENERATED // CHUNK))
def test_generated(chunk: int, words: Words) -> None:
    reading = list(readings())[chunk % len(readings())]
    dsn = address(**GENERATED_SIZES, reading=reading, largest_page=(30, 50, 100)[chunk % 3])
    wrong = []
    with client("", dsn, metadata_cache_ttl=3600, requests_per_minute=1_000_000, incomplete="warn") as asked:
        for seed in range(chunk * CHUNK, (chunk + 1) * CHUNK):
            query = generate(random.Random(f"predicted {seed}").randrange, words.pools, words.sizes)
            try:
                found = predict(asked, query.sql, query.parameters)
            except Error:
                continue  # the reading holds something back that the query needs
            if not found.is_right:
                wrong.append((seed, found))
    assert not wrong
