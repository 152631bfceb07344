"""A whole account, made in the order in which its parts need each other."""

from __future__ import annotations

import random
import time
from collections.abc import Callable

from .making import PHONES, Making, Sizes
from .making_contacts import make_contacts
from .making_conversations import make_conversations
from .making_rest import make_inboxes, make_members, make_rest, make_tags
from .moments import read_time
from .world import World


def make_world(seed: int = 1, sizes: Sizes | None = None, clock: Callable[[], float] = time.time) -> World:
    """A whole account."""
    sizes = sizes or Sizes()
    chance = random.Random(seed)
    making = Making(World(clock), sizes, chance, read_time(sizes.until), phones_from=chance.randrange(PHONES))
    make_members(making)
    make_inboxes(making)
    make_tags(making)
    make_contacts(making)
    make_conversations(making)
    make_rest(making)
    return making.world
