"""How fast and how well the grouping of texts works: `python -m tests.bench.group --items 10000 100000`.

All texts are made here from a seed, so that two runs on one machine can be compared: made-up words of Zipf's frequencies
between real little words, about eleven to a text. The shares are those of edited copies (each kind of edit), of texts
turned round, and of unrelated ones; the rules and these edits have one author, so real recall will be lower.
Times are wall-clock where nothing else is said, garbage collection included, as often as serve has it; nothing is frozen.
"""

from __future__ import annotations

import argparse
import gc
import json
import random
import re
import sys
import time
from collections import Counter
from collections.abc import Callable
from itertools import accumulate
from pathlib import Path

from bridge.ideas.grouper import Grouper
from bridge.ideas.grouping import Decision, Outcome
from bridge.records import Kind

ROLES, PLACES, MODALS, UNITS, NUMBERS, LITTLE, OPPOSITES = (
    line.split()
    for line in """
nurses doctors patients parents carers managers porters teachers surgeons volunteers pharmacists trainees
Leeds Hull Devon Bristol Kent Norwich Dorset Luton Oxford Cardiff Derby Exeter
should must could can will
days weeks hours beds theatres visits
two three five seven ten 12 20 50 200 3.5
the a of to in for on with and at by from our their that this as into every
open/close increase/decrease before/after up/down more/less first/last inside/outside public/private he/she early/late \
with/without start/stop accept/reject able/unable fair/unfair always/never include/exclude inpatient/outpatient
""".strip().splitlines()
)
OPPOSITE = dict(pair.split("/") for pair in OPPOSITES) | dict(pair.split("/")[::-1] for pair in OPPOSITES)
CONSONANTS = ["b", "d", "f", "g", "l", "m", "n", "p", "r", "s", "t", "v", "w", "st", "tr", "pl", "ch"]


class Texts:
    """Makes texts without end from a seed."""

    def __init__(self, seed: int, vocabulary: int = 30_000) -> None:
        self.random = random.Random(seed)
        self._words = [self._made_up(rank) for rank in range(vocabulary)]
        self._weights = list(accumulate(1 / (rank + 20) for rank in range(vocabulary)))

    def _made_up(self, rank: int) -> str:
        syllables = 2 if rank < 2_000 else 3
        spoken = [self.random.choice(CONSONANTS) + self.random.choice("aeiou") for _ in range(syllables)]
        return "".join(spoken) + self.random.choice(["", "n", "r", "s", "t", "l"])

    def words(self, count: int) -> list[str]:
        return self.random.choices(self._words, cum_weights=self._weights, k=count)

    def make(self) -> str:
        pick = self.random.choice
        one, other = self.random.sample(ROLES, 2)
        told = [one, pick(MODALS), *self.words(1), other]
        for _ in range(self.random.randint(1, 3)):
            told += [pick(LITTLE), *self.words(self.random.randint(1, 2))]
        told.insert(self.random.randint(5, len(told)), pick(list(OPPOSITE)))
        if self.random.random() < 0.5:
            told += [pick(["in", "near", "around"]), pick(PLACES)]
        if self.random.random() < 0.5:
            told += ["for", pick(NUMBERS), pick(UNITS)]
        line = " ".join(told)
        return line[0].upper() + line[1:] + pick([".", "!", ""])


def mistyped(word: str, chance: random.Random) -> str:
    at = chance.randrange(1, len(word) - 1)
    return chance.choice(
        [
            word[:at] + word[at + 1 :],
            word[:at] + word[at] + word[at:],
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
        ]
    )


def with_typos(text: str, texts: Texts) -> str:
    words = text.split()
    long = [at for at, word in enumerate(words) if len(word) > 5 and word.isalpha()]
    for at in texts.random.sample(long, min(2, len(long))):
        words[at] = mistyped(words[at], texts.random)
    return " ".join(words)


def shortened(text: str, texts: Texts) -> str:
    return text[: int(len(text) * texts.random.uniform(0.6, 0.9))].rstrip() + "…"


def with_changed_word(text: str, texts: Texts) -> str:
    words = text.split()
    words.insert(
        texts.random.randrange(2, len(words)), texts.random.choice(["really", "simply", "also", "just", "please"])
    )
    return " ".join(words)


EDITS: dict[str, Callable[[str, Texts], str]] = {
    "repost": lambda text, _: f"RT @amy_b: {text}",
    "via": lambda text, _: f"{text} via @amy_b",
    "tags": lambda text, _: f"#SolvingTogether {text} #Home4Noon #NHS",
    "link": lambda text, _: f"{text} https://example.org/a/b?c=1",
    "emoji": lambda text, _: f"👏 {text} 🎉🎉",
    "marks": lambda text, _: re.sub(r"[.!]", "", text).upper() + "!!",
    "typos": with_typos,
    "cut": shortened,
    "word": with_changed_word,
    "remark": lambda text, texts: (
        f"{texts.random.choice(['Love this!', 'So true', 'Not sure about this', 'Who pays'])} RT @amy_b: {text}"
    ),
    "spoken": lambda text, _: f"Um, so, you know, {text[0].lower()}{text[1:].rstrip('.!')}, basically.",
    "mixed": lambda text, texts: f"RT @amy_b: {with_typos(text, texts).lower()} 👏 #Home4Noon https://example.org/x",
}


def negated(text: str, _: Texts) -> str:
    return re.sub(rf"\b({'|'.join(MODALS)})\b", r"\1 not", text, count=1)


def renumbered(text: str, texts: Texts) -> str:
    found = re.search(rf"\b({'|'.join(NUMBERS)})\b", text)
    other = texts.random.choice([number for number in NUMBERS if not found or number != found[1]])
    return text.replace(found[1], other, 1) if found else text


def opposed(text: str, _: Texts) -> str:
    return " ".join(OPPOSITE.get(word, word) for word in text.split())


def elsewhere(text: str, texts: Texts) -> str:
    found = next((place for place in PLACES if place in text), None)
    other = texts.random.choice([place for place in PLACES if place != found])
    return text.replace(found, other) if found else text


def turned_about(text: str, _: Texts) -> str:
    one, other = re.findall("|".join(ROLES), text.lower())[:2]
    swapped = text.lower().replace(one, "\0").replace(other, one).replace("\0", other)
    return swapped[0].upper() + swapped[1:]


FLIPS: dict[str, Callable[[str, Texts], str]] = {
    "negation": negated,
    "number": renumbered,
    "opposite": opposed,
    "place": elsewhere,
    "roles": turned_about,
}


def resident_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * 4096 / 2**20


def share(decided: list[tuple[str, Decision]]) -> str:
    """Which part was joined to the right idea, to a wrong one, suggested rightly, and missed."""
    said = Counter[str]()
    for origin, decision in decided:
        if decision.outcome in {Outcome.JOINED, Outcome.SUPPORT}:
            said["joined" if decision.idea == origin else "wrong"] += 1
        else:
            said["suggested" if any(other.idea == origin for other in decision.suggestions) else "missed"] += 1
    return "  ".join(f"{name} {said[name] / len(decided):.3f}" for name in ("joined", "suggested", "missed", "wrong"))


def probe(
    grouper: Grouper, index: list[str], texts: Texts, how: Callable[[str, Texts], str], count: int
) -> list[tuple[str, Decision]]:
    """What would become of changed copies of earlier texts, with the ids of those."""
    decided = []
    for at in texts.random.sample(range(len(index)), min(count, len(index))):
        changed = how(index[at], texts)
        if changed != index[at]:
            decided.append((str(at), grouper.consider("probe", changed, Kind.IDEA)))
    return decided


def run(items: int, probes: int) -> dict[str, float]:
    gc.set_threshold(20_000, 20, 20)  # as serve has it
    texts = Texts(seed=items)
    index = [texts.make() for _ in range(items)]
    grouper, before, took = Grouper(), resident_mb(), []
    joined, started_cpu = 0, time.process_time()
    for at, text in enumerate(index):
        started = time.perf_counter()
        decision = grouper.place(str(at), text, Kind.IDEA)
        took.append(time.perf_counter() - started)
        joined += decision.outcome is Outcome.JOINED
    per_cpu_second = items / (time.process_time() - started_cpu)
    grown = resident_mb() - before
    last = sorted(took[-10_000:])
    print(f"\n{items:,} texts: {items / sum(took):,.0f}/s all along, {len(last) / sum(last):,.0f}/s at the end")
    print(f"  {per_cpu_second:,.0f} for a second of the processor")
    print(f"  p50 {last[len(last) // 2] * 1e3:.2f} ms, p99 {last[len(last) * 99 // 100] * 1e3:.2f} ms, {grown:.0f} MB")
    print(f"  unrelated texts joined: {joined / items:.5f}")
    fresh = [grouper.consider("fresh", texts.make(), Kind.IDEA) for _ in range(probes)]
    print(f"  unrelated texts with a suggestion: {sum(bool(decision.suggestions) for decision in fresh) / probes:.3f}")
    for title, changes in (("edits", EDITS), ("flips", FLIPS)):
        everything = []
        for name, how in changes.items():
            decided = probe(grouper, index, texts, how, probes // len(changes))
            everything += decided
            print(f"  {name:9} {share(decided)}")
        print(f"  {title.upper():9} {share(everything)}")
    return {
        "items": items,
        "per_second": items / sum(took),
        "per_cpu_second": per_cpu_second,
        "per_second_at_the_end": len(last) / sum(last),
        "p50_ms": last[len(last) // 2] * 1e3,
        "p99_ms": last[len(last) * 99 // 100] * 1e3,
        "mb": grown,
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--probes", type=int, default=3_000)
    parser.add_argument("--json", type=Path, help="write the speeds here, too")
    parser.add_argument("--rivals", action="store_true", help="measure beside what else could do it")
    parser.add_argument("--rounds", type=int, default=3, help="of rivals, up to 100,000 texts; one of more")
    arguments = parser.parse_args()
    if arguments.rivals:
        from tests.bench import rivals

        rivals.rounds(arguments.items, arguments.rounds, arguments.json)
        sys.exit()
    found = [run(size, arguments.probes) for size in arguments.items]
    if arguments.json:
        arguments.json.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
