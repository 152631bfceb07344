"""Which function answers which operation."""

from __future__ import annotations

from collections.abc import Callable

from . import (
    endpoints_contacts,
    endpoints_messages,
    endpoints_rest,
    writing_channels,
    writing_contact_batches,
    writing_contacts,
    writing_conversations,
    writing_lists,
    writing_messages,
    writing_schedules,
    writing_tags,
    writing_templates,
    writing_users,
)
from .calls import Answer, Call

HANDLERS: dict[str, Callable[[Call], Answer]] = {
    **endpoints_contacts.HANDLERS,
    **endpoints_messages.HANDLERS,
    **endpoints_rest.HANDLERS,
    **writing_channels.HANDLERS,
    **writing_contact_batches.HANDLERS,
    **writing_contacts.HANDLERS,
    **writing_conversations.HANDLERS,
    **writing_lists.HANDLERS,
    **writing_messages.HANDLERS,
    **writing_schedules.HANDLERS,
    **writing_tags.HANDLERS,
    **writing_templates.HANDLERS,
    **writing_users.HANDLERS,
}
