"""Ids and names as numbers, so that what is known of a contribution or an idea fits into a row of them.

A record of Python's takes a kilobyte and a dictionary a hundred bytes an entry; a row here takes some fifty in all.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from typing import Generic, TypeVar

Id = TypeVar("Id", bound=str)

#: Lists that rows are shared out over by the hash of their id, so that none is ever long, and none is moved as a whole.
_BUCKETS = 1 << 12
#: A row in its list: 32 bits of the hash, and its number.
_TAG, _ENTRY = 4, 8
#: Bytes of an id as intake makes it, without its prefix.
_DIGEST = 10
_WHOLE = 2**64 - 1


class Ids(Generic[Id]):
    """Ids by row, and the row of an id; some twenty bytes each for a prefix and twenty digits, as intake makes them."""

    def __init__(self, prefix: str) -> None:
        self._prefix = prefix
        self._digests = bytearray()
        #: Those that are made otherwise.
        self._others: dict[int, Id] = {}
        self._buckets = [bytearray() for _ in range(_BUCKETS)]
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, row: int) -> Id:
        if row in self._others:
            return self._others[row]
        digest = self._digests[row * _DIGEST : (row + 1) * _DIGEST]
        return self._prefix + digest.hex()  # type: ignore[return-value]  # it came in as such an id

    def row(self, id: Id) -> int | None:  # noqa: A002 - the record's own word
        """Where it is, if it is here."""
        bucket, tag = self._where(id)
        at = bucket.find(tag)
        while at >= 0:
            if at % _ENTRY == 0:
                row = int.from_bytes(bucket[at + _TAG : at + _ENTRY], "little")
                if self[row] == id:
                    return row
            at = bucket.find(tag, at + 1)
        return None

    def add(self, id: Id) -> int:  # noqa: A002 - as above
        """The row of an id that is not here yet."""
        row = self._count
        bucket, tag = self._where(id)
        bucket += tag + row.to_bytes(_ENTRY - _TAG, "little")
        digest = self._digest_of(id)
        if digest is None:
            self._others[row] = id
        self._digests += digest or bytes(_DIGEST)
        self._count += 1
        return row

    def _where(self, id: Id) -> tuple[bytearray, bytes]:  # noqa: A002 - as above
        hashed = hash(id)
        return self._buckets[hashed % _BUCKETS], (hashed >> 24 & 0xFFFFFFFF).to_bytes(_TAG, "little")

    def _digest_of(self, id: Id) -> bytes | None:  # noqa: A002 - as above
        digits = id.removeprefix(self._prefix)
        if len(digits) != 2 * _DIGEST or len(id) == len(digits):
            return None
        try:
            digest = bytes.fromhex(digits)
        except ValueError:
            return None
        return digest if digest.hex() == digits else None


class Names(Generic[Id]):
    """Numbers for the few names that recur in many rows; 0 is none."""

    def __init__(self) -> None:
        self._numbers: dict[Id | None, int] = {None: 0}
        self._names: list[Id | None] = [None]

    def number(self, name: Id | None) -> int:
        found = self._numbers.get(name)
        if found is None:
            found = self._numbers[name] = len(self._names)
            self._names.append(name)
        return found

    def name(self, number: int) -> Id | None:
        return self._names[number]


class Chains:
    """Rows strung together, the newest first: four bytes a row, and four bytes a chain."""

    def __init__(self) -> None:
        #: By chain the last row, by row the one before; each one more than it is, for 0 is none.
        self._last = array("I")
        self._before = array("I")

    def open(self) -> None:
        """One chain more."""
        self._last.append(0)

    def lay(self) -> None:
        """One row more, in no chain yet."""
        self._before.append(0)

    def link(self, chain: int, row: int) -> None:
        """Put a row into a chain."""
        self._before[row] = self._last[chain]
        self._last[chain] = row + 1

    def unlink(self, chain: int, row: int) -> None:
        """Take a row out of the chain that it is in."""
        if self._last[chain] == row + 1:
            self._last[chain] = self._before[row]
            return
        for later in self.rows(chain):
            if self._before[later] == row + 1:
                self._before[later] = self._before[row]
                return

    def rows(self, chain: int) -> Iterator[int]:
        """The rows of a chain."""
        at = self._last[chain]
        while at:
            yield at - 1
            at = self._before[at - 1]


class Counts:
    """How often each of many numbers of 64 bits came: some thirteen bytes each."""

    _KEY, _ENTRY = 8, 12

    def __init__(self) -> None:
        self._buckets = [bytearray() for _ in range(_BUCKETS)]
        self._count = 0

    def __len__(self) -> int:
        """How many there are that came more often than they were taken back."""
        return self._count

    def add(self, number: int, by: int) -> None:
        """Count a number `by` times more. Below zero it goes never."""
        bucket, key = self._buckets[number % _BUCKETS], (number & _WHOLE).to_bytes(self._KEY, "little")
        at = bucket.find(key)
        while at >= 0 and at % self._ENTRY:
            at = bucket.find(key, at + 1)
        if at < 0:
            bucket += key + by.to_bytes(self._ENTRY - self._KEY, "little")
            self._count += 1
            return
        count = int.from_bytes(bucket[at + self._KEY : at + self._ENTRY], "little") + by
        if count:
            bucket[at + self._KEY : at + self._ENTRY] = count.to_bytes(self._ENTRY - self._KEY, "little")
        else:
            del bucket[at : at + self._ENTRY]
            self._count -= 1
