"""What a column's value has to look like in the body of a write: checked, and made into JSON data.

Each shape is given a value of the column's type and gives what the body wants; it raises ``ValueError`` with the end of
a sentence ("is no phone number …") where the value is none.
"""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Callable
from typing import Any

MOST_TAGS = 5
GALLERY_ENTRY = ("url", "original_url", "annotation_text", "annotation_position")
QUARTER = datetime.timedelta(minutes=15)
_PUNCTUATION = re.compile(r"[\s().\-/\u2010-\u2013]")
_DIGITS = re.compile(r"[1-9][0-9]{6,14}", re.ASCII)
_ADDRESS = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>.]+")
_LINK = re.compile(r"https?://[^\s/]+(/\S*)?", re.IGNORECASE)
_COLOR = re.compile(r"#[0-9a-f]{3}([0-9a-f]{3})?([0-9a-f]{2})?", re.IGNORECASE)

Shape = Callable[[Any], Any]


def as_given(value: Any) -> Any:
    """The value itself."""
    return value


def text(value: Any) -> str:
    """A text."""
    if isinstance(value, dict | list | bytes):
        raise ValueError("is no text")
    return str(value)


def filled_text(value: Any) -> str:
    """A text that is not empty."""
    text = str(value)
    if not text.strip():
        raise ValueError("is empty")
    return text


def phone(value: Any) -> str:
    """Digits of a number that has its country's code, without a plus sign."""
    text = _PUNCTUATION.sub("", str(value))
    digits = text[1:] if text.startswith("+") else text
    if not _DIGITS.fullmatch(digits):
        raise ValueError("is no phone number: write 7 to 15 digits with the country's code, such as +1 510 555 3344")
    return digits


def stored_phone(value: Any) -> str:
    """A stored number, without a plus sign."""
    return str(value).lstrip("+")


def email(value: Any) -> str:
    """An e-mail address."""
    text = str(value).strip()
    if not _ADDRESS.fullmatch(text):
        raise ValueError("is no e-mail address: write one such as ann@example.com")
    return text


def link(value: Any) -> str:
    """The address of a file that the API fetches."""
    text = str(value).strip()
    if not _LINK.fullmatch(text):
        raise ValueError("is no link: the API takes one that begins with http:// or https://")
    return text


def color(value: Any) -> str:
    """A colour in hexadecimal."""
    text = str(value).strip()
    if not _COLOR.fullmatch(text):
        raise ValueError("is no colour: write one such as #FFD700")
    return text


def identity(value: Any) -> int:
    """An id."""
    if int(value) <= 0:
        raise ValueError("is no id: ids are greater than 0")
    return int(value)


def flag(value: Any) -> bool:
    """True or false."""
    return bool(value)


def document(value: Any) -> Any:
    """JSON data: of a text, or as the engine gives it."""
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        raise ValueError("is no JSON") from None


def tag_ids(value: Any) -> list[int]:
    """The ids of a contact's tags: of an array of ids, or of objects with ``tag_id`` or ``id``."""
    entries = document(value)
    if not isinstance(entries, list):
        raise ValueError("is no JSON array of tags, such as [1, 2]")
    found = []
    for entry in entries:
        one = (entry.get("tag_id") or entry.get("id")) if isinstance(entry, dict) else entry
        if isinstance(one, bool) or not isinstance(one, int) or one <= 0:
            raise ValueError("is no JSON array of tags, such as [1, 2]")
        found.append(one)
    return list(dict.fromkeys(found))


def few_tag_ids(value: Any) -> list[int]:
    """The ids of the tags that a contact is to have."""
    found = tag_ids(value)
    if len(found) > MOST_TAGS:
        raise ValueError(f"has {len(found)} tags: a contact has at most {MOST_TAGS}")
    return found


def tag_references(value: Any) -> list[dict[str, int]]:
    """Tags as a contact's write names them."""
    return [{"tag_id": one} for one in value]


def mail_channel(value: Any) -> list[dict[str, str]]:
    """The channels of a contact that has an address alone."""
    return [{"channel_type": "email", "channel_id": value}]


def uuid_channels(value: Any) -> list[dict[str, Any]]:
    """Contacts by their UUIDs, as the call that deletes many of them names them."""
    return [{"channel_type": "id", "channel_ids": list(value)}]


def content(value: Any) -> dict[str, Any]:
    """A template's content: an object with its text and its gallery."""
    entries = document(value)
    if not isinstance(entries, dict) or not isinstance(entries.get("text"), str):
        raise ValueError("is no JSON object with a text")
    gallery = [_entry(one) for one in entries.get("gallery") or ()]
    return {"text": entries["text"], **({"gallery": gallery} if gallery else {})}


def _entry(value: Any) -> dict[str, str]:
    if not isinstance(value, dict):
        raise ValueError("is no content: its gallery is an array of objects")
    return {name: one for name in GALLERY_ENTRY if isinstance(one := value.get(name), str)}


def stored_content(value: Any) -> dict[str, Any]:
    """A schedule's content as it is stored, without what is empty."""
    return {name: one for name, one in dict(value).items() if one not in (None, [], "", 0)}


def phones(value: Any) -> list[str]:
    """Numbers: the keys of an object, or the texts of an array."""
    entries = document(value)
    if isinstance(entries, dict | list) and all(isinstance(one, str) for one in entries):
        return list(dict.fromkeys(phone(one) for one in entries))
    raise ValueError('is no JSON array of phone numbers, such as ["15105553344"], nor an object with such keys')


def nameless(value: Any) -> dict[str, dict[str, str]]:
    """Numbers as an object, whose names the server knows."""
    return {one: {} for one in value}


def recipients(value: Any) -> list[str]:
    """The phones or addresses of a group: of an array of texts, or of the keys of an object."""
    entries = document(value)
    if not isinstance(entries, dict | list) or not entries or not all(isinstance(one, str) for one in entries):
        raise ValueError('is no JSON array of recipients, such as ["15105553344"]')
    return list(dict.fromkeys(str(one) for one in entries))


def group(value: Any) -> list[str]:
    """The numbers of a group."""
    return phones(value)


def mail_recipient(value: Any) -> list[str]:
    """The address of an e-mail, as its targets."""
    return [f"to:{email(value)}"]


def mail_recipients(value: Any) -> list[str]:
    """The addresses of an e-mail: as ``to:a@example.com,b@example.com`` and ``cc:…``, or plain ones, all of them to."""
    entries = recipients(value)
    plain = [email(one) for one in entries if not one.lower().startswith(("to:", "cc:"))]
    told = [one for one in entries if one.lower().startswith(("to:", "cc:"))]
    for one in told:
        for address in one.partition(":")[2].split(","):
            email(address)
    return ([f"to:{','.join(plain)}"] if plain else []) + told


def stored_moment(value: Any) -> str:
    """A stored time as a write says it."""
    moment = datetime.datetime.fromisoformat(str(value)).astimezone(datetime.UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def quarter_ahead(value: Any) -> str:
    """A time on a quarter of an hour, 15 minutes ahead at least."""
    moment = value if isinstance(value, datetime.datetime) else datetime.datetime.fromisoformat(str(value))
    moment = moment.replace(tzinfo=moment.tzinfo or datetime.UTC).astimezone(datetime.UTC)
    if moment.minute % 15 or moment.second or moment.microsecond:
        raise ValueError("is not on a quarter of an hour: the API sends at :00, :15, :30 and :45")
    if moment < datetime.datetime.now(datetime.UTC) + QUARTER:
        raise ValueError("is not 15 minutes ahead")
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
