"""When something was said, in the ways of exports and of people."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.documents.moments import months_first, read_moment

LOCAL = datetime(2026, 11, 2, 19, 3)  # noqa: DTZ001 - a clock without a zone is what is tested


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-02 19:03",
        "2026-11-02T19:03:00",
        "2026/11/02 19:03:00.000",
        "02/11/2026 19:03",
        "2/11/2026, 7:03 PM",
        "02.11.2026 19.03",
        "2 November 2026 19:03",
        "Monday, 2nd Nov 2026 at 7:03 p.m.",
        "Nov 2, 2026, 7:03 PM",
        "November 2nd, 2026 at 19:03",
    ],
)
def test_a_clock_without_a_zone_stays_without_one(text: str) -> None:
    assert read_moment(text) == LOCAL


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-02T19:03:00Z",
        "2026-11-02T19:03:00.000Z",
        "2026-11-02 19:03 UTC",
        "2026-11-02T20:03:00+01:00",
        "Mon Nov 02 19:03:00 +0000 2026",
        "1793646180",
        "1793646180000",
    ],
)
def test_a_zone_that_is_said_is_kept(text: str) -> None:
    assert read_moment(text) == LOCAL.replace(tzinfo=UTC)


def test_a_zone_of_another_place_is_kept_as_it_is() -> None:
    moment = read_moment("2026-11-02 19:03 -0500")

    assert moment is not None
    assert moment.tzinfo == timezone(timedelta(hours=-5))


@pytest.mark.parametrize(
    ("times", "first"),
    [
        (["11/28/2026 19:03", "11/02/2026"], True),
        (["28/11/2026", "02/11/2026"], False),
        (["02/11/2026"], False),
        (["11/28/2026", "28/11/2026"], False),
        ([], False),
    ],
)
def test_the_day_comes_first_unless_a_date_shows_that_it_does_not(times: list[str], first: bool) -> None:
    assert months_first(times) is first


def test_the_month_first_is_read_so() -> None:
    assert read_moment("11/02/2026 19:03", month_first=True) == LOCAL
    assert read_moment("11/28/2026") is None


@pytest.mark.parametrize(
    "text", ["", "2h", "19:03", "yesterday", "31/02/2026", "2026-11-02 25:00", "2/11/2026 13:00 pm", "0 Nov 2026"]
)
def test_what_cannot_be_read_is_told_as_none(text: str) -> None:
    assert read_moment(text) is None


@given(st.text(alphabet="0123456789/-: TZ+novPM", max_size=40))
def test_whatever_it_is_it_is_read_or_none(text: str) -> None:
    assert read_moment(text) is None or isinstance(read_moment(text), datetime)
