"""What a server's replies do not show, whatever it is asked: the rows that no client can read from a listing."""

from __future__ import annotations

from collections import Counter

from heymarket_dbapi.catalog.ways import Walk
from heymarket_dbapi.sandbox import Sandbox
from heymarket_dbapi.sandbox.moments import cut_time
from heymarket_dbapi.sandbox.switches import Archived, Bound, Limit, Listing, PageBase

from .accounts import BY_NAME, Account

_FLAGGED = frozenset({"lists", "templates"})
_OPERATIONS = {table: {f"list_{table}"} for table in BY_NAME} | {"contacts": {"list_contacts_v1", "list_contacts_v2"}}


def unreachable(account: Account, table: str) -> str:
    """Why the rows of a table cannot all be read, as a sentence; empty where they can."""
    reading = account.sandbox.reading
    if _OPERATIONS[table] <= reading.gone:
        return "the API cannot: there is no listing"
    if reading.private_hidden and table in _FLAGGED:
        return "the API cannot: no text says what request shows private rows"
    if table == "surveys" and any(one.empty_page and one.short_pages for one in _listings(account.sandbox, table)):
        return "the API cannot: without a time, places that come and go with the page size show no order"
    listings = [listing for listing in _listings(account.sandbox, table) if not _is_stuck(account, table, listing)]
    return "" if listings else "the API cannot: page numbers are ignored, and a crowd with one time fills a page"


def leads_on(account: Account, table: str) -> bool:
    """Whether a listing's own documented parameters lead to all rows: else keys that other listings have are tried."""
    if account.sandbox.reading.archived in (Archived.HIDDEN, Archived.INCLUDES) and table in _FLAGGED:
        return False
    return all(
        listing.bound in (Bound.UPPER, Bound.FOLLOWS)
        and not listing.short_pages
        and not listing.empty_page
        and _crowd(account, table) < _page_size(listing)
        for listing in _listings(account.sandbox, table)
    )


def _listings(sandbox: Sandbox, table: str) -> list[Listing]:
    reading = sandbox.reading
    if table != "contacts":
        found: Listing = getattr(reading, table)
        return [found]
    both = {"list_contacts_v1": reading.contacts_v1, "list_contacts_v2": reading.contacts_v2}
    return [listing for name, listing in both.items() if name not in reading.gone]


def _is_stuck(account: Account, table: str, listing: Listing) -> bool:
    """Whether neither page numbers nor a bound lead past the largest crowd."""
    if listing.page_base is not PageBase.IGNORED:
        return False
    pagers = [read.pager for read in BY_NAME[table].reads if isinstance(read.pager, Walk)]
    if listing.bound is Bound.IGNORED or not any(pager.time for pager in pagers):
        return len(account.ids(table)) > _page_size(listing)
    return _crowd(account, table) >= _page_size(listing)


def _page_size(listing: Listing) -> int:
    return min(listing.default_page, listing.largest_page) if listing.limit is Limit.IGNORED else listing.largest_page


def _crowd(account: Account, table: str) -> int:
    """How many rows share one time as the replies show it."""
    name = "date" if table == "messages" else "updated"
    digits = account.sandbox.reading.time_digits
    return max(Counter(cut_time(row[name], digits) for row in account.sandbox.world.rows(table)).values())
