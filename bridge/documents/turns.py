"""Puts what a person said in one go back together: neighbouring utterances of one speaker become a turn.

A "mhm" of somebody else does not end a turn if its speaker goes on; the "mhm" stays as a turn of its own, because
nothing that was said disappears. What an unknown speaker said is never joined to anything.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import msgspec

from bridge.documents import speakers

#: Seconds within which a speaker resumes after somebody's "mhm".
RESUMES_WITHIN = 15.0
#: Characters; a longer turn goes on as the next one, so that no later step meets an endless text.
LONGEST = 20_000
#: Characters of the name of a group.
LONGEST_GROUP = 80

_BACKCHANNEL = re.compile(
    r"(?:\W*\b(?:yeah|yep|yes|yup|mhm|mm|mmm|hmm|uh|huh|uh-huh|ok|okay|right|sure|thanks|thank|you|great|cool|exactly|"
    r"absolutely|good|true|no|oh|ah|i|see|wow)\b){1,4}\W*",
    re.IGNORECASE,
)


class Utterance(msgspec.Struct, frozen=True, kw_only=True):
    """What stands in one place of a file: the words, who said them if the file knows, seconds and lines (from 1).

    `group` and `about` are as in `Turn`.
    """

    speaker: str | None
    text: str
    line: int
    last_line: int
    from_s: float | None = None
    to_s: float | None = None
    group: str = ""
    about: int | None = None


class Turn(msgspec.Struct, frozen=True, kw_only=True):
    """What one person said in one go, or one bullet, paragraph or message that was written.

    Seconds count from the start of the recording and may be negative; None where the file has no times. `evidence`
    says where it stands in the file, e.g. "lines 3–9". `sentences` are what is judged one by one. `group` is what it was
    put under, the heading in notes or the frame on a board, in at most LONGEST_GROUP characters of the file's own words;
    empty for what was spoken. `about` is the place, from 0, of the message to which this is a reaction, and `reply_to` that
    of the message which it answers in words.
    """

    speaker: str | None
    from_s: float | None = None
    to_s: float | None = None
    text: str
    evidence: str
    written: bool
    sentences: tuple[str, ...] = ()
    group: str = ""
    about: int | None = None
    reply_to: int | None = None


def spoken(utterances: Iterable[Utterance]) -> tuple[Turn, ...]:
    """Turns from utterances in order of time."""
    groups: list[_Group] = []
    holder: _Group | None = None  # who has the floor: the last to say more than a backchannel
    for utterance in utterances:
        if groups and groups[-1].takes(utterance):
            group = groups[-1]
            group.add(utterance)
        elif holder and holder.takes(utterance) and holder.resumed_by(utterance):
            group = holder
            group.add(utterance)
        else:
            group = _Group(utterance)
            groups.append(group)
        if not group.passing:
            holder = group
    return tuple(turn_of(_joined(group.parts), written=False) for group in groups)


def join(parts: Iterable[Utterance]) -> Iterator[Utterance]:
    """One utterance from several; more than one only where it would be longer than LONGEST."""
    together: list[Utterance] = []
    length = 0
    for part in parts:
        if together and length + len(part.text) >= LONGEST:
            yield _joined(together)
            together, length = [], 0
        together.append(part)
        length += len(part.text) + 1
    if together:
        yield _joined(together)


def turn_of(utterance: Utterance, *, written: bool) -> Turn:
    """One utterance as a turn by itself."""
    first, last = utterance.line, utterance.last_line
    return Turn(
        speaker=utterance.speaker,
        from_s=utterance.from_s,
        to_s=utterance.to_s,
        text=utterance.text,
        evidence=f"line {first}" if first == last else f"lines {first}–{last}",
        written=written,
        group=" ".join(utterance.group.split())[:LONGEST_GROUP],
        about=utterance.about,
    )


class _Group:
    """Utterances that become one turn."""

    def __init__(self, first: Utterance) -> None:
        self.parts = [first]
        self.speaker = speakers.key(first.speaker)
        self.length = len(first.text)
        self.ends = _end(first)
        self.passing = bool(self.speaker) and _passing(first)

    def takes(self, utterance: Utterance) -> bool:
        same = bool(self.speaker) and self.speaker == speakers.key(utterance.speaker)
        return same and self.length + len(utterance.text) < LONGEST

    def resumed_by(self, utterance: Utterance) -> bool:
        return utterance.from_s is not None and utterance.from_s - self.ends < RESUMES_WITHIN

    def add(self, utterance: Utterance) -> None:
        self.parts.append(utterance)
        self.length += len(utterance.text) + 1
        self.ends = max(self.ends, _end(utterance))
        self.passing = self.passing and _passing(utterance)


def _end(utterance: Utterance) -> float:
    return utterance.to_s or utterance.from_s or 0.0


def _passing(utterance: Utterance) -> bool:
    return len(utterance.text) < 40 and _BACKCHANNEL.fullmatch(utterance.text) is not None


def _joined(parts: list[Utterance]) -> Utterance:
    return Utterance(
        speaker=parts[0].speaker,
        text=" ".join(part.text for part in parts),
        line=min(part.line for part in parts),
        last_line=max(part.last_line for part in parts),
        from_s=min((part.from_s for part in parts if part.from_s is not None), default=None),
        to_s=max((part.to_s for part in parts if part.to_s is not None), default=None),
    )
