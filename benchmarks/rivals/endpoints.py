"""How the API is asked by hand: one listing, one single read and one counter for each table."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where the rows of a table are: ``base`` is the number of the first page, None where all come at once."""

    table: str
    method: str
    path: str
    base: int | None = None
    limit: int = 100
    one: str = ""
    time: str = "updated"
    count: str = ""
    inside: str = ""


ENDPOINTS: dict[str, Endpoint] = {
    one.table: one
    for one in (
        Endpoint("contacts", "POST", "/v2/contacts/list", 0, 100, "/v1/contact/{}", count="/v1/contacts/count"),
        Endpoint(
            *("conversations", "POST", "/v1/conversations", 1, 100, "/v1/conversations/{}"),
            count="/v1/conversations/count",
        ),
        Endpoint("messages", "POST", "/v1/messages/all", 1, 200, time="date", count="/v1/messages/all/count"),
        Endpoint("lists", "POST", "/v1/lists", 1, 100, "/v1/list/{}"),
        Endpoint("tags", "POST", "/v1/tags", 1, 100, "/v1/tag/{}"),
        Endpoint("templates", "POST", "/v1/templates", 1, 100, "/v1/template/{}"),
        Endpoint("surveys", "POST", "/v1/surveys", 1, 100, "/v1/survey/{}", time=""),
        Endpoint("inboxes", "GET", "/v1/inboxes"),
        Endpoint("custom_fields", "POST", "/v1/contact-fields"),
        Endpoint("team", "GET", "/v1/team"),
        Endpoint("users", "GET", "/v1/users/get", inside="memberships"),
    )
}
# Tables whose rows stand inside those of others.
SOURCES: dict[str, tuple[str, ...]] = {
    "contact_tags": ("contacts",),
    "list_members": ("lists",),
    "template_files": ("templates",),
    "inbox_members": ("inboxes",),
    "members": ("team", "users"),
}


def sources(table: str) -> tuple[str, ...]:
    """The endpoints that a table's rows come from."""
    return SOURCES.get(table, (table,))
