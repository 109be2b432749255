"""Makes of a source's text what a person reads: NFC, no invisible characters, plain whitespace.

Links, capitals, emoji and punctuation stay as they were written. `bare` is a second, shorter view for judging only.
"""

from __future__ import annotations

import re
import unicodedata

#: What a word is made of: letters, digits, "_", the vowel signs and accents that Python's \w leaves out, the joiners
#: inside words, and the middle dot of Catalan.
WORD = (
    r"\w\u0300-\u036f\u0591-\u05bd\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u0900-\u0963\u0966-\u0dff"
    r"\u0e31-\u0e4e\u0eb1-\u0ecd\u102b-\u103e\u17b4-\u17d3\u3099\u309a\u200c\u200d\u00b7"
)
LINK = r"(?:https?://|www\.)\S+"

#: Controls, NUL, surrogates, bidi marks (they reorder what others read), zero-width characters, soft hyphens and tag
#: characters, except where these spell the flag of England, Scotland or Wales.
_UNSEEN = re.compile(
    r"(\U0001f3f4[\U000e0030-\U000e007a]{1,6}\U000e007f)"
    r"|[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff"
    r"\ufff9-\ufffb\ufffe\uffff\ud800-\udfff\U000e0000-\U000e007f]+"
)
_JOINERS = re.compile(r"[\u200c\u200d]+")
_LINE_ENDS = re.compile(r"\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
#: Blank characters that are no whitespace to Python: Hangul fillers and the empty Braille cell.
_SPACES = re.compile(r"[^\S\n]+|[\u3164\uffa0\u2800\x1f]+")
_BLANK_LINES = re.compile(r"\n{3,}")
_PLAIN = re.compile(r"[!-~]+(?: [!-~]+)*")

_LINKS = re.compile(LINK)
_LABEL = re.compile(rf"[(\[\"“.]?(?:[#＃][{WORD}]+|[@＠][\w.@-]+)[)\].,;:!?…\"”]*")
_RETWEET = re.compile(r"(?:RT|MT):?")
_SAYS_SOMETHING = re.compile(r"[^\W_]")


def normalise(text: str) -> str:
    """The text as a person reads it. Doing it twice is doing it once.

    A joiner (ZWJ, ZWNJ) stays between the parts of one emoji and between letters of scripts that are written with it
    (Persian, Hindi, Sinhala, …). Anywhere else it shows nothing, but would cut a word or number in two for the masks.
    """
    if _PLAIN.fullmatch(text):
        return text
    text = unicodedata.normalize("NFC", _LINE_ENDS.sub("\n", text))
    text = _JOINERS.sub(_joiner, _UNSEEN.sub(r"\1", text))
    text = unicodedata.normalize("NFC", text)
    lines = (_SPACES.sub(" ", line).strip() for line in text.split("\n"))
    return _BLANK_LINES.sub("\n\n", "\n".join(lines)).strip()


def bare(text: str) -> str:
    """The words alone: no links, and no mentions, "RT" or tags before the first word and after the last.

    For judging emptiness, labels and kind, never for showing: a tag at either end may have been part of the sentence.
    """
    text = _LINKS.sub(" ", text)
    tokens = list(re.finditer(r"\S+", text))
    first, last = 0, len(tokens)
    while first < last and (_LABEL.fullmatch(tokens[first][0]) or _RETWEET.fullmatch(tokens[first][0])):
        first += 1
    while first < last and _LABEL.fullmatch(tokens[last - 1][0]):
        last -= 1
    return text[tokens[first].start() : tokens[last - 1].end()] if first < last else ""


def is_empty(words: str) -> bool:
    """Whether nothing is said: no letter, digit or emoji."""
    return not _SAYS_SOMETHING.search(words) and not is_emoji(words)


def is_emoji(words: str) -> bool:
    """Whether emoji are all that is said."""
    return not _SAYS_SOMETHING.search(words) and any(map(_is_symbol, words))


def _joiner(found: re.Match[str]) -> str:
    before = found.string[found.start() - 1 : found.start()]
    after = found.string[found.end() : found.end() + 1]
    if (_joins(before) and _joins(after)) or (_is_emoji_part(before) and _is_emoji_part(after)):
        return found[0][0]
    return ""


def _joins(sign: str) -> bool:
    """Whether it is a letter or mark beyond the Latin, Greek, Cyrillic and Armenian blocks."""
    if sign < "\u0590" or "\u1c80" <= sign <= "\u2fff" or "\ua640" <= sign <= "\ua7ff" or "\uab30" <= sign <= "\uab6f":
        return False
    return unicodedata.category(sign)[0] in "LM" and not "\ufb00" <= sign <= "\ufb1c" and not sign >= "\uff00"


def _is_emoji_part(sign: str) -> bool:
    return bool(sign) and (sign in "\ufe0f↔↕\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff" or _is_symbol(sign))


def _is_symbol(sign: str) -> bool:
    return unicodedata.category(sign) == "So"
