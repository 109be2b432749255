"""What a contribution does to ideas and questions, laid over a draft: grouping, edits, deletions.

Nothing is awaited and nothing stored here; the desk commits the draft.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from itertools import chain, count

import msgspec

from bridge.ideas.grouping import Decision, beside, decide
from bridge.ideas.recount import increase, recount
from bridge.ideas.sameness import Match
from bridge.ideas.version import RULES
from bridge.ideas.wording import wording
from bridge.intake.question import may_open
from bridge.projection.draft import Draft, Lacking
from bridge.projection.recalling import Lack
from bridge.projection.waiting import pointers
from bridge.push import frames
from bridge.records import (
    ChallengeId,
    Contribution,
    ContributionId,
    Idea,
    IdeaId,
    Kind,
    Placed,
    Question,
    Relation,
    SourceName,
    State,
    Suggestion,
    Via,
)
from workers.pointing import follow, hand_on, is_left_to_rules, is_reviewed
from workers.questions import turn_to_current
from workers.typed import mask_typed, unmix
from workers.voices import as_spoken, waits

#: Why something of a session was withdrawn by itself: the next document that holds it brings it back.
REPLACED = "no longer in its document"


class Placing(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a contribution."""

    contribution: Contribution
    outcome: str
    idea: IdeaId | None

    def told(self, epoch: str, at: Mapping[str, int]) -> frames.Outcome:
        """As the worker is told; what was known before has its place of before, which 0 stands for."""
        place = f"{epoch}.{at.get(self.contribution.id, 0)}"
        return frames.Outcome(id=self.contribution.id, outcome=self.outcome, idea=self.idea, at=place)


def place(contribution: Contribution, draft: Draft, *, late: bool = False) -> Placing:
    """Lay a contribution and what it does to questions over the draft; ideas are counted anew by `count_touched`.

    Outcomes beside those of grouping: "known" (this version was here before), "updated" (an edit), "withdrawn"; and of a
    session's, which a person publishes, "waiting" and "held".
    What comes `late`, from a worker that was thought dead, is not taken for a newer version of what is here, nor is a copy
    that a person made of what its network told itself.
    """
    before = next(iter(draft.contributions((contribution.id, *contribution.aliases))), None)
    if before is not None:
        contribution = _next_version(before, contribution)
        contribution = msgspec.structs.replace(contribution, challenge=_challenge(before, contribution, draft))
    reviewed = is_reviewed(contribution.event, draft)
    if contribution.state is State.WITHDRAWN:
        is_missing = reviewed and contribution.source is SourceName.SESSION
        return _drop(before, contribution, draft) if is_missing else _delete(before, contribution, draft)
    if reviewed and before is not None and _comes_back(before):
        return _review(None, contribution, draft)
    if before is not None and (
        late
        or before.state is State.WITHDRAWN
        or contribution.version in _versions(before)
        or (contribution.via is Via.CAPTURED and before.via is not Via.CAPTURED)
    ):
        return _placing(before, "known")
    if reviewed:
        return _review(before, contribution, draft)
    if before is not None and before.disposition is not None:
        return _as_decided(before, contribution, draft)
    contribution = _ask(before, contribution, draft)
    if before is not None and before.placed is not None and before.placed.relation is Relation.FIRST:
        return edit(before.placed, contribution, draft)
    return group(before, contribution, draft)


def count_touched(draft: Draft) -> None:
    """Count every idea whose contributions have changed. Raises `Lacking` for all that must be counted anew at once."""
    lack = Lack()
    for touched in draft.touched:
        before = draft.idea(touched)
        if before is None:
            continue
        try:
            now = _counted(before, draft)
        except Lacking as lacking:
            lack.add(lacking.lack)
        else:
            if now != before:
                draft.put(now)
    if lack:
        raise Lacking(lack)


def _counted(before: Idea, draft: Draft) -> Idea:
    added = draft.added(before.id)
    now = None if added is None else increase(before, added, draft.stand(before.id))
    return now or recount(before, draft.said(before.id))


def _placing(contribution: Contribution, outcome: str) -> Placing:
    idea = contribution.placed.idea if contribution.placed else None
    return Placing(contribution=contribution, outcome=outcome, idea=idea)


def _versions(contribution: Contribution) -> tuple[str, ...]:
    return (contribution.version, *contribution.earlier_versions)


def _next_version(before: Contribution, contribution: Contribution) -> Contribution:
    """The contribution under the identity it has, remembering the versions and native ids it had, and what people did."""
    names = {before.id, *before.aliases, contribution.id, *contribution.aliases}
    return msgspec.structs.replace(
        contribution,
        id=before.id,
        aliases=tuple(sorted(names - {before.id})),
        earlier_versions=_versions(before),
        read=before.read if before.text == contribution.text else None,
        responded=before.responded,
        assigned=before.assigned,
        kept_from=before.kept_from,
    )


def _challenge(before: Contribution, contribution: Contribution, draft: Draft) -> ChallengeId | None:
    """An edit that answers the same question does not bring an idea back to a challenge that it has left."""
    idea = draft.idea(before.placed.idea) if before.placed else None
    has_left = idea is not None and contribution.challenge in idea.formerly
    return before.challenge if has_left and before.question == contribution.question else contribution.challenge


def _delete(before: Contribution | None, contribution: Contribution, draft: Draft) -> Placing:
    """What its author has deleted goes, with the parts that people made of it and out of the words that they typed for more."""
    if before is not None and (before.disposition or before.read or before.earlier_versions):
        said = [it for it in draft.said_in(before.event) if it.state is not State.WITHDRAWN]
        parts = [it for it in said if it.part_of == before.id]
        unmix(said, {before.id, *(it.id for it in parts)}, draft)
        for it in parts:
            withdraw(it, it, draft)
    return withdraw(before, contribution, draft)


def withdraw(before: Contribution | None, contribution: Contribution, draft: Draft) -> Placing:
    """Take its words out; a deletion that comes before its post leaves a mark that keeps the post out."""
    if before is None:
        draft.put(contribution)
        follow(contribution, None, draft, _again)
        return _placing(contribution, "withdrawn")
    if before.state is State.WITHDRAWN:
        return _placing(before, "known")
    gone = msgspec.structs.replace(
        before,
        state=State.WITHDRAWN,
        text="",
        handle=None,
        link=None,
        lang=None,
        evidence=None,
        masked=(),
        opens=None,
        disposition=None,
        told="",
        responded=None,
        assigned="",
        placed=msgspec.structs.replace(before.placed, why="") if before.placed else None,
    )
    draft.put(gone)
    _forget_merged(before, draft)
    if before.opens is not None:
        _forget(before.opens, draft)
        turn_to_current(draft, before.event)
    return _placing(gone, "withdrawn")


def _forget_merged(gone: Contribution, draft: Draft) -> None:
    """The words of ideas that it stood behind before they were merged may be its own: they go, too."""
    was = gone.placed.before if gone.placed else None
    while was is not None:
        merged = draft.idea(was.idea)
        if merged is not None and merged.text:
            draft.put(msgspec.structs.replace(merged, text="", lang=None))
        was = was.before


def _as_decided(before: Contribution, contribution: Contribution, draft: Draft) -> Placing:
    """An edit of what a person has decided about stays where that put it, in new words unless these are a person's."""
    decided = before.disposition
    now = msgspec.structs.replace(
        contribution,
        kind=(decided.kind if decided else None) or contribution.kind,
        challenge=(decided.challenge if decided else None) or contribution.challenge,
        state=before.state if contribution.state is State.LIVE else contribution.state,
        disposition=before.disposition,
        placed=before.placed,
        told=before.told if before.told != before.text else contribution.text,
    )
    if now.placed is not None and now.placed.relation is Relation.FIRST:
        return edit(now.placed, now, draft)
    draft.put(now)
    return _placing(now, "updated")


def _review(before: Contribution | None, contribution: Contribution, draft: Draft) -> Placing:
    """Keep it for a person. What one decided stays; what is published stays as it is told, unless more of it is masked now."""
    now = msgspec.structs.replace(contribution, state=waits(contribution))
    if before is None:
        now = as_spoken(now, draft) or _taken_back(now)
        draft.put(now)
        return _placing(now, now.state)
    now = msgspec.structs.replace(
        now,
        state=now.state if before.state in (State.WAITING, State.HELD) else before.state,
        voice=before.voice,
        pseudonym=before.pseudonym,
        speaker=before.speaker,
        disposition=before.disposition,
        placed=before.placed,
        told=now.text if before.told == before.text and set(now.masked) - set(before.masked) else before.told,
        for_members=before.for_members,
    )
    draft.put(now)
    mask_typed(before, now, draft)
    return _placing(now, "updated")


def _taken_back(it: Contribution) -> Contribution:
    return msgspec.structs.replace(it, state=State.WITHDRAWN, text="", masked=(), evidence=None)


def _drop(before: Contribution | None, contribution: Contribution, draft: Draft) -> Placing:
    """What is no longer in its document goes, unless a person decided about it."""
    if before is None or before.disposition is not None or before.placed is not None:
        return _placing(before or contribution, "known")
    placing = withdraw(before, contribution, draft)
    if placing.outcome == "withdrawn":
        draft.put(msgspec.structs.replace(placing.contribution, why=REPLACED))
    return placing


def _comes_back(before: Contribution) -> bool:
    """Whether nobody has taken it back: it was missing in a document, and is in another."""
    return before.state is State.WITHDRAWN and before.why == REPLACED


def _ask(before: Contribution | None, contribution: Contribution, draft: Draft) -> Contribution:
    """Open the question that a host's post asks. The post keeps only words that are the question's, not the plan's."""
    if before is not None and before.opens is not None:
        _forget(before.opens, draft)
    if contribution.opens is not None and contribution.state is State.LIVE:
        contribution = _open(contribution, contribution.opens, draft)
    if before is not None or contribution.opens is not None:
        turn_to_current(draft, contribution.event)
    return contribution


def _open(contribution: Contribution, opens: Question, draft: Draft) -> Contribution:
    planned = _meant(opens, draft)
    if planned is None:
        draft.put(opens)
        return contribution
    words = "" if planned.text else opens.text
    if (now := _asked(planned, opens)) != planned:
        draft.put(now)
    return msgspec.structs.replace(
        contribution,
        question=planned.id,
        challenge=planned.challenge or contribution.challenge,
        opens=msgspec.structs.replace(opens, id=planned.id, number=planned.number, text=words),
    )


def _meant(opens: Question, draft: Draft) -> Question | None:
    """The question of that number, which may be another than the worker knew of; numbers changed since do not count."""
    known = draft.question(opens.id)
    if known is None or known.number != opens.number:
        numbered = next((it for it in draft.questions(opens.event) if it.number == opens.number), None)
        changed_at = known.corrected.get("number") if known else None
        if numbered and (known is None or (changed_at and opens.opened_at and changed_at <= opens.opened_at)):
            return numbered
    return known


def _asked(question: Question, opens: Question) -> Question:
    """A question once it was asked by this post, too: the first time counts, unless a facilitator set it since."""
    at, was = opens.opened_at, question.opened_at
    text = question.text or ("" if "text" in question.corrected else opens.text)
    if at is None or not may_open(question, at) or (was is not None and was <= at):
        return msgspec.structs.replace(question, text=text)
    corrected = {name: it for name, it in question.corrected.items() if name != "opened_at"}
    return msgspec.structs.replace(question, text=text, opened_at=at, corrected=corrected)


def _forget(opened: Question, draft: Draft) -> None:
    """Close what a post had opened; its words go with it, those of the plan and of a facilitator stay."""
    question = draft.question(opened.id)
    if question is None:
        return
    is_its_text = question.text == opened.text and "text" not in question.corrected
    is_its_time = question.opened_at == opened.opened_at and "opened_at" not in question.corrected
    forgotten = msgspec.structs.replace(
        question,
        text="" if is_its_text else question.text,
        opened_at=None if is_its_time else question.opened_at,
    )
    draft.put(forgotten)


def edit(placed: Placed, contribution: Contribution, draft: Draft) -> Placing:
    """Words that opened an idea and are others now change the idea's words; what has joined it stays joined."""
    edited = msgspec.structs.replace(contribution, placed=placed)
    draft.put(edited)
    if (idea := draft.idea(placed.idea)) is not None:
        matches = _matches(contribution, draft, apart_from=(placed.idea, *idea.parted))
        alike = tuple(Suggestion(idea=IdeaId(it.id), score=it.score, why=_unquoted(it.why)) for it in matches)
        draft.put(msgspec.structs.replace(idea, suggestions=alike))
    return _placing(edited, "updated")


def group(before: Contribution | None, contribution: Contribution, draft: Draft) -> Placing:
    """Let it open an idea or join one, by its words and by what it answers; what is about it goes with it."""
    was = draft.contribution(contribution.id)
    decision = _decided(contribution, draft)
    contribution = _lay(contribution, decision, draft)
    follow(contribution, was.placed if was else None, draft, _again)
    return _placing(contribution, "updated" if before is not None else decision.outcome)


def _lay(contribution: Contribution, decision: Decision, draft: Draft) -> Contribution:
    """Put it where a decision says, with the idea that it opens."""
    opened = decision.relation is Relation.FIRST
    idea = _name(contribution, draft) if opened else decision.idea
    placed = _placed(decision, idea, opened=opened)
    contribution = _in_context(msgspec.structs.replace(contribution, placed=placed), idea, draft)
    draft.put(contribution)
    if opened and idea is not None:
        draft.put(_opened_again(draft.idea(idea), _opened(contribution, idea, decision)))
    elif idea is not None and decision.relation in (Relation.COPY, Relation.NEAR):
        _settle_challenge(idea, contribution, draft)
    return contribution


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
        is_gone=any(map(draft.is_withdrawn, pointers(contribution))),
    )


def _name(contribution: Contribution, draft: Draft) -> IdeaId:
    """Of the idea that it opens. One that it opened before, and that others tell now, is another idea."""
    plain = f"i-{contribution.id.removeprefix('c-')}"
    names = map(IdeaId, chain([plain], (f"{plain}-{nth}" for nth in count(2))))
    return next(
        it
        for it in names
        if draft.idea(it) is None or not any(_says(one) for one in draft.said(it) if one.id != contribution.id)
    )


def _says(one: Contribution) -> bool:
    """Whether it says its idea, and not only agrees with it or adds to it."""
    adds = one.placed is not None and one.placed.relation in (Relation.SUPPORT, Relation.COMMENT)
    return not adds and one.state is not State.WITHDRAWN


def place_anew(it: Contribution, draft: Draft) -> Contribution | None:
    """Place it by the rules of today, its words and all: what opened an idea may join another. None where it stays."""
    now = _again(it, draft, freely=True)
    if now is not None:
        follow(now, it.placed, draft, _again)
    return now


def _again(it: Contribution, draft: Draft, *, freely: bool = False) -> Contribution | None:
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
    relation = Relation.FIRST if opened else decision.relation or Relation.COMMENT
    score = 1.0 if opened else decision.score
    return Placed(idea=idea, relation=relation, score=score, why=_unquoted(decision.why), rules=RULES)


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
    return f"{why.partition(', but ')[0]}, but with a difference that matters" if "'" in why else why
