"""What only local tables have, described from rows as ``information_schema`` and ``sys`` would give them."""

from __future__ import annotations

from typing import Any

from sqlalchemy_heymarket.description import Index, Key, read_tables
from sqlalchemy_heymarket.dialect import HeymarketDialect

ROWS: dict[str, list[tuple[Any, ...]]] = {
    "information_schema.tables": [("orders", "Orders."), ("lines", None)],
    "information_schema.table_constraints": [
        ("lines", "lines_fkey", "FOREIGN KEY"),
        ("lines", "lines_key", "UNIQUE"),
        ("lines", "positive", "CHECK"),
        ("orders", "orders_pkey", "PRIMARY KEY"),
    ],
    "information_schema.key_column_usage": [
        ("lines", "lines_fkey", "second", 2),
        ("lines", "lines_key", "position", None),
        ("orders", "orders_pkey", "year", None),
        ("lines", "lines_fkey", "first", 1),
        ("orders", "orders_pkey", "number", None),
    ],
    "information_schema.referential_constraints": [
        ("lines", "lines_fkey", "shop", "orders", "orders_pkey", "CASCADE", "NO ACTION")
    ],
    "information_schema.check_constraints": [("lines", "positive", "position > 0")],
    "sys.indexes": [
        ("lines", "by_place", True, "year"),
        ("lines", "by_place", True, "position"),
        ("lines", "by_text", False, "year"),
        ("lines", "by_text", False, "(lower(x))"),
    ],
    "information_schema.views": [("SELECT 1",)],
}


class Rows(list[tuple[Any, ...]]):
    """A result that is all there."""

    def fetchall(self) -> list[tuple[Any, ...]]:
        """All rows."""
        return self


class Connection:
    """A connection to a schema of two tables."""

    def exec_driver_sql(self, statement: str, parameters: tuple[str, ...]) -> Rows:
        """The rows of the first relation of ``ROWS`` that the statement reads."""
        assert parameters[0] == "shop"
        return Rows(next(rows for name, rows in ROWS.items() if name in statement))


SHOP: Any = Connection()


def test_keys_checks_and_indexes_belong_to_their_tables() -> None:
    found = read_tables(SHOP, "shop")
    assert found["orders"].comment == "Orders."
    assert found["orders"].keys == [Key("orders_pkey", "PRIMARY KEY", ("year", "number"))]
    assert found["lines"].keys == [
        Key(
            "lines_fkey",
            "FOREIGN KEY",
            ("second", "first"),
            ("shop", "orders", ("number", "year")),
            "CASCADE",
            "NO ACTION",
        ),
        Key("lines_key", "UNIQUE", ("position",)),
    ]
    assert found["lines"].checks == [("positive", "position > 0")]
    assert found["lines"].indexes == [
        Index("by_place", True, ("year", "position")),
        Index("by_text", False, ("year", "(lower(x))")),
    ]


def test_the_dialect_shows_them_in_sqlalchemys_words() -> None:
    dialect: Any = HeymarketDialect()
    (key,) = dialect.get_foreign_keys(SHOP, "lines", "shop")
    assert (key["referred_schema"], key["referred_columns"]) == ("shop", ["number", "year"])
    assert key["options"] == {"onupdate": "CASCADE"}
    assert dialect.get_unique_constraints(SHOP, "lines", "shop") == [
        {"name": "lines_key", "column_names": ["position"]}
    ]
    assert dialect.get_check_constraints(SHOP, "lines", "shop") == [{"name": "positive", "sqltext": "position > 0"}]
    assert dialect.get_indexes(SHOP, "lines", "shop") == [
        {"name": "by_place", "column_names": ["year", "position"], "unique": True, "dialect_options": {}},
        {
            **{"name": "by_text", "column_names": ["year", None], "expressions": ["year", "lower(x)"]},
            **{"unique": False, "dialect_options": {}},
        },
    ]
    assert dialect.get_view_definition(SHOP, "anything", "shop") == "SELECT 1"
