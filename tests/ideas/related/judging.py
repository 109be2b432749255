"""What people of like mind said, by hand-made judgements, and how well ways of finding it do."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from math import log, log2
from pathlib import Path
from typing import Any

import msgspec
from rapidfuzz import fuzz

from bridge.ideas.canonical import tokens
from bridge.ideas.related import Related

THEMES = Path(__file__).parent / "themes.toml"
CAMPAIGNS = ("elective-care", "community-care")
#: How many answers are judged.
AT = 5


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """One of the ideas: the theme that it is of, by number, its place there, and where it was said."""

    id: str
    theme: int
    at: int
    campaign: str
    text: str


class Quality(msgspec.Struct, frozen=True, kw_only=True):
    """Of the five answers to each idea: the share that is related, and that is of the same theme; and their order (nDCG)."""

    related: float
    theme: float
    ndcg: float


#: For an idea the ids of others, nearest first.
Ranks = Callable[[Said], Sequence[str]]


@cache
def themes() -> list[dict[str, Any]]:
    with THEMES.open("rb") as file:
        found: list[dict[str, Any]] = tomllib.load(file)["theme"]
    return found


@cache
def ideas() -> tuple[Said, ...]:
    return tuple(
        Said(id=f"i-{number}-{at}", theme=number, at=at, campaign=CAMPAIGNS[at > 2], text=text)
        for number, theme in enumerate(themes())
        for at, text in enumerate(theme["ideas"])
    )


def grade(one: Said, other: Said) -> int:
    """3: about the same thing; 2: of one theme; 1: of themes that touch; 0: not related."""
    mine, theirs = themes()[one.theme], themes()[other.theme]
    if one.theme == other.theme:
        return 3 if any({one.at, other.at} <= {*group} for group in mine["close"]) else 2
    return int(theirs["name"] in mine["near"] or mine["name"] in theirs["near"])


def quality(rank: Ranks, *, later: bool) -> Quality:
    """How well a way of ranking does on the themes that the fields were made beside, or on those that came later."""
    asked = [it for it in ideas() if themes()[it.theme].get("later", False) == later]
    by_id = {it.id: it for it in ideas()}
    related = theme = ndcg = 0.0
    for one in asked:
        found = [grade(one, by_id[it]) for it in rank(one)[:AT]]
        best = sorted((grade(one, it) for it in ideas() if it is not one), reverse=True)[:AT]
        related += sum(it > 0 for it in found) / AT
        theme += sum(it > 1 for it in found) / AT
        ndcg += _gain(found) / _gain(best)
    return Quality(related=related / len(asked), theme=theme / len(asked), ndcg=ndcg / len(asked))


def _gain(grades: Sequence[int]) -> float:
    return float(sum((2**it - 1) / log2(place + 2) for place, it in enumerate(grades)))


def known() -> Related:
    """All of the ideas."""
    index = Related()
    for it in ideas():
        index.add(it.id, it.text, scope=it.campaign)
    return index


def by_related(index: Related) -> Ranks:
    return lambda it: [near.id for near in index.near(it.id, scope=it.campaign, within=CAMPAIGNS, limit=AT)]


def by_token_set(asked: Said) -> Sequence[str]:
    """The plain rule: words as sets, letter by letter."""
    return _ranked(asked, lambda it: fuzz.token_set_ratio(asked.text.lower(), it.text.lower()))


@cache
def _words() -> tuple[dict[str, Counter[str]], dict[str, float], float]:
    words = {it.id: Counter(tokens(it.text)) for it in ideas()}
    carriers = Counter(word for each in words.values() for word in each)
    idf = {word: log(1 + (len(words) - n + 0.5) / (n + 0.5)) for word, n in carriers.items()}
    return words, idf, sum(map(Counter.total, words.values())) / len(words)


def by_bm25(asked: Said) -> Sequence[str]:
    """BM25 on words as they are (k1 1.2, b 0.75)."""
    words, idf, mean = _words()

    def score(it: Said) -> float:
        theirs = words[it.id]
        length = 1.2 * (0.25 + 0.75 * theirs.total() / mean)
        return sum(idf[word] * theirs[word] * 2.2 / (theirs[word] + length) for word in words[asked.id])

    return _ranked(asked, score)


def _ranked(asked: Said, score: Callable[[Said], float]) -> Sequence[str]:
    others = sorted((it for it in ideas() if it is not asked), key=lambda it: (-score(it), it.id))
    return [it.id for it in others[:AT]]


def report() -> Iterator[str]:
    """Ours beside the plain ways, as lines."""
    yield f"{len(ideas())} ideas of {len(themes())} themes; the share of good answers among the first {AT}"
    ways: dict[str, Ranks] = {"related": by_related(known()), "BM25 on words": by_bm25, "token_set_ratio": by_token_set}
    for later in (False, True):
        yield "themes written after the fields" if later else "themes written before the fields"
        for name, rank in ways.items():
            it = quality(rank, later=later)
            yield f"  {name:<16} related {it.related:.3f}   same theme {it.theme:.3f}   nDCG@5 {it.ndcg:.3f}"
