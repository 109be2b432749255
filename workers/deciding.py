"""What a person decides about what was said, laid over a draft. `publishing` says when and how it takes hold."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime, timedelta
from functools import singledispatch

import msgspec

from bridge.errors import UnknownError, UnreadableError
from bridge.projection.draft import Draft
from bridge.projection.holds import covers
from bridge.records import (
    HOLD_REASONS,
    KEPT,
    SET_ASIDE_REASONS,
    Becomes,
    Contribution,
    ContributionId,
    Disposition,
    Event,
    IdeaId,
    Mark,
    Passage,
    Relation,
    Response,
    SourceName,
    State,
    VoiceKey,
)
from bridge.web.review import Accept, Act, Agree, Keep, Merge, SetAside, Split, Undo
from bridge.web.triage import Add, Answer, ContributionAct, Duplicate, Hold, Part
from workers.holding import hold_repeats, under_hold
from workers.joining import after_merges
from workers.placing import withdraw
from workers.typed import cleaned, mixed
from workers.voices import waits

#: How many decisions about one contribution can be taken back, one after another.
DEEPEST = 10


class Deed(msgspec.Struct, frozen=True, kw_only=True):
    """An act with what it takes to carry it out: by whom, when, under which id; and for `Keep` its passage."""

    act: Act | ContributionAct
    event: Event
    who: str
    at: datetime
    id: str
    passage: Passage | None = None


def decide(draft: Draft, deed: Deed) -> Sequence[Contribution]:
    """Carry it out, and give what was put. Raises `UnknownError`, `UnreadableError`."""
    return _decide(deed.act, deed, draft)


@singledispatch
def _decide(act: Act | ContributionAct, deed: Deed, draft: Draft) -> Sequence[Contribution]:
    raise NotImplementedError(type(act))


@_decide.register
def _accept(act: Accept, deed: Deed, draft: Draft) -> Sequence[Contribution]:
    words = cleaned(act.words)
    if words and len(act.ids) > 1:
        raise UnreadableError("words: give them for one at a time, or merge these first")
    return _put_all(
        draft,
        _found(draft, deed.event, act.ids),
        lambda it: _disposition(
            deed,
            Becomes.ACCEPTED,
            words=words,
            kind=act.kind,
            challenge=act.challenge,
            was_kind=it.kind if act.kind else None,
            was_challenge=it.challenge if act.challenge else None,
            into=mixed(it.disposition) if words else (),
        ),
    )


@_decide.register
def _set_aside(act: SetAside, deed: Deed, draft: Draft) -> Sequence[Contribution]:
    if act.reason not in SET_ASIDE_REASONS:
        raise UnreadableError(f"reason: choose one of {', '.join(SET_ASIDE_REASONS)}")
    found = _found(draft, deed.event, act.ids)
    return _kept_back(draft, found, _disposition(deed, Becomes.SET_ASIDE, reason=act.reason))


@_decide.register
def _agree(act: Agree, deed: Deed, draft: Draft) -> Sequence[Contribution]:
    return _behind(act.ids, act.idea, Becomes.AGREES, deed, draft)


@_decide.register
def _add(act: Add, deed: Deed, draft: Draft) -> Sequence[Contribution]:
    return _behind(act.ids, act.idea, Becomes.ADDS, deed, draft)


@_decide.register
def _duplicate(act: Duplicate, deed: Deed, draft: Draft) -> Sequence[Contribution]:
    return _behind(act.ids, act.idea, Becomes.DUPLICATE, deed, draft)


@_decide.register
def _part(act: Part, deed: Deed, draft: Draft) -> Sequence[Contribution]:
    found = _found(draft, deed.event, act.ids)
    for it in found:
        if it.placed is None or it.placed.relation is Relation.FIRST:
            raise UnreadableError("ids: it stands behind no other idea; part the others from the idea that it opened")
    parted = [msgspec.structs.replace(it, kept_from=_kept_from(it)) for it in found]
    return _put_all(draft, parted, lambda it: _disposition(deed, Becomes.PARTED, idea=it.kept_from[-1]))


@_decide.register
def _answer(act: Answer, deed: Deed, draft: Draft) -> Sequence[Contribution]:
    response = Response(at=deed.at, who=deed.who, how=cleaned(act.how), link=act.link)
    found = [msgspec.structs.replace(it, responded=response) for it in _found(draft, deed.event, act.ids)]
    return _put_all(draft, found, lambda _: _disposition(deed, Becomes.ANSWERED))


@_decide.register
def _hold(act: Hold, deed: Deed, draft: Draft) -> Sequence[Contribution]:
    if act.reason not in HOLD_REASONS:
        raise UnreadableError(f"reason: choose one of {', '.join(HOLD_REASONS)}")
    owner = cleaned(act.owner)
    found = [msgspec.structs.replace(it, state=State.HELD) for it in _found(draft, deed.event, act.ids)]
    return _kept_back(draft, found, _disposition(deed, Becomes.HELD, reason=act.reason, owner=owner))


@_decide.register
def _merge(act: Merge, deed: Deed, draft: Draft) -> Sequence[Contribution]:
    found = sorted(_found(draft, deed.event, act.ids), key=lambda it: it.said_at)
    if len(found) < 2:
        raise UnreadableError("ids: select two or more to merge")
    head = min(found, key=lambda it: (it.said_at, it.id))  # an idea is worded by what was said first
    words = cleaned(act.words) or " ".join(it.text.strip() for it in found)
    others = [name for it in found for name in (it.id, *mixed(it.disposition)) if name != head.id]
    told = _disposition(deed, Becomes.ACCEPTED, words=words, into=tuple(dict.fromkeys(others)))
    into = _disposition(deed, Becomes.MERGED, into=(head.id,))
    return _put_all(draft, found, lambda it: told if it.id == head.id else into)


@_decide.register
def _split(act: Split, deed: Deed, draft: Draft) -> Sequence[Contribution]:
    (whole,) = _found(draft, deed.event, (act.id,))
    if whole.part_of is not None:
        raise UnreadableError("id: this is a part already; edit its words instead")
    told = _disposition(deed, Becomes.ACCEPTED)
    parts = [
        msgspec.structs.replace(
            whole,
            id=_made_id(whole.id, deed.id, str(nth)),
            text=cleaned(words),
            state=waits(whole),
            part_of=whole.id,
            disposition=told,
            told="",
            placed=None,
            aliases=(),
            version="",
            earlier_versions=(),
        )
        for nth, words in enumerate(act.parts)
    ]
    for part in parts:
        draft.put(part)
    into = tuple(it.id for it in parts)
    return [*_put_all(draft, [whole], lambda _: _disposition(deed, Becomes.SPLIT, into=into)), *parts]


@_decide.register
def _keep(act: Keep, deed: Deed, draft: Draft) -> Sequence[Contribution]:
    assert deed.passage is not None, "its passage comes with the deed"
    words = " ".join(act.words.split())
    if words.casefold() not in " ".join(deed.passage.text.split()).casefold():
        raise UnreadableError("words: choose words that stand in this passage; they can be edited afterwards")
    name = _made_id(act.upload, str(act.passage), words.casefold())
    event = deed.event
    voice = deed.passage.voice or VoiceKey(f"v-{_digest(event.id, act.upload)}")
    if draft.contribution(name) is not None:
        there = (it for it in draft.said_in(event.id) if it.why == KEPT and it.state is not State.WITHDRAWN)
        if any((it.text.casefold(), it.speaker or it.voice) == (words.casefold(), voice) for it in there):
            raise UnreadableError("words: these were kept before")
        name = _made_id(name, deed.id)  # that was taken back
    speaker = next((it for it in draft.speakers(event.id) if it.voice == voice), None)
    began_at = event.declaration.held_at if event.declaration else event.opens_at
    kept = Contribution(
        id=name,
        campaign=event.campaign,
        event=event.id,
        source=SourceName.SESSION,
        said_at=began_at + timedelta(seconds=deed.passage.from_s or 0.0),
        kind=act.kind,
        score=1.0,
        why=KEPT,
        voice=speaker.same_as if speaker and speaker.same_as else voice,
        speaker=voice if speaker and speaker.same_as else None,
        pseudonym=speaker.name if speaker else None,
        text=cleaned(words),
        state=State.WAITING,
        challenge=event.challenges[0] if len(event.challenges) == 1 else None,
        disposition=_disposition(deed, Becomes.ACCEPTED),
    )
    draft.put(kept)
    return [kept]


@_decide.register
def _undo(act: Undo, deed: Deed, draft: Draft) -> Sequence[Contribution]:
    said = draft.said_in(deed.event.id)
    meant = [it for it in said if it.disposition and (it.disposition.act == act.what if act.what else it.id in act.ids)]
    if not meant:
        raise UnknownError("There is nothing to be taken back: it was taken back already.")
    put = []
    for it in meant:
        assert it.disposition is not None
        if it.part_of is None and it.disposition.becomes is Becomes.SPLIT:
            put += [_gone(part, draft) for part in said if part.id in it.disposition.into]
        is_made = it.part_of is not None or it.why == KEPT
        if is_made and it.disposition.before is None:
            put.append(_gone(it, draft))
        else:
            put.append(_undone(it, it.disposition))
            draft.put(put[-1])
    return [*put, *_let_go(draft, meant)]


def _kept_back(draft: Draft, found: Iterable[Contribution], decided: Disposition) -> Sequence[Contribution]:
    """These, and what repeats them where they are kept from being shown for somebody's sake."""
    put = _put_all(draft, found, lambda _: decided)
    for_a_sake = [it for it in put if covers(it)]
    return [*put, *hold_repeats(for_a_sake, decided, draft)] if for_a_sake else put


def _let_go(draft: Draft, undone: Sequence[Contribution]) -> list[Contribution]:
    """What was held because it repeats one of these, unless it repeats another that is held."""
    put = []
    for it in draft.repeating({one.id for one in undone}):
        assert it.disposition is not None
        now = _undone(it, it.disposition)
        put.append(under_hold(None, now, draft))
        draft.put(put[-1])
    return put


def _undone(it: Contribution, decided: Disposition) -> Contribution:
    kept_from = it.kept_from
    if decided.becomes is Becomes.PARTED:
        kept_from = tuple(name for name in kept_from if name != decided.idea)
    responded = None if decided.becomes is Becomes.ANSWERED else it.responded
    state, before = it.state, decided.before
    if before is not None and before.becomes is Becomes.HELD:
        state = State.HELD
    elif decided.becomes is Becomes.HELD and state is State.HELD:
        state = State.LIVE if it.told else waits(msgspec.structs.replace(it, disposition=before))
        if state is State.WAITING and it.placed is not None:
            state = State.LIVE  # it was held where it stood
    return msgspec.structs.replace(
        it,
        disposition=decided.before,
        kept_from=kept_from,
        responded=responded,
        state=state,
        kind=decided.was_kind or it.kind,
        challenge=decided.was_challenge or it.challenge,
    )


def _behind(
    ids: Sequence[ContributionId], name: IdeaId, becomes: Becomes, deed: Deed, draft: Draft
) -> Sequence[Contribution]:
    idea = after_merges(draft.idea(name), draft)
    if idea is None or idea.state is not State.LIVE:
        raise UnknownError(f"idea: there is none to be seen with the id {name[:60]!r}")
    found = _found(draft, deed.event, ids)
    if any(it.placed and (it.placed.idea, it.placed.relation) == (idea.id, Relation.FIRST) for it in found):
        raise UnreadableError("idea: one of these opened it; choose another idea, or merge the two")
    return _put_all(draft, found, lambda _: _disposition(deed, becomes, idea=idea.id))


def _kept_from(it: Contribution) -> tuple[IdeaId, ...]:
    behind = it.placed.idea if it.placed else None
    return (*(name for name in it.kept_from if name != behind), *((behind,) if behind else ()))


def _gone(made: Contribution, draft: Draft) -> Contribution:
    """What an act has made, without its words."""
    return withdraw(made, made, draft).contribution


def _disposition(deed: Deed, becomes: Becomes, **fields: object) -> Disposition:
    return msgspec.convert({"becomes": becomes, "at": deed.at, "who": deed.who, "act": deed.id, **fields}, Disposition)


def _put_all(
    draft: Draft, found: Iterable[Contribution], becomes: Callable[[Contribution], Disposition]
) -> list[Contribution]:
    put = []
    for it in found:
        now = becomes(it)
        now = msgspec.structs.replace(now, before=_shortened(it.disposition, DEEPEST))
        read = it.read or Mark(at=now.at, who=now.who)
        put.append(msgspec.structs.replace(it, disposition=now, read=read))
        draft.put(put[-1])
    return put


def _shortened(before: Disposition | None, deepest: int) -> Disposition | None:
    if before is None or deepest == 0:
        return None
    return msgspec.structs.replace(before, before=_shortened(before.before, deepest - 1))


def _found(draft: Draft, event: Event, names: Collection[ContributionId]) -> Sequence[Contribution]:
    """Those that are there to be decided about. Raises `UnknownError` for one that is not."""
    found = draft.contributions(dict.fromkeys(names))
    there = [it for it in found if it.event == event.id and it.state not in (State.WITHDRAWN, State.HIDDEN)]
    if len(there) < len({*names}):
        missing = next(name for name in names if name not in {of for it in there for of in (it.id, *it.aliases)})
        raise UnknownError(
            f"ids: {missing[:60]!r} is not there, or was taken back or hidden; look at the session again"
        )
    return there


def _made_id(*parts: str) -> ContributionId:
    return ContributionId(f"c-{_digest(*parts)}")


def _digest(*parts: str) -> str:
    return hashlib.sha256(msgspec.json.encode(parts)).hexdigest()[:20]
