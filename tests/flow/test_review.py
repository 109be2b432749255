"""A session from its files to what is published of it, and back again: on a real bridge, as its host and a program do it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial
from typing import Any

import apsw
import pytest

from tests.running import SESSION, Bridge, running, until

NOTES = b"# Notes\n## Transport\n- Volunteer drivers for people on the islands\n- Yusuf said the bus stops at four\n"
ATTENDED = "\ufeffFull name\tJoin\tLeave\tDuration\tEmail\tRole\n" + "".join(
    f"{name}\t02/11/2026, 18:58:01\t02/11/2026, 20:01:11\t1h 3m\tsomebody@example.org\t{role}\n"
    for name, role in (("Priya Raman (ICB)", "Organizer"), ("Yusuf Adeyemi", "Attendee"), ("Ada Quist", "Attendee"))
)
HERE = "/v1/sessions/connect-1"
DECLARED = {"title": "Connect", "held_at": "2026-11-02T19:00:00Z", "informed": "In the invitation", "public": True}


@pytest.fixture(scope="module")
def bridge(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bridge]:
    """A bridge that was given a session's transcript, its notes and who attended."""
    with running(tmp_path_factory.mktemp("review") / "data", "--no-rehearsal") as bridge:
        files = {"meeting.vtt": SESSION.read_bytes(), "notes.md": NOTES, "who.csv": ATTENDED.encode("utf-16-le")}
        for upload in [bridge.post(name, body) for name, body in files.items()]:
            assert until(partial(bridge.ended, "connect-1", upload))["state"] == "done"
        yield bridge


def change(bridge: Bridge, method: str, path: str, said: Any = None) -> Any:
    body = json.dumps(said).encode() if said is not None else b""
    answer = bridge.ask(method, f"{HERE}{path}", body)
    assert answer.status < 300, answer.body
    return answer.told


def review(bridge: Bridge) -> Any:
    return bridge.get(f"{HERE}/review")


def of_kind(bridge: Bridge, kind: str) -> list[str]:
    return [it["contribution"]["id"] for it in review(bridge)["candidates"] if it["contribution"]["kind"] == kind]


def shown(bridge: Bridge) -> dict[str, str]:
    """What everybody reads."""
    ideas = bridge.ask("GET", "/v1/ideas", headers={}).told["ideas"]
    return {it["id"]: it["text"] for it in ideas}


def test_the_files_of_a_session_become_candidates_and_nothing_is_published(bridge: Bridge) -> None:
    found = review(bridge)

    assert found["counts"]["published"] == 0
    assert found["counts"]["held"] == 1
    assert found["counts"]["undecided"] > 15
    assert shown(bridge) == {}
    ranks = [it["rank"] for it in found["candidates"] if it["state"] == "waiting"]
    assert ranks == sorted(ranks, reverse=True)
    best = found["candidates"][[it["rank"] for it in found["candidates"]].index(ranks[0])]
    assert best["why"]
    assert best["context"]["before"] or best["context"]["after"]


def test_names_of_speakers_and_of_those_who_only_attended_stand_nowhere(bridge: Bridge) -> None:
    told = json.dumps(review(bridge))

    for name in ("Priya", "Raman", "Yusuf", "Adeyemi", "somebody@"):
        assert name not in told
    assert "[name] said the bus stops at four" in told
    assert not any(b"Quist" in body for body in stored(bridge)), "an attendance list is not kept"


def test_nothing_is_published_before_it_was_declared(bridge: Bridge) -> None:
    change(bridge, "POST", "/review", {"act": "accept", "ids": of_kind(bridge, "idea")[:1]})

    answer = bridge.ask("POST", f"{HERE}/publish", b"")

    assert answer.status == 400
    assert "how people were told" in answer.told["detail"]


def test_what_is_accepted_is_published_once_by_everybody_s_feed_and_under_the_session_s_name(bridge: Bridge) -> None:
    change(bridge, "PUT", "/declaration", DECLARED)
    ideas = of_kind(bridge, "idea")
    change(bridge, "POST", "/review", {"act": "accept", "ids": ideas})
    first = ideas[0]
    words = "One named person whom everybody on the list can ring"
    change(bridge, "POST", "/review", {"act": "accept", "ids": [first], "words": words})
    foreseen = change(bridge, "POST", "/publish?dry_run=true")
    assert shown(bridge) == {}

    published = change(bridge, "POST", "/publish")

    assert published["differences"] == foreseen["differences"]
    assert until(lambda: words in shown(bridge).values())
    assert change(bridge, "POST", "/publish")["differences"] == []
    feed = [it["value"] for it in bridge.snapshot(entity="idea")]
    assert words in [it.get("text") for it in feed]
    idea = next(name for name, text in shown(bridge).items() if text == words)
    page = bridge.ask("GET", f"/ideas/{idea}", headers={}).body.decode()
    assert "Connect session" in page
    assert "Speaker 3" not in page


def test_the_same_files_again_change_nothing(bridge: Bridge) -> None:
    before, there = shown(bridge), review(bridge)["counts"]

    upload = bridge.post("meeting.vtt", SESSION.read_bytes())

    assert set(until(partial(bridge.ended, "connect-1", upload))["report"]["outcomes"]) == {"known"}
    assert review(bridge)["counts"] == there
    assert change(bridge, "POST", "/publish")["differences"] == []
    assert shown(bridge) == before


def test_a_corrected_transcript_changes_what_it_corrects_and_doubles_nothing(bridge: Bridge) -> None:
    candidates = len(review(bridge)["candidates"])
    corrected = SESSION.read_bytes().replace(b"people a week before", b"people eight days before")
    assert corrected != SESSION.read_bytes()

    upload = bridge.post("meeting-corrected.vtt", corrected)
    assert until(partial(bridge.ended, "connect-1", upload))["state"] == "done"

    assert len(review(bridge)["candidates"]) == candidates
    differences = change(bridge, "POST", "/publish")["differences"]
    assert [it["what"] for it in differences] == ["changed"]
    assert "eight days" in differences[0]["after"]


def test_a_speaker_who_wants_it_is_out_of_everything(bridge: Bridge) -> None:
    speaker = review(bridge)["speakers"][1]
    place = bridge.get("/v1/ideas")["place"]
    theirs = [
        it["contribution"]["text"]
        for it in review(bridge)["candidates"]
        if it["contribution"]["voice"] == speaker["voice"] and len(it["contribution"]["text"]) > 40
    ]
    assert theirs

    change(bridge, "POST", "/withdraw", {"speaker": speaker["number"]})

    changed = [it["value"] for it in bridge.snapshot(place, entity="idea")]
    assert "withdrawn" in {it["state"] for it in changed}
    told = json.dumps(review(bridge)) + json.dumps(bridge.get("/v1/contributions?event=connect-1"))
    assert not any(text in told for text in theirs)
    assert not any(text.encode() in body for text in theirs for body in stored(bridge))


def test_when_the_review_is_over_files_and_transcripts_go(bridge: Bridge) -> None:
    assert bridge.bodies()

    change(bridge, "POST", "/end-review")

    assert bridge.bodies() == []
    assert review(bridge)["candidates"], "what was decided stays"


def stored(bridge: Bridge) -> list[bytes]:
    """The files and transcripts that are kept."""
    db = apsw.Connection(str(bridge.data / "store.sqlite"), flags=apsw.SQLITE_OPEN_READONLY)
    bodies = [bytes(body) for (body,) in db.execute("SELECT value FROM blobs")]
    db.close()
    return bodies
