"""Counts what a reader leaves out, by reason, with the first lines where it stood."""

from __future__ import annotations

from bridge.records import Skipped

#: Lines that are told per reason; all are counted.
LINES_TOLD = 10


class Skips:
    """Collects while a file is read; `told` is what goes into the Report."""

    def __init__(self) -> None:
        self._lines: dict[str, list[int]] = {}

    def add(self, reason: str, *lines: int) -> None:
        if lines:
            self._lines.setdefault(reason, []).extend(lines)

    def told(self) -> tuple[Skipped, ...]:
        return tuple(
            Skipped(reason=reason, count=len(lines), lines=tuple(lines[:LINES_TOLD]))
            for reason, lines in self._lines.items()
        )
