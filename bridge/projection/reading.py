"""Reading a campaign's changes page by page; the next one comes while one is worked on."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import AsyncGenerator, Iterator, Sequence
from contextlib import contextmanager, nullcontext

from bridge.ports import Store
from bridge.records import CampaignId, Change

#: Changes read at a time, and when so many are to be read that it is a start.
PAGE, LARGE_PAGE = 500, 4_000
MANY = 20_000


async def pages(store: Store, campaign: CampaignId, after: int, head: int) -> AsyncGenerator[Sequence[Change]]:
    """All changes after a seq. `head` is where the campaign is now, as far as is known; what comes beyond is read, too."""
    is_many = head - after > MANY
    size = LARGE_PAGE if is_many else PAGE
    with _no_collection() if is_many else nullcontext():
        page = await store.changes(campaign, after, size)
        while page:
            last = page[-1].seq
            following = asyncio.ensure_future(store.changes(campaign, last, size)) if last < head else None
            try:
                yield page
                page = await (following or store.changes(campaign, last, size))
            finally:
                if following:
                    following.cancel()


@contextmanager
def _no_collection() -> Iterator[None]:
    """Millions of records are made, none in a circle: looking for circles again and again would double the time."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()
        gc.freeze()
