"""Groups a stream of texts in memory, by the same rules as the store's side.

An idea has the id of the text that opened it. For trying the rules on one's own lines; it knows no voices and forgets
nothing.
"""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec

from bridge.ideas.grouping import Decision, decide
from bridge.ideas.sameness import Index
from bridge.records import (
    CampaignId,
    ChallengeId,
    Contribution,
    ContributionId,
    EventId,
    IdeaId,
    Kind,
    Relation,
    SourceName,
    VoiceKey,
)

_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
#: A tuple, for the hash of an enum's member costs more than to compare two.
_NO_IDEAS = (Kind.CHATTER, Kind.HOST)


class Grouper:
    """Places one text after another."""

    def __init__(self) -> None:
        self._index = Index()

    def place(
        self,
        id: str,  # noqa: A002 - the name it has in a line
        text: str,
        kind: Kind,
        *,
        challenge: str | None = None,
        lang: str | None = None,
    ) -> Decision:
        """What becomes of a text, given its kind and those that were placed before. Never raises on any text."""
        decision = self.consider(id, text, kind, challenge=challenge, lang=lang)
        if decision.idea == id:
            self._index.add(id, text, scope=challenge, lang=lang)
        return decision

    def consider(
        self,
        id: str,  # noqa: A002 - as above
        text: str,
        kind: Kind,
        *,
        challenge: str | None = None,
        lang: str | None = None,
    ) -> Decision:
        """What would become of a text, without placing it."""
        said = _contribution(id, text, kind, challenge, lang)
        matches = () if kind in _NO_IDEAS else self._index.matches(text, scope=challenge, lang=lang)
        decision = decide(said, None, matches)
        if decision.relation is not Relation.FIRST:
            return decision
        return msgspec.structs.replace(decision, idea=IdeaId(id))


def _contribution(id: str, text: str, kind: Kind, challenge: str | None, lang: str | None) -> Contribution:  # noqa: A002 - as above
    return Contribution(
        id=ContributionId(id),
        campaign=CampaignId(""),
        event=EventId(""),
        source=SourceName.X,
        said_at=_LONG_AGO,
        kind=kind,
        score=1.0,
        why="",
        voice=VoiceKey(""),
        text=text,
        challenge=ChallengeId(challenge) if challenge else None,
        lang=lang,
    )
