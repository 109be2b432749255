"""What comes from a source or document, before intake: it may name a person, and is never stored."""

from __future__ import annotations

import msgspec

from bridge.records.names import EventId, NativeId, SourceName, Time, Word


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
