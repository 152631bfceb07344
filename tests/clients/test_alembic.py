"""Alembic's autogenerate over models that name live tables and local ones."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata, produce_migrations
from alembic.config import Config
from alembic.migration import MigrationContext

import sqlalchemy_heymarket.alembic  # noqa: F401  # what Alembic before 1.18 asks for; later ones find it
from tests.dialect.conftest import Place

ENVIRONMENT = """
from alembic import context
import sqlalchemy
from tests.clients.test_alembic import models

engine = sqlalchemy.create_engine(context.config.get_main_option("sqlalchemy.url"))
with engine.connect() as connection:
    context.configure(connection=connection, target_metadata=models())
    with context.begin_transaction():
        context.run_migrations()
engine.dispose()
"""


def models() -> sa.MetaData:
    """A local table that refers to a live one."""
    metadata = sa.MetaData()
    sa.Table("contacts", metadata, sa.Column("id", sa.BigInteger, primary_key=True), info={"is_live": True})
    sa.Table(
        *("alembic_notes", metadata),
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("contact_id", sa.ForeignKey("contacts.id")),
        sa.Column("body", sa.Text, nullable=False),
    )
    return metadata


def _is_local(item: Any, *_: Any) -> bool:
    return not getattr(item, "info", {}).get("is_live")


def test_reflected_tables_need_no_migration(engine: sa.Engine, place: Place) -> None:
    with engine.connect() as connection:
        reflected = sa.MetaData()
        reflected.reflect(connection)
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "include_object": _only(reflected)}
        )
        assert compare_metadata(context, reflected) == []
    assert place.calls <= 1


def _only(metadata: sa.MetaData) -> Any:
    """What compares local tables alone: the live ones are no concern of a migration."""
    return lambda item, name, kind, *_: kind != "table" or name not in metadata.tables


def test_a_local_table_is_generated(engine: sa.Engine) -> None:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_object": _is_local})
        operations = produce_migrations(context, models()).upgrade_ops
        assert operations is not None
        assert [type(one).__name__ for one in operations.ops] == ["CreateTableOp"]


def test_a_revision_is_written_and_run_and_the_next_is_empty(place: Place, tmp_path: Path) -> None:
    (tmp_path / "versions").mkdir()
    (tmp_path / "env.py").write_text(
        ENVIRONMENT.replace("models())", "models(), include_object=_is_local)").replace(
            "import models", "import _is_local, models"
        )
    )
    (tmp_path / "script.py.mako").write_text(
        "from alembic import op\nimport sqlalchemy as sa\nrevision = ${repr(up_revision)}\n"
        "down_revision = ${repr(down_revision)}\ndef upgrade():\n    ${upgrades}\n"
        "def downgrade():\n    ${downgrades}\n"
    )
    config = Config()
    config.set_main_option("script_location", str(tmp_path))
    config.set_main_option("path_separator", "os")
    config.set_main_option("sqlalchemy.url", f"heymarket://{place.address}")
    command.revision(config, "notes", autogenerate=True)
    command.upgrade(config, "head")
    command.check(config)
    command.downgrade(config, "base")
    engine = sa.create_engine(f"heymarket://{place.address}")
    with engine.connect() as connection:
        assert not sa.inspect(connection).has_table("alembic_notes")
    engine.dispose()
