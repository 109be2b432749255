"""Posts that were copied from a network, brought to a real bridge by its command, and heard from the network as well."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.running import ROOT, Bridge, running

ADA = "https://bsky.app/profile/did:plc:ada/post/3lada"
LINKEDIN = "https://www.linkedin.com/posts/ada-okoro_waiting-activity-7261234567890123456-aB3d?utm_source=share"
WORDS = "Ring people every month while they wait, so that nobody feels forgotten"
TABLE = f"""Post URL;Message;Posted by;Date;Question
{LINKEDIN};"Send letters in plain words;
call 07700 900123 for more";Ada Okoro;02/11/2026 19:02;
{ADA};A2 {WORDS};ada.example;02/11/2026 19:06;
nowhere;Lost;Ben;02/11/2026 19:02;
{LINKEDIN}#again;Send letters in plain words again;Ada Okoro;02/11/2026 19:02;
"""


@pytest.fixture(scope="module")
def bridge(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bridge]:
    with running(tmp_path_factory.mktemp("captured") / "data", "--no-rehearsal") as bridge:
        yield bridge


def capture(bridge: Bridge, *words: str, given: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "workers.cli", "capture", "rehearsal", *words]
    command += ["--data", str(bridge.data), "--port", str(bridge.port)]
    return subprocess.run(command, input=given, capture_output=True, text=True, cwd=ROOT, timeout=100, check=False)


def said(bridge: Bridge) -> dict[str, Any]:
    """What was said, by its source."""
    told = bridge.get("/v1/contributions?event=rehearsal")["contributions"]
    return {it["source"]: it for it in told}


def live(folder: Path) -> Path:
    """A recording in which the network itself tells one of the captured posts."""
    record = {
        "$type": "app.bsky.feed.post",
        "text": f"A2 {WORDS} #SolvingTogether",
        "createdAt": "2026-11-02T19:06:00Z",
    }
    commit = {
        "operation": "create",
        "collection": "app.bsky.feed.post",
        "rkey": "3lada",
        "record": record,
        "cid": "bafya",
    }
    raw = {"did": "did:plc:ada", "time_us": 1793646360000000, "kind": "commit", "commit": commit}
    recording = folder / "live.jsonl"
    recording.write_text(json.dumps({"at": "2026-11-02T19:06:01Z", "source": "bluesky", "raw": raw}) + "\n")
    return recording


def test_a_table_is_taken_in_and_its_report_says_what_became_of_each_row(bridge: Bridge, tmp_path: Path) -> None:
    table = tmp_path / "posts.csv"
    table.write_text(TABLE, encoding="utf-16")

    first = capture(bridge, str(table))
    again = capture(bridge, str(table), "--json")

    assert first.returncode == 0, first.stderr
    assert "3 of 4 rows read, 2 authors" in first.stdout
    assert "skipped 1: link_not_understood (lines 5)" in first.stdout
    assert "3 posts = 3 contributions" in first.stdout
    assert json.loads(again.stdout)["report"]["outcomes"] == {"known": 3}


def test_captured_posts_are_scrubbed_placed_and_marked(bridge: Bridge) -> None:
    posts = said(bridge)

    assert {it["via"] for it in posts.values()} == {"captured"}
    assert posts["linkedin"]["state"] == "held"
    assert "900123" not in posts["linkedin"]["text"]
    assert posts["linkedin"]["handle"] == "Ada Okoro"
    assert posts["bluesky"]["question"] == "rehearsal/q2"


def test_one_post_is_captured_from_stdin(bridge: Bridge) -> None:
    pasted = f"Ada Okoro\n • 2nd\n2h •\nA3 {WORDS}\nLike\nComment\nRepost\nSend"

    done = capture(bridge, "--network", "facebook", "--author", "Ada Okoro", "--at", "2026-11-02 19:07", given=pasted)
    refused = capture(bridge, "--question", "99", given=WORDS)
    no_time = capture(bridge, "--at", "tea", given=WORDS)

    assert done.returncode == 0, done.stderr
    assert "1 of 1 posts read" in done.stdout
    post = said(bridge)["facebook"]
    assert (post["text"], post["said_at"]) == (f"A3 {WORDS}", "2026-11-02T19:07:00Z")
    assert (refused.returncode, no_time.returncode) == (1, 2)
    assert "Choose one of the event's questions" in refused.stderr
    assert "is no time" in no_time.stderr


def test_what_is_captured_and_heard_is_one_contribution_in_the_networks_own_words(
    bridge: Bridge, tmp_path: Path
) -> None:
    before = said(bridge)["bluesky"]

    bridge.run("replay", str(live(tmp_path)))
    heard = said(bridge)["bluesky"]
    captured = capture(bridge, "--link", ADA, "--json", given="A poor copy of it")

    assert (heard["id"], heard["via"]) == (before["id"], "live")
    assert "#SolvingTogether" in heard["text"]
    assert json.loads(captured.stdout)["report"]["outcomes"] == {"known": 1}
    assert said(bridge)["bluesky"] == heard


def test_the_feed_for_all_names_no_author(bridge: Bridge) -> None:
    told = json.dumps(bridge.snapshot())

    assert WORDS in told
    assert "Okoro" not in told
    assert "linkedin.com" not in told
