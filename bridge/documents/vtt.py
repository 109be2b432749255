"""Reads what was said from timed captions: WebVTT as Teams, Stream and Zoom write it, SRT, SBV, and old Teams text.

Nothing disappears: every timing line of the file ends in words or is told as skipped, with its line number. Lenient
readers drop cues in silence. The shapes that real files have are pinned in tests/documents.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import datetime, timedelta

import msgspec

from bridge.documents import speakers
from bridge.documents.cues import Cue, Scan, scan
from bridge.documents.skips import Skips
from bridge.documents.turns import LONGEST, Utterance, join
from bridge.records import Skipped

#: Teams: call, utterance, part. One utterance is cut into parts in mid-sentence, and other people's cues stand between.
_PART = re.compile(r"([0-9a-f-]{36})/(\d{1,9})-(\d{1,9})", re.IGNORECASE)
_ACCOUNT = re.compile(r"[0-9a-f-]{36}@[0-9a-f-]{36}", re.IGNORECASE)
#: "Zora: By noon would do.", "iPhone: Hello?"
_LONE = re.compile(r"([^\W\d_][\w.'’-]{1,39}): (?=\S)")
#: Other tags than these are no tags: what a person typed stays text.
_TAG = re.compile(r"<(?:(v)(?:\.[^<>\s]*)?(?:\s([^<>]*))?|(/v)|/?(?:c|i|b|u|lang|ruby|rt)(?:[.\s][^<>]*)?|[\d:.]+)>")


class Captions(msgspec.Struct, frozen=True, kw_only=True):
    """What a caption file holds: utterances by rising start, and cues found against cues skipped.

    `began` is the clock time of second 0, where the file tells it.
    """

    format: str
    utterances: tuple[Utterance, ...]
    found: int
    skipped: tuple[Skipped, ...] = ()
    notes: tuple[str, ...] = ()
    began: datetime | None = None


class _Payload(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """What Graph's metadataContent puts into a cue in place of its words."""

    spoken_text: str
    speaker_name: str = ""
    start_date_time: str = ""


def read_captions(text: str) -> Captions:
    """Read all cues of `text`, as `decode` gives it. Raises DocumentError("too_large") for an endless file."""
    found = scan(text)
    payloads = {cue.line: payload for cue in found.cues if (payload := _payload(cue.text))}
    skips = Skips()
    said: list[tuple[Cue, Utterance]] = []
    for cue in found.cues:
        fault = cue.fault or _fault(cue, payloads)
        words = [] if fault else _said(cue, payloads.get(cue.line))
        said += [(cue, utterance) for utterance in words]
        if not words:
            skips.add(fault or "no_text", cue.line)
    old = _names_stand_above(found)
    if old:
        voices = Counter(cue.line for cue, _ in said)
        said = [_with_name_above(cue, it) if voices[cue.line] == 1 else (cue, it) for cue, it in said]
    elif not payloads and not any(utterance.speaker for _, utterance in said):
        said = _with_typed_names(said)
    return Captions(
        format="teams-text" if old else _format(found, said, json=bool(payloads)),
        utterances=tuple(sorted(_rejoined(said), key=lambda utterance: utterance.from_s or 0.0)),
        found=len(found.cues),
        skipped=skips.told(),
        notes=tuple(_notes(found)),
        began=_began(found, payloads),
    )


def _payload(text: str) -> _Payload | None:
    if not text.startswith("{") or len(text) > LONGEST:
        return None
    with suppress(msgspec.DecodeError, RecursionError):
        return msgspec.json.decode(text, type=_Payload)
    return None


def _fault(cue: Cue, payloads: dict[int, _Payload]) -> str:
    if len(cue.text) > LONGEST:
        return "too_long"
    if cue.line not in payloads and cue.text.startswith("{") and '"spokenText"' in cue.text:
        return "unreadable_json"
    return ""


def _said(cue: Cue, payload: _Payload | None) -> list[Utterance]:
    voices = [(payload.speaker_name, payload.spoken_text)] if payload else _voices(cue.text)
    return [
        Utterance(
            speaker=speakers.clean(name),
            text=" ".join(words.split()),
            line=cue.line,
            last_line=cue.last_line,
            from_s=cue.from_s,
            to_s=cue.to_s,
        )
        for name, words in voices
        if words.strip()
    ]


def _voices(text: str) -> Iterator[tuple[str, str]]:
    """(name, words) for each stretch of a cue; a name ends with its voice tag, and nothing inherits it."""
    name, words, at = "", "", 0
    for tag in _TAG.finditer(text):
        words += text[at : tag.start()]
        at = tag.end()
        opens, opened, closes = tag.groups()
        if opens or closes:
            yield name, html.unescape(words)
            name, words = opened or "", ""
    yield name, html.unescape(words + text[at:])


def _names_stand_above(found: Scan) -> bool:
    """Teams before 2023, as copied out of Word: a timing line, a line with the name, then the words; no ids, no header."""
    if found.header or found.sbv or any(cue.id for cue in found.cues):
        return False
    above = [cue.lines[0] for cue in found.cues if len(cue.lines) > 1]
    named = sum(map(speakers.is_display_name, above))
    return named * 2 > len(found.cues) and named * 10 >= len(above) * 9


def _with_name_above(cue: Cue, utterance: Utterance) -> tuple[Cue, Utterance]:
    name, below = cue.lines[0], " ".join(cue.lines[1:])
    words = " ".join(" ".join(words for _, words in _voices(below)).split())
    if not words or utterance.speaker or not speakers.is_display_name(name):
        return cue, utterance
    return cue, msgspec.structs.replace(utterance, speaker=speakers.clean(name), text=words)


def _with_typed_names(said: list[tuple[Cue, Utterance]]) -> list[tuple[Cue, Utterance]]:
    """Zoom writes "Name: text"; where most cues begin so, a single word is a name too, though it comes only once."""
    split = speakers.typed(utterance.text for _, utterance in said)
    mostly = sum(1 for _, utterance in said if split(utterance.text)[0]) * 2 > len(said)
    named = []
    for cue, utterance in said:
        name, words = split(utterance.text)
        lone = _LONE.match(utterance.text) if mostly and not name else None
        if lone and not speakers.is_label(lone[1]):
            name, words = speakers.clean(lone[1]), utterance.text[lone.end() :]
        named.append((cue, msgspec.structs.replace(utterance, speaker=name, text=words)))
    return named


def _rejoined(said: Iterable[tuple[Cue, Utterance]]) -> Iterator[Utterance]:
    """Put the parts of an utterance back together, whatever stands between them."""
    whole: dict[tuple[str, str, str], list[tuple[int, Utterance]]] = {}
    for cue, utterance in said:
        part = _PART.fullmatch(cue.id)
        if part:
            whole.setdefault((part[1], part[2], speakers.key(utterance.speaker)), []).append((int(part[3]), utterance))
        else:
            yield utterance
    for parts in whole.values():
        yield from join(utterance for _, utterance in sorted(parts, key=lambda part: part[0]))


def _format(found: Scan, said: list[tuple[Cue, Utterance]], *, json: bool) -> str:
    if json:
        return "teams-json-vtt"
    voices = any("<v" in cue.text for cue in found.cues)
    if any(_PART.fullmatch(cue.id) or _ACCOUNT.fullmatch(utterance.speaker or "") for cue, utterance in said):
        return "teams-vtt"
    if found.confidence:
        return "stream-vtt"
    if not found.header:
        return "sbv" if found.sbv else "srt"
    return "zoom-vtt" if not voices and any(utterance.speaker for _, utterance in said) else "vtt"


def _notes(found: Scan) -> Iterator[str]:
    if found.cut_at:
        yield f"The file ends in the middle of a cue (line {found.cut_at}): it was cut off. Download it again to have its end."
    if found.stray:
        yield f"Not read, because they stand before the first cue: {len(found.stray)} of the lines from {found.stray[0]}."


def _began(found: Scan, payloads: dict[int, _Payload]) -> datetime | None:
    """By the first cue that tells a clock time with its zone, in this century."""
    for cue in found.cues:
        if cue.line in payloads:
            with suppress(ValueError):
                started = datetime.fromisoformat(payloads[cue.line].start_date_time)
                if started.tzinfo and 2000 < started.year < 2100:
                    return started - timedelta(seconds=cue.from_s)
    return None
