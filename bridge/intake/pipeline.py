"""Takes what a source heard and makes of it a contribution, or says why not: Arrival → Contribution | Rejected.

The order is the one in which things must be known: whose event, what it does, which words, by whom, what must be
masked, which question, what kind. Nothing here remembers: what was heard before comes in as the `Context`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cached_property

import msgspec

from bridge.intake.cues.answers import asks_for_ideas, thing_to_do
from bridge.intake.cues.concerns import is_concern
from bridge.intake.cues.notes import stands_alone
from bridge.intake.cues.safety import Sign, at_risk
from bridge.intake.hashtags import Tagbook, listens
from bridge.intake.identity import contribution_id, voice_key
from bridge.intake.kind import Judged, classify, plain_sentences
from bridge.intake.normalise import bare, is_emoji, is_empty, normalise
from bridge.intake.question import Belonging, Label, Opened, asked, belonging, likely_label, read_label
from bridge.intake.scrub import NAME, Scrubbed, scrub
from bridge.records import (
    Act,
    Arrival,
    Becomes,
    Campaign,
    ChallengeId,
    Contribution,
    ContributionId,
    Disposition,
    Event,
    EventId,
    Kind,
    NativeId,
    Question,
    QuestionId,
    Reason,
    Register,
    Rejected,
    SourceName,
    State,
    VoiceKey,
)

#: What people write to see, before a chat, whether we hear them.
_SELF_TEST = re.compile(r"\bideabridge[- ](?:self[- ]?)?test\b", re.IGNORECASE)
MOST_CHARACTERS = 30_000  # above the longest post of any network we hear (25,000, X's long posts)


class Plan(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """What the campaign listens for, and the key under which it names what it hears."""

    campaign: Campaign
    events: tuple[Event, ...]
    questions: tuple[Question, ...]
    key: bytes

    @cached_property
    def tagbook(self) -> Tagbook:
        """The events' tags, made ready once."""
        return Tagbook(self.events)

    def event(self, identity: EventId | None) -> Event | None:
        """The event of that id, if the plan still has it."""
        return next((event for event in self.events if event.id == identity), None)


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """What was heard before under a native id. `opens` is the question it opened, if a host said it."""

    id: ContributionId
    event: EventId
    question: QuestionId | None = None
    opens: QuestionId | None = None

    @property
    def about(self) -> QuestionId | None:
        """The question that replies to it and quotes of it are about."""
        return self.opens or self.question


class Context(msgspec.Struct, frozen=True, kw_only=True):
    """What was heard before, as far as one arrival needs it: see `asks`. `opened` is by event what was put on, and when."""

    known: Mapping[NativeId, Known] = {}
    opened: Mapping[EventId, Opened] = {}


NOTHING_BEFORE = Context()


class _Case(msgspec.Struct, frozen=True, kw_only=True):
    """An arrival whose event is known, with all that is needed to judge it. `before` is its earlier version."""

    arrival: Arrival
    plan: Plan
    context: Context
    event: Event
    before: Known | None

    @property
    def in_session(self) -> bool:
        return self.arrival.source is SourceName.SESSION

    @property
    def opened(self) -> Opened:
        return self.context.opened.get(self.event.id, ())


def asks(arrival: Arrival) -> tuple[NativeId, ...]:
    """The native ids that the context of this arrival must tell of, where they are known."""
    pointers = (arrival.id, *arrival.aliases, arrival.reply_to, arrival.root, arrival.quotes, arrival.reposts)
    return tuple(dict.fromkeys(native for native in pointers if native))


def take(arrival: Arrival, plan: Plan, context: Context = NOTHING_BEFORE) -> Contribution | Rejected:
    """Make a contribution of an arrival, or say why not. Never raises, whatever the arrival holds."""
    before = _first_known(context, arrival.id, *arrival.aliases)
    if arrival.act is Act.DELETED:
        if not before:
            return _rejected(arrival, Reason.UNKNOWN_TARGET, "a deletion of something that was never ours")
        return withdrawn(arrival, plan, before, "deleted at its source")
    event = _route(arrival, plan, context, before)
    if isinstance(event, Rejected):
        return event
    outcome = _judged(_Case(arrival=arrival, plan=plan, context=context, event=event, before=before))
    if isinstance(outcome, Rejected) and before and arrival.source is not SourceName.SESSION:
        return withdrawn(arrival, plan, before, "edited to nothing that can be kept")
    return outcome


def _judged(case: _Case) -> Contribution | Rejected:
    arrival = case.arrival
    if len(arrival.text) > MOST_CHARACTERS:
        return _rejected(arrival, Reason.TOO_LONG, f"longer than {MOST_CHARACTERS:,} characters")
    if arrival.act is Act.REPOSTED:
        if target := _first_known(case.context, arrival.reposts):
            return _reposted(case, target)
        if not arrival.text:
            return _rejected(arrival, Reason.UNKNOWN_TARGET, "a repost of something that was never ours")
    return _said(case, _scrubbed(case, normalise(arrival.text)))


def withdrawn(arrival: Arrival, plan: Plan, before: Known, why: str) -> Contribution:
    """What was heard before, taken back."""
    return Contribution(
        id=before.id,
        campaign=plan.campaign.id,
        event=before.event,
        source=arrival.source,
        said_at=arrival.said_at,
        kind=Kind.CHATTER,
        score=1.0,
        why=why,
        voice=_voice(arrival, plan, before.event),
        state=State.WITHDRAWN,
        version=arrival.version,
        question=before.question,
    )


def _route(arrival: Arrival, plan: Plan, context: Context, before: Known | None) -> Event | Rejected:
    """The event it belongs to: the session it was handed in for, its earlier version's, its tag's, its thread's."""
    if arrival.event:
        return plan.event(arrival.event) or _rejected(arrival, Reason.ELSEWHERE, "its session is not in the plan")
    if before and (event := plan.event(before.event)):
        return event
    match = plan.tagbook.match(arrival.tags, arrival.text, arrival.said_at)
    if match and _SELF_TEST.search(arrival.text):
        return _rejected(arrival, Reason.SELF_TEST)
    if match and match.listening:
        return match.event
    related = _first_known(context, arrival.reposts, arrival.root, arrival.reply_to, arrival.quotes)
    event = plan.event(related.event) if related else None
    if event and listens(event, arrival.said_at):
        return event
    if event or match:
        return _rejected(arrival, Reason.OUTSIDE, "its event does not listen at that time")
    if arrival.act is Act.REPOSTED:
        return _rejected(arrival, Reason.UNKNOWN_TARGET, "a repost of something that was never ours")
    return _rejected(arrival, Reason.ELSEWHERE)


def _reposted(case: _Case, target: Known) -> Contribution:
    """A voice for what it reposts. Its text is the other person's, so it has none of its own."""
    kind, why = (Kind.HOST, "reposted by a host account") if _is_host(case) else (Kind.SUPPORT, "a repost")
    question = Belonging(question=target.about, why="the question of what it reposts" if target.about else "")
    frame = _frame(case, Judged(kind=kind, score=1.0, why=why), question)
    return msgspec.structs.replace(frame, reposts=target.id)


def _scrubbed(case: _Case, text: str) -> Scrubbed:
    names, author = case.arrival.names, case.arrival.author
    if case.in_session and author not in map(str.casefold, names):
        names += (author,)
    return scrub(text, names)


def _said(case: _Case, scrubbed: Scrubbed) -> Contribution | Rejected:
    words = bare(scrubbed.text)
    label = read_label(words, scrubbed.text) or likely_label(words, case.event, case.plan.questions, case.opened)
    said = label.rest if label else words
    host = _is_host(case)
    opens = _opens(case, label) if host else None
    if is_empty(said) and not opens:
        return _rejected(case.arrival, Reason.EMPTY, "nothing but tags, links and mentions")
    if label and label.leads and label.letter:
        words = f"A{label.number}: {said}"  # as the rules of kinds know labels; people forget to turn Q into A
    sign = None if host else _sign_of_risk(words)
    judged = (
        Judged(kind=Kind.HOST, score=1.0, why="said by a host account") if host else _judge(case, words, said, label)
    )
    judged = _at_risk(judged, sign) if sign else judged
    if case.arrival.register is Register.SPOKEN and not sign and _is_talk(judged):
        return _rejected(case.arrival, Reason.TALK, "spoken, but no idea, experience, question, concern or support")
    return msgspec.structs.replace(
        _frame(case, judged, _belonging(case, label, opens, judged.kind)),
        text=scrubbed.text,
        masked=scrubbed.masked,
        state=State.HELD if sign or set(scrubbed.masked) - {NAME} else State.LIVE,
        disposition=_held_for_safety(case.arrival) if sign else None,
        opens=opens,
    )


def _sign_of_risk(words: str) -> Sign | None:
    return next(filter(None, map(at_risk, plain_sentences(words))), None)


def _at_risk(judged: Judged, sign: Sign) -> Judged:
    """What it is beside the sign: a tale of oneself, or a remark; never an idea, which would be counted and published."""
    is_tale = sign.own or judged.kind is Kind.EXPERIENCE
    return Judged(kind=Kind.EXPERIENCE if is_tale else Kind.COMMENT, score=0.9, why=sign.why)


def _held_for_safety(arrival: Arrival) -> Disposition:
    """The rules' own decision, which a person takes back once somebody has looked after whoever may be at risk."""
    return Disposition(becomes=Becomes.HELD, at=arrival.received_at, who="rules", act="", reason="safety")


def _is_host(case: _Case) -> bool:
    """Whether one of the event's host accounts said it. A session's hosts are known only if the plan names them."""
    accounts = {account.lstrip("@").casefold() for account in case.event.hosts.get(case.arrival.source, ())}
    names = (case.arrival.author, case.arrival.handle)
    return any(name.lstrip("@").casefold() in accounts for name in names if name)


def _opens(case: _Case, label: Label | None) -> Question | None:
    """The question a host asks here for the first time; a reminder or a recap opens nothing again."""
    if not label or not label.asks:
        return None
    said_at = case.arrival.said_at
    question = asked(case.event, case.plan.questions, label, said_at)
    is_same_post = case.before is not None and case.before.opens == question.id
    is_new = all(identity != question.id or at == said_at for at, identity in case.opened)
    return question if is_new or is_same_post else None


def _judge(case: _Case, words: str, said: str, label: Label | None) -> Judged:
    if (case.arrival.reply_to or case.arrival.quotes) and is_emoji(said):
        return Judged(kind=Kind.SUPPORT, score=0.9, why="a reaction to what it answers")
    judged = classify(words, register=case.arrival.register, lang=case.arrival.lang)
    noted = case.in_session and case.arrival.register is Register.WRITTEN
    if noted and judged.kind is Kind.COMMENT and not is_concern(judged.kind, judged.why) and stands_alone(said):
        return Judged(kind=Kind.IDEA, score=0.5, why="a note of its own")
    if judged.kind is Kind.COMMENT and not case.in_session and _answers_for_ideas(case, label):
        found = thing_to_do(plain_sentences(words))
        return Judged(kind=Kind.IDEA, score=found[0], why=found[1]) if found else judged
    return judged


def _answers_for_ideas(case: _Case, label: Label | None) -> bool:
    """Whether it answers, by itself or right below it, a question that asks for ideas; an answer to an answer is a remark."""
    reply = case.arrival.reply_to or case.arrival.quotes
    known = _first_known(case.context, reply)
    if reply and not label and not (known and known.opens):
        return False
    about = _belonging(case, label, None, Kind.COMMENT).question
    planned = next((it.text for it in case.plan.questions if it.id == about), "")
    return about is not None and asks_for_ideas(planned)


def _is_talk(judged: Judged) -> bool:
    if judged.kind is Kind.COMMENT:
        return not is_concern(judged.kind, judged.why)
    return judged.kind is Kind.CHATTER


def _belonging(case: _Case, label: Label | None, opens: Question | None, kind: Kind) -> Belonging:
    if opens:
        return Belonging(question=opens.id, why="the host asks it here")
    if label and label.lists and kind is Kind.HOST:
        return Belonging(question=None, why="lists several questions")
    return belonging(
        case.event,
        case.plan.questions,
        case.opened,
        case.arrival.said_at,
        label=label,
        thread=_about(case, case.arrival.reply_to) or _about(case, case.arrival.root),
        quoted=_about(case, case.arrival.quotes),
        source=case.arrival.source,
        is_aside=kind in (Kind.HOST, Kind.CHATTER),
    )


def _about(case: _Case, native: NativeId | None) -> QuestionId | None:
    """The question of what was heard under that id, if it belongs to the same event."""
    known = _first_known(case.context, native)
    return known.about if known and known.event == case.event.id else None


def _frame(case: _Case, judged: Judged, belongs: Belonging) -> Contribution:
    """What every contribution has, whatever it says. A public post keeps handle and link, a session's words do not."""
    arrival, key = case.arrival, case.plan.key
    public = not case.in_session
    return Contribution(
        id=case.before.id if case.before else contribution_id(key, arrival.id),
        campaign=case.plan.campaign.id,
        event=case.event.id,
        source=arrival.source,
        said_at=arrival.said_at,
        kind=judged.kind,
        score=judged.score,
        why=judged.why,
        voice=_voice(arrival, case.plan, case.event.id),
        version=arrival.version,
        aliases=tuple(contribution_id(key, alias) for alias in arrival.aliases),
        question=belongs.question,
        question_why=belongs.why,
        challenge=_challenge(case, belongs.question),
        lang=arrival.lang,
        handle=arrival.handle if public else None,
        link=arrival.link if public else None,
        pseudonym=None if public else arrival.pseudonym,
        evidence=None if public else arrival.evidence,
        via=arrival.via,
        reply_to=contribution_id(key, arrival.reply_to) if arrival.reply_to else None,
        quotes=contribution_id(key, arrival.quotes) if arrival.quotes else None,
    )


def _challenge(case: _Case, question: QuestionId | None) -> ChallengeId | None:
    """The question's challenge, else the event's if it has but one."""
    planned = next((one.challenge for one in case.plan.questions if one.id == question), None)
    return planned or (case.event.challenges[0] if len(case.event.challenges) == 1 else None)


def _voice(arrival: Arrival, plan: Plan, event: EventId) -> VoiceKey:
    return voice_key(plan.key, arrival.source, arrival.author, event if arrival.source is SourceName.SESSION else None)


def _first_known(context: Context, *natives: NativeId | None) -> Known | None:
    return next((known for native in natives if native and (known := context.known.get(native))), None)


def _rejected(arrival: Arrival, reason: Reason, detail: str = "") -> Rejected:
    return Rejected(source=arrival.source, reason=reason, received_at=arrival.received_at, detail=detail)
