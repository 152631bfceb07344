"""Declarative models over Heymarket's tables, as somebody would write them: only what they use."""

from __future__ import annotations

import datetime

import sqlalchemy as sa
from sqlalchemy import ForeignKey
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

Moment = sa.DateTime(timezone=True)


class Base(DeclarativeBase):
    """The models' base."""


class Inbox(Base):
    """An inbox."""

    __tablename__ = "inboxes"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str | None]
    conversations: Mapped[list[Conversation]] = relationship(back_populates="inbox")


class Tag(Base):
    """A label."""

    __tablename__ = "tags"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str | None]


class ContactTag(Base):
    """A label of a contact."""

    __tablename__ = "contact_tags"
    contact_id: Mapped[int] = mapped_column(ForeignKey("contacts.id"), primary_key=True)
    tag_id: Mapped[int] = mapped_column(ForeignKey("tags.id"), primary_key=True)


class Contact(Base):
    """A person; two of the columns are custom fields."""

    __tablename__ = "contacts"
    id: Mapped[int] = mapped_column(primary_key=True)
    first_name: Mapped[str | None]
    last_name: Mapped[str | None]
    phone: Mapped[str | None]
    created_date: Mapped[datetime.datetime | None] = mapped_column(Moment)
    updated_date: Mapped[datetime.datetime] = mapped_column(Moment)
    account_number: Mapped[str | None]
    plan: Mapped[str | None]
    labels: Mapped[list[Tag]] = relationship(secondary="contact_tags", order_by=Tag.id, viewonly=True)
    # No foreign key: a conversation is with a phone number.
    conversations: Mapped[list[Conversation]] = relationship(
        primaryjoin="Contact.phone == foreign(Conversation.target)", order_by="Conversation.id", viewonly=True
    )

    @hybrid_property
    def full_name(self) -> str:
        """First and last name."""
        return f"{self.first_name} {self.last_name}"

    @full_name.inplace.expression
    @classmethod
    def _full_name(cls) -> sa.ColumnElement[str]:
        return sa.func.concat(cls.first_name, " ", cls.last_name)


class Conversation(Base):
    """A thread with a customer."""

    __tablename__ = "conversations"
    id: Mapped[int] = mapped_column(primary_key=True)
    inbox_id: Mapped[int | None] = mapped_column(ForeignKey("inboxes.id"))
    target: Mapped[str | None]
    is_closed: Mapped[bool | None]
    updated_date: Mapped[datetime.datetime] = mapped_column(Moment)
    inbox: Mapped[Inbox | None] = relationship(back_populates="conversations")
    messages: Mapped[list[Message]] = relationship(back_populates="conversation", order_by="Message.id")


class Message(Base):
    """A message."""

    __tablename__ = "messages"
    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[int | None] = mapped_column(ForeignKey("conversations.id"))
    text: Mapped[str | None]
    is_inbound: Mapped[bool | None]
    created_date: Mapped[datetime.datetime] = mapped_column(Moment)
    conversation: Mapped[Conversation | None] = relationship(back_populates="messages")
