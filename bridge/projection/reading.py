"""Reading a campaign page by page; the next one comes while one is worked on."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TypeVar

from bridge.records import Change, Outline

T = TypeVar("T", Change, Outline)

#: Read at a time: changes as they come, and outlines at a start.
PAGE, START_PAGE = 500, 1_000

#: What is read after a seq, at most so many.
Read = Callable[[int, int], Awaitable[Sequence[T]]]


async def pages(read: Read[T], after: int, head: int, size: int = PAGE) -> AsyncGenerator[Sequence[T]]:
    """All after a seq. `head` is where the campaign is now, as far as is known; what comes beyond is read, too."""
    page = await read(after, size)
    while page:
        last, following = page[-1].seq, None
        if len(page) == size and last < head:
            following = asyncio.ensure_future(read(last, size))
            await asyncio.sleep(0)  # so that it is asked for before this page is worked on
        try:
            yield page
            if len(page) < size:
                return
            page = await (following or read(last, size))
        finally:
            if following:
                following.cancel()


@contextmanager
def no_collection() -> Iterator[None]:
    """Millions of records are made, none in a circle: looking for circles again and again would double the time."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()
        gc.freeze()
