"""What a worker asks of the store's side over HTTP, at whichever of its addresses answers."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Sequence
from typing import Any, Self

import aiohttp
import msgspec
import structlog

from bridge.documents.inbox import Progress
from bridge.documents.shelf import SessionDesk
from bridge.errors import LeaseLostError, NotAllowedError, UnknownError, UnreadableError
from bridge.push.items import HeardRow
from bridge.records import CampaignId, EventId, Question, SourceName, Transcript, Turn, Upload
from workers.stored import StoredPage

log = structlog.get_logger()

#: Seconds between tries while nobody answers, and for which one answer is waited.
AGAIN = 0.5
PATIENCE = aiohttp.ClientTimeout(total=60, sock_connect=5)
#: Seconds that the store's side may wait for a document before it says that there is none.
WAIT = 5


class Hearsay(msgspec.Struct, frozen=True, kw_only=True):
    """What workers have heard after a place, up to `place`; `more` if that is not all."""

    rows: tuple[HeardRow, ...]
    place: str
    more: bool


class Agenda(msgspec.Struct, frozen=True, kw_only=True):
    """The questions of events that are listened to, and by event what facilitators put on. `seen` names this state."""

    questions: tuple[Question, ...]
    turns: dict[EventId, tuple[Turn, ...]]
    seen: str


class _Uploads(msgspec.Struct, frozen=True, kw_only=True):
    uploads: tuple[Upload, ...]


class Errands:
    """A worker's errands for one campaign. They try again for ever while nobody answers: cancel them to give up.

    `push_url` is where the worker pushes ("ws://…/v1/push"), or several of them, separated by commas.
    """

    def __init__(self, push_url: str, token: str, campaign: CampaignId) -> None:
        self._bases = deque(
            it.strip().removesuffix("/v1/push").replace("ws", "http", 1) for it in push_url.split(",") if it.strip()
        )
        self._campaign = campaign
        self._headers = {"Authorization": f"Bearer {token}"}
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession(headers=self._headers, timeout=PATIENCE)
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._session:
            await self._session.close()

    async def waiting(self) -> Sequence[Upload]:
        """Uploads that nobody reads now, oldest first; returns after some seconds when there is none."""
        answer = await self._ask("GET", "/v1/uploads", params={"state": "waiting", "wait": WAIT})
        return msgspec.json.decode(answer, type=_Uploads).uploads

    async def body(self, upload: str) -> bytes:
        """The bytes of an upload. Raises `UnknownError` if they are not there any more."""
        return await self._ask("GET", f"/v1/uploads/{upload}/body")

    async def update(self, upload: str, progress: Progress) -> Upload:
        """Say how far an upload is. Raises `LeaseLostError` if another worker has it now."""
        return msgspec.json.decode(
            await self._ask("PUT", f"/v1/uploads/{upload}", data=msgspec.json.encode(progress)), type=Upload
        )

    async def session(self, session: EventId) -> SessionDesk:
        """What else is kept of a session, and what its host has said of it. Raises `UnknownError`."""
        return msgspec.json.decode(await self._ask("GET", f"/v1/sessions/{session}/desk"), type=SessionDesk)

    async def keep(self, transcript: Transcript) -> None:
        """Keep an upload with what its reviewers read of it. Raises `UnknownError` if it is not there any more."""
        await self._ask("PUT", f"/v1/uploads/{transcript.upload}/transcript", data=msgspec.json.encode(transcript))

    async def heard(self, after: str) -> Hearsay:
        """What workers have heard after a place of the feed."""
        return msgspec.json.decode(await self._ask("GET", "/v1/heard", params={"after": after}), type=Hearsay)

    async def stored(self, source: SourceName, after: str) -> StoredPage:
        """A network's posts that are stored, after a place of the feed."""
        asked = {"source": source.value, "after": after}
        return msgspec.json.decode(await self._ask("GET", "/v1/stored", params=asked), type=StoredPage)

    async def questions(self, seen: str) -> Agenda:
        """The questions as they are now; returns after some seconds if they are still those that were `seen`."""
        answer = await self._ask("GET", "/v1/asked", params={"seen": seen, "wait": WAIT})
        return msgspec.json.decode(answer, type=Agenda)

    async def _ask(self, method: str, path: str, params: dict[str, Any] | None = None, **request: Any) -> bytes:
        assert self._session, "errands are run inside `async with`"
        asked = {"campaign": self._campaign, **(params or {})}
        while True:
            try:
                url = self._bases[0] + path
                async with self._session.request(method, url, params=asked, **request) as response:
                    body = await response.read()
                    if response.status < 400:
                        return body
                    _refuse(response.status, body)
            except (aiohttp.ClientError, TimeoutError) as error:
                log.info("errand.failed", error=type(error).__name__)
            self._bases.rotate(-1)
            await asyncio.sleep(AGAIN)


def _refuse(status: int, body: bytes) -> None:
    """Raise what a refusal means; return for one that passes by itself."""
    if status >= 500 or status in (408, 429):
        log.info("errand.put_off", status=status)
        return
    try:
        detail = str(msgspec.json.decode(body).get("detail", ""))
    except (msgspec.DecodeError, AttributeError):
        detail = f"HTTP {status}"
    if status in (401, 403):
        raise NotAllowedError(status, f"the store's side does not take this worker's token ({status}): {detail}")
    if status == 404:
        raise UnknownError(detail)
    if status == 409:
        raise LeaseLostError(detail)
    raise UnreadableError(detail)
