"""The answer sheets: what is found in each file of this folder by reading it."""

from __future__ import annotations

import tomllib
from pathlib import Path

import msgspec

FOLDER = Path(__file__).parent


class Skipped(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A line that holds nobody's words; in a Word document the line of the source it is written from."""

    reason: str
    line: int


class Said(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One turn, by its number from 1; without a speaker where the file names none."""

    turn: int
    text: str
    speaker: str | None = None
    group: str | None = None


class Candidate(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A sentence that a careful host would want to see, or how it begins; a concern is a comment."""

    kind: str
    text: str


class Identifier(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What must not be seen by anybody, in the file's own letters, and what the mask calls it."""

    kind: str
    text: str


class Sheet(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One sheet. `found`, `read` and `skipped` count the file's own marks; `revised` says why it was changed later.

    `differs` are the checks in which the bridge does not agree today, each a fault of the bridge; a test holds that they
    still differ, so that none stays here when it is mended. `names` are those who were there and said nothing that the
    file gives to them. An attendance list is `refused`: nothing in it was said.
    """

    file: str
    turns: int
    speakers: tuple[str, ...]
    format: str = "attendance"
    unit: str = ""
    found: int = 0
    read: int = 0
    skipped: tuple[Skipped, ...] = ()
    first: Said | None = None
    middle: Said | None = None
    last: Said | None = None
    candidate: tuple[Candidate, ...] = ()
    masked: tuple[Identifier, ...] = ()
    names: tuple[str, ...] = ()
    refused: str = ""
    revised: str = ""
    differs: tuple[str, ...] = ()
    differs_because: str = ""

    @property
    def path(self) -> Path:
        """The file that the sheet is of."""
        return FOLDER / self.file


def sheets() -> list[Sheet]:
    """All of them, by name."""
    return [_sheet(path) for path in sorted(FOLDER.glob("*.answers.toml"))]


def _sheet(path: Path) -> Sheet:
    return msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), Sheet)
