"""Finds who said what in a Google Meet document: nothing but "00:06:08" and the lines "Name: words" below it.

The document puts the machine's summary and the transcript one after the other. The summary is nobody's words, and is
never read: what is speech is told by its shape alone, so that a summary in any language is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bridge.documents import speakers
from bridge.documents.docx import Line
from bridge.documents.docx_teams import Speech
from bridge.documents.meet import DATED, MADE_BY, began, seconds
from bridge.documents.skips import Skips
from bridge.documents.turns import LONGEST, Utterance, join
from bridge.errors import DocumentError

_STAMP = re.compile(r"(\d{2}):([0-5]\d):([0-5]\d)", re.ASCII)
#: "Transcription ended after 00:34:14"
_ENDED = re.compile(r"\S[^:]{3,120}\b\d{2}:[0-5]\d:[0-5]\d\W?", re.ASCII)
_SPOKEN = re.compile(r"(?P<name>[^\W_][^:\n]{0,79}):\s{1,8}(?P<text>\S.*)")
_BY_GEMINI = re.compile(
    r"(?:notes|minutes) (?:by|from) gemini|review gemini['’]?s notes|gemini for note", re.IGNORECASE
)
_TITLE_LINES = 10
_LONGEST_SIGN = 300  # characters


def read_meet(name: str, lines: Sequence[Line]) -> Speech | None:
    """Read the speech of the document that came under `name`; None where it is of another kind.

    Raises DocumentError("summary") for one that holds a machine's summary and no speech.
    """
    blocks = [at for at in range(len(lines) - 1) if _begins(lines, at)]
    titled = next((text for text in (*(line.text for line in lines[:_TITLE_LINES]), name) if _titled(text)), "")
    if not blocks:
        if "gemini" in titled.casefold() or any(_BY_GEMINI.search(line.text[:_LONGEST_SIGN]) for line in lines):
            message = (
                "The document holds a summary that a machine wrote, and no transcript: it is nobody's words. In Google"
                " Meet switch the transcript on, and send the document that holds it."
            )
            raise DocumentError("summary", message)
        return None
    if len(blocks) == 1 and not titled and not any(MADE_BY.search(line.text[:_LONGEST_SIGN]) for line in lines):
        return None
    begins = blocks[0]
    skips = Skips()
    skips.add("summary", *(line.number for line in lines[:begins]))
    utterances = tuple(_utterances(lines[begins:], skips))
    notes = ("What stands before the transcript was written by a machine and was not read.",) if begins else ()
    return Speech(
        format="meet-docx",
        utterances=utterances,
        skips=skips,
        began=began(titled),
        title=lines[0].text,
        notes=notes,
    )


def _begins(lines: Sequence[Line], at: int) -> bool:
    return _STAMP.fullmatch(lines[at].text) is not None and _SPOKEN.fullmatch(lines[at + 1].text[:LONGEST]) is not None


def _utterances(lines: Sequence[Line], skips: Skips) -> Iterator[Utterance]:
    """Each paragraph "Name: words", to the line that says when it ended, or to a heading that is no stamp."""
    at_s, ended = 0.0, False
    parts: list[Utterance] = []
    for line in lines:
        found = _STAMP.fullmatch(line.text)
        spoken = _SPOKEN.fullmatch(line.text) if line.opens and len(line.text) <= LONGEST else None
        after = ended and not found
        ended = after or (not found and not spoken and _is_end(line))
        if ended or found or spoken or line.opens:
            yield from join(parts)
            parts = []
        if ended:
            skips.add("summary" if after else "notice", line.number)
        elif found:
            at_s = seconds(found)
            skips.add("time", line.number)
        elif spoken and not _is_label(spoken["name"]):
            parts = [_utterance(spoken["name"], spoken["text"], line.number, at_s)]
        elif parts and len(line.text) <= LONGEST:
            parts.append(_utterance(parts[0].speaker or "", line.text, line.number, at_s))
        else:
            skips.add("too_long" if len(line.text) > LONGEST else "no_speaker", line.number)
    yield from join(parts)


def _is_end(line: Line) -> bool:
    return line.heading or (line.alone and len(line.text) <= 200 and _ENDED.fullmatch(line.text) is not None)


def _is_label(name: str) -> bool:
    return speakers.is_label(name) or len(name.split()) > 6


def _utterance(name: str, text: str, line: int, at_s: float) -> Utterance:
    words = " ".join(text.split())
    return Utterance(speaker=speakers.clean(name), text=words, line=line, last_line=line, from_s=at_s)


def _titled(text: str) -> bool:
    found = DATED.search(text) if len(text) <= 400 else None
    return found is not None and found["mark"] != "-"
