"""How something that was said in a session stands by who said it: under which name, as whose voice, hidden or not."""

from __future__ import annotations

import msgspec

from bridge.intake.scrub import NAME
from bridge.projection.draft import Draft
from bridge.records import Becomes, Contribution, Speaker, State


def waits(contribution: Contribution) -> State:
    """How it waits for a person: what holds details of somebody, masked, or is held, until one has looked at that."""
    is_held = contribution.disposition is not None and contribution.disposition.becomes is Becomes.HELD
    return State.HELD if is_held or set(contribution.masked) - {NAME} else State.WAITING


def as_spoken(contribution: Contribution, draft: Draft) -> Contribution | None:
    """What comes from a document, as its speaker stands by now; None if they have taken their words back."""
    there = draft.speakers(contribution.event)
    speaker = next((it for it in there if it.voice == contribution.voice), None)
    if speaker is None:
        return contribution
    main = next((it for it in there if it.voice == speaker.same_as), speaker)
    return None if speaker.gone or main.gone else spoken_by(contribution, speaker, main)


def spoken_by(it: Contribution, speaker: Speaker, main: Speaker) -> Contribution:
    """As said by `speaker`, who is the same person as `main`."""
    state = it.state
    if speaker.hidden or main.hidden:
        state = State.HIDDEN
    elif state is State.HIDDEN:
        state = State.LIVE if it.placed or it.told else waits(it)
    return msgspec.structs.replace(
        it,
        voice=main.voice,
        speaker=speaker.voice if main.voice != speaker.voice else None,
        pseudonym=main.name,
        state=state,
    )
