"""Turns of phrase: what is said in several ways that never differ, each brought into one.

Only for comparing, never for keys. Each holds in every sentence that we can think of: "there isn't a" is "there is no",
"over 20" is "more than 20"; a word that merely means much the same is a paraphrase, and for a person.
"""

from __future__ import annotations

import re

from bridge.ideas.lexicon import word_set

_UNIT = r"(?:day|week|month|year|hour|night|morning|evening|minute)"
#: No noun begins here, so what stands before is a verb with "to".
_DOING = r"(?!(?:an?|the|this|that|my|our|your|their|his|her|its)\b)(?=[^\W\d])"

_DENIED = "not|no|never|nobody|none|neither|nor|without|hardly|do|does|may|will|should"

#: "U.S." is read as "you s", for "u" is "you".
#: By a word that each needs, so that a text without it is not searched.
_TURNS = tuple(
    (word, re.compile(pattern), written)
    for word, pattern, written in (
        ("there", r"^there (is|are|was|were) ((?:an?|the|some|\d+) (?:\w+ ){1,3}?)(\w{2,}ing)\b", r"\2\1 \3"),
        ("not", r"\b(there (?:is|are|was|were)) not (?:an?|any) ", r"\1 no "),
        ("not", r"\b(?:do|does) not have (?:an?|any) ", "have no "),
        ("not", r"\bdid not have (?:an?|any) ", "had no "),
        ("any", r"\bwithout any ", "without "),
        ("any", r"\b((?:are|is) there) any ", r"\1 "),
        ("some", r"\b(what are) (?:some(?: of)? )?(?:the )?", r"\1 "),
        ("no", r"\bwith no (?!(?:one|1)\b)", "without "),
        ("to", rf"^((?!.*\b(?:{_DENIED})\b).*?)\b(?:have|has) (?:got )?to {_DOING}", r"\1must "),
        ("going", rf"\b(?:is|are|am) going to {_DOING}", "will "),
        ("no 1", r"\bno 1\b(?! of\b)", "nobody"),
        ("1 ", r"^1 (?!(?:of|in|or|to|and|more|other|another)\b)(?=[a-z])", "a "),
        ("1 ", r"\b1 another\b", "each other"),
        ("doing", r"\b(?:is|are) doing\b", "does"),
        ("half", r"\b(\d+) and (?:a|1) half\b", r"\1.5"),
        ("wh", r"\b(?:who|which) (?:is|was) (?=\d)", ""),
        ("whether", r"\b(know|tell|see|ask|check|wonder|decide) whether (?:or not )?", r"\1 if "),
        ("in my", r"\bin my (?:own |humble )?(?:opinion|view)\b ?", ""),
        ("one ", r"\bone another\b", "each other"),
        ("e", rf"\b(?:per|each|every) (?={_UNIT}\b)", "every "),
        ("every day", r"\bevery day\b", "daily"),
        ("every", r"\bevery (hour|week|month|year)\b", r"\1ly"),
        ("each", r"\beach (?!(?:other|of)\b|[a-z]+s\b)(?=[a-z]+ )", "every "),
        ("shut", r"\b((?:is|are|was|were|be|been|stay|stays|remain|remains) )shut\b", r"\1closed"),
        ("a", rf"\ban? (?=(?:half|3rd|quarter|{_UNIT})\b)", "1 "),
        ("which", r"^which (?:1 )?", "what "),
        ("2", r"\b(?:both )?(?:of )?the 2 (?=(?:\w+s|\w*men|children|people)\b)", "both "),
        ("both", r"\bboth (?:of )?the (?=(?:\w+s|\w*men|children|people)\b)", "both "),
        ("round", r"\baround (?=\d)", "about "),
        ("roughly", r"\broughly (?=\d)", "about "),
        ("approximately", r"\bapproximately (?=\d)", "about "),
        ("over", r"\bover (?=\d)", "more than "),
        ("under", r"\bunder (?=\d)", "less than "),
        ("fewer", r"\bfewer than (?=\d)", "less than "),
        ("due", r"\bdue to (?=the\b)", "because of "),
        ("spite", r"\bin spite of\b", "despite"),
        ("though", r"\b(?:even )?though\b", "although"),
        ("order", r"\bin order to\b", "to"),
        ("prior", r"\bprior to\b", "before"),
        ("next", r"\bnext to\b", "beside"),
        ("able", r"\b(?:is|are|am) (not )?able to\b", r"can \1"),
        ("would like", r"\bwould like to\b", "want to"),
        ("lots", r"\blots of\b", "a lot of"),
        ("well", r"\bas well as (?=(?:the|an?|my|our|your|his|her|their|its)\b)", "and "),
        ("such", r"\bsuch as\b", "like"),
        ("instance", r"\bfor instance\b", "for example"),
        ("said", r"\bwould\b(?! (?:have|like|rather|be better)\b)", "will"),
        ("twice", r"\btwice\b", "2 times"),
        ("you s", r"\byou s\b", "us"),
        ("u ", r"\bu k\b", "uk"),
        ("united", r"\bunited states(?: of america)?\b", "us"),
        ("united", r"\bunited kingdom\b", "uk"),
        ("", r"(?<=\w) (?:inc|corp|ltd|plc)\b", ""),
    )
)

#: One thing that has two names, or a short one and a long one.
_NAMES = {
    line.split()[0]: line.split()[1]
    for line in """
    km kilometres
    kg kilograms
    cm centimetres
    mm millimetres
    motorbike motorcycle
    motorbikes motorcycles
    movie film
    movies films
    congrats congratulations
    chemo chemotherapy
    lady woman
    ladies women
    elderly old
    large big
    larger bigger
    largest biggest
    quick fast
    quicker faster
    quickest fastest
    begin start
    begins starts
    began started
    begun started
    jail prison
    photo photograph
    photos photographs
    tv television
    tvs televisions
    ad advertisement
    ads advertisements
    advert advertisement
    adverts advertisements
    airplane plane
    aeroplane plane
    math maths
    gray grey
    midday noon
    """.strip().splitlines()
}
_NAMED = word_set(" ".join(_NAMES))


def turned(key: str) -> str:
    """The key with one turn of phrase for each thing that is said in several ways."""
    for word, turn, written in _TURNS:
        if word in key:
            key = turn.sub(written, key)
    words = key.split()
    return key if _NAMED.isdisjoint(words) else " ".join(_NAMES.get(word, word) for word in words)
