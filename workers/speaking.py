"""Who spoke in a session: named, found to be one person, hidden, and taken back, laid over a draft."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from bridge.errors import UnknownError, UnreadableError
from bridge.intake.scrub import NAME, scrub
from bridge.projection.draft import Draft
from bridge.records import Becomes, Disposition, Event, IdeaId, Mark, Speaker, State
from bridge.web.review import SpeakerChange
from workers.holding import hold_repeats
from workers.placing import withdraw
from workers.typed import on_one_line, unmix
from workers.voices import spoken_by

#: By which act something is held that repeats what a speaker has taken back.
WITHDRAWN = "withdrawn"


def change_speaker(draft: Draft, event: Event, number: int, change: SpeakerChange) -> Speaker:
    """Change what `change` names of a speaker, and with it what they said. Raises `UnknownError`, `UnreadableError`."""
    there = draft.speakers(event.id)
    before = _numbered(there, number)
    fields = {name: it for name, it in msgspec.structs.asdict(change).items() if it is not msgspec.UNSET}
    if "label" in fields:
        fields["label"] = on_one_line(fields["label"])
        if set(scrub(fields["label"], ()).masked) - {NAME}:
            raise UnreadableError("label: it holds somebody's details; a role is enough, such as “Ward sister”")
    if "same_as" in fields:
        fields["same_as"] = _other(there, before, fields["same_as"])
    now = msgspec.structs.replace(before, **fields)
    draft.put(now)
    by_voice = {it.voice: it for it in draft.speakers(event.id)}
    for it in draft.said_in(event.id):
        speaker = by_voice.get(it.speaker or it.voice)
        if speaker is None or now.voice not in (speaker.voice, speaker.same_as) or it.state is State.WITHDRAWN:
            continue
        main = by_voice.get(speaker.same_as, speaker) if speaker.same_as else speaker
        changed = spoken_by(it, speaker, main)
        if changed != it:
            draft.put(changed)
    return now


def withdraw_said(
    draft: Draft,
    event: Event,
    by: Mark,
    *,
    idea: IdeaId | None = None,
    speaker: int | None = None,
    everything: bool = False,
) -> int:
    """Take the words out of all that was said in a session: behind one idea, by one speaker, or at all.

    What goes of a speaker goes under their other names, too, and what repeats that elsewhere is held for a person to look at.
    Gives how many contributions were withdrawn. Raises `UnknownError`.
    """
    said = [it for it in draft.said_in(event.id) if it.state is not State.WITHDRAWN]
    if speaker is not None:
        who = _numbered(draft.speakers(event.id), speaker)
        for name in draft.speakers(event.id):
            if who.voice in (name.voice, name.same_as):
                draft.put(msgspec.structs.replace(name, label="", gone=True))
        meant = [it for it in said if who.voice in (it.voice, it.speaker)]
    elif idea is not None:
        meant = [it for it in said if it.placed is not None and it.placed.idea == idea]
        if not meant:
            raise UnknownError(f"idea: nothing of this session stands behind {idea[:60]!r}")
    else:
        meant = said if everything else []
    names = {it.id for it in meant}
    meant += [it for it in said if it.part_of in names and it.id not in names]
    for it in meant:
        withdraw(it, it, draft)
    unmix(said, {it.id for it in meant}, draft)
    if speaker is not None:
        private = Disposition(becomes=Becomes.HELD, at=by.at, who=by.who, act=WITHDRAWN, reason="privacy")
        hold_repeats(meant, private, draft)
    if everything:
        for who in draft.speakers(event.id):
            draft.put(msgspec.structs.replace(who, label="", gone=True))
    return len(meant)


def _numbered(there: Sequence[Speaker], number: int) -> Speaker:
    for it in there:
        if it.number == number:
            return it
    numbers = ", ".join(str(it.number) for it in there) or "none"
    raise UnknownError(f"No speaker of this session has the number {number}; there are {numbers}.")


def _other(there: Sequence[Speaker], speaker: Speaker, number: int | None) -> str | None:
    """The voice that a speaker is another name of. Raises `UnreadableError` where that would lead in a circle."""
    if number is None:
        return None
    other = _numbered(there, number)
    if other.voice == speaker.voice or other.same_as is not None:
        raise UnreadableError("same_as: choose a speaker that is not itself another name of somebody")
    if any(it.same_as == speaker.voice for it in there):
        raise UnreadableError("same_as: others are another name of this speaker; choose the other way round")
    return other.voice
