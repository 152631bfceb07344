"""How SQLAlchemy's suite for dialects gets its databases: local tables in memory, one store for each process."""

from __future__ import annotations

from typing import Any

from sqlalchemy import inspect, text
from sqlalchemy.testing import provision

_NAME = "heymarket"
# It has no annotations.
_hooks: Any = provision


def _make_schemas(url: Any, engine: Any, follower_ident: str | None) -> None:
    with engine.begin() as connection:
        for name in ("test_schema", "test_schema_2"):
            connection.execute(text(f"CREATE SCHEMA IF NOT EXISTS {name}"))


def _upsert(
    config: Any,
    table: Any,
    returning: Any,
    *,
    set_lambda: Any = None,
    sort_by_parameter_order: bool = False,
    index_elements: Any = None,
) -> Any:
    from sqlalchemy.dialects.postgresql import insert

    statement: Any = insert(table)
    if set_lambda is None:
        statement = statement.on_conflict_do_nothing()
    else:
        keys = inspect(table).selectable.primary_key if index_elements is None else index_elements
        statement = statement.on_conflict_do_update(index_elements=keys, set_=set_lambda(statement.excluded))
    return statement.returning(*returning, sort_by_parameter_order=sort_by_parameter_order)


_hooks.post_configure_engine.for_db(_NAME)(_make_schemas)
_hooks.temp_table_keyword_args.for_db(_NAME)(lambda config, engine: {"prefixes": ["TEMPORARY"]})
_hooks.create_db.for_db(_NAME)(lambda config, engine, ident: None)
_hooks.drop_db.for_db(_NAME)(lambda config, engine, ident: None)
_hooks.follower_url_from_main.for_db(_NAME)(lambda url, ident: url)
if hasattr(_hooks, "upsert"):
    _hooks.upsert.for_db(_NAME)(_upsert)
