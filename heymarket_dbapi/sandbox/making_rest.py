"""Makes members, inboxes, tags, lists, templates, surveys, schedules."""

from __future__ import annotations

from .making import TEAM_ID, Making, crowd_together, part_by_ticks, spread
from .moments import DAY, SECOND, write_time
from .rows import Row
from .words import COLORS, FIRST_NAMES, INBOXES, LAST_NAMES, OUTBOUND, ROLES, SURVEY_TYPES, TAGS

BOTH = ("created", "updated")


def make_members(making: Making) -> None:
    """The team, its members, and the users behind them."""
    chance, members, users = making.chance, [], []
    for index, identity in enumerate(spread(making, making.sizes.members, 7000)):
        first, last = chance.choice(FIRST_NAMES), chance.choice(LAST_NAMES)
        role, role_id = ROLES[min(index, 5)] if index < 6 else ROLES[2]
        email = f"member{index + 1}@example.com"
        created = making.moment(high=making.first + 60 * DAY)
        members.append({"id": identity, "name": f"{first} {last}", "role": role, "email": email})
        users.append(
            {
                "id": identity,
                "phone": making.phone() if index % 3 else None,
                "name": f"{first} {last}",
                "email": email,
                "role_id": role_id,
                "team_id": TEAM_ID,
                "created_at": write_time(created),
                "updated_at": write_time(making.moment(low=created)),
                "user_created_at": write_time(created - 30 * DAY),
                "user_updated_at": write_time(created) if index % 4 else None,
            }
        )
    making.world.fill("members", members)
    making.world.fill("users", users)
    making.world.team = {"id": TEAM_ID, "name": "Sandbox & Söhne", "list_size": 5000}


def make_inboxes(making: Making) -> None:
    """Four inboxes; the first member has access to all of them, the others to some."""
    rows, ids = [], [one["id"] for one in making.world.members]
    for index, name in enumerate(INBOXES):
        phone = making.phone()
        rows.append(_inbox(making, index, name, phone, ids))
    making.world.fill("inboxes", rows)


def _inbox(making: Making, index: int, name: str, phone: str, ids: list[int]) -> Row:
    chance = making.chance
    created = making.moment(high=making.first + 90 * DAY)
    flags = (
        "ai_agent_auto_assign",
        "auto_close",
        "force_assign",
        "high_throughput",
        "ignore_inc_call_notif",
        "is_bandwidth",
        "is_business_hours",
        "is_quiet_hours",
        "notify_all",
        "notify_on_inbound_idle",
        "notify_on_outbound_idle",
        "notify_on_chat_assignment",
        "email_on_inbound_idle",
        "email_on_outbound_idle",
        "promote_inbound_idle_to_top",
        "promote_outbound_idle_to_top",
        "show_waiting_indicator",
        "unassign_on_close",
        "auto_assignable",
        "bco_chats",
    )
    return {
        "id": 42 + index * 53,
        "name": name,
        "team": TEAM_ID,
        "members": ids[:1] + [one for place, one in enumerate(ids[1:]) if (place + index) % 2],
        "phone": phone,
        "phones": [phone] if index % 2 else [phone, making.phone()],
        "forward_number": making.phone() if index == 1 else None,
        "invited": ["new@example.com"] if index == 2 else [],
        "op": "update",
        "rev": chance.randint(1, 40),
        "widget_code": making.uuid() if index < 2 else "",
        "allowed_domains": ["example.com", "shop.example.com"] if index == 0 else [],
        "widget_settings": _widget(index),
        "created_at": write_time(created),
        "updated_at": write_time(making.moment(low=created)),
        "ittc": index,
        "notify_after_inbound_idle": 15 * index,
        "notify_after_outbound_idle": 0,
        "business_hours": _hours(index),
        **{flag: chance.random() < 0.3 for flag in flags},
    }


def _widget(index: int) -> Row | None:
    if index > 1:
        return None
    return {
        "background_color": "#FFFFFF",
        "button_color": "#3366FF",
        "fab_background_color": "",
        "fab_text_color": "#000",
        "message": "Text us – it's quick",
        "name": "Web",
        "phone": "",
        "position": index,
        "preview_enabled": True,
        "title_background_color": "#222",
        "title_text_color": None,
        "tos": "https://example.com/tos",
        "webchat_enabled": True,
        "sms_disabled": False,
        "email_enabled": True,
        "email_required": False,
        "name_enabled": True,
        "name_required": True,
        "phone_enabled": False,
        "phone_optional": False,
    }


def _hours(index: int) -> Row | None:
    if index == 3:
        return None
    return {
        "is_weekday_hours_set": True,
        "is_weekend_hours_set": index == 0,
        "quiet_hours_enabled": False,
        "weekday_start_hour": 9,
        "weekday_start_min": 0,
        "weekday_end_hour": 17,
        "weekday_end_min": 30,
        "weekend_start_hour": 10 if index == 0 else 0,
        "weekend_start_min": 0,
        "weekend_end_hour": 0,
        "weekend_end_min": 0,
    }


def make_tags(making: Making) -> None:
    """Tags; more than a page, some of one moment."""
    rows: list[Row] = []
    for index, identity in enumerate(spread(making, making.sizes.tags, 500)):
        created = making.moment()
        rows.append(
            {
                "id": identity,
                "tag": TAGS[index] if index < len(TAGS) else f"tag {index}",
                "color": making.chance.choice(COLORS),
                "team_id": TEAM_ID,
                "created": write_time(created),
                "updated": write_time(created if index % 3 else making.moment(low=created)),
                "rev": 1 + index % 4,
            }
        )
    _gather(making, rows)
    making.world.fill("tags", rows)


def make_rest(making: Making) -> None:
    """Everything that stands on contacts and conversations."""
    _make_lists(making)
    _make_templates(making)
    _make_surveys(making)
    _make_schedules(making)


def _make_lists(making: Making) -> None:
    chance, contacts = making.chance, [one for one in making.world.contacts if one["phone"]]
    rows: list[Row] = []
    for index, identity in enumerate(spread(making, making.sizes.lists, 300)):
        size = 0 if index % 9 == 4 else min(len(contacts), chance.randint(1, 60))
        created = making.moment()
        rows.append(
            {
                "id": identity,
                "name": f"List {index + 1}" if index % 7 else f'It\'s 100% "list" {index + 1}',
                "local_id": making.uuid() if index % 3 else None,
                "targets": {
                    one["phone"]: {"f": one["first"] or "", "l": one["last"] or ""}
                    for one in chance.sample(contacts, size)
                },
                "team_id": TEAM_ID,
                "creator_id": _member(making),
                "shared": index % 4 != 0,
                "created": write_time(created),
                "updated": write_time(making.moment(low=created)),
                "rev": chance.randint(1, 9),
                "archived": index % 6 == 5,
            }
        )
    _gather(making, rows)
    making.world.fill("lists", rows)


def _make_templates(making: Making) -> None:
    chance, rows = making.chance, []
    for index, identity in enumerate(spread(making, making.sizes.templates, 900)):
        created = making.moment()
        rows.append(
            {
                "id": identity,
                "name": f"Template {index + 1}" if index % 8 else "Größe & 'Maß'",
                "local_id": making.uuid() if index % 2 else None,
                "content": _content(making, index),
                "team_id": TEAM_ID,
                "creator_id": _member(making),
                "shared": index % 5 != 0,
                "created": write_time(created),
                "updated": write_time(making.moment(low=created)),
                "rev": chance.randint(1, 9),
                "archived": index % 7 == 3,
                "op": chance.choice(("create", "update", None)),
            }
        )
    _gather(making, rows)
    making.world.fill("templates", rows)


def _content(making: Making, index: int) -> Row | None:
    if index % 20 == 19:
        return None
    gallery, attachments = [], []
    for number in range((0, 1, 3, 0, 2)[index % 5]):
        _, _, url = making.file()
        gallery.append(
            {
                "url": url,
                "original_url": making.file()[2] if number else None,
                "annotation_text": 'Look at "this"' if number == 1 else "",
                "annotation_position": "top" if number else None,
            }
        )
    for _ in range((0, 0, 0, 1)[index % 4]):
        name, content_type, url = making.file()
        attachments.append({"name": name, "type": content_type, "url": url})
    text = making.chance.choice(OUTBOUND).format(name="{{first_name}}") if index % 11 else ""
    return {"text": text, "gallery": gallery, "attachments": attachments}


def _make_surveys(making: Making) -> None:
    rows = []
    for index, identity in enumerate(spread(making, making.sizes.surveys, 60)):
        created = making.moment()
        rows.append(
            {
                "id": identity,
                "name": f"Survey {index + 1}",
                "type": SURVEY_TYPES[index % 3],
                "question": "How likely are you to recommend us?" if index % 5 else None,
                "created": write_time(created),
                "updated": write_time(making.moment(low=created)),
            }
        )
    making.world.fill("surveys", rows)


def _make_schedules(making: Making) -> None:
    world, rows = making.world, []
    conversations, lists = list(world.conversations), list(world.lists)
    for index, identity in enumerate(spread(making, making.sizes.schedules, 2000)):
        created = making.moment(low=making.last - 60 * DAY)
        due = (making.last // (900 * SECOND) + 8 + index * 5) * 900 * SECOND
        conversation = conversations[index % len(conversations)]["id"] if conversations and index % 3 == 0 else None
        rows.append(
            {
                "id": identity,
                "execute": write_time(due),
                "inbox_id": world.inboxes[index % len(world.inboxes)]["id"],
                "local_id": making.uuid(),
                "created": write_time(created),
                "updated": write_time(created + index * SECOND),
                "op": "create",
                "rev": 1 + index % 3,
                "meta": {
                    "campaign_id": None,
                    "campaign_step_id": None,
                    "campaign_target_phone": making.phone() if index % 3 == 1 else None,
                    "content": {
                        "text": making.chance.choice(OUTBOUND).format(name="you"),
                        "to": "",
                        "template": None,
                        "attachments": [],
                        "gallery": [],
                        "local_day": None,
                        "local_time": "",
                        "offset": 0,
                    },
                    "conversation_id": conversation,
                    "list_id": lists[index % len(lists)]["id"] if lists and index % 3 == 2 else None,
                },
                "team_id": TEAM_ID,
                "user_id": _member(making),
            }
        )
    world.fill("schedules", rows)


def _member(making: Making) -> int | None:
    members = making.world.members
    return members[making.chance.randrange(len(members))]["id"] if len(members) else None


def _gather(making: Making, rows: list[Row]) -> None:
    part_by_ticks(rows[:5], making.moment(low=making.last - 200 * DAY), BOTH)
    crowd_together(rows[8:18], making.moment(low=making.last - 300 * DAY), BOTH)
