"""The ORM over Heymarket's tables: ways to load, and their calls, which are the same in both modes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
from sqlalchemy.orm import (
    Session,
    aliased,
    contains_eager,
    joinedload,
    lazyload,
    raiseload,
    selectinload,
    subqueryload,
    with_loader_criteria,
)

from tests.clients.conftest import Modes, equal_places
from tests.clients.models import Contact, Conversation, Inbox, Message
from tests.dialect.conftest import Place

MANY_CONTACTS = "contacts=6000&messages=10"
MANY_THREADS = "contacts=1500&messages=4000"
MESSAGES = 450


def _threads(session: Session, *options: Any) -> list[tuple[int, list[int]]]:
    """The messages of each conversation."""
    found = session.scalars(select(Conversation).options(*options).order_by(Conversation.id)).unique().all()
    return [(one.id, [message.id for message in one.messages]) for one in found]


def _count(session: Session, model: type[Any]) -> int:
    """The rows of a table, all read."""
    return len(session.scalars(select(model)).all())


def test_a_row_by_its_key_costs_a_call_and_is_kept_by_the_session(modes: Modes) -> None:
    def get(session: Session) -> list[Any]:
        (number,) = session.scalars(select(Contact.id).limit(1))
        one = session.get(Contact, number)
        assert one is not None
        assert session.get(Contact, number) is one
        return [one.id, one.full_name, one.account_number, one.updated_date]

    row, calls = modes(get)
    assert None not in row[:2]
    assert calls == 3  # a page of contacts, the custom fields, the contact


def test_custom_fields_are_columns_of_the_model(modes: Modes) -> None:
    def plans(session: Session) -> list[Any]:
        statement = select(Contact.plan, sa.func.count()).where(Contact.plan.is_not(None)).group_by(Contact.plan)
        return [tuple(row) for row in session.execute(statement.order_by(Contact.plan))]

    assert len(modes(plans)[0]) > 1


@pytest.mark.parametrize(
    ("load", "listings"), [(selectinload, 1), (joinedload, 1), (subqueryload, 2)], ids=["select", "join", "subquery"]
)
def test_ways_to_load_agree_and_list_each_table_once(modes: Modes, load: Callable[..., Any], listings: int) -> None:
    conversations = modes(lambda session: _count(session, Conversation))[1]
    messages = modes(lambda session: _count(session, Message))[1]
    loaded, calls = modes(lambda session: _threads(session, load(Conversation.messages)))
    assert sum(len(numbers) for _, numbers in loaded) == MESSAGES
    assert calls <= listings * conversations + messages
    assert loaded == modes(lambda session: _threads(session, lazyload(Conversation.messages)))[0]


def test_a_lazy_load_reads_what_it_needs(modes: Modes) -> None:
    def follow(session: Session) -> list[Any]:
        message = session.scalars(select(Message).where(Message.conversation_id.is_not(None)).limit(1)).one()
        assert message.conversation is not None
        assert message.conversation.inbox is not None
        return [message.conversation.id == message.conversation_id, message.conversation.inbox.id]

    (same, inbox), calls = modes(follow)
    assert same and inbox
    assert calls <= 3


def test_what_must_not_be_loaded_raises(modes: Modes) -> None:
    def follow(session: Session) -> str:
        one = session.scalars(select(Conversation).options(raiseload("*")).limit(1)).one()
        with pytest.raises(sa.exc.InvalidRequestError) as caught:
            _ = one.messages
        return str(caught.value)

    assert "raiseload" in modes(follow)[0] or "raise" in modes(follow)[0]


def test_many_to_many_goes_through_the_tags_of_contacts(modes: Modes) -> None:
    def labels(session: Session) -> list[Any]:
        found = session.scalars(select(Contact).options(selectinload(Contact.labels)).order_by(Contact.id)).all()
        return [(one.id, [label.name for label in one.labels]) for one in found]

    def plainly(session: Session) -> int:
        return int(session.scalar(sa.text("SELECT count(*) FROM contact_tags")) or 0)

    assert sum(len(names) for _, names in modes(labels)[0]) == modes(plainly)[0] > 0


def test_a_relationship_by_phone_needs_no_foreign_key(modes: Modes) -> None:
    def met(session: Session) -> list[Any]:
        statement = select(Contact).join(Contact.conversations).options(contains_eager(Contact.conversations))
        found = session.scalars(statement.order_by(Contact.id)).unique().all()
        assert all(thread.target == one.phone for one in found for thread in one.conversations)
        return [(one.id, sorted(thread.id for thread in one.conversations)) for one in found]

    assert len(modes(met)[0]) > 10


def test_parts_have_the_size_that_was_asked_for(modes: Modes) -> None:
    def sizes(session: Session) -> list[int]:
        found = session.scalars(select(Message).execution_options(yield_per=100))
        return [len(part) for part in found.partitions()]

    assert modes(sizes)[0] == [100, 100, 100, 100, 50]


def test_a_stream_left_early_reads_no_more_pages(modes: Modes) -> None:
    def first(session: Session) -> int:
        return next(iter(session.scalars(select(Message).execution_options(yield_per=10)))).id > 0

    assert modes(first)[1] < modes(lambda session: _count(session, Message))[1]


def test_hybrid_properties_are_computed_by_the_engine(modes: Modes) -> None:
    def named(session: Session) -> bool:
        one = session.scalars(select(Contact).where(Contact.first_name.is_not(None), Contact.last_name.is_not(None)))
        contact = one.first()
        assert contact is not None
        found = session.scalars(select(Contact).where(Contact.full_name == contact.full_name)).all()
        return contact in found

    assert modes(named)[0]


def test_an_aliased_model_is_joined_with_itself_and_read_once(modes: Modes) -> None:
    def namesakes(session: Session) -> list[Any]:
        other = aliased(Contact)
        statement = select(Contact.id, other.id).join(
            other, sa.and_(other.first_name == Contact.first_name, other.id > Contact.id)
        )
        return [tuple(row) for row in session.execute(statement.order_by(Contact.id, other.id))]

    pairs, calls = modes(namesakes)
    assert pairs
    assert calls <= modes(lambda session: _count(session, Contact))[1]


def test_criteria_hold_for_what_is_loaded_later(modes: Modes) -> None:
    def received(session: Session) -> list[bool | None]:
        criteria = with_loader_criteria(Message, Message.is_inbound.is_(True))
        statement = select(Conversation).options(selectinload(Conversation.messages), criteria)
        return [message.is_inbound for one in session.scalars(statement) for message in one.messages]

    flags = modes(received)[0]
    assert 0 < len(flags) < MESSAGES
    assert all(flags)


@pytest.mark.parametrize("limit", [0, 1, 7])
def test_pages_and_their_count(modes: Modes, limit: int) -> None:
    def page(session: Session) -> tuple[list[int], int]:
        newest = select(Message.id).order_by(Message.created_date.desc(), Message.id.desc()).limit(limit)
        total = select(sa.func.count()).select_from(select(Message).subquery())
        return list(session.scalars(newest)), session.scalars(total).one()

    (rows, total), calls = modes(page)
    assert (len(rows), total) == (limit, MESSAGES)
    assert calls <= 2


def test_exists_and_a_correlated_count(modes: Modes) -> None:
    def busy(session: Session) -> tuple[list[int], list[int]]:
        size = select(sa.func.count()).where(Message.conversation_id == Conversation.id).scalar_subquery()
        counted = session.execute(select(Conversation.id, size).order_by(Conversation.id)).all()
        any_of = select(Conversation.id).where(Conversation.messages.any(Message.is_inbound.is_(True)))
        return [row[1] for row in counted], list(session.scalars(any_of.order_by(Conversation.id)))

    (sizes, with_received), _ = modes(busy)
    assert sum(sizes) == MESSAGES
    assert with_received


def test_a_write_of_heymarkets_rows_is_no_silence(modes: Modes) -> None:
    def pretend(session: Session) -> str:
        one = session.scalars(select(Inbox).limit(1)).one()
        one.name = "other"
        with pytest.raises(sa.exc.DBAPIError) as caught:
            session.flush()
        session.rollback()
        return type(caught.value.orig).__name__

    assert modes(pretend)[0] in ("NotSupportedError", "ProgrammingError")


def test_fifty_rows_by_key_cost_fifty_calls() -> None:
    modes = equal_places(MANY_CONTACTS)

    def numbers(session: Session) -> list[int]:
        return list(session.scalars(select(Contact.id).limit(50)))

    def get(session: Session) -> list[Any]:
        return [getattr(session.get(Contact, number), "phone", "missing") for number in numbers(session)]

    phones, calls = modes(get)
    assert len(phones) == 50
    assert "missing" not in phones
    # Beside them the custom fields and the page that the numbers are from.
    assert calls <= 50 + 2


@pytest.mark.parametrize("sizes", [MANY_CONTACTS, "contacts=900&messages=10"], ids=["large", "small"])
def test_many_keys_cost_no_more_than_they_are_or_the_listing(sizes: str) -> None:
    def learn(session: Session) -> list[int]:
        return [row.id for row in session.execute(select(Contact.id, Contact.plan))]

    modes = equal_places(sizes)
    known, scan = modes(learn)
    found, calls = modes(lambda session: len(session.scalars(select(Contact).where(Contact.id.in_(known[:50]))).all()))
    assert found == 50
    assert calls <= min(50, scan)


def test_two_hundred_parents_load_their_children_by_one_listing() -> None:
    modes = equal_places(MANY_THREADS)
    scan = modes(lambda session: _count(session, Message))[1]

    def parents(session: Session) -> list[Any]:
        return list(session.scalars(select(Conversation).limit(200)))

    def children(session: Session) -> int:
        found = session.scalars(select(Conversation).limit(200).options(selectinload(Conversation.messages))).all()
        return sum(len(one.messages) for one in found)

    read = modes(lambda session: len(parents(session)))[1]
    count, calls = modes(children)
    assert count > 200
    assert calls - read <= min(200, scan)


def test_two_hundred_children_load_their_parents_by_one_listing() -> None:
    modes = equal_places(MANY_THREADS)
    scan = modes(lambda session: _count(session, Conversation))[1]
    newest = select(Message).order_by(Message.created_date.desc(), Message.id).limit(200)
    read = modes(lambda session: len(session.scalars(newest).all()))[1]

    def follow(session: Session) -> int:
        found = session.scalars(newest.options(selectinload(Message.conversation))).all()
        return len({one.conversation.id for one in found if one.conversation is not None})

    count, calls = modes(follow)
    assert count > 20
    assert calls - read <= min(count, scan)


def test_an_awaiting_session_streams_and_awaits_attributes(place: Place) -> None:
    async def read() -> tuple[int, list[int], int]:
        engine = create_async_engine(f"heymarket+aio://{place.address}")
        async with AsyncSession(engine) as session:
            streamed = await session.stream_scalars(select(Message).execution_options(yield_per=60))
            sizes = [len(part) async for part in streamed.partitions()]
            one = (await session.scalars(select(Conversation).limit(1))).one()
            await session.refresh(one, ["messages"])
            again = await session.get(Conversation, one.id)
            found = len(one.messages), sizes, int(again is one)
        await engine.dispose()
        return found

    count, sizes, same = asyncio.run(read())
    assert count > 0 and same
    assert sizes == [*[60] * 7, 30]
