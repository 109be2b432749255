"""Holds a network's message against the shape that it promises, and mends its text by its own link positions.

A message of the wrong shape becomes `Rejected`; its detail names the field and the type found there, never its words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import datetime
from functools import cache
from html import unescape
from typing import Any, NamedTuple, TypeVar

import msgspec

from bridge.records import Reason, Rejected, SourceName

Shape = TypeVar("Shape", bound=msgspec.Struct)

#: The field at which msgspec says that a message is wrong: "… - at `$.langs[0]`".
_FIELD = re.compile(r"`\$\.(\w+)")


class Span(NamedTuple):
    """Code points `start` to `end` (not included) of a text, and what is to be shown in their place."""

    start: int
    end: int
    shown: str


def shaped(message: Any, shape: type[Shape], source: SourceName, received_at: datetime) -> Shape | Rejected:
    """The message as `shape`; fields that `shape` does not name are left aside."""
    try:
        return msgspec.convert(message, shape)
    except msgspec.ValidationError as error:
        return unreadable(source, received_at, str(error))


def said_in(message: Any, shape: type[Shape], source: SourceName, received_at: datetime) -> Shape | Rejected:
    """A post as `shape`. What it may lack is left out where it is not as promised: the words still count."""
    while isinstance(post := shaped(message, shape, source, received_at), Rejected):
        wrong = _FIELD.search(post.detail)
        if not (wrong and wrong[1] in _optional(shape) and wrong[1] in message):
            break
        message = {name: value for name, value in message.items() if name != wrong[1]}
    return post


@cache
def _optional(shape: type[msgspec.Struct]) -> frozenset[str]:
    return frozenset(field.encode_name for field in msgspec.structs.fields(shape) if not field.required)


def unreadable(source: SourceName, received_at: datetime, detail: str) -> Rejected:
    return Rejected(source=source, reason=Reason.UNREADABLE, received_at=received_at, detail=detail)


def splice(text: str, spans: Iterable[Span], plain: Callable[[str], str] = str) -> str:
    """`text` with each span replaced and all between them made `plain`. A span that overlaps or points outside is left."""
    pieces, at = [], 0
    for span in sorted(spans):
        if at <= span.start < span.end <= len(text):
            pieces += [plain(text[at : span.start]), span.shown]
            at = span.end
    return "".join([*pieces, plain(text[at:])])


def unescaped(text: str) -> str:
    """`text` with HTML's character references read; as it is where one has more digits than Python reads."""
    try:
        return unescape(text)
    except ValueError:
        return text
