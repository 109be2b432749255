"""Winnowed fingerprints: a few hashes of a key, chosen so that texts which share a stretch share a hash.

After Schleimer, Wilkerson and Aiken, "Winnowing: local algorithms for document fingerprinting" (SIGMOD 2003): two keys
with any GRAM + WINDOW - 1 bytes in common have a fingerprint in common. The hash is CRC-32, the same in every process.
"""

from __future__ import annotations

from functools import lru_cache
from zlib import crc32

from bridge.ideas.canonical import RECENT

#: Bytes of UTF-8: six Latin letters, three Cyrillic or Arabic ones, two Chinese characters.
GRAM = 6
WINDOW = 5


@lru_cache(maxsize=RECENT)
def fingerprints(key: str) -> frozenset[int]:
    """The fingerprints of a canonical key; one for a key shorter than a gram."""
    data = key.encode("utf-8", "surrogatepass")
    hashes = [crc32(data[at : at + GRAM]) for at in range(max(1, len(data) - GRAM + 1))]
    if len(hashes) <= WINDOW:
        return frozenset((min(hashes),))
    return frozenset(map(min, hashes, hashes[1:], hashes[2:], hashes[3:], hashes[4:]))
