"""Who is on a list after a write: numbers, addresses and contacts, added, removed or replaced."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from .calls import Call
from .changing import refuse_unless
from .choices_contacts import Unheard
from .choices_rest import NewNumbers
from .contact_rows import make_contact
from .endpoints_contacts import by_channel
from .rows import Row


@dataclass(slots=True)
class Members:
    """The members of a list: numbers with names, which replies show, and contacts that they do not show."""

    targets: Row
    unshown: dict[int, None]

    def clear(self) -> None:
        """Take everybody off."""
        self.targets.clear()
        self.unshown.clear()


def members_of(call: Call, row: Row | None) -> Members:
    """A copy of the members of a list, none of a new one."""
    if row is None:
        return Members({}, {})
    return Members(dict(row["targets"]), dict(call.world.unshown.get(row["id"], {})))


def add_phones(call: Call, members: Members, phones: Iterable[str], *, shown: bool = True) -> None:
    """Put numbers on a list; what becomes of a number that is no contact's is the reading's."""
    known = by_channel(call, "phone")
    for phone in phones:
        found = known.get(phone)
        contact = found[0] if found else _stranger(call, {"phone": phone})
        if contact is not None:
            _add(members, contact, shown, phone)
        elif call.writes.new_numbers is NewNumbers.LISTED:
            members.targets.setdefault(phone, {"f": "", "l": ""})


def add_emails(call: Call, members: Members, emails: Iterable[str], *, shown: bool) -> None:
    """Put the contacts with these addresses on a list."""
    known = by_channel(call, "email")
    for email in emails:
        found = known.get(email)
        contact = found[0] if found else _stranger(call, {"email": email})
        if contact is not None:
            _add(members, contact, shown)


def add_contacts(call: Call, members: Members, identities: Iterable[int], *, shown: bool) -> None:
    """Put contacts on a list by their ids."""
    for identity in identities:
        contact = call.world.contacts.get(int(identity))
        if contact is not None:
            _add(members, contact, shown)
        else:
            refuse_unless(call.writes.unknown_member is Unheard.DROPPED, "contacts: no such contact")


def remove_phones(call: Call, members: Members, phones: Iterable[str]) -> None:
    """Take numbers off a list."""
    known = by_channel(call, "phone")
    for phone in phones:
        members.targets.pop(phone, None)
        for contact in known.get(phone, ()):
            members.unshown.pop(contact["id"], None)


def remove_emails(call: Call, members: Members, emails: Iterable[str]) -> None:
    """Take the contacts with these addresses off a list."""
    known = by_channel(call, "email")
    remove_contacts(call, members, [one["id"] for email in emails for one in known.get(email, ())])


def remove_contacts(call: Call, members: Members, identities: Iterable[int]) -> None:
    """Take contacts off a list by their ids."""
    for identity in identities:
        members.unshown.pop(int(identity), None)
        contact = call.world.contacts.get(int(identity))
        if contact is not None and contact["phone"]:
            members.targets.pop(contact["phone"], None)


def _add(members: Members, contact: Row, shown: bool, phone: str | None = None) -> None:
    number = phone or contact["phone"]
    if shown and number:
        members.targets[number] = {"f": contact["first"] or "", "l": contact["last"] or ""}
    else:
        members.unshown[contact["id"]] = None


def _stranger(call: Call, given: Row) -> Row | None:
    rule = call.writes.new_numbers
    refuse_unless(rule is not NewNumbers.REFUSED, "a member is no contact")
    return make_contact(call, given) if rule is NewNumbers.CREATED else None
