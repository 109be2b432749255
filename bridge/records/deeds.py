"""What was done to many contributions at once, so that it can be told and taken back as one."""

from __future__ import annotations

import msgspec

from bridge.records.contributions import Mark, Placed
from bridge.records.names import CampaignId, ChallengeId, ContributionId, EventId, QuestionId, Time


class Handled(msgspec.Struct, frozen=True, kw_only=True):
    """A contribution that was handled with many: who had read it before, and to whom it was handed over."""

    id: ContributionId
    read: Mark | None = None
    assigned: str = ""


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """Where a contribution stands: behind which idea, and of which question and challenge."""

    placed: Placed | None = None
    question: QuestionId | None = None
    challenge: ChallengeId | None = None


class Moved(msgspec.Struct, frozen=True, kw_only=True):
    """A contribution that the rules placed anew."""

    id: ContributionId
    was: Standing
    now: Standing


class Deed(msgspec.Struct, frozen=True, kw_only=True, tag="deed", tag_field="entity"):
    """One step of an act on many, which is written with what it changed. Nobody is told of it by the feed.

    `act` is "regroup" or the act of a person; `to` the colleague whom they were handed over to. The whole act is about `of`
    contributions, and left `over` that were too many. Of what this step was about, it has `done` so many and changed those
    that were `handled` or `moved`; `decided` and `changed` were left. Once `undone`, what can be is as before.
    """

    id: str  # "NAME/STEP", steps from 0: the name is that of the whole act
    campaign: CampaignId
    event: EventId | None = None
    act: str
    at: Time
    who: str  # a token's id
    to: str = ""
    of: int = 0
    over: int = 0
    done: int = 0
    handled: tuple[Handled, ...] = ()
    moved: tuple[Moved, ...] = ()
    decided: int = 0
    changed: int = 0
    is_last: bool = False
    undone: Mark | None = None
    kept: int = 0  # that the undoing left: somebody has made something else of them since
