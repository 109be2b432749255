from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.networks.x import X
from tests.networks.x_chat import START
from tests.networks.x_time import Time


@pytest.fixture
def time() -> Time:
    """A little before the chat opens."""
    return Time(START)


@pytest.fixture
async def server(time: Time) -> AsyncIterator[X]:
    async with X(now=time.now) as server:
        yield server
