"""`ideabridge inspect`: what a document holds, its candidates in the order in which they would be reviewed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bridge.documents.read import read
from workers.filters import inspected

SAID = (
    ("Fay Lord", "Welcome everyone. So what would help people on the way home?"),
    ("Bo Hurst", "The letters never arrive in time."),
    ("Cy Amos", "We could ring people the day after, Bo Hurst does that already."),
    ("Di Penn", "Great idea."),
    ("Fay Lord", "Anything else? We could also end early."),
    ("Bo Hurst", "There should be a number that is answered at night."),
    ("Di Penn", "When my mum came home I rang four numbers and I waited an hour."),
    ("Fay Lord", "That is all we have time for."),
)


def transcript() -> bytes:
    cues = [
        f"00:{at:02}:00.000 --> 00:{at:02}:50.000\n<v {speaker}>{text}</v>\n" for at, (speaker, text) in enumerate(SAID)
    ]
    return "\n".join(["WEBVTT\n", *cues]).encode()


def told(body: bytes) -> tuple[list[Mapping[str, Any]], list[Mapping[str, Any]]]:
    lines = list(inspected(read("file.txt", body)))
    return ([it for it in lines if it["type"] == "turn"], [it for it in lines if it["type"] == "candidate"])


def test_candidates_come_best_first_whatever_their_place() -> None:
    _, candidates = told(transcript())

    ranks = [it["rank"] for it in candidates]
    assert ranks == sorted(ranks, reverse=True)
    assert all(0 <= rank <= 1 for rank in ranks)
    assert candidates[0]["text"].startswith("We could ring people the day after")
    assert candidates[-1]["kind"] == "support"


def test_the_reason_tells_the_cue_and_what_around_it_mattered() -> None:
    _, candidates = told(transcript())

    why = {it["turn"]: it["why"] for it in candidates if it["kind"] != "support"}
    assert why[3].endswith(
        "; answers the facilitator's question for ideas 2 turns before; liked by another right after"
    )
    assert why[2].startswith("a concern: tells what takes too long or never comes; answers")
    assert why[5].endswith("; said by the facilitator")


def test_a_reason_that_is_the_cue_alone_says_no_more() -> None:
    _, (candidate,) = told(b"WEBVTT\n\n00:01.000 --> 00:05.000\nThere should be a number for the night.\n")

    assert candidate["why"] == 'says "there should be"'


def test_two_turns_before_and_two_after_are_shown_with_each_candidate() -> None:
    turns, candidates = told(transcript())

    shown = [{"speaker": turn["speaker"], "text": turn["text"]} for turn in turns]
    for candidate in candidates:
        at = candidate["turn"] - 1
        assert candidate["context"] == shown[max(0, at - 2) : at] + shown[at + 1 : at + 3]
    assert {len(candidate["context"]) for candidate in candidates} >= {3, 4}


def test_no_name_of_a_speaker_stands_in_candidates_or_their_context() -> None:
    _, candidates = told(transcript())

    assert [name for name, _ in SAID if name in str(candidates)] == []


def test_notes_on_a_board_are_ideas_that_rank_as_written_down() -> None:
    _, candidates = told(b"- Transport from the village\n- A quiet hour at the front desk\n- Discussed the minutes\n")

    notes = [it for it in candidates if it["kind"] == "idea"]
    assert {it["text"] for it in notes} == {"Transport from the village", "A quiet hour at the front desk"}
    assert {it["why"] for it in notes} == {"a note of its own; was written down"}
    assert candidates[-1]["text"] == "Discussed the minutes"
