"""The last look before words leave: what still looks like a detail of a person. Intake has masked them; this only refuses.

It is coarser than intake's masks on purpose: a line that is kept back for nothing costs little.
"""

from __future__ import annotations

import re
import unicodedata

_NUMBER_WORD = "(?:zero|oh|nought|one|two|three|four|five|six|seven|eight|nine|double|treble|triple)"
_DETAIL = re.compile(
    # NHS and phone numbers: nine digits or more, with a little between them.
    r"\d(?:[ .()/_–—-]{0,2}\d){8,}"
    # The same read aloud.
    rf"|\b{_NUMBER_WORD}(?:[ ,.-]{{1,3}}{_NUMBER_WORD}){{6,}}\b"
    # E-mail addresses, as they are written and as they are said.
    r"|[\w.+'-]{1,64} ?@ ?[\w-]{1,63}\.\w"
    r"|\w at (?:[\w-]{1,40} (?:dot )?){1,3}dot (?:co|com|gov|net|nhs|org|uk)\b"
    # Postcodes of the UK; "B2 3rd floor" is none.
    r"|\b[a-z]{1,2}\d[a-z\d]? ?(?!1st\b|2nd\b|3rd\b|\dth\b)\d[a-z]{2}\b"
    # National Insurance numbers.
    r"|\b[a-z]{2}(?:[ .-]?\d\d){3}[ .-]?[a-d]\b",
    re.IGNORECASE,
)


def holds_detail(text: str) -> bool:
    """Whether a number, an e-mail address or a postcode of a person seems to stand in it."""
    return bool(_DETAIL.search(" ".join(unicodedata.normalize("NFKC", text).split())))
