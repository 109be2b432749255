"""Who follows what: the store's side of leases, decided on a draft like everything else.

No clocks of two machines are compared. A lease has run out when this process, by its own clock, has seen nothing of it
for `LEASE` seconds; and since a commit loses against a renewal that it has not read, a holder that is heard of by any
other process keeps it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from bridge.projection.draft import Draft
from bridge.projection.work import Work
from bridge.push.frames import LEASE, Grant
from bridge.records import CampaignId, Lease


def grant(draft: Draft, work: Work, campaign: CampaignId, worker: str, streams: Sequence[str]) -> dict[str, Grant]:
    """Lease to the worker what it has already, what is free and what has run out; renew what it has."""
    granted = {}
    for stream in streams:
        before = draft.lease(stream)
        if stream.startswith("~"):  # ours
            continue
        if before is not None and before.holder == worker:
            lease = msgspec.structs.replace(before, renewed=before.renewed + 1)
        elif before is None or free(before, work):
            lease = Lease(id=stream, campaign=campaign, holder=worker, number=before.number + 1 if before else 1)
        else:
            continue
        draft.put(lease)
        heard = draft.last_heard(stream)
        granted[stream] = Grant(number=lease.number, cursor=heard.cursor if heard else None)
    return granted


def arrive(draft: Draft, campaign: CampaignId, worker: str, serve: str) -> int:
    """Write down that a worker has come to a `serve`; its number is that of this worker's arrivals anywhere."""
    before = draft.lease(_arrivals(worker))
    lease = Lease(id=_arrivals(worker), campaign=campaign, holder=serve, number=before.number + 1 if before else 1)
    draft.put(lease)
    return lease.number


def arrivals(work: Work, worker: str) -> int:
    """How often a worker has come, to whichever `serve`."""
    lease = work.lease(_arrivals(worker))
    return lease.number if lease else 0


def _arrivals(worker: str) -> str:
    return f"~worker/{worker}"


def release(draft: Draft, worker: str, streams: Sequence[str]) -> None:
    """Free what this worker has of the streams."""
    for stream in streams:
        lease = draft.lease(stream)
        if lease is not None and lease.holder == worker:
            draft.put(msgspec.structs.replace(lease, holder="", renewed=0))


def free(lease: Lease, work: Work) -> bool:
    """Whether another worker may have it: nobody does, or its holder was not heard of for too long."""
    return not lease.holder or (lease == work.lease(lease.id) and work.quiet(lease.id) > LEASE)


def stale(draft: Draft, worker: str, leases: Mapping[str, int]) -> bool:
    """Whether something was heard by a worker that was thought dead, while another has gone on from before it."""
    for stream, number in leases.items():
        now = draft.lease(stream)
        if now is not None and (number < now.number or (number == now.number and now.holder not in ("", worker))):
            return True
    return False
