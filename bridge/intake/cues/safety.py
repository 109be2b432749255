"""Signs that somebody may be at risk: who says it, or somebody whom they tell of. A person must look at it first.

Which signs count follows what is published for the public and for those who safeguard; each row names its source (see
`despair`, `parting`, `violence`, `home`, `peril` and `quiet`). The wording of them is ours. Rather one too many than one missed,
but talk about these things, as colleagues who prevent them have it, is none of them. English only.
"""

from __future__ import annotations

import re

from bridge.intake.cues.despair import DESPAIR
from bridge.intake.cues.home import HOME
from bridge.intake.cues.parting import PARTING
from bridge.intake.cues.peril import PERIL
from bridge.intake.cues.quiet import QUIET
from bridge.intake.cues.signs import RISK, Sign
from bridge.intake.cues.violence import VIOLENCE

__all__ = ["RISK", "SIGNS", "Sign", "at_risk"]

SIGNS: tuple[Sign, ...] = (*DESPAIR, *PARTING, *VIOLENCE, *HOME, *PERIL, *QUIET)
#: As people in distress type, for the words that count here.
_TYPED = {
    "wanna": "want to",
    "gonna": "going to",
    "u": "you",
    "ur": "your",
    "dnt": "do not",
    "dunno": "do not know",
    "cnt": "can not",
    "didnt": "did not",
    "thru": "through",
    "nomore": "any more",
    "anymore": "any more",
    "kms": "kill myself",
    "kys": "kill yourself",
    "unaliving": "unalive",
    "selfharm": "self-harm",
    "selfharming": "self-harming",
    "mum's": "mum is",
    "bf": "boyfriend",
    "gf": "girlfriend",
    "hubby": "husband",
    "yourselves": "yourself",
    "every1": "everyone",
    "som1": "someone",
    "2day": "today",
    "2nite": "tonight",
    "tonite": "tonight",
    "alot": "a lot",
    # as Scotland and the North write it
    "nae": "no",
    "mair": "more",
    "wi": "with",
    "cannae": "can not",
    "dinnae": "do not",
    "didnae": "did not",
    "wisnae": "was not",
    "masel": "myself",
    "mesel": "myself",
    "meself": "myself",
    "missen": "myself",
    "nowt": "nothing",
    "owt": "anything",
}
_MISSPELT = (
    (
        re.compile(r"\bs[ou]+[iu]?[cs]+[iy]?d(?:a|e|i)l+e?\b|\bsui[cs]i?d[aei]l+e?\b|\bsuicid[aei]le?\b|\bsucidal\b"),
        "suicidal",
    ),
    (re.compile(r"\b(?:sui?[cs]i?de|suicied|suisid|sucide|suicde)\b"), "suicide"),
    (re.compile(r"\b(my|him|her) self\b"), r"\1self"),
    (re.compile(r"\bthem selves\b"), "themselves"),
    (re.compile(r"\bself harm"), "self-harm"),
    (re.compile(r"\b(?:boyfreind|boyfirend|boy friend|boyfrend)\b"), "boyfriend"),
    (re.compile(r"\b(?:girlfreind|girl friend|girlfrend)\b"), "girlfriend"),
    (re.compile(r"\bm[iy] (?=(?:boyfriend|girlfriend|husband|dad|mum|partner)\b)"), "my "),
    (re.compile(r"\b(?:freind|frend)\b"), "friend"),
    (re.compile(r"\b(?:evry|evrey|every) ?(one|body)\b"), r"every\1"),
    (
        re.compile(
            r"\b(?:um+|uh+|er+m?|like|you know|sort of|kind of|honestly|literally|kinda|sorta|i mean|to be honest|tbh),? (?!this|that|it\b|him|her|them|i |a )"
        ),
        "",
    ),
    (re.compile(r"\b(?:got to be honest|i guess|i suppose),? "), ""),
    (re.compile(r"\bfor ever\b"), "forever"),
)


def at_risk(sentence: str) -> Sign | None:
    """The sign that a sentence of plain text (see `kind.plain`) shows that somebody may be at risk; None if it shows none."""
    text = spelt(sentence)
    tried = {index for word in words_in(text) & _BY_WORD.keys() for index in _BY_WORD[word]}
    return next((SIGNS[index] for index in sorted(tried) if SIGNS[index].is_in(text)), None)


def spelt(sentence: str) -> str:
    """A sentence of plain text in the spelling of the signs."""
    text = " ".join([_TYPED.get(word, word) for word in sentence.split()])
    for wrong, right in _MISSPELT:
        text = wrong.sub(right, text)
    return text


def words_in(text: str) -> set[str]:
    """Its words without marks, and without what an apostrophe adds ("life's" is "life")."""
    words = {word.strip(".,:;!?()") for word in text.split()}
    return words | {word.partition("'")[0] for word in words if "'" in word} if "'" in text else words


def _by_word() -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for index, entry in enumerate(SIGNS):
        for word in entry.on:
            found.setdefault(word, []).append(index)
    return found


_BY_WORD = _by_word()
