"""Prints how well the kind rules tell suggestions: `python -m tests.intake.suggestions.evaluation [--held | --afterwards | …]`.

The sentences are our own, in the shapes of sessions, chats, notes, forum posts to the makers of software, and advice to
travellers. Each was labelled before any rule had read it. A hash of its id puts it into the tuning half, from which
the rules may learn and of which every wrong line is shown, or into the held-out half, which is for the figure only.
Those of `afterwards.jsonl` were written when the rules stood, and tell whether the held-out half was learnt by heart.

`elsewhere.jsonl` is of a developers' forum, of hotel reviews and of sessions, as messy as those are. At first look the
rules reached F1 .765 (P .81, R .72): forum .71, hotels .95, spoken .54. They have learnt from it since, so
it tells no more how they carry over; `elsewhere_afterwards.jsonl`, written after that and looked at once, does: F1 .884
(P 1.00, R .79), forum .92, hotels .88, spoken .86.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

import msgspec

from bridge.intake.kind import Judged, classify, rank
from bridge.records import Kind, Register
from tests.intake.measure_kinds import idea_figures

SENTENCES = Path(__file__).with_name("sentences.jsonl")
AFTERWARDS = Path(__file__).with_name("afterwards.jsonl")
ELSEWHERE = Path(__file__).with_name("elsewhere.jsonl")
ELSEWHERE_AFTERWARDS = Path(__file__).with_name("elsewhere_afterwards.jsonl")
#: Whatever is none of these is care.
_DOMAINS = ("software", "travel", "workplaces", "schools")


class Sentence(msgspec.Struct, frozen=True, kw_only=True):
    """A labelled sentence. `note` says by which words it suggests something, or what it does instead."""

    id: str
    text: str
    register: Register
    topic: str
    is_suggestion: bool
    note: str

    @property
    def held(self) -> bool:
        return sha256(self.id.encode()).digest()[0] % 2 == 1

    @property
    def domain(self) -> str:
        return self.topic if self.topic in _DOMAINS else "care"

    def judged(self) -> Judged:
        return classify(self.text, register=self.register)


def sentences(source: Path = SENTENCES) -> list[Sentence]:
    return [msgspec.json.decode(line, type=Sentence) for line in source.read_bytes().splitlines()]


def figures(chosen: Sequence[Sentence]) -> tuple[float, float, float]:
    """Precision, recall and F1 of "is a suggestion"."""
    return idea_figures(
        (Kind.IDEA if sentence.is_suggestion else Kind.COMMENT, sentence.judged().kind) for sentence in chosen
    )


def recall_at_the_top(
    chosen: Sequence[Sentence], *, share: float, top: float = 0.25, rounds: int = 200, seed: int = 0
) -> float:
    """Mean share of the suggestions that stand within the `top` of a ranked session in which `share` are suggestions.

    Where suggestions are 44 % of all sentences, a quarter of them cannot hold more than 57 % of the suggestions. In a
    session they are fewer. So each round keeps every sentence that suggests nothing, and draws as many suggestions
    (without replacement) as make up `share` of the whole. Ties are broken by lot.
    """
    lot = random.Random(seed)
    scores = {sentence.id: rank(sentence.text, register=sentence.register) for sentence in chosen}
    others = [sentence for sentence in chosen if not sentence.is_suggestion]
    suggestions = [sentence for sentence in chosen if sentence.is_suggestion]
    wanted = round(len(others) * share / (1 - share))
    found = 0
    for _ in range(rounds):
        session = others + lot.sample(suggestions, wanted)
        lot.shuffle(session)
        session.sort(key=lambda sentence: -scores[sentence.id])
        found += sum(sentence.is_suggestion for sentence in session[: int(len(session) * top)])
    return found / (rounds * wanted)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--held", action="store_true", help="the held-out half, figures only")
    which.add_argument("--afterwards", action="store_true", help="the sentences written afterwards, figures only")
    which.add_argument("--elsewhere", action="store_true", help="sentences of three other domains, figures only")
    which.add_argument("--elsewhere-afterwards", action="store_true", help="of those domains, written afterwards")
    options = parser.parse_args()
    chosen = [sentence for sentence in sentences() if sentence.held is options.held]
    others = (
        (options.afterwards, AFTERWARDS),
        (options.elsewhere, ELSEWHERE),
        (options.elsewhere_afterwards, ELSEWHERE_AFTERWARDS),
    )
    chosen = next((sentences(source) for wanted, source in others if wanted), chosen)
    names = ("all", *Register, "care", *_DOMAINS)
    for name in names:
        part = [sentence for sentence in chosen if name in {"all", sentence.register, sentence.domain}]
        precision, recall, f1 = figures(part)
        suggested = sum(sentence.is_suggestion for sentence in part)
        print(f"{name:10} {len(part):4} ({suggested:3} suggest)  P {precision:.3f}  R {recall:.3f}  F1 {f1:.3f}")
    for share in (0.1, 0.15, 0.2):
        print(f"recall in the top 25 % at {share:.0%} suggestions: {recall_at_the_top(chosen, share=share):.3f}")
    if not (options.held or any(wanted for wanted, _ in others)):
        for sentence in chosen:
            judged = sentence.judged()
            if (judged.kind is Kind.IDEA) is not sentence.is_suggestion:
                sign = "missed" if sentence.is_suggestion else "false "
                print(f"{sign} {sentence.register:8}{judged.kind:11}{sentence.text}   [{judged.why}]")
    print(f"{_milliseconds(chosen):.4f} ms a sentence")


def _milliseconds(chosen: Sequence[Sentence]) -> float:
    began = time.process_time()
    for _ in range(10):
        for sentence in chosen:
            sentence.judged()
    return (time.process_time() - began) * 1_000 / (10 * len(chosen))


if __name__ == "__main__":
    main()
