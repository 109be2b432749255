"""A campaign's triage, at its desk: what several people do at once, so that every `serve` agrees."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial

import msgspec

from bridge.errors import OvertakenError, UnknownError, UnreadableError
from bridge.ideas.recount import recount
from bridge.ports import Clock
from bridge.projection.draft import Draft
from bridge.projection.known import Projection, as_said
from bridge.records import (
    Audit,
    Claim,
    Closed,
    Contribution,
    ContributionId,
    Event,
    EventId,
    IdeaId,
    Mark,
    Place,
    Placed,
    Response,
    State,
    Theme,
)
from bridge.web.review import Split, Undo
from bridge.web.triage import (
    ContributionAct,
    Decided,
    HandOver,
    Hide,
    IdeaAct,
    MergeIdea,
    MoveIdea,
    Read,
    Respond,
    Reword,
    Stage,
    Step,
    Sweep,
    SweepAct,
    Sweeping,
    TagIdeas,
    TriageAct,
    UnmergeIdea,
)
from workers.curating import Curation, curate
from workers.deciding import Deed, decide
from workers.desk import Desk
from workers.joining import place_anew
from workers.pointing import TURNS
from workers.publishing import take_hold
from workers.sweeping import Sweeps, changed_since
from workers.typed import cleaned

#: For how long a claim holds without another sign of whoever claimed it.
CLAIMED_FOR = timedelta(seconds=60)
_ON_IDEAS = (MergeIdea, UnmergeIdea, MoveIdea, Reword, Hide, TagIdeas, Stage)


class DeskTriager:
    """Does what people ask of one campaign's contributions and ideas; on disk when it returns."""

    def __init__(self, desk: Desk, known: Projection, clock: Clock) -> None:
        self._desk = desk
        self._known = known
        self._clock = clock
        self._sweeps = Sweeps(desk, known, clock, self._carried_out)

    async def unsettled(self, event: EventId) -> Sequence[Contribution]:
        said = await self._known.contributions(event, limit=max(1, self._known.count_said(event)))
        return [it for it in said if it.state is not State.WITHDRAWN]

    async def do(self, act: TriageAct, who: str, *, seen: Mapping[ContributionId, str]) -> Decided:
        name = secrets.token_hex(6)
        if isinstance(act, _ON_IDEAS):
            changed, undo = await self._desk.act(partial(self._curate, act=act, who=who, name=name))
            ideas = await self._known.find_ideas(changed)
            return Decided(act=name, ideas=tuple(ideas[it] for it in changed if it in ideas), undo=undo)
        put, behind = await self._desk.act(partial(self._decide, act=act, who=who, name=name, seen=seen))
        said, ideas = await self._known.find_said(put), await self._known.find_ideas(behind)
        return Decided(
            act=name,
            contributions=tuple(said[it] for it in put if it in said),
            ideas=tuple(ideas[it] for it in behind if it in ideas),
        )

    def _curate(self, draft: Draft, *, act: IdeaAct, who: str, name: str) -> tuple[Sequence[IdeaId], IdeaAct | None]:
        changed, undo = curate(draft, Curation(act=act, who=who, at=self._clock.now(), id=name))
        draft.audit.append(self._audit(who, act, changed[0] if changed else ""))
        return changed, undo

    def _decide(
        self, draft: Draft, *, act: ContributionAct, who: str, name: str, seen: Mapping[ContributionId, str]
    ) -> tuple[Sequence[ContributionId], Sequence[IdeaId]]:
        """The contributions that it changed, and the ideas behind which they stand now, or stood before."""
        _refuse_overtaken(draft, seen)
        put = list(self._carried_out(draft, act, who, name, self._clock.now()))
        for it in put:
            self._free(draft, it.id, who)
        draft.audit.append(self._audit(who, act, put[0].event if put else ""))
        now = draft.contributions(it.id for it in put)
        behind = dict.fromkeys(it.placed.idea for it in (*now, *put) if it.placed)
        return [it.id for it in put], [*behind]

    async def changed_since(self, seen: Place) -> Collection[ContributionId]:
        return await changed_since(seen, self._known)

    async def sweep(self, act: SweepAct, who: str, about: Sweeping) -> Sweep:
        return await self._sweeps.begin(act, who, about)

    async def unsweep(self, act: str, who: str) -> Sweep:
        return await self._sweeps.undo(act, who)

    def swept(self, act: str) -> Sweep | None:
        return self._sweeps.find(act)

    def _carried_out(
        self, draft: Draft, act: ContributionAct, who: str, name: str, now: datetime
    ) -> Sequence[Contribution]:
        if isinstance(act, Read):
            mark = None if act.unread else Mark(at=now, who=who)
            there = [*draft.contributions(act.ids), *(it for idea in act.ideas for it in draft.said(idea))]
            return _put_changed(
                draft, there, lambda it: msgspec.structs.replace(it, read=mark if act.unread else it.read or mark)
            )
        if isinstance(act, Respond):
            response, mark = (
                Response(at=now, who=who, how=cleaned(act.how, "how"), link=act.link),
                Mark(at=now, who=who),
            )
            return _put_changed(
                draft,
                draft.contributions(act.ids),
                lambda it: msgspec.structs.replace(it, responded=response, read=it.read or mark),
            )
        if isinstance(act, HandOver):
            to, those = cleaned(act.to, "to"), draft.contributions(act.ids)
            return _put_changed(draft, those, lambda it: msgspec.structs.replace(it, assigned=to))
        event = self._event_of(draft, act)
        put = decide(draft, Deed(act=act, event=event, who=who, at=now, id=name))
        for where in dict.fromkeys([event.id, *(it.event for it in put)]):
            its = draft.event(where)
            if its is not None and not its.is_reviewed:
                take_hold(draft, its, [it for it in put if it.event == where])
        if isinstance(act, Undo):
            _join_again(draft, put)
        return put

    def _event_of(self, draft: Draft, act: ContributionAct) -> Event:
        """The one event of what an act is about. Raises `UnknownError`, `UnreadableError`."""
        if isinstance(act, Undo) and act.what:
            raise UnreadableError("what: say the ids of what is to be taken back")
        ids = (act.id,) if isinstance(act, Split) else act.ids
        events = {it.event for it in draft.contributions(ids)}
        if len(events) > 1:
            raise UnreadableError("ids: they are of several events; do it for one event at a time")
        event = draft.event(next(iter(events))) if events else None
        if event is None:
            raise UnknownError("ids: none of these is there")
        return event

    async def claim(self, ids: Sequence[ContributionId], who: str, label: str) -> Sequence[Claim]:
        return await self._desk.act(partial(self._claim, ids=ids, who=who, label=label))

    def _claim(self, draft: Draft, *, ids: Sequence[ContributionId], who: str, label: str) -> Sequence[Claim]:
        now = self._clock.now()
        claims = []
        for it in draft.contributions(dict.fromkeys(ids)):
            before = draft.claim(it.id)
            if before is not None and before.holder not in ("", who) and before.until > now:
                claims.append(before)
                continue
            until = now + CLAIMED_FOR
            claim = Claim(id=it.id, campaign=it.campaign, event=it.event, holder=who, label=label[:80], until=until)
            draft.put(claim)
            claims.append(claim)
        return claims

    async def free(self, ids: Sequence[ContributionId], who: str) -> None:
        def free_all(draft: Draft) -> None:
            for it in ids:
                self._free(draft, it, who)

        await self._desk.act(free_all)

    def _free(self, draft: Draft, name: ContributionId, who: str) -> None:
        claim = draft.claim(name)
        if claim is not None and claim.holder == who:
            draft.put(msgspec.structs.replace(claim, holder="", label="", until=self._clock.now()))

    def claims(self, event: EventId) -> Sequence[Claim]:
        now = self._clock.now()
        return [it for it in self._known.claims() if it.holder and it.until > now and self._known.is_of(it.id, event)]

    def themes(self) -> Sequence[Theme]:
        return self._known.themes()

    async def name_theme(self, theme: str, title: str, *, is_big: bool, gone: bool, who: str) -> Theme:
        title = cleaned(title, "title")

        def name(draft: Draft) -> Theme:
            before = draft.theme(theme) if theme else None
            if theme and before is None:
                raise UnknownError(f"theme: there is none with the id {theme[:60]!r}")
            now = Theme(
                id=theme or f"t-{secrets.token_hex(6)}",
                campaign=self._known.id,
                title=title or (before.title if before else ""),
                is_big=is_big,
                at=before.at if before else self._clock.now(),
                by=before.by if before else who,
                gone=gone,
            )
            if not now.title:
                raise UnreadableError("title: a theme needs one")
            draft.put(now)
            draft.audit.append(Audit(at=self._clock.now(), who=who, act="theme", target=now.id))
            return now

        return await self._desk.act(name)

    async def step(self, contribution: ContributionId) -> Step | None:
        id_ = self._known.knows(contribution)
        it = (await self._known.find_said([id_])).get(id_) if id_ else None
        if it is None or it.state is State.WITHDRAWN:
            return None
        was_in = _was_in(it.placed)
        there = await self._known.find_ideas({*was_in, *((it.placed.idea,) if it.placed else ())})
        idea = there.get(it.placed.idea) if it.placed else None
        return Step(contribution=it, idea=idea, was_in=tuple(there[name] for name in was_in if name in there))

    async def steps(self, idea: IdeaId) -> Sequence[Step]:
        said = await self._known.said(idea)
        was = {name for it in said for name in _was_in(it.placed)}
        merged = await self._known.find_ideas(was)
        here = await self._known.find_idea(idea)
        return [
            Step(
                contribution=it, idea=here, was_in=tuple(merged[name] for name in _was_in(it.placed) if name in merged)
            )
            for it in said
        ]

    async def set_publishing(self, event: EventId, publishing: str, who: str) -> Event:
        if publishing not in ("live", "reviewed"):
            raise UnreadableError("publishing: an event is “live” or “reviewed”")

        def change(it: Event, draft: Draft) -> Event:
            if publishing == "live" and it.type == "session" and it.declaration is None:
                raise UnreadableError("publishing: first say on its page how people were told, and who may read it")
            now = msgspec.structs.replace(it, publishing=publishing, publishing_by=who)
            if it.is_reviewed and not now.is_reviewed:
                _let_appear(draft, now)
            return now

        return await self._change_event(event, who, "publishing", change)

    async def close_event(self, event: EventId, who: str, waiver: str) -> Event:
        waiver = cleaned(waiver, "waiver")

        def change(it: Event, draft: Draft) -> Event:
            if it.closed is not None:
                return it
            unread = sum(one.is_unread for one in draft.said_in(event))
            if unread and not waiver:
                raise UnreadableError(
                    f"{unread} of its contributions {'is' if unread == 1 else 'are'} not read yet: read them, or say why it is closed"
                    " without that"
                )
            return msgspec.structs.replace(it, closed=Closed(at=self._clock.now(), who=who, waiver=waiver))

        return await self._change_event(event, who, "close", change)

    async def open_event(self, event: EventId, who: str) -> Event:
        def change(it: Event, draft: Draft) -> Event:  # noqa: ARG001 - all have one shape
            return msgspec.structs.replace(it, closed=None)

        return await self._change_event(event, who, "open", change)

    async def _change_event(self, name: EventId, who: str, act: str, change: Callable[[Event, Draft], Event]) -> Event:
        def carry_out(draft: Draft) -> Event:
            event = draft.event(name)
            if event is None:
                raise UnknownError(f"No chat or session has the id {name[:60]!r}.")
            now = change(event, draft)
            if now == event:
                return event
            draft.put(now)
            draft.audit.append(Audit(at=self._clock.now(), who=who, act=act, target=name))
            return now

        return await self._desk.act(carry_out)

    def _audit(self, who: str, act: TriageAct, target: str) -> Audit:
        return Audit(at=self._clock.now(), who=who, act=str(act.__struct_config__.tag), target=target)


def _refuse_overtaken(draft: Draft, seen: Mapping[ContributionId, str]) -> None:
    """Raises `OvertakenError` if somebody has decided about one of these since it was seen."""
    there = draft.contributions(seen)
    late = [it for it in there if (it.disposition.act if it.disposition else "") != seen.get(it.id, "")]
    if late:
        raise OvertakenError("Somebody has decided about this since you saw it: look at what it is now.", late)


def _join_again(draft: Draft, let_go: Iterable[Contribution]) -> None:
    """What was let go may say what something says that was let go with it."""
    for name in (*draft.touched,):
        if (idea := draft.idea(name)) is not None:
            draft.put_counted(recount(idea, draft.said(name)))
    names = [it.id for it in as_said(let_go)][::-1]  # who said it later joins who said it first
    for _ in range(TURNS):
        moved = [place_anew(it, draft) for it in draft.contributions(names)]
        if not any(moved):
            break


def _put_changed(
    draft: Draft, there: Iterable[Contribution], change: Callable[[Contribution], Contribution]
) -> list[Contribution]:
    put = []
    for it in there:
        if it.state is not State.WITHDRAWN and (now := change(it)) != it:
            draft.put(now)
            put.append(now)
    return put


def _let_appear(draft: Draft, event: Event) -> None:
    """What waited while an event was reviewed is among the ideas now that it is live; of a session, what was decided."""
    waited = [it for it in draft.said_in(event.id) if it.state is State.WAITING or it.disposition is not None]
    take_hold(draft, event, [it for it in waited if it.disposition is not None or event.type != "session"])


def _was_in(placed: Placed | None) -> list[IdeaId]:
    """The ideas behind which it stood before these were merged, the last first."""
    names = []
    while placed is not None and placed.before is not None:
        placed = placed.before
        names.append(placed.idea)
    return names
