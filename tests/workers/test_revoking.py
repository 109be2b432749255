"""An open socket is closed once its token is no longer good."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from functools import partial

import pytest
from websockets.asyncio.client import connect
from websockets.asyncio.server import ServerConnection, serve

from workers import revoking
from workers.revoking import Revocation


async def test_a_socket_whose_token_was_revoked_is_closed_and_another_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(revoking, "LOOK_AT_TOKEN", 0.01)
    good = {"amy", "ben"}
    looks = asyncio.Semaphore(0)

    def may(headers: Mapping[str, str], scope: str) -> bool:
        looks.release()
        return headers["Who"] in good

    async def attend(connection: ServerConnection) -> None:
        assert connection.request
        watch = Revocation(may, connection.request.headers, "feed", connection)
        await connection.wait_closed()
        watch.end()

    async with serve(attend, "127.0.0.1", 0) as server:
        address = f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        come = partial(connect, address, proxy=None)
        async with come(additional_headers={"Who": "amy"}) as amy, come(additional_headers={"Who": "ben"}) as ben:
            good.remove("amy")

            await asyncio.wait_for(amy.wait_closed(), 10)
            for _ in range(20):
                await asyncio.wait_for(looks.acquire(), 10)

            assert (amy.close_code, amy.close_reason) == (1008, "the token was revoked, or has expired")
            assert ben.close_code is None
