"""What the state machine's store must hold, as a dictionary."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from bridge.push.frames import Outcome
from bridge.records import Contribution, Idea, Relation, State


class Said(NamedTuple):
    """A contribution as the dictionary has it."""

    text: str
    version: str
    earlier: frozenset[str] = frozenset()
    is_withdrawn: bool = False

    def versions(self) -> frozenset[str]:
        return self.earlier | {self.version}


class Model:
    """What the store must hold, and the cursor of each worker."""

    def __init__(self, said: dict[str, Said], cursors: dict[str, int]) -> None:
        self.said = said
        self.cursors = cursors

    def after(self, worker: str, cursor: int, *contributions: Contribution) -> tuple[Model, list[str]]:
        """What it is after a push, and what the worker is told; "new" stands for all that grouping may say."""
        model = Model({**self.said}, {**self.cursors, worker: cursor})
        return model, [model._take(it) for it in contributions]

    def _take(self, it: Contribution) -> str:
        before = self.said.get(it.id)
        if it.state is State.WITHDRAWN:
            if before and before.is_withdrawn:
                return "known"
            self.said[it.id] = (before or Said("", it.version))._replace(text="", is_withdrawn=True)
            return "withdrawn"
        if before and (before.is_withdrawn or it.version in before.versions()):
            return "known"
        self.said[it.id] = Said(it.text, it.version, before.versions() if before else frozenset())
        return "updated" if before else "new"


def as_model(it: Contribution) -> Said:
    return Said(it.text, it.version, frozenset(it.earlier_versions), it.state is State.WITHDRAWN)


def as_foreseen(outcomes: Sequence[Outcome]) -> list[str]:
    return [it.outcome if it.outcome in ("known", "updated", "withdrawn") else "new" for it in outcomes]


def check_ideas(said: Sequence[Contribution], ideas: dict[Any, Idea]) -> None:
    """Each idea is what its live contributions say, and each voice counts once."""
    behind: dict[str, set[str]] = {id_: set() for id_ in ideas}
    for it in said:
        if it.placed and it.state is State.LIVE and it.placed.relation is not Relation.COMMENT:
            behind[it.placed.idea].add(it.voice)
    assert {id_: len(voices) for id_, voices in behind.items()} == {id_: it.voices for id_, it in ideas.items()}
    words = {it.text for it in said}
    assert all(it.text in words for it in ideas.values())
