"""Which conversation a send or an action means, and new conversations."""

from __future__ import annotations

from .calls import Call, Refusal
from .changing import refuse_unless
from .choices_rest import Sender
from .contact_rows import make_contact
from .endpoints_contacts import by_channel
from .rows import Row


class Threads:
    """The conversations of an inbox by target, and the contacts by phone or e-mail, as one call sees them."""

    def __init__(self, call: Call, inbox: Row) -> None:
        self.call = call
        self.inbox = inbox
        self._contacts = {kind: by_channel(call, kind) for kind in ("phone", "email")}
        self._known = {row["target"]: row for row in call.world.conversations if row["inbox"] == inbox["id"]}
        self._groups = {frozenset(row["targets"]): row for row in self._known.values() if row["targets"]}

    def contact(self, target: str) -> Row | None:
        """The contact with this phone or e-mail."""
        found = self._contacts["email" if "@" in target else "phone"].get(target)
        return found[0] if found else None

    def known(self, target: str) -> Row | None:
        """The conversation with one target."""
        return self._known.get(target)

    def group(self, targets: list[str]) -> Row | None:
        """The conversation with several targets, or with the only one."""
        return self._groups.get(frozenset(targets)) or (self.known(targets[0]) if len(targets) == 1 else None)

    def open(self, targets: list[str], creator: int, *, name: str | None = None, channel: str = "sms") -> Row:
        """A new conversation."""
        call, contact = self.call, self.contact(targets[0])
        if contact is None and call.writes.send_makes_contact:
            contact = make_contact(call, {"email" if "@" in targets[0] else "phone": targets[0]})
            self._contacts["email" if "@" in targets[0] else "phone"].setdefault(targets[0], []).append(contact)
        group = {one: _names(self.contact(one)) for one in targets} if len(targets) > 1 else None
        row = call.world.insert(
            "conversations",
            inbox=self.inbox["id"],
            target=",".join(targets),
            targets=group,
            name=name or (contact["display_name"] if contact else None) or "",
            channel=channel,
            type="group" if group else "direct",
            status="open",
            assigned=0,
            creator=creator,
            members=members_of(call, self.inbox),
            op="create",
            **_EMPTY,
        )
        self._known[row["target"]] = row
        if group:
            self._groups[frozenset(targets)] = row
        return row


def inbox_of(call: Call, name: str) -> Row:
    """The inbox that a call names; refused where there is none."""
    inbox = call.world.inboxes.get(int(call.keys[name]))
    refuse_unless(inbox, f"{name}: no such inbox")
    assert inbox is not None
    return inbox


def refuse_sender(call: Call, inbox: Row, name: str) -> int:
    """The member in whose name a call is made; one without access to the inbox is what the reading says."""
    member = int(call.keys[name])
    if member not in inbox["members"] and call.writes.sender is not Sender.ACCEPTED:
        status = 403 if call.writes.sender is Sender.DENIED else 400
        raise Refusal(status, f"{name}: no member of the inbox")
    return member


def members_of(call: Call, inbox: Row) -> list[Row]:
    """The members of an inbox as a conversation shows them."""
    known = call.world.members
    return [{"id": one, "name": (known.get(one) or {}).get("name")} for one in inbox["members"]]


def _names(contact: Row | None) -> Row:
    return {"f": (contact or {}).get("first") or "", "l": (contact or {}).get("last") or ""}


_EMPTY: Row = {
    "snooze_till": "",
    "last_inbound": 0,
    "last_msg": "",
    "read": 0,
    "unread": False,
    "unread_users": [],
    "replied": False,
    "blocked": False,
    "muted": False,
    "email_noti": False,
    "support": False,
    "noreply": "",
    "super": 0,
}
