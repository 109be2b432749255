from __future__ import annotations

from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st
from websockets.datastructures import Headers
from websockets.exceptions import ConnectionClosedError, InvalidStatus, InvalidURI
from websockets.http11 import Response

from bridge.sources.reconnect import reconnect_delays, refusal


def answered(status: int) -> InvalidStatus:
    return InvalidStatus(Response(status, "", Headers()))


def test_delays_grow_to_the_cap_and_stay_there() -> None:
    delays = reconnect_delays(first=1, growth=2, cap=10, jitter=lambda: 0)

    assert list(islice(delays, 6)) == [1, 2, 4, 8, 10, 10]


@given(st.floats(0, 1))
def test_chance_shortens_a_delay_by_half_at_most(chance: float) -> None:
    delays = reconnect_delays(first=1, growth=3, cap=9, jitter=lambda: chance)

    assert all(full / 2 <= delay <= full for delay, full in zip(delays, [1, 3, 9, 9], strict=False))


@pytest.mark.parametrize("error", [answered(401), answered(403), InvalidURI("http://a.example", "scheme")])
def test_a_refusal_and_a_wrong_address_are_final(error: Exception) -> None:
    assert refusal(error) is not None


@pytest.mark.parametrize(
    "error", [answered(400), answered(429), answered(503), OSError(), ConnectionClosedError(None, None)]
)
def test_all_else_may_pass(error: Exception) -> None:
    assert refusal(error) is None
