"""What those who are not signed in may read of an idea: each network's rules on handing on the words of its posts."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import msgspec

from bridge.records import CampaignId, Event, EventId, Idea, SourceName

#: What a network's setting may say: its posts' words may be handed on, or only that and where something was said.
WORDS, LINKS = "words", "links"
#: X lets nobody hand on more than the ids of its posts (its developer policy, "Content redistribution").
SAFE: Mapping[SourceName, str] = {SourceName.X: LINKS, SourceName.BLUESKY: WORDS, SourceName.MASTODON: WORDS}


class Display:
    """Takes the words out of an idea where they are a network's that keeps them, or their author wants only members to read them.

    What a rehearsal says is ours, whichever network it pretends to be; an event that is not known is taken for a real one.
    """

    def __init__(self, display: Mapping[SourceName, str], event: Callable[[CampaignId, EventId], Event | None]) -> None:
        self._kept = frozenset(source for source, shown in {**SAFE, **display}.items() if shown != WORDS)
        self._event = event

    def __call__(self, idea: Idea) -> Idea:
        """The idea as all may have it: itself, or without its words and with `withheld`."""
        # One stored before ideas said who worded them: any voice of a network that keeps its words may have.
        worded_by = (idea.worded_by,) if idea.worded_by else tuple(SourceName(it) for it in idea.sources)
        kept = idea.worded_by if idea.for_members else next((it for it in worded_by if it in self._kept), None)
        if kept is None or not idea.text or self._is_rehearsed(idea):
            return idea
        return msgspec.structs.replace(idea, text="", lang=None, withheld=kept)

    def _is_rehearsed(self, idea: Idea) -> bool:
        events = (self._event(idea.campaign, it) for it in {idea.event, *idea.events})
        return all(it is not None and it.rehearsal for it in events)
