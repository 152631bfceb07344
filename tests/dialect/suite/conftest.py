"""SQLAlchemy's plugin, which gives its suite a database; and what nobody's driver or not our engine can pass."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy.dialects import registry

registry.register("heymarket", "sqlalchemy_heymarket.dialect", "HeymarketDialect")
registry.register("heymarket.dbapi", "sqlalchemy_heymarket.dialect", "HeymarketDialect")
registry.register("heymarket.aio", "sqlalchemy_heymarket.aio", "HeymarketDialect_aio")

from sqlalchemy.testing.plugin import pytestplugin  # noqa: E402  # it knows the dialect from now on
from sqlalchemy.testing.plugin.pytestplugin import *  # noqa: E402, F403

_DRIVERS = "nobody else's driver can: the test knows a fixed list of names"
_DOUBLES = "the engine cannot: it divides NUMERIC as DOUBLE"
_IN_JSON = "the engine cannot: a number in JSON is a double"
# By class and beginning of the test's name.
EXCLUDED = {
    ("ServerSideCursorsTest", "test_ss_cursor_status"): _DRIVERS,
    ("ServerSideCursorsTest", "test_conn_option"): _DRIVERS,
    ("CompositeKeyReflectionTest", "test_fk_repeated_source_cols"): (
        "nobody can in 2.0: it wants comments of foreign keys, which all other tests do not want"
    ),
    ("IsolationLevelTest", "test_dialect_user_setting_is_restored"): "the engine cannot: AUTOCOMMIT aside, it has one",
    ("TrueDivTest", "test_truediv_divisor[numeric_many"): _DOUBLES,
    ("TrueDivTest", "test_truediv_divisor[numeric_tiny"): _DOUBLES,
    ("TrueDivTest", "test_truediv_divisor[numeric_38"): _DOUBLES,
    ("JSONTest", "test_index_typed_access[_decimal1]"): _IN_JSON,
    ("JSONTest", "test_index_typed_comparison[_decimal1]"): _IN_JSON,
    ("JSONTest", "test_path_typed_comparison[_decimal1]"): _IN_JSON,
}
_theirs: Any = pytestplugin.pytest_collection_modifyitems


def pytest_collection_modifyitems(  # type: ignore[no-redef]  # it takes the place of theirs
    session: pytest.Session, config: pytest.Config, items: list[pytest.Item]
) -> None:
    """Skip what is excluded, with the reason."""
    _theirs(session, config, items)
    for item in items:
        _, _, name = item.nodeid.rpartition("::")
        parent = item.parent.name if item.parent is not None else ""
        for (of, beginning), reason in EXCLUDED.items():
            if parent.startswith(f"{of}_") and name.startswith(beginning):
                item.add_marker(pytest.mark.skip(reason=reason))
