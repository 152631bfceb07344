"""The switches of a reading: every contradiction and every silence of the vendor's texts about reads as a value."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from .rows import Ties
from .switches_writing import Writing


class PageBase(StrEnum):
    """What the first page is called."""

    ZERO = "zero"
    ONE = "one"
    ONE_LENIENT = "one_lenient"
    IGNORED = "ignored"


class Limit(StrEnum):
    """What happens to a `limit` above the largest page."""

    CLAMPED = "clamped"
    REFUSED = "refused"
    IGNORED = "ignored"


class Bound(StrEnum):
    """What `date` or `created_at` means: FOLLOWS is the keyset bound in the direction of the sort."""

    UPPER = "upper"
    LOWER = "lower"
    FOLLOWS = "follows"
    IGNORED = "ignored"


class Archived(StrEnum):
    """What `archived` does on lists and templates: HIDDEN shows archived rows only to those who ask for them, and
    INCLUDES shows them together with the others then.
    """

    IGNORED = "ignored"
    FILTERS = "filters"
    HIDDEN = "hidden"
    INCLUDES = "includes"


class CountReply(StrEnum):
    """How a count is written."""

    STRING = "string"
    NUMBER = "number"
    OBJECT = "object"


class Empties(StrEnum):
    """How no value is written; OMITTED keeps false, OMITTED_FLAGS leaves it out too."""

    OMITTED = "omitted"
    OMITTED_FLAGS = "omitted_flags"
    NULL = "null"
    ZERO = "zero"


class Fields(StrEnum):
    """Whose fields objects have."""

    UNION = "union"
    OLD = "old"
    NEW = "new"
    OBSERVED = "observed"


class Letters(StrEnum):
    """The spelling of keys in replies."""

    SNAKE = "snake"
    CAMEL_INBOXES = "camel_inboxes"
    CAMEL = "camel"


class ErrorBody(StrEnum):
    """The shape of an error's body."""

    MESSAGE = "message"
    ERROR = "error"
    DETAIL = "detail"
    ERROR_CODE = "error_code"
    STRING = "string"
    TEXT = "text"
    HTML = "html"
    EMPTY = "empty"


class Missing(StrEnum):
    """The answer for an id that does not exist."""

    NOT_FOUND = "not_found"
    BAD_REQUEST = "bad_request"
    EMPTY_OBJECT = "empty_object"
    ZERO_OBJECT = "zero_object"
    NULL = "null"


class TagItems(StrEnum):
    """An entry of a contact's `tags`."""

    REFERENCE = "reference"
    ID = "id"
    BARE = "bare"
    FULL = "full"


class UnknownKeys(StrEnum):
    """What happens to a request with keys the operation does not know; STRICTLY knows only those of its own page."""

    IGNORED = "ignored"
    REFUSED = "refused"
    REFUSED_STRICTLY = "refused_strictly"


class ConversationUser(StrEnum):
    """What `id` of the conversation list must be: REQUIRED takes 0, MEMBER takes only ids of members."""

    OPTIONAL = "optional"
    REQUIRED = "required"
    MEMBER_OR_400 = "member_or_400"
    MEMBER_OR_403 = "member_or_403"


class ConversationScope(StrEnum):
    """What happens when the member in `id` has no access to an inbox asked for."""

    REFUSED = "refused"
    NARROWED = "narrowed"
    IGNORED = "ignored"


class ConversationFilters(StrEnum):
    """What is made of `filters` of the conversation list."""

    OPTIONAL = "optional"
    REQUIRED = "required"
    INBOXES_REQUIRED = "inboxes_required"
    IGNORED = "ignored"


class ClosedOmitted(StrEnum):
    """Which conversations a list without `filters.closed` shows."""

    BOTH = "both"
    OPEN = "open"


class MessageBound(StrEnum):
    """What `created_at` compares when messages are ordered by `updated_at`."""

    DATE = "date"
    ORDER = "order"


class TimeField(StrEnum):
    """The name of a message's time in replies."""

    DATE = "date"
    CREATED_AT = "created_at"


class HistoryTimestamp(StrEnum):
    """What `timestamp` of the history of a phone means."""

    BEFORE = "before"
    AT_OR_BEFORE = "at_or_before"
    MILLISECONDS = "milliseconds"
    IGNORED = "ignored"


class HistoryOrder(StrEnum):
    """The order of the history's rows; they are the newest ones in both."""

    NEWEST_FIRST = "newest_first"
    OLDEST_FIRST = "oldest_first"


class Compared(StrEnum):
    """Whether bounds and sorting see the stored time or the one that is shown."""

    STORED = "stored"
    SHOWN = "shown"


class ChannelIds(StrEnum):
    """Types of a channel's `id` and `contact_id`."""

    INTEGERS = "integers"
    STRINGS = "strings"


class UuidShown(StrEnum):
    """Where a contact's `uuid` is shown on reads."""

    NEVER = "never"
    V2 = "v2"
    ALWAYS = "always"


class EmptyLookup(StrEnum):
    """The answer of `GET /v1/users/get` without a phone or an email."""

    ALL = "all"
    NONE = "none"
    REFUSED = "refused"


class RetryAfter(StrEnum):
    """The form of Retry-After on 429."""

    ABSENT = "absent"
    SECONDS = "seconds"
    DATE = "date"


class SearchById(StrEnum):
    """What a search with `channel_type: id` and UUIDs finds."""

    ACCEPTED = "accepted"
    EMPTY = "empty"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Listing:
    """How one listing reads its request."""

    page_base: PageBase = PageBase.ONE_LENIENT
    limit: Limit = Limit.CLAMPED
    default_page: int = 30
    largest_page: int = 100
    bound: Bound = Bound.UPPER
    inclusive: bool = False
    ascending: bool = True
    ties: Ties = Ties.ID
    short_pages: int = 0
    empty_page: bool = False


@dataclass(frozen=True, slots=True)
class Counter:
    """How one count reads its request."""

    count_reply: CountReply = CountReply.STRING
    count_bound: Bound = Bound.IGNORED
    count_inclusive: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read the vendor's texts, whole."""

    contacts_v1: Listing = Listing()
    contacts_v2: Listing = Listing(page_base=PageBase.ZERO, bound=Bound.LOWER)
    contact_fields: Listing = Listing(bound=Bound.IGNORED)
    lists: Listing = Listing(ascending=False)
    tags: Listing = Listing(ascending=False)
    templates: Listing = Listing(ascending=False)
    surveys: Listing = Listing(page_base=PageBase.ONE, bound=Bound.IGNORED, ascending=False)
    messages: Listing = Listing(largest_page=200, bound=Bound.LOWER, inclusive=True)
    conversations: Listing = Listing()
    contacts_count: Counter = Counter(count_bound=Bound.LOWER)
    messages_count: Counter = Counter(count_bound=Bound.LOWER, count_inclusive=True)
    conversations_count: Counter = Counter(count_bound=Bound.UPPER)

    gone: frozenset[str] = field(default_factory=frozenset)
    users_listed: bool = False
    contact_fields_paged: bool = False
    archived: Archived = Archived.IGNORED
    private_hidden: bool = False

    fields: Fields = Fields.UNION
    empties: Empties = Empties.OMITTED
    extra_fields: bool = False
    letters: Letters = Letters.SNAKE
    error_body: ErrorBody = ErrorBody.MESSAGE
    missing: Missing = Missing.NOT_FOUND
    time_digits: int = 9
    time_padded: bool = False
    time_compared: Compared = Compared.STORED

    content_type_required: bool = False
    quoted_integers: bool = False
    unknown_keys: UnknownKeys = UnknownKeys.IGNORED
    future_iat: bool = True
    retry_after: RetryAfter = RetryAfter.ABSENT

    list_avatar: bool = False
    opted_out_shown: bool = True
    uuid_shown: UuidShown = UuidShown.NEVER
    channels_shown: bool = False
    tag_items: TagItems = TagItems.REFERENCE
    channel_ids: ChannelIds = ChannelIds.INTEGERS
    search_by_id: SearchById = SearchById.REFUSED
    search_folded: bool = False
    search_values: int = 0

    conversation_user: ConversationUser = ConversationUser.OPTIONAL
    conversation_scope: ConversationScope = ConversationScope.REFUSED
    conversation_filters: ConversationFilters = ConversationFilters.OPTIONAL
    closed_omitted: ClosedOmitted = ClosedOmitted.BOTH
    status_shown: bool = True

    message_time_field: TimeField = TimeField.DATE
    message_bound: MessageBound = MessageBound.ORDER
    message_date_bound: bool = False
    message_parent: bool = False
    message_updated_order: bool = True
    history_timestamp: HistoryTimestamp = HistoryTimestamp.BEFORE
    history_order: HistoryOrder = HistoryOrder.NEWEST_FIRST

    inbox_plus: bool = False
    invited_list: bool = False
    member_email: bool = False
    empty_lookup: EmptyLookup = EmptyLookup.ALL
    get_body_dropped: bool = False

    writes: Writing = field(default_factory=Writing)
