"""Triage: what people do with what was said, in whatever event, and with ideas; and who carries that out.

What is decided about something in a live event takes hold at once; in a reviewed one when it is published. Every act can be
taken back. Of two people who decide about the same, the second is told of the first.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Annotated, NamedTuple, Protocol

import msgspec

from bridge.records import (
    ChallengeId,
    Claim,
    Contribution,
    ContributionId,
    Event,
    EventId,
    Idea,
    IdeaId,
    Place,
    Theme,
)
from bridge.web.review import Accept, Agree, Merge, SetAside, Some, Split, Undo, Words

Name = Annotated[str, msgspec.Meta(pattern=r"\S", max_length=80)]
Note = Annotated[str, msgspec.Meta(max_length=500)]
Link = Annotated[str, msgspec.Meta(max_length=500, pattern=r"^(https?://\S+)?$")]


class _Act(msgspec.Struct, frozen=True, kw_only=True, tag_field="act", forbid_unknown_fields=True):
    """One thing that a person does."""


class Add(_Act, frozen=True, kw_only=True, tag="adds"):
    """They add breadth to an idea that is there: comments on it, which bring no voice."""

    ids: Some
    idea: IdeaId


class Duplicate(_Act, frozen=True, kw_only=True, tag="duplicate"):
    """They say what an idea that is there says: each brings its voice."""

    ids: Some
    idea: IdeaId


class Part(_Act, frozen=True, kw_only=True, tag="part"):
    """They say something of their own, apart from the idea that they were put behind, and never join it by themselves again."""

    ids: Some


class Answer(_Act, frozen=True, kw_only=True, tag="answered"):
    """Somebody has answered them, and nothing else is to be done."""

    ids: Some
    how: Note = ""
    link: Link = ""


class Hold(_Act, frozen=True, kw_only=True, tag="hold"):
    """Nobody sees them until `owner` has looked into it. `reason` is one of `HOLD_REASONS`."""

    ids: Some
    reason: str
    owner: Name


class Read(_Act, frozen=True, kw_only=True, tag="read"):
    """Somebody has read them: contributions, or all that stands behind ideas. `unread` takes it back."""

    ids: tuple[ContributionId, ...] = ()
    ideas: tuple[IdeaId, ...] = ()
    unread: bool = False


class Respond(_Act, frozen=True, kw_only=True, tag="respond"):
    """Somebody has answered them; what becomes of them is another matter."""

    ids: Some
    how: Note = ""
    link: Link = ""


class HandOver(_Act, frozen=True, kw_only=True, tag="hand_over"):
    """A named colleague goes on with them; empty: nobody in particular."""

    ids: Some
    to: Annotated[str, msgspec.Meta(max_length=80)]


#: What is done with contributions.
ContributionAct = (
    Accept
    | SetAside
    | Agree
    | Add
    | Duplicate
    | Merge
    | Split
    | Part
    | Answer
    | Hold
    | Read
    | Respond
    | HandOver
    | Undo
)


class MergeIdea(_Act, frozen=True, kw_only=True, tag="merge_idea"):
    """It says what another says: all that stands behind it stands behind that one. Voices are counted anew; no vote moves."""

    idea: IdeaId
    into: IdeaId


class UnmergeIdea(_Act, frozen=True, kw_only=True, tag="unmerge_idea"):
    """Both are as they were before, with what came to each since, and are never suggested for one another again."""

    idea: IdeaId


class MoveIdea(_Act, frozen=True, kw_only=True, tag="move_idea"):
    """It belongs to another challenge."""

    idea: IdeaId
    challenge: ChallengeId


class Reword(_Act, frozen=True, kw_only=True, tag="reword_idea"):
    """It is told in these words; empty: in its own."""

    idea: IdeaId
    words: Words


class Hide(_Act, frozen=True, kw_only=True, tag="hide_idea"):
    """It is shown nowhere, within a second; with `hidden` false it is shown again."""

    idea: IdeaId
    hidden: bool = True


class TagIdeas(_Act, frozen=True, kw_only=True, tag="tag_ideas"):
    """They belong to a theme; with `on` false no longer."""

    ideas: Annotated[tuple[IdeaId, ...], msgspec.Meta(min_length=1, max_length=500)]
    theme: str
    on: bool = True


class Stage(_Act, frozen=True, kw_only=True, tag="stage_idea"):
    """Where it stands on the programme's roadmap, as told from outside; empty: nowhere."""

    idea: IdeaId
    stage: Annotated[str, msgspec.Meta(max_length=40)]


#: What is done with ideas.
IdeaAct = MergeIdea | UnmergeIdea | MoveIdea | Reword | Hide | TagIdeas | Stage
TriageAct = ContributionAct | IdeaAct
#: What is done with all that fit a filter.
SweepAct = Read | Accept | SetAside | Hold | Answer | HandOver
#: Contributions that one such act is about at most.
MOST_SWEPT = 2_000


class Decided(msgspec.Struct, frozen=True, kw_only=True):
    """An act that was carried out: its id, by which `Undo` takes it back (one on ideas is taken back by `undo` instead)."""

    act: str
    contributions: tuple[Contribution, ...] = ()
    ideas: tuple[Idea, ...] = ()
    undo: IdeaAct | None = None


class Sweeping(NamedTuple):
    """What an act on all that fit a filter is about: the contributions as they were seen, and how many were left."""

    event: EventId
    said: Sequence[Contribution]
    decided: int  # that somebody has decided about since
    changed: int  # that came, or changed, since
    over: int  # that were more than `MOST_SWEPT`


class Sweep(msgspec.Struct, frozen=True, kw_only=True):
    """How far an act on all that fit a filter has come. By `act` it is taken back as one.

    It is about `of` contributions. `decided`, `changed` and `over` were left: somebody decided about them since they were seen,
    they came or changed since, or were more than one act may be about. What is taken back is `undone`, but for what was
    `kept`, of which somebody has made something else.
    """

    act: str
    what: str
    event: EventId
    of: int
    done: int = 0
    decided: int = 0
    changed: int = 0
    over: int = 0
    undoing: bool = False
    undone: int = 0
    kept: int = 0
    ended: bool = False
    failed: str = ""


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """Where a contribution stands now, and how it came there: by the rules, or by a person's act."""

    contribution: Contribution
    idea: Idea | None  # behind which it stands
    was_in: tuple[Idea, ...] = ()  # ideas behind which it stood before these were merged


class Triager(Protocol):
    """Carries out what people do in one campaign; on disk when it returns. `who` is a token's id.

    Raises `UnknownError`, `UnreadableError`, and `OvertakenError` with what is there now, where somebody was first.
    """

    async def unsettled(self, event: EventId) -> Sequence[Contribution]:
        """Everything that was said in an event and not taken back, as it was said."""
        ...

    async def do(self, act: TriageAct, who: str, *, seen: Mapping[ContributionId, str]) -> Decided:
        """Carry it out. `seen` are the acts by which the doer saw each contribution decided ("" for none)."""
        ...

    async def changed_since(self, seen: Place) -> Collection[ContributionId]:
        """What came or changed after a place. Raises `UnreadableError` for a place of another epoch."""
        ...

    async def sweep(self, act: SweepAct, who: str, about: Sweeping) -> Sweep:
        """Carry out an act on many, in steps between which others have their turn; its ids are of no matter.

        It returns when all is done or a second has passed: the rest goes on, and `swept` tells how far.
        """
        ...

    async def unsweep(self, act: str, who: str) -> Sweep:
        """Take such an act back, in the same way. Raises `UnknownError`, `UnreadableError`."""
        ...

    def swept(self, act: str) -> Sweep | None:
        """How far such an act has come."""
        ...

    async def claim(self, ids: Sequence[ContributionId], who: str, label: str) -> Sequence[Claim]:
        """Claim what is free, for a minute from now; gives the claims on all of them, also those of others."""
        ...

    async def free(self, ids: Sequence[ContributionId], who: str) -> None:
        """Let go of one's own claims."""
        ...

    def claims(self, event: EventId) -> Sequence[Claim]:
        """Those that hold now."""
        ...

    def themes(self) -> Sequence[Theme]: ...

    async def name_theme(self, theme: str, title: str, *, is_big: bool, gone: bool, who: str) -> Theme:
        """Make a theme (with an empty id), rename it, or let go of it."""
        ...

    async def step(self, contribution: ContributionId) -> Step | None:
        """What became of a contribution, by its id or an alias; None for one that there is not, or was taken back."""
        ...

    async def steps(self, idea: IdeaId) -> Sequence[Step]:
        """The lineage of an idea: each contribution behind it, and how it came there."""
        ...

    async def set_publishing(self, event: EventId, publishing: str, who: str) -> Event:
        """Let an event be "live" or "reviewed" from now on."""
        ...

    async def close_event(self, event: EventId, who: str, waiver: str) -> Event:
        """Close an event of which everything was read, or with a waiver; one that is closed stays as it was closed."""
        ...

    async def open_event(self, event: EventId, who: str) -> Event:
        """Open it again; one that is open stays so."""
        ...
