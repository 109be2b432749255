"""Everything that goes wrong by name. The tree:

BridgeError
├── Conflict            another writer committed first; read what was missed and decide again
│   └── EpochChanged    the store may have lost what was read; forget it, read from 0, decide again
├── StoreBusyError      another process holds the store; end it, or give this one its own `--data`
├── StoreSchemaError    the store was written by a newer ideabridge; upgrade this one
├── StoreUnsafeError    the store's server could lose what it acknowledges; change the setting that it names
├── StoreAwayError      the store does not take it now; try again later; becomes HTTP 503 with Retry-After
├── UnreadableError     a message, frame or document is not what it claims to be; says where
│   └── DocumentError   the same for an upload; becomes HTTP 422 with its `reason`
├── SourceRefusedError  a network refused us for good (401, 403); retrying is pointless
├── PushRefusedError    the store's side refused a frame; it goes to the dead-letter list
├── LeaseLostError      another worker may follow the stream now; stop, and claim it again
├── OvertakenError      somebody decided about it first; look at what it is now; becomes HTTP 409
├── UnknownError        a campaign, event or entity that is not there; becomes HTTP 404
└── NotAllowedError     no token, a wrong one, or one without the scope; becomes HTTP 401 or 403

Bad input never raises out of a stream: it becomes `records.Rejected`. These are for callers who can do something.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager


class BridgeError(Exception):
    """Base of all our errors: catch this to catch what we foresaw."""


class Conflict(BridgeError):  # noqa: N818 - the design's own word
    """Another writer committed first. Read the changes after your place, decide again, commit again."""

    def __init__(self, expected: int, head: int) -> None:
        super().__init__(f"expected the campaign at seq {expected}, it is at {head}: read the changes and decide again")
        self.expected = expected
        self.head = head


class EpochChanged(Conflict):
    """What the writer had read may not be in the store any more. Forget it, read from 0, decide again."""

    def __init__(self, expected: int) -> None:
        super().__init__(expected, -1)  # the head of another epoch says nothing about this one's


class StoreBusyError(BridgeError):
    """Another process writes this store. End it, or start this one with another `--data` folder."""


class StoreSchemaError(BridgeError):
    """The store's schema is newer than this program. Install the ideabridge that wrote it, or a newer one."""


class StoreUnsafeError(BridgeError):
    """The store's server could lose what it acknowledges. The message names its setting and the line to change."""


class StoreAwayError(BridgeError, OSError):
    """The store does not take it now: it failed, has turned, or too much waits. It may be stored or not; try again later."""


@contextmanager
def store_may_be_away() -> Iterator[None]:
    """Around what asks the store on behalf of somebody who can come again: its `OSError` becomes a `StoreAwayError`."""
    try:
        yield
    except StoreAwayError:
        raise
    except OSError as error:
        raise StoreAwayError(f"the store does not answer ({type(error).__name__}): try again later") from error


class UnreadableError(BridgeError):
    """Something is not what it claims to be. The message says what was wrong and where, never the words themselves."""


class DocumentError(UnreadableError):
    """An upload cannot be read. `reason` is a short code to count by; the message is for the person who uploaded it."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason


class SourceRefusedError(BridgeError):
    """A network refused us for good. Mend the credentials or the address it names; we do not retry."""


class PushRefusedError(BridgeError):
    """The store's side refused a frame for what it holds. The frame is kept in the dead-letter list with this reason."""


class LeaseLostError(BridgeError):
    """What was being done under a lease was stopped: it is not ours any more. Claim it again, or leave it to others."""


class OvertakenError(BridgeError):
    """Somebody decided about the same first. `now` is what is there, for whoever comes second to look at."""

    def __init__(self, message: str, now: object) -> None:
        super().__init__(message)
        self.now = now


class UnknownError(BridgeError):
    """Nothing of that name is here. The message lists what is."""


class NotAllowedError(BridgeError):
    """The token or session does not allow this. `status` is 401 (not known) or 403 (known, wrong scope)."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status
