"""What is written is known to read back, and what was written before reads back still."""

from __future__ import annotations

import msgspec
import pytest

from bridge.errors import UnreadableError
from bridge.records import CampaignId, Change, Commit, Contribution, Entity
from bridge.store.rows import Row, change_of, decode, decode_change, decode_in_outline, encode
from tests import factories

HERE = CampaignId("elective-care")


def row_of(entity: Entity) -> Row:
    return encode(HERE, Commit(expected_seq=0, puts=(entity,))).entities[0]


def test_a_row_of_a_store_from_before_reads_back_too() -> None:
    said = factories.contribution("Text people", score=0.5)

    assert decode(msgspec.json.encode(said)) == said
    assert decode(row_of(said).value) == said
    assert decode_in_outline(msgspec.json.encode(said)) == decode_in_outline(row_of(said).value)


@pytest.mark.parametrize("seq", [0, 1, 127, 2**31, 2**53])
def test_a_row_with_its_seq_is_the_packed_change(seq: int) -> None:
    said = factories.contribution()

    change = decode_change(change_of(seq, row_of(said)))

    assert change == Change(seq=seq, value=said)
    assert msgspec.msgpack.decode(change_of(seq, row_of(said))) == msgspec.msgpack.decode(
        msgspec.msgpack.encode(change)
    )


@pytest.mark.parametrize("score", [float("nan"), float("inf"), float("-inf"), -float("nan")])
def test_what_json_does_not_know_is_refused(score: float) -> None:
    with pytest.raises(UnreadableError, match=r"score"):
        row_of(factories.contribution(score=score))


@pytest.mark.parametrize("score", [0.0, 0.1, 1.0, -1.0, 1.7e308, -1.7e308])
def test_every_number_reads_back(score: float) -> None:
    said = decode(row_of(factories.contribution(score=score)).value)

    assert isinstance(said, Contribution)
    assert said.score == score
