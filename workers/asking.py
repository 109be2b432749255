"""What a host's post does to questions, laid over a draft: it asks one, asks it otherwise, or has never asked it."""

from __future__ import annotations

import msgspec

from bridge.intake.question import may_open
from bridge.projection.draft import Draft
from bridge.records import (
    Contribution,
    Question,
    State,
)
from workers.questions import turn_to_current


def ask(before: Contribution | None, contribution: Contribution, draft: Draft) -> Contribution:
    """Open the question that a host's post asks. The post keeps only words that are the question's, not the plan's."""
    if before is not None and before.opens is not None:
        forget(before.opens, draft)
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


def forget(opened: Question, draft: Draft) -> None:
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
