"""Finds the names of given people in what was said, so that a session's words do not name its speakers.

Whole names, and each part of them by itself; but Will, May and Ward are words too, so a part that is an ordinary word
counts only where it is used as a name.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

import msgspec

from bridge.intake.normalise import WORD, normalise

_TITLES = frozenset(("cllr", "dame", "dr", "lady", "lord", "miss", "mr", "mrs", "ms", "mx", "prof", "professor", "sir"))
#: Words that make a display name one of a room, a team or nobody: then only its unusual words name a person.
_ROLES = frozenset(
    """and board captions clinic external facilitator hospital hub library meeting member nhs note notetaker office organiser
    organizer participant phone presenter room speaker staff team teams the transcript trust unknown user""".split()  # noqa: SIM905 - a paragraph of words reads better than a column
)
#: Given names and surnames that are ordinary words as well.
_ORDINARY = frozenset(
    """amber april art august baker banks bell best bill bishop black booth bright brook brown bush care case chair chance chase
    christian church clay cliff cook cross dale dawn day dean drew drive england english faith field flint ford forest foster fox
    frank frost gene ginger glass glen good grace grant gray green grey guest guy hall hardy harmony hazel heath hill holiday
    holly hope house hunt hunter iris ivy joy june king lane law lily little long love march mark may miles mills moon moor north
    nurse olive page parent park pat patience pearl penny pike pope poppy porter power price ray read rich rob robin root rose
    ruby rush sandy sharp shepherd short singer smart snow south spring star stone story street strong sue summer sunny support
    swift temple violet wall ward waters way wells west white wild will win winter wise wolf wood woods young""".split()  # noqa: SIM905 - as above
)
#: A middle dot is part of a word only between letters.
_TOKEN = re.compile(rf"[^\W\d_][{WORD}]*(?<!·)(?:['’-][{WORD}]+(?<!·))*")
_ASIDE = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|\s[-–—|/].*$|\|.*$|@\S*")
_POSSESSIVE = re.compile(r"['’]s?$")
_PIECE = re.compile(r"[^'’_\d-]+")
_BETWEEN = re.compile(r"[ ,.’'_-]{0,3}")
#: After a name at the start of a sentence, where a capital letter proves nothing.
_SPEAKING = re.compile(
    r"(?:['’]s)? (?:added|asked|from|has|is|mentioned|made|raised|said|says|suggested|thinks|thought|told|was)\b"
)
#: Called by name: "Mark, …", "Grace: …", "Rose can you …".
_CALLED = re.compile(r"(?: and [A-Z][\w'’-]{1,30})?(?: ?[,:](?!\d)|[!?]| (?:are|can|could|did|do|have|would) you\b)")
#: The same, said to somebody in so many words: "May, could you …".
_ASKED = re.compile(
    r"(?: ?[,:–—-]|[!?])? (?:(?:are|can|could|did|do|have|would) you\b|(?:go|come) (?:ahead|on|in)\b|over to you\b|please\b)"
)
_GREETS = frozenset(("ask", "cheers", "hello", "hey", "hi", "thank", "thanks"))
_GREETS_BY_TWO = frozenset(
    (
        ("good", "afternoon"),
        ("good", "evening"),
        ("good", "morning"),
        ("over", "to"),
        ("so", "much"),
        ("thank", "you"),
        ("to", "you"),
        ("very", "much"),
        ("well", "done"),
    )
)
#: After "hope", "will" or "may", what makes it no name: "thanks, will do", "hello hope you are well".
_NOT_CALLED = re.compile(
    r" (?:all|an?|be|check|do|everybody|everyone|get|he|i|it|look|she|that|the|they|this|try|we|you)\b", re.IGNORECASE
)
_GOOD_DAY = re.compile(r" (?:afternoon|day|evening|morning|night)\b", re.IGNORECASE)
#: Parts of names that are small words as well: then a capital must tell.
_SMALL = frozenset(
    """ah al am an as at be by do go ha he hi ho if in is it la le lo me my no of oh ok on or so to up us we
    ye""".split()  # noqa: SIM905 - as above
)
_MONTHS = frozenset(("april", "march", "may", "june", "august"))
#: At the start of a sentence these tell when, where or how: "Good, …", "Winter: …".
_OPENERS = _MONTHS | frozenset(
    ("chance", "fair", "good", "long", "north", "smart", "south", "spring", "summer", "west", "winter")
)
_BEFORE_MONTH = frozenset(
    ("by", "every", "for", "from", "in", "last", "next", "of", "on", "since", "this", "till", "until")
)
_SENTENCE_END = '.!?…:\n•*–-"“'


class Names(msgspec.Struct, frozen=True, kw_only=True):
    """The people not to be named, by folded part: which of them carry it, and how surely it is a name."""

    owners: dict[str, frozenset[int]]
    sure: frozenset[str]
    single: frozenset[str]  # the whole of a display name, too short or too ordinary to be sure of


@lru_cache(maxsize=64)  # the session being read now, once for each of its speakers
def known_names(names: tuple[str, ...]) -> Names:
    """Read display names as Teams and Zoom write them: "Dr. Jennifer Adams (She/Her)", "Last, First (TRUST)"."""
    owners: dict[str, set[int]] = {}
    sure: set[str] = set()
    single: set[str] = set()
    for person, name in enumerate(names):
        parts = _parts(name)
        for part in parts:
            owners.setdefault(part, set()).add(person)
        plain = {part for part in parts if len(part) >= 3 and part not in _ORDINARY}
        sure |= plain | ({"".join(parts)} if len(parts) > 1 else set())
        single |= set(parts) - plain if len(parts) == 1 else set()
    return Names(
        owners={part: frozenset(people) for part, people in owners.items()},
        sure=frozenset(sure),
        single=frozenset(single),
    )


def find_names(text: str, names: tuple[str, ...]) -> Iterator[tuple[int, int]]:
    """Where one of the people is named, from and to. Neighbouring parts of one name are one place."""
    people = known_names(names)
    if not people.owners:
        return
    tokens = [_Token.of(found) for found in _pieces(text, people)]
    joined = [_same_person(text, people, one, other) for one, other in pairwise(tokens)]
    start: int | None = None
    for place, token in enumerate(tokens):
        after_part, before_part = place > 0 and joined[place - 1], place < len(joined) and joined[place]
        is_name = after_part or before_part or _is_name(text, people, tokens, place)
        if not is_name:
            continue
        start = token.start if start is None else start
        if not before_part:
            yield start, token.end
            start = None


class _Token(msgspec.Struct, frozen=True, kw_only=True):
    start: int
    end: int
    folded: str
    capital: bool

    @classmethod
    def of(cls, found: tuple[int, str]) -> _Token:
        start, word = found
        return cls(start=start, end=start + len(word), folded=_fold(word), capital=word[0].isupper())


def _pieces(text: str, people: Names) -> Iterator[tuple[int, str]]:
    """The words. One with a digit, hyphen, "_" or apostrophe is taken apart, unless it is a name as it stands."""
    for found in _TOKEN.finditer(text):
        word = _POSSESSIVE.sub("", found[0])
        if _fold(word) in people.owners:
            yield found.start(), word
        else:
            yield from ((found.start() + piece.start(), piece[0]) for piece in _PIECE.finditer(word))


def _is_name(text: str, people: Names, tokens: list[_Token], place: int) -> bool:
    """Whether a part that stands alone is used as a name."""
    token = tokens[place]
    if token.folded in people.sure:
        return True
    if token.folded not in people.owners:
        return False
    if _is_called(text, tokens, place):
        return True
    if not token.capital:
        return False
    if token.folded in people.single and len(token.folded) < 3:
        return True
    if len(token.folded) < 3 or re.match(r" ?\d", text[token.end : token.end + 2]):
        return False
    word_before = tokens[place - 1].folded if place else ""
    if token.folded in _MONTHS and word_before in _BEFORE_MONTH:
        return False
    return word_before in _TITLES or not _starts_sentence(text, token) or bool(_SPEAKING.match(text, token.end))


def _is_called(text: str, tokens: list[_Token], place: int) -> bool:
    """Whether somebody is spoken to, or the word is given to them."""
    token = tokens[place]
    if len(token.folded) < 2:
        return False
    if token.capital and _starts_sentence(text, token):
        is_called = token.folded not in _OPENERS and _CALLED.match(text, token.end)
        return bool(is_called or _ASKED.match(text, token.end))
    words = tuple(one.folded for one in tokens[max(0, place - 2) : place])
    if not words or (words[-1] not in _GREETS and words not in _GREETS_BY_TWO):
        return False
    if not re.fullmatch(r" |, ?", text[tokens[place - 1].end : token.start]):
        return False
    if token.folded in _SMALL and not token.capital:
        return False
    return not (_NOT_CALLED.match(text, token.end) or _GOOD_DAY.match(text, token.end))


def _starts_sentence(text: str, token: _Token) -> bool:
    before = text[max(0, token.start - 2) : token.start].rstrip(" ")[-1:]
    return before == "" or before in _SENTENCE_END


def _same_person(text: str, people: Names, one: _Token, other: _Token) -> bool:
    shared = people.owners.get(one.folded, frozenset()) & people.owners.get(other.folded, frozenset())
    return bool(shared) and one.folded != other.folded and bool(_BETWEEN.fullmatch(text, one.end, other.start))


def _parts(name: str) -> list[str]:
    """The folded parts of a display name: no title, pronouns, organisation, number or role."""
    words = [_fold(found[0]) for found in _TOKEN.finditer(_ASIDE.sub(" ", normalise(name)))]
    words += [piece for word in words if "-" in word for piece in word.split("-") if len(piece) >= 3]
    words += [word.replace("'", "") for word in words if "'" in word]
    is_role = not _ROLES.isdisjoint(words)
    kept = [word for word in words if word not in _TITLES | _ROLES and not (is_role and word in _ORDINARY)]
    return list(dict.fromkeys(kept))


def _fold(word: str) -> str:
    """Without capitals and accents: speech recognition writes Diaz for Díaz."""
    if word.isascii():
        return word.lower()
    decomposed = unicodedata.normalize("NFD", word.casefold().replace("’", "'"))
    return "".join(sign for sign in decomposed if not "\u0300" <= sign <= "\u036f")
