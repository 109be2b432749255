"""What a text is about, word by word, and how near two texts are in that.

Each word is weighed once, by the best that it has in common with any word of the other text: its stem, or a field or group
that both are of. A text is looked at twice, as one of care (`topics`) and as one of everyday life (`walks`), and the nearer
of the two counts: one who speaks of buses may mean the way to a clinic, and may not.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from math import sqrt

import msgspec

from bridge.ideas.canonical import canonical, content_words
from bridge.ideas.lexicon import word_set
from bridge.ideas.stems import WORDS, senses, stem
from bridge.ideas.topics import form, is_everyday, topics
from bridge.ideas.walks import groups, is_setting

#: How much a field of care, a group of everyday life, and what only tells when, where or how say beside a stem that as many carry.
FIELD = 3.0
GROUP = 2.0
SETTING = 0.5
#: What counts of two texts' nearness as texts of care where only one of them has a word of care, and where none has.
ONE_OF_CARE = 0.7
NONE_OF_CARE = 0.5
#: What is left of any nearness where only one is of care.
APART = 0.75

#: A term that a word has, and how much there is of it.
Term = tuple[str, float]


class Word(msgspec.Struct, frozen=True, kw_only=True):
    """A word of a text: what it has in common with others as a word of care and as one of everyday life."""

    said: str
    care: tuple[Term, ...]
    everyday: tuple[Term, ...]

    @property
    def terms(self) -> dict[str, float]:
        """All that it has in common with others, and the most that there is of it."""
        return dict(sorted((*self.care, *self.everyday), key=lambda it: it[1]))


class View(msgspec.Struct, frozen=True, kw_only=True):
    """A text as one of care, or as one of everyday life, each term weighed: word by word, all in all, and how much it has."""

    words: tuple[tuple[Term, ...], ...]
    amounts: dict[str, float]
    size: float


class About(msgspec.Struct, frozen=True, kw_only=True):
    """What a text is about."""

    care: View
    everyday: View
    is_of_care: bool


def words_of(text: str) -> tuple[Word, ...]:
    """The words of a text that tell what it is about, one of those that are forms of one another."""
    found: dict[str, Word] = {}
    for said in content_words(canonical(text)):
        if not is_everyday(said):
            found.setdefault(form(said), word(said))
    return tuple(found.values())


def is_of_care(text: str) -> bool:
    """Whether a text has a word that is said of care and of little else."""
    return any(form(it) in _CARE or (topics(it) and not groups(it)) for it in content_words(canonical(text)))


@lru_cache(maxsize=WORDS)
def word(said: str) -> Word:
    """What a word has in common with others."""
    fields, walks = topics(said), groups(said)
    stems = tuple((it, 1.0) for it in senses(said))
    is_aside = bool(walks) and all(map(is_setting, walks))
    care = [(it, FIELD / sqrt(len(fields))) for it in fields]
    everyday = [(it, GROUP / sqrt(len(walks)) * (SETTING if is_setting(it) else 1)) for it in walks]
    return Word(
        said=said,
        care=(*stems, *care),
        everyday=(*((it, SETTING if is_aside else 1.0) for it, _ in stems), *everyday),
    )


def about(words: Sequence[Word], weights: Mapping[str, float], *, is_of_care: bool) -> About:
    """What a text of these words is about, where each term weighs so much."""
    return About(
        care=_view([it.care for it in words], weights),
        everyday=_view([it.everyday for it in words], weights),
        is_of_care=is_of_care,
    )


def nearness(one: About, other: About) -> float:
    """How near two texts are (0–1)."""
    care = (
        (1.0 if one.is_of_care else ONE_OF_CARE)
        if other.is_of_care
        else ONE_OF_CARE
        if one.is_of_care
        else NONE_OF_CARE
    )
    near = max(care * _likeness(one.care, other.care), _likeness(one.everyday, other.everyday))
    return near if one.is_of_care == other.is_of_care else APART * near


def shared(one: Sequence[Word], other: Sequence[Word], weights: Mapping[str, float]) -> Iterable[tuple[str, str]]:
    """Pairs of words, one of each text, that have the most in common: the same word first, and the most telling one."""
    found = []
    for mine in one:
        amounts = mine.terms
        pairs = [
            (
                max(
                    (weights[term] * min(amount, amounts.get(term, 0)) for term, amount in theirs.terms.items()),
                    default=0,
                ),
                theirs,
            )
            for theirs in other
        ]
        weight, theirs = max(pairs, key=lambda it: (it[0], stem(it[1].said) == stem(mine.said)), default=(0.0, mine))
        if weight:
            found.append((stem(mine.said) != stem(theirs.said), -weight, mine.said, theirs.said))
    return [(mine, theirs) for _, _, mine, theirs in sorted(found)]


def _view(words: Iterable[tuple[Term, ...]], weights: Mapping[str, float]) -> View:
    weighed: list[tuple[Term, ...]] = []
    amounts: dict[str, float] = {}
    size = 0.0
    for terms in words:
        weighed.append(tuple((it, weights[it] * amount) for it, amount in terms))
        size += max((weights[it] * amount * amount for it, amount in terms), default=0.0)
        for it, amount in terms:
            if amounts.get(it, 0.0) < amount:
                amounts[it] = amount
    return View(words=tuple(weighed), amounts=amounts, size=size)


def _likeness(one: View, other: View) -> float:
    if not (one.size and other.size):
        return 0.0
    return (_heard(one.words, other.amounts) + _heard(other.words, one.amounts)) / (2 * sqrt(one.size * other.size))


def _heard(words: Iterable[tuple[Term, ...]], amounts: Mapping[str, float]) -> float:
    """How much of some words another text has, each told by the best that it has in common with it."""
    total = 0.0
    for terms in words:
        best = 0.0
        for term, weight in terms:
            if term in amounts and (common := weight * amounts[term]) > best:
                best = common
        total += best
    return total


#: Words that tell of care by themselves, even such as everybody here uses.
_CARE = frozenset(
    map(
        form,
        word_set(
            "patient hospital clinic ward nurse doctor gp health nhs appointment surgery medical clinical treatment"
        ),
    )
)
