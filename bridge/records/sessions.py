"""Files of connect sessions, and who speaks in them."""

from __future__ import annotations

import msgspec

from bridge.records.names import CampaignId, ContributionId, EventId, Time, VoiceKey


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
