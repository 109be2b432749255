"""The pages round a review: what would be published, who spoke, the transcript, and whose words others may read."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qs

import msgspec
import pytest

from bridge.records import ContributionId, IdeaId, Kind, SourceName, State
from bridge.web.review import Difference, Keep
from tests.web.forms import between, look, send
from tests.web.house import House
from tests.web.reviewing import declare, read_session, said

BASE = "/sessions/connect-1"
REVIEW = f"{BASE}/review"


@pytest.fixture
def read(house: House) -> House:
    """A house whose session was just read."""
    read_session(house.reviewer)
    return house


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


async def test_what_cannot_be_published_as_it_was_decided_is_told_apart_and_is_no_change(read: House) -> None:
    declare(read.reviewer)
    owner = await read.owner()
    why = "what it stands behind is not published"
    read.reviewer.lacking = [Difference(id=ContributionId("s-lift"), what="lacking", before="Mend the lift", why=why)]

    alone = await look(owner, f"{BASE}/publish")
    await send(read, owner, REVIEW, act="accept", ids="s-text")
    page = await look(owner, f"{BASE}/publish")
    [seen] = re.findall(r'name="seen" value="(\w+)"', page)
    url, _ = await send(read, owner, f"{BASE}/publish", seen=seen)

    assert "nothing else that was decided waits to be published" in alone
    assert "1 contribution would change" in page
    assert "1 cannot be published as decided" in page
    assert "What it stands behind is not published." in page
    assert f'href="{REVIEW}/s-lift"' in page
    assert parse_qs(url.query_string)["n"] == ["1"]


async def test_nothing_is_published_that_was_not_on_the_page(read: House) -> None:
    declare(read.reviewer)
    owner = await read.owner()
    await send(read, owner, REVIEW, act="accept", ids="s-text")
    [seen] = re.findall(r'name="seen" value="(\w+)"', await look(owner, f"{BASE}/publish"))
    await send(read, owner, REVIEW, act="accept", ids="s-lift")

    _, page = await send(read, owner, f"{BASE}/publish", seen=seen)

    assert "Nothing was published: something changed" in page
    assert "Publish 2" in page
    assert read.reviewer.find("s-text").state is State.WAITING


async def test_without_a_declaration_it_leads_to_it(read: House) -> None:
    owner = await read.owner()
    await send(read, owner, REVIEW, act="accept", ids="s-text")

    page = await look(owner, f"{BASE}/publish")
    _, refused = await send(read, owner, f"{BASE}/publish", 422, seen="x")

    for one in (page, refused):
        assert "Say first how people were told" in one
        assert f'href="{BASE}/declaration"' in one
        assert ">Publish" not in one
    assert f'href="{BASE}/declaration"' in await look(owner, REVIEW)
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
