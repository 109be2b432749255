"""What fingers, phones and clients do to words: slips of keys, spaces, apostrophes, capitals, and cuts.

None of it touches a word on which the meaning turns (`turns`): who mistypes "not" as "now" says something else.
"""

from __future__ import annotations

import re
from random import Random

_BESIDE = {
    "q": "wa", "w": "qes", "e": "wrd", "r": "etf", "t": "ryg", "y": "tuh", "u": "yij", "i": "uok", "o": "ipl", "p": "ol",
    "a": "qsz", "s": "adw", "d": "sfe", "f": "dgr", "g": "fht", "h": "gjy", "j": "hku", "k": "jli", "l": "kop",
    "z": "xa", "x": "zcs", "c": "xvd", "v": "cbf", "b": "vng", "n": "bmh", "m": "nk",
}  # fmt: skip
_TURNING = """not no never none nobody nothing without cannot unless if except only even until instead before after over under
    above below up down in out on off into onto inside outside within behind beside away back all some any every each both
    most few fewer more less than least half twice once he she his her him they their must may should could would need stop
    start keep first last from to and or but by for with one two three four five six seven eight nine ten eleven twelve
    thirteen fifteen twenty thirty sixty billion million hours days weeks months years minutes miles always sometimes
    free paid open close lock staff patients who why what how same other own too also while when
    monday mondays tuesday tuesdays wednesday thursday thursdays friday saturday saturdays sunday sundays weekends"""
_TURNS = frozenset(_TURNING.split())


def turns(word: str) -> bool:
    """Whether a meaning may turn on this word: numbers and names count, too."""
    bare = word.strip(".,:;!?\"'()“”").lower()
    return bare in _TURNS or "n't" in bare or any(sign.isdigit() for sign in bare) or not bare


def slipped(rng: Random, text: str) -> str:
    """With one slip of the keys in about ten words: a neighbour, a letter doubled, swapped or left out."""
    words = text.split()
    places = [place for place, word in enumerate(words) if len(word) >= 5 and word.isalpha() and not turns(word)]
    for place in rng.sample(places, min(len(places), 1 + len(words) // 12)):
        words[place] = slip(rng, words[place])
    return " ".join(words)


def slip(rng: Random, word: str) -> str:
    """One slip inside a word; its first letter stays."""
    at = rng.randrange(1, len(word) - 1)
    match rng.randrange(4):
        case 0:
            return word[:at] + rng.choice(_BESIDE.get(word[at].lower(), "e")) + word[at + 1 :]
        case 1:
            return word[:at] + word[at] + word[at:]
        case 2:
            return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
        case _:
            return word[:at] + word[at + 1 :]


_CONFUSED = (
    ("it's", "its"), ("its", "it's"), ("their", "there"), ("they're", "their"), ("you're", "your"), ("your", "you're"),
    ("we'd", "wed"), ("I'd", "Id"), ("we'll", "well"), ("than", "then"), ("too", "to"), ("who's", "whose"), ("lose", "loose"),
    ("let's", "lets"), ("I'm", "Im"), ("that's", "thats"), ("practise", "practice"), ("receptionist", "receptionists"),
    ("patient's", "patients"), ("carer's", "carers"), ("could have", "could of"), ("should have", "should of"),
    ("definitely", "defiantly"), ("physio", "physic"), ("GPs", "GP's"), ("NHS", "HNS"), ("wards", "ward's"), ("nurses", "nurse's"),
    ("clinics", "clinic's"), ("wifi", "wife"), ("ward", "word"), ("discharge", "discharged"), ("carers", "careers"),
    ("carer", "career"), ("hospital", "hospitals"), ("dementia", "dementias"), ("surgery", "surgeries"), ("appt", "apt"),
    ("tablets", "tables"), ("meal", "meals"), ("quiet", "quite"), ("trial", "trail"), ("nursing", "nuring"), ("bay", "bat"),
)  # fmt: skip


def autocorrected(rng: Random, text: str) -> str:
    """With a word that a phone, or its owner, takes for another."""
    known = [(old, new) for old, new in _CONFUSED if re.search(rf"\b{old}\b", text)]
    if not known:
        return text
    old, new = rng.choice(known)
    return re.sub(rf"\b{old}\b", new, text, count=1)


def ran_together(rng: Random, text: str) -> str:
    """With a space that is missing, or one too many."""
    words = text.split(" ")
    at = rng.randrange(len(words) - 1)
    match rng.randrange(4):
        case 0:
            return " ".join([*words[:at], words[at] + words[at + 1], *words[at + 2 :]])
        case 1:
            return text.replace(", ", ",").replace(". ", ".").replace(": ", ":")
        case 2:
            return (
                text.replace(" ", "  ")
                if rng.random() < 0.5
                else " ".join([*words[:at], words[at] + " ", *words[at + 1 :]])
            )
        case _:
            long = [place for place, word in enumerate(words) if len(word) >= 8 and word.isalpha()]
            if not long:
                return text.replace(" ", "\u00a0", 2)
            at = rng.choice(long)
            middle = len(words[at]) // 2
            return " ".join([*words[:at], words[at][:middle] + " " + words[at][middle:], *words[at + 1 :]])


def unpointed(rng: Random, text: str) -> str:
    """With other, fewer or more signs between the words."""
    match rng.randrange(6):
        case 0:
            return text.replace("'", "")
        case 1:
            return text.replace("'", "’").replace("-", "–")
        case 2:
            return re.sub(r"[,:;]", "", text).rstrip(".")
        case 3:
            return text.rstrip(".!") + "!!!"
        case 4:
            return text.replace(", ", " - ").replace("; ", "... ").rstrip(".")
        case _:
            return text.rstrip(".") + rng.choice(["..", " .", ";", "…"])


def escaped(rng: Random, text: str) -> str:
    """As a badly copied web page shows it."""
    del rng
    return text.replace("&", "&amp;").replace("'", "&#39;").replace('"', "&quot;")


def shouted(rng: Random, text: str) -> str:
    """In other capitals, or with a word drawn out."""
    match rng.randrange(4):
        case 0:
            return text.upper()
        case 1:
            return text.lower()
        case 2:
            return text.title().replace("'S", "'s").replace("'T", "'t")
        case _:
            words = text.split()
            at = rng.randrange(len(words))
            return " ".join([*words[:at], words[at].upper(), *words[at + 1 :]])


def telegraphic(rng: Random, text: str) -> str:
    """Without the small words that nobody misses."""
    small = {"the", "a", "an", "of", "is", "are", "be", "our", "that", "so", "it", "there", "them", "been"}
    kept = [word for word in text.split() if word.lower() not in small or rng.random() < 0.25]
    return " ".join(kept)


def truncated(rng: Random, text: str) -> str:
    """Cut by a client, with a sign that more came: at a limit, after three quarters at the least."""
    if len(text) < 60:
        return text
    limit = rng.randint(len(text) * 3 // 4, len(text) - 4)
    cut = text[:limit] if rng.random() < 0.4 else text[:limit].rsplit(" ", 1)[0]
    return cut.rstrip(" ,") + rng.choice(["…", "...", " …", " [...]", "… https://t.co/zz81kQ"])


def clipped(rng: Random, text: str) -> str:
    """As a transcript or a hasty hand clips it: without the first or last words, where no meaning turns on them."""
    words = text.split()
    most = len(words) // 7
    first = last = 0
    if rng.random() < 0.5:
        while first < most and not turns(words[first]):
            first += 1
    else:
        while last < most and not turns(words[-1 - last]):
            last += 1
    return " ".join(words[first : len(words) - last])
