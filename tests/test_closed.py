"""Nothing in user SQL leads out of the query: refused by the permit, and dead in the engine without it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import sqlglot
from sqlglot import exp
from sqlglot.errors import ParseError

from heymarket_dbapi import errors
from heymarket_dbapi.engine import Engine
from heymarket_dbapi.sql.functions import REACHING, SCALAR, TABLE
from heymarket_dbapi.sql.kind import StatementKind, permit_statement
from heymarket_dbapi.sql.permit import permit_query

SECRET = "do-not-read-me"

# {file} holds SECRET, {folder} holds {file}; {new} must not come to be. All of these must fail in the engine too.
OUTSIDE = """
SELECT * FROM read_csv('{file}')
SELECT * FROM read_csv_auto('{file}')
SELECT * FROM read_text('{file}')
SELECT * FROM read_blob('{file}')
SELECT * FROM read_json('{file}')
SELECT * FROM read_json_auto('{file}')
SELECT * FROM read_json_objects('{file}')
SELECT * FROM read_ndjson('{file}')
SELECT * FROM read_parquet('{file}')
SELECT * FROM parquet_scan('{file}')
SELECT * FROM parquet_metadata('{file}')
SELECT * FROM parquet_schema('{file}')
SELECT * FROM sniff_csv('{file}')
SELECT * FROM glob('{folder}/*')
SELECT * FROM "read_text"('{file}')
SELECT * FROM READ_TEXT('{file}')
SELECT * FROM main.read_text('{file}')
SELECT * FROM system.main.read_text('{file}')
SELECT * FROM read_text(['{file}'])
SELECT * FROM /* hidden */ read_text /* here */ ('{file}')
SELECT * FROM '{file}'
SELECT * FROM '{folder}/*.csv'
SELECT * FROM 'file://{file}'
SELECT * FROM 'https://127.0.0.1:9/x.csv'
SELECT * FROM 's3://bucket/x.parquet'
SELECT 1 FROM (SELECT 1) t JOIN '{file}' u ON TRUE
SELECT 1 FROM (SELECT 1) t, '{file}' u
FROM '{file}'
FROM read_text('{file}') SELECT content
WITH x AS (SELECT * FROM read_text('{file}')) SELECT * FROM x
WITH RECURSIVE x AS (SELECT content FROM read_text('{file}') UNION ALL SELECT content FROM x) SELECT * FROM x
SELECT (SELECT content FROM read_text('{file}'))
SELECT 1 WHERE EXISTS (SELECT 1 FROM read_text('{file}'))
SELECT 1 WHERE '{secret}' IN (SELECT content FROM read_text('{file}'))
SELECT 1 UNION ALL SELECT content FROM read_text('{file}')
SELECT * FROM (VALUES (1)) t CROSS JOIN LATERAL read_text('{file}') r
SELECT * FROM (VALUES (1)) t, LATERAL (SELECT content FROM read_text('{file}')) r
SELECT * FROM ROWS FROM (read_text('{file}'))
SELECT * FROM TABLE(read_text('{file}'))
SELECT max(content) OVER () FROM read_text('{file}')
VALUES ((SELECT content FROM read_text('{file}')))
SELECT read_text('{file}')
SELECT '{file}'.read_text()
SELECT system.main.read_text('{file}')
SELECT * FROM query('SELECT * FROM read_text(''{file}'')')
SELECT * FROM query_table('{file}')
SELECT * FROM query_table(['{file}'])
SELECT json_execute_serialized_sql(json_serialize_sql('SELECT * FROM read_text(''{file}'')'))
SELECT * FROM json_execute_serialized_sql(json_serialize_sql('SELECT * FROM read_text(''{file}'')'))
SELECT getenv('HOME')
SELECT pg_read_file('{file}')
SELECT set_config('TimeZone', 'Asia/Tokyo', false)
SELECT load_extension('httpfs')
SELECT * FROM read_duckdb('{file}')
SELECT * FROM create_external_resource('{file}')
SELECT * FROM arrow_scan(1, 2, 3)
SELECT * FROM pandas_scan(1)
SELECT * FROM python_map_function(1)
SELECT * FROM seq_scan('t')
SELECT * FROM memory.main.nothing
SELECT * FROM other.schema.thing
SELECT * INTO copied FROM (SELECT 1) t
WITH x AS (INSERT INTO nothing VALUES (1) RETURNING *) SELECT * FROM x
WITH x AS (DELETE FROM nothing RETURNING *) SELECT * FROM x
WITH x AS (UPDATE nothing SET a = 1 RETURNING *) SELECT * FROM x
SELECT 1; SELECT content FROM read_text('{file}')
SELECT 1; COPY (SELECT 1) TO '{new}'
COPY (SELECT 1) TO '{new}'
COPY (SELECT 1) TO '{new}' (USE_TMP_FILE false)
COPY nothing FROM '{file}'
/* a */ COPY /* b */ (SELECT 1) TO '{new}'
EXPORT DATABASE '{new}'
IMPORT DATABASE '{folder}'
ATTACH '{new}' AS other
ATTACH ':memory:' AS other
ATTACH IF NOT EXISTS '{file}'
DETACH memory
USE memory
INSTALL httpfs
FORCE INSTALL httpfs FROM 'https://127.0.0.1:9'
LOAD httpfs
LOAD '{file}'
PRAGMA database_list
PRAGMA enable_profiling
PRAGMA import_database('{folder}')
CHECKPOINT
FORCE CHECKPOINT
VACUUM
ANALYZE
PREPARE p AS SELECT content FROM read_text('{file}')
EXECUTE p
DEALLOCATE p
SUMMARIZE SELECT content FROM read_text('{file}')
PIVOT read_text('{file}') ON content
UNPIVOT read_text('{file}') ON content
SELECT * FROM (PIVOT read_text('{file}') ON content USING count(*))
SELECT * FROM (DESCRIBE SELECT content FROM read_text('{file}'))
SELECT * FROM (SUMMARIZE SELECT content FROM read_text('{file}'))
DO $$ BEGIN END $$
GRANT ALL ON nothing TO everybody
""".strip().splitlines()

# A write, and an unknown name: refused where names are resolved.
ELSEWHERE = [
    "UPDATE EXTENSIONS",
    'SELECT * FROM "{file}"',
    "SELECT nextval('sequence')",
    "SELECT currval('sequence')",
]

# What the engine would answer, from itself alone: only the permit stands before it.
INSIDE = """
SELECT * FROM which_secret('s3://x', 's3')
SELECT * FROM checkpoint()
SELECT * FROM enable_logging()
SELECT * FROM duckdb_external_resource_types()
SELECT current_setting('memory_limit')
SELECT getvariable('x')
SELECT current_query()
SELECT current_connection_id()
SELECT sleep_ms(0)
SELECT pg_sleep(0)
SELECT pg_postmaster_start_time()
SELECT inet_server_addr()
SELECT json_serialize_sql('SELECT 1')
SELECT json_serialize_plan('SELECT 1')
SELECT json_deserialize_sql(json_serialize_sql('SELECT 1'))
SELECT write_log('x')
SELECT setseed(0.5)
SELECT error('x')
SELECT main.upper('a')
SELECT system.main.upper('a')
SELECT 'a'.upper()
SELECT icu_collate_de('a')
SELECT * FROM query('SELECT 1')
SELECT * FROM duckdb_settings()
SELECT * FROM duckdb_secrets()
SELECT * FROM duckdb_variables()
SELECT * FROM duckdb_extensions()
SELECT * FROM duckdb_logs()
SELECT * FROM "duckdb_settings"()
SELECT * FROM pragma_version()
SELECT * FROM pragma_database_size()
SELECT * FROM test_all_types()
SELECT * FROM repeat(1, 3)
SELECT * FROM repeat_row(1, num_rows = 3)
SELECT * FROM pg_timezone_names()
SELECT * FROM system.information_schema.tables
SELECT 1 FROM (SELECT 1) t FOR UPDATE
SELECT 1 UNION ALL SELECT 2 FOR SHARE
SELECT 'x'::regclass
SELECT COLUMNS('a') FROM (SELECT 1 AS a) t
SELECT $1
SELECT @x
SELECT * FROM ?
SELECT * FROM (SELECT 1 AS a, 2 AS b) t PIVOT (sum(a) FOR b IN (1, 2))
SELECT * FROM (SELECT 1 AS a, 2 AS b) t UNPIVOT (v FOR n IN (a, b))
SELECT * FROM t AT (VERSION => 1)
""".strip().splitlines()

HARMLESS = """
SELECT 1
SELECT 'read_csv(''/etc/passwd'')'
SELECT 'COPY x TO y' AS "ATTACH"
SELECT read_text FROM (SELECT 'x' AS read_text) t
SELECT "glob" FROM (SELECT 1 AS "glob") t
SELECT query.a FROM (SELECT 1 AS a) query
SELECT t.query FROM (SELECT 1 AS query) t
WITH read_csv AS (SELECT 1 AS a) SELECT * FROM read_csv
WITH pragma AS (SELECT 1 AS a) SELECT * FROM pragma
WITH deleted AS (SELECT 1 AS a) SELECT * FROM deleted
SELECT 1 AS copy, 2 AS install, 3 AS load, 4 AS attach
SELECT '{file}' AS path
SELECT parse_filename('{file}')
SELECT starts_with('{file}', '/')
SELECT 'a' LIKE '%.csv'
SELECT 'https://example.org/x.csv' AS link
-- COPY (SELECT 1) TO 'x'
/* PRAGMA x */ SELECT 1
((SELECT 1))
(SELECT 1) UNION ALL (SELECT 2)
VALUES (1), (2)
SELECT * FROM (VALUES (1, 'x')) t (a, b)
FROM (SELECT 1 AS a) t
SELECT * FROM range(3)
SELECT * FROM generate_series(1, 3)
SELECT * FROM generate_series(DATE '2024-01-01', DATE '2024-01-03', INTERVAL '1 day')
SELECT * FROM unnest([1, 2, 3])
SELECT unnest([1, 2, 3])
SELECT * FROM json_each('{{"a": 1}}')
SELECT * FROM json_tree('{{"a": 1}}')
SELECT * FROM (VALUES (1)) t, LATERAL (SELECT 2) u
SELECT repeat('x', 3), upper('a'), now() IS NOT NULL, random() < 2
SELECT count(*) FILTER (WHERE a > 1) FROM (VALUES (1), (2)) t (a)
SELECT sum(a) OVER (ORDER BY a) FROM (VALUES (1), (2)) t (a)
SELECT list_sort([2, 1]), list_contains([1], 1)
SELECT CAST('1' AS INTEGER), '2024-01-01'::DATE
SELECT md5('a'), sha256('a'), hash('a')
SELECT pg_typeof(1), typeof(1), version() IS NOT NULL
SELECT json_extract('{{"a": 1}}', '$.a')
SELECT * FROM (SELECT 1 AS a) t ORDER BY a LIMIT 1 OFFSET 0
SELECT position('a' IN 'b'), extract(year FROM DATE '2024-01-01'), trim('  x ')
SELECT coalesce(NULL, 1), nullif(1, 2), greatest(1, 2), CASE WHEN TRUE THEN 1 END
SELECT string_agg(a, ',') FROM (VALUES ('x')) t (a)
WITH RECURSIVE x AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM x WHERE n < 3) SELECT * FROM x
SELECT (SELECT max(a) FROM (VALUES (1)) t (a))
SELECT 1 WHERE EXISTS (SELECT 1)
""".strip().splitlines()
HARMLESS = [line if not line.startswith("--") else f"{line}\nSELECT 1" for line in HARMLESS]


@pytest.fixture
def places(tmp_path: Path) -> dict[str, str]:
    """A folder with a file that nobody may read, and the name of one that nobody may write."""
    secret = tmp_path / "secret.csv"
    secret.write_text(SECRET)
    return {"file": str(secret), "folder": str(tmp_path), "new": str(tmp_path / "new.csv"), "secret": SECRET}


def _tree(sql: str) -> exp.Expression:
    try:
        trees = sqlglot.parse(sql, read="postgres")
    except ParseError:
        raise errors.ProgrammingError("it does not parse") from None
    if len(trees) != 1 or not isinstance(trees[0], exp.Expression):
        raise errors.ProgrammingError("one statement at a time")
    return trees[0]


def _permit(sql: str) -> None:
    """What the driver does before anything else sees a statement."""
    if permit_statement(sql) is StatementKind.QUERY:
        permit_query(_tree(sql), sql)


def _only_the_secret(places: dict[str, str]) -> bool:
    return os.listdir(places["folder"]) == ["secret.csv"] and Path(places["file"]).read_text() == SECRET


@pytest.mark.parametrize("form", OUTSIDE + INSIDE)
def test_permit_refuses(form: str, places: dict[str, str]) -> None:
    sql = form.format(**places)
    with pytest.raises((errors.ProgrammingError, errors.NotSupportedError)) as caught:
        _permit(sql)
    assert SECRET not in str(caught.value)


@pytest.mark.parametrize("form", OUTSIDE + ELSEWHERE)
def test_engine_refuses_what_would_slip_through(form: str, places: dict[str, str]) -> None:
    workbench = Engine.open("closed").workbench()
    sql = form.format(**places)
    with pytest.raises(errors.Error) as caught:
        workbench.compute(sql, {})
    assert SECRET not in str(caught.value)
    assert _only_the_secret(places)


@pytest.mark.parametrize("form", INSIDE)
def test_engine_gives_away_nothing_from_outside(form: str, places: dict[str, str]) -> None:
    workbench = Engine.open("closed").workbench()
    try:
        answer = workbench.compute(form.format(**places), {}).to_string(preview_cols=1000)
    except errors.Error as error:
        answer = str(error)
    assert SECRET not in answer
    assert _only_the_secret(places)


@pytest.mark.parametrize("form", HARMLESS)
def test_harmless_look_alike_passes_both(form: str, places: dict[str, str]) -> None:
    sql = form.format(**places)
    _permit(sql)
    assert Engine.open("closed").workbench().compute(sql, {}).num_rows >= 0


def test_path_like_names_are_refused_without_the_text() -> None:
    for name in ("/etc/passwd", "a.csv", "https://x/y", "x.PARQUET", "a*b", "c:\\x"):
        with pytest.raises(errors.ProgrammingError, match="table's name"):
            permit_query(_tree(f'SELECT * FROM "{name}"'))
    permit_query(_tree('SELECT * FROM "Account Number"'))


def test_a_quoted_name_is_told_from_a_string() -> None:
    for sql, refused in (("SELECT * FROM 'x'", True), ('SELECT * FROM "x"', False), ("SELECT * FROM s.'x'", True)):
        tree = _tree(sql)
        if refused:
            with pytest.raises(errors.ProgrammingError, match="string"):
                permit_query(tree, sql)
        else:
            permit_query(tree, sql)


@pytest.mark.parametrize(
    ("sql", "position"),
    [
        ("SELECT 1,\n  getvariable('x')", (2, 3)),
        ("SELECT *\nFROM a,\n     read_text('x')", (3, 6)),
        ("SELECT nope(1)", (1, 8)),
        ("SELECT * FROM 'f.csv'", (1, 15)),
    ],
)
def test_position_is_where_the_construct_begins(sql: str, position: tuple[int, int]) -> None:
    with pytest.raises(errors.ProgrammingError) as caught:
        permit_query(_tree(sql), sql)
    assert caught.value.position == position


def test_lambda_and_comprehension_pass() -> None:
    for sql in ("SELECT list_transform([1], x -> x + 1)", "SELECT [x + 1 FOR x IN [1, 2]]"):
        permit_query(_tree(sql), sql)
    with pytest.raises(errors.ProgrammingError, match="getvariable"):
        permit_query(_tree("SELECT list_transform([1], x -> getvariable('x'))"))


def test_describe_reads_nothing_either(places: dict[str, str]) -> None:
    workbench = Engine.open("closed").workbench()
    for form in OUTSIDE:
        try:
            described = str(workbench.describe(form.format(**places), {}))
        except errors.Error as error:
            described = str(error)
        assert SECRET not in described
    assert _only_the_secret(places)


def test_every_function_that_is_allowed_is_none_that_reaches() -> None:
    allowed_and_reaching = {name for name in SCALAR | TABLE if name.startswith(REACHING)}
    assert allowed_and_reaching == {"pg_size_pretty", "pg_typeof"}


def test_unknown_function_names_the_nearest() -> None:
    with pytest.raises(errors.ProgrammingError, match="did you mean upper"):
        permit_query(_tree("SELECT uper('x')"))
