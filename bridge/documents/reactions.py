"""Reads the reactions in a Zoom chat: who stands behind which message, by the words of it that are quoted."""

from __future__ import annotations

import re

import msgspec

from bridge.documents.turns import Utterance

_REACTED = re.compile(r"Reacted to [\"“](?P<quote>.+)[\"”] with (?P<sign>\S{1,20})")
_REMOVED = re.compile(r"Removed an? (?P<sign>\S{1,20}) reaction from [\"“](?P<quote>.+)[\"”]")
#: Signs by which people agree. A laugh, a tear and a thumb down are no support, and a wave is for a person.
_AGREES = frozenset("👍❤♥💜💙💚💛🧡🤍🖤💗💕👏🙌💯🎉🔥✅✔➕🙏💪👌⭐🌟🥰😍🤩🚀")
#: What is said of the look of the sign before it: that it is coloured, and of which skin.
_LOOK = re.compile("[\ufe0e\ufe0f\U0001f3fb-\U0001f3ff]")
#: Characters by which messages are found, and how many that begin alike are looked at.
_KEY, _ALIKE = 8, 50


def agrees(sign: str) -> bool:
    """Whether people say by it that they agree, of whatever colour or skin it is."""
    return _LOOK.sub("", sign) in _AGREES


class Reactions:
    """Those of one chat, with what they are about among what was `said`, which only ever grows."""

    def __init__(self, said: list[Utterance]) -> None:
        self._said = said
        self._seen = 0
        self._begins: dict[str, list[int]] = {}
        self._there: dict[tuple[str, str, int], int] = {}
        self._gone: set[int] = set()

    def read(self, line: str, speaker: str | None, *, first: int, last: int) -> bool:
        """Whether a line, with those into which it goes on, is read as the words of `speaker` in lines `first` to `last`.

        It is about the latest message that begins as it quotes.
        """
        found = _REACTED.fullmatch(" ".join(line.split()))
        about = self._message(found["quote"]) if found else None
        if not found or about is None or not speaker:
            return False
        place = (speaker, found["sign"], about)
        if not agrees(found["sign"]) or self._said[about].speaker == speaker or place in self._there:
            return False
        self._there[place] = len(self._said)
        self._said.append(Utterance(speaker=speaker, text=found["sign"], line=first, last_line=last, about=about))
        return True

    def take_off(self, line: str, speaker: str | None) -> range:
        """The lines of the reaction that a line says was removed; none where there is no such reaction."""
        found = _REMOVED.fullmatch(" ".join(line.split()))
        about = self._message(found["quote"]) if found else None
        at = self._there.pop((speaker or "", found["sign"], about), None) if found and about is not None else None
        if at is None:
            return range(0)
        self._gone.add(at)
        return range(self._said[at].line, self._said[at].last_line + 1)

    def left(self) -> list[Utterance]:
        """All that was said, without the reactions that were taken off."""
        kept = [at for at in range(len(self._said)) if at not in self._gone]
        now = {at: place for place, at in enumerate(kept)}
        return [
            it if it.about is None else msgspec.structs.replace(it, about=now[it.about])
            for it in (self._said[at] for at in kept)
        ]

    def _message(self, quote: str) -> int | None:
        for at in range(self._seen, len(self._said)):
            if self._said[at].about is None:
                self._begins.setdefault(self._said[at].text[:_KEY], []).append(at)
        self._seen = len(self._said)
        begin = quote.removesuffix("…").removesuffix("...").rstrip()
        alike = self._begins.get(begin[:_KEY], [])[-_ALIKE:]
        return next((at for at in reversed(alike) if self._said[at].text.startswith(begin)), None)
