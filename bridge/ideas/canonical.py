"""The canonical key of a text: what is left when wrapping, spelling habits and spoken noise are taken off.

A stored key is only as good as the rules that made it: whoever changes a rule here raises `VERSION`, and keys of
another version are made anew from the text.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from bridge.ideas.lexicon import LITTLE, SPELLED_OUT, word_set
from bridge.ideas.numbers import COUNTED, in_digits

VERSION = 2
#: A text is asked for by several rules in a row: so many of the last ones are not worked out again.
RECENT = 64

_LINK = re.compile(r"(?:https?://|www\.|pic\.twitter\.com/)\S+|\b[\w-]+(?:\.[\w-]+)*\.[a-z]{2,6}/\S+", re.IGNORECASE)
_HANDLE = r"@[\w.-]*\w(?:@[\w.-]*\w)?"
REPOST = re.compile(rf"(?<!\w)(?:RT|MT|QT)\s*:?\s*{_HANDLE}\s*:?", re.IGNORECASE)
_VIA = re.compile(rf"(?<!\w)(?:via|h/t|ht|cc|by)\s*:?\s*{_HANDLE}", re.IGNORECASE)
_MENTION = re.compile(_HANDLE)
_TAG = re.compile(r"#(\w+)")
_OUTER_TAGS = re.compile(r"^(?:\W*#\w+)+(?=\W*\s)|\s*(?:#\w+\W*)+$")
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
#: A sentence cannot end here, so a tag that follows belongs to it: "we need more #theatres".
_OPEN_ENDS = word_set("a an the our your their more less fewer for to of in on and or with without")
_LABEL = re.compile(r"^\W*(?:[aqtr]\.?\s?\d{1,2}[a-c]?\b[\s.:)\-–—]*)+", re.IGNORECASE)
#: "like" is noise only between commas; the commas are gone by the time that other noise is looked for.
_LIKE = re.compile(r"(?:(?<=,)|^)\s*like\s*,")
_SPELLED = frozenset(SPELLED_OUT)
_NOISE = word_set("um umm ummm uh uhh uhm erm hm hmm basically")
_OPENERS = word_set("so ok okay yeah right rt mt")
#: A key with none of these words, and no label or aside, is settled.
_LOOSE = _SPELLED | _NOISE | _OPENERS | COUNTED
#: Without these, and without signs, there is nothing in a text to settle but numbers.
_UNSETTLING = _SPELLED | _NOISE | _OPENERS | word_set("know mean cent")
_LABELLING = frozenset("aqtr")
_MIXED = re.compile("[0-9][A-Za-z]|[A-Za-z][0-9]")
_HELD_OPEN = word_set("many much few far long that to now")
_ASIDE = re.compile(
    r"(?<!\bdo )(?<!\bdid )(?<!\bif )\b(?:you know|i mean)\b(?! (?:what|who|how|why|where|when|if|that|the)\b)"
)
_SHORTENED = re.compile(
    r"\b(?:(ca|wo|sha)n't|(\w+)n't|(it|that|there|what|he|she|who|where|how|here|let)'s|(\w+)'(re|ll|ve|m|s)?)(?!\w)"
)
_FULL = {"ca": "can", "wo": "will", "sha": "shall", "re": " are", "ll": " will", "ve": " have", "m": " am", "s": "s"}
_SIGNED = re.compile(r"[\d%/]")
#: Signs that are lost with the others unless they are written out, and tell things apart: "C++", "A+", "-5 degrees", "> 5".
_TELLING = re.compile(r"[+<>≤≥−]|\b[A-Za-z]#|[ A-Z]-")
_TOLD = (
    ("+", re.compile(r"(?<=\w)\+\+(?!\w)"), " plus plus "),
    ("+", re.compile(r"(?:(?<=\b[A-Z])|(?<=\bAB))\+(?!\w)|(?<=[\dx])\s?\+\s?(?=[\dx]\b)"), " plus "),
    ("#", re.compile(r"(?<=\b[A-Za-z])#(?!\w)"), " sharp "),
    ("", re.compile(r"(?<=[a-z] )[<≤]=?\s?(?=\d)"), " less than "),
    ("", re.compile(r"(?<=[a-z] )[>≥]=?\s?(?=\d)"), " more than "),
    ("", re.compile(r"(?<=[a-z] )[-−](?=\d)(?!\d+\s?[-–])"), " minus "),
    ("lood", re.compile(r"(?:(?<=\b[ABO])|(?<=\bAB))[-−](?!\w)"), " minus "),
)
#: How signs are written out; each is looked for only where a text has the letters before it.
_SIGNS = (
    ("w/", re.compile(r"\bw/o\b"), "without "),
    ("w/", re.compile(r"\bw/"), "with "),
    ("%", re.compile("%"), " percent "),
    ("£", re.compile(r"£\s*(\d[\d.,]*\s?(?:million|billion|bn|k|m)?\b)"), r"\1 pounds"),
    ("$", re.compile(r"\$\s*(\d[\d.,]*\s?(?:million|billion|bn|k|m)?\b)"), r"\1 dollars"),
    ("€", re.compile(r"€\s*(\d[\d.,]*\s?(?:million|billion|bn|k|m)?\b)"), r"\1 euros"),
    (",", re.compile(r"(?<=\d),(?=\d{3}(?!\d))"), ""),
    (":", re.compile(r"(?<=\d):(?=\d)"), "."),
    (".", re.compile(r"\.(?:(?!\d)|(?<!\d\.))"), " "),
)
#: The same for signs that follow a digit, if any letter does.
_UNIT = re.compile(r"[\d.][^\W\d_]")
_UNITS = (
    ("k", re.compile(r"\b(\d+)k\b"), r"\g<1>000"),
    ("bn", re.compile(r"\b(\d+)bn\b"), r"\1 billion"),
    ("m ", re.compile(r"\b(\d+(?:\.\d+)?)m (?=pounds|dollars|euros)"), r"\1 million "),
    ("", re.compile(r"\b(\d[\d.]*)(?!(?:st|nd|rd|th)\b)([^\W\d_]{2,})\b"), r"\1 \2"),
)
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+"
)


class _Kept(dict[int, str]):
    """What becomes of a character that stands by itself: kept, dropped, or a space. Filled as characters are met."""

    def __missing__(self, code: int) -> str:
        kind = unicodedata.category(chr(code))
        if chr(code) in "'.,:%£$€/#@":
            kept = chr(code)
        elif chr(code) == "👎":
            kept = " not "
        elif chr(code) == "&":
            kept = " and "
        elif kind == "Cf" or 0xFE00 <= code <= 0xFE0F:
            kept = ""
        else:
            kept = chr(code) if kind[0] in "LMN" else " "
        self[code] = kept
        return kept


_KEPT = _Kept()
_BARE = {ord(sign): " " for sign in ",:%£$€/#@"} | {ord("'"): None}
_BARE_WORDS = _BARE | {ord("."): " "}


@lru_cache(maxsize=RECENT)
def canonical(text: str) -> str:
    """The key: words in lower case with one space between. Canonical twice is canonical once."""
    key = _plain(unwrapped(text))
    while (settled := _settled(key if key.isascii() else _plain(key))) != key:
        key = settled
    return key or text.strip().casefold()


def plain_words(text: str) -> list[str] | None:
    """The words of a text that has nothing else, in small letters, if its key is those words `counted`; None if not."""
    if not text.isascii():
        return None
    run = text.replace(" ", "")
    if not run.isalpha() and (not run.isalnum() or _MIXED.search(text)):
        return None
    words = text.lower().split()
    return words if words and words[0] not in _LABELLING and _UNSETTLING.isdisjoint(words) else None


def counted(words: list[str]) -> list[str]:
    """The words with every number in digits: the same list if it has none."""
    while not COUNTED.isdisjoint(words) and (found := in_digits(words)) != words:
        words = found
    return words


def tokens(text: str) -> tuple[str, ...]:
    """The words of the key."""
    return tuple(canonical(text).split())


@lru_cache(maxsize=RECENT)
def content_words(key: str) -> tuple[str, ...]:
    """The words of a key that carry its meaning; pairs of characters where a script has no spaces."""
    words = [word for word in key.split() if word not in LITTLE]
    return tuple(words) if key.isascii() else tuple(part for word in words for part in _parts(word))


def unwrapped(text: str) -> str:
    """The text without links, repost marks, mentions, outer tags, and with the words of inner tags kept."""
    text = text.replace("’", "'").replace("‘", "'").replace("＃", "#").replace("＠", "@")
    if "&" in text:
        text = html.unescape(text)
    if "/" in text or "www." in text:
        text = _LINK.sub(" ", text)
    if "@" in text:
        text = _MENTION.sub(" ", _VIA.sub(" ", REPOST.sub(" ", text)))
    if "#" in text:
        text = _without_tags(text.strip())
    return text


def _without_tags(text: str) -> str:
    before, _, last = text.rpartition("#")
    if before[:-1].rpartition(" ")[2].casefold() in _OPEN_ENDS:
        text = f"{before}{last}"
    return _TAG.sub(lambda tag: _HUMP.sub(" ", tag.group(1)), _OUTER_TAGS.sub(" ", text))


def _plain(text: str) -> str:
    """Small letters and digits with single spaces; signs and short forms written out."""
    bare = text.rstrip(".!? ")
    if bare.isascii() and bare.replace(" ", "").isalpha():
        return " ".join(bare.casefold().split())
    if _TELLING.search(text):
        for letters, sign, written in _TOLD:
            if letters in text:
                text = sign.sub(written, text)
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    text = text.translate(_KEPT).casefold()
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    if "like" in text:
        text = _LIKE.sub(" ", text)
    if "'" in text:
        text = _SHORTENED.sub(_spelled_out, text)
    signs = _BARE_WORDS
    if _SIGNED.search(text):
        signs = _BARE
        for letters, sign, written in _SIGNS:
            if letters in text:
                text = sign.sub(written, text)
        if _UNIT.search(text):
            for letters, sign, written in _UNITS:
                if letters in text:
                    text = sign.sub(written, text)
    return " ".join(text.translate(signs).split())


def _settled(key: str) -> str:
    """The key after one more round of taking labels and noise off, spelling out and counting."""
    key = _LABEL.sub("", key)
    if "know" in key or "mean" in key:
        key = _ASIDE.sub("", key)
    words = key.split()
    if _LOOSE.isdisjoint(words) and "per cent" not in key:
        return " ".join(words)
    short = not _SPELLED.isdisjoint(words)
    if short:
        words = [SPELLED_OUT.get(word, word) for word in words]
    if words and words[0] in _OPENERS:
        del words[: _opening(words)]
    if not _NOISE.isdisjoint(words):
        words = [word for word in words if word not in _NOISE]
    if short or "per cent" in key:
        words = " ".join(words).replace("per cent", "percent").split()
    return " ".join(in_digits(words))


def _opening(words: Sequence[str]) -> int:
    """How many words at the start only open it."""
    start = 0
    while start < len(words) and words[start] in _OPENERS and not _HELD_OPEN.intersection(words[start + 1 : start + 2]):
        start += 1
    return start


def _spelled_out(short: re.Match[str]) -> str:
    irregular, regular, subject, stem, ending = short.groups()
    if irregular or regular:
        return f"{_FULL.get(irregular, regular)} not"
    if subject:
        return "let us" if subject == "let" else f"{subject} is"
    return f"{stem}{_FULL.get(ending, '')}"


@lru_cache(maxsize=1 << 13)
def _parts(word: str) -> tuple[str, ...]:
    if word.isascii() or not _UNSPACED.search(word):
        return (word,)
    return tuple(word[at : at + 2] for at in range(max(1, len(word) - 1)))
