"""Says which question a contribution answers, and why, in words for a person.

In this order: the label that its author wrote ("A1"), the thread it stands in, the question it quotes, and at last the
question that was on when it was said. People forget to turn Q into A: only a host's Q label asks a question. A label
counts more than its thread, for people answer under whichever post is at hand; but nobody answers in the thread of one
question a later one that was not asked yet, so there the number is a slip. Numbers are those that questions have now.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec

from bridge.intake.normalise import WORD
from bridge.records import Event, Question, QuestionId, SourceName, Turn

#: What was put on: when, and which question; None: from then on no question was. By time.
Opened = Sequence[tuple[datetime, QuestionId | None]]

#: What is said so soon after a question was written before it was read, so it is about the one before.
READING = timedelta(seconds=15)
#: For how long people answer a chat's last question, even beyond the chat's end. Chats give a question six to ten minutes.
ANSWERING = timedelta(minutes=10)

# Q question, A answer, T topic (healthcare chats), R respuesta or réponse, P pregunta, C cwestiwn, F Frage; also
# fullwidth and "🅰".
_LETTER = (
    r"(?P<letter>q(?:uestion)?|a(?:ns(?:wer)?)?|t(?:opic)?|pregunta|pergunta|pytanie|cwestiwn|frage|ateb|antwort|"
    r"r[eé]sp(?:uesta|osta|onse)|r[eé]ponse|odpowiedź|[rpcfｑａｔｒｐｃ]|🅰\ufe0f?)"
)
_DIGITS = r"\d{1,2}(?!\d)\ufe0f?\u20e3?|[①-⑳❶-❿]"
# "A1b:" is the second part of an answer, "Q2/5" and "Question 2 of 5" the second question.
_NUMBER = rf"(?P<number>{_DIGITS})(?:[ab](?=[.:)])|\s*(?:/|of|o|de)\s*\d{{1,2}}(?!\d))?"
_END = r"(?P<end>[.:;,)\]?|/–—-]+(?!\d)|(?![\w%]|[.,:/–-]\d))\s*"
_SIGNS = r"[^\w#＃🅰]*"
#: "(2/2) A2", "Late A5:", "Back to Q2:".
_AHEAD = (
    rf"(?:\(?\d/\d\)?{_SIGNS})?"
    r"(?P<ahead>(?:(?:late|belated|back|going|my|re|on|for|to|answer(?:ing)?)\b[\s:,–-]*){1,3}(?=[qa]\d))?"
)
_START = re.compile(rf"{_SIGNS}{_AHEAD}{_LETTER}(?P<gap>[ .:#-]{{0,2}}){_NUMBER}{_END}", re.IGNORECASE)
_AFTER_TAG = re.compile(rf"[#＃][{WORD}]+[ \n]+{_LETTER}(?P<gap>[.:#-]?){_NUMBER}{_END}", re.IGNORECASE)
_AFTER_SENTENCE = re.compile(
    rf"(?:(?<=[.!?…:])\s{{1,3}}|\n)[^\w#＃🅰]{{0,4}}(?P<letter>[qatrpcｑａ])(?P<gap>)(?P<number>{_DIGITS})(?P<end>[.:)])(?!\d)\s*",
    re.IGNORECASE,
)
_LAST = re.compile(r"(?:^|(?<=[\s.!?…])|[(\[])(?P<letter>[qaｑａ])(?P<number>\d{1,2}|[①-⑳❶-❿])[)\].!]*$", re.IGNORECASE)
_AS_TAG = re.compile(r"(?<![\w&])[#＃](?P<letter>[qaｑａ])(?P<number>\d{1,2})(?!\w)", re.IGNORECASE)
#: Labels of questions, to tell a list of them ("Tonight: Q1: … Q2: …") from one that is asked.
_LISTED = re.compile(rf"(?<![\w#@])[qtpc](?P<number>{_DIGITS})\s*[.:)–-]", re.IGNORECASE)
#: Small words that begin what somebody says and follow no road, paper or quarter: "A2 one more thing".
OPENER = (
    r"(?:all|also|an?|and(?! [AQaq]?\d)|because|belated|but|don['’]t|every|how|i|i['’]d|if|it|just|late|let['’]?s?|maybe|"
    r"more|my|no|nobody|not|one|our|people|perhaps|please|so|somebody|someone|sorry|still|that|the|there|they|this|we|"
    r"what|when|where|who|why|yes|you|your)\b"
)
_OPENER = re.compile(OPENER)
_NO_LABEL_AFTER = re.compile(r"\b(?:the|of|on|an?|to|in|ward|room|type|band)\s+$", re.IGNORECASE)
_HANDLE = re.compile(r"(?<![\w.])[@＠]\w(?:[\w.-]*\w)?(?:[@＠]\w(?:[\w.-]*\w)?)?")
_KEYCAP = re.compile(r"(?:[0-9]\ufe0f?\u20e3|[①-⑳❶-❿])")
_DIRECTIONS = dict.fromkeys((0x61C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)))


class Label(msgspec.Struct, frozen=True, kw_only=True):
    """A written label such as "A1", and what was said besides it. `lists` if it is one of several questions named."""

    letter: str  # "q", "a", "t", "r", "p", …; "" for a bare keycap
    number: int
    rest: str
    leads: bool  # it stands before the words, where a host asks
    lists: bool = False

    @property
    def asks(self) -> bool:
        """Whether a host who writes this asks a question."""
        return self.leads and not self.lists and self.letter in ("q", "t", "p", "c", "f", "")


class Belonging(msgspec.Struct, frozen=True, kw_only=True):
    """The question something belongs to, or None, and why."""

    question: QuestionId | None
    why: str


def read_label(words: str, text: str = "") -> Label | None:
    """The label at the start, after a tag or a sentence, or at the end of what `normalise.bare` left of a text.

    A label that was written as a tag ("#A1") is in the `text` alone.
    """
    if not words.isascii():
        words = words.translate(_DIRECTIONS)
    label = _leading(words) or _trailing(words)
    if label is None and (found := _AS_TAG.search(text)):
        label = _label(found, words, leads=True)
    if label and len({_number(it["number"]) for it in _LISTED.finditer(words)}) > 1:
        return msgspec.structs.replace(label, lists=True)
    return label


#: "A4 plant a garden" is an answer only where a fourth question was asked; paper and roads never are.
_LIKELY = re.compile(
    r"(?P<letter>[AQ])(?P<number>\d)(?P<end>) (?!(?:sized?|paper|posters?|leaflets?|sheets?|pages?|flyers?|cards?|folders?|envelopes?|forms?|"
    r"prints?|printouts?|printer|notebooks?|signs?|road|motorway|junction|bypass|northbound|southbound|eastbound|westbound|near|at|is|was|"
    r"closed|side|format|copies|copy|figures|results|budget|report|of|to|and|or)\b)"
)


def likely_label(words: str, event: Event, questions: Sequence[Question], opened: Opened) -> Label | None:
    """What reads as a label only because a question of that number was asked: "A3 free parking for staff"."""
    found = _LIKELY.match(words)
    if found is None:
        return None
    number = int(found["number"])
    names = {f"{event.id}/q{number}", *(it.id for it in questions if it.event == event.id and it.number == number)}
    return _label(found, words[found.end() :], leads=True) if any(name in names for _, name in opened) else None


def _leading(words: str) -> Label | None:
    if (found := _START.match(words)) and _is_label(found):
        return _label(found, words[found.end() :], leads=True)
    if (found := _KEYCAP.match(words)) and len(_KEYCAP.findall(words)) == 1:
        return Label(letter="", number=_number(found[0]), rest=words[found.end() :].strip(), leads=True)
    for found in (*_AFTER_TAG.finditer(words), *_AFTER_SENTENCE.finditer(words)):
        if _is_label(found):
            return _label(found, f"{words[: found.start()].rstrip()} {words[found.end() :]}", leads=True)
    return None


def _trailing(words: str) -> Label | None:
    if (found := _LAST.search(words[-8:])) and not _NO_LABEL_AFTER.search(
        words[:-8][-8:] + words[-8:][: found.start()]
    ):
        return _label(found, words[: len(words) - len(found[0])], leads=False)
    return None


def timeline(heard: Opened, questions: Sequence[Question], turns: Sequence[Turn]) -> Opened:
    """What was put on in an event: by hosts' posts that were `heard`, as the store's side knows it, by a facilitator.

    A question is asked once, and the first time counts: what follows is a reminder. Where a facilitator set that time,
    what was heard before that does not.
    """
    known = {question.id: question for question in questions}
    first: dict[QuestionId, datetime] = {}
    for at, identity in heard:
        if identity is not None and may_open(known.get(identity), at):
            first[identity] = min(at, first.get(identity, at))
    for question in questions:
        if asked_at := question.opened_at:
            first[question.id] = min(asked_at, first.get(question.id, asked_at))
    put_on = [*((at, identity) for identity, at in first.items()), *((turn.at, turn.question) for turn in turns)]
    put_on.sort(key=lambda it: it[0])
    return tuple(it for nth, it in enumerate(put_on) if nth == 0 or put_on[nth - 1][1] != it[1])


def may_open(question: Question | None, at: datetime) -> bool:
    """Whether a host's post of that time may open a question, or its opening was set by a facilitator since."""
    set_at = question.corrected.get("opened_at") if question else None
    return question is None or set_at is None or (question.opened_at is None and at > set_at)


def asked(event: Event, questions: Sequence[Question], label: Label, said_at: datetime) -> Question:
    """The question that a host opens with this label. A number beyond the plan makes a new one.

    A question is read by everyone, so the handles in a host's words are masked.
    """
    words = _HANDLE.sub("@…", label.rest)
    for planned in questions:
        if planned.event == event.id and planned.number == label.number:
            return msgspec.structs.replace(planned, opened_at=said_at, text=planned.text or words)
    name = QuestionId(f"{event.id}/q{label.number}")
    return Question(
        id=QuestionId(f"{name}b") if any(it.id == name for it in questions) else name,
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
    source: SourceName | None = None,
    is_aside: bool = False,
) -> Belonging:
    """The question of this event that something said at `said_at` on `source` belongs to.

    What `is_aside`, a greeting, thanks or a host's own words, belongs to one only if it names or answers it.
    """
    numbers = {question.id: question.number for question in questions if question.event == event.id}
    numbers |= {it: number for _, it in opened if it and it not in numbers and (number := _beyond_plan(event, it))}
    numbered = {number: identity for identity, number in reversed(numbers.items())}
    if label and label.number in numbered and not ((thread or quoted) and _is_ahead(label, numbers, opened, said_at)):
        return Belonging(question=numbered[label.number], why=f"labelled {label.letter.upper()}{label.number}")
    if thread:
        return Belonging(question=thread, why="in the thread of this question")
    if quoted:
        return Belonging(question=quoted, why="quotes this question or an answer to it")
    if is_aside:
        return Belonging(question=None, why="answers no question, and names none")
    return _open(event, questions, opened, said_at, source)


def _is_ahead(label: Label, numbers: dict[QuestionId, int], opened: Opened, said_at: datetime) -> bool:
    """Whether its question, and every later one, was still to be asked then."""
    asked_by_then = [numbers.get(it, 0) for at, it in opened if it and at <= said_at]
    return bool(asked_by_then) and label.number > max(asked_by_then)


def _open(
    event: Event, questions: Sequence[Question], opened: Opened, said_at: datetime, source: SourceName | None
) -> Belonging:
    on = sorted(((at, it) for at, it in opened if at <= said_at), key=lambda it: it[0])
    if said_at > max([event.closes_at, *(at + ANSWERING for at, _ in on[-1:])]):
        return Belonging(question=None, why="said after the event closed, with nothing that names a question")
    if on and said_at < on[-1][0] + READING:
        before = on[-2][1] if len(on) > 1 else None
        return Belonging(question=before, why="said before the question just asked could be read")
    if on:
        return Belonging(question=on[-1][1], why="the question that was on when it was said")
    if source and event.hosts.get(source):
        return Belonging(question=None, why="no question was open when it was said")
    due = [(at, question.id) for question in questions if question.event == event.id and (at := question.planned_at)]
    if past := [(at, question) for at, question in due if at <= said_at]:
        return Belonging(question=max(past)[1], why="the question the plan had open when it was said")
    return Belonging(question=None, why="no question was open when it was said")


def _is_label(found: re.Match[str]) -> bool:
    """Tell "A1 Text people" and "a1 text people" from "A4 leaflets" and "a 1 hour wait", "T1: access" from "T2 diabetes".

    `kind.strip` takes off the same labels.
    """
    if found.groupdict().get("ahead"):
        return ":" in found["end"]
    end, after = found["end"], found.string[found.end() : found.end() + 1]
    clear = "\n" in found[0][found.end("end") - found.start() :] or not after or (bool(end) and found[0][-1:].isspace())
    if clear or len(found["letter"]) > 2:
        return True
    pauses = bool(end) and end[-1] not in "-/–—,"
    if " " in found["gap"] or found["letter"].casefold() in "trpcfｔｒｐｃ":
        return pauses or (after.isupper() and found["letter"].casefold() not in "cfｃ")
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
