"""No statement of a connection leads out either: not inside a definition, a change, a plan, or many sets."""

from __future__ import annotations

import http.server
import os
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import heymarket_dbapi
from heymarket_dbapi import NotSupportedError, ProgrammingError

SECRET = "do-not-read-me"
DSN = "heymarket://sandbox?seed=41&contacts=3&messages=3&rate_limit=none&retries=0"

# {file} holds SECRET, {folder} holds {file}, {url} would give it, and CLOSED_SECRET is it.
FORMS = """
TABLE '{file}'
SELECT * FROM E'{file}'
SELECT * FROM N'{file}'
SELECT * FROM U&"read\\005Ftext"('{file}')
SELECT * FROM ｒead_text('{file}')
SELECT * FROM read_text($${file}$$)
SELECT * FROM ('{file}') x
SELECT * FROM (TABLE '{file}') x
SELECT * FROM "{folder}"."secret.csv"
SELECT * FROM secret.csv
SELECT * FROM frame
SELECT * FROM "incoming rows"
SELECT * FROM "parameter sets"
SELECT * FROM heymarket_ledger.changes
SELECT nextval('heymarket_ledger.changes')
SELECT * FROM main.t
SELECT * FROM memory.heymarket.t
SELECT * FROM sqlite_master
SELECT * FROM duckdb_settings
SELECT * FROM pg_catalog.pg_settings
SELECT * FROM '{url}/x.csv'
SELECT * FROM read_parquet('{url}/x.parquet')
SELECT http_get('{url}')
SELECT list_transform(['CLOSED_SECRET'], x -> getenv(x))
SELECT list_transform(['CLOSED_SECRET'], lambda x: getenv(x))
SELECT list_aggregate(['CLOSED_SECRET'], 'getenv')
SELECT [getenv(x) FOR x IN ['CLOSED_SECRET']]
SELECT * FROM UNNEST((SELECT list(content) FROM read_text('{file}')))
SELECT * FROM range((SELECT length(content) FROM read_text('{file}')))
SELECT * FROM t LIMIT (SELECT length(content) FROM read_text('{file}'))
SELECT * FROM t ORDER BY getenv('CLOSED_SECRET')
SELECT count(*) FILTER (WHERE s = getenv('CLOSED_SECRET')) FROM t
SELECT sum(id) OVER w FROM t WINDOW w AS (ORDER BY getenv('CLOSED_SECRET'))
SELECT * REPLACE (getenv('CLOSED_SECRET') AS s) FROM t
SELECT DISTINCT ON (getenv('CLOSED_SECRET')) * FROM t
SELECT * INTO OUTFILE '{folder}/x' FROM t
SELECT '\\'; COPY t TO ''{folder}/x''; --'
SELECT 1; COPY t TO '{folder}/x'
CREATE VIEW n AS SELECT * FROM read_text('{file}')
CREATE VIEW n (a) AS FROM '{file}'
CREATE VIEW n AS VALUES (getenv('CLOSED_SECRET'))
CREATE VIEW n AS SELECT * FROM frame
CREATE VIEW n AS SELECT * FROM heymarket_ledger.changes
CREATE TABLE n AS FROM '{file}'
CREATE TABLE n AS TABLE '{file}'
CREATE TABLE n AS SELECT * FROM read_csv('{url}/x.csv')
CREATE TABLE n AS SELECT * FROM frame
CREATE TABLE n (a TEXT DEFAULT getenv('CLOSED_SECRET'))
CREATE TABLE n (a TEXT DEFAULT (SELECT content FROM read_text('{file}')))
CREATE TABLE n (a TEXT DEFAULT current_setting('home_directory'))
CREATE TABLE n (a TEXT DEFAULT 'a'); COPY t TO '{folder}/x'; --')
CREATE TABLE n (a TEXT DEFAULT 'a\\' || getenv('CLOSED_SECRET') || 'b')
CREATE TABLE n (a TEXT CHECK (a = getenv('CLOSED_SECRET')))
CREATE TABLE n (a TEXT CHECK (a IN (SELECT content FROM read_text('{file}'))))
CREATE TABLE n (a TEXT, b TEXT GENERATED ALWAYS AS (getenv('CLOSED_SECRET')))
CREATE TABLE n (a TEXT, b TEXT GENERATED ALWAYS AS (a || getenv('CLOSED_SECRET')) STORED)
CREATE TABLE n (LIKE '{file}')
CREATE TABLE n (LIKE read_text('{file}'))
CREATE TABLE n (LIKE heymarket_ledger.changes)
CREATE TABLE heymarket_ledger.n (a INT)
CREATE TABLE main.n (a INT)
CREATE SCHEMA "Main"
CREATE SCHEMA heymarket_ledger
CREATE SEQUENCE n START 1; COPY t TO '{folder}/x'
CREATE INDEX n ON t ((getenv('CLOSED_SECRET')))
CREATE INDEX n ON t ((s || (SELECT content FROM read_text('{file}'))))
CREATE TYPE n AS ENUM (SELECT content FROM read_text('{file}'))
CREATE TEMP MACRO n(a) AS getenv(a)
CREATE FUNCTION n() AS TABLE FROM '{file}'
CREATE EXTERNAL TABLE n (a INT) LOCATION '{file}'
CREATE OR REPLACE PERSISTENT SECRET n (TYPE s3)
ALTER TABLE t ADD COLUMN n TEXT DEFAULT getenv('CLOSED_SECRET')
ALTER TABLE t ALTER COLUMN s SET DEFAULT getenv('CLOSED_SECRET')
ALTER TABLE t ALTER COLUMN s TYPE TEXT USING getenv('CLOSED_SECRET')
ALTER TABLE t ALTER COLUMN s TYPE TEXT USING (SELECT content FROM read_text('{file}'))
ALTER TABLE t ADD CONSTRAINT n CHECK (getenv('CLOSED_SECRET') = s)
ALTER TABLE t SET SCHEMA heymarket_ledger
ALTER TABLE heymarket_ledger.changes ADD COLUMN n INT
DROP SCHEMA heymarket_ledger CASCADE
TRUNCATE heymarket_ledger.changes
INSERT INTO heymarket_ledger.changes VALUES (1, 'a', 'b', 'c', 'd')
INSERT INTO t FROM '{file}'
INSERT INTO t TABLE '{file}'
INSERT INTO t VALUES (1, (SELECT content FROM read_text('{file}')))
INSERT INTO t (id) VALUES (1) RETURNING getenv('CLOSED_SECRET')
INSERT INTO t (id) VALUES (1) RETURNING (SELECT content FROM read_text('{file}'))
INSERT INTO t (id) VALUES (1) ON CONFLICT (id) DO UPDATE SET s = getenv('CLOSED_SECRET')
INSERT INTO "{file}" VALUES (1)
WITH x AS (FROM '{file}') INSERT INTO t SELECT 1, a FROM x
WITH x AS (COPY t TO '{folder}/x') SELECT * FROM x
UPDATE t SET s = (SELECT content FROM read_text('{file}'))
UPDATE t SET s = r.content FROM read_text('{file}') r
UPDATE t SET s = 'x' FROM t AS b WHERE b.id = t.id RETURNING b.id, getenv('CLOSED_SECRET')
DELETE FROM t USING '{file}' AS b RETURNING b.a
DELETE FROM t USING t AS b WHERE b.id = t.id RETURNING b.id, (SELECT content FROM read_text('{file}'))
DELETE FROM t USING t AS b WHERE b.id = t.id RETURNING b."other column 0"
MERGE INTO t USING read_text('{file}') x ON TRUE WHEN MATCHED THEN DELETE
EXPLAIN SELECT * FROM read_text('{file}')
EXPLAIN ANALYZE SELECT * FROM read_text('{file}')
EXPLAIN ANALYZE COPY t TO '{folder}/x'
EXPLAIN ANALYZE INSERT INTO t SELECT 1, content FROM read_text('{file}')
EXPLAIN (FORMAT JSON) ATTACH '{folder}/x'
DESCRIBE '{file}'
DESCRIBE SELECT * FROM read_text('{file}')
SET memory_limit = '1GB'
SET VARIABLE x = 1
SET GLOBAL lock_configuration = false
SET heymarket.allow_send = true
SET heymarket.base_url = '{url}'
SET heymarket.local = '{folder}/x'
SET heymarket.journal = '{folder}/x'
SHOW heymarket.api_key
CALL duckdb_settings()
EXECUTE IMMEDIATE 'SELECT 1'
BEGIN; COPY t TO '{folder}/x'
""".strip().splitlines()

# Given to executemany, with one parameter.
MANY = """
INSERT INTO t VALUES (?, getenv('CLOSED_SECRET'))
INSERT INTO t SELECT ?, content FROM read_text('{file}')
UPDATE t SET s = getenv('CLOSED_SECRET') WHERE id = ?
DELETE FROM t WHERE id = ? AND s IN (SELECT a FROM '{file}')
SELECT content FROM read_text('{file}') WHERE ? > 0
CREATE TABLE n (a INT DEFAULT ?)
ATTACH ?
DROP TABLE t; COPY ?
""".strip().splitlines()

HARMLESS = """
CREATE TABLE "n; COPY" ("a""b" TEXT DEFAULT '); COPY t TO ''x''; --')
CREATE TABLE n (a TEXT DEFAULT E'\\' || getenv(''CLOSED_SECRET'') || \\'')
CREATE TABLE n (a TEXT DEFAULT $x$'); COPY t TO 'x'; --$x$)
CREATE TABLE n (a TEXT CHECK (a <> ')' /* ( */) /* ) */, b INT)
CREATE INDEX "n; COPY" ON t ((s || ');'))
COMMENT ON TABLE t IS 'x''; COPY t TO ''x'''
ALTER TABLE t ADD CONSTRAINT "n""); COPY t TO 'x'; --" UNIQUE (id)
ALTER TABLE t RENAME COLUMN s TO "s""; COPY"
ALTER TABLE t RENAME TO "x.csv"
SELECT 1 /* ; COPY t TO 'x'; */; -- ; COPY t TO 'x'
SELECT $$'; COPY t TO 'x'$$ AS "a""; COPY"
""".strip().splitlines()


class Outside:
    """What must not be reached, and whether it was."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.asked: list[str] = []
        (folder / "secret.csv").write_text(f"a,b\n{SECRET},2\n")
        outside = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outside.asked.append(self.path)

            def do_HEAD(self) -> None:
                outside.asked.append(self.path)

        self.server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()
        self.names = {
            **{"file": str(folder / "secret.csv"), "folder": str(folder)},
            "url": f"http://127.0.0.1:{self.server.server_port}",
        }

    def end(self) -> None:
        """Stop the server; nobody asked it, and no file came to be."""
        self.server.shutdown()
        self.server.server_close()
        assert self.asked == []
        assert os.listdir(self.folder) == ["secret.csv"]


@pytest.fixture(scope="module")
def outside(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Outside]:
    """One outside for all forms."""
    os.environ["CLOSED_SECRET"] = SECRET
    made = Outside(tmp_path_factory.mktemp("outside"))
    yield made
    del os.environ["CLOSED_SECRET"]
    made.end()


@pytest.fixture
def cursor() -> Iterator[Any]:
    """A cursor whose transaction holds the table t."""
    connection = heymarket_dbapi.connect(DSN)
    cursor = connection.cursor()
    cursor.execute("CREATE TABLE t (id INT, s TEXT)")
    cursor.execute("INSERT INTO t VALUES (1, 'x')")
    yield cursor
    connection.close()


@pytest.mark.parametrize("form", FORMS)
def test_it_is_refused_and_nothing_is_lost(form: str, cursor: Any, outside: Outside) -> None:
    frame = {"a": [SECRET]}
    with pytest.raises((ProgrammingError, NotSupportedError)) as caught:
        cursor.execute(form.format(**outside.names))
    assert SECRET not in str(caught.value) and frame
    assert cursor.execute("SELECT * FROM t").fetchall() == [(1, "x")]


@pytest.mark.parametrize("form", MANY)
def test_many_sets_open_nothing(form: str, cursor: Any, outside: Outside) -> None:
    with pytest.raises((ProgrammingError, NotSupportedError)):
        cursor.executemany(form.format(**outside.names), [(1,), (2,)])
    assert cursor.execute("SELECT * FROM t").fetchall() == [(1, "x")]


@pytest.mark.parametrize("form", HARMLESS)
def test_what_only_looks_like_it_passes(form: str, cursor: Any, outside: Outside) -> None:
    cursor.execute(form)
