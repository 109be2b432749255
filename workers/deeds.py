"""Acts on many contributions, step by step: each step is written with what it changed, by which it is taken back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from bridge.projection.draft import Draft
from bridge.projection.known import Projection
from bridge.records import Deed

_ANY_TIME = datetime(1970, 1, 1, tzinfo=UTC)


def step_id(name: str, step: int) -> str:
    return f"{name}/{step}"


def steps_of(name: str, known: Projection) -> Sequence[Deed]:
    """Those of one act, in their order; none for one that there is not."""
    found: list[Deed] = []
    while (deed := _known(step_id(name, len(found)), known)) is not None:
        found.append(deed)
    return found


def step_in(draft: Draft, known: Projection, step: str) -> Deed | None:
    """A step as it will be."""
    over = next((it for it in draft.puts() if isinstance(it, Deed) and it.id == step), None)
    return over or _known(step, known)


def _known(step: str, known: Projection) -> Deed | None:
    found = known.entity(Deed(id=step, campaign=known.id, act="", at=_ANY_TIME, who=""))
    return found if isinstance(found, Deed) else None
