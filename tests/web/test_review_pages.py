"""The review as a host sees it: every act is a form that comes back at the next candidate, and nothing typed is lost."""

from __future__ import annotations

import re
from typing import Any

import pytest

from bridge.records import State
from bridge.web.review import Accept, Agree, Merge, SetAside, Split, Undo
from tests.web.forms import between, look, send
from tests.web.house import OURS, House
from tests.web.reviewing import read_session

BASE = "/sessions/connect-1"
REVIEW = f"{BASE}/review"


@pytest.fixture
def read(house: House) -> House:
    """A house whose session was just read."""
    read_session(house.reviewer)
    return house


async def test_what_is_held_comes_first_then_the_best(read: House) -> None:
    page = await look(await read.owner(), REVIEW)

    found = re.findall(r'<li class="bridge-candidate" id="c-([^"]*)"', page)
    assert found == ["s-held", "s-text", "s-physio", "s-group", "s-lift", "s-script"]
    assert "Masked: phone" in page
    assert "5 to decide" in page


async def test_a_candidate_shows_its_words_why_it_is_here_and_what_was_said_around_it(read: House) -> None:
    page = await look(await read.owner(), REVIEW)

    one = between(page, 'id="c-s-text"', "</article>")
    marks = [
        "Idea",
        "Speaker 2",
        "at 2:00",
        "We could text people",
        "Why it is here: asks for a change",
        "So, what would",
    ]
    assert sorted(marks, key=one.index) == marks
    assert "Great idea." in one
    assert "The recording is in the chat" not in one


async def test_words_of_people_stay_words(read: House) -> None:
    owner = await read.owner()
    await send(read, owner, f"{BASE}/speakers/2", label="<b>Boss</b>")

    paths = [REVIEW, f"{REVIEW}/s-script", f"{BASE}/transcript", f"{BASE}/speakers", f"{BASE}/withdraw?speaker=2"]
    for page in [await look(owner, path) for path in paths]:
        assert "<script>alert" not in page
        assert "<b>Boss" not in page
        assert "&lt;script&gt;alert" in page or "&lt;b&gt;Boss" in page


async def test_an_act_comes_back_at_the_next_candidate_with_its_undoing(read: House) -> None:
    owner = await read.owner()

    url, page = await send(read, owner, REVIEW, act="accept", ids="s-text")

    assert url.path == REVIEW
    assert (url.query["here"], url.query["act"]) == ("s-physio", "act-1")
    banner = between(page, 'id="done"', "</form>")
    assert page.index('id="c-s-physio"') < page.index(banner) < page.index('id="words-s-physio"')
    assert "Accepted." in banner
    assert 'name="what" value="act-1"' in banner
    assert [type(it) for it, _ in read.reviewer.acts] == [Accept]


async def test_after_the_last_candidate_it_comes_back_at_the_one_before(read: House) -> None:
    url, _ = await send(read, await read.owner(), REVIEW, act="set_aside", ids="s-script", reason="logistics")

    assert url.query["here"] == "s-lift"


async def test_an_undone_act_is_among_what_waits_again(read: House) -> None:
    owner = await read.owner()
    await send(read, owner, REVIEW, act="set_aside", ids="s-held", reason="private")

    url, page = await send(read, owner, REVIEW, act="undo", what="act-1")

    assert url.query["here"] == "s-held"
    assert "Undone: it waits for you again." in page
    assert isinstance(read.reviewer.acts[-1][0], Undo)
    assert read.reviewer.find("s-held").disposition is None


async def test_what_is_decided_is_listed_with_what_became_of_it_and_can_be_undone(read: House) -> None:
    owner = await read.owner()
    await send(read, owner, REVIEW, act="set_aside", ids="s-script", reason="logistics")
    page = await look(owner, REVIEW)

    assert "Decided (2)" in page
    assert "Set aside: It is about the event itself" in page
    await send(read, owner, REVIEW, act="undo", ids="s-script")
    assert read.reviewer.find("s-script").disposition is None


async def test_several_that_were_selected_are_decided_in_one_act(read: House) -> None:
    owner = await read.owner()
    both = ["s-text", "s-lift"]

    _, accepted = await send(read, owner, REVIEW, together="yes", act="accept", ids=both)
    await send(read, owner, REVIEW, act="undo", what="act-1")
    _, merged = await send(read, owner, REVIEW, together="yes", act="merge", ids=both)
    await send(read, owner, REVIEW, act="undo", what="act-3")
    _, aside = await send(read, owner, REVIEW, together="yes", act="set_aside", ids=both, reason="outside")

    assert "2 accepted." in accepted
    assert "2 merged into one." in merged
    assert "2 set aside." in aside
    assert [type(it) for it, _ in read.reviewer.acts] == [Accept, Undo, Merge, Undo, SetAside]


@pytest.mark.parametrize(
    ("fields", "field", "says"),
    [
        ({"act": "accept", "together": "yes"}, "selected", "Tick those that you want to accept."),
        ({"act": "set_aside", "together": "yes"}, "selected", "Tick those that you want to set aside."),
        ({"act": "merge", "together": "yes", "ids": ["s-lift"]}, "selected", "Tick two or more"),
        ({"act": "set_aside", "together": "yes", "ids": ["s-lift"]}, "selected-reason", "Choose why you set it aside."),
        ({"act": "set_aside", "ids": ["s-lift"]}, "reason-s-lift", "Choose why you set it aside."),
        ({"act": "set_aside", "ids": ["s-lift"], "reason": "dull"}, "reason-s-lift", "Choose why"),
        ({"act": "dance", "ids": ["s-lift"]}, "list", "one of the buttons"),
        ({"ids": ["s-lift"]}, "list", "one of the buttons"),
        ({"act": "undo", "what": "act-77"}, "list", "nothing to undo"),
        ({"act": "accept", "ids": ["s-gone"]}, "list", "not among the candidates any more"),
    ],
)
async def test_a_mistake_is_told_at_its_field_and_what_was_ticked_stays(
    read: House, fields: dict[str, Any], field: str, says: str
) -> None:
    _, page = await send(read, await read.owner(), REVIEW, status=422, **fields)

    assert "<title>Error: " in page
    assert f'href="#{field}"' in page
    assert f'id="{field}"' in page
    assert says in page
    ticked = "together" in fields and "s-lift" in fields.get("ids", ())
    assert ('value="s-lift" form="selected" checked' in page) == ticked
    assert not read.reviewer.acts


async def test_a_reason_that_was_chosen_stays_when_nothing_was_ticked(read: House) -> None:
    _, page = await send(
        read, await read.owner(), REVIEW, status=422, act="set_aside", together="yes", reason="outside"
    )

    assert '<option value="outside" selected>' in between(page, 'id="selected-reason"', "</select>")


async def test_a_form_without_our_token_is_refused_and_changes_nothing(read: House) -> None:
    owner, stranger = await read.owner(), await read.stranger()
    paths = [REVIEW, f"{REVIEW}/s-text", *(f"{BASE}/{it}" for it in ("publish", "speakers/2", "transcript", "withdraw", "end-review"))]  # fmt: skip
    forged = {"form_token": "made up", "act": "accept", "ids": "s-text"}

    for path in paths:
        foreign = {"Origin": "https://elsewhere.example"}
        token = {**forged, "form_token": read.form_token(owner)}
        answers = [
            await owner.post(path, data=forged, headers=OURS),
            await owner.post(path, data=token, headers=foreign),
            await stranger.post(path, data=forged, headers=OURS, allow_redirects=False),
        ]
        assert [it.status for it in answers] == [403, 403, 401], path

    assert not read.reviewer.acts
    assert read.reviewer.kept
    assert read.reviewer.find("s-text").state is State.WAITING


@pytest.mark.parametrize("path", ["review", "review/s-text", "publish", "speakers", "speakers/1", "transcript", "withdraw", "end-review"])  # fmt: skip
async def test_only_those_who_moderate_see_what_waits(read: House, path: str) -> None:
    stranger, reader = await read.stranger(), await read.program("feed")

    asked = [await it.get(f"{BASE}/{path}", allow_redirects=False) for it in (stranger, reader)]

    assert [it.status for it in asked] == [303, 403]


@pytest.mark.parametrize("path", ["review/none", "speakers/99", "withdraw?speaker=99", "withdraw?idea=none"])
async def test_what_is_not_there_is_not_found(read: House, path: str) -> None:
    async with (await read.owner()).get(f"{BASE}/{path}") as answer:
        assert answer.status == 404


async def test_twenty_five_stand_on_a_page_and_the_next_are_one_link_away(house: House) -> None:
    read_session(house.reviewer, more=24)
    owner = await house.owner()

    first, second = await look(owner, REVIEW), await look(owner, f"{REVIEW}?page=2")

    shown = [re.findall(r'<li class="bridge-candidate" id="c-([^"]*)"', it) for it in (first, second)]
    assert [len(it) for it in shown] == [25, 5]
    assert not set(shown[0]) & set(shown[1])
    assert 'review?page=2" rel="next"' in first
    assert 'review?page=1" rel="prev"' in second


async def test_an_act_on_a_later_page_stays_on_that_page(house: House) -> None:
    read_session(house.reviewer, more=24)
    owner = await house.owner()

    _, page = await send(house, owner, REVIEW, act="accept", ids="n-23", page="2")

    assert "Page 2 of 2" in page
    assert page.index('id="done"') < page.index('id="words-n-24"')


@pytest.mark.parametrize("page", ["0", "99", "-1", "two", "9" * 40])
async def test_a_page_that_is_not_there_is_the_nearest_that_is(house: House, page: str) -> None:
    read_session(house.reviewer, more=24)

    assert "of 2" in await look(await house.owner(), f"{REVIEW}?page={page}")


async def test_other_words_another_kind_and_challenge_go_with_an_accepted_one(read: House) -> None:
    owner = await read.owner()
    fields: dict[str, Any] = {"words": "Text people\r\nthe evening before", "kind": "experience", "challenge": "fair"}

    url, page = await send(read, owner, f"{REVIEW}/s-text", act="accept", **fields)

    [(act, _)] = read.reviewer.acts
    assert isinstance(act, Accept)
    assert (act.words, act.kind, act.challenge) == ("Text people\nthe evening before", "experience", "fair")
    assert (url.path, url.query["here"]) == (REVIEW, "s-physio")
    assert "Accepted, in other words, as experience" in page


async def test_what_was_not_changed_is_not_sent_as_a_change(read: House) -> None:
    owner = await read.owner()
    words = read.reviewer.find("s-text").text

    await send(read, owner, f"{REVIEW}/s-text", act="accept", words=words, kind="idea", challenge="")

    [(act, _)] = read.reviewer.acts
    assert act == Accept(ids=(read.reviewer.find("s-text").id,))


async def test_it_is_split_at_its_lines_and_its_parts_wait(read: House) -> None:
    parts = "Text people the evening before\r\n\r\n  Say who to ask for  "

    _, page = await send(read, await read.owner(), f"{REVIEW}/s-text", act="split", parts=parts)

    [(act, _)] = read.reviewer.acts
    assert isinstance(act, Split)
    assert act.parts == ("Text people the evening before", "Say who to ask for")
    assert "Split into 2: the parts wait below." in page
    assert 'id="c-s-text.2"' in page
    assert "So, what would have helped" in between(page, 'id="c-s-text.2"', "</article>")


async def test_an_idea_that_is_there_is_found_by_its_words_and_agreed_with(read: House) -> None:
    owner = await read.owner()

    found = await look(owner, f"{REVIEW}/s-text?q=swimming+pass")
    url, _ = await send(read, owner, f"{REVIEW}/s-text", act="agree", idea="i-2")

    assert 'value="i-2"' in found
    assert 'value="i-1"' not in found
    [(act, _)] = read.reviewer.acts
    assert isinstance(act, Agree)
    assert (act.idea, url.path) == ("i-2", REVIEW)


@pytest.mark.parametrize(
    ("fields", "field", "says", "stays"),
    [
        ({"act": "accept", "words": " ", "kind": "idea"}, "words", "Enter the words", ""),
        ({"act": "accept", "words": "y" * 2_001, "kind": "idea"}, "words", "they are 2,001", "y" * 2_001),
        ({"act": "accept", "words": "Text", "kind": "host"}, "kind", "Choose what it is", ">Text</textarea>"),
        ({"act": "split", "parts": "only one"}, "parts", "2 to 5 lines, not 1", ">only one</textarea>"),
        ({"act": "split", "parts": "\n".join("abcdef")}, "parts", "2 to 5 lines, not 6", "f</textarea>"),
        ({"act": "agree"}, "idea", "Choose the idea", ""),
        ({"act": "agree", "idea": "i-none"}, "words", "no idea has the id", ""),
        ({"act": "accept", "words": "Text", "challenge": "none"}, "words", "is none of", ">Text</textarea>"),
        ({"words": "Text"}, "words", "one of the buttons", ">Text</textarea>"),
    ],
)
async def test_a_mistake_on_its_own_page_is_told_at_its_field_and_nothing_typed_is_lost(
    read: House, fields: dict[str, Any], field: str, says: str, stays: str
) -> None:
    _, page = await send(read, await read.owner(), f"{REVIEW}/s-text", 422, **fields)

    assert "<title>Error: " in page
    assert f'href="#{field}"' in page
    assert f'id="{field}"' in page
    assert says in page
    assert stays in page
    assert not read.reviewer.acts
