"""What people of like mind said, by hand-made judgements, and how well ways of finding it do."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import StrEnum
from functools import cache
from math import log, log2
from pathlib import Path
from typing import Any

import msgspec
from rapidfuzz import fuzz

from bridge.ideas.canonical import tokens
from bridge.ideas.related import Related

HERE = Path(__file__).parent
CAMPAIGNS = ("elective-care", "community-care")
#: How many answers are judged.
AT = 5


class Shelf(StrEnum):
    """Ideas that are asked about together. All are known beside those of care, for a bridge has many campaigns."""

    BEFORE = "care, written before the fields"
    LATER = "care, written after the fields"
    TUNING = "other subjects, tuned on"
    HELD_OUT = "other subjects, held out"


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """One of the ideas: the theme that it is of, by number, its place there, and where it was said."""

    id: str
    theme: int
    at: int
    campaign: str
    text: str


class Quality(msgspec.Struct, frozen=True, kw_only=True):
    """Of the five answers to each idea: the share that is related, that is of the same theme, and their order (nDCG).

    `told` is the share of the related among those that are told, which may be fewer than five; `strangers` is how many
    are told for an idea that has no kin.
    """

    related: float
    theme: float
    ndcg: float
    told: float
    strangers: float


#: For an idea the ids of others, nearest first.
Ranks = Callable[[Said], Sequence[str]]


@cache
def themes(shelf: Shelf = Shelf.BEFORE) -> list[dict[str, Any]]:
    """All themes that are known when this shelf is asked about; an idea without kin is a theme by itself."""
    known: list[dict[str, Any]] = _read("themes.toml")["theme"]
    if shelf in {Shelf.BEFORE, Shelf.LATER}:
        return [{**it, "shelf": Shelf.LATER if it.get("later") else Shelf.BEFORE} for it in known]
    found = _read("elsewhere/tuning.toml" if shelf is Shelf.TUNING else "elsewhere/held_out.toml")
    alone = [
        {"name": text, "close": [], "near": [], "ideas": [text]} for text in (*found["alone"], *found["alone_in_care"])
    ]
    return known + [{**it, "shelf": shelf} for it in (*found["theme"], *alone)]


def _read(path: str) -> dict[str, Any]:
    return tomllib.loads((HERE / path).read_text("utf-8"))


@cache
def ideas(shelf: Shelf = Shelf.BEFORE) -> tuple[Said, ...]:
    """All ideas that are known when this shelf is asked about."""
    return tuple(
        Said(id=f"i-{number}-{at}", theme=number, at=at, campaign=CAMPAIGNS[at > 2], text=text)
        for number, theme in enumerate(themes(shelf))
        for at, text in enumerate(theme["ideas"])
    )


def grade(shelf: Shelf, one: Said, other: Said) -> int:
    """3: about the same thing; 2: of one theme; 1: of themes that touch; 0: not related."""
    mine, theirs = themes(shelf)[one.theme], themes(shelf)[other.theme]
    if one.theme == other.theme:
        return 3 if any({one.at, other.at} <= {*group} for group in mine["close"]) else 2
    return int(theirs["name"] in mine["near"] or mine["name"] in theirs["near"])


def quality(rank: Ranks, shelf: Shelf) -> Quality:
    """How well a way of ranking does on what is asked of a shelf."""
    every = ideas(shelf)
    asked = [it for it in every if themes(shelf)[it.theme].get("shelf") == shelf]
    by_id = {it.id: it for it in every}
    hits = kin = told = strangers = alone = 0
    ndcg = 0.0
    for one in asked:
        found = [grade(shelf, one, by_id[it]) for it in rank(one)[:AT]]
        best = sorted((grade(shelf, one, it) for it in every if it is not one), reverse=True)[:AT]
        if not best[0]:
            alone += 1
            strangers += len(found)
            continue
        hits += sum(it > 0 for it in found)
        kin += sum(it > 1 for it in found)
        told += len(found)
        ndcg += _gain(found) / _gain(best)
    count = len(asked) - alone
    return Quality(
        related=hits / AT / count,
        theme=kin / AT / count,
        ndcg=ndcg / count,
        told=hits / max(1, told),
        strangers=strangers / max(1, alone),
    )


def _gain(grades: Sequence[int]) -> float:
    return float(sum((2**it - 1) / log2(place + 2) for place, it in enumerate(grades)))


def known(shelf: Shelf = Shelf.BEFORE) -> Related:
    """All of the ideas."""
    index = Related()
    for it in ideas(shelf):
        index.add(it.id, it.text, scope=it.campaign)
    return index


def by_related(index: Related) -> Ranks:
    return lambda it: [near.id for near in index.near(it.id, scope=it.campaign, within=CAMPAIGNS, limit=AT)]


def by_token_set(every: Sequence[Said]) -> Ranks:
    """The plain rule: words as sets, letter by letter."""
    return lambda asked: _ranked(every, asked, lambda it: fuzz.token_set_ratio(asked.text.lower(), it.text.lower()))


def by_bm25(every: Sequence[Said]) -> Ranks:
    """BM25 on words as they are (k1 1.2, b 0.75). It tells none that shares no word."""
    words = {it.id: Counter(tokens(it.text)) for it in every}
    carriers = Counter(word for each in words.values() for word in each)
    idf = {word: log(1 + (len(words) - n + 0.5) / (n + 0.5)) for word, n in carriers.items()}
    mean = sum(map(Counter.total, words.values())) / len(words)

    def score(asked: Said, it: Said) -> float:
        theirs = words[it.id]
        length = 1.2 * (0.25 + 0.75 * theirs.total() / mean)
        return sum(idf[word] * theirs[word] * 2.2 / (theirs[word] + length) for word in words[asked.id])

    return lambda asked: _ranked(every, asked, lambda it: score(asked, it))


def _ranked(every: Sequence[Said], asked: Said, score: Callable[[Said], float]) -> Sequence[str]:
    scores = {it.id: score(it) for it in every if it is not asked}
    return sorted((it for it, found in scores.items() if found), key=lambda it: (-scores[it], it))[:AT]


def ways(shelf: Shelf) -> Mapping[str, Ranks]:
    """Ours and the plain ones."""
    every = ideas(shelf)
    return {
        "related": by_related(known(shelf)),
        "BM25 on words": by_bm25(every),
        "token_set_ratio": by_token_set(every),
    }


def report(shelves: Sequence[Shelf] = tuple(Shelf)) -> Iterator[str]:
    """Ours beside the plain ways, as lines."""
    for shelf in shelves:
        yield f"{shelf}: {len(ideas(shelf))} ideas are known"
        for name, rank in ways(shelf).items():
            it = quality(rank, shelf)
            yield (
                f"  {name:<16} related {it.related:.3f}   same theme {it.theme:.3f}   nDCG@5 {it.ndcg:.3f}"
                f"   of those told {it.told:.3f}   strangers {it.strangers:.2f}"
            )
