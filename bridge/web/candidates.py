"""A session's candidates as their reviewer works through them: in order, each with what was said around it.

Pure: what is known goes in, what a page or a program reads comes out.
"""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum

import msgspec

from bridge.records import (
    KEPT,
    Becomes,
    Contribution,
    ContributionId,
    Idea,
    Passage,
    Speaker,
    State,
    Transcript,
    VoiceKey,
)
from bridge.web.review import Order, Sitting

#: Passages shown before a candidate's own, and after it.
AROUND = 2


class Standing(StrEnum):
    """How far the review of a candidate is."""

    HELD = "held"  # something private was masked, and nobody decided yet
    UNDECIDED = "undecided"
    ACCEPTED = "accepted"  # told, in some way, once it is published
    SET_ASIDE = "set_aside"
    PUBLISHED = "published"


class Heard(msgspec.Struct, frozen=True, kw_only=True):
    """A passage as reviewers read it; `from_s` and `to_s` in seconds, where its document has times."""

    speaker: str
    text: str
    from_s: float | None = None
    to_s: float | None = None

    @property
    def moment(self) -> str:
        return moment(self.from_s)


class Context(msgspec.Struct, frozen=True, kw_only=True):
    """The passage that holds a candidate, with those around it. None and empty once the transcript is deleted."""

    before: tuple[Heard, ...] = ()
    passage: Heard | None = None
    after: tuple[Heard, ...] = ()


class Candidate(msgspec.Struct, frozen=True, kw_only=True):
    """What was said, how early it should be looked at (`rank`, 0-1, and `why`), and how far its review is."""

    contribution: Contribution
    rank: float
    why: str
    standing: Standing
    speaker: str
    context: Context

    @property
    def id(self) -> ContributionId:
        return self.contribution.id

    @property
    def words(self) -> str:
        """Those in which it stands before its reviewer now."""
        decided = self.contribution.disposition
        return (decided.words if decided else "") or self.contribution.words


class Queue(msgspec.Struct, frozen=True, kw_only=True):
    """Everything under review, the best first. What a hidden speaker said is not in it."""

    candidates: tuple[Candidate, ...]
    speakers: tuple[Speaker, ...]
    transcripts: tuple[Transcript, ...]
    #: By candidate that a person has kept, its transcript's upload and the passage in it.
    kept: dict[ContributionId, tuple[str, int]] = {}

    def counts(self) -> dict[str, int]:
        """How many stand how."""
        found = Counter(it.standing for it in self.candidates)
        return {it.value: found[it] for it in Standing}

    def of(self, *standings: Standing) -> list[Candidate]:
        return [it for it in self.candidates if it.standing in standings]

    def find(self, id: str) -> Candidate | None:  # noqa: A002 - the record's own word
        return next((it for it in self.candidates if it.id == id), None)

    def to_decide(self) -> list[Candidate]:
        """In the order of the page: first what is held."""
        return [*self.of(Standing.HELD), *self.of(Standing.UNDECIDED)]


async def read_queue(sitting: Sitting, order: Order) -> Queue:
    """The queue as it stands."""
    session, reviewer = sitting.event.id, sitting.reviewer
    transcripts, said = await reviewer.transcripts(session), await reviewer.candidates(session)
    # A long session's takes a moment, in which others are served.
    return await asyncio.to_thread(queue_of, transcripts, said, reviewer.speakers(session), order)


def queue_of(
    transcripts: Sequence[Transcript], said: Sequence[Contribution], speakers: Sequence[Speaker], order: Order
) -> Queue:
    by_voice = {it.voice: it for it in speakers}
    hidden = {it.voice for it in speakers if it.hidden or it.gone}
    seen = [it for it in said if it.voice not in hidden and it.speaker not in hidden]
    ranked = order(transcripts, seen, _leading(speakers))
    places = {id_: (it, at) for it in transcripts for at, passage in enumerate(it.passages) for id_ in passage.said}
    candidates, kept = [], {}
    for it in seen:
        rank, why = ranked.get(it.id, (it.score, "ranked by its own words"))
        place = places.get(it.id) or places.get(it.part_of or it.id) or _kept_from(transcripts, it)
        if place and it.why == KEPT:
            kept[it.id] = place[0].upload, place[1]
        candidates.append(
            Candidate(
                contribution=it,
                rank=rank,
                why=why,
                standing=standing_of(it),
                speaker=name_of(it.speaker or it.voice, by_voice) or it.pseudonym or "",
                context=_context(*place, by_voice) if place else Context(),
            )
        )
    candidates.sort(key=lambda it: -it.rank)  # what is alike stays as it was said
    return Queue(candidates=tuple(candidates), speakers=tuple(speakers), transcripts=tuple(transcripts), kept=kept)


def standing_of(it: Contribution) -> Standing:
    if it.state is State.HIDDEN or (it.disposition and it.disposition.becomes is Becomes.SET_ASIDE):
        return Standing.SET_ASIDE
    if it.state in (State.LIVE, State.MERGED):
        return Standing.PUBLISHED
    if it.disposition:
        return Standing.ACCEPTED
    return Standing.HELD if it.state is State.HELD else Standing.UNDECIDED


def name_of(voice: VoiceKey | None, speakers: Mapping[VoiceKey, Speaker]) -> str:
    """What reviewers read; of one who has several names, that of the speaker whose other name it is."""
    speaker = speakers.get(voice) if voice else None
    if speaker and speaker.same_as and (other := speakers.get(speaker.same_as)):
        return other.name
    return speaker.name if speaker else ""


def _leading(speakers: Iterable[Speaker]) -> set[VoiceKey]:
    """The voices of those who facilitate, by each of their names."""
    leading = {it.voice for it in speakers if it.facilitates}
    return leading | {it.voice for it in speakers if it.same_as in leading}


def _kept_from(transcripts: Sequence[Transcript], it: Contribution) -> tuple[Transcript, int] | None:
    """Where words stand that a person has kept: their transcript tells of what the rules have found alone."""
    if it.why != KEPT:
        return None
    words, who = _folded(it.text), it.speaker or it.voice
    for transcript in transcripts:
        for at, passage in enumerate(transcript.passages):
            if passage.voice in (who, None) and words in _folded(passage.text):
                return transcript, at
    return None


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()


def _context(transcript: Transcript, at: int, speakers: Mapping[VoiceKey, Speaker]) -> Context:
    passages = transcript.passages
    return Context(
        before=tuple(_heard(passages[max(0, at - AROUND) : at], speakers)),
        passage=next(_heard(passages[at : at + 1], speakers), None),
        after=tuple(_heard(passages[at + 1 : at + 1 + AROUND], speakers)),
    )


def _heard(passages: Sequence[Passage], speakers: Mapping[VoiceKey, Speaker]) -> Iterator[Heard]:
    for it in passages:
        if not is_hidden(it, speakers):
            name = name_of(it.voice, speakers)
            yield Heard(speaker=name, text=it.text, from_s=it.from_s, to_s=it.to_s)


def moment(seconds: float | None) -> str:
    """Where in a recording, as players show it: 1:02:05. Empty where nobody knows."""
    if seconds is None:
        return ""
    minutes, second = divmod(int(seconds), 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours}:{minute:02}:{second:02}" if hours else f"{minute}:{second:02}"


def is_hidden(passage: Passage, speakers: Mapping[VoiceKey, Speaker]) -> bool:
    """Whether a hidden speaker said it, or one who wanted it withdrawn."""
    speaker = speakers.get(passage.voice) if passage.voice else None
    main = speakers.get(speaker.same_as) if speaker and speaker.same_as else None
    return any(it is not None and (it.hidden or it.gone) for it in (speaker, main))


_WORD = re.compile(r"[^\W\d_]{4,}")


def alike(words: str, ideas: Sequence[Idea], most: int) -> list[Idea]:
    """Ideas that share the most words with these, rare ones counting for more: a hint for a person, and no judgement."""
    wanted = set(_WORD.findall(words.lower()))
    shared = {it.id: wanted & set(_WORD.findall(it.text.lower())) for it in ideas}
    often = Counter(word for found in shared.values() for word in found)
    least = min(2, len(wanted))
    scores = {id_: sum(1 / often[it] for it in found) for id_, found in shared.items() if len(found) >= least > 0}
    best = sorted((it for it in ideas if it.id in scores), key=lambda it: -scores[it.id])
    return best[:most]
