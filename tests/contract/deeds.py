"""What workers may push in the state machine. Each text holds a mark of its own, so that it can be looked for later."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import TypeVar

import msgspec
from hypothesis import strategies as st

from bridge.records import Contribution, ContributionId, Kind, State, VoiceKey
from tests import factories
from tests.contract.model import Model
from tests.factories import minutes

T = TypeVar("T")

#: Sentences that are taken for one another only once in a while.
WORDS = (
    "Text people a week before their operation with a link to give up the slot",
    "Ask the ward to phone families each evening",
    "Let physiotherapists see new referrals first",
    "Open the day unit on Saturdays",
)
SOME = st.integers(0, 7)
#: What a worker may push: something new, a contribution that is known, a later or earlier version of it, ...
DEEDS = st.tuples(
    st.sampled_from(["new", "new", "new", "repeat", "edit", "edit", "old", "withdraw", "mark", "support"]), SOME
)
Deed = tuple[str, int]


class Mouth:
    """Makes contributions of deeds. `marks` are all that ever stood in a text."""

    def __init__(self) -> None:
        self.numbers = itertools.count(1)
        self.marks: set[str] = set()

    def contribution(self, deed: Deed, model: Model) -> Contribution:
        """What is pushed to do it; where there is nothing yet to do it to, something new."""
        what, which = deed
        number = next(self.numbers)
        mark = f"mark{number}x"
        text = f"{WORDS[which % 4]} {mark}" if which % 3 else f"{mark} {WORDS[which % 4]}"
        new = factories.contribution(
            text, id=ContributionId(f"c-{number}"), voice=VoiceKey(f"v-{number % 3}"), said_at=minutes(1), version="1"
        )
        if what == "mark":
            return msgspec.structs.replace(new, state=State.WITHDRAWN, text="")
        self.marks.add(mark)
        if what == "new" or not model.said:
            return new
        id_, said = pick(list(model.said.items()), which)
        if what == "support":
            return msgspec.structs.replace(new, kind=Kind.SUPPORT, reposts=ContributionId(id_), text="")
        about = msgspec.structs.replace(new, id=ContributionId(id_))
        match what:
            case "repeat":
                return msgspec.structs.replace(about, version=said.version)
            case "old":
                return msgspec.structs.replace(about, version=min(said.versions()))
            case "edit":
                return msgspec.structs.replace(about, version=str(number))
            case _:
                return msgspec.structs.replace(about, state=State.WITHDRAWN, text="", version="")

    def gone(self, model: Model) -> set[str]:
        """The marks that stand in nothing that is said now."""
        there = " ".join(said.text for said in model.said.values()).split()
        return self.marks.difference(there)


def pick(among: Sequence[T], which: int) -> T:
    return among[which % len(among)]
