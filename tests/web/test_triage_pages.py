"""The queue as those see it who work through it: every act is a form, comes back at the next entry, and can be taken back."""

from __future__ import annotations

import html
import re
from datetime import timedelta
from typing import Any

import msgspec
import pytest

from bridge.records import (
    Becomes,
    ChallengeId,
    ContributionId,
    Disposition,
    EventId,
    IdeaId,
    Kind,
    Mark,
    Response,
    State,
)
from bridge.web.review import Accept, Agree, Merge, SetAside, Split, Undo
from bridge.web.triage import (
    Add,
    Answer,
    Duplicate,
    HandOver,
    Hide,
    Hold,
    MergeIdea,
    MoveIdea,
    Part,
    Read,
    Respond,
    Reword,
    Stage,
    TagIdeas,
    UnmergeIdea,
)
from tests.factories import minutes
from tests.web.forms import between, look, send
from tests.web.house import OURS, House
from tests.web.scene import open_idea

QUEUE = "/events/chat-1/queue"


def shown(page: str) -> list[str]:
    return re.findall(r'<li class="bridge-candidate" id="c-([^"]*)"', page)


def undo_in(page: str) -> dict[str, Any]:
    """What the button sends that takes the last act back."""
    banner = between(page, 'id="done"', "</form>")
    return {name: html.unescape(it) for name, it in re.findall(r'name="(undo|proof)" value="([^"]*)"', banner)}


def acts(house: House) -> list[Any]:
    return [type(it) for it, *_ in house.triager.acts]


def decide_meanwhile(house: House, id_: str) -> None:
    """Somebody else sets it aside, as one whose note is Ann."""
    ann = next(it.id for it in house.access.tokens() if it.note == "Ann")
    made = Disposition(becomes=Becomes.SET_ASIDE, at=minutes(29), who=ann, act="act-ann", reason="outside")
    house.known.all_said = [
        msgspec.structs.replace(it, disposition=made) if it.id == id_ else it for it in house.known.all_said
    ]


async def test_a_queue_stands_in_the_order_of_time_and_says_how_much_is_read(house: House) -> None:
    page = await look(await house.owner(), QUEUE)

    assert shown(page)[:3] == ["c-42", "c-1", "c-2"]
    assert len(shown(page)) == 18
    assert "18 contributions, the oldest first" in page
    key = between(page, 'class="bridge-progress__key"', "</dl>")
    assert re.findall(r"<dd>(\d+)</dd>", key) == ["0", "0", "17", "1"]


async def test_an_entry_shows_who_said_it_where_and_when_why_and_the_idea_behind_it(house: House) -> None:
    house.triager.suggest("i-7", "i-5", "evening slots for people who work")

    one = between(await look(await house.owner(), QUEUE), 'id="c-c-7"', "</article>")

    marks = ["Idea", "Unread", "Mastodon", "@person7.example", "Q2", "19:20", "Des créneaux", "Why idea: imperative",
             "/ideas/i-7", "Opened an idea", "May say the same as", "Offer evening and weekend slots",
             "evening slots for people who work", "Join", "Not the same", "Mark as read"]  # fmt: skip
    assert sorted(marks, key=one.index) == marks
    assert 'lang="fr"' in one


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("state=held", ["c-40"]),
        ("question=chat-1/q3", ["c-9", "c-10"]),
        ("question=chat-1/q2&source=x&kind=idea", ["c-5"]),
        ("state=suggested", ["c-7"]),
        ("state=assigned&assigned_to=ben", ["c-9"]),
        ("assigned_to=nobody", []),
    ],
)
async def test_what_is_shown_is_chosen_by_links_and_fields(house: House, query: str, expected: list[str]) -> None:
    owner = await house.owner()
    await send(house, owner, f"{QUEUE}/c-9", act="hand_over", to="Ben")

    page = await look(owner, f"{QUEUE}?{query}")

    assert shown(page) == expected
    assert ("Nothing of this kind" in page) is (not expected)


async def test_an_act_comes_back_at_the_next_entry_of_the_same_list_with_its_undoing(house: House) -> None:
    owner = await house.owner()

    url, page = await send(house, owner, QUEUE, listed="state=unread&source=x", act="read", ids="c-5")

    assert (url.path, url.query["state"], url.query["source"], url.query["here"]) == (QUEUE, "unread", "x", "c-8")
    banner = between(page, 'id="done"', "</form>")
    assert page.index('id="c-c-8"') < page.index(banner) < page.index('id="words-c-8"')
    assert "Read." in banner
    assert "c-5" not in shown(page)
    url, page = await send(house, owner, QUEUE, listed="state=unread&source=x", act="undo", **undo_in(page))
    assert url.query["here"] == "c-5"
    assert "c-5" in shown(page)
    assert house.triager.find("c-5").read is None


async def test_after_the_last_entry_it_comes_back_at_the_one_before(house: House) -> None:
    url, _ = await send(house, await house.owner(), QUEUE, listed="question=chat-1/q3", act="read", ids="c-10")

    assert url.query["here"] == "c-9"


async def test_the_next_entry_is_shown_although_it_stands_on_the_next_page(house: House) -> None:
    for nth in range(50, 70):
        open_idea(house.known, nth, minute=nth, number=3, source=house.triager.find("c-1").source, text=f"Note {nth}")
    owner = await house.owner()
    first = shown(await look(owner, QUEUE))

    url, page = await send(house, owner, QUEUE, act="read", ids=first[-1])

    assert (len(first), shown(page)[0]) == (25, url.query["here"])
    assert "From the beginning" not in page


async def test_pages_lead_on_and_back_to_the_beginning(house: House) -> None:
    for nth in range(50, 70):
        open_idea(house.known, nth, minute=nth, number=3, source=house.triager.find("c-1").source, text=f"Note {nth}")
    owner = await house.owner()
    page = await look(owner, QUEUE)
    link = re.search(r'href="([^"]*)" rel="next"', page)
    assert link

    second = await look(owner, link[1].replace("&amp;", "&"))

    assert len(shown(second)) == 13
    assert not set(shown(page)) & set(shown(second))
    assert "From the beginning" in second


ROW_ACTS: list[tuple[dict[str, Any], type, str]] = [
    ({"act": "read", "ids": "c-5"}, Read, "Read."),
    ({"act": "accept", "ids": "c-40"}, Accept, "Accepted."),
    ({"act": "part", "ids": "c-20"}, Part, "It stands by itself now."),
    ({"act": "not_same", "ids": "c-7"}, Accept, "Kept apart."),
    ({"act": "set_aside", "ids": "c-5", "reason": "outside"}, SetAside, "Set aside."),
    ({"act": "read", "ids": ["c-5", "c-6"], "together": "yes"}, Read, "2 read."),
    ({"act": "merge", "ids": ["c-5", "c-6"], "together": "yes"}, Merge, "2 merged into one."),
    ({"act": "set_aside", "ids": ["c-5", "c-6"], "together": "yes", "reason": "outside"}, SetAside, "2 set aside."),
    ({"act": "hand_over", "ids": ["c-5", "c-6"], "together": "yes", "to": "Ben"}, HandOver, "2 handed over."),
]


@pytest.mark.parametrize(("fields", "kind", "says"), ROW_ACTS)
async def test_every_act_of_the_list_is_carried_out(
    house: House, fields: dict[str, Any], kind: type, says: str
) -> None:
    _, page = await send(house, await house.owner(), QUEUE, **fields)

    assert says in page
    assert acts(house) == [kind]


PAGE_ACTS: list[tuple[dict[str, Any], Any, str]] = [
    ({"act": "read"}, Read(ids=(ContributionId("c-5"),)), "Read."),
    ({"act": "unread"}, Read(ids=(ContributionId("c-5"),), unread=True), "Unread again."),
    ({"act": "duplicate", "idea": "i-1"}, Duplicate(ids=(ContributionId("c-5"),), idea=IdeaId("i-1")), "Joined to"),
    ({"act": "agree", "idea": "i-1"}, Agree(ids=(ContributionId("c-5"),), idea=IdeaId("i-1")), "Counted as a voice"),
    ({"act": "adds", "idea": "i-1"}, Add(ids=(ContributionId("c-5"),), idea=IdeaId("i-1")), "Added to that idea."),
    ({"act": "part"}, Part(ids=(ContributionId("c-5"),)), "It stands by itself now."),
    ({"act": "split", "parts": "One\n\nTwo"}, Split(id=ContributionId("c-5"), parts=("One", "Two")), "Split into 2"),
    ({"act": "accept", "words": "Evenings, too"}, Accept(ids=(ContributionId("c-5"),), words="Evenings, too"), "Accepted."),
    ({"act": "answered", "how": "By post", "link": "https://care.example/a"},
     Answer(ids=(ContributionId("c-5"),), how="By post", link="https://care.example/a"), "Answered."),
    ({"act": "respond", "how": "In the chat"}, Respond(ids=(ContributionId("c-5"),), how="In the chat"), "Noted"),
    ({"act": "hold", "reason": "safety", "who": "Ann"},
     Hold(ids=(ContributionId("c-5"),), reason="safety", owner="Ann"), "Held: nobody else sees it now."),
    ({"act": "hand_over", "to": "Ben"}, HandOver(ids=(ContributionId("c-5"),), to="Ben"), "Handed over."),
    ({"act": "hand_over", "to": ""}, HandOver(ids=(ContributionId("c-5"),), to=""), "Handed over."),
]  # fmt: skip


@pytest.mark.parametrize(("fields", "act", "says"), PAGE_ACTS, ids=lambda it: it["act"] if isinstance(it, dict) else "")
async def test_every_act_of_an_entrys_own_page_is_carried_out(
    house: House, fields: dict[str, Any], act: Any, says: str
) -> None:
    owner = await house.owner()
    assert "Offer evening" in await look(owner, f"{QUEUE}/c-5")

    url, page = await send(house, owner, f"{QUEUE}/c-5", listed="kind=idea", **fields)

    assert (url.path, url.query["here"], url.query["kind"]) == (QUEUE, "c-6", "idea")
    assert says in page
    assert [it for it, *_ in house.triager.acts] == [act]


@pytest.mark.parametrize(
    ("path", "fields", "says"),
    [
        (QUEUE, {"act": "set_aside", "ids": "c-5"}, "Choose why you set it aside."),
        (QUEUE, {"act": "dance", "ids": "c-5"}, "Choose what to do, with one of the buttons."),
        (QUEUE, {"act": "read", "together": "yes"}, "Tick those that you mean."),
        (QUEUE, {"act": "merge", "ids": "c-5", "together": "yes"}, "Tick two or more to merge them."),
        (QUEUE, {"act": "read", "ids": "c-99"}, "That is not in this queue any more"),
        (QUEUE, {"act": "undo", "ids": "c-5"}, "There is nothing to undo"),
        (
            QUEUE,
            {"act": "undo", "undo": '{"act":"hide_idea","idea":"i-1"}', "proof": "guess"},
            "Undo it from its own page",
        ),
        (QUEUE, {"act": "join", "idea": "i-1", "into": "i-99"}, "no idea has the id"),
        (f"{QUEUE}/c-5", {"act": "set_aside"}, "Choose why you set it aside."),
        (f"{QUEUE}/c-5", {"act": "hold", "reason": "safety"}, "Enter who looks into it."),
        (f"{QUEUE}/c-5", {"act": "hold", "who": "Ann"}, "Choose why it is held."),
        (f"{QUEUE}/c-5", {"act": "agree"}, "Choose the idea."),
        (f"{QUEUE}/c-5", {"act": "split", "parts": "One"}, "Put 2 to 5 parts"),
        (f"{QUEUE}/c-5", {"act": "accept", "words": " "}, "Enter the words"),
        (f"{QUEUE}/c-5", {"act": "accept", "words": "x" * 2_001}, "Shorten the words to 2,000"),
        (f"{QUEUE}/c-5", {"act": "accept", "kind": "rant"}, "Choose what it is."),
        (f"{QUEUE}/c-5", {"act": "answered", "link": "javascript:alert(1)"}, "Enter a link that begins with https://"),
    ],
)
async def test_what_is_wrong_is_said_where_it_is_and_nothing_is_done(
    house: House, path: str, fields: dict[str, Any], says: str
) -> None:
    _, page = await send(house, await house.owner(), path, 422, **fields)

    summary = between(page, "nhsuk-error-summary", "</ul>")
    assert says in summary
    field = re.search(r'href="#([^"]+)"', summary)
    assert field
    assert f'id="{field[1]}"' in page
    assert house.triager.acts == []


async def test_what_was_typed_stays_on_an_error(house: House) -> None:
    owner = await house.owner()

    _, page = await send(house, owner, f"{QUEUE}/c-5", 422, act="answered", how="By post on Monday", link="post")

    assert 'value="By post on Monday"' in page
    assert 'value="post"' in page


async def test_who_is_second_sees_what_the_first_decided_beside_their_own_words(house: House) -> None:
    await house.access.create_token(["moderate"], note="Ann")
    owner = await house.owner()
    decide_meanwhile(house, "c-5")
    fields: dict[str, Any] = {"act": "accept", "words": "Evenings for those paid by the hour", "seen:c-5": ""}

    _, page = await send(house, owner, f"{QUEUE}/c-5", 409, **fields)

    said = between(page, 'id="second"', "</section>")
    marks = [
        "Set aside: it is about something else",
        "Ann",
        "19:29",
        "Accept it",
        "Evenings for those paid by the hour",
    ]
    assert sorted(marks, key=said.index) == marks
    assert 'name="seen:c-5" value="act-ann"' in said
    assert house.triager.acts == []


async def test_the_second_may_do_it_all_the_same(house: House) -> None:
    await house.access.create_token(["moderate"], note="Ann")
    owner = await house.owner()
    decide_meanwhile(house, "c-5")
    _, page = await send(house, owner, QUEUE, 409, act="accept", ids=["c-5", "c-6"], together="yes",
                         **{"seen:c-5": "", "seen:c-6": ""})  # fmt: skip
    form = between(page, "where nobody decided", "</section>")
    assert "Leave it as it is" in form
    again: dict[str, Any] = {"act": "accept", "ids": re.findall(r'name="ids" value="([^"]*)"', form)}
    again |= dict(re.findall(r'name="(seen:[^"]*)" value="([^"]*)"', form))

    await send(house, owner, QUEUE, **again)

    assert house.triager.acts[0][2] == {"c-5": "act-ann", "c-6": ""}
    made = house.triager.find("c-5").disposition
    assert made
    assert (made.becomes, made.before and made.before.becomes) == (Becomes.ACCEPTED, Becomes.SET_ASIDE)


async def test_forms_say_which_version_of_an_entry_was_seen(house: House) -> None:
    owner = await house.owner()
    await send(house, owner, QUEUE, act="set_aside", ids="c-5", reason="outside")

    one = between(await look(owner, QUEUE), 'id="c-c-5"', "</article>")

    assert one.count('name="seen:c-5" value="act-1"') == 2
    assert 'value="act-1" form="selected"' in one
    assert "Set aside: it is about something else" in one
    assert ">Undo<" in one


async def test_what_was_decided_is_undone_from_the_list_and_from_its_page(house: House) -> None:
    owner = await house.owner()
    for path in (QUEUE, f"{QUEUE}/c-5"):
        await send(house, owner, QUEUE, act="set_aside", ids="c-5", reason="outside")
        url, page = await send(house, owner, path, act="undo", ids="c-5")
        assert "Undone." in page
        assert url.query["here"] == "c-5"
        assert house.triager.find("c-5").disposition is None
    assert [it.__name__ for it in acts(house)] == ["SetAside", "Undo", "SetAside", "Undo"]


UNDONE: list[tuple[dict[str, Any], Any]] = [
    ({"act": "read"}, Read(ids=(ContributionId("c-5"),), unread=True)),
    ({"act": "hand_over", "to": "Ann"}, HandOver(ids=(ContributionId("c-5"),), to="Ben")),
    ({"act": "adds", "idea": "i-1"}, Undo(ids=(ContributionId("c-5"),))),
    ({"act": "split", "parts": "One\nTwo"}, Undo(ids=(ContributionId("c-5"),))),
    ({"act": "hold", "reason": "safety", "who": "Ann"}, Undo(ids=(ContributionId("c-5"),))),
]


@pytest.mark.parametrize(("fields", "undo"), UNDONE, ids=lambda it: it["act"] if isinstance(it, dict) else "")
async def test_an_act_is_taken_back_by_the_button_beside_what_it_did(
    house: House, fields: dict[str, Any], undo: Any
) -> None:
    owner = await house.owner()
    await send(house, owner, f"{QUEUE}/c-5", act="hand_over", to="Ben")
    before = house.triager.find("c-5")
    _, page = await send(house, owner, f"{QUEUE}/c-5", **fields)

    await send(house, owner, QUEUE, act="undo", **undo_in(page))

    assert house.triager.acts[-1][0] == undo
    after = house.triager.find("c-5")
    assert (after.disposition, after.assigned) == (before.disposition, before.assigned)


async def test_a_noted_answer_is_not_taken_back(house: House) -> None:
    owner = await house.owner()

    _, noted = await send(house, owner, f"{QUEUE}/c-5", act="respond", how="By hand")

    assert "Noted: it was answered." in noted
    assert 'name="undo"' not in noted


async def test_two_ideas_are_joined_and_parted_again_by_the_banner(house: House) -> None:
    house.triager.suggest("i-7", "i-5")
    owner = await house.owner()

    _, page = await send(house, owner, QUEUE, act="join", ids="c-7", idea="i-7", into="i-5")
    fields = undo_in(page)
    await send(house, owner, QUEUE, act="undo", **fields)

    assert "both are one idea now" in page
    assert acts(house) == [MergeIdea, UnmergeIdea]


async def test_an_address_brings_no_undoing_of_its_own(house: House) -> None:
    query = 'did=join&undo={"act":"hide_idea","idea":"i-1"}&proof=' + "0" * 64

    page = await look(await house.owner(), f"{QUEUE}?{query}")

    assert "hide_idea" not in page


async def test_who_opens_an_entry_has_it_for_a_minute_and_others_see_that(house: House) -> None:
    await house.access.create_token(["moderate"], note="Ann")
    ann, owner = await house.program("moderate"), await house.owner()
    async with ann.post("/v1/claims", json={"ids": ["c-5"], "label": "<b>Ann</b>"}) as answer:
        assert answer.status == 200
    await look(owner, f"{QUEUE}/c-6")

    page, own = await look(owner, QUEUE), await look(owner, f"{QUEUE}/c-5")
    async with ann.get("/v1/events/chat-1/claims") as answer:
        claims = (await answer.json())["claims"]
    house.clock.at += timedelta(seconds=61)
    later = await look(owner, QUEUE)

    assert 'Being looked at by <span dir="auto">&lt;b&gt;Ann&lt;/b&gt;</span>' in page
    assert page.count("Being looked at by") == 1  # one's own is not told
    assert "Leave it to them, or ask them first" in own
    assert {it["id"] for it in claims} == {"c-5", "c-6"}
    assert "Being looked at by" not in later


async def test_an_entry_can_be_read_while_nothing_can_be_stored(house: House) -> None:
    house.triager.is_away = True

    assert "Offer evening" in await look(await house.owner(), f"{QUEUE}/c-5")


@pytest.mark.parametrize("act", ["leave", "read"])
async def test_leaving_or_deciding_lets_go_of_it(house: House, act: str) -> None:
    owner = await house.owner()
    await look(owner, f"{QUEUE}/c-5")
    assert [it.id for it in house.triager.claims(EventId("chat-1"))] == ["c-5"]

    url, page = await send(house, owner, f"{QUEUE}/c-5", act=act)

    assert house.triager.claims(EventId("chat-1")) == []
    assert url.query["here"] == ("c-5" if act == "leave" else "c-6")
    assert ("You let go of it" in page) is (act == "leave")


async def test_an_event_with_something_unread_is_closed_only_with_a_reason(house: House) -> None:
    owner = await house.owner()
    listed = await look(owner, QUEUE)
    assert "18 contributions</a> are unread" in listed

    _, page = await send(house, owner, "/events/chat-1/close", 422, act="close", waiver=" ")
    _, closed = await send(house, owner, "/events/chat-1/close", act="close", waiver="The rest is <i>greetings</i>")
    _, twice = await send(house, owner, "/events/chat-1/close", act="close", waiver="Other")
    _, opened = await send(house, owner, "/events/chat-1/close", act="open")

    assert "Enter why it is closed although not everything was read." in page
    assert "The rest is &lt;i&gt;greetings" in closed
    assert "The rest is &lt;i&gt;greetings" in twice
    assert "This event is open again." in opened
    event = house.known.event(EventId("chat-1"))
    assert event
    assert event.closed is None


async def test_an_event_of_which_all_is_read_is_closed_without_a_reason(house: House) -> None:
    mark = Mark(at=minutes(20), who="t-1")
    house.known.all_said = [msgspec.structs.replace(it, read=mark) for it in house.known.all_said]
    owner = await house.owner()
    assert "Everything was read" in await look(owner, QUEUE)

    await send(house, owner, "/events/chat-1/close", act="close")

    event = house.known.event(EventId("chat-1"))
    assert event
    assert event.closed


async def test_ideas_of_an_event_appear_at_once_or_once_they_were_reviewed(house: House) -> None:
    owner = await house.owner()

    _, reviewed = await send(house, owner, "/events/chat-1/publishing", publishing="reviewed")
    _, live = await send(house, owner, "/events/chat-1/publishing", publishing="live")

    assert "This event is reviewed" in reviewed
    assert "This event is live" in live


async def test_a_session_has_a_queue_too(house: House) -> None:
    assert shown(await look(await house.owner(), "/events/connect-1/queue")) == ["c-30"]


async def test_an_answer_stands_beside_what_it_answers_and_its_link_is_no_script(house: House) -> None:
    answer = Response(at=minutes(25), who="t-1", how="On the <page>", link="javascript:alert(1)")
    house.known.all_said = [
        msgspec.structs.replace(it, responded=answer) if it.id == "c-5" else it for it in house.known.all_said
    ]

    page = await look(await house.owner(), QUEUE)

    assert "On the &lt;page&gt;" in page
    assert "javascript:" not in page


IDEA_ACTS: list[tuple[dict[str, Any], Any]] = [
    ({"act": "merge", "into": "i-5"}, MergeIdea(idea=IdeaId("i-7"), into=IdeaId("i-5"))),
    ({"act": "unmerge", "idea": "i-7"}, UnmergeIdea(idea=IdeaId("i-7"))),
    (
        {"act": "move", "challenge": "rethinking"},
        MoveIdea(idea=IdeaId("i-7"), challenge=ChallengeId("rethinking")),
    ),
    ({"act": "reword", "words": "Slots in the evening"}, Reword(idea=IdeaId("i-7"), words="Slots in the evening")),
    ({"act": "hide"}, Hide(idea=IdeaId("i-7"))),
    ({"act": "show"}, Hide(idea=IdeaId("i-7"), hidden=False)),
    ({"act": "stage", "stage": "In trial"}, Stage(idea=IdeaId("i-7"), stage="In trial")),
    ({"act": "read"}, Read(ideas=(IdeaId("i-7"),))),
    ({"act": "theme", "title": "Evenings"}, TagIdeas(ideas=(IdeaId("i-7"),), theme="t-1")),
]


@pytest.mark.parametrize(("fields", "act"), IDEA_ACTS, ids=lambda it: it["act"] if isinstance(it, dict) else "")
async def test_every_act_on_an_idea_is_carried_out_on_its_page(house: House, fields: dict[str, Any], act: Any) -> None:
    url, page = await send(house, await house.owner(), "/ideas/i-7/work", **fields)

    assert 'id="done"' in page
    assert url.path == f"/ideas/{'i-5' if fields['act'] == 'merge' else 'i-7'}/work"
    assert [it for it, *_ in house.triager.acts] == [act]


async def test_reposts_behind_an_idea_are_not_among_what_is_to_be_read(house: House) -> None:
    owner = await house.owner()
    first = next(it for it in house.known.all_said if it.id == "c-7")
    repost = msgspec.structs.replace(first, id=ContributionId("c-repost"), kind=Kind.SUPPORT, reposts=first.id, text="")
    before = re.findall(r"Mark all behind it as read \((\d+)\)", await look(owner, "/ideas/i-7/work"))
    house.known.all_said.append(repost)

    assert re.findall(r"Mark all behind it as read \((\d+)\)", await look(owner, "/ideas/i-7/work")) == before != []


async def test_an_act_on_an_idea_is_undone_by_the_banner(house: House) -> None:
    owner = await house.owner()
    _, page = await send(house, owner, "/ideas/i-7/work", act="hide")
    fields = undo_in(page)

    _, page = await send(house, owner, "/ideas/i-7/work", act="undo", **fields)

    assert "Undone." in page
    assert house.known.all_ideas[IdeaId("i-7")].state is State.LIVE


async def test_themes_are_put_on_an_idea_and_taken_off(house: House) -> None:
    owner = await house.owner()
    await send(house, owner, "/ideas/i-7/work", act="theme", title="Evenings", is_big="yes")
    assert house.triager.all_themes["t-1"].is_big

    _, without = await send(house, owner, "/ideas/i-7/work", act="untag", theme="t-1")
    _, again = await send(house, owner, "/ideas/i-7/work", act="tag", theme="t-1")

    assert "Take it out" not in without
    assert "Take it out" in again


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"act": "merge"}, "Choose the idea that it is merged into."),
        ({"act": "merge", "into": "i-7"}, "cannot be merged into itself"),
        ({"act": "move", "challenge": "fair"}, "Choose another challenge."),
        ({"act": "reword", "words": "x" * 2_001}, "Shorten the words"),
        ({"act": "tag"}, "Choose a theme."),
        ({"act": "theme", "title": " "}, "Enter what the theme is called"),
        ({"act": "stage", "stage": "x" * 41}, "Shorten the stage"),
        ({"act": "undo", "undo": "{}", "proof": "0"}, "Undo it from its own page"),
        ({"act": "dance"}, "Choose what to do"),
        ({}, "Choose what to do"),
    ],
)
async def test_what_is_wrong_with_an_act_on_an_idea_is_said(house: House, fields: dict[str, Any], says: str) -> None:
    _, page = await send(house, await house.owner(), "/ideas/i-7/work", 422, **fields)

    assert says in between(page, "nhsuk-error-summary", "</ul>")
    assert house.triager.acts == []


async def test_an_idea_says_how_it_came_about_and_what_was_merged_into_it(house: House) -> None:
    owner = await house.owner()
    await send(house, owner, "/ideas/i-7/work", act="merge", into="i-5")

    page, of_merged = await look(owner, "/ideas/i-5/work"), await look(owner, "/ideas/i-7/work")

    lineage = between(page, 'class="bridge-lineage"', "</ol>")
    marks = [
        "Offer evening",
        "Opened an idea",
        "says something new",
        "Des créneaux",
        "Came with an idea that was merged",
    ]
    assert sorted(marks, key=lineage.index) == marks
    assert "Part them again" in page
    assert "Part it from that idea again" in of_merged
    assert "Merged into" in of_merged


async def test_an_ideas_page_leads_moderators_to_the_work_on_it(house: House) -> None:
    assert "/ideas/i-1/work" in await look(await house.owner(), "/ideas/i-1")
    assert "/ideas/i-1/work" not in await look(await house.program("feed"), "/ideas/i-1")


PAGES = [QUEUE, f"{QUEUE}/c-5", "/ideas/i-1/work"]


@pytest.mark.parametrize("path", [*PAGES, "/events/chat-1/close", "/events/chat-1/publishing"])
async def test_triage_is_for_moderators_and_takes_our_own_forms_alone(house: House, path: str) -> None:
    reader, owner = await house.program("feed"), await house.owner()

    async with reader.post(path, data={"act": "read"}, headers=OURS) as answer:
        assert answer.status == 403
    async with owner.post(path, data={"act": "read", "form_token": "x"}, headers=OURS) as answer:
        assert answer.status == 403
    async with owner.post(
        path, data={"act": "read", "form_token": house.form_token(owner)}, headers={"Sec-Fetch-Site": "cross-site"}
    ) as answer:
        assert answer.status == 403
    assert house.triager.acts == []


@pytest.mark.parametrize("path", PAGES)
async def test_words_of_people_stay_words(house: House, path: str) -> None:
    evil = "<script>alert('queue')</script>"
    house.known.all_said = [msgspec.structs.replace(it, text=evil, why=evil) for it in house.known.all_said]
    house.known.all_ideas = {id_: msgspec.structs.replace(it, text=evil) for id_, it in house.known.all_ideas.items()}

    page = await look(await house.owner(), path)

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


async def test_what_was_taken_back_is_not_there(house: House) -> None:
    owner = await house.owner()

    async with owner.get(f"{QUEUE}/c-41") as answer:
        assert answer.status == 404
    async with owner.get("/events/nowhere/queue") as answer:
        assert answer.status == 404
