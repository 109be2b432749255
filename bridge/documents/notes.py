"""Reads what was typed: notes with bullets and paragraphs, a pasted chat, or a transcript pasted as plain text.

Each bullet, paragraph or message is one turn. A line that is no one's words (a heading, a reaction, a private message)
is told as skipped: every line with something on it is counted.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

import msgspec

from bridge.documents import chat, speakers
from bridge.documents.attendees import attendees, without_initials
from bridge.documents.headings import numbered_headings
from bridge.documents.moments import read_moment
from bridge.documents.reactions import Reactions
from bridge.documents.skips import Skips
from bridge.documents.turns import LONGEST, LONGEST_GROUP, Turn, Utterance, spoken, turn_of
from bridge.errors import DocumentError
from bridge.records import Skipped

#: More than a book. A file with more lines is not the notes of one meeting.
MOST_LINES = 100_000

_BULLET = re.compile(r"(?:[-*+•◦▪‣·–o]|\d{1,3}[.)]|[a-z][.)])(?:\s+|$)(?:\[[ xX]?\](?:\s+|$))?")
_RULE = re.compile(r"[-=*_|:+ ]{3,}")
_HEADING = re.compile(r"#{1,6}(?:\s.*)?|(?!\*\*)(?:\S+\s+){0,5}\S+:")
#: A heading only if something that is none stands below it: people put their best idea in bold as well.
_BOLD = re.compile(r"\*\*(?:[^*\s]+\s+){0,4}[^*\s]+\*\*:?")
_NOTICE = re.compile(
    r"ai[- ]generated content may be incorrect|(?:generated|notes) by (?:ai|copilot|gemini|https?:)|"
    r"transcript was computer generated",
    re.IGNORECASE,
)
#: Otter's last line: it says who wrote the speech down, and speech it stays.
_FOOTER = re.compile(r"transcribed by https?://\S*otter\.ai\S*", re.IGNORECASE)


class _Machinery(NamedTuple):
    """What Zoom and Teams write into a chat for people; in notes the same words are somebody's."""

    reason: str
    begins: re.Pattern[str]
    ends: re.Pattern[str]
    quotes_heads: bool = False  # the heads of quoted messages stand in it


_MACHINERY = (
    _Machinery("quoted", re.compile(r"Begin Reference\b.*"), re.compile(r"End Reference\b.*"), quotes_heads=True),
    _Machinery("quoted", re.compile(r"Replying to [\"“].*"), re.compile(r".*[\"”]")),
    _Machinery("reaction", re.compile(r"Reacted to [\"“].*"), re.compile(r".*[\"”] with \S{1,20}")),
    _Machinery("reaction", re.compile(r"Removed an? .*\breaction\b.*"), re.compile(r".*[\"”]")),
    _Machinery("reaction", re.compile(r"(?:like|heart|laugh|surprised|sad|angry) \d{1,3}"), re.compile(r".*")),
    _Machinery("quoted", re.compile(r"End Reference\b.*"), re.compile(r".*")),
)
#: What stands before the date of a meeting in its minutes.
DATE_LABEL = re.compile(r"(?:date(?: and time)?|when|meeting date):\s{0,8}", re.IGNORECASE)
_LISTED = "Who was there is not read: those names are masked wherever they stand in what was said."
_LONGEST_DATE = 80  # characters
_DAY = 24 * 3600.0  # seconds
_READ = "read"  # no reason to skip
_LONGEST_QUOTE = 40  # lines; a quotation that is open for longer never ends
_WRAPPED = 60  # characters from which a line may have been broken by an editor


class Notes(msgspec.Struct, frozen=True, kw_only=True):
    """What typed text holds: turns in its own order, and non-empty lines found against lines skipped.

    `began` is the clock time of second 0, where the text tells it. `people` were there by a list in it.
    """

    format: str  # "notes", "chat"; "transcript", "otter", "zoom-captions" where the lines say when somebody spoke; …
    turns: tuple[Turn, ...]
    found: int
    skipped: tuple[Skipped, ...] = ()
    notes: tuple[str, ...] = ()
    began: datetime | None = None
    people: tuple[str, ...] = ()


def read_notes(text: str) -> Notes:
    """Read `text`, as `decode` gives it. Raises DocumentError("too_large") beyond MOST_LINES."""
    lines = text.split("\n")
    if len(lines) > MOST_LINES:
        raise DocumentError("too_large", f"The file has more than {MOST_LINES:,} lines. Send it in parts.")
    reader = _Reader(lines)
    reader.run()
    said = reader.reactions.left()
    written = reader.format in ("notes", "chat")
    return Notes(
        format=reader.format,
        turns=tuple(turn_of(one, written=True) for one in said) if written else spoken(said),
        found=sum(1 for line in lines if line.strip()),
        skipped=reader.skips.told(),
        notes=tuple(reader.notes),
        people=reader.people.names,
    )


class _Reader:
    """Goes through the lines with what it must remember: who has the word, and the paragraph that is still open."""

    def __init__(self, lines: Sequence[str]) -> None:
        self.lines = lines
        self.format = "notes"
        self.said: list[Utterance] = []
        self.reactions = Reactions(self.said)
        self.skips = Skips()
        self.notes: list[str] = []
        self.people = attendees(lines)
        self.numbered = numbered_headings(lines)
        self.without_initials = without_initials(self.people.initials)
        if self.people.names:
            self.notes.append(_LISTED)
        self.split = speakers.typed(_bare(line) for line in lines if len(line) <= LONGEST)
        self.head: chat.Head | None = None
        self.began_s: float | None = None  # seconds since midnight at which speech with clock times began
        self.unanswered: list[int] = []  # lines of a head that nothing has followed yet
        self.quoted_to = 0  # the last line of a quotation, as
        self.quoted_as = ""
        self.private = False
        self.paragraph_ended = False
        self.private_words = False  # some of the message was read: an empty line below its head does not end it
        self.open: list[str] = []
        self.length = 0
        self.opened_at = self.taken_to = 0
        self.speaker: str | None = None
        self.group = ""  # the nearest heading above

    @property
    def whole(self) -> bool:
        """Whether all that stands to the next head is one message."""
        return self.head is not None and self.head.whole

    def run(self) -> None:
        index = 0
        while index < len(self.lines):
            raw = self.lines[index]
            line = raw.strip()
            quoted = index < self.quoted_to
            head = chat.head(self.lines, index) if line and len(line) <= LONGEST and not quoted else None
            if quoted:
                self.skip(self.quoted_as, index + 1)
            elif head:
                self.begin(head, index + 1)
            elif line:
                self.end_private(raw)
                self.take(line, index + 1)
            else:
                if not self.whole:
                    self.close()
                self.paragraph_ended = self.private_words
            index += head.lines if head else 1
        self.close()
        self.skips.add("no_text", *self.unanswered)

    def begin(self, head: chat.Head, number: int) -> None:
        self.close()
        self.skips.add("no_text", *self.unanswered)
        self.format = _format(head)
        self.head, self.private = self.since_it_began(head), head.private
        self.unanswered = []
        self.private_words, self.paragraph_ended = bool(head.text), False
        if head.private or head.bot:
            self.skips.add("private" if head.private else "bot", *range(number, number + head.lines))
        elif head.text:
            self.take(head.text, number)
        else:
            self.unanswered = list(range(number, number + head.lines))

    def since_it_began(self, head: chat.Head) -> chat.Head:
        """With the seconds since the first line was spoken in place of those since midnight."""
        if head.at_s is None or not head.of_day:
            return head
        if self.began_s is None:
            self.began_s = head.at_s
        return msgspec.structs.replace(head, at_s=(head.at_s - self.began_s) % _DAY)

    def end_private(self, raw: str) -> None:
        """A private message ends where its paragraph does, unless it goes on indented, as Zoom wrote every line of one.

        One that no head began, as in notes, ends at a bullet too. What follows has no known writer.
        """
        headed = self.head is not None and self.head.private
        ended = self.paragraph_ended and not (headed and (self.whole or raw[0].isspace()))
        if self.private and (ended or (not headed and _BULLET.match(raw.strip()))):
            self.private = False
            self.head = None if headed else self.head
        self.paragraph_ended = False

    def take(self, line: str, number: int) -> None:
        reason = self.reason_to_skip(line, number)
        if reason:
            self.close()
            self.skip(reason, number)
            if reason == "heading":
                self.group = line if number in self.numbered else _named_by(line) or self.group
            return
        begins = _BULLET.match(line) or (not self.whole and self.split(line)[0])
        full = self.length + len(line) >= LONGEST
        if begins or full or not (self.open and (self.whole or goes_on(self.open[-1], line))):
            self.close()
            self.opened_at = number
            self.speaker, line = self.whose(_bare(line))
        self.open.append(line)
        self.length += len(line) + 1
        self.taken_to = number

    def reason_to_skip(self, line: str, number: int) -> str:
        """Why a line is no one's words, or not for all; empty for what is read."""
        after = self.lines[number].strip() if number < len(self.lines) else ""
        if len(line) > LONGEST:
            return "too_long"
        if self.private or chat.is_private(line):
            self.private = self.private_words = True
            return "private"
        if self.head and self.head.bot:
            return "bot"
        if number in self.people.lines and not self.head:
            return "attendance"
        if _FOOTER.fullmatch(line):
            self.format = "otter" if self.format == "transcript" else self.format
            return "notice"
        if _NOTICE.search(line):
            self.notes.append(f"Part of the file was written by a machine (line {number}): check that people said it.")
            return "notice"
        machinery = next((it for it in _MACHINERY if self.format == "chat" and it.begins.fullmatch(line)), None)
        if machinery:
            self.quoted_as, self.quoted_to = machinery.reason, self.last_of(machinery, line, number)
            if machinery.reason == "reaction" and self.react(line, number):
                self.quoted_as = _READ
            return self.quoted_as
        if _RULE.fullmatch(line) or self.is_heading(line, number) or (not self.open and _is_title(line, after)):
            return "heading"
        return "" if _bare(line) else "no_text"

    def skip(self, reason: str, number: int) -> None:
        if reason != _READ and self.lines[number - 1].strip():
            self.skips.add(reason, number)

    def react(self, line: str, number: int) -> bool:
        """Whether a reaction is read; one that is taken off again is told as skipped from then on."""
        self.close()
        speaker = self.head.speaker if self.head else None
        text = " ".join((line, *self.lines[number : self.quoted_to]))
        first = (self.unanswered or [number])[0]
        for at in self.reactions.take_off(text, speaker):
            self.skip("reaction", at)
        if not self.reactions.read(text, speaker, first=first, last=self.quoted_to):
            return False
        self.unanswered = []
        return True

    def last_of(self, machinery: _Machinery, line: str, number: int) -> int:
        """The line in which it ends; its first one where no end is found within its message."""
        for at, after in enumerate((line, *self.lines[number : number + _LONGEST_QUOTE]), number):
            another = not machinery.quotes_heads and chat.head(self.lines, at - 1)
            if at > number and (another or machinery.begins.fullmatch(after.strip())):
                break
            if machinery.ends.fullmatch(after.strip()):
                return at
        return number

    def is_heading(self, line: str, number: int) -> bool:
        if not self.head and (number in self.numbered or _is_date(line)):
            return True
        if _BOLD.fullmatch(line):
            later = (self.lines[at].strip() for at in range(number, len(self.lines)))
            below = next(filter(None, later), "")
            return bool(_bare(below)) and not (_BOLD.fullmatch(below) or _HEADING.fullmatch(below))
        return _HEADING.fullmatch(line) is not None

    def whose(self, text: str) -> tuple[str | None, str]:
        return (self.head.speaker, text) if self.head else self.split(text)

    def close(self) -> None:
        if not self.open:
            return
        begins = self.unanswered[0] if self.unanswered else self.opened_at
        at_s = self.head.at_s if self.head else None
        text = self.without_initials(" ".join(self.open).replace("**", ""))
        self.said.append(
            Utterance(
                speaker=self.speaker,
                text=text,
                line=begins,
                last_line=self.taken_to,
                from_s=at_s,
                to_s=at_s,
                group=self.group if self.format == "notes" else "",
            )
        )
        self.open, self.length, self.unanswered = [], 0, []


def _format(head: chat.Head) -> str:
    if head.at_s is None:
        return "chat"
    return "zoom-captions" if head.of_day else "transcript"


def _bare(line: str) -> str:
    """The line without its bullet, quote mark and bold signs."""
    line = line.strip().lstrip("> ").replace("**", "")
    bullet = _BULLET.match(line)
    return line[bullet.end() :].strip() if bullet else line


def _is_date(line: str) -> bool:
    """Whether it says nothing but when a meeting was."""
    date = DATE_LABEL.sub("", _bare(line)) if len(line) <= _LONGEST_DATE else ""
    return any(sign.isdigit() for sign in date) and not date.isdigit() and read_moment(date) is not None


def _named_by(heading: str) -> str:
    """What it says without its signs; nothing for a rule, nor for a date, under which no notes are put."""
    name = _bare(heading).strip("#*=_|: ")[:LONGEST_GROUP]
    return "" if _RULE.fullmatch(heading) or read_moment(DATE_LABEL.sub("", name)) else name


def goes_on(before: str, line: str) -> bool:
    """Whether an editor, not the writer, broke the line between."""
    return line[0].islower() or (len(before) >= _WRAPPED and not before.endswith((".", "!", "?", ";")))


def _is_title(line: str, after: str) -> bool:
    """Underlined, as Markdown may write a heading."""
    return len(after) > 2 and set(after) in ({"="}, {"-"}) and not _BULLET.match(line)
