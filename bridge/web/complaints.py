"""What is wrong with what somebody sent, in words: a shape is told as what to say, and an address by what there is."""

from __future__ import annotations

import re

from aiohttp import web

#: What to say in a field that has to match something, by its name.
SAY = {
    "informed": "say how people were told",
    "link": "give a link that begins with https:// or http://, or nothing",
    "owner": "say who looks into it",
    "parts": "say something in each part",
    "text": "say what is asked",
    "title": "say what it is called",
    "words": "say the words",
}
_MATCHING = re.compile(r"Expected `str` matching regex '[^`]*' - at `(\$[^`]*)`")
_NAME = re.compile(r"[a-z_]+")
#: Where a program finds what there is.
LISTED = "/v1/openapi.json lists every address, and docs/protocol.md tells what they are for"


def in_words(message: str) -> str:
    """The same without patterns, which say nothing to most people: msgspec names them and the place."""
    return _MATCHING.sub(_said, message)


def missed(request: web.Request, error: web.HTTPException) -> str:
    """What a program is told whose request found no handler, or was too much for it."""
    if isinstance(error, web.HTTPMethodNotAllowed):
        return f"{request.path[:200]} takes {', '.join(sorted(error.allowed_methods))} and not {request.method}"
    if isinstance(error, web.HTTPNotFound):
        return f"There is nothing at {request.path[:200]}: {LISTED}."
    if isinstance(error, web.HTTPRequestEntityTooLarge):
        return error.text or ""
    return ""


def _said(found: re.Match[str]) -> str:
    name = (_NAME.findall(found[1]) or [""])[-1]
    return f"{SAY.get(name, 'this must not be empty')} - at `{found[1]}`"
