"""Ideas as people say them, each with what it must never be taken for.

The files in `said/` hold them, a topic under each line that begins with "#". A line that begins with none of "#!=~+x" is an
idea; `{kind:words>others>others}` in it stands for `words`, and for flips in which `others` stand in their place: one place is
turned at a time. Below it stand "!kind: " a flip of the whole sentence, "= " the same proposal as another person would put it,
"~ " another proposal of the topic, "x " one that contradicts it, "+ " one that asks for something more specific.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import NamedTuple

SAID = Path(__file__).parent / "said"

#: What is turned in a flip, by the short word that the files use.
KINDS = {
    "neg": "negation",
    "num": "number or unit",
    "ant": "antonym",
    "dir": "direction or place",
    "pro": "person",
    "rol": "who does what to whom",
    "ent": "entity",
    "cond": "condition",
    "ask": "question or doubt",
    "mod": "modality",
    "quant": "quantifier",
    "scope": "whom it is for",
    "time": "time",
    "rep": "report against proposal",
    "cmp": "comparison turned",
    "only": "exclusive or inclusive",
}
OTHERS = {"~ ": "different", "x ": "contradicting", "+ ": "more specific"}
_SLOT = re.compile(r"\{(\w+):([^{}]*)\}")


class Flip(NamedTuple):
    """What reads almost like an idea and means something else."""

    kind: str
    text: str


class Said(NamedTuple):
    """An idea as one person said it, and what others said."""

    topic: str
    text: str
    flips: tuple[Flip, ...]
    same: tuple[str, ...]
    others: tuple[Flip, ...]

    @property
    def is_held_out(self) -> bool:
        """Whether it is kept from those who tune the rules: one half of all ideas, by a hash of its words."""
        return hashlib.sha256(self.text.encode()).digest()[0] % 2 == 1


def said() -> list[Said]:
    """All ideas of all files, in order. Raises ValueError or KeyError for a line that cannot be read."""
    ideas: list[Said] = []
    topic = ""
    for path in sorted(SAID.glob("*.txt")):
        for line in path.read_text(encoding="utf-8").splitlines():
            head, rest = line[:2], line[2:]
            if not line:
                continue
            if head == "# ":
                topic = rest
            elif head == "= ":
                ideas[-1] = ideas[-1]._replace(same=(*ideas[-1].same, rest))
            elif head in OTHERS:
                ideas[-1] = ideas[-1]._replace(others=(*ideas[-1].others, Flip(OTHERS[head], rest)))
            elif head[0] == "!":
                kind, _, text = line[1:].partition(": ")
                ideas[-1] = ideas[-1]._replace(flips=(*ideas[-1].flips, Flip(KINDS[kind], text)))
            else:
                ideas.append(read(topic, line))
    return ideas


def read(topic: str, line: str) -> Said:
    """The idea of a line with places that can be turned."""
    slots = [(match.span(), match[1], match[2].split(">")) for match in _SLOT.finditer(line)]
    flips = [
        Flip(KINDS[kind], tidy(plain(line[: span[0]]) + other + plain(line[span[1] :])))
        for span, kind, (_, *others) in slots
        for other in others
    ]
    return Said(topic, tidy(plain(line)), tuple(flips), (), ())


def plain(line: str) -> str:
    """The line in the words that were said."""
    return _SLOT.sub(lambda slot: slot[2].split(">")[0], line)


def tidy(text: str) -> str:
    """With one space where a word was left out, and a capital at the beginning."""
    text = " ".join(text.split())
    return text[:1].upper() + text[1:]
