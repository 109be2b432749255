"""Whether one of two texts on one thing may say the opposite of the other: by what it is for or against, and by opposites.

A word that denies is no sign by itself: "at no cost", "not just online", "I can't walk far" are against nothing. Only what a
person is told of a suggestion rests on this, and where it stands; nothing joins or parts by it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache

from bridge.ideas.canonical import RECENT
from bridge.ideas.lexicon import word_set
from bridge.ideas.stems import base, stem

_BEING = r"(?:is|are|was|were|would be|will be)"

#: What is against a thing, wherever it stands: what ought not to be, what is no good, and what is to stay or go. Before each the
#: words of which it needs one, so that a text without any is not searched.
_AGAINST = tuple(
    (word_set(cues), re.compile(rf"\b(?:{pattern})\b"))
    for cues, pattern in (
        ("not", r"(?:should|must|ought|need|needs|may) not"),
        ("not", r"(?:do|does) not (?:need|want|deserve|belong|help|work)"),
        ("not", r"(?:will|would|can|could) not (?:work|help|cut|solve|change|improve|make)"),
        (
            "not",
            (
                r"not (?:needed|necessary|fair|safe|right|worth|worthwhile|professional|appropriate|acceptable|sensible|wanted"
                r"|welcome|required|(?:the|a|an) (?:answer|way|job|place|solution|priority|good idea))"
            ),
        ),
        ("no not", rf"{_BEING} (?:not|no) (?:an? |the )?(?:substitute|answer|solution|treatment|place|priority)"),
        ("no", r"no need for|no more|no [a-z]+ (?:at all|please)"),
        ("waste", r"(?:a|is|are|such a|total|complete) waste|waste of"),
        ("trouble", r"asking for trouble"),
        ("idea", r"bad idea"),
        (
            "cause causes lead leads raise raises make makes",
            (
                r"(?:cause|causes|lead to|leads to|raise|raises|make|makes) (?:only )?"
                r"(?:mistakes|gaps|trouble|problems|people (?:angry|anxious|worse)|false hopes?)"
            ),
        ),
        ("only", r"only (?:raises?|makes?|attracts?|causes?|hides?|adds?)"),
        ("hide hides", r"hides? the problem"),
        (
            (
                "risk risky riskier dangerous unsafe hazard exhausting harmful pointless useless nonsense overrated slower worse"
                " impossible fad gimmick nightmare disaster expensive"
            ),
            (
                rf"{_BEING} (?:an? |too |more )?(?:risk|risky|riskier|dangerous|unsafe|hazard|exhausting|harmful|pointless|useless"
                r"|nonsense|overrated|slower|worse|impossible|fad|gimmick|nightmare|disaster|expensive)"
            ),
        ),
        ("shut shuts", r"shuts? (?:[a-z]+ ){1,3}out"),
        ("away rid", r"do away with|get rid of"),
        ("take", r"take (?:[a-z]+ ){1,3}(?:down|away|out)"),
        ("leave", r"leave (?:[a-z]+ ){1,3}alone"),
        ("keep", r"keep (?:[a-z]+ ){1,3}(?:out|away|apart)"),
        (
            "stay stays remain remains keep keeps",
            r"(?:stay|stays|remain|remains|keep|keeps) (?:as|merged|compulsory|closed|separate)",
        ),
        ("stay remain stick", r"(?:should|must|better) (?:always )?(?:stay|remain|stick)"),
        ("back", r"(?<!should )(?<!to )go back to"),
        ("belong belongs", r"belongs? (?:in|to|at|with)"),
        ("fine", r"(?:is|are) fine"),
        ("full", r"full stop"),
        (
            "scrap abolish ban bans forbid against oppose opposed reject",
            "scrap|abolish|bans?|forbid|against|opposed?|reject",
        ),
    )
)
#: What denies without being against anything: a thing that is to be had without another, or not alone, and what is not so now.
_NEUTRAL = re.compile(
    r"\b(?:not (?:just|only|merely|simply|everyone|everybody|all|always|necessarily|yet|long|far|later|sure|in|on|at|by|for"
    r"|with|the|an?|of)|(?:whether|or|if|why|but|and) not"
    r"|(?:at )?no (?:extra |more )?(?:cost|charge|fee|deposit|matter|doubt|later|longer|questions?)"
    r"|no (?:[a-z]+ ){0,2}(?:needed|required|necessary)|no (?:1|one|idea|need|referral|appointment|letter)"
    r"|(?:can|could|will|did|does|have|has|had|would|am|is|are|was|were) (?:not|never)"
    r"|(?:who|that|which|i|we|they|you|people|those|if) (?:really |often |still )?(?:do not|never)"
    r"|(?:more|less|fewer) than|a few|stop smoking|(?:bus|one|1|full|non|next|first|last|each|every) stop)\b"
)
_DENIES = word_set("not no never than few stop")
#: What bids somebody not to do a thing.
_BIDDING = re.compile(r"\b(?:do not|never|(?:stop|avoid) [a-z]+ing)\b|^(?:please )?(?:no|stop|avoid|cancel|end) ")
_BIDS = word_set("not never stop avoid no cancel end")

#: Words that stand against each other, in any form; those on one side of "/" say the same in that.
_PAIRS = tuple(
    tuple(frozenset(map(base, side.split("|"))) for side in pair.split("/"))
    for pair in word_set("""
        up/down in/out on/off in|into|inside/out|outside more|many/less|few|fewer better/worse safe|safer/unsafe|risky|riskier|dangerous
        open|opens/close|closes|closed|shut increase|raise|extend/decrease|reduce|cut|lower|limit allow|let|permit/ban|forbid|prohibit|stop
        start|begin|open|launch/stop|end|finish|cease add|put|install|bring/remove|take|delete|scrap keep|retain|leave/remove|scrap|abolish|drop|delete
        optional|voluntary/compulsory|mandatory|obligatory early|earlier/late|later|delay before/after always/never everybody|everyone|all/nobody|none
        separate|split|part|apart|single/mix|merge|together|shared|joint|combine free/charge|paid|pay|fine quick|quicker|fast|faster/slow|slower
        cheap|cheaper/dear|dearer|expensive public/private paper/online|digital|electronic|computer day/night first/last long|longer/short|shorter
        hire|recruit/sack|dismiss|fire accept/refuse|reject centralise|centralised/local centralisation/local big|bigger|large|larger/small|smaller
        support|favour/oppose|against warm|warmer|hot/cold|colder|cool lend|give/withdraw merged/unmerge louder|loud/quiet|quieter
        """)
)
#: Opposites that stand side by side in many a text, and tell only where many of the other words are the same.
_SLIGHT = frozenset(
    map(
        base,
        word_set(
            "in out on off day night first last before after all none up down into inside outside put take give leave"
        ),
    )
)
_MANY = 0.35

#: Each of these words, with what stands against it and what says the same in that.
_AGAINST_EACH: defaultdict[str, list[tuple[frozenset[str], frozenset[str]]]] = defaultdict(list)
for _left, _right in _PAIRS:
    for _word in _left:
        _AGAINST_EACH[_word].append((_right, _left))
    for _word in _right:
        _AGAINST_EACH[_word].append((_left, _right))


def contrary(one: str, other: str) -> str | None:
    """Why one of two keys may say the opposite of the other, for a person; None if nothing speaks for it."""
    if cue := _alone(_against(one), _against(other)):
        return f"only one says '{cue}'"
    if pair := min(_opposites(one, other), default=None):
        return f"one says '{pair[0]}', the other '{pair[1]}'"
    return "they compare the same two the other way round" if _turned(one.split(), other.split()) else None


def _alone(mine: str | None, yours: str | None) -> str | None:
    return None if mine and yours else mine or yours


@lru_cache(maxsize=RECENT)
def _against(key: str) -> str | None:
    """The words by which a key is against something, or None."""
    words = key.split()
    for cues, pattern in _AGAINST:
        if not cues.isdisjoint(words) and (found := pattern.search(key)):
            return found[0]
    if _BIDS.isdisjoint(words):
        return None
    found = _BIDDING.search(_cleared(key))
    return found[0].strip() if found else None


@lru_cache(maxsize=RECENT)
def _bases(key: str) -> dict[str, str]:
    """The words of a key but for what denies without being against anything, by their forms."""
    return {base(it): it for it in _cleared(key).split()}


def _cleared(key: str) -> str:
    """A key without what denies and is against nothing."""
    return key if _DENIES.isdisjoint(key.split()) else _NEUTRAL.sub("…", key)


def _opposites(one: str, other: str) -> Iterator[tuple[str, str]]:
    """Opposites of which each text has another, and none has both."""
    here, there = _bases(one), _bases(other)
    shared = here.keys() & there.keys()
    is_close = len(shared) >= _MANY * (len(here) + len(there) - len(shared))
    for word in here.keys() & _AGAINST_EACH.keys():
        for opposites, likes in _AGAINST_EACH[word]:
            found = next((it for it in there if it in opposites), None)
            is_one_sided = likes.isdisjoint(there) and opposites.isdisjoint(here)
            if found and is_one_sided and (is_close or _SLIGHT.isdisjoint({word, found})):
                yield here[word], there[found]


def _turned(mine: list[str], yours: list[str]) -> bool:
    """Whether what stands before "than" in one text stands after it in the other."""
    if "than" not in mine or "than" not in yours:
        return False
    (a, b), (c, d) = (
        (set(map(stem, words[: words.index("than")])), set(map(stem, words[words.index("than") + 1 :])))
        for words in (mine, yours)
    )
    crossed = len((a - c) & (d - b)) + len((b - d) & (c - a))
    return crossed >= 2 or (crossed >= 1 and not (b & d))
