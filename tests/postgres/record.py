"""Asks a PostgreSQL for the answers of the case files: python -m tests.postgres.record CONNINFO [TOPIC ...]."""

from __future__ import annotations

import sys

import psycopg

from tests.postgres.cases import ANSWERS, SETUP, Case, read, write_rows


def ask(connection: psycopg.Connection[tuple[object, ...]], case: Case) -> str:
    """What PostgreSQL answers, or the SQLSTATE of its error."""
    with connection.cursor() as cursor:
        try:
            cursor.execute(case.sql.encode(), prepare=False)
        except psycopg.Error as error:
            return f"error {error.sqlstate}"
        result = cursor.pgresult
        assert result is not None
        codes = [result.ftype(i) for i in range(result.nfields)]
        values = [[result.get_value(row, i) for i in range(result.nfields)] for row in range(result.ntuples)]
    names = connection.execute("SELECT format_type(code, NULL) FROM unnest(%s::oid[]) code", [codes]).fetchall()
    types = [str(name) for (name,) in names]
    return write_rows(types, [["NULL" if value is None else value.decode() for value in row] for row in values])


def main(conninfo: str, topics: list[str]) -> None:
    """Rewrites the case files with fresh answers."""
    with psycopg.connect(conninfo, autocommit=True) as connection:
        connection.execute("CREATE TEMP TABLE unused ()")
        connection.execute("SET search_path = pg_temp, public")
        connection.execute(SETUP)
        for topic in topics or sorted(path.stem for path in ANSWERS.glob("*.txt")):
            path = ANSWERS / f"{topic}.txt"
            comments = [line for line in path.read_text().splitlines() if line.startswith("#")]
            lines = [f"{case.text} --> {ask(connection, case)}" for case in read(topic)]
            path.write_text("\n".join([*comments, *lines]) + "\n")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
