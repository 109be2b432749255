"""A chat of an hour on three networks, in half a minute, in which everything goes wrong that is known to."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
import pytest_asyncio

from bridge.records import Contribution, ContributionId, Entity, Gap, SourceName, State
from tests.chat.check import Stored
from tests.chat.hour import Asked, Came, play

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(180)]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def came(tmp_path_factory: pytest.TempPathFactory) -> Came:
    folder: Path = tmp_path_factory.mktemp("chat")
    played = await play(folder, Asked())
    print(played.told())
    return played


async def test_whatever_goes_wrong_each_post_is_stored_once_as_it_stands_or_lies_in_a_gap(came: Came) -> None:
    assert came.account.wrong == []
    assert came.account.posts == 1500
    assert came.account.stored + came.account.rejected + came.account.in_gaps >= 1400


async def test_faults_of_all_kinds_were_met_on_all_networks(came: Came) -> None:
    assert len(came.faults) >= 30
    assert came.unmet == 0
    assert came.kills == 2
    assert min(came.account.edits, came.account.deletions) >= 40
    assert min(came.account.connects.values()) >= 5
    assert came.account.recovered >= 20


async def test_most_edits_and_deletions_are_heard_without_the_daily_check(came: Came) -> None:
    assert came.account.rechecked < 80 < (came.account.edits + came.account.deletions) / 4


def changed(stored: Stored, key: tuple[str, str], **fields: object) -> Stored:
    """As if this had been stored instead."""
    seq, entity = stored.changes[key]
    instead = msgspec.structs.replace(entity, **fields)
    return msgspec.structs.replace(stored, changes={**stored.changes, key: (seq, instead)})


def without(stored: Stored, *keys: tuple[str, str]) -> Stored:
    return msgspec.structs.replace(
        stored,
        changes={key: value for key, value in stored.changes.items() if key not in keys},
        read={key: value for key, value in stored.read.items() if key not in keys},
    )


def one(came: Came, source: SourceName) -> tuple[tuple[str, str], Contribution]:
    """A post of a network that is stored and shown."""
    return next(
        (key, it)
        for key, (_, it) in came.stored.changes.items()
        if isinstance(it, Contribution)
        and it.source is source
        and it.state is State.LIVE
        and it.text
        and not it.reposts
    )


@pytest.mark.parametrize("source", [SourceName.X, SourceName.BLUESKY, SourceName.MASTODON])
async def test_the_check_misses_a_post_that_is_lost(came: Came, source: SourceName) -> None:
    key, _ = one(came, source)

    assert len(came.hold(without(came.stored, key)).wrong) == 1


async def test_the_check_misses_reposts_that_no_gap_has(came: Came) -> None:
    gaps = [key for key, (_, it) in came.stored.changes.items() if isinstance(it, Gap) and it.source is SourceName.X]

    assert len(came.hold(without(came.stored, *gaps)).wrong) >= 20


async def test_the_check_sees_what_is_not_as_it_stands_at_its_network(came: Came) -> None:
    key, said = one(came, SourceName.X)

    assert len(came.hold(changed(came.stored, key, text=said.text.replace("draft", "note"))).wrong) == 1
    assert len(came.hold(changed(came.stored, key, state=State.WITHDRAWN)).wrong) == 1


async def test_the_check_sees_what_is_stored_twice_or_was_never_said(came: Came) -> None:
    _, said = one(came, SourceName.BLUESKY)
    twin = msgspec.structs.replace(said, id=ContributionId("c-twin"), aliases=(said.id,))
    stranger = msgspec.structs.replace(said, id=ContributionId("c-stranger"), aliases=())

    assert _holding(came, twin) == 1
    assert _holding(came, stranger) == 1


def _holding(came: Came, entity: Entity) -> int:
    """How much is wrong with this stored and read, too."""
    key = ("contribution", entity.id)
    stored = Stored(changes={**came.stored.changes, key: (0, entity)}, read={**came.stored.read, key: 0})
    return len(came.hold(stored).wrong)


async def test_the_check_sees_a_reader_of_the_feed_that_lacks_something(came: Came) -> None:
    key, _ = one(came, SourceName.MASTODON)
    read = {place: seq for place, seq in came.stored.read.items() if place != key}

    assert len(came.hold(msgspec.structs.replace(came.stored, read=read)).wrong) == 1
