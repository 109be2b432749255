"""Tells who speaks: cleans the names that a file gives, and finds "Name: text" where names are only typed.

A name comes from the file or there is none: a label ("Action:", "10:30 Meeting:") is never a speaker, and who spoke
without a name stays unknown.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Callable, Iterable

_HEAD = re.compile(r"[ \t]*([^\W\d_][^:\n]{0,59}):[ \t]+(?=\S)")
_LABELS = frozenset(
    """a action actions agenda aim answer apologies attendees background because benefit benefits break but cc
    challenge close closing coffee comment comments con concern concerns cons cost date decision decisions
    discussion e.g eg example examples experience facilitators follow-up from goal goals how http https i.e idea
    ideas intro introduction introductions issue issues item key learning link location lunch meeting nb next no
    note notes outcome outcomes owner participants plus point points present pro problem problems pros ps q
    question questions re reason reasons recommendation recommendations result results risk risks so solution
    solutions step steps subject suggestion suggestions summary task tasks tea thanks theme themes time title to
    todo topic topics welcome well what when where who why yes""".split()  # noqa: SIM905 - words read best as words
)
#: What a service is made of, and the small words between: "Ward Manager", "The theatres". Ward is a surname too, so
#: such a word is told from a name by what stands beside it.
_SERVICE = frozenset(
    """admin ambulance and appointment appointments at bed beds bookings buses car care carer carers clinic clinics
    clinician clinicians communication community consultant consultants department departments director discharge
    doctor doctors families family finance food for gp gps group hospital hospitals in information lead letters
    manager managers matron midwife midwives night nurse nurses nursing of on operations or our outpatients parking
    patient patients people pharmacist pharmacy physio porters practice public reception receptionist
    room rooms round safety secretary senior service services session sister social staff staffing stories story
    surgeon surgeons surgery system systems team teams technology the theatre theatres to training transport travel
    trust update visiting visitors volunteer volunteers wait waiting ward wards we website workforce""".split()  # noqa: SIM905 - as above
)
_UNKNOWN = frozenset({"speaker", "unknown", "unknown speaker", "unidentified speaker", "guest", "anonymous"})
#: Programs that sit in a meeting and write into its chat under names such as "Fireflies.ai Notetaker Ada".
_BOT = re.compile(
    r"\b(?:note[- ]?takers?|fireflies\.ai|otter\.ai|otterpilot|read\.ai|fathom\.ai|tl;dv|meetgeek|ai companion|ai assistant)\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]+")
_MARKS = re.compile(r"[\d|/–—-]+")
_ASIDE = re.compile(r"\s{0,8}[(\[][^()\[\]]*[)\]]")
_NOBODY = re.compile(
    r"(?:speaker|room|guest|participant|iphone|ipad|android|phone)?[\s\d]*|[0-9a-f]{8}-[0-9a-f-]{27}.*", re.IGNORECASE
)
_PARTICLES = frozenset({"al", "bin", "da", "de", "del", "der", "di", "dos", "du", "el", "la", "le", "van", "von", "y"})


def clean(name: str) -> str | None:
    """The name as a person would write it, at most 120 characters; None where the file says that it does not know."""
    name = " ".join(html.unescape(name).split())[:120]
    return None if not name or name.casefold() in _UNKNOWN else name


def key(name: str | None) -> str:
    """The same for one name however it is capitalised; empty for an unknown speaker."""
    return (name or "").casefold()


def masks(names: Iterable[str]) -> tuple[str, ...]:
    """The names that must not stand in a text: without "(Guest)" or "(She/Her)", and without device or account ids."""
    bare = (_ASIDE.sub("", name).strip() for name in names)
    return tuple(dict.fromkeys(name for name in bare if not (_NOBODY.fullmatch(name) or is_label(name))))


def is_name(text: str) -> bool:
    """Whether it looks like a person's name by itself: up to five words, each with a capital, e.g. "Okoro, Ada (ICB)"."""
    words = _ASIDE.sub("", text).split()
    capital = all(word[0].isupper() or word.casefold() in _PARTICLES for word in words)
    return 0 < len(words) <= 5 and capital and not _LABELS & {word.casefold().strip(",") for word in words}


def is_display_name(text: str) -> bool:
    """Whether a program may have written it for who spoke: a name, also with a number or a bar in it, and no label."""
    return is_name(_MARKS.sub(" ", text)) and not is_label(text)


def is_label(text: str) -> bool:
    """Whether all its words are of agendas, minutes and services, e.g. "Coffee break" or "Ward 5 Manager": no name."""
    return all(word in _LABELS or word in _SERVICE for word in _WORD.findall(text.casefold()))


def is_bot(name: str) -> bool:
    """Whether a program that takes notes writes under this name."""
    return _BOT.search(name) is not None


def headed(line: str) -> tuple[str | None, str]:
    """(name, text) of a line from a format that puts "Name: " before all that is said; labels are no names there either."""
    name = _head(line)
    return (clean(name), line.partition(":")[2].strip()) if name else (None, line)


def typed(lines: Iterable[str]) -> Callable[[str], tuple[str | None, str]]:
    """Learn from all lines who speaks in "Name: text", and give a function that splits a line into (name, text).

    A head of at most five words is a name when it comes again, or when it looks like a full name without a word of a
    service in it. Any other head is part of what was said ("Transport: later trains").
    """
    heads = Counter(found for found in map(_head, lines) if found)
    people = {name for name, times in heads.items() if times > 1 or _is_full_name(name)}

    def split(line: str) -> tuple[str | None, str]:
        name = _head(line)
        if name not in people:
            return None, line
        return clean(name), line.partition(":")[2].strip()

    return split


def _is_full_name(name: str) -> bool:
    return (
        is_name(name) and len(name.split()) > 1 and not _SERVICE & set(_WORD.findall(_ASIDE.sub("", name).casefold()))
    )


def _head(line: str) -> str | None:
    found = _HEAD.match(line)
    if not found:
        return None
    name = found[1].strip()
    words = name.casefold().split()
    labelled = words[0] in _LABELS or words[-1] in _LABELS or is_label(name)
    return name if len(words) <= 5 and not labelled and name[0].isupper() else None
