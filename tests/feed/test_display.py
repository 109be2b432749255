"""What a network does not let us hand on is in nobody's feed who is not known to us, however they read it."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from bridge.feed.frames import Sight, Told, as_text
from bridge.records import Change, Closed, Idea, SourceName, Tag, Theme
from tests.factories import event, minutes
from tests.feed.feeding import CAMPAIGN, changes, feeding, idea

WORDS = "Text people a week before"


def without_xs_words(of: Idea) -> Idea:
    if of.worded_by is not SourceName.X:
        return of
    return msgspec.structs.replace(of, text="", withheld=SourceName.X)


def on_x(number: int, **fields: Any) -> Idea:
    return idea(number, WORDS, worded_by=SourceName.X, **fields)


@pytest.mark.parametrize("compression", [None, "deflate"])
@pytest.mark.parametrize("late", [False, True], ids=["live", "from the store"])
async def test_who_is_not_known_gets_an_idea_of_x_without_its_words_and_who_is_gets_them(
    compression: str | None, late: bool
) -> None:
    async with feeding(display=without_xs_words) as fed:
        if late:
            await fed.put(on_x(1), idea(2, WORDS))
        async with fed.reader(compression) as stranger, fed.reader(compression, signed_in=True) as known:
            if not late:
                await stranger.until("live")
                await known.until("live")
                await fed.put(on_x(1), idea(2, WORDS))
            to_stranger = changes(await stranger.until_idea("i-2"))
            to_known = changes(await known.until_idea("i-2"))

    assert [(it["text"], it["withheld"]) for it in to_stranger] == [("", "x"), (WORDS, None)]
    assert [(it["text"], it["withheld"]) for it in to_known] == [(WORDS, None), (WORDS, None)]


async def test_a_resumed_reader_who_is_not_known_gets_no_words_either() -> None:
    async with feeding(display=without_xs_words) as fed:
        await fed.put(idea(1, WORDS))
        async with fed.reader() as stranger:
            await stranger.until("live")
            place = stranger.place
        await fed.put(on_x(2))
        async with fed.reader(after=place) as stranger:
            (told,) = changes(await stranger.until_idea("i-2"))

    assert told["text"] == ""


def test_what_all_may_have_is_encoded_once_for_all() -> None:
    asked = []

    def display(of: Idea) -> Idea:
        asked.append(of.id)
        return of

    told = Told(Change(seq=1, value=idea(1, WORDS)), "e", display)

    assert told.wired(Sight.PUBLIC, as_text) is told.wired(Sight.SHOWN, as_text)
    assert asked == ["i-1"]


def test_what_is_withheld_is_encoded_once_more_and_what_left_is_gone_for_all() -> None:
    told = Told(Change(seq=1, value=on_x(1)), "e", without_xs_words)

    assert told.wired(Sight.PUBLIC, as_text) is told.wired(Sight.PUBLIC, as_text)
    assert WORDS.encode() in told.wired(Sight.SHOWN, as_text)
    assert WORDS.encode() not in told.wired(Sight.PUBLIC, as_text)
    assert b'"gone":true' in told.wired(Sight.GONE, as_text)


def test_who_set_a_theme_or_closed_an_event_is_told_to_nobody_by_the_feed() -> None:
    tagged = idea(1, WORDS, themes=(Tag(theme="t-1", at=minutes(1), by="tok-1"),))
    theme = Theme(id="t-1", campaign=CAMPAIGN, title="Letters", at=minutes(1), by="tok-1")
    closed = msgspec.structs.replace(
        event(), closed=Closed(at=minutes(1), who="tok-1", waiver="tok-1 goes on"), publishing_by="tok-1"
    )

    for entity in (tagged, theme, closed):
        told = Told(Change(seq=1, value=entity), "e")
        for sight in (Sight.SHOWN, Sight.PUBLIC):
            assert b"tok-1" not in told.wired(sight, as_text)
    assert b"goes on" not in told.wired(Sight.SHOWN, as_text)
