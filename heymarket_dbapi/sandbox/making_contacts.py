"""Makes contacts with their channels, statuses and custom fields."""

from __future__ import annotations

from typing import Any

from .making import TEAM_ID, Making, crowd_together, part_by_ticks, spread
from .moments import DAY, write_time
from .rows import Row
from .words import CITIES, CUSTOM_FIELDS, DOMAINS, FIRST_NAMES, LAST_NAMES, NOTES, PLANS

BOTH = ("created", "updated")


def make_contacts(making: Making) -> None:
    """Contacts of two years; an import gave many of them one time."""
    world = making.world
    world.fill("custom_fields", [{"id": 41 + 3 * place, "title": title} for place, title in enumerate(CUSTOM_FIELDS)])
    tags = [tag["id"] for tag in world.tags]
    members = [member["id"] for member in world.members]
    rows = [_contact(making, identity, tags, members) for identity in spread(making, making.sizes.contacts, 41_000_000)]
    _repeat_addresses(rows)
    _gather(making, rows)
    channels: list[Row] = []
    for row in rows:
        row["contact_channels"] = _channels(row, len(channels))
        channels.extend(row["contact_channels"])
    world.fill("contacts", rows)
    world.fill("channels", channels)
    world.fill("statuses", [_status(making, row) for row in rows])


def _contact(making: Making, identity: int, tags: list[int], members: list[int]) -> Row:
    chance = making.chance
    first = chance.choice(FIRST_NAMES) if chance.random() < 0.95 else None
    last = chance.choice(LAST_NAMES) if chance.random() < 0.9 else ""
    created = making.moment()
    phone = making.phone() if chance.random() < 0.93 else None
    email = _email(making, first, identity) if chance.random() < 0.55 or phone is None else None
    return {
        "id": identity,
        "uuid": making.uuid(),
        "display_name": f"{first or ''} {last}".strip(),
        "first": first,
        "last": last,
        "email": email,
        "phone": phone,
        "avatar": making.file()[2] if chance.random() < 0.25 else None,
        "custom": _custom(making, identity),
        "team_id": TEAM_ID,
        "creator_id": chance.choice(members) if members and chance.random() < 0.9 else None,
        "assigned_user_id": chance.choice(members) if members and chance.random() < 0.3 else 0,
        "tags": [{"tag_id": tag} for tag in chance.sample(tags, min(len(tags), chance.choice((0, 0, 0, 1, 1, 2, 5))))],
        "shared": chance.random() < 0.8,
        "created": write_time(created),
        "updated": write_time(created if chance.random() < 0.4 else making.moment(low=created)),
        "rev": chance.randint(1, 30),
        "op": chance.choice(("create", "update", "import", None)),
        "is_opted_out": chance.random() < 0.06,
        "external_id": f"crm-{identity}" if chance.random() < 0.2 else None,
        "external_ref": "hubspot" if chance.random() < 0.1 else "",
        "inbox_id": 42 if chance.random() < 0.2 else None,
        "parent_id": None,
        "type": chance.choice(("person", "person", "company", None)),
        "note": _notes(making, created) if chance.random() < 0.1 else [],
        "contact_channels": [],
    }


def _email(making: Making, first: str | None, identity: int) -> str:
    letters = "".join(letter for letter in (first or "x") if letter.isascii() and letter.isalpha()) or "someone"
    return f"{letters}.{identity % 100_000}@{making.chance.choice(DOMAINS)}"


def _custom(making: Making, identity: int) -> Row | None:
    chance = making.chance
    if chance.random() < 0.35:
        return None
    values: dict[str, Any] = {"41": f"AC-{identity % 1000:04d}"}
    if chance.random() < 0.5:
        values["44"] = chance.choice(PLANS)
    if chance.random() < 0.3:
        values["47"] = f"second.{identity % 1000}@example.com"
    if chance.random() < 0.2:
        values["50"] = chance.choice(("gold", "", "silver%", None))
    if chance.random() < 0.2:
        values["53"] = chance.choice(("2024-06-01", "12", "yes", ""))
    if chance.random() < 0.1:
        values["56"] = "blank title"
    if chance.random() < 0.25:
        values["59"] = chance.choice(CITIES)
    return values


def _notes(making: Making, created: int) -> list[Row]:
    chance = making.chance
    return [
        {
            "date": write_time(making.moment(low=created)),
            "id": making.uuid(),
            "name": chance.choice(FIRST_NAMES),
            "text": chance.choice(NOTES),
            "user_id": making.world.members[0]["id"] if len(making.world.members) else None,
        }
        for _ in range(chance.randint(1, 2))
    ]


def _repeat_addresses(rows: list[Row]) -> None:
    phones = [row for row in rows if row["phone"]]
    emails = [row for row in rows if row["email"]]
    if len(phones) > 40:
        phones[37]["phone"] = phones[3]["phone"]
    if len(emails) > 30:
        emails[27]["email"] = emails[2]["email"]


def _gather(making: Making, rows: list[Row]) -> None:
    crowd = min(len(rows) * 2 // 5 if len(rows) < 260 else len(rows) * 11 // 20, making.sizes.crowd)
    start = len(rows) // 6
    crowd_together(rows[start : start + crowd], making.last - 290 * DAY + 123_456_700, BOTH)
    rest = rows[start + crowd :]
    part_by_ticks(rest[:9], making.last - 120 * DAY, BOTH)
    crowd_together(rest[10 : 10 + min(35, len(rest) // 3)], making.last - 400 * DAY, ("updated", "created"))


def _channels(row: Row, made: int) -> list[Row]:
    kinds = [("phone", row["phone"], ""), ("email", row["email"], "")]
    if row["id"] % 17 == 0:
        kinds.append(("facebook", f"fb{row['id']}", f"@user{row['id']}"))
    return [
        {
            "id": 910_000 + made + place,
            "team_id": row["team_id"],
            "contact_id": row["id"],
            "channel_type": kind,
            "channel_id": value,
            "info_channel": "messenger" if kind == "facebook" else "",
            "channel_handle": handle,
            "created": row["created"],
            "updated": row["updated"],
        }
        for place, (kind, value, handle) in enumerate(kind for kind in kinds if kind[1])
    ]


def _status(making: Making, row: Row) -> Row:
    by_admin = row["is_opted_out"] and row["id"] % 2 == 0
    return {
        "id": row["id"],
        "phone": row["phone"],
        "unsubscribed": row["is_opted_out"],
        "blocked": making.chance.random() < 0.03,
        "unsubscribed_admin": by_admin,
        "unsubscribed_contact": row["is_opted_out"] and not by_admin,
    }
