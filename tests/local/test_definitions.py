"""CREATE, ALTER, DROP and COMMENT: what is there afterwards, and what information_schema and sys say of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from heymarket_dbapi import NotSupportedError, ProgrammingError

Run = Callable[..., list[tuple[Any, ...]]]

CONSTRAINTS = (
    "SELECT constraint_name, constraint_type FROM information_schema.table_constraints"
    " WHERE table_name = 't' ORDER BY constraint_name"
)
COLUMNS = (
    "SELECT column_name, data_type, character_maximum_length, column_default, is_nullable"
    " FROM information_schema.columns WHERE table_name = 't' ORDER BY ordinal_position"
)
TABLE = (
    "CREATE TABLE t (id SERIAL PRIMARY KEY, code VARCHAR(9) NOT NULL UNIQUE, n INT DEFAULT 3 CHECK (n > 0),"
    " other INT CONSTRAINT to_self REFERENCES t (id) ON DELETE CASCADE, contact BIGINT REFERENCES contacts (id),"
    " CONSTRAINT both UNIQUE (code, n))"
)


def test_a_table_is_described(run: Run) -> None:
    run(TABLE)
    assert run(CONSTRAINTS) == [
        ("both", "UNIQUE"),
        ("t_code_key", "UNIQUE"),
        ("t_contact_fkey", "FOREIGN KEY"),
        ("t_n_check", "CHECK"),
        ("t_pkey", "PRIMARY KEY"),
        ("to_self", "FOREIGN KEY"),
    ]
    assert run(COLUMNS) == [
        ("id", "INTEGER", None, "nextval('t_id_seq')", "NO"),
        ("code", "VARCHAR", 9, None, "NO"),
        ("n", "INTEGER", None, "3", "YES"),
        ("other", "INTEGER", None, None, "YES"),
        ("contact", "BIGINT", None, None, "YES"),
    ]
    assert run("SELECT check_clause FROM information_schema.check_constraints") == [("n > 0",)]
    assert run(
        "SELECT constraint_name, unique_constraint_schema, unique_constraint_name, delete_rule"
        " FROM information_schema.referential_constraints WHERE constraint_name IN ('to_self', 't_contact_fkey')"
        " ORDER BY 1"
    ) == [
        ("t_contact_fkey", "heymarket", "contacts_pkey", "NO ACTION"),
        ("to_self", "heymarket", "t_pkey", "CASCADE"),
    ]
    assert run("SELECT sequence_name FROM information_schema.sequences") == [("t_id_seq",)]


def test_foreign_keys_are_not_enforced(run: Run) -> None:
    run(TABLE)
    assert run("INSERT INTO t (code, other) VALUES ('a', 99) RETURNING id") == [(1,)]


# What is done to TABLE with a row ('a', 5), and what a SELECT gives then.
ALTERED: list[tuple[str, str, list[tuple[Any, ...]]]] = [
    ("ALTER TABLE t ADD COLUMN x VARCHAR(3) DEFAULT 'new' NOT NULL", "SELECT x FROM t", [("new",)]),
    ("ALTER TABLE t ADD x SERIAL", "SELECT x FROM t", [(1,)]),
    ("ALTER TABLE t ADD COLUMN IF NOT EXISTS n INT", "SELECT n FROM t", [(5,)]),
    ("ALTER TABLE t DROP COLUMN n", "SELECT * FROM t", [(1, "a", None, None)]),
    ("ALTER TABLE t DROP COLUMN IF EXISTS nope", "SELECT n FROM t", [(5,)]),
    ("ALTER TABLE t RENAME COLUMN code TO kode", "SELECT kode FROM t", [("a",)]),
    ("ALTER TABLE t DROP CONSTRAINT t_n_check, ALTER COLUMN n TYPE TEXT USING 'n' || n", "SELECT n FROM t", [("n5",)]),
    ("ALTER TABLE t ALTER n SET DEFAULT 8", "INSERT INTO t (code) VALUES ('b') RETURNING n", [(8,)]),
    ("ALTER TABLE t ALTER n DROP DEFAULT", "INSERT INTO t (code) VALUES ('b') RETURNING n", [(None,)]),
    ("ALTER TABLE t ALTER code DROP NOT NULL", "INSERT INTO t (n) VALUES (2) RETURNING code", [(None,)]),
    ("ALTER TABLE t DROP CONSTRAINT t_n_check", "INSERT INTO t (code, n) VALUES ('b', -1) RETURNING n", [(-1,)]),
    ("ALTER TABLE t ADD CONSTRAINT c CHECK (n < 9), DROP CONSTRAINT both", "SELECT n FROM t", [(5,)]),
    ("ALTER TABLE t ADD FOREIGN KEY (n) REFERENCES t", "SELECT n FROM t", [(5,)]),
    ("ALTER TABLE t RENAME CONSTRAINT t_pkey TO p", "SELECT n FROM t", [(5,)]),
    ("ALTER TABLE t RENAME TO u", "INSERT INTO u (code) VALUES ('b') RETURNING id", [(2,)]),
    ("ALTER TABLE IF EXISTS nope ADD x INT", "SELECT n FROM t", [(5,)]),
    ("CREATE INDEX i ON t (n, (upper(code)))", "SELECT column_name FROM sys.indexes", [("n",), ("(upper(code))",)]),
    ("CREATE UNIQUE INDEX ON t (n)", "SELECT index_name FROM sys.indexes", [("t_n_idx",)]),
    ("TRUNCATE TABLE t", "SELECT count(*) FROM t", [(0,)]),
]


@pytest.mark.parametrize(("statement", "query", "rows"), ALTERED, ids=[case[0] for case in ALTERED])
def test_altered(statement: str, query: str, rows: list[tuple[Any, ...]], run: Run, connection: Any) -> None:
    run(TABLE, "INSERT INTO t (code, n) VALUES ('a', 5)")
    connection.commit()
    run(statement)
    assert run(query) == rows
    connection.commit()
    connection.rollback()


def test_names_follow(run: Run) -> None:
    run(TABLE, "CREATE INDEX i ON t (n)", "COMMENT ON TABLE t IS 'all'", "COMMENT ON COLUMN t.n IS 'it''s n'")
    run(
        "ALTER TABLE t RENAME COLUMN code TO kode",
        "ALTER TABLE t RENAME CONSTRAINT t_pkey TO p",
        "ALTER INDEX i RENAME TO j",
    )
    assert ("p", "PRIMARY KEY") in run(CONSTRAINTS)
    assert run(
        "SELECT unique_constraint_name FROM information_schema.referential_constraints"
        " WHERE constraint_name = 'to_self'"
    ) == [("p",)]
    assert run("SELECT index_name FROM sys.indexes") == [("j",)]
    assert run("SELECT table_comment FROM information_schema.tables WHERE table_name = 't'") == [("all",)]
    assert run(
        "SELECT column_comment FROM information_schema.columns WHERE table_name = 't' AND column_name = 'n'"
    ) == [("it's n",)]
    run("COMMENT ON TABLE t IS NULL", "DROP INDEX j")
    assert run("SELECT table_comment FROM information_schema.tables WHERE table_name = 't'") == [(None,)]
    assert run("SELECT * FROM sys.indexes") == []


def test_views_read_live_and_local_tables(run: Run) -> None:
    run("CREATE TABLE t (id BIGINT)", "INSERT INTO t SELECT id FROM contacts LIMIT 5")
    run("CREATE VIEW v (number, telephone) AS SELECT t.id, c.phone FROM t JOIN contacts c ON c.id = t.id")
    run("CREATE VIEW w AS SELECT count(*) AS n FROM v WHERE telephone <> ''")
    assert run("SELECT n FROM w") == [(5,)]
    assert run("SELECT view_definition FROM information_schema.views WHERE table_name = 'w'") == [
        ("SELECT count(*) AS n FROM v WHERE telephone <> ''",)
    ]
    assert run("SELECT column_name, data_type FROM information_schema.columns WHERE table_name = 'v'") == [
        ("number", "BIGINT"),
        ("telephone", "VARCHAR"),
    ]
    with pytest.raises(ProgrammingError, match="view v reads t"):
        run("DROP TABLE t")
    run("CREATE OR REPLACE VIEW w AS SELECT 1 AS n", "DROP TABLE t CASCADE")
    with pytest.raises(ProgrammingError, match="unknown table v"):
        run("SELECT * FROM v")
    assert run("SELECT n FROM w") == [(1,)]


def test_schemas(run: Run) -> None:
    run("CREATE SCHEMA mine", "CREATE SCHEMA IF NOT EXISTS mine", "CREATE TABLE mine.contacts (id INT)")
    run("INSERT INTO mine.contacts VALUES (7)")
    assert run("SELECT m.id, count(*) FROM mine.contacts m, contacts GROUP BY 1") == [(7, 95)]
    assert run("SELECT contacts.id FROM mine.contacts") == [(7,)]
    with pytest.raises(ProgrammingError, match="not empty"):
        run("DROP SCHEMA mine")
    run("DROP SCHEMA mine CASCADE")
    assert run("SELECT schema_name FROM information_schema.schemata WHERE schema_name = 'mine'") == []


def test_same_names_in_two_schemas_keep_their_types(run: Run) -> None:
    run("CREATE SCHEMA a", "CREATE SCHEMA b", "CREATE TABLE a.t (x INT)", "CREATE TABLE b.t (x DOUBLE PRECISION)")
    run("INSERT INTO a.t VALUES (7)", "INSERT INTO b.t VALUES (7)")
    assert run("SELECT one.x / 2, other.x / 2 FROM a.t one, b.t other") == [(3, 3.5)]


def test_sequences(run: Run) -> None:
    run("CREATE SEQUENCE s START WITH 5 INCREMENT BY 2", "CREATE SEQUENCE IF NOT EXISTS s")
    assert run("SELECT nextval('s')") == [(5,)]
    assert run("SELECT nextval('heymarket.s') AS n, currval('s') AS m") == [(7, 7)]
    run("CREATE TABLE t (a BIGINT DEFAULT nextval('s'), b INT GENERATED BY DEFAULT AS IDENTITY (START 40))")
    assert run("INSERT INTO t DEFAULT VALUES RETURNING *") == [(9, 40)]
    with pytest.raises(ProgrammingError, match="default"):
        run("DROP SEQUENCE s")
    run("DROP SEQUENCE s CASCADE")
    assert run("INSERT INTO t DEFAULT VALUES RETURNING *") == [(None, 41)]
    run("DROP TABLE t")
    assert run("SELECT * FROM information_schema.sequences") == []


def test_tables_as_queries(run: Run) -> None:
    run("CREATE TABLE a AS SELECT id, phone AS tel, NULL AS nothing FROM contacts ORDER BY id LIMIT 3")
    run("CREATE TABLE b (x) AS SELECT tel FROM a WITH NO DATA", "CREATE TEMP TABLE c AS VALUES (1, 'x')")
    run("CREATE TABLE IF NOT EXISTS a AS SELECT 1 AS one")
    assert run("SELECT count(*), count(tel), count(nothing) FROM a") == [(3, 3, 0)]
    assert run("SELECT x FROM b") == []
    assert run("SELECT column1, column2 FROM c") == [(1, "x")]
    assert len(run("SELECT * FROM a, c")) == 3


REFUSED: list[tuple[str, type[Exception], str]] = [
    ("CREATE TABLE contacts (a INT)", ProgrammingError, "is a table of Heymarket"),
    ("CREATE VIEW Contacts AS SELECT 1 AS a", ProgrammingError, "is a table of Heymarket"),
    ("CREATE TABLE t (a INT)", ProgrammingError, "exists already"),
    ('CREATE TABLE "T" (a INT)', ProgrammingError, "exists already"),
    ("CREATE TABLE nowhere.t (a INT)", ProgrammingError, "no schema"),
    ("CREATE TABLE sys.t (a INT)", NotSupportedError, "own"),
    ("CREATE TABLE x ()", ProgrammingError, "needs a column"),
    ("CREATE TABLE x (a INT, A INT)", ProgrammingError, "twice"),
    ("CREATE TABLE x (rowid INT)", ProgrammingError, "rowid"),
    ("CREATE TABLE x (a nonsense)", NotSupportedError, "nonsense"),
    ("CREATE TABLE x (a INT REFERENCES nope)", ProgrammingError, "no table nope"),
    ("CREATE TABLE x (a INT REFERENCES t (n))", ProgrammingError, "no primary key"),
    ("CREATE TABLE x (a INT CHECK (b > 0))", ProgrammingError, "unknown column b"),
    ("CREATE TABLE x (a INT DEFAULT getenv('HOME'))", ProgrammingError, "closed off"),
    ("CREATE TABLE x (a INT CHECK (a IN (SELECT 1)))", NotSupportedError, "the engine cannot"),
    ("CREATE TABLE x (a INT GENERATED ALWAYS AS (1) STORED)", NotSupportedError, "we have not built.*view"),
    ("CREATE TABLE x (LIKE contacts)", NotSupportedError, "we have not built LIKE.*WITH NO DATA"),
    ("CREATE TABLE x (LIKE nope)", ProgrammingError, "no table nope"),
    ("CREATE TABLE x (id INT, LIKE t)", ProgrammingError, "twice"),
    ("CREATE TABLE x AS SELECT 1 AS a, 2 AS a", ProgrammingError, "alike"),
    ("CREATE TABLE x AS SELECT content FROM read_text('x')", ProgrammingError, "closed off"),
    ("CREATE TABLE x AS SELECT * FROM 'x.csv'", ProgrammingError, "string"),
    ("CREATE TABLE x AS DELETE FROM t", ProgrammingError, "takes a query"),
    ("CREATE TABLE x (a INT) WITH (b = 1)", NotSupportedError, "WITH: the engine cannot"),
    ("CREATE TABLE x (a INT); DROP TABLE t", ProgrammingError, "more than one"),
    ("CREATE OR REPLACE TABLE t (a INT)", NotSupportedError, "we have not built CREATE OR REPLACE"),
    ("CREATE SECRET s (TYPE s3)", NotSupportedError, "closed off"),
    ("CREATE MACRO upper(a) AS a", NotSupportedError, "closed off"),
    ("CREATE FUNCTION f(a) AS a", NotSupportedError, "closed off"),
    ("CREATE TYPE e AS ENUM ('a')", NotSupportedError, "we have not built"),
    ("CREATE DOMAIN d AS INT", NotSupportedError, "we have not built"),
    ("CREATE DATABASE d", NotSupportedError, "closed off"),
    ("CREATE VIEW x AS SELECT ? AS a", ProgrammingError, "parameters"),
    ("CREATE VIEW x AS SELECT * FROM read_csv('x')", ProgrammingError, "closed off"),
    ("CREATE SCHEMA heymarket", ProgrammingError, "taken"),
    ("CREATE SCHEMA pg_x", ProgrammingError, "taken"),
    ("CREATE INDEX i ON t (nope)", ProgrammingError, "no column nope"),
    ("CREATE INDEX i ON t (n) WHERE n > 1", NotSupportedError, "the engine cannot"),
    ("CREATE INDEX i ON contacts (phone)", NotSupportedError, "the API cannot"),
    ("DROP TABLE nope", ProgrammingError, "no table nope"),
    ("DROP TABLE contacts", NotSupportedError, "the API cannot"),
    ("DROP TABLE information_schema.tables", NotSupportedError, "own"),
    ("DROP VIEW t", ProgrammingError, "DROP TABLE"),
    ("DROP SCHEMA heymarket CASCADE", ProgrammingError, "stays"),
    ("DROP DATABASE x", NotSupportedError, "closed off"),
    ("ALTER TABLE contacts ADD x INT", NotSupportedError, "the API cannot"),
    ("ALTER TABLE contacts RENAME TO people", NotSupportedError, "the API cannot"),
    ("ALTER TABLE t ADD COLUMN n INT", ProgrammingError, "already"),
    ("ALTER TABLE t DROP COLUMN id", ProgrammingError, "needs id"),
    ("ALTER TABLE t DROP CONSTRAINT nope", ProgrammingError, "no constraint nope"),
    ("ALTER TABLE t ALTER COLUMN id DROP NOT NULL", ProgrammingError, "primary key"),
    ("ALTER TABLE t RENAME COLUMN n TO code", ProgrammingError, "taken"),
    ("ALTER TABLE t SET SCHEMA x", ProgrammingError, "no schema x"),
    ("ALTER TABLE t SET SCHEMA sys", NotSupportedError, "own"),
    ("ALTER INDEX t SET SCHEMA heymarket", NotSupportedError, "the engine cannot"),
    ("ALTER SEQUENCE t_id_seq RESTART", NotSupportedError, "we have not built"),
    ("ALTER DATABASE x SET y = 1", NotSupportedError, "we have not built"),
    ("TRUNCATE contacts", NotSupportedError, "the API cannot"),
    ("COMMENT ON TABLE contacts IS 'x'", NotSupportedError, "the API cannot"),
    ("COMMENT ON TABLE t IS x", ProgrammingError, "text in quotes"),
    ("SELECT nextval('nope')", ProgrammingError, "unknown sequence"),
    ("SELECT nextval(lower('S'))", ProgrammingError, "literal"),
]


@pytest.mark.parametrize(("statement", "kind", "text"), REFUSED, ids=[case[0] for case in REFUSED])
def test_refused(statement: str, kind: type[Exception], text: str, run: Run, connection: Any) -> None:
    run(TABLE, "INSERT INTO t (code) VALUES ('kept')")
    with pytest.raises(kind, match=text):
        run(statement)
    connection.commit()
    assert run("SELECT code FROM t") == [("kept",)]


def test_a_table_like_another(run: Run) -> None:
    run(TABLE, "CREATE INDEX i ON t (n, (upper(code)))", "COMMENT ON COLUMN t.n IS 'the n'")
    run("CREATE TABLE u (first INT, LIKE t, last INT)")
    assert run(COLUMNS.replace("'t'", "'u'")) == [
        ("first", "INTEGER", None, None, "YES"),
        ("id", "INTEGER", None, None, "NO"),
        ("code", "VARCHAR", 9, None, "NO"),
        *((name, kind, None, None, "YES") for name, kind in (("n", "INTEGER"), ("other", "INTEGER"))),
        ("contact", "BIGINT", None, None, "YES"),
        ("last", "INTEGER", None, None, "YES"),
    ]
    assert run(CONSTRAINTS.replace("'t'", "'u'")) == []
    run("CREATE TEMP TABLE v (LIKE t INCLUDING ALL EXCLUDING COMMENTS)")
    assert run(CONSTRAINTS.replace("'t'", "'v'")) == [
        ("t_n_check", "CHECK"),
        ("v_code_key", "UNIQUE"),
        ("v_code_n_key", "UNIQUE"),
        ("v_pkey", "PRIMARY KEY"),
    ]
    assert run("SELECT index_name FROM sys.indexes WHERE table_name = 'v'") == [("v_n_expr_idx",)] * 2
    assert run("INSERT INTO v (code) VALUES ('a') RETURNING id, n") == [(1, 3)]
    run("CREATE TABLE w (LIKE t INCLUDING COMMENTS)")
    assert run(
        "SELECT table_name FROM information_schema.columns WHERE column_comment = 'the n' ORDER BY table_name"
    ) == [("t",), ("w",)]


def test_a_table_moves_to_another_schema(run: Run) -> None:
    run(TABLE, "CREATE TABLE u (t INT REFERENCES t)", "CREATE INDEX i ON t (n)", "CREATE SCHEMA x")
    run("INSERT INTO t (code) VALUES ('a')", "ALTER TABLE t SET SCHEMA x")
    assert run("INSERT INTO x.t (code) VALUES ('b') RETURNING id") == [(2,)]
    assert run("SELECT id, code, n FROM x.t ORDER BY id") == [(1, "a", 3), (2, "b", 3)]
    assert run(
        "SELECT constraint_name, unique_constraint_schema FROM information_schema.referential_constraints"
        " WHERE constraint_name IN ('to_self', 'u_t_fkey') ORDER BY 1"
    ) == [("to_self", "x"), ("u_t_fkey", "x")]
    with pytest.raises(ProgrammingError, match="unknown table t"):
        run("SELECT * FROM t")
    run("CREATE VIEW v AS SELECT 1 AS a", "ALTER VIEW v SET SCHEMA x", "ALTER VIEW IF EXISTS v SET SCHEMA x")
    assert run("SELECT a FROM x.v") == [(1,)]
    run("CREATE TABLE t (a INT)")
    with pytest.raises(ProgrammingError, match="exists already"):
        run("ALTER TABLE x.t SET SCHEMA heymarket")
    run("DROP TABLE t", "ALTER TABLE x.t SET SCHEMA heymarket", "DROP TABLE t CASCADE")
    assert run("SELECT * FROM information_schema.sequences") == []


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("'a''b'", "a'b"),
        ("E'it\\'s \\\\ )'", "it's \\ )"),
        ("e'a\\nb'", "a\nb"),
        ("$$a ) ' b$$", "a ) ' b"),
        ("$x$a $$ ), b$x$", "a $$ ), b"),
        ("'\\'", "\\"),
    ],
)
def test_texts_in_definitions(written: str, meant: str, run: Run) -> None:
    run(f"CREATE TABLE x (a TEXT DEFAULT {written} CHECK (a <> {written} OR TRUE), b INT)")
    run(f"COMMENT ON TABLE x IS {written}")
    assert run("INSERT INTO x (b) VALUES (1) RETURNING a") == [(meant,)]
    assert run("SELECT table_comment FROM information_schema.tables WHERE table_name = 'x'") == [(meant,)]


def test_show_and_describe(run: Run) -> None:
    run("CREATE TABLE mine (a INT NOT NULL, b VARCHAR(4))", "COMMENT ON COLUMN mine.b IS 'the b'")
    assert ("mine",) in run("SHOW TABLES")
    assert run("DESCRIBE mine") == [("a", "INTEGER", "NO", None), ("b", "VARCHAR(4)", "YES", "the b")]
