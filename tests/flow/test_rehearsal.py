"""The rehearsal and the sample session through the real process, held against the answer sheet written by hand."""

from __future__ import annotations

import re
import urllib.request
from typing import Any

import pytest

from tests.running import REHEARSAL, Bridge

Ideas = dict[str, Any]


def the_one(ideas: Ideas, phrase: str) -> Any:
    """The one idea with these words."""
    found = [idea for idea in ideas.values() if phrase in idea["text"]]
    assert len(found) == 1, f"{len(found)} ideas say {phrase!r}"
    return found[0]


def named(answers: dict[str, Any], name: str) -> str:
    """The phrase by which the answer sheet knows an idea."""
    phrase: str = next(idea["phrase"] for idea in answers["ideas"] if idea["name"] == name)
    return phrase


def test_arrivals_are_contributions_plus_rejected_and_both_are_as_read_by_hand(
    rehearsed: Bridge, answers: dict[str, Any]
) -> None:
    heard = next(it for it in rehearsed.get("/v1/listening")["listening"] if it["source"].startswith("replay-"))

    assert heard["arrived"] == heard["contributed"] + sum(heard["rejected"].values())
    assert heard["arrived"] == answers["totals"]["arrivals"]
    assert heard["contributed"] == answers["totals"]["kept"]
    assert heard["rejected"] == answers["rejected"]


def test_what_was_counted_can_be_scraped(rehearsed: Bridge, answers: dict[str, Any]) -> None:
    with urllib.request.urlopen(f"http://127.0.0.1:{rehearsed.port}/metrics", timeout=20) as answer:
        told = answer.read().decode()

    for reason, count in answers["rejected"].items():
        assert re.search(rf'ideabridge_rejected{{[^}}]*reason="{reason}"[^}}]*}} {float(count)}', told)


def test_every_idea_has_the_voices_the_sources_and_the_question_that_the_sheet_says(
    before_session: Ideas, answers: dict[str, Any]
) -> None:
    expected = {
        idea["name"]: (idea["voices"], idea["sources"], f"rehearsal/q{idea['question']}", idea["challenge"])
        for idea in answers["ideas"]
    }

    told = {
        idea["name"]: (found["voices"], found["sources"], found["question"], found["challenge"])
        for idea in answers["ideas"]
        for found in [the_one(before_session, idea["phrase"])]
    }

    assert told == expected


def test_no_idea_is_there_that_the_sheet_does_not_know(before_session: Ideas, answers: dict[str, Any]) -> None:
    known = {the_one(before_session, idea["phrase"])["id"] for idea in answers["ideas"]}

    assert [idea["text"] for id_, idea in before_session.items() if idea["kind"] == "idea" and id_ not in known] == []


def test_paraphrases_are_suggested_and_stay_apart(before_session: Ideas, answers: dict[str, Any]) -> None:
    missing = []
    for pair in answers["suggested"]:
        one, other = (the_one(before_session, named(answers, name)) for name in pair["ideas"])
        assert one["id"] != other["id"]
        pointed = {(idea["id"], it["idea"]) for idea in (one, other) for it in idea.get("suggestions", ())}
        if not pointed & {(one["id"], other["id"]), (other["id"], one["id"])}:
            missing.append(pair["ideas"])

    assert missing == []


def test_meaning_flips_stay_apart(before_session: Ideas, answers: dict[str, Any]) -> None:
    for pair in answers["never"]:
        one, other = (the_one(before_session, named(answers, name)) for name in pair["ideas"])
        assert one["id"] != other["id"]


def test_posts_have_the_kind_that_a_person_gives_them(rehearsed: Bridge, answers: dict[str, Any]) -> None:
    contributions = rehearsed.get("/v1/contributions?event=rehearsal")["contributions"]
    wrong = []
    for post in answers["posts"]:
        kinds = {it["kind"] for it in contributions if post["phrase"] in it["text"]}
        if kinds != {post["kind"]}:
            wrong.append((post["phrase"], post["kind"], sorted(kinds)))

    assert wrong == []


def test_what_is_private_is_masked_held_and_in_no_feed(rehearsed: Bridge, answers: dict[str, Any]) -> None:
    everything = str(rehearsed.snapshot(entity="idea,event,question,gap,contribution"))
    for held in answers["held"]:
        contributions = rehearsed.get("/v1/contributions?event=rehearsal")["contributions"]
        (it,) = [it for it in contributions if held["phrase"] in it["text"]]

        assert it["state"] == "held"
        assert held["masked"] in it["masked"]
        assert held["gone"] not in everything
        assert held["phrase"] not in str(rehearsed.snapshot())


def test_what_was_deleted_is_in_no_feed_any_more(rehearsed: Bridge, answers: dict[str, Any]) -> None:
    everything = str(rehearsed.snapshot(entity="idea,event,question,gap,contribution"))

    assert [it["phrase"] for it in answers["withdrawn"] if it["phrase"] in everything] == []


def test_an_upload_says_what_was_read(uploaded: str) -> None:
    assert "turns" in uploaded
    assert "speakers" in uploaded
    assert "contributions" in uploaded


def test_an_idea_of_the_chat_that_the_session_says_too_has_two_sources(
    uploaded: str, rehearsed: Bridge, before_session: Ideas, answers: dict[str, Any]
) -> None:
    assert uploaded
    session = answers["session"]
    before = the_one(before_session, named(answers, session["joins"]))

    after = rehearsed.get(f"/v1/ideas/{before['id']}")

    assert (after["voices"], after["sources"]) == (session["voices"], session["sources"])


def test_the_same_document_again_adds_nothing(uploaded: str, rehearsed: Bridge) -> None:
    assert uploaded
    head = rehearsed.get("/v1/ideas")

    again = rehearsed.run("upload", str(REHEARSAL.with_name("sample-session.vtt")), "--session", "connect-1").stdout

    assert "known" in again
    assert "new" not in again.splitlines()[-1]
    assert rehearsed.get("/v1/ideas")["ideas"] == head["ideas"]


@pytest.mark.parametrize("part", [0.0, 0.3, 0.9])
def test_a_reader_that_resumes_ends_with_what_one_that_stayed_has(rehearsed: Bridge, part: float) -> None:
    whole = rehearsed.snapshot()
    cut = int(part * len(whole))

    rest = rehearsed.snapshot(after=whole[cut]["at"])

    has = {frame["value"]["id"]: frame["value"] for frame in (*whole[: cut + 1], *rest)}
    assert {
        id_: value for id_, value in has.items() if not value.get("gone") and value.get("state") != "withdrawn"
    } == {frame["value"]["id"]: frame["value"] for frame in whole}
    assert {frame["at"] for frame in whole[: cut + 1]}.isdisjoint(frame["at"] for frame in rest)


def test_nobodys_name_handle_or_words_are_in_the_log(rehearsed: Bridge, uploaded: str) -> None:
    assert uploaded
    log = rehearsed.log.read_text(encoding="utf-8")
    contributions = rehearsed.get("/v1/contributions?event=rehearsal")["contributions"]
    told = {it["text"] for it in contributions if len(it["text"]) > 12} | {
        it["handle"] for it in contributions if it.get("handle")
    }

    assert log
    assert [words for words in told if words in log] == []
