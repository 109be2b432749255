"""What becomes of a contribution among the ideas: it opens one, joins one, supports one, or stays beside them.

Only the same words join by themselves. What may be the same in other words opens an idea of its own with a suggestion,
and a person joins the two.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

import msgspec

from bridge.ideas.likeness import Verdict, compare, is_short
from bridge.ideas.reactions import endorses
from bridge.ideas.reading import read
from bridge.ideas.sameness import Match
from bridge.records import Contribution, Idea, IdeaId, Kind, Relation, Suggestion


class Outcome(StrEnum):
    """What became of a contribution."""

    NEW = "new"  # it opens an idea
    JOINED = "joined"  # it says what an idea says, in the same words
    SUPPORT = "support"  # it adds a voice to an idea, or to nothing that we know
    COMMENT = "comment"  # it says something of its own about an idea
    SUGGESTED = "suggested"  # it opens an idea that may say what another says
    CHATTER = "chatter"  # it is no part of any idea


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """An outcome, and what to write down for it.

    `idea` is the idea it belongs to; None where it opens its own (`relation` is FIRST) or belongs to none (`relation`
    is None).
    """

    outcome: Outcome
    idea: IdeaId | None = None
    relation: Relation | None = None
    score: float = 0.0
    why: str = ""
    suggestions: tuple[Suggestion, ...] = ()


_RELATIONS = {Verdict.COPY: Relation.COPY, Verdict.NEAR: Relation.NEAR}
_NEW = Decision(outcome=Outcome.NEW, relation=Relation.FIRST, score=1.0, why="nothing like it was said before")
#: What is no idea where it is about something.
REMARKS = {Kind.COMMENT, Kind.QUESTION}


def decide(
    contribution: Contribution,
    target: IdeaId | None,
    matches: Sequence[Match],
    *,
    on_target: Match | None = None,
    about_remark: bool = False,
    is_gone: bool = False,
) -> Decision:
    """Decide what becomes of a contribution.

    `target` is the idea of what it reposts, quotes or replies to, if that is known; `matches` are those of its text,
    best first, and `on_target` is how it stands to that idea's words. `about_remark`: that only comments on the idea, so that agreeing with it is no voice for the idea. `is_gone`:
    what it is about was taken back. A held or withdrawn contribution is not for this function: the caller
    keeps it out.

    What is about an idea goes by that, and by words only where they are that idea's own: so it does not matter whether
    another idea in the same words was there before.
    """
    if contribution.kind in {Kind.CHATTER, Kind.HOST}:
        return Decision(outcome=Outcome.CHATTER, why=f"{contribution.kind} is no part of an idea")
    if contribution.reposts is not None:
        return _supports(target, "a repost", about_remark=about_remark)
    if contribution.kind is Kind.SUPPORT or (contribution.kind is Kind.COMMENT and endorses(contribution.words)):
        return _supports(target, "agrees", about_remark=about_remark)
    if on_target and on_target.verdict in _RELATIONS:
        return _joins(contribution, on_target)
    if contribution.kind in REMARKS and (target is not None or is_gone):
        return _comments(target)
    if (on_target and on_target.verdict is Verdict.QUOTE) or (is_gone and _core(contribution)):
        return _comments(target)
    best = matches[0] if matches else None
    if best and best.verdict in _RELATIONS:
        return _joins(contribution, best)
    if best:
        return _opens_beside(matches)
    return _NEW


def beside(contribution: Contribution, idea: Idea) -> Match | None:
    """How the words of a contribution stand to those of one idea, whether these are among the likest or not."""
    said = read(contribution.words, contribution.lang)
    core = said.core
    apart = None not in (contribution.challenge, idea.challenge) and contribution.challenge != idea.challenge
    told = read(idea.text, idea.lang)
    if said.key == told.key and (like := compare(said, told, apart=apart)):
        return Match(id=idea.id, verdict=like.verdict, score=like.score, why=like.why)
    if is_short(said.key) or is_short(told.key):
        return None
    # Who passes it on with a remark means it, whatever challenge that was put under.
    like = compare(msgspec.structs.replace(said, key=core) if core else said, told, apart=apart and not core)
    if like is None:
        return None
    is_quote = bool(core) and like.verdict is not Verdict.SUGGEST
    why = "passes it on, with words of its own" if is_quote else like.why
    return Match(id=idea.id, verdict=Verdict.QUOTE if is_quote else like.verdict, score=like.score, why=why)


def _core(contribution: Contribution) -> str:
    """What it passes on, besides words of its own."""
    return read(contribution.words, contribution.lang).core


def _supports(target: IdeaId | None, why: str, *, about_remark: bool) -> Decision:
    if target is None:
        return Decision(outcome=Outcome.SUPPORT, why=f"{why}, with what we do not know")
    relation, what = (Relation.COMMENT, f"{why}, with a remark on it") if about_remark else (Relation.SUPPORT, why)
    return Decision(outcome=Outcome.SUPPORT, idea=target, relation=relation, score=1.0, why=what)


def _comments(target: IdeaId | None) -> Decision:
    if target is None:
        return Decision(outcome=Outcome.COMMENT, why="answers what was taken back")
    why = "answers it with words of its own"
    return Decision(outcome=Outcome.COMMENT, idea=target, relation=Relation.COMMENT, score=1.0, why=why)


def _joins(contribution: Contribution, match: Match) -> Decision:
    reposted = read(contribution.words, contribution.lang).reposts
    return Decision(
        outcome=Outcome.SUPPORT if reposted else Outcome.JOINED,
        idea=IdeaId(match.id),
        relation=_RELATIONS[match.verdict],
        score=match.score,
        why=f"a repost in words: {match.why}" if reposted else match.why,
    )


def _opens_beside(matches: Sequence[Match]) -> Decision:
    return Decision(
        outcome=Outcome.SUGGESTED,
        relation=Relation.FIRST,
        score=matches[0].score,
        why=matches[0].why,
        suggestions=tuple(Suggestion(idea=IdeaId(match.id), score=match.score, why=match.why) for match in matches),
    )
