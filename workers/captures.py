"""Captured posts → intake: what a person copied is judged as what was heard, with all that was heard before it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from contextlib import suppress
from typing import NamedTuple

import msgspec

from bridge.documents.captured import Asked, Captured, Post, arrivals, handles_in, with_accounts
from bridge.documents.guarded import read_posts_guarded
from bridge.errors import BridgeError
from bridge.intake.identity import contribution_id
from bridge.intake.pipeline import Plan
from bridge.push.spool import Spool
from bridge.records import Arrival, Contribution, Event, NativeId, Rejected, Report, SourceName, Upload
from workers.errands import Errands
from workers.following import learn_hearsay
from workers.listen import Judge, tally

#: Networks that are heard live. What we have of a post of theirs came from themselves, or was captured before.
LIVE = frozenset({SourceName.X, SourceName.BLUESKY, SourceName.MASTODON})

#: Seconds for which a directory may be asked for the accounts of an upload.
PATIENCE = 60.0

#: Finds the accounts behind Bluesky handles; those that it does not find are left out.
Accounts = Callable[[Collection[str]], Awaitable[Mapping[str, str]]]


class Taken(NamedTuple):
    """What came of an upload. `known` are posts that we had already: they are counted, and not pushed."""

    report: Report
    outcomes: Sequence[Contribution | Rejected]
    known: int = 0


async def no_accounts(handles: Collection[str]) -> Mapping[str, str]:  # noqa: ARG001 - it knows none of them
    """Where nobody can be asked."""
    return {}


class Captures:
    """Reads uploads of captured posts for one campaign."""

    def __init__(
        self,
        errands: Errands,
        judge: Judge,
        spool: Spool,
        plan: Plan,
        *,
        accounts: Accounts = no_accounts,
        patience: float = PATIENCE,
    ) -> None:
        self._errands = errands
        self._judge = judge
        self._spool = spool
        self._plan = plan
        self._accounts = accounts
        self._patience = patience

    async def read(self, body: bytes, upload: Upload, event: Event) -> Taken:
        """Judge the posts of an upload. Raises `DocumentError` for one that holds none."""
        captured = await self._named(await read_posts_guarded(body))
        await self._learn()
        arrived = arrivals(captured, event=event.id, zone=self._plan.campaign.zone(), captured_at=upload.received_at)
        fresh = await self._fresh(arrived)
        judged = await self._judge.judge([self._versioned(arrival) for _, arrival in fresh])
        outcomes = [_asked(outcome, post, event) for (post, _), outcome in zip(fresh, judged, strict=True)]
        known = len(arrived) - len(fresh)
        counted = tally(outcomes)
        report = msgspec.structs.replace(
            captured.report,
            arrived=len(arrived),
            contributed=counted.contributed + known,
            rejected=counted.rejected,
        )
        return Taken(report, outcomes, known)

    async def _named(self, captured: Captured) -> Captured:
        """Under the accounts of their authors, as far as these can be found in good time."""
        found: Mapping[str, str] = {}
        if handles := handles_in(captured):
            with suppress(TimeoutError):
                async with asyncio.timeout(self._patience):
                    found = await self._accounts(handles)
        return with_accounts(captured, found)

    async def _learn(self) -> None:
        """Remember what the listeners heard, and go by the questions as they are now: both say what was on, and when."""
        await learn_hearsay(self._errands, self._spool)
        with suppress(BridgeError):  # better by the campaign's file than not at all
            agenda = await self._errands.questions("")
            self._judge.learn(agenda.questions, agenda.turns)
        self._judge.forget()

    async def _fresh(self, arrived: Sequence[tuple[Post, Arrival]]) -> list[tuple[Post, Arrival]]:
        """Each post once, and none that a network told us itself: its own words are better than a copy of them."""
        keyed = {arrival.id: contribution_id(self._plan.key, arrival.id) for _, arrival in arrived}
        known = await self._spool.known(list(keyed.values()))
        once: dict[NativeId, tuple[Post, Arrival]] = {}
        for post, arrival in arrived:
            once.setdefault(arrival.id, (post, arrival))
        return [it for it in once.values() if it[1].source not in LIVE or keyed[it[1].id] not in known]

    def _versioned(self, arrival: Arrival) -> Arrival:
        """A post that is captured again with other words is another version of it. Keyed: a version is stored."""
        version = contribution_id(self._plan.key, NativeId(f"version:{arrival.text}"))
        return msgspec.structs.replace(arrival, version=version)


def _asked(outcome: Contribution | Rejected, post: Post, event: Event) -> Contribution | Rejected:
    """Under the question that was chosen for it. A host's post that asks one stays under that."""
    asked: Asked | None = post.question
    if asked is None or not isinstance(outcome, Contribution) or outcome.opens is not None:
        return outcome
    only = event.challenges[0] if len(event.challenges) == 1 else None
    return msgspec.structs.replace(
        outcome, question=asked.id, question_why="chosen by who captured it", challenge=asked.challenge or only
    )
