"""An hour of more than 1,400 posts held against its answer sheet. Floors stand just below what is reached today."""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import NamedTuple

import pytest

from bridge.projection.tallies import Figures
from bridge.records import Contribution, Idea, IdeaId
from bridge.web.counting import Asked, Count, Numbers
from tests.recordings.third import (
    Voices,
    groups_found,
    held_found,
    ideas_found,
    joined_names,
    questions_found,
    suggested,
    voices_found,
)
from tests.recordings.third_cleared import ALONE, Acts, cleared, ungrouped
from tests.recordings.third_heard import EVENT, Sheet, judged, opened, plan, sheet
from tests.recordings.third_made import RECORDING, SHEET, Chat, lines, recording
from tests.recordings.third_made import sheet as made_sheet


class Heard(NamedTuple):
    """The chat as it was taken in, and how it was cleared."""

    told: Sheet
    by_line: dict[int, Contribution]
    ideas: dict[IdeaId, Idea]
    figures: Figures
    unread: int
    numbers: dict[str, Numbers]
    acts: Acts
    voices_then: Voices
    acts_ungrouped: Acts


async def _heard() -> Heard:
    told, heard = sheet(), await judged(plan())
    async with opened(heard) as chat:
        by_line, ideas = chat.by_line(), dict(chat.ideas)
        figures, unread = chat.known.figures(), chat.known.unread(EVENT)
        count = Count(Asked(event=EVENT), await chat.known.ideas_of(EVENT))
        count.add(chat.said)
        acts = await cleared(chat, told)
        voices_then, _ = voices_found(told, chat.by_line(), chat.ideas, joined_names(told))
    async with opened(ungrouped(heard), ALONE) as chat:
        return Heard(
            told, by_line, ideas, figures, unread, count.numbers(), acts, voices_then, await cleared(chat, told)
        )


@pytest.fixture(scope="module")
def chat() -> Heard:
    return asyncio.run(_heard())


def test_the_recording_and_its_sheet_are_what_the_posts_written_by_hand_make() -> None:
    made = Chat()
    told = lines(made)

    assert RECORDING.read_text(encoding="utf-8").splitlines() == [*recording(told)]
    assert SHEET.read_text(encoding="utf-8") == made_sheet(told, made)


def test_it_has_the_proportions_of_a_real_chat() -> None:
    chat, told = Chat(), sheet()

    repeats = [it for it in chat.posts if it.reposts or it.quotes or (it.standing == "voice" and it.kind == "repost")]
    ideas = [it for it in told.ideas if not it.endswith(("~", "+"))]

    assert len(told.posts) >= 1_400
    assert 0.5 < len(repeats) / len(told.posts) < 0.62
    assert 0.05 < len(ideas) / len(told.posts) < 0.13
    assert {*Counter(it.by.network for it in chat.posts)} == {"x", "bluesky", "mastodon"}


def test_every_post_of_ours_is_kept_and_what_was_deleted_is_gone(chat: Heard) -> None:
    ours = {line for line, it in chat.told.posts.items() if it.kind != "elsewhere"}

    assert {*chat.by_line} == ours - chat.told.deleted


def test_ideas_are_found(chat: Heard) -> None:
    found, wrong = ideas_found(chat.told, chat.by_line)

    assert found.precision >= 0.95, "\n".join(wrong)
    assert found.recall >= 0.85, "\n".join(wrong)


def test_what_says_the_same_stands_together_and_nothing_else_does(chat: Heard) -> None:
    found = groups_found(chat.told, chat.by_line, reworded=False)

    assert found.precision >= 0.995
    assert found.recall >= 0.92


def test_the_same_idea_in_other_words_is_suggested(chat: Heard) -> None:
    assert suggested(chat.told, chat.by_line, chat.ideas) >= 0.45


def test_voices_are_counted_as_a_person_counts_them(chat: Heard) -> None:
    names = [it for it in chat.told.ideas if not it.endswith("+")]

    found, wrong = voices_found(chat.told, chat.by_line, chat.ideas, names)

    assert found.exact >= 0.70, "\n".join(wrong)
    assert found.mean_error <= 0.5, "\n".join(wrong)


def test_answers_are_put_under_their_question(chat: Heard) -> None:
    found, wrong = questions_found(chat.told, chat.by_line, answers=True)

    assert found >= 0.97, "\n".join(wrong)


def test_details_of_a_person_are_held_and_nothing_harmless_is(chat: Heard) -> None:
    held = held_found(chat.told, chat.by_line)

    assert held["private"] == (2, 2)
    assert held["distressed"] == (2, 2)
    assert held["nothing to hold"][0] <= 2


def test_what_the_projection_counts_is_what_is_defined(chat: Heard) -> None:
    figures, counted = chat.figures, {name: it.value for name, it in chat.numbers.items()}

    assert counted["contributions"] == figures.contributions == len(chat.by_line)
    assert (counted["ideas"], counted["experiences"]) == (figures.ideas, figures.experiences)
    assert (counted["participants"], counted["held"]) == (figures.voices, figures.held)
    assert counted["unread"] == chat.unread


def test_one_facilitator_clears_it_with_few_acts_and_every_voice_is_right_then(chat: Heard) -> None:
    assert chat.acts.is_closed, str(chat.acts)
    assert chat.acts.total <= 175, str(chat.acts)
    assert chat.voices_then == Voices(exact=1.0, mean_error=0.0)


def test_grouping_saves_half_of_the_acts(chat: Heard) -> None:
    assert chat.acts.total <= chat.acts_ungrouped.total / 2, f"{chat.acts}\n{chat.acts_ungrouped}"
    assert chat.acts.ticks <= chat.acts_ungrouped.ticks / 2
