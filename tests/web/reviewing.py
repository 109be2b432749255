"""Stands in for what carries out a review, and a session whose files were just read. All of it is made up."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from bridge.errors import UnknownError, UnreadableError
from bridge.records import (
    Becomes,
    CampaignId,
    ChosenColumns,
    Contribution,
    ContributionId,
    Declaration,
    Disposition,
    Event,
    EventId,
    IdeaId,
    Kind,
    Passage,
    Placed,
    Relation,
    SourceName,
    Speaker,
    State,
    Transcript,
    VoiceKey,
)
from bridge.web.review import (
    Accept,
    Act,
    Agree,
    Difference,
    Keep,
    Merge,
    SetAside,
    SpeakerChange,
    Split,
    Undo,
)
from tests.factories import contribution, idea, minutes
from tests.web.fakes import KnownCampaign

SESSION = EventId("connect-1")
ACTS: dict[type, Becomes] = {
    Accept: Becomes.ACCEPTED,
    SetAside: Becomes.SET_ASIDE,
    Agree: Becomes.AGREES,
    Merge: Becomes.MERGED,
    Split: Becomes.SPLIT,
}


class ReviewerAsTold:
    """Decides about what a campaign knows, in memory; it remembers every act and who asked for it."""

    def __init__(self, known: KnownCampaign) -> None:
        self.known = known
        self.acts: list[tuple[Act, str]] = []
        self.kept: list[Transcript] = []
        self.all_speakers: dict[int, Speaker] = {}
        self.columns: list[tuple[str, ChosenColumns]] = []
        self.lacking: list[Difference] = []

    async def transcripts(self, session: EventId) -> Sequence[Transcript]:
        return [it for it in self.kept if it.session == session]

    async def candidates(self, session: EventId) -> Sequence[Contribution]:
        return [it for it in self.known.all_said if it.event == session and it.state is not State.WITHDRAWN]

    def speakers(self, session: EventId) -> Sequence[Speaker]:
        return [it for _, it in sorted(self.all_speakers.items()) if it.event == session]

    async def decide(self, session: EventId, act: Act, who: str) -> str:
        name = f"act-{len(self.acts) + 1}"
        match act:
            case Undo():
                self._undo(act)
            case Keep():
                self._keep(session, act, name)
            case Split():
                parts = [msgspec.structs.replace(self.find(act.id), id=ContributionId(f"{act.id}.{nth}"), text=text,
                         part_of=act.id) for nth, text in enumerate(act.parts, 1)]  # fmt: skip
                self._dispose((act.id,), act, who, name, into=tuple(it.id for it in parts))
                self.known.all_said += parts
            case Accept() | SetAside() | Agree() | Merge():
                told = msgspec.structs.asdict(act)
                del told["ids"]
                self._dispose(act.ids, act, who, name, **told)
        self.acts.append((act, who))
        self.known.seq += 1
        return name

    async def publish(self, session: EventId, who: str, *, dry_run: bool) -> Sequence[Difference]:
        event = self.known.event(session)
        if event is None or (event.type == "session" and event.declaration is None):
            raise UnreadableError("Say first how people were told: nothing is published without it.")
        found = [it for it in await self.candidates(session) if it.disposition and it.state is not State.LIVE]
        found = [it for it in found if it.disposition and it.disposition.becomes is Becomes.ACCEPTED]
        if not dry_run:
            for it in found:
                assert it.disposition
                opened = idea(it.text, id=IdeaId(f"i-{it.id}"), event=session, worded_by=SourceName.SESSION)
                self.known.all_ideas[opened.id] = opened
                placed = Placed(idea=opened.id, relation=Relation.FIRST, score=1, why="says something new")
                self._put(msgspec.structs.replace(it, state=State.LIVE, told=it.disposition.words, placed=placed))
        told = [Difference(id=it.id, what="new", after=(it.disposition and it.disposition.words) or it.text) for it in found]  # fmt: skip
        return [*told, *self.lacking]

    async def withdraw(
        self,
        session: EventId,
        who: str,
        *,
        idea: IdeaId | None = None,
        speaker: int | None = None,
        everything: bool = False,
    ) -> int:
        there = await self.candidates(session)
        if speaker is not None:
            voice = self.all_speakers[speaker].voice
            self.all_speakers[speaker] = msgspec.structs.replace(self.all_speakers[speaker], gone=True)
            there = [it for it in there if it.voice == voice]
        elif not everything:
            there = [it for it in there if it.placed and it.placed.idea == idea]
        for it in there:
            self._put(msgspec.structs.replace(it, state=State.WITHDRAWN, text=""))
        return len(there)

    async def name_speaker(self, session: EventId, number: int, change: SpeakerChange, who: str) -> Speaker:
        told = {name: value for name, value in msgspec.structs.asdict(change).items() if value is not msgspec.UNSET}
        if "same_as" in told and told["same_as"] is not None:
            if told["same_as"] == number:
                raise UnreadableError("A speaker cannot be another name of themselves. Choose somebody else.")
            told["same_as"] = self.all_speakers[told["same_as"]].voice
        self.all_speakers[number] = msgspec.structs.replace(self.all_speakers[number], **told)
        return self.all_speakers[number]

    async def declare(self, session: EventId, declaration: Declaration) -> Event:
        if "@" in declaration.title + declaration.informed:
            field = "title" if "@" in declaration.title else "informed"
            raise UnreadableError(f"{field}: take out the address")
        events = self.known.all_events
        at = next(nth for nth, it in enumerate(events) if it.id == session)
        events[at] = msgspec.structs.replace(events[at], declaration=declaration)
        return events[at]

    async def choose_columns(self, upload: str, chosen: ChosenColumns) -> None:
        self.columns.append((upload, chosen))

    async def end_review(self, session: EventId, who: str) -> int:
        kept = len(self.kept)
        self.kept = [it for it in self.kept if it.session != session]
        return kept - len(self.kept)

    def find(self, id_: str) -> Contribution:
        for it in self.known.all_said:
            if it.id == id_:
                return it
        raise UnknownError(f"Nothing that was said has the id {id_!r}.")

    def _put(self, it: Contribution) -> None:
        self.known.all_said = [it if other.id == it.id else other for other in self.known.all_said]

    def _dispose(self, ids: Sequence[ContributionId], act: Act, who: str, name: str, **told: Any) -> None:
        for it in [self.find(id_) for id_ in ids]:
            made = Disposition(
                becomes=ACTS[type(act)], at=minutes(30), who=who, act=name, before=it.disposition, **told
            )
            self._put(msgspec.structs.replace(it, disposition=made))

    def _undo(self, act: Undo) -> None:
        decided = [it for it in self.known.all_said if it.disposition]
        found = [it for it in decided if it.id in act.ids or (it.disposition and it.disposition.act == act.what)]
        if not found:
            raise UnreadableError("There is nothing to undo: it was undone already.")
        for it in found:
            assert it.disposition
            self.known.all_said = [one for one in self.known.all_said if one.id not in it.disposition.into]
            self._put(msgspec.structs.replace(it, disposition=it.disposition.before))

    def _keep(self, session: EventId, act: Keep, name: str) -> None:
        passages = next((it.passages for it in self.kept if it.upload == act.upload), ())
        if act.passage >= len(passages):
            raise UnknownError("No such passage is kept.")
        passage = passages[act.passage]
        if act.words not in passage.text:
            raise UnreadableError("Those words are not in this passage. Keep its own words, or a part of them.")
        self.known.all_said.append(said(f"kept-{name}", act.words, passage.voice or "v-nobody", kind=act.kind))


def said(id_: str, text: str, voice: str, **fields: Any) -> Contribution:
    plain: dict[str, Any] = {
        "id": ContributionId(id_), "event": SESSION, "source": SourceName.SESSION, "state": State.WAITING,
        "said_at": minutes(-230), "voice": VoiceKey(voice), "pseudonym": "Speaker 1", "why": "asks for a change: could",
    }  # fmt: skip
    return contribution(text, **plain | fields)


#: Who (by number), what, and which part of it the rules found: id, kind, score.
TALK: tuple[tuple[int, str, tuple[tuple[str, str, Kind, float], ...]], ...] = (
    (1, "Welcome everybody. Can you all see my slides? We have an hour.", ()),
    (1, "So, what would have helped you while you waited for your operation?", ()),
    (2, ("Honestly, we could text people the evening before, with the name of who to ask for. And a lift from the village, "
        "nobody drives at that hour."),
        (("s-text", "We could text people the evening before, with the name of who to ask for.", Kind.IDEA, 0.93),
         ("s-lift", "And a lift from the village, nobody drives at that hour.", Kind.IDEA, 0.61))),
    (3, "Great idea.", ()),
    (3, "My mother waited eleven months. Her neighbour on [phone] rang the ward for her every week.",
        (("s-held", "Her neighbour on [phone] rang the ward for her every week.", Kind.EXPERIENCE, 0.7),)),
    (4, ("I don't know what the rules are, is physio allowed before the operation? Because if it were, a group at the "
        "leisure centre would be lovely."),
        (("s-physio", "Is physio allowed before the operation?", Kind.QUESTION, 0.8),
         ("s-group", "A group at the leisure centre would be lovely.", Kind.IDEA, 0.72))),
    (2, "It's <script>alert('slides')</script> what the slide says.",
        (("s-script", "It's <script>alert('slides')</script> what the slide says.", Kind.COMMENT, 0.3),)),
    (1, "Thank you. The recording is in the chat, and the next session is on the tenth.", ()),
)  # fmt: skip


def read_session(reviewer: ReviewerAsTold, *, more: int = 0) -> None:
    """A transcript was read and nobody decided anything yet. `more` notes stand beside it, each an idea."""
    known = reviewer.known
    passages = []
    for nth, (speaker, text, found) in enumerate(TALK):
        ids = tuple(ContributionId(it[0]) for it in found)
        voice = VoiceKey(f"v-{speaker}")
        passages.append(Passage(voice=voice, text=text, from_s=60.0 * nth, to_s=60.0 * nth + 40, said=ids,
                                ranks=tuple(it[3] for it in found)))  # fmt: skip
        for id_, words, kind, score in found:
            held = {"state": State.HELD, "masked": ("phone",)} if "[phone]" in words else {}
            known.all_said.append(
                said(id_, words, voice, kind=kind, score=score, pseudonym=f"Speaker {speaker}", **held)
            )
    reviewer.kept.append(Transcript(upload="u-read", session=SESSION, passages=tuple(passages)))
    for number in (1, 2, 3, 4):
        voice = VoiceKey(f"v-{number}")
        reviewer.all_speakers[number] = Speaker(
            id=f"{SESSION}/{voice}", campaign=CampaignId("elective-care"), event=SESSION, voice=voice, number=number,
            facilitates=number == 1,
        )  # fmt: skip
    for nth in range(more):
        words = f"Note {nth + 1}: a bench at every bus stop on the way to the clinic"
        known.all_said.append(said(f"n-{nth + 1}", words, "v-notes", score=0.5 - nth / 1000, pseudonym=None))


def declare(reviewer: ReviewerAsTold, **fields: Any) -> None:
    """Its host says how people were told."""
    known = reviewer.known
    plain: dict[str, Any] = {
        "title": "Connect session: hips and knees", "held_at": minutes(-240), "informed": "In the invitation",
        "public": True, "at": minutes(-100), "who": "t-host",
    }  # fmt: skip
    declaration = Declaration(**plain | fields)
    known.all_events = [
        msgspec.structs.replace(it, declaration=declaration) if it.id == SESSION else it for it in known.all_events
    ]
