"""The review of a session or a chat: what a person may decide about what was said in it, and who carries that out.

Nothing that is said in a reviewed event is published by itself. What is decided can be taken back until the review has ended.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Annotated, Any, NamedTuple, Protocol

import msgspec
from aiohttp import web

from bridge.errors import UnknownError, UnreadableError
from bridge.records import (
    SET_ASIDE_REASONS,
    ChallengeId,
    ChosenColumns,
    Contribution,
    ContributionId,
    Declaration,
    Event,
    EventId,
    IdeaId,
    Kind,
    Speaker,
    Transcript,
    VoiceKey,
)
from bridge.web.asks import Known
from bridge.web.reception import Reception

#: Characters of words that a person writes anew, and of a name for a speaker.
LONGEST, LONGEST_NAME = 2_000, 80
#: What a person may say that something is; support and chatter are no such thing.
KINDS = {
    Kind.IDEA: "Idea",
    Kind.EXPERIENCE: "Experience",
    Kind.QUESTION: "Question",
    Kind.COMMENT: "Comment or concern",
}

#: What is answered to whoever would publish something of a chat that nobody reviews.
APPEARS = "The ideas of this chat appear at once: there is nothing to publish. Let it be reviewed first, on its queue."

Some = Annotated[tuple[ContributionId, ...], msgspec.Meta(min_length=1, max_length=500)]
Words = Annotated[str, msgspec.Meta(max_length=LONGEST)]
Part = Annotated[str, msgspec.Meta(pattern=r"\w", max_length=LONGEST)]


class Accept(msgspec.Struct, frozen=True, kw_only=True, tag="accept", tag_field="act", forbid_unknown_fields=True):
    """They are told as they are; one alone perhaps in other words, as another kind or under another challenge."""

    ids: Some
    words: Words = ""
    kind: Kind | None = None
    challenge: ChallengeId | None = None


class SetAside(msgspec.Struct, frozen=True, kw_only=True, tag="set_aside", tag_field="act", forbid_unknown_fields=True):
    """They are not published, for one of `SET_ASIDE_REASONS`."""

    ids: Some
    reason: str


class Agree(msgspec.Struct, frozen=True, kw_only=True, tag="agree", tag_field="act", forbid_unknown_fields=True):
    """They are voices for an idea that is there."""

    ids: Some
    idea: IdeaId


class Merge(msgspec.Struct, frozen=True, kw_only=True, tag="merge", tag_field="act", forbid_unknown_fields=True):
    """They are told together, as one idea: in the words of the first, or in these."""

    ids: Annotated[tuple[ContributionId, ...], msgspec.Meta(min_length=2, max_length=50)]
    words: Words = ""


class Split(msgspec.Struct, frozen=True, kw_only=True, tag="split", tag_field="act", forbid_unknown_fields=True):
    """It holds several things: each part is told by itself."""

    id: ContributionId
    parts: Annotated[tuple[Part, ...], msgspec.Meta(min_length=2, max_length=5)]


class Undo(msgspec.Struct, frozen=True, kw_only=True, tag="undo", tag_field="act", forbid_unknown_fields=True):
    """Takes back an act by its id (`what`), or the last decision about each of `ids`."""

    ids: tuple[ContributionId, ...] = ()
    what: str = ""


class Keep(msgspec.Struct, frozen=True, kw_only=True, tag="keep", tag_field="act", forbid_unknown_fields=True):
    """Words of a passage, by its place in its transcript from 0, that the rules passed over and a person did not."""

    upload: str
    passage: Annotated[int, msgspec.Meta(ge=0)]
    words: Annotated[str, msgspec.Meta(pattern=r"\w", max_length=LONGEST)]
    kind: Kind = Kind.IDEA


Act = Accept | SetAside | Agree | Merge | Split | Undo | Keep


class SpeakerChange(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What of a speaker is to be another: what is left out stays. `same_as`: of whom, by number, this is another name."""

    label: Annotated[str, msgspec.Meta(max_length=LONGEST_NAME)] | msgspec.UnsetType = msgspec.UNSET
    facilitates: bool | msgspec.UnsetType = msgspec.UNSET
    hidden: bool | msgspec.UnsetType = msgspec.UNSET
    same_as: int | msgspec.UnsetType | None = msgspec.UNSET


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """What publishing changes for one contribution; what it leaves as it is has none.

    `what` is "new" (it opens an idea), "joins" (the same words as an idea), "supports", "suggested" (new, and may say the
    same as another: `why`), "changed" (the words of a published idea), "taken_back", or "lacking": it changes nothing, for it
    cannot be told as it was decided (`why`).
    """

    id: ContributionId
    what: str
    before: str = ""
    after: str = ""
    idea: IdeaId | None = None
    why: str = ""


class Reviewer(Protocol):
    """Carries out what people decide in one campaign's reviews; on disk when it returns.

    What is called a session here is any event that people publish, but for speakers, declarations and files, which only a
    session has. `who` is a token's id. Raises `UnknownError` for what is not there, and `UnreadableError`, which says what to do, for
    what cannot be done.
    """

    async def transcripts(self, session: EventId) -> Sequence[Transcript]:
        """Those that are still kept, in the order of upload."""
        ...

    async def candidates(self, session: EventId) -> Sequence[Contribution]:
        """Everything of the session that was not taken back, as it was said."""
        ...

    def speakers(self, session: EventId) -> Sequence[Speaker]:
        """By number."""
        ...

    async def decide(self, session: EventId, act: Act, who: str) -> str:
        """Give the act's id, by which it is undone."""
        ...

    async def publish(self, session: EventId, who: str, *, dry_run: bool) -> Sequence[Difference]:
        """Publish what was decided, or only say what that would change. Of a session it needs the host's declaration."""
        ...

    async def withdraw(
        self,
        session: EventId,
        who: str,
        *,
        idea: IdeaId | None = None,
        speaker: int | None = None,
        everything: bool = False,
    ) -> int:
        """Take back what was said; give how many contributions that were."""
        ...

    async def name_speaker(self, session: EventId, number: int, change: SpeakerChange, who: str) -> Speaker: ...
    async def declare(self, session: EventId, declaration: Declaration) -> Event: ...

    async def choose_columns(self, upload: str, chosen: ChosenColumns) -> None:
        """Read the table again by these columns, and remember them."""
        ...

    async def end_review(self, session: EventId, who: str) -> int:
        """Delete the files and transcripts that are still kept; give how many files those were."""
        ...


#: Gives each candidate its rank, 0-1, and why, from the transcripts and the voices of those who facilitate.
Order = Callable[
    [Sequence[Transcript], Sequence[Contribution], Collection[VoiceKey]],
    Mapping[ContributionId, tuple[float, str]],
]


def by_score(
    transcripts: Sequence[Transcript],  # noqa: ARG001 - an `Order`
    candidates: Sequence[Contribution],
    facilitators: Collection[VoiceKey],  # noqa: ARG001
) -> Mapping[ContributionId, tuple[float, str]]:
    """The plainest order: how sure the rules are of the kind."""
    return {it.id: (it.score, "ranked by its own words") for it in candidates}


class Sitting(NamedTuple):
    """An event under review: its campaign, who carries out what is decided, and who decides."""

    known: Known
    event: Event
    reviewer: Reviewer
    who: str

    @property
    def is_session(self) -> bool:
        return self.event.type == "session"

    @property
    def home(self) -> str:
        """The page to come back to, below the event's address. What was said in a chat is worked through in its queue."""
        return "review" if self.is_session else "publish"

    @property
    def context(self) -> dict[str, Any]:
        """What every page of it needs."""
        return {"campaign": self.known.campaign, "zone": self.known.campaign.time_zone, "event": self.event}


class Reviews(NamedTuple):
    """Who answers for which campaign's sessions, and in which order candidates come."""

    reception: Reception
    reviewers: Mapping[str, Reviewer]
    order: Order

    def sit(self, request: web.Request) -> Sitting:
        """The session, or reviewed chat, that a moderator's request names.

        Raises `NotAllowedError`, and `UnknownError`, also for a chat of which nothing is to be published.
        """
        who = self.reception.access.check(request.headers, "moderate").id
        known, event = self.reception.any_event(request.match_info["session"])
        if event.type != "session" and not event.is_reviewed:
            raise UnknownError(APPEARS)
        reviewer = self.reviewers.get(known.campaign.id)
        if reviewer is None:
            raise UnknownError(f"Sessions of the campaign {known.campaign.id[:60]!r} are not reviewed here.")
        return Sitting(known, event, reviewer, who)

    def sit_at_session(self, request: web.Request) -> Sitting:
        """The same for what only a session has: speakers, transcripts, a declaration."""
        self.reception.require(request, "moderate")
        self.reception.session(request.match_info["session"])
        return self.sit(request)


def checked(act: Act, known: Known) -> Act:
    """The act, if it says what can be carried out. Raises `UnreadableError`."""
    match act:
        case Accept(ids=ids, words=words) if words and len(ids) > 1:
            raise UnreadableError("words: they go with one contribution; send one id, or leave them out")
        case Accept(kind=kind) if kind is not None and kind not in KINDS:
            raise UnreadableError(f"kind: {kind.value!r} is none of {', '.join(KINDS)}")
        case Keep(kind=kind) if kind not in KINDS:
            raise UnreadableError(f"kind: {kind.value!r} is none of {', '.join(KINDS)}")
        case Accept(challenge=challenge) if challenge is not None:
            there = [it.id for it in known.challenges()]
            if challenge not in there:
                raise UnreadableError(f"challenge: {challenge[:60]!r} is none of {', '.join(there)}")
        case SetAside(reason=reason) if reason not in SET_ASIDE_REASONS:
            raise UnreadableError(f"reason: {reason[:40]!r} is none of {', '.join(SET_ASIDE_REASONS)}")
        case Agree(idea=idea) if not known.has(idea):
            raise UnreadableError(f"idea: no idea has the id {idea[:60]!r}")
        case Undo(ids=(), what=""):
            raise UnreadableError("undo: say what (an act's id), or ids")
        case Merge(ids=ids) if len(set(ids)) < 2:
            raise UnreadableError("ids: a merge needs two different ones, or more")
    return act
