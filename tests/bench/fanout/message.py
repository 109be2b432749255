"""The message that every server of the bench sends: one change of the feed, some 440 bytes, with the time inside it."""

from __future__ import annotations

import time
from functools import lru_cache

import msgspec

from bridge.feed.frames import Sight, Told
from bridge.records import CampaignId, Change, Idea, IdeaId
from tests.factories import idea

CAMPAIGN = CampaignId("elective-care")
#: Different ideas that change in turn, so that none is coalesced away between two writes.
IDEAS = 2000
STAMP_DIGITS = 20


def stamp() -> str:
    """Now, as the readers understand it."""
    return f"{time.monotonic_ns():0{STAMP_DIGITS}}"


def stamped_idea(number: int) -> Idea:
    """One of the ideas, changed now."""
    return msgspec.structs.replace(_idea(number % IDEAS), text=stamp() + " and tell them")


@lru_cache(maxsize=IDEAS)
def _idea(number: int) -> Idea:
    return idea(id=IdeaId(f"i-{number}"))


def around() -> tuple[str, str]:
    """A change's JSON before and after its stamp."""
    told = Told(Change(seq=1000, value=stamped_idea(1000)), "0123456789abcdef")
    text = told.wired(Sight.SHOWN, lambda frame: frame.json).decode()
    at = text.index('"text":"') + len('"text":"')
    return text[:at], text[at + STAMP_DIGITS :]
