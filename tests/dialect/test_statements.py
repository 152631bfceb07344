"""Core statements: how they are written, and that they answer what the same SQL answers."""

from __future__ import annotations

import datetime
import decimal
import json
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import (
    ARRAY,
    BigInteger,
    Connection,
    Double,
    Executable,
    Float,
    Integer,
    LargeBinary,
    MetaData,
    Numeric,
    String,
    Table,
    any_,
    case,
    cast,
    column,
    exists,
    extract,
    func,
    literal,
    select,
    table,
    text,
    true,
    union_all,
    values,
)
from sqlalchemy.dialects import postgresql

from sqlalchemy_heymarket.dialect import HeymarketDialect

from .conftest import Ask


class Tables:
    """Tables as the Inspector shows them."""

    def __init__(self, connection: Connection) -> None:
        metadata = MetaData()
        metadata.reflect(connection)
        self.contacts, self.messages, self.conversations, self.inboxes = (
            metadata.tables[name] for name in ("contacts", "messages", "conversations", "inboxes")
        )


Make = Callable[[Table, Table, Table, Table], Executable]
NEW_YEAR = datetime.datetime(2025, 1, 1, tzinfo=datetime.UTC)


def _first_of_each(group: Any, value: Any) -> Executable:
    """The first value of each group, as SQLAlchemy 2.1 or 2.0 has it."""
    statement = select(group, value).order_by(group, value)
    distinct_on = getattr(postgresql, "distinct_on", None)
    return statement.distinct(group) if distinct_on is None else statement.ext(distinct_on(group))


# What Core makes of contacts, messages, conversations, inboxes: the same by hand
CASES: dict[str, tuple[Make, str]] = {
    "count": (lambda c, m, v, i: select(func.count()).select_from(c), "SELECT count(*) FROM contacts"),
    "join and group": (
        lambda c, m, v, i: (
            select(i.c.name, func.count(m.c.id).label("n"))
            .join(v, v.c.inbox_id == i.c.id)
            .join(m, m.c.conversation_id == v.c.id)
            .group_by(i.c.name)
            .order_by(text("n DESC"), i.c.name)
        ),
        (
            "SELECT i.name, count(m.id) AS n FROM inboxes i JOIN conversations v ON v.inbox_id = i.id"
            " JOIN messages m ON m.conversation_id = v.id GROUP BY i.name ORDER BY n DESC, 1"
        ),
    ),
    "limit and offset": (
        lambda c, m, v, i: select(c.c.id, c.c.email).order_by(c.c.id).limit(5).offset(3),
        "SELECT id, email FROM contacts ORDER BY id LIMIT 5 OFFSET 3",
    ),
    "offset alone": (
        lambda c, m, v, i: select(c.c.id).order_by(c.c.id).offset(100),
        "SELECT id FROM contacts ORDER BY id OFFSET 100",
    ),
    "ilike": (
        lambda c, m, v, i: select(c.c.id).where(c.c.first_name.ilike("a%")).order_by(c.c.id),
        "SELECT id FROM contacts WHERE first_name ILIKE 'a%' ORDER BY id",
    ),
    "escaped": (
        lambda c, m, v, i: select(func.count()).where(c.c.email.contains("_", autoescape=True)),
        "SELECT count(*) FROM contacts WHERE email LIKE '%/_%' ESCAPE '/'",
    ),
    "regexp": (
        lambda c, m, v, i: select(func.count()).where(c.c.first_name.regexp_match("^[A-F]")),
        "SELECT count(*) FROM contacts WHERE first_name ~ '^[A-F]'",
    ),
    "cast": (
        lambda c, m, v, i: select(cast(c.c.id, String), cast(c.c.id, Float(53))).order_by(c.c.id).limit(2),
        "SELECT CAST(id AS VARCHAR), CAST(id AS DOUBLE PRECISION) FROM contacts ORDER BY id LIMIT 2",
    ),
    "months": (
        lambda c, m, v, i: (
            select(func.date_trunc("month", m.c.created_date).label("month"), func.count())
            .group_by(func.date_trunc("month", m.c.created_date))
            .order_by("month")
        ),
        "SELECT date_trunc('month', created_date), count(*) FROM messages GROUP BY 1 ORDER BY 1",
    ),
    "parts": (
        lambda c, m, v, i: (
            select(extract("year", m.c.created_date).label("year"), func.sum(func.date_part("hour", m.c.created_date)))
            .group_by("year")
            .order_by("year")
        ),
        (
            "SELECT EXTRACT(year FROM created_date), sum(date_part('hour', created_date)) FROM messages"
            " GROUP BY 1 ORDER BY 1"
        ),
    ),
    "since": (
        lambda c, m, v, i: select(func.count()).where(m.c.created_date >= NEW_YEAR),
        "SELECT count(*) FROM messages WHERE created_date >= TIMESTAMP '2025-01-01 00:00:00+00'",
    ),
    "in": (
        lambda c, m, v, i: select(i.c.name).where(i.c.id.in_([42, 95, 7])).order_by(i.c.id),
        "SELECT name FROM inboxes WHERE id IN (42, 95, 7) ORDER BY id",
    ),
    "in nothing": (
        lambda c, m, v, i: select(func.count()).where(c.c.id.in_([])),
        "SELECT count(*) FROM contacts WHERE FALSE",
    ),
    "not in nothing": (
        lambda c, m, v, i: select(func.count()).where(c.c.id.not_in([])),
        "SELECT count(*) FROM contacts",
    ),
    "any": (
        lambda c, m, v, i: select(func.count()).where(i.c.id == any_(literal([42, 95], ARRAY(BigInteger)))),
        "SELECT count(*) FROM inboxes WHERE id IN (42, 95)",
    ),
    "case": (
        lambda c, m, v, i: (
            select(case((c.c.tags.is_(None), "none"), else_="some").label("kind"), func.count())
            .group_by("kind")
            .order_by("kind")
        ),
        (
            "SELECT CASE WHEN tags IS NULL THEN 'none' ELSE 'some' END AS kind, count(*) FROM contacts"
            " GROUP BY kind ORDER BY kind"
        ),
    ),
    "exists": (
        lambda c, m, v, i: select(func.count()).select_from(c).where(exists().where(v.c.target == c.c.phone)),
        "SELECT count(*) FROM contacts c WHERE EXISTS (SELECT 1 FROM conversations v WHERE v.target = c.phone)",
    ),
    "with": (
        lambda c, m, v, i: select(func.count()).select_from(select(c.c.id).where(c.c.id > 0).cte("some")),
        "WITH some AS (SELECT id FROM contacts WHERE id > 0) SELECT count(*) FROM some",
    ),
    "window": (
        lambda c, m, v, i: select(v.c.id, func.row_number().over(partition_by=v.c.inbox_id, order_by=v.c.id)).order_by(
            v.c.id
        ),
        "SELECT id, row_number() OVER (PARTITION BY inbox_id ORDER BY id) FROM conversations ORDER BY id",
    ),
    "distinct on": (
        lambda c, m, v, i: _first_of_each(v.c.inbox_id, v.c.id),
        "SELECT DISTINCT ON (inbox_id) inbox_id, id FROM conversations ORDER BY inbox_id, id",
    ),
    "union": (
        lambda c, m, v, i: select(func.count()).select_from(union_all(select(c.c.id), select(v.c.id)).subquery("both")),
        "SELECT count(*) FROM (SELECT id FROM contacts UNION ALL SELECT id FROM conversations) AS both_",
    ),
    "lateral": (
        lambda c, m, v, i: (
            select(i.c.id, column("first"))
            .select_from(i)
            .join(select(func.min(v.c.id).label("first")).where(v.c.inbox_id == i.c.id).lateral("l"), true())
            .order_by(i.c.id)
        ),
        (
            "SELECT i.id, l.f FROM inboxes i,"
            " LATERAL (SELECT min(v.id) AS f FROM conversations v WHERE v.inbox_id = i.id) AS l ORDER BY i.id"
        ),
    ),
    "text together": (
        lambda c, m, v, i: select(func.aggregate_strings(i.c.name.op("||")("!"), ",")).where(i.c.id == 42),
        "SELECT string_agg(name || '!', ',') FROM inboxes WHERE id = 42",
    ),
    "filter and nulls": (
        lambda c, m, v, i: select(func.count(c.c.id).filter(c.c.email.is_(None)), func.min(c.c.email)),
        "SELECT count(id) FILTER (WHERE email IS NULL), min(email) FROM contacts",
    ),
    "keywords": (
        lambda c, m, v, i: select(c.alias("at").c.id.label("group")).order_by(text("1")).limit(1),
        'SELECT "at".id AS "group" FROM contacts AS "at" ORDER BY 1 LIMIT 1',
    ),
    "schema": (
        lambda c, m, v, i: select(func.count()).select_from(table("tags", schema="heymarket")),
        "SELECT count(*) FROM heymarket.tags",
    ),
    "signs": (
        lambda c, m, v, i: select(text("'100%' AS a, 'b?' AS b, 'c\\:d' AS c")).where(literal("?%") == "?%"),
        "SELECT '100%', 'b?', 'c:d'",
    ),
}


def test_core_answers_what_the_same_sql_answers(ask: Ask) -> None:
    def differences(connection: Connection) -> list[str]:
        found = Tables(connection)
        tables = (found.contacts, found.messages, found.conversations, found.inboxes)
        wrong = []
        for name, (make, by_hand) in CASES.items():
            meant = connection.exec_driver_sql(by_hand).fetchall()
            assert meant, name
            if connection.execute(make(*tables)).fetchall() != meant:
                wrong.append(name)
        return wrong

    assert ask(differences) == []


def test_one_cached_form_serves_all_units(ask: Ask) -> None:
    def truncated(connection: Connection) -> list[Any]:
        moment = datetime.datetime(2024, 5, 17, 8, 9, tzinfo=datetime.UTC)
        statements = [select(func.date_trunc(unit, literal(moment))) for unit in ("day", "month", "year")]
        keys = [statement._generate_cache_key() for statement in statements]
        assert len({key.key for key in keys if key is not None}) == 1
        return [connection.execute(statement).scalar() for statement in statements]

    assert [moment.timetuple()[:3] for moment in ask(truncated)] == [(2024, 5, 17), (2024, 5, 1), (2024, 1, 1)]


def test_a_unit_of_a_difference_stands_in_the_text() -> None:
    written = select(func.date_diff("day", func.now(), func.now())).compile(
        dialect=HeymarketDialect(paramstyle="qmark"), compile_kwargs={"render_postcompile": True}
    )
    assert str(written) == "SELECT date_diff('day', now(), now()) AS date_diff_1"


@pytest.mark.parametrize(
    ("kind", "written"), [(Float(), "DOUBLE PRECISION"), (Float(24), "REAL"), (Float(53), "DOUBLE PRECISION")]
)
def test_floats_have_no_digits(kind: Float[Any], written: str) -> None:
    assert kind.compile(dialect=HeymarketDialect()) == written


def test_values_come_back_as_they_went(ask: Ask) -> None:
    given = [
        True,
        5,
        2**70,
        1.5,
        decimal.Decimal("1.50"),
        "x?%:y'\\",
        b"a\0b",
        datetime.date(2024, 2, 29),
        datetime.time(1, 2, 3),
        NEW_YEAR,
        datetime.timedelta(hours=-3),
        uuid.UUID(int=7),
    ]
    assert list(ask(lambda connection: connection.execute(select(*map(literal, given))).one())) == given


def test_typed_values(ask: Ask) -> None:
    row = select(
        cast(literal("1.25"), Numeric(9, 2)),
        cast(literal(3), Double),
        literal(b"x", LargeBinary),
        literal([1, 2], ARRAY(Integer)),
        values(column("a", Integer), name="v").data([(4,)]).select().scalar_subquery(),
    )
    assert list(ask(lambda connection: connection.execute(row).one())) == [
        decimal.Decimal("1.25"),
        3.0,
        b"x",
        [1, 2],
        4,
    ]


def test_json_is_decoded_and_searched(ask: Ask) -> None:
    def read(connection: Connection) -> tuple[Any, ...]:
        tags = Tables(connection).contacts.c.tags
        first = tags[0]["tag_id"]
        statement = select(tags, tags[0], first, first.as_integer(), first.as_string(), tags[(0, "tag_id")])
        return tuple(connection.execute(statement.where(tags.is_not(None)).limit(1)).one())

    tags, element, *numbers = ask(read)
    number = tags[0]["tag_id"]
    assert element == {"tag_id": number}
    assert numbers == [number, number, str(number), number]


def test_the_callers_decoder_and_encoder_are_used(ask: Ask) -> None:
    def read(connection: Connection) -> Any:
        contacts = Tables(connection).contacts
        tags = connection.execute(select(contacts.c.tags).where(contacts.c.tags.is_not(None)).limit(1)).scalar()
        return tags, connection.execute(select(literal({"a": 1}, contacts.c.tags.type))).scalar()

    tags, sent = ask(
        read,
        json_deserializer=lambda text: ("decoded", text),
        json_serializer=lambda value: json.dumps({"encoded": value}),
    )
    assert tags[0] == "decoded"
    assert json.loads(sent[1]) == {"encoded": {"a": 1}}
