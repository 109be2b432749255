"""Documents and captured posts → intake → spool: uploads are read one after another, and their report says what became of each."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from functools import partial
from typing import Any

import msgspec
import structlog

from bridge.documents.captured import is_captured
from bridge.documents.guarded import read_guarded
from bridge.documents.inbox import Progress, State
from bridge.documents.read import Document, arrivals
from bridge.errors import DocumentError, LeaseLostError, UnknownError
from bridge.intake.pipeline import Plan
from bridge.ports import Clock
from bridge.push.claims import Claims
from bridge.push.client import PushClient
from bridge.push.frames import Outcome
from bridge.push.spool import Spool
from bridge.records import Arrival, Contribution, ContributionId, Event, Kind, Rejected, Report, Upload
from workers.captures import Accounts, Captures, Taken, no_accounts
from workers.errands import Errands
from workers.listen import Judge, heard_rows, tally

log = structlog.get_logger()

#: "Great idea" in a meeting backs what another person proposed at most this long before.
BACKED_WITHIN = timedelta(seconds=60)
#: Seconds until we look again, when another transcriber was first.
LOOK_AGAIN = 0.5


class Transcriber:
    """Reads one upload after another for one campaign and pushes it. `client.run` and `run` must both be running.

    An upload is claimed before it is read, so that any number of transcribers divide them; one that is left in the middle
    is begun again by another. Events are those of the plan: an upload for none of them is refused. `accounts` finds the
    accounts behind Bluesky handles in the links of captured posts.
    """

    def __init__(
        self,
        errands: Errands,
        claims: Claims,
        judge: Judge,
        spool: Spool,
        plan: Plan,
        *,
        clock: Clock,
        accounts: Accounts = no_accounts,
    ) -> None:
        self._errands = errands
        self._claims = claims
        self._judge = judge
        self._spool = spool
        self._plan = plan
        self._clock = clock
        self._captures = Captures(errands, judge, spool, plan, accounts=accounts)
        self._outcomes: dict[ContributionId, str] = {}

    def told(self, outcomes: Sequence[Outcome]) -> None:
        """What the store's side made of contributions (`PushClient`'s hook)."""
        self._outcomes.update({it.id: it.outcome for it in outcomes})

    async def run(self, client: PushClient) -> None:
        """Read uploads as they come, for ever; first those in whose middle a worker died."""
        while True:
            for upload in await self._errands.waiting():
                stream = f"upload/{upload.id}"
                lease = await self._claims.try_hold(stream)
                if lease is None:
                    await asyncio.sleep(LOOK_AGAIN)
                    continue
                try:
                    await self._claims.while_held(stream, self._read(upload, lease.number, client))
                except (LeaseLostError, UnknownError) as error:
                    log.warning("document.left", upload=upload.id, error=type(error).__name__)
                finally:
                    self._claims.leave(stream)

    async def _read(self, upload: Upload, lease: int, client: PushClient) -> None:
        say = partial(self._say, upload.id, lease)
        event = self._plan.event(upload.session)
        if event is None:
            problem = "Its chat or session is no longer in a campaign's file: put it back, and send this again."
            await say("refused", problem=problem, reason="no_session")
            return
        begun = await say("reading")
        if begun.state != "reading":
            return  # ended before, or begun too often
        try:
            body = await self._errands.body(upload.id)
            captured = is_captured(body)
            taken = await (self._captures.read if captured else self._document)(body, upload, event)
        except DocumentError as error:
            await say("refused", problem=str(error), reason=error.reason)
            return
        except UnknownError:
            await self._end_without_body(begun, say)
            return
        contributions = [it for it in taken.outcomes if isinstance(it, Contribution)]
        await say("pushing", report=taken.report)
        self._outcomes.clear()
        stream = f"captured/{event.id}" if captured else f"session/{event.id}"
        await self._spool.keep(
            stream, upload.id, contributions, heard=heard_rows(contributions), tally=tally(taken.outcomes)
        )
        await client.idle()
        became = Counter(self._outcomes.get(it.id, "refused") for it in contributions)
        became.update({"known": taken.known} if taken.known else {})
        await say("done", report=msgspec.structs.replace(taken.report, outcomes=dict(became.most_common())))
        log.info("document.read", upload=upload.id, turns=taken.report.turns, contributed=taken.report.contributed)

    async def _document(self, body: bytes, upload: Upload, session: Event) -> Taken:
        document = await read_guarded(body, upload.label)
        outcomes = await self._judge.judge(self._arrivals(document, upload, session))
        contributions = backed([it for it in outcomes if isinstance(it, Contribution)])
        rejected = [it for it in outcomes if isinstance(it, Rejected)]
        return Taken(_counted(document.report, outcomes), (*contributions, *rejected))

    async def _say(self, upload: str, lease: int, state: State, **more: Any) -> Upload:
        return await self._errands.update(upload, Progress(lease=lease, state=state, **more))

    async def _end_without_body(self, upload: Upload, say: Callable[..., Awaitable[Upload]]) -> None:
        """The bytes go once all is pushed, before that is written down: whoever did it died between the two."""
        if upload.report is not None:
            await say("done", report=upload.report)
        else:
            await say("refused", problem="The document was not kept whole. Send it again.", reason="abandoned")

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


def _counted(report: Report, outcomes: Sequence[Contribution | Rejected]) -> Report:
    counted = tally(outcomes)
    return msgspec.structs.replace(
        report, arrived=counted.arrived, contributed=counted.contributed, rejected=counted.rejected
    )
