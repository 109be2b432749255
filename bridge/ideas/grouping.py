"""What becomes of a contribution among the ideas: it opens one, joins one, supports one, or stays beside them.

Only the same words join by themselves. What may be the same in other words opens an idea of its own with a suggestion,
and a person joins the two.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

import msgspec

from bridge.ideas.likeness import Verdict
from bridge.ideas.reactions import endorses
from bridge.ideas.reading import read
from bridge.ideas.sameness import Match
from bridge.records import Contribution, IdeaId, Kind, Relation, Suggestion


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
_REMARKS = {Kind.COMMENT, Kind.QUESTION}


def decide(contribution: Contribution, target: IdeaId | None, matches: Sequence[Match]) -> Decision:
    """Decide what becomes of a contribution.

    `target` is the idea of what it reposts, quotes or replies to, if that is known; `matches` are those of its text,
    best first. A held or withdrawn contribution is not for this function: the caller keeps it out.
    """
    if contribution.kind in {Kind.CHATTER, Kind.HOST}:
        return Decision(outcome=Outcome.CHATTER, why=f"{contribution.kind} is no part of an idea")
    if contribution.reposts is not None:
        return _supports(target, "a repost")
    if contribution.kind is Kind.SUPPORT or (contribution.kind is Kind.COMMENT and endorses(contribution.words)):
        return _supports(target, "agrees")
    best = matches[0] if matches else None
    if best and best.verdict in _RELATIONS:
        return _joins(contribution, best)
    quoted = best if best and best.verdict is Verdict.QUOTE else None
    if target is not None and (quoted or contribution.kind in _REMARKS):
        why = "answers it with words of its own"
        return Decision(outcome=Outcome.COMMENT, idea=target, relation=Relation.COMMENT, score=1.0, why=why)
    if best:
        return _opens_beside(matches)
    return Decision(outcome=Outcome.NEW, relation=Relation.FIRST, score=1.0, why="nothing like it was said before")


def _supports(target: IdeaId | None, why: str) -> Decision:
    if target is None:
        return Decision(outcome=Outcome.SUPPORT, why=f"{why}, with what we do not know")
    return Decision(outcome=Outcome.SUPPORT, idea=target, relation=Relation.SUPPORT, score=1.0, why=why)


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
