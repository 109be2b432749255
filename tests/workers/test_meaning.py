"""A model that reads ideas beside the bridge: what it has understood is found, and whatever it does wrong stops nothing."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import numpy as np
import pytest
import structlog

from bridge.ideas.meaning import Floats
from bridge.ideas.related import Related
from bridge.records import CampaignId, Idea, IdeaId
from config.sections import Related as RelatedSettings
from tests import factories, tiny_model
from workers.encoding import Encoder, ModelUnusableError
from workers.meaning import BATCH, RESTS, Beside, Encodes, Meaning, in_thread, open_meaning

HERE = CampaignId("elective-care")
BUS, TAXI, MEALS = "A bus to the clinic", "Taxi to the hospital", "Food"


def idea(id_: str, text: str) -> Idea:
    return factories.idea(text, id=IdeaId(id_), campaign=HERE)


BOTH = [idea("i-bus", BUS), idea("i-taxi", TAXI)]


def like(meaning: Meaning, id_: str = "i-bus") -> list[str]:
    return [it.id for it in meaning.similar(id_, scope=HERE, within={HERE}, limit=5)]


class Moody:
    """The tiny model, in a mood: it may fail at some texts, fail at all, give other vectors, or hang until it is told to stop."""

    def __init__(self, folder: Path) -> None:
        self._encoder = Encoder.open(tiny_model.write(folder))
        self.asked: list[list[str]] = []
        self.hates: set[str] = set()
        self.is_broken = False
        self.hangs = False
        self.heeds = True
        self.widens = False
        self.stopped = threading.Event()
        self.let_go = threading.Event()

    def encode(self, texts: Sequence[str]) -> Floats:
        self.asked.append([*texts])
        if self.hangs:
            (self.stopped if self.heeds else self.let_go).wait(20)
            self.hangs = False
            raise RuntimeError("terminated")
        if self.is_broken or self.hates.intersection(texts):
            raise RuntimeError("it cannot")
        vectors = self._encoder.encode(texts)
        return np.hstack([vectors, vectors]) if self.widens else vectors

    def stop(self) -> None:
        self.stopped.set()


class Nap:
    """Sleeps no longer than it takes to note for how long, and does then what was asked for."""

    def __init__(self) -> None:
        self.seconds: list[float] = []
        self.then: Callable[[], None] = lambda: None

    async def sleep(self, seconds: float) -> None:
        self.seconds.append(seconds)
        self.then()


def opened(model: Encodes, *, slow: float = 30.0, nap: Nap | None = None) -> Meaning:
    opening: asyncio.Future[Encodes | BaseException] = asyncio.get_running_loop().create_future()
    opening.set_result(model)
    return Meaning(opening, near=0.5, same=0.9, slow=slow, sleep=(nap or Nap()).sleep)


@asynccontextmanager
async def taking(meaning: Meaning, *ideas: Idea) -> AsyncIterator[asyncio.Task[None]]:
    task = asyncio.create_task(meaning.take(ideas))
    try:
        yield task
    finally:
        task.cancel()
        await asyncio.wait([task])


async def until(so: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not so():  # noqa: ASYNC110 - any change will do
            await asyncio.sleep(0.001)


async def test_what_is_understood_is_found_by_its_meaning_and_let_go_again(tmp_path: Path) -> None:
    meaning = opened(Moody(tmp_path))
    await meaning.take([*BOTH, idea("i-meals", MEALS)])
    before = like(meaning)

    meaning.remove("i-taxi", scope=HERE)

    assert (before, like(meaning)) == (["i-taxi"], [])
    assert meaning.understood == 2


async def test_many_are_read_a_few_at_a_time_and_what_is_known_is_not_read_again(tmp_path: Path) -> None:
    model = Moody(tmp_path)
    meaning = opened(model)
    ideas = [idea(f"i-{at}", f"{BUS} {at}") for at in range(2 * BATCH + 3)]

    await meaning.take(ideas)
    await meaning.take([*ideas, idea("i-0", TAXI)])

    assert [len(it) for it in model.asked] == [BATCH, BATCH, 3, 1]
    assert meaning.understood == len(ideas)


async def test_a_text_that_the_model_cannot_read_is_passed_over_and_its_neighbours_are_not(tmp_path: Path) -> None:
    model, nap = Moody(tmp_path), Nap()
    model.hates = {MEALS}
    meaning = opened(model, nap=nap)

    with structlog.testing.capture_logs() as logs:
        await meaning.take([BOTH[0], idea("i-meals", MEALS), BOTH[1]])

    assert like(meaning) == ["i-taxi"]
    assert (meaning.passed_over, meaning.failures, nap.seconds) == (1, 2, [])
    assert {it["event"] for it in logs} == {"meaning.failed", "meaning.passed_over"}
    assert MEALS not in str(logs)


async def test_a_broken_model_rests_longer_and_longer_and_nothing_is_lost_once_it_works(tmp_path: Path) -> None:
    model, nap = Moody(tmp_path), Nap()
    model.is_broken = True
    meaning = opened(model, nap=nap)

    def mend() -> None:
        model.is_broken = len(nap.seconds) <= len(RESTS)

    nap.then = mend
    await meaning.take(BOTH)

    assert nap.seconds == [*RESTS, RESTS[-1]]
    assert like(meaning) == ["i-taxi"]
    assert meaning.passed_over == 0


async def test_a_model_whose_vectors_change_their_length_costs_what_it_would_have_added(tmp_path: Path) -> None:
    model = Moody(tmp_path)
    meaning = opened(model)
    await meaning.take(BOTH)
    model.widens = True

    await meaning.take([idea("i-late", "A minibus to the surgery")])

    assert like(meaning) == ["i-taxi"]
    assert meaning.failures == 1


async def test_a_run_that_takes_too_long_is_told_to_stop(tmp_path: Path) -> None:
    model = Moody(tmp_path)
    model.hangs = True
    meaning = opened(model, slow=0.01)

    await meaning.take(BOTH)

    assert model.stopped.is_set()
    assert like(meaning) == ["i-taxi"]
    assert meaning.failures == 1


async def test_while_a_model_hangs_the_loop_goes_on_and_what_is_known_is_found(tmp_path: Path) -> None:
    model = Moody(tmp_path)
    meaning = opened(model)
    await meaning.take(BOTH)
    model.hangs, model.heeds = True, False
    async with taking(meaning, idea("i-late", MEALS)):
        await until(lambda: model.asked[-1] == [MEALS])

        assert like(meaning) == ["i-taxi"]
        model.let_go.set()


async def test_closing_stops_a_run_that_is_on(tmp_path: Path) -> None:
    model = Moody(tmp_path)
    model.hangs = True
    meaning = opened(model)
    async with taking(meaning, *BOTH):
        await until(lambda: bool(model.asked))

    await meaning.close()

    assert model.stopped.is_set()


async def test_what_is_taken_back_or_put_otherwise_while_it_is_read_is_not_taken_in(tmp_path: Path) -> None:
    model, related = Moody(tmp_path), Related()
    meaning = opened(model)
    beside = Beside(related, meaning)
    ideas = [*BOTH, idea("i-lift", "A lift to the surgery"), idea("i-meals", MEALS)]
    for it in ideas:
        beside.add(it.id, it.text, scope=HERE, lang=None)
    model.hangs = True
    async with taking(meaning, *ideas) as task:
        await until(lambda: bool(model.asked))
        beside.remove("i-lift", scope=HERE)
        beside.add("i-taxi", "Late opening", scope=HERE, lang=None)
        beside.add("i-bus", BUS, scope=HERE, lang=None)
        model.stop()
        await task

    assert meaning.understood == 2
    assert like(meaning) == []


async def test_what_an_idea_meant_in_other_words_is_forgotten_before_the_new_ones_are_understood(
    tmp_path: Path,
) -> None:
    meaning, related = opened(Moody(tmp_path)), Related()
    beside = Beside(related, meaning)
    await meaning.take(BOTH)

    beside.add("i-taxi", TAXI, scope=HERE, lang=None)
    still = like(meaning)
    beside.add("i-taxi", MEALS, scope=HERE, lang=None)

    assert (still, like(meaning)) == (["i-taxi"], [])
    beside.clear(HERE)
    assert (meaning.understood, len(related)) == (0, 0)


async def test_what_may_say_the_same_is_nearer_than_what_is_similar(tmp_path: Path) -> None:
    meaning = opened(Moody(tmp_path))
    await meaning.take([*BOTH, idea("i-meal", "A taxi to the clinic with food")])

    assert like(meaning) == ["i-taxi", "i-meal"]
    assert [it.id for it in meaning.same("i-bus", scope=HERE, limit=5)] == ["i-taxi"]


async def test_numbers_tell_how_far_it_is_and_what_went_wrong(tmp_path: Path) -> None:
    model = Moody(tmp_path)
    model.hates = {MEALS}
    meaning = opened(model)
    await meaning.take([*BOTH, idea("i-meals", MEALS)])

    assert {it.name: it.read() for it in meaning.gauges()} == {
        "ideabridge_meaning_understood": 2.0,
        "ideabridge_meaning_failures": 2.0,
        "ideabridge_meaning_passed_over": 1.0,
    }


async def test_without_a_model_there_is_none() -> None:
    async with AsyncExitStack() as stack:
        assert await open_meaning(RelatedSettings(), stack) is None


async def test_a_model_that_is_set_is_opened_and_reads(tmp_path: Path) -> None:
    async with AsyncExitStack() as stack:
        meaning = await open_meaning(RelatedSettings(model=str(tiny_model.write(tmp_path))), stack)
        assert meaning is not None
        await meaning.take(BOTH)

        assert like(meaning) == ["i-taxi"]


async def test_a_model_that_cannot_be_used_stops_the_start(tmp_path: Path) -> None:
    async with AsyncExitStack() as stack:
        settings = RelatedSettings(model=str(tiny_model.write(tmp_path, tiny_model.onnx(output="logits"))))
        with pytest.raises(ModelUnusableError, match="it must give one of"):
            await open_meaning(settings, stack)


async def test_one_that_opens_slowly_is_not_waited_for(tmp_path: Path) -> None:
    may_open, model = threading.Event(), Moody(tmp_path)

    def open_late(folder: Path, threads: int) -> Encodes:
        may_open.wait(20)
        return model

    async with AsyncExitStack() as stack:
        meaning = await open_meaning(RelatedSettings(model=str(tmp_path)), stack, open_model=open_late, opens=0)
        assert meaning is not None
        async with taking(meaning, *BOTH) as task:
            before = like(meaning)
            may_open.set()
            await task

        assert (before, like(meaning)) == ([], ["i-taxi"])


async def test_one_that_turns_out_late_to_be_of_no_use_is_told_and_adds_nothing(tmp_path: Path) -> None:
    may_open = threading.Event()

    def open_late(folder: Path, threads: int) -> Encodes:
        may_open.wait(20)
        raise ModelUnusableError("of no use")

    with structlog.testing.capture_logs() as logs:
        async with AsyncExitStack() as stack:
            meaning = await open_meaning(RelatedSettings(model=str(tmp_path)), stack, open_model=open_late, opens=0)
            assert meaning is not None
            async with taking(meaning, *BOTH) as task:
                may_open.set()
                await until(lambda: any(it["event"] == "meaning.unusable" for it in logs))

                assert not task.done()
                assert like(meaning) == []


async def test_a_real_model_that_raises_at_each_run_adds_nothing_and_stops_nothing(tmp_path: Path) -> None:
    """It has fewer vectors than there are tokens: onnxruntime raises at whatever it is asked."""
    nap = Nap()
    encoder = Encoder.open(tiny_model.write(tmp_path, tiny_model.onnx(vectors=tiny_model.table(2))))
    meaning = opened(encoder, nap=nap)
    async with taking(meaning, *BOTH):
        await until(lambda: len(nap.seconds) > 3)

    assert like(meaning) == []
    assert meaning.failures > 3


async def test_a_panic_of_a_library_is_told_like_any_other_fault() -> None:
    def panic() -> None:
        raise KeyboardInterrupt

    assert isinstance(await in_thread(panic), KeyboardInterrupt)
