"""Finds in minutes who was there, who could not come and who took the notes: their names are masked wherever they stand.

Such a list is nobody's words. It stands behind a label ("Present: …") or below it, a name in each line.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from bridge.documents import speakers

#: What stands in the place of initials, as where a name is masked.
MASK = "[name]"
#: Lines and characters that are looked at, and people that are known.
_MOST_LINES, _LONGEST, _MOST_PEOPLE = 300, 2_000, 500

_SIGNS = re.compile(r"(?:#{1,6}|[-*+•◦▪‣·–o>]|\d{1,3}[.)])(?:\s+|$)")
_OF_ALL = (
    r"(?:(?:also|those|members|people) )?(?:present|in attendance|attendance|attending|attended(?: by)?|attendees?|participants)"
    r"|apolog(?:ies|y)(?: (?:for absence|received|sent|from)){0,2}|absent|absences|absentees|regrets|invited"
)
_OF_ONE = (
    r"(?:co-?|vice[- ]?|deputy )?chair(?:man|woman|person|ed by)?|facilitat(?:ors?|ed by)|minutes?(?: taken)? by|minute[- ]?taker"
    r"|notes?(?: taken)? by|note[- ]?taker|scribe|clerk|secretary|conven[eo]r|host|hosted by|observers?|guests?|speakers?"
)
_LABEL = re.compile(
    rf"(?:(?P<all>{_OF_ALL})|(?P<one>{_OF_ONE}))(?:\s?\([^()]{{0,40}}\))?\s?(?::\s{{0,8}}|[-–—]\s{{1,8}}|$)(?P<names>.*)",
    re.IGNORECASE,
)
_NOBODY = re.compile(r"(?:none|nil|n/?a|no apologies|no one|nobody)(?: (?:received|given|sent))?\W*", re.IGNORECASE)
_ASIDE = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|<[^<>]*>|(?<![^\s,;])[^\s,;@]*@[^\s,;]*")
_BETWEEN = re.compile(r"[,•|&]|\band\b|\bwith\b", re.IGNORECASE)
_ROLE = re.compile(r"\s[-–—/]\s|:\s")
_GOES_ON = re.compile(r"(?:[,;&]|\band)$", re.IGNORECASE)
_TITLES = frozenset(("cllr", "dame", "dr", "lady", "lord", "miss", "mr", "mrs", "ms", "mx", "prof", "professor", "sir"))
_PARTICLES = frozenset(("al", "bin", "da", "de", "del", "der", "di", "dos", "du", "el", "la", "le", "van", "von", "y"))
#: A piece of a list with such a word tells of a post or an organisation.
_POSTS = frozenset(
    """all assistant associate board carers centre chair charity chief clerk clinic clinical co-ordinator committee
    consultant coordinator council deputy director doctor everyone executive governor group head healthwatch hospital
    icb lead manager matron member members midwife nhs nurse office officer panel parent parents patient patients
    pharmacist pharmacy physio physiotherapist practice practitioner public rep representative secretary service
    services society staff student students surgeon surgery team therapist trust trustee uk university various
    visitors volunteer volunteers worker workers""".split()  # noqa: SIM905 - words read best as words
)


_CAPITALS = re.compile(r"(?<!\w)[^\W\d_a-z]{2,6}(?!\w)")
_SOME = rf"{_CAPITALS.pattern}(?:(?:\s?[,/&+]\s?|\sand\s){_CAPITALS.pattern}){{0,5}}"
_OWNER = re.compile(
    rf"{_SOME}(?=\s(?:to|will)\s[a-z])|(?<=[(\[]){_SOME}(?=[)\]])"
    rf"|(?P<said>(?i:\b(?:(?:actions?|owners?|lead|responsible|who)\s?[:–—-]\s?|action\s))){_SOME}"
)
#: Initials that stand for a profession or a department wherever they stand.
_NO_INITIALS = frozenset(("ED", "GP", "HR", "IT", "OT"))


class Attendees(NamedTuple):
    """Who was there by the words of the notes, in the `lines` (from 1) that list them; `initials` are what they may go by."""

    lines: frozenset[int]
    names: tuple[str, ...]
    initials: frozenset[str]


def attendees(lines: Sequence[str]) -> Attendees:
    """Those whom the lines list behind or below a label."""
    labels = [_LABEL.fullmatch(_bare(line)) if len(line) <= _LONGEST else None for line in lines]
    times = Counter(label["one"].casefold() for label in labels if label and label["one"])
    there: set[int] = set()
    people: list[_Person] = []
    for at, label in enumerate(labels):
        # Who speaks as "Chair:" again and again is in the notes, and not in a list.
        if not label or at in there or times[(label["one"] or "").casefold()] > 1:
            continue
        taken, named = _behind(label, at, lines, labels) if label["names"] else _below(at, lines, labels)
        there |= taken
        people += named
    known = list({speakers.key(it.name): it for it in people if it.name}.values())[:_MOST_PEOPLE]
    initials = {it.initials for it in people if it.initials}.union(*(_initials(it.name) for it in known))
    return Attendees(
        frozenset(at + 1 for at in there), tuple(it.name for it in known), frozenset(initials - _NO_INITIALS)
    )


def without_initials(initials: frozenset[str]) -> Callable[[str], str]:
    """Masks the initials of people where they own an action: "KB to book the hall", "Action: KB", "(KB)"."""

    def one(found: re.Match[str]) -> str:
        return MASK if found[0] in initials else found[0]

    def owners(found: re.Match[str]) -> str:
        said = found["said"] or ""
        return said + _CAPITALS.sub(one, found[0][len(said) :])

    return lambda text: _OWNER.sub(owners, text) if initials else text


class _Person(NamedTuple):
    """Somebody in a list, by name or by initials alone."""

    name: str
    initials: str = ""


_Labels = Sequence[re.Match[str] | None]
_Found = tuple[set[int], list[_Person]]


def _behind(label: re.Match[str], at: int, lines: Sequence[str], labels: _Labels) -> _Found:
    """The names on the label's own line, and on those into which they go on."""
    names = label["names"]
    people = list(_people(names, loosely=bool(label["all"])))
    if not people:
        return ({at}, []) if label["all"] and _NOBODY.fullmatch(names) else (set(), [])
    whole = (label["one"] or "").endswith("s")
    if label["one"] and (names[-1] in ".!?" or not _is_person_first(names, whole=whole)):
        return set(), []
    last = at
    while last + 1 < min(len(lines), at + _MOST_LINES) and lines[last + 1].strip() and not labels[last + 1]:
        more = list(_people(_bare(lines[last + 1])))
        indented = lines[last + 1][0].isspace()
        going_on = _GOES_ON.search(lines[last].strip()) or (
            (len(more) > 1 or indented) and _is_person_first(lines[last + 1])
        )
        if not more or not going_on:
            break
        people += more
        last += 1
    return set(range(at, last + 1)), people


def _below(at: int, lines: Sequence[str], labels: _Labels) -> _Found:
    """The lines with names below a label that stands alone; an empty line ends them unless one stood above the first."""
    first = next((it for it in range(at + 1, min(len(lines), at + 3)) if lines[it].strip()), len(lines))
    spaced, listed = first > at + 1, _is_item(lines, first)
    own = labels[at]
    whole = own is not None and bool(own["one"])
    there: set[int] = set()
    people: list[_Person] = []
    last = at
    for line in range(first, min(len(lines), at + _MOST_LINES)):
        if not lines[line].strip() and (spaced or not there):
            continue
        label = labels[line]
        another = label is not None and not (label["one"] and label["names"])  # "Chair: Ada Okoro" may stand in a list
        if another or not lines[line].strip() or (spaced and _is_item(lines, line) is not listed):
            break
        if _is_person_first(lines[line], whole=whole):
            there |= set(range(last + 1, line + 1))
            people += _people(_bare(lines[line]))
            last = line
        elif not there or line - last > 1 or len(lines[line].split()) > 6:  # "two patients" may stand among names
            break
    return ({at} | {it for it in there if lines[it].strip()}, people) if there else (set(), [])


def _people(names: str, *, loosely: bool = False) -> Iterator[_Person]:
    """Each piece that is a name; `loosely` with what stands behind it ("Gareth Pritchard sent his")."""
    pieces = _pieces(names)
    if pieces and all(re.fullmatch(r"[A-Z]{2,4}", piece) for piece in pieces):
        yield from (_Person("", piece) for piece in pieces)
        return
    for piece in pieces:
        name = _person(piece) or (_leading(piece) if loosely else "")
        if name:
            yield _Person(name)


def _is_person_first(line: str, *, whole: bool = False) -> bool:
    """Whether somebody is named first; `whole` by more than one name, for "Guests: Breakfast" are none."""
    pieces = _pieces(_bare(line))
    if not pieces or line.strip()[-1] in "!?":
        return False
    name = _person(pieces[0])
    return " " in name if whole else bool(name or re.fullmatch(r"[A-Z]{2,4}", pieces[0]))


def _pieces(names: str) -> list[str]:
    names = _ASIDE.sub(" ", names)
    if ";" not in names:
        return [piece.strip(" .*_") for piece in _BETWEEN.split(names) if piece.strip(" .*_")]
    return [_in_order(piece) for piece in names.split(";") if piece.strip(" .*_")]


def _in_order(piece: str) -> str:
    """Gives "Okoro, Ada" as "Ada Okoro", and of "Ada Okoro, matron" the name alone."""
    first, _, rest = (part.strip(" .*_") for part in piece.partition(","))
    given = rest.partition(",")[0].strip()
    return f"{given} {first}" if " " not in first and _person(given) else first


def _person(piece: str) -> str:
    """The name in a piece of a list, or nothing: "Ada Okoro", "Ada Okoro – chair", "Chair: Ada Okoro"."""
    return next((name for part in _ROLE.split(piece) if _is_person(name := part.strip(" .*_"))), "")


def _is_person(name: str) -> bool:
    words = name.split()
    plain = [word.casefold().strip(".,") for word in words]
    named = all(_is_capital(word) or word in _PARTICLES for word in words)
    only_letters = len(words) == 1 and name.isupper() and len(name) <= 5
    return (
        0 < len(words) <= 6
        and named
        and not only_letters
        and not _POSTS & set(plain)
        and not all(word in _TITLES or speakers.is_label(word) for word in plain)
    )


def _leading(piece: str) -> str:
    words = piece.split()
    end = next((at for at, word in enumerate(words) if not _is_capital(word)), len(words))
    name = " ".join(words[:end])
    return name if end > 1 and _is_person(name) else ""


def _is_capital(word: str) -> bool:
    return word[0].isalpha() and not word[0].islower() and not any(sign.isdigit() for sign in word)


def _initials(name: str) -> Iterator[str]:
    """Gives "KAD" and "KD" for Kerry-Ann Doyle: of all parts, of all words, and of the first and last."""
    words = [word for word in name.replace(".", " ").split() if word.casefold() not in _TITLES]
    parts = [part for word in words for part in re.split(r"[-–]", word) if part]
    for some in (parts, words, [words[0], words[-1]]) if len(words) > 1 else ():
        yield "".join(part[0] for part in some).upper()


def _bare(line: str) -> str:
    """Without the signs of a heading, a bullet or bold."""
    line = line.strip().replace("**", "").replace("__", "")
    sign = _SIGNS.match(line)
    return line[sign.end() :].strip() if sign else line.strip()


def _is_item(lines: Sequence[str], at: int) -> bool:
    return at < len(lines) and _SIGNS.match(lines[at].strip()) is not None
