"""In which order a session's candidates come before their reviewer, and why.

A candidate's own words give its base rank (`kind.rank`); what was said around it moves it: it answers a question for
ideas, somebody liked it at once, the facilitator said it, it stands in notes. Nothing is decided or dropped here.

The cues are those that meetings research names (AMI's dialogue acts tell Suggest from Elicit-Offer-Or-Suggestion; the
role of an utterance beats its words alone, Fernández et al., 2008); the weights are ours, set by hand.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence

import msgspec

from bridge.records import Kind


class Line(msgspec.Struct, frozen=True):
    """A passage in the order in which it was said: its speaker (None: unknown) and candidates (id, base rank, kind)."""

    speaker: str | None
    text: str
    written: bool
    candidates: tuple[tuple[str, float, Kind], ...]


#: Why of a candidate that nothing around it moved.
ALONE = "ranked by its own words"

# All weights are log-odds, so that they add up and no rank leaves 0-1: +1 makes an even chance one of 73 %.
_ASKED_BY_FACILITATOR = 1.4
_ASKED_BY_ANYBODY = 0.9
#: An answer's lift fades by this for each turn between, and is none after as many as `_MOST_TURNS`.
_FADES = 0.8
_MOST_TURNS = 8
_LIKED = 2.0
_LIKED_AGAIN = 0.5
_MOST_LIKES = 4
#: "Right after": as many passages may stand between, all of them reactions too.
_MOST_REACTIONS_BETWEEN = 6
_BY_FACILITATOR = -1.6
_WRITTEN = 0.8
#: An experience stands below an idea of the same strength, a question and a concern below that.
_BY_KIND = {Kind.EXPERIENCE: -0.4, Kind.QUESTION: -0.6, Kind.COMMENT: -0.8}
_LAST = (Kind.SUPPORT, Kind.CHATTER, Kind.HOST)
#: What comes last is ranked below this, all else above.
_FLOOR = 0.1


def order(lines: Sequence[Line], facilitators: Collection[str] = ()) -> dict[str, tuple[float, str]]:
    """By candidate: its rank among all of the session, 0-1 (review the highest first), and a sentence why."""
    likes = _likes(lines)
    ranked: dict[str, tuple[float, str]] = {}
    for line, (asked, since, by_facilitator) in zip(lines, _asked(lines, facilitators), strict=True):
        moved: list[tuple[float, str]] = []
        led = line.speaker is not None and line.speaker in facilitators
        if led:
            moved.append((_BY_FACILITATOR, "said by the facilitator"))
        elif asked:
            lift = _ASKED_BY_FACILITATOR if by_facilitator else _ASKED_BY_ANYBODY
            who = "the facilitator's question for ideas" if by_facilitator else "a question for ideas"
            moved.append((lift * _FADES ** (since - 1), f"answers {who} {_before(since)}"))
        if line.written:
            moved.append((_WRITTEN, "was written down"))
        for identity, base, kind in line.candidates:
            ranked[identity] = _ranked(base, kind, [*moved, *_liked(likes[identity])])
    return ranked


def _ranked(base: float, kind: Kind, moved: list[tuple[float, str]]) -> tuple[float, str]:
    held = min(max(base, 0.01), 0.99)
    odds = math.log(held / (1 - held)) + _BY_KIND.get(kind, 0.0) + sum(weight for weight, _ in moved)
    chance = 1 / (1 + math.exp(-odds))
    rank = _FLOOR * chance if kind in _LAST else _FLOOR + (1 - _FLOOR) * chance
    return round(rank, 4), "; ".join(why for _, why in moved) or ALONE


def _before(turns: int) -> str:
    return "just before" if turns == 1 else f"{turns} turns before"


def _liked(times: int) -> list[tuple[float, str]]:
    if not times:
        return []
    weight = _LIKED + _LIKED_AGAIN * (min(times, _MOST_LIKES) - 1)
    return [(weight, "liked by others right after" if times > 1 else "liked by another right after")]


def _asked(lines: Sequence[Line], facilitators: Collection[str]) -> Iterator[tuple[bool, int, bool]]:
    """For each line: whether it answers a question for ideas, how many turns after, and whether a facilitator asked."""
    since, asker, by_facilitator, speaker = 0, "", False, None
    open_question = False
    for line in lines:
        if line.speaker != speaker or line.speaker is None:
            since += 1
        speaker = line.speaker
        is_asker = bool(line.speaker) and line.speaker == asker
        answers = open_question and not is_asker and 1 <= since <= _MOST_TURNS
        leads = line.speaker in facilitators if line.speaker else False
        if elicits(line.text):
            yield answers, since, by_facilitator
            open_question, since, asker, by_facilitator = True, 0, line.speaker or "", leads
            continue
        if (leads or is_asker) and (_MOVES_ON.search(_start(line.text)) or line.text.rstrip().endswith("?")):
            open_question = False
            answers = False
        yield answers, since, by_facilitator


def _likes(lines: Sequence[Line]) -> Counter[str]:
    """How often each candidate was liked by somebody else right after it was said."""
    likes: Counter[str] = Counter()
    for at, line in enumerate(lines):
        if likes_it(line.text) and (best := _best_before(lines, at)):
            likes[best] += 1
    return likes


def _best_before(lines: Sequence[Line], at: int) -> str | None:
    """The best candidate of the turn that a reaction is about: the nearest by another that is no mere reaction."""
    liker = lines[at].speaker
    speaker, best, found = None, None, False
    for back in range(at - 1, max(-1, at - 2 - _MOST_REACTIONS_BETWEEN), -1):
        line = lines[back]
        if found and (line.speaker != speaker or speaker is None):
            break
        if not found and (likes_it(line.text) or _BACKCHANNEL.fullmatch(_plain(line.text))) and not _ideas(line):
            continue
        if liker is not None and line.speaker == liker:
            break
        speaker, found = line.speaker, True
        for identity, base, kind in line.candidates:
            if kind not in _LAST and (best is None or base > best[1]):
                best = identity, base
    return best[0] if best else None


def _ideas(line: Line) -> bool:
    return any(kind not in _LAST for _, _, kind in line.candidates)


def guess_facilitator(lines: Sequence[Line]) -> str | None:
    """The speaker who asks for ideas at least twice, twice as often as anybody else, and opens or closes the session.

    None where that is not clear. Notes and chat count only where nothing was spoken.
    """
    said = [line for line in lines if not line.written] or list(lines)
    asks = Counter(line.speaker for line in said if line.speaker and elicits(line.text))
    (most, often), *others = asks.most_common(2) or [("", 0)]
    if often < 2 or (others and others[0][1] * 2 > often):
        return None
    ends = {line.speaker for line in (*said[:3], *said[-4:])}
    return most if most in ends else None


#: Questions stand at the end of what a person says, reactions at its start (characters looked at).
_MOST_END, _MOST_START = 600, 160
_SENTENCE = re.compile(r"[^.?!\n]+[.?!]*")
_SPACE = re.compile(r"\s+")


def _plain(text: str) -> str:
    return _SPACE.sub(" ", text.lower().replace("’", "'")).strip(" .,!-–—…")


def _start(text: str) -> str:
    return _plain(text[:_MOST_START])


_WE = r"(?:we|you|i|they|people|one|the \w+|our \w+|your \w+)"
_ELICITS = re.compile(
    r"\bwhat(?:'s| is| are|) (?:else |one thing |other things? )?(?:would|could|might|should|can|do you think (?:would|could))"
    rf" (?:really |actually |also )?(?:{_WE} )?(?:help|make|change|improve|do|try|like|want|need|see|work|add|suggest|be)\b"
    r"|\bwhat,? if anything\b|\bwhat (?:else|one thing)\b|\banything else\b"
    r"|\bwhat (?:ideas?|suggestions?|thoughts)\b"
    rf"|\bhow (?:else |best )?(?:could|can|might|should|would) {_WE}\b"
    r"|\bhow do we (?:make|get|stop|fix|improve|help)\b"
    r"|\b(?:any|your|other|more|what) (?:ideas|suggestions|thoughts|solutions)\b"
    r"|\b(?:does|has|have|did|would|is there) any ?(?:body|one)\b.{0,40}\b(?:idea|suggest|thought|tried|add|say|share|got)"
    r"|\bany ?(?:body|one) (?:else|want|like|got|have|care)\b"
    r"|\bover to you\b|\b(?:open|throw) (?:it|this|that) (?:up|open|out)\b|\bopen (?:it )?(?:up )?to the (?:floor|room|group)\b"
    r"|\b(?:i would|i'd|we'd|we would) (?:like|love) to hear\b|\blet's hear\b|\btell (?:us|me) (?:what|how|about)\b"
    r"|\b(?:pop|put|drop|type|add|shout) (?:\w+ ){0,4}(?:in|into|on|out)(?: the| to the)? ?(?:chat|board|sticky|stickies|post)\b"
    r"|\bmagic wand\b|\bwhat do (?:you|people|we|others|folks) (?:all )?(?:think|reckon|suggest|need|want)\b"
    r"|\bwhat (?:has |have )?(?:worked|works)\b|\bwhat matters\b|\b(?:say|tell me|tell us) (?:a bit |some )?more\b"
    r"|\bhow would that work\b|^thoughts$"
)
#: "What would help is …" answers its own question.
_CLEFT = re.compile(
    r"\bwhat\b.{0,60}\b(?:is|was|would be|are|'s) (?:a|an|the|to|if|that|for|more|less|having|some|when|just|not|being|"
    r"something|we|you|\w+ing)\b"
)
_REPORTED = re.compile(
    r"\b(?:no|not|never|without|ran out of|had|have|has|some|were|lots of|out of) (?:any |other |more |your )?(?:ideas|suggestions|thoughts)\b"
)


def elicits(text: str) -> bool:
    """Whether a passage ends in asking the others for ideas: "what would help?", "any ideas?", "over to you"."""
    for sentence in _SENTENCE.findall(text[-_MOST_END:]):
        said = _plain(sentence)
        if not _ELICITS.search(said):
            continue
        if "?" in sentence or not (_CLEFT.search(said) or _REPORTED.search(said) or len(said) > 160):
            return True
    return False


_LEADS_IN = (
    r"(?:(?:oh|yes|yeah|yep|no|ooh|ah|well|so|and|okay|ok|right|actually|absolutely|definitely|gosh|wow|brilliant|lovely|"
    r"great|i think|thank you|thanks|haha|mm|mhm|that's|that is|it's|what|such|this is|really|totally|just) ?,? ?){0,6}"
)
_GOOD = (
    r"(?:an? )?(?:really |very |such |so |absolutely |quite |pretty |a )*(?:great|good|brilliant|lovely|fantastic|excellent|"
    r"super|fab|fabulous|nice|amazing|cracking|wonderful|smart|clever|cool|awesome|superb|interesting)"
)
_LIKES = re.compile(
    rf"^{_LEADS_IN}(?:"
    rf"{_GOOD},? (?:idea|thought|suggestion|point|shout|one|call|way|plan)\b(?! (?:i|of mine|to have|what))"
    r"|(?:i )?(?:also |do |really |would |just |quite |totally )*(?:love|like|loved|liked|second|agree with) "
    r"(?:that|this|the idea|it|what|your|those)\b(?! (?:we|they|you (?:can|could)|the))"
    r"|(?:\+|plus )(?:1|one)\b|(?:same here|seconded|hear,? hear|exactly|this)(?:$|[.!,])"
    r"|(?:i )?(?:completely |totally |fully |absolutely |strongly |100% |so )*agree(?:d)?(?:$|[.!,]| with)"
    r"|(?:that|it|this)(?:'d| would| will)(?: really| definitely)? be (?:so |really |absolutely )*(?:great|good|brilliant|lovely|"
    r"amazing|fantastic|helpful|useful|wonderful|a game ?changer)\b"
    r"|(?:that|this|it) would (?:really |definitely )*(?:help|work|make)\b|yes please|let's do (?:that|it)|that could work|👍|💯|👏|❤"
    r")"
)
_DISLIKES = re.compile(r"\b(?:not|don't|do not|didn't|doesn't|wouldn't|never|isn't|hardly|disagree)\b")


def likes_it(text: str) -> bool:
    """Whether a passage begins by liking what was just said: "great idea", "I like that", "+1"."""
    start = _start(text)
    found = _LIKES.match(start)
    return found is not None and not _DISLIKES.search(start[: found.end()])


_BACKCHANNEL = re.compile(
    r"(?:(?:yeah|yes|yep|mm|mhm|mmm|hm|uh|huh|ok|okay|right|sure|thanks|thank|you|cool|great|lovely|oh|ah|no|um),? ?){1,4}"
)
_MOVES_ON = re.compile(
    r"\b(?:moving on|move on|next (?:question|topic|one|theme|item|up|slide)|(?:second|third|fourth|last|final) "
    r"(?:question|topic|theme|item)|let's (?:turn|go on|park|leave)|turning to|on to the|wrap(?:ping)? up|time check|"
    r"coming (?:up )?to the end|that's all (?:we|the))\b"
)
