"""Finds hashtags as people write them, and the event that listens to them.

The networks' own tags miss some (bots on Bluesky write no facets, X cuts reposts), so both are read. Each tag has two
keys: strict (another spelling of the same letters) and loose (the same to a tired eye), and strict goes first.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import datetime

import msgspec

from bridge.intake.normalise import LINK, WORD
from bridge.records import Event

#: After twitter-text's rules: "＃" counts, a tag does not start inside a word or an HTML entity, but may follow an
#: emoji. Links are eaten first, so that their fragments are no tags.
_TAG = re.compile(rf"{LINK}|(?<![\w&])[#＃]([{WORD}\u00ad\u200b\u200e\u200f\u2060\ufeff]+)")
_CAMEL_WORDS = re.compile(r"[A-Z][a-z]+|[0-9]+")
_ACCENTS = re.compile(r"[\u0300-\u036f]")
_UNSEEN = re.compile(r"[\u00ad\u200b-\u200f\u2060\ufeff]")


class Match(msgspec.Struct, frozen=True, kw_only=True):
    """The event whose tag it carries, how the tag was recognised, and whether the event listens at that time."""

    event: Event
    how: str  # "tag", "alias", "spaced" or "loose"
    listening: bool


class Tagbook:
    """The tags of a plan's events, made ready once so that a stranger's post is turned away in microseconds."""

    def __init__(self, events: Iterable[Event]) -> None:
        self._keyed: dict[str, dict[str, list[Event]]] = {"tag": {}, "alias": {}, "loose": {}}
        self._spaced: list[tuple[re.Pattern[str], Event]] = []
        for event in events:
            for tag in event.tags:
                self._keyed["tag"].setdefault(strict_key(tag), []).append(event)
                if spaced := _spaced(tag):
                    self._spaced.append((spaced, event))
            for alias in event.aliases:
                self._keyed["alias"].setdefault(strict_key(alias), []).append(event)
            for tag in (*event.tags, *event.aliases):
                self._keyed["loose"].setdefault(loose_key(tag), []).append(event)

    def match(self, tags: Iterable[str], text: str, said_at: datetime) -> Match | None:
        """The one event this belongs to, or None. A post with two of our tags counts once.

        An event that listens at `said_at` comes before one that does not, then a tag before an alias before a
        look-alike, then an event that is live before one that takes late answers, then the later one.
        """
        found = dict.fromkeys((*tags, *find(text)))
        if not found:
            return None
        matches = [
            Match(event=event, how=how, listening=listens(event, said_at)) for how, event in self._hits(found, text)
        ]
        return max(matches, key=lambda match: _preference(match, said_at), default=None)

    def _hits(self, found: Iterable[str], text: str) -> Iterable[tuple[str, Event]]:
        for tag in found:
            for how, key in (("tag", strict_key(tag)), ("alias", strict_key(tag)), ("loose", loose_key(tag))):
                for event in self._keyed[how].get(key, ()):
                    yield how, event
        for pattern, event in self._spaced:
            if pattern.search(text):
                yield "spaced", event


def find(text: str) -> list[str]:
    """The hashtags in a text, without '#', as they are written. Digits alone are no tag ("#1 priority")."""
    if "#" not in text and "＃" not in text:
        return []
    return [tag for tag in _TAG.findall(text) if any(sign.isalpha() for sign in tag)]


def strict_key(tag: str) -> str:
    """NFKC, casefold, and nothing that cannot be seen: the same letters in another form.

    So ß is ss, ﬁ is fi, ＃ＡＢ is #ab, and the dot that casefold leaves on Turkish İ goes; ı stays another letter than i.
    """
    tag = tag.lstrip("#＃")
    if tag.isascii():
        return tag.lower()
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", tag).casefold())
    return _UNSEEN.sub("", folded).replace("i\u0307", "i")


def loose_key(tag: str) -> str:
    """The strict key without accents, "_" and "·", and with ı as i."""
    key = strict_key(tag)
    if not key.isascii():
        decomposed = _ACCENTS.sub("", unicodedata.normalize("NFD", key)).replace("ı", "i")
        key = unicodedata.normalize("NFC", decomposed)
    return key.replace("_", "").replace("·", "")


def listens(event: Event, said_at: datetime) -> bool:
    """Whether what is said then counts for the event."""
    return event.opens_at <= said_at <= event.late_until


def _preference(match: Match, said_at: datetime) -> tuple[bool, int, bool, datetime]:
    likeness = ("loose", "spaced", "alias", "tag").index(match.how)
    return match.listening, likeness, said_at <= match.event.closes_at, match.event.opens_at


def _spaced(tag: str) -> re.Pattern[str] | None:
    """People write "#Solving Together" for #SolvingTogether; then the network's tag is only "Solving"."""
    words = _CAMEL_WORDS.findall(tag)
    if len(words) < 2 or "".join(words) != tag:
        return None
    return re.compile(r"(?<![\w&])[#＃]" + r"\s{1,2}".join(words) + rf"(?![{WORD}])", re.IGNORECASE)
