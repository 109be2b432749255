"""A written idea said aloud in a meeting, and what a transcript or the minutes make of it."""

from __future__ import annotations

import re
from random import Random

from tests.ideas.judged.mistyped import turns
from tests.ideas.judged.worded import IN_WORDS
from tests.ideas.judged.wrapped import HANDLES, lowered

_FILLERS = (
    "um",
    "er",
    "you know",
    "like",
    "sort of",
    "I mean",
    "well",
    "erm",
    "kind of",
    "right",
    "basically",
    "obviously",
)
_OPENERS = (
    "So",
    "Um, so",
    "Yeah, so",
    "Okay, so",
    "Right,",
    "Well,",
    "I was going to say,",
    "The other thing is,",
    "Er,",
)
_CLOSERS = (
    "you know",
    "that's it really",
    "if that makes sense",
    "so yeah",
    "thank you",
    "basically",
    "that's my point",
)
_INITIALS = ("AS", "JP", "MK", "Dr B", "The chair", "One member", "A carer", "RT", "SW")
_DECLARES = re.compile(
    r"((We|Every|Each|The|Our|All|People|Visitors|Children|Patients|Staff|Parents|Care homes|Pharmacists|GPs|A)\b)"
)
_PAST = (
    ("need", "needed"), ("needs", "needed"), ("is", "was"), ("are", "were"), ("can", "could"), ("will", "would"), ("must", "had to"),
    ("don't", "didn't"), ("has", "had"), ("have", "had"), ("want", "wanted"), ("may", "might"),
)  # fmt: skip


def aloud(text: str) -> str:
    """With signs as they are spoken: tags, names, numbers, per cent."""
    text = re.sub(r"#(\w)", r"hashtag \1", text)
    text = re.sub(r"@(\w)", r"at \1", text).replace("&", " and ").replace("%", " percent").replace("_", " underscore ")
    text = re.sub(r"£([\d.]+)m\b", r"\1 million pounds", text)
    text = re.sub(r"£([\d.]+) (million|billion)\b", r"\1 \2 pounds", text)
    text = re.sub(r"£(\d[\d,]*)\b(?!\.)", r"\1 pounds", text)
    text = re.sub(r"(\d)([ap])m\b", r"\1 \2 m", text)
    text = re.sub(r"(?<![\d.,/])\b\d+\b(?![.,/]\d)", lambda figure: IN_WORDS.get(figure[0], figure[0]), text)
    return re.sub(r"\s+", " ", text)


def said_aloud(rng: Random, text: str) -> str:
    """With fillers, a false start or repeated words, as a transcript has it."""
    words = aloud(text).split()
    for _ in range(1 + len(words) // 12):
        at = rng.randrange(len(words))
        match rng.randrange(3):
            case 0:
                words.insert(at, rng.choice(_FILLERS) + ",")
            case 1:
                words.insert(at, words[at])
            case _:
                words[at:at] = words[at : at + 2]
    said = " ".join(words)
    if rng.random() < 0.5:
        said = rng.choice(_OPENERS) + " " + lowered(said)
    if rng.random() < 0.3:
        said = said.rstrip(".") + ", " + rng.choice(_CLOSERS)
    if rng.random() < 0.3:
        said = re.sub(r"[.,:;!?\"]", "", said).lower()
    return said


def begun_twice(rng: Random, text: str) -> str:
    """Begun, broken off, and begun again."""
    words = aloud(text).split()
    start = words[: min(len(words) - 1, rng.randint(2, 4))]
    return " ".join([*start, rng.choice(["-", "…", "no,", "sorry,", "let me start again,", "er,"]), *words])


def dictated(rng: Random, text: str) -> str:
    """As a speech recogniser writes it: no signs, no capitals, numbers in words."""
    heard = re.sub(r"[.,:;!?\"“”]", " ", aloud(text)).lower()
    heard = heard.replace("-", " ") if rng.random() < 0.5 else heard
    return re.sub(r"\s+", " ", heard).strip()


def minuted(rng: Random, text: str) -> str:
    """As the minutes of a meeting have it, with who said it, and sometimes in the past."""
    who = rng.choice(_INITIALS)
    says = rng.choice(["suggested", "proposed", "said", "felt", "asked"])
    if not _DECLARES.match(text):
        return rng.choice(
            [
                f"- {who}: {text}",
                f"• {who} suggested: {text}",
                f"{who} said, {lowered(text)}",
                f"Suggestion ({who}): {text}",
            ]
        )
    reported = lowered(text)
    if rng.random() < 0.6:
        for old, new in _PAST:
            reported = re.sub(rf"\b{old}\b", new, reported, count=1)
    return rng.choice(["", "- ", "• "]) + f"{who} {'suggested' if says == 'asked' else says} that {reported}"


def read_out(rng: Random, text: str) -> str:
    """As somebody reads a post to the room."""
    who = aloud(rng.choice(HANDLES))
    said = aloud(text)
    return rng.choice(
        [
            f"So {who} says, {lowered(said)}",
            f"There's one here from {who}: {said}",
            f"I'll read it out. {said}",
            f"{who} writes {said}",
            f"This one says {lowered(said)}",
            f"Next tweet, {lowered(said)} hashtag ideas",
        ]
    )


def clipped_speech(rng: Random, text: str) -> str:
    """As a caption cuts it: the last words fall into the next caption."""
    words = dictated(rng, text).split()
    last = 0
    while last < len(words) // 8 and not turns(words[-1 - last]):
        last += 1
    return " ".join(words[: len(words) - last])
