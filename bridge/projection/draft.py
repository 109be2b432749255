"""What would be known once a batch is committed: a projection with a few entities laid over it.

A batch is decided on a draft. When the commit is refused, `undo` leaves the projection as if nothing had been drafted.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from bridge.projection.known import Projection, as_said
from bridge.projection.memory import id_of, name_of
from bridge.records import (
    Contribution,
    ContributionId,
    Entity,
    Idea,
    IdeaId,
    Lease,
    Listening,
    Question,
    QuestionId,
    SourceName,
    Upload,
    VoiceKey,
)


class Draft:
    """Reads through to the projection, and writes into itself.

    Only what is compared is shared: the ideas of a draft are in the projection's index at once, so that the next
    contribution of the batch finds them.
    """

    def __init__(self, base: Projection) -> None:
        self._base = base
        self._over: dict[tuple[str, str], Entity] = {}
        self._aliases: dict[ContributionId, ContributionId] = {}
        self._moved: dict[IdeaId, dict[ContributionId, None]] = {}
        #: Ideas whose contributions have changed, so that they must be counted.
        self.touched: dict[IdeaId, None] = {}
        #: Those of them that a contribution left, or changed in, so that they must be counted anew.
        self._changed: set[IdeaId] = set()

    def put(self, value: Entity) -> None:
        """Lay an entity over what is known."""
        if isinstance(value, Contribution):
            before = self.contribution(value.id)
            for placed in (it.placed for it in (before, value) if it and it.placed):
                self._moved.setdefault(placed.idea, {})[value.id] = None
                self.touched[placed.idea] = None
                if before is not None:
                    self._changed.add(placed.idea)
            self._aliases.update(dict.fromkeys(value.aliases, value.id))
        elif isinstance(value, Idea):
            self._base.compare(value.id, value)
        self._over[name_of(value), id_of(value)] = value

    def undo(self) -> None:
        """Compare with what was known before again."""
        for value in self._over.values():
            if isinstance(value, Idea):
                self._base.compare(value.id, self._base.idea(value.id))

    def puts(self) -> tuple[Entity, ...]:
        """Everything laid over, in the order in which it was first put."""
        return tuple(self._over.values())

    def contribution(self, contribution: ContributionId) -> Contribution | None:
        """Under its id or any of its aliases."""
        id = self._aliases.get(contribution, contribution)  # noqa: A001 - the record's own word
        over = self._over.get(("contribution", id))
        return over if isinstance(over, Contribution) else self._base.contribution(id)

    def idea(self, idea: IdeaId) -> Idea | None:
        over = self._over.get(("idea", idea))
        return over if isinstance(over, Idea) else self._base.idea(idea)

    def question(self, question: QuestionId) -> Question | None:
        over = self._over.get(("question", question))
        return over if isinstance(over, Question) else self._base.question(question)

    def heard(self, listening: str) -> Listening | None:
        over = self._over.get(("listening", listening))
        return over if isinstance(over, Listening) else self._base.heard(listening)

    def last_heard(self, source: str) -> Listening | None:
        """How far a source was heard by whichever worker told us last."""
        over = [it for it in self._over.values() if isinstance(it, Listening) and it.source == source]
        return over[-1] if over else self._base.work.last_heard(source)

    def lease(self, stream: str) -> Lease | None:
        over = self._over.get(("lease", stream))
        return over if isinstance(over, Lease) else self._base.work.lease(stream)

    def upload(self, upload: str) -> Upload | None:
        over = self._over.get(("upload", upload))
        return over if isinstance(over, Upload) else self._base.work.upload(upload)

    def said(self, idea: IdeaId) -> Sequence[Contribution]:
        """Everything behind an idea, as it was said."""
        moved = self._moved.get(idea, {})
        kept = [it for it in self._base.said(idea) if it.id not in moved]
        fresh = [it for it in map(self.contribution, moved) if it and it.placed and it.placed.idea == idea]
        return as_said([*kept, *fresh])

    def added(self, idea: IdeaId) -> Sequence[Contribution] | None:
        """What came to an idea, as it was said; None where anything else became of what is behind it."""
        if idea in self._changed:
            return None
        return as_said(it for it in map(self.contribution, self._moved.get(idea, ())) if it is not None)

    def spoke(self, idea: IdeaId, voice: VoiceKey, source: SourceName | None = None) -> bool:
        """Whether a voice added to an idea before: in that source, or in any."""
        return self._base.spoke(idea, voice, source)

    def told_at(self, idea: IdeaId) -> tuple[datetime, str] | None:
        """When an idea's words were first said before, and by which contribution."""
        return self._base.told_at(idea)

    def matches(self, text: str, *, scope: str | None, lang: str | None, apart_from: str = "") -> Sequence[Any]:
        """The ideas that say the same or nearly, best first, leaving out one."""
        found = self._base.alike.matches(text, scope=scope, lang=lang, limit=4 if apart_from else 3)
        return [it for it in found if it.id != apart_from][:3]
