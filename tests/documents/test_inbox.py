"""Uploads in the store: taken in by any serve, begun by any transcriber, and nothing left of their bytes at the end."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

from bridge.documents.decode import LIMIT
from bridge.documents.inbox import ABANDONED_AFTER, ATTEMPTS, Inbox, Progress, Tray
from bridge.errors import DocumentError, LeaseLostError, StoreAwayError, UnknownError, UnreadableError
from bridge.ideas.sameness import Index
from bridge.projection.known import Projection
from bridge.records import CampaignId, Commit, EventId, Upload
from bridge.store.memory import MemoryStore
from tests import factories
from tests.factories import minutes
from workers.desk import Desk
from workers.leases import free

CAMPAIGN = CampaignId("elective-care")
SESSION = EventId("connect-1")


class Still:
    """A clock at the chat's end."""

    def now(self) -> object:
        return minutes(60)


class Office:
    """A serve's desk and inbox on a store that others may share."""

    def __init__(self, store: MemoryStore) -> None:
        self.store = store
        self.known = Projection(CAMPAIGN, Index())
        self.desk = Desk(store, self.known, Still())  # type: ignore[arg-type]
        tray = Tray(CAMPAIGN, self.desk, lambda: self.known.work, lambda it: it == SESSION, self.is_free)
        self.inbox = Inbox(store, [tray])

    def is_free(self, stream: str) -> bool:
        lease = self.known.work.lease(stream)
        return lease is None or free(lease, self.known.work)

    async def submit(self, body: bytes = b"WEBVTT", *, label: str = "meeting.vtt", at: float = 0) -> Upload:
        return await self.inbox.submit(SESSION, label, chunks(body), minutes(at))

    async def claim(self, upload: Upload, worker: str = "transcribe-1") -> int:
        stream = f"upload/{upload.id}"
        return (await self.desk.claim(worker, [stream]))[stream].number

    async def body(self, upload: Upload) -> bytes | None:
        return await self.store.blob(CAMPAIGN, f"upload/{upload.id}")


@asynccontextmanager
async def opened(store: MemoryStore | None = None) -> AsyncIterator[Office]:
    office = Office(store or MemoryStore())
    if store is None:
        await office.store.commit(CAMPAIGN, Commit(expected_seq=0, puts=(factories.campaign(),)))
    await office.known.catch_up(office.store)
    tasks = [asyncio.create_task(office.desk.run()), asyncio.create_task(office.known.follow(office.store))]
    try:
        yield office
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def chunks(*parts: bytes) -> AsyncIterator[bytes]:
    for part in parts:
        yield part


async def test_an_upload_waits_with_its_bytes_for_any_process_oldest_first() -> None:
    async with opened() as one, opened(one.store) as two:
        late = await one.inbox.submit(SESSION, "meeting.vtt", chunks(b"WEB", b"", b"VTT\n"), minutes(2))
        early = await two.submit(at=1)
        await one.known.catch_up(one.store)

        assert (late.state, late.size) == ("waiting", 7)
        assert await two.inbox.body(late.id) == b"WEBVTT\n"
        assert one.inbox.waiting(CAMPAIGN) == two.inbox.waiting(CAMPAIGN) == [early, late]
        assert two.inbox.uploads(SESSION) == [late, early]
        assert two.inbox.upload(late.id) == late
        assert two.inbox.uploads(EventId("connect-2")) == []


async def test_one_that_somebody_has_is_not_waiting_until_it_is_let_go_of() -> None:
    async with opened() as one:
        upload = await one.submit()
        await one.claim(upload)

        held = one.inbox.waiting(CAMPAIGN)
        await one.desk.release("transcribe-1", [f"upload/{upload.id}"])

        assert held == []
        assert one.inbox.waiting(CAMPAIGN) == [upload]


@pytest.mark.parametrize("state", ["done", "refused"])
async def test_an_upload_that_has_ended_keeps_no_raw_file(state: str) -> None:
    async with opened() as one:
        upload = await one.submit(b"a patient's words")
        lease = await one.claim(upload)

        ended = await one.inbox.update(upload.id, Progress(lease=lease, state=state, problem="why"))  # type: ignore[arg-type]

        assert one.inbox.upload(upload.id) == ended
        assert (ended.state, ended.problem) == (state, "why")
        assert await one.body(upload) is None
        assert one.inbox.waiting(CAMPAIGN) == []


async def test_a_crash_between_dropping_the_bytes_and_writing_it_down_leaves_no_bytes() -> None:
    class Dying(MemoryStore):
        async def drop_blob(self, campaign: CampaignId, name: str) -> None:
            await super().drop_blob(campaign, name)
            raise ConnectionResetError

    store = Dying()
    await store.commit(CAMPAIGN, Commit(expected_seq=0, puts=(factories.campaign(),)))
    async with opened(store) as one:
        upload = await one.submit()
        lease = await one.claim(upload)
        with pytest.raises(StoreAwayError):
            await one.inbox.update(upload.id, Progress(lease=lease, state="done"))

        now = one.inbox.upload(upload.id)
        assert now is not None
        assert now.state == "waiting"
        assert await store.blob(CAMPAIGN, f"upload/{upload.id}") is None


async def test_who_has_lost_the_lease_changes_nothing() -> None:
    async with opened() as one:
        upload = await one.submit()
        old = await one.claim(upload)
        await one.desk.release("transcribe-1", [f"upload/{upload.id}"])
        new = await one.claim(upload, "transcribe-2")

        with pytest.raises(LeaseLostError):
            await one.inbox.update(upload.id, Progress(lease=old, state="done"))

        assert new == old + 1
        assert one.inbox.upload(upload.id) == upload
        assert await one.body(upload) == b"WEBVTT"


async def test_a_document_that_ends_every_process_that_reads_it_is_refused_with_a_reason() -> None:
    async with opened() as one:
        upload = await one.submit()
        states = []
        for nth in range(ATTEMPTS + 1):
            lease = await one.claim(upload, f"transcribe-{nth}")
            states.append((await one.inbox.update(upload.id, Progress(lease=lease, state="reading"))).state)
            await one.desk.release(f"transcribe-{nth}", [f"upload/{upload.id}"])  # as if its lease had run out

        ended = one.inbox.upload(upload.id)
        assert states == ["reading"] * ATTEMPTS + ["refused"]
        assert ended is not None
        assert (ended.reason, ended.attempts) == ("too_hard", ATTEMPTS)
        assert "parts" in ended.problem
        assert await one.body(upload) is None


async def test_two_hundred_megabytes_are_refused_at_the_limit_and_leave_nothing() -> None:
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        while sent < 200 * 2**20:
            sent += 2**16
            yield bytes(2**16)

    async with opened() as one:
        before = await one.store.place(CAMPAIGN)

        with pytest.raises(DocumentError, match="10 MiB") as refused:
            await one.inbox.submit(SESSION, "big.vtt", endless(), minutes(0))

        assert refused.value.reason == "too_large"
        assert sent <= LIMIT + 2**16
        assert await one.store.place(CAMPAIGN) == before


async def test_a_sender_that_breaks_off_leaves_nothing() -> None:
    async def broken() -> AsyncIterator[bytes]:
        yield b"WEBVTT"
        raise ConnectionResetError

    async with opened() as one:
        before = await one.store.place(CAMPAIGN)

        with pytest.raises(ConnectionResetError):
            await one.inbox.submit(SESSION, "meeting.vtt", broken(), minutes(0))

        assert await one.store.place(CAMPAIGN) == before


async def test_who_leaves_once_all_is_sent_leaves_it_whole() -> None:
    class Slow(MemoryStore):
        def __init__(self) -> None:
            super().__init__()
            self.asked, self.go = asyncio.Event(), asyncio.Event()

        async def put_blob(self, campaign: CampaignId, name: str, value: bytes) -> None:
            self.asked.set()
            await self.go.wait()
            await super().put_blob(campaign, name, value)

    store = Slow()
    await store.commit(CAMPAIGN, Commit(expected_seq=0, puts=(factories.campaign(),)))
    async with opened(store) as one:
        sending = asyncio.create_task(one.submit())
        await store.asked.wait()
        arriving = one.inbox.waiting(CAMPAIGN)
        sending.cancel()
        store.go.set()
        async with asyncio.timeout(10):
            while not one.inbox.waiting(CAMPAIGN):
                await store.wait(CAMPAIGN, one.known.seq)
                await one.known.catch_up(store)

        assert arriving == []
        (waiting,) = one.inbox.waiting(CAMPAIGN)
        assert await one.body(waiting) == b"WEBVTT"


async def test_a_store_that_fails_is_told_as_one_that_is_away() -> None:
    class Failing(MemoryStore):
        async def put_blob(self, campaign: CampaignId, name: str, value: bytes) -> None:
            raise OSError(28, "no space")

        async def blob(self, campaign: CampaignId, name: str) -> bytes | None:
            raise TimeoutError("no answer in time")

    store = Failing()
    await store.commit(CAMPAIGN, Commit(expected_seq=0, puts=(factories.campaign(),)))
    async with opened(store) as one:
        with pytest.raises(StoreAwayError, match="try again later"):
            await one.submit()
        (arriving,) = one.inbox.uploads(SESSION)
        with pytest.raises(StoreAwayError, match="try again later"):
            await one.inbox.body(arriving.id)

    assert arriving.state == "arriving"


async def test_what_a_killed_process_left_half_in_the_store_is_ended_once_it_is_abandoned() -> None:
    async with opened() as one:
        for id_, at in (("0" * 32, minutes(0)), ("1" * 32, minutes(59))):
            half = Upload(
                id=id_, campaign=CAMPAIGN, session=SESSION, label="x", size=1, received_at=at, state="arriving"
            )
            await one.desk.act(lambda draft, half=half: draft.put(half))  # type: ignore[misc]
        await one.store.put_blob(CAMPAIGN, f"upload/{'0' * 32}", b"half a file")

        await one.inbox.sweep(minutes(0) + ABANDONED_AFTER + timedelta(seconds=1))

        assert [it.state for it in one.inbox.uploads(SESSION)] == ["arriving", "refused"]
        assert await one.store.blob(CAMPAIGN, f"upload/{'0' * 32}") is None


@pytest.mark.parametrize(
    ("label", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\ada\\Connect session.vtt", "Connect session.vtt"),
        ("a\x00b\nc\u202etv.exe", "a b c tv.exe"),
        ("Théâtre – séance.vtt", "Théâtre – séance.vtt"),
        ("x" * 4000, "x" * 120),
        ("", "document"),
        ("..", "document"),
        ("\ud800", "document"),
    ],
)
async def test_a_label_is_for_people_and_never_a_path(label: str, kept: str) -> None:
    async with opened() as one:
        upload = await one.submit(label=label)

        assert upload.label == kept


@pytest.mark.parametrize("upload_id", ["", "..", "../../etc", "0" * 31, "g" * 32, "0" * 32])
async def test_an_id_that_is_none_finds_nothing(upload_id: str) -> None:
    async with opened() as one:
        assert one.inbox.upload(upload_id) is None
        with pytest.raises(UnknownError):
            await one.inbox.update(upload_id, Progress(lease=1, state="done"))
        with pytest.raises(UnknownError):
            await one.inbox.body(upload_id)


@pytest.mark.parametrize(
    "said", [b"", b"{}", b'{"lease":1,"state":"waiting"}', b"\xff", b'{"lease":"1","state":"done"}']
)
async def test_what_is_no_progress_is_refused(said: bytes) -> None:
    async with opened() as one:
        upload = await one.submit()

        with pytest.raises(UnreadableError):
            await one.inbox.progress(upload.id, said)


async def test_a_session_of_no_campaign_takes_no_documents() -> None:
    async with opened() as one:
        with pytest.raises(UnknownError):
            await one.inbox.submit(EventId("elsewhere"), "meeting.vtt", chunks(b"WEBVTT"), minutes(0))
