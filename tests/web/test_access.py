"""Tokens, sign-in links and sessions: who may come in, and when no longer."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from bridge.errors import NotAllowedError, StoreAwayError, UnknownError
from bridge.records import CampaignId, Commit
from bridge.store.memory import MemoryStore
from bridge.web.access import ACCESS, SCOPES, SESSION_LIVES, Access, new_secret
from tests.web.fakes import StandingClock


def bearer(secret: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {secret}"}


def status_of(access: Access, headers: dict[str, str], scope: str) -> int:
    try:
        access.check(headers, scope)
    except NotAllowedError as error:
        return error.status
    return 200


@pytest.mark.parametrize(
    ("held", "asked", "status"),
    [
        ("feed", "feed", 200),
        ("feed", "moderate", 403),
        ("ingest", "feed", 403),
        ("moderate", "feed", 200),
        ("moderate", "ingest", 403),
        ("moderate", "admin", 403),
        *[("admin", scope, 200) for scope in SCOPES],
    ],
)
async def test_a_token_opens_what_its_scope_names(access: Access, held: str, asked: str, status: int) -> None:
    secret = await access.create_token([held])

    assert status_of(access, bearer(secret), asked) == status


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": "Bearer "},
        {"Authorization": "Bearer nonsense"},
        {"Authorization": "Basic b3duZXI6b3duZXI="},
        {"Cookie": "ideabridge=nonsense"},
        {"Cookie": "\x00;=;"},
        bearer(new_secret()),
        bearer("\udc80"),
    ],
)
async def test_what_is_not_known_is_told_to_sign_in(access: Access, headers: dict[str, str]) -> None:
    assert status_of(access, headers, "feed") == 401


async def test_a_wrong_secret_under_a_known_id_is_refused(access: Access) -> None:
    secret = await access.create_token(["feed"])

    forged = secret[:-1] + ("0" if secret[-1] != "0" else "1")

    assert status_of(access, bearer(forged), "feed") == 401


async def test_the_store_never_sees_a_secret() -> None:
    store = MemoryStore()
    access = Access(store, StandingClock())

    secrets = [await access.create_token(["feed"]), await access.create_link()]
    secrets.append(await access.use_link(secrets[1]))

    kept = repr(await store.changes(ACCESS, 0, 100)) + repr(store.audit)
    assert not [secret for secret in secrets if secret in kept or secret.rpartition("_")[2] in kept]


async def test_a_revoked_token_is_dead_at_once(access: Access) -> None:
    secret = await access.create_token(["feed"])

    await access.revoke(access.check(bearer(secret), "feed").id)

    assert status_of(access, bearer(secret), "feed") == 401


async def test_whose_a_token_was_is_known_after_it_ended(access: Access) -> None:
    secret = await access.create_token({"moderate"}, "Amy from the North team")
    token = access.bearer({"Authorization": f"Bearer {secret}"})
    assert token is not None
    await access.revoke(token.id)

    assert access.note_of(token.id) == "Amy from the North team"
    assert access.note_of("nobody") == ""


async def test_revoking_what_is_not_there_says_so(access: Access) -> None:
    with pytest.raises(UnknownError):
        await access.revoke("never")


async def test_a_token_ends_when_it_was_said_to() -> None:
    clock = StandingClock()
    access = Access(MemoryStore(), clock)
    secret = await access.create_token(["feed"], expires=timedelta(days=1))

    clock.at += timedelta(days=1)

    assert status_of(access, bearer(secret), "feed") == 401


async def test_a_link_opens_one_session(access: Access) -> None:
    link = await access.create_link()

    session = await access.use_link(link)

    assert status_of(access, {"Cookie": f"other=1; {access.cookie}={session}"}, "admin") == 200
    with pytest.raises(NotAllowedError):
        await access.use_link(link)


async def test_of_two_uses_of_a_link_at_once_one_wins() -> None:
    store, clock = MemoryStore(), StandingClock()
    here, there = Access(store, clock), Access(store, clock)
    link = await here.create_link()
    await there.start()

    tried = await asyncio.gather(here.use_link(link), there.use_link(link), return_exceptions=True)

    assert sorted(type(it).__name__ for it in tried) == ["NotAllowedError", "str"]


async def test_a_link_is_no_token_and_no_session(access: Access) -> None:
    link = await access.create_link()

    assert status_of(access, bearer(link), "feed") == 401
    assert status_of(access, {"Cookie": f"{access.cookie}={link}"}, "feed") == 401


async def test_a_link_cannot_be_used_after_a_day() -> None:
    clock = StandingClock()
    access = Access(MemoryStore(), clock)
    link = await access.create_link()

    clock.at += timedelta(hours=24)

    with pytest.raises(NotAllowedError):
        await access.use_link(link)


async def test_a_session_is_dead_once_signed_out_or_too_old() -> None:
    clock = StandingClock()
    access = Access(MemoryStore(), clock)
    left, aged = [await access.use_link(await access.create_link()) for _ in range(2)]

    await access.end_session(left)

    assert status_of(access, {"Cookie": f"{access.cookie}={left}"}, "feed") == 401
    assert status_of(access, {"Cookie": f"{access.cookie}={aged}"}, "feed") == 200
    clock.at += SESSION_LIVES
    assert status_of(access, {"Cookie": f"{access.cookie}={aged}"}, "feed") == 401


async def test_a_bad_token_is_not_made_good_by_a_cookie(access: Access) -> None:
    session = await access.use_link(await access.create_link())

    headers = bearer("nonsense") | {"Cookie": f"{access.cookie}={session}"}

    assert status_of(access, headers, "feed") == 401


async def test_a_given_token_is_registered_once(access: Access) -> None:
    secret = "given-by-the-runtime-0123456789abcdef"

    first, again = await access.ensure_token(secret, ["ingest"]), await access.ensure_token(secret, ["ingest"])

    assert first == again
    assert status_of(access, bearer(secret), "ingest") == 200
    assert len(access.tokens()) == 1


@pytest.mark.parametrize(("secret", "scopes"), [("short", ["feed"]), ("x" * 40, ["everything"]), ("x" * 40, [])])
async def test_a_weak_or_meaningless_token_is_refused(access: Access, secret: str, scopes: list[str]) -> None:
    with pytest.raises(ValueError, match=r"token create|scopes are"):
        await access.ensure_token(secret, scopes)


async def test_the_token_that_ideabridge_itself_needs_is_not_revoked(access: Access) -> None:
    token = await access.ensure_token("a-secret-that-is-long-enough-to-be-one", ["admin"])

    with pytest.raises(NotAllowedError, match="needed by ideabridge itself"):
        await access.revoke(token.id)

    assert access.check(bearer("a-secret-that-is-long-enough-to-be-one"), "ingest") == token


async def test_what_one_process_revokes_is_dead_on_the_other() -> None:
    store, clock = MemoryStore(), StandingClock()
    here, there = Access(store, clock), Access(store, clock)
    secret = await here.create_token(["feed"])
    await there.start()
    async with asyncio.timeout(5), asyncio.TaskGroup() as tasks:
        following = tasks.create_task(there.follow())

        await here.revoke(here.check(bearer(secret), "feed").id)
        while status_of(there, bearer(secret), "feed") == 200:  # noqa: ASYNC110 - nobody is told when a token dies
            await asyncio.sleep(0)
        following.cancel()

    assert status_of(there, bearer(secret), "feed") == 401


async def test_over_https_only_the_host_cookie_counts() -> None:
    access = Access(MemoryStore(), StandingClock(), https=True)
    session = await access.use_link(await access.create_link())

    assert status_of(access, {"Cookie": f"ideabridge={session}"}, "feed") == 401
    assert status_of(access, {"Cookie": f"__Host-ideabridge={session}"}, "feed") == 200


class Turning:
    """A store that can turn: from then on it is another one, which lacks what the first was given."""

    def __init__(self) -> None:
        self.store = MemoryStore()

    def turn(self) -> None:
        self.store = MemoryStore()

    def __getattr__(self, name: str) -> Any:
        return getattr(self.store, name)


async def test_after_a_store_lost_its_tail_a_token_that_it_lost_is_dead_and_our_own_comes_back() -> None:
    store = Turning()
    access = Access(store, StandingClock())
    lost = await access.create_token(["feed"])
    ours = "given-by-the-runtime-0123456789abcdef"
    await access.ensure_token(ours, ["admin"])

    store.turn()
    kept = await Access(store, StandingClock()).create_token(["feed"])
    async with asyncio.timeout(5), asyncio.TaskGroup() as tasks:
        following = tasks.create_task(access.follow())
        while len(access.tokens()) != 2 or status_of(access, bearer(kept), "feed") == 401:  # noqa: ASYNC110 - as above
            await asyncio.sleep(0)
        following.cancel()

    assert status_of(access, bearer(lost), "feed") == 401
    assert status_of(access, bearer(ours), "admin") == 200


async def test_our_own_token_that_another_process_revoked_stays_dead() -> None:
    store, ours = MemoryStore(), "given-by-the-runtime-0123456789abcdef"
    here, there = Access(store, StandingClock()), Access(store, StandingClock())
    token = await here.ensure_token(ours, ["admin"])
    await there.start()
    async with asyncio.timeout(5), asyncio.TaskGroup() as tasks:
        following = tasks.create_task(here.follow())

        await there.revoke(token.id)
        while status_of(here, bearer(ours), "admin") == 200:  # noqa: ASYNC110 - as above
            await asyncio.sleep(0)
        for _ in range(20):
            await asyncio.sleep(0)
        following.cancel()

    assert here.tokens() == []


async def test_a_store_that_fails_is_told_as_one_that_is_away() -> None:
    class Failing(MemoryStore):
        async def commit(self, campaign: CampaignId, commit: Commit) -> int:
            raise OSError(28, "no space")

    access = Access(Failing(), StandingClock())

    with pytest.raises(StoreAwayError, match="try again later"):
        await access.create_token(["feed"])

    assert access.tokens() == []
