"""Makes conversations and the messages of two years."""

from __future__ import annotations

import bisect
from itertools import accumulate

from .making import Making, crowd_together, part_by_ticks, spread
from .moments import DAY, SECOND, read_time, write_time
from .rows import Row
from .words import BROADCASTS, INBOUND, OUTBOUND


def make_conversations(making: Making) -> None:
    """Conversations and their messages; broadcasts and a closing day share one time."""
    sizes = making.sizes
    count = sizes.conversations
    if count is None:
        count = max(min(1, sizes.messages), min(sizes.messages // 8, max(sizes.contacts * 5 // 6, 1)))
    conversations = _conversations(making, count)
    messages = _messages(making, conversations) if conversations else []
    _settle(making, conversations, messages)
    making.world.fill("conversations", conversations)
    making.world.fill("messages", messages)


def _conversations(making: Making, count: int) -> list[Row]:
    chance, world = making.chance, making.world
    contacts, used, rows = list(world.contacts), set(), []
    for index, identity in enumerate(spread(making, count, 9_900_000)):
        contact = contacts[index % len(contacts)] if contacts and chance.random() < 0.95 else None
        turn = index // max(len(contacts), 1) + chance.choice((0, 0, 0, 1, 1, 2, 3))
        inbox = world.inboxes[turn % len(world.inboxes)]
        channel, target, targets = _target(making, contact, index)
        if (inbox["id"], target) in used:
            channel, target, targets = "sms", making.phone(), None
        used.add((inbox["id"], target))
        rows.append(_conversation(making, identity, inbox, contact, channel, target, targets))
    return rows


def _target(making: Making, contact: Row | None, index: int) -> tuple[str, str, Row | None]:
    if contact and index % 12 == 5 and contact["email"]:
        return "email", contact["email"], None
    phone = contact["phone"] if contact and contact["phone"] else making.phone()
    if index % 25 == 7:
        others = [making.phone() for _ in range(1 + index % 3)]
        names = {"f": (contact or {}).get("first") or "", "l": (contact or {}).get("last") or ""}
        return "sms", ",".join([phone, *others]), {phone: names, **{one: {"f": "", "l": ""} for one in others}}
    return "sms", phone, None


def _conversation(
    making: Making, identity: int, inbox: Row, contact: Row | None, channel: str, target: str, targets: Row | None
) -> Row:
    chance, members = making.chance, inbox["members"]
    created = write_time(making.moment())
    names = {member["id"]: member["name"] for member in making.world.members}
    assigned = chance.choice(members) if members and chance.random() < 0.5 else 0
    return {
        "id": identity,
        "inbox": inbox["id"],
        "target": target,
        "targets": targets,
        "name": contact["display_name"] if contact else "",
        "channel": channel,
        "type": "group" if targets else "direct",
        "status": chance.choice(("open", "open", "closed", "closed", "pending")),
        "assigned": assigned,
        "creator": chance.choice(members) if members and chance.random() < 0.4 else 0,
        "created": created,
        "updated": created,
        "snooze_till": write_time(making.moment(low=making.last)) if chance.random() < 0.03 else "",
        "last_inbound": 0,
        "last_msg": "",
        "read": 0,
        "unread": False,
        "unread_users": [],
        "replied": False,
        "blocked": chance.random() < 0.02,
        "muted": chance.random() < 0.05,
        "email_noti": chance.random() < 0.2,
        "support": False,
        "members": [{"id": one, "name": names[one]} for one in members],
        "local_id": making.uuid() if chance.random() < 0.3 else None,
        "noreply": "",
        "op": chance.choice(("update", None)),
        "super": 0,
    }


def _messages(making: Making, conversations: list[Row]) -> list[Row]:
    chance, count = making.chance, making.sizes.messages
    weights = list(accumulate(chance.paretovariate(1.2) for _ in conversations))
    moments = sorted(making.moment() for _ in range(count))
    members = {inbox["id"]: inbox["members"] or [0] for inbox in making.world.inboxes}
    rows = []
    for identity, moment in zip(spread(making, count, 8_100_000_000), moments, strict=True):
        conversation = conversations[bisect.bisect_left(weights, chance.random() * weights[-1])]
        rows.append(_message(making, identity, moment, conversation, members[conversation["inbox"]]))
    _broadcast(making, rows, conversations)
    if count > 200:
        part_by_ticks(rows[-30:-21], read_time(rows[-30]["date"]), ("date", "updated"))
    return rows


def _message(making: Making, identity: int, moment: int, conversation: Row, members: list[int]) -> Row:
    chance = making.chance
    roll = chance.random()
    inbound, private, email = roll < 0.45, roll > 0.97, conversation["channel"] == "email"
    text = chance.choice(INBOUND) if inbound else chance.choice(OUTBOUND).format(name=conversation["name"] or "there")
    if roll > 0.999:
        text = "long " * 400
    if email:
        text = f"<p>{text}</p>"
    date = write_time(moment)
    failed = not inbound and roll > 0.94 and not private
    status = "received" if inbound else "failed" if failed else ("sent", "delivered", "seen")[identity % 3]
    pictured = not private and not email and chance.random() < 0.08
    return {
        "id": identity,
        "date": date,
        "updated": date if inbound or private else write_time(moment + (identity % 50) * 137_000_000),
        "text": "" if pictured and identity % 2 else text,
        "type": "note" if private else "image" if pictured else "text",
        "status": status,
        "user": (0 if identity % 2 else None) if inbound else members[identity % len(members)],
        "author": "API" if roll > 0.9 and not inbound else None,
        "target": conversation["target"],
        "targets": conversation["targets"],
        "phone": None if email or conversation["targets"] else conversation["target"],
        "media": making.file()[2] if pictured else None,
        "link_url": "https://example.com/x?y=1" if identity % 40 == 0 else "",
        "custom": {"data": [1, 2, identity % 7], "type": "card"} if identity % 90 == 0 else None,
        "broadcast_id": 0,
        "flagged": identity % 70 == 0,
        "local_id": None if inbound else f"local-{identity:x}",
        "channel": conversation["channel"],
        "hidden": identity % 150 == 0,
        "raw_error": '30007: carrier "violation"' if failed else None,
        "target_errors": {conversation["target"]: "undelivered"} if failed and identity % 2 else None,
        "super": 0,
        "support": False,
        "conversation": conversation,
    }


def _broadcast(making: Making, rows: list[Row], conversations: list[Row]) -> None:
    reachable = [one for one in conversations if one["channel"] == "sms" and not one["targets"]] or conversations[:1]
    sizes = [min(making.sizes.crowd, len(rows) // 6), min(making.sizes.crowd, len(rows) // 45)]
    sizes += [min(making.sizes.crowd, 40 + 9 * number) for number in range(len(rows) // 4000)]
    start = len(rows) // 5
    for number, size in enumerate(sizes):
        part = rows[start : start + size]
        _send_to_all(making, part, reachable, number)
        start += size + max(1, len(rows) // (2 * len(sizes) + 2))


def _send_to_all(making: Making, part: list[Row], reachable: list[Row], number: int) -> None:
    if not part:
        return
    moment = read_time(part[-1]["date"]) // 100 * 100
    for place, row in enumerate(part):
        conversation = reachable[place % len(reachable)]
        row.update(
            conversation=conversation,
            target=conversation["target"],
            phone=conversation["target"],
            targets=None,
            channel="sms",
            type="text",
            text=BROADCASTS[number % len(BROADCASTS)],
            media=None,
            broadcast_id=3000 + number,
            user=making.world.members[0]["id"] if len(making.world.members) else 0,
            status="delivered",
            local_id=f"broadcast-{number}-{place}",
            raw_error=None,
            target_errors=None,
        )
    crowd_together(part, moment, ("date",))
    crowd_together(part, moment + 7 * SECOND, ("updated",))


def _settle(making: Making, conversations: list[Row], messages: list[Row]) -> None:
    first: dict[int, str] = {}
    last: dict[int, Row] = {}
    for row in messages:
        conversation = row["conversation"]
        first.setdefault(conversation["id"], row["date"])
        last[conversation["id"]] = row
        if not row["user"]:
            conversation["last_inbound"] = row["id"]
    for conversation in conversations:
        newest = last.get(conversation["id"])
        if newest is None:
            continue
        conversation["created"] = first[conversation["id"]]
        conversation["updated"] = newest["date"]
        conversation["last_msg"] = newest["text"][:120]
        conversation["replied"] = bool(newest["user"])
        conversation["unread"] = not newest["user"] and conversation["id"] % 3 != 0
        readers = conversation["members"][:2] if conversation["unread"] else []
        conversation["unread_users"] = [one["id"] for one in readers]
        conversation["read"] = read_time(newest["date"]) // SECOND if not conversation["unread"] else 0
    _close_together(making, conversations)


def _close_together(making: Making, conversations: list[Row]) -> None:
    moment = making.last - 21 * DAY + 500_000
    idle = [one for one in conversations if read_time(one["updated"]) < moment - DAY]
    idle = idle[: min(making.sizes.crowd, max(len(conversations) * 2 // 5, 3))]
    for conversation in idle:
        conversation["status"] = "closed"
    crowd_together(idle, moment, ("updated",))
    busy = [one for one in conversations if read_time(one["updated"]) > moment][:7]
    part_by_ticks(busy, making.last + SECOND, ("updated",))
