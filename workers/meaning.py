"""What ideas mean, by a model that an operator has provided: read in a thread of its own, a few at a time, and held in an index.

It may only add to what the rules find. A model that raises, hangs or talks nonsense costs what it would have added, and is
logged and counted: after a failure it rests, and a text that it cannot read while it reads others is passed over.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection, Iterator, Sequence
from contextlib import AsyncExitStack, suppress
from functools import partial
from pathlib import Path
from threading import Thread
from typing import Protocol, TypeVar

import structlog

from bridge.ideas.meaning import Floats, Meanings, Similar, turned
from bridge.ideas.related import Related
from bridge.records import Idea
from bridge.web.asks import Gauge
from config.sections import Related as RelatedSettings
from workers.encoding import Encoder

log = structlog.get_logger()

#: Texts that a model reads at a time: a few hundred milliseconds of one core at most.
BATCH = 16
#: Seconds that a start waits for a model to open; what takes longer goes on opening while the bridge runs.
OPENS = 20.0
#: Seconds after which a run is told to end, and for which it is waited for then, before that is told.
SLOW, GRACE = 30.0, 2.0
#: Seconds of rest, each time longer until it works again.
RESTS = (1.0, 10.0, 60.0, 600.0)
#: What any model can read: if it cannot, it is not the text.
PROBE = "An idea"

T = TypeVar("T")


class Encodes(Protocol):
    """Turns texts into vectors, and blocks while it does."""

    def encode(self, texts: Sequence[str]) -> Floats: ...

    def stop(self) -> None: ...


class _FaultError(Exception):
    """The model gave no vectors."""


class Meaning:
    """The live ideas of all campaigns by what they mean, as far as they are understood.

    `near` is how alike (0–1) what it calls similar must be, `same` how alike what may say the same.
    """

    def __init__(
        self,
        opening: asyncio.Future[Encodes | BaseException],
        *,
        near: float,
        same: float,
        slow: float = SLOW,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.failures = 0
        self.passed_over = 0
        self._opening = opening
        self._near = near
        self._same = same
        self._slow = slow
        self._sleep = sleep
        self._index = Meanings()
        #: What is being read, by campaign and id, and in which words: what changes meanwhile is not taken in.
        self._reading: dict[tuple[str, str], str] = {}
        self._turn = asyncio.Lock()
        self._run: asyncio.Future[Floats | BaseException] | None = None
        self._rests = 0

    @property
    def understood(self) -> int:
        """How many ideas."""
        return len(self._index)

    async def take(self, ideas: Sequence[Idea]) -> None:
        """Understand them, `BATCH` at a time. A model that is broken is waited for."""
        new = [it for it in ideas if not self._index.knows(it.id, it.text, scope=it.campaign)]
        for at in range(0, len(new), BATCH):
            batch = new[at : at + BATCH]
            self._reading |= {(it.campaign, it.id): it.text for it in batch}
            try:
                for it, vector in zip(batch, await self._vectors([it.text for it in batch]), strict=True):
                    if vector is not None and self._reading.get((it.campaign, it.id)) == it.text:
                        self._add(it, vector)
            finally:
                for it in batch:
                    self._reading.pop((it.campaign, it.id), None)

    def outdate(self, id: str, text: str, *, scope: str) -> None:  # noqa: A002 - the record's own word
        """An idea has these words now: what it meant in others is forgotten."""
        if self._reading.get((scope, id)) != text:
            self._reading.pop((scope, id), None)
        if not self._index.knows(id, text, scope=scope):
            self._index.remove(id, scope=scope)

    def remove(self, id: str, *, scope: str) -> None:  # noqa: A002 - as above
        self._reading.pop((scope, id), None)
        self._index.remove(id, scope=scope)

    def clear(self, scope: str) -> None:
        self._reading = {key: text for key, text in self._reading.items() if key[0] != scope}
        self._index.clear(scope)

    def similar(self, id: str, *, scope: str, within: Collection[str], limit: int) -> Sequence[Similar]:  # noqa: A002
        """The ideas of the campaigns `within` that are similar in meaning to one, the most similar first."""
        return self._index.near(id, scope=scope, within=within, limit=limit, least=self._near)

    def same(self, id: str, *, scope: str, limit: int) -> Sequence[Similar]:  # noqa: A002 - as above
        """Those of its own campaign that may say the same."""
        return self._index.near(id, scope=scope, within={scope}, limit=limit, least=self._same)

    def turned(self, one: str, other: str) -> str:
        """What no model sees: why one of two texts may say the opposite of the other. Empty for no reason that the rules know."""
        return turned(one, other)

    def gauges(self) -> Iterator[Gauge]:
        for name, says, read in (
            ("understood", "Ideas that the model of meaning has understood.", lambda: float(self.understood)),
            ("failures", "How often the model of meaning gave no vectors.", lambda: float(self.failures)),
            ("passed_over", "Texts that the model of meaning could not read.", lambda: float(self.passed_over)),
        ):
            yield Gauge(name=f"ideabridge_meaning_{name}", says=says, read=read)

    async def close(self) -> None:
        """Let a run that is on end."""
        if self._run is not None and not self._run.done() and (encoder := self._opened()):
            encoder.stop()
            await asyncio.wait({self._run}, timeout=GRACE)

    def _add(self, idea: Idea, vector: Floats) -> None:
        try:
            self._index.add(idea.id, idea.text, vector, scope=idea.campaign)
        except Exception as error:  # noqa: BLE001 - a vector of another length, or no room: it is not added, and that is all
            self._fail(error)

    async def _vectors(self, texts: Sequence[str]) -> list[Floats | None]:
        """A vector for each text; none for one that the model cannot read by itself, though it can read others."""
        with suppress(_FaultError):
            return [*await self._encode(texts)]
        if len(texts) > 1:
            return [vector for text in texts for vector in await self._vectors([text])]
        while True:
            try:
                await self._encode([PROBE])
            except _FaultError:
                rest = RESTS[min(self._rests, len(RESTS) - 1)]
                self._rests += 1
                log.warning("meaning.rests", seconds=rest)
                await self._sleep(rest)
                with suppress(_FaultError):
                    return [*await self._encode(texts)]
            else:
                self.passed_over += 1
                log.warning("meaning.passed_over", count=self.passed_over)
                return [None]

    async def _encode(self, texts: Sequence[str]) -> Floats:
        async with self._turn:
            await asyncio.wait({self._opening})
            encoder = self._opened()
            if encoder is None:
                await asyncio.Event().wait()  # it could not be opened, which was told: there is nothing to come
                raise AssertionError
            self._run = in_thread(partial(encoder.encode, texts))
            if not (await asyncio.wait({self._run}, timeout=self._slow))[0]:
                encoder.stop()
                if not (await asyncio.wait({self._run}, timeout=GRACE))[0]:
                    log.error("meaning.hangs", seconds=self._slow + GRACE)
                    self.failures += 1
                    await asyncio.wait({self._run})
            told = self._run.result()
            if isinstance(told, BaseException):
                self._fail(told)
                raise _FaultError from told
            self._rests = 0
            return told

    def _opened(self) -> Encodes | None:
        told = self._opening.result() if self._opening.done() else None
        return None if isinstance(told, BaseException) else told

    def _fail(self, error: BaseException) -> None:
        self.failures += 1
        log.warning("meaning.failed", error=type(error).__name__)


class Beside:
    """An index of what ideas are about that lets what they mean go, too, once it does not hold any more."""

    def __init__(self, related: Related, meaning: Meaning) -> None:
        self._related = related
        self._meaning = meaning

    def add(self, id: str, text: str, *, scope: str, lang: str | None) -> None:  # noqa: A002 - the record's own word
        self._related.add(id, text, scope=scope, lang=lang)
        self._meaning.outdate(id, text, scope=scope)

    def remove(self, id: str, *, scope: str) -> None:  # noqa: A002 - as above
        self._related.remove(id, scope=scope)
        self._meaning.remove(id, scope=scope)

    def clear(self, scope: str) -> None:
        self._related.clear(scope)
        self._meaning.clear(scope)


def _open(folder: Path, threads: int) -> Encodes:
    return Encoder.open(folder, threads=threads)


async def open_meaning(
    settings: RelatedSettings,
    stack: AsyncExitStack,
    *,
    open_model: Callable[[Path, int], Encodes] = _open,
    opens: float = OPENS,
) -> Meaning | None:
    """The model that is set, or None where none is. Raises `ModelUnusableError` if it can be told soon that it is of no use."""
    if not settings.model:
        return None
    opening = in_thread(partial(open_model, Path(settings.model), settings.threads))
    done, _ = await asyncio.wait({opening}, timeout=opens)
    if done and isinstance(error := opening.result(), BaseException):
        raise error
    if not done:
        log.warning("meaning.opens_slowly", seconds=opens)
        opening.add_done_callback(_tell)
    meaning = Meaning(opening, near=settings.near, same=settings.same)
    stack.push_async_callback(meaning.close)
    return meaning


def in_thread(work: Callable[[], T]) -> asyncio.Future[T | BaseException]:
    """What it returns or raises, in a thread that keeps no process from ending: a hanging one must not."""
    loop = asyncio.get_running_loop()
    future: asyncio.Future[T | BaseException] = loop.create_future()

    def run() -> None:
        told: T | BaseException
        try:
            told = work()
        except BaseException as error:  # noqa: BLE001 - a library may panic; nobody else would hear of it
            told = error
        with suppress(RuntimeError):  # the loop has been closed meanwhile
            loop.call_soon_threadsafe(settle, told)

    def settle(told: T | BaseException) -> None:
        if not future.done():
            future.set_result(told)

    try:
        Thread(target=run, name="meaning", daemon=True).start()
    except RuntimeError as error:  # the machine gives no more threads
        settle(error)
    return future


def _tell(opening: asyncio.Future[Encodes | BaseException]) -> None:
    if not opening.cancelled() and isinstance(error := opening.result(), BaseException):
        log.error("meaning.unusable", error=str(error))
