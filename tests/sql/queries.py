"""Makes queries by chance: joins, filters of every kind, subqueries, sets, windows, late columns."""

from __future__ import annotations

import random
from dataclasses import dataclass

TABLES = {
    "tags": (["id", "rev", "team_id"], ["name", "color"], ["updated_date"], []),
    "lists": (["id", "rev", "creator_id"], ["name"], ["created_date"], ["shared"]),
    "contacts": (["id", "rev", "inbox_id"], ["email", "first_name", "vip"], ["updated_date"], ["shared", "is_blocked"]),
    "messages": (
        ["id", "conversation_id", "user_id"],
        ["text", "media_file_content"],
        ["created_date"],
        ["is_inbound"],
    ),
}


@dataclass
class Item:
    """Something in a FROM, with its columns by kind: integers, texts, times, flags."""

    alias: str
    integers: list[str]
    texts: list[str]
    times: list[str]
    flags: list[str]


class Chance:
    """One query by chance."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)
        self._aliases = 0

    def query(self) -> str:
        """A query with two columns, whose order does not matter."""
        if self.dice.random() < 0.1:
            return self._late_query()
        if self.dice.random() < 0.15:
            return self._ordered_query()
        text = self._select(self.dice.randint(1, 3), [])
        if self.dice.random() < 0.15:
            kind = self.dice.choice(["UNION ALL", "UNION", "INTERSECT", "EXCEPT"])
            text = f"{text} {kind} {self._select(1, [])}"
        if self.dice.random() < 0.3:
            text = f"SELECT x, y FROM ({text}) AS outermost WHERE {self._integer_test('x')}"
        if self.dice.random() < 0.2:
            both = f"base AS a LEFT JOIN base AS b ON a.x = b.x AND {self._integer_test('b.x')}"
            text = f"WITH base AS ({text}) SELECT a.x, b.y FROM {both}"
        return text

    def _late_query(self) -> str:
        """Extended columns in the select list, with an order and a limit."""
        inner, item = self._item(1)
        kind = self.dice.choice(["JOIN", "LEFT JOIN", "RIGHT JOIN"])
        source = f"{inner} {kind} contacts AS late ON late.id = {self._integer([item])}"
        parts = [self._test([item], []) for _ in range(self.dice.randint(0, 2))]
        where = f" WHERE {' AND '.join(parts)}" if parts else ""
        columns = (
            f"{self._integer([item])} AS x, coalesce(late.avatar_file_name, late.email) AS y, late.is_blocked AS z"
        )
        text = f"SELECT {columns} FROM {source}{where}"
        if self.dice.random() < 0.3:
            return f"SELECT x, y || 'q' AS y FROM ({text}) AS outermost WHERE {self._integer_test('x')}"
        return f"{text} ORDER BY 1, late.id LIMIT {self.dice.randint(0, 20)}"

    def _ordered_query(self) -> str:
        """The first rows of a table, by themselves or beside what is joined to them, perhaps looked at from outside."""
        source, item = self._item(0)
        order = self.dice.choice(item.times + item.integers)
        last = f"{item.alias}.id"
        if self.dice.random() < 0.3:
            source = f"(SELECT * FROM {source} WHERE {self._simple([item])}) AS {item.alias}"
            item.flags = [flag for flag in item.flags if flag != "is_blocked"]
        if self.dice.random() < 0.3:
            right, other = self._item(0)
            source = f"{source} LEFT JOIN {right} ON {self._integer([other])} = {self._integer([item])}"
            last += f", {other.alias}.id NULLS LAST"
        tests = [self._simple([item]) for _ in range(self.dice.randint(0, 2))]
        where = f" WHERE {' AND '.join(tests)}" if tests else ""
        direction = f"{self.dice.choice(['ASC', 'DESC'])} NULLS {self.dice.choice(['FIRST', 'LAST'])}"
        cut = f"LIMIT {self.dice.randint(0, 12)} OFFSET {self.dice.choice([0, 0, 3, 9])}"
        columns = f"{item.alias}.id AS x, {self._integer([item])} AS y"
        text = f"SELECT {columns} FROM {source}{where} ORDER BY {item.alias}.{order} {direction}, {last} {cut}"
        if self.dice.random() < 0.4:
            return f"SELECT x, y FROM ({text}) AS outermost WHERE {self._integer_test('y')}"
        return text

    def _select(self, size: int, outer: list[Item]) -> str:
        source, items = self._from(size)
        parts = [self._test(items, outer) for _ in range(self.dice.randint(0, 3))]
        where = f" WHERE {' AND '.join(parts)}" if parts else ""
        first = self._integer(items)
        shape = self.dice.random()
        if shape < 0.15:
            return f"SELECT {first} AS x, count(*) AS y FROM {source}{where} GROUP BY {first}"
        if shape < 0.2:
            return f"SELECT DISTINCT {first} AS x, {self._integer(items)} AS y FROM {source}{where}"
        if shape < 0.25:
            return f"SELECT max({first}) AS x, count(*) AS y FROM {source}{where}"
        if shape < 0.3:
            rank = f"rank() OVER (PARTITION BY {self._integer(items)} ORDER BY {first})"
            return f"SELECT {first} AS x, {rank} AS y FROM {source}{where}"
        return f"SELECT {first} AS x, {self._integer(items)} AS y FROM {source}{where}"

    def _from(self, size: int) -> tuple[str, list[Item]]:
        text, item = self._item(size)
        items = [item]
        for _ in range(size - 1):
            right, other = self._item(1)
            kind = self.dice.choice(["JOIN", "LEFT JOIN", "RIGHT JOIN", "FULL JOIN", "CROSS JOIN", "JOIN"])
            if kind == "CROSS JOIN":
                text = f"{text} CROSS JOIN {right}"
            else:
                on = f"{self._integer(items)} = {self._integer([other])}"
                if self.dice.random() < 0.5:
                    on += f" AND {self._simple([*items, other])}"
                text = f"{text} {kind} {right} ON {on}"
            items.append(other)
        return text, items

    def _item(self, size: int) -> tuple[str, Item]:
        self._aliases += 1
        alias = f"t{self._aliases}"
        if self.dice.random() < 0.25 and size > 0:
            inner = self._select(size - 1, []) if size > 1 else self._select(1, [])
            if self.dice.random() < 0.3:
                inner = f"{inner} UNION ALL {self._select(1, [])}"
            if self.dice.random() < 0.2:
                inner = f"SELECT x, y FROM ({inner}) AS cut ORDER BY x, y LIMIT {self.dice.randint(0, 30)}"
            return f"({inner}) AS {alias}", Item(alias, ["x", "y"], [], [], [])
        table = self.dice.choice(list(TABLES))
        integers, texts, times, flags = TABLES[table]
        return f"{table} AS {alias}", Item(
            alias, integers, [text for text in texts if "media" not in text], times, flags
        )

    def _integer(self, items: list[Item]) -> str:
        item = self.dice.choice(items)
        return f"{item.alias}.{self.dice.choice(item.integers)}"

    def _test(self, items: list[Item], outer: list[Item]) -> str:
        shape = self.dice.random()
        if shape < 0.12 and not outer:
            inner = self._select(1, items)
            link = self._integer(items)
            if self.dice.random() < 0.5:
                word = self.dice.choice(["EXISTS", "NOT EXISTS"])
                return f"{word} (SELECT 1 FROM ({inner}) AS sub WHERE sub.x = {link})"
            return f"{link} IN (SELECT sub.x FROM ({inner}) AS sub)"
        if shape < 0.24:
            return f"({self._simple(items)} OR {self._simple(items)})"
        if shape < 0.3:
            return f"NOT ({self._simple(items)})"
        return self._simple(items)

    def _simple(self, items: list[Item]) -> str:
        item = self.dice.choice(items)
        kind = self.dice.choice(
            ["integer"] * 3 + ["text"] * bool(item.texts) + ["time"] * bool(item.times) + ["flag"] * bool(item.flags)
        )
        if kind == "integer":
            return self._integer_test(f"{item.alias}.{self.dice.choice(item.integers)}")
        if kind == "text":
            column = f"{item.alias}.{self.dice.choice(item.texts)}"
            tests = [
                "{} = 'a'",
                "{} IN ('a', 'Ann')",
                "{} IS NULL",
                "{} LIKE 'a%'",
                "{} <> 'b'",
                "{} >= 'b'",
                "coalesce({}, 'a') = 'a'",
            ]
            return self.dice.choice(tests).format(column)
        if kind == "time":
            column = f"{item.alias}.{self.dice.choice(item.times)}"
            tests = [
                "{} >= '2024-06-01'",
                "{} < TIMESTAMPTZ '2024-06-09 05:00:00+00'",
                "CAST({} AS DATE) <= DATE '2024-06-09'",
                "date_trunc('month', {}) = TIMESTAMPTZ '2024-06-01 00:00:00+00'",
                "extract(year FROM {}) = 2024",
                "{} + INTERVAL '1 month' > TIMESTAMPTZ '2024-06-09 00:00:00+00'",
            ]
            return self.dice.choice(tests).format(column)
        column = f"{item.alias}.{self.dice.choice(item.flags)}"
        return self.dice.choice(["{}", "NOT {}", "{} = true", "{} IS NOT TRUE", "{} IS NULL"]).format(column)

    def _integer_test(self, column: str) -> str:
        number, other = self.dice.randint(0, 8), self.dice.randint(0, 8)
        tests = [
            f"{column} = {number}",
            f"{number} < {column}",
            f"{column} <= {number}",
            f"{column} BETWEEN {number} AND {other}",
            f"{column} IN ({number}, {other}, NULL)",
            f"({column} = {number} OR {column} = {other})",
            f"{column} IS NULL",
            f"{column} IS NOT NULL",
            f"{column} <> {number}",
            f"{column} NOT IN ({number}, {other})",
            f"coalesce({column}, {number}) = {other}",
            f"{column} = NULL",
            f"{column} + 1 = {number}",
            "1 = 0" if number == 0 else f"{column} > -{number}",
        ]
        return self.dice.choice(tests)
