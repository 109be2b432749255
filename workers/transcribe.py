"""Documents and captured posts → intake → spool: uploads are read one after another, and their report says what became of each."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence
from functools import partial
from typing import Any

import msgspec
import structlog

from bridge.documents.captured import is_captured
from bridge.documents.inbox import Progress, State
from bridge.errors import DocumentError, LeaseLostError, UnknownError
from bridge.intake.pipeline import Plan
from bridge.ports import Clock
from bridge.push.claims import Claims
from bridge.push.client import PushClient
from bridge.push.frames import Outcome
from bridge.push.spool import Spool
from bridge.records import Contribution, ContributionId, Report, Upload
from workers.captures import Accounts, Captures, no_accounts
from workers.errands import Errands
from workers.following import LEARN, learn_hearsay
from workers.listen import Judge, heard_rows, tally
from workers.sessions import SAY_AGAIN, Find, Say, Sessions, Whole, find_nothing

log = structlog.get_logger()

#: Seconds until we look again, when another transcriber was first.
LOOK_AGAIN = 0.5


class Transcriber:
    """Reads one upload after another for one campaign and pushes it. `client.run` and `run` must both be running.

    An upload and its session are claimed before it is read, so that any number of transcribers divide them; one that is left
    in the middle is begun again by another. Events are those of the plan: an upload for none of them is refused. `accounts` finds the
    accounts behind Bluesky handles in the links of captured posts, and `find` what else than the rules tell stands in a
    session's transcript.
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
        find: Find = find_nothing,
        say_again: float = SAY_AGAIN,
        look_again: float = LOOK_AGAIN,
    ) -> None:
        self._errands = errands
        self._claims = claims
        self._spool = spool
        self._plan = plan
        self._captures = Captures(errands, judge, spool, plan, accounts=accounts)
        self._sessions = Sessions(errands, judge, spool, plan, clock=clock, find=find, say_again=say_again)
        self._say_again = say_again
        self._look_again = look_again
        self._clock = clock
        self._learned_at = clock.now()
        self._outcomes: dict[ContributionId, str] = {}

    def told(self, outcomes: Sequence[Outcome]) -> None:
        """What the store's side made of contributions (`PushClient`'s hook)."""
        self._outcomes.update({it.id: it.outcome for it in outcomes})

    async def run(self, client: PushClient) -> None:
        """Read uploads as they come, for ever; first those in whose middle a worker died."""
        while True:
            await self._learn()
            uploads = await self._errands.waiting()
            if not uploads:
                self._sessions.rest()
            for upload in uploads:
                if not await self._claimed(upload, client):
                    await asyncio.sleep(self._look_again)

    async def _learn(self) -> None:
        """What was taken back in a review must go from our spool within the hour, too."""
        if (self._clock.now() - self._learned_at).total_seconds() >= LEARN:
            await learn_hearsay(self._errands, self._spool)
            self._learned_at = self._clock.now()

    async def _claimed(self, upload: Upload, client: PushClient) -> bool:
        """Read an upload if nobody else reads it, or another of its session: these are laid together."""
        session, stream = f"reading/{upload.session}", f"upload/{upload.id}"
        try:
            if await self._claims.try_hold(session) is None or (lease := await self._claims.try_hold(stream)) is None:
                return False
            reading = self._claims.while_held(stream, self._read(upload, lease.number, client))
            await self._claims.while_held(session, reading)
        except (LeaseLostError, UnknownError) as error:
            log.warning("document.left", upload=upload.id, error=type(error).__name__)
        finally:
            self._claims.leave(stream)
            self._claims.leave(session)
        return True

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
            if captured:
                whole = Whole(await self._captures.read(body, upload, event))
            else:
                whole = await self._sessions.read(body, upload, event, say)
        except DocumentError as error:
            await say("refused", problem=str(error), reason=error.reason)
            return
        except UnknownError:
            await self._end_without_body(begun, say)
            return
        await self._push(whole, upload, f"{'captured' if captured else 'session'}/{event.id}", client, say)

    async def _push(self, whole: Whole, upload: Upload, stream: str, client: PushClient, say: Say) -> None:
        report, outcomes, known = whole.taken
        own = [it for it in outcomes if isinstance(it, Contribution)]
        contributions = list({it.id: it for it in (*whole.others, *own)}.values())
        count = len(contributions)
        await say("pushing", report=report, of=count)
        self._outcomes.clear()
        await self._spool.keep(stream, upload.id, contributions, heard=heard_rows(contributions), tally=tally(outcomes))
        idle = asyncio.create_task(client.idle(), name="transcriber.idle")
        try:
            while not (await asyncio.wait({idle}, timeout=self._say_again))[0]:
                await say("pushing", report=report, done=len(self._outcomes), of=count)
        finally:
            idle.cancel()
        await idle
        became = Counter(self._outcomes.get(it.id, "refused") for it in own)
        became.update({"known": known} if known else {})
        report = msgspec.structs.replace(
            report, outcomes=dict(became.most_common()), notes=self._notes(report, whole, own)
        )
        await say("done", report=report, done=count, of=count, replaced=dict(whole.replaced))
        log.info("document.read", upload=upload.id, turns=report.turns, contributed=report.contributed)

    def _notes(self, report: Report, whole: Whole, own: Sequence[Contribution]) -> tuple[str, ...]:
        ours = {it.id for it in own}
        became = Counter(self._outcomes.get(it.id) for it in whole.others if it.id not in ours)
        told = []
        if became["updated"]:
            told.append(f"{became['updated']} of what other files of this session hold was brought up to date.")
        if became["withdrawn"]:
            told.append(f"{became['withdrawn']} of what earlier files of this session held was taken back.")
        return (*report.notes, *told)

    async def _say(self, upload: str, lease: int, state: State, **more: Any) -> Upload:
        return await self._errands.update(upload, Progress(lease=lease, state=state, **more))

    async def _end_without_body(self, upload: Upload, say: Say) -> None:
        """The bytes go once all is pushed, before that is written down: whoever did it died between the two."""
        if upload.report is not None:
            await say("done", report=upload.report)
        else:
            await say("refused", problem="The document was not kept whole. Send it again.", reason="abandoned")
