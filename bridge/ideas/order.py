"""Order: what may be said in several orders, in the active or the passive, brought into one.

`arranged` brings one text into the order that we compare in: dates, the passive, when it happened, turns of phrase.
`moved` moves one part of a text to where another text has it, if it may stand in both places: what comes before "and"
and what comes behind it, when and where, who said it. Whatever could mean something else there stays where it is, for
likeness is cheap and order tells who did what to whom.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from bridge.ideas.canonical import RECENT
from bridge.ideas.grammar import (
    BE,
    CLAUSES,
    DETERMINERS,
    DUTY,
    FIXED,
    FLOATING,
    FRONTED,
    NEGATIONS,
    ORDERED,
    PARTICIPLES,
    POSSESSIVES,
    PREPOSITIONS,
    PRONOUNS,
    SAID,
    SAYING,
    STATES,
)
from bridge.ideas.lexicon import DUTIES, word_set
from bridge.ideas.stems import base
from bridge.ideas.turns import turned

#: How many words that both have, around two parts that stand in each other's place, may belong to the parts.
REACH = 6
#: So many words name who said it or what something is, what something is done to, and who does it, at most.
SPEAKER = 5
SUBJECT = 8
AGENT = 6
#: In a text of more words than this nothing is moved.
LONGEST = 120

_DAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_MONTH = r"(?:january|february|march|april|may|june|july|august|september|october|november|december)"
_DATES = (
    (re.compile(rf"\b({_MONTH}) (\d{{1,2}})(?:st|nd|rd|th)\b"), r"\2 \1"),
    (re.compile(rf"\b({_MONTH}) (\d{{1,2}}) (?=\d{{4}}\b)"), r"\2 \1 "),
    (re.compile(rf"\b(on|by|since|until|from|before|after) ({_MONTH}) (\d{{1,2}})\b"), r"\1 \3 \2"),
    (re.compile(rf"\b(?:the )?(\d{{1,2}})(?:st|nd|rd|th)(?: of)? ({_MONTH})\b"), r"\1 \2"),
)
#: When something happens, where it is no part of a longer span.
_WHEN = re.compile(
    r"(?<!\bfrom )(?<!\bsince )(?<!\buntil )(?<!\bbetween )(?<!\bby )(?<!\bafter )(?<!\bbefore )(?<!\bof )(?<!\bevery )(?<!\beach )"
    r"(?<!\bto )(?<!\bthe )(?<!\band )(?<!\bor )(?<!\bonly )(?<!\bnot )(?<!\bthan )(?<!\bfor )\b(?:"
    rf"(?:(?:on|last|next|this) )*{_DAY}s?(?: (?:morning|afternoon|evening|night))?"
    rf"|(?:on )?\d{{1,2}} {_MONTH}(?: \d{{4}})?|in (?:early |late )?{_MONTH}(?: \d{{4}})?|in (?:1\d|20)\d\d"
    r"|(?:last|next|this) (?:night|week|month|year|spring|summer|autumn|winter|morning|afternoon|evening)"
    r"|today|yesterday|tomorrow|tonight|in the (?:morning|afternoon|evening)|at (?:night|noon|midnight|dusk|dawn)"
    r")\b(?! (?:and|or|to|until|through|but)\b)"
)
_TIMES = re.compile(rf"\b(?:{_DAY}s?|{_MONTH}|(?:1\d|20)\d\d|today|yesterday|tomorrow|tonight|night|noon|midnight)\b")
#: A text with none of these words, and no year, does not say when.
_TIMELY = word_set(
    "january february march april may june july august september october november december today yesterday tomorrow tonight"
    " night noon midnight dusk dawn morning afternoon evening week month year spring summer autumn winter"
) | {f"{day}day{ending}" for day in ("mon", "tues", "wednes", "thurs", "fri", "satur", "sun") for ending in ("", "s")}


@lru_cache(maxsize=RECENT)
def arranged(key: str, names: tuple[str, ...] = ()) -> str:
    """A key in the order that we compare in. It says the same; it need not be good English."""
    key = turned(key)
    words = key.split()
    if not _TIMELY.isdisjoint(words) or any(len(word) == 4 and word.isdigit() for word in words):
        for date, written in _DATES:
            key = date.sub(written, key)
        words = _when_last(key, names).split()
    return " ".join(_active(words) if "by" in words else words)


def _when_last(key: str, names: Collection[str]) -> str:
    """The key with when it happened behind what happened, if it says so once."""
    times = list(_WHEN.finditer(key))
    if len(times) != 1 or len(_TIMES.findall(key)) > len(_TIMES.findall(times[0][0])):
        return key
    before, behind = key[: times[0].start()].split(), key[times[0].end() :].split()
    passed = _clause(behind, names)
    if not SAYING.isdisjoint([*before[-1:], *behind[:passed]]):
        return key
    return " ".join([*before, *behind[:passed], times[0][0], *behind[passed:]])


def _clause(words: Sequence[str], names: Collection[str]) -> int:
    """How many words there are until another clause begins."""
    for at, word in enumerate(words):
        if word in CLAUSES or (word == "to" and not _is_thing(words[at + 1 : at + 2], names)):
            return at
    return len(words)


def _is_thing(words: Sequence[str], names: Collection[str]) -> bool:
    """Whether a thing or person begins here, as far as its first word tells."""
    return bool(words) and (words[0] in DETERMINERS or words[0] in names or words[0][0].isdigit())


class _Passive(NamedTuple):
    """Where the parts of a passive sentence are: to whom something is done, what, by whom, and what is left."""

    subject: Sequence[str]
    verb: Sequence[str]
    place: Sequence[str]
    agent: Sequence[str]
    rest: Sequence[str]


def _active(words: Sequence[str]) -> Sequence[str]:
    """What is said in the passive with who does it, in the active: "the ball was kicked by Ann" → "Ann kicked the ball"."""
    if words[:1] and words[0] in DUTIES and "be" in words[2:]:
        at = words.index("be")
        found = _passive(words[1:at], [words[0], "be"], words[at + 1 :])
        return [words[0], *found.agent, *found.verb[1:], *found.subject, *found.place, *found.rest] if found else words
    for at, word in enumerate(words):
        if word not in BE and word not in {"has", "have", "had"} and word not in DUTIES:
            continue
        auxiliary = 2 if words[at + 1 : at + 2] in (["being"], ["been"], ["be"]) else 1
        found = _passive(words[:at], words[at : at + auxiliary], words[at + auxiliary :])
        return [*found.agent, *found.verb, *found.subject, *found.place, *found.rest] if found else words
    return words


def _passive(subject: Sequence[str], auxiliary: Sequence[str], behind: Sequence[str]) -> _Passive | None:
    """The parts of a sentence if it is a plain passive. What denies, limits or reports is none."""
    if not 0 < len(subject) <= SUBJECT or subject[0] in PREPOSITIONS or _is_broken(subject) or "by" not in behind:
        return None
    by = behind.index("by")
    place, agent = behind[1:by], behind[by + 1 :]
    if not 0 < by <= 4 or _is_broken(place) or (place and place[0] not in PREPOSITIONS):
        return None
    end = next(
        (at for at, word in enumerate(agent) if word in CLAUSES or (word in PREPOSITIONS and word != "of")), len(agent)
    )
    verb = _verb(auxiliary, behind[0])
    if (
        not verb
        or not 0 < end <= AGENT
        or "percent" in agent[:end]
        or agent[:end][-1][0].isdigit()
        or agent[0].endswith("ing")
    ):
        return None
    return _Passive(subject, verb, place, agent[:end], agent[end:])


def _is_broken(words: Sequence[str]) -> bool:
    return not (CLAUSES.isdisjoint(words) and SAYING.isdisjoint(words) and BE.isdisjoint(words))


def _verb(auxiliary: Sequence[str], done: str) -> list[str]:
    """The verb that goes with who does it; nothing if it is no passive."""
    if done in PARTICIPLES:
        verb, did = PARTICIPLES[done]
    elif done.endswith("ed") and len(done) > 4:
        verb, did = base(done), done
    else:
        return []
    match auxiliary:
        case [be, "being"] if be in BE:
            return ["is" if be in {"is", "are"} else "was", f"{base(verb)}ing"]
        case ["has" | "have" | "had", "been"]:
            return ["has" if auxiliary[0] == "have" else auxiliary[0], done]
        case [duty, "be"] if duty in DUTIES:
            return [duty, verb]
        case ["is" | "are"]:
            return [verb]
        case ["was" | "were"]:
            return [did]
    return []


def moved(one: str, other: str, names: Collection[str]) -> str:
    """The second key with parts moved to where the first has them, as far as that changes nothing of what it says."""
    mine, yours = one.split(), other.split()
    if mine == yours or max(len(mine), len(yours)) > LONGEST:
        return other
    yours = _turned_round(mine, yours) or yours
    if mine != yours and sorted(mine) == sorted(yours):
        yours = next((mine for swap in _swaps(mine, yours) if swap.is_harmless(names)), yours)
    return " ".join(yours)


def _turned_round(mine: Sequence[str], yours: list[str]) -> list[str] | None:
    """A text whose last part stands first in the other, or its first part last: when, where, why, or who said it."""
    if mine[:2] == yours[:2]:
        return None
    for at in range(1, len(yours)):
        head, tail = yours[:at], yours[at:]
        for part, rest, turned_round in ((tail, head, tail + head), (head, tail, tail + head)):
            there = mine[: len(part)] if part is tail else mine[-len(part) :]
            if part == there and (_may_stand_apart(part, rest) or _is_attribution(part)):
                return turned_round
        if tail[0] in SAID and len(tail) <= SPEAKER and [*tail[1:], tail[0]] == mine[: len(tail)]:
            return [*tail[1:], tail[0], *head]
    return None


def _may_stand_apart(part: Sequence[str], rest: Sequence[str]) -> bool:
    """Whether a part that says when, where or why belongs to all of the rest, wherever it stands."""
    if len(part) < 2 or part[0] not in FRONTED or not SAYING.isdisjoint(part):
        return False
    if part[0] in {"because", "as", "so"} and not NEGATIONS.isdisjoint(rest):
        return False
    inner = {word for word in rest[1:] if word not in NEGATIONS}
    to = any(word == "to" and not _is_thing(rest[at + 1 : at + 2], ()) for at, word in enumerate(rest))
    return not to and len(rest) > 1 and CLAUSES.isdisjoint(inner) and SAYING.isdisjoint(rest)


def _is_attribution(part: Sequence[str]) -> bool:
    return 1 < len(part) <= SPEAKER and part[-1] in SAID and CLAUSES.isdisjoint(part) and BE.isdisjoint(part)


class _Swap(NamedTuple):
    """Two neighbouring parts that stand the other way round in the other text, and what is between and around them."""

    before: Sequence[str]
    one: Sequence[str]
    between: str
    other: Sequence[str]
    behind: Sequence[str]

    def is_harmless(self, names: Collection[str]) -> bool:
        """Whether they say the same the other way round."""
        if self.between:
            return self._are_peers(names)
        return self._floats() or self._is_name(names) or all(_is_closed(part, names) for part in (self.one, self.other))

    def _is_name(self, names: Collection[str]) -> bool:
        """Whether one is a name, and the other says who that is: "the chair, Ann Lee" and "Ann Lee, the chair"."""
        if not self.behind or (self.before and self.before[-1] not in PREPOSITIONS and self.before[-1] not in SAID):
            return False
        for name, who in ((self.one, self.other), (self.other, self.one)):
            if 1 < len(name) <= 3 and names and set(names).issuperset(name) and 1 < len(who) <= SPEAKER:
                return who[0] in {"the", "a", "an"} and not _is_broken(who) and PREPOSITIONS.isdisjoint(who)
        return False

    def _floats(self) -> bool:
        """Whether one is an adverb, and moves past its verb only, or to the head of the sentence."""
        for word, passed in ((self.one, self.other), (self.other, self.one)):
            if len(word) != 1 or not _is_adverb(word[0]) or len(passed) > (1 if self.before else 4):
                continue
            is_plain = CLAUSES.isdisjoint(passed) and ORDERED.isdisjoint(passed) and NEGATIONS.isdisjoint(passed)
            if is_plain and (len(passed) > 1 or passed[0] not in PREPOSITIONS | DETERMINERS):
                return True
        return False

    def _are_peers(self, names: Collection[str]) -> bool:
        """Whether "and" or "or" stands between two things of one kind that nothing else pairs, orders or parts."""
        one, other, before, behind = self.one, self.other, self.before, self.behind
        around = {*before, *behind}
        if around & {"and", "or", "respectively", "than", "1st"} or not ORDERED.isdisjoint((*one, *other)):
            return False
        if PRONOUNS.isdisjoint(one) != PRONOUNS.isdisjoint(other) or _hangs_on(behind[:1]):
            return False
        if one[0] == other[0] and (one[0] in PREPOSITIONS or one[0] in STATES):
            return max(len(one), len(other)) <= REACH
        if _are_parallel(one, other):
            return True
        if not before and not behind:
            return False
        things = all(part[0] in DETERMINERS or part[0][0].isdigit() for part in (one, other))
        if things and SAYING.isdisjoint(before):
            return not (_is_broken(one) or _is_broken(other)) and max(len(one), len(other)) <= SPEAKER
        return self._are_plain_words(names)

    def _are_plain_words(self, names: Collection[str]) -> bool:
        both = (*self.one, *self.other)
        named = names and set(names).issuperset(both)
        most = 3 if self.before[-1:] in (["has"], ["have"], ["had"]) else 2 if _follows_joint(self.before) else 1
        if not named and max(len(self.one), len(self.other)) > most:
            return False
        if not self.before:
            return bool(named) or all(word.endswith("s") or word in _PEOPLE for word in both)
        if self.before[-1] in BE:
            return not any(word.endswith("ed") or word in PARTICIPLES for word in both)
        return (
            _follows_joint(self.before) or self.before[-1] in DETERMINERS or self.before[-1] in {"has", "have", "had"}
        )


_PEOPLE = frozenset({"police", "people", "men", "women", "children", "staff"})


def _follows_joint(before: Sequence[str]) -> bool:
    return bool(before) and before[-1] in PREPOSITIONS and before[-1] not in DUTY


def _hangs_on(behind: Sequence[str]) -> bool:
    """Whether what comes behind two things may belong to the last only."""
    if not behind:
        return False
    word = behind[0]
    if word in {"before", "during", "because", "since", "until", "although"}:
        return False
    return word in PREPOSITIONS or word in CLAUSES or word.endswith("ing")


def _are_parallel(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether two clauses have one build, with the same verb in the same place: no one thing comes after the other."""
    if len(one) < 3 or abs(len(one) - len(other)) > 1:
        return False
    for at, (x, y) in enumerate(zip(one, other, strict=False)):
        if at and x == y and x not in DETERMINERS and x not in PREPOSITIONS:
            done = {*one[at + 1 : at + 2], *other[at + 1 : at + 2]}
            return x not in BE or not any(word.endswith("ed") or word in PARTICIPLES for word in done)
    return False


def _is_closed(part: Sequence[str], names: Collection[str]) -> bool:
    """Whether a part says when, where or with whom, and nothing behind it can belong to it."""
    if len(part) < 2 or part[0] not in PREPOSITIONS or part[0] == "of":
        return False
    return (part[1] in POSSESSIVES and len(part) == 3) or all(
        word in names or word[0].isdigit() or _TIMES.fullmatch(word) for word in part[1:]
    )


def _is_adverb(word: str) -> bool:
    return word in FLOATING or (word.endswith("ly") and len(word) > 4 and word not in FIXED)


def _swaps(mine: Sequence[str], yours: Sequence[str]) -> Iterator[_Swap]:
    """Every way in which the two differ only by two parts that stand the other way round."""
    alike = [x == y for x, y in zip(mine, yours, strict=True)]
    first, last = alike.index(False), len(alike) - 1 - alike[::-1].index(False)
    for start in range(first, max(-1, first - REACH), -1):
        for end in range(last + 1, min(len(mine), last + REACH) + 1):
            here, there = mine[start:end], yours[start:end]
            for at in range(1, len(here)):
                if there == [*here[at:], *here[:at]]:
                    yield _Swap(mine[:start], here[:at], "", here[at:], mine[end:])
                joint = here[at]
                if joint in {"and", "or"} and at + 1 < len(here) and there == [*here[at + 1 :], joint, *here[:at]]:
                    yield _Swap(mine[:start], here[:at], joint, here[at + 1 :], mine[end:])
