"""Whatever order contributions come in, they end as the same ideas with the same voices: on the real desk and projection."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from itertools import permutations
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bridge.ideas.likeness import Verdict, compare
from bridge.ideas.reading import read
from bridge.ideas.sameness import Index
from bridge.projection.known import Projection
from bridge.push.frames import Push
from bridge.records import (
    Becomes,
    CampaignId,
    ChallengeId,
    Commit,
    Contribution,
    ContributionId,
    Disposition,
    Entity,
    Kind,
    Relation,
    SourceName,
    State,
    VoiceKey,
)
from bridge.store.memory import MemoryStore
from tests import factories
from workers.desk import Desk

CAMPAIGN = CampaignId("elective-care")
CHALLENGES = (ChallengeId("boosting-capacity"), ChallengeId("waiting-well"))
TEXTS = (
    ("en", "Text people a week before their operation with a link to confirm or give up the slot"),
    ("en", "Ask volunteers to drive patients who have no car to the clinic in the evening"),
    ("de", "Schickt allen Wartenden jeden Monat einen Brief, damit niemand sich vergessen fühlt"),
    ("en", "More theatres"),
)
#: Ways to say the same words again; each says the same as each other, which `test_each_way…` holds.
SAME = (
    "{0}",
    "{0}!",
    "A1 {0} #NHS",
    "RT @amy: {0}",
    "@amy {0}",
    "Agree! RT @amy: {0}",
    "{0} 👏👏",
)
EDITED = ("We could {1}.", "{2}")
REMARKS = (
    (Kind.COMMENT, "Ours tried this and half of them never had a phone"),
    (Kind.QUESTION, "Who would pay for all of that once the pilot is over?"),
    (Kind.IDEA, "This is nonsense: RT @amy: {0}"),
)
#: What is deleted, and said by nobody else: the words of what was deleted before it was heard are known to nobody.
REGRETTED = (
    "Close the small ward on the third floor at weekends",
    "Pay porters a bonus for every trolley that is on time",
    "Move the pharmacy hatch beside the discharge lounge",
    "Open the canteen for relatives until ten at night",
    "Lend tablets to everybody who waits in day surgery",
    "Print a map of all car parks on each invitation",
    "Give trainees a desk of their own in outpatients",
    "Record the music group and play it in recovery",
    "Let school leavers greet visitors at the front door",
)
NODS = ("+1", "Agree!", "👏👏")
_SAYS = (Relation.FIRST, Relation.COPY, Relation.NEAR)


class Clock:
    def now(self) -> datetime:
        return factories.minutes(60)


class Office:
    """A desk with its store and projection."""

    def __init__(self, store: MemoryStore) -> None:
        self.store = store
        self.known = Projection(CAMPAIGN, Index())
        self.desk = Desk(store, self.known, Clock())

    async def push(self, contributions: Sequence[Contribution]) -> None:
        await self.desk.take("listen", Push(n=1, contributions=tuple(contributions)))

    async def stands(self) -> set[tuple[Any, ...]]:
        """The ideas that are to be seen: who says each, who supports it and who remarks on it, and its voices."""
        found = set()
        for idea in self.known.ideas():
            live = [it for it in await self.known.said(idea.id) if it.state is State.LIVE]
            behind = frozenset((it.id, _way(it)) for it in live)
            found.add((behind, idea.voices, tuple(sorted(idea.sources.items()))))
        return found


def _way(it: Contribution) -> str:
    """As what it stands there, up to who was first."""
    assert it.placed is not None
    return "says" if it.placed.relation in _SAYS else it.placed.relation


@asynccontextmanager
async def opened(store: MemoryStore | None = None) -> AsyncIterator[Office]:
    office = Office(store or MemoryStore())
    if store is None:
        challenges = [factories.challenge(id=it) for it in CHALLENGES]
        puts: tuple[Entity, ...] = (factories.campaign(), *challenges, factories.event())
        await office.store.commit(CAMPAIGN, Commit(expected_seq=0, puts=puts))
    await office.known.catch_up(office.store)
    working = asyncio.create_task(office.desk.run())
    try:
        yield office
    finally:
        working.cancel()
        await asyncio.gather(working, return_exceptions=True)


def said(nth: int, text: str, **fields: Any) -> Contribution:
    plain: dict[str, Any] = {
        "id": ContributionId(f"c-{nth}"),
        "voice": VoiceKey(f"v-{nth}"),
        "version": "1",
        "lang": "en",
        "challenge": CHALLENGES[0],
    }
    return factories.contribution(text, **plain | {"said_at": factories.minutes(nth)} | fields)


def gone(nth: int) -> Contribution:
    return said(nth, "", state=State.WITHDRAWN, version="gone", kind=Kind.CHATTER)


def about(nth: int) -> ContributionId:
    return ContributionId(f"c-{nth}")


async def ended(*batches: Sequence[Contribution]) -> set[tuple[Any, ...]]:
    async with opened() as office:
        for batch in batches:
            await office.push(batch)
        return await office.stands()


async def the_same_in_any_order(*contributions: Contribution) -> set[tuple[Any, ...]]:
    """How they end; it is the same in any order, one by one and all at once."""
    expected = await ended(contributions)
    for order in permutations(contributions):
        assert await ended(order) == expected, [it.id for it in order]
        assert await ended(*[[it] for it in order]) == expected, [it.id for it in order]
    return expected


TEXT = TEXTS[0][1]


async def test_a_repost_that_comes_before_what_it_reposts_is_a_voice_for_it() -> None:
    reposts = [said(nth, "", kind=Kind.SUPPORT, reposts=about(nth - 1)) for nth in (2, 3)]

    ((behind, voices, _),) = await the_same_in_any_order(said(1, TEXT), *reposts)

    assert behind == {("c-1", "says"), ("c-2", "support"), ("c-3", "support")}
    assert voices == 3


async def test_a_remark_that_comes_before_what_it_is_on_is_no_idea_and_what_supports_it_no_voice() -> None:
    remark = said(2, "Ours tried this and half of them never had a phone", kind=Kind.COMMENT, reply_to=about(1))
    repost = said(3, "", kind=Kind.SUPPORT, reposts=about(2))
    nod = said(4, "+1", kind=Kind.SUPPORT, reply_to=about(2))

    ((behind, voices, _),) = await the_same_in_any_order(said(1, TEXT), remark, repost, nod)

    assert behind == {("c-1", "says"), ("c-2", "comment"), ("c-3", "comment"), ("c-4", "comment")}
    assert voices == 1


async def test_a_remark_that_others_make_for_itself_goes_on_as_their_idea() -> None:
    words = "Who would pay for all of that once the pilot is over?"
    remark = said(2, words, kind=Kind.QUESTION, reply_to=about(1))
    loose = [said(nth, words, kind=Kind.QUESTION) for nth in (3, 4)]

    found = await the_same_in_any_order(said(1, TEXT), remark, *loose)

    assert {voices for _, voices, _ in found} == {1, 2}


async def test_a_quote_that_disagrees_and_comes_first_is_a_remark_on_what_it_quotes() -> None:
    quote = said(2, f"This is nonsense: RT @amy: {TEXT}", quotes=about(1))

    ((behind, voices, _),) = await the_same_in_any_order(said(1, TEXT), quote, said(3, f"{TEXT}!"))

    assert ("c-2", "comment") in behind
    assert voices == 2


async def test_what_is_about_a_post_that_was_deleted_before_it_came_is_no_idea() -> None:
    remark = said(2, "Ours tried this and half of them never had a phone", kind=Kind.COMMENT, reply_to=about(1))
    quote = said(3, f"This is nonsense: RT @amy: {TEXT}", quotes=about(1))

    assert await the_same_in_any_order(said(1, TEXT), remark, quote, gone(1)) == set()


async def test_what_answers_an_answer_to_a_deleted_post_is_no_idea_though_it_says_the_same() -> None:
    words = "Who would pay for all of that once the pilot is over?"
    answer = said(2, words, kind=Kind.QUESTION, reply_to=about(1))
    again = said(3, words, kind=Kind.QUESTION, reply_to=about(2))

    assert await the_same_in_any_order(said(1, REGRETTED[0]), answer, again, gone(1)) == set()


async def test_what_remarks_on_a_nod_to_a_deleted_post_is_no_idea() -> None:
    nod = said(2, "+1", kind=Kind.SUPPORT, reply_to=about(1))
    remark = said(3, "Who would pay for all of that?", kind=Kind.QUESTION, reply_to=about(2))

    assert await the_same_in_any_order(nod, remark, gone(1)) == set()
    assert await the_same_in_any_order(said(1, REGRETTED[0]), nod, remark, gone(1)) == set()


async def test_what_answers_chatter_about_a_deleted_post_goes_by_its_words() -> None:
    chatter = said(2, "Hello all, so glad to be here tonight", kind=Kind.CHATTER, reply_to=about(1))
    answer = said(3, "Ours tried this and half of them never had a phone", kind=Kind.COMMENT, reply_to=about(2))

    ((behind, _, _),) = await the_same_in_any_order(chatter, answer, gone(1))

    assert behind == {("c-3", "says")}


async def test_what_is_about_a_remark_goes_where_that_goes_whenever_what_both_are_about_comes() -> None:
    remark = said(2, "Who would pay for all of that?", kind=Kind.QUESTION, reply_to=about(1))
    quote = said(3, f"This is nonsense: RT @amy: {TEXT}", quotes=about(2))

    ((behind, voices, _),) = await the_same_in_any_order(said(1, TEXT), remark, quote)

    assert (behind, voices) == ({("c-1", "says"), ("c-2", "comment"), ("c-3", "comment")}, 1)


@pytest.mark.parametrize("at_once", [True, False])
async def test_words_without_a_challenge_never_join_two_challenges(at_once: bool) -> None:
    loose = said(1, TEXT, challenge=None)
    others = [said(2, TEXT, challenge=CHALLENGES[0]), said(3, TEXT, challenge=CHALLENGES[1])]
    for order in permutations([loose, *others]):
        found = await ended(*([order] if at_once else [[it] for it in order]))

        assert sorted(voices for _, voices, _ in found) == [1, 2]
        assert not any({("c-2", "says"), ("c-3", "says")} <= behind for behind, _, _ in found)


async def test_what_supports_a_copy_goes_with_it_when_it_is_edited_into_something_else() -> None:
    async with opened() as office:
        repost = said(3, "", kind=Kind.SUPPORT, reposts=about(2))
        await office.push([said(1, TEXT), said(2, TEXT), repost])

        await office.push([said(2, TEXTS[1][1], version="2")])
        found = await office.stands()

    assert {behind for behind, _, _ in found} == {
        frozenset({("c-1", "says")}),
        frozenset({("c-2", "says"), ("c-3", "support")}),
    }


async def test_what_a_person_decided_about_is_left_there_by_what_comes_later() -> None:
    decided = Disposition(becomes=Becomes.ACCEPTED, at=factories.minutes(5), who="t-1", act="a")
    remark = said(2, "Who would pay for all of that?", kind=Kind.QUESTION, reply_to=about(1), disposition=decided)
    async with opened() as office:
        await office.push([remark])

        await office.push([said(1, TEXT)])
        found = await office.stands()

    assert {behind for behind, _, _ in found} == {frozenset({("c-1", "says")}), frozenset({("c-2", "says")})}


async def test_a_bridge_that_was_started_since_still_knows_what_waits() -> None:
    """A store so large that it is read in outline."""
    async with opened() as office:
        repost = said(2, "", kind=Kind.SUPPORT, reposts=about(1))
        await office.push([repost, said(3, "Who pays?", kind=Kind.QUESTION, reply_to=about(1))])
        again = Projection(CAMPAIGN, Index(), kept=1)
        await again.catch_up(office.store)

        assert sorted(again.pointing([about(1)])) == ["c-2", "c-3"]


@pytest.mark.parametrize("text", [it for it in TEXTS if len(it[1].split()) > 3 and it[0] == "en"])
def test_each_way_of_saying_the_same_says_the_same_as_each_other(text: tuple[str, str]) -> None:
    ways = [_worded(way, text[1]) for way in (*SAME, *EDITED)]

    verdicts = {compare(read(one, "en"), read(other, "en")) for one in ways for other in ways}

    assert {it.verdict if it else None for it in verdicts} == {Verdict.COPY, Verdict.NEAR}


def _worded(way: str, text: str) -> str:
    return way.format(text, text[0].lower() + text[1:], text.replace("th", "ht", 1))


@st.composite
def chats(draw: st.DrawFn) -> list[Contribution]:
    """Some contributions, as they were said; each may be about an earlier one, or about one that nobody ever hears."""
    chat = []
    for nth in range(1, draw(st.integers(2, 9)) + 1):
        lang, text = draw(st.sampled_from(TEXTS))
        target = draw(st.none() | st.integers(0, nth - 1))
        how = draw(st.sampled_from(["says", "says", "edited", "remark", "nod", "repost", "loose", "regretted"]))
        pointer = draw(st.sampled_from(["reply_to", "quotes"]))
        fields: dict[str, Any] = {
            "lang": lang,
            "challenge": draw(st.sampled_from(CHALLENGES)),
            "voice": VoiceKey(f"v-{draw(st.integers(1, 5))}"),
            "source": draw(st.sampled_from([SourceName.X, SourceName.BLUESKY])),
        }
        if target is not None:
            fields[pointer] = about(target)
        if how == "repost" and target is not None:
            chat.append(said(nth, "", **fields | {pointer: None, "kind": Kind.SUPPORT, "reposts": about(target)}))
        elif how == "remark":
            kind, words = draw(st.sampled_from(REMARKS))
            passed_on = chat[target - 1].text if target else ""
            chat.append(said(nth, _worded(words, passed_on or text), **fields, kind=kind))
        elif how == "nod":
            chat.append(said(nth, draw(st.sampled_from(NODS)), **fields, kind=Kind.SUPPORT))
        elif how == "edited" and lang == "en" and len(text.split()) > 3:
            chat.append(said(nth, _worded(draw(st.sampled_from(EDITED)), text), **fields))
        elif how == "regretted":
            chat.append(said(nth, REGRETTED[nth % len(REGRETTED)], **fields))
        elif how == "loose":
            chat.append(said(nth, "Hello all, so glad to be here tonight", **fields, kind=Kind.CHATTER))
        else:
            words = _worded(draw(st.sampled_from(SAME)), text)
            chat.append(said(nth, words, **fields))
    return chat


@st.composite
def later(draw: st.DrawFn, chat: list[Contribution]) -> list[Contribution]:
    """Later versions of some, in words that say the same, and deletions."""
    edited = draw(st.lists(st.sampled_from(chat), max_size=2, unique_by=lambda it: it.id))
    versions = [
        msgspec.structs.replace(it, version="2", text=f"{it.text} #NHS")
        for it in edited
        if it.text and it.text not in REGRETTED
    ]
    regretted = [gone(int(it.id.removeprefix("c-"))) for it in chat if it.text in REGRETTED]
    return [*versions, *regretted, *([gone(0)] if draw(st.booleans()) else [])]


@st.composite
def at_last(draw: st.DrawFn, chat: list[Contribution]) -> list[Contribution]:
    """Deletions of what others say, too, or what is about something: what is about these goes where they stood, if they did.

    Not of what is about something that is deleted itself: what is about two that are gone has no place but that of its words.
    """
    gone_too = {it.id for it in chat if it.text in REGRETTED}
    there = [
        it for it in chat if it.text not in REGRETTED and gone_too.isdisjoint((it.reply_to, it.quotes, it.reposts))
    ]
    found = draw(st.lists(st.sampled_from(there), max_size=2, unique_by=lambda it: it.id)) if there else []
    return [gone(int(it.id.removeprefix("c-"))) for it in found]


@settings(
    max_examples=150,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(chats(), st.data())
def test_any_order_of_arrival_gives_the_same_ideas_and_the_same_voices(chat: list[Contribution], data: Any) -> None:
    since, last = data.draw(later(chat)), data.draw(at_last(chat))
    order = [*_in_order_of_versions(data.draw(st.permutations([*chat, *since]))), *last]
    cuts = sorted(data.draw(st.sets(st.integers(1, len(order)), max_size=4)))
    batches = [order[at:to] for at, to in zip([0, *cuts], [*cuts, len(order)], strict=True)]

    as_they_were_said = asyncio.run(ended(*[[it] for it in (*chat, *since, *last)]))
    as_they_came = asyncio.run(ended(*batches))

    assert as_they_came == as_they_were_said


def _in_order_of_versions(order: Sequence[Contribution]) -> list[Contribution]:
    """A network tells the versions of one post one after another; a deletion may overtake its post."""
    versions = {
        one.id: iter(sorted((it for it in order if it.id == one.id and it.text), key=lambda it: it.version))
        for one in order
        if one.text
    }
    return [next(versions[it.id]) if it.text else it for it in order]
