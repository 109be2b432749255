"""A second file for each shape that programs give to captions, with the traps that are its own; every word is invented."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bridge.documents.read import arrivals, read
from bridge.records import EventId
from tests.documents.shapes import words

Said = list[tuple[str | None, str]]

CALL = "b41c7d90-2e5a-4f63-9a08-51d7c3e9f2aa"
OTHER = "5d20aa17-6c3b-4f0e-8d11-903bb7c4e6f5"
TENANT = "72aa88bf-86f1-41af-91ab-2d7cd011db47"
ADA, BEN = f"68f0e9b4-1c2d-4e3f-8a9b-0c1d2e3f4a5b@{TENANT}", f"91c3d7a2-5b6c-4d7e-9f80-1a2b3c4d5e6f@{TENANT}"

#: Two calls in one file, parts out of order, an entity in a name, a room, a cue of nobody's between two of one person's.
TEAMS = f"""\ufeffWEBVTT\r
\r
{CALL}/9-1\r
00:00:07.000 --> 00:00:09.250\r
<v PEDRO D&#205;AZ (EXT)>if the library stays &lt;open&gt; until nine.</v>\r
\r
{CALL}/9-0\r
00:00:03.100 --> 00:00:07.000\r
<v PEDRO D&#205;AZ (EXT)>We could lend blood pressure cuffs\r
like books</v>\r
\r
{OTHER}/9-0\r
00:00:04.000 --> 00:00:05.000\r
<v Speaker 2>Mhm.</v>\r
\r
{CALL}/12-0\r
00:00:10.000 --> 00:00:11.000\r
Lovely.\r
\r
{CALL}/15-0\r
00:00:12.000 --> 00:00:14.000\r
<v Sørensen, Åse (She/Her)>Who &amp; when?</v>\r
"""

#: Begun while people were talking; accounts for names; a time of tenths; overlapping cues; a comment over two lines.
ACCOUNTS = f"""WEBVTT

NOTE
language:en-gb
made by a service

-0:0:4.50 --> -0:0:1.0
<v {BEN}>who asked the night staff</v>

0:0:6.90 --> 0:0:8.250
<v {ADA}>Nobody **** did.</v>

0:0:8.10 --> 0:0:9.0
<v {BEN}>Then let us ask them.</v>
"""

#: What Graph tells of an utterance; one has no name, one no words, and one is no JSON.
METADATA = """WEBVTT

00:00:16.246 --> 00:00:17.726
{"startDateTime":"2026-11-02T19:00:16.2460000Z","endDateTime":"2026-11-02T19:00:17.7260000Z","speakerName":"Åse Sørensen","spokenText":"Could we text people \\u003c 3 days before?","spokenLanguage":"en-gb"}

00:00:18.000 --> 00:00:19.000
{"startDateTime":"2026-11-02T19:00:18Z","endDateTime":"2026-11-02T19:00:19Z","speakerName":"","spokenText":"Ja, gern.","spokenLanguage":"de-de"}

00:00:20.000 --> 00:00:21.000
{"startDateTime":"2026-11-02T19:00:20Z","endDateTime":"2026-11-02T19:00:21Z","speakerName":"Ben Hale","spokenText":"","spokenLanguage":"en-gb"}

00:00:22.000 --> 00:00:23.000
{"startDateTime":"2026-11-02T19:00:22Z","speakerName":"Ben Hale","spokenText":

00:00:24.000 --> 00:00:25.000
{"startDateTime":"2026-11-02T19:00:24Z","endDateTime":"2026-11-02T19:00:25Z","speakerName":"Ben Hale","spokenText":"Yes.","spokenLanguage":"en-gb"}
"""

STREAM = """\ufeffWEBVTT

NOTE duration:"01:04:11.4770000"

NOTE language:en-us

NOTE Confidence: 0.8131

2b1d1c8e-0d58-4c55-a3d7-7a51ab80b0f1
01:00:00.000 --> 01:00:02.000
What if the porters had
a list by noon?

NOTE Confidence: 0.99

b0f12b1d-0d58-4c55-a3d7-7a51ab801c8e
01:00:02.000 --> 01:00:03.000
NOTE: they have none.
"""

#: A name once in a file, a full one; a colon that is no name's; a line that goes on in a cue of its own.
ZOOM = """WEBVTT\r
\r
1\r
00:00:05.240 --> 00:00:08.100\r
Kalo | Obol: Let's meet at 10:30: is that fine?\r
\r
2\r
00:00:08.300 --> 00:00:09.000\r
or at noon.\r
\r
3\r
00:00:10.000 --> 00:00:11.000\r
Åse Sørensen (she/her): Noon: yes.\r
\r
4\r
00:00:12.000 --> 00:00:13.000\r
Action: ring the ward.\r
\r
5\r
00:00:14.000 --> 00:00:15.000\r
Kalo | Obol: Fine.\r
"""

#: Zoom's closed_caption.vtt.
ZOOM_WITHOUT_NAMES = "WEBVTT\n\n1\n00:00:01.000 --> 00:00:02.000\nLater buses, please.\n\n2\n00:00:03.000 --> 00:00:04.000\nAnd trains.\n"


@pytest.mark.parametrize(
    ("text", "name", "expected", "skipped"),
    [
        (
            TEAMS,
            "teams-vtt",
            [
                (
                    "PEDRO DÍAZ (EXT)",
                    "We could lend blood pressure cuffs like books if the library stays <open> until nine.",
                ),
                ("Speaker 2", "Mhm."),
                (None, "Lovely."),
                ("Sørensen, Åse (She/Her)", "Who & when?"),
            ],
            [],
        ),
        (
            ACCOUNTS,
            "teams-vtt",
            [(BEN, "who asked the night staff"), (ADA, "Nobody **** did."), (BEN, "Then let us ask them.")],
            [],
        ),
        (
            METADATA,
            "teams-json-vtt",
            [("Åse Sørensen", "Could we text people < 3 days before?"), (None, "Ja, gern."), ("Ben Hale", "Yes.")],
            [("no_text", (9,)), ("unreadable_json", (12,))],
        ),
        (
            STREAM,
            "stream-vtt",
            [(None, "What if the porters had a list by noon?"), (None, "NOTE: they have none.")],
            [],
        ),
        (
            ZOOM,
            "zoom-vtt",
            [
                ("Kalo | Obol", "Let's meet at 10:30: is that fine?"),
                (None, "or at noon."),
                ("Åse Sørensen (she/her)", "Noon: yes."),
                (None, "Action: ring the ward."),
                ("Kalo | Obol", "Fine."),
            ],
            [],
        ),
        (ZOOM_WITHOUT_NAMES, "vtt", [(None, "Later buses, please."), (None, "And trains.")], []),
    ],
    ids=["teams", "accounts", "metadata", "stream", "zoom", "zoom without names"],
)
@pytest.mark.parametrize("label", ["Meeting.vtt", "pasted.txt"])
def test_each_shape_gives_its_turns(
    text: str, name: str, expected: Said, skipped: list[tuple[str, tuple[int, ...]]], label: str
) -> None:
    document = read(label, text.encode())

    report = document.report
    assert (report.format, report.unit, report.found) == (name, "cue", text.count("-->"))
    assert [(it.reason, it.lines) for it in report.skipped] == skipped
    assert report.found == report.read + sum(it.count for it in report.skipped)
    assert words(document) == expected


def test_accounts_for_names_are_two_voices_and_never_shown() -> None:
    began = datetime(2026, 11, 2, 19, 0, tzinfo=UTC)
    document = read("meeting.vtt", ACCOUNTS.encode())

    arrived = arrivals(document, session=EventId("s"), document_id="d", said_at=began, received_at=began)

    assert [one.pseudonym for one in arrived] == ["Speaker 1", "Speaker 2", "Speaker 1"]
    assert arrived[0].said_at == began - timedelta(seconds=4.5)
    shown = [(one.text, one.names, one.handle, one.id, one.evidence) for one in arrived]
    assert TENANT not in str(shown)
