"""RFC 6455, case by case, on the product's own sockets: a real process, and bytes that no library would send."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import count
from typing import Any

import pytest

from tests.conformance.cases import BOTH, Handshake, Talk
from tests.conformance.closings import CLOSINGS
from tests.conformance.deflated import DEFLATED, OFFER, OFFERS, inflated
from tests.conformance.framing import FRAMES
from tests.conformance.handshakes import HANDSHAKES
from tests.conformance.texts import TEXTS
from tests.conformance.wire import ACCEPT, CLOSE, PING, TEXT, Act, Frame, Peer, frame, head, in_words, peer, text
from tests.running import ROOT, Bridge

#: The list, by chapter.
CHAPTERS: dict[str, Sequence[Handshake | Talk]] = {
    "Handshake, Origin, limits of the head (§4, §9, §10)": HANDSHAKES,
    "Frames, masks, fragments, control frames, arrival (§5)": FRAMES,
    "Closing (§5.5.1, §7)": CLOSINGS,
    "UTF-8 (§8)": TEXTS,
    "Compression (RFC 7692)": [*OFFERS, *DEFLATED],
}
CASES = [case for cases in CHAPTERS.values() for case in cases]

#: Cases that are not passed, by name, each with its reason. At most one.
FAILING: dict[str, str] = {}

_workers = count()


def each(cases: Sequence[Any]) -> list[Any]:
    """A test for each case and socket."""
    return [
        pytest.param(
            case,
            path,
            id=f"{path[4:]}: {case.section} {case.name}",
            marks=[pytest.mark.xfail(strict=True, reason=FAILING[case.name])] if case.name in FAILING else [],
        )
        for case in cases
        for path in getattr(case, "on", BOTH)
    ]


@pytest.mark.parametrize(("case", "path"), each([case for case in CASES if isinstance(case, Handshake)]))
def test_a_head_is_answered(bridge: Bridge, case: Handshake, path: str) -> None:
    with peer(bridge.port, bridge.token) as asking:
        answer = asking.ask(type(case.sent)(case.sent.replace(b"{path}", path.encode())))

    told = [f"{name}: {value}".lower() for name, values in answer.headers.items() for value in values]
    assert answer.status == case.status, answer
    assert not [line for line in case.shows if line.lower() not in told]
    assert not [name for name in case.hides if name.lower() in answer.headers]
    if answer.status == 101:
        assert answer.headers["sec-websocket-accept"] == [ACCEPT]
        assert answer.headers["upgrade"] == ["websocket"]
        assert answer.headers["connection"] == ["Upgrade"]
    elif answer.status:
        assert answer.headers["content-type"] == ["application/problem+json"]
        assert json.loads(answer.body)["status"] == answer.status


@pytest.mark.parametrize(("case", "path"), each([case for case in CASES if isinstance(case, Talk)]))
def test_a_peer_hears(bridge: Bridge, case: Talk, path: str) -> None:
    with peer(bridge.port, bridge.token) as talking:
        heard = talk(talking, path, case)

    assert heard == case.heard(path)


def test_a_compressed_feed_says_what_a_plain_one_says(bridge: Bridge) -> None:
    plain, compressed = (list(until_live(bridge, lines)) for lines in ([], [f"Sec-WebSocket-Extensions: {OFFER}"]))

    assert not any(said.rsv for said in plain)
    assert any(said.rsv for said in compressed)
    assert changes(inflated(said.payload) if said.rsv else said.payload for said in compressed) == changes(
        it.payload for it in plain
    )


def changes(told: Iterable[bytes]) -> list[bytes]:
    """Without hello and place, which tell that other cases on this bridge have moved the store."""
    return [payload for payload in told if payload.startswith(b'{"type":"change"')]


def until_live(bridge: Bridge, lines: Sequence[str]) -> Iterator[Frame]:
    """The frames of the feed from its beginning."""
    with peer(bridge.port, bridge.token) as reader:
        assert reader.ask(head("/v1/feed?after=0", lines=lines)).status == 101
        for said in reader.frames():
            yield said
            if said.payload.startswith(b'{"type":"live"'):
                return


def test_the_list_is_as_long_as_it_says_and_the_page_tells_it() -> None:
    page = (ROOT / "docs" / "protocol.md").read_text(encoding="utf-8")
    names = Counter((case.name, case.offer if isinstance(case, Talk) else "") for case in CASES)
    rows = [
        f"| {chapter} | {len(cases)} | {sum(case.name not in FAILING for case in cases)} |"
        for chapter, cases in CHAPTERS.items()
    ]
    rows.append(f"| all | {len(CASES)} | {len(CASES) - len(FAILING)} |")

    assert [name for name, times in names.items() if times > 1] == []
    assert not FAILING.keys() - {case.name for case in CASES}
    assert len(FAILING) <= 1
    assert len(CASES) >= 110
    assert re.findall(r"^\| (?:all|.+\)) \| \d+ \| \d+ \|$", page, re.MULTILINE) == rows


def test_the_log_shows_no_failure_of_ours(bridge: Bridge) -> None:
    log = bridge.log.read_text(encoding="utf-8")

    assert "Traceback" not in log
    assert ".failed" not in log


def talk(talking: Peer, path: str, case: Talk) -> str:
    """Everything that comes back, in words."""
    target = path + ("?entity=gap" if path == "/v1/feed" else "")
    opening = head(target, lines=[f"Sec-WebSocket-Extensions: {case.offer}"] if case.offer else [])
    greeting = b"" if path == "/v1/feed" else text(json.dumps({"type": "hello", "worker": f"case-{next(_workers)}"}))
    steps = list(case.sent)
    early = steps.pop(0) if case.early else b""
    assert isinstance(early, bytes)
    if case.early:
        assert talking.ask(opening + greeting + early).status == 101
    else:
        assert talking.ask(opening).status == 101
        talking.do([greeting])
    heard: list[str] = []
    hearing = words(talking, path, case, answering=Act.STAY not in steps)
    for step in steps:
        if step is Act.HEARD:
            heard.append(next(hearing))
        else:
            talking.do([step])
    expected = case.heard(path).split(", ")
    while "end" not in heard and (len(heard) < len(expected) - 1 or expected[-1] != "open"):
        heard.append(next(hearing))
    if expected[-1] == "open" and "end" not in heard:
        talking.do([frame(PING, b"open?")])
        heard.append(next(hearing))
    if Act.STAY in steps and talking.is_gone():
        heard.append("gone")
    return ", ".join(heard)


def words(talking: Peer, path: str, case: Talk, *, answering: bool) -> Iterator[str]:
    """What the server says, but for greetings and what is a feed's business; a close is answered, as a good peer does."""
    for said in talking.frames():
        assert said.fin
        assert not said.rsv or (said.opcode == TEXT and case.offer)
        if said.opcode == PING or (said.opcode == TEXT and path == "/v1/feed"):
            continue
        word = in_words(said)
        if word == "pong open?":
            yield "open"
        elif word != "welcome":
            yield word
        if said.opcode == CLOSE and answering:
            talking.do([frame(CLOSE, said.payload)])
    yield "end"
