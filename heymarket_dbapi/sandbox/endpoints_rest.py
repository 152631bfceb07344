"""Reads of lists, tags, templates, surveys, inboxes, the team, users and schedules."""

from __future__ import annotations

from .calls import Answer, Call, Refusal
from .endpoints_contacts import question
from .listing import Keep, Question, list_rows
from .presenting import View, encode
from .rows import Row
from .switches import Archived, EmptyLookup


def list_lists(call: Call) -> Answer:
    """Lists, the newest first."""
    rows = list_rows(call, call.world.lists, call.reading.lists, question(call), _wanted(call))
    return call.rows(View.LIST, rows)


def get_list(call: Call) -> Answer:
    """One list by its id."""
    return call.found(View.LIST, "lists")


def list_tags(call: Call) -> Answer:
    """Tags, the newest first."""
    return call.rows(View.TAG, list_rows(call, call.world.tags, call.reading.tags, question(call)))


def get_tag(call: Call) -> Answer:
    """One tag by its id."""
    return call.found(View.TAG, "tags")


def list_templates(call: Call) -> Answer:
    """Templates, the newest first."""
    rows = list_rows(call, call.world.templates, call.reading.templates, question(call), _wanted(call))
    return call.rows(View.TEMPLATE, rows)


def get_template(call: Call) -> Answer:
    """One template by its id."""
    return call.found(View.TEMPLATE, "templates")


def list_surveys(call: Call) -> Answer:
    """Surveys by id, page by page."""
    asked = Question("id", ascending=False, limit=call.integer("limit"), page=call.integer("page"))
    return call.rows(View.SURVEY, list_rows(call, call.world.surveys, call.reading.surveys, asked))


def get_survey(call: Call) -> Answer:
    """One survey by its id."""
    return call.found(View.SURVEY, "surveys")


def list_inboxes(call: Call) -> Answer:
    """All inboxes."""
    return call.rows(View.INBOX, list(call.world.inboxes))


def get_team(call: Call) -> Answer:
    """The team with its members."""
    return call.row(View.TEAM, {**call.world.team, "members": list(call.world.members)}, "team")


def list_users(call: Call) -> Answer:
    """All users, where the reading has this operation at all."""
    if not call.reading.users_listed:
        raise Refusal(404, "page not found")
    return _memberships(call, list(call.world.users))


def lookup_users(call: Call) -> Answer:
    """The users with one of the phones or emails."""
    keys = {} if call.reading.get_body_dropped else call.keys
    phones, emails = set(keys.get("phone") or ()), {one.lower() for one in keys.get("email") or ()}
    if not phones and not emails:
        match call.reading.empty_lookup:
            case EmptyLookup.ALL:
                return _memberships(call, list(call.world.users))
            case EmptyLookup.NONE:
                return _memberships(call, [])
            case _:
                raise Refusal(400, "bad_data: phone or email is required")
    found = [user for user in call.world.users if user["phone"] in phones or (user["email"] or "").lower() in emails]
    return _memberships(call, found)


def get_schedule(call: Call) -> Answer:
    """One scheduled message by its id."""
    return call.found(View.SCHEDULE, "schedules")


def _memberships(call: Call, users: list[Row]) -> Answer:
    return Answer(encode({"memberships": [call.presenter.present(View.USER, user) for user in users]}), rows=len(users))


def _wanted(call: Call) -> Keep | None:
    archived, everything = call.keys.get("archived"), call.keys.get("filter") == "ALL"
    if call.reading.archived is Archived.IGNORED:
        archived = None
    elif call.reading.archived is Archived.HIDDEN:
        archived = bool(archived)
    elif call.reading.archived is Archived.INCLUDES:
        archived = None if archived else False
    private_hidden = call.reading.private_hidden and not everything
    if archived is None and not private_hidden:
        return None

    def keep(row: Row) -> bool:
        if archived is not None and bool(row["archived"]) is not archived:
            return False
        return not private_hidden or bool(row["shared"])

    return keep


HANDLERS = {
    handler.__name__: handler
    for handler in (
        list_lists,
        get_list,
        list_tags,
        get_tag,
        list_templates,
        get_template,
        list_surveys,
        get_survey,
        list_inboxes,
        get_team,
        list_users,
        lookup_users,
        get_schedule,
    )
}
