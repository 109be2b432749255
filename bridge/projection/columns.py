"""Ids and names as numbers, so that what is known of a contribution or an idea fits into a row of them.

A record of Python's takes a kilobyte and a dictionary a hundred bytes an entry; a row here takes some fifty in all.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from struct import Struct
from typing import Generic, TypeVar

Id = TypeVar("Id", bound=str)

#: Lists that rows are shared out over by the hash of their id, so that none is ever long, and none is moved as a whole.
_BUCKETS = 1 << 12
#: A row in its list: 32 bits of the hash, and its number.
_TAG, _ENTRY = 4, 8
_PACKED = Struct("<II")
#: Bytes of an id as intake makes it, without its prefix.
_DIGEST = 10
#: A number, and behind it four bytes of how often it came.
_KEY, _COUNTED = Struct("<q"), 12


class Ids(Generic[Id]):
    """Ids by row, and the row of an id; some twenty bytes each for a prefix and twenty digits, as intake makes them.

    Rows are found through what is set up for that when somebody looks, or before that by `settle`.
    """

    def __init__(self, prefix: str) -> None:
        self._prefix = prefix
        self._whole = len(prefix) + 2 * _DIGEST
        self._digests = bytearray()
        #: Those that are made otherwise.
        self._others: dict[int, Id] = {}
        self._others_rows: dict[Id, int] = {}
        self._buckets = [bytearray() for _ in range(_BUCKETS)]
        self._count = self._settled = 0

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, row: int) -> Id:
        if row in self._others:
            return self._others[row]
        return self._prefix + self._digest_at(row).hex()  # type: ignore[return-value]  # it came in as such an id

    def row(self, id: Id) -> int | None:  # noqa: A002 - the record's own word
        """Where it is, if it is here."""
        digest = self._digest_of(id)
        if digest is None:
            return self._others_rows.get(id)
        self.settle(self._count)
        return self._row_of(digest)

    def _row_of(self, digest: bytes) -> int | None:
        bucket, tag = self._where(digest)
        at = bucket.find(tag)
        while at >= 0:
            if at % _ENTRY == 0:
                row = int.from_bytes(bucket[at + _TAG : at + _ENTRY], "little")
                if self._digest_at(row) == digest and row not in self._others:
                    return row
            at = bucket.find(tag, at + 1)
        return None

    def rows(self, ids: Sequence[Id]) -> dict[Id, int]:
        """The rows of those that are here; in a third of the time that it takes one by one."""
        digests = self._digests_of(ids)
        if digests is None:
            return {it: row for it in ids if (row := self.row(it)) is not None}
        self.settle(self._count)
        buckets, found = self._buckets, {}
        for nth, it in enumerate(ids):
            digest = digests[nth * _DIGEST : (nth + 1) * _DIGEST]
            hashed = hash(digest)
            # Most of those that are not here are told from the others by their hash already.
            if (hashed >> 24 & 0xFFFFFFFF).to_bytes(_TAG, "little") in buckets[hashed % _BUCKETS]:
                row = self._row_of(digest)
                if row is not None:
                    found[it] = row
        return found

    def extend(self, ids: Sequence[Id]) -> None:
        """Add some that are not here yet, at the next rows."""
        digests = self._digests_of(ids)
        if digests is None:
            parts = [self._digest_of(it) for it in ids]
            others = {self._count + nth: ids[nth] for nth, it in enumerate(parts) if it is None}
            self._others |= others
            self._others_rows |= {it: row for row, it in others.items()}
            digests = b"".join([it or bytes(_DIGEST) for it in parts])
        self._digests += digests
        self._count += len(ids)

    def settle(self, rows: int) -> bool:
        """Set up the next so many rows to be found; whether all are then."""
        first, self._settled = self._settled, min(self._settled + rows, self._count)
        if first < self._settled:
            digests, buckets = bytes(self._digests[first * _DIGEST : self._settled * _DIGEST]), self._buckets
            for row in range(first, self._settled):
                hashed = hash(digests[(row - first) * _DIGEST : (row - first + 1) * _DIGEST])
                buckets[hashed % _BUCKETS] += _PACKED.pack(hashed >> 24 & 0xFFFFFFFF, row)
        return self._settled == self._count

    def _where(self, digest: bytes) -> tuple[bytearray, bytes]:
        hashed = hash(digest)
        return self._buckets[hashed % _BUCKETS], (hashed >> 24 & 0xFFFFFFFF).to_bytes(_TAG, "little")

    def _digest_at(self, row: int) -> bytes:
        return bytes(self._digests[row * _DIGEST : (row + 1) * _DIGEST])

    def _digest_of(self, id: Id) -> bytes | None:  # noqa: A002 - as above
        """What its digits say; None for one that is made otherwise."""
        if len(id) != self._whole or not id.startswith(self._prefix):
            return None
        return _from_hex(id[len(self._prefix) :])

    def _digests_of(self, ids: Sequence[Id]) -> bytes | None:
        """The same for many; None if one of them is made otherwise."""
        if {*map(len, ids)} != {self._whole}:
            return None
        joined, start = "".join(ids), len(self._prefix)
        if any(joined[at :: self._whole] != letter * len(ids) for at, letter in enumerate(self._prefix)):
            return None
        return _from_hex("".join([it[start:] for it in ids]))


def _from_hex(digits: str) -> bytes | None:
    """Small hexadecimal digits as bytes; None for any others."""
    try:
        found = bytes.fromhex(digits)
    except ValueError:
        return None
    return found if found.hex() == digits else None


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

    def open(self, count: int) -> None:
        """So many chains more."""
        self._last.extend(bytes(count))

    def extend(self, chains: Iterable[int]) -> None:
        """So many rows more, each in the chain whose number is one less; 0 for none."""
        last, before = self._last, self._before
        for row, chain in enumerate(chains, len(before) + 1):
            if chain:
                before.append(last[chain - 1])
                last[chain - 1] = row
            else:
                before.append(0)

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

    def __init__(self) -> None:
        self._buckets = [bytearray() for _ in range(_BUCKETS)]
        self._count = 0

    def __len__(self) -> int:
        """How many there are that came more often than they were taken back."""
        return self._count

    def __contains__(self, number: int) -> bool:
        """Whether it came more often than it was taken back."""
        return self._at(number) >= 0

    def _at(self, number: int) -> int:
        """Where it is in its bucket; below zero where it is not."""
        bucket, key = self._buckets[number % _BUCKETS], _KEY.pack(number)
        at = bucket.find(key)
        while at > 0 and at % _COUNTED:
            at = bucket.find(key, at + 1)
        return at

    def add(self, counts: Mapping[int, int]) -> None:
        """Count each of these numbers so many times more, or fewer; below zero it goes never."""
        for number, by in counts.items():
            bucket, at = self._buckets[number % _BUCKETS], self._at(number)
            if at < 0:
                bucket += _KEY.pack(number) + by.to_bytes(4, "little")
                self._count += 1
                continue
            end = at + _COUNTED
            count = int.from_bytes(bucket[end - 4 : end], "little") + by
            if count:
                bucket[end - 4 : end] = count.to_bytes(4, "little")
            else:
                del bucket[at:end]
                self._count -= 1
