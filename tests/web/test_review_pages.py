"""The review as a host sees it: every act is a form that comes back at the next candidate, and nothing typed is lost."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qs

import msgspec
import pytest
from aiohttp import ClientResponse
from yarl import URL

from bridge.records import IdeaId, Kind, SourceName, State
from bridge.web.review import Accept, Agree, Keep, Merge, SetAside, Split, Undo
from tests.web.house import OURS, House, Visitor
from tests.web.reviewing import declare, read_session, said

BASE = "/sessions/connect-1"
REVIEW = f"{BASE}/review"


@pytest.fixture
def read(house: House) -> House:
    """A house whose session was just read."""
    read_session(house.reviewer)
    return house


async def send(house: House, owner: Visitor, path: str = REVIEW, status: int = 200, **fields: Any) -> tuple[URL, str]:
    """Send a form as our own page does; give where it led and what stands there."""
    data = [("form_token", house.form_token(owner))]
    for name, value in fields.items():
        data += [(name, it) for it in (value if isinstance(value, list) else [value])]
    answer: ClientResponse
    async with owner.post(path, data=data, headers=OURS) as answer:
        page = await answer.text()
        assert answer.status == status, page
        return answer.url, page


async def look(visitor: Visitor, path: str = REVIEW) -> str:
    async with visitor.get(path) as answer:
        assert answer.status == 200
        return await answer.text()


def between(page: str, first: str, last: str) -> str:
    """What stands on the page from one mark to the next other."""
    start = page.index(first)
    return page[start : page.index(last, start)]


async def test_what_is_held_comes_first_then_the_best(read: House) -> None:
    page = await look(await read.owner())

    found = re.findall(r'<li class="bridge-candidate" id="c-([^"]*)"', page)
    assert found == ["s-held", "s-text", "s-physio", "s-group", "s-lift", "s-script"]
    assert "Masked: phone" in page
    assert "5 to decide" in page


async def test_a_candidate_shows_its_words_why_it_is_here_and_what_was_said_around_it(read: House) -> None:
    page = await look(await read.owner())

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

    url, page = await send(read, owner, act="accept", ids="s-text")

    assert url.path == REVIEW
    assert (url.query["here"], url.query["act"]) == ("s-physio", "act-1")
    banner = between(page, 'id="done"', "</form>")
    assert page.index('id="c-s-physio"') < page.index(banner) < page.index('id="words-s-physio"')
    assert "Accepted." in banner
    assert 'name="what" value="act-1"' in banner
    assert [type(it) for it, _ in read.reviewer.acts] == [Accept]


async def test_after_the_last_candidate_it_comes_back_at_the_one_before(read: House) -> None:
    url, _ = await send(read, await read.owner(), act="set_aside", ids="s-script", reason="logistics")

    assert url.query["here"] == "s-lift"


async def test_an_undone_act_is_among_what_waits_again(read: House) -> None:
    owner = await read.owner()
    await send(read, owner, act="set_aside", ids="s-held", reason="private")

    url, page = await send(read, owner, act="undo", what="act-1")

    assert url.query["here"] == "s-held"
    assert "Undone: it waits for you again." in page
    assert isinstance(read.reviewer.acts[-1][0], Undo)
    assert read.reviewer.find("s-held").disposition is None


async def test_what_is_decided_is_listed_with_what_became_of_it_and_can_be_undone(read: House) -> None:
    owner = await read.owner()
    await send(read, owner, act="set_aside", ids="s-script", reason="logistics")
    page = await look(owner)

    assert "Decided (2)" in page
    assert "Set aside: It is about the session itself" in page
    await send(read, owner, act="undo", ids="s-script")
    assert read.reviewer.find("s-script").disposition is None


async def test_several_that_were_selected_are_decided_in_one_act(read: House) -> None:
    owner = await read.owner()
    both = ["s-text", "s-lift"]

    _, accepted = await send(read, owner, together="yes", act="accept", ids=both)
    await send(read, owner, act="undo", what="act-1")
    _, merged = await send(read, owner, together="yes", act="merge", ids=both)
    await send(read, owner, act="undo", what="act-3")
    _, aside = await send(read, owner, together="yes", act="set_aside", ids=both, reason="outside")

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
    _, page = await send(read, await read.owner(), status=422, **fields)

    assert "<title>Error: " in page
    assert f'href="#{field}"' in page
    assert f'id="{field}"' in page
    assert says in page
    ticked = "together" in fields and "s-lift" in fields.get("ids", ())
    assert ('value="s-lift" form="selected" checked' in page) == ticked
    assert not read.reviewer.acts


async def test_a_reason_that_was_chosen_stays_when_nothing_was_ticked(read: House) -> None:
    _, page = await send(read, await read.owner(), status=422, act="set_aside", together="yes", reason="outside")

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
        assert [it.status for it in answers] == [403, 403, 303], path

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

    first, second = await look(owner), await look(owner, f"{REVIEW}?page=2")

    shown = [re.findall(r'<li class="bridge-candidate" id="c-([^"]*)"', it) for it in (first, second)]
    assert [len(it) for it in shown] == [25, 5]
    assert not set(shown[0]) & set(shown[1])
    assert 'review?page=2" rel="next"' in first
    assert 'review?page=1" rel="prev"' in second


async def test_an_act_on_a_later_page_stays_on_that_page(house: House) -> None:
    read_session(house.reviewer, more=24)
    owner = await house.owner()

    _, page = await send(house, owner, act="accept", ids="n-23", page="2")

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


async def test_what_would_be_published_is_shown_before_it_is(read: House) -> None:
    declare(read.reviewer)
    owner = await read.owner()
    await send(read, owner, f"{REVIEW}/s-text", act="accept", words="Text people the evening before", kind="idea")

    page = await look(owner, f"{BASE}/publish")
    [seen] = re.findall(r'name="seen" value="(\w+)"', page)
    url, after = await send(read, owner, f"{BASE}/publish", seen=seen)

    assert "1 contribution would change" in page
    assert "1 opens an idea" in page
    assert "Text people the evening before" in page
    assert "Publish 1" in page
    assert parse_qs(url.query_string)["did"] == ["publish"]
    assert "Published." in after
    assert read.reviewer.find("s-text").state is State.LIVE
    assert "no decision waits to be published" in await look(owner, f"{BASE}/publish")


async def test_nothing_is_published_that_was_not_on_the_page(read: House) -> None:
    declare(read.reviewer)
    owner = await read.owner()
    await send(read, owner, act="accept", ids="s-text")
    [seen] = re.findall(r'name="seen" value="(\w+)"', await look(owner, f"{BASE}/publish"))
    await send(read, owner, act="accept", ids="s-lift")

    _, page = await send(read, owner, f"{BASE}/publish", seen=seen)

    assert "Nothing was published: something changed" in page
    assert "Publish 2" in page
    assert read.reviewer.find("s-text").state is State.WAITING


async def test_without_a_declaration_it_leads_to_it(read: House) -> None:
    owner = await read.owner()
    await send(read, owner, act="accept", ids="s-text")

    page = await look(owner, f"{BASE}/publish")
    _, refused = await send(read, owner, f"{BASE}/publish", 422, seen="x")

    for one in (page, refused):
        assert "Say first how people were told" in one
        assert f'href="{BASE}/declaration"' in one
        assert ">Publish" not in one
    assert f'href="{BASE}/declaration"' in await look(owner)
    assert read.reviewer.find("s-text").state is State.WAITING


async def test_a_speaker_is_named_marked_hidden_and_found_to_be_another(read: House) -> None:
    owner = await read.owner()

    _, page = await send(
        read, owner, f"{BASE}/speakers/2", label="A carer", facilitates="yes", hidden="yes", same_as="3"
    )

    speaker = read.reviewer.all_speakers[2]
    assert (speaker.label, speaker.facilitates, speaker.hidden, speaker.same_as) == ("A carer", True, True, "v-3")
    assert 'Saved: <span dir="auto">A carer</span>' in page
    row = between(page, "Speaker 2", "</tr>")
    assert all(it in row for it in ("A carer", "Facilitator", "Hidden", "The same as Speaker 3"))
    await send(read, owner, f"{BASE}/speakers/2", label="", same_as="")
    speaker = read.reviewer.all_speakers[2]
    assert (speaker.label, speaker.facilitates, speaker.hidden, speaker.same_as) == ("", False, False, None)


@pytest.mark.parametrize(
    ("fields", "field", "says"),
    [
        ({"label": "x" * 81}, "label", "Shorten the name to 80"),
        ({"label": "Kim", "same_as": "2"}, "same_as", "another name of themselves"),
    ],
)
async def test_a_mistake_about_a_speaker_is_told_at_its_field(
    read: House, fields: dict[str, Any], field: str, says: str
) -> None:
    _, page = await send(read, await read.owner(), f"{BASE}/speakers/2", 422, **fields)

    assert f'href="#{field}"' in page
    assert f'id="{field}-error"' in page
    assert says in page
    assert f'value="{fields["label"]}"' in page
    assert read.reviewer.all_speakers[2].label == ""


async def test_the_table_of_speakers_counts_turns_and_what_was_found(read: House) -> None:
    page = await look(await read.owner(), f"{BASE}/speakers")

    row = between(page, "Speaker 2", "</tr>")
    assert re.findall(r"</span> (\d+)</td>", row) == ["2", "3"]


async def test_the_whole_transcript_marks_what_was_found_and_keeps_what_was_passed_over(read: House) -> None:
    owner = await read.owner()
    page = await look(owner, f"{BASE}/transcript")
    asked = await look(owner, f"{BASE}/transcript?upload=u-read&keep=3")

    url, after = await send(
        read, owner, f"{BASE}/transcript", upload="u-read", keep="3", words="Great idea", kind="comment"
    )

    passage = between(page, 'id="p-2"', 'id="p-3"')
    assert passage.count("waits for you") == 2
    assert ">Great idea.</textarea>" in asked
    [(act, _)] = read.reviewer.acts
    assert act == Keep(upload="u-read", passage=3, words="Great idea", kind=Kind.COMMENT)
    assert url.path == REVIEW
    assert "Kept: it is among the candidates now." in after


@pytest.mark.parametrize(
    ("words", "says"), [("Bad idea", "not in this passage"), ("", "Enter the words"), ("z" * 2_001, "at most 2,000")]
)
async def test_words_that_cannot_be_kept_come_back_with_what_is_wrong(read: House, words: str, says: str) -> None:
    _, page = await send(read, await read.owner(), f"{BASE}/transcript", 422, upload="u-read", keep="3", words=words)

    assert says in page
    assert words in page
    assert 'href="#words"' in page
    assert not read.reviewer.acts


async def test_what_a_hidden_speaker_said_is_on_no_page_of_the_review(read: House) -> None:
    owner = await read.owner()
    await send(read, owner, f"{BASE}/speakers/2", hidden="yes")

    pages = [await look(owner, f"{BASE}/{it}") for it in ("review", "transcript", "review/s-held")]

    assert not any("text people" in it for it in pages)
    assert "Said by a hidden speaker." in pages[1]


@pytest.mark.parametrize(
    ("query", "fields", "gone", "says"),
    [
        ("?speaker=2", {"speaker": "2"}, 3, "Withdraw what Speaker 2 said?"),
        ("?idea=i-1", {"idea": "i-1"}, 1, "Withdraw “Ring people every month"),
        ("", {}, 7, "Withdraw the whole session?"),
    ],
)
async def test_what_is_withdrawn_is_asked_first(
    read: House, query: str, fields: dict[str, Any], gone: int, says: str
) -> None:
    owner = await read.owner()

    asked = await look(owner, f"{BASE}/withdraw{query}")
    before = sum(it.state is State.WITHDRAWN for it in read.known.all_said)
    _, after = await send(read, owner, f"{BASE}/withdraw", **fields)

    assert says in asked
    assert f"{gone} contribution" in asked
    assert sum(it.state is State.WITHDRAWN for it in read.known.all_said) - before == gone
    assert "ithdrawn." in after


async def test_a_withdrawal_that_names_nobody_who_is_there_withdraws_nothing(read: House) -> None:
    owner = await read.owner()

    await send(read, owner, f"{BASE}/withdraw", 404, speaker="99")

    assert read.reviewer.find("s-text").state is State.WAITING


async def test_the_review_is_ended_after_it_was_asked_and_the_transcript_is_gone(read: House) -> None:
    owner = await read.owner()

    asked = await look(owner, f"{BASE}/end-review")
    _, after = await send(read, owner, f"{BASE}/end-review")

    assert "files and transcripts are deleted now" in asked
    assert "The review has ended." in after
    assert not read.reviewer.kept
    assert "No transcript is kept." in await look(owner, f"{BASE}/transcript")


async def test_the_sessions_page_leads_moderators_to_what_waits(read: House) -> None:
    owner, reader = await read.owner(), await read.program("feed")

    assert "Review: 6 wait for you" in await look(owner, "/events/connect-1")
    assert "/review" not in await look(reader, "/events/connect-1")


async def test_the_author_shown_is_the_session(public_house: House) -> None:
    known = public_house.known
    ring = known.all_ideas[IdeaId("i-1")]
    known.all_ideas[ring.id] = msgspec.structs.replace(ring, event=known.all_events[0].id, worded_by=SourceName.SESSION)
    stranger = await public_house.stranger()

    for path in ("/", "/ideas/i-1", "/events/connect-1", "/cards?ids=i-1"):
        assert '<p class="bridge-author" dir="auto">Connect session: hips and knees</p>' in await look(stranger, path)
    assert "bridge-author" not in await look(stranger, "/ideas/i-2")


@pytest.mark.parametrize(
    ("declared", "fields", "seen_by"),
    [
        ({}, {}, []),
        ({"quotes": True}, {}, ["stranger", "member"]),
        ({"quotes": True, "public": False}, {}, ["member"]),
        ({"quotes": True}, {"for_members": True}, ["member"]),
        ({"quotes": True}, {"state": State.HELD}, []),
        ({"quotes": True}, {"masked": ("phone",), "told": "Ring people"}, []),
        ({"quotes": True}, {"told": "Ring people"}, ["stranger", "member"]),
    ],
)
async def test_word_for_word_only_where_the_host_allowed_it(
    public_house: House, declared: Any, fields: Any, seen_by: list[str]
) -> None:
    if declared:
        declare(public_house.reviewer, **declared)
    known = public_house.known
    known.all_said = [msgspec.structs.replace(it, **fields) if it.id == "c-30" else it for it in known.all_said]
    visitors = {"stranger": await public_house.stranger(), "member": await public_house.program("feed")}

    pages = {who: await look(it, "/ideas/i-1") for who, it in visitors.items()}

    assert [who for who, page in pages.items() if "Somebody should ring people" in page] == seen_by
    assert not any("Speaker 2" in page for page in pages.values())
    assert "Somebody should ring people" in await look(await public_house.owner(), "/ideas/i-1")


async def test_moderators_see_what_was_said_and_in_which_words_it_was_published(house: House) -> None:
    house.known.all_said.append(said("s-1", "Um, text them, maybe?", "v-1", state=State.LIVE, told="Text people"))

    page = await look(await house.owner(), "/events/connect-1")

    assert "Um, text them, maybe?" in page
    assert 'Published as: “<span dir="auto">Text people</span>”' in page
