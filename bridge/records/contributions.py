"""What was said, scrubbed, and what became of it."""

from __future__ import annotations

import msgspec

from bridge.records.arrivals import Via
from bridge.records.events import Question
from bridge.records.names import (
    CampaignId,
    ChallengeId,
    ContributionId,
    EventId,
    IdeaId,
    Kind,
    QuestionId,
    SourceName,
    State,
    Time,
    VoiceKey,
    Word,
)


class Relation(Word):
    """What a contribution is to its idea. COMMENT adds breadth, not a voice; all others add the voice of their author."""

    FIRST = "first"  # it opened the idea
    COPY = "copy"  # the same words
    NEAR = "near"  # the same words, edited
    SUPPORT = "support"  # a repost, or "+1", "agree"
    COMMENT = "comment"  # a reply or quote that says something of its own


class Placed(msgspec.Struct, frozen=True, kw_only=True):
    """Where a contribution stands among the ideas, how alike it is (0–1) and why, in words for a person.

    `rules` is the version of the rules that put it there, empty for a person. `before` is where it stood before its idea
    was merged into this one, so that they can be parted again.
    """

    idea: IdeaId
    relation: Relation
    score: float
    why: str
    rules: str = ""
    before: Placed | None = None


class Becomes(Word):
    """What a person decides that a contribution becomes."""

    ACCEPTED = "accepted"  # it is told as what it is
    AGREES = "agrees"  # a voice for an idea that is there
    ADDS = "adds"  # it adds breadth to an idea that is there
    DUPLICATE = "duplicate"  # it says what an idea that is there says
    MERGED = "merged"  # it is told together with another contribution, behind the same idea
    SPLIT = "split"  # it is told in its parts, which are contributions of their own
    PARTED = "parted"  # it is told by itself, apart from the idea that it was put behind
    ANSWERED = "answered"  # somebody has answered it, and nothing else is to be done
    SET_ASIDE = "set_aside"  # it is not published
    HELD = "held"  # nobody sees it until somebody has looked into it: privacy, or safety


class Disposition(msgspec.Struct, frozen=True, kw_only=True):
    """What a person decided about a contribution: of a session, it holds once it is published.

    `act` names what was decided in one go, on several contributions perhaps, so that it is undone as one; `before` is
    what was decided before, for the undoing.
    """

    becomes: Becomes
    at: Time
    who: str  # a token's id
    act: str
    words: str = ""  # ACCEPTED: those in which it is published; its own where empty
    kind: Kind | None = None  # ACCEPTED: what it is, where that is not what the rules say
    challenge: ChallengeId | None = None  # ACCEPTED: where it belongs, where that is not what the rules say
    was_kind: Kind | None = None  # ACCEPTED: what it was before, where `kind` says another, for the undoing
    was_challenge: ChallengeId | None = None  # ACCEPTED: where it was before, where `challenge` says another
    reason: str = ""  # SET_ASIDE: one word of `SET_ASIDE_REASONS`; HELD: one of `HOLD_REASONS`
    owner: str = ""  # HELD: who looks into it
    note: str = ""
    idea: IdeaId | None = None  # AGREES, ADDS, DUPLICATE: which idea; PARTED: from which
    into: tuple[
        ContributionId, ...
    ] = ()  # MERGED: with which one; SPLIT: into which; ACCEPTED: whose its `words` are, too; HELD: which it repeats
    before: Disposition | None = None


#: Why something that a person has kept from a transcript is a candidate (`Contribution.why`).
KEPT = "found by a person"


#: Why a person may set something aside: the list is shown to all before a session.
SET_ASIDE_REASONS = {
    "not_an_idea": "It holds no idea, experience or question",
    "logistics": "It is about the event itself: its times, links or slides",
    "outside": "It is about something else than the challenge",
    "too_little": "Too little of it can be understood",
    "said_already": "The same person said the same before",
    "private": "It tells of a person who could be recognised",
    "asked_not_to": "Whoever said it does not want it published",
}


#: Why something is held, each with what its owner looks into.
HOLD_REASONS = {
    "privacy": "Somebody could be recognised who did not say it themselves",
    "safety": "Somebody may be at risk: follow the safeguarding route",
}


class Mark(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody did it, then: a token's id."""

    at: Time
    who: str


class Response(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody has answered: how, and where that can be read."""

    at: Time
    who: str
    how: str = ""
    link: str = ""


class Contribution(msgspec.Struct, frozen=True, kw_only=True, tag="contribution", tag_field="entity"):
    """What one person said once, scrubbed. The only thing that is pushed or stored.

    `masked` names the kinds of details that were taken out ("phone", "nhs_number", …); the details are kept nowhere.
    A HELD one waits for a person; a WITHDRAWN one (deleted at its source) has no text, handle or link any more.
    `handle` and `link` are there for public posts only and may be erased by themselves; `pseudonym` ("Speaker 3") for
    sessions only. `opens` is the question that this post of a host opens. `placed` is set by the store's side, as is what
    a person does with it: `disposition`, the words in which it was published (`told`), `part_of` for what was split from
    another, and the `speaker` whose voice it was before two speakers were found to be one person.
    """

    id: ContributionId
    campaign: CampaignId
    event: EventId
    source: SourceName
    said_at: Time
    kind: Kind
    score: float  # how sure the kind rules are, 0–1
    why: str  # which rule decided the kind
    voice: VoiceKey
    text: str = ""
    state: State = State.LIVE
    version: str = ""
    earlier_versions: tuple[str, ...] = ()  # that were replaced; one that comes again is not taken
    aliases: tuple[ContributionId, ...] = ()
    question: QuestionId | None = None
    question_why: str = ""
    opens: Question | None = None
    challenge: ChallengeId | None = None
    lang: str | None = None
    handle: str | None = None
    link: str | None = None
    pseudonym: str | None = None
    masked: tuple[str, ...] = ()
    reply_to: ContributionId | None = None
    quotes: ContributionId | None = None
    reposts: ContributionId | None = None
    evidence: str | None = None
    via: Via = Via.LIVE
    for_members: bool = False  # its author wants it shown to signed-in people only
    placed: Placed | None = None
    disposition: Disposition | None = None
    told: str = ""
    part_of: ContributionId | None = None
    speaker: VoiceKey | None = None
    kept_from: tuple[IdeaId, ...] = ()  # ideas that a person parted it from: it never joins them by itself again
    read: Mark | None = None
    responded: Response | None = None
    assigned: str = ""  # the colleague it was handed over to

    @property
    def words(self) -> str:
        """Those in which it is shown and compared."""
        return self.told or self.text

    @property
    def is_unread(self) -> bool:
        """Whether somebody must still read it."""
        return needs_reading(self.kind, self.state, self.reposts, self.read)


class Claim(msgspec.Struct, frozen=True, kw_only=True, tag="claim", tag_field="entity"):
    """Somebody is at work on a contribution, until then: others see it, and leave it to them."""

    id: ContributionId
    campaign: CampaignId
    event: EventId | None = None  # in which it was said; of claims from before that was told, nobody knows
    holder: str  # a token's id; empty once it is free
    label: str = ""
    until: Time


def needs_reading(kind: Kind, state: State, reposts: ContributionId | None, read: Mark | None) -> bool:
    """Whether somebody must still read it. A host's words, and a bare repost, need no reading."""
    return read is None and reposts is None and kind is not Kind.HOST and state is not State.WITHDRAWN
