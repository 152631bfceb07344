"""ORM models over Heymarket's tables: the newest open conversations of each inbox with their last messages."""

from __future__ import annotations

import datetime

from sqlalchemy import DateTime, ForeignKey, create_engine, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship, selectinload

Moment = DateTime(timezone=True)


class Base(DeclarativeBase):
    """The models' base; name only the columns that you use."""


class Inbox(Base):
    """An inbox."""

    __tablename__ = "inboxes"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str | None]


class Contact(Base):
    """A person; custom fields, such as the account number, are columns."""

    __tablename__ = "contacts"
    id: Mapped[int] = mapped_column(primary_key=True)
    display_name: Mapped[str | None]
    phone: Mapped[str | None]
    account_number: Mapped[str | None]


class Conversation(Base):
    """A thread with a customer."""

    __tablename__ = "conversations"
    id: Mapped[int] = mapped_column(primary_key=True)
    inbox_id: Mapped[int | None] = mapped_column(ForeignKey("inboxes.id"))
    target: Mapped[str | None]
    is_closed: Mapped[bool | None]
    updated_date: Mapped[datetime.datetime] = mapped_column(Moment)
    inbox: Mapped[Inbox | None] = relationship()
    messages: Mapped[list[Message]] = relationship(order_by="Message.created_date")
    # Not a foreign key of the API: a conversation is with a phone number.
    contact: Mapped[Contact | None] = relationship(
        primaryjoin="foreign(Conversation.target) == Contact.phone", viewonly=True
    )


class Message(Base):
    """A message."""

    __tablename__ = "messages"
    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[int | None] = mapped_column(ForeignKey("conversations.id"))
    text: Mapped[str | None]
    created_date: Mapped[datetime.datetime] = mapped_column(Moment)


# One call for each thing that is loaded, not one for each row; max_calls refuses what would take more.
NEWEST = (
    select(Conversation)
    .where(Conversation.is_closed.is_(False))
    .order_by(Conversation.updated_date.desc())
    .limit(5)
    .options(selectinload(Conversation.inbox), selectinload(Conversation.messages), selectinload(Conversation.contact))
    .execution_options(max_calls=200)
)

engine = create_engine("heymarket://sandbox?contacts=300&messages=2000")
with Session(engine) as session:
    for thread in session.scalars(NEWEST):
        who = thread.contact.display_name if thread.contact else thread.target
        last = thread.messages[-1].text if thread.messages else None
        print(f"{thread.inbox and thread.inbox.name}: {who}, {len(thread.messages)} messages, the last: {last}")
engine.dispose()
