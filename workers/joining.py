"""How a contribution comes to an idea, laid over a draft: it opens one, joins one, or stands beside it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from itertools import chain, count

import msgspec

from bridge.ideas.grouping import Decision, beside, decide
from bridge.ideas.likeness import Verdict, compare
from bridge.ideas.reading import read
from bridge.ideas.sameness import BUT, OPPOSITE, Match
from bridge.ideas.version import RULES
from bridge.ideas.wording import wording
from bridge.projection.draft import Draft
from bridge.projection.waiting import pointers
from bridge.push import frames
from bridge.records import (
    Contribution,
    ContributionId,
    Idea,
    IdeaId,
    Kind,
    Placed,
    Relation,
    State,
    Suggestion,
)
from workers.pointing import follow, hand_on, is_about_gone, is_left_to_rules

#: Why something stands behind the idea that it opened, whatever else that is like.
OPENED = "no idea said it yet"


class Placing(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a contribution."""

    contribution: Contribution
    outcome: str
    idea: IdeaId | None

    def told(self, epoch: str, at: Mapping[str, int]) -> frames.Outcome:
        """As the worker is told; what was known before has its place of before, which 0 stands for."""
        place = f"{epoch}.{at.get(self.contribution.id, 0)}"
        return frames.Outcome(id=self.contribution.id, outcome=self.outcome, idea=self.idea, at=place)


def as_placing(contribution: Contribution, outcome: str) -> Placing:
    idea = contribution.placed.idea if contribution.placed else None
    return Placing(contribution=contribution, outcome=outcome, idea=idea)


def edit(placed: Placed, contribution: Contribution, draft: Draft) -> Placing:
    """Words that opened an idea and are others now change the idea's words; what has joined it stays joined."""
    edited = msgspec.structs.replace(contribution, placed=placed)
    draft.put(edited)
    if (idea := draft.idea(placed.idea)) is not None:
        matches = _matches(contribution, draft, apart_from=(placed.idea, *idea.parted))
        alike = tuple(Suggestion(idea=IdeaId(it.id), score=it.score, why=_unquoted(it.why)) for it in matches)
        draft.put(msgspec.structs.replace(idea, suggestions=alike))
    return as_placing(edited, "updated")


def group(before: Contribution | None, contribution: Contribution, draft: Draft) -> Placing:
    """Let it open an idea or join one, by its words and by what it answers; what is about it goes with it."""
    was = draft.contribution(contribution.id)
    decision = _decided(contribution, draft)
    contribution = _lay(contribution, decision, draft)
    follow(contribution, was.placed if was else None, draft, again)
    return as_placing(contribution, "updated" if before is not None else decision.outcome)


def _lay(contribution: Contribution, decision: Decision, draft: Draft) -> Contribution:
    """Put it where a decision says, with the idea that it opens."""
    opened = decision.relation is Relation.FIRST
    idea = _name(contribution, draft) if opened else decision.idea
    placed = _placed(decision, idea, opened=opened)
    contribution = _in_context(msgspec.structs.replace(contribution, placed=placed), idea, draft)
    draft.put(contribution)
    if opened and idea is not None:
        was = draft.idea(idea)
        if was is not None and was.state is State.MERGED:
            _leave_merged(was, draft)
        draft.put(_opened_again(was, _opened(contribution, idea, decision)))
    elif idea is not None and decision.relation in (Relation.COPY, Relation.NEAR):
        _settle_challenge(idea, contribution, draft)
    return contribution


def _leave_merged(opened_again: Idea, draft: Draft) -> None:
    """What else was merged with an idea stays there for good once what opened it has left and opens it again."""
    into = after_merges(opened_again, draft)
    for it in draft.said(into.id) if into is not None else ():
        if it.placed is not None and (placed := _without(it.placed, opened_again.id)) != it.placed:
            draft.put(msgspec.structs.replace(it, placed=placed))


def _without(placed: Placed, idea: IdeaId) -> Placed:
    before = placed.before
    while before is not None and before.idea == idea:
        before = before.before
    return msgspec.structs.replace(placed, before=_without(before, idea) if before is not None else None)


def _settle_challenge(name: IdeaId, joining: Contribution, draft: Draft) -> None:
    """An idea without a challenge belongs to that of the first that joins it: else it would join two challenges."""
    idea = draft.idea(name)
    if idea is None or idea.challenge is not None or joining.challenge is None:
        return
    draft.put(msgspec.structs.replace(idea, challenge=joining.challenge))
    for it in draft.said(name):
        if it.placed and it.placed.relation is Relation.FIRST:
            draft.put(msgspec.structs.replace(it, challenge=joining.challenge))


def _decided(contribution: Contribution, draft: Draft, *, own: IdeaId | None = None) -> Decision:
    """What the rules say of it; `own` is the idea that it opened, if it did."""
    opened = draft.idea(own) if own else None
    apart_from = (*contribution.kept_from, *((own, *opened.parted) if own and opened else ()))
    about, target = _target(contribution, draft)
    if target is not None and target.id in apart_from:
        about, target = None, None
    return decide(
        contribution,
        target.id if target else None,
        _matches(contribution, draft, apart_from=apart_from),
        on_target=beside(contribution, target) if target and target.text else None,
        about_remark=about is not None and draft.relation(about) is Relation.COMMENT,
        is_gone=is_about_gone(contribution, draft),
    )


def _name(contribution: Contribution, draft: Draft) -> IdeaId:
    """Of the idea that it opens. One that it opened before, and that others tell now, is another idea.

    Unless that was held with all of these and is let go now: then they say it again together.
    """
    plain = f"i-{contribution.id.removeprefix('c-')}"
    names = map(IdeaId, chain([plain], (f"{plain}-{nth}" for nth in count(2))))
    return next(it for it in names if _may_open(it, contribution, draft))


def _may_open(name: IdeaId, contribution: Contribution, draft: Draft) -> bool:
    idea = draft.idea(name)
    if idea is None:
        return True
    others = [it for it in draft.said(name) if it.id != contribution.id and _says(it)]
    if idea.state is not State.HELD:
        return not others
    said = read(contribution.words, contribution.lang)
    alike = (compare(said, read(it.words, it.lang)) for it in others)
    return all(it is not None and it.verdict in (Verdict.COPY, Verdict.NEAR) for it in alike)


def _says(one: Contribution) -> bool:
    """Whether it says its idea, and not only agrees with it or adds to it."""
    adds = one.placed is not None and one.placed.relation in (Relation.SUPPORT, Relation.COMMENT)
    return not adds and one.state is not State.WITHDRAWN


def place_anew(it: Contribution, draft: Draft) -> Contribution | None:
    """Place it by the rules of today, its words and all: what opened an idea may join another. None where it stays."""
    now = again(it, draft, freely=True)
    if now is not None:
        follow(now, it.placed, draft, again)
    return now


def again(it: Contribution, draft: Draft, *, freely: bool = False) -> Contribution | None:
    """Place it anew, if the rules say otherwise now. What opened an idea leaves it only for what it is about, or `freely`."""
    if not is_left_to_rules(it, draft):
        return None
    own = it.placed.idea if it.placed and it.placed.relation is Relation.FIRST else None
    decision = _decided(it, draft, own=own)
    stays = (Relation.FIRST,) if freely else (Relation.FIRST, Relation.COPY, Relation.NEAR)
    if own is not None and decision.relation in stays:
        return None
    where = (decision.idea, decision.relation) if decision.idea else None
    if decision.relation is not Relation.FIRST and where == _place_of(it.placed):
        return None
    now = _lay(it, decision, draft)
    if own is not None:
        hand_on(own, draft)
    return now


def _place_of(placed: Placed | None) -> tuple[IdeaId, Relation] | None:
    return (placed.idea, placed.relation) if placed else None


def _matches(contribution: Contribution, draft: Draft, apart_from: Collection[IdeaId]) -> Sequence[Match]:
    if contribution.kind in (Kind.HOST, Kind.CHATTER, Kind.SUPPORT):
        return ()
    scope, lang = contribution.challenge, contribution.lang
    found = draft.matches(contribution.words, scope=scope, lang=lang, apart_from=apart_from)
    return [it for match in found if (it := _after_merge(match, draft)).id not in apart_from]


def _after_merge(match: Match, draft: Draft) -> Match:
    """What says the same as an idea that was merged says the same as what that was merged into."""
    idea = draft.idea(IdeaId(match.id))
    if idea is None or idea.merged_into is None:
        return match
    into = after_merges(idea, draft)
    return msgspec.structs.replace(match, id=into.id) if into is not None else match


def _target(contribution: Contribution, draft: Draft) -> tuple[ContributionId | None, Idea | None]:
    """What this reposts, quotes or answers, and the idea behind which that stands."""
    for about in pointers(contribution):
        idea = draft.stands_behind(about)
        if idea is not None:
            return about, after_merges(idea, draft)
    return None, None


def after_merges(idea: Idea | None, draft: Draft) -> Idea | None:
    while idea is not None and idea.merged_into is not None:
        idea = draft.idea(idea.merged_into)
    return idea


def _placed(decision: Decision, idea: IdeaId | None, *, opened: bool) -> Placed | None:
    if idea is None:
        return None
    if opened:  # what it is like is told by the idea's suggestions, and depends on what was there before
        return Placed(idea=idea, relation=Relation.FIRST, score=1.0, why=OPENED, rules=RULES)
    relation = decision.relation or Relation.COMMENT
    return Placed(idea=idea, relation=relation, score=decision.score, why=_unquoted(decision.why), rules=RULES)


def _in_context(contribution: Contribution, idea: IdeaId | None, draft: Draft) -> Contribution:
    """Support without a question of its own belongs to the question and challenge of its idea."""
    about = draft.idea(idea) if idea else None
    if about is None or contribution.question is not None or contribution.event != about.event:
        return contribution
    return msgspec.structs.replace(
        contribution, question=about.question, challenge=contribution.challenge or about.challenge
    )


def _opened(contribution: Contribution, idea: IdeaId, decision: Decision) -> Idea:
    return Idea(
        id=idea,
        campaign=contribution.campaign,
        kind=contribution.kind,
        text=wording(contribution.words),
        event=contribution.event,
        first_at=contribution.said_at,
        last_at=contribution.said_at,
        state=contribution.state,
        lang=contribution.lang,
        worded_by=contribution.source,
        for_members=contribution.for_members,
        challenge=contribution.challenge,
        question=contribution.question,
        suggestions=tuple(msgspec.structs.replace(it, why=_unquoted(it.why)) for it in decision.suggestions),
    )


def _opened_again(was: Idea | None, now: Idea) -> Idea:
    """One that was there before keeps what people decided about it."""
    if was is None:
        return now
    return msgspec.structs.replace(
        now,
        state=State.HIDDEN if was.state is State.HIDDEN else now.state,
        events=was.events,
        formerly=was.formerly,
        themes=was.themes,
        stage=was.stage,
        parted=was.parted,
    )


def _unquoted(why: str) -> str:
    """A reason without the words that it quotes: stored with another idea they would outlive their own, once withdrawn."""
    alike, _, difference = why.partition(BUT)
    if "'" not in why:
        return why
    opposite = difference.startswith(OPPOSITE)
    return f"{alike}{BUT}{OPPOSITE if opposite else 'with a difference that matters'}"
