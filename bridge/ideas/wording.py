"""What a contribution says, without what only addresses it: the mention it answers, its "A1:", its closing tags.

Whoever else is mentioned, or linked to by name, becomes "@…": an idea is about nobody.
"""

from __future__ import annotations

import re

_MENTIONS = re.compile(r"^(?:[.\s]*[@＠][\w.-]*\w(?:[@＠][\w.-]*\w)?[\s,:]+)+")
#: Up to 12, as chats count; "A17" is a road. With a space in it ("A 2 Send…") only before a capital, for "A 2 minute call".
_LABEL = re.compile(
    r"^\s*(?i:[aqtr])(?:\.?(?:1[0-2]|[1-9])(?:[a-c]\b)?[️⃣]*(?:\s*[.:)\-–—]+\s*|\s+)|\s[1-9](?:\s*[.:)\-–—]+\s*|\s+(?=[A-Z])))"
)
_FULL_WIDTH = str.maketrans("ＡＱＴＲａｑｔｒ０１２３４５６７８９", "AQTRaqtr0123456789")
#: Not after a letter or digit, where it is an address; an underscore is none, for it is also a mark of emphasis.
_MENTION = re.compile(r"(?<![^\W_])[@＠]+[\w.-]*\w(?:[@＠][\w.-]*\w)?")
#: The first part of a path is a name at these, unless it is a page of their own.
_PROFILE = re.compile(
    r"(?<![\w-])((?:(?:www|mobile|m)\.)?(?:(?:x|twitter)\.com/(?!(?:i|intent|search|hashtag|share|home|explore)\b)"
    r"|bsky\.app/profile/))[\w.:%-]*[\w%]",
    re.IGNORECASE,
)
_CLOSING_TAGS = re.compile(r"(?:\s+[#＃][^\W\d_][\w‌‍]*(?:\s+[A-Z]\w+(?=\s*$))?)+\s*$")


def wording(text: str) -> str:
    """The words as an idea is told. A text that is nothing but address stays as it is."""
    addresses = "@" in text or "＠" in text
    words = _MENTIONS.sub("", text) if addresses else text
    labelled = _LABEL.match(words[:12].translate(_FULL_WIDTH) + words[12:])
    words = words[labelled.end() :] if labelled else words
    words = (_CLOSING_TAGS.sub("", words) if "#" in words or "＃" in words else words).strip() or text
    words = _PROFILE.sub(r"\1@…", words) if "/" in words else words
    return _MENTION.sub("@…", words) if addresses else words
