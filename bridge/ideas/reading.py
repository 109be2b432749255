"""What the rules of sameness see in a text: its key, and the marks that the key has lost.

A text that passes another one on with words of its own ("Nonsense: RT @amy: …") is read twice: `key` is all of it,
`core` only what is passed on.
"""

from __future__ import annotations

import re
from functools import lru_cache

import msgspec

from bridge.ideas.canonical import RECENT, REPOST, canonical, content_words
from bridge.ideas.lexicon import FOREIGN, LITTLE
from bridge.ideas.reactions import endorses

_QUOTED = re.compile(r"[“”\"«„]\s*([^“”\"«»„]{20,})[“”\"»]")
_APPENDED = ("http://", "https://", "#", "@")
_MARKS = "?!.…"
_ASKING = re.compile(
    r"^\W*(?:what|why|who|where|when|which|how|should|could|would|can|do|does|did|is|are|has|have|will)\s+"
    r"(?:\w+\s+)??(?:we|you|i|they|it|the|this|that|there|anyone|people|staff|patients|about|if|is|are|can|do|would|could|should)\b",
    re.IGNORECASE,
)
_NAME = re.compile(r"(?<=[a-z,;] )[A-Z][\w'-]+")


class Reading(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A text as the rules see it. `asks` is True for a question, False where a full stop or "!" says it is none."""

    key: str
    core: str = ""
    asks: bool | None = None
    cut: bool = False  # it ends in an ellipsis
    reposts: bool = False  # it carries "RT @…" and no words of its own
    listed: bool = True  # its language is one whose little words we know
    names: tuple[str, ...] = ()


@lru_cache(maxsize=RECENT)
def read(text: str, lang: str | None = None) -> Reading:
    """Read a text as the rules of sameness do. Never raises; an empty text has an empty key."""
    own, core, reposts = _parted(text)
    whole = core if core and not own else text
    key = canonical(whole)
    mark = _end_mark(whole)
    cut = mark.endswith(("…", "..."))
    asks = set(mark) <= {"?", "."} and "?" in mark if mark and not cut else None
    if asks is None and _ASKING.match(whole):
        asks = True
    return Reading(
        key=key,
        core=canonical(core) if own else "",
        asks=asks,
        cut=cut,
        reposts=reposts,
        listed=is_english(key, lang),
        names=_names(whole),
    )


def is_english(key: str, lang: str | None) -> bool:
    """Whether the lists of little words apply: the language that the source names, and what the words look like."""
    if lang and lang.lower().split("-")[0] not in {"en", "und"}:
        return False
    words = key.split()
    if not key.isascii() and sum(not word.isascii() for word in words) * 3 > len(words):
        return False
    return FOREIGN.isdisjoint(words) or sum(map(FOREIGN.__contains__, words)) <= sum(map(LITTLE.__contains__, words))


def _parted(text: str) -> tuple[str, str, bool]:
    """Words of one's own, what they pass on, and whether it is a plain repost. Agreement is no word of one's own."""
    mark = REPOST.search(text) if "@" in text else None
    if mark:
        own = _own(text[: mark.start()])
        return own, text[mark.end() :], not own
    quoted = _QUOTED.search(text)
    if quoted and quoted[1].count(" ") >= 3:
        return _own(f"{text[: quoted.start()]} {text[quoted.end() :]}"), quoted[1], False
    return "", "", False


def _own(remark: str) -> str:
    """A remark if it says something of its own: agreement does not, and neither do little words, unless they ask."""
    return remark if "?" in remark or (content_words(canonical(remark)) and not endorses(remark)) else ""


def _end_mark(text: str) -> str:
    """The full stops, question and exclamation marks that the words end with, whatever links, tags or pictures follow."""
    words = text.split()
    while words and (
        words[-1].startswith(_APPENDED) or not any(sign.isalnum() or sign in _MARKS for sign in words[-1])
    ):
        words.pop()
    last = words[-1].rstrip("\"'”’»)]") if words else ""
    return last[len(last.rstrip(_MARKS)) :]


def _names(text: str) -> tuple[str, ...]:
    found = () if text[1:].islower() else _NAME.findall(text)
    if not found or len(found) * 3 > text.count(" ") + 1:
        return ()
    return tuple(sorted({word.removesuffix("'s").casefold() for word in found}))
