"""Tells what a contribution is: idea, experience, question, support, chatter or comment. Rules only, each with its why.

Every sentence is judged by itself and the strongest verdict names the whole. Nothing is chatter for being short or
foreign: what the rules do not know is a comment. A concern is a comment too, and its why says so. HOST is never given here, because hosts are known by their account.
"""

from __future__ import annotations

import re
import unicodedata

import msgspec

from bridge.intake.cues import concerns, leaning, reactions, tales, tongues, trades
from bridge.intake.cues.advice import ADVICE
from bridge.intake.cues.aloud import ALOUD, unhedged
from bridge.intake.cues.book import MEDIUM, STRONG, Book, words_of
from bridge.intake.cues.duties import DUTIES
from bridge.intake.cues.indirect import INDIRECT
from bridge.intake.cues.lacks import LACKS
from bridge.intake.cues.orders import order
from bridge.intake.cues.proposals import PROPOSALS
from bridge.intake.cues.remedies import REMEDIES
from bridge.intake.cues.selling import selling
from bridge.intake.cues.talk import TALK
from bridge.intake.cues.wishes import WISHES
from bridge.intake.question import OPENER
from bridge.records import Kind, Register

#: Longer texts are judged by their beginning.
_MOST_CHARACTERS = 8_000


class Judged(msgspec.Struct, frozen=True, kw_only=True):
    """A kind, how sure the rules are (0-1: strong cue 0.9, medium 0.7, weak 0.55), and the cue that decided."""

    kind: Kind
    score: float
    why: str


def classify(text: str, *, register: Register = Register.WRITTEN, lang: str | None = None) -> Judged:
    """Judge the kind of a text as it stands at its source.

    Labels, leading mentions, trailing tags and links do not count. `lang` is the source's guess (BCP 47); it is
    believed only where the words do not speak against it.
    """
    said, answers = strip(text[:_MOST_CHARACTERS])
    if not any(map(str.isalnum, said)):
        return _wordless(said)
    sentences = [(plain(sentence), sentence) for sentence in _sentences(said)]
    whole = " ".join(sentence for sentence, _ in sentences)
    words = set(_WORD.findall(whole))
    foreign = tongues.judge(whole, words, lang)
    if foreign:
        kind, score, why = foreign
        if answers and kind is Kind.COMMENT:
            kind, score, why = Kind.IDEA, 0.35, "answers the question in another language"
        return Judged(kind=kind, score=score, why=why)
    spoken = register is Register.SPOKEN
    code = not spoken and trades.talks_code(words, said)
    judged = _strongest([_judge(read, raw, spoken=spoken, code=code) for read, raw in sentences])
    if judged.kind is Kind.COMMENT and reactions.only_greets([read for read, _ in sentences]):
        return Judged(kind=Kind.CHATTER, score=0.7, why="greets, and says who they are")
    if judged.kind is Kind.COMMENT and (
        answers or (not spoken and reactions.calls_it_simple([read for read, _ in sentences]))
    ):
        return _bare_answer([read for read, _ in sentences]) or judged
    return judged


def rank(
    text: str, *, register: Register = Register.WRITTEN, lang: str | None = None, judged: Judged | None = None
) -> float:
    """How early a text should come when somebody looks for ideas, 0-1: above a half what was judged an idea, surest first.

    Below it, whatever leans towards one by its form. For an order of review only: `classify` decides, unless the text
    was `judged` already, by one who knows more of it.
    """
    judged = judged or classify(text, register=register, lang=lang)
    if judged.kind is Kind.IDEA:
        return 0.5 + judged.score / 2
    said, _ = strip(text[:_MOST_CHARACTERS])
    read = map(plain, _sentences(said))
    return max(leaning.lean(sentence, set(_WORD.findall(sentence)), judged.kind) for sentence in read) / 2


_WORD = re.compile(r"[\w']+")
#: A label as `question.read_label` reads it: "A1:", "A1 Text", "a1 text", but not "A4 leaflets" or "t2 diabetes".
_LABEL = (
    r"[(\[]?(?P<label>[QqAaTtRrPp])(?:"
    r"(?<=[qa])\d{1,2}\b(?!%|[.,:/–-]\d)"
    r"|\d{1,2}(?=\s*[.:;)\]?|](?!\d)|\s*[,/–—-]+(?:\s|$)|\s*$|\s*\n)"
    rf"|(?<=[QA])\d{{1,2}}(?=\s+(?:[^\sa-z]|{OPENER})|[,/–—-]+[^\W\da-z_])"
    r"|(?<=[TRPtrp])\d{1,2}(?=\s+[^\W\da-z_])"
    r"|[ .:#-]\d{1,2}(?=\s*[.:)\]–-]|\s*$)"
    r"|(?<=[AQTRP]) \d{1,2}(?=\s+[A-Z])"
    r")\s*[.:)\]–—-]*\s*"
)
_HEAD = re.compile(
    rf"\s*(?:(?:RT|MT)\b:?\s*|\.?[@＠][\w.-]{{1,80}}:?\s*|{_LABEL}|[-–—*•·>+]+\s+(?!1\b)|\(?\d{{1,2}}[.)]\s+|[#＃]\w+\s*:\s*)"
)
_TAIL = re.compile(
    r"(?:[#＃@＠]\w[\w.-]*|https?://\S+|www\.\S+|[\w-]+\.[a-z]{2,6}/\S+|…|via|cc)[.,:;!)]*", re.IGNORECASE
)
#: Zero-width and direction marks, variation selectors, the keycap's ring and the soft hyphen.
_INVISIBLE = dict.fromkeys(
    [
        0xAD,
        0x200B,
        0x200E,
        0x200F,
        *range(0x202A, 0x202F),
        0x2060,
        *range(0x2066, 0x206A),
        0x20E3,
        0xFE0E,
        0xFE0F,
        0xFEFF,
    ]
)


def strip(text: str) -> tuple[str, bool]:
    """The text without labels ("A1:", "RT @x"), leading mentions and trailing tags, links and mentions.

    Also whether an answer's label (A, T, R or P) stood there: then a bare noun phrase answers what to do.
    """
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text.translate(_INVISIBLE))
    start, answers = 0, False
    while head := _HEAD.match(text, start):
        if head.end() == start:
            break
        start = head.end()
        answers = answers or (head["label"] or "q") not in "qQ"
    said = text[start:].rstrip()
    while said and _TAIL.fullmatch(last := said.rsplit(maxsplit=1)[-1]):
        said = said[: -len(last)].rstrip()
    return said, answers


_APPLAUSE = frozenset("👏🙌👍💯❤♥💙💚💛🧡💜🖤🤍🤎🔥🎉⭐🌟✅✔👌💪🙏😍🥰➕⬆👆☝🤩💖💕💗🏆🙋✨+^")


def _wordless(said: str) -> Judged:
    if any(character in _APPLAUSE for character in said):
        return Judged(kind=Kind.SUPPORT, score=0.9, why="nothing but applause")
    return Judged(kind=Kind.CHATTER, score=0.9, why="nothing but tags, links, mentions or signs")


_SIGNS = re.compile(r"[^\w\s'.,:;!?/¿¡+%£€$&()-]+")
_APOSTROPHES = dict.fromkeys(map(ord, "’‘´"), "'")
_SHORT = re.compile(r"\b(\w+?)(n't|'re|'ve|'ll|'d|'m|'s)\b")
_LONG = {"n't": " not", "'re": " are", "'ve": " have", "'ll": " will", "'d": " would", "'m": " am", "'s": " is"}
_IRREGULAR = {"ca": "can", "wo": "will", "sha": "shall", "ai": "is"}
_IS = words_of("it that there here what how who where he she everything")
_TYPED = {
    typed: f"{typed[:-2]} not"
    for typed in words_of("dont doesnt didnt isnt wasnt arent havent hasnt wouldnt couldnt shouldnt")
} | {
    "cant": "can not",
    "cannot": "can not",
    "wont": "will not",
    "im": "i am",
    "ive": "i have",
    "youre": "you are",
}


def plain(text: str) -> str:
    """Lower case, straight apostrophes, contractions written out, signs and emoji gone: what all patterns read."""
    text = text.lower()
    if not text.isascii():
        text = text.translate(_APOSTROPHES)
    text = _SIGNS.sub(" ", text)
    if "'" in text:
        text = _SHORT.sub(_write_out, text)
    return " ".join([_TYPED.get(word, word) for word in text.split()])


def _write_out(match: re.Match[str]) -> str:
    head, tail = match.groups()
    if tail == "'s" and head not in _IS:
        return match[0]
    return _IRREGULAR.get(head, head) + _LONG[tail]


def plain_sentences(text: str) -> list[str]:
    """The sentences of a text without labels, tags and links, as all patterns read them."""
    return [plain(sentence) for sentence in _sentences(strip(text)[0])]


_SENTENCE_END = re.compile(r"(?<=[.!?…])[\"'’”)]*\s+(?=\S)|\s*\n+\s*|;\s+|\s+[-–—]{1,2}\s+|(?<=\w)\s+(?=\d[.)]\s)")


def _sentences(said: str) -> list[str]:
    return [part for part in _SENTENCE_END.split(said) if any(map(str.isalnum, part))] or [said]


_AFTER_CONDITION = re.compile(
    r"^(?:(?:and|so|but|also|then|now) )?(?:if|when|whenever|once|unless|before|after|while|as|for|to|in|at|on|"
    r"during|with|by|instead|rather|next|until|from|since|because|where|wherever|whatever|depending|otherwise|given|"
    r"tip|my|one|please|should)\b(?! (?:instance|example))[^,:]{1,120}[,:] ?(?P<then>.+)"
)
_SECOND_ORDER = re.compile(
    r"(?:, so |, then |, and |, but |, or |, just | so | and | but |, |: ?)(?P<then>(?:(?:please|just|also|always|"
    r"then|so) ){0,4}(?:do not|never|please|make sure|be sure|be prepared|be aware|be careful|try to|remember|"
    r"ask for|avoid|stay away|book|bring|take|go for|wear|check|leave|use|add|let|listen|offer|give|follow|"
    r"stick|ring|phone|text)\b.+)"
)
_I_SAY = re.compile(r"^(?:(?:so|and|but|well|personally),? )?(?:i|we) (?:would )?(?:just |still )?say,? (?P<then>.+)")
#: A proposal of one's own, told as it was made: "I said, what if", "so I asked could we".
_I_SAID = re.compile(
    r"^(?:(?:so|and|but|then|well),? ){0,2}i (?:have |did |just |also ){0,2}(?:said|say|asked|suggested|was saying|thought)"
    r"(?: to (?:them|her|him|\w+))?[,:]? (?=(?:what if|why not|why do not we|how about|could we not|can we not|could we|let us)\b)"
)
_SO = re.compile(
    r",? so (?!that|i\b|we|they|he\b|she|it\b|you|the\b|far|much|many|there|this|now|a\b|my|our)(?P<then>.+)"
)
_QUICK_SECOND = re.compile(r"\b(?:please|not|never|so|just|sure|prepared|aware|careful)\b|, |: ")


def _judge(text: str, raw: str, *, spoken: bool, code: bool) -> tuple[Kind, float, str]:
    left, reaction = reactions.take_off(text, raw)
    if reaction:
        return reactions.BACKCHANNEL if spoken and reactions.is_backchannel(text) else reaction
    if not spoken and (sold := selling(left)):
        return sold
    text = _I_SAID.sub("", left)
    words = set(_WORD.findall(text))
    found = _idea(text, words, spoken=spoken, code=code)
    told = tales.experience(text, words)
    if found and (found[0] >= MEDIUM or not told):
        return Kind.IDEA, *found
    talk = reactions.small_talk(text, raw, words, spoken=spoken)
    if talk and not (told and len(words) > 12):
        return talk
    return (
        reactions.question(text)
        or told
        or concerns.concern(text, words, spoken=spoken)
        or (Kind.COMMENT, 0.5, "says something that is none of the other kinds")
    )


_BOOK = Book(WISHES + PROPOSALS + DUTIES + ADVICE + INDIRECT + LACKS + TALK + ALOUD + REMEDIES)


#: "I think that it should": what follows is the speaker's own, as it is without the "that".
_HOLDS_THAT = re.compile(
    r"\b((?:i|we) (?:do |would |really |also |still |just |strongly ){0,2}(?:think|feel|believe|reckon|say)) that\b(?= (?:the|every|"
    r"each|all|an?|we|they|people|there|it|our|more)\b)"
)


def _idea(text: str, words: set[str], *, spoken: bool, code: bool) -> tuple[float, str] | None:
    if " that " in text:
        text = _HOLDS_THAT.sub(r"\1", text)
    best = _BOOK.find(text, words, spoken=spoken, code=code)
    for bare in unhedged(text) if spoken and not best else ():
        best = best or _BOOK.find(bare, words, spoken=spoken, code=code)
    if best and best[0] >= STRONG:
        return best
    steps = code or (not spoken and trades.shows_steps(words))
    for clause in _clauses(text):
        found = order(clause, spoken=spoken, code=steps)
        if found and (best is None or found[0] > best[0]):
            best = found
    return best


#: A numbered step and a note on a post tell of what is, not of what should be.
_WALKTHROUGH = re.compile(r"(?:step \d|steps?:|repro|to reproduce|edit:|update:)")


def _clauses(text: str) -> list[str]:
    clauses = [text]
    if _WALKTHROUGH.match(text):
        return []
    if then := _AFTER_CONDITION.match(text):
        clauses.append(then["then"])
    if _QUICK_SECOND.search(text) and (second := _SECOND_ORDER.search(text)):
        clauses.append(second["then"])
    if " say" in text[:24] and (say := _I_SAY.match(text)):
        clauses.append(say["then"])
    if " so " in text and (so := _SO.search(text)):
        clauses.append(so["then"])
    return clauses


#: An idea counts if any sentence holds one; then a tale, a question, own words, support; it is chatter only if all is.
_RANK = (Kind.IDEA, Kind.EXPERIENCE, Kind.QUESTION, Kind.COMMENT, Kind.SUPPORT, Kind.CHATTER)


def _strongest(verdicts: list[tuple[Kind, float, str]]) -> Judged:
    kind, score, why = min(verdicts, key=lambda verdict: (_RANK.index(verdict[0]), -verdict[1]))
    return Judged(kind=kind, score=score, why=why)


def _bare_answer(sentences: list[str]) -> Judged | None:
    found = next(filter(None, map(reactions.noun_answer, sentences)), None)
    return Judged(kind=Kind.IDEA, score=found[0], why=found[1]) if found else None
