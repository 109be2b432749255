"""Documents → intake → spool: uploads are read one after another, and their report says what became of each sentence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import timedelta

import msgspec
import structlog

from bridge.documents.guarded import read_guarded
from bridge.documents.inbox import Inbox
from bridge.documents.read import Document, arrivals
from bridge.errors import DocumentError
from bridge.intake.pipeline import Plan
from bridge.ports import Clock
from bridge.push.client import PushClient
from bridge.push.frames import Outcome
from bridge.push.spool import Spool
from bridge.records import Arrival, Contribution, ContributionId, Event, Kind, Rejected, Report, Upload
from workers.listen import Judge, heard_rows, tally

log = structlog.get_logger()

#: "Great idea" in a meeting backs what another person proposed at most this long before.
BACKED_WITHIN = timedelta(seconds=60)


class Transcriber:
    """Reads what waits in the inbox for one campaign and pushes it. `client.run` and `run` must both be running.

    `planned` are the sessions of all campaigns: an upload for none of them is refused, one for another is left alone.
    """

    def __init__(
        self, inbox: Inbox, judge: Judge, spool: Spool, plan: Plan, *, planned: Collection[str], clock: Clock
    ) -> None:
        self._inbox = inbox
        self._judge = judge
        self._spool = spool
        self._plan = plan
        self._planned = planned
        self._clock = clock
        self._outcomes: dict[ContributionId, str] = {}

    def told(self, outcomes: Sequence[Outcome]) -> None:
        """What the store's side made of contributions (`PushClient`'s hook)."""
        self._outcomes.update({it.id: it.outcome for it in outcomes})

    async def run(self, client: PushClient) -> None:
        """Read uploads as they come, for ever; first those in whose middle a process died."""
        while True:
            for upload in await self._inbox.waiting():
                session = self._plan.event(upload.session)
                if session is not None:
                    await self._read(upload, session, client)
                elif upload.session not in self._planned:
                    problem = "The session is no longer in a campaign's file: put it back, and send the document again."
                    await self._inbox.update(_at(upload, "refused", problem=problem, reason="no_session"))
            await self._inbox.wait()

    async def _read(self, upload: Upload, session: Event, client: PushClient) -> None:
        await self._inbox.update(_at(upload, "reading"))
        try:
            document = await read_guarded(self._inbox.body(upload.id), upload.label)
        except DocumentError as error:
            await self._inbox.update(_at(upload, "refused", problem=str(error), reason=error.reason))
            log.info("document.refused", upload=upload.id, reason=error.reason)
            return
        outcomes = await self._judge.judge(self._arrivals(document, upload, session))
        contributions = backed([it for it in outcomes if isinstance(it, Contribution)])
        report = _counted(document.report, outcomes)
        await self._inbox.update(_at(upload, "pushing", report=report))
        self._outcomes.clear()
        await self._spool.keep(
            f"session/{session.id}", upload.id, contributions, heard=heard_rows(contributions), tally=tally(outcomes)
        )
        await client.idle()
        became = Counter(self._outcomes.get(it.id, "refused") for it in contributions)
        done = msgspec.structs.replace(report, outcomes=dict(became.most_common()))
        await self._inbox.update(_at(upload, "done", report=done))
        log.info("document.read", upload=upload.id, turns=report.turns, contributed=report.contributed)

    def _arrivals(self, document: Document, upload: Upload, session: Event) -> Sequence[Arrival]:
        began_at = document.date or session.opens_at
        if began_at.tzinfo is None:
            began_at = began_at.replace(tzinfo=self._plan.campaign.zone())
        return arrivals(
            document, session=session.id, document_id=upload.id, said_at=began_at, received_at=self._clock.now()
        )


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


def _at(upload: Upload, state: str, **fields: str | Report) -> Upload:
    return msgspec.structs.replace(upload, state=state, **fields)


def _counted(report: Report, outcomes: Sequence[Contribution | Rejected]) -> Report:
    counted = tally(outcomes)
    return msgspec.structs.replace(
        report, arrived=counted.arrived, contributed=counted.contributed, rejected=counted.rejected
    )
