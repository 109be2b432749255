"""What somebody typed into a form of ours that was not taken, shown once more so that it is not lost.

It goes back in the very answer and is kept nowhere. Only what our own page sent is shown: no other site may make us show
its words. Long forms and files are not read for it; a browser still has them on the page before.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from aiohttp import BodyPartReader, web

from bridge.web.reception import same_origin
from bridge.web.sight import page

#: Fields into which people write, with what they are called here.
TYPED = {
    "author": "Author",
    "how": "How it was answered",
    "informed_how": "How people were told",
    "label": "Name",
    "link": "Link",
    "parts": "Parts",
    "pasted": "What you pasted",
    "stage": "Stage",
    "text": "Text",
    "title": "Title",
    "to": "Colleague",
    "waiver": "Reason",
    "who": "Who looks into it",
    "words": "Words",
}
#: Bytes of a form that is read for what was typed.
MOST = 64 * 1024


async def unsaved(request: web.Request, status: int, seconds: float) -> web.Response | None:
    """The page that shows what was typed to whoever may not do what they sent; None if they sent no form of ours.

    Whoever is signed in and typed nothing (403) gets None too: there is nothing to keep.
    """
    if request.method != "POST" or not same_origin(request):
        return None
    typed = await _typed(request, seconds)
    if status != 401 and not typed:
        return None
    return page(request, "unsaved.html", {"typed": typed, "ended": status == 401}, status=status)


async def _typed(request: web.Request, seconds: float) -> list[tuple[str, str]]:
    if (MOST + 1 if request.content_length is None else request.content_length) > MOST:
        return []
    try:
        async with asyncio.timeout(seconds):
            return [(TYPED[name], value) async for name, value in _fields(request) if name in TYPED and value.strip()]
    except (web.HTTPException, web.RequestPayloadError, ValueError, TimeoutError, ConnectionError, RuntimeError):
        return []  # it is not all there, or was read already


async def _fields(request: web.Request) -> AsyncIterator[tuple[str, str]]:
    if request.content_type != "multipart/form-data":
        for name, value in (await request.post()).items():
            yield name, str(value)
        return
    async for part in await request.multipart():
        if isinstance(part, BodyPartReader) and part.name and not part.filename:
            yield part.name, (await part.read(decode=True)).decode(errors="replace")
