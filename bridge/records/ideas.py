"""What several contributions say, once; and what people say about that."""

from __future__ import annotations

import msgspec

from bridge.records.names import CampaignId, ChallengeId, EventId, IdeaId, Kind, QuestionId, SourceName, State, Time


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


class Theme(msgspec.Struct, frozen=True, kw_only=True, tag="theme", tag_field="entity"):
    """What several ideas have in common; an idea may belong to several. A big idea is one that was made of a theme."""

    id: str
    campaign: CampaignId
    title: str
    is_big: bool = False
    at: Time
    by: str
    gone: bool = False
