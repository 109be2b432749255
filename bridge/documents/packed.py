"""Unpacks the parts of an Office document within limits, and reads their XML as it comes: no tree of it is ever built."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from typing import NamedTuple, Protocol

from defusedxml.ElementTree import DefusedXMLParser, ParseError

from bridge.documents.decode import LIMIT
from bridge.errors import DocumentError

#: Files in the package; a picture for each turn makes a few hundred.
MOST_ENTRIES = 2_000
#: Bytes of an unpacked part. Three hours of Teams are 1.5 MB.
MOST_BYTES = 40_000_000
#: Unpacked against packed; real documents are at 5 to 12. Below the floor a file is too small to hurt.
MOST_RATIO, RATIO_FLOOR = 200, 2**20
#: Elements of a part. A long report has 200,000.
MOST_ELEMENTS = 1_000_000
#: What opening and reading raise for a package or a part that is damaged; defusedxml raises a ValueError for what it forbids.
BROKEN = (
    *(zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, NotImplementedError, RuntimeError),
    *(ParseError, ValueError, LookupError),
)

_CHUNK = 2**16


class Advice(NamedTuple):
    """What to tell who sent a package that is not read."""

    entries: str
    unpacks: str
    protected: str

    def too_large(self) -> DocumentError:
        return DocumentError("too_large", self.unpacks)


class Target(Protocol):
    """Takes the elements of a part as they come."""

    def start(self, tag: str, attributes: Mapping[str, str], /) -> None: ...
    def end(self, tag: str, /) -> None: ...
    def data(self, text: str, /) -> None: ...


class Package:
    """The parts by name. Raises DocumentError("too_large") for too many or too large a file, or one of BROKEN."""

    def __init__(self, body: bytes, advice: Advice) -> None:
        if len(body) > LIMIT:
            raise DocumentError("too_large", f"The file is larger than {LIMIT >> 20} MiB. Send it in parts.")
        if body.count(b"PK\x01\x02") > MOST_ENTRIES:  # each by its mark, before the list of them is built
            raise DocumentError("too_large", advice.entries)
        self._size = len(body)
        self._advice = advice
        self._archive = zipfile.ZipFile(io.BytesIO(body))
        self.parts = self._archive.infolist()

    def part(self, named: re.Pattern[str]) -> zipfile.ZipInfo | None:
        """The first whose whole name fits."""
        return next((part for part in self.parts if named.fullmatch(part.filename)), None)

    def feed(self, target: Target, part: zipfile.ZipInfo, most: int = MOST_BYTES) -> None:
        """Entities, a DTD and whatever lies outside are refused by the parser.

        Raises DocumentError: "too_large" beyond `most` bytes or MOST_RATIO, "protected"; or one of BROKEN.
        """
        parser = DefusedXMLParser(target=target, forbid_dtd=True)
        for chunk in self._unpacked(part, most):
            parser.feed(chunk)
        parser.close()

    def _unpacked(self, part: zipfile.ZipInfo, most: int) -> Iterator[bytes]:
        """What a part says of its size may be a lie, so bytes are counted as they come."""
        if part.flag_bits & 1:
            raise DocumentError("protected", self._advice.protected)
        if part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise zipfile.BadZipFile
        most = min(most, max(RATIO_FLOOR, MOST_RATIO * min(part.compress_size, self._size)))
        unpacked = part.file_size
        with self._archive.open(part) as file:
            read = 0
            while unpacked <= most and (chunk := file.read(_CHUNK)):
                read += len(chunk)
                unpacked = max(unpacked, read)
                yield chunk
        if unpacked > most:
            raise self._advice.too_large()
