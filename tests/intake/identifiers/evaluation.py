"""Counts what the masks find and what they mask for nothing: `python -m tests.intake.identifiers.evaluation`."""

from __future__ import annotations

import re
import time
from collections import Counter, defaultdict

from bridge.intake.normalise import normalise
from bridge.intake.scrub import MASKS, scrub
from tests.intake.identifiers.clean import sentences
from tests.intake.identifiers.made_up import Example, examples


def left_over(example: Example) -> str:
    """What can still be read of the detail, in words; empty if all of it is gone.

    A word of the detail that its sentence has as well ("one") counts only where it stands oftener than the sentence has it.
    """
    shown = scrub(normalise(example.text), example.attendees).text
    for mask in MASKS.values():
        shown = shown.replace(mask, " ")
    around = example.text.replace(example.detail, " ", 1)
    left = (_words(shown) - _words(around)) & _words(example.detail)
    return " ".join(left.elements())


def is_found(example: Example) -> bool:
    """Whether the whole detail is gone from the text, and `masked` has a right name for it."""
    masked = scrub(normalise(example.text), example.attendees).masked
    return bool(example.kinds & set(masked)) and not left_over(example)


def wrongly_masked() -> list[tuple[str, tuple[str, ...]]]:
    """The clean sentences in which something is masked, and as what."""
    judged = [(sentence, scrub(normalise(sentence)).masked) for sentence in sentences()]
    return [(sentence, masked) for sentence, masked in judged if masked]


def _words(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", text.lower()))


def main() -> None:
    sorts: dict[tuple[str, str], list[Example]] = defaultdict(list)
    for example in examples():
        sorts[example.form, example.what].append(example)
        sorts[example.form, "all"].append(example)
    for (form, what), those in sorted(sorts.items()):
        missed = [example for example in those if not is_found(example)]
        print(f"{form:8} {what:24} {len(those) - len(missed):4} of {len(those):4}  {1 - len(missed) / len(those):7.1%}")
        for example in missed if what != "all" else ():
            print(f"           missed: {example.text}  →  {scrub(normalise(example.text), example.attendees)}")
    wrong = wrongly_masked()
    clean = list(sentences())
    print(f"clean    {len(wrong)} of {len(clean)} sentences masked, {1000 * len(wrong) / len(clean):.1f} in 1,000")
    for sentence, masked in wrong:
        print(f"           {', '.join(masked)}: {sentence}")
    texts = [*clean, *(example.text for example in examples())]
    print(f"{speed(texts):,.0f} texts/s on one core")


def speed(texts: list[str]) -> float:
    """Texts scrubbed in a second, the best of three rounds."""

    def once() -> float:
        began = time.process_time()
        for text in texts:
            scrub(text)
        return time.process_time() - began

    return len(texts) / min(once() for _ in range(3))


if __name__ == "__main__":
    main()
