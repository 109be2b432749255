"""A session's turns in, what a language model found in them out: windows, requests, checks, and what went wrong in words."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from urllib.parse import urlsplit

import aiohttp
import msgspec
import structlog

from bridge.model.ask import Endpoint, Overlong, Unanswered, Unusable, is_outside
from bridge.model.checked import Found, Passage, check, fold
from bridge.model.prompt import DIGEST
from bridge.model.windows import Line, Window, kept_back, windows

log = structlog.get_logger()

#: Unusable answers in a row, after which a model is not asked on: it will not do.
MOST_UNUSABLE = 3


class Extraction(msgspec.Struct, frozen=True, kw_only=True):
    """What a model found, and what of it was not believed.

    `thrown_away` counts by reason: "not_said", "wrong_turn", "bad_kind", "bad_shape", "too_long", "too_short", "too_many",
    "twice" (found again where windows overlap); "restated" are wordings left out while the quote stands, and "not_sent"
    turns that were kept back, for a detail of a person seemed to be left in them. `problem` is a sentence or two for a
    person where not all was read, and empty otherwise. `model` and `prompt_digest` tell where the findings come from.
    """

    found: tuple[Found, ...] = ()
    thrown_away: dict[str, int] = {}
    problem: str = ""
    prompt_digest: str = DIGEST
    model: str = ""


class Extractor:
    """One model at one server. `url` is the address up to /chat/completions; `http` is a session of the caller's.

    `seconds` is how long one answer may take, `longest` a whole session. Made once, at the start: it warns where
    words would leave one's own network.
    """

    def __init__(
        self,
        *,
        url: str,
        name: str,
        key: str = "",
        http: aiohttp.ClientSession,
        seconds: float = 30.0,
        longest: float = 600.0,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._name = name
        self._longest = longest
        self._endpoint = Endpoint(url=url, name=name, key=key, http=http, seconds=seconds, sleep=sleep)
        self._is_open = is_outside(url) and urlsplit(url).scheme != "https"
        if is_outside(url):
            log.warning("model.outside", host=urlsplit(url).hostname)

    async def extract(self, lines: Sequence[Line]) -> Extraction:
        """What the model finds. It never raises for what a server does: the rest is in `problem`."""
        if self._is_open:
            return self._extraction(
                "The language model was not asked: outside of your network its address must begin with https://."
            )
        began = asyncio.get_running_loop().time()
        private = kept_back(lines)
        reading = _Reading(self._endpoint, lines)
        every = list(windows(lines, private))
        try:
            async with asyncio.timeout(self._longest):
                await reading.read(every)
        except TimeoutError:
            reading.problem = f"it took longer than {self._longest:g} s in all"
        found, twice = fold(reading.passages, lines)
        thrown = reading.thrown + Counter({"twice": twice, "not_sent": len(private)})
        log.info(
            "model.asked",
            windows=len(every),
            read=reading.windows_read,
            found=len(found),
            thrown_away=thrown.total(),
            seconds=round(asyncio.get_running_loop().time() - began, 3),
            prompt=DIGEST,
        )
        return self._extraction(_problem(reading, len(every), len(private)), found, dict(thrown))

    def _extraction(
        self, problem: str, found: tuple[Found, ...] = (), thrown: dict[str, int] | None = None
    ) -> Extraction:
        return Extraction(found=found, thrown_away=thrown or {}, problem=problem, model=self._name)


class _Reading:
    """What came of one session so far. It is there also when the time is over."""

    def __init__(self, endpoint: Endpoint, lines: Sequence[Line]) -> None:
        self._endpoint = endpoint
        self._lines = lines
        self.passages: list[Passage] = []
        self.thrown: Counter[str] = Counter()
        self.windows_read = 0
        self.problem = ""

    async def read(self, every: Sequence[Window]) -> None:
        unusable = 0
        for window in every:
            try:
                await self._read(window)
            except Unanswered as error:
                self.problem = str(error)
                return
            except Unusable as error:
                self.problem = str(error)
                unusable += 1
                if unusable == MOST_UNUSABLE:
                    return
            else:
                self.windows_read += 1
                unusable = 0

    async def _read(self, window: Window, *, may_halve: bool = True) -> None:
        try:
            answer = await self._endpoint.answer(window)
        except Overlong:
            if not may_halve or len(window) == 1:
                raise
            middle = len(window) // 2
            await self._read(window[:middle], may_halve=False)
            await self._read(window[middle:], may_halve=False)
            return
        try:
            passages, thrown = check(answer, self._lines, {piece.turn for piece in window})
        except ValueError as error:
            raise Unusable("its answer is not the JSON that it was asked for") from error
        self.passages += passages
        self.thrown += thrown


def _problem(reading: _Reading, windows_there: int, kept: int) -> str:
    said = []
    if reading.problem:
        read = f"The language model read {reading.windows_read} of {windows_there} passages"
        said.append(f"{read}, the rules alone the rest: {reading.problem}.")
    if kept:
        turns = "1 turn was" if kept == 1 else f"{kept} turns were"
        said.append(
            f"{turns} not sent to the language model, for a number, an e-mail address or a postcode seems to be left unmasked."
        )
    return " ".join(said)
