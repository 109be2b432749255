"""Gives what was said and who said it their keyed names.

HMAC-SHA256 under the campaign's key: without the key nobody can test whether a given post or person is in the store,
and once the key is gone nothing leads back from a name to a person.
"""

from __future__ import annotations

import hmac
import unicodedata

from bridge.records import ContributionId, EventId, NativeId, SourceName, VoiceKey

DIGITS = 20  # 80 bits: a chance of two in a million million for a collision among a million contributions


def contribution_id(key: bytes, native: NativeId) -> ContributionId:
    """The same native id under the same key is the same contribution, for ever."""
    return ContributionId("c-" + _digest(key, "contribution", native))


def voice_key(key: bytes, source: SourceName, author: str, event: EventId | None) -> VoiceKey:
    """One person is one key: on a network across all events, in a session (`event`) within that session only.

    Speakers have no stable id, only a name that each document may write in its own way, so NFC and casefold it.
    """
    if event:
        author = unicodedata.normalize("NFC", author).casefold()
    return VoiceKey("v-" + _digest(key, "voice", source, event or "", author))


def _digest(key: bytes, *parts: str) -> str:
    message = "\n".join(parts).encode("utf-8", "surrogatepass")
    return hmac.digest(key, message, "sha256").hex()[:DIGITS]
