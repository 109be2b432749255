"""Says which question a contribution answers, and why, in words for a person.

In this order: the label that its author wrote ("A1"), the thread it stands in, the question it quotes, and at last the
question that was open when it was said. People forget to turn Q into A: only a host's Q label asks a question.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import datetime

import msgspec

from bridge.intake.normalise import WORD
from bridge.records import Event, Question, QuestionId

#: Questions that hosts opened: when, and which.
Opened = Sequence[tuple[datetime, QuestionId]]

# Q question, A answer, T topic (healthcare chats), R respuesta or réponse, P pregunta; also fullwidth and "🅰".
_LETTER = r"(?P<letter>q(?:uestion)?|a(?:nswer)?|t(?:opic)?|[rpｑａｔｒｐ]|🅰\ufe0f?)"
_NUMBER = r"(?P<number>\d{1,2}(?!\d)\ufe0f?\u20e3?|[①-⑳❶-❿])"
_END = r"(?P<end>[.:;,)\]?|/–—-]+(?!\d)|(?![\w%]|[.,:/–-]\d))\s*"
_START = re.compile(rf"[^\w#＃🅰]*{_LETTER}(?P<gap>[ .:#-]{{0,2}}){_NUMBER}{_END}", re.IGNORECASE)
_AFTER_TAG = re.compile(rf"[#＃][{WORD}]+[ \n]+{_LETTER}(?P<gap>[.:#-]?){_NUMBER}{_END}", re.IGNORECASE)
_LAST = re.compile(r"(?:^|(?<=[\s.!?…])|[(\[])(?P<letter>[qaｑａ])(?P<number>\d{1,2}|[①-⑳❶-❿])[)\].!]*$", re.IGNORECASE)
#: Small words that begin what somebody says and follow no road, paper or quarter: "A2 one more thing".
OPENER = (
    r"(?:all|also|an?|because|don['’]t|every|how|i|i['’]d|if|it|just|let['’]?s?|maybe|more|my|no|not|one|our|perhaps|please|so|that|"
    r"the|there|they|this|we|what|when|where|why|yes|you|your)\b"
)
_OPENER = re.compile(OPENER)
_NO_LABEL_AFTER = re.compile(r"\b(?:the|of|on|an?|to|in|ward|room|type|band)\s+$", re.IGNORECASE)
_HANDLE = re.compile(r"(?<![\w.])[@＠]\w(?:[\w.-]*\w)?(?:[@＠]\w(?:[\w.-]*\w)?)?")
_KEYCAP = re.compile(r"(?:[0-9]\ufe0f?\u20e3|[①-⑳❶-❿])")


class Label(msgspec.Struct, frozen=True, kw_only=True):
    """A written label such as "A1", and what was said besides it."""

    letter: str  # "q", "a", "t", "r", "p"; "" for a bare keycap
    number: int
    rest: str
    leads: bool  # it stands before the words, where a host asks

    @property
    def asks(self) -> bool:
        """Whether a host who writes this asks a question."""
        return self.leads and self.letter in ("q", "t", "p", "")


class Belonging(msgspec.Struct, frozen=True, kw_only=True):
    """The question something belongs to, or None, and why."""

    question: QuestionId | None
    why: str


def read_label(words: str) -> Label | None:
    """The label at the start, right after a tag, or at the end of what `normalise.bare` left."""
    if (found := _START.match(words)) and _is_label(found):
        return _label(found, words[found.end() :], leads=True)
    if (found := _KEYCAP.match(words)) and len(_KEYCAP.findall(words)) == 1:
        return Label(letter="", number=_number(found[0]), rest=words[found.end() :].strip(), leads=True)
    for found in _AFTER_TAG.finditer(words):
        if _is_label(found):
            return _label(found, words[: found.start()] + words[found.end() :], leads=True)
    if (found := _LAST.search(words[-8:])) and not _NO_LABEL_AFTER.search(
        words[:-8][-8:] + words[-8:][: found.start()]
    ):
        return _label(found, words[: len(words) - len(found[0])], leads=False)
    return None


def asked(event: Event, questions: Sequence[Question], label: Label, said_at: datetime) -> Question:
    """The question that a host opens with this label. A number beyond the plan makes a new one.

    A question is read by everyone, so the handles in a host's words are masked.
    """
    words = _HANDLE.sub("@…", label.rest)
    for planned in questions:
        if planned.event == event.id and planned.number == label.number:
            return msgspec.structs.replace(planned, opened_at=said_at, text=planned.text or words)
    return Question(
        id=QuestionId(f"{event.id}/q{label.number}"),
        campaign=event.campaign,
        event=event.id,
        number=label.number,
        text=words,
        challenge=event.challenges[0] if len(event.challenges) == 1 else None,
        opened_at=said_at,
    )


def belonging(
    event: Event,
    questions: Sequence[Question],
    opened: Opened,
    said_at: datetime,
    *,
    label: Label | None,
    thread: QuestionId | None,
    quoted: QuestionId | None,
) -> Belonging:
    """The question of this event that something said at `said_at` belongs to."""
    numbered = {question.number: question.id for question in questions if question.event == event.id}
    numbered |= {number: identity for _, identity in opened if (number := _beyond_plan(event, identity))}
    if label and label.number in numbered:
        return Belonging(question=numbered[label.number], why=f"labelled {label.letter.upper()}{label.number}")
    if thread:
        return Belonging(question=thread, why="in the thread of this question")
    if quoted:
        return Belonging(question=quoted, why="quotes this question or an answer to it")
    return _open(event, questions, opened, said_at)


def _open(event: Event, questions: Sequence[Question], opened: Opened, said_at: datetime) -> Belonging:
    if said_at > event.closes_at:
        return Belonging(question=None, why="said after the event closed, with nothing that names a question")
    if heard := [(at, question) for at, question in opened if at <= said_at]:
        return Belonging(question=max(heard)[1], why="the question the host had open when it was said")
    due = [(at, question.id) for question in questions if question.event == event.id and (at := question.planned_at)]
    if past := [(at, question) for at, question in due if at <= said_at]:
        return Belonging(question=max(past)[1], why="the question the plan had open when it was said")
    return Belonging(question=None, why="no question was open when it was said")


def _is_label(found: re.Match[str]) -> bool:
    """Tell "A1 Text people" and "a1 text people" from "A4 leaflets" and "a 1 hour wait", "T1: access" from "T2 diabetes".

    `kind.strip` takes off the same labels.
    """
    end, after = found["end"], found.string[found.end() : found.end() + 1]
    clear = "\n" in found[0][found.end("end") - found.start() :] or not after or (bool(end) and found[0][-1:].isspace())
    if clear or len(found["letter"]) > 2:
        return True
    pauses = bool(end) and end[-1] not in "-/–—,"
    if " " in found["gap"] or found["letter"].casefold() in "trpｔｒｐ":
        return after.isupper() or pauses
    if pauses or found["letter"] not in "AQＡＱ" or not found["number"].isascii():
        return True
    return not after.islower() or bool(_OPENER.match(found.string, found.end()))


def _label(found: re.Match[str], rest: str, *, leads: bool) -> Label:
    letter = unicodedata.normalize("NFKC", found["letter"])[0].casefold().replace("🅰", "a")
    return Label(letter=letter, number=_number(found["number"]), rest=rest.strip(), leads=leads)


def _number(digits: str) -> int:
    digits = digits.rstrip("\ufe0f\u20e3")
    return int(digits) if digits.isdecimal() else int(unicodedata.numeric(digits))


def _beyond_plan(event: Event, question: QuestionId) -> int | None:
    number = question.removeprefix(f"{event.id}/q")
    return int(number) if number.isdecimal() else None
