"""A campaign's reviews, at its desk: what people decide about what was said in reviewed events, so that every `serve` agrees."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from functools import partial

import msgspec

from bridge.documents.shelf import Shelf
from bridge.errors import UnknownError, UnreadableError
from bridge.ports import Clock
from bridge.projection.draft import Draft
from bridge.projection.known import Projection
from bridge.records import (
    Audit,
    ChosenColumns,
    Contribution,
    Declaration,
    Event,
    EventId,
    IdeaId,
    Mark,
    Passage,
    Speaker,
    State,
    Transcript,
    VoiceKey,
)
from bridge.web.review import APPEARS, Act, Difference, Keep, SpeakerChange
from workers.deciding import Deed, decide
from workers.desk import Desk
from workers.publishing import publish, take_hold
from workers.speaking import change_speaker, withdraw_said
from workers.typed import cleaned


class DeskReviewer:
    """Does what people ask of one campaign's sessions and reviewed chats; on disk when it returns."""

    def __init__(self, desk: Desk, known: Projection, shelf: Shelf, clock: Clock) -> None:
        self._desk = desk
        self._known = known
        self._shelf = shelf
        self._clock = clock

    async def transcripts(self, session: EventId) -> Sequence[Transcript]:
        return await self._shelf.transcripts(session)

    async def candidates(self, session: EventId) -> Sequence[Contribution]:
        said = await self._known.contributions(session, limit=max(1, self._known.count_said(session)))
        return [it for it in said if it.state is not State.WITHDRAWN]

    def speakers(self, session: EventId) -> Sequence[Speaker]:
        return self._known.speakers(session)

    async def decide(self, session: EventId, act: Act, who: str) -> str:
        name = secrets.token_hex(6)
        passage = await self._passage(act) if isinstance(act, Keep) else None
        deed = Deed(act=act, event=self._reviewed(session), who=who, at=self._clock.now(), id=name, passage=passage)

        def carry_out(draft: Draft) -> None:
            put = decide(draft, deed)
            for where in sorted(
                {it.event for it in put} - {session}
            ):  # what repeats it in a chat is let go there at once
                its = draft.event(where)
                if its is not None and not its.is_reviewed:
                    take_hold(draft, its, [it for it in put if it.event == where])
            draft.audit.append(self._audit(who, type(act).__name__.lower(), session, contributions=len(put)))

        await self._desk.act(carry_out)
        return name

    async def publish(self, session: EventId, who: str, *, dry_run: bool) -> Sequence[Difference]:
        event = self._reviewed(session)
        if event.type == "session" and event.declaration is None:
            raise UnreadableError(
                "Nothing of a session is published before its host has declared it: say when it was held, how people were told,"
                " and whether it is public."
            )
        if dry_run:
            return await self._desk.rehearse(partial(publish, event=event))

        def carry_out(draft: Draft) -> Sequence[Difference]:
            differences = publish(draft, event)
            draft.audit.append(self._audit(who, "publish", session, contributions=len(differences)))
            return differences

        return await self._desk.act(carry_out)

    async def withdraw(
        self,
        session: EventId,
        who: str,
        *,
        idea: IdeaId | None = None,
        speaker: int | None = None,
        everything: bool = False,
    ) -> int:
        event = self._reviewed(session)

        async def clear_files() -> None:
            if everything:
                await self._shelf.forget(session)
            elif speaker is not None:
                await self._shelf.silence(session, self._voices_of(session, speaker))

        def carry_out(draft: Draft) -> int:
            by = Mark(at=self._clock.now(), who=who)
            count = withdraw_said(draft, event, by, idea=idea, speaker=speaker, everything=everything)
            what = "idea" if idea else "speaker" if speaker is not None else event.type
            draft.audit.append(self._audit(who, "withdraw", session, what=what, contributions=count))
            return count

        # Before: who dies in between has told nobody that it is done. After: for what was being read meanwhile.
        await clear_files()
        withdrawn = await self._desk.act(carry_out)
        await clear_files()
        return withdrawn

    async def name_speaker(self, session: EventId, number: int, change: SpeakerChange, who: str) -> Speaker:
        event = self._session(session)

        def carry_out(draft: Draft) -> Speaker:
            draft.audit.append(self._audit(who, "speaker", session, number=number))
            return change_speaker(draft, event, number, change)

        return await self._desk.act(carry_out)

    async def declare(self, session: EventId, declaration: Declaration) -> Event:
        title, informed = cleaned(declaration.title, "title"), cleaned(declaration.informed, "informed")
        declaration = msgspec.structs.replace(declaration, title=title, informed=informed)

        def carry_out(draft: Draft) -> Event:
            event = draft.event(session)
            if event is None:
                raise UnknownError(f"No session has the id {session[:60]!r}.")
            now = msgspec.structs.replace(event, declaration=declaration)
            draft.put(now)
            draft.audit.append(self._audit(declaration.who, "declare", session, public=declaration.public))
            return now

        return await self._desk.act(carry_out)

    async def choose_columns(self, upload: str, chosen: ChosenColumns) -> None:
        await self._shelf.read_again(upload, chosen)

    async def end_review(self, session: EventId, who: str) -> int:
        event = self._session(session)
        count = await self._shelf.forget(session)

        def carry_out(draft: Draft) -> None:
            draft.put(draft.event(session) or event)  # what is written down is written beside something
            draft.audit.append(self._audit(who, "end_review", session, files=count))

        await self._desk.act(carry_out)
        return count

    def _session(self, session: EventId) -> Event:
        event = self._known.event(session)
        if event is None or event.type != "session":
            raise UnknownError(f"No session has the id {session[:60]!r}.")
        return event

    def _reviewed(self, name: EventId) -> Event:
        """A session, or a chat that people publish."""
        event = self._known.event(name)
        if event is None:
            raise UnknownError(f"No chat or session has the id {name[:60]!r}.")
        if event.type != "session" and not event.is_reviewed:
            raise UnknownError(APPEARS)
        return event

    def _voices_of(self, session: EventId, number: int) -> set[VoiceKey]:
        """All under which a speaker has spoken."""
        there = self._known.speakers(session)
        meant = {it.voice for it in there if it.number == number}
        return meant | {it.voice for it in there if it.same_as in meant}

    async def _passage(self, act: Keep) -> Passage:
        upload = self._known.work.upload(act.upload)
        there = await self._shelf.transcripts(upload.session) if upload else ()
        for transcript in there:
            if transcript.upload == act.upload and act.passage < len(transcript.passages):
                return transcript.passages[act.passage]
        raise UnknownError("passage: its transcript is not kept any more, or has no such place")

    def _audit(self, who: str, act: str, session: EventId, **detail: object) -> Audit:
        return Audit(at=self._clock.now(), who=who, act=act, target=session, detail=detail)
