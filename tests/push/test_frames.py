from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.errors import UnreadableError
from bridge.push.frames import (
    Ack,
    Hello,
    Mistaken,
    Outcome,
    Push,
    Refused,
    Tally,
    Welcome,
    decode_from_store,
    decode_from_worker,
    encode,
    number_of,
)
from bridge.records import ContributionId, Gap, IdeaId, SourceName
from tests.factories import contribution, minutes

GAP = Gap(id="g-1", source=SourceName.X, from_at=minutes(0), to_at=minutes(5), cause="the network was away")
PUSH = Push(
    n=1,
    contributions=(contribution(),),
    cursor={"jetstream": "17"},
    tally={"jetstream": Tally(arrived=2, contributed=1, rejected={"empty": 1})},
    gaps=(GAP,),
)
OUTCOME = Outcome(id=ContributionId("c-1"), outcome="new", idea=IdeaId("i-1"), at="e.1")


@pytest.mark.parametrize("frame", [Hello(worker="listen-1"), PUSH], ids=lambda frame: type(frame).__name__)
def test_what_a_worker_says_reads_back_as_it_was(frame: Hello | Push) -> None:
    assert decode_from_worker(encode(frame)) == frame


@pytest.mark.parametrize(
    "frame",
    [
        Welcome(cursors={"jetstream": "17"}, window=64),
        Ack(n=1, outcomes=(OUTCOME,)),
        Refused(n=1, reason="no such event"),
        Mistaken(reason="not JSON"),
    ],
    ids=lambda frame: type(frame).__name__,
)
def test_what_the_store_answers_reads_back_as_it_was(frame: Welcome | Ack | Refused | Mistaken) -> None:
    assert decode_from_store(encode(frame)) == frame


def changed(**fields: object) -> str:
    return json.dumps(json.loads(encode(PUSH)) | fields)


@pytest.mark.parametrize(
    ("message", "told"),
    [
        (changed(n="one"), "Expected `int`, got `str` at `$.n`"),
        (changed(n=-1), "Expected `int` >= 0 at `$.n`"),
        (changed(contributions=[{"entity": "contribution"}]), "required field `id` at `$.contributions[0]`"),
        (changed(gaps=[{**json.loads(encode(PUSH))["gaps"][0], "source": "Amy's words"}]), "at `$.gaps[0].source`"),
        (
            changed(gaps=[{**json.loads(encode(PUSH))["gaps"][0], "from_at": "2026-11-02T19:00:00"}]),
            "`$.gaps[0].from_at`",
        ),
        (changed(type="Amy's - at `$.words`"), "at `$.type`"),
        ('{"type":"hello","worker":"Amy Jones"}', "at `$.worker`"),
        ('{"type":"hello","worker":"amy\\n"}', "at `$.worker`"),
        ('{"type":"hello"', "truncated"),
        ('"Amy"', "Expected `object`, got `str`"),
        ("[" * 100_000, "Expected `object`"),
        ('{"type":"push","n":1,"more":' + "[" * 100_000, "nested too deep"),
        (b'{"type":"hello","worker":"a"}', "a binary frame"),
    ],
)
def test_a_frame_that_is_none_is_told_by_its_field_and_never_quoted(message: str | bytes, told: str) -> None:
    with pytest.raises(UnreadableError) as caught:
        decode_from_worker(message)

    assert told in str(caught.value)
    assert "Amy" not in str(caught.value)


@given(st.text() | st.binary() | st.recursive(st.none() | st.text() | st.integers(), st.lists).map(json.dumps))
def test_no_message_at_all_breaks_the_reader(message: str | bytes) -> None:
    with pytest.raises(UnreadableError):
        decode_from_worker(message)


def test_a_push_that_cannot_be_read_still_has_its_number() -> None:
    assert number_of(changed(n=7, contributions=[{}])) == 7
    assert number_of('{"type":"hello","n":7}') is None
    assert number_of("not JSON") is None


TALLIES = st.builds(
    Tally,
    arrived=st.integers(0, 99),
    contributed=st.integers(0, 99),
    rejected=st.dictionaries(st.sampled_from(["empty", "elsewhere"]), st.integers(0, 99)),
)


@given(TALLIES, TALLIES, TALLIES)
def test_tallies_add_up_in_any_order(one: Tally, two: Tally, three: Tally) -> None:
    assert (one + two) + three == three + (two + one)
    assert sum((one + two).rejected.values()) == sum(one.rejected.values()) + sum(two.rejected.values())
