"""A facilitator who knows the answer sheet clears the third chat through the real triager, with as few acts as its page allows.

An act is one press of a button. What is marked for it is counted besides: a tick for each entry of a selection but the first.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple, cast

import msgspec

from bridge.projection.newest import Alike
from bridge.records import Contribution, ContributionId, IdeaId, Kind, Relation, State
from bridge.web.review import Accept, SetAside
from bridge.web.triage import Duplicate, Hold, MergeIdea, Read, TriageAct
from tests.recordings.third_heard import EVENT, Chat, Sheet, behind

#: Entries of a page of the queue (bridge/web/queue.py).
PAGE = 100
WHO = "t-facilitator"


class _Alone:
    """Nothing is like anything."""

    def add(self, id: str, text: str, **_: Any) -> None: ...  # noqa: A002 - the port's own word

    def remove(self, id: str) -> None: ...  # noqa: A002

    def matches(self, text: str, **_: Any) -> Sequence[Any]:
        return ()


ALONE = cast("Alike", _Alone())


def ungrouped(heard: Iterable[tuple[int, Contribution]]) -> list[tuple[int, Contribution]]:
    """The same posts, of which nothing is known but their words: a reading list, as chats were read before."""
    plain = {"reposts": None, "quotes": None, "reply_to": None}
    return [(line, msgspec.structs.replace(it, **plain)) for line, it in heard]


class Acts(NamedTuple):
    """How often a button was pressed, by what it does, and how many entries were ticked for that."""

    posts: int
    by: Mapping[str, int]
    ticks: int
    is_closed: bool

    @property
    def total(self) -> int:
        return sum(self.by.values())

    def __str__(self) -> str:
        told = ", ".join(f"{count} {name}" for name, count in self.by.items())
        closed = "" if self.is_closed else "; it could not be closed"
        return f"{self.total} acts and {self.ticks} ticks for {self.posts} posts ({told}){closed}"


class _Facilitator:
    """Presses buttons, and counts that."""

    def __init__(self, chat: Chat, told: Sheet) -> None:
        self.chat = chat
        self.told = told
        self.by: defaultdict[str, int] = defaultdict(int)
        self.ticks = 0

    async def do(self, name: str, act: TriageAct, ticked: int = 1) -> None:
        self.by[name] += 1
        self.ticks += ticked - 1
        await self.chat.triager.do(act, WHO, seen={})

    def kind(self, it: Contribution) -> str:
        return self.told.posts[self.chat.lines[it.id]].kind

    def idea(self, it: Contribution) -> str:
        """The idea for which it is a voice, as a person sees it; empty for none."""
        answer = self.told.posts[self.chat.lines[it.id]]
        return answer.about.rstrip("~") if answer.is_voice and answer.about in self.told.ideas else ""

    async def pages(self) -> Sequence[Sequence[Contribution]]:
        """What is still unread, the oldest first, a page at a time."""
        await self.chat.look()
        left = [it for it in self.chat.said if needs_an_act(it)]
        return [left[at : at + PAGE] for at in range(0, len(left), PAGE)]

    async def hold(self) -> None:
        """What may harm somebody comes first, one by one: what the rules held, and what they should have held."""
        for it in self.chat.said:
            if self.kind(it) in ("private", "distressed"):
                reason = "privacy" if self.kind(it) == "private" else "safety"
                await self.do("hold", Hold(ids=(it.id,), reason=reason, owner="the safeguarding lead"))
            elif it.state is State.HELD:
                await self.do("let go", Accept(ids=(it.id,)))
        await self.chat.look()

    async def mend_kinds(self) -> None:
        """What the rules call something else than an idea, or an idea though it is none; a page's at once."""
        for page in await self.pages():
            lost = tuple(it.id for it in page if self.kind(it) == "idea" and it.kind is not Kind.IDEA)
            if lost:
                await self.do("it is an idea", Accept(ids=lost, kind=Kind.IDEA), len(lost))
            for kind in ("experience", "question", "comment"):
                taken = tuple(it.id for it in page if self.kind(it) == kind and it.kind is Kind.IDEA)
                if taken:
                    await self.do("it is no idea", Accept(ids=taken, kind=Kind(kind)), len(taken))
        await self.chat.look()

    async def join(self) -> None:
        """Bring together what says the same: whole ideas, then what stands behind a wrong one or none."""
        homes = self._homes()
        for idea, name in self._first_of().items():
            if homes.get(name, idea) != idea:
                await self.do("merge", MergeIdea(idea=idea, into=homes[name]))
        for page in await self._pages_of_all():
            astray = defaultdict[IdeaId, list[ContributionId]](list)
            for it in page:
                home = homes.get(self.idea(it))
                if home is not None and behind(it) != home and it.state is State.LIVE:
                    astray[home].append(it.id)
            for home, ids in astray.items():
                await self.do("join", Duplicate(ids=tuple(ids), idea=home), len(ids))
        await self.chat.look()

    def _homes(self) -> dict[str, IdeaId]:
        """Behind which idea each of a person's ideas stands: that of its first post."""
        homes: dict[str, IdeaId] = {}
        for it in self.chat.said:
            name = self.idea(it)
            if name and it.placed and it.placed.relation is Relation.FIRST and it.kind is Kind.IDEA:
                homes.setdefault(name, it.placed.idea)
        return homes

    def _first_of(self) -> dict[IdeaId, str]:
        """Ideas that one of a person's ideas opened and that others stand behind, too: they are merged, and not moved one by one."""
        there = defaultdict[IdeaId, list[Contribution]](list)
        for it in self.chat.said:
            if idea := behind(it):
                there[IdeaId(idea)].append(it)
        return {
            idea: self.idea(those[0]) for idea, those in there.items() if len(those) > 1 and {*map(self.idea, those)} == {self.idea(those[0])} != {""}
        }  # fmt: skip

    async def _pages_of_all(self) -> Sequence[Sequence[Contribution]]:
        await self.chat.look()
        said = self.chat.said
        return [said[at : at + PAGE] for at in range(0, len(said), PAGE)]

    async def read_ideas(self) -> None:
        """Read each idea or experience with everything behind it."""
        homes = {
            IdeaId(idea): None for it in self.chat.said if needs_an_act(it) and (idea := behind(it)) and self.idea(it)
        }
        for idea in homes:
            await self.do("read an idea", Read(ideas=(idea,)))

    async def read_the_rest(self) -> None:
        """A page at a time: chatter and what is about something else is set aside, all else is read."""
        for page in await self.pages():
            reasons = {"chatter": "not_an_idea", "troll": "outside"}
            for kind, reason in reasons.items():
                ids = tuple(it.id for it in page if self.kind(it) == kind)
                if ids:
                    await self.do("set aside", SetAside(ids=ids, reason=reason), len(ids))
            ids = tuple(it.id for it in page if self.kind(it) not in reasons)
            if ids:
                await self.do("read the rest", Read(ids=ids), len(ids))


def needs_an_act(it: Contribution) -> bool:
    """Whether somebody must still read it (bridge/projection/ledger.py)."""
    return it.read is None and it.reposts is None and it.kind is not Kind.HOST and it.state is not State.WITHDRAWN


async def cleared(chat: Chat, told: Sheet) -> Acts:
    """Clear the whole chat, and close it."""
    facilitator = _Facilitator(chat, told)
    await facilitator.hold()
    await facilitator.mend_kinds()
    await facilitator.join()
    await facilitator.read_ideas()
    await facilitator.read_the_rest()
    await chat.look()
    is_closed = chat.known.unread(EVENT) == 0
    if is_closed:
        await chat.triager.close_event(EVENT, WHO, "")
    return Acts(len(told.posts), dict(facilitator.by), facilitator.ticks, is_closed)
