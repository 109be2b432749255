"""What the rules of sameness see in a text: its key, and the marks that the key has lost.

A text that passes another one on with words of its own ("Nonsense: RT @amy: …") is read twice: `key` is all of it,
`core` only what is passed on.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from functools import lru_cache

import msgspec

from bridge.ideas.canonical import RECENT, REPOST, canonical, content_words, counted, plain_words
from bridge.ideas.folding import folded, folded_words
from bridge.ideas.frames import FIRST, LAST, peeled
from bridge.ideas.lexicon import FOREIGN, LITTLE, word_set
from bridge.ideas.reactions import endorses

_QUOTED = re.compile(r"[“”\"«„]\s*([^“”\"«»„]{20,})[“”\"»]")
_APPENDED = ("http://", "https://", "#", "@")
_MARKS = "?!.…"
_ASKERS = "what|why|who|where|when|which|how|should|could|would|can|do|does|did|is|are|has|have|will"
#: How a question begins that has lost its mark. "Have the nurses ring" and "do it by phone" are orders, and "when the lift fails" tells.
_ASKING = re.compile(
    r"^\W*(?:(?:what|why|who|where|when|which|how)\s+(?:\w+\s+)??(?:is|are|can|do|does|did|will|would|could|should|about|if)\b"
    r"|(?:should|could|would|can|does|did|is|are|has|will)\s+"
    r"(?:\w+\s+)??(?:we|you|i|they|it|the|this|that|there|anyone|people|staff|patients)\b"
    r"|(?:do|have)\s+(?:we|you|i|they|anyone)\b|do\s+(?:people|staff|patients)\b)",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"(?:^|[.!?…:;]\s+)\W*(?:and |so |but )?(?:what|why|who|where|when|which|how|should|shall|could|would|can|do|does|did|is"
    r"|are|was|were|has|have|will|may|might|must)\b[^.!?…]*\?",
    re.IGNORECASE,
)
_TAGS = re.compile(r"^(?:\W*#\w+)+|(?:#\w+\W*)+$")
_WELL = re.compile(r"(?<!\bas),?\s+well,\s")
_ID = re.compile(r"\bId\b")
_WOULD = re.compile(r"\b(i|we|you|they|he|she|it|who|there|that)['’]d\b(?! (?:better|been|had|rather))", re.IGNORECASE)
_MAY_ASK = frozenset(_ASKERS.split("|"))
#: With one of these a text may have more to it than its words, wherever they stand.
_LOOKED_INTO = word_set("id regards hashtag")
_NAME = re.compile(r"[A-Z](?<=[a-z,;] [A-Z])[\w'-]+")


class Reading(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A text as the rules see it. `asks` is True for a question, False where a full stop or "!" says it is none."""

    key: str
    core: str = ""
    asks: bool | None = None
    cut: bool = False  # it ends in an ellipsis
    reposts: bool = False  # it carries "RT @…" and no words of its own
    listed: bool = True  # its language is one whose little words we know
    names: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()  # the words of tags at its ends, which the key has lost
    told: bool = False  # it is reported in the past: "JP suggested that we needed …"
    opens: bool = True  # it begins with a capital
    stops: bool = True  # it ends with a mark; one that was cut off in hearing or copying does not


@lru_cache(maxsize=RECENT)
def read(text: str, lang: str | None = None) -> Reading:
    """Read a text as the rules of sameness do. Never raises; an empty text has an empty key."""
    return _read_plain(text, lang) or _read(text, lang)


def _read_plain(text: str, lang: str | None) -> Reading | None:
    """What `_read` makes of words alone, with a mark behind them, that no other rule looks into; None for other texts."""
    bare = text.rstrip(".!? ")
    mark = text[len(bare) :].rstrip(" ")
    told = plain_words(bare)
    if told is None or " " in mark or text[0] == " " or text[1:2].isupper() or not _LOOKED_INTO.isdisjoint(told):
        return None
    first, last = told[0], told[-1]
    if first in FIRST or last in LAST or not (first.isalpha() and last.isalpha()):
        return None
    said = counted(told)
    key = " ".join(said)
    words = folded_words(key, said)
    if words is not said:
        key = " ".join(words) or key
    cut = mark.endswith("...")
    asks = None if cut or not mark else "?" in mark
    if asks is None and first in _MAY_ASK and _ASKING.match(text):
        asks = True
    return Reading(
        key=key,
        asks=asks,
        cut=cut,
        listed=_is_listed(lang) and _reads_english(words),
        names=_names(text),
        opens=not text[0].islower(),
        stops=bool(mark),
    )


def _read(text: str, lang: str | None) -> Reading:
    if "&" in text:
        text = html.unescape(html.unescape(text))
    text, told = peeled(text)
    own, core, reposts = _parted(text)
    core, told_in = peeled(core) if core else ("", False)
    whole = core if core and not own else text
    key = _key(whole)
    mark = _end_mark(whole)
    cut = mark.endswith(("…", "..."))
    asks = None if cut or not mark else "?" in mark
    if not asks and (_ASKING.match(whole) if asks is None else "?" in whole and _ASKS.search(whole)):
        asks = True
    return Reading(
        key=key,
        core=_key(core) if own else "",
        asks=asks,
        cut=cut,
        reposts=reposts,
        listed=is_english(key, lang),
        names=_names(whole),
        tags=_tags(whole) if "#" in whole else (),
        told=told or told_in,
        opens=_opens(whole),
        stops=bool(mark),
    )


def _opens(text: str) -> bool:
    first = next(filter(str.isalnum, text), "")
    return not first.islower()


def _key(text: str) -> str:
    if "well," in text:
        text = _WELL.sub(" ", text)
    text = _ID.sub("I'd", text) if "Id " in text else text
    if "'d" in text or "’d" in text:
        text = _WOULD.sub(r"\1 would", text)
    return folded(canonical(text))


def _tags(text: str) -> tuple[str, ...]:
    return tuple(word for tags in _TAGS.findall(text) for word in canonical(f"to {tags}").split()[1:])


def is_english(key: str, lang: str | None) -> bool:
    """Whether the lists of little words apply: the language that the source names, and what the words look like."""
    words = key.split()
    if not key.isascii() and sum(not word.isascii() for word in words) * 3 > len(words):
        return False
    return _is_listed(lang) and _reads_english(words)


def _is_listed(lang: str | None) -> bool:
    return not lang or lang.lower().split("-")[0] in {"en", "und"}


def _reads_english(words: Sequence[str]) -> bool:
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
    words = text.rsplit(None, 1)
    while words and (words[-1].startswith(_APPENDED) or not any(map(_may_end, reversed(words[-1])))):
        words = words[0].rsplit(None, 1) if words[1:] else []
    last = words[-1].rstrip("\"'”’»)]") if words else ""
    return last[len(last.rstrip(_MARKS)) :]


def _may_end(sign: str) -> bool:
    return sign.isalnum() or sign in _MARKS


def _names(text: str) -> tuple[str, ...]:
    found = () if text[1:].islower() else _NAME.findall(text)
    if not found or len(found) * 3 > text.count(" ") + 1:
        return ()
    return tuple(sorted({word.removesuffix("'s").casefold() for word in found}))
