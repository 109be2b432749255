"""The third recorded chat, an hour with 1,400 posts and more, held against its answer sheet: what is found, and how much is left to do.

`python -m tests.recordings.third [--explain]`; --explain prints each post and idea that the rules see otherwise than a person.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

import structlog

from bridge.records import (
    Contribution,
    Idea,
    IdeaId,
    Kind,
    State,
)
from tests.recordings.third_cleared import ALONE, cleared, ungrouped
from tests.recordings.third_heard import EVENT, OWN, Sheet, behind, judged, opened, plan, sheet


class Found(NamedTuple):
    """How much of something was found, and how much of what was found is right."""

    precision: float
    recall: float

    def __str__(self) -> str:
        return f"precision {self.precision:.3f}, recall {self.recall:.3f}"


def share(part: int, whole: int) -> float:
    return part / whole if whole else 1.0


def ideas_found(told: Sheet, by_line: Mapping[int, Contribution]) -> tuple[Found, list[str]]:
    """Posts of their own words that are ideas, against those that the rules call so."""
    own = {line: it for line, it in by_line.items() if told.posts[line].kind in OWN}
    wrong = [
        f"line {line}: {it.kind} ({it.why}) for {told.posts[line].kind}: {it.text[:90]}"
        for line, it in own.items()
        if (it.kind is Kind.IDEA) != (told.posts[line].kind == "idea")
    ]
    right = sum(it.kind is Kind.IDEA and told.posts[line].kind == "idea" for line, it in own.items())
    called = sum(it.kind is Kind.IDEA for it in own.values())
    there = sum(told.posts[line].kind == "idea" for line in own)
    return Found(share(right, called), share(right, there)), wrong


def kinds_found(told: Sheet, by_line: Mapping[int, Contribution]) -> float:
    """The share of posts of their own words with the kind that a person gives them, of kinds that the rules know."""
    own = [(it.kind.value, told.posts[line].kind) for line, it in by_line.items() if told.posts[line].kind in set(Kind)]
    return share(sum(one == other for one, other in own), len(own))


def groups_found(told: Sheet, by_line: Mapping[int, Contribution], *, reworded: bool) -> Found:
    """B-cubed over all voices of ideas, and over whatever the rules put beside them.

    With `reworded`, the same idea in other words is the same, as it is to a person; without, it is to be suggested only.
    """
    meant = {
        line: told.posts[line].about.rstrip("~" if reworded else "") if _voices_idea(told, line) else f"line {line}"
        for line in by_line
    }
    put = {line: behind(it) or f"line {line}" for line, it in by_line.items()}
    with_ideas = {put[line] for line in by_line if _voices_idea(told, line)}
    items = [line for line in by_line if _voices_idea(told, line) or put[line] in with_ideas]
    both = Counter((meant[line], put[line]) for line in items)
    of_meant, of_put = Counter(meant[line] for line in items), Counter(put[line] for line in items)
    precision = sum(both[meant[it], put[it]] / of_put[put[it]] for it in items) / len(items)
    recall = sum(both[meant[it], put[it]] / of_meant[meant[it]] for it in items) / len(items)
    return Found(precision, recall)


def _voices_idea(told: Sheet, line: int) -> bool:
    it = told.posts[line]
    return it.is_voice and it.about in told.ideas


class Voices(NamedTuple):
    """Of all ideas, the share with exactly as many voices as a person counts, and by how many they are off on average."""

    exact: float
    mean_error: float


def voices_found(
    told: Sheet, by_line: Mapping[int, Contribution], ideas: Mapping[IdeaId, Idea], names: Collection[str]
) -> tuple[Voices, list[str]]:
    """Each idea is known by its first post. "name+" is the idea together with its other wording."""
    opened_by: dict[str, Contribution] = {}
    for line, it in sorted(by_line.items()):
        if told.posts[line].kind == "idea":
            opened_by.setdefault(told.posts[line].about, it)
    errors, wrong = [], []
    for name in names:
        first = opened_by[name.rstrip("+")]
        idea = ideas.get(first.placed.idea) if first.placed else None
        voices = idea.voices if idea else 0
        errors.append(abs(voices - told.ideas[name][1]))
        if errors[-1]:
            wrong.append(f"{name}: {voices} voices for {told.ideas[name][1]}: {first.text[:80]}")
    return Voices(share(errors.count(0), len(errors)), sum(errors) / len(errors)), wrong


def suggested(told: Sheet, by_line: Mapping[int, Contribution], ideas: Mapping[IdeaId, Idea]) -> float:
    """The share of ideas in other words that are suggested, or joined already."""
    stands = defaultdict[str, set[IdeaId]](set)
    for line, it in by_line.items():
        if told.posts[line].kind == "idea" and it.placed:
            stands[told.posts[line].about].add(it.placed.idea)
    others = [name for name in told.ideas if name.endswith("~")]
    pairs = [(stands[name], stands[name.rstrip("~")]) for name in others]
    found = [one & other or _pointed(one, ideas) & other or _pointed(other, ideas) & one for one, other in pairs]
    return share(sum(map(bool, found)), len(others))


def _pointed(those: Iterable[IdeaId], ideas: Mapping[IdeaId, Idea]) -> set[IdeaId]:
    return {it.idea for idea in those if idea in ideas for it in ideas[idea].suggestions}


def questions_found(
    told: Sheet, by_line: Mapping[int, Contribution], *, answers: bool = False
) -> tuple[float, list[str]]:
    """The share that is put under the question under which a person puts it; of all, or of what answers one."""
    there = {line: it for line, it in by_line.items() if told.posts[line].question or not answers}
    wrong = [
        f"line {line}: {it.question} ({it.question_why}) for {told.posts[line].question}: {it.text[:90]}"
        for line, it in there.items()
        if it.question != (f"{EVENT}/q{told.posts[line].question}" if told.posts[line].question else None)
    ]
    return share(len(there) - len(wrong), len(there)), wrong


def held_found(told: Sheet, by_line: Mapping[int, Contribution]) -> dict[str, tuple[int, int]]:
    """Of what must be held, how much is, by why; and how much else is held, of all else."""
    found = {}
    for kind in ("private", "distressed"):
        there = [it for line, it in by_line.items() if told.posts[line].kind == kind]
        found[kind] = (sum(it.state is State.HELD for it in there), len(there))
    others = [it for line, it in by_line.items() if told.posts[line].kind not in ("private", "distressed")]
    return found | {"nothing to hold": (sum(it.state is State.HELD for it in others), len(others))}


async def report(*, explain: bool) -> None:
    """Print all of it."""
    told = sheet()
    heard = await judged(plan())
    async with opened(heard) as chat:
        by_line = chat.by_line()
        ideas, wrong_kind = ideas_found(told, by_line)
        voices, wrong_voices = voices_found(
            told, by_line, chat.ideas, [it for it in told.ideas if not it.endswith("+")]
        )
        questions, wrong_question = questions_found(told, by_line)
        print(f"posts                       {len(told.posts)}, kept {len(by_line)}, in {len(chat.ideas)} groups")
        print(f"ideas, of posts             {ideas}")
        print(f"kinds, of posts             {kinds_found(told, by_line):.3f} right")
        print(f"the same idea, B-cubed      {groups_found(told, by_line, reworded=False)}")
        print(f"  also in other words       {groups_found(told, by_line, reworded=True)}")
        print(f"  in other words, suggested {suggested(told, by_line, chat.ideas):.3f}")
        print(f"voices of ideas             {voices.exact:.3f} exact, off by {voices.mean_error:.2f} on average")
        print(f"questions, all              {questions:.3f} right")
        print(f"  of what answers one       {questions_found(told, by_line, answers=True)[0]:.3f} right")
        for name, (found, there) in held_found(told, by_line).items():
            print(f"held, {name:22}{found} of {there}")
        if explain:
            print(
                "\n".join(["", "KINDS", *wrong_kind, "", "VOICES", *wrong_voices, "", "QUESTIONS", *wrong_question, ""])
            )
        acts = await cleared(chat, told)
        after, _ = voices_found(told, chat.by_line(), chat.ideas, joined_names(told))
        print(f"to clear it, with groups    {acts}")
        print(f"  voices of ideas then      {after.exact:.3f} exact, off by {after.mean_error:.2f} on average")
    async with opened(ungrouped(heard), ALONE) as chat:
        print(f"to clear it, without        {await cleared(chat, told)}")


def joined_names(told: Sheet) -> list[str]:
    """Each idea once, together with its other wording where it has one."""
    return [it for it in told.ideas if not it.endswith("~") and f"{it}+" not in told.ideas]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.recordings.third", description=__doc__)
    parser.add_argument("--explain", action="store_true", help="print what is seen otherwise than by a person")
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    asyncio.run(report(explain=parser.parse_args().explain))


if __name__ == "__main__":
    main()
