"""What workers are at: who follows which stream, how far each was heard, which documents wait, what is not yet erased."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from bridge.records import Entity, Erasure, EventId, Lease, Listening, Upload

ENDED = ("done", "refused")


class Work:
    """Leases, uploads and the last word on each stream, as the changes feed tells them."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._leases: dict[str, Lease] = {}
        self._seen_at: dict[str, float] = {}
        self._uploads: dict[str, Upload] = {}
        self._open: dict[str, Upload] = {}
        self._last: dict[str, Listening] = {}
        #: Up to where nothing that was taken back or replaced is in the store's files, and where that was done last.
        self._erased = self._replaced = 0

    def apply(self, value: Entity) -> None:
        """Take in what changed; changes come in seq order."""
        if isinstance(value, Lease):
            self._leases[value.id] = value
            self._seen_at[value.id] = self._now()
        elif isinstance(value, Listening):
            self._last[value.source] = value
        elif isinstance(value, Upload):
            self._uploads[value.id] = value
            self._open.pop(value.id, None)
            if value.state not in ENDED:
                self._open[value.id] = value
        elif isinstance(value, Erasure):
            self._erased = value.seq

    def replaced(self, seq: int) -> None:
        """Words were taken back or replaced, or may have been, at this seq at the latest."""
        self._replaced = seq

    def must_erase(self) -> bool:
        """Whether words that are in the store no more may be in its files still."""
        return self._replaced > self._erased

    def lease(self, stream: str) -> Lease | None:
        return self._leases.get(stream)

    def quiet(self, stream: str) -> float:
        """Seconds since we saw a lease change, by our own clock; 0 for one that we never saw."""
        seen_at = self._seen_at.get(stream)
        return 0.0 if seen_at is None else self._now() - seen_at

    def last_heard(self, source: str) -> Listening | None:
        """How far a source was heard by whichever worker told us last."""
        return self._last.get(source)

    def upload(self, upload: str) -> Upload | None:
        return self._uploads.get(upload)

    def uploads(self, session: EventId) -> Sequence[Upload]:
        """All of a session, newest first."""
        found = (it for it in self._uploads.values() if it.session == session)
        return sorted(found, key=lambda it: (it.received_at, it.id), reverse=True)

    def kept_uploads(self) -> Sequence[Upload]:
        """Those whose files are kept, in no order."""
        return [it for it in self._uploads.values() if it.kept]

    def open_uploads(self) -> Sequence[Upload]:
        """Those that have not ended, oldest first: also those in whose middle a worker died."""
        return sorted(self._open.values(), key=lambda it: (it.received_at, it.id))
