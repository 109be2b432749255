"""Any run of pushes, edits, deletions, readers, crashes and restarts, on the real thing, against a dictionary.

`python -m tests.contract.machine --store redis --examples 500 --steps 50` tries many more than the tests do.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import logging
import random
import tempfile
from collections import Counter
from collections.abc import Awaitable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import structlog
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from bridge.records import Contribution, Idea, State
from tests.contract.deeds import DEEDS, SOME, Deed, Mouth, pick
from tests.contract.grounds import GROUNDS, Opener
from tests.contract.house import HERE, PATIENCE, House, Listener, is_seen, seen
from tests.contract.model import Model, as_foreseen, as_model, check_ideas

T = TypeVar("T")

SERVES = st.integers(0, 1)


class Machine(RuleBasedStateMachine):
    """The rules. `happened` counts what was really tried over all runs, `found` is what was wrong."""

    opener: Opener
    happened: Counter[str]
    found: list[BaseException]

    @initialize()
    def begin(self) -> None:
        self.folder = tempfile.TemporaryDirectory(prefix="machine-")
        self.runner = asyncio.Runner()
        self.house = House(type(self).opener(Path(self.folder.name)))
        self.model = Model({}, {})
        self.mouth = Mouth()
        self.numbers = itertools.count(1)
        self.is_sound = True
        self.run(self.house.begin())
        for at, is_slow in ((0, False), (0, True), (1, True)):
            self.subscribe(at, is_slow=is_slow)

    @rule(deeds=st.lists(DEEDS, min_size=1, max_size=3), at=SERVES)
    def push(self, deeds: list[Deed], at: int) -> None:
        self.run(self.pushed(at, *map(self.contribution, deeds)))

    @rule(first=DEEDS, second=DEEDS, at=SERVES)
    def push_two_at_once(self, first: Deed, second: Deed, at: int) -> None:
        self.run(self.pushed_at_once([at, at], [self.contribution(first), self.contribution(second)]))

    @rule(first=DEEDS, second=DEEDS, is_same=st.booleans())
    def push_at_both_at_once(self, first: Deed, second: Deed, is_same: bool) -> None:
        one = self.contribution(first)
        self.run(self.pushed_at_once([0, 1], [one, one if is_same else self.contribution(second)]))

    @rule(first=DEEDS, second=DEEDS, at=SERVES)
    def push_where_something_was_missed(self, first: Deed, second: Deed, at: int) -> None:
        """The other serve commits what this one has not read when it decides: a conflict."""
        one, two = self.contribution(first), self.contribution(second)
        self.run(self.pushed(1 - at, one))
        assert self.house.serves[at].projection.seq < self.house.serves[1 - at].projection.seq
        self.run(self.pushed(at, two))
        self.happened["conflicts"] += 1

    @rule(at=SERVES)
    def erase(self, at: int) -> None:
        """What is withdrawn or was edited away is in no file any more."""
        self.run(self.house.told())
        self.run(self.house.serves[at].store.erase(HERE))
        for path in self.house.ground.files():
            kept = path.read_bytes()
            assert [mark for mark in self.gone() if mark.encode() in kept] == [], path.name
            self.happened["files without what was erased"] += bool(self.gone())

    @precondition(lambda self: len(self.house.readers) < 5)
    @rule(at=SERVES, is_slow=st.booleans())
    def subscribe(self, at: int, is_slow: bool) -> None:
        self.in_loop(lambda: self.house.join(Listener(is_slow=is_slow, forbidden=self.house.forbidden), at))

    @rule(deed=DEEDS, at=SERVES, turns=st.integers(0, 12), which=SOME, is_slow=st.booleans())
    def come_while_something_is_pushed(self, deed: Deed, at: int, turns: int, which: int, is_slow: bool) -> None:
        """Reading the store and going live meet a commit: neither a gap nor a double."""
        reader = pick(self.house.readers, which)
        if len(self.house.readers) < 5:
            reader = Listener(is_slow=is_slow, forbidden=self.house.forbidden)
        self.run(self.joined_meanwhile(reader, at, self.contribution(deed), turns))

    async def joined_meanwhile(self, reader: Listener, at: int, said: Contribution, turns: int) -> None:
        reader.leave()
        pushing = asyncio.create_task(self.pushed(0, said))
        for _ in range(turns):
            await asyncio.sleep(0)
        self.house.join(reader, at)
        await pushing

    @precondition(lambda self: any(it.is_slow for it in self.house.readers))
    @rule(which=SOME)
    def read_on(self, which: int) -> None:
        self.in_loop(pick([it for it in self.house.readers if it.is_slow], which).read_on)

    @precondition(lambda self: self.connected())
    @rule(which=SOME)
    def disconnect(self, which: int) -> None:
        self.in_loop(pick(self.connected(), which).leave)

    @precondition(lambda self: not all(it.is_connected for it in self.house.readers))
    @rule(which=SOME, at=SERVES)
    def resume(self, which: int, at: int) -> None:
        reader = pick([it for it in self.house.readers if not it.is_connected], which)
        self.happened["resumes"] += reader.place is not None
        self.in_loop(lambda: self.house.join(reader, at))

    @rule(
        deeds=st.lists(DEEDS, min_size=1, max_size=4),
        turns=st.sampled_from([1, 2, 3, 5, 8, 13, 30]),
        wait=st.sampled_from([0.0, 0.0, 0.001, 0.004]),
    )
    def crash(self, deeds: list[Deed], turns: int, wait: float) -> None:
        cut = self.connected()
        self.run(self.crashed([self.contribution(deed) for deed in deeds], turns, wait))
        self.come_back(cut)

    @rule(at=SERVES)
    def crash_of_one_serve(self, at: int) -> None:
        cut = [it for it in self.connected() if it.serve is self.house.serves[at]]
        self.run(self.house.replace(at))
        self.come_back(cut)

    @rule()
    def restart(self) -> None:
        cut = self.connected()
        self.run(self.house.end(at_once=False))
        self.run(self.house.open())
        self.come_back(cut)

    @invariant()
    def everything_holds(self) -> None:
        self.run(self.house.told())
        self.house.forbidden |= self.gone()
        self.run(self.checked())

    async def checked(self) -> None:
        changes = await self.house.stored()
        seqs = [change.seq for change in changes]
        assert seqs == sorted(set(seqs))
        said = [it.value for it in changes if isinstance(it.value, Contribution)]
        ideas = {it.value.id: it.value for it in changes if isinstance(it.value, Idea)}
        assert len({it.id for it in said}) == len(said)
        assert {it.id: as_model(it) for it in said} == self.model.said
        taken = await self.house.serves[0].store.identified(HERE, list(self.model.said))
        assert taken == {id_: id_ for id_ in self.model.said}
        check_ideas(said, ideas)
        for serve in self.house.serves:
            assert await serve.heard() == self.model.cursors.get(serve.name, 0)
            known = {it.id: it.voices for it in serve.projection.ideas()}
            assert known == {it.id: it.voices for it in ideas.values() if it.state is State.LIVE}
        for reader in self.house.readers:
            if reader.is_connected and not reader.is_slow:
                await self.agrees(reader, seen(changes), max(it.seq for it in changes if is_seen(it.value)))

    async def agrees(self, reader: Listener, has: dict[tuple[str, str], Any], seq: int) -> None:
        await self.house.caught_up(reader, seq)
        assert not reader.wrong, reader.wrong
        assert reader.has == has

    async def pushed(self, at: int, *contributions: Contribution) -> None:
        serve, cursor = self.house.serves[at], next(self.numbers)
        outcomes = await serve.push(*contributions, cursor=cursor)
        self.model, foreseen = self.model.after(serve.name, cursor, *contributions)
        assert as_foreseen(outcomes) == foreseen
        places = {it.value.id: f"{serve.projection.epoch}.{it.seq}" for it in await self.house.stored()}
        assert all(it.at == places[it.id] for it in outcomes if it.outcome != "known")

    async def pushed_at_once(self, at: list[int], contributions: list[Contribution]) -> None:
        """Whichever came first, it is as if one had come after the other."""
        pushes = [(self.house.serves[it], next(self.numbers), said) for it, said in zip(at, contributions, strict=True)]
        told = await asyncio.gather(*(serve.push(said, cursor=cursor) for serve, cursor, said in pushes))
        possible = []
        for order in ((0, 1), (1, 0)):
            model, foreseen = self.model, [[""], [""]]
            for nth in order:
                serve, cursor, said = pushes[nth]
                model, foreseen[nth] = model.after(serve.name, cursor, said)
            if [as_foreseen(outcomes) for outcomes in told] == foreseen:
                possible.append(model)
        self.model = await self.the_one_that_is(possible)

    async def crashed(self, contributions: Sequence[Contribution], turns: int, wait: float) -> None:
        """Crash while pushes are under way; what has no ack is pushed again, as a worker does."""
        serve = self.house.serves[0]
        pushes = [(next(self.numbers), said) for said in contributions]
        tasks = [asyncio.create_task(serve.push(said, cursor=cursor)) for cursor, said in pushes]
        if wait:
            await asyncio.sleep(wait)
        for _ in range(turns):
            await asyncio.sleep(0)
        acked = sum(task.done() for task in tasks)
        self.happened["crashes"] += 1
        self.happened["crashes with pushes under way"] += acked < len(tasks)
        await self.house.end(at_once=True)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self.house.open()
        possible = [self.model]
        for cursor, said in pushes:
            possible.append(possible[-1].after(serve.name, cursor, said)[0])
        self.model = await self.the_one_that_is(possible[acked:])
        for _, said in pushes[acked:]:
            await self.pushed(0, said)

    async def the_one_that_is(self, possible: list[Model]) -> Model:
        """The model that the store agrees with. Of several that are alike any is right."""
        for serve in self.house.serves:
            await serve.projection.catch_up(serve.store)
        said = {
            it.value.id: as_model(it.value) for it in await self.house.stored() if isinstance(it.value, Contribution)
        }
        cursors = {serve.name: heard for serve in self.house.serves if (heard := await serve.heard())}
        found = [model for model in possible if (model.said, model.cursors) == (said, cursors)]
        assert found, f"the store has {said} at {cursors}, none of {[(it.said, it.cursors) for it in possible]}"
        return found[0]

    def contribution(self, deed: Deed) -> Contribution:
        return self.mouth.contribution(deed, self.model)

    def gone(self) -> set[str]:
        return self.mouth.gone(self.model)

    def run(self, work: Awaitable[T]) -> T:
        async def bounded() -> T:
            try:
                async with asyncio.timeout(2 * PATIENCE):
                    return await work
            finally:
                self.house.must_live()

        try:
            return self.runner.run(bounded())
        except BaseException as error:
            self.is_sound = False
            self.found.append(error)
            raise

    def connected(self) -> list[Listener]:
        return [it for it in self.house.readers if it.is_connected]

    def come_back(self, readers: list[Listener]) -> None:
        """Those who were cut come again by themselves, at either serve."""
        for at, reader in enumerate(readers):
            self.in_loop(partial(self.house.join, reader, at % 2))
            self.happened["resumes"] += reader.place is not None

    def in_loop(self, work: Any) -> None:
        async def once() -> None:
            work()
            await asyncio.sleep(0)

        self.run(once())

    def teardown(self) -> None:
        """At the end every reader reads to the end and has what is there, however often it had left."""
        try:
            if self.is_sound:
                self.run(self.all_agree())
        finally:
            self.runner.run(self.house.end(at_once=False))
            self.runner.run(self.house.ground.close())
            self.runner.close()
            self.folder.cleanup()

    async def all_agree(self) -> None:
        changes = await self.house.stored()
        for reader in self.house.readers:
            if not reader.is_connected:
                self.house.join(reader, 0)
            await self.agrees(reader, seen(changes), max(it.seq for it in changes if is_seen(it.value)))


def tried(ground: str, *, seed_: int | None = None, **bounds: Any) -> Counter[str]:
    """Run the machine on a ground; raises what it finds, and gives what was tried."""
    happened, found = Counter[str](), list[BaseException]()
    own = {"opener": GROUNDS[ground], "happened": happened, "found": found}
    machine = type(f"Machine_on_{ground}", (Machine,), own)
    if seed_ is not None:
        machine = seed(seed_)(machine)
    bounds = {"phases": [Phase.generate]} | bounds
    bounded = settings(deadline=None, database=None, suppress_health_check=list(HealthCheck), **bounds)
    try:
        run_state_machine_as_test(machine, settings=bounded)
    except Exception as error:  # what comes about in one run of several is called flaky: say what it was
        raise error from next(iter(found), None)
    return happened


def main(ground: str, examples: int, steps: int, seed_: int) -> None:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    print(f"{examples} runs of up to {steps} steps on {ground}, seed {seed_} ...", flush=True)
    happened = tried(ground, seed_=seed_, max_examples=examples, stateful_step_count=steps)
    print("  as the dictionary has it;", ", ".join(f"{count} {what}" for what, count in sorted(happened.items())))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--store", dest="ground", choices=GROUNDS, default="sqlite")
    parser.add_argument("--examples", type=int, default=200)
    parser.add_argument("--steps", type=int, default=50)
    parser.add_argument("--seed", dest="seed_", type=int, default=random.randrange(10**6))
    main(**vars(parser.parse_args()))
