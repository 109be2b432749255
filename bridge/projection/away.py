"""What is put away: closed events of which memory keeps ids and counts only, while the store keeps what was said.

For every idea in memory, everything behind it is in memory too. So an idea, and what was said behind it, goes with the
last of its events that goes. What was said stays in its event: a contribution that an edit takes elsewhere after its
event was put away is counted in both until that one is recalled.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence

import msgspec

from bridge.projection.memory import Memory
from bridge.projection.tallies import Tally, events_of
from bridge.records import Contribution, ContributionId, Event, EventId, Idea, IdeaId, Kind, State

_encode = msgspec.msgpack.Encoder().encode
_ids = msgspec.msgpack.Decoder(list[str]).decode


class Pack:
    """What memory keeps of an event that is put away: ids, and the voices as they are counted. About 30 bytes each."""

    __slots__ = ("_contributions", "_ideas", "voices")

    def __init__(self) -> None:
        self._contributions = self._ideas = _encode([])
        self.voices: array[int] = array("q")

    def add(self, said: Sequence[Contribution], ideas: Iterable[IdeaId]) -> Sequence[int]:
        """Add contributions and ideas; gives the voices of those."""
        voices = [hash(it.voice) for it in said if it.state is not State.WITHDRAWN and it.kind is not Kind.HOST]
        self._contributions = _encode([*_ids(self._contributions), *[it.id for it in said]])
        self._ideas = _encode([*_ids(self._ideas), *ideas])
        self.voices.extend(voices)
        return voices

    def contributions(self) -> Sequence[ContributionId]:
        return [ContributionId(it) for it in _ids(self._contributions)]

    def ideas(self) -> Sequence[IdeaId]:
        return [IdeaId(it) for it in _ids(self._ideas)]

    def bytes(self) -> int:
        """How much memory it takes."""
        return len(self._contributions) + len(self._ideas) + len(self.voices) * self.voices.itemsize


class Spanning:
    """What memory keeps of an idea of several events, all put away: as it is counted, and what was said behind it."""

    __slots__ = ("_behind", "idea")

    def __init__(self, idea: Idea, behind: Iterable[ContributionId]) -> None:
        self.idea = msgspec.structs.replace(idea, text="", suggestions=(), sources={}, formerly=())
        self._behind = _encode(list(behind))

    def behind(self) -> Sequence[ContributionId]:
        return [ContributionId(it) for it in _ids(self._behind)]


class Away:
    """Puts events away and takes them back. `kept` is how many contributions of events stay; a quarter more are recalled."""

    def __init__(self, memory: Memory, kept: int) -> None:
        self.packs: dict[EventId, Pack] = {}
        self.spanning: dict[IdeaId, Spanning] = {}
        #: Events that were put away and are in memory again, the one that was asked for last at the end.
        self.recalled: dict[EventId, None] = {}
        self._memory = memory
        self._kept = kept

    def closed(self) -> list[EventId]:
        """Events that take nothing more by the feed's own time, the oldest first."""
        newest = self._memory.newest
        events: Iterable[Event] = self._memory.entities["event"].values()
        over = [it for it in events if newest is not None and it.late_until < newest]
        return [it.id for it in sorted(over, key=lambda it: (it.late_until, it.id))]

    def settle(self, needed: Collection[EventId] = ()) -> None:
        """Put away what there is no room for: the oldest, and of what was recalled what was not asked for longest."""
        if len(self._memory.entities["contribution"]) <= self._kept:
            return
        here = {it: len(said) for it, said in self._memory.said_at.items() if said and it not in self.packs}
        recalled = sum(here.get(it, 0) for it in self.recalled)
        open_ones = sum(here.values()) - recalled
        for event in [it for it in self.closed() if it in here and it not in self.recalled]:
            if open_ones <= self._kept:
                break
            open_ones -= here[event]
            self.put(event)
        for event in [it for it in self.recalled if it not in needed][: len(self.recalled) - 1]:
            if recalled <= self._kept // 4:
                break
            recalled -= here.get(event, 0)
            self.put(event)

    def use(self, events: Iterable[EventId]) -> None:
        """Remember that these were asked for."""
        for event in events:
            if event in self.recalled:
                self.recalled[event] = self.recalled.pop(event)

    def put(self, event: EventId) -> None:
        """Put one event away."""
        memory = self._memory
        contributions: Mapping[str, Contribution] = memory.entities["contribution"]
        pack = self.packs[event] = Pack()
        self.recalled.pop(event, None)
        said = [contributions[it] for it in memory.said_at[event]]
        stood = [it.placed.idea for it in said if it.placed and it.placed.idea in memory.entities["idea"]]
        told = dict.fromkeys([*memory.told_at[event], *stood])
        pack.add(said, told)
        for name in told:
            idea: Idea = memory.entities["idea"][name]
            where = events_of(idea) | {contributions[it].event for it in memory.behind[name]}
            if where <= self.packs.keys():
                behind = tuple(memory.behind[name])
                if len(where) > 1:
                    self.spanning[name] = Spanning(idea, behind)
                memory.drop(behind)
                memory.drop_idea(idea)
        alone = [it for it in memory.said_at[event] if not _stands(contributions[it], memory)]
        memory.drop(alone)
        tally = memory.tallies.of[event]
        tally.said, tally.new = Counter(), Counter()

    def take_back(
        self, events: Collection[EventId], ideas: Iterable[Idea], contributions: Iterable[Contribution]
    ) -> None:
        """Take events back, with what the store has of their ideas and contributions now, and count them anew."""
        memory, tallies = self._memory, self._memory.tallies
        for event in events:
            tallies.count_voices(self.packs.pop(event).voices, -1)
            self.recalled[event] = None
        for idea in ideas:
            if spanning := self.spanning.pop(idea.id, None):
                tallies.count_idea(spanning.idea, -1)
            tallies.count_idea(idea, at=events_of(idea) - {*events})
            memory.lay(idea)
        for said in contributions:
            memory.lay(said)
            if said.event not in self.packs and said.event not in events:
                tallies.count(said)
        for event in events:
            tallies.of[event] = Tally()
            for name in memory.told_at[event]:
                tallies.count_idea(memory.entities["idea"][name], at=(event,))
            for it in memory.said_at[event]:
                tallies.count(memory.entities["contribution"][it])

    def named_by(self, values: Iterable[Contribution | Idea]) -> set[EventId]:
        """Events that must be taken back before these can be taken in, as they are in the store now."""
        named: set[EventId] = set()
        for it in values:
            if isinstance(it, Contribution):
                before = self._memory.entities["contribution"].get(it.id)
                named.update((it.event, before.event) if before else (it.event,))
            elif it.id in self.spanning:
                named.add(self.spanning[it.id].idea.event)
            elif it.id not in self._memory.entities["idea"]:
                named |= events_of(it)
        return named & self.packs.keys()

    def lacking(self, events: Collection[EventId]) -> tuple[list[IdeaId], list[ContributionId]]:
        """The ideas and contributions of these events, and all behind those ideas, that are not in memory."""
        here: Mapping[str, Mapping[str, object]] = self._memory.entities
        packs = [self.packs[it] for it in events]
        ideas = {name: None for pack in packs for name in pack.ideas() if name not in here["idea"]}
        said = dict.fromkeys(name for pack in packs for name in pack.contributions())
        for name in ideas:
            if name in self.spanning:
                said.update(dict.fromkeys(self.spanning[name].behind()))
        return list(ideas), [name for name in said if name not in here["contribution"]]


def _stands(it: Contribution, memory: Memory) -> bool:
    """Whether it stands behind an idea that stays."""
    return it.placed is not None and it.placed.idea in memory.entities["idea"]
