"""Declarative models over what can be written, as somebody would write them: only what they use."""

from __future__ import annotations

import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

Moment = sa.DateTime(timezone=True)


class Base(DeclarativeBase):
    """The models' base."""


class Tag(Base):
    """A label."""

    __tablename__ = "tags"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str | None]
    color: Mapped[str | None]


class ContactTag(Base):
    """A label of a contact."""

    __tablename__ = "contact_tags"
    contact_id: Mapped[int] = mapped_column(ForeignKey("contacts.id"), primary_key=True)
    tag_id: Mapped[int] = mapped_column(ForeignKey("tags.id"), primary_key=True)


class Contact(Base):
    """A person; two of the columns are custom fields."""

    __tablename__ = "contacts"
    id: Mapped[int] = mapped_column(primary_key=True)
    phone: Mapped[str | None]
    first_name: Mapped[str | None]
    last_name: Mapped[str | None]
    email: Mapped[str | None]
    assigned_user_id: Mapped[int | None]
    tags: Mapped[list[int] | None] = mapped_column(sa.JSON(none_as_null=True))
    is_opted_out: Mapped[bool | None]
    created_date: Mapped[datetime.datetime | None] = mapped_column(Moment, server_default=sa.FetchedValue())
    account_number: Mapped[str | None]
    plan: Mapped[str | None]
    labels: Mapped[list[Tag]] = relationship(secondary="contact_tags", order_by=Tag.id, passive_deletes=True)


class ContactChannel(Base):
    """An address of a contact."""

    __tablename__ = "contact_channels"
    id: Mapped[str] = mapped_column(primary_key=True)
    contact_uuid: Mapped[str]
    channel_type: Mapped[str]
    channel_id: Mapped[str | None]


class CustomField(Base):
    """A custom field of contacts."""

    __tablename__ = "custom_fields"
    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]


class ListMember(Base):
    """A number on a list."""

    __tablename__ = "list_members"
    list_id: Mapped[int] = mapped_column(ForeignKey("lists.id"), primary_key=True)
    phone: Mapped[str] = mapped_column(primary_key=True)


class List(Base):
    """A list of people."""

    __tablename__ = "lists"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str | None]
    targets: Mapped[Any] = mapped_column(sa.JSON(none_as_null=True), deferred=True)
    members: Mapped[list[ListMember]] = relationship(cascade="all, delete-orphan", passive_deletes=True)


class Template(Base):
    """A text to be used again."""

    __tablename__ = "templates"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str | None]
    text: Mapped[str | None]
    is_archived: Mapped[bool | None]


class Message(Base):
    """A message; to insert one is to send it."""

    __tablename__ = "messages"
    id: Mapped[int] = mapped_column(primary_key=True)
    inbox_id: Mapped[int | None]
    conversation_id: Mapped[int | None] = mapped_column(ForeignKey("conversations.id"))
    target: Mapped[str | None]
    targets: Mapped[Any] = mapped_column(sa.JSON(none_as_null=True))
    phone: Mapped[str | None]
    list_id: Mapped[int | None]
    template_id: Mapped[int | None]
    survey_id: Mapped[int | None]
    media_url: Mapped[str | None]
    text: Mapped[str | None]
    channel: Mapped[str | None]
    conv_title: Mapped[str | None]
    is_private: Mapped[bool | None]
    user_id: Mapped[int | None]
    conversation: Mapped[Conversation | None] = relationship(back_populates="messages")


class Conversation(Base):
    """A thread with a customer."""

    __tablename__ = "conversations"
    id: Mapped[int] = mapped_column(primary_key=True)
    inbox_id: Mapped[int | None]
    target: Mapped[str | None]
    is_closed: Mapped[bool | None]
    is_unread: Mapped[bool | None]
    assigned_user_id: Mapped[int | None]
    messages: Mapped[list[Message]] = relationship(back_populates="conversation", order_by=Message.id)


class Member(Base):
    """A colleague."""

    __tablename__ = "members"
    id: Mapped[int] = mapped_column(primary_key=True)
    first_name: Mapped[str | None]
    last_name: Mapped[str | None]


class Schedule(Base):
    """A text to be sent later."""

    __tablename__ = "schedules"
    id: Mapped[int] = mapped_column(primary_key=True)
    inbox_id: Mapped[int | None]
    execute_date: Mapped[datetime.datetime | None] = mapped_column(Moment)
    text: Mapped[str | None]
    phone: Mapped[str | None]
    list_id: Mapped[int | None]
