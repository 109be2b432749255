"""Finds who said what in the lines of a transcript that Teams wrote into a Word document, in both of its layouts.

Today a paragraph is a turn: "Ada Okoro   0:08" and the words below, often after the empty line that her picture leaves.
Until 2022 it was "0:0:3.270 --> 0:0:4.250", the name, the words. What is read is the line: programs that save the file
again break paragraphs as they like.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime

import msgspec

from bridge.documents import speakers
from bridge.documents.docx import Line
from bridge.documents.moments import read_moment
from bridge.documents.skips import Skips
from bridge.documents.turns import LONGEST, Utterance, join

_STAMP = r"(-?)(\d{1,3}):(\d{1,2}):(\d{1,2}(?:\.\d{1,9})?)"
_TIMING = re.compile(rf"{_STAMP}\s{{0,4}}-->\s{{0,4}}{_STAMP}", re.ASCII)
_HEADER = re.compile(r"(?P<name>\S(?:.{0,118}\S)?)(?P<gap>[ \xa0]{1,40})(?P<at>(?:\d{1,2}:)?\d{1,3}:[0-5]\d)", re.ASCII)
_LONGEST_HEADER = 200  # characters
#: "Ada Okoro started transcription", by the word for it in languages that Teams speaks.
_TRANSCRIPTION = re.compile(
    r"transs?[ck]ri|trascri|transkry|транскр|litteroi|átírás|přepis|prepis|文字起こし|トランスクリプ|转录|轉錄|听录|聽錄|전사|תמלול|النسخ",
    re.IGNORECASE,
)
#: What programs add, in small letters.
_NOTICES = ("ai-generated content may be incorrect", "ai generated content may be incorrect", "transcribed by http")
_LONGEST_NOTICE = 160  # characters
_CLOCK = re.compile(r"\d[:.]\d\d")
#: Lines in which the title, the date and the length stand.
_HEAD_LINES = 6
#: Seconds a word takes at most, for the end of a turn that tells only its beginning. Speech is at about 0.4.
_SLOW_WORD = 0.75


class Speech(msgspec.Struct, frozen=True, kw_only=True):
    """What a transcript holds: utterances in its own order, the lines left out, and when second 0 was, if it says so.

    `title` is the line on top, which Teams makes of the name of the recording.
    """

    format: str
    utterances: tuple[Utterance, ...]
    skips: Skips
    began: datetime | None = None
    title: str = ""
    notes: tuple[str, ...] = ()


class _Head(msgspec.Struct, frozen=True, kw_only=True):
    """Where somebody begins to speak; `lines` are those of the head itself."""

    speaker: str | None
    from_s: float
    to_s: float | None = None
    lines: int = 1


def read_teams(lines: Sequence[Line]) -> Speech | None:
    """Read a transcript in either layout; None where the lines are none."""
    heads = _timed(lines)
    if heads:
        return _speech("teams-old-docx", lines, heads, by_paragraph=False)
    heads = _headed(lines)
    if not heads:
        return None
    by_paragraph = sum(1 for at in heads if not lines[at].alone) * 2 > len(heads)
    return _speech("teams-docx", lines, heads, by_paragraph=by_paragraph)


def _timed(lines: Sequence[Line]) -> dict[int, _Head]:
    """The heads of the old layout, by the place of their timing line. A cue without a name has words at once."""
    timings = {at: found for at, line in enumerate(lines) if (found := _timing(line.text))}
    below = {at: [after for after in (at + 1, at + 2) if after < len(lines) and after not in timings] for at in timings}
    firsts = Counter(lines[at + 1].text for at in timings if below[at][:1] == [at + 1])
    heads = {}
    for at, found in timings.items():
        first = lines[at + 1].text if below[at] == [at + 1, at + 2] else ""
        named = bool(first) and len(first) <= 120 and (firsts[first] > 1 or _is_full_name(first))
        begins, ends = _seconds(*found.group(1, 2, 3, 4)), _seconds(*found.group(5, 6, 7, 8))
        heads[at] = _Head(
            speaker=speakers.clean(first) if named else None,
            from_s=begins,
            to_s=max(begins, ends),
            lines=2 if named else 1,
        )
    return heads


def _is_full_name(text: str) -> bool:
    """A word by itself, such as "Okay", is something that is said."""
    return len(text.split()) > 1 and text[-1] not in ".!?…" and speakers.is_display_name(text)


def _timing(text: str) -> re.Match[str] | None:
    return _TIMING.fullmatch(text) if "-->" in text and len(text) <= _LONGEST_HEADER else None


def _seconds(sign: str, hours: str, minutes: str, seconds: str) -> float:
    value = int(hours) * 3600 + int(minutes) * 60 + float(seconds)
    return -value if sign else value


def _headed(lines: Sequence[Line]) -> dict[int, _Head]:
    """The heads of today's layout. "Coffee   10:30" in an agenda is none, nor "Ada 10:30" within what is said."""
    found = {
        at: header
        for at, line in enumerate(lines)
        if line.text[-1].isdigit() and len(line.text) <= _LONGEST_HEADER and (header := _HEADER.fullmatch(line.text))
    }
    sure = {at for at, header in found.items() if _is_head(lines[at], header)}
    names = {speakers.key(found[at]["name"]) for at in sure}
    return {
        at: _Head(speaker=speakers.clean(header["name"]), from_s=_clock(header["at"]))
        for at, header in found.items()
        if at in sure or ((lines[at].opens or len(header["gap"]) > 1) and speakers.key(header["name"]) in names)
    }


def _is_head(line: Line, header: re.Match[str]) -> bool:
    wide = len(header["gap"]) > 1
    if line.opens and not line.alone and wide:
        return True  # the shape of a turn: any name, a room's and a telephone's too
    return speakers.is_display_name(header["name"]) and (wide or (line.opens and not line.alone))


def _clock(stamp: str) -> float:
    seconds = 0
    for part in stamp.split(":"):
        seconds = seconds * 60 + int(part)
    return float(seconds)


def _speech(layout: str, lines: Sequence[Line], heads: dict[int, _Head], *, by_paragraph: bool) -> Speech:
    first = min(heads)
    skips = Skips()
    for at, line in enumerate(lines[:first]):
        skips.add(_before_speech(at, line), line.number)
    return Speech(
        format=layout,
        utterances=tuple(_utterances(lines, heads, skips, by_paragraph=by_paragraph)),
        skips=skips,
        began=next((moment for line in lines[: min(first, _HEAD_LINES)] if (moment := dated(line.text))), None),
        title=lines[0].text if first else "",
    )


def dated(text: str) -> datetime | None:
    """The moment that a line names, if it has the clock as well as the day."""
    return read_moment(text) if len(text) <= 80 and _CLOCK.search(text) else None


def _before_speech(at: int, line: Line) -> str:
    if _is_notice(line) or (at and _tells_of_transcription(line)):
        return "notice"
    return "heading" if at < _HEAD_LINES else "no_speaker"


def _utterances(
    lines: Sequence[Line], heads: dict[int, _Head], skips: Skips, *, by_paragraph: bool
) -> Iterator[Utterance]:
    places = sorted(heads)
    names = tuple({key for head in heads.values() if (key := speakers.key(head.speaker))})
    for at, after in zip(places, [*places[1:], len(lines)], strict=True):
        head = heads[at]
        said: list[Line] = []
        unnamed: list[list[Line]] = []  # paragraphs of their own that have no name: they inherit none
        for line in lines[at + head.lines : after]:
            own = by_paragraph and line.opens
            reason = _reason_to_skip(line, names, own=own)
            if reason:
                skips.add(reason, line.number)
            elif own:
                unnamed.append([line])
            else:
                (unnamed[-1] if unnamed else said).append(line)
        ends = heads[after].from_s if after in heads else None
        if said:
            yield from _told(head, said, lines[at].number, ends)
        else:
            skips.add("no_text", *(line.number for line in lines[at : at + head.lines]))
        for paragraph in unnamed:
            nobody = msgspec.structs.replace(head, speaker=None)
            yield from _told(nobody, paragraph, paragraph[0].number, ends)


def _reason_to_skip(line: Line, names: tuple[str, ...], *, own: bool) -> str:
    if len(line.text) > LONGEST:
        return "too_long"
    if _is_notice(line):
        return "notice"
    named = own or line.text.casefold().startswith(names or ("\n",))
    return "notice" if named and _tells_of_transcription(line) else ""


def _is_notice(line: Line) -> bool:
    if len(line.text) > _LONGEST_NOTICE:
        return False
    text = line.text.casefold()
    return any(notice in text for notice in _NOTICES)


def _tells_of_transcription(line: Line) -> bool:
    """A paragraph by itself, and no sentence."""
    short = line.alone and len(line.text) <= _LONGEST_NOTICE and not line.text.endswith((".", "!", "?", "…"))
    return short and _TRANSCRIPTION.search(line.text) is not None


def _told(head: _Head, said: Sequence[Line], number: int, ends: float | None) -> Iterator[Utterance]:
    """Where the file does not say when it ended, it was before the next one began, and no later than words take."""
    to_s = head.to_s
    if to_s is None and ends is not None and ends >= head.from_s:
        words = sum(len(line.text.split()) for line in said)
        to_s = min(ends, head.from_s + 1 + words * _SLOW_WORD)
    yield from join(
        Utterance(
            speaker=head.speaker,
            text=" ".join(line.text.split()),
            line=line.number if index else number,
            last_line=line.number,
            from_s=head.from_s,
            to_s=to_s,
        )
        for index, line in enumerate(said)
    )
