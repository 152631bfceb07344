"""SQLModel: models that are pydantic's, over live and local tables, in both modes."""

# No annotations of the future: SQLModel reads them while a class is made.
import datetime
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.orm import Session as PlainSession
from sqlmodel import Field, Relationship, Session, SQLModel, func, select

from tests.clients.conftest import Modes


class Inbox(SQLModel, table=True):
    """An inbox."""

    __tablename__ = "inboxes"
    id: int = Field(primary_key=True)
    name: str | None
    conversations: list["Conversation"] = Relationship(back_populates="inbox")


class Conversation(SQLModel, table=True):
    """A thread with a customer."""

    __tablename__ = "conversations"
    id: int = Field(primary_key=True)
    inbox_id: int | None = Field(foreign_key="inboxes.id")
    target: str | None
    updated_date: datetime.datetime
    inbox: Inbox | None = Relationship(back_populates="conversations")


class Contact(SQLModel, table=True):
    """A person; custom fields are columns, one of which began with a digit."""

    __tablename__ = "contacts"
    id: int = Field(primary_key=True)
    first_name: str | None
    account_number: str | None
    field_2024: str | None


class Note(SQLModel, table=True):
    """A row of a local table."""

    __tablename__ = "sqlmodel_notes"
    id: int | None = Field(default=None, primary_key=True)
    contact_id: int = Field(foreign_key="contacts.id")
    body: str


def test_rows_are_models_and_relationships_lead_on(modes: Modes) -> None:
    def read(session: PlainSession) -> list[Any]:
        one = session.execute(select(Conversation).limit(1)).scalars().one()
        assert one.inbox is not None
        return [one.model_dump(), one.inbox.name]

    row, inbox = modes(read)[0]
    assert set(row) == {"id", "inbox_id", "target", "updated_date"}
    assert row["updated_date"].tzinfo is not None
    assert inbox


def test_custom_fields_and_counts(modes: Modes) -> None:
    def read(session: PlainSession) -> list[Any]:
        numbered = select(Contact).where(Contact.account_number.is_not(None))  # type: ignore[union-attr]  # a column here
        found = session.execute(numbered).scalars().all()
        return [len(found), session.execute(select(func.count()).select_from(Contact)).scalar_one()]

    (numbered, count), _ = modes(read)
    assert 0 < numbered < count == 120


def test_local_rows_get_their_keys(engine: Engine) -> None:
    SQLModel.metadata.create_all(engine, tables=[SQLModel.metadata.tables["sqlmodel_notes"]])
    with Session(engine) as session:
        contact = session.exec(select(Contact).limit(1)).one()
        session.add_all([Note(contact_id=contact.id, body="first"), Note(contact_id=contact.id, body="second")])
        session.commit()
        joined = select(Note.id, Contact.id).join(Contact).order_by(Note.id)  # type: ignore[arg-type]  # a column here
        assert list(session.exec(joined)) == [(1, contact.id), (2, contact.id)]
