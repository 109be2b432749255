"""What flows: Arrival → Contribution | Rejected → Idea → Change.

An `Arrival` may name a person and hold a patient's details; it lives only between a source or document and intake.
A `Contribution` is scrubbed: the only thing that is ever pushed or stored. Each record that the store keeps is one of
`Entity`; it says its own kind in the JSON field "entity". A new field of a stored record has a default.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, NewType, TypeVar, cast
from zoneinfo import ZoneInfo

import msgspec

CampaignId = NewType("CampaignId", str)
ChallengeId = NewType("ChallengeId", str)
EventId = NewType("EventId", str)
QuestionId = NewType("QuestionId", str)
#: How a network or document names what was said, the same for ever: "bluesky:at://did:plc:…/app.bsky.feed.post/…".
#: It may hold a handle, so it ends at intake.
NativeId = NewType("NativeId", str)
#: A keyed hash of a `NativeId`: the identity that the store keeps once, also after erasure.
ContributionId = NewType("ContributionId", str)
IdeaId = NewType("IdeaId", str)
#: A keyed hash of a person: one voice is one key.
VoiceKey = NewType("VoiceKey", str)

#: Times are aware; naive ones are refused on decode.
Time = Annotated[datetime, msgspec.Meta(tz=True)]


class Word(StrEnum):
    """One of a few words. It hashes as the word, in C: an enumeration's own hash is Python, and thrice as slow."""

    __hash__ = str.__hash__


class SourceName(Word):
    """Where something was said."""

    X = "x"
    BLUESKY = "bluesky"
    MASTODON = "mastodon"
    LINKEDIN = "linkedin"
    FACEBOOK = "facebook"
    INSTAGRAM = "instagram"
    WEB = "web"  # anywhere else; like the three before it, only what a person has captured
    SESSION = "session"


#: The networks that are listened to, by the first word of a source's own name ("mastodon/care.example").
_NETWORKS = {"x": SourceName.X, "jetstream": SourceName.BLUESKY, "mastodon": SourceName.MASTODON}


def network_of(source: str) -> SourceName | None:
    """Which network a source listens to; None for recordings, sessions and re-checks."""
    return _NETWORKS.get(source.partition("/")[0])


class Kind(Word):
    """What a contribution is. An experience is never forced into an idea; nothing is chatter for being short."""

    IDEA = "idea"
    EXPERIENCE = "experience"
    QUESTION = "question"
    COMMENT = "comment"
    SUPPORT = "support"
    CHATTER = "chatter"
    HOST = "host"


class State(Word):
    """Where an idea or contribution stands. Only LIVE is shown to all; HELD waits for a person (privacy or safety)."""

    LIVE = "live"
    WAITING = "waiting"  # from a session: only moderators see it until one of them publishes it
    HELD = "held"
    HIDDEN = "hidden"
    MERGED = "merged"
    WITHDRAWN = "withdrawn"


class Reason(Word):
    """Why an arrival was not kept. Counted per source; never silent."""

    UNREADABLE = "unreadable"  # not the shape that its network or format promises
    ELSEWHERE = "elsewhere"  # carries none of our tags and belongs to none of our threads
    OUTSIDE = "outside"  # carries our tag, but no event listens at that time
    EMPTY = "empty"  # nothing is left once tags, links and mentions are taken off
    TOO_LONG = "too_long"  # longer than a contribution may be
    UNKNOWN_TARGET = "unknown_target"  # a repost or deletion of something that was never ours
    TALK = "talk"  # spoken words of a session that hold no idea, experience, question or support
    SELF_TEST = "self_test"  # said to see whether we hear: our tag and "ideabridge-test"
    PRIVATE = "private"  # a direct message that was pasted along


class Act(Word):
    """What a person did at the source."""

    SAID = "said"
    REPOSTED = "reposted"
    DELETED = "deleted"
    LEFT = "left"  # the account is gone or put out of sight, and with it everything that it said


class Via(Word):
    """How we came to hear of it."""

    LIVE = "live"  # as it was said
    ASKED = "asked"  # asked for afterwards: a search, a timeline, a thread
    CAPTURED = "captured"  # copied by a person from a network that cannot be listened to


class Register(Word):
    """How it was put: rules for speech differ from rules for posts and notes."""

    WRITTEN = "written"
    SPOKEN = "spoken"


class Arrival(msgspec.Struct, frozen=True, kw_only=True):
    """What a person said or did, as its source tells it. Not scrubbed: it must not leave intake.

    `text` is what a reader at the source sees, as plain text: entities sliced and unescaped, full length, links shown
    in full. `id` is the same for every version of a post; `aliases` are its other native ids (X gives each edit one).
    `author` is the source's stable id of the person (X user id, DID, Mastodon actor URI, a speaker's name), `handle`
    what the public calls them. `names` are the people whose names must not stand in the text (a session's speakers).
    """

    id: NativeId
    source: SourceName
    act: Act = Act.SAID
    said_at: Time
    received_at: Time
    text: str = ""
    author: str = ""
    handle: str | None = None
    version: str = ""
    aliases: tuple[NativeId, ...] = ()
    tags: tuple[str, ...] = ()
    lang: str | None = None
    link: str | None = None
    reply_to: NativeId | None = None
    root: NativeId | None = None
    quotes: NativeId | None = None
    reposts: NativeId | None = None
    event: EventId | None = None
    register: Register = Register.WRITTEN
    names: tuple[str, ...] = ()
    pseudonym: str | None = None
    evidence: str | None = None
    via: Via = Via.LIVE


class Rejected(msgspec.Struct, frozen=True, kw_only=True):
    """An arrival that was not kept, and why. `detail` says what was wrong and where, never a person's words or name."""

    source: SourceName
    reason: Reason
    received_at: Time
    detail: str = ""


class Gap(msgspec.Struct, frozen=True, kw_only=True, tag="gap", tag_field="entity"):
    """A stretch of time in which a source was not heard. People see it; it is never silent.

    It is told when the source is back, and again, under the same id, when it was asked for what was missed: `recovered`
    is how much came of that. `is_open` as long as something may still be missing; `lacks` says what, where it is only a part.
    """

    id: str
    campaign: CampaignId = CampaignId("")
    source: SourceName
    from_at: Time
    to_at: Time
    cause: str
    recovered: int = 0
    is_open: bool = True
    lacks: str = ""


class Campaign(msgspec.Struct, frozen=True, kw_only=True, tag="campaign", tag_field="entity"):
    """A stretch of listening with a purpose; it has challenges. `public` walls may be read without signing in."""

    id: CampaignId
    title: str
    opens_at: Time
    closes_at: Time
    time_zone: str = "Europe/London"
    public: bool = False

    def zone(self) -> ZoneInfo:
        """What clock times of this campaign mean."""
        return ZoneInfo(self.time_zone)


class Challenge(msgspec.Struct, frozen=True, kw_only=True, tag="challenge", tag_field="entity"):
    """What a campaign asks people about. `position` is its place in the campaign's own order, from 1."""

    id: ChallengeId
    campaign: CampaignId
    title: str
    position: int


class Turn(msgspec.Struct, frozen=True, kw_only=True):
    """A facilitator put this question on, at that time; None: no question is on from then."""

    at: Time
    question: QuestionId | None = None


class Declaration(msgspec.Struct, frozen=True, kw_only=True):
    """What a host says of a session when its files are uploaded; nothing of it is published before that.

    `informed` says how people were told that it would be noted and published. What is not `public` is for signed-in people
    only. `quotes`: whether public pages may show, below an idea, what was said word for word.
    """

    title: str
    held_at: Time
    informed: str
    public: bool
    quotes: bool = False
    at: Time
    who: str = ""


class Closed(msgspec.Struct, frozen=True, kw_only=True):
    """An event is over for those who work on it: all of it was read, or `waiver` says why not."""

    at: Time
    who: str
    waiver: str = ""


class Event(msgspec.Struct, frozen=True, kw_only=True, tag="event", tag_field="entity"):
    """A chat or a session, which feeds challenges through its questions.

    Tags and aliases are written without '#'. `hosts` are the host accounts by network, as handle or native author id.
    Posts count from `opens_at` until `late_until` (answers come in the day after, too). `current` is the question that
    is on now: the one opened last by a host, or put on later in one of the facilitator's `turns`. `publishing` is "live"
    (ideas appear at once, unless they are held) or "reviewed" (a person publishes them); where nothing is said, a chat is
    live and a session reviewed. `declaration` is that of a session's host.
    """

    id: EventId
    campaign: CampaignId
    type: str  # "chat" or "session"
    title: str
    opens_at: Time
    closes_at: Time
    late_until: Time
    challenges: tuple[ChallengeId, ...] = ()
    tags: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    hosts: dict[str, tuple[str, ...]] = {}
    rehearsal: bool = False
    current: QuestionId | None = None
    turns: tuple[Turn, ...] = ()
    declaration: Declaration | None = None
    publishing: str = ""
    publishing_by: str = ""  # who set it, where that was a person and not the campaign's file
    closed: Closed | None = None

    @property
    def is_reviewed(self) -> bool:
        """Whether a person publishes what is said there."""
        return self.publishing == "reviewed" or (not self.publishing and self.type == "session")


class Question(msgspec.Struct, frozen=True, kw_only=True, tag="question", tag_field="entity"):
    """What a host asks in an event. `planned_at` is the chat plan's clock time, `opened_at` when the host asked it.

    Its `id` stays when its `number` changes. `corrected` are the fields that a facilitator set, each with the time of
    that: neither the campaign's file nor what a host said before changes them any more.
    """

    id: QuestionId
    campaign: CampaignId
    event: EventId
    number: int
    text: str = ""
    challenge: ChallengeId | None = None
    planned_at: Time | None = None
    opened_at: Time | None = None
    corrected: dict[str, Time] = {}


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
    ] = ()  # MERGED: with which one; SPLIT: into which; ACCEPTED: whose its `words` are, too
    before: Disposition | None = None


#: Why something that a person has kept from a transcript is a candidate (`Contribution.why`).
KEPT = "found by a person"

#: Why a person may set something aside: the list is shown to all before a session.
SET_ASIDE_REASONS = {
    "not_an_idea": "It holds no idea, experience or question",
    "logistics": "It is about the session itself: its times, links or slides",
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
        return _is_unread(self)


class Suggestion(msgspec.Struct, frozen=True, kw_only=True):
    """Another idea that may say the same. A person joins them; we never do."""

    idea: IdeaId
    score: float
    why: str


class Tag(msgspec.Struct, frozen=True, kw_only=True):
    """A theme that an idea belongs to. `by` is a token's id, or "rules"."""

    theme: str
    at: Time
    by: str


class Idea(msgspec.Struct, frozen=True, kw_only=True, tag="idea", tag_field="entity"):
    """What one or more contributions say. Holds nothing about those who said it: it goes out on the feed `without_who`.

    `voices` counts distinct voices; `sources` counts voices by where they spoke. `formerly` are the challenges that it
    was in before, so that a filtered feed can tell its readers that it left. A WITHDRAWN idea has no text.
    `worded_by` is where its words were said, `for_members` whether their author wants them shown to signed-in people only. `withheld` is never stored: to a reader who may not have the words, it says
    whose network's they are, and `text` is empty.
    """

    id: IdeaId
    campaign: CampaignId
    kind: Kind
    text: str
    event: EventId
    first_at: Time
    last_at: Time
    state: State = State.LIVE
    lang: str | None = None
    challenge: ChallengeId | None = None
    question: QuestionId | None = None
    voices: int = 1
    sources: dict[str, int] = {}
    events: tuple[EventId, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()
    merged_into: IdeaId | None = None
    formerly: tuple[ChallengeId, ...] = ()
    worded_by: SourceName | None = None
    for_members: bool = False
    withheld: SourceName | None = None
    themes: tuple[Tag, ...] = ()
    stage: str = ""  # on the programme's roadmap, as it was told from outside
    parted: tuple[IdeaId, ...] = ()  # ideas that a person parted it from


class Hearing(Word):
    """How a source stands."""

    CONNECTING = "connecting"
    LISTENING = "listening"
    WAITING = "waiting"  # it was lost, and is tried again by itself
    PAUSED = "paused"  # it costs more than it may, or its credits are used up: a person must decide
    REFUSED = "refused"  # the network does not take us: a person must mend our access
    RESTING = "resting"  # no chat is on


class Condition(msgspec.Struct, frozen=True, kw_only=True):
    """How a source stands, for those who must rely on it. `detail` says why, and what to do, where that is needed.

    `last_byte_at` is the last sign of life, heartbeats too. `posts` were read and `cost` is what the network asks for them,
    in US dollars by its published price, since `since`; `ceiling` is what it may cost at most, 0 for no limit.
    """

    hearing: Hearing
    at: Time
    detail: str = ""
    connected_at: Time | None = None
    last_byte_at: Time | None = None
    last_post_at: Time | None = None
    since: Time | None = None
    connects: int = 0
    posts: int = 0
    cost: float = 0.0
    ceiling: float = 0.0
    rules: tuple[str, ...] = ()  # what the network was asked to send, in its own terms
    next_at: Time | None = None  # when a RESTING source listens again
    faults: int = 0  # how often it was begun anew after a fault of ours
    tested_at: Time | None = None  # when a post said for a test came through it last


class Listening(msgspec.Struct, frozen=True, kw_only=True, tag="listening", tag_field="entity"):
    """How far a worker has heard a source, and its running count: arrived = contributed + sum(rejected)."""

    id: str  # "worker/source"
    campaign: CampaignId
    worker: str
    source: str  # the source's own name, e.g. "jetstream", "rehearsal", "session/connect-1"
    cursor: str = ""
    arrived: int = 0
    contributed: int = 0
    rejected: dict[str, int] = {}
    heard_at: Time | None = None
    condition: Condition | None = None
    begun_at: Time | None = None  # since when it has been followed, without the rests between chats


class Alarm(msgspec.Struct, frozen=True, kw_only=True, tag="alarm", tag_field="entity"):
    """Something that a person must know of now: a chat is on, and a source does not hear it. Over when it has `over_at`."""

    id: str  # "event/source/what": it is raised again under the same id
    campaign: CampaignId
    event: EventId
    source: str  # the source's own name; "" for all of them
    what: str  # one word: "silent", "lost", "paused", "refused", "fault", "nobody"
    detail: str  # what is wrong, and what to do
    raised_at: Time
    over_at: Time | None = None


class Lease(msgspec.Struct, frozen=True, kw_only=True, tag="lease", tag_field="entity"):
    """Who follows a stream now, of all workers that could. Without a holder it is free.

    `number` rises whenever the holder changes: what comes under an older one is from a worker that was thought dead.
    """

    id: str  # the stream: a source's own name, or "upload/ID"
    campaign: CampaignId
    holder: str = ""  # a worker's name
    number: int = 0
    renewed: int = 0  # how often this holder has said that it lives


class Erasure(msgspec.Struct, frozen=True, kw_only=True, tag="erasure", tag_field="entity"):
    """When the store's files were last written anew: what was taken back or replaced before `seq` is in none of them."""

    id: str
    campaign: CampaignId
    seq: int
    erased_at: Time


class Token(msgspec.Struct, frozen=True, kw_only=True, tag="token", tag_field="entity"):
    """A key to the door: an API token, a one-time sign-in link or a browser session. Only its SHA-256 is kept.

    `type` is "api", "link" or "session". A used link and an ended session have `ended_at`.
    """

    id: str
    campaign: CampaignId
    type: str
    digest: str
    scopes: tuple[str, ...]
    created_at: Time
    expires_at: Time
    note: str = ""
    ended_at: Time | None = None


class Skipped(msgspec.Struct, frozen=True, kw_only=True):
    """What in a document was not read: how many, why, and the first lines (from 1) where it stood."""

    reason: str
    count: int
    lines: tuple[int, ...] = ()


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """What was in a document against what was read from it. Holds no words and no names.

    `found` counts the units that the file holds by its own marks (cue arrows, non-empty lines), `read` those that ended
    in a turn; found = read + the sum of `skipped`. `notes` are sentences for the host, e.g. on encoding or speakers.
    """

    format: str  # "teams-vtt", "vtt", "notes", …
    encoding: str
    unit: str  # what `found` counts: "cue", "line"
    found: int
    read: int
    turns: int
    speakers: int
    unattributed: int = 0  # turns without a speaker
    seconds: float | None = None  # from the first to the last moment, where the format has times
    skipped: tuple[Skipped, ...] = ()
    notes: tuple[str, ...] = ()
    arrived: int = 0  # sentences or bullets that went into intake
    contributed: int = 0
    rejected: dict[str, int] = {}
    outcomes: dict[str, int] = {}  # what became of the contributions: new, joined, support, suggested, known, …
    columns: tuple[str, ...] = ()  # of a table, by name or number
    used: dict[str, int] = {}  # which of these, from 0, were read as "text", "author" and "group"
    signature: str = ""  # the same for the next table with these columns


class Upload(msgspec.Struct, frozen=True, kw_only=True, tag="upload", tag_field="entity"):
    """A document on its way in. `state` goes waiting → reading → pushing → done, or ends in refused with a `problem`.

    Before that it is "arriving": announced, while its bytes are being stored. `attempts` counts how often it was begun.
    """

    id: str
    campaign: CampaignId = CampaignId("")
    session: EventId
    label: str  # the file's name, cleaned, at most 120 characters; never used as a path
    size: int  # bytes
    received_at: Time
    state: str = "waiting"
    attempts: int = 0
    report: Report | None = None
    problem: str = ""  # for a person: what was wrong, where, what to do
    reason: str = ""  # for counting
    digest: str = ""  # SHA-256 of its bytes, which stays when they go
    kept: bool = False  # whether its bytes and its scrubbed transcript are still in the store
    replaced_by: str = ""  # the upload that is a corrected version of this one, or the same meeting in another format
    done: int = 0  # how many of what this state works through are done, of how many
    of: int = 0


class Speaker(msgspec.Struct, frozen=True, kw_only=True, tag="speaker", tag_field="entity"):
    """Who spoke in a session, under a number by order of appearance; never a name, unless a host types one as `label`.

    What a `hidden` one said is shown nowhere; `same_as` is the voice of which this is another name. One that is `gone` wanted
    its words withdrawn.
    """

    id: str  # "session/voice"
    campaign: CampaignId
    event: EventId
    voice: VoiceKey
    number: int
    label: str = ""
    facilitates: bool | None = None  # None: nobody has said
    hidden: bool = False
    same_as: VoiceKey | None = None
    gone: bool = False

    @property
    def name(self) -> str:
        """What reviewers read."""
        return self.label or f"Speaker {self.number}"


class Theme(msgspec.Struct, frozen=True, kw_only=True, tag="theme", tag_field="entity"):
    """What several ideas have in common; an idea may belong to several. A big idea is one that was made of a theme."""

    id: str
    campaign: CampaignId
    title: str
    is_big: bool = False
    at: Time
    by: str
    gone: bool = False


Told = TypeVar("Told")


def without_who(entity: Told) -> Told:
    """As those have it who are no moderators: without who set or decided what, and the notes of that; itself if it has none."""
    told: object = entity
    match entity:
        case Idea(themes=themes) if any(it.by not in ("", "rules") for it in themes):
            told = msgspec.structs.replace(entity, themes=tuple(without_who(it) for it in themes))
        case Theme(by=by) | Tag(by=by) if by not in ("", "rules"):
            told = msgspec.structs.replace(entity, by="")
        case Event(closed=closed, declaration=declared, publishing_by=by) if closed or declared or by:
            told = msgspec.structs.replace(
                entity,
                publishing_by="",
                closed=msgspec.structs.replace(closed, who="", waiver="") if closed else None,
                declaration=msgspec.structs.replace(declared, who="") if declared else None,
            )
    return cast("Told", told)


class Claim(msgspec.Struct, frozen=True, kw_only=True, tag="claim", tag_field="entity"):
    """Somebody is at work on a contribution, until then: others see it, and leave it to them."""

    id: ContributionId
    campaign: CampaignId
    holder: str  # a token's id; empty once it is free
    label: str = ""
    until: Time


class ChosenColumns(msgspec.Struct, frozen=True, kw_only=True, tag="columns", tag_field="entity"):
    """Which columns (from 0) of a table a host chose, remembered for the next table with the same columns."""

    id: str  # the table's signature
    campaign: CampaignId
    text: int
    author: int | None = None
    group: int | None = None


class Passage(msgspec.Struct, frozen=True, kw_only=True):
    """What one person said in one go, scrubbed, as the context of what was found in it.

    `said` are the contributions made of it, in order, and `ranks` how early each should come by its words alone, 0-1.
    """

    voice: VoiceKey | None  # None: nobody is named
    text: str
    from_s: float | None = None
    to_s: float | None = None
    written: bool = False
    group: str = ""
    said: tuple[ContributionId, ...] = ()
    ranks: tuple[float, ...] = ()


class Transcript(msgspec.Struct, frozen=True, kw_only=True):
    """A document of a session as reviewers read it. Kept beside its file, and only as long as that.

    `facilitators` are those that an attendance list calls organisers or presenters.
    """

    upload: str
    session: EventId
    passages: tuple[Passage, ...]
    facilitators: tuple[VoiceKey, ...] = ()


#: Those of which there are few.
Other = (
    Campaign
    | Challenge
    | Event
    | Question
    | Gap
    | Listening
    | Alarm
    | Lease
    | Upload
    | Speaker
    | ChosenColumns
    | Theme
    | Claim
    | Erasure
    | Token
)
Entity = Contribution | Idea | Other

#: The JSON names of the kinds of entity, in the order they are needed to understand one another.
EntityName = str


class Place(msgspec.Struct, frozen=True, order=True):
    """A place in a campaign's changes feed, written "EPOCH.SEQ". A store restored from backup has a new epoch."""

    epoch: str
    seq: int

    def __str__(self) -> str:
        return f"{self.epoch}.{self.seq}"

    @classmethod
    def parse(cls, text: str) -> Place | None:
        """Read "EPOCH.SEQ"; None for the beginning ("0" or ""). Raises ValueError for anything else."""
        if text in ("", "0"):
            return None
        epoch, _, seq = text.rpartition(".")
        if not epoch or not seq.isascii() or not seq.isdigit():
            msg = f"a place is written EPOCH.SEQ, or 0 for the beginning; got {text[:40]!r}"
            raise ValueError(msg)
        return cls(epoch, int(seq))


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """An entity in its present state, at the place where it last changed."""

    seq: int
    value: Entity


class PlacedOutline(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Behind which idea, and how."""

    idea: IdeaId
    relation: Relation


class ContributionOutline(msgspec.Struct, frozen=True, kw_only=True, tag="contribution", tag_field="entity", gc=False):
    """A contribution without its words: what it takes to count it."""

    id: ContributionId
    event: EventId
    source: SourceName
    said_at: Time
    kind: Kind
    voice: VoiceKey
    state: State = State.LIVE
    aliases: tuple[ContributionId, ...] = ()
    placed: PlacedOutline | None = None
    reply_to: ContributionId | None = None
    quotes: ContributionId | None = None
    reposts: ContributionId | None = None
    read: Mark | None = None

    @property
    def is_unread(self) -> bool:
        """Whether somebody must still read it."""
        return _is_unread(self)


def _is_unread(it: Contribution | ContributionOutline) -> bool:
    """A host's words, and a bare repost, need no reading."""
    return it.read is None and it.reposts is None and it.kind is not Kind.HOST and it.state is not State.WITHDRAWN


class IdeaOutline(msgspec.Struct, frozen=True, kw_only=True, tag="idea", tag_field="entity", gc=False):
    """An idea without its words: what it takes to count it."""

    id: IdeaId
    kind: Kind
    event: EventId
    first_at: Time
    state: State = State.LIVE
    challenge: ChallengeId | None = None
    question: QuestionId | None = None
    events: tuple[EventId, ...] = ()


EntityOutline = ContributionOutline | IdeaOutline | Other


class Outline(msgspec.Struct, frozen=True, kw_only=True):
    """A change whose contribution or idea is in outline; all other entities are whole."""

    seq: int
    value: EntityOutline


class Audit(msgspec.Struct, frozen=True, kw_only=True):
    """Who did what, without any words: `who` is a token id or a worker's name."""

    at: Time
    who: str
    act: str
    target: str = ""
    detail: dict[str, Any] = {}


class Commit(msgspec.Struct, frozen=True, kw_only=True):
    """What one commit writes, all or none. `identities` maps a native identity (hashed) to the contribution it is.

    It holds only if the campaign is at `expected_seq`, and in this `epoch` where one is named: that of `ports.Store.place`.
    """

    expected_seq: int
    epoch: str = ""
    puts: tuple[Entity, ...]
    identities: dict[str, ContributionId] = {}
    audit: tuple[Audit, ...] = ()
