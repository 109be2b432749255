"""The guard: refuses to take two look-alike texts for one when the difference turns the meaning.

Likeness is not the hard part: a text and its negation are as alike as two texts can be. The words of both are aligned,
and each difference must be harmless by itself: a typing error, an ending, a little word. Refusals are in words for the
person who decides instead.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise, product

from rapidfuzz.distance import Levenshtein

from bridge.ideas.contrasts import (
    ASKING_FOR,
    BEFORE_MAY,
    HINGES,
    ONE_FORM,
    OPEN_ENDS,
    PARTICLES,
    PRESSING,
    PROPOSING,
    PULLING,
    SOUND_ALIKES,
    TELLERS,
    TELLING,
    TURNED_BY_TO,
    WHEN,
)
from bridge.ideas.forms import FAMILY, alike, backshifted, is_past
from bridge.ideas.lexicon import DUTIES, LITTLE, STANCE, WEIGHTY
from bridge.ideas.numbers import has_digit
from bridge.ideas.reading import Reading
from bridge.ideas.stems import base
from bridge.ideas.words import is_known

#: So many content words must be shared before an end cut off with an ellipsis is forgiven.
CUT_AFTER = 3
#: So many words must come before one that breaks off without an ellipsis.
BROKEN_AFTER = 6
#: So many content words must be shared before a last word that is missing counts as cut off.
CLIPPED_AFTER = 4
#: A particle moves at most past so many words.
MOVED = 6
#: What is one thing with "to" behind it, and another without.
_TO_TURNS = TURNED_BY_TO | {"have", "has", "had", "having"}
_BINDING = DUTIES | {"be", "have", "all", "also", "now", "just", "really"}
_MANY = frozenset({"people", "men", "women", "children", "staff", "more", "in", "of", "or", "and", "times"})
_STANCES = frozenset(map(base, STANCE))


def refusal(one: Reading, other: Reading) -> str | None:
    """Why these two may not be taken for one, or None if they may. The same either way round."""
    if one.key > other.key:
        one, other = other, one
    if (one.asks is True) != (other.asks is True) and not (one.cut or other.cut):
        return "one asks, the other says"
    mine, yours = one.key.split(), other.key.split()
    if _moved(mine, yours):
        return None
    shared = 0
    dropped: tuple[set[str], set[str]] = set(), set()
    for xs, ys, same, following in _differences(mine, yours):
        if not LITTLE.issuperset(same) and (moved := HINGES & ((dropped[0] & {*ys}) | (dropped[1] & {*xs}))):
            return f"'{min(moved)}' stands elsewhere"
        for each, words in zip(dropped, (xs, ys), strict=True):
            each.update(words)
        shared += sum(word not in LITTLE for word in same)
        if not xs and not ys:
            continue
        if not following and shared >= CUT_AFTER and (_cut_off(xs, ys, mine, one) or _cut_off(ys, xs, yours, other)):
            continue
        if not following and one.stops != other.stops:
            end, rest = (xs, ys) if other.stops else (ys, xs)
            if not end and _clipped(rest, same, shared):
                continue
        if not shared and not same and (_begun_late(xs, ys, one, other) or _begun_late(ys, xs, other, one)):
            continue
        if _sounds_alike(xs, ys, following) or _has_happened(xs, ys, same, following):
            continue
        if following in {"few", "little"} and ("a" in xs) != ("a" in ys):
            return f"only one says 'a {following}'"
        if _TO_TURNS.intersection(same[-1:]) and ("to" in xs) != ("to" in ys):
            return f"only one says '{same[-1]} to'"
        if _tells(xs, ys, following) and not _begins_in_the_past(mine) if not same else _drops_duty(xs, ys, same):
            return "one tells what is, the other what should be"
        if following and not ({*xs, *ys} - {"be"}) and not DUTIES.isdisjoint(same[-1:]) and following not in ONE_FORM:
            continue
        left, right = _unlike(
            xs,
            ys,
            frozenset(one.names) & frozenset(xs),
            frozenset(other.names) & frozenset(ys),
            told=one.told != other.told,
        )
        left, right = [x for x in left if x not in other.tags], [y for y in right if y not in one.tags]
        if reason := _turn(left, right):
            return reason
    return None


def _differences(
    xs: Sequence[str], ys: Sequence[str]
) -> Iterator[tuple[Sequence[str], Sequence[str], Sequence[str], str]]:
    """Each stretch where the two differ, with the equal words before it and the next one after; the end always comes."""
    x_from = y_from = 0
    same: Sequence[str] = ()
    for code in Levenshtein.opcodes(xs, ys):
        if code.tag != "equal":
            continue
        if code.src_start > x_from or code.dest_start > y_from:
            yield xs[x_from : code.src_start], ys[y_from : code.dest_start], same, xs[code.src_start]
            same = ()
        same = (*same, *xs[code.src_start : code.src_end])
        x_from, y_from = code.src_end, code.dest_end
    yield xs[x_from:], ys[y_from:], same, ""


def _clipped(rest: Sequence[str], same: Sequence[str], shared: int) -> bool:
    """Whether a text that ends without a mark, as what is cut off does, lacks only the last word or two of the other."""
    if not 0 < len(rest) <= 2 or shared < CLIPPED_AFTER - 1:
        return False
    if any(map(has_digit, rest)):
        return False
    if not OPEN_ENDS.isdisjoint(same[-1:]):
        return True
    word = rest[-1]
    plain = len(rest) == 1 and not _is_weighty(word) and word not in TELLING and not word.endswith("ly")
    return plain and shared >= CLIPPED_AFTER and word not in FAMILY and word not in WHEN


def _begun_late(start: Sequence[str], rest: Sequence[str], short: Reading, long: Reading) -> bool:
    """Whether a text lacks only the verb that the other begins with, one that asks for what follows."""
    if start or not rest or not long.opens or short.opens:
        return False
    return rest[0] in ASKING_FOR and all(word in LITTLE and word not in TELLING for word in rest[1:])


def _sounds_alike(xs: Sequence[str], ys: Sequence[str], following: str) -> bool:
    """Whether two words in one place are one as it is heard: "their" and "there", "for" and the "4" of phones."""
    if frozenset((" ".join(xs), " ".join(ys))) not in SOUND_ALIKES:
        return False
    counted = following in FAMILY or following in _MANY or following.endswith("s")
    return not (counted and any(map(has_digit, (*xs, *ys))))


def _moved(xs: Sequence[str], ys: Sequence[str]) -> bool:
    """Whether nothing differs but the place of a particle: "wake her up" and "wake up her"."""
    if len(xs) != len(ys) or sorted(xs) != sorted(ys):
        return False
    unlike = [at for at, (x, y) in enumerate(zip(xs, ys, strict=True)) if x != y]
    if not unlike or unlike[-1] - unlike[0] > MOVED:
        return False
    left, right = list(xs[unlike[0] : unlike[-1] + 1]), list(ys[unlike[0] : unlike[-1] + 1])
    return (left[0] in PARTICLES and [*left[1:], left[0]] == right) or (
        right[0] in PARTICLES and [*right[1:], right[0]] == left
    )


def _has_happened(xs: Sequence[str], ys: Sequence[str], same: Sequence[str], following: str) -> bool:
    """Whether both tell what happened, or a headline does in the present: "signed", "has signed"; "signs", "has signed"."""
    short, long = sorted((xs, ys), key=len)
    if not long or long[0] != "has" or not DUTIES.isdisjoint(same[-1:]) or not same:
        return False
    if len(long) == 1 and not short:
        return is_past(following)
    return len(short) == 1 and len(long) == 2 and short[0].endswith("s") and backshifted(short[0], long[1])


def _tells(xs: Sequence[str], ys: Sequence[str], following: str) -> bool:
    """Whether one begins with who does it ("We text people"), and the other with what should be done ("Text people")."""
    told = [side for side in (xs, ys) if not TELLERS.isdisjoint(side)]
    return len(told) == 1 and PROPOSING.isdisjoint((*told[0], following))


def _begins_in_the_past(words: Sequence[str]) -> bool:
    """Whether the first verb says what was done, as no proposal does: "(I) just finished the book"."""
    return is_past(next((word for word in words if word not in LITTLE), ""))


def _drops_duty(xs: Sequence[str], ys: Sequence[str], same: Sequence[str]) -> bool:
    """Whether only one of two that name who does it says that it should be done: "GPs should ask", and "GPs ask"."""
    bound = [side for side in (xs, ys) if not DUTIES.isdisjoint(side)]
    free = ys if bound == [xs] else xs
    if "to" in free:  # as headlines have it: "Council to open a park"
        return False
    return len(bound) == 1 and _BINDING.issuperset(bound[0]) and LITTLE.issuperset(free) and same[-1] not in LITTLE


def _cut_off(end: Sequence[str], rest: Sequence[str], words: Sequence[str], reading: Reading) -> bool:
    """Whether a text stops short of the other: with an ellipsis, or inside a word. Never inside a number."""
    if len(end) > 1 or len(end) > len(rest):
        return False
    if not end:
        return reading.cut
    if not rest[0].startswith(end[0]) or has_digit(rest[0]):
        return False
    return reading.cut or (len(words) > BROKEN_AFTER and not is_known(end[0]))


def _unlike(
    xs: Sequence[str], ys: Sequence[str], x_names: frozenset[str], y_names: frozenset[str], *, told: bool = False
) -> tuple[list[str], list[str]]:
    """What is left on either side when words that are alike are paired off, in order."""
    if _run_together(xs, ys):
        return [], []
    xs, ys = _spelt_alike(xs, ys)
    left, right, at = list[str](), list[str](), 0
    for x in xs:
        for y_at in range(at, len(ys)):
            y = ys[y_at]
            if alike(x, y, named=x in x_names and y in y_names) or (told and backshifted(x, y)):
                right += ys[at:y_at]
                at = y_at + 1
                break
        else:
            left.append(x)
    return left, [*right, *ys[at:]]


def _spelt_alike(xs: Sequence[str], ys: Sequence[str]) -> tuple[Sequence[str], Sequence[str]]:
    """Both without the first two words of one that are one word of the other: "rain coat" and "raincoat"."""
    for long, short in ((xs, ys), (ys, xs)):
        for at, pair in enumerate(pairwise(long)):
            if "".join(pair) in short and _run_together(pair, ["".join(pair)]):
                where = short.index("".join(pair))
                rests = [*long[:at], *long[at + 2 :]], [*short[:where], *short[where + 1 :]]
                return rests if long is xs else (rests[1], rests[0])
    return xs, ys


def _run_together(xs: Sequence[str], ys: Sequence[str]) -> bool:
    """Whether the letters are the same, and only the spaces are not. Not where that makes another word: "in patient"."""
    if _letters(xs) != _letters(ys):
        return False
    if not any(map(_is_weighty, (*xs, *ys))):
        return True
    joined = xs if len(xs) < len(ys) else ys
    return len(xs) != len(ys) and not any(map(is_known, joined))


def _letters(words: Sequence[str]) -> str:
    return "".join(words).replace("1st", "first").replace("2nd", "second")


def _turn(left: Sequence[str], right: Sequence[str]) -> str | None:
    """How a difference turns the meaning, in words, or None if it does not."""
    for turns in (has_digit, _is_weighty, TELLING.__contains__):
        x, y = next(filter(turns, left), None), next(filter(turns, right), None)
        if x and y:
            return f"one says '{x}', the other '{y}'"
        if x or y:
            return f"only one says '{x or y}'"
    for x, y in product(left, right):
        if frozenset((x, y)) in PULLING or (x in DUTIES and y in DUTIES):
            return f"one says '{x}', the other '{y}'"
    x_own, y_own = _own(left), _own(right)
    if x_own and y_own:
        return f"one says {_listed(x_own)}, the other {_listed(y_own)}"
    return f"one adds {_listed(x_own or y_own)}" if x_own or y_own else None


def _own(words: Sequence[str]) -> list[str]:
    return [
        word
        for before, word in pairwise(("", *words))
        if (word not in LITTLE and word not in DUTIES and word not in PRESSING)
        or (word == "may" and (before in BEFORE_MAY or has_digit(before)))
    ]


def _is_weighty(word: str) -> bool:
    return word in WEIGHTY or base(word) in _STANCES


def _listed(words: Sequence[str]) -> str:
    return " ".join(f"'{word}'" for word in words[:3])
