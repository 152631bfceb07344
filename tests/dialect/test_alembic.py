"""Alembic migrates local tables, and leaves those of Heymarket alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.operations import Operations

import sqlalchemy_heymarket.alembic as plugin
from tests.dialect.conftest import Place


@pytest.fixture
def connection(cold: Place) -> Iterator[sa.Connection]:
    """A connection to an account of its own."""
    engine = sa.create_engine(f"heymarket://{cold.address}")
    with engine.connect() as made:
        yield made
    engine.dispose()


def _models() -> sa.MetaData:
    metadata = sa.MetaData()
    sa.Table("owners", metadata, sa.Column("id", sa.Integer, primary_key=True), sa.Column("name", sa.String(40)))
    sa.Table(
        *("notes", metadata),
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("owner_id", sa.ForeignKey("owners.id"), nullable=False),
        sa.Column("body", sa.Text, comment="What it says."),
        sa.Column("made", sa.DateTime(timezone=True), server_default=sa.func.now()),
        sa.UniqueConstraint("owner_id", "body", name="one_of_each"),
        sa.Index("by_body", "body"),
    )
    return metadata


def test_what_was_made_by_the_models_needs_no_migration(connection: sa.Connection) -> None:
    models = _models()
    models.create_all(connection)
    context = MigrationContext.configure(connection, opts={"compare_type": True})
    assert compare_metadata(context, models) == []


def test_a_difference_is_found_and_migrated(connection: sa.Connection) -> None:
    models = _models()
    models.create_all(connection)
    models.tables["notes"].append_column(sa.Column("title", sa.String(20), nullable=False, server_default="none"))
    context = MigrationContext.configure(connection)
    (difference,) = compare_metadata(context, models)
    assert difference[:3] == ("add_column", None, "notes")

    operations = Operations(context)
    operations.add_column("notes", sa.Column("title", sa.String(20), nullable=False, server_default="none"))
    assert compare_metadata(MigrationContext.configure(connection), models) == []


def test_operations_change_a_table(connection: sa.Connection) -> None:
    operations = Operations(MigrationContext.configure(connection))
    operations.create_table("words", sa.Column("id", sa.Integer, primary_key=True), sa.Column("word", sa.String(5)))
    operations.alter_column("words", "word", type_=sa.Text, nullable=False, server_default="?")
    operations.alter_column("words", "word", new_column_name="label")
    operations.create_unique_constraint("one_label", "words", ["label"])
    operations.create_table_comment("words", "Words.")
    operations.rename_table("words", "labels")
    inspector: Any = sa.inspect(connection)
    columns = {one["name"]: (str(one["type"]), one["nullable"]) for one in inspector.get_columns("labels")}
    assert columns == {"id": ("INTEGER", False), "label": ("TEXT", False)}
    assert inspector.get_unique_constraints("labels")[0]["column_names"] == ["label"]
    assert inspector.get_table_comment("labels") == {"text": "Words."}


def test_the_plugin_is_a_module_and_a_list_of_itself() -> None:
    iterated: Any = plugin
    assert list(iterated) == [plugin]
    plugin.setup(None)
