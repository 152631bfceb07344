"""The fields of every object: name, kind, and which text of the vendor shows it, as data."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a field holds."""

    KEY = "key"
    INTEGER = "integer"
    TEXT = "text"
    FLAG = "flag"
    TIME = "time"
    URL = "url"
    LIST = "list"
    MAP = "map"
    ANY = "any"
    TAGS = "tags"
    PHONE = "phone"
    PHONES = "phones"
    INVITED = "invited"
    CHANNEL_KEY = "channel_key"
    CHANNEL_CONTACT = "channel_contact"
    OBJECT = "object"
    OBJECTS = "objects"


class Source(StrEnum):
    """Who shows a field: the vendor's older text, the newer one, data seen by others, or only a switch."""

    OLD = "a"
    NEW = "b"
    OBSERVED = "o"
    SWITCHED = "x"


@dataclass(frozen=True, slots=True)
class Field:
    """One field of an object as the API writes it."""

    name: str
    kind: Kind
    sources: frozenset[Source]
    shape: str = ""


@dataclass(frozen=True, slots=True)
class Shape:
    """One object as the API writes it."""

    name: str
    fields: tuple[Field, ...]


_FIELDS = """
[contact]
id key abo
uuid text x
display_name text abo
first text abo
last text abo
email text abo
phone text abo
avatar url ab
custom map ab
team_id integer abo
creator_id integer abo
assigned_user_id integer abo
tags tags ab
shared flag abo
created time abo
updated time abo
rev integer abo
op text abo
is_opted_out flag a
external_id text b
external_ref text b
inbox_id integer b
parent_id integer b
type text b
note objects:note b
contact_channels objects:channel x
[note]
date time b
id text b
name text b
text text b
user_id integer b
[channel]
id channel_key abo
team_id integer abo
contact_id channel_contact abo
channel_type text abo
channel_id text abo
info_channel text abo
channel_handle text abo
created time abo
updated time abo
[status]
id key abo
phone text abo
unsubscribed flag abo
blocked flag abo
unsubscribed_admin flag o
unsubscribed_contact flag o
[contact_field]
id key abo
title text abo
[list]
id key abo
name text abo
local_id text abo
targets map abo
team_id integer abo
creator_id integer abo
shared flag abo
created time abo
updated time abo
rev integer abo
archived flag abo
[tag]
id key abo
tag text abo
color text abo
team_id integer abo
created time abo
updated time abo
rev integer abo
[template]
id key abo
name text abo
local_id text abo
content object:gallery_content abo
team_id integer abo
creator_id integer abo
shared flag abo
created time abo
updated time abo
rev integer abo
archived flag abo
op text o
[gallery_content]
text text abo
gallery objects:gallery_entry abo
attachments objects:attachment o
[gallery_entry]
url url abo
original_url url abo
annotation_text text abo
annotation_position text abo
[attachment]
name text abo
type text abo
url url abo
[survey]
id key abo
name text abo
type text abo
question text abo
created time abo
updated time abo
[message]
id key abo
date time abo
updated time bo
text text abo
type text abo
status text abo
user integer abo
author text b
target text bo
targets map o
phone text ab
media url ab
link_url text b
custom object:message_custom b
broadcast_id integer ab
flagged flag ab
local_id text bo
channel text o
hidden flag o
raw_error text o
target_errors map o
super integer bo
support flag b
conversation object:conversation abo
[message_custom]
data any b
type text b
[conversation]
id key abo
inbox integer abo
target text abo
targets map o
name text b
channel text abo
type text b
status text abo
assigned integer abo
creator integer b
created time abo
updated time abo
snooze_till time b
last_inbound integer b
last_msg text o
read integer abo
unread flag o
unread_users list o
replied flag abo
blocked flag abo
muted flag abo
email_noti flag abo
support flag abo
members objects:conversation_member abo
local_id text bo
noreply text bo
op text bo
super integer bo
[conversation_member]
id key abo
name text abo
[inbox]
id key abo
name text abo
team integer abo
members list abo
phone phone abo
phones phones abo
auto_assignable flag abo
bco_chats flag b
forward_number text ab
invited invited abo
op text b
rev integer b
widget_code text ab
allowed_domains list ab
widget_settings object:widget_settings abo
created_at time o
updated_at time o
ai_agent_auto_assign flag o
auto_close flag o
force_assign flag o
high_throughput flag o
ignore_inc_call_notif flag o
is_bandwidth flag o
is_business_hours flag o
is_quiet_hours flag o
ittc integer o
notify_all flag o
notify_after_inbound_idle integer o
notify_after_outbound_idle integer o
notify_on_inbound_idle flag o
notify_on_outbound_idle flag o
notify_on_chat_assignment flag o
email_on_inbound_idle flag o
email_on_outbound_idle flag o
promote_inbound_idle_to_top flag o
promote_outbound_idle_to_top flag o
show_waiting_indicator flag o
unassign_on_close flag o
business_hours object:business_hours o
[widget_settings]
background_color text ab
button_color text ab
fab_background_color text ab
fab_text_color text ab
message text ab
name text ab
phone text ab
position integer ab
preview_enabled flag ab
title_background_color text ab
title_text_color text ab
tos text ab
webchat_enabled flag o
sms_disabled flag o
email_enabled flag o
email_required flag o
name_enabled flag o
name_required flag o
phone_enabled flag o
phone_optional flag o
[business_hours]
is_weekday_hours_set flag o
is_weekend_hours_set flag o
quiet_hours_enabled flag o
weekday_start_hour integer o
weekday_start_min integer o
weekday_end_hour integer o
weekday_end_min integer o
weekend_start_hour integer o
weekend_start_min integer o
weekend_end_hour integer o
weekend_end_min integer o
[team]
id key abo
name text abo
list_size integer abo
members objects:member abo
[member]
id key abo
name text abo
role text abo
email text x
[user]
id key abo
phone text abo
name text abo
email text abo
role_id integer abo
team_id integer abo
created_at time abo
updated_at time abo
user_created_at time abo
user_updated_at time abo
[schedule]
id key abo
execute time abo
inbox_id integer abo
local_id text abo
created time abo
updated time abo
op text abo
rev integer abo
meta object:schedule_meta abo
team_id integer o
user_id integer o
[schedule_meta]
campaign_id integer abo
campaign_step_id integer abo
campaign_target_phone text abo
content object:schedule_content abo
conversation_id integer abo
list_id integer abo
[schedule_content]
text text abo
to text abo
template any abo
attachments objects:attachment abo
gallery objects:gallery_entry abo
local_day integer abo
local_time text abo
offset integer abo
"""


def _field(line: str) -> Field:
    name, kind, sources = line.split()
    kind, _, shape = kind.partition(":")
    return Field(name, Kind(kind), frozenset(Source(letter) for letter in sources), shape)


def _shapes(text: str) -> dict[str, Shape]:
    found: dict[str, list[Field]] = {}
    for line in text.split("\n"):
        if line.startswith("["):
            fields = found.setdefault(line.strip("[]"), [])
        elif line:
            fields.append(_field(line))
    return {name: Shape(name, tuple(fields)) for name, fields in found.items()}


SHAPES: dict[str, Shape] = _shapes(_FIELDS)
