"""What the pages and the API ask of the rest of the bridge; workers hand in what answers.

What is awaited may come from the store, and be newer than the `place` that was read before it; all else is in memory.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

import msgspec

from bridge.records import (
    Alarm,
    Campaign,
    CampaignId,
    Challenge,
    ChallengeId,
    Contribution,
    ContributionId,
    Event,
    EventId,
    Gap,
    Idea,
    IdeaId,
    Kind,
    Listening,
    Place,
    Question,
    QuestionId,
    Upload,
)


class Minute(Protocol):
    """How much of what is shown was said in the minute that begins at `at`, and how many ideas were new in it."""

    @property
    def at(self) -> datetime: ...
    @property
    def contributions(self) -> int: ...
    @property
    def ideas(self) -> int: ...


class Figures(Protocol):
    """What all may know: contributions, live ideas and experiences, people behind them, and what is held for a check."""

    @property
    def contributions(self) -> int: ...
    @property
    def ideas(self) -> int: ...
    @property
    def experiences(self) -> int: ...
    @property
    def voices(self) -> int: ...
    @property
    def held(self) -> int: ...


class Known(Protocol):
    """What is known of one campaign."""

    @property
    def campaign(self) -> Campaign: ...

    def place(self) -> Place:
        """How far the answers reach in the changes feed."""
        ...

    def challenges(self) -> Sequence[Challenge]:
        """In the campaign's own order."""
        ...

    def events(self) -> Sequence[Event]:
        """By start."""
        ...

    def event(self, event: EventId, /) -> Event | None: ...

    def questions(self, event: EventId, /) -> Sequence[Question]:
        """By number."""
        ...

    def question(self, question: QuestionId, /) -> Question | None: ...

    def ideas(self, *, challenge: ChallengeId | None = None, kinds: Collection[Kind] | None = None) -> Sequence[Idea]:
        """Live ideas that fit every filter given and changed last, the last one spoken for first."""
        ...

    async def ideas_of(
        self,
        event: EventId,
        /,
        *,
        challenge: ChallengeId | None = None,
        question: QuestionId | None = None,
        kinds: Collection[Kind] | None = None,
    ) -> Sequence[Idea]:
        """All live ideas of an event that fit every filter given, the last one spoken for first."""
        ...

    def count(
        self, kinds: Collection[Kind], /, *, challenge: ChallengeId | None = None, event: EventId | None = None
    ) -> int:
        """How many live ideas of these kinds a challenge or an event has."""
        ...

    def figures(self) -> Figures:
        """The campaign in numbers."""
        ...

    def idea(self, idea: IdeaId, /) -> Idea | None:
        """One of those that changed last, in whatever state it is."""
        ...

    def has(self, idea: IdeaId, /) -> bool:
        """Whether there is such an idea, in whatever state."""
        ...

    async def find_idea(self, idea: IdeaId, /) -> Idea | None:
        """In whatever state it is."""
        ...

    async def find_ideas(self, ideas: Collection[IdeaId], /) -> Mapping[IdeaId, Idea]:
        """Those of them that there are, in whatever state."""
        ...

    def count_said(self, event: EventId, /) -> int:
        """How many contributions an event has, in whatever state."""
        ...

    async def contributions(
        self, event: EventId, /, *, before: ContributionId | None = None, limit: int
    ) -> Sequence[Contribution]:
        """The last `limit` of an event, or the last before one of them, as they were said, in whatever state.

        Raises `UnknownError` if that one is not known.
        """
        ...

    async def said(self, idea: IdeaId, /) -> Sequence[Contribution]:
        """Everything behind an idea, as it was said."""
        ...

    def per_minute(self, event: EventId, /) -> Sequence[Minute]:
        """The minutes of an event in which something was said that is shown, in order."""
        ...

    def listening(self) -> Sequence[Listening]: ...
    def alarms(self) -> Sequence[Alarm]: ...
    def gaps(self) -> Sequence[Gap]: ...

    def held(self) -> int:
        """How many contributions wait for a person."""
        ...


class Uploads(Protocol):
    """Takes documents in and tells how far they are."""

    async def submit(self, session: EventId, label: str, chunks: AsyncIterator[bytes], received_at: datetime) -> Upload:
        """Keep a document and begin to read it. Raises `DocumentError` for one that can be refused at once."""
        ...

    def upload(self, upload: str, /) -> Upload | None: ...

    def uploads(self, session: EventId, /) -> Sequence[Upload]: ...

    def waiting(self, campaign: CampaignId, /) -> Sequence[Upload]:
        """What a transcriber may begin now, oldest first."""
        ...

    async def body(self, upload: str, /) -> bytes:
        """The bytes of one that has not ended. Raises `UnknownError`."""
        ...

    async def progress(self, upload: str, said: bytes, /) -> Upload:
        """Take what a transcriber says, as JSON. Raises `LeaseLostError`, `UnknownError`, `UnreadableError`."""
        ...


#: What workers have heard in a campaign after a place of its feed, as JSON can hold it.
Hearsay = Callable[[CampaignId, str], Awaitable[Any]]


class Gauge(msgspec.Struct, frozen=True, kw_only=True):
    """A number that /metrics shows, read whenever it is asked for; with `labels`, one for each set of their values."""

    name: str
    says: str
    read: Callable[[], float] | Callable[[], Mapping[tuple[str, ...], float]]
    labels: tuple[str, ...] = ()


class WebSettings(msgspec.Struct, frozen=True, kw_only=True):
    """How the pages present themselves, and what they accept: bytes of a file and of a form, and files in one form.

    A session's files are kept for `keep_days` at most.
    """

    service: str = "ideabridge"
    https: bool = False
    upload_bytes: int = 20 * 1024 * 1024
    request_bytes: int = 25 * 1024 * 1024
    request_files: int = 20
    keep_days: int = 30
    body_seconds: float = 60.0


#: Campaigns by id, as the pages know them.
Campaigns = Mapping[str, Known]
