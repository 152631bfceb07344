"""Makes a believable account from a seed: the same seed and sizes give the same account."""

from __future__ import annotations

import random
import uuid
from dataclasses import dataclass, fields

from .moments import DAY, SECOND, read_time, write_time
from .rows import Row
from .words import FILES
from .world import MEDIA_BASE, Media, World

UNTIL = "2025-12-31T18:00:00Z"
TEAM_ID = 5501
PHONES = 7_999_999_993
_PHONE_STEP = 4_294_967_291
_DIGITS = (9, 7, 6, 6, 6, 6, 5, 3, 3, 0, 0)


@dataclass(frozen=True, slots=True)
class Sizes:
    """How much of everything an account holds; None is derived from the others."""

    contacts: int = 300
    messages: int = 3000
    conversations: int | None = None
    lists: int = 34
    tags: int = 45
    templates: int = 40
    surveys: int = 36
    schedules: int = 12
    members: int = 12
    crowd: int = 150
    until: str = UNTIL

    def __post_init__(self) -> None:
        for item in fields(self):
            value = getattr(self, item.name)
            if item.name != "until" and value is not None and (not isinstance(value, int) or value < 0):
                raise ValueError(f"{item.name} is a whole number from 0, not {value!r}")
        read_time(self.until)


@dataclass(slots=True)
class Making:
    """The account being made, and the chance that makes it."""

    world: World
    sizes: Sizes
    chance: random.Random
    last: int
    media_made: int = 0
    phones_from: int = 0
    phones_made: int = 0

    @property
    def first(self) -> int:
        """The moment two years before the last one."""
        return self.last - 730 * DAY

    def moment(self, low: int | None = None, high: int | None = None) -> int:
        """A moment between two, at a resolution that varies."""
        low, high = self.first if low is None else low, self.last if high is None else high
        step: int = 10 ** (9 - self.chance.choice(_DIGITS))
        return max(low, int(low + self.chance.random() * (high - low)) // step * step)

    def uuid(self) -> str:
        """A UUID that the seed determines."""
        return str(uuid.UUID(int=self.chance.getrandbits(128), version=4))

    def phone(self) -> str:
        """A phone number that was not given before."""
        self.phones_made += 1
        return f"1{2_000_000_000 + (self.phones_from + self.phones_made * _PHONE_STEP) % PHONES}"

    def file(self) -> tuple[str, str, str]:
        """A new file of the media host: its name, its type and its link."""
        content_type, ending = self.chance.choice(FILES)
        self.media_made += 1
        name = f"{self.media_made:06d}.{ending}"
        fate = self.media_made % 40
        if fate == 13:
            media = Media(status=404)
        elif fate == 27:
            media = Media(status=self.chance.choice((403, 410)))
        elif fate == 33:
            target = f"moved/{name}"
            self.world.media[target] = _content(content_type, self.media_made)
            media = Media(status=302, location=MEDIA_BASE + target)
        else:
            media = _content(content_type, self.media_made)
        self.world.media[name] = media
        return name, content_type, MEDIA_BASE + name


def spread(making: Making, count: int, start: int) -> list[int]:
    """Ids that rise with gaps."""
    ids, identity = [], start
    for _ in range(count):
        identity += making.chance.randint(1, 9)
        ids.append(identity)
    return ids


def crowd_together(rows: list[Row], moment: int, names: tuple[str, ...]) -> None:
    """Give all rows one time."""
    text = write_time(moment)
    for row in rows:
        for name in names:
            row[name] = text


def part_by_ticks(rows: list[Row], moment: int, names: tuple[str, ...]) -> None:
    """Give the rows times that differ in the 7th digit only."""
    for tick, row in enumerate(rows):
        for name in names:
            row[name] = write_time(moment // SECOND * SECOND + 250_000_000 + tick * 100)


def _content(content_type: str, number: int) -> Media:
    begin = {"image/png": b"\x89PNG\r\n\x1a\n", "image/jpeg": b"\xff\xd8\xff\xe0", "application/pdf": b"%PDF-1.7\n"}
    return Media(content_type, begin.get(content_type, b"") + f"sandbox file {number}\n".encode() * (1 + number % 5))
