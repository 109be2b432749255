"""Documents of a session → intake: whenever one more comes, all that are kept are laid together and judged as one.

What is masked, who is who and what is the same thing said are told from all of them. So one document brings what others
hold up to date, too; what of that the store's side has already it answers with "known".
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import timedelta
from typing import NamedTuple

import msgspec

from bridge.documents.attendance import People
from bridge.documents.session import Laid, Session, lay_together
from bridge.errors import UnknownError
from bridge.intake.identity import contribution_id
from bridge.intake.pipeline import Plan
from bridge.ports import Clock
from bridge.push.spool import Spool
from bridge.records import (
    Act,
    Arrival,
    Contribution,
    ContributionId,
    Event,
    Kind,
    NativeId,
    Rejected,
    Report,
    State,
    Transcript,
    Upload,
)
from workers.captures import Taken
from workers.errands import Errands
from workers.extracting import Findings
from workers.following import learn_hearsay
from workers.gathering import Gathered, Gatherer
from workers.listen import Judge, tally
from workers.passages import transcript, with_found

#: "Great idea" in a meeting backs what another person proposed at most this long before.
BACKED_WITHIN = timedelta(seconds=60)
#: Seconds after which it is said again how far an upload is.
SAY_AGAIN = 1.0
#: For how long documents are remembered after the last one was read.
REMEMBERED = timedelta(minutes=10)
#: Sentences judged in one go, so that nobody else waits for long.
_AT_ONCE = 10
_PEOPLE_LACK = (
    "An attendance list that was sent before is not known any more, for lists are not kept: send it again, so that its names"
    " are masked in this file, too."
)

#: What else stands in a transcript, which is scrubbed, than the rules have found: that is told by id.
Find = Callable[[Event, Transcript, Mapping[ContributionId, str]], Awaitable[Findings]]
Say = Callable[..., Awaitable[Upload]]


class Whole(NamedTuple):
    """What came of an upload, `others` of the same session with it, and which upload takes whose place."""

    taken: Taken
    others: Sequence[Contribution] = ()
    replaced: Mapping[str, str] = {}


class _Sent(NamedTuple):
    """A part's transcript as it was sent last, with that of which it was made and what else was found in it."""

    laid: Laid
    names: tuple[str, ...]
    outcomes: Sequence[Contribution | Rejected]
    transcript: Transcript
    findings: Findings


async def find_nothing(
    session: Event,  # noqa: ARG001 - it looks at none
    passages: Transcript,  # noqa: ARG001
    by_rules: Mapping[ContributionId, str],  # noqa: ARG001
) -> Findings:
    """Where the rules are all there is."""
    return Findings()


class Sessions:
    """Reads documents of one campaign's sessions. `find` tells what else than the rules find stands in a transcript."""

    def __init__(
        self,
        errands: Errands,
        judge: Judge,
        spool: Spool,
        plan: Plan,
        *,
        clock: Clock,
        find: Find = find_nothing,
        say_again: float = SAY_AGAIN,
    ) -> None:
        self._errands = errands
        self._judge = judge
        self._spool = spool
        self._plan = plan
        self._clock = clock
        self._find = find
        self._say_again = timedelta(seconds=say_again)
        self._gatherer = Gatherer(errands)
        #: What was judged of the session read last, and the transcripts that were sent, with what was found in them.
        self._judged: dict[Arrival, Contribution | Rejected] = {}
        self._sent: dict[str, _Sent] = {}
        self._read_at = clock.now()

    def rest(self) -> None:
        """While nothing waits: let go of what was read a while ago, which may name people."""
        if self._clock.now() - self._read_at > REMEMBERED:
            self._gatherer.forget_documents()
            self._judged, self._sent = {}, {}

    async def read(self, body: bytes, upload: Upload, event: Event, say: Say) -> Whole:
        """Lay a document to what else is kept of its session, and judge that. Raises `DocumentError` for it alone."""
        desk = await self._errands.session(event.id)
        gathered = await self._gatherer.gather(body, upload, desk)
        session = await asyncio.to_thread(
            lay_together,
            gathered.parts,
            gathered.people,
            session=event.id,
            began_at=desk.declaration.held_at if desk.declaration else event.opens_at,
            zone=self._plan.campaign.zone(),
        )
        judged = await self._judge_all(session, say)
        gone = await self._gone(session, judged)
        declared = msgspec.structs.replace(event, declaration=desk.declaration)
        findings = await self._tell(gathered, session, judged, declared)
        said: dict[ContributionId, Contribution] = {}
        for part in session.parts:
            contributions = backed([it for it in judged[part.upload] if isinstance(it, Contribution)])
            beside = [it for _, it in findings[part.upload].found] if part.upload in findings else []
            for it in (*contributions, *beside):
                said.setdefault(it.id, self._versioned(it))
        gone = [it for it in gone if it.id not in said]
        own = [said[it.id] if isinstance(it, Contribution) else it for it in judged.get(upload.id, ())]
        if gathered.lacks_people:  # what is stored is masked by more names than are known here
            fresh = await self._spool.known(list(said))
            told = {it.id for it in judged.get(upload.id, ()) if isinstance(it, Contribution)}
            said = {name: it for name, it in said.items() if name not in fresh or name in told}
        note = findings[upload.id].note if upload.id in findings else ""
        report = _counted(_held(gathered, session, upload, note), own)
        self._read_at = self._clock.now()
        return Whole(Taken(report, own), (*gone, *said.values()), session.replaced)

    async def _judge_all(self, session: Session, say: Say) -> Mapping[str, list[Contribution | Rejected]]:
        """By upload what its arrivals are; those that were judged just so before are not judged again."""
        before, self._judged = self._judged, {}
        count = sum(len(part.arrivals) for part in session.parts)
        said_at = self._clock.now()
        for part in session.parts:
            for start in range(0, len(part.arrivals), _AT_ONCE):
                batch = part.arrivals[start : start + _AT_ONCE]
                new = [it for it in batch if it not in before]
                self._judged |= {it: before[it] for it in batch if it in before}
                self._judged |= dict(zip(new, await self._judge.judge(new), strict=True))
                await asyncio.sleep(0)
                if (now := self._clock.now()) - said_at >= self._say_again:
                    await say("reading", done=len(self._judged), of=count)
                    said_at = now
        return {part.upload: [self._judged[it] for it in part.arrivals] for part in session.parts}

    async def _gone(
        self, session: Session, judged: Mapping[str, Sequence[Contribution | Rejected]]
    ) -> Sequence[Contribution]:
        """What of replaced parts is taken back: it was left out, or nothing is left of it in its corrected words."""
        gone = [it for part in session.parts for it in (*part.taken_back, *_emptied(part, judged[part.upload]))]
        if not gone:
            return ()
        await learn_hearsay(self._errands, self._spool)
        return [it for it in await self._judge.judge(gone) if isinstance(it, Contribution)]

    async def _tell(
        self,
        gathered: Gathered,
        session: Session,
        judged: Mapping[str, Sequence[Contribution | Rejected]],
        event: Event,
    ) -> Mapping[str, Findings]:
        """Send what reviewers read, where it is not what was sent last; gives what else was found in it."""
        sent, self._sent = self._sent, {}
        for part, laid in zip(gathered.parts, session.parts, strict=True):
            if gathered.lacks_people and part.document is not gathered.own:
                continue
            outcomes = judged[part.upload]
            last = sent.get(part.upload)
            if last is not None and (last.laid, last.names, last.outcomes) == (laid, session.names, outcomes):
                self._sent[part.upload] = last
                continue
            now = await asyncio.to_thread(
                transcript,
                part,
                laid,
                outcomes,
                plan=self._plan,
                names=session.names,
                facilitators=session.facilitators,
                event=event.id,
            )
            findings = last.findings if last is not None and last.transcript == now else None
            if findings is None:
                by_rules = {it.id: it.text for it in outcomes if isinstance(it, Contribution)}
                findings = await self._find(event, now, by_rules) if now.passages else Findings()
                try:
                    await self._errands.keep(with_found(now, findings.found))
                except UnknownError:
                    continue  # its review is over
            self._sent[part.upload] = _Sent(laid, session.names, outcomes, now, findings)
        return {name: sent.findings for name, sent in self._sent.items()}

    def _versioned(self, it: Contribution) -> Contribution:
        """What is corrected or masked better is another version, and what is neither is the same. Keyed: it is stored."""
        if it.state is State.WITHDRAWN:
            return it
        version = contribution_id(self._plan.key, NativeId(f"version:{it.text}"))
        return msgspec.structs.replace(it, version=version)


def backed(contributions: Sequence[Contribution]) -> list[Contribution]:
    """Point spoken support at what it backs: the last idea or experience of somebody else, if it is fresh."""
    backable: list[Contribution] = []
    pointed = []
    for it in contributions:
        if it.kind in (Kind.IDEA, Kind.EXPERIENCE):
            backable.append(it)
        if it.kind is Kind.SUPPORT and it.reply_to is None:
            about = next((before for before in reversed(backable[-3:]) if before.voice != it.voice), None)
            if about is not None and it.said_at - about.said_at <= BACKED_WITHIN:
                it = msgspec.structs.replace(it, reply_to=about.id)  # noqa: PLW2901 - the pointed one takes its place
        pointed.append(it)
    return pointed


def _emptied(part: Laid, outcomes: Sequence[Contribution | Rejected]) -> list[Arrival]:
    return [
        msgspec.structs.replace(arrival, act=Act.DELETED, text="")
        for arrival, outcome in zip(part.arrivals, outcomes, strict=True)
        if isinstance(outcome, Rejected) and arrival.id in part.corrected
    ]


def _held(gathered: Gathered, session: Session, upload: Upload, note: str) -> Report:
    """What the upload holds, with what it is to the others."""
    report = gathered.own.report
    notes = [note] if note else []
    notes += [_PEOPLE_LACK] if gathered.lacks_people else []
    if isinstance(gathered.own, People):
        return msgspec.structs.replace(report, notes=(*report.notes, *notes))
    if upload.id in session.replaced:
        notes.append("A later file holds most of it and takes its place: it is that file which counts.")
    if earlier := sum(1 for it in session.replaced.values() if it == upload.id):
        count = sum(len(it.corrected) for it in session.parts if it.upload == upload.id)
        notes.append(
            f"It holds most of what {'an earlier file' if earlier == 1 else f'{earlier} earlier files'} of this session held,"
            f" and takes its place. Sentences told in other words: {count}."
        )
    report = msgspec.structs.replace(report, notes=(*report.notes, *notes))
    if columns := gathered.own.columns:
        used = {"text": columns.used.text, "author": columns.used.author, "group": columns.used.group}
        report = msgspec.structs.replace(
            report,
            columns=columns.names,
            used={name: at for name, at in used.items() if at is not None},
            signature=columns.signature,
        )
    return report


def _counted(report: Report, outcomes: Sequence[Contribution | Rejected]) -> Report:
    counted = tally(outcomes)
    return msgspec.structs.replace(
        report, arrived=counted.arrived, contributed=counted.contributed, rejected=counted.rejected
    )
