from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bridge.sources.handles import resolve_handles

KNOWN = {"horizons.example": "did:plc:horizons"}


async def answer(request: web.Request) -> web.Response:
    did = KNOWN.get(request.query["handle"])
    if request.query["handle"] == "odd.example":
        return web.json_response(["did:plc:odd"])
    if request.query["handle"] == "broken.example":
        return web.Response(text="{", content_type="application/json")
    if did is None:
        return web.json_response({"error": "InvalidRequest"}, status=400)
    return web.json_response({"did": did})


@asynccontextmanager
async def directory() -> AsyncIterator[str]:
    app = web.Application()
    app.router.add_get("/xrpc/com.atproto.identity.resolveHandle", answer)
    async with TestServer(app) as server:
        yield str(server.make_url("/"))


async def test_a_known_handle_gives_its_did_under_the_name_asked_for() -> None:
    async with directory() as base_url:
        found = await resolve_handles(["@horizons.example"], base_url)

    assert found == {"@horizons.example": "did:plc:horizons"}


@pytest.mark.parametrize("unknown", ["nobody.example", "odd.example", "broken.example"])
async def test_unknown_handles_and_odd_answers_are_left_out(unknown: str) -> None:
    async with directory() as base_url:
        found = await resolve_handles([unknown, "horizons.example"], base_url)

    assert found == {"horizons.example": "did:plc:horizons"}


async def test_a_host_that_is_not_there_knows_none() -> None:
    assert await resolve_handles(["horizons.example"], "http://127.0.0.1:1") == {}
