"""The web room on a real socket, over a made-up campaign and a store in memory."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bridge.store.memory import MemoryStore
from bridge.web.access import Access
from tests.web.fakes import StandingClock
from tests.web.house import House


@pytest.fixture
async def access() -> Access:
    access = Access(MemoryStore(), StandingClock())
    await access.start()
    return access


@pytest.fixture
async def house() -> AsyncIterator[House]:
    """A campaign for signed-in people only."""
    async with House.open() as house:
        yield house


@pytest.fixture
async def public_house() -> AsyncIterator[House]:
    """A campaign whose ideas all may read."""
    async with House.open(public=True) as house:
        yield house
