"""sqlacodegen writes models of the account; they are imported and used."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, inspect, select
from sqlalchemy.orm import Session, configure_mappers

from tests.clients.client import client
from tests.dialect.conftest import Place

client("sqlacodegen")
pytestmark = pytest.mark.filterwarnings("ignore")


def _models(place: Place, folder: Path, generator: str) -> Any:
    command = [sys.executable, "-m", "sqlacodegen", "--generator", generator, f"heymarket://{place.address}"]
    written = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    path = folder / f"models_{generator}.py"
    path.write_text(written)
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[path.stem] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("generator", ["declarative", "dataclasses"])
def test_models_are_imported_and_used(place: Place, engine: Engine, tmp_path: Path, generator: str) -> None:
    models = _models(place, tmp_path, generator)
    configure_mappers()
    with Session(engine) as session:
        message: Any = session.scalars(
            select(models.Messages).where(models.Messages.conversation_id.is_not(None))
        ).first()
        # The column `conversation` stands beside the relationship, whose name has a stroke behind it.
        assert message.conversation_.id == message.conversation_id
        assert message.conversation_.inbox.name
        contact = session.scalars(select(models.Contacts).limit(1)).one()
        assert contact.account_number is None or isinstance(contact.account_number, str)
    assert {"inbox", "messages"} <= set(inspect(models.Conversations).relationships.keys())


def test_tables_alone(place: Place, engine: Engine, tmp_path: Path) -> None:
    tables = _models(place, tmp_path, "tables")
    with engine.connect() as connection:
        assert len(connection.execute(select(tables.t_tags)).all()) > 10
