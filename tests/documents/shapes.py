"""Caption files in the shapes that real ones have; every word in them is invented."""

from __future__ import annotations

from bridge.documents.read import Document, read

CALL = "0f3a7c52-91de-4b06-8c55-2ab9d4e61f70"

#: Teams today: one utterance in parts, cut in mid-sentence, others between, one cue without a voice.
TEAMS = f"""WEBVTT

{CALL}/41-0
00:01:10.200 --> 00:01:13.000
<v Wilk, Tomasz (TRUST)>We could open the gym
on Sundays so that people who</v>

{CALL}/27-0
00:01:10.900 --> 00:01:12.400
<v Dr. Ada Okoro (She/Her)>But who pays?</v>

{CALL}/41-1
00:01:13.000 --> 00:01:15.500
<v Wilk, Tomasz (TRUST)>wait for a knee get stronger.</v>

{CALL}/44-0
00:01:16.000 --> 00:01:17.000
Good.

{CALL}/45-0
00:01:18.000 --> 00:01:19.750
<v Wilk, Tomasz (TRUST)>Thank you.</v>
"""

#: Teams in 2021 and through Graph: no ids, times without zeros, account ids for names.
TEAMS_UNPADDED = f"""WEBVTT

0:0:6.90 --> 0:0:8.250
<v {CALL}@11111111-2222-3333-4444-555555555555>Shall we begin</v>

0:0:8.0 --> 0:1:0.5
<v 99999999-0000-4000-8000-000000000000@11111111-2222-3333-4444-555555555555>What the ****</v>
"""

#: Graph's metadataContent.
TEAMS_JSON = """WEBVTT

00:00:04.000 --> 00:00:07.500
{"startDateTime":"2026-11-02T19:00:04Z","endDateTime":"2026-11-02T19:00:07Z","speakerName":"Ada Okoro",\
"spokenText":"Ring people < 3 days before & ask.","spokenLanguage":"en-gb"}
"""

#: Stream (classic) and Video Indexer: no speakers, a comment before every cue.
STREAM = """WEBVTT

NOTE duration:"00:04:11.4770000"

NOTE language:en-us

NOTE Confidence: 0.9912

2b1d1c8e-0d58-4c55-a3d7-7a51ab80b0f1
00:00:00.500 --> 00:00:03.250
Let nurses discharge

NOTE Confidence: 0.8

b0f12b1d-0d58-4c55-a3d7-7a51ab801c8e
00:00:03.300 --> 00:00:05.000
without a second signature.
"""

#: Zoom: numbers for ids, typed names, a cue that goes on without one.
ZOOM = """WEBVTT

1
00:00:01.000 --> 00:00:03.000
Kit | Theatre: Could we see the list: today?

2
00:00:03.500 --> 00:00:04.000
By noon would do.

3
00:00:05.000 --> 00:00:06.000
David (dk): Yes.

4
00:00:07.000 --> 00:00:08.000
Kit | Theatre: Good, thanks David.
"""


def cue(text: str, *, at: float = 0.0, name: str = "") -> str:
    """One cue of a second's length."""
    head = f"{name}\n" if name else ""
    return f"{head}{_clock(at)} --> {_clock(at + 1)}\n{text}\n"


def vtt(*cues: str) -> str:
    return "WEBVTT\n\n" + "\n".join(cues)


def opened(text: str, name: str = "meeting.vtt") -> Document:
    return read(name, text.encode())


def words(document: Document) -> list[tuple[str | None, str]]:
    return [(turn.speaker, turn.text) for turn in document.turns]


def _clock(seconds: float) -> str:
    whole = int(seconds)
    return f"{whole // 3600:02}:{whole // 60 % 60:02}:{seconds % 60:06.3f}"
